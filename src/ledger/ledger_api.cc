#include "ledger/ledger_api.h"

#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "ledger/close_month.h"
#include "ledger/journal_store.h"

#include <map>

namespace demarc::ledger {

namespace {

struct LedgerAccount {
  std::string code;
  std::string name;
  AccountKind kind = AccountKind::asset;
  std::int64_t balance_minor = 0;
  Currency currency = Currency::of("XXX");
};
BOOST_DESCRIBE_STRUCT(LedgerAccount, (), (code, name, kind, balance_minor, currency))

struct LedgerPosting {
  std::string account;
  std::string account_name;
  std::int64_t debit_minor = 0;
  std::int64_t credit_minor = 0;
  Currency currency = Currency::of("XXX");
};
BOOST_DESCRIBE_STRUCT(LedgerPosting, (), (account, account_name, debit_minor, credit_minor, currency))

struct LedgerEntry {
  EntryId id;
  Date date;
  std::string kind;
  std::string memo;
  std::string ref_kind;
  std::int64_t ref_id = 0;
  std::optional<std::string> ref_text;
  std::optional<CustomerId> customer_id;
  std::optional<Date> document_date; // of an entry that belongs into a month closed before it came
  LegalEntityId legal_entity_id;     // in whose books
  std::vector<LedgerPosting> postings;
};
BOOST_DESCRIBE_STRUCT(LedgerEntry, (),
                      (id, date, kind, memo, ref_kind, ref_id, ref_text, customer_id, document_date, legal_entity_id,
                       postings))

struct EntriesQuery {
  std::optional<CustomerId> customer_id;
  std::optional<std::string> account;
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<int> limit;
  std::optional<std::string> cursor;
  std::optional<LegalEntityId> legal_entity;
};
BOOST_DESCRIBE_STRUCT(EntriesQuery, (), (customer_id, account, from, to, limit, cursor, legal_entity))

struct MonthsQuery {
  std::optional<LegalEntityId> legal_entity;
};
BOOST_DESCRIBE_STRUCT(MonthsQuery, (), (legal_entity))

Date today_of(db::Tx &tx, Instant now) { return catalog::business_date(tx, now); }

std::vector<LedgerAccount> list_accounts(db::Tx &tx) {
  const Currency main = catalog::find_provider(tx).currency;
  const auto sums = account_sums(tx);
  std::vector<LedgerAccount> accounts;
  for (const Account &account : chart_of_accounts()) {
    const std::size_t before = accounts.size();
    for (const AccountSum &sum : sums) {
      if (sum.account == account.code)
        accounts.push_back({account.code, account.name, account.kind, sum.balance_minor, sum.currency});
    }
    if (accounts.size() == before)
      accounts.push_back({account.code, account.name, account.kind, 0, main});
  }
  return accounts;
}

Outcome<http::Page<LedgerEntry>> page_of_entries(db::Tx &tx, const EntriesQuery &query) {
  const int limit = http::page_limit(query.limit);
  EntryFilter filter{query.customer_id, query.account.value_or(""), query.from, query.to, std::nullopt,
                     limit + 1,         query.legal_entity};
  if (query.cursor) {
    const auto keys = http::parse_cursor<std::string, std::int64_t>(*query.cursor);
    const auto date = keys ? Date::parse(std::get<0>(*keys)) : std::nullopt;
    if (!date)
      return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
    filter.before = std::pair(*date, EntryId(std::get<1>(*keys)));
  }
  const auto rows = list_entries(tx, filter);
  std::vector<EntryId> ids;
  for (const EntryListRow &row : rows)
    ids.push_back(row.id);
  std::map<EntryId, std::vector<LedgerPosting>> postings;
  for (const PostingRow &p : postings_of(tx, ids)) {
    postings[p.entry_id].push_back({p.account, account_name(p.account), p.amount_minor > 0 ? p.amount_minor : 0,
                                    p.amount_minor < 0 ? -p.amount_minor : 0, p.currency});
  }
  std::vector<LedgerEntry> entries;
  for (const EntryListRow &row : rows)
    entries.push_back({row.id, row.entry_date, row.kind, row.memo, row.ref_kind, row.ref_id, row.ref_text,
                       row.customer_id, row.document_date, row.legal_entity_id, std::move(postings[row.id])});
  return http::page_of(std::move(entries), limit, [](const LedgerEntry &entry) {
    return http::make_cursor(to_string(entry.date), entry.id.value());
  });
}

} // namespace

void register_ledger_api(http::Api &api) {
  api.get<http::NoQuery, std::vector<LedgerAccount>>(
      "/v1/ledger/accounts",
      {.id = "list_ledger_accounts",
       .summary = "The chart of accounts with balances",
       .permission = "ledger.read",
       .tag = "Ledger",
       .description = "Balances are debit positive, so that all of one currency sum to zero: assets and expenses are "
                      "usually positive, liabilities and income negative."},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return list_accounts(tx); });
  api.get<EntriesQuery, http::Page<LedgerEntry>>(
      "/v1/ledger/entries",
      {.id = "list_ledger_entries",
       .summary = "Journal entries, newest first",
       .permission = "ledger.read",
       .tag = "Ledger"},
      [](http::Call &, db::Tx &tx, const EntriesQuery &query) { return page_of_entries(tx, query); });
  api.get<MonthsQuery, std::vector<LedgerMonth>>(
      "/v1/ledger/months",
      {.id = "list_ledger_months",
       .summary = "The books' months, newest first, and whether they are closed",
       .permission = "ledger.read",
       .tag = "Ledger",
       .description = "Closed for all legal entities together; `closed_for` names those for whom an open month is "
                      "closed already. With `legal_entity`: as its books have them."},
      [](http::Call &call, db::Tx &tx, const MonthsQuery &query) -> Outcome<std::vector<LedgerMonth>> {
        if (query.legal_entity) {
          TRY(entity, catalog::find_legal_entity(tx, *query.legal_entity));
          (void)entity;
        }
        return list_months(tx, today_of(tx, call.now()), query.legal_entity);
      });
  api.post<http::NoBody, LedgerMonth>(
      "/v1/ledger/months/{month}/close",
      {.id = "close_ledger_month",
       .summary = "Close a month and every open one before it",
       .permission = "settings.books",
       .tag = "Ledger",
       .status = 200,
       .description =
           "Revenue is recognised through the month's end, everything posted is sealed, and from then on the "
           "month takes no entry: what is dated into it later stands in the first open day and keeps its "
           "own date beside that. A closed month stays closed. Of all legal entities together."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return close_month(tx, call.database(), {call.path_text("month")}, today_of(tx, call.now()), call.now(),
                           call.actor().name);
      });
  api.post<http::NoBody, LedgerMonth>(
      "/v1/legal-entities/{id}/months/{month}/close",
      {.id = "close_month_of_legal_entity",
       .summary = "Close a month and every open one before it for one legal entity",
       .permission = "settings.books",
       .tag = "Ledger",
       .status = 200,
       .description = "As for all together, for its books alone: those of the others take entries still."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return close_month(tx, call.database(), {call.path_text("month"), call.path_id<LegalEntityId>("id")},
                           today_of(tx, call.now()), call.now(), call.actor().name);
      });
}

} // namespace demarc::ledger
