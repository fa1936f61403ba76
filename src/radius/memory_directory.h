// A network department in memory: the Directory and AccountingSink of tests and benchmarks. Nothing of the daemon uses
// it.
//
// Threads: any; one lock.
#pragma once

#include "radius/directory.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace demarc::radius {

class MemoryDirectory final : public Directory {
public:
  void put(network::LoginEntry login) {
    const std::unique_lock lock(mutex_);
    std::string name = login.username;
    logins_[std::move(name)] = std::make_shared<const network::LoginEntry>(std::move(login));
  }
  void put(network::AccessServerEntry access_server) {
    const std::unique_lock lock(mutex_);
    std::string address = access_server.address;
    access_servers_[std::move(address)] = std::make_shared<const network::AccessServerEntry>(std::move(access_server));
  }
  void remove_access_server(const std::string &address) {
    const std::unique_lock lock(mutex_);
    access_servers_.erase(address);
  }
  void fill_pool(PoolId pool, std::vector<std::string> addresses) {
    const std::lock_guard lock(pool_mutex_);
    pools_[pool.value()] = std::move(addresses);
  }
  void fail_leases(bool fail) {
    const std::lock_guard lock(pool_mutex_);
    fail_leases_ = fail;
  }

  [[nodiscard]] std::shared_ptr<const network::LoginEntry> find_login(std::string_view username) const override {
    const std::shared_lock lock(mutex_);
    const auto found = logins_.find(std::string(username));
    return found == logins_.end() ? nullptr : found->second;
  }
  [[nodiscard]] std::shared_ptr<const network::AccessServerEntry>
  find_access_server(std::string_view address) const override {
    const std::shared_lock lock(mutex_);
    const auto found = access_servers_.find(std::string(address));
    return found == access_servers_.end() ? nullptr : found->second;
  }
  // Keeps to the contract of AccessTable: the same service gets the same address of a pool again.
  std::optional<std::string> lease_address(const network::LoginEntry &login, PoolId pool, Instant) override {
    const std::lock_guard lock(pool_mutex_);
    if (fail_leases_)
      throw std::runtime_error("the database is away");
    const std::pair key(pool.value(), login.service_id.value());
    if (const auto held = leases_.find(key); held != leases_.end())
      return held->second;
    auto &free = pools_[pool.value()];
    if (free.empty())
      return std::nullopt;
    std::string address = free.front();
    free.erase(free.begin());
    leases_[key] = address;
    return address;
  }

private:
  mutable std::shared_mutex mutex_; // guards the two maps
  std::unordered_map<std::string, std::shared_ptr<const network::LoginEntry>> logins_;
  std::unordered_map<std::string, std::shared_ptr<const network::AccessServerEntry>> access_servers_;

  std::mutex pool_mutex_; // guards what follows
  std::map<std::int64_t, std::vector<std::string>> pools_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> leases_;
  bool fail_leases_ = false;
};

class MemorySink final : public AccountingSink {
public:
  void commit(std::span<const AccountingEvent> events) override {
    std::unique_lock lock(mutex_);
    ++commits_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !held_; });
    if (failures_ > 0) {
      --failures_;
      throw db::Error(db::Error::Kind::retryable, "the database is away");
    }
    for (const AccountingEvent &event : events)
      if (const auto *record = std::get_if<network::AccountingRecord>(&event);
          record != nullptr && record->username == refused_username_)
        throw db::Error(db::Error::Kind::other, "this record cannot be stored");
    events_.insert(events_.end(), events.begin(), events.end());
  }

  // While held, commits wait: what is not committed must not be answered.
  void hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  void wait_for_a_commit() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return commits_ > 0; });
  }
  void fail_next(int commits) {
    const std::lock_guard lock(mutex_);
    failures_ = commits;
  }
  void refuse(std::string username) {
    const std::lock_guard lock(mutex_);
    refused_username_ = std::move(username);
  }
  [[nodiscard]] std::vector<AccountingEvent> events() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  [[nodiscard]] int commits() const {
    const std::lock_guard lock(mutex_);
    return commits_;
  }

private:
  mutable std::mutex mutex_; // guards what follows
  std::condition_variable changed_;
  std::vector<AccountingEvent> events_;
  std::string refused_username_ = "\n";
  int commits_ = 0, failures_ = 0;
  bool held_ = false;
};

} // namespace demarc::radius
