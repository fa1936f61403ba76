// The accounting port's packet work: one datagram in; an answer at once, or a record for the writer. As auth_port.h: no
// sockets, no threads.
//
// Threads: handle() from any, at the same time.
#pragma once

#include "radius/accounting_writer.h"
#include "radius/directory.h"
#include "radius/grants.h"
#include "radius/packet.h"
#include "radius/seats.h"
#include "radius/stats.h"

#include <string>
#include <string_view>

namespace demarc::radius {

class AccountingPort {
public:
  AccountingPort(const Directory &directory, const Grants &grants, Seats &seats, Stats &stats, const Clock &clock)
      : directory_(directory), grants_(grants), seats_(seats), stats_(stats), clock_(clock) {}

  enum class Answer {
    none,  // dropped and counted, or a duplicate of one still queued
    reply, // send pending.reply now
    queue  // pending is complete but for its socket and local address: give it to the writer
  };
  // `pending.reply` keeps its room between calls.
  Answer handle(std::string_view datagram, const Endpoint &from, ReplyCache &cache, PendingAccounting &pending);

private:
  void keep_seats(const Packet &request, const network::AccessServerEntry &access_server,
                  const network::LoginEntry *login, const AccountingEvent &event, Seats::Now now);

  const Directory &directory_;
  const Grants &grants_;
  Seats &seats_;
  Stats &stats_;
  const Clock &clock_;
};

} // namespace demarc::radius
