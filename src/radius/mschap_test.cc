#include "radius/mschap.h"

#include "platform/crypto/crypto.h"

#include <gtest/gtest.h>

namespace demarc::radius {
namespace {

std::string octets(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}
std::string hex(std::string_view bytes) { return crypto::to_hex(bytes); }

// RFC 2759 9.2
const std::string v2_authenticator_challenge = octets("5b5d7c7d7b3f2f3e3c2c602132262628"),
                  v2_peer_challenge = octets("21402324255e262a28295f2b3a337c7e"),
                  v2_response = octets("82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df");
MsChapOffer rfc2759() { return {2, '\1', v2_authenticator_challenge, v2_peer_challenge, v2_response}; }

TEST(MsChap, takes_the_vectors_of_rfc_2759) {
  EXPECT_EQ(hex(view(nt_password_hash("clientPass"))), "44ebba8d5312b8d611474411f56989ae");
  EXPECT_EQ(hex(challenge_hash(v2_peer_challenge, v2_authenticator_challenge, "User")), "d02e4386bce91226");
  const NtResponse response = challenge_response(octets("d02e4386bce91226"), nt_password_hash("clientPass"));
  EXPECT_EQ(hex({response.data(), response.size()}), hex(v2_response));
  EXPECT_TRUE(mschap_is_valid(rfc2759(), "User", "clientPass"));
  EXPECT_TRUE(mschap_is_valid(rfc2759(), "BIGCO\\User", "clientPass")) << "the domain is not part of the name";
  EXPECT_FALSE(mschap_is_valid(rfc2759(), "user", "clientPass"));
  EXPECT_FALSE(mschap_is_valid(rfc2759(), "User", "clientpass"));
  EXPECT_EQ(authenticator_response(rfc2759(), "User", "clientPass"), "S=407A5589115FD0D6209F510FE9C04566932CDA56");
}

TEST(MsChap, makes_the_keys_of_rfc_3079) {
  const MppeKeys keys = mppe_keys("clientPass", v2_response); // 3.5.3
  EXPECT_EQ(hex(view(keys.send)), "8b7cdc149b993a1ba118cb153f56dccb");
  EXPECT_NE(hex(view(keys.receive)), hex(view(keys.send)));
}

TEST(MsChap, takes_the_vector_of_rfc_2433) {
  // B.2: the NT response to this challenge.
  const std::string challenge = octets("102db5df085d3041"),
                    response = octets("4e9d3c8f9cfd385d5bf4d3246791956ca4c351ab409a3d61");
  EXPECT_EQ(hex(view(nt_password_hash("MyPw"))), "fc156af7edcd6c0edde3337d427f4eac");
  EXPECT_TRUE(mschap_is_valid({1, '\0', challenge, {}, response}, "anybody", "MyPw"));
  EXPECT_FALSE(mschap_is_valid({1, '\0', challenge, {}, response}, "anybody", "MyPw "));
}

TEST(MsChap, hashes_what_people_type) {
  // Of every length in UTF-8, and beyond the first plane.
  EXPECT_EQ(hex(view(nt_password_hash(""))), "31d6cfe0d16ae931b73c59d7e0c089c0");
  EXPECT_NE(hex(view(nt_password_hash("pässword"))), hex(view(nt_password_hash("password"))));
  EXPECT_EQ(hex(view(nt_password_hash("\xc3"))), hex(view(nt_password_hash("Ã")))) << "what is no UTF-8 is Latin-1";
  EXPECT_NE(hex(view(nt_password_hash("😀"))), hex(view(nt_password_hash("?"))));
  EXPECT_NE(hex(view(nt_password_hash("\xed\xa0\x80"))), hex(view(nt_password_hash("\xf0\x90\x80\x80"))))
      << "half a character is none";
}

// As RFC 2548 2.4.2 says to take it apart.
std::string reveal_key(std::string_view hidden, std::string_view secret, std::string_view authenticator) {
  std::string clear(hidden.substr(2));
  std::string_view previous = authenticator, salt = hidden.substr(0, 2);
  for (std::size_t block = 0; block < clear.size(); block += 16) {
    const Digest mask = md5({secret, previous, salt});
    for (std::size_t i = 0; i < 16; ++i)
      clear[block + i] = static_cast<char>(clear[block + i] ^ mask[i]);
    previous = hidden.substr(2 + block, 16);
    salt = {};
  }
  return clear.substr(1, static_cast<unsigned char>(clear[0]));
}

TEST(MsChap, hides_keys_so_that_the_access_server_finds_them) {
  const std::string authenticator = "0123456789abcdef", key = octets("8b7cdc149b993a1ba118cb153f56dccb");
  const std::string hidden = hide_mppe_key(key, "s3cret", authenticator, 0x1234);
  EXPECT_EQ(hidden.size(), 34U);
  EXPECT_EQ(static_cast<unsigned char>(hidden[0]), 0x92U) << "the salt's first bit is set";
  EXPECT_EQ(hex(reveal_key(hidden, "s3cret", authenticator)), hex(key));
  EXPECT_NE(hex(hidden), hex(hide_mppe_key(key, "s3cret", authenticator, 0x1235)));
}

std::string request(std::uint8_t type, std::string_view response, std::string_view challenge) {
  PacketWriter writer(Code::access_request, 1);
  writer.add(attribute::user_name, "User");
  writer.add_vendor(311, 11, challenge);
  writer.add_vendor(311, type, response);
  return std::string(writer.sign_access_request("s3cret", "0123456789abcdef"));
}

TEST(MsChap, is_found_in_a_request) {
  const std::string second = std::string("\7\0", 2) + v2_peer_challenge + std::string(8, '\0') + v2_response;
  const std::string bytes = request(25, second, v2_authenticator_challenge);
  const auto packet = Packet::decode(bytes);
  const auto offer = mschap_offered(*packet);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->version, 2);
  EXPECT_EQ(offer->ident, '\7');
  EXPECT_TRUE(mschap_is_valid(*offer, "User", "clientPass"));
}

TEST(MsChap, of_the_wrong_make_is_not_taken) {
  const std::string good = std::string("\7\1", 2) + std::string(48, 'x');
  for (const auto &[type, response, challenge] : {
           std::tuple<std::uint8_t, std::string, std::string>{1, good.substr(0, 49), std::string(8, 'c')},
           {1, good, std::string(16, 'c')},                                         // a challenge of version 2
           {1, std::string("\7\0", 2) + std::string(48, 'x'), std::string(8, 'c')}, // LAN Manager alone
           {25, good, std::string(8, 'c')},
           {25, "", std::string(16, 'c')},
       }) {
    const std::string bytes = request(type, response, challenge);
    const auto packet = Packet::decode(bytes);
    EXPECT_TRUE(speaks_mschap(*packet));
    EXPECT_FALSE(mschap_offered(*packet)) << int{type} << " " << response.size() << " " << challenge.size();
  }
}

} // namespace
} // namespace demarc::radius
