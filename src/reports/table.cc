#include "reports/table.h"

namespace demarc::reports {

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
