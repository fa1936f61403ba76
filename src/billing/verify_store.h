// Sums over the books that must agree; each function answers what does not.
#pragma once

#include "billing/verify_billing.h"
#include "catalog/ids.h"

namespace demarc::billing {

std::vector<Problem> check_journal(db::Tx &tx, int limit);
std::vector<Problem> check_balances(db::Tx &tx, int limit);
std::vector<Problem> check_documents(db::Tx &tx, int limit);
std::vector<Problem> check_credit_notes(db::Tx &tx, int limit);
std::vector<Problem> check_charge_lines(db::Tx &tx, int limit);
std::vector<Problem> check_discounts(db::Tx &tx, int limit);
std::vector<Problem> check_entities(db::Tx &tx, int limit);

struct SeriesRow {
  std::string name;
  std::int64_t next = 0;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(SeriesRow, (), (name, next, legal_entity_id))
std::vector<SeriesRow> all_series(db::Tx &tx);
// A number that was given out, and the legal entity of its document.
struct NumberRow {
  std::string number;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(NumberRow, (), (number, legal_entity_id))
// In the order of the numbers' texts.
void each_number(db::Tx &tx, const std::function<void(const NumberRow &)> &use);

} // namespace demarc::billing
