// The RADIUS server: authentication and accounting ports, each with its own sockets and threads. Receive threads never
// wait for a database: a login that needs a new address goes to the lease thread, accounting to the writer. Everything
// it holds is bounded. Garbage is dropped and counted, whatever it is.
//
// Business time (sessions, leases) comes from the Clock, simulated or not; socket and retransmission times are real.
//
// Threads: construct, stop and destroy from one thread; stats() and ports from any.
#pragma once

#include "radius/directory.h"
#include "radius/profile_shelf.h"
#include "radius/stats.h"

#include <memory>
#include <string>

namespace demarc::radius {

class LoginSink;
class Seats;

struct ServerSettings {
  std::string listen = "0.0.0.0"; // "::" serves IPv4 and IPv6
  int auth_port = 1812;           // 0: a free one, told by auth_port()
  int accounting_port = 1813;
  int auth_threads = 2;
  int accounting_threads = 1;
  std::size_t lease_queue = 1024;
  std::size_t accounting_queue = 32768;
  std::size_t accounting_batch = 2000;
  int accounting_linger_ms = 2;
  int duplicate_memory_ms = 10'000;
  std::size_t duplicate_entries = 32768;  // a thread
  const ProfileShelf *profiles = nullptr; // must outlive the server; none: the built-in ones
};

class Server {
public:
  // Throws std::system_error when a port cannot be had. Directory, sinks and clock must outlive the server.
  // `logins`: where the log of logins goes; null: there is none. `seats`: of whom something is known before the first
  // login (seats_follower.h); null: what this server hears is all it knows.
  Server(ServerSettings settings, Directory &directory, AccountingSink &sink, const Clock &clock,
         LoginSink *logins = nullptr, Seats *seats = nullptr);
  ~Server(); // stops

  [[nodiscard]] int auth_port() const;
  [[nodiscard]] int accounting_port() const;
  [[nodiscard]] Stats &stats();
  // Receives no more, writes and answers the accounting it has, ends. Idempotent.
  void stop();

private:
  struct Running;
  std::unique_ptr<Running> running_;
};

} // namespace demarc::radius
