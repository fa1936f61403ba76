// The demo provider: a small ISP with some years of history, made from a seed through the same operations as real life
// on a simulated clock, never by inserting rows. The same seed and the same last day give the same provider.
#pragma once

#include "daemon/installation.h"

namespace demarc::daemon {

struct DemoSettings {
  int customers = 2000; // that ever joined
  int months = 24;      // of history, up to `until`
  std::uint64_t seed = 1;
  Instant until;
  std::function<void(int percent, const std::string &what)> progress = {};
};

// Of the few demo customers who use the portal; the greeting prints one of them as long as it is theirs.
inline constexpr std::string_view demo_portal_password = "try the portal";

struct DemoResult {
  std::int64_t customers = 0, services = 0, invoices = 0, payments = 0, accounting_records = 0;
};

// Refuses a database that has customers. On PostgreSQL it is made in a file of SQLite in the data folder, with what the
// database holds to begin with, and copied (platform/db/copy.h): two years of small operations one after the other are
// a million round trips to a server.
Outcome<DemoResult> load_demo(Installation &installation, const DemoSettings &settings);

} // namespace demarc::daemon
