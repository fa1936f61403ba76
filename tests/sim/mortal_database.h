// A database whose process can be killed: in a write of one's choice, after its work and before its commit, and from
// then on nothing is answered any more. What is committed stays, as after kill -9.
//
// Threads: those of the database below; kills are armed by one.
#pragma once

#include "platform/db/db.h"

#include <atomic>

namespace demarc::sim {

// An std::exception, because threads of a runner that is being killed may meet it.
struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

class MortalDatabase : public db::Database {
public:
  explicit MortalDatabase(std::unique_ptr<db::Database> real) : real_(std::move(real)) {}

  void die_in_write(int nth) { left_ = nth; } // 0: the next one
  void live_on() { left_ = -1; }
  [[nodiscard]] bool is_dead() const { return is_dead_; }

  [[nodiscard]] db::Engine engine() const override { return real_->engine(); }
  [[nodiscard]] std::unique_ptr<db::Subscription>
  subscribe(std::string channel, std::function<void(const db::Notice &)> on_notice) override {
    return real_->subscribe(std::move(channel), std::move(on_notice));
  }
  std::int64_t next_id(std::string_view kind) override {
    if (is_dead_)
      throw Killed();
    return real_->next_id(kind);
  }

protected:
  void begin(bool writable, const std::function<bool(db::Tx &)> &work) override;

private:
  std::unique_ptr<db::Database> real_;
  std::atomic<int> left_{-1};
  std::atomic<bool> is_dead_{false};
};

} // namespace demarc::sim
