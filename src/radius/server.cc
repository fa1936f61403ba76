#include "radius/server.h"

#include "radius/accounting_port.h"
#include "radius/accounting_writer.h"
#include "radius/auth_port.h"

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

namespace demarc::radius {

namespace {

constexpr std::size_t duplicate_octets = 16U << 20U; // a thread

// Sockets of one port: the first takes it for itself alone, to be sure that no other program has it; then all share it.
std::vector<std::unique_ptr<UdpSocket>> listen_on(const std::string &address, int port, int count) {
  {
    const UdpSocket alone = UdpSocket::listen(address, port, false);
    port = alone.port();
  }
  std::vector<std::unique_ptr<UdpSocket>> sockets;
  for (int i = 0; i < count; ++i)
    sockets.push_back(std::make_unique<UdpSocket>(UdpSocket::listen(address, port, true)));
  return sockets;
}

struct Lease {
  std::string datagram;
  Endpoint from;
  std::optional<std::array<std::uint8_t, 16>> to;
  const UdpSocket *socket = nullptr;
  ReplyCache *cache = nullptr;
};

class LeaseQueue {
public:
  explicit LeaseQueue(std::size_t limit) : limit_(limit) {}
  bool offer(Lease lease) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= limit_)
      return false;
    queue_.push_back(std::move(lease));
    ready_.notify_one();
    return true;
  }
  // nullopt: stopped and empty.
  std::optional<Lease> take() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty())
      return std::nullopt;
    Lease lease = std::move(queue_.front());
    queue_.pop_front();
    return lease;
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ready_.notify_all();
  }

private:
  const std::size_t limit_;
  std::mutex mutex_; // guards what follows
  std::condition_variable ready_;
  std::deque<Lease> queue_;
  bool stopping_ = false;
};

} // namespace

struct Server::Running {
  Running(ServerSettings wanted, Directory &directory_in, AccountingSink &sink, const Clock &clock, LoginSink *logins,
          Seats *seats_in)
      : settings(std::move(wanted)), directory(directory_in),
        login_log(logins == nullptr ? nullptr : std::make_unique<LoginLog>(*logins, LoginLog::Settings{})),
        auth(directory, settings.profiles != nullptr ? *settings.profiles : ProfileShelf::built_in(), grants,
             seats_in == nullptr ? own_seats : *seats_in, stats, clock, login_log.get()),
        accounting(directory, grants, seats_in == nullptr ? own_seats : *seats_in, stats, clock),
        auth_sockets(listen_on(settings.listen, settings.auth_port, settings.auth_threads)),
        accounting_sockets(listen_on(settings.listen, settings.accounting_port, settings.accounting_threads)),
        leases(settings.lease_queue), writer(sink, {.max_queue = settings.accounting_queue,
                                                    .max_batch = settings.accounting_batch,
                                                    .linger_ms = settings.accounting_linger_ms}) {
    auth_port = auth_sockets.front()->port();
    accounting_port = accounting_sockets.front()->port();
    for (const auto &socket : auth_sockets)
      caches.push_back(new_cache()),
          receivers.emplace_back([this, &socket = *socket, &cache = *caches.back()] { receive_logins(socket, cache); });
    for (const auto &socket : accounting_sockets)
      caches.push_back(new_cache()), receivers.emplace_back([this, &socket = *socket, &cache = *caches.back()] {
        receive_accounting(socket, cache);
      });
    lease_thread = std::thread([this] { lease_addresses(); });
  }

  [[nodiscard]] std::unique_ptr<ReplyCache> new_cache() const {
    return std::make_unique<ReplyCache>(settings.duplicate_entries, duplicate_octets,
                                        std::chrono::milliseconds(settings.duplicate_memory_ms));
  }

  void receive_logins(const UdpSocket &socket, ReplyCache &cache) {
    Receiver receiver(socket);
    Sender sender;
    std::string reply;
    const std::array<const UdpSocket *, 1> sockets{&socket};
    while (!stopping) {
      const auto datagrams = receiver.receive();
      if (datagrams.empty()) {
        alarm.wait(sockets, -1);
        continue;
      }
      for (const Datagram &datagram : datagrams) {
        switch (auth.handle(datagram.bytes, datagram.from, cache, reply)) {
        case AuthPort::Answer::none: break;
        case AuthPort::Answer::reply: sender.add(socket, datagram.from, datagram.to, reply); break;
        case AuthPort::Answer::lease: hand_over(datagram, socket, cache); break;
        }
      }
      sender.flush();
    }
  }

  void hand_over(const Datagram &datagram, const UdpSocket &socket, ReplyCache &cache) {
    if (leases.offer({std::string(datagram.bytes), datagram.from, datagram.to, &socket, &cache}))
      return;
    const auto request = Packet::decode(datagram.bytes);
    cache.forget(ReplyCache::key(datagram.from, request->id(), request->authenticator()));
    if (const auto access_server = directory.find_access_server(datagram.from.address_text()))
      stats.of(access_server->id).count(Event::drop_queue_full);
  }

  void lease_addresses() {
    Sender sender;
    std::string reply;
    while (const auto lease = leases.take()) {
      if (auth.finish(lease->datagram, lease->from, *lease->cache, reply))
        sender.add(*lease->socket, lease->from, lease->to, reply);
      sender.flush();
    }
  }

  void receive_accounting(const UdpSocket &socket, ReplyCache &cache) {
    Receiver receiver(socket);
    Sender sender;
    PendingAccounting pending;
    const std::array<const UdpSocket *, 1> sockets{&socket};
    while (!stopping) {
      const auto datagrams = receiver.receive();
      if (datagrams.empty()) {
        alarm.wait(sockets, -1);
        continue;
      }
      for (const Datagram &datagram : datagrams) {
        switch (accounting.handle(datagram.bytes, datagram.from, cache, pending)) {
        case AccountingPort::Answer::none: break;
        case AccountingPort::Answer::reply: sender.add(socket, datagram.from, datagram.to, pending.reply); break;
        case AccountingPort::Answer::queue:
          pending.socket = &socket;
          pending.from = datagram.to;
          if (!writer.offer(std::move(pending))) {
            cache.forget(pending.key);
            pending.counters->count(Event::drop_queue_full);
          }
          break;
        }
      }
      sender.flush();
    }
  }

  void stop() {
    if (stopping.exchange(true))
      return;
    alarm.ring();
    for (std::thread &thread : receivers)
      thread.join();
    leases.stop();
    lease_thread.join();
    if (login_log)
      login_log->stop();
    writer.stop();
  }

  const ServerSettings settings;
  Directory &directory;
  Stats stats;
  Grants grants;
  Seats own_seats;
  std::unique_ptr<LoginLog> login_log;
  AuthPort auth;
  AccountingPort accounting;
  std::vector<std::unique_ptr<UdpSocket>> auth_sockets, accounting_sockets;
  std::vector<std::unique_ptr<ReplyCache>> caches; // one for each socket
  int auth_port = 0, accounting_port = 0;
  Alarm alarm;
  std::atomic<bool> stopping{false};
  LeaseQueue leases;
  AccountingWriter writer;
  std::thread lease_thread;
  std::vector<std::thread> receivers;
};

Server::Server(ServerSettings settings, Directory &directory, AccountingSink &sink, const Clock &clock,
               LoginSink *logins, Seats *seats)
    : running_(std::make_unique<Running>(std::move(settings), directory, sink, clock, logins, seats)) {}

Server::~Server() { stop(); }

int Server::auth_port() const { return running_->auth_port; }
int Server::accounting_port() const { return running_->accounting_port; }
Stats &Server::stats() { return running_->stats; }
void Server::stop() { running_->stop(); }

} // namespace demarc::radius
