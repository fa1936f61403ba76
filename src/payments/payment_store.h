// Rows of payments.
#pragma once

#include "payments/take_payment.h"

namespace demarc::payments {

void insert_payment(db::Tx &tx, const Payment &payment);
std::optional<Payment> find_payment(db::Tx &tx, PaymentId id);

struct PaymentFilter {
  std::optional<CustomerId> customer_id;
  std::string words;            // in the reference or the customer's name
  std::optional<Date> from, to; // received, both inclusive
  std::optional<PaymentId> before;
  int limit = 50;
};
std::vector<Payment> list_payments(db::Tx &tx, const PaymentFilter &filter);
// Payments whose settlements and credit do not add up to their amount.
std::vector<std::string> verify_payments(db::Tx &tx);

} // namespace demarc::payments
