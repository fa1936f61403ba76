#include "base/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace demarc {

void ensure_failed(const char *condition, std::string_view claim, std::source_location where) {
  std::fprintf(stderr, "%s:%u: %.*s (%s does not hold)\n", where.file_name(), static_cast<unsigned>(where.line()),
               static_cast<int>(claim.size()), claim.data(), condition);
  std::fflush(stderr);
  std::abort();
}

} // namespace demarc
