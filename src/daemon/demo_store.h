// What the demo's people read of their invoices.
#pragma once

#include "billing/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::daemon {

struct IssuedInvoice {
  InvoiceId id;
  CustomerId customer_id;
  std::int64_t gross_minor = 0;
};
BOOST_DESCRIBE_STRUCT(IssuedInvoice, (), (id, customer_id, gross_minor))

std::vector<IssuedInvoice> invoices_issued_on(db::Tx &tx, Date day);

} // namespace demarc::daemon
