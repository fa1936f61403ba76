#include "base/clock.h"

#include <chrono>
#include <fmt/format.h>

namespace demarc {

namespace {

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size())
    return std::nullopt;
  int value = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9')
      return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

} // namespace

std::string to_string(Instant instant) {
  const std::int64_t seconds = instant.seconds();
  const std::int64_t micros = instant.us - seconds * 1'000'000;
  const auto at = std::chrono::sys_seconds{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 time.hours().count(), time.minutes().count(), time.seconds().count());
  if (micros != 0)
    text += fmt::format(".{:06}", micros);
  return text + "Z";
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2),
             hour = digits(text, 11, 2), minute = digits(text, 14, 2);
  if (!year || !month || !day || !hour || !minute || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
      text[13] != ':')
    return std::nullopt;
  std::size_t at = 16;
  int second = 0;
  std::int64_t micros = 0;
  if (at < text.size() && text[at] == ':') {
    const auto s = digits(text, at + 1, 2);
    if (!s)
      return std::nullopt;
    second = *s;
    at += 3;
    if (at < text.size() && text[at] == '.') {
      ++at;
      std::int64_t scale = 100'000;
      const std::size_t first = at;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
        micros += scale * (text[at] - '0');
      if (at == first)
        return std::nullopt;
    }
  }
  std::int64_t offset_minutes = 0;
  if (at < text.size() && text[at] == 'Z') {
    ++at;
  } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const auto h = digits(text, at + 1, 2), m = digits(text, at + 4, 2);
    if (!h || !m || text[at + 3] != ':')
      return std::nullopt;
    offset_minutes = (text[at] == '-' ? -1 : 1) * (*h * 60 + *m);
    at += 6;
  }
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (at != text.size() || !date.ok() || *hour > 23 || *minute > 59 || second > 59)
    return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * 86'400 + *hour * 3'600 + *minute * 60 + second - offset_minutes * 60;
  return Instant{seconds * 1'000'000 + micros};
}

Instant SystemClock::now() const {
  return Instant{
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count()};
}

void SimulatedClock::set(Instant instant) {
  std::int64_t seen = now_us_.load();
  while (seen < instant.us && !now_us_.compare_exchange_weak(seen, instant.us)) {
  }
}

} // namespace demarc
