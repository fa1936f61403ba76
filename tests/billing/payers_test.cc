// Who is billed changes while runs bill, on both engines: nobody is billed twice, nothing is lost, whoever is faster.
#include "base/random.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <atomic>
#include <fmt/format.h>
#include <thread>

namespace demarc::testing {
namespace {

using Words = std::vector<std::string>;

class PayersAtWork : public Contract {
protected:
  // As the doors do: what another transaction was in the way of is tried again.
  template <class F> void patiently(F &&work) {
    for (int attempt = 0;; ++attempt) {
      try {
        work();
        return;
      } catch (const db::Error &error) {
        if (error.kind() != db::Error::Kind::retryable || attempt > 50)
          throw;
        std::this_thread::sleep_for(std::chrono::milliseconds(1 + attempt));
      }
    }
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
};
RUN_ON_BOTH_ENGINES(PayersAtWork);

TEST_P(PayersAtWork, change_while_runs_bill) {
  office.go_to(Date::of(2026, 1, 1));
  const TaxId tax = office.tax("VAT", 200'000);
  const PlanId monthly = office.plan("monthly", 3000, tax),
               weekly = office.plan(
                   {.code = "weekly", .name = "weekly", .price_minor = 700, .tax_id = tax, .interval_days = 7});
  std::vector<CustomerId> payers, paid_for;
  std::vector<ServiceId> services;
  for (int i = 0; i < 12; ++i) { // a payer between every three others: its id is above and below theirs
    const CustomerId id = office.customer(fmt::format("c{}", i), i % 4 == 1 ? 15 : 1);
    office.sell(id, fmt::format("s{}", i), i % 3 == 0 ? weekly : monthly);
    (i % 4 == 1 ? payers : paid_for).push_back(id);
  }
  SeededRandom random(26);
  const auto pick = [&](std::size_t count) {
    return static_cast<std::size_t>(random.below(static_cast<std::int64_t>(count)));
  };
  for (int month = 1; month <= 4; ++month) {
    for (const int day : {1, 8, 15, 22}) {
      office.go_to(Date::of(2026, month, day));
      const Date today = office.today();
      const Instant now = office.clock().now();
      std::atomic<bool> is_billed = false;
      std::thread run([&] {
        billing::Billing billing = office.billing();
        billing.customers_per_transaction = 3;
        patiently([&] { billing::run_due_billing(billing, today, "test"); });
        is_billed = true;
      });
      for (int change = 0; change < 6 || !is_billed; ++change) {
        const CustomerId customer = paid_for[pick(paid_for.size())];
        const std::size_t to = pick(payers.size() + 1);
        const subscribers::NewPayer in{to < payers.size() ? std::optional(payers[to]) : std::nullopt,
                                       today.plus_days(static_cast<int>(pick(60)) - 40)};
        patiently([&] {
          database->write([&](db::Tx &tx) {
            auto set = subscribers::set_payer(tx, *database, customer, in, {now, today, "test"});
            if (set)
              billing::review_billing(tx, customer);
            return set;
          });
        });
        if (change >= 6)
          std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
      run.join();
    }
  }
  // Without changes everybody comes to a billing day of their own, and the books agree.
  for (Date day = Date::of(2026, 5, 1); day <= Date::of(2026, 6, 20); day = day.plus_days(1)) {
    office.go_to(day);
    office.run();
  }
  EXPECT_EQ(office.problems(), Words());
  EXPECT_EQ(office.count("select count(*) from billing_mark where in_step = 0"), 0);
  EXPECT_GT(office.count("select count(*) from charge where payer_id is not null and reverses_charge_id is not null"),
            0)
      << "something was taken back from a payer";
  EXPECT_EQ(office.count("select count(*) from charge k join invoice i on i.id = k.invoice_id join service s on s.id ="
                         " k.service_id where i.customer_id <> coalesce(k.payer_id, s.customer_id)"),
            0);
}

// January was billed to the customer and then to a payer set late, and belongs to a third before either was credited:
// one page of the run gives it back to both.
TEST_P(PayersAtWork, one_page_takes_a_period_back_from_two_accounts) {
  office.go_to(Date::of(2026, 1, 1));
  const PlanId monthly = office.plan("monthly", 3000, office.tax("VAT", 200'000));
  const CustomerId tenant = office.customer("tenant", 1), mother = office.customer("mother", 15),
                   landlord = office.customer("landlord", 15);
  office.sell(tenant, "tenant", monthly);
  office.run();
  office.go_to(Date::of(2026, 1, 10));
  office.pay_for(tenant, mother, Date::of(2026, 1, 1));
  office.go_to(Date::of(2026, 1, 15));
  office.run();
  office.pay_for(tenant, landlord, Date::of(2026, 1, 1));
  office.go_to(Date::of(2026, 2, 15));
  office.run();
  EXPECT_EQ(office.problems(), Words());
  const auto left_with = [&](CustomerId id) {
    return office.count(fmt::format("select coalesce(sum(k.net_minor), 0) from charge k join service s on s.id = "
                                    "k.service_id where coalesce(k.payer_id, s.customer_id) = {}",
                                    id.value()));
  };
  EXPECT_EQ(left_with(tenant), 0);
  EXPECT_EQ(left_with(mother), 0);
  EXPECT_EQ(left_with(landlord), 2 * 3000) << "January and February";
  EXPECT_EQ(office.count("select count(*) from charge where kind = 'credit' and period_start = '2026-01-01'"), 2);
}

TEST_P(PayersAtWork, refuse_chains_from_both_ends_at_once) {
  office.go_to(Date::of(2026, 1, 1));
  for (int round = 0; round < 10; ++round) {
    const CustomerId a = office.customer("A"), b = office.customer("B"), c = office.customer("C");
    const auto set = [&](CustomerId customer, CustomerId payer) {
      patiently([&] {
        database->write([&](db::Tx &tx) {
          return subscribers::set_payer(tx, *database, customer, {payer, std::nullopt},
                                        {office.clock().now(), office.today(), "test"});
        });
      });
    };
    std::thread other([&] { set(a, b); });
    set(b, c);
    other.join();
  }
  EXPECT_EQ(office.count("select count(*) from customer_payer p join customer_payer q on q.customer_id = p.payer_id"
                         " where p.payer_id is not null and q.payer_id is not null"),
            0);
  EXPECT_EQ(office.count("select count(*) from customer_payer"), 10);
}

} // namespace
} // namespace demarc::testing
