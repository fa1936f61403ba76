#include "base/random.h"
#include "daemon/commands.h"
#include "daemon/installation.h"
#include "platform/http/staff.h"

#include <fmt/format.h>
#include <iostream>
#include <stdexcept>

namespace demarc::daemon {

namespace {

http::Role role_of(const std::string &name) {
  http::Role role{};
  if (!boost::describe::enum_from_string(name.c_str(), role))
    throw std::runtime_error(fmt::format("\"{}\" is no role; there are admin, agent and viewer", name));
  return role;
}

struct Password {
  std::string text;
  bool made_up = false;
};
Password password_for(const UserOptions &options) {
  if (!options.password_stdin)
    return {random_password(16), true};
  Password password;
  std::getline(std::cin, password.text);
  return password;
}

} // namespace

int add_user(Config config, const UserOptions &options) {
  Installation installation(std::move(config));
  installation.require_schema();
  UserOptions user = options;
  if (options.first) {
    const bool somebody = installation.database().read([](db::Tx &tx) { return !http::list_users(tx).empty(); });
    if (somebody)
      return 0;
    if (user.email.empty())
      user.email = "admin@demarc.local";
    if (user.name.empty())
      user.name = "Administrator";
  }
  if (user.email.empty())
    throw std::runtime_error("say who: demarc user add EMAIL");
  const Password password = password_for(user);
  const auto made = installation.database().write([&](db::Tx &tx) {
    return http::create_user(tx, installation.database(),
                             {.email = user.email,
                              .name = user.name.empty() ? user.email : user.name,
                              .role = role_of(user.role),
                              .password = Secret(password.text)},
                             SystemClock{}.now());
  });
  if (!made)
    throw std::runtime_error(made.error().detail);
  if (password.made_up)
    fmt::print("\n  Sign in as        {}\n  Password          {}   (shown once; change it in the console)\n",
               made->email, password.text);
  else
    fmt::print("{} may sign in as {}\n", made->email, user.role);
  return 0;
}

int set_password(Config config, const UserOptions &options) {
  Installation installation(std::move(config));
  installation.require_schema();
  const Password password = password_for(options);
  const auto done = installation.database().write([&](db::Tx &tx) -> Outcome<http::User> {
    const auto user = http::find_user_by_email(tx, options.email);
    if (!user)
      return refuse(Refusal::Kind::not_found, "user_unknown", fmt::format("nobody signs in as {}", options.email));
    http::UserEdit edit;
    edit.password = Secret(password.text);
    return http::edit_user(tx, user->id, edit);
  });
  if (!done)
    throw std::runtime_error(done.error().detail);
  if (password.made_up)
    fmt::print("  Password          {}   (shown once)\n", password.text);
  return 0;
}

int list_users(Config config) {
  Installation installation(std::move(config));
  installation.require_schema();
  for (const http::User &user : installation.database().read([](db::Tx &tx) { return http::list_users(tx); }))
    fmt::print("{:32} {:8} {:24} {}\n", user.email, boost::describe::enum_to_string(user.role, ""), user.name,
               user.active ? "" : "inactive");
  return 0;
}

} // namespace demarc::daemon
