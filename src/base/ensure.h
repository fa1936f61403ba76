// ENSURE(condition, "what must hold"): a programmer's claim, checked in every build. When it fails the program stops
// with the place and the claim: state that contradicts itself must not reach the ledger. Never for user input.
#pragma once

#include <string_view>

namespace demarc {
// File and line by hand: Clang 14, which builds the fuzz targets, has no std::source_location.
[[noreturn]] void ensure_failed(const char *condition, std::string_view claim, const char *file, int line);
} // namespace demarc

#define ENSURE(condition, claim)                                                                                       \
  do {                                                                                                                 \
    if (!(condition)) [[unlikely]]                                                                                     \
      ::demarc::ensure_failed(#condition, claim, __FILE__, __LINE__);                                                  \
  } while (false)
