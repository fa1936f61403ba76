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

struct Line {
  ServiceId service_id;
  PlanVersionId plan_version_id;
  std::string description; // "Fiber 100 (alice@isp)"
  Period period;
  std::int64_t quantity = 1;
  Money unit_price; // of a full period
  Money net;
  std::optional<TaxId> tax_id;
  std::string tax_name; // empty without tax
  Percent tax_percent;
  std::string explanation; // "17 of 31 days × 29.00 EUR, rounded half up"
};

struct Document {
  DocumentKind kind = DocumentKind::invoice;
  std::optional<InvoiceId> corrects; // of a credit note
  Date issued_on;
  std::vector<Line> lines;
  std::vector<TaxSum> taxes;
  Money net;
  Money tax;

  [[nodiscard]] Money gross() const { return net + tax; }
};

// The stored invoice that a credit note corrects, and what was taken back of it before.
struct Corrected {
  struct Line {
    std::int64_t line = 0;
    std::optional<TaxId> tax_id;
    std::string tax_name;
    Percent tax_percent;
  };
  InvoiceId id;
  std::string number;
  std::vector<Line> lines;
  std::vector<TaxSum> taxes;    // as charged
  std::vector<TaxSum> credited; // by earlier credit notes, summed
};

using UserNames = std::unordered_map<ServiceId, std::string>;

// Inconsistent when a tax has no rate on the day.
Result<Document, Inconsistency> make_invoice(Date on, std::span<const NewCharge> charges, const UserNames &names,
                                             const Prices &prices, const Taxes &taxes);
// `credits` all correct `corrected`, and the document keeps their order.
Document make_credit_note(Date on, std::span<const NewCredit> credits, const Corrected &corrected,
                          const UserNames &names, const Prices &prices);

} // namespace demarc::billing
