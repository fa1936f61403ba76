#include "tests/sim/mortal_database.h"

namespace demarc::sim {

void MortalDatabase::begin(bool writable, const std::function<bool(db::Tx &)> &work) {
  if (is_dead_)
    throw Killed();
  if (!writable) {
    real_->read([&](db::Tx &tx) { work(tx); });
    return;
  }
  const bool dies = left_ >= 0 && left_-- == 0;
  (void)real_->write([&](db::Tx &tx) -> Outcome<Done> {
    const bool commits = work(tx);
    if (dies) {
      is_dead_ = true;
      throw Killed();
    }
    if (!commits)
      return refuse("rolled_back", "What was refused leaves no trace.");
    return Done{};
  });
}

} // namespace demarc::sim
