// Discounts on the invoice: what a customer is given off the recurring lines of their invoices, a percentage or an
// amount, on some invoices or for ever. When a billing day's charges are known, each discount is divided over them in
// proportion to their prices (largest remainder), and each charge keeps its shares beside its price. So owed and billed
// are compared by prices alone (difference.h), as if there were no discounts, and a credit gives back its part of the
// shares: what was really charged. A rule.
//
// Lowered is what recurs and is billed to the customer for their own services: no fees, nothing charged once, no trial,
// nothing of accounts they pay for, nothing bought in advance. Percentages before amounts, never below zero.
//
// A discount counts once for a billing day, whatever documents that day makes. Nothing is counted but the shares: a day
// counts while something of what it took off is left. So an invoice that is voided, or taken back whole, gives its use
// back.
//
// Days that are credited and charged anew, as by another plan, a pause that is taken back or an invoice that is voided,
// keep what they had: no more than was given back, and of a percentage no more than it is of the new price. That still
// counts for the day that gave it first.
#pragma once

#include "calendar/date.h"
#include "money/money.h"
#include "subscribers/ids.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace demarc::billing {

struct InvoiceDiscount {
  CustomerDiscountId id;
  std::string name;
  Date from;                    // on invoices of this day and later ones
  std::optional<Date> until;    // the first day without it
  std::int64_t percent_ppm = 0; // of what is lowered
  std::int64_t amount_minor = 0;
  std::optional<int> invoices = {}; // so many billing days; none: for ever
};

// What a discount took off a charge; of a credit, what was given back of it. In the terms of the charge's price: with
// tax where the price holds it.
struct DiscountShare {
  CustomerDiscountId id;
  Date used_on; // the billing day that it counts for
  std::int64_t minor = 0;
  std::string name = {};
  bool is_kept = false; // from days that were charged before
};
std::int64_t sum_of(std::span<const DiscountShare> shares);
// "2.50 EUR (Welcome) and 1.00 EUR (Loyal)".
std::string in_words(std::span<const DiscountShare> shares, Currency currency);
// As a credit is billed: below zero.
std::vector<DiscountShare> given_back(std::vector<DiscountShare> shares);
// Takes from `left`, the shares of a charge of which `net_minor` is left, the part that goes with `credited_minor` of
// it; with the last of the charge all that is left.
std::vector<DiscountShare> take_back(std::vector<DiscountShare> &left, std::int64_t net_minor,
                                     std::int64_t credited_minor);

struct Account;
struct Difference;
// Puts the shares on the charges of what is billed on a day.
void lower(const Account &account, Difference &billed, Date on);

} // namespace demarc::billing
