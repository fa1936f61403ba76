#include "radius/dictionary.h"
#include "radius/profile_codec.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::radius {
namespace {

TEST(Dictionary, has_what_the_product_needs_built_in) {
  const Dictionary &dictionary = Dictionary::builtin();
  EXPECT_GE(dictionary.size(), 180U);
  const DictionaryEntry *rate = dictionary.find("Mikrotik-Rate-Limit");
  ASSERT_NE(rate, nullptr);
  EXPECT_EQ(rate->vendor, 14988U);
  EXPECT_EQ(rate->type, 8);
  EXPECT_EQ(dictionary.find(14122, 8)->name, "WISPr-Bandwidth-Max-Down");
  EXPECT_EQ(dictionary.find(0, 87)->name, "NAS-Port-Id");
  EXPECT_EQ(dictionary.find("Acct-Status-Type")->names.at(3), "Interim-Update") << "its other name is Alive";
  EXPECT_EQ(dictionary.find("Acct-Status-Type")->numbers.at("Alive"), 3U);
  EXPECT_EQ(dictionary.find(0, 200), nullptr);
  EXPECT_EQ(dictionary.find("No-Such-Attribute"), nullptr);
}

TEST(Dictionary, names_file_and_line_of_a_mistake) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"ATTRIBUTE Foo\n", "f:1: ATTRIBUTE needs a name, a number and a type"},
      {"\n# note\nATTRIBUTE Foo 300 string\n", "f:3: attribute number \"300\" is not between 1 and 255"},
      {"ATTRIBUTE Foo x string\n", "f:1: attribute number \"x\" is not between 1 and 255"},
      {"ATTRIBUTE Foo 3 strng\n", "f:1: unknown type \"strng\""},
      {"ATTRIBUTE Foo 3 string\nATTRIBUTE Foo 4 string\n", "f:2: attribute \"Foo\" is defined twice"},
      {"VALUE Foo Bar 1\n", "f:1: VALUE of an attribute not defined above: \"Foo\""},
      {"ATTRIBUTE Foo 3 integer\nVALUE Foo Bar one\n", "f:2: \"one\" is not a number"},
      {"BEGIN-VENDOR Acme\n", "f:1: BEGIN-VENDOR needs the name of a VENDOR defined above"},
      {"VENDOR Acme 0\n", "f:1: VENDOR needs a name and a number from 1 to 16777215"},
      {"ATRIBUTE Foo 3 string\n",
       "f:1: unknown keyword \"ATRIBUTE\"; known are ATTRIBUTE, VALUE, VENDOR, BEGIN-VENDOR, "
       "END-VENDOR"},
  };
  for (const auto &[text, problem] : rows) {
    const std::pair<std::string_view, std::string_view> file{"f", text};
    const auto parsed = Dictionary::parse({&file, 1});
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), problem);
  }
}

TEST(Dictionary, reads_the_forms_that_vendors_files_use) {
  const std::pair<std::string_view, std::string_view> file{
      "dictionary.acme", "VENDOR\t\tAcme\t\t\t99999\tformat=1,1\n\nBEGIN-VENDOR\tAcme\n"
                         "ATTRIBUTE\tAcme-Key\t1\toctets[16] encrypt=2\t# secret\n"
                         "ATTRIBUTE\tAcme-Sub\t2.1\tstring\nATTRIBUTE Acme-Mode 0x10 integer\n"
                         "VALUE Acme-Mode Fast 0x38df0001\nEND-VENDOR\tAcme\nATTRIBUTE Foo 250 string\n"};
  const auto parsed = Dictionary::parse({&file, 1});
  ASSERT_TRUE(parsed) << parsed.error();
  EXPECT_EQ(parsed->find(99999, 1)->name, "Acme-Key");
  EXPECT_EQ(parsed->find(99999, 16)->numbers.at("Fast"), 0x38df0001U);
  EXPECT_EQ(parsed->find("Foo")->vendor, 0U);
}

TEST(Octets, of_each_type_or_what_was_expected) {
  const Dictionary &dictionary = Dictionary::builtin();
  const auto octets = [&](std::string_view name, std::string_view text) {
    const auto made = octets_of(*dictionary.find(name), text);
    return made ? *made : "error: " + made.error();
  };
  EXPECT_EQ(octets("User-Name", "0x41"), "0x41") << "text is text";
  EXPECT_EQ(octets("Class", "0x41ff"), "A\xff");
  EXPECT_EQ(octets("Class", "0x41f"), "0x41f");
  EXPECT_EQ(octets("Service-Type", "Framed-User"), std::string("\0\0\0\2", 4));
  EXPECT_EQ(octets("Service-Type", "4294967295"), "\xff\xff\xff\xff");
  EXPECT_EQ(octets("Service-Type", "4294967296"),
            "error: Service-Type: \"4294967296\" is neither a number of 4 octets nor a known name");
  EXPECT_EQ(octets("Service-Type", "-1"),
            "error: Service-Type: \"-1\" is neither a number of 4 octets nor a known name");
  EXPECT_EQ(octets("Framed-IP-Address", "10.1.2.3"), "\x0a\x01\x02\x03");
  EXPECT_EQ(octets("Framed-IP-Address", "10.1.2"), "error: Framed-IP-Address: \"10.1.2\" is not an IPv4 address");
  EXPECT_EQ(octets("NAS-IPv6-Address", "::1"), std::string(15, '\0') + '\1');
  EXPECT_EQ(octets("NAS-IPv6-Address", "1.2.3.4"), "error: NAS-IPv6-Address: \"1.2.3.4\" is not an IPv6 address");
  EXPECT_EQ(octets("Framed-IPv6-Prefix", "2001:db8::/32"), std::string("\0\x20\x20\x01\x0d\xb8", 6));
  EXPECT_EQ(octets("Framed-IPv6-Prefix", "2001:db8::"),
            "error: Framed-IPv6-Prefix: \"2001:db8::\" is not an IPv6 prefix such as 2001:db8::/56");
  EXPECT_EQ(octets("Event-Timestamp", "2026-01-01T00:00:00Z"), std::string("\x69\x55\xb9\x00", 4));
  EXPECT_EQ(octets("Framed-Interface-Id", "0x0102030405060708"), "\1\2\3\4\5\6\7\x08");
  EXPECT_EQ(octets("Framed-Interface-Id", "0x01"), "error: Framed-Interface-Id: \"0x01\" is not 0x and 16 hex digits");
}

TEST(AttributeText, is_read_in_its_many_forms) {
  const auto parsed =
      parse_attributes(Dictionary::builtin(), "# to begin with\n"
                                              "User-Name = \"a \\\"b\\\" \\x00\\n\\t\\\\,=\", NAS-Port=7,\n"
                                              "  Service-Type = Framed-User\n\n"
                                              "Reply-Message = two words, Attr-200 = 0x0102\n"
                                              "Attr-26.14988.8 = 0x31, Mikrotik-Rate-Limit = \"1M/2M\"");
  ASSERT_TRUE(parsed) << parsed.error();
  ASSERT_EQ(parsed->size(), 7U);
  EXPECT_EQ((*parsed)[0].octets, std::string("a \"b\" \0\n\t\\,=", 12));
  EXPECT_EQ((*parsed)[3].octets, "two words");
  EXPECT_EQ((*parsed)[4].type, 200);
  EXPECT_EQ((*parsed)[5].vendor, 14988U);
  EXPECT_EQ((*parsed)[5].octets, "1");
}

TEST(AttributeText, says_what_is_wrong) {
  const std::pair<const char *, const char *> rows[] = {
      {"User-Name", "expected \"Name = value\", found \"User-Name\""},
      {"User-Name\n= x", "expected \"Name = value\", found \"User-Name\""},
      {"User-Nam = \"x\"", "no attribute is called \"User-Nam\""},
      {"User-Name = ", "User-Name: no value"},
      {"User-Name = \"x", "User-Name: the quote is not closed"},
      {"User-Name = \"x\\", "User-Name: the quote is not closed"},
      {"User-Name = \"\\x4\"", "User-Name: \\x needs two hex digits"},
      {"Attr-256 = 0x00", "Attr-256: the number is not between 0 and 255"},
      {"Attr-26.1 = 0x00", "Attr-26.1: write Attr-26.vendor.number"},
      {"Attr-200 = five", "Attr-200: an attribute without a name takes its value as 0x…"},
  };
  for (const auto &[text, problem] : rows) {
    const auto parsed = parse_attributes(Dictionary::builtin(), text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), problem);
  }
}

RC_GTEST_PROP(AttributeText, shows_any_packet_and_reads_it_back,
              (const std::vector<std::pair<std::uint8_t, std::string>> &drawn)) {
  PacketWriter writer(Code::access_request, 1);
  for (const auto &[type, value] : drawn)
    writer.add(type, value);
  const std::string bytes(writer.sign_access_request("", "0123456789abcdef"));
  const auto packet = Packet::decode(bytes);
  const auto lines = attribute_lines(Dictionary::builtin(), *packet);
  const auto values = parse_attributes(Dictionary::builtin(), fmt::format("{}", fmt::join(lines, "\n")));
  RC_ASSERT(values.has_value());
  PacketWriter again(Code::access_request, 1);
  for (const NamedValue &value : *values)
    RC_ASSERT(add(again, value));
  const std::string rewritten(again.sign_access_request("", "0123456789abcdef"));
  RC_ASSERT(attribute_lines(Dictionary::builtin(), *Packet::decode(rewritten)) == lines);
}

TEST(ProfileCodec, knows_every_attribute_of_the_built_in_profiles) {
  const auto made = ProfileCodec::make(network::vendor_profiles(), Dictionary::builtin());
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->of("mikrotik").accept.size(), 1U);
  EXPECT_TRUE(made->of("ocserv").owns_class);
  EXPECT_EQ(made->of("a make that is no more").profile->name, "standard");

  const auto odd =
      network::parse_vendor_profile("f", "name = odd\ntitle = t\ndescription = d\n[accept]\nNo-Such = 1\n");
  const auto refused = ProfileCodec::make({&*odd, 1}, Dictionary::builtin());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), "vendor profile odd: no attribute is called \"No-Such\"");
}

TEST(ProfileCodec, leaves_out_a_value_that_does_not_fit) {
  const auto profile = network::parse_vendor_profile("f", "name = standard\ntitle = t\ndescription = d\n[accept]\n"
                                                          "Framed-IP-Netmask = {address}\nFilter-Id = {username}\n");
  const auto codec = ProfileCodec::make({&*profile, 1}, Dictionary::builtin());
  PacketWriter writer(Code::access_accept, 1);
  EXPECT_FALSE(add_lines(writer, codec->of("standard").accept, {.username = "joe", .address = "not an address"}));
  const auto bytes = writer.sign_reply("s", "0123456789abcdef");
  EXPECT_EQ(attribute_lines(Dictionary::builtin(), *Packet::decode(bytes)),
            std::vector<std::string>{"Filter-Id = \"joe\""});
}

} // namespace
} // namespace demarc::radius
