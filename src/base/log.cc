#include "base/log.h"

#include "base/clock.h"

#include <atomic>
#include <cstdio>

namespace demarc::log {

namespace {
std::atomic<Level> threshold{Level::info};
constexpr std::string_view names[] = {"debug", "info", "warning", "error"};
} // namespace

void set_level(Level level) { threshold = level; }
bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view subject, std::string_view text) {
  if (!enabled(level))
    return;
  const std::string line =
      fmt::format("{} {:7} {}: {}\n", to_string(SystemClock{}.now()), names[static_cast<int>(level)], subject, text);
  // One fwrite a line: stdio locks the stream, lines of two threads do not mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace demarc::log
