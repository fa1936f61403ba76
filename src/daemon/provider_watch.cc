#include "daemon/provider_watch.h"

namespace demarc::daemon {

ProviderWatch::ProviderWatch(db::Database &database) : database_(database) {
  refresh();
  subscription_ = database.subscribe(std::string(catalog::provider_channel), [this](const db::Notice &) { refresh(); });
}

catalog::Provider ProviderWatch::provider() const {
  const std::lock_guard lock(mutex_);
  return provider_;
}

void ProviderWatch::refresh() {
  auto provider = database_.read([](db::Tx &tx) { return catalog::find_provider(tx); });
  const std::lock_guard lock(mutex_);
  provider_ = std::move(provider);
}

} // namespace demarc::daemon
