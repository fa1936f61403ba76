// Documents for whoever asks: as a PDF that is kept from its first delivery on, as HTML, as facts.
//
// An issued document does not change: its numbers are the books', its seller and design those it was issued under, and
// its PDF the file that left the house first, byte for byte. HTML is a view of the same and not kept. Proformas and
// statements show the present and are kept nowhere. Reads, draws outside of any transaction, and then keeps.
#pragma once

#include "documents/document_store.h"

namespace demarc::documents {

struct Printed {
  std::string file_name; // without the ending
  std::string bytes;
  std::string sha256; // of a kept file
};

enum class Form { pdf, html };

Outcome<Printed> print_bill(db::Database &database, InvoiceId id, Form form, Instant now);
// A receipt takes its number from its own series the first time it is asked for.
Outcome<Printed> print_receipt(db::Database &database, payments::PaymentId id, Form form, Instant now);
Outcome<Printed> print_statement(db::Database &database, CustomerId customer, Date from, Date to, Form form);
// What a run on `date` would bill the customer; refused when that is nothing.
Outcome<Printed> print_proforma(db::Database &database, CustomerId customer, Date date, Form form);

// How what is open of an invoice is to be paid, in the document's own words and with its code; none where nothing is
// open or nothing is said of it.
Outcome<std::optional<PayBox>> pay_box_of(db::Tx &tx, InvoiceId id, std::int64_t open_minor);

// What an operator may change; saving makes a new version.
struct DesignEdit {
  std::string layout;
  std::string logo; // PNG in base64, or empty
  std::string account_holder, iban, bic, bank_name, pay_link, registration, email, phone, website;
};
BOOST_DESCRIBE_STRUCT(DesignEdit, (),
                      (layout, logo, account_holder, iban, bic, bank_name, pay_link, registration, email, phone,
                       website))
// Refused with the field at fault, and of a layout the line. `id` and the moment are still open.
Outcome<SavedDesign> check_design(const DesignEdit &edit);
Outcome<SavedDesign> save_design(db::Tx &tx, const DesignEdit &edit, Instant now, const std::string &actor);

struct PreviewWish {
  PaperKind kind = PaperKind::invoice;
  std::string language = "en";
  std::optional<InvoiceId> invoice_id;               // a real one instead of the sample
  int lines = 4;                                     // of the sample
  std::optional<LegalEntityId> legal_entity_id = {}; // absent: the invoice's, or the first one
};
// Drawn as it would be if the design were saved; nothing is kept. Refused: a legal entity that is not there.
Outcome<Printed> preview_design(db::Database &database, const DesignEdit &edit, const PreviewWish &wish, Form form);

} // namespace demarc::documents
