#include "radius/login_log.h"

#include "base/ensure.h"
#include "base/log.h"
#include "radius/accounting_request.h"
#include "radius/mschap.h"

#include <bit>
#include <boost/describe/enum_to_string.hpp>
#include <vector>

namespace demarc::radius {

namespace {

constexpr std::array<std::string_view, 7> methods{"none", "PAP", "CHAP", "MS-CHAP", "MS-CHAPv2", "EAP", "EAP"};

// Index in `methods`.
std::uint8_t method_of(const Packet &request) {
  if (request.has(attribute::user_password))
    return 1;
  if (request.has(attribute::chap_password))
    return 2;
  if (request.has(attribute::eap_message))
    return 5;
  if (const auto offer = mschap_offered(request))
    return offer->version == 2 ? 4 : 3;
  return 0;
}

bool is_refusal(Event event) { return event != Event::accepts && event != Event::garden_accepts; }

// What a terminal, a page or a file can show: the name is as it was sent, and may have been anything.
std::string shown(std::string_view text) { return printable(text); }
std::optional<std::string> if_any(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(shown(text));
}

} // namespace

template <std::size_t size> void LoginLog::Text<size>::set(std::string_view text) {
  std::size_t taken = std::min(text.size(), size);
  while (taken < text.size() && taken > 0 && (static_cast<unsigned char>(text[taken]) & 0xc0U) == 0x80U)
    --taken; // not in the middle of a character
  std::copy_n(text.data(), taken, bytes.data());
  length = static_cast<std::uint8_t>(taken);
}

LoginLog::LoginLog(LoginSink &sink, Settings settings)
    : sink_(sink), settings_(settings), cells_(std::make_unique<Cell[]>(settings.ring)) {
  ENSURE(std::has_single_bit(settings.ring), "the ring is a power of two");
  for (std::size_t i = 0; i < settings.ring; ++i)
    cells_[i].turn.store(i, std::memory_order_relaxed);
  thread_ = std::thread([this] { run(); });
}

LoginLog::~LoginLog() { stop(); }

// A bounded queue of many producers: each cell says whose turn it is. Free for the put number n while turn == n, full
// for the take of n while turn == n + 1.
void LoginLog::note(const Packet &request, AccessServerId access_server, const network::LoginEntry *login,
                    const LoginDecision &decision, Instant at) noexcept {
  if (decision.kind == LoginDecision::Kind::challenge)
    return;
  std::size_t number = put_.load(std::memory_order_relaxed);
  Cell *cell = nullptr;
  while (true) {
    cell = &cells_[number & (settings_.ring - 1)];
    const std::size_t turn = cell->turn.load(std::memory_order_acquire);
    if (turn == number) {
      if (put_.compare_exchange_weak(number, number + 1, std::memory_order_relaxed))
        break;
    } else if (turn < number) { // a whole ring behind: full
      lost_.fetch_add(1, std::memory_order_relaxed);
      return;
    } else {
      number = put_.load(std::memory_order_relaxed);
    }
  }
  Note &note = cell->note;
  note.at = at;
  note.access_server = access_server;
  note.service = login == nullptr ? ServiceId(0) : login->service_id;
  note.event = decision.event;
  note.method = method_of(request);
  note.username.set(request.find(attribute::user_name).value_or(std::string_view()));
  note.calling_station_id.set(request.find(attribute::calling_station_id).value_or(std::string_view()));
  note.nas_port_id.set(request.find(attribute::nas_port_id).value_or(std::string_view()));
  note.message.set(decision.message);
  cell->turn.store(number + 1, std::memory_order_release);
}

bool LoginLog::take(Note &note) {
  Cell &cell = cells_[taken_ & (settings_.ring - 1)];
  if (cell.turn.load(std::memory_order_acquire) != taken_ + 1)
    return false;
  note = cell.note;
  cell.turn.store(taken_ + settings_.ring, std::memory_order_release);
  ++taken_;
  return true;
}

void LoginLog::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait_for(lock, std::chrono::milliseconds(settings_.every_ms), [&] { return stopping_; });
    lock.unlock();
    empty();
    say_what_is_lost();
    lock.lock();
  }
  lock.unlock();
  empty(); // stopped before it waited, or noted since
}

void LoginLog::empty() {
  std::vector<network::LoginAttempt> attempts;
  const auto write = [&] {
    try {
      sink_.commit(attempts);
    } catch (const std::exception &problem) {
      // One of the edges where a broken environment is caught: the log has a gap, the logins go on.
      log::debug("radius", "logins could not be logged: {}", problem.what());
      lost_.fetch_add(static_cast<std::int64_t>(attempts.size()), std::memory_order_relaxed);
    }
    attempts.clear();
  };
  // At most what a full ring holds: who puts without pause does not keep it here.
  Note note;
  for (std::size_t i = 0; i < settings_.ring && take(note); ++i) {
    attempts.push_back({note.at, note.access_server,
                        note.service.value() == 0 ? std::nullopt : std::optional(note.service),
                        shown(note.username.view()), boost::describe::enum_to_string(note.event, ""),
                        is_refusal(note.event), std::string(methods.at(note.method)), std::string(note.message.view()),
                        if_any(note.calling_station_id.view()), if_any(note.nas_port_id.view())});
    if (attempts.size() == settings_.batch)
      write();
  }
  if (!attempts.empty())
    write();
}

void LoginLog::say_what_is_lost() {
  const std::int64_t lost = lost_.load(std::memory_order_relaxed);
  const auto now = std::chrono::steady_clock::now();
  if (lost == said_lost_ || now - said_at_ < std::chrono::minutes(1))
    return;
  log::warning("radius", "{} logins are missing in the log of logins: more than it takes in a second, or no database",
               lost - said_lost_);
  said_lost_ = lost;
  said_at_ = now;
}

void LoginLog::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ && !thread_.joinable())
      return;
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable())
    thread_.join();
}

} // namespace demarc::radius
