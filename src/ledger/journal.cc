#include "ledger/journal.h"

#include "base/ensure.h"
#include "ledger/books.h"
#include "ledger/journal_store.h"

#include <algorithm>
#include <map>

namespace demarc::ledger {

const std::vector<Account> &chart_of_accounts() {
  static const std::vector<Account> chart{
      {"1000", "Bank", AccountKind::asset},
      {"1010", "Processor clearing", AccountKind::asset},
      {"1020", "Cash", AccountKind::asset},
      {"1090", "Unidentified receipts", AccountKind::asset},
      {"1200", "Receivables", AccountKind::asset},
      {"1210", "Allowance for receivables", AccountKind::asset},
      {"1300", "Inventory", AccountKind::asset},
      {"1400", "Contract assets", AccountKind::asset},
      {"1410", "Contract costs", AccountKind::asset},
      {"2200", "Tax payable", AccountKind::liability},
      {"2210", "Regulatory fees payable", AccountKind::liability},
      {"2300", "Customer credit", AccountKind::liability},
      {"2350", "Deposits", AccountKind::liability},
      {"2360", "Vouchers and prepaid", AccountKind::liability},
      {"2400", "Deferred revenue", AccountKind::liability},
      {"2500", "Agent commission payable", AccountKind::liability},
      {"4000", "Internet access", AccountKind::income},
      {"4010", "Voice", AccountKind::income},
      {"4020", "Television", AccountKind::income},
      {"4030", "Equipment", AccountKind::income},
      {"4040", "Installation", AccountKind::income},
      {"4080", "Other services", AccountKind::income},
      {"4090", "Late fees", AccountKind::income},
      {"4095", "Vouchers never redeemed", AccountKind::income},
      {"4900", "Discounts and goodwill", AccountKind::income},
      {"6800", "Bank fees", AccountKind::expense},
      {"6900", "Bad debt", AccountKind::expense},
      {"7900", "Exchange differences", AccountKind::expense},
      {"7950", "Cash rounding", AccountKind::expense},
  };
  return chart;
}

const std::string &account_name(const std::string &code) {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> all;
    for (const Account &account : chart_of_accounts())
      all.emplace(account.code, account.name);
    return all;
  }();
  const auto found = names.find(code);
  return found == names.end() ? code : found->second;
}

namespace {
bool is_known(std::string_view code) {
  const auto &chart = chart_of_accounts();
  return std::any_of(chart.begin(), chart.end(), [&](const Account &a) { return a.code == code; });
}
} // namespace

bool balances(const Entry &entry) {
  std::map<Currency, Money> sums;
  for (const Posting &posting : entry.postings) {
    if (posting.amount.is_zero())
      return false;
    const Currency currency = posting.amount.currency();
    sums.try_emplace(currency, Money::zero(currency)).first->second += posting.amount;
  }
  return entry.postings.size() >= 2 &&
         std::all_of(sums.begin(), sums.end(), [](const auto &sum) { return sum.second.is_zero(); });
}

namespace {

// The entities of those customers whose entries do not say it themselves.
std::unordered_map<CustomerId, LegalEntityId> entities_of(db::Tx &tx, std::span<const Entry> all) {
  std::vector<CustomerId> customers;
  for (const Entry &entry : all) {
    if (entry.customer_id && !entry.legal_entity_id)
      customers.push_back(*entry.customer_id);
  }
  return customers.empty() ? std::unordered_map<CustomerId, LegalEntityId>{} : other_entities_of(tx, customers);
}

std::optional<LegalEntityId> entity_of(const Entry &entry,
                                       const std::unordered_map<CustomerId, LegalEntityId> &others) {
  if (entry.legal_entity_id)
    return *entry.legal_entity_id == first_legal_entity ? std::nullopt : entry.legal_entity_id;
  const auto other = entry.customer_id ? others.find(*entry.customer_id) : others.end();
  return other == others.end() ? std::nullopt : std::optional(other->second);
}

EntryId add_rows(db::Database &ids, const Books &books, const Entry &entry, std::optional<LegalEntityId> entity,
                 Instant now, std::vector<EntryRow> &entries, std::vector<PostingRow> &postings) {
  ENSURE(balances(entry), "a journal entry sums to zero per currency");
  const EntryId id = ids.next<EntryId>("journal_entry");
  const Date date = open_date(books, entity.value_or(first_legal_entity), entry.date);
  entries.push_back({id, date, entry.kind, entry.ref_kind, entry.ref_id, entry.customer_id, entry.memo, now,
                     date == entry.date ? std::nullopt : std::optional(entry.date), entity});
  std::int64_t line = 0;
  for (const Posting &posting : entry.postings) {
    ENSURE(is_known(posting.account), "postings are to accounts of the chart");
    postings.push_back(
        {id, ++line, posting.account, entry.customer_id, posting.amount.minor_units(), posting.amount.currency()});
  }
  return id;
}

} // namespace

EntryId post(db::Tx &tx, db::Database &ids, const Entry &entry, Instant now) {
  std::vector<EntryRow> entries;
  std::vector<PostingRow> postings;
  const auto entity = entity_of(entry, entities_of(tx, std::span(&entry, 1)));
  const EntryId id = add_rows(ids, hold_books(tx), entry, entity, now, entries, postings);
  insert_entries(tx, entries, postings);
  return id;
}

void post_all(db::Tx &tx, db::Database &ids, std::span<const Entry> all, Instant now) {
  if (all.empty())
    return;
  std::vector<EntryRow> entries;
  std::vector<PostingRow> postings;
  const Books books = hold_books(tx);
  entries.reserve(all.size());
  postings.reserve(all.size() * 3);
  const auto others = entities_of(tx, all);
  for (const Entry &entry : all)
    add_rows(ids, books, entry, entity_of(entry, others), now, entries, postings);
  insert_entries(tx, entries, postings);
}

} // namespace demarc::ledger
