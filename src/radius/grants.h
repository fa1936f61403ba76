// Which version of the access profile a login was last given: most access servers do not echo Class in accounting, and
// a new session should be known as in step, not as unknown. A hint with a short memory: forgotten, it costs one order
// too many.
//
// Threads: any; sharded locks.
#pragma once

#include "network/ids.h"

#include <array>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace demarc::radius {

class Grants {
public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void given(AccessServerId access_server, std::string_view username, std::int64_t version, TimePoint now);
  // 0: not within the last ten minutes.
  [[nodiscard]] std::int64_t version_of(AccessServerId access_server, std::string_view username, TimePoint now) const;

private:
  struct Grant {
    std::int64_t version = 0;
    TimePoint at;
  };
  struct Shard {
    mutable std::mutex mutex; // guards the map
    std::unordered_map<std::string, Grant> grants;
  };
  static constexpr std::size_t shard_count = 16;
  static constexpr std::size_t max_per_shard = 16384; // about 30 MB in all; a full shard starts afresh
  std::array<Shard, shard_count> shards_;
};

} // namespace demarc::radius
