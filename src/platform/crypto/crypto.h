// The few cryptographic acts of the product, over libsodium and OpenSSL. Any thread.
#pragma once

#include "base/secret.h"

#include <optional>
#include <string>
#include <string_view>

namespace demarc::crypto {

// argon2id (RFC 9106), 19 MiB, 2 passes; about 20 ms: never on an I/O or RADIUS thread.
std::string hash_password(const Secret &password);
bool verify_password(std::string_view stored_hash, const Secret &password);

// Sealing of secrets at rest (XSalsa20-Poly1305 with a random nonce). The key is a file of 32 bytes beside the data,
// mode 0600, made on first use, or DEMARC_KEY (64 hex digits). `purpose` is bound to the text: a sealed value cannot be
// moved to another column or row.
class Sealer {
public:
  static Sealer from_file(const std::string &path); // throws std::runtime_error when it cannot be read or made
  static Sealer from_key(std::string_view key_32_bytes);
  [[nodiscard]] std::string seal(const Secret &secret, std::string_view purpose) const; // printable: "v1:" + base64
  // nullopt: the key is another, or the text was changed.
  [[nodiscard]] std::optional<Secret> open(std::string_view sealed, std::string_view purpose) const;

private:
  explicit Sealer(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

// 256 random bits as base64url: session and API tokens. Only token_hash() of it is stored.
std::string random_token();
std::string token_hash(std::string_view token); // SHA-256, hex
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256_hex(std::string_view key, std::string_view message);
bool equal_constant_time(std::string_view a, std::string_view b);
std::string to_hex(std::string_view bytes);
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

} // namespace demarc::crypto
