// Lists. A list operation takes `limit` and `cursor` among its query members and answers a Page. The cursor is opaque
// to the client: make_cursor() packs the sort key of the last row shown, parse_cursor<…>() unpacks it, and the store
// continues behind that row (keyset paging: the hundredth page costs what the first does).
#pragma once

#include <boost/describe.hpp>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace demarc::http {

template <class T> struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor = std::nullopt; // nullopt: this is the last page
  std::optional<std::int64_t> total = std::nullopt;      // only where it is cheap to know

  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor, total), (), ())
};

inline constexpr int default_limit = 50;
inline constexpr int max_limit = 500;

// The page size to use: what was asked, between 1 and max_limit.
inline int page_limit(std::optional<int> asked) {
  const int limit = asked.value_or(default_limit);
  return limit < 1 ? 1 : limit > max_limit ? max_limit : limit;
}

std::string pack_cursor(const std::vector<std::string> &keys);
// nullopt when it is no cursor of ours with `count` keys.
std::optional<std::vector<std::string>> unpack_cursor(std::string_view cursor, std::size_t count);

inline std::string cursor_key(std::int64_t key) { return std::to_string(key); }
inline std::string cursor_key(std::string_view key) { return std::string(key); }
inline bool read_cursor_key(const std::string &text, std::string &key) {
  key = text;
  return true;
}
inline bool read_cursor_key(const std::string &text, std::int64_t &key) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), key);
  return error == std::errc{} && end == text.data() + text.size();
}

// make_cursor(row.name, row.id.value())
template <class... K> std::string make_cursor(const K &...keys) { return pack_cursor({cursor_key(keys)...}); }
// parse_cursor<std::string, std::int64_t>(*query.cursor)
template <class... K> std::optional<std::tuple<K...>> parse_cursor(std::string_view cursor) {
  const auto texts = unpack_cursor(cursor, sizeof...(K));
  if (!texts)
    return std::nullopt;
  std::tuple<K...> keys;
  std::size_t at = 0;
  const bool whole = std::apply([&](auto &...key) { return (read_cursor_key((*texts)[at++], key) && ...); }, keys);
  if (!whole)
    return std::nullopt;
  return keys;
}

// The page of a query that asked for limit + 1 rows: the extra row only proves that there are more.
// page_of(std::move(rows), limit, [](const Row &row) { return make_cursor(row.name, row.id.value()); })
template <class T, class F> Page<T> page_of(std::vector<T> rows, int limit, F &&cursor_of) {
  Page<T> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.erase(rows.begin() + limit, rows.end());
    page.next_cursor = cursor_of(rows.back());
  }
  page.items = std::move(rows);
  return page;
}

} // namespace demarc::http
