// Vouchers: one effect each, whoever asks how often; the books say what is still owed for them.
#include "dunning/policy.h"
#include "network/services.h"
#include "payments/voucher_code.h"
#include "payments/voucher_store.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <atomic>
#include <thread>

namespace demarc::payments {
namespace {

class Vouchers : public testing::Contract {
protected:
  void SetUp() override {
    office.go_to(Date::of(2026, 1, 1));
    customer = office.customer("Ann");
  }
  template <class F> auto write(F &&work) { return database->write(std::forward<F>(work)); }
  [[nodiscard]] Instant now() { return office.clock().now(); }

  VoucherBatch make(std::int64_t count, std::int64_t value, Date expires = Date::of(2026, 12, 31)) {
    return write([&](db::Tx &tx) {
      return make_vouchers(tx, *database, sealer, {"Kiosk", count, value, expires}, now(), "Ann").value();
    });
  }
  std::vector<std::string> codes_of(VoucherBatchId id) {
    std::vector<std::string> codes;
    for (const auto &item : write([&](db::Tx &tx) { return export_vouchers(tx, sealer, id, now()).value(); }).items)
      codes.push_back(item.code);
    return codes;
  }
  void sell(VoucherBatchId id, std::int64_t received) {
    write([&](db::Tx &tx) {
      const auto sold = sell_vouchers(tx, *database, id, {received, Method::cash}, now(), "Ann");
      EXPECT_TRUE(sold) << (sold ? "" : sold.error().detail);
    });
  }
  Outcome<Redeemed> redeem(const std::string &code, std::optional<CustomerId> who = {}) {
    return redeem_voucher(*database, {who.value_or(customer), code}, now(), "Ann");
  }
  std::int64_t account(std::string_view code) {
    return database->read([&](db::Tx &tx) { return ledger::balance_of(tx, code, Currency::of("EUR")).minor_units(); });
  }
  void expect_consistent() {
    EXPECT_EQ(database->read([](db::Tx &tx) { return verify_vouchers(tx); }), std::vector<std::string>());
    EXPECT_EQ(office.problems(), std::vector<std::string>());
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  testing::Office office{*database};
  crypto::Sealer sealer = crypto::Sealer::from_key(std::string(32, 'k'));
  CustomerId customer;
};

TEST_P(Vouchers, are_owed_when_sold_and_credit_when_redeemed) {
  const auto batch = make(5, 2000);
  const auto codes = codes_of(batch.id);
  ASSERT_EQ(codes.size(), 5U);
  EXPECT_EQ(redeem(codes[0]).error().code, "voucher_not_sold");
  sell(batch.id, 9000); // the reseller keeps 10 %
  EXPECT_EQ(account("2360"), -10'000);
  EXPECT_EQ(account("1020"), 9000);
  EXPECT_EQ(account("4900"), 1000);
  std::string typed = codes[0];
  for (char &c : typed)
    c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  const auto redeemed = redeem(typed);
  ASSERT_TRUE(redeemed) << redeemed.error().detail;
  EXPECT_EQ(redeemed->credited_minor, 2000);
  EXPECT_EQ(account("2360"), -8000);
  EXPECT_EQ(account("2300"), -2000);
  const auto again = redeem(codes[0]);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->was_redeemed_before);
  EXPECT_EQ(account("2300"), -2000) << "nothing happened the second time";
  EXPECT_EQ(redeem(codes[0], office.customer("Bob")).error().code, "voucher_used");
  expect_consistent();
}

TEST_P(Vouchers, have_one_effect_under_twenty_redeems_at_once) {
  const auto batch = make(3, 1000);
  const auto codes = codes_of(batch.id);
  sell(batch.id, 3000);
  std::vector<CustomerId> customers;
  for (int i = 0; i < 20; ++i)
    customers.push_back(office.customer("c" + std::to_string(i)));
  for (const std::string &code : codes) {
    std::atomic<int> effects = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 20; ++i)
      threads.emplace_back([&, i] {
        // Half of them the same customer again and again, the others each another one.
        const auto answer = redeem(code, i % 2 == 0 ? customers[0] : customers[static_cast<std::size_t>(i)]);
        if (answer && !answer->was_redeemed_before)
          ++effects;
      });
    for (std::thread &thread : threads)
      thread.join();
    EXPECT_EQ(effects, 1);
  }
  EXPECT_EQ(account("2360"), 0);
  EXPECT_EQ(account("2300"), -3000);
  expect_consistent();
}

TEST_P(Vouchers, settle_what_is_owed_and_start_a_prepaid_service) {
  const PlanId days =
      office.plan({.code = "days", .name = "days", .price_minor = 1500, .interval_days = 10, .is_prepaid = true});
  const ServiceId service = write([&](db::Tx &tx) {
    return network::add_service(tx, *database, sealer, customer,
                                {.plan_id = days, .username = "ann", .password = "password"},
                                {now(), office.today(), "Ann"})
        ->service.id;
  });
  const auto batch = make(2, 1000);
  const auto codes = codes_of(batch.id);
  sell(batch.id, 2000);
  EXPECT_TRUE(redeem(codes[0])->restored_services.empty());
  EXPECT_EQ(redeem(codes[1])->restored_services, std::vector<ServiceId>{service});
  EXPECT_EQ(account("2300"), -500);
  EXPECT_EQ(office.count("select count(*) from timeline where detail like '%resumed by a voucher of 10.00 EUR%'"), 1);
  expect_consistent();
}

TEST_P(Vouchers, are_tried_five_times_and_no_more) {
  const auto batch = make(1, 1000);
  const auto codes = codes_of(batch.id);
  sell(batch.id, 1000);
  std::string wrong = codes[0];
  wrong[0] = wrong[0] == '2' ? '3' : '2'; // the check character finds it
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(redeem(wrong).error().code, "voucher_unknown");
  EXPECT_EQ(redeem(codes[0]).error().kind, Refusal::Kind::too_many) << "even the right one has to wait";
  EXPECT_TRUE(redeem(codes[0], office.customer("Bob"))) << "others do not";
  office.clock().set(now().plus_seconds(15 * 60));
  EXPECT_EQ(redeem(codes[0]).error().code, "voucher_used");
}

TEST_P(Vouchers, end_void_or_expired_as_income) {
  const auto batch = make(4, 1000, Date::of(2026, 1, 31));
  const auto codes = codes_of(batch.id);
  sell(batch.id, 4000);
  EXPECT_TRUE(redeem(codes[0]));
  const auto vouchers = database->read([&](db::Tx &tx) { return vouchers_of_batch(tx, batch.id); });
  EXPECT_EQ(vouchers[1].last4, codes[1].substr(15));
  write([&](db::Tx &tx) { EXPECT_TRUE(void_voucher(tx, *database, vouchers[1].id, now(), "Ann")); });
  write([&](db::Tx &tx) { EXPECT_TRUE(void_voucher(tx, *database, vouchers[1].id, now(), "Ann")); });
  write([&](db::Tx &tx) {
    EXPECT_EQ(void_voucher(tx, *database, vouchers[0].id, now(), "Ann").error().code, "voucher_gone");
  });
  EXPECT_EQ(redeem(codes[1]).error().code, "voucher_void");
  EXPECT_EQ(account("2360"), -2000);
  EXPECT_EQ(account("4095"), -1000);
  office.go_to(Date::of(2026, 1, 31));
  EXPECT_EQ(expire_vouchers(*database, office.today(), now()), 0);
  EXPECT_TRUE(redeem(codes[2])) << "on its last day";
  office.go_to(Date::of(2026, 2, 1));
  EXPECT_EQ(redeem(codes[3]).error().code, "voucher_expired");
  EXPECT_EQ(expire_vouchers(*database, office.today(), now()), 1);
  EXPECT_EQ(expire_vouchers(*database, office.today(), now()), 0);
  EXPECT_EQ(account("2360"), 0);
  EXPECT_EQ(account("4095"), -2000);
  const auto whole = make(3, 500);
  sell(whole.id, 1500);
  write([&](db::Tx &tx) { EXPECT_EQ(void_batch(tx, *database, whole.id, now(), "Ann")->voided, 3); });
  EXPECT_EQ(account("2360"), 0);
  expect_consistent();
}

TEST_P(Vouchers, show_their_codes_once_and_keep_hashes) {
  const auto batch = make(2, 1000);
  const auto codes = codes_of(batch.id);
  write([&](db::Tx &tx) { EXPECT_EQ(export_vouchers(tx, sealer, batch.id, now()).error().code, "exported_already"); });
  for (const std::string &code : codes) {
    const auto normal = normal_voucher_code(code);
    ASSERT_TRUE(normal);
    database->read([&](db::Tx &tx) {
      EXPECT_TRUE(voucher_by_hash(tx, crypto::sha256_hex(*normal)));
      EXPECT_EQ(tx.one<std::int64_t>("select count(*) from voucher where code_hash like $1 or last4 like $1",
                                     "%" + *normal + "%"),
                0);
      EXPECT_EQ(tx.one<std::string>("select codes_sealed from voucher_batch where id = $1", batch.id), "");
    });
  }
}

RUN_ON_BOTH_ENGINES(Vouchers);

} // namespace
} // namespace demarc::payments
