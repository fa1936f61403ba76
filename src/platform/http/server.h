// The HTTP/1.1 server: one I/O thread that accepts, reads and writes, and `workers` threads that run the handler, which
// may block. A request that finds the queue of the workers full is answered 503 at once. Every connection has a
// deadline in each of its phases (waiting, sending its head, its body, taking its answer), so slow and dead clients
// cost a socket for a known time. TLS is the business of a proxy for now; Stream in server.cc is where it would come
// in.
//
// Threads: start() and stop() from one thread; the handler runs on the workers, `quick` on the I/O thread.
#pragma once

#include "platform/http/message.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace demarc::http {

class Server {
public:
  struct Settings {
    std::string address = "127.0.0.1"; // "0.0.0.0" or "::" for every interface
    int port = 0;                      // 0: any free one, see port()
    int workers = 4;
    std::size_t max_waiting = 512; // requests waiting for a worker
    std::size_t max_connections = 4096;
    std::size_t max_head_bytes = 16 * 1024;
    std::size_t max_body_bytes = 2 * 1024 * 1024;
    std::int64_t idle_timeout_ms = 75'000; // between two requests of a connection
    std::int64_t head_timeout_ms = 10'000; // from a head's first byte to its last
    std::int64_t body_timeout_ms = 30'000;
    std::int64_t write_timeout_ms = 30'000; // for the next 64 KiB of an answer
    std::int64_t heartbeat_ms = 15'000;     // of event streams
    std::int64_t stop_grace_ms = 10'000;    // stop() waits this long for answers under way
  };
  // May block. An exception is logged and answered 500.
  using Handler = std::function<Response(const Request &)>;
  // Answers at once from memory, or leaves the request to the handler. Must not block.
  using Quick = std::function<std::optional<Response>(const Request &)>;

  Server(Settings settings, Handler handler, Quick quick = {});
  ~Server(); // stops
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;

  // Throws std::runtime_error when the address cannot be had.
  void start();
  // Accepts no more, finishes the requests under way, ends event streams, and comes back when all is done. Idempotent.
  void stop();
  // The bound port, after start().
  [[nodiscard]] int port() const;
  [[nodiscard]] std::string url() const; // "http://127.0.0.1:8080"

private:
  class Core;
  std::unique_ptr<Core> core_;
};

} // namespace demarc::http
