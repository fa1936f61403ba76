#include "network/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::network {
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

TEST(AddressRange, includes_both_ends) {
  const auto range = parse_range("10.0.0.1", "10.0.0.254");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->size(), 254);
  EXPECT_TRUE(range->contains(range->first));
  EXPECT_TRUE(range->contains(range->last));
  EXPECT_FALSE(range->contains(range->last + 1));
  EXPECT_EQ(parse_range("0.0.0.0", "255.255.255.255")->size(), std::int64_t{1} << 32);
  EXPECT_FALSE(parse_range("10.0.0.2", "10.0.0.1"));
  EXPECT_FALSE(parse_range("10.0.0.2", "x"));
}

TEST(AddressRange, overlaps_when_an_address_is_in_both) {
  const AddressRange middle{10, 20};
  EXPECT_TRUE(middle.overlaps({20, 30}));
  EXPECT_TRUE(middle.overlaps({0, 10}));
  EXPECT_TRUE(middle.overlaps({12, 13}));
  EXPECT_TRUE(middle.overlaps({0, 99}));
  EXPECT_FALSE(middle.overlaps({21, 30}));
  EXPECT_FALSE(middle.overlaps({0, 9}));
}

} // namespace
} // namespace demarc::network
