// Whose things a subscriber sees: the one place where that is decided. Each operation of the portal takes the customer
// from here, and what an address names through here: what belongs to somebody else is not found, as what does not
// exist.
#pragma once

#include "billing/invoice_store.h"
#include "payments/payment_store.h"
#include "platform/http/api.h"
#include "subscribers/service.h"

namespace demarc::portal {

// Who is signed in.
CustomerId own_customer(const http::Call &call);
// What "{id}" of the address names.
Outcome<subscribers::Service> own_service(db::Tx &tx, const http::Call &call);
Outcome<billing::Invoice> own_invoice(db::Tx &tx, const http::Call &call, Date today);
Outcome<payments::Payment> own_payment(db::Tx &tx, const http::Call &call);

} // namespace demarc::portal
