// Invoices per second of a full billing run, against its floor: bare bulk insert of the very rows that the run wrote,
// in as many transactions, into an equal database. Both alternate, `--rounds` times; medians are printed.
//
//   invoices_bench [--customers 20000] [--rounds 3] [--per-transaction 200] [--nodes 1] [--database
//   postgresql://…/postgres]
//
// Without --database on SQLite files in a folder of its own (TMPDIR); with it on databases made for it on that server.
// --customers takes several numbers, 10000,100000,1000000, and then compares what a subscriber costs among many and
// among few. A customer has one service.
#include "billing/charge_store.h"
#include "billing/invoice_store.h"
#include "billing/preview_billing.h"
#include "billing/settlement_store.h"
#include "billing/verify_billing.h"
#include "catalog/plan.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "ledger/journal_store.h"
#include "ledger/revenue_store.h"
#include "ledger/seal_store.h"
#include "platform/db/migrate.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <malloc.h>
#include <sstream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace demarc;

namespace {

const Date billing_day = Date::of(2026, 3, 1);

struct Settings {
  std::vector<int> customers{20'000};
  int rounds = 3;
  int per_transaction = 200;
  int nodes = 1;
  std::string database; // empty: SQLite
};

// A database of its own, gone with the object.
class Place {
public:
  Place(const Settings &settings, const std::string &name) : server_(settings.database) {
    const std::string unique = "demarc_bench_" + std::to_string(getpid()) + "_" + name;
    if (server_.empty()) {
      folder_ = std::filesystem::temp_directory_path() / unique;
      std::filesystem::create_directories(folder_);
      url_ = "sqlite:" + (folder_ / "demarc.db").string();
    } else {
      const std::size_t slash = server_.rfind('/');
      name_ = unique;
      psql("create database " + name_);
      url_ = server_.substr(0, slash + 1) + name_;
    }
    database_ = db::Database::open(url_);
    if (!db::migrate(*database_, Instant{}))
      throw std::runtime_error("the schema could not be made");
  }
  ~Place() {
    database_.reset();
    if (server_.empty())
      std::filesystem::remove_all(folder_);
    else
      psql("drop database " + name_);
  }
  Place(const Place &) = delete;
  Place &operator=(const Place &) = delete;
  db::Database &operator*() { return *database_; }
  [[nodiscard]] std::unique_ptr<db::Database> another_node() const { return db::Database::open(url_); }

private:
  // Databases cannot be made inside a transaction, which is all that the interface offers.
  void psql(const std::string &sql) {
    if (std::system(("psql -q '" + server_ + "' -c '" + sql + "'").c_str()) != 0)
      throw std::runtime_error("psql failed: " + sql);
  }
  std::string server_, name_, url_;
  std::filesystem::path folder_;
  std::unique_ptr<db::Database> database_;
};

struct CustomerRow {
  CustomerId id;
  std::string number, kind = "residential", name, email, phone, street = "1 Road", city = "Town", postal_code = "1000";
  std::string region, country = "DE", vat_number, language = "en", note, currency = "EUR";
  Date billing_anchor = billing_day;
  std::int64_t dunning_policy_id = 1;
  Date joined_on = billing_day;
  std::string status = "active", search_text;
  Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (),
                      (id, number, kind, name, email, phone, street, city, postal_code, region, country, vat_number,
                       language, note, currency, billing_anchor, dunning_policy_id, joined_on, status, search_text,
                       created_at))
struct ServiceRow {
  ServiceId id;
  CustomerId customer_id;
  std::string username, password_sealed = "-";
  std::optional<std::string> static_address{};
  std::optional<int> session_timeout_s{};
  Date starts_on = billing_day;
  std::optional<Date> ends_on{};
  Instant created_at{};
};
BOOST_DESCRIBE_STRUCT(ServiceRow, (),
                      (id, customer_id, username, password_sealed, static_address, session_timeout_s, starts_on,
                       ends_on, created_at))
struct ServicePlanRow {
  ServiceId service_id;
  Date from_date;
  PlanVersionId plan_version_id;
};
BOOST_DESCRIBE_STRUCT(ServicePlanRow, (), (service_id, from_date, plan_version_id))

// In slices, so that the memory of the run is the run's own.
void fill(db::Database &database, int customers) {
  const PlanVersionId version = database.write([&](db::Tx &tx) {
    if (!catalog::save_provider(tx, catalog::default_provider()))
      throw std::runtime_error("no provider");
    tx.exec("insert into dunning_policy (id, name, is_default, minimum_debt_minor, restriction)"
            " values (1, 'Standard', 1, 0, 'reject')");
    const auto tax =
        catalog::create_tax(tx, database, {"VAT", "VAT", Percent{190'000}, Date::of(2020, 1, 1)}, billing_day);
    return catalog::create_plan(
               tx, database, {.code = "fiber", .name = "Fiber 100", .price_minor = 2900, .tax_id = tax->id}, Instant{})
        ->version_id;
  });
  constexpr int slice_size = 10'000;
  for (int from = 0; from < customers; from += slice_size) {
    std::vector<CustomerRow> rows;
    std::vector<ServiceRow> services;
    std::vector<ServicePlanRow> plans;
    for (int n = from; n < std::min(customers, from + slice_size); ++n) {
      CustomerRow row;
      row.id = database.next<CustomerId>("customer");
      row.number = "C-" + std::to_string(row.id.value());
      row.name = row.search_text = "Customer " + std::to_string(n);
      ServiceRow service;
      service.id = database.next<ServiceId>("service");
      service.customer_id = row.id;
      service.username = "user" + std::to_string(n) + "@isp";
      plans.push_back({service.id, billing_day, version});
      rows.push_back(std::move(row));
      services.push_back(std::move(service));
    }
    database.write([&](db::Tx &tx) {
      tx.insert_many("customer", rows);
      tx.insert_many("service", services);
      tx.insert_many("service_plan", plans);
    });
  }
}

template <class F> std::int64_t microseconds(F &&work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
}

// What a run wrote.
struct Written {
  std::vector<billing::InvoiceInsert> invoices;
  std::vector<billing::InvoiceLineInsert> lines;
  std::vector<billing::InvoiceTaxInsert> taxes;
  std::vector<billing::ChargeRow> charges;
  std::vector<billing::OpenItemRow> items;
  std::vector<ledger::EntryRow> entries;
  std::vector<ledger::PostingRow> postings;
  std::vector<ledger::UnsealedRow> unsealed;
  std::vector<ledger::RevenueLineRow> schedules;
  std::vector<subscribers::TimelineEvent> events;
  std::vector<billing::BillingMark> marks;
};

template <class T> void read_all(db::Tx &tx, const std::string &table, const std::string &order, std::vector<T> &rows) {
  std::string columns;
  for (const std::string_view name : db::member_names<T>())
    columns += (columns.empty() ? "" : ", ") + std::string(name);
  rows = tx.all<T>("select " + columns + " from " + table + " order by " + order);
}

Written read_written(db::Database &database) {
  return database.read([](db::Tx &tx) {
    Written w;
    read_all(tx, "invoice", "id", w.invoices);
    read_all(tx, "invoice_line", "invoice_id, line", w.lines);
    read_all(tx, "invoice_tax", "invoice_id", w.taxes);
    read_all(tx, "charge", "id", w.charges);
    read_all(tx, "open_item", "invoice_id", w.items);
    read_all(tx, "journal_entry", "id", w.entries);
    read_all(tx, "posting", "entry_id, line", w.postings);
    read_all(tx, "journal_unsealed", "first_id", w.unsealed);
    read_all(tx, "revenue_line", "invoice_id, line", w.schedules);
    read_all(tx, "timeline", "id", w.events);
    read_all(tx, "billing_mark", "customer_id", w.marks);
    // The floor has no run to refer to.
    for (auto &invoice : w.invoices)
      invoice.run_id.reset();
    return w;
  });
}

// The n-th of `of` equal slices.
template <class T> std::span<const T> slice(const std::vector<T> &rows, std::size_t n, std::size_t of) {
  const std::size_t from = rows.size() * n / of, to = rows.size() * (n + 1) / of;
  return {rows.data() + from, to - from};
}

void insert_bare(db::Database &database, const Written &w, std::size_t transactions) {
  for (std::size_t n = 0; n < transactions; ++n) {
    database.write([&](db::Tx &tx) {
      tx.insert_many("invoice", slice(w.invoices, n, transactions));
      tx.insert_many("invoice_line", slice(w.lines, n, transactions));
      tx.insert_many("invoice_tax", slice(w.taxes, n, transactions));
      tx.insert_many("charge", slice(w.charges, n, transactions));
      tx.insert_many("open_item", slice(w.items, n, transactions));
      tx.insert_many("journal_entry", slice(w.entries, n, transactions));
      tx.insert_many("posting", slice(w.postings, n, transactions));
      tx.insert_many("journal_unsealed", slice(w.unsealed, n, transactions));
      tx.insert_many("revenue_line", slice(w.schedules, n, transactions));
      tx.insert_many("timeline", slice(w.events, n, transactions));
      tx.insert_many("billing_mark", slice(w.marks, n, transactions));
    });
  }
}

std::int64_t median(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// The process's memory from here on: what was freed goes back to the system, and its peak begins anew.
void forget_memory() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}
std::int64_t peak_memory_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:"))
      return std::stoll(line.substr(6));
  }
  throw std::runtime_error("the system does not tell the process's memory");
}

std::int64_t processor_us() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

struct Cost {
  int customers = 0;
  std::int64_t run_ns = 0; // of the run, for a subscriber
};

// The run of the billing day, by all nodes; answers its invoices.
std::int64_t run_on(const std::vector<db::Database *> &nodes, const Clock &clock, int per_transaction) {
  const auto run = nodes.front()->write(
      [&](db::Tx &tx) { return billing::create_run(tx, *nodes.front(), billing_day, "bench", clock.now()); });
  std::vector<std::thread> others;
  const auto carry = [&](db::Database &node) {
    billing::continue_run({.database = node, .clock = clock, .customers_per_transaction = per_transaction}, run->id);
  };
  for (std::size_t n = 1; n < nodes.size(); ++n)
    others.emplace_back([&, n] { carry(*nodes[n]); });
  carry(*nodes.front());
  for (std::thread &other : others)
    other.join();
  return nodes.front()->read([&](db::Tx &tx) { return billing::find_run(tx, run->id)->invoices; });
}

Cost bench(const Settings &settings, int customers) {
  std::vector<std::int64_t> run_us, cpu_us, floor_us, again_us, preview_us, verify_us, memory_kb;
  std::int64_t invoices = 0;
  for (int round = 0; round < settings.rounds; ++round) {
    Place place(settings, "run");
    fill(*place, customers);
    SimulatedClock clock(TimeZone::utc().instant(billing_day, 6 * 3600));
    const billing::Billing context{
        .database = *place, .clock = clock, .customers_per_transaction = settings.per_transaction};
    preview_us.push_back(microseconds(
        [&] { (*place).read([](db::Tx &tx) { return billing::preview_totals(tx, billing_day).invoices; }); }));
    std::vector<std::unique_ptr<db::Database>> others;
    std::vector<db::Database *> nodes{&*place};
    for (int n = 1; n < settings.nodes; ++n)
      nodes.push_back(others.emplace_back(place.another_node()).get());
    forget_memory();
    const std::int64_t cpu_before = processor_us();
    run_us.push_back(microseconds([&] { invoices = run_on(nodes, clock, settings.per_transaction); }));
    cpu_us.push_back(processor_us() - cpu_before);
    memory_kb.push_back(peak_memory_kb());
    if (invoices != customers)
      throw std::runtime_error("the run did not bill everybody");
    again_us.push_back(microseconds([&] { billing::run_due_billing(context, billing_day); }));
    verify_us.push_back(microseconds([&] {
      const auto problems = (*place).read([](db::Tx &tx) { return billing::verify_billing(tx); });
      if (!problems.empty())
        throw std::runtime_error("the books do not fit: " + problems[0].rule + " " + problems[0].detail);
    }));
    const Written written = read_written(*place);
    Place bare(settings, "floor");
    fill(*bare, customers);
    const auto transactions =
        static_cast<std::size_t>((customers + settings.per_transaction - 1) / settings.per_transaction);
    floor_us.push_back(microseconds([&] { insert_bare(*bare, written, transactions); }));
  }
  const std::int64_t run = median(run_us), floor = median(floor_us);
  const auto per_second = [&](std::int64_t us) { return invoices * 1'000'000 / us; };
  const auto each_us = [&](std::int64_t us) { return fmt::format("{}.{}", us / customers, us * 10 / customers % 10); };
  std::cout << fmt::format("{} invoices on {}, {} customers a transaction, {} node{}, median of {}\n", invoices,
                           settings.database.empty() ? "SQLite" : "PostgreSQL", settings.per_transaction,
                           settings.nodes, settings.nodes == 1 ? "" : "s", settings.rounds)
            << fmt::format("  billing run       {:7} invoices/s   {} ms\n", per_second(run), run / 1000)
            << fmt::format("  bare bulk insert  {:7} invoices/s   {} ms\n", per_second(floor), floor / 1000)
            << fmt::format("  ratio             {}.{:02} x the floor's time\n", run / floor, run * 100 / floor % 100)
            << fmt::format("  a subscriber      {} us, {} us of Demarc's processor; peak memory of the run {} MB\n",
                           each_us(run), each_us(median(cpu_us)), median(memory_kb) / 1000)
            << fmt::format("  preview {} ms, second run {} ms, verify {} ms\n", median(preview_us) / 1000,
                           median(again_us) / 1000, median(verify_us) / 1000)
            << std::flush;
  return {customers, run * 1000 / customers};
}

} // namespace

int main(int count, char **arguments) {
  Settings settings;
  for (int n = 1; n + 1 < count; n += 2) {
    const std::string_view option = arguments[n];
    const std::string value = arguments[n + 1];
    if (option == "--customers") {
      settings.customers.clear();
      std::istringstream numbers(value);
      for (std::string number; std::getline(numbers, number, ',');)
        settings.customers.push_back(std::stoi(number));
    } else if (option == "--rounds")
      settings.rounds = std::stoi(value);
    else if (option == "--per-transaction")
      settings.per_transaction = std::stoi(value);
    else if (option == "--nodes")
      settings.nodes = std::stoi(value);
    else if (option == "--database")
      settings.database = value;
    else
      return std::cerr << "unknown option " << option << "\n", 2;
  }
  std::optional<Cost> first;
  for (const int customers : settings.customers) {
    const Cost cost = bench(settings, customers);
    if (!first)
      first = cost;
    else
      std::cout << fmt::format("  a subscriber of {} costs {} % of one of {}\n", cost.customers,
                               cost.run_ns * 100 / first->run_ns, first->customers);
  }
  return 0;
}
