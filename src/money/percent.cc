#include "money/percent.h"

#include <fmt/format.h>

namespace demarc {

std::optional<Percent> Percent::parse(std::string_view decimal) {
  const std::size_t point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? std::string_view{} : decimal.substr(point + 1);
  if (whole.empty() || whole.size() > 4 || fraction.size() > 4 || (point != std::string_view::npos && fraction.empty()))
    return std::nullopt;
  std::int64_t ppm = 0;
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (c < '0' || c > '9')
        return std::nullopt;
      ppm = ppm * 10 + (c - '0');
    }
  }
  for (std::size_t i = fraction.size(); i < 4; ++i)
    ppm *= 10;
  if (ppm > 10'000'000)
    return std::nullopt;
  return Percent{ppm};
}

std::string to_string(Percent percent) {
  std::string text = fmt::format("{}.{:04}", percent.ppm / 10'000, percent.ppm % 10'000);
  while (text.ends_with('0'))
    text.pop_back();
  if (text.ends_with('.'))
    text.pop_back();
  return text;
}

} // namespace demarc
