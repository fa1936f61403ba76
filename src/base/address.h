// IPv4 addresses as numbers: order, ranges, and back to text. A rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace demarc::network {

// "192.0.2.7", nothing looser: no leading zeros, no fewer parts.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);
std::string ipv4_text(std::uint32_t address);

struct AddressRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0; // inclusive; never below first

  [[nodiscard]] constexpr std::int64_t size() const { return std::int64_t{last} - first + 1; }
  [[nodiscard]] constexpr bool contains(std::uint32_t address) const { return first <= address && address <= last; }
  [[nodiscard]] constexpr bool overlaps(AddressRange other) const { return first <= other.last && other.first <= last; }
  bool operator==(const AddressRange &) const = default;
};
// nullopt: one of them is no address, or last comes before first.
std::optional<AddressRange> parse_range(std::string_view first, std::string_view last);

} // namespace demarc::network
