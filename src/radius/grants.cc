#include "radius/grants.h"

#include <functional>

namespace demarc::radius {

namespace {

constexpr std::chrono::minutes memory{10};

// Reuses one string per thread: no allocation for a name seen before.
const std::string &key_of(AccessServerId access_server, std::string_view username) {
  thread_local std::string key;
  key.assign(std::to_string(access_server.value()));
  key += ' ';
  key += username;
  return key;
}

} // namespace

void Grants::given(AccessServerId access_server, std::string_view username, std::int64_t version, TimePoint now) {
  const std::string &key = key_of(access_server, username);
  Shard &shard = shards_[std::hash<std::string>{}(key) % shard_count];
  const std::lock_guard lock(shard.mutex);
  if (shard.grants.size() >= max_per_shard && !shard.grants.contains(key))
    shard.grants.clear();
  shard.grants[key] = {version, now};
}

std::int64_t Grants::version_of(AccessServerId access_server, std::string_view username, TimePoint now) const {
  const std::string &key = key_of(access_server, username);
  const Shard &shard = shards_[std::hash<std::string>{}(key) % shard_count];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.grants.find(key);
  return found == shard.grants.end() || now - found->second.at > memory ? 0 : found->second.version;
}

} // namespace demarc::radius
