// MS-CHAP (RFC 2433) and MS-CHAPv2 (RFC 2759) as RADIUS carries them (RFC 2548), with the keys that MPPE encrypts with
// (RFC 3079). Rules without I/O.
//
// Both rest on single DES with a password's MD4: whoever overhears one login can try all keys and has the password's
// hash within hours, whatever the password. So it is off for an access server until an operator allows it, for networks
// whose equipment speaks nothing else. MD4 and DES come from OpenSSL's legacy provider, loaded beside the default one
// for this file alone.
//
// Threads: any.
#pragma once

#include "radius/packet.h"

#include <optional>
#include <string>
#include <string_view>

namespace demarc::radius {

using NtResponse = std::array<char, 24>;
using Sha1 = std::array<char, 20>;

// What a request offers, views into it. Of the LAN Manager answer of old nothing is taken.
struct MsChapOffer {
  int version = 1; // 1 or 2
  char ident = 0;
  std::string_view challenge;      // of the access server: 8 octets, 16 in version 2
  std::string_view peer_challenge; // of version 2: 16 octets
  std::string_view response;       // 24 octets
};
// Whether it offers any MS-CHAP at all, well made or not.
bool speaks_mschap(const Packet &request);
// nullopt: none, or one of the wrong size, or without its challenge.
std::optional<MsChapOffer> mschap_offered(const Packet &request);

// MD4 of the password in UTF-16, little endian (RFC 2759 8.3). An octet that is not UTF-8 stands for itself.
Digest nt_password_hash(std::string_view password);
// `username` as it came; a "DOMAIN\" before it is not part of the name (RFC 2759 4).
bool mschap_is_valid(const MsChapOffer &offer, std::string_view username, std::string_view password);

// RFC 2759 8.7: "S=" and 40 hex digits, by which the peer knows that the other side has the password too.
std::string authenticator_response(const MsChapOffer &offer, std::string_view username, std::string_view password);

struct MppeKeys {
  Digest send, receive; // of 128 bits, seen from the access server
};

// Adds what an accepted login answers: MS-CHAP2-Success, and the keys and policy of MPPE, hidden with the secret.
void add_mschap_success(PacketWriter &writer, const MsChapOffer &offer, std::string_view username,
                        std::string_view password, std::string_view secret, std::string_view request_authenticator);
// MS-MPPE-Send-Key and -Recv-Key, each hidden with a salt of its own.
void add_mppe_keys(PacketWriter &writer, const MppeKeys &keys, std::string_view secret,
                   std::string_view request_authenticator);
// MS-CHAP-Error: wrong, and no use trying again with the same challenge.
void add_mschap_failure(PacketWriter &writer, const Packet &request, std::string_view secret);

// ---- the parts, as the RFCs name them, for what carries MS-CHAPv2 inside EAP

NtResponse challenge_response(std::string_view challenge_8, const Digest &password_hash); // RFC 2433 A.4
std::string challenge_hash(std::string_view peer_challenge, std::string_view authenticator_challenge,
                           std::string_view username);                       // RFC 2759 8.2
MppeKeys mppe_keys(std::string_view password, std::string_view nt_response); // RFC 3079 3
// RFC 2548 2.4.2: with a salt, whose first bit is set; each salt of a packet is its own.
std::string hide_mppe_key(std::string_view key, std::string_view secret, std::string_view request_authenticator,
                          std::uint16_t salt);

} // namespace demarc::radius
