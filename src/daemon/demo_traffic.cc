#include "daemon/demo_traffic.h"

#include "base/random.h"
#include "daemon/demo_store.h"
#include "daemon/installation_store.h"
#include "network/accounting.h"

namespace demarc::daemon {

namespace {

constexpr std::int64_t rounds = 5; // a session reports in one minute of five

// Per mille of the evening's traffic, by hour of the day.
constexpr int curve[24] = {300, 180, 110, 80,  70,  90,  160, 260, 340,  380, 400, 420,
                           470, 460, 450, 480, 560, 680, 820, 940, 1000, 980, 800, 520};

void report(db::Database &database, const TimeZone &zone, Instant due) {
  const std::int64_t minute = due.seconds() / 60;
  SeededRandom random(static_cast<std::uint64_t>(minute));
  const auto hour = static_cast<std::size_t>(zone.local(due).seconds / 3600);
  std::vector<network::AccountingRecord> records;
  for (const DemoSession &s : database.read([&](db::Tx &tx) { return demo_sessions(tx, minute % rounds, rounds); })) {
    const std::int64_t elapsed_s = std::clamp<std::int64_t>(due.seconds() - s.updated_at.seconds(), 60, 3600);
    // Some 40 to 4000 kbit/s at the evening's height.
    const std::int64_t octets = elapsed_s * random.between(5'000, 500'000) * curve[hour] / 1000;
    network::AccountingRecord r;
    r.kind = network::AccountingKind::interim;
    r.access_server_id = s.access_server_id;
    r.acct_session_id = s.acct_session_id;
    r.username = s.username;
    r.service_id = s.service_id;
    r.customer_id = s.customer_id;
    r.event_at = due;
    r.octets_out = static_cast<std::uint64_t>(s.octets_out + octets);
    r.octets_in = static_cast<std::uint64_t>(s.octets_in + octets / random.between(6, 14));
    r.session_time_s = due.seconds() - s.started_at.seconds();
    r.framed_address = s.framed_address;
    records.push_back(std::move(r));
  }
  if (!records.empty())
    database.write([&](db::Tx &tx) { network::record_accounting(tx, database, zone, records, due); });
}

} // namespace

bool is_demo(db::Database &database) {
  const auto row = database.read([](db::Tx &tx) { return find_installation(tx); });
  return row && row->demo;
}

void schedule_demo_traffic(jobs::Runner &runner, db::Database &database, const ProviderWatch &provider) {
  runner.schedule({.name = "demo.traffic",
                   .next_after = [](Instant after) { return Instant::from_seconds((after.seconds() / 60 + 1) * 60); },
                   .run = [&database, &provider](Instant due) { report(database, provider.zone(), due); },
                   .catch_up = 1});
}

} // namespace demarc::daemon
