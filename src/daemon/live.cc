#include "daemon/live.h"

#include <algorithm>

namespace demarc::daemon {

namespace {
constexpr const char *subjects[] = {"sessions", "timeline", "run", "dashboard"};
constexpr std::size_t most_payloads = 200;
} // namespace

std::string ids_event(const std::set<std::string> &payloads) {
  std::string list;
  for (const std::string &payload : payloads) {
    const bool is_ids = !payload.empty() && std::all_of(payload.begin(), payload.end(),
                                                        [](char c) { return (c >= '0' && c <= '9') || c == ','; });
    if (!is_ids)
      return R"({"ids":[]})"; // one of them means "many": naming the others would hide it
    list += (list.empty() ? "" : ",") + payload;
  }
  return "{\"ids\":[" + list + "]}";
}

Live::Live(db::Database &database) {
  for (const char *subject : subjects) {
    subscriptions_.push_back(database.subscribe(subject, [this, subject](const db::Notice &notice) {
      const std::lock_guard lock(mutex_);
      auto &payloads = waiting_[subject];
      payloads.insert(notice.lost || payloads.size() >= most_payloads ? std::string() : notice.payload);
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
      broadcaster_.publish(subject, ids_event(payloads));
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
           "look at again, none: all of it; `run` carries the progress of a billing run; `resync` says that events "
           "were missed."},
      [this](http::Call &) -> Outcome<std::shared_ptr<http::Listener>> { return broadcaster_.listen(); });
}

} // namespace demarc::daemon
