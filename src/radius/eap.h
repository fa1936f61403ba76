// EAP (RFC 3748) as access servers pass it through (RFC 3579): MD5-Challenge, and MSCHAPv2 where the access server is
// allowed MS-CHAP (mschap.h). So 802.1X on a wire and IKEv2 work from end to end.
//
//   Identity            -> Request of the first method
//   Nak                 -> Request of the method that the peer wants, if it is one of these
//   Response MD5        -> Success or Failure
//   Response MSCHAPv2   -> Success Request with the proof that we know the password too -> its Response -> Success
//
// Nothing of a conversation is kept here: what the next packet needs goes out in State, sealed with a key of this
// process and bound to access server and user name, and is good for 30 seconds. The rest of a conversation has to come
// to the same node; an access server that changes nodes in the middle begins anew.
//
// Who is called what nobody is goes through the same packets as who is, and fails at the end.
//
// Threads: any.
#pragma once

#include "base/clock.h"
#include "network/access_table.h"
#include "platform/crypto/crypto.h"
#include "radius/mschap.h"

#include <optional>
#include <string>

namespace demarc::radius {

struct EapStep {
  enum class Kind {
    challenge, // `packet` and `state` go out in an Access-Challenge
    right,     // `packet` is Success
    wrong,
    refused, // no method that both know
    off,     // MSCHAPv2 wanted, and not allowed here
    broken   // no EAP, out of order, or too late
  };
  Kind kind = Kind::broken;
  std::string packet = {};
  std::string state = {};
  std::optional<MppeKeys> keys = {}; // of MSCHAPv2
};

class Eap {
public:
  Eap();
  // Of an Access-Request with EAP-Message. `login` may be null. The same packet gives the same kind of step again.
  [[nodiscard]] EapStep step(const Packet &request, const network::AccessServerEntry &access_server,
                             const network::LoginEntry *login, Instant now) const;

private:
  crypto::Sealer sealer_;
};

// All EAP-Message attributes, one after the other (RFC 3579 3.1).
std::string eap_message_of(const Packet &request);
// In as many attributes as it needs.
bool add_eap_message(PacketWriter &writer, std::string_view packet);
std::string_view write_challenge(PacketWriter &writer, const Packet &request,
                                 const network::AccessServerEntry &access_server, const EapStep &step);

} // namespace demarc::radius
