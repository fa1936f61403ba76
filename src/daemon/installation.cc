#include "daemon/installation.h"

#include "catalog/provider.h"
#include "catalog/tax.h"
#include "daemon/installation_store.h"
#include "dunning/policy.h"
#include "ledger/recognise_revenue.h"
#include "platform/db/migrate.h"
#include "subscribers/customer_store.h"

#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>

namespace demarc::daemon {

namespace {

// Defaults that work: somebody who only adds customers and plans already bills, reminds and restricts.
void set_up(db::Tx &tx, db::Database &ids, Instant now) {
  if (!catalog::maybe_provider(tx)) {
    const auto provider = catalog::save_provider(tx, catalog::default_provider());
    const Date today = catalog::zone_of(*provider).date(now);
    if (catalog::list_taxes(tx, today).empty())
      (void)catalog::create_tax(
          tx, ids, {.code = "VAT", .name = "VAT", .percent_ppm = Percent{190'000}, .valid_from = Date::of(2021, 1, 1)},
          today);
  }
  if (dunning::list_policies(tx).empty()) {
    (void)dunning::create_policy(tx, ids,
                                 {.name = "Standard",
                                  .minimum_debt_minor = 0,
                                  .restriction = billing::Restriction::walled_garden,
                                  .steps = {{3, dunning::Action::remind}, {10, dunning::Action::suspend}},
                                  .is_default = true});
    (void)dunning::create_policy(
        tx, ids,
        {.name = "Business",
         .minimum_debt_minor = 0,
         .restriction = billing::Restriction::reject,
         .steps = {{5, dunning::Action::remind}, {15, dunning::Action::remind}, {30, dunning::Action::suspend}},
         .is_default = false});
  }
}

} // namespace

Installation::Installation(Config config, bool durable) : config_(std::move(config)) {
  std::error_code error;
  std::filesystem::create_directories(config_.data.dir, error);
  if (error)
    throw std::runtime_error(fmt::format("cannot make the data folder {}: {}", config_.data.dir, error.message()));
  sealer_ = std::make_unique<crypto::Sealer>(crypto::Sealer::from_file(data_file("demarc.key")));
  database_ = db::Database::open(config_.database_url(),
                                 {.connections = static_cast<int>(config_.database.connections), .durable = durable});
}

void Installation::migrate(bool quiet) {
  const Instant now = SystemClock{}.now();
  const auto applied = db::migrate(*database_, now, [&](std::string_view name) {
    if (!quiet)
      fmt::print("migrating: {}\n", name);
  });
  if (!applied)
    throw std::runtime_error(applied.error().detail);
  database_->write([&](db::Tx &tx) { set_up(tx, *database_, now); });
  constexpr int customers_at_once = 1000;
  std::int64_t folded = 0;
  while (const int some =
             database_->write([](db::Tx &tx) { return subscribers::renew_search_texts(tx, customers_at_once); }))
    folded += some;
  if (folded > 0 && !quiet)
    fmt::print("{} customers are found without accents and case from now on\n", folded);
  const std::int64_t carried = database_->write([&](db::Tx &tx) {
    const auto row = find_installation(tx);
    const Instant business_now = row && row->simulated_at ? *row->simulated_at : now;
    const Date today = catalog::business_date(tx, business_now);
    return ledger::carry_over_revenue(tx, *database_, today, business_now);
  });
  if (carried > 0 && !quiet)
    fmt::print("revenue of {} invoice lines is recognised by day from now on\n", carried);
}

void Installation::require_schema() {
  for (const db::MigrationStatus &status : db::migration_status(*database_)) {
    if (status.unknown)
      throw std::runtime_error("the database was made by a newer Demarc; update this program");
    if (status.changed || !status.applied_at)
      throw std::runtime_error(fmt::format("the database lacks migration {:04} \"{}\"; run `demarc migrate` first",
                                           status.number, status.name));
  }
}

void Installation::open_clock(std::optional<Instant> begin_at) {
  const Instant real_now = SystemClock{}.now();
  const auto row = database_->write([&](db::Tx &tx) -> Outcome<InstallationRow> {
    auto found = find_installation(tx);
    if (begin_at && (!found || !found->simulated_at)) {
      if (found || has_history(tx))
        return refuse(Refusal::Kind::conflict, "real_installation",
                      "this installation runs on the real clock; a simulated one needs a database of its own");
      found = InstallationRow{begin_at, false, real_now};
    } else if (!found) {
      found = InstallationRow{std::nullopt, false, real_now};
    }
    save_installation(tx, *found);
    return *found;
  });
  if (!row)
    throw std::runtime_error(row.error().detail);
  if (row->simulated_at) {
    auto simulated = std::make_unique<SimulatedClock>(*row->simulated_at);
    if (begin_at)
      simulated->set(*begin_at);
    simulated_ = simulated.get();
    clock_ = std::move(simulated);
    save_clock();
  } else {
    clock_ = std::make_unique<SystemClock>();
  }
}

void Installation::save_clock() {
  if (simulated_ == nullptr)
    return;
  database_->write([&](db::Tx &tx) {
    auto row = find_installation(tx);
    row->simulated_at = clock_->now();
    save_installation(tx, *row);
  });
}

} // namespace demarc::daemon
