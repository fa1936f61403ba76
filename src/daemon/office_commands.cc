#include "base/log.h"
#include "billing/preview_billing.h"
#include "billing/run_billing.h"
#include "billing/verify_billing.h"
#include "catalog/provider.h"
#include "daemon/commands.h"
#include "daemon/demo.h"
#include "daemon/installation.h"
#include "daemon/installation_store.h"
#include "daemon/wiring.h"
#include "dunning/credit_control.h"
#include "ledger/verify_ledger.h"
#include "network/verify_network.h"
#include "payments/payment_store.h"
#include "payments/referral_reward.h"
#include "payments/voucher.h"
#include "reports/export_journal.h"

#include <boost/describe.hpp>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace demarc::daemon {

namespace {

std::optional<Date> given_date(const std::string &text) {
  if (text.empty())
    return std::nullopt;
  const auto date = Date::parse(text);
  if (!date)
    throw std::runtime_error(fmt::format("\"{}\" is no date; write it as 2026-01-31", text));
  return date;
}

std::string amount(std::int64_t minor, Currency currency) { return to_string(Money::minor(minor, currency)); }

int preview(db::Database &database, Date date) {
  const auto totals = database.read([&](db::Tx &tx) { return billing::preview_totals(tx, date); });
  if (totals.customers == 0) {
    fmt::print("Nothing is due by {}.\n", to_string(date));
    return 0;
  }
  CustomerId after;
  while (true) {
    const auto page = database.read([&](db::Tx &tx) { return billing::preview_page(tx, date, after, 500); });
    for (const billing::PreviewItem &item : page) {
      fmt::print("{}  {}\n", item.customer_name, amount(item.gross_minor, totals.currency));
      for (const billing::PreviewLine &line : item.lines)
        fmt::print("    {:>12}  {}  {}..{}  {}\n", amount(line.net_minor, totals.currency), line.description,
                   to_string(line.period_start), to_string(line.period_end), line.explanation);
    }
    if (page.empty())
      break;
    after = page.back().customer_id;
  }
  fmt::print("\nA run of {} would issue {} invoices and {} credit notes to {} customers: net {}, tax {}, gross {}.\n",
             to_string(date), totals.invoices, totals.credit_notes, totals.customers,
             amount(totals.net_minor, totals.currency), amount(totals.tax_minor, totals.currency),
             amount(totals.gross_minor, totals.currency));
  fmt::print("Before, the same customers were billed {}: a difference of {}; {} up, {} down, {} new, {} gone.\n",
             amount(totals.previous_minor, totals.currency), amount(totals.difference_minor, totals.currency),
             totals.up, totals.down, totals.started, totals.gone);
  for (const billing::Finding &finding : totals.findings)
    fmt::print("would be held: {}\n", finding.detail);
  for (const billing::Parked &parked : totals.parked)
    fmt::print("parked: {}: {}\n", parked.customer_name, parked.reason);
  fmt::print("Nothing was written.\n");
  return 0;
}

} // namespace

int migrate(Config config) {
  Installation installation(std::move(config));
  installation.migrate(false);
  return 0;
}

int run_bill(Config config, const BillOptions &options) {
  Installation installation(std::move(config));
  installation.require_schema();
  installation.open_clock(std::nullopt);
  db::Database &database = installation.database();
  const TimeZone zone = database.read([](db::Tx &tx) { return catalog::zone_of(catalog::find_provider(tx)); });
  const Date today = zone.date(installation.clock().now());
  const Date date = given_date(options.date).value_or(today);
  if (options.preview)
    return preview(database, date);
  if (date > today)
    throw std::runtime_error(fmt::format("{} has not come yet; today is {}. Add --preview to see what would be billed",
                                         to_string(date), to_string(today)));
  if (const auto alone = database.read([](db::Tx &tx) { return billing::refuse_beside_undecided(tx); }); !alone)
    throw std::runtime_error(alone.error().detail);
  billing::Billing billing = billing_of(database, installation.clock());
  billing.customers_per_transaction = options.customers_per_transaction;
  const auto run = billing::run_due_billing(billing, date, "command line");
  fmt::print("Run {} of {}: {} of {} customers, {} invoices, {}.\n", run.id.value(), to_string(run.date), run.done,
             run.total, run.invoices, run.invoices > 0 ? amount(run.gross_minor, run.currency) : "nothing to bill");
  for (const billing::Parked &parked : run.parked)
    fmt::print("parked: {}: {}\n", parked.customer_name, parked.reason);
  return run.status == billing::RunStatus::done ? 0 : 1;
}

int verify(Config config) {
  Installation installation(std::move(config));
  installation.require_schema();
  installation.open_clock(std::nullopt);
  const Instant now = installation.clock().now();
  std::vector<std::string> problems;
  installation.database().read([&](db::Tx &tx) {
    const Date today = catalog::business_date(tx, now);
    for (const billing::Problem &problem : billing::verify_billing(tx))
      problems.push_back(fmt::format("{}: {}: {}", problem.rule, problem.subject, problem.detail));
    for (std::string &problem : ledger::verify_ledger(tx))
      problems.push_back(std::move(problem));
    for (std::string &problem : payments::verify_payments(tx))
      problems.push_back(std::move(problem));
    for (std::string &problem : payments::verify_vouchers(tx))
      problems.push_back(std::move(problem));
    for (std::string &problem : payments::verify_rewards(tx))
      problems.push_back(std::move(problem));
    for (std::string &problem : dunning::verify_standings(tx, today))
      problems.push_back(std::move(problem));
    for (std::string &problem : network::verify_network(tx, today))
      problems.push_back(std::move(problem));
  });
  for (const std::string &problem : problems)
    fmt::print("{}\n", problem);
  if (problems.empty())
    fmt::print("verify: the books, the documents, the standings and the access decisions agree\n");
  else
    fmt::print("verify: {} problems\n", problems.size());
  return problems.empty() ? 0 : 1;
}

int export_books(Config config, const ExportOptions &options) {
  Installation installation(std::move(config));
  installation.require_schema();
  installation.open_clock(std::nullopt);
  reports::ExportOrder order{.from = given_date(options.from),
                             .to = given_date(options.to),
                             .part = options.part,
                             .datev_consultant = options.datev_consultant,
                             .datev_client = options.datev_client};
  if (options.legal_entity != 0)
    order.legal_entity = LegalEntityId(options.legal_entity);
  boost::describe::enum_from_string(options.format.c_str(), order.format);
  const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(
      options.output.empty() ? nullptr : std::fopen(options.output.c_str(), "wb"), std::fclose);
  if (!options.output.empty() && !file)
    throw std::runtime_error(fmt::format("cannot write {}", options.output));
  std::FILE *const out = file ? file.get() : stdout;
  const auto done = installation.database().read([&](db::Tx &tx) {
    return reports::export_books(tx, order, installation.clock().now(), [&](std::string_view piece) {
      if (std::fwrite(piece.data(), 1, piece.size(), out) != piece.size())
        throw std::runtime_error("the export cannot be written");
    });
  });
  if (!done)
    throw std::runtime_error(done.error().detail);
  if (std::fflush(out) != 0)
    throw std::runtime_error("the export cannot be written");
  return 0;
}

int demo(Config config, const DemoOptions &options) {
  // Interrupted, it is begun anew (`./run --fresh`), so it need not wait for the disk at every commit.
  Installation installation(std::move(config), false);
  installation.require_schema();
  const bool used = installation.database().read([](db::Tx &tx) { return has_history(tx); });
  if (used && options.if_empty)
    return 0;
  log::set_level(log::Level::warning); // a quiet load: every day bills and reminds
  DemoSettings settings{.customers = options.customers, .months = options.months, .seed = options.seed};
  settings.until = SystemClock{}.now();
  if (!options.until.empty()) {
    const auto until = parse_instant(options.until);
    if (!until)
      throw std::runtime_error(fmt::format("\"{}\" is no time; write it as 2026-01-31T09:00", options.until));
    settings.until = *until;
  }
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  settings.progress = [terminal](int percent, const std::string &what) {
    fmt::print("{}loading the demo provider: {} % ({}){}", terminal ? "\r" : "", percent, what, terminal ? "" : "\n");
    std::fflush(stdout);
  };
  const auto begun = std::chrono::steady_clock::now();
  const auto result = load_demo(installation, settings);
  if (!result)
    throw std::runtime_error(result.error().detail);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count();
  fmt::print(
      "{}demo provider loaded in {} s: {} customers, {} services, {} invoices, {} payments, {} accounting records\n",
      terminal ? "\r" : "", seconds, result->customers, result->services, result->invoices, result->payments,
      result->accounting_records);
  return 0;
}

} // namespace demarc::daemon
