#include "portal/home.h"

#include "billing/quote_bill.h"
#include "subscribers/customer_store.h"
#include "subscribers/customer_tax.h"
#include "usage/usage_store.h"

#include <algorithm>

namespace demarc::portal {

namespace {

constexpr int most_due = 100;

// Where the service is today: it may have moved from the customer's own address.
PortalPlace place_of(db::Tx &tx, const network::ServiceRow &row, Date today) {
  PortalPlace place;
  if (const auto customer = subscribers::find_customer(tx, row.customer_id))
    place = {customer->street, customer->city, customer->postal_code, customer->region, customer->country};
  for (const subscribers::ServiceLocation &at : subscribers::locations_of_service(tx, row.id))
    if (at.from_date <= std::max(today, row.starts_on) && !at.street.empty())
      place = {at.street, at.city, at.postal_code, at.region, at.country};
  return place;
}

// The first documents that a run would issue for the customer after today, as the quote has them.
std::optional<NextBill> next_bill(db::Tx &tx, CustomerId customer, const std::vector<PortalService> &services,
                                  Date today) {
  const auto running = std::find_if(services.begin(), services.end(),
                                    [&](const PortalService &s) { return !s.ends_on || *s.ends_on > today; });
  if (running == services.end())
    return std::nullopt;
  billing::QuoteQuestion question;
  question.service_id = running->id;
  const auto quote = billing::quote_bill(tx, question, today);
  if (!quote)
    return std::nullopt; // a life that a run would park: there is nothing to promise
  std::optional<NextBill> next;
  for (const billing::QuoteDocument &document : quote->documents) {
    if (document.customer_id != customer || (next && document.issued_on != next->issued_on))
      continue;
    if (!next)
      next = NextBill{document.issued_on, document.due_on, 0};
    next->gross_minor +=
        document.kind == billing::DocumentKind::credit_note ? -document.gross_minor : document.gross_minor;
  }
  return next;
}

// What the office notes of a hold or a pause is for colleagues; the decision's words have it.
void hide_notes(db::Tx &tx, ServiceId service, Date today, std::vector<network::Reason> &reasons) {
  for (network::Reason &reason : reasons) {
    if (reason.code == "held") {
      reason.text = "put on hold by us: ask us why";
    } else if (reason.code == "paused") {
      reason.text = "paused as you asked";
      for (const subscribers::ServicePause &pause : subscribers::pauses_of(tx, service))
        if (pause.covers(today) && pause.until_date)
          reason.text += ", service again from " + to_string(*pause.until_date);
    }
  }
}

} // namespace

PortalService portal_service(db::Tx &tx, network::ServiceRow row, Date today) {
  PortalService shown;
  shown.place = place_of(tx, row, today);
  shown.id = row.id;
  shown.username = std::move(row.username);
  shown.plan_id = row.plan_id;
  shown.plan_name = std::move(row.plan_name);
  shown.price_minor = row.price_minor;
  shown.quantity = row.quantity;
  shown.currency = row.currency;
  shown.down_kbit = row.down_kbit;
  shown.up_kbit = row.up_kbit;
  shown.starts_on = row.starts_on;
  shown.ends_on = row.ends_on;
  shown.status = network::service_status(tx, row.id);
  network::Access access = network::explain_access(tx, row.id);
  shown.verdict = access.verdict;
  shown.allowed_down_kbit = access.down_kbit;
  shown.allowed_up_kbit = access.up_kbit;
  shown.reasons = std::move(access.reasons);
  hide_notes(tx, shown.id, today, shown.reasons);
  const usage::UsageSum month = usage::month_usage(tx, row.id, today);
  shown.month_octets_in = month.octets_in;
  shown.month_octets_out = month.octets_out;
  shown.has_usage = month.octets_in + month.octets_out > 0;
  if (const auto live = network::live_session_of(tx, row.id))
    shown.connection = PortalConnection{live->started_at, live->framed_address, live->octets_in, live->octets_out};
  return shown;
}

Outcome<PortalHome> portal_home(db::Tx &tx, CustomerId id, Date today) {
  TRY(customer, subscribers::find_customer(tx, id));
  const subscribers::Owed owed = subscribers::owed_by(tx, id, today);
  PortalHome home;
  home.currency = customer.currency;
  home.balance_minor = owed.open_minor - owed.credit_minor;
  home.open_minor = owed.open_minor;
  home.overdue_minor = owed.overdue_minor;
  home.credit_minor = owed.credit_minor;
  billing::InvoiceFilter open;
  open.status = billing::InvoiceStatus::open;
  open.customer = id;
  open.limit = most_due;
  for (const billing::InvoiceRow &row : billing::list_invoices(tx, open, today))
    if (row.open_minor > 0)
      home.due.push_back({row.id, row.number, row.due_on, row.open_minor, row.due_on < today});
  std::stable_sort(home.due.begin(), home.due.end(),
                   [](const DueInvoice &a, const DueInvoice &b) { return a.due_on < b.due_on; });
  for (network::ServiceRow &row : network::service_rows_of(tx, id, today))
    if (!row.ends_on || *row.ends_on > today)
      home.services.push_back(portal_service(tx, std::move(row), today));
  home.next_bill = next_bill(tx, id, home.services, today);
  return home;
}

} // namespace demarc::portal
