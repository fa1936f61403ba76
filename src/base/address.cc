#include "base/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace demarc {

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

namespace {

Ipv6Bits mask_of(int length) { return length == 0 ? 0 : ~Ipv6Bits{0} << (128 - length); }

} // namespace

std::optional<Ipv6Bits> parse_ipv6(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size())
    return std::nullopt;
  std::copy(text.begin(), text.end(), terminated.begin());
  std::array<unsigned char, 16> octets{};
  if (text.find('\0') != std::string_view::npos || inet_pton(AF_INET6, terminated.data(), octets.data()) != 1)
    return std::nullopt;
  Ipv6Bits bits = 0;
  for (const unsigned char octet : octets)
    bits = bits << 8 | octet;
  return bits;
}

std::string ipv6_text(Ipv6Bits address) {
  std::array<unsigned char, 16> octets{};
  for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet, address >>= 8)
    *octet = static_cast<unsigned char>(address & 255);
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(AF_INET6, octets.data(), text.data(), text.size());
}

bool Ipv6Prefix::overlaps(const Ipv6Prefix &other) const {
  const Ipv6Bits mask = mask_of(std::min(length, other.length));
  return (bits & mask) == (other.bits & mask);
}

std::optional<Ipv6Prefix> parse_ipv6_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  const std::string_view digits = text.substr(slash + 1);
  int length = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  const auto bits = parse_ipv6(text.substr(0, slash));
  if (!bits || error != std::errc{} || end != digits.data() + digits.size() || digits.front() == '-' || length > 128 ||
      (digits.size() > 1 && digits.front() == '0') || (*bits & ~mask_of(length)) != 0)
    return std::nullopt;
  return Ipv6Prefix{*bits, length};
}

std::string ipv6_prefix_text(const Ipv6Prefix &prefix) {
  return fmt::format("{}/{}", ipv6_text(prefix.bits), prefix.length);
}

std::vector<std::string> prefixes_of(Ipv6Bits address, int shortest) {
  std::vector<std::string> texts;
  for (int length = 128; length >= shortest; --length)
    texts.push_back(ipv6_prefix_text({address & mask_of(length), length}));
  return texts;
}

std::optional<AddressBlock> AddressBlock::ipv4(std::string_view first, std::string_view last) {
  const auto from = parse_ipv4(first);
  const auto to = parse_ipv4(last);
  if (!from || !to || *to < *from)
    return std::nullopt;
  AddressBlock block;
  block.first_ = *from;
  block.size_ = std::int64_t{*to} - *from + 1;
  return block;
}

std::optional<AddressBlock> AddressBlock::ipv6(const Ipv6Prefix &whole, int length) {
  if (length < std::max(whole.length, 1) || length > 128 || length - whole.length > 32)
    return std::nullopt;
  AddressBlock block;
  block.first_ = whole.bits;
  block.size_ = std::int64_t{1} << (length - whole.length);
  block.length_ = length;
  return block;
}

std::string AddressBlock::text(std::int64_t offset) const {
  const Ipv6Bits address = first_ + (static_cast<Ipv6Bits>(offset) << shift());
  return is_ipv6() ? ipv6_prefix_text({address, length_}) : ipv4_text(static_cast<std::uint32_t>(address));
}

std::optional<std::int64_t> AddressBlock::offset_of(std::string_view text) const {
  Ipv6Bits address = 0;
  if (is_ipv6()) {
    const auto prefix = parse_ipv6_prefix(text);
    if (!prefix || prefix->length != length_)
      return std::nullopt;
    address = prefix->bits;
  } else {
    const auto number = parse_ipv4(text);
    if (!number)
      return std::nullopt;
    address = *number;
  }
  if (address < first_ || address > last())
    return std::nullopt;
  return static_cast<std::int64_t>((address - first_) >> shift());
}

Ipv6Bits AddressBlock::last() const { return first_ + (static_cast<Ipv6Bits>(size_) << shift()) - 1; }

bool AddressBlock::overlaps(const AddressBlock &other) const {
  return is_ipv6() == other.is_ipv6() && first_ <= other.last() && other.first_ <= last();
}

bool AddressBlock::overlaps(const Ipv6Prefix &prefix) const {
  return is_ipv6() && first_ <= (prefix.bits | ~mask_of(prefix.length)) && prefix.bits <= last();
}

bool AddressBlock::begins_before(const AddressBlock &other) const {
  return is_ipv6() != other.is_ipv6() ? other.is_ipv6() : first_ < other.first_;
}

} // namespace demarc
