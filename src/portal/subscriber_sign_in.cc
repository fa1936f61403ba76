#include "portal/subscriber_sign_in.h"

#include "base/log.h"
#include "base/random.h"
#include "platform/crypto/crypto.h"
#include "portal/actor_words.h"
#include "portal/portal_link.h"
#include "portal/portal_store.h"
#include "portal/right_candidate.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>
#include <semaphore>

namespace demarc::portal {

namespace {

using Steady = http::FailureCounter::Steady;

constexpr std::int64_t touch_after_s = 300; // how old "last seen" may get before it is written again

// Apart from staff's: a flood of guesses at the portal does not keep the office out.
std::counting_semaphore<2> checking{2};

class Turn {
public:
  Turn() : taken_(checking.try_acquire_for(std::chrono::seconds(2))) {}
  ~Turn() {
    if (taken_)
      checking.release();
  }
  Turn(const Turn &) = delete;
  Turn &operator=(const Turn &) = delete;
  [[nodiscard]] bool taken() const { return taken_; }

private:
  bool taken_;
};

tl::unexpected<Refusal> too_busy() {
  return refuse(Refusal::Kind::too_many, "busy", "Too many people are signing in right now. Try again in a moment.");
}

tl::unexpected<Refusal> closed(std::chrono::seconds left) {
  const auto minutes = (left.count() + 59) / 60;
  return refuse(Refusal::Kind::too_many, "too_many_attempts",
                fmt::format("Too many attempts. Try again in {} minute{}.", minutes, minutes == 1 ? "" : "s"));
}

std::string trimmed(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  while (text.ends_with(' '))
    text.remove_suffix(1);
  return std::string(text);
}

std::string hash_of_cookie(const http::Request &request) {
  const std::string_view token = request.cookie(portal_cookie);
  return token.empty() ? std::string() : crypto::token_hash(token);
}

std::string agent_of(const http::Request &request) {
  std::string out(request.header("user-agent").substr(0, 200));
  std::erase_if(out, [](char c) { return c < ' ' || c > '~'; });
  return out;
}

} // namespace

SubscriberSignIn::SubscriberSignIn(db::Database &database, const Clock &machine_clock)
    : database_(database), machine_clock_(machine_clock), decoy_hash_(crypto::hash_password(Secret(random_bytes(16)))),
      pair_failures_(5, std::chrono::minutes(15)), address_failures_(50, std::chrono::minutes(15)),
      account_links_(3, std::chrono::hours(1)), address_links_(10, std::chrono::hours(1)) {}

Outcome<http::Actor> SubscriberSignIn::authenticate(const http::Request &request) {
  const std::string hash = hash_of_cookie(request);
  if (hash.empty())
    return http::Actor{};
  const auto row = database_.read([&](db::Tx &tx) { return portal_session(tx, hash); });
  const Instant now = machine_clock_.now();
  if (!row || row->expires_at <= now)
    return refuse(Refusal::Kind::unauthenticated, "session_ended", "Your session has ended. Sign in again.");
  if (row->last_seen_at.plus_seconds(touch_after_s) <= now) {
    const Instant expires_at =
        std::min(now.plus_seconds(idle_session_s), row->created_at.plus_seconds(longest_session_s));
    database_.write([&](db::Tx &tx) { touch_portal_session(tx, hash, now, expires_at); });
  }
  http::Actor actor;
  actor.name = by_the_subscriber;
  actor.via = http::Actor::Via::subscriber;
  actor.subscriber_id = row->customer_id.value();
  return actor;
}

std::string SubscriberSignIn::open(db::Tx &tx, CustomerId customer, bool by_link, const http::Request &request,
                                   Instant now) {
  std::string token = crypto::random_token();
  const Instant machine_now = machine_clock_.now();
  insert_portal_session(tx, crypto::token_hash(token),
                        {customer, machine_now, machine_now.plus_seconds(idle_session_s), machine_now, by_link},
                        agent_of(request));
  set_portal_login(tx, customer, now);
  return token;
}

Outcome<SubscriberSignIn::Opened> SubscriberSignIn::open_by_password(const std::string &given, const Secret &password,
                                                                     const http::Request &request, Instant now) {
  const std::string account = trimmed(given);
  const auto steady_now = Steady::now();
  const std::string &address = request.remote_address;
  const std::string pair = address + ' ' + http::lower_ascii(account);
  if (const auto left =
          std::max(pair_failures_.closed_for(pair, steady_now), address_failures_.closed_for(address, steady_now));
      left.count() > 0)
    return closed(left);
  const int rounds = rounds_of(account);
  const std::vector<Candidate> found = database_.read([&](db::Tx &tx) { return candidates(tx, account, rounds); });
  std::optional<CustomerId> customer;
  {
    const Turn turn;
    if (!turn.taken())
      return too_busy();
    customer = right_candidate(found, rounds, decoy_hash_,
                               [&](const std::string &hash) { return crypto::verify_password(hash, password); });
  }
  if (!customer) {
    pair_failures_.fail(pair, steady_now);
    address_failures_.fail(address, steady_now);
    log::warning("portal", "sign-in failed for {} from {}", account, address);
    // One answer for every reason: it must not tell who is a customer, who has a password, or who has left.
    return refuse(Refusal::Kind::unauthenticated, "wrong_credentials",
                  "The e-mail address, the customer number or the password is wrong.");
  }
  pair_failures_.forget(pair);
  return Opened{*customer, database_.write([&](db::Tx &tx) { return open(tx, *customer, false, request, now); })};
}

Outcome<SubscriberSignIn::Opened> SubscriberSignIn::open_by_link(const std::string &token, const http::Request &request,
                                                                 Instant now) {
  const auto steady_now = Steady::now();
  const std::string &address = request.remote_address;
  if (const auto left = address_failures_.closed_for(address, steady_now); left.count() > 0)
    return closed(left);
  auto opened = database_.write([&](db::Tx &tx) -> Outcome<Opened> {
    const auto customer = use_portal_link(tx, crypto::token_hash(token), machine_clock_.now());
    if (!customer || !candidate(tx, *customer))
      return refuse(Refusal::Kind::unauthenticated, "link_used_or_old",
                    "This link was used already, or is older than half an hour. Ask for a new one.");
    return Opened{*customer, open(tx, *customer, true, request, now)};
  });
  if (!opened)
    address_failures_.fail(address, steady_now);
  return opened;
}

void SubscriberSignIn::close(const http::Request &request) {
  if (const std::string hash = hash_of_cookie(request); !hash.empty())
    database_.write([&](db::Tx &tx) { end_portal_session(tx, hash); });
}

Outcome<Done> SubscriberSignIn::ask_link(const std::string &given, const http::Request &request, Instant now) {
  const std::string account = trimmed(given);
  const auto steady_now = Steady::now();
  const std::string key = http::lower_ascii(account);
  const std::string &address = request.remote_address;
  if (const auto left =
          std::max(account_links_.closed_for(key, steady_now), address_links_.closed_for(address, steady_now));
      left.count() > 0)
    return closed(left);
  account_links_.fail(key, steady_now);
  address_links_.fail(address, steady_now);
  database_.write([&](db::Tx &tx) { ask_for_link(tx, account, now); });
  return Done{};
}

bool SubscriberSignIn::may_set_freely(db::Tx &tx, const http::Request &request) const {
  const auto session = portal_session(tx, hash_of_cookie(request));
  return session && session->by_link;
}

Outcome<Done> SubscriberSignIn::set_password(CustomerId customer, const NewPassword &in, const http::Request &request,
                                             Instant now) {
  const std::string hash = hash_of_cookie(request);
  const auto steady_now = Steady::now();
  const std::string key = fmt::format("password of {}", customer.value());
  if (const auto left = pair_failures_.closed_for(key, steady_now); left.count() > 0)
    return closed(left);
  std::optional<Candidate> known;
  bool is_free = false;
  database_.read([&](db::Tx &tx) {
    known = candidate(tx, customer);
    is_free = may_set_freely(tx, request);
  });
  if (!known)
    return refuse(Refusal::Kind::unauthenticated, "session_ended", "Your session has ended. Sign in again.");
  if (!is_free) {
    if (!in.current)
      return refuse("current_password_missing", "Give the password you have now, too.", "current");
    const Turn turn;
    if (!turn.taken())
      return too_busy();
    if (known->password_hash.empty() || !crypto::verify_password(known->password_hash, *in.current)) {
      pair_failures_.fail(key, steady_now);
      return refuse("current_password_wrong", "The password you have now is another one.", "current");
    }
  }
  return database_.write([&](db::Tx &tx) -> Outcome<Done> {
    TRY(stored, store_password(tx, database_, customer, in.password, now, std::string(by_the_subscriber)));
    end_other_portal_sessions(tx, customer, hash);
    settle_portal_session(tx, hash);
    return stored;
  });
}

Outcome<Done> store_password(db::Tx &tx, db::Database &ids, CustomerId id, const Secret &password, Instant now,
                             const std::string &actor) {
  TRY(customer, subscribers::lock_customer(tx, id));
  if (password.reveal().size() < min_portal_password)
    return refuse("password_too_short", fmt::format("A password has at least {} characters.", min_portal_password),
                  "password");
  set_portal_password(tx, customer.id, crypto::hash_password(password), now);
  subscribers::tell(tx, ids,
                    {.id = {},
                     .customer_id = customer.id,
                     .at = now,
                     .kind = "portal.password_set",
                     .title = "Password of the portal set",
                     .detail = "",
                     .actor = actor});
  return Done{};
}

} // namespace demarc::portal
