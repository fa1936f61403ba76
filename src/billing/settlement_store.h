// Rows of open items, settlements and credits.
#pragma once

#include "base/clock.h"
#include "billing/settlement.h"
#include "platform/db/db.h"

namespace demarc::billing {

// Oldest first.
std::vector<OpenItem> open_items_of(db::Tx &tx, CustomerId customer);
std::vector<OpenItem> open_items_of(db::Tx &tx, const std::vector<CustomerId> &customers); // by customer, oldest first

struct AccountBalance {
  std::int64_t open_minor = 0;    // of invoices
  std::int64_t overdue_minor = 0; // of these, due before today
  std::int64_t credit_minor = 0;  // the customer's, not used yet
};
BOOST_DESCRIBE_STRUCT(AccountBalance, (), (open_minor, overdue_minor, credit_minor))
AccountBalance account_balance(db::Tx &tx, CustomerId customer, Date today);

struct Settlement {
  SettlementId id;
  InvoiceId invoice_id;
  std::string source_kind;
  std::int64_t source_id = 0;
  std::int64_t amount_minor = 0;
  Date settled_on;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Settlement, (), (id, invoice_id, source_kind, source_id, amount_minor, settled_on, created_at))
std::vector<Settlement> settlements_of(db::Tx &tx, InvoiceId invoice);
// What a source has paid so far, later uses of its surplus included.
std::vector<Allocation> allocations_of(db::Tx &tx, std::string_view source_kind, std::int64_t source_id);

struct Credit {
  CreditId id;
  CustomerId customer_id;
  std::string source_kind;
  std::int64_t source_id = 0;
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0;
  std::int64_t remaining_minor = 0;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Credit, (),
                      (id, customer_id, source_kind, source_id, currency, amount_minor, remaining_minor, created_at))
// Those with something left, by customer, oldest first.
std::vector<Credit> credits_of(db::Tx &tx, const std::vector<CustomerId> &customers);
// What was kept of a source when it came in, and what is left of that.
std::optional<Credit> credit_from(db::Tx &tx, std::string_view source_kind, std::int64_t source_id);

struct OpenItemRow {
  InvoiceId invoice_id;
  CustomerId customer_id;
  Date due_on;
  Currency currency = Currency::of("XXX");
  std::int64_t open_minor = 0;
};
BOOST_DESCRIBE_STRUCT(OpenItemRow, (), (invoice_id, customer_id, due_on, currency, open_minor))
void insert_open_items(db::Tx &tx, const std::vector<OpenItemRow> &items);
void insert_settlements(db::Tx &tx, const std::vector<Settlement> &settlements);
void insert_credits(db::Tx &tx, const std::vector<Credit> &credits);
void set_open(db::Tx &tx, InvoiceId invoice, std::int64_t open_minor);
void set_remaining(db::Tx &tx, CreditId credit, std::int64_t remaining_minor);

} // namespace demarc::billing
