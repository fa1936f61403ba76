// A secret in memory: cannot be copied by accident, printed or compared in variable time, and is wiped when it goes.
#pragma once

#include <string>
#include <string_view>

namespace demarc {

class Secret {
public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret &) = delete;
  Secret &operator=(const Secret &) = delete;
  Secret(Secret &&other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  Secret &operator=(Secret &&other) noexcept;
  ~Secret() { wipe(); }

  // The bytes, for the one place that needs them (a hash, a cipher). Do not keep the view longer than the secret.
  [[nodiscard]] std::string_view reveal() const { return value_; }
  [[nodiscard]] Secret copy() const { return Secret(value_); }
  [[nodiscard]] bool empty() const { return value_.empty(); }
  // Time depends on the lengths only.
  [[nodiscard]] bool equals(std::string_view other) const;

private:
  void wipe();
  std::string value_;
};

} // namespace demarc
