#include "ledger/journal_store.h"

#include "ledger/seal_store.h"

#include <fmt/format.h>
#include <limits>

namespace demarc::ledger {

namespace {

constexpr std::string_view columns =
    "select e.id as id, e.entry_date as entry_date, e.kind as kind, e.memo as memo,"
    " e.ref_kind as ref_kind, e.ref_id as ref_id, i.number as ref_text,"
    " e.customer_id as customer_id, e.document_date as document_date,"
    " coalesce(e.legal_entity_id, 1) as legal_entity_id from journal_entry e"
    " left join invoice i on e.ref_kind in ('invoice', 'credit_note') and i.id = e.ref_id";
// A condition that is not wanted is true by its own parameter.
constexpr std::string_view conditions =
    " (e.entry_date < $1 or (e.entry_date = $1 and e.id < $2)) and e.entry_date >= $3 and e.entry_date <= $4"
    " and ($5 = '' or exists (select 1 from posting p where p.entry_id = e.id and p.account = $5))"
    " and ($7 = 0 or coalesce(e.legal_entity_id, 1) = $7)";
constexpr std::string_view order = " order by e.entry_date desc, e.id desc limit $6";

const Date first_day = Date::of(1, 1, 1), last_day = Date::of(9999, 12, 31);

} // namespace

void insert_entries(db::Tx &tx, const std::vector<EntryRow> &entries, const std::vector<PostingRow> &postings) {
  tx.insert_many("journal_entry", entries);
  tx.insert_many("posting", postings);
  // Ids of one call mostly follow each other, so a range is short to say.
  std::vector<UnsealedRow> unsealed;
  for (const EntryRow &entry : entries) {
    if (!unsealed.empty() && unsealed.back().last_id.value() + 1 == entry.id.value())
      unsealed.back().last_id = entry.id;
    else
      unsealed.push_back({entry.id, entry.id});
  }
  tx.insert_many("journal_unsealed", unsealed);
}

Money balance_of(db::Tx &tx, std::string_view account, Currency currency, std::optional<CustomerId> customer) {
  const auto minor =
      customer ? tx.one<std::int64_t>("select coalesce(sum(amount_minor), 0) from posting"
                                      " where customer_id = $1 and account = $2 and currency = $3",
                                      *customer, account, currency)
               : tx.one<std::int64_t>(
                     "select coalesce(sum(amount_minor), 0) from posting where account = $1 and currency = $2", account,
                     currency);
  return Money::minor(minor, currency);
}

namespace {
struct CustomerEntity {
  CustomerId id;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(CustomerEntity, (), (id, legal_entity_id))
} // namespace

std::unordered_map<CustomerId, LegalEntityId> other_entities_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  std::unordered_map<CustomerId, LegalEntityId> others;
  for (const CustomerEntity &row : tx.all<CustomerEntity>("select id, legal_entity_id from customer"
                                                          " where id = any($1::bigint[]) and legal_entity_id <> 1",
                                                          db::id_list(tx, customers)))
    others.emplace(row.id, row.legal_entity_id);
  return others;
}

std::vector<AccountSum> account_sums(db::Tx &tx) {
  return tx.all<AccountSum>("select account, currency, sum(amount_minor) as balance_minor from posting"
                            " group by account, currency order by account, currency");
}

std::vector<EntryListRow> list_entries(db::Tx &tx, const EntryFilter &f) {
  static const std::string all_sql = fmt::format("{} where{}{}", columns, conditions, order);
  static const std::string customer_sql =
      fmt::format("{} where e.customer_id = $8 and{}{}", columns, conditions, order);
  const auto before = f.before.value_or(std::pair(last_day, EntryId(std::numeric_limits<std::int64_t>::max())));
  const Date from = f.from.value_or(first_day), to = f.to.value_or(last_day);
  const std::int64_t entity = f.legal_entity ? f.legal_entity->value() : 0;
  if (f.customer)
    return tx.all<EntryListRow>(customer_sql, before.first, before.second, from, to, f.account, f.limit, entity,
                                *f.customer);
  return tx.all<EntryListRow>(all_sql, before.first, before.second, from, to, f.account, f.limit, entity);
}

std::vector<PostingRow> postings_of(db::Tx &tx, const std::vector<EntryId> &entries) {
  return tx.all<PostingRow>("select entry_id, line, account, customer_id, amount_minor, currency from posting"
                            " where entry_id = any($1::bigint[]) order by entry_id, line",
                            db::id_list(tx, entries));
}

} // namespace demarc::ledger
