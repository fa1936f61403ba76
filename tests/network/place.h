// A small provider on a fresh database of either engine: one plan, an access server with its pools, and customers as
// needed.
#pragma once

#include "billing/standing.h"
#include "catalog/plan.h"
#include "catalog/provider.h"
#include "network/access_server.h"
#include "network/accounting.h"
#include "network/pool.h"
#include "network/refresh_access.h"
#include "subscribers/service_operations.h"
#include "subscribers/timeline.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>

namespace demarc::network {

struct SessionLine {
  std::string username;
  Instant started_at;
  std::optional<Instant> stopped_at;
  std::int64_t octets_in = 0, octets_out = 0;
  std::optional<std::string> terminate_cause;
};
BOOST_DESCRIBE_STRUCT(SessionLine, (), (username, started_at, stopped_at, octets_in, octets_out, terminate_cause))

class NetworkPlace : public testing::Contract {
protected:
  void SetUp() override {
    database_ = place.open_migrated();
    database_->write([&](db::Tx &tx) {
      ASSERT_TRUE(catalog::save_provider(tx, catalog::default_provider()));
      tx.exec("insert into dunning_policy (id, name, is_default, minimum_debt_minor, restriction)"
              " values (1, 'Standard', 1, 0, 'walled_garden')");
      const auto plan = catalog::create_plan(
          tx, *database_,
          {.code = "fiber", .name = "Fiber 100", .price_minor = 2900, .down_kbit = 100000, .up_kbit = 20000}, now_);
      ASSERT_TRUE(plan);
      plan_ = plan->id;
      const auto pool = create_pool(tx, *database_, {"homes", PoolPurpose::service, "100.64.0.1", "100.64.0.4"});
      const auto garden = create_pool(tx, *database_, {"garden", PoolPurpose::garden, "10.9.0.1", "10.9.0.4"});
      ASSERT_TRUE(pool);
      ASSERT_TRUE(garden);
      pool_ = pool->id;
      garden_ = garden->id;
      const auto server = create_access_server(tx, *database_, sealer_,
                                               {.name = "bras-1",
                                                .address = "192.0.2.1",
                                                .secret = "a-shared-secret",
                                                .profile = "mikrotik",
                                                .pool_id = pool_,
                                                .garden_pool_id = garden_},
                                               now_);
      ASSERT_TRUE(server) << server.error().detail;
      server_ = server->access_server.id;
    });
  }

  struct Person {
    CustomerId customer;
    ServiceId service;
    std::string username;
  };
  Person person(const std::string &name, std::optional<Date> starts_on = {},
                std::optional<std::string> static_address = {}) {
    return database_->write([&](db::Tx &tx) {
      const auto customer = subscribers::create_customer(
          tx, *database_, {.name = name, .street = "Main 1", .city = "Town", .postal_code = "1"}, now_, "Ann");
      const auto sold = subscribers::sell_service(tx, *database_, sealer_, customer->id,
                                                  {.plan_id = plan_,
                                                   .username = name,
                                                   .password = "secret-of-" + name,
                                                   .static_address = static_address,
                                                   .starts_on = starts_on},
                                                  {now_, today(), "Ann"});
      EXPECT_TRUE(sold) << sold.error().detail;
      refresh_access(tx, *database_, sold->service.id, now_, today(), {.words = "the sale", .actor = "Ann"});
      return Person{customer->id, sold->service.id, name};
    });
  }

  [[nodiscard]] Date today() const { return TimeZone::utc().date(now_); }
  std::vector<AccessChange> refresh(CustomerId customer, const Cause &cause = {.words = "payment of 29.90 EUR"}) {
    return database_->write([&](db::Tx &tx) { return refresh_access(tx, *database_, customer, now_, today(), cause); });
  }
  void stand(CustomerId customer, billing::StandingState state, const std::string &reason = {},
             std::optional<billing::Restriction> restriction = {}) {
    database_->write([&](db::Tx &tx) {
      billing::Standing standing;
      standing.state = state;
      standing.reason = reason;
      standing.restriction = restriction;
      billing::save_standing(tx, customer, standing);
    });
  }

  AccountingRecord record(AccountingKind kind, const Person &of, const std::string &session, std::int64_t time_s,
                          std::uint64_t in = 0, std::uint64_t out = 0) const {
    AccountingRecord made;
    made.kind = kind;
    made.access_server_id = server_;
    made.acct_session_id = session;
    made.username = of.username;
    made.service_id = of.service;
    made.customer_id = of.customer;
    made.event_at = now_.plus_seconds(time_s);
    made.session_time_s = kind == AccountingKind::start ? 0 : time_s;
    made.octets_in = in;
    made.octets_out = out;
    if (kind == AccountingKind::stop)
      made.terminate_cause = "User-Request";
    return made;
  }
  Recorded account(const std::vector<AccountingRecord> &records) {
    return database_->write([&](db::Tx &tx) {
      return record_accounting(tx, *database_, TimeZone::utc(), records, now_.plus_seconds(86400));
    });
  }
  // "0..700 in=30 out=250 User-Request" for each session, the earliest first; seconds after now_.
  std::vector<std::string> sessions() {
    std::vector<std::string> texts;
    database_->read([&](db::Tx &tx) {
      for (const SessionLine &row :
           tx.all<SessionLine>("select username, started_at, stopped_at, octets_in, octets_out, terminate_cause"
                               " from session order by started_at, id")) {
        const auto second = [&](Instant at) { return (at.us - now_.us) / 1'000'000; };
        texts.push_back(fmt::format("{} {}..{} in={} out={}{}", row.username, second(row.started_at),
                                    row.stopped_at ? std::to_string(second(*row.stopped_at)) : "", row.octets_in,
                                    row.octets_out, row.terminate_cause ? " " + *row.terminate_cause : ""));
      }
    });
    return texts;
  }
  // "2026-03-01 in=30 out=250" for each day of everyone.
  std::vector<std::string> usage() {
    return database_->read([&](db::Tx &tx) {
      return tx.all<std::string>("select day || ' in=' || octets_in || ' out=' || octets_out from usage_day"
                                 " order by service_id, day");
    });
  }
  std::vector<std::string> outbox() {
    return database_->read([&](db::Tx &tx) {
      return tx.all<std::string>("select topic || ' ' || ordering_key || ' ' || payload from outbox order by id");
    });
  }
  std::vector<std::string> story(CustomerId customer) {
    std::vector<std::string> texts;
    database_->read([&](db::Tx &tx) {
      for (const auto &event : subscribers::timeline_of(tx, customer, std::nullopt, 100))
        if (event.kind.starts_with("service.") && event.kind != "service.sold")
          texts.push_back(event.title + ": " + event.detail);
    });
    std::reverse(texts.begin(), texts.end());
    return texts;
  }

  Instant now_ = *parse_instant("2026-03-01T12:00:00Z");
  std::unique_ptr<db::Database> database_;
  crypto::Sealer sealer_ = crypto::Sealer::from_key(std::string(32, 'k'));
  PlanId plan_;
  PoolId pool_, garden_;
  AccessServerId server_;
};

} // namespace demarc::network
