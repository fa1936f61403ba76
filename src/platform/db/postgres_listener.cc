#include "base/ensure.h"
#include "base/log.h"
#include "platform/db/postgres_parts.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace demarc::db::postgres {

void FinishConnection::operator()(pg_conn *connection) const { PQfinish(connection); }
void ClearResult::operator()(pg_result *result) const { PQclear(result); }

std::string one_line(const char *message) {
  std::string text(message != nullptr ? message : "");
  while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
    text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

Handle connect(const std::string &url) {
  // What stands before dbname can be overridden by the URL, what stands after it cannot.
  const char *const names[] = {"connect_timeout",  "keepalives_idle",           "keepalives_interval",
                               "keepalives_count", "tcp_user_timeout",          "dbname",
                               "client_encoding",  "fallback_application_name", nullptr};
  const char *const values[] = {"10", "30", "10", "3", "60000", url.c_str(), "UTF8", "demarc", nullptr};
  Handle handle(PQconnectdbParams(names, values, 1));
  if (!handle)
    throw Error(Error::Kind::other, "out of memory for a connection");
  if (PQstatus(handle.get()) != CONNECTION_OK)
    throw Error(Error::Kind::retryable, one_line(PQerrorMessage(handle.get())));
  PQsetNoticeProcessor(
      handle.get(), [](void *, const char *message) { log::debug("db", "{}", one_line(message)); }, nullptr);
  return handle;
}

Listener::Listener(std::string url, std::shared_ptr<NoticeBoard> board)
    : url_(std::move(url)), board_(std::move(board)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  ENSURE(wake_ >= 0, "the kernel has an event descriptor left");
}

Listener::~Listener() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ring();
  if (thread_.joinable())
    thread_.join();
  close(wake_);
}

void Listener::listen() {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable())
    thread_ = std::thread([this] { run(); });
  const std::uint64_t wanted = ++wanted_;
  ring();
  settled_.wait(lock, [&] { return settled_up_to_ >= wanted; });
}

void Listener::ring() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
}

bool Listener::stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Listener::run() {
  bool gap = false; // notices may have been missed since the last delivery
  auto pause = std::chrono::milliseconds(200);
  while (!stopping()) {
    try {
      if (!handle_) {
        listening_.clear();
        handle_ = connect(url_);
        settle();
        if (gap)
          board_->deliver_lost();
        gap = false;
        pause = std::chrono::milliseconds(200);
      } else {
        settle();
      }
      wait_for(std::chrono::milliseconds(60'000), PQsocket(handle_.get()));
      if (PQconsumeInput(handle_.get()) != 1)
        throw Error(Error::Kind::retryable, one_line(PQerrorMessage(handle_.get())));
      deliver();
    } catch (const Error &error) {
      log::warning("db", "listening for notices: {}", error.what());
      handle_.reset();
      gap = true;
      give_up_waiting();
      wait_for(pause, -1);
      pause = std::min(pause * 2, std::chrono::milliseconds(5000));
    }
  }
}

// Brings LISTEN up to the board's channels.
void Listener::settle() {
  std::uint64_t up_to = 0;
  {
    const std::lock_guard lock(mutex_);
    up_to = wanted_;
  }
  for (const std::string &channel : board_->channels()) {
    if (listening_.contains(channel))
      continue;
    const PgResult result(PQexec(handle_.get(), fmt::format("listen \"{}\"", channel).c_str()));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
      throw Error(Error::Kind::retryable, one_line(PQerrorMessage(handle_.get())));
    listening_.insert(channel);
  }
  {
    const std::lock_guard lock(mutex_);
    settled_up_to_ = std::max(settled_up_to_, up_to);
  }
  settled_.notify_all();
  deliver();
}

void Listener::give_up_waiting() {
  {
    const std::lock_guard lock(mutex_);
    settled_up_to_ = wanted_;
  }
  settled_.notify_all();
}

void Listener::deliver() {
  while (PGnotify *const notify = PQnotifies(handle_.get())) {
    const std::unique_ptr<PGnotify, void (*)(PGnotify *)> owner(notify, [](PGnotify *n) { PQfreemem(n); });
    board_->deliver(notify->relname, Notice{.payload = notify->extra});
  }
}

void Listener::wait_for(std::chrono::milliseconds most, int socket) {
  std::array<pollfd, 2> waits{pollfd{.fd = wake_, .events = POLLIN, .revents = 0},
                              pollfd{.fd = socket, .events = POLLIN, .revents = 0}};
  poll(waits.data(), waits.size(), static_cast<int>(most.count()));
  std::uint64_t rung = 0;
  [[maybe_unused]] const auto read_bytes = ::read(wake_, &rung, sizeof rung);
}

} // namespace demarc::db::postgres
