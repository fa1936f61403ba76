#include "daemon/clock_api.h"

#include "catalog/provider.h"

#include <charconv>
#include <memory>
#include <mutex>

namespace demarc::daemon {
namespace {
struct Advance {
  std::optional<Instant> to;
  std::optional<std::string> by;
};
BOOST_DESCRIBE_STRUCT(Advance, (), (to, by))
} // namespace
} // namespace demarc::daemon

template <> struct demarc::http::Rules<demarc::daemon::Advance> {
  static constexpr std::string_view name = "AdvanceClock";
  static FieldRules fields() {
    return {{"to", {.description = "An instant ahead"}},
            {"by", {.max_length = 12, .description = "\"1d\", \"6h\", \"90m\", \"2w\", \"1mo\""}}};
  }
};

namespace demarc::daemon {

ClockState clock_state(db::Tx &tx, const Clock &clock) {
  const Instant now = clock.now();
  return {now, clock.is_simulated(), catalog::business_date(tx, now)};
}

std::optional<Instant> later_by(const TimeZone &zone, Instant from, std::string_view duration) {
  int count = 0;
  const auto [end, error] = std::from_chars(duration.data(), duration.data() + duration.size(), count);
  const std::string_view unit = duration.substr(static_cast<std::size_t>(end - duration.data()));
  if (error != std::errc{} || count < 1 || count > 10'000)
    return std::nullopt;
  const LocalTime local = zone.local(from);
  if (unit == "mo")
    return zone.instant(local.date.plus_months_clamped(count), local.seconds);
  if (unit == "d")
    return zone.instant(local.date.plus_days(count), local.seconds);
  if (unit == "w")
    return zone.instant(local.date.plus_days(count * 7), local.seconds);
  const std::int64_t unit_s = unit == "h" ? 3600 : unit == "m" ? 60 : unit == "s" ? 1 : 0;
  if (unit_s == 0)
    return std::nullopt;
  return from.plus_seconds(unit_s * count);
}

void register_clock_api(http::Api &api, Installation &installation, jobs::Runner &runner, ProviderWatch &provider) {
  api.get<http::NoQuery, ClockState>(
      "/v1/clock",
      {.id = "get_clock",
       .summary = "The business's present",
       .permission = std::string(http::permission_signed_in),
       .tag = "Clock"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) { return clock_state(tx, call.clock()); });
  const auto one_at_a_time = std::make_shared<std::mutex>();
  api.post<Advance, ClockState>(
      "/v1/clock/advance",
      {.id = "advance_clock",
       .summary = "Move a simulated clock",
       .permission = "settings.write",
       .tag = "Clock",
       .description =
           "Every job that is due in between runs at its own time, in order, before this answers. Refused on a "
           "real installation.",
       .idempotent = false},
      [&installation, &runner, &provider, one_at_a_time](http::Call &call, const Advance &in) -> Outcome<ClockState> {
        if (installation.simulated() == nullptr)
          return refuse(Refusal::Kind::conflict, "real_clock",
                        "This installation runs on the real clock; time cannot be moved.");
        const std::lock_guard lock(*one_at_a_time);
        provider.refresh();
        const TimeZone zone = provider.zone();
        const Instant now = call.clock().now();
        const auto target = in.to ? in.to : in.by ? later_by(zone, now, *in.by) : std::nullopt;
        if (!target || (in.to && in.by))
          return refuse("advance_malformed",
                        "Give either `to` (an instant) or `by` (\"1d\", \"6h\", \"90m\", \"2w\", \"1mo\").",
                        in.to ? "to" : "by");
        if (*target < now)
          return refuse("backwards", "Time does not go backwards; it is " + to_string(now) + " already.", "to");
        if (*target > now.plus_seconds(3660LL * 86'400))
          return refuse("too_far", "Move at most ten years at a time.", "to");
        runner.advance(*installation.simulated(), *target);
        installation.save_clock();
        return call.database().read([&](db::Tx &tx) { return clock_state(tx, call.clock()); });
      });
}

} // namespace demarc::daemon
