// The operator's log: one line an event, to stderr, as "time level subject: text". Any thread. No secrets, no packet
// dumps; whatever can repeat per packet is counted, never logged.
#pragma once

#include <fmt/format.h>
#include <string_view>

namespace demarc::log {

enum class Level { debug, info, warning, error };

void set_level(Level level);
[[nodiscard]] bool enabled(Level level);
void write(Level level, std::string_view subject, std::string_view text);

template <class... A> void debug(std::string_view subject, fmt::format_string<A...> text, A &&...args) {
  if (enabled(Level::debug))
    write(Level::debug, subject, fmt::format(text, std::forward<A>(args)...));
}
template <class... A> void info(std::string_view subject, fmt::format_string<A...> text, A &&...args) {
  if (enabled(Level::info))
    write(Level::info, subject, fmt::format(text, std::forward<A>(args)...));
}
template <class... A> void warning(std::string_view subject, fmt::format_string<A...> text, A &&...args) {
  write(Level::warning, subject, fmt::format(text, std::forward<A>(args)...));
}
template <class... A> void error(std::string_view subject, fmt::format_string<A...> text, A &&...args) {
  write(Level::error, subject, fmt::format(text, std::forward<A>(args)...));
}

} // namespace demarc::log
