// A login, decided and answered: Access-Request in, Access-Accept or -Reject out. Rules without I/O; the doors around
// them fetch, lease and send.
//
// A subscriber proves the password by PAP, CHAP, EAP (eap.h) or, where the access server may, MS-CHAP (mschap.h); then
// the access decision made beforehand speaks. The password comes first: who does not know it learns nothing of the
// account.
#pragma once

#include "radius/directory.h"
#include "radius/eap.h"
#include "radius/packet.h"
#include "radius/profile_codec.h"
#include "radius/seats.h"
#include "radius/stats.h"

#include <string>
#include <string_view>
#include <vector>

namespace demarc::radius {

struct LoginDecision {
  enum class Kind {
    accept,    // with `address` and prefixes, or without when the access server assigns its own
    reject,    // with `message`
    challenge, // the EAP conversation goes on
    lease      // something of each pool in `missing` is needed first; then with_leases() tells
  };
  Kind kind = Kind::reject;
  Event event = Event::reject_unknown_user; // what is counted
  std::string message = {};                 // for the person at the other end
  std::string address = {};
  std::string prefix = {};           // IPv6, of the link; none in the walled garden, which it would lead around
  std::string delegated_prefix = {}; // and of the network behind it
  std::vector<PoolId> missing = {};
};

// `login` may be null: nobody is called that. `eap`: the step that the request is of its conversation, if it speaks
// EAP.
LoginDecision decide_login(const Packet &request, const network::AccessServerEntry &access_server,
                           const network::LoginEntry *login, const EapStep *eap = nullptr);
// The decision after the leases. An IPv4 pool that is empty is a reject; without an IPv6 prefix the subscriber still
// has IPv4, and is let in.
struct Leased {
  PoolId pool;
  std::optional<std::string> address; // or prefix; none: the pool is empty
};
LoginDecision with_leases(const network::AccessServerEntry &access_server, LoginDecision decision,
                          const std::vector<Leased> &leased);
// The decision when no seat is left (seats.h).
LoginDecision too_many_sessions(int limit);
// Who takes a seat, or reports from it.
SeatTaker seat_taker(const Packet &request, AccessServerId access_server);

// The reply, signed; the view lives as long as the writer. `login` is needed for an accept only.
std::string_view write_accept(PacketWriter &writer, const Packet &request,
                              const network::AccessServerEntry &access_server, const CodedProfile &profile,
                              const network::LoginEntry &login, const LoginDecision &decision,
                              const EapStep *eap = nullptr);
std::string_view write_reject(PacketWriter &writer, const Packet &request,
                              const network::AccessServerEntry &access_server, const LoginDecision &decision);

// "demarc-42-7": service 42, access profile version 7. Accounting reads it back from access servers that echo it.
std::string class_text(ServiceId service, std::int64_t version);
std::optional<std::pair<ServiceId, std::int64_t>> parse_class(std::string_view text);

} // namespace demarc::radius
