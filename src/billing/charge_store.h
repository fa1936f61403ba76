// Rows that billing works from: customers with their services' histories and charges, marks of how far each is billed.
#pragma once

#include "base/clock.h"
#include "billing/bill.h"
#include "platform/db/db.h"

namespace demarc::billing {

// Between these two every statement of the transaction is one that reads the rows of a few hundred customers, and
// PostgreSQL finds them by their keys whatever it believes the tables to hold: it plans anew, because it would go on
// with the plan it made when the tables of a first run were still empty, and does without whole passes, because for
// tables it has no figures of yet it takes a few hundred customers to be most of them. As usual again before anything
// is written: the checks of foreign keys would be planned anew for each row too.
void plan_by_key(db::Tx &tx);
void plan_as_usual(db::Tx &tx);

// Customers that a run of `until` has to look at, ids above `after`, in order. The first form locks them until the
// transaction ends.
std::vector<CustomerId> lock_due_customers(db::Tx &tx, CustomerId after, Date until, int limit);
std::vector<CustomerId> due_customers(db::Tx &tx, CustomerId after, Date until, int limit);
std::int64_t count_due_customers(db::Tx &tx, Date until);
std::vector<CustomerId> customers_after(db::Tx &tx, CustomerId after, int limit);

struct BillableCustomer {
  Account account;
  std::string name;
  std::string bill_to; // the address block of a document
  std::string language;
  bool has_mark = false;
  bool in_step = true;                                // as the mark says
  LegalEntityId legal_entity_id = first_legal_entity; // who bills them
};
// Who pays, or paid, for whom.
struct PaidAccount {
  CustomerId payer_id;
  CustomerId customer_id;
};
BOOST_DESCRIBE_STRUCT(PaidAccount, (), (payer_id, customer_id))
std::vector<PaidAccount> accounts_paid_by(db::Tx &tx, const std::vector<CustomerId> &payers);
// The services of `other`, in its own account, as services that `payer` may be billed for.
void add_services_of(Account &payer, const Account &other);

// By id; everything read for all of them at once, with the services of those that they pay for.
std::vector<BillableCustomer> load_customers(db::Tx &tx, const std::vector<CustomerId> &customers);

struct ChargeRow {
  ChargeId id;
  ServiceId service_id;
  std::string kind;
  Date period_start;
  Date period_end;
  Date full_start;
  Date full_end;
  std::int64_t revision = 0;
  PlanVersionId plan_version_id;
  std::int64_t net_minor = 0;
  Currency currency = Currency::of("XXX");
  std::optional<ChargeId> reverses_charge_id;
  InvoiceId invoice_id;
  std::int64_t line = 0;
  ServiceItemId item_id = plan_item;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_micro;
  std::string tax_place;
  std::optional<CustomerId> payer_id; // who is billed; none: the service's customer
};
BOOST_DESCRIBE_STRUCT(ChargeRow, (),
                      (id, service_id, kind, period_start, period_end, full_start, full_end, revision, plan_version_id,
                       net_minor, currency, reverses_charge_id, invoice_id, line, item_id, quantity, price_micro,
                       tax_place, payer_id))
void insert_charges(db::Tx &tx, const std::vector<ChargeRow> &charges);
// What a discount on the invoice took off a charge; of a credit below zero.
struct ChargeDiscountRow {
  ChargeId charge_id;
  CustomerDiscountId discount_id;
  Date used_on;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ChargeDiscountRow, (), (charge_id, discount_id, used_on, amount_minor))
// After their charges. The days that they count for are made where they are new.
void insert_charge_discounts(db::Tx &tx, const std::vector<ChargeDiscountRow> &rows);

struct BillingMark {
  CustomerId customer_id;
  std::optional<Date> billed_until;
  Date next_on;
  bool in_step = true;
};
BOOST_DESCRIBE_STRUCT(BillingMark, (), (customer_id, billed_until, next_on, in_step))
// `replaced`: those of `marks` that have a row already.
void save_marks(db::Tx &tx, const std::vector<BillingMark> &marks, const std::vector<CustomerId> &replaced);

} // namespace demarc::billing
