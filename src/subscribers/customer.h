// Customers: who buys, where they live, and from which day their billing cycle counts.
#pragma once

#include "base/clock.h"
#include "catalog/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::subscribers {

enum class CustomerKind { residential, business };
BOOST_DESCRIBE_ENUM(CustomerKind, residential, business)

// Kept in step by the operations that change services and standing: lists filter by it.
enum class CustomerStatus { lead, active, suspended, left };
BOOST_DESCRIBE_ENUM(CustomerStatus, lead, active, suspended, left)

struct Customer {
  CustomerId id;
  std::string number; // "C-001042": what people say on the phone
  CustomerKind kind = CustomerKind::residential;
  std::string name, email, phone;
  std::string street, city, postal_code, region, country;
  std::string vat_number, language, note;
  Currency currency = Currency::of("EUR");
  // The billing day is this date's day of the month; periods count from this date, clamped in shorter months.
  Date billing_anchor;
  DunningPolicyId dunning_policy_id;
  Date joined_on;
  CustomerStatus status = CustomerStatus::lead;
  LegalEntityId legal_entity_id = first_legal_entity; // whose customer they are: who sells, bills and is owed
};
BOOST_DESCRIBE_STRUCT(Customer, (),
                      (id, number, kind, name, email, phone, street, city, postal_code, region, country, vat_number,
                       language, note, currency, billing_anchor, dunning_policy_id, joined_on, status, legal_entity_id))

struct NewCustomer {
  std::string name;
  CustomerKind kind = CustomerKind::residential;
  std::optional<std::string> email, phone;
  std::string street, city, postal_code;
  std::optional<std::string> region, country, vat_number, language, note;
  std::optional<int> billing_day; // 1..31; the day of joining when absent
  std::optional<DunningPolicyId> dunning_policy_id;
  std::optional<CustomerId> referred_by = {};        // referral.h
  std::optional<LegalEntityId> legal_entity_id = {}; // the first one when absent
};
BOOST_DESCRIBE_STRUCT(NewCustomer, (),
                      (name, kind, email, phone, street, city, postal_code, region, country, vat_number, language, note,
                       billing_day, dunning_policy_id, referred_by, legal_entity_id))

// The last date on the billing day at or before joining: the cycle whose boundaries everything of this customer
// follows. `billing_day` is 1 to 31; shorter months use their last.
Outcome<Date> anchor_for(int billing_day, Date joined_on);

Outcome<Customer> create_customer(db::Tx &tx, db::Database &ids, const NewCustomer &in, Instant now,
                                  const std::string &actor);
// What is absent stays. The billing day is not among them: changing it moves money and has an operation of its own.
struct CustomerEdit {
  std::optional<CustomerKind> kind;
  std::optional<std::string> name, email, phone, street, city, postal_code, region, country, vat_number, language, note;
  std::optional<DunningPolicyId> dunning_policy_id;
  // Refused once something was billed to them or booked (legal_entity_in_use), and while one is billed for the other
  // with a customer of another entity (legal_entity_differs).
  std::optional<LegalEntityId> legal_entity_id = {};
};
BOOST_DESCRIBE_STRUCT(CustomerEdit, (),
                      (kind, name, email, phone, street, city, postal_code, region, country, vat_number, language, note,
                       dunning_policy_id, legal_entity_id))
Outcome<Customer> edit_customer(db::Tx &tx, db::Database &ids, CustomerId id, const CustomerEdit &edit, Instant now,
                                const std::string &actor);
Outcome<Customer> find_customer(db::Tx &tx, CustomerId id);
// Locks the customer's row until the transaction ends: every operation that changes their money or services begins with
// it, so two of them never work from the same old state.
Outcome<Customer> lock_customer(db::Tx &tx, CustomerId id);
void set_status(db::Tx &tx, CustomerId id, CustomerStatus status);

} // namespace demarc::subscribers
