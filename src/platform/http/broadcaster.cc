#include "platform/http/broadcaster.h"

#include <algorithm>

namespace demarc::http {

namespace {

// "event: topic", "data: …" a line of data, an empty line (WHATWG HTML 9.2.5).
std::string frame_of(std::string_view topic, std::string_view data) {
  std::string frame = "event: ";
  frame += topic;
  frame += '\n';
  do {
    const std::size_t end = std::min(data.find('\n'), data.size());
    frame += "data: ";
    frame += data.substr(0, end);
    frame += '\n';
    data.remove_prefix(std::min(end + 1, data.size()));
  } while (!data.empty());
  return frame + '\n';
}

} // namespace

bool Listener::wants(std::string_view topic) const {
  return topics_.empty() || std::find(topics_.begin(), topics_.end(), topic) != topics_.end();
}

void Listener::offer(std::string_view topic, std::string_view data) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_)
      return;
    if (frames_.size() >= capacity_) {
      frames_.clear();
      frames_.push_back(frame_of("resync", "{}"));
    } else {
      frames_.push_back(frame_of(topic, data));
    }
  }
  wake();
}

void Listener::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake();
}

std::string Listener::take() {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (const std::string &frame : frames_)
    all += frame;
  frames_.clear();
  return all;
}

bool Listener::is_closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void Listener::on_wake(std::function<void()> wake) {
  const std::lock_guard lock(wake_mutex_);
  wake_ = std::move(wake);
}

void Listener::wake() {
  const std::lock_guard lock(wake_mutex_);
  if (wake_)
    wake_();
}

std::shared_ptr<Listener> Broadcaster::listen(std::vector<std::string> topics) {
  auto listener = std::make_shared<Listener>(std::move(topics), queue_capacity_);
  const std::lock_guard lock(mutex_);
  if (closed_)
    listener->close();
  else
    listeners_.push_back(listener);
  return listener;
}

void Broadcaster::publish(std::string_view topic, std::string_view data) {
  for (const auto &listener : living())
    if (listener->wants(topic))
      listener->offer(topic, data);
}

std::size_t Broadcaster::listeners() const { return living().size(); }

void Broadcaster::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  for (const auto &listener : living())
    listener->close();
}

std::vector<std::shared_ptr<Listener>> Broadcaster::living() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Listener>> living;
  std::erase_if(listeners_, [&](const std::weak_ptr<Listener> &weak) {
    auto listener = weak.lock();
    if (!listener || listener->is_closed())
      return true;
    living.push_back(std::move(listener));
    return false;
  });
  return living;
}

} // namespace demarc::http
