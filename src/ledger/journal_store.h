// Rows of the journal, and sums over them.
#pragma once

#include "ledger/journal.h"

#include <unordered_map>

namespace demarc::ledger {

struct EntryRow {
  EntryId id;
  Date entry_date;
  std::string kind;
  std::string ref_kind;
  std::int64_t ref_id = 0;
  std::optional<CustomerId> customer_id;
  std::string memo;
  Instant created_at;
  std::optional<Date> document_date = {}; // when it is another: the entry's own date lies in a closed month
  // None: the first one, as of all entries from before there were others.
  std::optional<LegalEntityId> legal_entity_id = {};
};
BOOST_DESCRIBE_STRUCT(EntryRow, (),
                      (id, entry_date, kind, ref_kind, ref_id, customer_id, memo, created_at, document_date,
                       legal_entity_id))
struct PostingRow {
  EntryId entry_id;
  std::int64_t line = 0; // 1, 2, …
  std::string account;
  std::optional<CustomerId> customer_id;
  std::int64_t amount_minor = 0; // debit positive
  Currency currency = Currency::of("XXX");
};
BOOST_DESCRIBE_STRUCT(PostingRow, (), (entry_id, line, account, customer_id, amount_minor, currency))

// They wait for their seals (seal_journal.h) from then on.
void insert_entries(db::Tx &tx, const std::vector<EntryRow> &entries, const std::vector<PostingRow> &postings);

// Of those among the customers that are not the first entity's.
std::unordered_map<CustomerId, LegalEntityId> other_entities_of(db::Tx &tx, const std::vector<CustomerId> &customers);

struct AccountSum {
  std::string account;
  Currency currency = Currency::of("XXX");
  std::int64_t balance_minor = 0; // debit positive
};
BOOST_DESCRIBE_STRUCT(AccountSum, (), (account, currency, balance_minor))
// Of every account and currency that has postings.
std::vector<AccountSum> account_sums(db::Tx &tx);

// An entry as the journal shows it; `ref_text` is the number of the document it books.
struct EntryListRow {
  EntryId id;
  Date entry_date;
  std::string kind;
  std::string memo;
  std::string ref_kind;
  std::int64_t ref_id = 0;
  std::optional<std::string> ref_text;
  std::optional<CustomerId> customer_id;
  std::optional<Date> document_date;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(EntryListRow, (),
                      (id, entry_date, kind, memo, ref_kind, ref_id, ref_text, customer_id, document_date,
                       legal_entity_id))

struct EntryFilter {
  std::optional<CustomerId> customer;
  std::string account = {}; // empty: all
  std::optional<Date> from = {};
  std::optional<Date> to = {};                         // the last day included
  std::optional<std::pair<Date, EntryId>> before = {}; // the last row of the page before
  int limit = 50;
  std::optional<LegalEntityId> legal_entity = {};
};
// Newest first.
std::vector<EntryListRow> list_entries(db::Tx &tx, const EntryFilter &filter);
std::vector<PostingRow> postings_of(db::Tx &tx, const std::vector<EntryId> &entries);

} // namespace demarc::ledger
