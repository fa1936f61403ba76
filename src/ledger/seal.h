// The seal of a journal entry: a hash over its content and the seal before it, so that nothing in the chain can change
// without every later seal changing too. A rule.
//
// The content is text, one field after the other, each with its length before it, in this order; it is stored nowhere
// and must never change its form:
//   entry id, date, document date (empty when the same), kind, ref kind, ref id, customer (empty without), memo,
//   created at (microseconds), number of postings; of each posting: line, account, customer, amount in minor units,
//   currency.
#pragma once

#include "ledger/journal_store.h"

#include <span>

namespace demarc::ledger {

std::string content_of(const EntryRow &entry, std::span<const PostingRow> postings);
// SHA-256 in hex. The first seal of a chain has an empty text before it.
std::string seal_of(const std::string &previous, const EntryRow &entry, std::span<const PostingRow> postings);

} // namespace demarc::ledger
