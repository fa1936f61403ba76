// A raw HTTP client for tests (theirs only, so it is all in this header): it sends exactly the bytes it is told to,
// right or wrong. One thread each.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace demarc::http {

class RawClient {
public:
  // Throws std::runtime_error when nobody listens.
  explicit RawClient(int port);
  ~RawClient();
  RawClient(const RawClient &) = delete;
  RawClient &operator=(const RawClient &) = delete;

  // False when the other side has closed.
  bool send(std::string_view bytes);
  // One response (head and body by content-length); "" when the connection ends or `timeout_ms` pass before it is
  // whole.
  std::string read_response(bool has_body = true, int timeout_ms = 5000);
  // Everything until the other side closes; `closed` says whether it did in time.
  std::string read_to_end(bool &closed, int timeout_ms = 5000);
  // Reads until `text` has come; false when it does not in time.
  bool read_until(std::string_view text, int timeout_ms = 5000);
  // True when the other side closes (or resets) within the time.
  bool is_closed_within(int timeout_ms);
  // Sends a request and answers the response.
  std::string ask(std::string_view method, std::string_view target, std::string_view headers = {},
                  std::string_view body = {});
  // What was read and not yet given out.
  [[nodiscard]] const std::string &unread() const { return in_; }
  // Small buffers, so that a client that does not read is felt soon.
  void shrink_receive_buffer();

private:
  // Reads some more into in_; false on end or time-out.
  bool fill(int timeout_ms);
  int socket_ = -1;
  bool ended_ = false;
  std::string in_;
};

int status_of(std::string_view response);
std::string header_of(std::string_view response, std::string_view lower_name);
std::string body_of(std::string_view response);

namespace raw {

using Clock = std::chrono::steady_clock;

inline int left_ms(Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(left);
}

} // namespace raw

inline RawClient::RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("nobody listens on port " + std::to_string(port));
  }
}

inline RawClient::~RawClient() { ::close(socket_); }

inline void RawClient::shrink_receive_buffer() {
  const int bytes = 4096;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

inline bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

inline bool RawClient::fill(int timeout_ms) {
  if (ended_)
    return false;
  pollfd poll_for{socket_, POLLIN, 0};
  if (::poll(&poll_for, 1, timeout_ms) <= 0)
    return false;
  char bytes[16384];
  const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) {
    ended_ = true;
    return false;
  }
  in_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

inline std::string RawClient::read_response(bool has_body, int timeout_ms) {
  const auto end = raw::Clock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    const std::size_t head = in_.find("\r\n\r\n");
    if (head != std::string::npos) {
      std::size_t length = 0;
      if (const std::string text = header_of(in_.substr(0, head + 4), "content-length"); has_body && !text.empty())
        std::from_chars(text.data(), text.data() + text.size(), length);
      const std::size_t whole = head + 4 + length;
      if (in_.size() >= whole) {
        std::string response = in_.substr(0, whole);
        in_.erase(0, whole);
        return response;
      }
    }
    if (!fill(raw::left_ms(end)))
      return {};
  }
}

inline std::string RawClient::read_to_end(bool &closed, int timeout_ms) {
  const auto end = raw::Clock::now() + std::chrono::milliseconds(timeout_ms);
  while (fill(raw::left_ms(end))) {
  }
  closed = ended_;
  return std::move(in_);
}

inline bool RawClient::read_until(std::string_view text, int timeout_ms) {
  const auto end = raw::Clock::now() + std::chrono::milliseconds(timeout_ms);
  while (true) {
    if (const std::size_t at = in_.find(text); at != std::string::npos) {
      in_.erase(0, at + text.size());
      return true;
    }
    if (!fill(raw::left_ms(end)))
      return false;
  }
}

inline bool RawClient::is_closed_within(int timeout_ms) {
  bool closed = false;
  read_to_end(closed, timeout_ms);
  return closed;
}

inline std::string RawClient::ask(std::string_view method, std::string_view target, std::string_view headers,
                                  std::string_view body) {
  std::string text =
      std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nhost: test\r\n" + std::string(headers);
  if (!body.empty())
    text += "content-type: application/json\r\ncontent-length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  send(text);
  return read_response(method != "HEAD");
}

inline int status_of(std::string_view response) {
  int status = 0;
  if (response.starts_with("HTTP/1.1 ") && response.size() > 12)
    std::from_chars(response.data() + 9, response.data() + 12, status);
  return status;
}

inline std::string header_of(std::string_view response, std::string_view lower_name) {
  const std::string_view head = response.substr(0, response.find("\r\n\r\n") + 2);
  const std::string before = "\r\n" + std::string(lower_name) + ": ";
  const std::size_t at = head.find(before);
  if (at == std::string_view::npos)
    return {};
  const std::string_view value = head.substr(at + before.size());
  return std::string(value.substr(0, value.find("\r\n")));
}

inline std::string body_of(std::string_view response) {
  const std::size_t head = response.find("\r\n\r\n");
  return head == std::string_view::npos ? std::string() : std::string(response.substr(head + 4));
}

} // namespace demarc::http
