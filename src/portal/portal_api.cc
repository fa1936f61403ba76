#include "portal/portal_api.h"

#include "billing/explanation_store.h"
#include "catalog/provider.h"
#include "documents/pay_code.h"
#include "documents/printed_file.h"
#include "payments/allocation_rules.h"
#include "portal/home.h"
#include "portal/own.h"
#include "portal/plan_choice.h"

namespace demarc::portal {

namespace {

struct RoomQuery {
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(RoomQuery, (), (limit, cursor))

struct PayFact {
  std::string label, value;
};
BOOST_DESCRIBE_STRUCT(PayFact, (), (label, value))

struct HowToPay {
  std::string title;
  std::vector<PayFact> facts; // in the language of the invoice
  std::string link;           // empty: none
  std::string code_label;
  int code_side = 0;     // of the QR code; 0: none
  std::string code_dark; // its modules row by row, 1 is dark
};
BOOST_DESCRIBE_STRUCT(HowToPay, (), (title, facts, link, code_label, code_side, code_dark))

struct OwnInvoice {
  billing::Invoice invoice;
  std::optional<HowToPay> how_to_pay; // none: nothing is open, or the provider says nothing of it
};
BOOST_DESCRIBE_STRUCT(OwnInvoice, (), (invoice, how_to_pay))

struct OwnPayment {
  payments::PaymentId id;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::of("XXX");
  payments::Method method = payments::Method::other;
  Date received_on;
  std::string reference;
  std::vector<payments::Allocation> allocations;
  std::int64_t credited_minor = 0;
};
BOOST_DESCRIBE_STRUCT(OwnPayment, (),
                      (id, amount_minor, currency, method, received_on, reference, allocations, credited_minor))

Date day_of(http::Call &call, db::Tx &tx) { return catalog::business_date(tx, call.now()); }

// What the office wrote for itself stays there.
billing::Invoice without_staff(billing::Invoice invoice) {
  if (invoice.voided)
    invoice.voided->actor = invoice.voided->reason = "";
  return invoice;
}

void hide_staff(billing::LineBoundary &at) {
  if (!at.event)
    return;
  at.event->actor = std::nullopt;
  at.event->detail = "";
}

OwnPayment shown_payment(payments::Payment p) {
  return {p.id,
          p.amount_minor,
          p.currency,
          p.method,
          p.received_on,
          std::move(p.reference),
          std::move(p.allocations),
          p.credited_minor};
}

HowToPay shown_box(documents::PayBox box) {
  HowToPay shown{std::move(box.title), {}, std::move(box.link), std::move(box.code_label), 0, ""};
  for (documents::Fact &fact : box.facts)
    shown.facts.push_back({std::move(fact.label), std::move(fact.value)});
  if (const auto qr = box.code.empty() ? std::nullopt : documents::make_qr(box.code)) {
    shown.code_side = qr->side;
    for (int y = 0; y < qr->side; ++y)
      for (int x = 0; x < qr->side; ++x)
        shown.code_dark += qr->dark(x, y) ? '1' : '0';
  }
  return shown;
}

tl::unexpected<Refusal> cursor_malformed() {
  return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
}

Outcome<http::Page<billing::InvoiceRow>> own_invoices(http::Call &call, db::Tx &tx, const RoomQuery &query) {
  const int limit = http::page_limit(query.limit);
  billing::InvoiceFilter filter;
  filter.customer = own_customer(call);
  filter.limit = limit + 1;
  if (query.cursor) {
    const auto keys = http::parse_cursor<std::string, std::int64_t>(*query.cursor);
    const auto date = keys ? Date::parse(std::get<0>(*keys)) : std::nullopt;
    if (!date)
      return cursor_malformed();
    filter.before = std::pair(*date, InvoiceId(std::get<1>(*keys)));
  }
  return http::page_of(billing::list_invoices(tx, filter, day_of(call, tx)), limit, [](const billing::InvoiceRow &row) {
    return http::make_cursor(to_string(row.issued_on), row.id.value());
  });
}

Outcome<http::Page<OwnPayment>> own_payments(http::Call &call, db::Tx &tx, const RoomQuery &query) {
  const int limit = http::page_limit(query.limit);
  payments::PaymentFilter filter;
  filter.customer_id = own_customer(call);
  filter.limit = limit + 1;
  if (query.cursor) {
    const auto keys = http::parse_cursor<std::int64_t>(*query.cursor);
    if (!keys)
      return cursor_malformed();
    filter.before = payments::PaymentId(std::get<0>(*keys));
  }
  std::vector<OwnPayment> rows;
  for (payments::Payment &payment : payments::list_payments(tx, filter))
    rows.push_back(shown_payment(std::move(payment)));
  return http::page_of(std::move(rows), limit, [](const OwnPayment &p) { return http::make_cursor(p.id.value()); });
}

http::Operation room(std::string id, std::string summary, std::string description = {}) {
  return {.id = std::move(id),
          .summary = std::move(summary),
          .permission = http::permission_portal,
          .tag = "Portal",
          .description = std::move(description)};
}

} // namespace

} // namespace demarc::portal

template <> struct demarc::http::Rules<demarc::portal::RoomQuery> {
  static FieldRules fields() { return {{"limit", {.minimum = 1, .maximum = max_limit}}}; }
};
template <> struct demarc::http::Rules<demarc::portal::WantedPlan> {
  static FieldRules fields() {
    return {{"on", {.description = "Today when absent; at the latest the next billing day"}}};
  }
};

namespace demarc::portal {

namespace {

void register_papers(http::Api &api) {
  api.get<RoomQuery, http::Page<billing::InvoiceRow>>(
      "/v1/portal/invoices", room("portal_invoices", "The subscriber's invoices, newest first"), own_invoices);
  api.get<http::NoQuery, OwnInvoice>("/v1/portal/invoices/{id}",
                                     room("portal_invoice", "An invoice of the subscriber, and how to pay it"),
                                     [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<OwnInvoice> {
                                       TRY(invoice, own_invoice(tx, call, day_of(call, tx)));
                                       OwnInvoice own{without_staff(std::move(invoice)), std::nullopt};
                                       if (own.invoice.open_minor > 0) {
                                         TRY(box, documents::pay_box_of(tx, own.invoice.id, own.invoice.open_minor));
                                         if (box)
                                           own.how_to_pay = shown_box(std::move(*box));
                                       }
                                       return own;
                                     });
  for (const documents::Form form : {documents::Form::pdf, documents::Form::html}) {
    const std::string name = form == documents::Form::pdf ? "pdf" : "html";
    const std::string as = form == documents::Form::pdf ? " as PDF" : " as HTML";
    api.get<http::NoQuery, http::File>(
        "/v1/portal/invoices/{id}/" + name, room("portal_invoice_" + name, "An invoice of the subscriber" + as),
        [form](http::Call &call, const http::NoQuery &) -> Outcome<http::File> {
          const auto own = call.database().read([&](db::Tx &tx) { return own_invoice(tx, call, day_of(call, tx)); });
          if (!own)
            return tl::make_unexpected(own.error());
          return documents::as_file(call, documents::print_bill(call.database(), own->id, form, call.now()), form);
        });
  }
  api.get<http::NoQuery, billing::LineExplanation>(
      "/v1/portal/invoices/{id}/lines/{line_id}/explanation",
      room("portal_explain_line", "Why a line of an invoice is what it is",
           "The same as staff see, without who in the office did what."),
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<billing::LineExplanation> {
        TRY(invoice, own_invoice(tx, call, day_of(call, tx)));
        TRY(explanation, billing::find_line_explanation(tx, invoice.id, call.path_number("line_id")));
        hide_staff(explanation.begins);
        hide_staff(explanation.ends);
        return explanation;
      });
  api.get<RoomQuery, http::Page<OwnPayment>>(
      "/v1/portal/payments", room("portal_payments", "What the subscriber has paid, newest first"), own_payments);
  api.get<http::NoQuery, http::File>(
      "/v1/portal/payments/{id}/receipt/pdf", room("portal_receipt_pdf", "The receipt of a payment as PDF"),
      [](http::Call &call, const http::NoQuery &) -> Outcome<http::File> {
        const auto own = call.database().read([&](db::Tx &tx) { return own_payment(tx, call); });
        if (!own)
          return tl::make_unexpected(own.error());
        return documents::as_file(call,
                                  documents::print_receipt(call.database(), own->id, documents::Form::pdf, call.now()),
                                  documents::Form::pdf);
      });
}

void register_plan_change(http::Api &api) {
  api.get<http::NoQuery, PlanChoice>(
      "/v1/portal/services/{id}/plans",
      room("portal_plans", "Plans that a service of the subscriber may change to",
           "Plans that are offered in the portal, of the service's kind. `not_now` says why none can be chosen."),
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<PlanChoice> {
        TRY(service, own_service(tx, call));
        return plan_choice(tx, service, day_of(call, tx));
      });
  http::Operation quote = room("portal_quote_plan", "What a change of plan would cost",
                               "The documents of POST /v1/quotes with the change and without it. Nothing is written.");
  quote.idempotent = false;
  api.post<WantedPlan, PlanChangeQuote>("/v1/portal/services/{id}/plan-quote", std::move(quote),
                                        [](http::Call &call, const WantedPlan &in) -> Outcome<PlanChangeQuote> {
                                          return call.database().read([&](db::Tx &tx) -> Outcome<PlanChangeQuote> {
                                            TRY(service, own_service(tx, call));
                                            return quote_wanted(tx, service, in, day_of(call, tx));
                                          });
                                        });
  api.post<WantedPlan, PortalService>(
      "/v1/portal/services/{id}/change-plan",
      room("portal_change_plan", "Change the plan of a service of the subscriber",
           "As the office does, with what the quote showed. Refused where a person must do it."),
      [](http::Call &call, db::Tx &tx, const WantedPlan &in) -> Outcome<PortalService> {
        TRY(service, own_service(tx, call));
        const Date today = day_of(call, tx);
        TRY(changed, change_to_wanted(tx, call.database(), service, in, {call.now(), today, call.actor().name}));
        return portal_service(tx, *network::service_row(tx, changed.id, today), today);
      });
}

} // namespace

void register_portal_api(http::Api &api, SubscriberSignIn &sign_in) {
  register_portal_session_api(api, sign_in);
  api.get<http::NoQuery, PortalHome>("/v1/portal/home",
                                     room("portal_home", "What is due, what comes next, and the subscriber's services"),
                                     [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                       return portal_home(tx, own_customer(call), day_of(call, tx));
                                     });
  register_papers(api);
  register_plan_change(api);
}

} // namespace demarc::portal
