#include "reports/table.h"

#include <cctype>

namespace demarc::reports {

std::string file_word(std::string_view name, std::int64_t id) {
  constexpr std::size_t longest = 40;
  std::string word;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) != 0)
      word += static_cast<char>(std::tolower(byte));
    else if (!word.empty() && word.back() != '-')
      word += '-';
  }
  if (word.size() > longest)
    word.resize(longest);
  while (word.ends_with('-'))
    word.pop_back();
  return word.empty() ? "entity-" + std::to_string(id) : word;
}

std::string plain_number(std::int64_t number, ColumnKind kind, Currency currency) {
  if (kind == ColumnKind::money)
    return to_decimal(Money::minor(number, currency));
  if (kind != ColumnKind::percent)
    return std::to_string(number);
  // Parts per million: four digits behind the point, without the zeros at the end.
  std::string text = std::to_string(number / 10'000);
  std::string rest = std::to_string(10'000 + number % 10'000).substr(1);
  while (!rest.empty() && rest.back() == '0')
    rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

} // namespace demarc::reports
