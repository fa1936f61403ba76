#include "network/access_table.h"

#include "base/log.h"
#include "network/access_server.h"
#include "network/lease_store.h"
#include "network/login_store.h"
#include "network/own_profile.h"
#include "subscribers/service_operations.h"

#include <algorithm>
#include <charconv>

namespace demarc::network {

struct AccessTable::FreeAddresses {
  AddressBlock block;
  std::vector<bool> used; // by offset in the block
  std::size_t lowest = 0; // no free one below

  void mark(std::string_view address, bool is_used) {
    const auto found = block.offset_of(address);
    if (!found)
      return;
    const auto offset = static_cast<std::size_t>(*found);
    used[offset] = is_used;
    if (!is_used)
      lowest = std::min(lowest, offset);
  }
  std::optional<std::string> take() {
    while (lowest < used.size() && used[lowest])
      ++lowest;
    if (lowest == used.size())
      return std::nullopt;
    used[lowest] = true;
    return block.text(static_cast<std::int64_t>(lowest));
  }
};

AccessTable::AccessTable(db::Database &database, const crypto::Sealer &sealer) : database_(database), sealer_(sealer) {}

AccessTable::~AccessTable() { subscriptions_.clear(); }

std::shared_ptr<const LoginEntry> AccessTable::entry_of(StoredLogin stored) const {
  auto password = sealer_.open(stored.password_sealed, subscribers::password_purpose);
  if (!password)
    return nullptr;
  auto entry = std::make_shared<LoginEntry>();
  entry->service_id = stored.service_id;
  entry->customer_id = stored.customer_id;
  entry->username = std::move(stored.username);
  entry->password = std::move(*password);
  entry->profile = std::move(stored.profile);
  entry->version = stored.version;
  return entry;
}

void AccessTable::load() {
  {
    const std::scoped_lock loading(loading_);
    ByText<LoginEntry> logins;
    std::unordered_map<std::int64_t, std::string> usernames;
    std::size_t unreadable = 0;
    database_.read([&](db::Tx &tx) {
      const std::vector<Lease> leases = all_leases(tx);
      auto lease = leases.begin();
      each_login(tx, [&](StoredLogin stored) {
        const ServiceId service = stored.service_id;
        auto entry = std::const_pointer_cast<LoginEntry>(entry_of(std::move(stored)));
        if (!entry) {
          ++unreadable;
          return;
        }
        while (lease != leases.end() && lease->service_id < service)
          ++lease;
        for (; lease != leases.end() && lease->service_id == service; ++lease)
          entry->leases.emplace_back(lease->pool_id, lease->address);
        usernames.emplace(service.value(), entry->username);
        logins.emplace(entry->username, std::move(entry));
      });
    });
    if (unreadable > 0)
      log::error("network", "{} services have a password sealed with another key: they cannot log in", unreadable);
    const std::unique_lock lock(mutex_);
    logins_.swap(logins);
    username_of_service_.swap(usernames);
  }
  reload_access_servers();
  const std::scoped_lock lock(pools_mutex_);
  pools_.clear();
}

void AccessTable::follow() {
  subscriptions_.push_back(database_.subscribe("access", [this](const db::Notice &notice) {
    std::int64_t service = 0;
    const std::string &text = notice.payload;
    if (notice.lost || std::from_chars(text.data(), text.data() + text.size(), service).ec != std::errc{})
      load();
    else
      reload_service(ServiceId(service));
  }));
  subscriptions_.push_back(
      database_.subscribe("access_server", [this](const db::Notice &) { reload_access_servers(); }));
  subscriptions_.push_back(
      database_.subscribe("vendor_profile", [this](const db::Notice &) { reload_access_servers(); }));
  subscriptions_.push_back(database_.subscribe("pool", [this](const db::Notice &) {
    {
      const std::scoped_lock lock(pools_mutex_);
      pools_.clear();
    }
    reload_access_servers(); // it knows the pools' names
  }));
  load();
}

void AccessTable::reload_service(ServiceId service) {
  const std::scoped_lock loading(loading_);
  std::shared_ptr<const LoginEntry> entry;
  database_.read([&](db::Tx &tx) {
    auto stored = load_login(tx, service);
    if (!stored)
      return;
    auto fresh = std::const_pointer_cast<LoginEntry>(entry_of(std::move(*stored)));
    if (!fresh) {
      log::error("network", "service {} has a password sealed with another key: it cannot log in", service.value());
      return;
    }
    for (Lease &lease : leases_of(tx, service))
      fresh->leases.emplace_back(lease.pool_id, std::move(lease.address));
    entry = std::move(fresh);
  });
  const std::unique_lock lock(mutex_);
  const auto known = username_of_service_.find(service.value());
  if (known != username_of_service_.end()) {
    // Two services may have swapped names: only this one's own entry goes.
    const auto old = logins_.find(known->second);
    if (old != logins_.end() && old->second->service_id == service)
      logins_.erase(old);
    username_of_service_.erase(known);
  }
  if (entry) {
    username_of_service_[service.value()] = entry->username;
    logins_[entry->username] = std::move(entry);
  }
}

void AccessTable::reload_access_servers() {
  const std::scoped_lock loading(loading_);
  ByText<AccessServerEntry> by_address;
  std::unordered_map<std::int64_t, std::shared_ptr<const AccessServerEntry>> by_id;
  std::vector<VendorProfile> own;
  auto rows = database_.read([&own](db::Tx &tx) {
    own = usable_own_profiles(tx);
    return enabled_access_servers(tx);
  });
  for (StoredAccessServer &row : rows) {
    auto secret = sealer_.open(row.secret_sealed, access_server_secret_purpose);
    if (!secret) {
      log::error("network", "access server {} has a secret sealed with another key: it is not answered", row.name);
      continue;
    }
    auto entry = std::make_shared<AccessServerEntry>();
    entry->id = row.id;
    entry->name = std::move(row.name);
    entry->address = std::move(row.address);
    entry->secret = std::move(*secret);
    entry->profile = std::move(row.profile);
    entry->require_message_authenticator = row.require_message_authenticator;
    entry->coa_port = row.coa_port;
    entry->interim_interval_s = row.interim_interval_s;
    entry->pool_id = row.pool_id;
    entry->garden_pool_id = row.garden_pool_id;
    entry->allow_mschap = row.allow_mschap;
    entry->prefix_pool_id = row.prefix_pool_id;
    entry->delegated_pool_id = row.delegated_pool_id;
    entry->pool_name = std::move(row.pool_name);
    entry->garden_pool_name = std::move(row.garden_pool_name);
    const auto of_operator = std::find_if(own.begin(), own.end(),
                                          [&](const VendorProfile &profile) { return profile.name == entry->profile; });
    const VendorProfile *profile = of_operator != own.end() ? &*of_operator : find_vendor_profile(entry->profile);
    entry->addresses_from_device = profile != nullptr && profile->addresses_from_device;
    by_id.emplace(entry->id.value(), entry);
    by_address.emplace(entry->address, std::move(entry));
  }
  const std::unique_lock lock(mutex_);
  access_servers_.swap(by_address);
  access_servers_by_id_.swap(by_id);
}

std::shared_ptr<const LoginEntry> AccessTable::find_login(std::string_view username) const {
  const std::shared_lock lock(mutex_);
  const auto found = logins_.find(username);
  return found == logins_.end() ? nullptr : found->second;
}

std::shared_ptr<const AccessServerEntry> AccessTable::find_access_server(std::string_view address) const {
  const std::shared_lock lock(mutex_);
  const auto found = access_servers_.find(address);
  return found == access_servers_.end() ? nullptr : found->second;
}

std::shared_ptr<const AccessServerEntry> AccessTable::find_access_server(AccessServerId id) const {
  const std::shared_lock lock(mutex_);
  const auto found = access_servers_by_id_.find(id.value());
  return found == access_servers_by_id_.end() ? nullptr : found->second;
}

std::size_t AccessTable::size() const {
  const std::shared_lock lock(mutex_);
  return logins_.size();
}

std::optional<std::string> AccessTable::take_free(db::Tx &tx, PoolId pool, bool afresh) {
  const std::scoped_lock lock(pools_mutex_);
  auto known = pools_.find(pool.value());
  if (known == pools_.end() || afresh) {
    const auto stored = load_pool(tx, pool);
    const auto block = stored ? stored->block() : std::nullopt;
    if (!block)
      return std::nullopt;
    FreeAddresses free{*block, std::vector<bool>(static_cast<std::size_t>(block->size())), 0};
    for (const std::string &address : leases_of_pool(tx, pool))
      free.mark(address, true);
    for (const std::string &address : static_addresses(tx))
      free.mark(address, true);
    known = pools_.insert_or_assign(pool.value(), std::move(free)).first;
  }
  return known->second.take();
}

void AccessTable::give_back(PoolId pool, std::string_view address) {
  const std::scoped_lock lock(pools_mutex_);
  const auto known = pools_.find(pool.value());
  if (known != pools_.end())
    known->second.mark(address, false);
}

std::optional<std::string> AccessTable::lease_address(const LoginEntry &login, PoolId pool, Instant now) {
  for (const auto &[leased_pool, address] : login.leases)
    if (leased_pool == pool)
      return address;

  // Other nodes take addresses too: after this many that were gone already the pool is read afresh, once.
  constexpr int misses_before_afresh = 16;
  std::optional<std::string> taken;
  bool is_new = false;
  try {
    const auto leased = database_.write([&](db::Tx &tx) -> std::optional<std::string> {
      if (auto lease = find_lease(tx, pool, login.service_id))
        return lease; // the entry is older than the lease
      bool afresh = false;
      for (int misses = 0; misses < 2 * misses_before_afresh; ++misses) {
        taken = take_free(tx, pool, misses == misses_before_afresh);
        if (!taken && !afresh) { // empty as far as this node knows
          afresh = true;
          taken = take_free(tx, pool, true);
        }
        if (!taken)
          return std::nullopt;
        if (insert_lease(tx, pool, *taken, login.service_id, now)) {
          tx.notify("access", std::to_string(login.service_id.value()));
          is_new = true;
          return taken;
        }
        if (auto lease = find_lease(tx, pool, login.service_id)) {
          give_back(pool, *taken); // it was the service that had one, not the address that was gone
          return lease;
        }
      }
      return std::nullopt;
    });
    if (is_new)
      reload_service(login.service_id); // the notice does it too, but the next login may come first
    return leased;
  } catch (...) {
    if (taken)
      give_back(pool, *taken);
    throw;
  }
}

} // namespace demarc::network
