#include "platform/crypto/crypto.h"

#include "base/ensure.h"
#include "base/random.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace demarc::crypto {

namespace {

constexpr std::size_t key_bytes = crypto_secretbox_KEYBYTES;
constexpr std::string_view sealed_prefix = "v1:";

// OWASP's argon2id row of 19 MiB, 2 passes, 1 lane.
constexpr unsigned long long argon2_passes = 2;
constexpr std::size_t argon2_memory_bytes = 19ULL * 1024 * 1024;

// sodium_init() is idempotent and thread-safe; every entry that hands work to the library comes through here.
void ready() {
  static const int state = sodium_init();
  ENSURE(state >= 0, "libsodium starts");
}

const unsigned char *bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char *>(text.data()); }
unsigned char *bytes_of(std::string &text) { return reinterpret_cast<unsigned char *>(text.data()); }

// secretbox authenticates no context, so each purpose has a key of its own.
Secret key_for(const Secret &key, std::string_view purpose) {
  std::string derived(key_bytes, '\0');
  crypto_generichash(bytes_of(derived), derived.size(), bytes_of(purpose), purpose.size(), bytes_of(key.reveal()),
                     key.reveal().size());
  return Secret(std::move(derived));
}

std::string encode(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
  text.pop_back(); // its terminating zero
  return text;
}

[[noreturn]] void key_file_failed(const std::string &path, std::string_view what) {
  throw std::runtime_error(fmt::format("key file {}: {}", path, what));
}

// The file's bytes; nullopt when there is no such file.
std::optional<std::string> read_key_file(const std::string &path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT)
      return std::nullopt;
    key_file_failed(path, std::strerror(errno));
  }
  struct stat status {};
  std::string bytes(key_bytes + 1, '\0');
  const bool known = ::fstat(file, &status) == 0;
  const ssize_t count = ::read(file, bytes.data(), bytes.size());
  ::close(file);
  if (!known || count < 0)
    key_file_failed(path, "cannot be read");
  if ((status.st_mode & 077) != 0)
    key_file_failed(path, "is open to other users of this machine: chmod 600 it");
  if (count != static_cast<ssize_t>(key_bytes))
    key_file_failed(path, fmt::format("must hold exactly {} bytes", key_bytes));
  bytes.resize(key_bytes);
  return bytes;
}

// Written whole under another name and linked into place: two processes that start together agree on one key, and a
// crash leaves no half of one.
void make_key_file(const std::string &path) {
  const std::string part = fmt::format("{}.{}", path, to_hex(random_bytes(8)));
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0)
    key_file_failed(part, std::strerror(errno));
  const Secret key(random_bytes(key_bytes));
  const bool written =
      ::write(file, key.reveal().data(), key_bytes) == static_cast<ssize_t>(key_bytes) && ::fsync(file) == 0;
  ::close(file);
  const bool linked = written && (::link(part.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int error = errno;
  ::unlink(part.c_str());
  if (!linked)
    key_file_failed(path, fmt::format("cannot be made: {}", std::strerror(error)));
}

} // namespace

std::string hash_password(const Secret &password) {
  ready();
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const int failed = crypto_pwhash_str_alg(out.data(), password.reveal().data(), password.reveal().size(),
                                           argon2_passes, argon2_memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0)
    throw std::runtime_error("no memory to hash a password");
  return out.data();
}

bool verify_password(std::string_view stored_hash, const Secret &password) {
  ready();
  if (stored_hash.size() >= crypto_pwhash_STRBYTES)
    return false;
  const std::string terminated(stored_hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.reveal().data(), password.reveal().size()) == 0;
}

Sealer Sealer::from_key(std::string_view key_32_bytes) {
  ready();
  ENSURE(key_32_bytes.size() == key_bytes, "a sealing key has 32 bytes");
  return Sealer(Secret(std::string(key_32_bytes)));
}

Sealer Sealer::from_file(const std::string &path) {
  ready();
  if (const char *hex = std::getenv("DEMARC_KEY"); hex != nullptr && *hex != '\0') {
    std::string key(key_bytes, '\0');
    std::size_t count = 0;
    const std::size_t digits = std::strlen(hex);
    if (digits != 2 * key_bytes ||
        sodium_hex2bin(bytes_of(key), key.size(), hex, digits, nullptr, &count, nullptr) != 0 || count != key_bytes)
      throw std::runtime_error("DEMARC_KEY must be 64 hex digits");
    return Sealer(Secret(std::move(key)));
  }
  auto key = read_key_file(path);
  if (!key) {
    make_key_file(path);
    key = read_key_file(path);
  }
  if (!key)
    key_file_failed(path, "vanished while it was made");
  return Sealer(Secret(std::move(*key)));
}

// sealed = "v1:" base64(nonce[24] mac[16] ciphertext)
std::string Sealer::seal(const Secret &secret, std::string_view purpose) const {
  const std::string_view plain = secret.reveal();
  std::string box = random_bytes(crypto_secretbox_NONCEBYTES);
  box.resize(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size());
  const Secret key = key_for(key_, purpose);
  crypto_secretbox_easy(bytes_of(box) + crypto_secretbox_NONCEBYTES, bytes_of(plain), plain.size(), bytes_of(box),
                        bytes_of(key.reveal()));
  return std::string(sealed_prefix) + base64_encode(box);
}

std::optional<Secret> Sealer::open(std::string_view sealed, std::string_view purpose) const {
  if (!sealed.starts_with(sealed_prefix))
    return std::nullopt;
  const auto box = base64_decode(sealed.substr(sealed_prefix.size()));
  if (!box || box->size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
    return std::nullopt;
  std::string plain(box->size() - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES, '\0');
  const Secret key = key_for(key_, purpose);
  if (crypto_secretbox_open_easy(bytes_of(plain), bytes_of(*box) + crypto_secretbox_NONCEBYTES,
                                 box->size() - crypto_secretbox_NONCEBYTES, bytes_of(*box),
                                 bytes_of(key.reveal())) != 0)
    return std::nullopt;
  return Secret(std::move(plain));
}

std::string random_token() {
  ready();
  return encode(random_bytes(32), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::string token_hash(std::string_view token) { return sha256_hex(token); }

std::string sha256_hex(std::string_view bytes) {
  ready();
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes_of(hash), bytes_of(bytes), bytes.size());
  return to_hex(hash);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  ready();
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, bytes_of(mac));
  sodium_memzero(&state, sizeof state);
  return to_hex(mac);
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

std::string to_hex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes_of(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

std::string base64_encode(std::string_view bytes) { return encode(bytes, sodium_base64_VARIANT_ORIGINAL); }

std::optional<std::string> base64_decode(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t count = 0;
  const char *end = nullptr;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &count, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size())
    return std::nullopt;
  bytes.resize(count);
  return bytes;
}

} // namespace demarc::crypto
