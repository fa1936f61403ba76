#include "network/address.h"

#include <charconv>
#include <fmt/format.h>

namespace demarc::network {

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (text.empty() || text.front() != '.')
        return std::nullopt;
      text.remove_prefix(1);
    }
    unsigned octet = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), octet);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || octet > 255 || length > 3 || (length > 1 && text.front() == '0'))
      return std::nullopt;
    address = address << 8 | octet;
    text.remove_prefix(length);
  }
  if (!text.empty())
    return std::nullopt;
  return address;
}

std::string ipv4_text(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

std::optional<AddressRange> parse_range(std::string_view first, std::string_view last) {
  const auto from = parse_ipv4(first);
  const auto to = parse_ipv4(last);
  if (!from || !to || *to < *from)
    return std::nullopt;
  return AddressRange{*from, *to};
}

} // namespace demarc::network
