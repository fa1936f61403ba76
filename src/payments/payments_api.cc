#include "payments/payments_api.h"

#include "payments/allocation_rules.h"
#include "payments/payment_store.h"
#include "payments/void_invoice.h"
#include "platform/http/page.h"

namespace demarc::payments {
namespace {
struct PaymentQuery {
  std::optional<CustomerId> customer_id;
  std::optional<std::string> q;
  std::optional<Date> from, to;
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PaymentQuery, (), (customer_id, q, from, to, limit, cursor))
} // namespace
} // namespace demarc::payments

template <> struct demarc::http::Rules<demarc::payments::NewPayment> {
  static FieldRules fields() {
    return {{"amount_minor", {.minimum = 1, .description = "In minor units of the customer's currency"}},
            {"received_on", {.description = "Today when absent; never in the future"}},
            {"reference", {.max_length = 140, .description = "What the bank or the receipt says"}},
            {"note", {.max_length = 500, .multiline = true}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::VoidReason> {
  static FieldRules fields() {
    return {{"reason",
             {.min_length = 1, .max_length = 500, .description = "Why it should not have gone out; kept with it"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::Method> {
  static constexpr std::string_view name = "PaymentMethod";
  static FieldRules fields() { return {}; }
};

namespace demarc::payments {

void register_payments_api(http::Api &api) {
  api.get<PaymentQuery, http::Page<Payment>>(
      "/v1/payments",
      {.id = "list_payments", .summary = "Payments, newest first", .permission = "payments.read", .tag = "Payments"},
      [](http::Call &, db::Tx &tx, const PaymentQuery &query) -> Outcome<http::Page<Payment>> {
        PaymentFilter filter{query.customer_id, query.q.value_or(""), query.from,
                             query.to,          std::nullopt,         http::page_limit(query.limit) + 1};
        if (query.cursor) {
          const auto cursor = http::parse_cursor<std::int64_t>(*query.cursor);
          if (!cursor)
            return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
          filter.before = PaymentId(std::get<0>(*cursor));
        }
        return http::page_of(list_payments(tx, filter), filter.limit - 1,
                             [](const Payment &p) { return http::make_cursor(p.id.value()); });
      });
  api.post<NewPayment, Payment>(
      "/v1/payments",
      {.id = "take_payment",
       .summary = "Record money received",
       .permission = "payments.write",
       .tag = "Payments",
       .status = 201,
       .description =
           "Settles the oldest open invoices; a surplus is kept as credit and pays the next one. When nothing "
           "overdue is left, restricted services are restored at once."},
      [](http::Call &call, db::Tx &tx, const NewPayment &in) {
        return take_payment(tx, call.database(), in, call.now(), call.actor().name);
      });
  api.post<VoidReason, billing::Invoice>(
      "/v1/invoices/{id}/void",
      {.id = "void_invoice",
       .summary = "Void an invoice",
       .permission = "billing.run",
       .tag = "Billing",
       .description =
           "It keeps its number and its document and is marked; a credit note of today takes back all that is "
           "left of it. What it billed and is owed still is billed again on the next billing day. Refused for "
           "a credit note (not_an_invoice), twice (void_already), where something was paid (invoice_paid), "
           "and where nothing is left of it (credited_already)."},
      [](http::Call &call, db::Tx &tx, const VoidReason &in) {
        return void_invoice(tx, call.database(), call.path_id<InvoiceId>("id"), in, call.now(), call.actor().name);
      });
  api.get<http::NoQuery, Payment>(
      "/v1/payments/{id}",
      {.id = "get_payment", .summary = "A payment", .permission = "payments.read", .tag = "Payments"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<Payment> {
        auto payment = find_payment(tx, call.path_id<PaymentId>("id"));
        if (!payment)
          return refuse(Refusal::Kind::not_found, "payment_unknown", "There is no such payment.");
        return std::move(*payment);
      });
}

} // namespace demarc::payments
