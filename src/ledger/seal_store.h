// The chain's rows, and entries with their postings in the order that sealing and verifying read them.
#pragma once

#include "ledger/journal_store.h"

#include <functional>

namespace demarc::ledger {

struct UnsealedRow {
  EntryId first_id;
  EntryId last_id;
};
BOOST_DESCRIBE_STRUCT(UnsealedRow, (), (first_id, last_id))

struct Chain {
  std::int64_t length = 0;
  std::string hash; // of the last seal; empty at first
};
BOOST_DESCRIBE_STRUCT(Chain, (), (length, hash))
// Alone, until the transaction ends: one sealer at a time.
Chain take_chain(db::Tx &tx);
Chain read_chain(db::Tx &tx);
void save_chain(db::Tx &tx, const Chain &chain);

struct SealRow {
  std::int64_t seq = 0;
  EntryId entry_id;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(SealRow, (), (seq, entry_id, hash))
void insert_seals(db::Tx &tx, const std::vector<SealRow> &seals);

// The next ranges of entries without seals.
std::vector<UnsealedRow> unsealed_ranges(db::Tx &tx, int limit);
// The ranges that begin in `span` give way to what is left of it from `next` on.
void replace_ranges(db::Tx &tx, const UnsealedRow &span, std::optional<EntryId> next);

struct FullEntry {
  EntryRow entry;
  std::vector<PostingRow> postings;
};
// Of a range of ids, in order, at most `limit`; those that have a seal already are left out.
std::vector<FullEntry> entries_to_seal(db::Tx &tx, const UnsealedRow &range, int limit);

// Every seal in the chain's order, with its entry, or without when that is gone.
void each_sealed(db::Tx &tx, const std::function<void(const SealRow &, const std::optional<FullEntry> &)> &use);
// The first entry that neither has a seal nor waits for one.
std::optional<EntryId> first_unsealed_stray(db::Tx &tx);

struct ClosedMonth {
  std::string month; // "2026-01"
  Instant closed_at;
  std::string closed_by;
  std::int64_t chain_length = 0;
  std::string chain_hash;
};
BOOST_DESCRIBE_STRUCT(ClosedMonth, (), (month, closed_at, closed_by, chain_length, chain_hash))
// For all legal entities.
void insert_closed_months(db::Tx &tx, const std::vector<ClosedMonth> &months);
// In order.
std::vector<ClosedMonth> closed_months(db::Tx &tx);
// Of one entity by itself.
struct ClosedAlone : ClosedMonth {
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(ClosedAlone, (ClosedMonth), (legal_entity_id))
void insert_closed_alone(db::Tx &tx, LegalEntityId entity, const std::vector<ClosedMonth> &months);
// By entity, in order.
std::vector<ClosedAlone> closed_alone(db::Tx &tx);
std::optional<std::string> hash_at(db::Tx &tx, std::int64_t seq);
// The date of the journal's first entry.
std::optional<Date> first_entry_date(db::Tx &tx);

} // namespace demarc::ledger
