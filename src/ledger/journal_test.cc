#include "ledger/journal.h"

#include "base/random.h"
#include "ledger/journal_store.h"
#include "ledger/seal.h"
#include "tests/support/test_database.h"

#include <gtest/gtest.h>
#include <map>
#include <set>

namespace demarc::ledger {
namespace {

const Currency eur = Currency::of("EUR"), usd = Currency::of("USD");
Posting on(std::string_view account, std::int64_t minor, Currency currency = eur) {
  return {std::string(account), Money::minor(minor, currency)};
}
Entry entry(std::vector<Posting> postings) {
  return {Date::of(2026, 1, 1), "test", "test", 1, std::nullopt, "", std::move(postings)};
}

TEST(Entry, balances_in_each_currency_apart) {
  struct Row {
    std::string_view why;
    std::vector<Posting> postings;
    bool balances;
  };
  for (const Row &row : {Row{"debit and credit", {on("1200", 119), on("4000", -100), on("2200", -19)}, true},
                         {"nothing", {}, false},
                         {"one side", {on("1200", 1)}, false},
                         {"a cent off", {on("1200", 119), on("4000", -100), on("2200", -18)}, false},
                         {"a posting of nothing", {on("1200", 1), on("4000", -1), on("2200", 0)}, false},
                         {"two currencies", {on("1200", 1), on("4000", -1, usd)}, false},
                         {"two currencies, each balanced",
                          {on("1200", 1), on("4000", -1), on("1200", 2, usd), on("4000", -2, usd)},
                          true}})
    EXPECT_EQ(balances(entry(row.postings)), row.balances) << row.why;
}

TEST(Chart, names_each_account_once) {
  std::set<std::string> codes;
  for (const Account &account : chart_of_accounts())
    EXPECT_TRUE(codes.insert(account.code).second) << account.code;
  for (const std::string_view used : {account::bank, account::processor_clearing, account::cash, account::receivables,
                                      account::tax_payable, account::customer_credit, account::internet_revenue})
    EXPECT_TRUE(codes.contains(std::string(used))) << used;
}

// What older programs sealed stays byte for byte; whose books it is follows behind, where it is said.
TEST(Seal, holds_the_legal_entity_without_touching_what_was_sealed) {
  EntryRow row{EntryId(1), Date::of(2026, 1, 1), "x", "y", 7, std::nullopt, "m", Instant{9}};
  const PostingRow posting{row.id, 1, "1000", std::nullopt, 5, eur};
  const std::string before = "1:110:2026-01-010:1:x1:y1:70:1:m1:91:11:14:10000:1:53:EUR";
  EXPECT_EQ(content_of(row, std::span(&posting, 1)), before);
  row.legal_entity_id = LegalEntityId(2);
  EXPECT_EQ(content_of(row, std::span(&posting, 1)), before + "12:legal_entity1:2");
}

class Journal : public ::testing::Test {
protected:
  testing::TestDatabase place_{db::Engine::sqlite};
  std::unique_ptr<db::Database> database_ = place_.open_migrated();
};

// field-notes 5, invariant 1: what is shown is the fold of the journal.
TEST_F(Journal, is_what_balances_are_made_of) {
  SeededRandom random(1);
  std::map<std::string, std::int64_t> expected;
  database_->write([&](db::Tx &tx) {
    std::vector<Entry> entries;
    for (int n = 0; n < 500; ++n) {
      const auto &chart = chart_of_accounts();
      const std::string debit = chart[static_cast<std::size_t>(random.below(4))].code;
      const std::string credit = chart[static_cast<std::size_t>(4 + random.below(3))].code;
      const std::int64_t amount = random.between(1, 1'000'000);
      expected[debit] += amount;
      expected[credit] -= amount;
      entries.push_back(entry({on(debit, amount), on(credit, -amount)}));
    }
    post_all(tx, *database_, entries, Instant{});
  });
  database_->read([&](db::Tx &tx) {
    std::int64_t sum = 0;
    for (const AccountSum &account : account_sums(tx)) {
      EXPECT_EQ(account.balance_minor, expected[account.account]);
      EXPECT_EQ(balance_of(tx, account.account, eur).minor_units(), account.balance_minor);
      EXPECT_TRUE(balance_of(tx, account.account, usd).is_zero());
      sum += account.balance_minor;
    }
    EXPECT_EQ(sum, 0);
  });
}

using JournalDeathTest = Journal;
TEST_F(JournalDeathTest, takes_no_entry_that_does_not_balance) {
  EXPECT_DEATH(database_->write([&](db::Tx &tx) {
    post(tx, *database_, entry({on("1200", 119), on("4000", -100)}), Instant{});
  }),
               "sums to zero");
  EXPECT_DEATH(database_->write([&](db::Tx &tx) {
    post(tx, *database_, entry({on("1200", 1), on("9999", -1)}), Instant{});
  }),
               "accounts of the chart");
}

} // namespace
} // namespace demarc::ledger
