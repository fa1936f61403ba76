#include "ledger/seal_journal.h"

#include "ledger/seal.h"
#include "ledger/seal_store.h"

namespace demarc::ledger {

namespace {

constexpr int sealed_at_once = 5'000;
constexpr int ranges_at_once = 500;

// Ranges that follow each other without a gap, as one: what was posted entry by entry is read together.
std::vector<UnsealedRow> joined(const std::vector<UnsealedRow> &ranges) {
  std::vector<UnsealedRow> spans;
  for (const UnsealedRow &range : ranges) {
    if (!spans.empty() && range.first_id.value() == spans.back().last_id.value() + 1)
      spans.back().last_id = range.last_id;
    else
      spans.push_back(range);
  }
  return spans;
}

// Up to sealed_at_once entries; 0 when nothing waits.
std::int64_t seal_some(db::Tx &tx, Chain &chain) {
  std::vector<SealRow> seals;
  for (const UnsealedRow &span : joined(unsealed_ranges(tx, ranges_at_once))) {
    const int room = sealed_at_once - static_cast<int>(seals.size());
    if (room <= 0)
      break;
    const auto entries = entries_to_seal(tx, span, room);
    for (const FullEntry &full : entries) {
      chain.hash = seal_of(chain.hash, full.entry, full.postings);
      seals.push_back({++chain.length, full.entry.id, chain.hash});
    }
    const bool is_cut = entries.size() == static_cast<std::size_t>(room);
    replace_ranges(tx, span, is_cut ? std::optional(EntryId(entries.back().entry.id.value() + 1)) : std::nullopt);
  }
  insert_seals(tx, seals);
  return static_cast<std::int64_t>(seals.size());
}

} // namespace

std::int64_t seal_journal(db::Database &database) {
  std::int64_t sealed = 0;
  for (;;) { // ends: entries are posted more slowly than they are sealed
    // So that an idle minute writes nothing.
    if (database.read([](db::Tx &tx) { return unsealed_ranges(tx, 1).empty(); }))
      return sealed;
    sealed += database.write([](db::Tx &tx) {
      Chain chain = take_chain(tx);
      const std::int64_t some = seal_some(tx, chain);
      save_chain(tx, chain);
      return some;
    });
  }
}

std::int64_t seal_all(db::Tx &tx) {
  Chain chain = take_chain(tx);
  std::int64_t sealed = 0;
  while (!unsealed_ranges(tx, 1).empty())
    sealed += seal_some(tx, chain);
  save_chain(tx, chain);
  return sealed;
}

} // namespace demarc::ledger
