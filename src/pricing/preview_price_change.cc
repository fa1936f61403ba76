#include "pricing/preview_price_change.h"

#include "platform/http/page.h"
#include "pricing/terms.h"

#include <algorithm>

namespace demarc::pricing {

namespace {

constexpr int customers_at_once = 1000;

struct Totals {
  std::int64_t services = 0, customers = 0, difference_minor = 0;
  std::optional<Date> first_date, last_date;

  void add(const std::vector<PlannedMove> &moves) {
    bool any = false;
    for (const PlannedMove &planned : moves) {
      if (planned.move.follows)
        continue;
      any = true;
      ++services;
      difference_minor += planned.difference_minor;
      first_date = first_date ? std::min(*first_date, planned.move.on) : planned.move.on;
      last_date = last_date ? std::max(*last_date, planned.move.on) : planned.move.on;
    }
    customers += any ? 1 : 0;
  }
};

} // namespace

Outcome<PriceChangePreview> preview_price_change(db::Tx &tx, PlanId plan, const NewPriceChange &in, int limit,
                                                 std::optional<CustomerId> after, Date today) {
  TRY(terms, terms_of(tx, plan, in, today));
  PriceChangePreview preview;
  preview.from_versions = terms.from_numbers();
  for (const catalog::PlanVersion &version : catalog::versions_of(tx, plan)) {
    if (version.version < terms.to.version && !terms.from.contains(version.id))
      preview.left_out_versions.push_back(version.version);
  }
  preview.currency = terms.to.currency;
  preview.notice_days = terms.notice_days;
  Totals totals;
  bool is_full = false;
  CustomerId last = after.value_or(CustomerId());
  // Ends: each turn goes on behind the last customer of the one before. The first page goes through all, to count them.
  for (;;) {
    const auto customers = affected_customers(tx, last, terms.from_ids(), in.on, customers_at_once, false);
    if (customers.empty())
      break;
    for (const Addressee &customer : load_addressees(tx, customers)) {
      const auto moves = planned_moves(customer, terms);
      totals.add(moves);
      if (moves.empty() || (is_full && preview.next_cursor))
        continue;
      if (is_full) {
        preview.next_cursor = http::make_cursor(preview.items.back().customer_id.value());
        continue;
      }
      for (const PlannedMove &planned : moves) {
        if (!planned.move.follows)
          preview.items.push_back({planned.service_id, customer.id, customer.name, planned.username,
                                   planned.old_price_minor, terms.to.price_minor, planned.move.on});
      }
      is_full = preview.items.size() >= static_cast<std::size_t>(limit);
    }
    last = customers.back();
    if (after && preview.next_cursor)
      break;
  }
  if (!after) {
    preview.services = totals.services;
    preview.customers = totals.customers;
    preview.monthly_difference_minor = monthly(totals.difference_minor, terms.to.interval());
    preview.first_date = totals.first_date;
    preview.last_date = totals.last_date;
  }
  return preview;
}

} // namespace demarc::pricing
