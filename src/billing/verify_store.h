// Sums over the books that must agree; each function answers what does not.
#pragma once

#include "billing/verify_billing.h"

namespace demarc::billing {

std::vector<Problem> check_journal(db::Tx &tx, int limit);
std::vector<Problem> check_balances(db::Tx &tx, int limit);
std::vector<Problem> check_documents(db::Tx &tx, int limit);
std::vector<Problem> check_credit_notes(db::Tx &tx, int limit);
std::vector<Problem> check_charge_lines(db::Tx &tx, int limit);
std::vector<Problem> check_discounts(db::Tx &tx, int limit);

struct SeriesRow {
  std::string name;
  std::int64_t next = 0;
};
BOOST_DESCRIBE_STRUCT(SeriesRow, (), (name, next))
std::vector<SeriesRow> all_series(db::Tx &tx);
// Calls use(number) for every document, in the order of the numbers' texts.
void each_number(db::Tx &tx, const std::function<void(const std::string &)> &use);

} // namespace demarc::billing
