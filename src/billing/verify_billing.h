// Re-derives what the books must satisfy, and says what does not fit. Reads only; a consistent snapshot is enough.
#pragma once

#include "platform/db/db.h"

namespace demarc::billing {

struct Problem {
  std::string rule;    // "receivables_equal_open_items": stable
  std::string subject; // "customer 17", "invoice 2026-000123"
  std::string detail;  // a sentence with both numbers
};
BOOST_DESCRIBE_STRUCT(Problem, (), (rule, subject, detail))

// Journal: entries balance; 1200 per customer is the sum of their open invoices; 2300 their unused credit.
// Documents: totals are those of the lines; open is gross less settlements; credit notes stay within their invoice, tax
// too; numbers have no gaps, per series and legal entity, and each document is of its customer's legal entity.
// Services: no day is billed twice; every charge is its share of the price; all days up to the last billing day are
// billed, on the plan they were on.
// At most `limit` problems of each rule.
std::vector<Problem> verify_billing(db::Tx &tx, int limit = 20);

} // namespace demarc::billing
