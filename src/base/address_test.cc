#include "base/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc {
namespace {

TEST(ParseIpv4, takes_dotted_quads_only) {
  EXPECT_EQ(parse_ipv4("192.0.2.7"), 0xc0000207U);
  EXPECT_EQ(parse_ipv4("0.0.0.0"), 0U);
  EXPECT_EQ(parse_ipv4("255.255.255.255"), 0xffffffffU);
  for (const char *bad : {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "256.1.1.1", "01.2.3.4", "1.2.3.4 ",
                          " 1.2.3.4", "1..2.3", "+1.2.3.4", "-1.2.3.4", "0x1.2.3.4", "1.2.3.0004", "::1"})
    EXPECT_EQ(parse_ipv4(bad), std::nullopt) << bad;
}

RC_GTEST_PROP(ParseIpv4, reads_what_ipv4_text_writes, ()) {
  const auto address = *rc::gen::arbitrary<std::uint32_t>();
  RC_ASSERT(parse_ipv4(ipv4_text(address)) == address);
}

TEST(AddressBlock, of_ipv4_includes_both_ends) {
  const auto block = AddressBlock::ipv4("10.0.0.1", "10.0.0.254");
  ASSERT_TRUE(block);
  EXPECT_FALSE(block->is_ipv6());
  EXPECT_EQ(block->size(), 254);
  EXPECT_EQ(block->text(0), "10.0.0.1");
  EXPECT_EQ(block->text(253), "10.0.0.254");
  EXPECT_EQ(block->offset_of("10.0.0.254"), 253);
  EXPECT_EQ(block->offset_of("10.0.0.255"), std::nullopt);
  EXPECT_EQ(block->offset_of("10.0.0.0"), std::nullopt);
  EXPECT_EQ(block->offset_of("::a00:1"), std::nullopt);
  EXPECT_EQ(AddressBlock::ipv4("0.0.0.0", "255.255.255.255")->size(), std::int64_t{1} << 32);
  EXPECT_EQ(AddressBlock::ipv4("10.0.0.2", "10.0.0.1"), std::nullopt);
  EXPECT_EQ(AddressBlock::ipv4("10.0.0.2", "x"), std::nullopt);
}

TEST(AddressBlock, overlaps_when_one_address_is_in_both) {
  const auto block = [](const char *first, const char *last) { return AddressBlock::ipv4(first, last).value(); };
  EXPECT_TRUE(block("10.0.0.1", "10.0.0.9").overlaps(block("10.0.0.9", "10.0.0.20")));
  EXPECT_TRUE(block("10.0.0.1", "10.0.0.9").overlaps(block("10.0.0.2", "10.0.0.3")));
  EXPECT_FALSE(block("10.0.0.1", "10.0.0.9").overlaps(block("10.0.0.10", "10.0.0.20")));
  EXPECT_TRUE(block("10.0.0.1", "10.0.0.9").begins_before(block("10.0.0.10", "10.0.0.20")));
}

TEST(ParseIpv6Prefix, wants_a_length_and_nothing_behind_it) {
  EXPECT_EQ(ipv6_prefix_text(parse_ipv6_prefix("2001:DB8:0:100:0::/56").value()), "2001:db8:0:100::/56");
  EXPECT_EQ(ipv6_prefix_text(parse_ipv6_prefix("::/0").value()), "::/0");
  EXPECT_EQ(ipv6_prefix_text(parse_ipv6_prefix("2001:db8::1/128").value()), "2001:db8::1/128");
  for (const char *bad :
       {"", "2001:db8::", "2001:db8::/", "2001:db8::/129", "2001:db8::/-1", "2001:db8::/+1", "2001:db8::/056",
        "2001:db8::1/64", "2001:db8:0:101::/56", "10.0.0.0/8", "2001:db8::/56 ", "fe80::1%eth0/64", "2001:db8::/64/64"})
    EXPECT_EQ(parse_ipv6_prefix(bad), std::nullopt) << bad;
  EXPECT_EQ(parse_ipv6_prefix(std::string_view("::\0/0", 5)), std::nullopt);
}

TEST(AddressBlock, of_ipv6_counts_prefixes) {
  const auto block = AddressBlock::ipv6(parse_ipv6_prefix("2001:db8:100::/40").value(), 56);
  ASSERT_TRUE(block);
  EXPECT_EQ(block->size(), 65536);
  EXPECT_EQ(block->text(0), "2001:db8:100::/56");
  EXPECT_EQ(block->text(1), "2001:db8:100:100::/56");
  EXPECT_EQ(block->text(65535), "2001:db8:1ff:ff00::/56");
  EXPECT_EQ(block->offset_of("2001:db8:1ff:ff00::/56"), 65535);
  EXPECT_EQ(block->offset_of("2001:db8:200::/56"), std::nullopt);
  EXPECT_EQ(block->offset_of("2001:db8:100::/60"), std::nullopt) << "of another length";
  EXPECT_EQ(AddressBlock::ipv6(parse_ipv6_prefix("2001:db8::/64").value(), 56), std::nullopt);
  EXPECT_EQ(AddressBlock::ipv6(parse_ipv6_prefix("2001:db8::/16").value_or(Ipv6Prefix{}), 56), std::nullopt);
  EXPECT_EQ(AddressBlock::ipv6(parse_ipv6_prefix("2001:db8::/64").value(), 64)->size(), 1);
  EXPECT_EQ(AddressBlock::ipv6(parse_ipv6_prefix("ffff:ffff::/32").value(), 64)->text((std::int64_t{1} << 32) - 1),
            "ffff:ffff:ffff:ffff::/64");
}

TEST(AddressBlock, of_ipv6_overlaps_what_shares_an_address) {
  const auto block = [](const char *whole, int length) {
    return AddressBlock::ipv6(parse_ipv6_prefix(whole).value(), length).value();
  };
  const auto prefix = [](const char *text) { return parse_ipv6_prefix(text).value(); };
  EXPECT_TRUE(block("2001:db8::/40", 56).overlaps(block("2001:db8:ff::/48", 64)));
  EXPECT_FALSE(block("2001:db8::/40", 56).overlaps(block("2001:db8:100::/40", 56)));
  EXPECT_TRUE(block("ffff:ffff::/32", 64).overlaps(prefix("ffff:ffff:ffff:ffff::/128")));
  EXPECT_TRUE(block("2001:db8::/40", 56).overlaps(prefix("2001:db8:ff:ff00::/64")));
  EXPECT_TRUE(block("2001:db8::/40", 56).overlaps(prefix("2001::/16")));
  EXPECT_FALSE(block("2001:db8::/40", 56).overlaps(prefix("2001:db8:100::/64")));
  EXPECT_FALSE(AddressBlock::ipv4("0.0.0.0", "255.255.255.255")->overlaps(block("::/96", 128)));
  EXPECT_TRUE(prefix("2001:db8::/32").overlaps(prefix("2001:db8:5::/48")));
  EXPECT_FALSE(prefix("2001:db8::/48").overlaps(prefix("2001:db8:5::/48")));
}

RC_GTEST_PROP(AddressBlock, finds_what_it_gives_out, ()) {
  const int length = *rc::gen::inRange(33, 129);
  const int whole = *rc::gen::inRange(std::max(length - 32, 1), length + 1);
  const auto high = *rc::gen::arbitrary<std::uint64_t>(), low = *rc::gen::arbitrary<std::uint64_t>();
  const Ipv6Bits bits = (Ipv6Bits{high} << 64 | low) >> (128 - whole) << (128 - whole);
  const auto block = AddressBlock::ipv6({bits, whole}, length);
  RC_ASSERT(block.has_value());
  const auto offset = *rc::gen::inRange<std::int64_t>(0, block->size());
  const std::string text = block->text(offset);
  RC_ASSERT(block->offset_of(text) == offset);
  RC_ASSERT(block->overlaps(parse_ipv6_prefix(text).value()));
}

TEST(PrefixesOf, an_address_are_those_that_hold_it) {
  const auto texts = prefixes_of(parse_ipv6("2001:db8:0:1ff::7").value());
  EXPECT_EQ(texts.size(), 97U);
  EXPECT_EQ(texts.front(), "2001:db8:0:1ff::7/128");
  EXPECT_EQ(texts[64], "2001:db8:0:1ff::/64");
  EXPECT_EQ(texts[72], "2001:db8:0:100::/56");
  EXPECT_EQ(texts.back(), "2001:db8::/32");
}

} // namespace
} // namespace demarc
