// A login that can be tried on this machine.
#pragma once

#include "platform/db/db.h"

namespace demarc::daemon {

struct LoginExample {
  std::string username;
  std::string password_sealed;
  std::string secret_sealed;
};
BOOST_DESCRIBE_STRUCT(LoginExample, (), (username, password_sealed, secret_sealed))

// The first service that is allowed, and the access server 127.0.0.1; nullopt without either.
std::optional<LoginExample> find_login_example(db::Tx &tx);

// The first customer with a password in the portal, to whom it is open.
struct PortalExample {
  std::string number;
  std::string password_hash;
};
BOOST_DESCRIBE_STRUCT(PortalExample, (), (number, password_hash))
std::optional<PortalExample> find_portal_example(db::Tx &tx);

} // namespace demarc::daemon
