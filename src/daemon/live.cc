#include "daemon/live.h"

#include <algorithm>

namespace demarc::daemon {

namespace {
constexpr const char *subjects[] = {"sessions", "timeline", "run", "dashboard"};
constexpr std::size_t most_payloads = 200;
} // namespace

Live::Live(db::Database &database) {
  for (const char *subject : subjects) {
    subscriptions_.push_back(database.subscribe(subject, [this, subject](const db::Notice &notice) {
      const std::lock_guard lock(mutex_);
      auto &payloads = waiting_[subject];
      if (payloads.size() < most_payloads)
        payloads.insert(notice.lost ? std::string() : notice.payload);
      wake_.notify_one();
    }));
  }
  thread_ = std::thread([this] { pass_on(); });
}

Live::~Live() {
  subscriptions_.clear();
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Live::close() { broadcaster_.close(); }

void Live::pass_on() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    wake_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
    const auto events = std::move(waiting_);
    waiting_.clear();
    lock.unlock();
    for (const auto &[subject, payloads] : events) {
      if (subject == "run") {
        // Each is a JSON object of its own: the progress of one run.
        for (const std::string &payload : payloads) {
          if (!payload.empty())
            broadcaster_.publish(subject, payload);
        }
        continue;
      }
      std::string list;
      for (const std::string &payload : payloads) {
        // Ids, or lists of them; anything else only says "look again".
        const bool numbers = !payload.empty() && std::all_of(payload.begin(), payload.end(),
                                                             [](char c) { return (c >= '0' && c <= '9') || c == ','; });
        if (numbers)
          list += (list.empty() ? "" : ",") + payload;
      }
      broadcaster_.publish(subject, "{\"ids\":[" + list + "]}");
    }
    lock.lock();
    wake_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stop_; });
  }
}

void Live::register_stream(http::Api &api) {
  api.stream(
      "/v1/live",
      {.id = "live",
       .summary = "Live events",
       .permission = std::string(http::permission_signed_in),
       .tag = "Live",
       .description =
           "Server-sent events: `sessions`, `timeline` (ids of customers), `dashboard` {\"ids\":[...]} say what to "
           "look at again; `run` carries the progress of a billing run; `resync` says that events were missed."},
      [this](http::Call &) -> Outcome<std::shared_ptr<http::Listener>> { return broadcaster_.listen(); });
}

} // namespace demarc::daemon
