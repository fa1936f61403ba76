// What an Accounting-Request says (RFC 2866, 2869): a rule from packet to record. Real access servers leave out what
// the RFC wants and send what it does not know; only a missing status or session id makes a record useless.
#pragma once

#include "radius/directory.h"
#include "radius/packet.h"
#include "radius/stats.h"

#include <optional>
#include <string>
#include <string_view>

namespace demarc::radius {

// Printable, valid UTF-8: what a database can store and a person can read. Other octets become \xHH.
std::string printable(std::string_view octets);

struct AccountingFacts {
  AccessServerId access_server_id;
  Instant arrived_at;
  // Who the user is, when the access table knows the name.
  std::optional<ServiceId> service_id;
  std::optional<CustomerId> customer_id;
  std::int64_t granted_version = 0; // of the last Access-Accept for this name here; 0 unknown
};

struct AccountingParsed {
  Event event = Event::drop_malformed; // what is counted; accounting_other: acknowledge and keep nothing
  std::optional<AccountingEvent> kept;
};
AccountingParsed parse_accounting(const Packet &request, const AccountingFacts &facts);

// When it happened: Event-Timestamp where the access server's clock is believable (at most a week before the arrival
// less Acct-Delay-Time), else the arrival less the delay. Never later than the arrival.
Instant event_time(const Packet &request, Instant arrived_at);

} // namespace demarc::radius
