// What must hold of the books (docs/architecture.md, and the rules of the money side), asked of the stored rows in SQL
// and of the reference. None of it uses src/billing's rules. Each throws Violation.
#pragma once

#include "tests/sim/checks_taxes.h"
#include "tests/sim/world.h"

#include <unordered_map>

namespace demarc::sim {

// Of the numbers of the second legal entity. It sells from a country where it owes no tax of the places of
// checks_taxes.h.
constexpr const char *second_prefix = "T-";

// Days billed once and on the right plan, prices, documents, tax, discounts, what is open, credit, allocation of this
// customer.
void check_customer(db::Tx &tx, int number, const People &people, const std::vector<TaxFrom> &tax);
// A discount on the invoice as it was given.
struct GivenOff {
  int customer = 0;
  CustomerDiscountId id;
  int coupon = 0; // 0: by hand
  std::int64_t ppm = 0, minor = 0;
  int invoices = 0; // 0: for ever
  Date from;
  std::optional<Date> until = {};
};
// It is stored so, and a coupon is given to each customer once, and in all as often as it says.
void check_given(db::Tx &tx, const std::map<int, GivenOff> &given);
// Discounts on the invoice (checks_discounts.cc).
void check_invoice_discounts(db::Tx &tx, int number, CustomerId customer);
// What was voided is taken back whole, stays what it was and is owed no more.
void check_void(db::Tx &tx, int number, std::int64_t invoice_id);

// A payment settles the oldest invoices, never more than itself, and its rest is credit.
void check_payment(db::Tx &tx, int number, std::int64_t payment_id);

// The whole: entries sum to zero, numbers without gaps, issued documents as they were when last seen, nobody cut off
// who owes nothing overdue, and every rule of `demarc verify`.
class WholeCheck {
public:
  void look(db::Tx &tx, Date today);

private:
  std::unordered_map<std::int64_t, std::size_t> seen_; // hash of each document
};

// Deferred revenue is what the days from `day` on are worth, line by line.
void check_deferred(db::Tx &tx, Date day);

} // namespace demarc::sim
