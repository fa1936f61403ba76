#include "ledger/verify_ledger.h"

#include "ledger/books.h"
#include "ledger/seal.h"
#include "ledger/seal_store.h"
#include "ledger/verify_store.h"

#include <fmt/format.h>

namespace demarc::ledger {

namespace {

void check_chain(db::Tx &tx, std::vector<std::string> &problems) {
  std::string previous;
  std::int64_t length = 0;
  bool fits = true;
  each_sealed(tx, [&](const SealRow &seal, const std::optional<FullEntry> &full) {
    if (!fits)
      return;
    if (seal.seq != length + 1) {
      fits = false;
      problems.push_back(fmt::format("chain_has_no_gaps: the seal {} is missing; the next is of journal entry {}",
                                     length + 1, seal.entry_id.value()));
      return;
    }
    ++length;
    if (!full) {
      fits = false;
      problems.push_back(fmt::format("journal_fits_its_seals: journal entry {} is gone", seal.entry_id.value()));
      return;
    }
    const std::string expected = seal_of(previous, full->entry, full->postings);
    if (seal.hash != expected) {
      fits = false;
      problems.push_back(fmt::format("journal_fits_its_seals: journal entry {} of {} ({}) is the first that does not "
                                     "fit its seal: it, its postings "
                                     "or the chain before it were changed",
                                     seal.entry_id.value(), to_string(full->entry.entry_date), full->entry.memo));
      return;
    }
    previous = expected;
  });
  if (!fits)
    return;
  const Chain chain = read_chain(tx);
  if (chain.length != length || chain.hash != previous)
    problems.push_back(
        fmt::format("chain_ends_where_it_says: there are {} seals, the chain says {}", length, chain.length));
  const auto check_month = [&](const ClosedMonth &month, const std::string &of) {
    const std::string at = month.chain_length == 0 ? std::string() : hash_at(tx, month.chain_length).value_or("");
    if (at != month.chain_hash)
      problems.push_back(fmt::format("closed_months_keep_their_seal: when {}{} closed, seal {} was another",
                                     month.month, of, month.chain_length));
  };
  for (const ClosedMonth &month : closed_months(tx))
    check_month(month, "");
  for (const ClosedAlone &month : closed_alone(tx))
    check_month(month, fmt::format(" of legal entity {}", month.legal_entity_id.value()));
}

} // namespace

std::vector<std::string> verify_ledger(db::Tx &tx) {
  std::vector<std::string> problems;
  check_chain(tx, problems);
  if (const auto stray = first_unsealed_stray(tx))
    problems.push_back(
        fmt::format("entries_come_by_posting: journal entry {} has no seal and waits for none", stray->value()));
  for (std::string &problem : check_revenue(tx, read_books(tx).earned_until))
    problems.push_back(std::move(problem));
  return problems;
}

} // namespace demarc::ledger
