#include "base/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace demarc {

void ensure_failed(const char *condition, std::string_view claim, const char *file, int line) {
  std::fprintf(stderr, "%s:%d: %.*s (%s does not hold)\n", file, line, static_cast<int>(claim.size()), claim.data(),
               condition);
  std::fflush(stderr);
  std::abort();
}

} // namespace demarc
