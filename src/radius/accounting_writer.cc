#include "radius/accounting_writer.h"

#include "base/log.h"

#include <algorithm>

namespace demarc::radius {

AccountingWriter::AccountingWriter(AccountingSink &sink, Settings settings)
    : sink_(sink), settings_(settings), thread_([this] { run(); }) {}

AccountingWriter::~AccountingWriter() { stop(); }

bool AccountingWriter::offer(PendingAccounting &&pending) {
  std::size_t size = 0;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= settings_.max_queue)
      return false;
    queue_.push_back(std::move(pending));
    size = queue_.size();
  }
  // The writer sleeps only while the queue is empty, or while it waits for company.
  if (size == 1 || size == settings_.max_batch)
    ready_.notify_one();
  return true;
}

void AccountingWriter::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_one();
  if (thread_.joinable())
    thread_.join();
}

void AccountingWriter::run() {
  std::vector<PendingAccounting> batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty())
        return;
      ready_.wait_for(lock, std::chrono::milliseconds(settings_.linger_ms),
                      [&] { return stopping_ || queue_.size() >= settings_.max_batch; });
      const std::size_t count = std::min(queue_.size(), settings_.max_batch);
      const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
      batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
      queue_.erase(queue_.begin(), end);
    }
    write(batch);
    batch.clear();
  }
}

void AccountingWriter::write(std::span<PendingAccounting> batch) {
  for (int attempt = 0;; ++attempt) {
    try {
      if (commit(batch))
        return answer(batch);
      break; // a record among them is at fault
    } catch (const std::exception &problem) {
      // One of the four edges where a broken environment is caught.
      if (attempt >= settings_.retries) {
        if (const auto now = std::chrono::steady_clock::now(); now - complained_at_ > std::chrono::seconds(10)) {
          complained_at_ = now;
          log::error("radius", "accounting cannot be stored and is not answered, access servers will repeat it: {}",
                     problem.what());
        }
        return drop(batch);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20 << attempt));
    }
  }
  int failures_left = 64;
  write_apart(batch, failures_left);
}

// False: the database refuses the content, not the moment.
bool AccountingWriter::commit(std::span<const PendingAccounting> batch) {
  events_.clear();
  for (const PendingAccounting &pending : batch)
    events_.push_back(pending.event);
  try {
    sink_.commit(events_);
    return true;
  } catch (const db::Error &error) {
    if (error.kind() == db::Error::Kind::retryable)
      throw;
    if (batch.size() == 1)
      log::warning("radius", "an accounting record that cannot be stored is not answered: {}", error.what());
    return false;
  }
}

// Halves the batch until the records at fault stand alone: one odd packet must not cost a thousand good ones.
void AccountingWriter::write_apart(std::span<PendingAccounting> batch, int &failures_left) {
  if (batch.size() == 1 || failures_left <= 0)
    return drop(batch);
  const std::size_t half = batch.size() / 2;
  for (const auto part : {batch.subspan(0, half), batch.subspan(half)}) {
    try {
      if (commit(part)) {
        answer(part);
        continue;
      }
    } catch (const std::exception &) {
      drop(part);
      continue;
    }
    --failures_left;
    write_apart(part, failures_left);
  }
}

void AccountingWriter::answer(std::span<PendingAccounting> batch) {
  for (PendingAccounting &pending : batch) {
    pending.cache->answer(pending.key, pending.reply);
    pending.counters->count(Event::accounting_answered);
    sender_.add(*pending.socket, pending.to, pending.from, pending.reply);
  }
  sender_.flush();
}

void AccountingWriter::drop(std::span<PendingAccounting> batch) {
  for (PendingAccounting &pending : batch) {
    pending.cache->forget(pending.key);
    pending.counters->count(Event::drop_failed);
  }
}

} // namespace demarc::radius
