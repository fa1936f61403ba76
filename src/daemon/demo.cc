#include "daemon/demo.h"

#include "base/address.h"
#include "catalog/plan.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "daemon/demo_people.h"
#include "daemon/demo_store.h"
#include "daemon/installation_store.h"
#include "daemon/wiring.h"
#include "documents/print_document.h"
#include "network/access_server.h"
#include "network/accounting.h"
#include "network/pool.h"
#include "network/services.h"
#include "payments/take_payment.h"
#include "platform/db/copy.h"
#include "platform/db/migrate.h"
#include "portal/subscriber_sign_in.h"
#include "subscribers/customer_store.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>

namespace demarc::daemon {

namespace {

// Addresses for up to half a million customers. The fixed ones are of the range for trials (RFC 2544), the others of
// the one for carriers' inside (RFC 6598).
std::string fixed_address(std::int64_t n) {
  return fmt::format("198.{}.{}.{}", 18 + n / 51'200 % 2, n / 200 % 256, n % 200 + 20);
}
std::string pool_address(std::int64_t n) {
  return fmt::format("100.{}.{}.{}", 64 + n / 61'440 % 32, n / 240 % 256, n % 240 + 10);
}

// IPv6, out of the prefix for documentation (RFC 3849): lines below, networks above.
constexpr std::string_view lines_prefix = "2001:db8::/40", networks_prefix = "2001:db8:8000::/33";
std::string prefix_of(std::string_view whole, int length, std::int64_t n) {
  return AddressBlock::ipv6(parse_ipv6_prefix(whole).value(), length).value().text(n);
}

constexpr std::string_view actor = "Demo";

struct Offer {
  PlanId plan;
  int down_kbit, up_kbit;
  bool business;
};

// A service as its owner lives with it: which plan, and the session it is on.
struct Line {
  CustomerId customer;
  ServiceId service;
  std::string username;
  AccessServerId access_server;
  std::string mac;
  std::string address;
  std::string prefix, delegated_prefix; // IPv6
  std::size_t offer = 0;
  Habit habit = Habit::prompt;
  std::int64_t appetite_mb = 0; // a usual day's download
  int session_number = 0;
  Instant session_started;
  std::uint64_t octets_in = 0, octets_out = 0;
  bool online = false;
  bool ended = false;
};

template <class T> T must(Outcome<T> outcome) {
  if (!outcome)
    throw std::runtime_error(
        fmt::format("the demo provider was refused: {} ({})", outcome.error().detail, outcome.error().code));
  return std::move(outcome).value();
}

class Demo {
public:
  Demo(Installation &installation, const DemoSettings &settings)
      : installation_(installation), settings_(settings), database_(installation.database()), random_(settings.seed) {}

  DemoResult run() {
    set_up();
    const Date today = zone_->date(settings_.until);
    const Date first = today.plus_months_clamped(-settings_.months);
    SimulatedClock clock(zone_->instant(first, 7 * 3600));
    const auto runner = jobs::Runner::make(database_, clock, {.node = "demo"});
    const ProviderWatch provider(database_);
    schedule_jobs(*runner, database_, clock, provider);
    accept_everything(*runner, database_, clock);
    const int days = days_between(first, today);
    for (int day = 0; day < days; ++day) {
      const Date date = first.plus_days(day);
      // Billing and dunning at their hours of the morning, then people live.
      runner->advance(clock, zone_->instant(date, 12 * 3600));
      live(date, day, days, clock.now());
      runner->drain();
      if (settings_.progress && day % 15 == 0)
        settings_.progress(day * 100 / days, to_string(date));
    }
    // The last morning, and the present moment's traffic, so that the online list is true when the console opens.
    runner->advance(clock, settings_.until);
    account(today, clock.now(), true);
    runner->drain();
    give_portal_passwords();
    database_.write([&](db::Tx &tx) { save_installation(tx, {std::nullopt, true, settings_.until}); });
    return result_;
  }

private:
  // One who pays at once, one who pays late, one who does not.
  void give_portal_passwords() {
    for (const Habit habit : {Habit::prompt, Habit::late, Habit::never}) {
      const auto line =
          std::find_if(lines_.begin(), lines_.end(), [&](const Line &l) { return l.habit == habit && !l.ended; });
      if (line != lines_.end())
        database_.write([&](db::Tx &tx) {
          must(portal::store_password(tx, database_, line->customer, Secret(std::string(demo_portal_password)),
                                      settings_.until, std::string(actor)));
        });
    }
  }

  void set_up() {
    const Instant begin = settings_.until.plus_seconds(-static_cast<std::int64_t>(settings_.months) * 31 * 86'400);
    database_.write([&](db::Tx &tx) {
      catalog::Provider provider = catalog::find_provider(tx);
      provider.name = "Nordlicht Breitband";
      provider.legal_name = "Nordlicht Breitband GmbH";
      provider.street = "Hafenstraße 1";
      provider.city = "Nordhafen";
      provider.postal_code = "25001";
      provider.country = "DE";
      provider.vat_number = "DE123456789";
      provider.time_zone = "Europe/Berlin";
      provider.locale = "en";
      must(catalog::save_provider(tx, provider));
      zone_ = catalog::zone_of(provider);
      must(documents::save_design(tx,
                                  {.layout = std::string(documents::standard_layout()),
                                   .iban = "DE02120300000000202051",
                                   .bic = "BYLADEM1001",
                                   .bank_name = "Nordbank",
                                   .pay_link = "https://pay.example.net/{number}",
                                   .registration = "Amtsgericht Flensburg HRB 12345",
                                   .email = "billing@example.net",
                                   .phone = "+49 461 123456",
                                   .website = "www.example.net"},
                                  begin, std::string(actor)));
      const auto taxes = catalog::list_taxes(tx, zone_->date(begin));
      const TaxId vat = taxes.front().id;
      const auto offer = [&](std::string code, std::string name, std::string description, std::int64_t price_minor,
                             int down, int up, bool business) {
        const auto plan = must(catalog::create_plan(tx, database_,
                                                    {.code = std::move(code),
                                                     .name = std::move(name),
                                                     .description = std::move(description),
                                                     .price_minor = price_minor,
                                                     .tax_id = vat,
                                                     .down_kbit = down,
                                                     .up_kbit = up,
                                                     .offered_in_portal = true},
                                                    begin));
        offers_.push_back({plan.id, down, up, business});
      };
      offer("air-30", "Air 30", "Fixed wireless for the villages", 2100, 30'000, 6'000, false);
      offer("fiber-100", "Fiber 100", "Fibre for a household", 2900, 100'000, 50'000, false);
      offer("fiber-250", "Fiber 250", "Fibre for a family", 3700, 250'000, 100'000, false);
      offer("fiber-500", "Fiber 500", "Fibre for many at once", 4700, 500'000, 250'000, false);
      offer("fiber-1000", "Fiber 1000", "Everything the glass gives", 6400, 1'000'000, 500'000, false);
      offer("business-250", "Business 250", "Symmetric, fixed address", 7900, 250'000, 250'000, true);
      offer("business-1000", "Business 1000", "Symmetric, fixed address", 14'900, 1'000'000, 1'000'000, true);
      const auto pool = [&](std::string name, network::PoolPurpose purpose, std::string from, std::string to) {
        return must(network::create_pool(tx, database_, {std::move(name), purpose, std::move(from), std::move(to)})).id;
      };
      const PoolId service_pool = pool("Customers", network::PoolPurpose::service, "100.64.0.10", "100.95.255.250");
      const PoolId garden_pool = pool("Walled garden", network::PoolPurpose::garden, "100.127.0.10", "100.127.15.250");
      const auto prefixes = [&](std::string name, network::PoolFamily family, std::string_view whole) {
        return must(network::create_pool(tx, database_,
                                         {.name = std::move(name), .family = family, .prefix = std::string(whole)}))
            .id;
      };
      const PoolId lines_pool = prefixes("Lines, IPv6", network::PoolFamily::ipv6_prefix, lines_prefix);
      const PoolId networks_pool =
          prefixes("Home networks, IPv6", network::PoolFamily::ipv6_delegated, networks_prefix);
      // So that radtest works on the machine itself.
      must(network::create_access_server(tx, database_, installation_.sealer(),
                                         {.name = "this-machine",
                                          .address = "127.0.0.1",
                                          .profile = "mikrotik",
                                          .pool_id = service_pool,
                                          .garden_pool_id = garden_pool,
                                          .prefix_pool_id = lines_pool,
                                          .delegated_pool_id = networks_pool},
                                         begin));
      for (int town = 0; town < town_count; ++town) {
        const auto server = must(network::create_access_server(tx, database_, installation_.sealer(),
                                                               {.name = fmt::format("bng-{}", town + 1),
                                                                .address = fmt::format("10.0.{}.1", town + 1),
                                                                .profile = "mikrotik",
                                                                .interim_interval_s = 300,
                                                                .pool_id = service_pool,
                                                                .garden_pool_id = garden_pool,
                                                                .prefix_pool_id = lines_pool,
                                                                .delegated_pool_id = networks_pool},
                                                               begin));
        access_servers_.push_back(server.access_server.id);
      }
    });
  }

  void live(Date date, int day, int days, Instant now) {
    // Joining is steady, with a wave each September; over all days it comes to the number that was asked for.
    const std::int64_t due = static_cast<std::int64_t>(settings_.customers) * (day + 1) / days;
    if (joined_ < due)
      database_.write([&](db::Tx &tx) {
        while (joined_ < due)
          join(tx, date, now);
      });
    change_things(date, now);
    pay(date, now);
    // Traffic of the last two months is daily; before that every third day is enough for a graph.
    account(date, now, days - day < 62 || day % 3 == 0);
  }

  void join(db::Tx &tx, Date date, Instant now) {
    Person person = draw_person(random_, static_cast<int>(++joined_));
    if (person.customer.kind == subscribers::CustomerKind::business)
      person.customer.billing_day = 1;
    const auto customer = must(subscribers::create_customer(tx, database_, person.customer, now, std::string(actor)));
    ++result_.customers;
    Line line;
    line.customer = customer.id;
    line.habit = person.habit;
    line.username = person.username;
    line.access_server = access_servers_[static_cast<std::size_t>(person.town)];
    const bool business = customer.kind == subscribers::CustomerKind::business;
    const std::int64_t taste = random_.below(100);
    line.offer = business ? (taste < 70 ? 5U : 6U)
                          : (person.town != 0 && taste < 45 ? 0U
                             : taste < 60                   ? 1U
                             : taste < 85                   ? 2U
                             : taste < 96                   ? 3U
                                                            : 4U);
    const auto sold =
        must(network::add_service(tx, database_, installation_.sealer(), customer.id,
                                  {.plan_id = offers_[line.offer].plan,
                                   .username = line.username,
                                   .password = fmt::format("demo-{:06}", random_.below(1'000'000)),
                                   .static_address = business ? std::optional(fixed_address(joined_)) : std::nullopt,
                                   .starts_on = date},
                                  {now, date, std::string(actor)}));
    line.service = sold.service.id;
    line.mac = fmt::format("02:00:{:02X}:{:02X}:{:02X}:{:02X}", random_.below(256), random_.below(256),
                           random_.below(256), random_.below(256));
    line.address = business ? *sold.service.static_address : pool_address(joined_);
    line.prefix = prefix_of(lines_prefix, 64, joined_);
    line.delegated_prefix = prefix_of(networks_prefix, 56, joined_);
    line.appetite_mb = business ? random_.between(2'000, 30'000) : random_.between(500, 18'000);
    ++result_.services;
    line_of_customer_[customer.id.value()] = lines_.size();
    lines_.push_back(std::move(line));
  }

  // Some upgrade, some leave: about one in 90 and one in 60 a month.
  void change_things(Date date, Instant now) {
    database_.write([&](db::Tx &tx) {
      for (Line &line : lines_) {
        if (line.ended)
          continue;
        const std::int64_t draw = random_.below(100'000);
        if (draw < 37 && line.offer + 1 < 5) {
          ++line.offer;
          (void)network::change_service_plan(tx, database_, line.service,
                                             {.plan_id = offers_[line.offer].plan, .on = date},
                                             {now, date, std::string(actor)});
        } else if (draw >= 99'945 || (line.habit == Habit::never && draw >= 99'000)) {
          (void)network::end_service(tx, database_, line.service, {date.plus_days(1)}, {now, date, std::string(actor)});
          line.ended = true;
        }
      }
    });
  }

  void pay(Date date, Instant now) {
    // Invoices of this morning: when their owners will pay is drawn now and kept.
    database_.read([&](db::Tx &tx) {
      for (const IssuedInvoice &invoice : invoices_issued_on(tx, date)) {
        ++result_.invoices;
        const auto at = line_of_customer_.find(invoice.customer_id.value());
        if (at == line_of_customer_.end())
          continue;
        const int after = pays_after_days(lines_[at->second].habit);
        if (after >= 0)
          due_[date.plus_days(after).days()].emplace_back(invoice.customer_id, invoice.gross_minor);
      }
    });
    const auto due = due_.find(date.days());
    if (due == due_.end())
      return;
    database_.write([&](db::Tx &tx) {
      for (const auto &[customer, gross_minor] : due->second) {
        const std::int64_t open_minor = subscribers::owed_by(tx, customer, date).open_minor;
        if (open_minor == 0)
          continue;
        // Now and then somebody rounds up to the next ten: the surplus pays the next invoice.
        const std::int64_t amount = random_.chance(15) ? (open_minor + 999) / 1000 * 1000
                                                       : std::min(open_minor, std::max(gross_minor, open_minor));
        must(payments::take_payment(tx, database_,
                                    {.customer_id = customer,
                                     .amount_minor = amount,
                                     .method = random_.chance(880) ? payments::Method::bank : payments::Method::cash,
                                     .received_on = date,
                                     .reference = fmt::format("Transfer {}", 100'000 + result_.payments)},
                                    now, std::string(actor)));
        ++result_.payments;
      }
    });
    due_.erase(due);
  }

  int pays_after_days(Habit habit) {
    switch (habit) {
    case Habit::prompt: return static_cast<int>(random_.between(1, 8));
    case Habit::on_time: return static_cast<int>(random_.between(8, 14));
    case Habit::late: return static_cast<int>(random_.between(15, 23));
    case Habit::very_late: return static_cast<int>(random_.between(24, 50));
    case Habit::never: return random_.chance(300) ? static_cast<int>(random_.between(20, 60)) : -1;
    }
    return -1;
  }

  // A day's traffic of everybody, as their access servers would report it.
  void account(Date date, Instant now, bool report) {
    if (!report)
      return;
    const std::int64_t days = last_report_ ? std::max(1, days_between(*last_report_, date)) : 1;
    last_report_ = date;
    std::vector<network::AccountingRecord> records;
    for (Line &line : lines_) {
      const auto say = [&](network::AccountingKind kind, std::optional<std::string> cause) {
        network::AccountingRecord r;
        r.kind = kind;
        r.access_server_id = line.access_server;
        r.acct_session_id = fmt::format("{:08x}-{}", line.service.value(), line.session_number);
        r.username = line.username;
        r.service_id = line.service;
        r.customer_id = line.customer;
        r.event_at = now;
        r.octets_in = line.octets_in;
        r.octets_out = line.octets_out;
        r.session_time_s = now.seconds() - line.session_started.seconds();
        r.framed_address = line.address;
        r.framed_prefix = line.prefix;
        r.delegated_prefix = line.delegated_prefix;
        r.calling_station_id = line.mac;
        r.nas_port_id = fmt::format("eth1.{}", 100 + line.service.value() % 800);
        r.terminate_cause = std::move(cause);
        records.push_back(std::move(r));
      };
      if (line.online) {
        const bool weekend = date.weekday() >= 6;
        const std::int64_t mb = days * line.appetite_mb * random_.between(weekend ? 70 : 40, weekend ? 190 : 140) / 100;
        line.octets_out += static_cast<std::uint64_t>(mb) * 1'000'000;
        line.octets_in +=
            static_cast<std::uint64_t>(mb) * 1'000'000 / static_cast<std::uint64_t>(random_.between(6, 14));
        if (line.ended || random_.chance(25)) {
          say(network::AccountingKind::stop, line.ended            ? "Admin-Reset"
                                             : random_.chance(700) ? "Lost-Carrier"
                                                                   : "User-Request");
          line.online = false;
        } else {
          say(network::AccountingKind::interim, std::nullopt);
        }
      }
      // Somebody who dropped is back with a new session at once; one who left is not.
      if (!line.online && !line.ended) {
        ++line.session_number;
        line.session_started = now;
        line.octets_in = line.octets_out = 0;
        line.online = true;
        say(network::AccountingKind::start, std::nullopt);
      }
    }
    result_.accounting_records += static_cast<std::int64_t>(records.size());
    database_.write([&](db::Tx &tx) { network::record_accounting(tx, database_, *zone_, records, now); });
  }

  Installation &installation_;
  const DemoSettings &settings_;
  db::Database &database_;
  SeededRandom random_;
  std::optional<TimeZone> zone_;
  std::vector<Offer> offers_;
  std::vector<AccessServerId> access_servers_;
  std::vector<Line> lines_;
  std::map<std::int64_t, std::size_t> line_of_customer_;
  std::map<std::int32_t, std::vector<std::pair<CustomerId, std::int64_t>>> due_;
  std::int64_t joined_ = 0;
  std::optional<Date> last_report_;
  DemoResult result_;
};

// The file is gone at the end, however that comes.
struct ScratchFile {
  explicit ScratchFile(std::string path_) : path(std::move(path_)) { remove(); }
  ~ScratchFile() { remove(); }
  ScratchFile(const ScratchFile &) = delete;
  ScratchFile &operator=(const ScratchFile &) = delete;
  void remove() const {
    for (const char *part : {"", "-wal", "-shm"}) {
      std::error_code ignored;
      std::filesystem::remove(path + part, ignored);
    }
  }
  std::string path;
};

Outcome<Done> refuse_used(db::Tx &tx) {
  if (has_history(tx))
    return refuse(Refusal::Kind::conflict, "not_empty",
                  "The database is in use; the demo provider is only loaded into an empty one (`./run --fresh`).");
  return Done{};
}

DemoResult load_in_a_file(Installation &installation, const DemoSettings &settings) {
  const ScratchFile file(std::filesystem::absolute(installation.data_file("demo-load.db")));
  Installation desk(installation.config().beside("sqlite:" + file.path), false);
  must(db::migrate(desk.database(), settings.until));
  must(db::copy_all(installation.database(), desk.database(), {}));
  const DemoResult result = Demo(desk, settings).run();
  if (settings.progress)
    settings.progress(100, "copying to PostgreSQL");
  must(db::copy_all(desk.database(), installation.database(), refuse_used));
  return result;
}

} // namespace

Outcome<DemoResult> load_demo(Installation &installation, const DemoSettings &settings) {
  if (settings.customers < 1 || settings.customers > 1'000'000 || settings.months < 1 || settings.months > 240)
    return refuse("demo_out_of_range", "A demo provider has 1 to 1000000 customers and 1 to 240 months of history.");
  if (auto unused = installation.database().read(refuse_used); !unused)
    return tl::make_unexpected(unused.error());
  if (installation.database().engine() == db::Engine::postgres)
    return load_in_a_file(installation, settings);
  return Demo(installation, settings).run();
}

} // namespace demarc::daemon
