#include "radius/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::radius {
namespace {

const std::string authenticator = "0123456789abcdef";

TEST(Md5, is_md5_and_hmac_md5) {
  const auto text = [](const Digest &digest) {
    std::string hex;
    for (const char c : digest) {
      const unsigned octet = static_cast<unsigned char>(c);
      (hex += "0123456789abcdef"[octet / 16]) += "0123456789abcdef"[octet % 16];
    }
    return hex;
  };
  EXPECT_EQ(text(md5({})), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(text(md5({"ab", "", "c"})), "900150983cd24fb0d6963f7d28e17f72");
  // RFC 2202: a short key, and one longer than a block.
  EXPECT_EQ(text(hmac_md5("Jefe", {"what do ya want ", "for nothing?"})), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(text(hmac_md5(std::string(80, '\xaa'), {"Test Using Larger Than Block-Size Key - Hash Key First"})),
            "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd");
}

RC_GTEST_PROP(Password, is_revealed_as_it_was_hidden, (const std::string &drawn, const std::string &secret)) {
  std::string password = drawn.substr(0, 128);
  while (!password.empty() && password.back() == '\0') // trailing zeros are padding on the wire
    password.pop_back();
  const std::string hidden = hide_password(password, secret, authenticator);
  RC_ASSERT(hidden.size() % 16 == 0);
  RC_ASSERT(hidden.size() >= 16);
  RC_ASSERT(reveal_password(hidden, secret, authenticator) == password);
}

TEST(Password, is_not_revealed_from_a_wrong_size) {
  for (std::size_t size = 0; size <= 160; ++size)
    EXPECT_EQ(reveal_password(std::string(size, 'x'), "s", authenticator).has_value(),
              size > 0 && size <= 128 && size % 16 == 0)
        << size;
  EXPECT_EQ(hide_password(std::string(300, 'x'), "s", authenticator).size(), 128U);
}

TEST(Decode, never_reads_beyond_what_it_checked) {
  // Every attribute length at every truncation: under the sanitizers an over-read would stop the test.
  for (int length = 0; length <= 255; ++length)
    for (int cut = 0; cut <= 300; ++cut) {
      std::string datagram = std::string("\x01\x00\x00\x00", 4) + authenticator;
      datagram += '\x1a';
      datagram += static_cast<char>(length);
      datagram += std::string(static_cast<std::size_t>(cut), '\x01');
      datagram[2] = static_cast<char>(datagram.size() >> 8U);
      datagram[3] = static_cast<char>(datagram.size());
      const std::string exact(datagram); // its own allocation, to the octet
      const auto packet = Packet::decode(exact);
      if (!packet)
        continue;
      for (const Attribute attribute : *packet)
        if (auto vendor = vendor_attributes(attribute.value))
          while (next_vendor_attribute(vendor->attributes)) {
          }
    }
}

RC_GTEST_PROP(Decode, finds_what_iterating_finds, (const std::vector<std::pair<std::uint8_t, std::string>> &drawn)) {
  PacketWriter writer(Code::access_request, 1);
  std::vector<std::pair<std::uint8_t, std::string>> added;
  for (const auto &[type, value] : drawn)
    if (writer.add(type, value))
      added.emplace_back(type, value);
  const std::string bytes(writer.sign_access_request("s", authenticator));
  const std::string datagram = bytes + "padding";
  const auto packet = Packet::decode(datagram);
  RC_ASSERT(packet.has_value());
  RC_ASSERT(packet->bytes() == bytes);
  std::vector<std::pair<std::uint8_t, std::string>> seen;
  for (const Attribute attribute : *packet)
    seen.emplace_back(attribute.type, attribute.value);
  RC_ASSERT(seen == added);
  for (int type = 0; type < 256; ++type) {
    const auto octet = static_cast<std::uint8_t>(type);
    const auto first = std::find_if(added.begin(), added.end(), [&](const auto &one) { return one.first == octet; });
    RC_ASSERT(packet->has(octet) == (first != added.end()));
    RC_ASSERT(packet->find(octet) ==
              (first == added.end() ? std::nullopt : std::optional<std::string_view>(first->second)));
    RC_ASSERT(packet->count(octet) ==
              std::count_if(added.begin(), added.end(), [&](const auto &one) { return one.first == octet; }));
  }
}

TEST(PacketWriter, refuses_what_does_not_fit_and_changes_nothing) {
  PacketWriter writer(Code::access_accept, 1);
  EXPECT_FALSE(writer.add(18, std::string(254, 'x')));
  EXPECT_FALSE(writer.add_vendor(14988, 8, std::string(248, 'x')));
  EXPECT_TRUE(writer.add_vendor(14988, 8, std::string(247, 'x')));
  int added = 0;
  while (writer.add(18, std::string(253, 'x')))
    ++added;
  EXPECT_EQ(added, 14); // 20 + 15 * 255 = 3845; a sixteenth of 255 would make 4100
  EXPECT_FALSE(writer.add(18, std::string(250, 'x')));
  EXPECT_TRUE(writer.add(18, std::string(249, 'x')));
  EXPECT_FALSE(writer.add(18, ""));
  const auto bytes = writer.sign_reply("s", authenticator);
  EXPECT_EQ(bytes.size(), 4096U);
  EXPECT_TRUE(Packet::decode(bytes));
}

TEST(PacketWriter, signs_each_kind_so_that_it_checks) {
  for (const Code code : {Code::access_accept, Code::access_reject, Code::accounting_response, Code::disconnect_ack}) {
    PacketWriter writer(code, 9);
    writer.add_message_authenticator();
    writer.add(18, "hello");
    const std::string bytes(writer.sign_reply("s3cret", authenticator));
    const auto packet = Packet::decode(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ((*packet->begin()).type, attribute::message_authenticator) << "it must be the first attribute";
    EXPECT_TRUE(response_authenticator_is_valid(*packet, "s3cret", authenticator));
    EXPECT_EQ(check_message_authenticator(*packet, "s3cret", authenticator), MessageAuthenticator::valid);
    EXPECT_FALSE(response_authenticator_is_valid(*packet, "S3cret", authenticator));
    EXPECT_EQ(check_message_authenticator(*packet, "S3cret", authenticator), MessageAuthenticator::invalid);
    EXPECT_FALSE(response_authenticator_is_valid(*packet, "s3cret", "0123456789abcdeX"));
  }
  for (const Code code : {Code::accounting_request, Code::coa_request, Code::disconnect_request}) {
    PacketWriter writer(code, 9);
    writer.add_message_authenticator();
    const std::string bytes(writer.sign_request("s3cret"));
    const auto packet = Packet::decode(bytes);
    EXPECT_TRUE(request_authenticator_is_valid(*packet, "s3cret"));
    EXPECT_EQ(check_message_authenticator(*packet, "s3cret"), MessageAuthenticator::valid);
    EXPECT_FALSE(request_authenticator_is_valid(*packet, ""));
  }
  PacketWriter writer(Code::access_request, 9);
  writer.add_message_authenticator();
  const std::string bytes(writer.sign_access_request("s3cret", authenticator));
  EXPECT_EQ(check_message_authenticator(*Packet::decode(bytes), "s3cret"), MessageAuthenticator::valid);
}

TEST(PacketWriter, notices_any_flipped_bit) {
  PacketWriter writer(Code::accounting_request, 9);
  writer.add(1, "joe");
  writer.add_integer(42, 1000);
  std::string bytes(writer.sign_request("s3cret"));
  for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
    std::string changed = bytes;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    const auto packet = Packet::decode(changed);
    EXPECT_FALSE(packet && request_authenticator_is_valid(*packet, "s3cret")) << "bit " << i;
  }
}

TEST(Chap, needs_seventeen_octets) {
  EXPECT_FALSE(chap_is_valid("", authenticator, "pw"));
  EXPECT_FALSE(chap_is_valid(std::string(16, 'x'), authenticator, "pw"));
  EXPECT_FALSE(chap_is_valid(std::string(18, 'x'), authenticator, "pw"));
  const Digest right = md5({"\x07", "pw", "challenge of any length"});
  EXPECT_TRUE(chap_is_valid("\x07" + std::string(view(right)), "challenge of any length", "pw"));
  EXPECT_FALSE(chap_is_valid("\x08" + std::string(view(right)), "challenge of any length", "pw"));
}

} // namespace
} // namespace demarc::radius
