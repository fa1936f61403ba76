// What discounts on the invoice took off, for people.
#pragma once

#include "billing/document.h"
#include "platform/db/db.h"

namespace demarc::billing {

// A billing day that a discount lowered, and what is left of that. Days that were taken back whole are not among them.
struct DiscountUse {
  CustomerDiscountId discount_id;
  Date used_on;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(DiscountUse, (), (discount_id, used_on, amount_minor))
std::vector<DiscountUse> discount_uses(db::Tx &tx, CustomerId customer); // by discount and day

// Of a line: what each took off it; of a line of a credit note, what it keeps back of the price.
struct LineDiscountRow {
  std::int64_t line = 0;
  CustomerDiscountId discount_id;
  std::string name;
  std::int64_t percent_ppm = 0;
  std::int64_t amount_minor = 0; // > 0
};
BOOST_DESCRIBE_STRUCT(LineDiscountRow, (), (line, discount_id, name, percent_ppm, amount_minor))
std::vector<LineDiscountRow> line_discounts(db::Tx &tx, InvoiceId invoice); // by line

} // namespace demarc::billing
