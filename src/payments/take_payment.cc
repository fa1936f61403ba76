#include "payments/take_payment.h"

#include "billing/allocate_payment.h"
#include "catalog/provider.h"
#include "dunning/credit_control.h"
#include "network/services.h"
#include "payments/payment_store.h"
#include "payments/referral_reward.h"
#include "subscribers/customer.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::payments {

namespace {
std::string spent_on(const Payment &payment) {
  std::string text;
  for (const Allocation &a : payment.allocations)
    text += fmt::format("{}{} on invoice {}", text.empty() ? "" : ", ",
                        to_string(Money::minor(a.amount_minor, payment.currency)), a.invoice_number);
  if (payment.credited_minor > 0)
    text += fmt::format("{}{} kept as credit", text.empty() ? "" : ", ",
                        to_string(Money::minor(payment.credited_minor, payment.currency)));
  return text;
}
} // namespace

std::string_view money_account(Method method) {
  switch (method) {
  case Method::cash: return ledger::account::cash;
  case Method::card: return ledger::account::processor_clearing;
  case Method::bank:
  case Method::other: break;
  }
  return ledger::account::bank;
}

Outcome<Payment> take_payment(db::Tx &tx, db::Database &ids, const NewPayment &in, Instant now,
                              const std::string &actor) {
  const Date today = catalog::business_date(tx, now);
  TRY(customer, subscribers::lock_customer(tx, in.customer_id));
  if (in.amount_minor <= 0 || in.amount_minor > Money::limit_minor / 1000)
    return refuse("amount_not_positive", "A payment is more than zero, in minor units (29.00 EUR is 2900).",
                  "amount_minor");
  const Date received_on = in.received_on.value_or(today);
  if (received_on > today)
    return refuse("received_in_future",
                  fmt::format("{} has not come yet; today is {}.", to_string(received_on), to_string(today)),
                  "received_on");

  // Days that nobody has looked at yet are bought with what there was before.
  network::renew_prepaid_services(tx, ids, customer.id, now, today, {.words = "the calendar"});
  Payment payment;
  payment.id = ids.next<PaymentId>("payment");
  payment.customer_id = customer.id;
  payment.customer_name = customer.name;
  payment.amount_minor = in.amount_minor;
  payment.currency = customer.currency;
  payment.method = in.method;
  payment.received_on = received_on;
  payment.reference = in.reference.value_or("");
  payment.note = in.note.value_or("");
  payment.recorded_at = now;
  payment.recorded_by = actor;
  insert_payment(tx, payment);

  const Money amount = Money::minor(payment.amount_minor, payment.currency);
  const auto allocated = billing::allocate_payment(
      tx, ids, customer.id, {std::string(billing::payment_source), payment.id.value()}, amount, received_on, now);
  for (const billing::Allocation &a : allocated.allocations)
    payment.allocations.push_back({a.invoice_id, a.invoice_number, a.amount_minor});
  payment.credited_minor = allocated.credited.minor_units();

  ledger::Entry entry{
      .date = received_on,
      .kind = "payment",
      .ref_kind = "payment",
      .ref_id = payment.id.value(),
      .customer_id = customer.id,
      .memo = fmt::format("Payment {} {}", boost::describe::enum_to_string(payment.method, ""), payment.reference),
      .postings = billing::credit_side(allocated)};
  entry.postings.insert(entry.postings.begin(), {std::string(money_account(payment.method)), amount});
  ledger::post(tx, ids, entry, now);

  subscribers::tell(tx, ids,
                    {.customer_id = customer.id,
                     .at = now,
                     .kind = "payment.recorded",
                     .title = fmt::format("Payment of {} recorded", to_string(amount)),
                     .detail = spent_on(payment),
                     .actor = actor,
                     .ref_kind = "payment",
                     .ref_id = payment.id.value(),
                     .ref_text = payment.reference});
  const network::Cause cause{.words = fmt::format("payment of {}", to_string(amount)),
                             .ref_kind = "payment",
                             .ref_id = payment.id.value(),
                             .ref_text = payment.reference};
  auto changes = dunning::refresh_standing(tx, ids, customer.id, now, today, cause);
  const auto renewed = network::renew_prepaid_services(tx, ids, customer.id, now, today, cause);
  changes.insert(changes.end(), renewed.begin(), renewed.end());
  for (const network::AccessChange &change : changes) {
    if (change.restored())
      payment.restored_services.push_back(change.service_id);
  }
  look_for_reward(tx, customer.id, now);
  tx.notify("dashboard", "");
  return payment;
}

} // namespace demarc::payments
