// Invoices and credit notes as they will be printed: lines with their service period and the way to their amount in
// words, tax sums, totals. Built from bills (bill.h), numbered and stored by whoever issues them; then they never
// change. A rule.
//
// Amounts are positive on both kinds; the kind says who owes whom.
#pragma once

#include "billing/bill.h"
#include "billing/tax.h"

#include <boost/describe.hpp>

namespace demarc::billing {

enum class DocumentKind { invoice, credit_note };
BOOST_DESCRIBE_ENUM(DocumentKind, invoice, credit_note)

// A tax that a line bears.
struct LineTax {
  TaxId tax_id;
  std::string name;
  Percent percent;
};

// What a line of a bundle comes to for one of its parts.
struct LinePart {
  PlanVersionId plan_version_id; // of the part, as it is sold alone
  std::string name;
  Money net;
  std::vector<LineTax> taxes;
  std::int64_t included_tax_minor = 0;
  std::string tax_category;
  std::optional<TaxBasis> basis;
};

struct Line {
  ServiceId service_id;
  PlanVersionId plan_version_id;
  std::string description; // "Fiber 100 (alice@isp)"
  Period period;
  std::int64_t quantity = 1;
  Money unit_price; // of a full period
  Money net;
  std::vector<LineTax> taxes;          // in the order of computation; none without tax
  std::int64_t included_tax_minor = 0; // in the price, which is net and this
  std::string tax_category;            // EN 16931, of a line without tax too
  std::optional<TaxBasis> basis;       // none: the tax that the plan names, whoever buys
  std::string explanation;             // "17 of 31 days × 29.00 EUR, rounded half up"
  // Of a document with lines of others than whom it is billed to: the account, and how it is headed.
  std::optional<CustomerId> account_id = {};
  std::string account = {};
  // Of a bundle: they sum to the line, and each bears its own taxes. The line's are those of all of them, each once.
  std::vector<LinePart> parts = {};
  std::vector<DiscountShare> discounts = {}; // on the invoice: in the price; of a credit, what is given back of them
  ServiceItemId item = plan_item;
};

struct Document {
  DocumentKind kind = DocumentKind::invoice;
  std::optional<InvoiceId> corrects; // of a credit note
  Date issued_on;
  std::vector<Line> lines;
  std::vector<TaxSum> taxes;
  Money net;
  Money tax;
  std::int64_t rounding_minor = 0; // to the smallest coin, a line of its own after tax

  [[nodiscard]] Money rounding() const { return Money::minor(rounding_minor, net.currency()); }
  [[nodiscard]] Money gross() const { return net + tax + rounding(); }
};

// The stored invoice that a credit note corrects, and what was taken back of it before.
struct Corrected {
  struct Line {
    std::int64_t line = 0;
    std::vector<LineTax> taxes;
    std::string tax_category;
    struct Part {
      std::vector<LineTax> taxes;
      std::string tax_category;
    };
    std::vector<Part> parts = {}; // of a bundle, in its order
  };
  InvoiceId id;
  std::string number;
  std::vector<Line> lines;
  std::vector<TaxSum> taxes;    // as charged
  std::vector<TaxSum> credited; // by earlier credit notes, summed
  std::int64_t total_minor = 0; // net and tax, as charged
  std::int64_t rounding_minor = 0;
  std::int64_t credited_total_minor = 0;
  std::int64_t credited_rounding_minor = 0;
};

// Of an invoice as it was made.
Corrected corrected_by(InvoiceId id, std::string number, const Document &invoice);
// So that a second credit note for the same invoice goes on where the first ended.
void take_as_credited(Corrected &corrected, const Document &note);

using UserNames = std::unordered_map<ServiceId, std::string>;

// Inconsistent when a tax has no rate on the day, or no taxes of a place are known.
Result<Document, Inconsistency> make_invoice(Date on, std::span<const NewCharge> charges, const UserNames &names,
                                             const Prices &prices, const TaxView &taxes);
// `credits` all correct `corrected`, and the document keeps their order.
Document make_credit_note(Date on, std::span<const NewCredit> credits, const Corrected &corrected,
                          const UserNames &names, const Prices &prices);

} // namespace demarc::billing
