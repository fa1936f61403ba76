// Internet addresses as numbers: order, ranges, prefixes, and back to text. A rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demarc {

// "192.0.2.7", nothing looser: no leading zeros, no fewer parts.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);
std::string ipv4_text(std::uint32_t address);

__extension__ typedef unsigned __int128 Ipv6Bits; // the address as a number

// Any spelling of RFC 4291 2.2, without a zone.
std::optional<Ipv6Bits> parse_ipv6(std::string_view text);
std::string ipv6_text(Ipv6Bits address); // as RFC 5952 wants it

struct Ipv6Prefix {
  Ipv6Bits bits = 0; // those behind `length` are zero
  int length = 0;    // 0 to 128

  [[nodiscard]] bool overlaps(const Ipv6Prefix &other) const;
  bool operator==(const Ipv6Prefix &) const = default;
};
// "2001:db8:100::/56". nullopt: it is none, or has bits behind its length, which would be a slip of the pen.
std::optional<Ipv6Prefix> parse_ipv6_prefix(std::string_view text);
std::string ipv6_prefix_text(const Ipv6Prefix &prefix);
// The prefixes that hold an address, as their texts: of 128 bits (the address itself) down to `shortest`.
std::vector<std::string> prefixes_of(Ipv6Bits address, int shortest = 32);

// What is given out one by one: IPv4 addresses, or IPv6 prefixes of one length. Counted from 0.
class AddressBlock {
public:
  // nullopt: one of them is no address, or last comes before first.
  static std::optional<AddressBlock> ipv4(std::string_view first, std::string_view last);
  // Prefixes of `length` out of `whole`. nullopt: `length` is not within `whole`, or they are more than 2^32.
  static std::optional<AddressBlock> ipv6(const Ipv6Prefix &whole, int length);

  [[nodiscard]] bool is_ipv6() const { return length_ != 0; }
  [[nodiscard]] int length() const { return length_; } // of each prefix; 0: addresses
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] std::string text(std::int64_t offset) const;
  // nullopt: it is none of them.
  [[nodiscard]] std::optional<std::int64_t> offset_of(std::string_view text) const;
  [[nodiscard]] bool contains(std::string_view text) const { return offset_of(text).has_value(); }
  [[nodiscard]] bool overlaps(const AddressBlock &other) const;
  [[nodiscard]] bool overlaps(const Ipv6Prefix &prefix) const;
  [[nodiscard]] bool begins_before(const AddressBlock &other) const;

private:
  [[nodiscard]] int shift() const { return is_ipv6() ? 128 - length_ : 0; }
  [[nodiscard]] Ipv6Bits last() const; // the last address in it
  Ipv6Bits first_ = 0;
  std::int64_t size_ = 0;
  int length_ = 0;
};

} // namespace demarc
