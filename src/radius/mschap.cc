#include "radius/mschap.h"

#include <cstring>
#include <memory>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdexcept>

namespace demarc::radius {

namespace {

constexpr std::uint32_t microsoft = 311;
constexpr std::uint8_t ms_chap_response = 1, ms_chap_error = 2, ms_mppe_encryption_policy = 7,
                       ms_mppe_encryption_types = 8, ms_chap_challenge = 11, ms_chap_mppe_keys = 12,
                       ms_mppe_send_key = 16, ms_mppe_recv_key = 17, ms_chap2_response = 25, ms_chap2_success = 26;
constexpr std::size_t response_size = 50; // of both versions
constexpr std::uint32_t encryption_allowed = 1, encryption_40_or_128_bits = 6;

struct FreeDigest {
  void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX *context) const { EVP_CIPHER_CTX_free(context); }
};

// Fetched once, for the life of the process.
struct Algorithms {
  const EVP_MD *md4 = nullptr;
  const EVP_MD *sha1 = nullptr;
  const EVP_CIPHER *des = nullptr;
};
const Algorithms &algorithms() {
  static const Algorithms found = [] {
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    if (library == nullptr || OSSL_PROVIDER_load(library, "legacy") == nullptr ||
        OSSL_PROVIDER_load(library, "default") == nullptr)
      throw std::runtime_error("OpenSSL's legacy provider cannot be loaded, and MS-CHAP cannot do without MD4 and DES");
    Algorithms all{EVP_MD_fetch(library, "MD4", nullptr), EVP_MD_fetch(library, "SHA1", nullptr),
                   EVP_CIPHER_fetch(library, "DES-ECB", nullptr)};
    if (all.md4 == nullptr || all.sha1 == nullptr || all.des == nullptr)
      throw std::runtime_error("OpenSSL offers no MD4 or DES, and MS-CHAP cannot do without them");
    return all;
  }();
  return found;
}

template <class Out> Out digest(const EVP_MD *algorithm, std::initializer_list<std::string_view> parts) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  Out out;
  bool is_done = context && EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1;
  for (const std::string_view part : parts)
    is_done = is_done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  if (!is_done || EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char *>(out.data()), nullptr) != 1)
    throw std::runtime_error("a digest of MS-CHAP failed");
  return out;
}
Digest md4(std::string_view bytes) { return digest<Digest>(algorithms().md4, {bytes}); }
Sha1 sha1(std::initializer_list<std::string_view> parts) { return digest<Sha1>(algorithms().sha1, parts); }
std::string_view view_of(const Sha1 &bytes) { return {bytes.data(), bytes.size()}; }

// RFC 2433 A.5: the 56 bits of the key spread over 8 octets; DES does not look at the parity.
void des_encrypt(std::string_view clear_8, std::string_view key_7, char *cipher_8) {
  unsigned char key[8] = {};
  unsigned carry = 0;
  for (std::size_t i = 0; i < 7; ++i) {
    const auto octet = static_cast<unsigned char>(key_7[i]);
    key[i] = static_cast<unsigned char>((carry << (8 - i)) | ((octet >> i) & 0xfeU));
    carry = octet & ((1U << (i + 1)) - 1);
  }
  key[7] = static_cast<unsigned char>(carry << 1);
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  int size = 0;
  if (!context || EVP_EncryptInit_ex2(context.get(), algorithms().des, key, nullptr, nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char *>(cipher_8), &size,
                        reinterpret_cast<const unsigned char *>(clear_8.data()), 8) != 1 ||
      size != 8)
    throw std::runtime_error("DES failed");
}

// How many octets the character at the beginning has, and which it is; an octet that begins none stands for itself.
std::pair<std::size_t, std::uint32_t> first_character(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = octet(0);
  const std::size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
  if (size == 0 || size > text.size())
    return {1, lead};
  if (size == 1)
    return {1, lead};
  std::uint32_t code = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (octet(i) >> 6 != 2)
      return {1, lead};
    code = code << 6 | (octet(i) & 0x3fU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return {1, lead};
  return {size, code};
}

std::string utf16(std::string_view text) {
  std::string units;
  const auto add = [&](std::uint32_t unit) {
    units += static_cast<char>(unit & 0xffU);
    units += static_cast<char>(unit >> 8);
  };
  while (!text.empty()) {
    const auto [size, code] = first_character(text);
    if (code >= 0x10000) {
      add(0xd800 + ((code - 0x10000) >> 10));
      add(0xdc00 + ((code - 0x10000) & 0x3ffU));
    } else {
      add(code);
    }
    text.remove_prefix(size);
  }
  return units;
}

std::string_view without_domain(std::string_view username) {
  const std::size_t end = username.rfind('\\');
  return end == std::string_view::npos ? username : username.substr(end + 1);
}

std::optional<std::string_view> find_microsoft(const Packet &request, std::uint8_t type) {
  for (const Attribute attribute : request) {
    if (attribute.type != attribute::vendor_specific)
      continue;
    const auto vendor = vendor_attributes(attribute.value);
    if (!vendor || vendor->vendor != microsoft)
      continue;
    std::string_view rest = vendor->attributes;
    while (const auto inner = next_vendor_attribute(rest))
      if (inner->type == type)
        return inner->value;
  }
  return std::nullopt;
}

std::string hex_upper(std::string_view bytes) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string text;
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return text;
}

std::string_view view_of(const NtResponse &bytes) { return {bytes.data(), bytes.size()}; }

std::string challenge_of(const MsChapOffer &offer, std::string_view username) {
  return offer.version == 1 ? std::string(offer.challenge)
                            : challenge_hash(offer.peer_challenge, offer.challenge, without_domain(username));
}

} // namespace

bool speaks_mschap(const Packet &request) {
  return find_microsoft(request, ms_chap_response) || find_microsoft(request, ms_chap2_response);
}

std::optional<MsChapOffer> mschap_offered(const Packet &request) {
  const auto challenge = find_microsoft(request, ms_chap_challenge);
  if (!challenge)
    return std::nullopt;
  if (const auto second = find_microsoft(request, ms_chap2_response)) {
    if (second->size() != response_size || challenge->size() != 16)
      return std::nullopt;
    return MsChapOffer{2, (*second)[0], *challenge, second->substr(2, 16), second->substr(26, 24)};
  }
  const auto first = find_microsoft(request, ms_chap_response);
  constexpr char has_nt_response = 1;
  if (!first || first->size() != response_size || challenge->size() != 8 || (*first)[1] != has_nt_response)
    return std::nullopt;
  return MsChapOffer{1, (*first)[0], *challenge, {}, first->substr(26, 24)};
}

Digest nt_password_hash(std::string_view password) { return md4(utf16(password)); }

NtResponse challenge_response(std::string_view challenge_8, const Digest &password_hash) {
  char keys[21] = {};
  std::memcpy(keys, password_hash.data(), password_hash.size());
  NtResponse response;
  for (std::size_t third = 0; third < 3; ++third)
    des_encrypt(challenge_8, {keys + 7 * third, 7}, response.data() + 8 * third);
  return response;
}

std::string challenge_hash(std::string_view peer_challenge, std::string_view authenticator_challenge,
                           std::string_view username) {
  return std::string(view_of(sha1({peer_challenge, authenticator_challenge, username})).substr(0, 8));
}

bool mschap_is_valid(const MsChapOffer &offer, std::string_view username, std::string_view password) {
  const NtResponse expected = challenge_response(challenge_of(offer, username), nt_password_hash(password));
  return same_bytes(view_of(expected), offer.response);
}

std::string authenticator_response(const MsChapOffer &offer, std::string_view username, std::string_view password) {
  const Digest hash_hash = md4(view(nt_password_hash(password)));
  const Sha1 first = sha1({view(hash_hash), offer.response, "Magic server to client signing constant"});
  const Sha1 second =
      sha1({view_of(first), challenge_of(offer, username), "Pad to make it do more than one iteration"});
  return "S=" + hex_upper(view_of(second));
}

MppeKeys mppe_keys(std::string_view password, std::string_view nt_response) {
  const Digest hash_hash = md4(view(nt_password_hash(password)));
  const Sha1 whole = sha1({view(hash_hash), nt_response, "This is the MPPE Master Key"});
  const std::string_view master = view_of(whole).substr(0, 16);
  const std::string pad_1(40, '\0'), pad_2(40, '\xf2');
  const auto start_key = [&](std::string_view magic) {
    const Sha1 key = sha1({master, pad_1, magic, pad_2});
    Digest short_key;
    std::memcpy(short_key.data(), key.data(), short_key.size());
    return short_key;
  };
  return {start_key("On the client side, this is the receive key; on the server side, it is the send key."),
          start_key("On the client side, this is the send key; on the server side, it is the receive key.")};
}

std::string hide_mppe_key(std::string_view key, std::string_view secret, std::string_view request_authenticator,
                          std::uint16_t salt) {
  const std::string salt_octets{static_cast<char>(0x80U | (salt >> 8)), static_cast<char>(salt & 0xffU)};
  std::string clear(1, static_cast<char>(key.size()));
  clear += key;
  clear.resize((clear.size() + 15) / 16 * 16, '\0');
  std::string hidden = salt_octets;
  std::string_view previous = request_authenticator, more = salt_octets;
  for (std::size_t block = 0; block < clear.size(); block += 16) {
    const Digest mask = md5({secret, previous, more});
    for (std::size_t i = 0; i < 16; ++i)
      clear[block + i] = static_cast<char>(clear[block + i] ^ mask[i]);
    previous = std::string_view(clear).substr(block, 16);
    more = {};
  }
  return hidden + clear;
}

void add_mppe_keys(PacketWriter &writer, const MppeKeys &keys, std::string_view secret,
                   std::string_view request_authenticator) {
  // Of the request's own random octets: a salt needs no more than to be another in each packet.
  const auto salt = static_cast<std::uint16_t>(read_u32(request_authenticator.substr(0, 4)) & 0x7ffeU);
  writer.add_vendor(microsoft, ms_mppe_send_key, hide_mppe_key(view(keys.send), secret, request_authenticator, salt));
  writer.add_vendor(
      microsoft, ms_mppe_recv_key,
      hide_mppe_key(view(keys.receive), secret, request_authenticator, static_cast<std::uint16_t>(salt + 1)));
}

void add_mschap_success(PacketWriter &writer, const MsChapOffer &offer, std::string_view username,
                        std::string_view password, std::string_view secret, std::string_view request_authenticator) {
  if (offer.version == 2) {
    writer.add_vendor(microsoft, ms_chap2_success,
                      std::string(1, offer.ident) + authenticator_response(offer, username, password));
    const MppeKeys keys = mppe_keys(password, offer.response);
    add_mppe_keys(writer, keys, secret, request_authenticator);
  } else {
    // RFC 2548 2.4.1. Whoever implements it takes the hash of the hash, and no LAN Manager key.
    std::string keys(8, '\0');
    keys += view(md4(view(nt_password_hash(password))));
    keys.resize(32, '\0');
    writer.add_vendor(microsoft, ms_chap_mppe_keys, hide_password(keys, secret, request_authenticator));
  }
  writer.add_vendor(microsoft, ms_mppe_encryption_policy, u32_octets(encryption_allowed));
  writer.add_vendor(microsoft, ms_mppe_encryption_types, u32_octets(encryption_40_or_128_bits));
}

void add_mschap_failure(PacketWriter &writer, const Packet &request, std::string_view secret) {
  const auto second = find_microsoft(request, ms_chap2_response), first = find_microsoft(request, ms_chap_response);
  const auto response = second ? second : first;
  if (!response || response->empty())
    return;
  std::string error(1, (*response)[0]);
  error += "E=691 R=0";
  if (second) // RFC 2759 6: the next challenge has to stand there, although no next try is allowed
    error += " C=" + hex_upper(view(md5({secret, request.authenticator()}))) + " V=3 M=Authentication failed";
  writer.add_vendor(microsoft, ms_chap_error, error);
}

} // namespace demarc::radius
