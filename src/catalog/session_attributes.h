// What a plan of the kind internet says of its sessions, among the attributes of its version (plan_kind.h). The access
// decision reads it. A rule.
#pragma once

#include "catalog/plan_kind.h"

#include <string_view>

namespace demarc::catalog {

inline constexpr std::string_view sessions_attribute = "sessions";
inline constexpr std::string_view session_timeout_attribute = "session_timeout_s";
inline constexpr std::string_view idle_timeout_attribute = "idle_timeout_s";

struct SessionAttributes {
  std::optional<int> sessions; // at the same time; none: any number
  std::optional<int> session_timeout_s, idle_timeout_s;
};
// Of checked attributes.
SessionAttributes session_attributes(const std::vector<PlanAttribute> &attributes);

} // namespace demarc::catalog
