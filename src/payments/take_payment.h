// Taking a payment: one transaction books it, settles invoices oldest first, keeps a surplus as credit, derives the
// standing anew and decides access, so that what the customer paid for is on its way to the network when this commits.
#pragma once

#include "base/clock.h"
#include "billing/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::payments {

using PaymentId = StrongId<struct PaymentTag>;

enum class Method { cash, bank, card, other };
BOOST_DESCRIBE_ENUM(Method, cash, bank, card, other)

struct NewPayment {
  CustomerId customer_id;
  std::int64_t amount_minor = 0; // > 0, in the customer's currency
  Method method = Method::cash;
  std::optional<Date> received_on; // today when absent; not in the future
  std::optional<std::string> reference;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(NewPayment, (), (customer_id, amount_minor, method, received_on, reference, note))

struct Allocation {
  InvoiceId invoice_id;
  std::string invoice_number;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(Allocation, (), (invoice_id, invoice_number, amount_minor))

struct Payment {
  PaymentId id;
  CustomerId customer_id;
  std::string customer_name;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::of("EUR");
  Method method = Method::cash;
  Date received_on;
  std::string reference;
  std::string note;
  Instant recorded_at;
  std::string recorded_by;
  std::vector<Allocation> allocations;      // oldest invoice first
  std::int64_t credited_minor = 0;          // what no invoice needed: kept for the next one
  std::vector<ServiceId> restored_services; // that this payment brought back (only in the answer that recorded it)
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (id, customer_id, customer_name, amount_minor, currency, method, received_on, reference, note,
                       recorded_at, recorded_by, allocations, credited_minor, restored_services))

// The ledger account that money of a method comes in on.
std::string_view money_account(Method method);

Outcome<Payment> take_payment(db::Tx &tx, db::Database &ids, const NewPayment &in, Instant now,
                              const std::string &actor);

} // namespace demarc::payments
