// Takes the steps that prepaid services are due (prepaid.h): buys periods, or stops the service, and gives unused days
// back. A purchase, its invoice and the credit that pays it are one transaction: paid, or not renewed.
#pragma once

#include "billing/issue_documents.h"
#include "billing/prepaid.h"

namespace demarc::billing {

struct PrepaidWork {
  std::vector<IssuedDocument> documents; // of what was bought and given back
  std::vector<ServiceId> bought;         // whose next period is paid
  std::vector<ServiceId> not_covered;    // whose next period the balance does not cover
  bool changed_anything = false;         // access is to be decided anew

  void add(PrepaidWork &&more);
};

// Brings every prepaid service of the customer to `today`. To be called with the customer locked, after anything that
// may change what is due: a sale, a payment, a pause, a hold, a day. A payment calls it before as well, so that days
// nobody had looked at yet are bought with the balance that there was. Nothing due: reads only.
PrepaidWork renew_prepaid(db::Tx &tx, db::Database &ids, CustomerId customer, Date today, Instant now,
                          std::optional<ServiceId> wanted = {});
// For a change of plan now: what was bought for the service is not used from `today` on, what the plan gives back is
// the customer's credit, and the next period is bought today.
PrepaidWork rebuy_prepaid(db::Tx &tx, db::Database &ids, CustomerId customer, ServiceId service, Date today,
                          Instant now);

// What the next period of a prepaid service costs, and the balance that would buy it.
struct NextPurchase {
  Date from, until;
  Money gross;
  Money balance;

  [[nodiscard]] bool is_covered() const { return gross <= balance; }
};
// None: the service is not prepaid, has ended by then, or cannot be billed.
std::optional<NextPurchase> next_purchase(db::Tx &tx, ServiceId service, Date today);
// The customer's credit in their currency.
Money prepaid_balance(db::Tx &tx, CustomerId customer, Currency currency);

} // namespace demarc::billing
