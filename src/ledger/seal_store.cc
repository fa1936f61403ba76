#include "ledger/seal_store.h"

namespace demarc::ledger {

namespace {

// An entry and one of its postings, flat: the entry's columns repeat.
struct FlatRow {
  EntryId id;
  Date entry_date;
  std::string kind;
  std::string ref_kind;
  std::int64_t ref_id = 0;
  std::optional<CustomerId> customer_id;
  std::string memo;
  Instant created_at;
  std::optional<Date> document_date;
  std::optional<LegalEntityId> legal_entity_id;
  std::optional<std::int64_t> line;
  std::optional<std::string> account;
  std::optional<CustomerId> posting_customer_id;
  std::optional<std::int64_t> amount_minor;
  std::optional<Currency> currency;
};
BOOST_DESCRIBE_STRUCT(FlatRow, (),
                      (id, entry_date, kind, ref_kind, ref_id, customer_id, memo, created_at, document_date,
                       legal_entity_id, line, account, posting_customer_id, amount_minor, currency))

EntryRow entry_of(const FlatRow &row) {
  return {row.id,          row.entry_date, row.kind,       row.ref_kind,      row.ref_id,
          row.customer_id, row.memo,       row.created_at, row.document_date, row.legal_entity_id};
}
void add_posting(FullEntry &entry, const FlatRow &row) {
  if (row.line)
    entry.postings.push_back(
        {row.id, *row.line, *row.account, row.posting_customer_id, *row.amount_minor, *row.currency});
}

struct SealedRow {
  std::int64_t seq = 0;
  EntryId entry_id;
  std::string hash;
  std::optional<EntryId> id;
  std::optional<Date> entry_date;
  std::optional<std::string> kind;
  std::optional<std::string> ref_kind;
  std::optional<std::int64_t> ref_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> memo;
  std::optional<Instant> created_at;
  std::optional<Date> document_date;
  std::optional<LegalEntityId> legal_entity_id;
  std::optional<std::int64_t> line;
  std::optional<std::string> account;
  std::optional<CustomerId> posting_customer_id;
  std::optional<std::int64_t> amount_minor;
  std::optional<Currency> currency;
};
BOOST_DESCRIBE_STRUCT(SealedRow, (),
                      (seq, entry_id, hash, id, entry_date, kind, ref_kind, ref_id, customer_id, memo, created_at,
                       document_date, legal_entity_id, line, account, posting_customer_id, amount_minor, currency))

} // namespace

Chain take_chain(db::Tx &tx) { return tx.one<Chain>("select length, hash from journal_chain where id = 1 for update"); }
Chain read_chain(db::Tx &tx) { return tx.one<Chain>("select length, hash from journal_chain where id = 1"); }
void save_chain(db::Tx &tx, const Chain &chain) {
  tx.exec("update journal_chain set length = $1, hash = $2 where id = 1", chain.length, chain.hash);
}

void insert_seals(db::Tx &tx, const std::vector<SealRow> &seals) { tx.insert_many("journal_seal", seals); }

std::vector<UnsealedRow> unsealed_ranges(db::Tx &tx, int limit) {
  return tx.all<UnsealedRow>("select first_id, last_id from journal_unsealed order by first_id limit $1", limit);
}

void replace_ranges(db::Tx &tx, const UnsealedRow &span, std::optional<EntryId> next) {
  tx.exec("delete from journal_unsealed where first_id >= $1 and first_id <= $2", span.first_id, span.last_id);
  if (next && *next <= span.last_id)
    tx.insert("journal_unsealed", UnsealedRow{*next, span.last_id});
}

std::vector<FullEntry> entries_to_seal(db::Tx &tx, const UnsealedRow &range, int limit) {
  std::vector<FullEntry> entries;
  for (const FlatRow &row : tx.all<FlatRow>(
           "select e.id as id, e.entry_date as entry_date, e.kind as kind, e.ref_kind as ref_kind, e.ref_id as ref_id,"
           " e.customer_id as customer_id, e.memo as memo, e.created_at as created_at,"
           " e.document_date as document_date, e.legal_entity_id as legal_entity_id, p.line as line,"
           " p.account as account, p.customer_id as posting_customer_id, p.amount_minor as amount_minor, p.currency as "
           "currency"
           " from (select * from journal_entry j where j.id >= $1 and j.id <= $2 and not exists"
           "  (select 1 from journal_seal s where s.entry_id = j.id) order by j.id limit $3) e"
           " left join posting p on p.entry_id = e.id order by e.id, p.line",
           range.first_id, range.last_id, limit)) {
    if (entries.empty() || entries.back().entry.id != row.id)
      entries.push_back({entry_of(row), {}});
    add_posting(entries.back(), row);
  }
  return entries;
}

void each_sealed(db::Tx &tx, const std::function<void(const SealRow &, const std::optional<FullEntry> &)> &use) {
  std::optional<SealRow> seal;
  std::optional<FullEntry> entry;
  const auto done = [&] {
    if (seal)
      use(*seal, entry);
  };
  tx.each<SealedRow>(
      "select s.seq as seq, s.entry_id as entry_id, s.hash as hash, e.id as id, e.entry_date as entry_date,"
      " e.kind as kind, e.ref_kind as ref_kind, e.ref_id as ref_id, e.customer_id as customer_id, e.memo as memo,"
      " e.created_at as created_at, e.document_date as document_date, e.legal_entity_id as legal_entity_id,"
      " p.line as line, p.account as account,"
      " p.customer_id as posting_customer_id, p.amount_minor as amount_minor, p.currency as currency"
      " from journal_seal s left join journal_entry e on e.id = s.entry_id"
      " left join posting p on p.entry_id = s.entry_id order by s.seq, p.line",
      [&](const SealedRow &row) {
        if (!seal || seal->seq != row.seq) {
          done();
          seal = SealRow{row.seq, row.entry_id, row.hash};
          entry.reset();
          if (row.id)
            entry = FullEntry{{*row.id, *row.entry_date, *row.kind, *row.ref_kind, *row.ref_id, row.customer_id,
                               *row.memo, *row.created_at, row.document_date, row.legal_entity_id},
                              {}};
        }
        if (entry && row.line)
          entry->postings.push_back(
              {row.entry_id, *row.line, *row.account, row.posting_customer_id, *row.amount_minor, *row.currency});
      });
  done();
}

std::optional<EntryId> first_unsealed_stray(db::Tx &tx) {
  return tx.maybe<EntryId>(
      "select e.id from journal_entry e left join journal_seal s on s.entry_id = e.id where s.entry_id is null and not"
      " exists (select 1 from journal_unsealed u where u.first_id <= e.id and u.last_id >= e.id) order by e.id limit "
      "1");
}

void insert_closed_months(db::Tx &tx, const std::vector<ClosedMonth> &months) {
  tx.insert_many("ledger_month", months);
}

std::vector<ClosedMonth> closed_months(db::Tx &tx) {
  return tx.all<ClosedMonth>(
      "select month, closed_at, closed_by, chain_length, chain_hash from ledger_month order by month");
}

void insert_closed_alone(db::Tx &tx, LegalEntityId entity, const std::vector<ClosedMonth> &months) {
  for (const ClosedMonth &m : months)
    tx.exec("insert into ledger_month_of (legal_entity_id, month, closed_at, closed_by, chain_length, chain_hash)"
            " values ($1, $2, $3, $4, $5, $6)",
            entity, m.month, m.closed_at, m.closed_by, m.chain_length, m.chain_hash);
}

std::vector<ClosedAlone> closed_alone(db::Tx &tx) {
  return tx.all<ClosedAlone>("select month, closed_at, closed_by, chain_length, chain_hash, legal_entity_id"
                             " from ledger_month_of order by legal_entity_id, month");
}

std::optional<std::string> hash_at(db::Tx &tx, std::int64_t seq) {
  return tx.maybe<std::string>("select hash from journal_seal where seq = $1", seq);
}

std::optional<Date> first_entry_date(db::Tx &tx) {
  return tx.maybe<Date>("select entry_date from journal_entry order by entry_date limit 1");
}

} // namespace demarc::ledger
