// Prepaid services as they live: days bought are days on, the balance never falls below zero, whatever happens when.
#include "base/random.h"
#include "billing/compare_bills.h"
#include "billing/renew_prepaid.h"
#include "billing/settlement_store.h"
#include "catalog/tax_preset.h"
#include "catalog/tax_settings.h"
#include "dunning/policy.h"
#include "network/services.h"
#include "payments/take_payment.h"
#include "subscribers/prepaid_store.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"
#include "tests/prepaid/model.h"

#include <csignal>
#include <fmt/format.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace demarc::testing {
namespace {

struct Killed {};

class Prepaid : public Contract {
protected:
  void SetUp() override { office.go_to(Date::of(2026, 1, 1)); }

  [[nodiscard]] Date today() const { return office.today(); }
  [[nodiscard]] subscribers::Act act() { return {office.clock().now(), today(), "test"}; }
  PlanId plan(const std::string &code, std::int64_t price, int days, bool forfeits = false) {
    return office.plan({.code = code,
                        .name = code,
                        .price_minor = price,
                        .interval_days = days,
                        .is_prepaid = true,
                        .forfeits_unused = forfeits});
  }
  ServiceId sell(CustomerId customer, const std::string &name, PlanId plan) {
    return database->write([&](db::Tx &tx) {
      const auto sold = network::add_service(tx, *database, sealer, customer,
                                             {.plan_id = plan, .username = name, .password = "password"}, act());
      EXPECT_TRUE(sold) << (sold ? "" : sold.error().detail);
      return sold->service.id;
    });
  }
  void pay(CustomerId customer, std::int64_t minor) {
    database->write([&](db::Tx &tx) {
      const auto paid = payments::take_payment(tx, *database, {.customer_id = customer, .amount_minor = minor},
                                               office.clock().now(), "test");
      EXPECT_TRUE(paid) << (paid ? "" : paid.error().detail);
    });
  }
  std::int64_t balance(CustomerId customer) {
    return database->read([&](db::Tx &tx) {
      const auto balance = billing::account_balance(tx, customer, today());
      return balance.credit_minor - balance.open_minor;
    });
  }
  network::Access access(ServiceId service) {
    return database->read([&](db::Tx &tx) { return network::explain_access(tx, service); });
  }
  void night() { network::renew_all_prepaid(*database, office.clock().now(), today()); }
  std::string told(const std::vector<ServiceId> &services, const ModelCustomer &model) {
    std::string text;
    for (std::size_t i = 0; i < services.size(); ++i) {
      const ModelService &m = model.services[i];
      text += fmt::format("\nservice {}: {} of {} days, renews {}, paused {}, held {}, ended {}, {} to {}", i, m.price,
                          m.length, m.renews, m.paused, m.held, m.ended, m.from ? to_string(*m.from) : "",
                          m.until ? to_string(*m.until) : "");
      for (const subscribers::Purchase &bought :
           database->read([&](db::Tx &tx) { return subscribers::purchases_of(tx, services[i]); }))
        text += fmt::format("\n  {} {} {} {}", to_string(bought.from_date), to_string(bought.used_until),
                            to_string(bought.owed_until), to_string(bought.full_until));
    }
    return text;
  }
  std::int64_t days_used(ServiceId service) {
    return database->read([&](db::Tx &tx) {
      std::int64_t days = 0;
      for (const subscribers::Purchase &bought : subscribers::purchases_of(tx, service)) {
        if (bought.item_id == billing::plan_item && bought.from_date <= today())
          days += Period{bought.from_date, std::min(bought.used_until, today().plus_days(1))}.days();
      }
      return days;
    });
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  crypto::Sealer sealer = crypto::Sealer::from_key(std::string(32, 'k'));
};

// Random lives: payments, pauses, holds, renewal off and on, ends taken back, a server that stands still for up to 40
// days, transactions that die. After each day money and days are the model's.
TEST_P(Prepaid, lives_as_a_simple_model_does) {
  // LIVES=1000 for a long look.
  const char *asked = std::getenv("LIVES");
  const int lives = asked != nullptr ? std::atoi(asked) : on_sqlite() ? 25 : 6;
  for (int seed = 1; seed <= lives; ++seed) {
    SeededRandom random(static_cast<std::uint64_t>(seed));
    const std::string name = fmt::format("life{}", seed);
    const CustomerId customer = office.customer(name);
    ModelCustomer model;
    std::vector<ServiceId> services;
    const auto count = random.between(1, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      ModelService service;
      service.length = static_cast<int>(random.between(1, 31));
      service.price = service.length * 2 + random.below(5000);
      service.forfeits = random.chance(300);
      const std::string code = fmt::format("{}-{}", name, i);
      services.push_back(sell(customer, code, plan(code, service.price, service.length, service.forfeits)));
      model.services.push_back(service);
      model.settle(today());
    }
    std::string story;
    for (int day = 0; day < 120; ++day) {
      const auto on = [&](std::size_t i, auto &&operation) {
        database->write([&](db::Tx &tx) {
          const auto done = operation(tx, services[i]);
          EXPECT_TRUE(done) << name << story << (done ? "" : done.error().detail);
        });
      };
      const auto events = random.chance(350) ? random.between(1, 3) : 0;
      for (std::int64_t event = 0; event < events; ++event) {
        const auto i = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(services.size())));
        ModelService &service = model.services[i];
        const auto what = random.below(12);
        story += fmt::format("\n{} {} {}", to_string(today()), what, i);
        if (what < 6) {
          const std::int64_t amount = random.between(1, 6000);
          pay(customer, amount);
          model.balance += amount;
        } else if (what == 6 && !service.ended) {
          on(i, [&](db::Tx &tx, ServiceId id) {
            return service.paused ? network::resume_service(tx, *database, id, today(), act())
                                  : network::pause_service(tx, *database, id, {today(), std::nullopt, ""}, act());
          });
          service.paused = !service.paused;
        } else if (what == 7 || what == 8) {
          on(i, [&](db::Tx &tx, ServiceId id) {
            return service.held ? network::release_service(tx, *database, id, act())
                                : network::hold_service(tx, *database, id, "", act());
          });
          service.held = !service.held;
        } else if (what == 9) {
          service.renews = !service.renews;
          on(i, [&](db::Tx &tx, ServiceId id) {
            return network::set_auto_renew(tx, *database, id, service.renews, act());
          });
        } else if (what == 10 && !service.paused) {
          // Not on the first day: that undoes the sale.
          if (!service.ended && day == 0)
            continue;
          on(i, [&](db::Tx &tx, ServiceId id) {
            return service.ended ? network::keep_service(tx, *database, id, act())
                                 : network::end_service(tx, *database, id, {today()}, act());
          });
          service.ended = !service.ended;
        } else if (what == 11) {
          try { // dies before it commits: nothing has happened
            database->write([&](db::Tx &tx) {
              (void)payments::take_payment(tx, *database, {.customer_id = customer, .amount_minor = 100'000},
                                           office.clock().now(), "test");
              throw Killed{};
            });
          } catch (const Killed &) {
          }
        }
        model.settle(today());
      }
      ASSERT_EQ(balance(customer), model.balance)
          << name << " on " << to_string(today()) << story << told(services, model);
      ASSERT_GE(model.balance, 0);
      for (std::size_t i = 0; i < services.size(); ++i) {
        const auto decided = access(services[i]);
        ASSERT_EQ(decided.verdict == network::Verdict::allow, model.services[i].is_on(today()))
            << name << " service " << i << " on " << to_string(today()) << ": " << decided.reasons.front().text
            << story;
      }
      // Mostly the next day; now and then the server stood still.
      const auto gap = random.chance(30) ? random.between(2, 40) : 1;
      for (std::int64_t passed = 0; passed < gap; ++passed) {
        for (ModelService &service : model.services)
          service.days_on += service.is_paid(office.today()) ? 1 : 0;
        office.go_to(today().plus_days(1));
        model.settle(today());
      }
      story += gap > 1 ? fmt::format("\n{} after a gap", to_string(today())) : "";
      if (random.chance(300)) { // money that comes in before the night's job has run
        const std::int64_t amount = random.between(1, 6000);
        story += fmt::format("\n{} {} before the night", to_string(today()), amount);
        pay(customer, amount);
        model.balance += amount;
        model.settle(today());
      }
      night();
    }
    for (std::size_t i = 0; i < services.size(); ++i) {
      model.services[i].days_on += model.services[i].is_paid(today()) ? 1 : 0;
      EXPECT_EQ(days_used(services[i]), model.services[i].days_on) << name << " service " << i << story;
    }
    // Over, so that its nights are not lived any more.
    for (const ServiceId service : services)
      database->write([&](db::Tx &tx) { (void)network::end_service(tx, *database, service, {today()}, act()); });
    if (HasFailure())
      return;
  }
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  // A billing run finds nothing to do about any of it.
  EXPECT_EQ(office.run().invoices, 0);
}

TEST_P(Prepaid, conserves_the_balance_when_a_hundred_buy_and_pay_at_once) {
  const CustomerId customer = office.customer("Ann");
  const ServiceId service = sell(customer, "ann", plan("days", 1000, 10));
  std::vector<std::thread> threads;
  std::atomic<int> bought = 0, refused = 0;
  for (int t = 0; t < 10; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        if ((t + i) % 2 == 0) {
          pay(customer, 700);
          continue;
        }
        try {
          database->write([&](db::Tx &tx) {
            if (!network::buy_period(tx, *database, service, act()))
              throw Killed{};
          });
          ++bought;
        } catch (const Killed &) {
          ++refused;
        }
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  const auto purchases = database->read([&](db::Tx &tx) { return subscribers::purchases_of(tx, service); });
  const std::int64_t paid = 50 * 700;
  EXPECT_EQ(balance(customer), paid - 1000 * static_cast<std::int64_t>(purchases.size()));
  EXPECT_GE(balance(customer), 0);
  EXPECT_GE(bought, 1);
  EXPECT_LE(static_cast<std::size_t>(bought), purchases.size());
  for (std::size_t i = 1; i < purchases.size(); ++i)
    EXPECT_EQ(purchases[i].from_date, purchases[i - 1].used_until) << "one after the other";
  EXPECT_EQ(office.problems(), std::vector<std::string>());
  database->read([&](db::Tx &tx) {
    const Currency eur = Currency::of("EUR");
    EXPECT_EQ(-ledger::balance_of(tx, ledger::account::customer_credit, eur, customer).minor_units(),
              billing::prepaid_balance(tx, customer, eur).minor_units());
    EXPECT_EQ(ledger::balance_of(tx, ledger::account::receivables, eur, customer).minor_units(), 0);
  });
}

TEST_P(Prepaid, is_bought_once_by_nights_at_once) {
  std::vector<CustomerId> customers;
  const PlanId days = plan("days", 1000, 10);
  for (int i = 0; i < 20; ++i) {
    customers.push_back(office.customer("c" + std::to_string(i)));
    pay(customers.back(), 5000);
    sell(customers.back(), "s" + std::to_string(i), days);
  }
  office.go_to(Date::of(2026, 1, 31)); // three periods to be made up for
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { night(); });
  for (std::thread &thread : threads)
    thread.join();
  for (const CustomerId customer : customers)
    EXPECT_EQ(balance(customer), 1000);
  EXPECT_EQ(office.count("select count(*) from service_purchase"), 80);
  EXPECT_EQ(office.count("select count(*) from invoice where issued_on in ('2026-01-11', '2026-01-21', '2026-01-31')"),
            60);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

// Killed at random instants and started again: each period is paid, or it is not bought (never bought and not paid, nor
// paid and not bought), and in the end each is bought once, on its own date.
TEST_P(Prepaid, is_paid_or_not_renewed_at_every_kill) {
  constexpr int customers = 40;
  const PlanId days = plan("days", 1000, 10);
  for (int i = 0; i < customers; ++i) {
    const CustomerId customer = office.customer("c" + std::to_string(i));
    pay(customer, 3500);
    sell(customer, "s" + std::to_string(i), days);
  }
  office.go_to(
      Date::of(2026, 2, 10)); // two more periods from the balance, then it does not cover: 80 purchases, 40 stops
  const auto bought = [&] { return office.count("select count(*) from service_purchase"); };
  const auto consistent = [&] {
    EXPECT_EQ(office.problems(), std::vector<std::string>());
    EXPECT_EQ(bought(), office.count("select count(*) from invoice"));
    EXPECT_EQ(office.count("select cast(coalesce(sum(remaining_minor), 0) as bigint) from credit"),
              customers * 3500 - 1000 * bought());
    EXPECT_EQ(office.count("select cast(coalesce(sum(open_minor), 0) as bigint) from open_item"), 0);
  };
  SeededRandom random(7);
  int killed = 0;
  bool ended = false;
  while (!ended && killed < 300) {
    const std::int64_t target = bought() + random.between(0, 9);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      execl(NIGHT_CHILD, NIGHT_CHILD, place.url().c_str(), "2026-02-10", nullptr);
      _exit(127);
    }
    int status = 0;
    for (int wait = 0; wait < 20'000 && !ended; ++wait) {
      if (waitpid(child, &status, WNOHANG) == child) {
        ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the night ended with status " << status;
        ended = true;
      } else if (bought() >= target) {
        break;
      } else {
        usleep(500);
      }
    }
    if (ended)
      break;
    usleep(static_cast<useconds_t>(random.below(4'000)));
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    ++killed;
    if (killed % 4 == 0)
      consistent();
  }
  ASSERT_TRUE(ended);
  EXPECT_GE(killed, 5);
  EXPECT_EQ(bought(), 3 * customers);
  EXPECT_EQ(
      office.count("select count(*) from service_prepaid where stopped_on = '2026-01-31' and stop_reason = 'balance'"),
      customers);
  for (const std::string_view day : {"2026-01-01", "2026-01-11", "2026-01-21"})
    EXPECT_EQ(office.count(fmt::format("select count(*) from invoice where issued_on = '{}'", day)), customers) << day;
  consistent();
}

TEST_P(Prepaid, resumes_on_the_day_of_the_money_and_never_buys_days_that_were_off) {
  const CustomerId customer = office.customer("Ann");
  pay(customer, 1500);
  const ServiceId service = sell(customer, "ann", plan("days", 1000, 10));
  office.go_to(Date::of(2026, 2, 10)); // nobody was there: no night since
  pay(customer, 600);                  // 21 Jan could not be paid from 500; the money buys from today
  const auto purchases = database->read([&](db::Tx &tx) { return subscribers::purchases_of(tx, service); });
  ASSERT_EQ(purchases.size(), 2U);
  EXPECT_EQ(purchases[1].from_date, Date::of(2026, 2, 10));
  EXPECT_EQ(balance(customer), 100);
  EXPECT_EQ(access(service).verdict, network::Verdict::allow);
  EXPECT_EQ(access(service).reasons.front().text, "paid in advance until 2026-02-20");
  office.go_to(Date::of(2026, 2, 20));
  night();
  EXPECT_EQ(access(service).reasons.front().text,
            "stopped because the prepaid period ended on 2026-02-19 and the balance "
            "of 1.00 EUR does not cover 10.00 EUR");
}

// Stop rules compare runs with what runs billed: a month of purchases, and a service that is off, hold nothing.
TEST_P(Prepaid, counts_on_neither_side_of_a_run_that_is_looked_at) {
  const PlanId days = plan("days", 1000, 10);
  const CustomerId paid = office.customer("Ann"), stopped = office.customer("Bob");
  pay(paid, 100'000);
  pay(stopped, 1000);
  sell(paid, "ann", days);
  sell(stopped, "bob", days);
  office.run();
  for (const Date day : {Date::of(2026, 1, 11), Date::of(2026, 1, 21), Date::of(2026, 1, 31)}) {
    office.go_to(day);
    night();
  }
  office.go_to(Date::of(2026, 2, 1));
  const auto page = database->read([&](db::Tx &tx) {
    return billing::compare_page(tx, CustomerId(), billing::load_compared_days(tx, today()),
                                 billing::load_price_book(tx, today()), 100);
  });
  ASSERT_EQ(page.customers.size(), 2U);
  for (const billing::ComparedCustomer &customer : page.customers) {
    EXPECT_FALSE(customer.bill.before);
    EXPECT_EQ(customer.bill.now.gross_minor, 0);
    EXPECT_FALSE(customer.bill.is_in_service);
  }
}

TEST_P(Prepaid, is_taxed_where_it_was_bought_and_moves_with_the_next_period) {
  const CustomerId customer = database->write([&](db::Tx &tx) {
    EXPECT_TRUE(catalog::load_preset(tx, *database, "ca", today()));
    auto provider = catalog::find_provider(tx);
    provider.country = "CA";
    EXPECT_TRUE(catalog::save_provider(tx, provider));
    EXPECT_TRUE(catalog::edit_tax_settings(tx, {.seller_region = "ON"}, today()));
    const auto made = subscribers::create_customer(
        tx, *database,
        {.name = "Ann", .street = "1 Road", .city = "Vancouver", .postal_code = "V6B 4Y8", .country = "CA"},
        office.clock().now(), "test");
    EXPECT_TRUE(made) << (made ? "" : made.error().detail);
    return made->id;
  });
  const PlanId month = office.plan({.code = "month",
                                    .name = "month",
                                    .price_minor = 7999,
                                    .tax_category = "internet",
                                    .interval_days = 30,
                                    .is_prepaid = true});
  pay(customer, 20'000);
  const ServiceId service = sell(customer, "ann", month);
  EXPECT_EQ(balance(customer), 20'000 - 8959) << "5 % and 7 % in British Columbia";
  const auto move = [&](Date on, const char *city, const char *postal_code) {
    database->write([&](db::Tx &tx) {
      const auto moved = network::move_service(
          tx, *database, service, {.on = on, .street = "2 Shore", .city = city, .postal_code = postal_code}, act());
      EXPECT_TRUE(moved) << (moved ? "" : moved.error().detail);
    });
  };
  move(today(), "Halifax", "B3H 4R2");
  night();
  EXPECT_EQ(balance(customer), 20'000 - 8959) << "what was bought stays as it was";
  office.go_to(Date::of(2026, 1, 31));
  night();
  EXPECT_EQ(balance(customer), 20'000 - 8959 - 9119) << "14 % in Nova Scotia";
  move(Date::of(2026, 1, 15), "Toronto", "M5V 3L9"); // told late
  night();
  EXPECT_EQ(balance(customer), 20'000 - 8959 - 9119);
  EXPECT_EQ(office.problems(), std::vector<std::string>());
}

TEST_P(Prepaid, refuses_what_would_make_a_debt) {
  const PlanId days = plan("days", 1000, 10), other = plan("month", 3000, 30);
  const PlanId billed = office.plan("fiber", 2900, std::nullopt),
               once = office.plan({.code = "router", .name = "router", .price_minor = 100, .is_once = true});
  const CustomerId customer = office.customer("Ann");
  pay(customer, 1200);
  const ServiceId service = sell(customer, "ann", days);
  const auto code = [&](auto &&operation) {
    return database->read([&](db::Tx &) { return std::string(); }), [&] {
      std::string refused;
      try {
        database->write([&](db::Tx &tx) {
          const auto done = operation(tx);
          refused = done ? "" : done.error().code;
          throw Killed{};
        });
      } catch (const Killed &) {
      }
      return refused;
    }();
  };
  const CustomerId rich = office.customer("Rich"), guest = office.customer("Guest");
  EXPECT_EQ(code([&](db::Tx &tx) { return network::set_payer(tx, *database, customer, {rich}, act()); }),
            "prepaid_has_no_payer");
  database->write([&](db::Tx &tx) {
    EXPECT_TRUE(network::set_payer(tx, *database, guest, {rich, today().plus_days(5)}, act()));
  });
  EXPECT_EQ(code([&](db::Tx &tx) {
              return network::add_service(tx, *database, sealer, guest,
                                          {.plan_id = days, .username = "guest", .password = "password"}, act());
            }),
            "prepaid_has_no_payer");
  EXPECT_EQ(code([&](db::Tx &tx) {
              return network::change_service_plan(tx, *database, service, {other, today()}, act());
            }),
            "balance_too_low");
  EXPECT_EQ(code([&](db::Tx &tx) { return network::change_service_plan(tx, *database, service, {billed}, act()); }),
            "prepaid_differs");
  EXPECT_EQ(code([&](db::Tx &tx) {
              return network::change_service_plan(tx, *database, service, {other, today().plus_days(-1)}, act());
            }),
            "prepaid_in_past");
  EXPECT_EQ(
      code([&](db::Tx &tx) { return network::add_service_item(tx, *database, service, {.plan_id = billed}, act()); }),
      "add_on_interval");
  EXPECT_EQ(code([&](db::Tx &tx) {
              return network::add_service_item(tx, *database, service, {.plan_id = once, .instalments = 3}, act());
            }),
            "prepaid_has_no_instalments");
  EXPECT_EQ(code([&](db::Tx &tx) { return network::buy_period(tx, *database, service, act()); }), "balance_too_low");
  EXPECT_EQ(code([&](db::Tx &tx) {
              return network::add_service(tx, *database, sealer, customer,
                                          {.plan_id = days, .username = "past", .starts_on = today().plus_days(-5)},
                                          act());
            }),
            "prepaid_starts_in_past");
  EXPECT_EQ(balance(customer), 200);
  EXPECT_EQ(access(service).verdict, network::Verdict::allow);
}

RUN_ON_BOTH_ENGINES(Prepaid);

} // namespace
} // namespace demarc::testing
