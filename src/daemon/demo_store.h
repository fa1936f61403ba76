// What the demo's people read of their invoices, and its access servers of their sessions.
#pragma once

#include "billing/ids.h"
#include "network/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::daemon {

struct IssuedInvoice {
  InvoiceId id;
  CustomerId customer_id;
  std::int64_t gross_minor = 0;
};
BOOST_DESCRIBE_STRUCT(IssuedInvoice, (), (id, customer_id, gross_minor))

// Open sessions of the demo's access servers, those whose id is `part` modulo `parts`.
struct DemoSession {
  AccessServerId access_server_id;
  std::string acct_session_id;
  std::string username;
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> framed_address;
  Instant started_at;
  Instant updated_at;
  std::int64_t octets_in = 0;
  std::int64_t octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(DemoSession, (),
                      (access_server_id, acct_session_id, username, service_id, customer_id, framed_address, started_at,
                       updated_at, octets_in, octets_out))
std::vector<DemoSession> demo_sessions(db::Tx &tx, std::int64_t part, std::int64_t parts);

std::vector<IssuedInvoice> invoices_issued_on(db::Tx &tx, Date day);

} // namespace demarc::daemon
