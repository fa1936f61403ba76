#include "catalog/provider.h"
#include "daemon/clock_api.h"
#include "daemon/commands.h"
#include "daemon/installation.h"
#include "daemon/local_call.h"
#include "platform/http/json.h"

#include <fmt/format.h>
#include <stdexcept>

namespace demarc::daemon {

namespace {

struct AdvanceBody {
  std::optional<std::string> to;
  std::optional<std::string> by;
};
BOOST_DESCRIBE_STRUCT(AdvanceBody, (), (to, by))

void print(const ClockState &state) {
  fmt::print("{} ({}), business date {}\n", to_string(state.now), state.simulated ? "simulated" : "real",
             to_string(state.business_date));
}

} // namespace

int show_clock(Config config) {
  Installation installation(std::move(config));
  installation.require_schema();
  installation.open_clock(std::nullopt);
  print(installation.database().read([&](db::Tx &tx) { return clock_state(tx, installation.clock()); }));
  return 0;
}

int advance_clock(Config config, const ClockOptions &options) {
  if (options.by.empty() == options.to.empty())
    throw std::runtime_error(
        "say how far (demarc clock advance 1d) or until when (demarc clock advance --to 2026-02-28T09:00)");
  Installation installation(std::move(config));
  installation.require_schema();
  installation.open_clock(std::nullopt);
  if (installation.simulated() == nullptr)
    throw std::runtime_error("this installation runs on the real clock; time cannot be moved");
  AdvanceBody body;
  if (options.to.empty()) {
    body.by = options.by;
  } else {
    const auto to = parse_instant(options.to);
    if (!to)
      throw std::runtime_error(fmt::format("\"{}\" is no time; write it as 2026-02-28T09:00", options.to));
    body.to = to_string(*to);
  }
  // The server moves its own clock: its jobs run in between.
  const auto state = http::decode_json<ClockState>(call_server(installation, "/v1/clock/advance", http::to_json(body)));
  if (!state)
    throw std::runtime_error("the server's answer is not understood; is it of another version?");
  print(*state);
  return 0;
}

} // namespace demarc::daemon
