// Sums and rows that reports are made of. Every currency apart; dates are inclusive. `entity`: of that
// legal entity's books alone; none: of all of them together.
#pragma once

#include "billing/ids.h"
#include "catalog/ids.h"
#include "ledger/journal.h"
#include "platform/db/db.h"

#include <functional>

namespace demarc::reports {

struct BalanceRow {
  std::string account;
  Currency currency = Currency::of("XXX");
  std::int64_t opening_minor = 0; // debit positive
  std::int64_t debit_minor = 0;
  std::int64_t credit_minor = 0;
};
BOOST_DESCRIBE_STRUCT(BalanceRow, (), (account, currency, opening_minor, debit_minor, credit_minor))
std::vector<BalanceRow> balances(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity);

struct OpenInvoiceRow {
  std::int64_t invoice_id = 0;
  std::string number;
  CustomerId customer_id;
  std::string customer_number;
  std::string customer_name;
  Currency currency = Currency::of("XXX");
  Date issued_on;
  Date due_on;
  std::int64_t gross_minor = 0;
  std::int64_t open_minor = 0;
};
BOOST_DESCRIBE_STRUCT(OpenInvoiceRow, (),
                      (invoice_id, number, customer_id, customer_number, customer_name, currency, issued_on, due_on,
                       gross_minor, open_minor))
// What was open at the end of `day`, by customer and due date.
void each_open_invoice(db::Tx &tx, Date day, std::optional<CustomerId> customer, std::optional<LegalEntityId> entity,
                       const std::function<void(const OpenInvoiceRow &)> &use);

struct DeferredRow {
  std::string month;
  std::string kind; // of entries
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0; // credit positive: what is owed in service
};
BOOST_DESCRIBE_STRUCT(DeferredRow, (), (month, kind, currency, amount_minor))
// Movements of account 2400 until `to`.
std::vector<DeferredRow> deferred_movements(db::Tx &tx, Date to, std::optional<LegalEntityId> entity);

struct CurrencySum {
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(CurrencySum, (), (currency, amount_minor))
// What of the lines booked by `day` is deferred at its end and will be earned by the end of `by`.
std::vector<CurrencySum> release_by(db::Tx &tx, Date day, Date by, std::optional<Date> recognised,
                                    std::optional<LegalEntityId> entity);
std::vector<CurrencySum> deferred_at(db::Tx &tx, Date day, std::optional<Date> recognised,
                                     std::optional<LegalEntityId> entity);

struct RevenueLine {
  std::int64_t invoice_id = 0;
  std::string number;
  std::string customer_name;
  std::string description;
  std::string period_start;
  std::string period_end;
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0;
  std::int64_t opening_minor = 0; // deferred when the period begins
  std::int64_t earned_minor = 0;
  std::int64_t closing_minor = 0;
};
BOOST_DESCRIBE_STRUCT(RevenueLine, (),
                      (invoice_id, number, customer_name, description, period_start, period_end, currency, amount_minor,
                       opening_minor, earned_minor, closing_minor))
// Lines that were deferred, or earned something, within the days. `plan` and `place` narrow it: a plan's code, a city.
void each_revenue_line(db::Tx &tx, Date from, Date to, std::optional<Date> recognised, const std::string &plan,
                       const std::optional<std::string> &place, std::optional<LegalEntityId> entity,
                       const std::function<void(const RevenueLine &)> &use);

struct RevenueGroup {
  std::string key;  // plan code, city
  std::string name; // plan name, region
  std::string kind; // plan kind, country
  std::string account;
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(RevenueGroup, (), (key, name, kind, account, currency, amount_minor))
std::vector<RevenueGroup> revenue_of_plans(db::Tx &tx, Date from, Date to, std::optional<Date> recognised,
                                           std::optional<LegalEntityId> entity);
std::vector<RevenueGroup> revenue_of_places(db::Tx &tx, Date from, Date to, std::optional<Date> recognised,
                                            std::optional<LegalEntityId> entity);

struct TaxRow {
  std::string code;
  std::string name;
  Percent percent_ppm;
  Currency currency = Currency::of("XXX");
  std::int64_t invoices = 0;
  std::int64_t base_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t credit_notes = 0;
  std::int64_t credit_base_minor = 0;
  std::int64_t credit_tax_minor = 0;
};
BOOST_DESCRIBE_STRUCT(TaxRow, (),
                      (code, name, percent_ppm, currency, invoices, base_minor, tax_minor, credit_notes,
                       credit_base_minor, credit_tax_minor))
// By tax point, the document's date; a credit note in its own period.
std::vector<TaxRow> tax_sums(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity);
struct TaxDocumentRow {
  std::int64_t invoice_id = 0;
  std::string number;
  std::string kind;
  Date issued_on;
  std::string customer_name;
  std::string code;
  Percent percent_ppm;
  Currency currency = Currency::of("XXX");
  std::int64_t base_minor = 0;
  std::int64_t tax_minor = 0;
};
BOOST_DESCRIBE_STRUCT(TaxDocumentRow, (),
                      (invoice_id, number, kind, issued_on, customer_name, code, percent_ppm, currency, base_minor,
                       tax_minor))
void each_tax_document(db::Tx &tx, Date from, Date to, const std::string &code, std::optional<LegalEntityId> entity,
                       const std::function<void(const TaxDocumentRow &)> &use);

struct CollectionRow {
  std::string period; // "2026-01", "2026-01-31"
  std::string method;
  Currency currency = Currency::of("XXX");
  std::int64_t payments = 0;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(CollectionRow, (), (period, method, currency, payments, amount_minor))
std::vector<CollectionRow> collection_sums(db::Tx &tx, Date from, Date to, bool by_day,
                                           std::optional<LegalEntityId> entity);

// One posting with its entry, as exports and account lists read the journal: by date, entry, line.
struct JournalRow {
  std::int64_t entry_id = 0;
  Date entry_date;
  std::optional<Date> document_date;
  std::string kind;
  std::string memo;
  std::optional<std::string> document;
  std::optional<std::string> customer_name;
  std::int64_t line = 0;
  std::string account;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::of("XXX");
};
BOOST_DESCRIBE_STRUCT(JournalRow, (),
                      (entry_id, entry_date, document_date, kind, memo, document, customer_name, line, account,
                       amount_minor, currency))
void each_posting(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity,
                  const std::function<void(const JournalRow &)> &use);
void each_posting_of(db::Tx &tx, std::string_view account, Date to, std::optional<LegalEntityId> entity,
                     const std::function<void(const JournalRow &)> &use);

// A line of a document with what accounting programs want beside it.
struct DocumentLineRow {
  std::int64_t invoice_id = 0;
  std::string number;
  std::string kind;
  Date issued_on;
  Date due_on;
  std::string customer_name;
  std::string customer_email;
  Currency currency = Currency::of("XXX");
  std::string description;
  std::int64_t net_minor = 0;
  std::string account;
  std::string tax_name;
  Percent tax_percent_ppm;
};
BOOST_DESCRIBE_STRUCT(DocumentLineRow, (),
                      (invoice_id, number, kind, issued_on, due_on, customer_name, customer_email, currency,
                       description, net_minor, account, tax_name, tax_percent_ppm))
void each_document_line(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity,
                        const std::function<void(const DocumentLineRow &)> &use);

} // namespace demarc::reports
