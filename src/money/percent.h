// A percentage held exactly, in parts per million of the whole: 19 % is 190 000, 9.975 % is 99 750.
#pragma once

#include "money/money.h"

namespace demarc {

struct Percent {
  std::int64_t ppm = 0;

  // "19", "9.975": at most four digits after the point, 0 to 1000 percent. nullopt when it is none of that.
  static std::optional<Percent> parse(std::string_view decimal);
  constexpr auto operator<=>(const Percent &) const = default;
};

std::string to_string(Percent percent); // "9.975"

inline Money percent_of(Money base, Percent percent, Rounding rounding) {
  return prorate(base, percent.ppm, 1'000'000, rounding);
}

} // namespace demarc
