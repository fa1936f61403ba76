#include "billing/compare_bills.h"

#include "billing/charge_store.h"
#include "billing/comparison_store.h"

#include <algorithm>
#include <set>

namespace demarc::billing {

namespace {

Date first_of_month(Date date) { return Date::of(date.year(), date.month(), 1); }
std::string month_text(Date date) { return to_string(date).substr(0, 7); }

bool covers(const ServiceAccount &service, Date day) {
  for (const Charged &charge : service.charged) {
    if (!charge.reverses && charge.net_minor > 0 && charge.period.contains(day))
      return true;
  }
  return false;
}

bool works_on(const ServiceLife &life, Date day) {
  if (life.prepaid || life.starts_on > day || (life.ends_on && *life.ends_on <= day))
    return false;
  return std::none_of(life.pauses.begin(), life.pauses.end(),
                      [&](const Pause &pause) { return pause.from <= day && (!pause.until || *pause.until > day); });
}

// A service that the account pays for works on the day, and no bill so far covers the day of any of them.
bool waits_for_a_bill(const Account &account, Date day) {
  return std::any_of(account.services.begin(), account.services.end(),
                     [&](const ServiceAccount &service) {
                       return account.pays_for(service, day) && works_on(service.life, day);
                     }) &&
         std::none_of(account.services.begin(), account.services.end(),
                      [&](const ServiceAccount &service) { return covers(service, day); });
}

// The first day of the calendar month whose bill is the one before.
Date month_compared(const PlannedCustomer &customer, Date until, const PriceBook &book) {
  Date first = until;
  int months = 1;
  for (const PlannedDocument &planned : customer.documents) {
    first = std::min(first, planned.document.issued_on);
    for (const NewCharge &charge : planned.charges) {
      if (const auto price = book.prices.find(charge.plan_version_id); price != book.prices.end())
        months = std::max(months, price->second.interval.months());
    }
  }
  return first_of_month(first).plus_months_clamped(-months);
}

ComparedBill bill_of(const PlannedCustomer &customer, const ComparedDays &days) {
  ComparedBill bill;
  bill.customer_id = customer.customer.account.id;
  bill.currency = customer.customer.account.currency;
  bill.is_parked = customer.reason.has_value();
  bill.is_in_service = waits_for_a_bill(customer.customer.account, days.until);
  for (const PlannedDocument &planned : customer.documents) {
    const Document &document = planned.document;
    const bool is_invoice = document.kind == DocumentKind::invoice;
    ++(is_invoice ? bill.invoices : bill.credit_notes);
    if (is_invoice && !days.empty() && document.issued_on >= days.own_from)
      ++bill.invoices_of_days;
    const std::int64_t sign = is_invoice ? 1 : -1;
    bill.now +=
        {sign * document.net.minor_units(), sign * document.tax.minor_units(), sign * document.gross().minor_units()};
  }
  return bill;
}

} // namespace

ComparedDays compared_days(Date until, std::optional<Date> done) {
  ComparedDays days;
  days.until = until;
  const Date month = first_of_month(until), before = month.plus_months_clamped(-1);
  days.month_before = {before, month};
  days.days_before = {before, before};
  days.own_from = done && *done >= month ? done->plus_days(1) : month;
  if (days.own_from > until)
    return days;
  days.first_day = days.own_from.day();
  // On a month's last day the billing days that the month does not have come too.
  days.last_day = until.plus_days(1).day() == 1 ? 31 : until.day();
  const int length = month.plus_days(-1).day();
  days.days_before = {before.plus_days(std::min(days.first_day, length) - 1),
                      before.plus_days(std::min(days.last_day, length))};
  return days;
}

ComparedDays load_compared_days(db::Tx &tx, Date until) { return compared_days(until, last_done_date(tx)); }

ComparedPage compare_page(db::Tx &tx, CustomerId after, const ComparedDays &days, const PriceBook &book, int limit) {
  ComparedPage page;
  page.last = after;
  plan_by_key(tx);
  const auto found = compared_customers(tx, after, days, limit);
  page.is_last = found.size() < static_cast<std::size_t>(limit);
  if (found.empty()) {
    plan_as_usual(tx);
    return page;
  }
  page.last = found.back().id;
  std::vector<CustomerId> ids;
  for (const ComparedId &customer : found)
    ids.push_back(customer.id);
  std::vector<std::string> wanted;
  std::set<std::string> months;
  for (PlannedCustomer &planned : compute_bills(tx, ids, days.until, book)) {
    ComparedCustomer &added = page.customers.emplace_back();
    added.bill = bill_of(planned, days);
    wanted.push_back(month_text(month_compared(planned, days.until, book)));
    months.insert(wanted.back());
    added.planned = std::move(planned);
  }
  const auto billed = billed_by_month(tx, ids, {months.begin(), months.end()});
  plan_as_usual(tx);
  auto at = found.begin();
  for (std::size_t i = 0; i < page.customers.size(); ++i) {
    ComparedCustomer &customer = page.customers[i];
    const CustomerId id = customer.bill.customer_id;
    while (at != found.end() && at->id < id)
      ++at;
    customer.is_due = at != found.end() && at->id == id && at->is_due;
    page.due += customer.is_due ? 1 : 0;
    if (const auto sums = billed.find({id, wanted[i]}); sums != billed.end())
      customer.bill.before = sums->second;
  }
  return page;
}

} // namespace demarc::billing
