#include "platform/http/sign_in.h"

#include "base/log.h"
#include "base/random.h"
#include "platform/crypto/crypto.h"
#include "platform/http/staff_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <semaphore>

namespace demarc::http {

namespace {

constexpr std::int64_t touch_after_s = 300; // how old "last seen" may get before it is written again
constexpr std::size_t most_known = 10'000;

// argon2id takes 19 MiB and 20 ms of a core: guesses must not take every worker with them.
std::counting_semaphore<2> verifying{2};

// What a client says it is, fit for a column: it may be any bytes.
std::string printable(std::string_view text) {
  std::string out(text.substr(0, 200));
  std::erase_if(out, [](char c) { return c < ' ' || c > '~'; });
  return out;
}

std::string_view bearer_token(const Request &request) {
  const std::string_view header = request.header("authorization");
  if (header.size() > 7 && lower_ascii(header.substr(0, 7)) == "bearer ")
    return header.substr(7);
  return {};
}

tl::unexpected<Refusal> refuse_sign_in(std::string code, std::string detail) {
  return refuse(Refusal::Kind::unauthenticated, std::move(code), std::move(detail));
}

tl::unexpected<Refusal> refuse_for(std::chrono::seconds closed_for) {
  const auto minutes = (closed_for.count() + 59) / 60;
  return refuse(Refusal::Kind::too_many, "too_many_attempts",
                fmt::format("Too many failed attempts. Try again in {} minute{}.", minutes, minutes == 1 ? "" : "s"));
}

} // namespace

std::chrono::seconds FailureCounter::closed_for(const std::string &key, Steady::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto at = windows_.find(key);
  if (at == windows_.end() || at->second.failures < limit_ || now >= at->second.began + window_)
    return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(at->second.began + window_ - now);
}

void FailureCounter::fail(const std::string &key, Steady::time_point now) {
  const std::lock_guard lock(mutex_);
  if (windows_.size() >= most_keys)
    std::erase_if(windows_, [&](const auto &entry) { return now >= entry.second.began + window_; });
  if (windows_.size() >= most_keys && !windows_.contains(key))
    return; // full of live windows: the address counter still holds the flood
  Window &window = windows_[key];
  if (window.failures == 0 || now >= window.began + window_) {
    window.began = now;
    window.failures = 0;
  }
  ++window.failures;
}

void FailureCounter::forget(const std::string &key) {
  const std::lock_guard lock(mutex_);
  windows_.erase(key);
}

SignIn::SignIn(db::Database &database, const Clock &machine_clock, Settings settings)
    : database_(database), machine_clock_(machine_clock), settings_(settings),
      decoy_hash_(crypto::hash_password(Secret(random_bytes(16)))), pair_failures_(5, std::chrono::minutes(15)),
      address_failures_(50, std::chrono::minutes(15)),
      subscription_(database.subscribe(std::string(staff_channel), [this](const db::Notice &) { forget_everyone(); })) {
}

Outcome<Actor> SignIn::authenticate(const Request &request) {
  if (const std::string_view token = bearer_token(request); !token.empty())
    return actor_of_token(crypto::token_hash(token));
  if (const std::string_view token = request.cookie(session_cookie); !token.empty())
    return actor_of_session(crypto::token_hash(token));
  return Actor{};
}

Outcome<Actor> SignIn::actor_of_token(const std::string &hash) {
  std::uint64_t forgotten = 0;
  if (auto actor = known(hash, forgotten))
    return *actor;
  const auto row = database_.read([&](db::Tx &tx) { return store::api_token(tx, hash); });
  if (!row)
    return refuse_sign_in("bad_token", "This API token does not exist or was revoked.");
  Actor actor;
  actor.user_id = row->created_by.value_or(StaffUserId());
  actor.name = row->name;
  actor.role = row->role;
  actor.via = Actor::Via::token;
  actor.token_id = row->id;
  const Instant now = machine_clock_.now();
  if (!row->last_used_at || row->last_used_at->plus_seconds(touch_after_s) <= now)
    database_.write([&](db::Tx &tx) { store::touch_api_token(tx, row->id, now); });
  remember(hash, actor, forgotten);
  return actor;
}

Outcome<Actor> SignIn::actor_of_session(const std::string &hash) {
  std::uint64_t forgotten = 0;
  if (auto actor = known(hash, forgotten))
    return *actor;
  const auto row = database_.read([&](db::Tx &tx) { return store::session(tx, hash); });
  const Instant now = machine_clock_.now();
  if (!row || row->expires_at <= now)
    return refuse_sign_in("session_ended", "Your session has ended. Sign in again.");
  if (row->last_seen_at.plus_seconds(touch_after_s) <= now) {
    const Instant expires_at =
        std::min(now.plus_seconds(settings_.idle_s), row->created_at.plus_seconds(settings_.longest_s));
    database_.write([&](db::Tx &tx) { store::touch_session(tx, hash, now, expires_at); });
  }
  Actor actor;
  actor.user_id = row->user_id;
  actor.name = row->name;
  actor.role = row->role;
  actor.via = Actor::Via::cookie;
  remember(hash, actor, forgotten);
  return actor;
}

Outcome<SignIn::Opened> SignIn::open_session(const std::string &email, const Secret &password, const Request &request,
                                             Instant now) {
  const auto steady_now = FailureCounter::Steady::now();
  const std::string &address = request.remote_address;
  const std::string pair = address + ' ' + lower_ascii(email);
  const auto closed_for =
      std::max(pair_failures_.closed_for(pair, steady_now), address_failures_.closed_for(address, steady_now));
  if (closed_for.count() > 0)
    return refuse_for(closed_for);

  std::optional<User> user;
  std::optional<std::string> hash;
  database_.read([&](db::Tx &tx) {
    user = store::user_by_email(tx, email);
    if (user)
      hash = store::password_hash(tx, user->id);
  });
  if (!verifying.try_acquire_for(std::chrono::seconds(2)))
    return refuse(Refusal::Kind::too_many, "busy", "Too many people are signing in right now. Try again in a moment.");
  const bool right = verify(hash, password);
  verifying.release();
  if (!right || !user || !user->active) {
    pair_failures_.fail(pair, steady_now);
    address_failures_.fail(address, steady_now);
    log::warning("sign_in", "failed for {} from {}", email, address);
    // One answer for every reason: it must not tell which accounts exist.
    return refuse_sign_in("wrong_credentials", "The e-mail address or the password is wrong.");
  }
  pair_failures_.forget(pair);

  Opened opened;
  opened.token = crypto::random_token();
  const Instant machine_now = machine_clock_.now();
  database_.write([&](db::Tx &tx) {
    store::insert_session(tx, crypto::token_hash(opened.token), user->id, machine_now,
                          machine_now.plus_seconds(std::min(settings_.idle_s, settings_.longest_s)),
                          printable(request.header("user-agent")));
    store::set_last_login(tx, user->id, now);
  });
  user->last_login_at = now;
  opened.user = std::move(*user);
  log::info("sign_in", "{} from {}", opened.user.email, address);
  return opened;
}

void SignIn::close_session(const Request &request) {
  const std::string_view token = request.cookie(session_cookie);
  if (token.empty())
    return;
  const std::string hash = crypto::token_hash(token);
  database_.write([&](db::Tx &tx) {
    store::delete_session(tx, hash);
    tx.notify(std::string(staff_channel), "");
  });
  forget_everyone();
}

bool SignIn::verify(const std::optional<std::string> &hash, const Secret &password) {
  const bool right = crypto::verify_password(hash ? *hash : decoy_hash_, password);
  return right && hash.has_value();
}

std::optional<Actor> SignIn::known(const std::string &hash, std::uint64_t &forgotten) {
  const std::lock_guard lock(mutex_);
  forgotten = forgotten_;
  const auto at = known_.find(hash);
  if (at == known_.end() || at->second.until < FailureCounter::Steady::now())
    return std::nullopt;
  return at->second.actor;
}

void SignIn::remember(const std::string &hash, const Actor &actor, std::uint64_t forgotten) {
  const auto now = FailureCounter::Steady::now();
  const std::lock_guard lock(mutex_);
  if (forgotten != forgotten_)
    return; // rights changed since the rows were read
  if (known_.size() >= most_known)
    known_.clear();
  known_[hash] = Known{actor, now + std::chrono::milliseconds(settings_.cache_ms)};
}

void SignIn::forget_everyone() {
  const std::lock_guard lock(mutex_);
  known_.clear();
  ++forgotten_;
}

} // namespace demarc::http
