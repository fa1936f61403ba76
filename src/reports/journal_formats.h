// The journal in the notations of other programs. Each writes an entry as text, one after the other, so a journal of
// any length streams. Rules.
//
// hledger, beancount: plain text accounting. DATEV: EXTF 700, category 21 (Buchungsstapel), version 13, one currency
// and one period a file. IIF: QuickBooks' general journal. Amounts are decimal text made from minor units.
#pragma once

#include "calendar/date.h"
#include "money/money.h"

#include <string>
#include <vector>

namespace demarc::reports {

enum class AccountClass { asset, liability, income, expense };

struct ExportPosting {
  std::string account;      // "1200"
  std::string account_name; // "Receivables"
  AccountClass account_class = AccountClass::asset;
  Money amount; // debit positive
};
struct ExportEntry {
  std::int64_t id = 0;
  Date date;
  std::string document; // number of the document, or empty
  std::string memo;
  std::string customer;
  std::vector<ExportPosting> postings;
};
struct ExportAccount {
  std::string code;
  std::string name;
  AccountClass account_class = AccountClass::asset;
};

// For the head of a file.
struct ExportTerms {
  Date from;
  Date to;
  Currency currency = Currency::of("EUR"); // of DATEV: other currencies' entries are left out
  std::string provider;                    // or the legal entity's name
  std::string created;                     // "20260131093000000"
  std::int64_t datev_consultant = 1001;
  std::int64_t datev_client = 1;
  std::string legal_entity =
      {}; // whose books alone; empty: of all together. A file says so in the way its program knows
};

class JournalFormat {
public:
  virtual ~JournalFormat() = default;
  [[nodiscard]] virtual std::string head(const std::vector<ExportAccount> &chart, const ExportTerms &terms) const = 0;
  [[nodiscard]] virtual std::string entry(const ExportEntry &entry, const ExportTerms &terms) const = 0;
};

// "assets:1200 Receivables": one name everywhere in an hledger journal.
std::string hledger_account(const std::string &code, const std::string &name, AccountClass account_class);

const JournalFormat &hledger_format();
const JournalFormat &beancount_format();
const JournalFormat &datev_format();
const JournalFormat &iif_format();

// An entry as pairs of one debit and one credit account, as DATEV books: every account gets exactly its amount.
struct AccountPair {
  std::string debit, credit;
  Money amount; // positive
};
std::vector<AccountPair> pairs_of(const ExportEntry &entry, Currency currency);

} // namespace demarc::reports
