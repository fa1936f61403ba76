// Signing in of subscribers. Their sessions are a table, a cookie and a kind of actor of their own (decision 0027):
// nothing here makes a staff session, and nothing of staff is looked at.
//
// Guessing is slowed as for staff (platform/http/sign_in.h): five failures of one address for one account, fifty of one
// address, within 15 minutes. Links are asked for three times for an account and ten times from an address in an hour.
// Sessions and links live on the machine's clock, whatever the business's says.
//
// Any thread.
#pragma once

#include "platform/http/sign_in.h"
#include "subscribers/ids.h"

namespace demarc::portal {

inline constexpr std::string_view portal_cookie = "demarc_portal";
inline constexpr std::size_t min_portal_password = 10;

class SubscriberSignIn {
public:
  SubscriberSignIn(db::Database &database, const Clock &machine_clock);

  // For Api::authenticate_subscribers_with.
  Outcome<http::Actor> authenticate(const http::Request &request);

  struct Opened {
    CustomerId customer;
    std::string token; // for the cookie
  };
  Outcome<Opened> open_by_password(const std::string &account, const Secret &password, const http::Request &request,
                                   Instant now);
  Outcome<Opened> open_by_link(const std::string &token, const http::Request &request, Instant now);
  void close(const http::Request &request);
  // The same answer whether there is such an account or not.
  Outcome<Done> ask_link(const std::string &account, const http::Request &request, Instant now);

  struct NewPassword {
    std::optional<Secret> current; // not needed after coming by a link
    Secret password;
  };
  // Ends the customer's other sessions and links.
  Outcome<Done> set_password(CustomerId customer, const NewPassword &in, const http::Request &request, Instant now);
  // Whether the session came by a link and has not set a password since.
  bool may_set_freely(db::Tx &tx, const http::Request &request) const;

  [[nodiscard]] std::int64_t longest_s() const { return longest_session_s; }

private:
  static constexpr std::int64_t idle_session_s = 12 * 3600, longest_session_s = 7 * 24 * 3600;
  std::string open(db::Tx &tx, CustomerId customer, bool by_link, const http::Request &request, Instant now);

  db::Database &database_;
  const Clock &machine_clock_;
  const std::string decoy_hash_; // verified in place of passwords that are not there (right_candidate.h)
  http::FailureCounter pair_failures_, address_failures_;
  http::FailureCounter account_links_, address_links_;
};

// Kept as argon2id, as staff's are. For the demo and the operation above.
Outcome<Done> store_password(db::Tx &tx, db::Database &ids, CustomerId customer, const Secret &password, Instant now,
                             const std::string &actor);

} // namespace demarc::portal
