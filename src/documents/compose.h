// Papers from the facts of the books: what stands on an invoice, credit note, proforma, statement or receipt, in the
// customer's language and the operator's design. A rule: the same facts, the same paper.
#pragma once

#include "catalog/ids.h"
#include "documents/design.h"
#include "subscribers/ids.h"

namespace demarc::documents {

// The legal entity as a document names it. Account and registration of the first one stand in the design instead.
struct Seller {
  std::string name, legal_name, street, city, postal_code, country, vat_number;
  LegalEntityId legal_entity_id = first_legal_entity;
  std::string registration = {}, account_holder = {}, iban = {}, bic = {}, bank_name = {};
};
BOOST_DESCRIBE_STRUCT(Seller, (),
                      (name, legal_name, street, city, postal_code, country, vat_number, legal_entity_id, registration,
                       account_holder, iban, bic, bank_name))

// How it is paid and reached.
struct House {
  std::string account_holder, iban, bic, bank_name;
  std::string pay_link; // "https://pay.example.net/{number}"
  std::string registration, email, phone, website;
};

struct Style {
  Design design;
  House house;
  Seller seller;
};

// Of an invoice, a credit note, and of what a run would bill (a proforma: no number).
struct BillFacts {
  struct Part { // of a bundle
    std::string name;
    std::optional<Percent> tax_percent = {}; // of its first tax
  };
  struct Line {
    std::string description;
    Period period;
    std::int64_t quantity = 1;
    Money unit_price, net;
    std::string tax_name;
    Percent tax_percent;
    std::optional<Period> full; // the period that the days were measured on, when they are a part of it
    std::string account = {};   // heading of the lines of one account, where there are several
    std::vector<Part> parts = {};
    std::vector<std::pair<std::string, Money>> discounts = {}; // on the invoice: taken off already, by name
  };
  struct Tax {
    std::string name;
    Percent percent;
    Money base, tax;
  };
  PaperKind kind = PaperKind::invoice;
  std::string number; // empty on a proforma
  std::string language;
  std::string customer_number;
  std::string bill_to; // lines
  Date issued_on, due_on;
  std::string corrects_number; // of a credit note
  std::vector<Line> lines;
  std::vector<Tax> taxes;
  Money net, tax;
  Money used;                         // paid from the customer's credit as it was issued
  std::int64_t rounding_minor = 0;    // to the smallest coin, after tax
  std::vector<std::string> tax_notes; // why a tax is not charged, as the law wants it said
};
// Each note once.
void add_note(std::vector<std::string> &notes, const std::string &note);
Paper compose_bill(const BillFacts &facts, const Style &style);

struct StatementFacts {
  struct Entry {
    Date on;
    std::string kind;   // "invoice", "credit_note", "payment"
    std::string number; // of the document, or the payment's reference
    Money amount;       // positive: charged; negative: paid or credited
  };
  std::string language, customer_number, bill_to;
  Date from, to; // both included
  Money opening;
  std::vector<Entry> entries; // by date
};
Paper compose_statement(const StatementFacts &facts, const Style &style);

struct ReceiptFacts {
  struct Part {
    std::string invoice_number;
    Date issued_on;
    Money amount;
  };
  std::string number, language, customer_number, bill_to;
  Date received_on;
  std::string method, reference; // "cash"
  Money amount, kept;            // kept: what no invoice needed
  std::vector<Part> parts;
  CustomerId customer_id = {};
};
Paper compose_receipt(const ReceiptFacts &facts, const Style &style);

} // namespace demarc::documents
