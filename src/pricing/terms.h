// The terms of a price change: which versions go to which one, from when at the earliest. What a preview shows and what
// an announcement does are worked out from these in the same way. An operation's step.
#pragma once

#include "pricing/price_change_store.h"
#include "pricing/price_move.h"

#include <set>
#include <unordered_map>

namespace demarc::pricing {

struct Terms {
  catalog::PlanVersion to; // id 0: to be made
  bool makes_version = false;
  std::unordered_map<PlanVersionId, catalog::PlanVersion> from;
  Date earliest; // of the first day at the new price
  int notice_days = 0;
  std::set<CustomerId> except;

  [[nodiscard]] Left left() const;
  [[nodiscard]] std::vector<PlanVersionId> from_ids() const;
  [[nodiscard]] std::vector<int> from_numbers() const; // ascending
};

Outcome<Terms> terms_of(db::Tx &tx, PlanId plan, const NewPriceChange &in, Date today);
// Of one that was created; its day is put off where its work is late.
Terms terms_of(db::Tx &tx, const PriceChangeRow &row, Date today);

// What an amount per interval is per month; a month of days is a twelfth of 365.25.
std::int64_t monthly(std::int64_t minor, Interval interval);

struct PlannedMove {
  ServiceId service_id;
  std::string username;
  Move move;
  std::int64_t old_price_minor = 0;
  // Of what a full period comes to: in the quantity and after the discounts of that day (money-rules 6.3). Rounded
  // once.
  std::int64_t difference_minor = 0;
};
// Of one customer; those left alone have none.
std::vector<PlannedMove> planned_moves(const Addressee &customer, const Terms &terms);

} // namespace demarc::pricing
