// Time. Instant is UTC, microseconds since 1970-01-01T00:00:00Z; everything that needs "now" takes a Clock&, so the
// whole server can run on simulated time. Civil dates and time zones live in calendar/.
//
// Thread safety: Clock::now may be called from any thread.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace demarc {

struct Instant {
  std::int64_t us = 0;

  static constexpr Instant from_seconds(std::int64_t seconds) { return Instant{seconds * 1'000'000}; }
  [[nodiscard]] constexpr std::int64_t seconds() const {
    return us >= 0 ? us / 1'000'000 : -((-us + 999'999) / 1'000'000);
  }
  [[nodiscard]] constexpr Instant plus_seconds(std::int64_t seconds) const { return Instant{us + seconds * 1'000'000}; }
  [[nodiscard]] constexpr Instant plus_ms(std::int64_t ms) const { return Instant{us + ms * 1'000}; }
  constexpr auto operator<=>(const Instant &) const = default;
};

// RFC 3339 in UTC with seconds ("2026-01-31T09:00:00Z"); microseconds only when they are not zero.
std::string to_string(Instant instant);
// Accepts "2026-01-31T09:00", "…:00", "…:00.123456", each with an optional "Z" or "+01:00"; nullopt when it is no
// instant.
std::optional<Instant> parse_instant(std::string_view text);

class Clock {
public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  // True when time only moves by command; the jobs runner then never sleeps on real time.
  [[nodiscard]] virtual bool is_simulated() const { return false; }
};

class SystemClock final : public Clock {
public:
  [[nodiscard]] Instant now() const override;
};

class SimulatedClock final : public Clock {
public:
  explicit SimulatedClock(Instant start) : now_us_(start.us) {}
  [[nodiscard]] Instant now() const override { return Instant{now_us_.load()}; }
  [[nodiscard]] bool is_simulated() const override { return true; }
  // Time never goes backwards: an earlier instant is ignored.
  void set(Instant instant);

private:
  std::atomic<std::int64_t> now_us_;
};

} // namespace demarc
