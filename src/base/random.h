// Randomness. system_random() fills from the kernel and is for keys, tokens, salts; SeededRandom is for demo data,
// simulation and tests, where the same seed must give the same history on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace demarc {

// Throws std::system_error when the kernel refuses (it does not, after boot).
void system_random(std::span<unsigned char> out);
std::string random_bytes(std::size_t count);
// Letters and digits without the look-alikes 0O1lI: for passwords shown to people.
std::string random_password(std::size_t length);

// SplitMix64 (Steele, Lea, Flood 2014): small, fast, the same everywhere. Not for secrets.
class SeededRandom {
public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // Uniform in [0, bound); bound > 0.
  std::int64_t below(std::int64_t bound);
  // Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
  // True in `per_mille` of 1000 draws.
  bool chance(std::int64_t per_mille) { return below(1000) < per_mille; }

private:
  std::uint64_t state_;
};

} // namespace demarc
