// ENSURE(condition, "what must hold"): a programmer's claim, checked in every build. When it fails the program stops with
// the place and the claim: state that contradicts itself must not reach the ledger. Never for user input.
#pragma once

#include <source_location>
#include <string_view>

namespace demarc {
[[noreturn]] void ensure_failed(const char *condition, std::string_view claim, std::source_location where);
}

#define ENSURE(condition, claim)                                                                                       \
  do {                                                                                                                 \
    if (!(condition)) [[unlikely]]                                                                                     \
      ::demarc::ensure_failed(#condition, claim, std::source_location::current());                                    \
  } while (false)
