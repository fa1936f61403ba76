#include "base/random.h"

#include "base/ensure.h"

#include <cerrno>
#include <sys/random.h>
#include <system_error>

namespace demarc {

void system_random(std::span<unsigned char> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t n = getrandom(out.data() + filled, out.size() - filled, 0);
    if (n < 0) {
      if (errno == EINTR)
        continue;
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    filled += static_cast<std::size_t>(n);
  }
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  system_random({reinterpret_cast<unsigned char *>(bytes.data()), bytes.size()});
  return bytes;
}

std::string random_password(std::size_t length) {
  static constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string password;
  while (password.size() < length) {
    for (const char c : random_bytes(length)) {
      // Rejection keeps the letters equally likely.
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 256 / alphabet.size() * alphabet.size() && password.size() < length)
        password += alphabet[byte % alphabet.size()];
    }
  }
  return password;
}

std::uint64_t SeededRandom::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::int64_t SeededRandom::below(std::int64_t bound) {
  ENSURE(bound > 0, "a random draw needs a positive bound");
  const auto range = static_cast<std::uint64_t>(bound);
  const std::uint64_t limit = ~std::uint64_t{0} / range * range;
  std::uint64_t draw = next();
  while (draw >= limit)
    draw = next();
  return static_cast<std::int64_t>(draw % range);
}

} // namespace demarc
