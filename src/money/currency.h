// ISO 4217 currencies. A currency is its three letters; the exponent (digits after the point) comes from the ISO table,
// not from CLDR, whose digits are for display and differ (IQD, AFN, RSD ...).
#pragma once

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace demarc {

class Currency {
public:
  // nullopt unless `code` is three capital letters. That the code is in use is checked where people choose one.
  static std::optional<Currency> parse(std::string_view code);
  // For constants in code: a wrong code is a broken program.
  static Currency of(std::string_view code);

  [[nodiscard]] std::string code() const { return {letters_.data(), letters_.size()}; }
  // Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
  [[nodiscard]] int exponent() const;
  auto operator<=>(const Currency &) const = default;

private:
  explicit Currency(std::array<char, 3> letters) : letters_(letters) {}
  std::array<char, 3> letters_;
};

} // namespace demarc
