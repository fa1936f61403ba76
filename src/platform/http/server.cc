// Coroutines live in this file only. GCC 12 destroys an aggregate temporary inside a co_await call twice, so every
// argument of an awaited call is a named variable or a reference.
#include "platform/http/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "platform/http/broadcaster.h"
#include "platform/http/problem.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_set>

namespace demarc::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t read_chunk_bytes = 8 * 1024;
constexpr std::size_t write_chunk_bytes = 64 * 1024;
constexpr std::size_t linger_bytes = 4 * 1024 * 1024;
constexpr milliseconds linger_time{2'000};

// The console's scripts come from its own files only; its component library writes style attributes (stack.md 8.3).
constexpr std::string_view security_headers =
    "content-security-policy: default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src "
    "'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'\r\n"
    "x-content-type-options: nosniff\r\n"
    "referrer-policy: same-origin\r\n";

// What bytes travel over: TCP today; a TLS stream would be a second one.
class Stream {
public:
  using Parts = std::array<asio::const_buffer, 2>;
  virtual ~Stream() = default;
  virtual awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code &error) = 0;
  virtual awaitable<std::size_t> write_some(const Parts &parts, error_code &error) = 0;
  // Says that no more will be sent; the other side may still be read.
  virtual void finish() = 0;
  virtual void close() = 0;
  // Throws away what the other side has not taken yet.
  virtual void reset() = 0;
};

class PlainStream final : public Stream {
public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<std::size_t> read_some(asio::mutable_buffer into, error_code &error) override {
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_return co_await socket_.async_read_some(into, token);
  }
  awaitable<std::size_t> write_some(const Parts &parts, error_code &error) override {
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_return co_await socket_.async_write_some(parts, token);
  }
  void finish() override {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }
  void reset() override {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }

private:
  tcp::socket socket_;
};

struct Connection {
  enum class Phase { waiting, receiving, handling, sending, streaming };

  Connection(asio::io_context &io, std::unique_ptr<Stream> s, std::string address, std::size_t max_buffer)
      : stream(std::move(s)), remote_address(std::move(address)), buffer(max_buffer), timer(io) {}
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;
  ~Connection() {
    if (listener)
      listener->on_wake({});
  }

  std::unique_ptr<Stream> stream;
  std::string remote_address;
  beast::flat_buffer buffer; // read, not yet parsed: the start of the next request stays here
  Phase phase = Phase::waiting;
  Steady::time_point deadline = Steady::time_point::max();
  // Event streams.
  asio::steady_timer timer;
  std::shared_ptr<Listener> listener;
  bool woken = false;
  bool gone = false;
};

// The threads that run handlers, and their bounded queue.
class Workers {
public:
  explicit Workers(std::size_t max_waiting) : max_waiting_(max_waiting) {}
  ~Workers() { stop(); }

  void start(int count) {
    for (int i = 0; i < count; ++i)
      threads_.emplace_back([this] { run(); });
  }
  // False when the queue is full.
  bool submit(std::function<void()> work) {
    {
      const std::lock_guard lock(mutex_);
      if (queue_.size() >= max_waiting_)
        return false;
      queue_.push_back(std::move(work));
    }
    arrived_.notify_one();
    return true;
  }
  // Runs what is queued, then ends the threads.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    arrived_.notify_all();
    for (std::thread &thread : threads_)
      thread.join();
    threads_.clear();
  }

private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty())
        return;
      const std::function<void()> work = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> queue_; // under mutex_
  bool stopping_ = false;                   // under mutex_
  std::vector<std::thread> threads_;
};

using Parser = beast::http::request_parser<beast::http::string_body>;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// The answer to a request that could not be read.
Response unreadable(int status) {
  switch (status) {
  case 413: return problem(413, "body_too_large", "The body is larger than this server takes.");
  case 431: return problem(431, "head_too_large", "The request's head is larger than this server takes.");
  case 501: return problem(501, "unknown_coding", "The only Transfer-Encoding this server knows is chunked.");
  case 505: return problem(505, "unknown_version", "This server speaks HTTP/1.1 and HTTP/1.0.");
  default: return problem(400, "bad_request", "The request is not valid HTTP.");
  }
}

int status_of_read_error(const error_code &error) {
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow)
    return 431;
  if (error == beast::http::error::body_limit)
    return 413;
  if (error == beast::http::error::bad_version)
    return 505;
  return 400;
}

// "Tue, 24 Nov 2026 14:00:00 GMT" (RFC 9110 5.6.7). The machine's time also where the business's is simulated.
std::string http_date() {
  static constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds at{std::chrono::seconds{SystemClock{}.now().seconds()}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

} // namespace

class Server::Core {
public:
  Core(Settings settings, Handler handler, Quick quick)
      : settings_(std::move(settings)), handler_(std::move(handler)), quick_(std::move(quick)), acceptor_(io_),
        sweep_timer_(io_), workers_(settings_.max_waiting) {}
  ~Core() { stop(); }

  void start() {
    error_code error;
    const auto address = asio::ip::make_address(settings_.address, error);
    if (error)
      throw std::runtime_error("http address " + settings_.address + ": not an IP address");
    const tcp::endpoint endpoint(address, static_cast<asio::ip::port_type>(settings_.port));
    acceptor_.open(endpoint.protocol(), error);
    if (!error)
      acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error)
      acceptor_.bind(endpoint, error);
    if (!error)
      acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      throw std::runtime_error(
          fmt::format("cannot listen on {} port {}: {}", settings_.address, settings_.port, error.message()));
    port_ = acceptor_.local_endpoint().port();
    date_ = http_date();
    workers_.start(settings_.workers);
    asio::co_spawn(io_, accept_connections(), report);
    asio::co_spawn(io_, sweep(), report);
    thread_ = std::thread([this] { io_.run(); });
  }

  void stop() {
    if (!thread_.joinable())
      return;
    asio::post(io_, [this] { begin_stop(); });
    if (!wait_until_empty(milliseconds(settings_.stop_grace_ms))) {
      log::warning("http", "closing connections that did not end within {} ms", settings_.stop_grace_ms);
      asio::post(io_, [this] {
        for (Connection *connection : connections_)
          connection->stream->reset();
      });
    }
    workers_.stop();
    wait_until_empty(milliseconds(1'000));
    io_.stop();
    thread_.join();
  }

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] const Settings &settings() const { return settings_; }

private:
  static void report(std::exception_ptr failure) {
    if (!failure)
      return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception &error) {
      log::error("http", "a connection failed: {}", error.what());
    }
  }

  // Stopping --------------------------------------------------------------------------------------------------------

  void begin_stop() {
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Connection *connection : connections_) {
      if (connection->phase == Connection::Phase::waiting)
        connection->stream->close();
      if (connection->listener)
        connection->listener->close();
    }
    note_if_empty();
  }

  void note_if_empty() {
    if (!stopping_ || !connections_.empty())
      return;
    const std::lock_guard lock(empty_mutex_);
    empty_ = true;
    empty_changed_.notify_all();
  }

  bool wait_until_empty(milliseconds limit) {
    std::unique_lock lock(empty_mutex_);
    return empty_changed_.wait_for(lock, limit, [this] { return empty_; });
  }

  // Connections -----------------------------------------------------------------------------------------------------

  awaitable<void> accept_connections() {
    while (!stopping_) {
      tcp::socket socket(io_);
      error_code error;
      auto token = asio::redirect_error(asio::use_awaitable, error);
      co_await acceptor_.async_accept(socket, token);
      if (stopping_ || error == asio::error::operation_aborted)
        co_return;
      if (error) { // out of file descriptors: wait for some to come back
        asio::steady_timer pause(io_, milliseconds(50));
        error_code ignored;
        auto pause_token = asio::redirect_error(asio::use_awaitable, ignored);
        co_await pause.async_wait(pause_token);
        continue;
      }
      if (connections_.size() >= settings_.max_connections)
        continue; // closes it
      socket.set_option(tcp::no_delay(true), error);
      const tcp::endpoint remote = socket.remote_endpoint(error);
      if (error)
        continue;
      std::unique_ptr<Stream> stream = std::make_unique<PlainStream>(std::move(socket));
      auto connection = std::make_shared<Connection>(io_, std::move(stream), remote.address().to_string(),
                                                     settings_.max_head_bytes + read_chunk_bytes);
      connections_.insert(connection.get());
      asio::co_spawn(io_, serve(connection), report);
    }
  }

  // One look a second at every deadline, in place of a timer for every operation.
  awaitable<void> sweep() {
    const std::int64_t shortest =
        std::min({settings_.idle_timeout_ms, settings_.head_timeout_ms, settings_.body_timeout_ms,
                  settings_.write_timeout_ms, std::int64_t{2'000}});
    while (true) { // until the loop itself ends: deadlines hold while stopping too
      sweep_timer_.expires_after(milliseconds(std::max<std::int64_t>(shortest / 2, 10)));
      error_code error;
      auto token = asio::redirect_error(asio::use_awaitable, error);
      co_await sweep_timer_.async_wait(token);
      date_ = http_date();
      const auto now = Steady::now();
      for (Connection *connection : connections_)
        if (connection->deadline < now)
          end_overdue(*connection);
    }
  }

  static void end_overdue(Connection &connection) {
    // Closing politely would leave megabytes in the kernel for a client that does not read.
    if (connection.phase == Connection::Phase::sending || connection.phase == Connection::Phase::streaming)
      connection.stream->reset();
    else
      connection.stream->close();
  }

  static void set_deadline(Connection &connection, std::int64_t timeout_ms) {
    connection.deadline = Steady::now() + milliseconds(timeout_ms);
  }

  awaitable<void> serve(std::shared_ptr<Connection> connection) {
    bool open = true;
    while (open) {
      Request request;
      bool keep_alive = false;
      const int read_status = co_await read_request(*connection, request, keep_alive);
      if (read_status == closed)
        break;
      Response response;
      if (read_status == readable) {
        connection->phase = Connection::Phase::handling;
        connection->deadline = Steady::time_point::max();
        auto quick = quick_ ? quick_(request) : std::optional<Response>();
        if (quick)
          response = std::move(*quick);
        else
          co_await run_handler(request, response);
      } else {
        response = unreadable(read_status);
        keep_alive = false;
      }
      keep_alive = keep_alive && !stopping_;
      connection->phase = Connection::Phase::sending;
      const std::string head = head_of(response, keep_alive);
      const bool no_body = request.method == "HEAD" || !may_have_body(response.status) || response.stream;
      const std::string_view body = no_body ? std::string_view() : response.bytes();
      open = co_await write_all(*connection, head, body);
      if (open && response.stream && request.method != "HEAD")
        co_await send_events(connection, response.stream);
      else if (open && !keep_alive && !stopping_)
        co_await linger(*connection);
      open = open && keep_alive && !response.stream;
    }
    connection->stream->close();
    connections_.erase(connection.get());
    note_if_empty();
  }

  // Closing a socket with unread input makes the kernel reset it, which can destroy the answer on its way: the client
  // is told that no more comes, and read until it closes too.
  awaitable<void> linger(Connection &connection) {
    connection.stream->finish();
    connection.deadline = Steady::now() + linger_time;
    connection.buffer.clear();
    std::size_t total = 0;
    while (total < linger_bytes) {
      error_code error;
      const asio::mutable_buffer into = connection.buffer.prepare(read_chunk_bytes);
      const std::size_t count = co_await connection.stream->read_some(into, error);
      if (error || stopping_)
        co_return;
      total += count;
    }
  }

  // Reading ---------------------------------------------------------------------------------------------------------

  static constexpr int readable = 0;
  static constexpr int closed = -1;

  // `readable`, `closed`, or the status of the error to answer.
  awaitable<int> read_request(Connection &connection, Request &request, bool &keep_alive) {
    Parser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(settings_.max_head_bytes));
    parser.body_limit(settings_.max_body_bytes);
    bool head_seen = false;
    connection.phase = connection.buffer.size() == 0 ? Connection::Phase::waiting : Connection::Phase::receiving;
    set_deadline(connection, connection.buffer.size() == 0 ? settings_.idle_timeout_ms : settings_.head_timeout_ms);
    while (true) {
      error_code error;
      if (connection.buffer.size() > 0) {
        const std::size_t used = parser.put(connection.buffer.data(), error);
        connection.buffer.consume(used);
        if (error && error != beast::http::error::need_more)
          co_return status_of_read_error(error);
        if (parser.is_done())
          break;
        if (parser.is_header_done() && !head_seen) {
          head_seen = true;
          set_deadline(connection, settings_.body_timeout_ms);
          if (!co_await answer_expectation(connection, parser))
            co_return closed;
        }
      }
      error.clear();
      if (connection.buffer.size() >= connection.buffer.max_size())
        co_return 431;
      const std::size_t room = std::min(read_chunk_bytes, connection.buffer.max_size() - connection.buffer.size());
      const asio::mutable_buffer into = connection.buffer.prepare(room);
      const std::size_t count = co_await connection.stream->read_some(into, error);
      if (error || (stopping_ && connection.phase == Connection::Phase::waiting))
        co_return closed;
      connection.buffer.commit(count);
      if (connection.phase == Connection::Phase::waiting) {
        connection.phase = Connection::Phase::receiving;
        set_deadline(connection, settings_.head_timeout_ms);
      }
    }
    co_return take_request(connection, parser, request, keep_alive);
  }

  // RFC 9110 10.1.1: a client that asks waits for "100 Continue" before it sends the body.
  awaitable<bool> answer_expectation(Connection &connection, const Parser &parser) {
    const auto expectation = parser.get().find(beast::http::field::expect);
    if (expectation == parser.get().end() || lower_ascii(view(expectation->value())) != "100-continue")
      co_return true;
    const std::string_view head = "HTTP/1.1 100 Continue\r\n\r\n";
    const std::string_view body;
    const bool sent = co_await write_all(connection, head, body);
    set_deadline(connection, settings_.body_timeout_ms);
    co_return sent;
  }

  int take_request(const Connection &connection, Parser &parser, Request &request, bool &keep_alive) const {
    auto &message = parser.get();
    if (message.version() > 11 || message.version() < 10)
      return 505;
    const std::string_view target = view(message.target());
    if (!target.starts_with('/'))
      return 400;
    // RFC 9112 6.1: no coding but chunked is spoken here.
    if (const auto coding = message.find(beast::http::field::transfer_encoding);
        coding != message.end() && lower_ascii(view(coding->value())) != "chunked")
      return 501;
    // RFC 9112 3.2: one Host, always, in HTTP/1.1.
    const auto hosts = message.count(beast::http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() == 11))
      return 400;
    const std::size_t mark = target.find('?');
    request.method = view(message.method_string());
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos)
      request.query = target.substr(mark + 1);
    for (const auto &field : message)
      request.headers.push_back({lower_ascii(view(field.name_string())), std::string(view(field.value()))});
    request.remote_address = connection.remote_address;
    keep_alive = message.keep_alive();
    request.body = std::move(message.body());
    return readable;
  }

  // Handling --------------------------------------------------------------------------------------------------------

  // Runs the handler on a worker and resumes on the I/O thread when it is done.
  awaitable<void> run_handler(const Request &request, Response &response) {
    auto begin = [this, &request, &response](auto resumption) {
      auto resume = std::make_shared<decltype(resumption)>(std::move(resumption));
      const bool queued = workers_.submit([this, &request, &response, resume] {
        response = handle(request);
        asio::post(io_, [resume] { std::move (*resume)(); });
      });
      if (queued)
        return;
      response = problem(503, "overloaded", "The server has more requests than it can work on. Try again in a moment.");
      response.headers.push_back({"retry-after", "1"});
      asio::post(io_, [resume] { std::move (*resume)(); });
    };
    const auto token = asio::use_awaitable;
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(begin, token);
  }

  Response handle(const Request &request) const {
    const auto start = Steady::now();
    Response response;
    try {
      response = handler_(request);
    } catch (const std::exception &error) {
      response = incident(request.method + " " + request.path, error.what());
    }
    if (log::enabled(log::Level::debug)) {
      const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start).count();
      log::debug("http", "{} {} {} {} us", request.method, request.path, response.status, took);
    }
    return response;
  }

  // Writing ---------------------------------------------------------------------------------------------------------

  std::string head_of(const Response &response, bool keep_alive) const {
    std::string head;
    head.reserve(1024);
    fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\ndate: {}\r\n", response.status,
                   status_phrase(response.status), date_);
    head += security_headers;
    if (!response.content_type.empty()) {
      head += "content-type: ";
      head += response.content_type;
      head += "\r\n";
    }
    if (may_have_body(response.status) && !response.stream)
      fmt::format_to(std::back_inserter(head), "content-length: {}\r\n", response.bytes().size());
    for (const Header &header : response.headers) {
      // A line break in a value would begin a header of the client's making.
      if (header.value.find_first_of("\r\n") != std::string::npos)
        continue;
      fmt::format_to(std::back_inserter(head), "{}: {}\r\n", header.name, header.value);
    }
    if (!keep_alive || response.stream)
      head += "connection: close\r\n";
    return head + "\r\n";
  }

  awaitable<bool> write_all(Connection &connection, std::string_view head, std::string_view body) {
    while (!head.empty() || !body.empty()) {
      set_deadline(connection, settings_.write_timeout_ms);
      const std::size_t chunk = std::min(body.size(), write_chunk_bytes);
      const Stream::Parts parts{asio::const_buffer(head.data(), head.size()), asio::const_buffer(body.data(), chunk)};
      error_code error;
      const std::size_t count = co_await connection.stream->write_some(parts, error);
      if (error)
        co_return false;
      const std::size_t of_head = std::min(count, head.size());
      head.remove_prefix(of_head);
      body.remove_prefix(count - of_head);
    }
    co_return true;
  }

  awaitable<void> send_events(std::shared_ptr<Connection> connection, std::shared_ptr<Listener> listener) {
    connection->phase = Connection::Phase::streaming;
    connection->listener = listener;
    const std::weak_ptr<Connection> weak = connection;
    listener->on_wake([this, weak] {
      asio::post(io_, [weak] {
        if (const auto woken = weak.lock()) {
          woken->woken = true;
          woken->timer.cancel();
        }
      });
    });
    if (stopping_)
      listener->close();
    asio::co_spawn(io_, watch_client(connection), report);
    std::string out = "retry: 2000\n\n"; // browsers come back after 2 s
    const std::string_view nothing;
    while (!connection->gone) {
      const std::string_view bytes = out;
      const bool sent = co_await write_all(*connection, bytes, nothing);
      if (!sent)
        break;
      connection->deadline = Steady::time_point::max();
      connection->woken = false;
      const bool ended = listener->is_closed(); // asked before the last look at the queue
      out = listener->take();
      if (!out.empty())
        continue;
      if (ended)
        break;
      connection->timer.expires_after(milliseconds(settings_.heartbeat_ms));
      error_code error;
      auto token = asio::redirect_error(asio::use_awaitable, error);
      co_await connection->timer.async_wait(token);
      if (!connection->woken)
        out = ": still here\n\n";
    }
    listener->on_wake({});
    listener->close();
  }

  // Notices at once when the client of a stream goes away.
  awaitable<void> watch_client(std::shared_ptr<Connection> connection) {
    std::array<char, 256> ignored;
    error_code error;
    while (!error) {
      const asio::mutable_buffer into(ignored.data(), ignored.size());
      co_await connection->stream->read_some(into, error);
    }
    connection->gone = true;
    connection->woken = true;
    connection->timer.cancel();
  }

  const Settings settings_;
  const Handler handler_;
  const Quick quick_;

  // Used by the I/O thread only, from start() to stop().
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::steady_timer sweep_timer_;
  std::unordered_set<Connection *> connections_; // each alive: its serve() holds it
  std::string date_;
  bool stopping_ = false;

  Workers workers_;
  std::thread thread_;
  int port_ = 0;

  std::mutex empty_mutex_;
  std::condition_variable empty_changed_;
  bool empty_ = false; // under empty_mutex_: stopping and no connection left
};

Server::Server(Settings settings, Handler handler, Quick quick)
    : core_(std::make_unique<Core>(std::move(settings), std::move(handler), std::move(quick))) {}
Server::~Server() = default;
void Server::start() { core_->start(); }
void Server::stop() { core_->stop(); }
int Server::port() const { return core_->port(); }

std::string Server::url() const {
  const std::string &address = core_->settings().address;
  const bool is_v6 = address.find(':') != std::string::npos;
  const std::string host = address == "0.0.0.0" ? "127.0.0.1"
                           : address == "::"    ? "[::1]"
                           : is_v6              ? "[" + address + "]"
                                                : address;
  return fmt::format("http://{}:{}", host, core_->port());
}

} // namespace demarc::http
