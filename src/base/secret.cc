#include "base/secret.h"

namespace demarc {

Secret &Secret::operator=(Secret &&other) noexcept {
  if (this != &other) {
    wipe();
    value_ = std::move(other.value_);
    other.wipe();
  }
  return *this;
}

bool Secret::equals(std::string_view other) const {
  if (value_.size() != other.size())
    return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < other.size(); ++i)
    difference |= static_cast<unsigned char>(value_[i] ^ other[i]);
  return difference == 0;
}

void Secret::wipe() {
  // volatile: the compiler must not drop stores to memory that is about to be freed.
  volatile char *bytes = value_.data();
  for (std::size_t i = 0; i < value_.size(); ++i)
    bytes[i] = 0;
  value_.clear();
}

} // namespace demarc
