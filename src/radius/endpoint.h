// Where a datagram comes from or goes to, and the sockets it travels through. Batches: recvmmsg and sendmmsg move up to
// 64 datagrams a system call. No system header here.
//
// Threads: a Receiver and a Sender belong to one thread; a UdpSocket may be used by several.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::radius {

struct Endpoint {
  std::array<std::uint8_t, 16> address{}; // IPv4 as ::ffff:a.b.c.d
  std::uint16_t port = 0;

  // nullopt: not an IPv4 or IPv6 address.
  static std::optional<Endpoint> parse(std::string_view address, int port);
  [[nodiscard]] bool is_ipv4() const;
  // "192.0.2.1", "2001:db8::1": the form in which access servers are stored.
  [[nodiscard]] std::string address_text() const;
  bool operator==(const Endpoint &) const = default;
};

class UdpSocket {
public:
  // A server's socket. Port 0 picks a free one. With `shared`, several sockets of this process take the same port and
  // the kernel spreads clients over them. Throws std::system_error naming address and port.
  static UdpSocket listen(const std::string &address, int port, bool shared);
  // A client's socket on a free port, IPv4 or IPv6, optionally from a given local address.
  static UdpSocket client(bool ipv6, const std::string &local_address = {});

  UdpSocket(const UdpSocket &) = delete;
  UdpSocket &operator=(const UdpSocket &) = delete;
  UdpSocket(UdpSocket &&other) noexcept;
  UdpSocket &operator=(UdpSocket &&) = delete;
  ~UdpSocket();

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] int port() const;
  [[nodiscard]] bool is_ipv6() const { return ipv6_; }
  // One datagram, not waiting. false: it could not be sent now.
  bool send(const Endpoint &to, std::string_view bytes) const;

private:
  UdpSocket(int fd, bool ipv6) : fd_(fd), ipv6_(ipv6) {}
  int fd_ = -1;
  bool ipv6_ = false;
};

// A thread's alarm: wait() ends when the socket has something, or the alarm was rung, or time is up.
class Alarm {
public:
  Alarm();
  ~Alarm();
  Alarm(const Alarm &) = delete;
  Alarm &operator=(const Alarm &) = delete;
  void ring(); // any thread; stays rung until cleared
  void clear();
  // True when one of the sockets is readable. timeout_ms < 0: no limit.
  bool wait(std::span<const UdpSocket *const> sockets, int timeout_ms) const;

private:
  int fd_ = -1;
};

struct Datagram {
  std::string_view bytes;
  Endpoint from;
  // The local address it was sent to, for servers bound to all addresses: the answer must leave from there.
  std::optional<std::array<std::uint8_t, 16>> to;
};

class Receiver {
public:
  explicit Receiver(const UdpSocket &socket);
  ~Receiver();
  // What has come, without waiting; at most 64. The views are good until the next call.
  std::span<const Datagram> receive();

private:
  struct Buffers;
  const UdpSocket &socket_;
  std::unique_ptr<Buffers> buffers_;
  std::vector<Datagram> datagrams_;
};

class Sender {
public:
  Sender();
  ~Sender();
  // Copies `bytes`; sends by itself when 64 are waiting.
  void add(const UdpSocket &socket, const Endpoint &to, const std::optional<std::array<std::uint8_t, 16>> &from,
           std::string_view bytes);
  void flush();
  [[nodiscard]] std::uint64_t failed() const { return failed_; } // the kernel refused them: no route, no buffer

private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
  std::uint64_t failed_ = 0;
};

} // namespace demarc::radius
