#include "ledger/seal.h"

#include "platform/crypto/crypto.h"

#include <fmt/format.h>

namespace demarc::ledger {

namespace {

void add(std::string &text, std::string_view field) {
  fmt::format_to(std::back_inserter(text), "{}:", field.size());
  text += field;
}
void add(std::string &text, std::int64_t field) {
  const fmt::format_int digits(field);
  add(text, std::string_view(digits.data(), digits.size()));
}
void add(std::string &text, const std::optional<CustomerId> &customer) {
  if (customer)
    add(text, customer->value());
  else
    add(text, std::string_view());
}

} // namespace

std::string content_of(const EntryRow &entry, std::span<const PostingRow> postings) {
  std::string text;
  add(text, entry.id.value());
  add(text, to_string(entry.entry_date));
  add(text, entry.document_date ? to_string(*entry.document_date) : std::string());
  add(text, entry.kind);
  add(text, entry.ref_kind);
  add(text, entry.ref_id);
  add(text, entry.customer_id);
  add(text, entry.memo);
  add(text, entry.created_at.us);
  add(text, static_cast<std::int64_t>(postings.size()));
  for (const PostingRow &posting : postings) {
    add(text, posting.line);
    add(text, posting.account);
    add(text, posting.customer_id);
    add(text, posting.amount_minor);
    add(text, std::string(posting.currency.code()));
  }
  // Behind what older programs sealed, and only where it says something: entries from before keep their seals.
  if (entry.legal_entity_id) {
    add(text, std::string_view("legal_entity"));
    add(text, entry.legal_entity_id->value());
  }
  return text;
}

std::string seal_of(const std::string &previous, const EntryRow &entry, std::span<const PostingRow> postings) {
  return crypto::sha256_hex(previous + "\n" + content_of(entry, postings));
}

} // namespace demarc::ledger
