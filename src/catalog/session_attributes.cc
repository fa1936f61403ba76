#include "catalog/session_attributes.h"

#include <algorithm>
#include <charconv>

namespace demarc::catalog {

namespace {

std::optional<int> number_of(const std::vector<PlanAttribute> &attributes, std::string_view name) {
  const auto found =
      std::find_if(attributes.begin(), attributes.end(), [&](const auto &one) { return one.name == name; });
  int number = 0;
  if (found == attributes.end() ||
      std::from_chars(found->value.data(), found->value.data() + found->value.size(), number).ec != std::errc{})
    return std::nullopt;
  return number;
}

} // namespace

SessionAttributes session_attributes(const std::vector<PlanAttribute> &attributes) {
  return {number_of(attributes, sessions_attribute), number_of(attributes, session_timeout_attribute),
          number_of(attributes, idle_timeout_attribute)};
}

} // namespace demarc::catalog
