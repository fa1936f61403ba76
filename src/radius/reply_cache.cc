#include "radius/reply_cache.h"

#include "base/ensure.h"
#include "base/random.h"

#include <bit>
#include <cstring>

namespace demarc::radius {

namespace {
std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  std::memcpy(&seed, random_bytes(sizeof seed).data(), sizeof seed);
  return seed;
}

// The finalizer of SplitMix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}
} // namespace

ReplyCache::Key ReplyCache::key(const Endpoint &from, std::uint8_t id, std::string_view authenticator) {
  Key key{from, id, {}};
  std::memcpy(key.authenticator.data(), authenticator.data(), key.authenticator.size());
  return key;
}

ReplyCache::ReplyCache(std::size_t max_entries, std::size_t max_octets, std::chrono::milliseconds keep)
    : max_entries_(max_entries), max_octets_(max_octets), keep_(keep), seed_(random_seed()),
      buckets_(std::bit_ceil(max_entries + 1), none) {
  ENSURE(max_entries > 0, "the cache remembers something");
}

std::size_t ReplyCache::bucket(const Key &key) const {
  std::uint64_t words[4];
  std::memcpy(&words[0], key.authenticator.data(), 16);
  std::memcpy(&words[2], key.from.address.data(), 16);
  std::uint64_t hash = seed_ ^ (std::uint64_t{key.from.port} << 8U | key.id);
  for (const std::uint64_t word : words)
    hash = mix(hash ^ word);
  return hash & (buckets_.size() - 1);
}

std::uint32_t ReplyCache::lookup(const Key &key) const {
  std::uint32_t at = buckets_[bucket(key)];
  while (at != none && !(slots_[at].key == key))
    at = slots_[at].next;
  return at;
}

ReplyCache::Found ReplyCache::find(const Key &key, TimePoint now, std::string &reply) const {
  const std::lock_guard lock(mutex_);
  const std::uint32_t at = lookup(key);
  if (at == none || now - slots_[at].since > keep_)
    return Found::nothing;
  if (!slots_[at].answered)
    return Found::pending;
  reply = slots_[at].reply;
  return Found::answered;
}

void ReplyCache::begin(const Key &key, TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (const std::uint32_t old = lookup(key); old != none)
    drop(old); // outlived its time
  std::size_t at = slots_.size();
  if (at < max_entries_) {
    slots_.emplace_back();
  } else {
    at = oldest_;
    drop_oldest();
  }
  Slot &slot = slots_[at];
  slot.key = key;
  slot.since = now;
  slot.answered = false;
  slot.used = true;
  std::uint32_t &head = buckets_[bucket(key)];
  slot.next = head;
  head = static_cast<std::uint32_t>(at);
  ++used_;
}

void ReplyCache::answer(const Key &key, std::string_view reply) {
  const std::lock_guard lock(mutex_);
  const std::uint32_t at = lookup(key);
  if (at == none)
    return; // pushed out meanwhile
  octets_ = octets_ - slots_[at].reply.size() + reply.size();
  slots_[at].reply.assign(reply);
  slots_[at].answered = true;
  for (std::size_t turns = 0; octets_ > max_octets_ && turns < slots_.size(); ++turns)
    drop_oldest();
}

void ReplyCache::forget(const Key &key) {
  const std::lock_guard lock(mutex_);
  if (const std::uint32_t at = lookup(key); at != none)
    drop(at);
}

std::size_t ReplyCache::size() const {
  const std::lock_guard lock(mutex_);
  return used_;
}

void ReplyCache::drop(std::uint32_t at) {
  Slot &slot = slots_[at];
  std::uint32_t *link = &buckets_[bucket(slot.key)];
  while (*link != at)
    link = &slots_[*link].next;
  *link = slot.next;
  octets_ -= slot.reply.size();
  slot.reply.clear();
  slot.used = false;
  --used_;
}

void ReplyCache::drop_oldest() {
  if (slots_[oldest_].used)
    drop(static_cast<std::uint32_t>(oldest_));
  oldest_ = (oldest_ + 1) % slots_.size();
}

} // namespace demarc::radius
