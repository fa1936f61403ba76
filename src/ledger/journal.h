// The double-entry journal. An entry's postings sum to zero per currency; entries are only ever added: a correction is
// a new entry, and the database refuses anything else. Debits are positive, credits negative.
//
// A closed month takes no entry. What is dated into one (a bill made up for, money that came to light) stands in the
// first open day, and the entry keeps its own date beside that (`document_date`).
//
// Every entry is in the books of one legal entity, so the books of each sum to zero by themselves.
#pragma once

#include "calendar/date.h"
#include "catalog/ids.h"
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
// The code itself for one that is not in the chart.
const std::string &account_name(const std::string &code);
namespace account {
inline constexpr std::string_view bank = "1000", processor_clearing = "1010", cash = "1020", unidentified = "1090",
                                  receivables = "1200", tax_payable = "2200", customer_credit = "2300",
                                  vouchers = "2360", deferred_revenue = "2400", internet_revenue = "4000",
                                  voice_revenue = "4010", television_revenue = "4020", equipment_revenue = "4030",
                                  other_revenue = "4080", voucher_breakage = "4095", discounts = "4900",
                                  cash_rounding = "7950";
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
  // In whose books it is. None: its customer's legal entity, or the first one without a customer.
  std::optional<LegalEntityId> legal_entity_id = {};
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
