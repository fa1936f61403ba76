#include "radius/md5.h"

#include <cstring>
#include <memory>
#include <openssl/evp.h>
#include <stdexcept>

namespace demarc::radius {

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};

const EVP_MD *algorithm() {
  static const EVP_MD *const fetched = EVP_MD_fetch(nullptr, "MD5", nullptr); // for the life of the process
  if (fetched == nullptr)
    throw std::runtime_error(
        "OpenSSL offers no MD5, and RADIUS cannot do without it (is a FIPS-only provider configured?)");
  return fetched;
}

EVP_MD_CTX *begin() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), algorithm(), nullptr) != 1)
    throw std::runtime_error("MD5 cannot be started");
  return context.get();
}

Digest finish(EVP_MD_CTX *context) {
  Digest digest;
  if (EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char *>(digest.data()), nullptr) != 1)
    throw std::runtime_error("MD5 cannot be finished");
  return digest;
}

void update(EVP_MD_CTX *context, std::string_view bytes) { EVP_DigestUpdate(context, bytes.data(), bytes.size()); }

constexpr std::size_t block_size = 64;

} // namespace

Digest md5(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX *context = begin();
  for (const std::string_view part : parts)
    update(context, part);
  return finish(context);
}

// RFC 2104: H(K xor opad, H(K xor ipad, text)).
Digest hmac_md5(std::string_view key, std::initializer_list<std::string_view> parts) {
  char pad[block_size] = {};
  if (key.size() > block_size) {
    const Digest short_key = md5({key});
    std::memcpy(pad, short_key.data(), short_key.size());
  } else if (!key.empty()) {
    std::memcpy(pad, key.data(), key.size());
  }
  for (char &byte : pad)
    byte = static_cast<char>(byte ^ 0x36);
  EVP_MD_CTX *context = begin();
  update(context, {pad, block_size});
  for (const std::string_view part : parts)
    update(context, part);
  const Digest inner = finish(context);
  for (char &byte : pad)
    byte = static_cast<char>(byte ^ 0x36 ^ 0x5c);
  return md5({{pad, block_size}, view(inner)});
}

bool same_bytes(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

} // namespace demarc::radius
