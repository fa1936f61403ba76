#include "radius/endpoint.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace demarc::radius {

namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t datagram_size = 4096 + 1; // one more than a packet may have, so that a longer one is seen as such
constexpr std::uint8_t v4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

union SocketAddress {
  sockaddr any;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

SocketAddress to_socket_address(const Endpoint &endpoint, bool ipv6_socket) {
  SocketAddress address;
  std::memset(&address, 0, sizeof address);
  if (ipv6_socket) {
    address.v6.sin6_family = AF_INET6;
    address.v6.sin6_port = htons(endpoint.port);
    std::memcpy(&address.v6.sin6_addr, endpoint.address.data(), 16);
  } else {
    address.v4.sin_family = AF_INET;
    address.v4.sin_port = htons(endpoint.port);
    std::memcpy(&address.v4.sin_addr, endpoint.address.data() + 12, 4);
  }
  return address;
}

std::array<std::uint8_t, 16> mapped(const in_addr &v4) {
  std::array<std::uint8_t, 16> address;
  std::memcpy(address.data(), v4_prefix, 12);
  std::memcpy(address.data() + 12, &v4, 4);
  return address;
}

Endpoint from_socket_address(const SocketAddress &address) {
  Endpoint endpoint;
  if (address.any.sa_family == AF_INET) {
    endpoint.address = mapped(address.v4.sin_addr);
    endpoint.port = ntohs(address.v4.sin_port);
  } else {
    std::memcpy(endpoint.address.data(), &address.v6.sin6_addr, 16);
    endpoint.port = ntohs(address.v6.sin6_port);
  }
  return endpoint;
}

socklen_t size_for(bool ipv6) { return ipv6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }

void set_option(int fd, int level, int option, int value) { setsockopt(fd, level, option, &value, sizeof value); }

int open_bound(const Endpoint &endpoint, bool ipv6, bool shared, const std::string &what) {
  const int fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    throw std::system_error(errno, std::generic_category(), "a UDP socket for " + what);
  if (shared)
    set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
  if (ipv6)
    set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0); // "::" serves IPv4 too
  const SocketAddress address = to_socket_address(endpoint, ipv6);
  if (bind(fd, &address.any, size_for(ipv6)) != 0) {
    const int error = errno;
    close(fd);
    throw std::system_error(error, std::generic_category(), "cannot listen on " + what);
  }
  return fd;
}

} // namespace

std::optional<Endpoint> Endpoint::parse(std::string_view address, int port) {
  Endpoint endpoint;
  endpoint.port = static_cast<std::uint16_t>(port);
  const std::string text(address);
  in_addr v4;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1)
    endpoint.address = mapped(v4);
  else if (inet_pton(AF_INET6, text.c_str(), endpoint.address.data()) != 1)
    return std::nullopt;
  return endpoint;
}

bool Endpoint::is_ipv4() const { return std::equal(std::begin(v4_prefix), std::end(v4_prefix), address.begin()); }

std::string Endpoint::address_text() const {
  if (is_ipv4())
    return fmt::format("{}.{}.{}.{}", address[12], address[13], address[14], address[15]);
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(AF_INET6, address.data(), text, sizeof text);
  return text;
}

UdpSocket UdpSocket::listen(const std::string &address, int port, bool shared) {
  const auto endpoint = Endpoint::parse(address, port);
  if (!endpoint)
    throw std::system_error(EINVAL, std::generic_category(),
                            fmt::format("\"{}\" is not an IP address to listen on", address));
  const bool ipv6 = !endpoint->is_ipv4();
  UdpSocket socket(open_bound(*endpoint, ipv6, shared, fmt::format("{} port {}/udp", address, port)), ipv6);
  // Room for a burst while the thread is busy; FORCE works for root, the plain one up to the system's limit.
  constexpr int receive_buffer = 8 << 20;
  set_option(socket.fd(), SOL_SOCKET, SO_RCVBUF, receive_buffer);
  set_option(socket.fd(), SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer);
  if (std::all_of(endpoint->address.begin() + (ipv6 ? 0 : 12), endpoint->address.end(),
                  [](auto b) { return b == 0; })) {
    set_option(socket.fd(), IPPROTO_IP, IP_PKTINFO, 1);
    if (ipv6)
      set_option(socket.fd(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  }
  return socket;
}

UdpSocket UdpSocket::client(bool ipv6, const std::string &local_address) {
  Endpoint any;
  if (!ipv6)
    any.address = mapped(in_addr{});
  const Endpoint local = local_address.empty() ? any : Endpoint::parse(local_address, 0).value_or(any);
  UdpSocket socket(open_bound(local, ipv6, false, "a client's port"), ipv6);
  return socket;
}

UdpSocket::UdpSocket(UdpSocket &&other) noexcept : fd_(std::exchange(other.fd_, -1)), ipv6_(other.ipv6_) {}

UdpSocket::~UdpSocket() {
  if (fd_ >= 0)
    close(fd_);
}

int UdpSocket::port() const {
  SocketAddress address;
  socklen_t size = sizeof address;
  if (getsockname(fd_, &address.any, &size) != 0)
    throw std::system_error(errno, std::generic_category(), "getsockname");
  return from_socket_address(address).port;
}

bool UdpSocket::send(const Endpoint &to, std::string_view bytes) const {
  const SocketAddress address = to_socket_address(to, ipv6_);
  return sendto(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL, &address.any, size_for(ipv6_)) ==
         static_cast<ssize_t>(bytes.size());
}

Alarm::Alarm() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (fd_ < 0)
    throw std::system_error(errno, std::generic_category(), "eventfd");
}

Alarm::~Alarm() { close(fd_); }

void Alarm::ring() {
  const std::uint64_t one = 1;
  // Cannot fail but by overflow of a counter that is cleared or ends the thread.
  [[maybe_unused]] const ssize_t written = write(fd_, &one, sizeof one);
}

void Alarm::clear() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(fd_, &count, sizeof count);
}

bool Alarm::wait(std::span<const UdpSocket *const> sockets, int timeout_ms) const {
  std::vector<pollfd> polled{{fd_, POLLIN, 0}};
  for (const UdpSocket *socket : sockets)
    polled.push_back({socket->fd(), POLLIN, 0});
  if (poll(polled.data(), polled.size(), timeout_ms) <= 0)
    return false;
  return std::any_of(polled.begin() + 1, polled.end(), [](const pollfd &p) { return (p.revents & POLLIN) != 0; });
}

namespace {
// One packet-info message of either family.
constexpr std::size_t control_size = CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(in_pktinfo));
struct alignas(cmsghdr) Control {
  char bytes[control_size];
};
} // namespace

struct Receiver::Buffers {
  std::array<mmsghdr, batch> messages;
  std::array<iovec, batch> parts;
  std::array<SocketAddress, batch> sources;
  std::array<Control, batch> controls;
  std::array<char, batch * datagram_size> bytes;
};

Receiver::Receiver(const UdpSocket &socket) : socket_(socket), buffers_(std::make_unique<Buffers>()) {
  datagrams_.reserve(batch);
}

Receiver::~Receiver() = default;

std::span<const Datagram> Receiver::receive() {
  Buffers &b = *buffers_;
  for (std::size_t i = 0; i < batch; ++i) {
    b.parts[i] = {&b.bytes[i * datagram_size], datagram_size};
    std::memset(&b.messages[i], 0, sizeof b.messages[i]);
    msghdr &header = b.messages[i].msg_hdr;
    header.msg_name = &b.sources[i];
    header.msg_namelen = sizeof b.sources[i];
    header.msg_iov = &b.parts[i];
    header.msg_iovlen = 1;
    header.msg_control = b.controls[i].bytes;
    header.msg_controllen = control_size;
  }
  datagrams_.clear();
  const int count = recvmmsg(socket_.fd(), b.messages.data(), batch, MSG_DONTWAIT, nullptr);
  for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i) {
    Datagram datagram{{&b.bytes[i * datagram_size], b.messages[i].msg_len}, from_socket_address(b.sources[i]), {}};
    msghdr &header = b.messages[i].msg_hdr;
    for (cmsghdr *c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
      if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
        in_pktinfo info;
        std::memcpy(&info, CMSG_DATA(c), sizeof info);
        datagram.to = mapped(info.ipi_spec_dst); // the address the routing would answer from: right for broadcasts too
      } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
        in6_pktinfo info;
        std::memcpy(&info, CMSG_DATA(c), sizeof info);
        std::array<std::uint8_t, 16> local;
        std::memcpy(local.data(), &info.ipi6_addr, 16);
        datagram.to = local;
      }
    }
    datagrams_.push_back(datagram);
  }
  return datagrams_;
}

struct Sender::Buffers {
  struct Item {
    const UdpSocket *socket = nullptr;
    SocketAddress to;
    Control control;
    std::size_t control_length = 0;
    std::string bytes; // keeps its room between uses
  };
  std::array<Item, batch> items;
  std::size_t count = 0;
  std::array<mmsghdr, batch> messages;
  std::array<iovec, batch> parts;
};

Sender::Sender() : buffers_(std::make_unique<Buffers>()) {}
Sender::~Sender() = default;

void Sender::add(const UdpSocket &socket, const Endpoint &to, const std::optional<std::array<std::uint8_t, 16>> &from,
                 std::string_view bytes) {
  Buffers::Item &item = buffers_->items[buffers_->count];
  item.socket = &socket;
  item.to = to_socket_address(to, socket.is_ipv6());
  item.bytes.assign(bytes);
  item.control_length = 0;
  if (from) {
    std::memset(item.control.bytes, 0, control_size);
    auto *header = reinterpret_cast<cmsghdr *>(item.control.bytes);
    if (socket.is_ipv6()) {
      in6_pktinfo info{};
      std::memcpy(&info.ipi6_addr, from->data(), 16);
      header->cmsg_level = IPPROTO_IPV6;
      header->cmsg_type = IPV6_PKTINFO;
      header->cmsg_len = CMSG_LEN(sizeof info);
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
      item.control_length = CMSG_SPACE(sizeof info);
    } else {
      in_pktinfo info{};
      std::memcpy(&info.ipi_spec_dst, from->data() + 12, 4);
      header->cmsg_level = IPPROTO_IP;
      header->cmsg_type = IP_PKTINFO;
      header->cmsg_len = CMSG_LEN(sizeof info);
      std::memcpy(CMSG_DATA(header), &info, sizeof info);
      item.control_length = CMSG_SPACE(sizeof info);
    }
  }
  if (++buffers_->count == batch)
    flush();
}

void Sender::flush() {
  Buffers &b = *buffers_;
  for (std::size_t i = 0; i < b.count; ++i) {
    Buffers::Item &item = b.items[i];
    b.parts[i] = {item.bytes.data(), item.bytes.size()};
    std::memset(&b.messages[i], 0, sizeof b.messages[i]);
    msghdr &header = b.messages[i].msg_hdr;
    header.msg_name = &item.to;
    header.msg_namelen = size_for(item.socket->is_ipv6());
    header.msg_iov = &b.parts[i];
    header.msg_iovlen = 1;
    header.msg_control = item.control_length == 0 ? nullptr : item.control.bytes;
    header.msg_controllen = item.control_length;
  }
  for (std::size_t at = 0; at < b.count;) {
    std::size_t end = at + 1; // a run of one socket goes out in one call
    while (end < b.count && b.items[end].socket == b.items[at].socket)
      ++end;
    const int sent = sendmmsg(b.items[at].socket->fd(), &b.messages[at], static_cast<unsigned>(end - at), MSG_NOSIGNAL);
    if (sent > 0) {
      at += static_cast<std::size_t>(sent);
    } else {
      ++failed_; // the first of the run is refused: leave it, go on with the next. The client will ask again.
      ++at;
    }
  }
  b.count = 0;
}

} // namespace demarc::radius
