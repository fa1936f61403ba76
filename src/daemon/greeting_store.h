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

} // namespace demarc::daemon
