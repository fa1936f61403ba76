// How timelines name a subscriber who did something themselves.
#pragma once

#include <string_view>

namespace demarc::portal {

inline constexpr std::string_view by_the_subscriber = "the subscriber";

} // namespace demarc::portal
