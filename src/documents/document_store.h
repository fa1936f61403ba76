// Rows that documents are made from, the designs in their versions, and the files that have left the house.
#pragma once

#include "base/clock.h"
#include "billing/ids.h"
#include "documents/compose.h"
#include "payments/take_payment.h"
#include "platform/db/db.h"

namespace demarc::documents {

using DesignId = StrongId<struct DesignTag>;

// Everything an operator says about documents, as one version; id 0 is the standard one, which nobody has saved.
struct SavedDesign {
  DesignId id;
  std::string layout; // design.h
  std::string logo;   // PNG in base64, or empty
  std::string account_holder, iban, bic, bank_name, pay_link, registration, email, phone, website;
  Instant created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(SavedDesign, (),
                      (id, layout, logo, account_holder, iban, bic, bank_name, pay_link, registration, email, phone,
                       website, created_at, created_by))

SavedDesign newest_design(db::Tx &tx);
std::optional<SavedDesign> find_design(db::Tx &tx, DesignId id); // 0: the standard one
DesignId insert_design(db::Tx &tx, const SavedDesign &design);   // its id is made here

struct DesignVersion {
  DesignId id;
  Instant created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(DesignVersion, (), (id, created_at, created_by))
std::vector<DesignVersion> list_designs(db::Tx &tx, int limit); // newest first

// The seller of that id, or the first one after it (documents older than the table have 0).
Seller find_seller(db::Tx &tx, std::int64_t id);
// A legal entity as documents issued now name it.
Seller present_seller(db::Tx &tx, LegalEntityId entity);
// Whose customer they are.
LegalEntityId entity_of(db::Tx &tx, CustomerId customer);

// An issued document: what stands on it, under whom and how it was issued.
struct IssuedBill {
  BillFacts facts;
  std::int64_t seller_id = 0;
  DesignId design_id;
};
Outcome<IssuedBill> find_bill(db::Tx &tx, InvoiceId id);

// Everything between the days, both included. `facts` comes with the customer's data and opening balance.
Outcome<StatementFacts> find_statement(db::Tx &tx, CustomerId customer, Date from, Date to);
// Without a number.
Outcome<ReceiptFacts> find_receipt(db::Tx &tx, payments::PaymentId id);

// Until the transaction ends.
void lock_payment(db::Tx &tx, payments::PaymentId id);

struct KeptFile {
  std::string number;
  std::string sha256;
  std::string bytes; // base64
};
BOOST_DESCRIBE_STRUCT(KeptFile, (), (number, sha256, bytes))
std::optional<KeptFile> find_file(db::Tx &tx, std::string_view kind, std::int64_t ref_id);
// False when another transaction was first: then its file is the document.
bool keep_file(db::Tx &tx, std::string_view kind, std::int64_t ref_id, const KeptFile &file, Instant now);

} // namespace demarc::documents
