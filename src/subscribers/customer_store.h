// Rows of customers.
#pragma once

#include "calendar/billing_cycle.h"
#include "subscribers/customer.h"

#include <unordered_map>

namespace demarc::subscribers {

void insert_customer(db::Tx &tx, const Customer &customer, Instant now);
void update_customer(db::Tx &tx, const Customer &customer);
// Of those among them whose billing day was changed; for all others it is Customer::billing_anchor for ever. `newest`
// of a customer is that one.
std::unordered_map<CustomerId, BillingAnchors> changed_anchors(db::Tx &tx, const std::string &id_list,
                                                               const std::function<Date(CustomerId)> &newest);
BillingAnchors anchors_of(db::Tx &tx, const Customer &customer);
// From `on` on another one; what was to change on that day or later is dropped.
void store_anchor(db::Tx &tx, const Customer &customer, const BillingAnchors &now, Date on, Date anchor,
                  const std::string &actor, Instant at);
// The billing day was chosen: it stays, also when a trial comes first.
void store_chosen_billing_day(db::Tx &tx, CustomerId customer);
// It was not, and nothing was sold yet nor is anybody else billed.
bool may_move_billing_day(db::Tx &tx, CustomerId customer);
// Of a customer of whom nothing has been billed.
void store_first_anchor(db::Tx &tx, CustomerId customer, Date anchor);
std::optional<DunningPolicyId> default_policy(db::Tx &tx);
// Folds anew up to `limit` customers whose search text an older program folded; answers how many there were. 0: all
// are up to date.
int renew_search_texts(db::Tx &tx, int limit);
bool policy_exists(db::Tx &tx, DunningPolicyId id);
// Something was billed to them or for their services, or booked.
bool has_books(db::Tx &tx, CustomerId customer);

// A line of the customer list, money and network included.
struct CustomerRow {
  CustomerId id;
  std::string number;
  std::string name;
  CustomerKind kind = CustomerKind::residential;
  std::string city;
  std::string email;
  std::string phone;
  CustomerStatus status = CustomerStatus::lead;
  std::int64_t balance_minor = 0; // what they owe; negative: credit
  std::int64_t overdue_minor = 0;
  Currency currency = Currency::of("EUR");
  std::int64_t services = 0; // not ended
  std::int64_t online = 0;   // open sessions
  Date joined_on;
  bool is_paused = false; // suspended, and that by their own wish alone: what is off is paused
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (),
                      (id, number, name, kind, city, email, phone, status, balance_minor, overdue_minor, currency,
                       services, online, joined_on, is_paused))

// As the row says it.
bool is_paused(db::Tx &tx, CustomerId id, Date today);

// What a customer owes, at a glance.
struct Owed {
  std::int64_t open_minor = 0;    // of all unpaid invoices
  std::int64_t overdue_minor = 0; // of those past their due date
  std::int64_t credit_minor = 0;  // that no invoice has used yet
};
BOOST_DESCRIBE_STRUCT(Owed, (), (open_minor, overdue_minor, credit_minor))
Owed owed_by(db::Tx &tx, CustomerId id, Date today);

enum class CustomerSort { name, number, newest };
BOOST_DESCRIBE_ENUM(CustomerSort, name, number, newest)

struct CustomerFilter {
  std::string words; // every word must appear in name, number, contact or address
  std::optional<CustomerStatus> status;
  std::optional<CustomerKind> kind;
  bool overdue_only = false;
  CustomerSort sort = CustomerSort::name;
  // The row after which the page begins: its sort key and id.
  std::optional<std::pair<std::string, std::int64_t>> after;
  int limit = 50;
};
std::vector<CustomerRow> list_customers(db::Tx &tx, const CustomerFilter &filter, Date today);
std::int64_t count_customers(db::Tx &tx, const CustomerFilter &filter, Date today);

} // namespace demarc::subscribers
