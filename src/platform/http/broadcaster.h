// Live events to browsers (text/event-stream). publish() may be called from any thread and never blocks: each listener
// has a bounded queue, and one that does not keep up loses its queue and gets the event "resync" instead, on which the
// console loads afresh.
//
//   api.stream("/v1/live", {.id = "live", .summary = "Live events", .permission = "live.read", .tag = "Live"},
//              [&](http::Call &) -> Outcome<std::shared_ptr<http::Listener>> { return live.listen(); });
//   live.publish("sessions", to_json(changed));
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::http {

// One open stream. The server reads it, the broadcaster fills it.
class Listener {
public:
  Listener(std::vector<std::string> topics, std::size_t capacity) : topics_(std::move(topics)), capacity_(capacity) {}

  [[nodiscard]] bool wants(std::string_view topic) const;
  void offer(std::string_view topic, std::string_view data);
  void close();

  // The frames waiting, as bytes to send; empty when there are none.
  std::string take();
  [[nodiscard]] bool is_closed() const;
  // `wake` is called on a publishing thread, and must come back at once, when there is something to take, or it was
  // closed. An empty function takes the old one away and waits until no call of it is running.
  void on_wake(std::function<void()> wake);

private:
  void wake();

  const std::vector<std::string> topics_; // empty: all
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::deque<std::string> frames_; // under mutex_
  bool closed_ = false;            // under mutex_
  std::mutex wake_mutex_;
  std::function<void()> wake_; // under wake_mutex_
};

class Broadcaster {
public:
  explicit Broadcaster(std::size_t queue_capacity = 256) : queue_capacity_(queue_capacity) {}
  ~Broadcaster() { close(); }
  Broadcaster(const Broadcaster &) = delete;
  Broadcaster &operator=(const Broadcaster &) = delete;

  // No topics: all of them.
  std::shared_ptr<Listener> listen(std::vector<std::string> topics = {});
  // `topic` is the event's name, `data` its JSON (one line).
  void publish(std::string_view topic, std::string_view data);
  [[nodiscard]] std::size_t listeners() const;
  // Ends every stream; later listeners are closed from the start.
  void close();

private:
  std::vector<std::shared_ptr<Listener>> living() const;

  const std::size_t queue_capacity_;
  mutable std::mutex mutex_;
  mutable std::vector<std::weak_ptr<Listener>> listeners_; // under mutex_
  bool closed_ = false;                                    // under mutex_
};

} // namespace demarc::http
