#include "platform/http/page.h"

#include "platform/crypto/crypto.h"

namespace demarc::http {

// base64( length ":" bytes … ): keys may hold anything.
std::string pack_cursor(const std::vector<std::string> &keys) {
  std::string packed;
  for (const std::string &key : keys)
    packed += std::to_string(key.size()) + ":" + key;
  // The alphabet that needs no escaping in a query.
  std::string text = crypto::base64_encode(packed);
  for (char &c : text)
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (text.ends_with('='))
    text.pop_back();
  return text;
}

std::optional<std::vector<std::string>> unpack_cursor(std::string_view cursor, std::size_t count) {
  std::string text(cursor);
  for (char &c : text)
    c = c == '-' ? '+' : c == '_' ? '/' : c;
  text.append((4 - text.size() % 4) % 4, '=');
  const auto packed = crypto::base64_decode(text);
  if (!packed)
    return std::nullopt;
  std::vector<std::string> keys;
  std::string_view rest = *packed;
  while (!rest.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
    const auto digits = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc{} || digits >= rest.size() || rest[digits] != ':' || length > rest.size() - digits - 1)
      return std::nullopt;
    keys.emplace_back(rest.substr(digits + 1, length));
    rest.remove_prefix(digits + 1 + length);
  }
  if (keys.size() != count)
    return std::nullopt;
  return keys;
}

} // namespace demarc::http
