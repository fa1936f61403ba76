// The provider's settings as the running server last saw them: its time zone and the hour of its billing run. Follows
// the database's notices, so a change in the console takes effect without a restart, on every node.
//
// Threads: any.
#pragma once

#include "catalog/provider.h"

#include <mutex>

namespace demarc::daemon {

class ProviderWatch {
public:
  explicit ProviderWatch(db::Database &database);

  [[nodiscard]] catalog::Provider provider() const;
  [[nodiscard]] TimeZone zone() const { return catalog::zone_of(provider()); }
  // Reads it anew now: for a clock that is about to jump past the notice.
  void refresh();

private:
  db::Database &database_;
  mutable std::mutex mutex_;
  catalog::Provider provider_; // under mutex_
  std::unique_ptr<db::Subscription> subscription_;
};

} // namespace demarc::daemon
