// When a customer is billed, and for what. A rule.
//
// A customer's billing days are the boundaries of their monthly cycle, from the day they joined on: 31 Jan, 28 Feb, 31
// Mar …, and those of what they have in weeks or days; where they agree there is one invoice. On a billing day
// everything owed until then (charges.h) is compared with what has been billed (difference.h):
//   new charges make one invoice, dated that day. A service that began since the last billing day is on it with its
//   stub, the days up to the boundary, and with the period that begins; credits make a credit note for each invoice
//   they correct, dated that day. They settle that invoice, then the oldest open ones; what is left is the customer's
//   credit, which the new invoice uses at once. Nothing is paid out by itself.
// Changes between billing days wait for the next one. Only a customer whose last service has ended does not wait: the
// next run bills or credits the rest, dated the day of the run. After missed runs every billing day is made up for, in
// order, each invoice with its own date.
//
// A customer who pays for others is billed for their services too, those periods that begin while he does. He has their
// boundaries as billing days beside his own.
//
// A plan of several months is billed on the boundaries that are its own; the days before the first of them are a stub.
#pragma once

#include "billing/difference.h"

namespace demarc::billing {

// Whose a service is that another account pays for, or did.
struct OtherAccount {
  CustomerId id;
  std::string heading; // of its lines: "C-1002 Anna Gruber"
  BillingAnchors anchors;
};
struct ServiceAccount {
  ServiceLife life;
  std::vector<Charged> charged; // to whomever
  std::optional<OtherAccount> of = {};
};
struct Account {
  CustomerId id;
  Currency currency = Currency::of("XXX");
  BillingAnchors anchors;
  Date joined_on;
  std::optional<Date> billed_until; // the last day on which what was owed was compared and billed
  std::vector<ServiceAccount> services;
  std::string heading = {};                    // of its own lines, on an invoice with those of others
  std::vector<PayerFrom> payers = {};          // who is billed for it, by `from`
  std::vector<InvoiceDiscount> discounts = {}; // by `from`, then by id

  // As charges and parts name this account when it is billed for the service.
  [[nodiscard]] std::optional<CustomerId> billed_as(const ServiceAccount &service) const {
    return service.of ? std::optional(id) : std::nullopt;
  }
  [[nodiscard]] const BillingAnchors &anchors_of(const ServiceAccount &service) const {
    return service.of ? service.of->anchors : anchors;
  }
  // Whether it is who pays for the service on that day.
  [[nodiscard]] bool pays_for(const ServiceAccount &service, Date day) const {
    return payer_on(service.life.payers, day) == billed_as(service);
  }
};

struct Bill {
  Date on;
  std::vector<NewCharge> charges;
  std::vector<NewCredit> credits;
};
struct Bills {
  std::vector<Bill> bills; // those with something on them, by date
  std::optional<Date> billed_until;
  Date next_on; // the first day on which there may be something to do, if nothing changes
  // False: a change since billed_until waits for the next billing day.
  bool in_step = true;
};

Result<Bills, Inconsistency> bills_due(Account account, const Prices &prices, Date until);

// What is owed until `account.billed_until` and was not billed, or the other way round; nothing for an account in step.
Result<Difference, Inconsistency> pending(const Account &account, const Prices &prices);

} // namespace demarc::billing
