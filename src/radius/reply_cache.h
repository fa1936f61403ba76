// The duplicate cache (RFC 5080 2.2.2): the same request again, from the same port with the same identifier and
// authenticator, gets the same octets back and has no second effect. Only requests that were found authentic get in, so
// nobody else can fill it. Bounded in entries and in octets; the oldest goes first.
//
// Threads: any; one short lock.
#pragma once

#include "radius/endpoint.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::radius {

class ReplyCache {
public:
  using TimePoint =
      std::chrono::steady_clock::time_point; // how long a client repeats itself is real time, not business time

  struct Key {
    Endpoint from;
    std::uint8_t id = 0;
    std::array<char, 16> authenticator{};
    bool operator==(const Key &) const = default;
  };
  static Key key(const Endpoint &from, std::uint8_t id, std::string_view authenticator);

  ReplyCache(std::size_t max_entries, std::size_t max_octets, std::chrono::milliseconds keep);

  enum class Found { nothing, pending, answered };
  // Answered: `reply` is what was sent.
  Found find(const Key &key, TimePoint now, std::string &reply) const;
  // Remembers that the request is being worked on; answer() or forget() ends that.
  void begin(const Key &key, TimePoint now);
  void answer(const Key &key, std::string_view reply);
  void forget(const Key &key);

  [[nodiscard]] std::size_t size() const;

private:
  static constexpr std::uint32_t none = 0xffffffff;
  struct Slot {
    Key key;
    TimePoint since;
    std::string reply;
    bool answered = false;
    bool used = false;
    std::uint32_t next = none; // in the same bucket
  };
  [[nodiscard]] std::size_t bucket(const Key &key) const;
  [[nodiscard]] std::uint32_t lookup(const Key &key) const;
  void drop(std::uint32_t slot);
  void drop_oldest();

  const std::size_t max_entries_, max_octets_;
  const std::chrono::milliseconds keep_;
  const std::uint64_t seed_; // so that nobody can choose authenticators that share a bucket

  mutable std::mutex mutex_; // guards what follows
  std::vector<Slot> slots_;  // a ring: oldest_ is the next to be reused once it is full
  std::vector<std::uint32_t> buckets_;
  std::size_t oldest_ = 0, used_ = 0, octets_ = 0;
};

} // namespace demarc::radius
