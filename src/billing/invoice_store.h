// Rows of documents: written once by whoever issues them, read by lists and pages.
#pragma once

#include "base/clock.h"
#include "billing/document.h"
#include "platform/db/db.h"

#include <map>
#include <set>

namespace demarc::billing {

// Takes the next `count` numbers of an entity's series and returns the first. In the transaction of their documents: a
// rollback gives them back, so a series has no gaps; another transaction that wants numbers waits.
std::int64_t take_numbers(db::Tx &tx, LegalEntityId entity, const std::string &series, std::int64_t count);

// Under which seller, with which prefix and in which design a document of a legal entity is issued now; it keeps them.
struct Letterhead {
  LegalEntityId legal_entity_id = first_legal_entity;
  std::string prefix;
  std::int64_t seller_id = 0;
  std::int64_t design_id = 0;
};
BOOST_DESCRIBE_STRUCT(Letterhead, (), (legal_entity_id, prefix, seller_id, design_id))
// Of all entities, which are few; the first one is always there.
std::map<LegalEntityId, Letterhead> current_letterheads(db::Tx &tx);

struct InvoiceInsert {
  InvoiceId id;
  std::string number;
  DocumentKind kind = DocumentKind::invoice;
  CustomerId customer_id;
  std::optional<BillingRunId> run_id;
  std::optional<InvoiceId> corrects_invoice_id;
  Date issued_on;
  Date due_on;
  Currency currency = Currency::of("XXX");
  std::int64_t net_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t rounding_minor = 0;
  std::int64_t gross_minor = 0;
  std::string bill_to;
  std::string language;       // of the customer, in which the document is written
  std::int64_t seller_id = 0; // the legal entity as it stands on the document
  std::int64_t design_id = 0; // 0: the standard one
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(InvoiceInsert, (),
                      (id, number, kind, customer_id, run_id, corrects_invoice_id, issued_on, due_on, currency,
                       net_minor, tax_minor, rounding_minor, gross_minor, bill_to, language, seller_id, design_id,
                       created_at))
struct InvoiceLineInsert {
  InvoiceId invoice_id;
  std::int64_t line = 0; // 1, 2, …
  std::optional<ServiceId> service_id;
  std::optional<PlanVersionId> plan_version_id;
  std::string description;
  Date period_start;
  Date period_end;
  std::int64_t quantity = 1;
  std::int64_t unit_price_minor = 0;
  std::int64_t net_minor = 0;
  std::optional<TaxId> tax_id;
  std::string tax_name;
  Percent tax_percent_ppm;
  std::string explanation;
  std::int64_t included_tax_minor = 0;
  std::string tax_category;
  std::optional<TaxBasisId> tax_basis_id;
  std::optional<CustomerId> account_id; // document.h
  std::string account;
};
BOOST_DESCRIBE_STRUCT(InvoiceLineInsert, (),
                      (invoice_id, line, service_id, plan_version_id, description, period_start, period_end, quantity,
                       unit_price_minor, net_minor, tax_id, tax_name, tax_percent_ppm, explanation, included_tax_minor,
                       tax_category, tax_basis_id, account_id, account))
// The second tax of a line and further ones; the first stands in the line.
struct InvoiceLineTaxInsert {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  TaxId tax_id;
  Percent percent_ppm;
};
BOOST_DESCRIBE_STRUCT(InvoiceLineTaxInsert, (), (invoice_id, line, tax_id, percent_ppm))
struct InvoiceTaxInsert {
  InvoiceId invoice_id;
  TaxId tax_id;
  std::string name;
  Percent percent_ppm;
  std::int64_t base_minor = 0;
  std::int64_t tax_minor = 0;
  std::optional<TaxRateId> rate_id;
  std::string category = "S";
  std::string reason;
  std::int64_t amount_minor = 0;
  bool is_included = false;
  bool is_plain = true;
};
BOOST_DESCRIBE_STRUCT(InvoiceTaxInsert, (),
                      (invoice_id, tax_id, name, percent_ppm, base_minor, tax_minor, rate_id, category, reason,
                       amount_minor, is_included, is_plain))
void insert_invoices(db::Tx &tx, const std::vector<InvoiceInsert> &invoices,
                     const std::vector<InvoiceLineInsert> &lines, const std::vector<InvoiceLineTaxInsert> &line_taxes,
                     const std::vector<InvoiceTaxInsert> &taxes);

// Of a line of a bundle: its parts, and the taxes that each bears.
struct InvoiceLinePartInsert {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  std::int64_t part = 0; // 1, 2, …
  PlanVersionId plan_version_id;
  std::string name;
  std::int64_t net_minor = 0;
  std::int64_t included_tax_minor = 0;
  std::string tax_category;
  std::optional<TaxBasisId> tax_basis_id;
};
BOOST_DESCRIBE_STRUCT(InvoiceLinePartInsert, (),
                      (invoice_id, line, part, plan_version_id, name, net_minor, included_tax_minor, tax_category,
                       tax_basis_id))
struct InvoiceLinePartTaxInsert {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  std::int64_t part = 0;
  std::int64_t position = 0;
  TaxId tax_id;
  Percent percent_ppm;
};
BOOST_DESCRIBE_STRUCT(InvoiceLinePartTaxInsert, (), (invoice_id, line, part, position, tax_id, percent_ppm))
void insert_line_parts(db::Tx &tx, const std::vector<InvoiceLinePartInsert> &parts,
                       const std::vector<InvoiceLinePartTaxInsert> &taxes);

// The rows of these inputs (a basis as JSON), made where they are not there yet. They are few: lines share them.
std::map<std::string, TaxBasisId> tax_basis_ids(db::Tx &tx, db::Database &ids, const std::set<std::string> &details);

// What a credit note of each must know.
std::vector<Corrected> load_corrected(db::Tx &tx, const std::vector<InvoiceId> &invoices);

// For people
// ------------------------------------------------------------------------------------------------------------

enum class InvoiceStatus {
  open,
  overdue,
  paid,
  credited, // a credit note, or an invoice that credit notes settled in full
  voided    // an invoice that should not have gone out: a credit note takes it back
};
BOOST_DESCRIBE_ENUM(InvoiceStatus, open, overdue, paid, credited, voided)

struct InvoiceRow {
  InvoiceId id;
  std::string number;
  DocumentKind kind = DocumentKind::invoice;
  CustomerId customer_id;
  std::string customer_name;
  Date issued_on;
  Date due_on;
  Currency currency = Currency::of("XXX");
  std::int64_t net_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;
  std::int64_t open_minor = 0;
  InvoiceStatus status = InvoiceStatus::open;
};
BOOST_DESCRIBE_STRUCT(InvoiceRow, (),
                      (id, number, kind, customer_id, customer_name, issued_on, due_on, currency, net_minor, tax_minor,
                       gross_minor, open_minor, status))

struct InvoiceFilter {
  std::optional<InvoiceStatus> status; // open: not paid, overdue ones included
  std::string words;                   // a number, or words of the customer
  std::optional<CustomerId> customer;
  std::optional<Date> from;
  std::optional<Date> to;                           // the last day included
  std::optional<std::pair<Date, InvoiceId>> before; // the last row of the page before
  int limit = 50;
};
// Newest first.
std::vector<InvoiceRow> list_invoices(db::Tx &tx, const InvoiceFilter &filter, Date today);

struct InvoiceLineTax {
  std::string name;
  Percent percent_ppm;
};
BOOST_DESCRIBE_STRUCT(InvoiceLineTax, (), (name, percent_ppm))
// Of a line of a bundle: what it comes to for a part, and the taxes of that.
struct InvoiceLinePart {
  std::string name;
  std::int64_t net_minor = 0;
  std::int64_t included_tax_minor = 0;
  std::string tax_category;
  std::optional<TaxBasisId> tax_basis_id;
  std::vector<InvoiceLineTax> taxes;
};
BOOST_DESCRIBE_STRUCT(InvoiceLinePart, (), (name, net_minor, included_tax_minor, tax_category, tax_basis_id, taxes))
// In the price of the line: net_minor and the tax in it are after it. Of a credit note: what it keeps back of the
// price.
struct InvoiceLineDiscount {
  std::string name;
  std::int64_t amount_minor = 0; // > 0
};
BOOST_DESCRIBE_STRUCT(InvoiceLineDiscount, (), (name, amount_minor))
struct InvoiceLine {
  std::int64_t id = 0;
  std::optional<ServiceId> service_id;
  std::string description;
  Date period_start;
  Date period_end;
  std::int64_t quantity = 1;
  std::int64_t unit_price_minor = 0;
  std::int64_t net_minor = 0;
  std::string tax_name; // of the first tax; empty without
  Percent tax_percent_ppm;
  std::string explanation;
  std::int64_t included_tax_minor = 0; // the price of the line is net_minor and this
  std::string tax_category;            // EN 16931; empty on documents from before it was kept
  std::optional<TaxBasisId> tax_basis_id;
  std::vector<InvoiceLineTax> taxes;
  std::optional<CustomerId> account_id;            // whose the line is, where a document has lines of several accounts
  std::string account;                             // as they were called: a heading
  std::vector<InvoiceLinePart> parts;              // of a bundle; they sum to the line
  std::vector<InvoiceLineDiscount> discounts = {}; // on the invoice
};
BOOST_DESCRIBE_STRUCT(InvoiceLine, (),
                      (id, service_id, description, period_start, period_end, quantity, unit_price_minor, net_minor,
                       tax_name, tax_percent_ppm, explanation, included_tax_minor, tax_category, tax_basis_id, taxes,
                       account_id, account, parts, discounts))
// Which rate, from where, valid since.
struct InvoiceTax {
  std::string name;
  Percent percent_ppm;
  std::int64_t base_minor = 0;
  std::int64_t tax_minor = 0;
  std::string code;
  std::string category; // EN 16931
  std::string reason;   // why nothing is charged
  bool is_included = false;
  std::optional<std::string> jurisdiction; // its code
  std::optional<std::string> jurisdiction_name;
  std::optional<TaxRateId> rate_id;
  std::optional<Date> rate_valid_from;
  std::optional<std::string> rate_source;
};
BOOST_DESCRIBE_STRUCT(InvoiceTax, (),
                      (name, percent_ppm, base_minor, tax_minor, code, category, reason, is_included, jurisdiction,
                       jurisdiction_name, rate_id, rate_valid_from, rate_source))
// What lines were taxed by: TaxBasis with the lines that share it.
struct InvoiceTaxBasis : TaxBasis {
  TaxBasisId id;
  std::vector<std::int64_t> lines;
};
BOOST_DESCRIBE_STRUCT(InvoiceTaxBasis, (TaxBasis), (id, lines))
struct InvoiceSettlement {
  std::string source_kind;
  std::int64_t source_id = 0;
  std::int64_t amount_minor = 0;
  Date on;
};
BOOST_DESCRIBE_STRUCT(InvoiceSettlement, (), (source_kind, source_id, amount_minor, on))

// That an invoice was voided (void_invoice.h).
struct InvoiceVoid {
  std::string reason;
  std::string actor;
  Instant at;
  InvoiceId credit_note_id;
  std::string credit_note_number;
};
BOOST_DESCRIBE_STRUCT(InvoiceVoid, (), (reason, actor, at, credit_note_id, credit_note_number))
struct VoidRow {
  InvoiceId invoice_id;
  InvoiceId credit_note_id;
  std::string reason;
  std::string actor;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(VoidRow, (), (invoice_id, credit_note_id, reason, actor, created_at))
void insert_void(db::Tx &tx, const VoidRow &row);

struct Invoice : InvoiceRow {
  std::string bill_to;
  std::optional<InvoiceId> corrects_invoice_id;
  std::optional<std::string> corrects_number;
  std::vector<InvoiceLine> lines;
  std::vector<InvoiceTax> taxes;
  std::vector<InvoiceSettlement> settlements;
  std::int64_t rounding_minor = 0; // to the smallest coin; in the gross
  std::vector<InvoiceTaxBasis> tax_basis;
  std::optional<InvoiceVoid> voided = {};
};
BOOST_DESCRIBE_STRUCT(Invoice, (InvoiceRow),
                      (bill_to, corrects_invoice_id, corrects_number, lines, taxes, settlements, rounding_minor,
                       tax_basis, voided))
Outcome<Invoice> find_invoice(db::Tx &tx, InvoiceId id, Date today);

} // namespace demarc::billing
