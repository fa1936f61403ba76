#include "portal/own.h"

#include "base/ensure.h"

namespace demarc::portal {

CustomerId own_customer(const http::Call &call) {
  ENSURE(call.actor().via == http::Actor::Via::subscriber && call.actor().subscriber_id > 0,
         "an operation of the portal is asked by a subscriber");
  return CustomerId(call.actor().subscriber_id);
}

Outcome<subscribers::Service> own_service(db::Tx &tx, const http::Call &call) {
  auto service = subscribers::find_service(tx, call.path_id<ServiceId>("id"));
  if (!service || service->customer_id != own_customer(call))
    return refuse(Refusal::Kind::not_found, "service_unknown", "You have no such service.");
  return std::move(*service);
}

Outcome<billing::Invoice> own_invoice(db::Tx &tx, const http::Call &call, Date today) {
  auto invoice = billing::find_invoice(tx, call.path_id<InvoiceId>("id"), today);
  if (!invoice || invoice->customer_id != own_customer(call))
    return refuse(Refusal::Kind::not_found, "invoice_unknown", "You have no such invoice.");
  return invoice;
}

Outcome<payments::Payment> own_payment(db::Tx &tx, const http::Call &call) {
  auto payment = payments::find_payment(tx, call.path_id<payments::PaymentId>("id"));
  if (!payment || payment->customer_id != own_customer(call))
    return refuse(Refusal::Kind::not_found, "payment_unknown", "You have no such payment.");
  return std::move(*payment);
}

} // namespace demarc::portal
