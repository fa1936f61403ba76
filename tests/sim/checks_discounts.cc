// Discounts on the invoice, as far as they can be told from what is stored by adding up.
#include "tests/sim/checks.h"

#include <fmt/format.h>

namespace demarc::sim {

namespace {

struct DiscountRow {
  std::int64_t id = 0;
  std::int64_t percent_ppm = 0, amount_minor = 0;
  std::optional<int> invoices;
  Date from_date;
  std::optional<Date> until_date;
  std::int64_t created_at = 0;
};
BOOST_DESCRIBE_STRUCT(DiscountRow, (), (id, percent_ppm, amount_minor, invoices, from_date, until_date, created_at))

struct GivenRow {
  std::int64_t id = 0, percent_ppm = 0, amount_minor = 0, invoices = 0;
  Date from_date, until_date;
  std::string code;
  std::int64_t redeemed = 0;
};
BOOST_DESCRIBE_STRUCT(GivenRow, (), (id, percent_ppm, amount_minor, invoices, from_date, until_date, code, redeemed))

struct ShareRow {
  std::int64_t discount_id = 0;
  Date used_on;
  std::int64_t amount_minor = 0;
  std::int64_t charge_id = 0;
  std::optional<std::int64_t> reverses;
  Date issued_on;
  std::string kind;
  std::int64_t is_others = 0;
};
BOOST_DESCRIBE_STRUCT(ShareRow, (),
                      (discount_id, used_on, amount_minor, charge_id, reverses, issued_on, kind, is_others))

struct LoweredRow {
  std::int64_t id = 0;
  Date issued_on;
  std::int64_t net_minor = 0;
  std::optional<std::int64_t> reverses;
  std::int64_t created_at = 0; // of the invoice
};
BOOST_DESCRIBE_STRUCT(LoweredRow, (), (id, issued_on, net_minor, reverses, created_at))

} // namespace

void check_given(db::Tx &tx, const std::map<int, GivenOff> &given) {
  std::map<std::int64_t, GivenRow> stored;
  for (GivenRow &row : tx.all<GivenRow>(
           "select d.id as id, d.percent_ppm as percent_ppm, d.amount_minor as amount_minor, coalesce(d.invoices, 0) as"
           " invoices, d.from_date as from_date, coalesce(d.until_date, '9999-12-31') as until_date, coalesce(c.code,"
           " '') as code, coalesce(c.redeemed, 0) as redeemed from customer_discount d left join coupon c on c.id ="
           " d.coupon_id"))
    stored.emplace(row.id, std::move(row));
  std::map<std::string, std::int64_t> times;
  for (const auto &[number, off] : given) {
    const auto found = stored.find(off.id.value());
    const std::string code = off.coupon > 0 ? fmt::format("BILL{}", off.coupon) : "";
    if (found == stored.end() || found->second.percent_ppm != off.ppm || found->second.amount_minor != off.minor ||
        found->second.invoices != off.invoices || found->second.from_date != off.from ||
        found->second.until_date != off.until.value_or(Date::of(9999, 12, 31)) || found->second.code != code)
      throw Violation("discounts_are_as_they_were_given", fmt::format("c{}: Off{}", off.customer, number),
                      off.customer);
    ++times[code];
  }
  if (stored.size() != given.size())
    throw Violation("discounts_are_as_they_were_given", "there are more than were given");
  for (const auto &[id, row] : stored) {
    if (!row.code.empty() && row.redeemed != times[row.code])
      throw Violation("coupons_count_how_often_they_were_given", row.code);
  }
}

void check_invoice_discounts(db::Tx &tx, int number, CustomerId customer) {
  const auto fail = [number](std::string rule, const std::string &detail) {
    throw Violation(std::move(rule), fmt::format("c{}: {}", number, detail), number);
  };
  const auto discounts =
      tx.all<DiscountRow>("select id, percent_ppm, amount_minor, invoices, from_date, until_date,"
                          " created_at from customer_discount where customer_id = $1 order by from_date, id",
                          customer);
  if (discounts.empty())
    return;
  std::map<std::int64_t, std::map<Date, std::int64_t>> used;         // what is left, by discount and day
  std::map<Date, std::map<std::int64_t, std::int64_t>> given;        // on a day's charges, by charge
  std::map<std::int64_t, std::map<std::int64_t, std::int64_t>> left; // of each charge, by discount
  std::set<Date> mended;                                             // days that kept or gave back something
  std::map<std::pair<std::int64_t, Date>, std::int64_t> of_day;
  for (const ShareRow &row : tx.all<ShareRow>(
           "select d.discount_id as discount_id, d.used_on as used_on, d.amount_minor as amount_minor, h.id as"
           " charge_id, h.reverses_charge_id as reverses, i.issued_on as issued_on, h.kind as kind, case when"
           " s.customer_id = i.customer_id then 0 else 1 end as is_others from charge_discount d join charge h on h.id "
           "="
           " d.charge_id join invoice i on i.id = h.invoice_id join service s on s.id = h.service_id join"
           " customer_discount c on c.id = d.discount_id where c.customer_id = $1",
           customer)) {
    if (row.is_others != 0 || (row.kind != "recurring" && row.kind != "credit"))
      fail("discounts_lower_what_recurs_of_their_own", fmt::format("charge {} is {}", row.charge_id, row.kind));
    if (row.reverses ? row.amount_minor >= 0 : row.amount_minor <= 0)
      fail("discounts_lower_charges_and_credits", fmt::format("charge {}: {}", row.charge_id, row.amount_minor));
    used[row.discount_id][row.used_on] += row.amount_minor;
    left[row.reverses.value_or(row.charge_id)][row.discount_id] += row.amount_minor;
    if (row.reverses || row.used_on != row.issued_on) {
      mended.insert(row.issued_on);
    } else {
      given[row.issued_on][row.charge_id] += row.amount_minor;
      of_day[{row.discount_id, row.issued_on}] += row.amount_minor;
    }
  }
  for (const auto &[charge, shares] : left) {
    for (const auto &[discount, minor] : shares) {
      if (minor < 0)
        fail("discounts_give_back_what_they_gave", fmt::format("charge {}: {} too much", charge, -minor));
    }
  }
  for (const DiscountRow &discount : discounts) {
    int days = 0;
    for (const auto &[day, minor] : used[discount.id]) {
      if (minor < 0)
        fail("discounts_give_back_what_they_gave", fmt::format("discount {} on {}", discount.id, to_string(day)));
      days += minor > 0 ? 1 : 0;
      if (minor > 0 && (day < discount.from_date || (discount.until_date && day >= *discount.until_date)))
        fail("discounts_hold_on_their_days", fmt::format("discount {} on {}", discount.id, to_string(day)));
      if (discount.amount_minor > 0 && minor > discount.amount_minor)
        fail("a_discount_is_given_once_a_day",
             fmt::format("discount {} on {}: {}", discount.id, to_string(day), minor));
    }
    if (discount.invoices && days > *discount.invoices)
      fail("discounts_are_on_so_many_invoices",
           fmt::format("discount {} is on {} instead of {}", discount.id, days, *discount.invoices));
  }
  // A day that mends nothing: all that recurs of their own, percentages of it, then amounts, none below zero.
  std::map<Date, std::int64_t> lowered;
  for (const LoweredRow &row : tx.all<LoweredRow>(
           "select h.id as id, i.issued_on as issued_on, h.net_minor as net_minor, h.reverses_charge_id as reverses,"
           " i.created_at as created_at from charge h join invoice i on i.id = h.invoice_id join service s on s.id ="
           " h.service_id where"
           " i.customer_id = $1 and s.customer_id = $1 and h.kind in ('recurring', 'credit')",
           customer)) {
    if (row.reverses)
      mended.insert(row.issued_on);
    else
      lowered[row.issued_on] += row.net_minor;
    // What was issued earlier that day stays as it is.
    for (const DiscountRow &discount : discounts) {
      if (discount.from_date == row.issued_on && row.created_at < discount.created_at)
        mended.insert(row.issued_on);
    }
  }
  for (const auto &[day, nets] : lowered) {
    if (mended.contains(day))
      continue;
    std::int64_t rest = nets;
    for (const bool is_percent : {true, false}) {
      for (const DiscountRow &discount : discounts) {
        if ((discount.percent_ppm > 0) != is_percent || day < discount.from_date ||
            (discount.until_date && day >= *discount.until_date))
          continue;
        const auto found = of_day.find({discount.id, day});
        const std::int64_t taken = found == of_day.end() ? 0 : found->second;
        std::int64_t due =
            std::min(rest, is_percent ? half_up(nets * discount.percent_ppm, 1'000'000) : discount.amount_minor);
        // All its invoices may have been used by then: of days that others gave back since, nobody knows here.
        if (taken == 0 && discount.invoices)
          continue;
        if (taken != due)
          fail("discounts_take_what_they_say", fmt::format("discount {} on {} takes {} of {}, expected {}", discount.id,
                                                           to_string(day), taken, nets, due));
        rest -= taken;
      }
    }
  }
}

} // namespace demarc::sim
