// The commands of the command line. Each answers its exit code; what is refused is thrown as std::runtime_error in
// words.
#pragma once

#include "daemon/config.h"

namespace demarc::daemon {

struct ServeOptions {
  std::string simulated_clock; // empty: the installation's own clock
};
int serve(Config config, const ServeOptions &options);
int migrate(Config config);

struct DemoOptions {
  bool if_empty = false;
  int customers = 2000;
  int months = 24;
  std::uint64_t seed = 1;
  std::string until;
};
int demo(Config config, const DemoOptions &options);

struct UserOptions {
  std::string email;
  std::string name;
  std::string role = "admin";
  bool password_stdin = false;
  bool first = false;
};
int add_user(Config config, const UserOptions &options);
int set_password(Config config, const UserOptions &options);
int list_users(Config config);

struct BillOptions {
  std::string date;
  int customers_per_transaction = 200;
  bool preview = false;
};
int run_bill(Config config, const BillOptions &options);

struct ExportOptions {
  std::string format = "hledger";
  std::string from;
  std::string to;
  std::string output; // a file; standard output when empty
  int part = 1;
  std::int64_t datev_consultant = 1001;
  std::int64_t datev_client = 1;
  std::int64_t legal_entity = 0; // 0: all together
};
int export_books(Config config, const ExportOptions &options);

struct ClockOptions {
  std::string by;
  std::string to;
};
int show_clock(Config config);
int advance_clock(Config config, const ClockOptions &options);

int verify(Config config);
// Everything into the empty database at `to`, which is then verified.
int copy_database(Config config, const std::string &to);
void print_openapi();

} // namespace demarc::daemon
