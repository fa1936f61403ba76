// The double-entry journal. An entry's postings sum to zero per currency; entries are only ever added: a correction is
// a new entry. Debits are positive, credits negative.
#pragma once

#include "calendar/date.h"
#include "money/money.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::ledger {

using EntryId = StrongId<struct EntryTag>;

// The chart of accounts (money-rules 6.1), by code.
enum class AccountKind { asset, liability, income, expense };
BOOST_DESCRIBE_ENUM(AccountKind, asset, liability, income, expense)
struct Account {
  std::string code;
  std::string name;
  AccountKind kind;
};
const std::vector<Account> &chart_of_accounts();
namespace account {
inline constexpr std::string_view bank = "1000", processor_clearing = "1010", cash = "1020", receivables = "1200",
                                  tax_payable = "2200", customer_credit = "2300", internet_revenue = "4000";
}

struct Posting {
  std::string account;
  Money amount; // debit positive
};
struct Entry {
  Date date;
  std::string kind;     // "invoice", "payment", "credit_note", "credit_applied"
  std::string ref_kind; // what it books: "invoice", "payment"
  std::int64_t ref_id = 0;
  std::optional<CustomerId> customer_id;
  std::string memo;
  std::vector<Posting> postings; // each carries the entry's customer
};

// True when the postings sum to zero per currency, none is zero and there are at least two. A rule.
bool balances(const Entry &entry);
// Stores it. An entry that does not balance is a broken program.
EntryId post(db::Tx &tx, db::Database &ids, const Entry &entry, Instant now);
// For bulk: many entries through the bulk path.
void post_all(db::Tx &tx, db::Database &ids, std::span<const Entry> entries, Instant now);

// Sum of the postings of an account, all customers or one. Debit positive.
Money balance_of(db::Tx &tx, std::string_view account, Currency currency, std::optional<CustomerId> customer = {});

} // namespace demarc::ledger
