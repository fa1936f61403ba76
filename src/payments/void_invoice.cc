#include "payments/void_invoice.h"

#include "billing/void_invoice.h"
#include "catalog/provider.h"
#include "dunning/credit_control.h"
#include "network/services.h"

namespace demarc::payments {

Outcome<billing::Invoice> void_invoice(db::Tx &tx, db::Database &ids, InvoiceId id, const VoidReason &in, Instant now,
                                       const std::string &actor) {
  const Date today = catalog::business_date(tx, now);
  TRY(note, billing::void_invoice(tx, ids, id, in.reason, actor, today, now));
  TRY(invoice, billing::find_invoice(tx, id, today));
  const network::Cause cause{.words = "invoice " + invoice.number + " was voided",
                             .ref_kind = "invoice",
                             .ref_id = note.id.value(),
                             .ref_text = note.number};
  dunning::refresh_standing(tx, ids, note.customer_id, now, today, cause);
  network::renew_prepaid_services(tx, ids, note.customer_id, now, today, cause);
  tx.notify("dashboard", "");
  return invoice;
}

} // namespace demarc::payments
