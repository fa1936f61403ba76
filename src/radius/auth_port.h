// The authentication port's packet work: one datagram in, at most one reply out. No sockets and no threads here, so
// tests and the bench can drive it directly; server.cc puts it behind its sockets.
//
// Threads: handle() and finish() from any, at the same time.
#pragma once

#include "radius/directory.h"
#include "radius/grants.h"
#include "radius/login.h"
#include "radius/login_log.h"
#include "radius/profile_shelf.h"
#include "radius/reply_cache.h"
#include "radius/seats.h"
#include "radius/stats.h"

#include <string>
#include <string_view>

namespace demarc::radius {

class AuthPort {
public:
  // `log` may be null.
  AuthPort(Directory &directory, const ProfileShelf &profiles, Grants &grants, Seats &seats, Stats &stats,
           const Clock &clock, LoginLog *log = nullptr)
      : directory_(directory), profiles_(profiles), grants_(grants), seats_(seats), stats_(stats), clock_(clock),
        log_(log) {}

  enum class Answer {
    none,  // dropped and counted, or a duplicate of one still being worked on
    reply, // send `reply`
    lease  // an address must be leased first: finish() on a thread that may wait
  };
  // Never waits.
  Answer handle(std::string_view datagram, const Endpoint &from, ReplyCache &cache, std::string &reply);
  // The rest of a login that needed a lease, `datagram` being the same octets again. False: it could not be done
  // (counted), the client will ask again.
  bool finish(std::string_view datagram, const Endpoint &from, ReplyCache &cache, std::string &reply);

private:
  Answer handle_login(const Packet &request, const network::AccessServerEntry &access_server, Counters &counters,
                      std::string &reply);
  void decided(const Packet &request, const network::AccessServerEntry &access_server, const network::LoginEntry *login,
               LoginDecision decision, const EapStep *eap, Counters &counters, std::string &reply);
  // Of a request that speaks EAP, and offers no other proof.
  std::optional<EapStep> eap_step(const Packet &request, const network::AccessServerEntry &access_server,
                                  const network::LoginEntry *login) const;

  Directory &directory_;
  const ProfileShelf &profiles_;
  Grants &grants_;
  Seats &seats_;
  Stats &stats_;
  const Clock &clock_;
  LoginLog *log_;
  Eap eap_;
};

// Answers a Status-Server (RFC 5997) of either port, or is a drop that has been counted (an empty reply).
void answer_status(const Packet &request, const network::AccessServerEntry &access_server, Code reply_code,
                   Counters &counters, std::string &reply);

} // namespace demarc::radius
