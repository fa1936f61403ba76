#include "radius/coa_client.h"

#include "base/random.h"

#include <algorithm>
#include <atomic>
#include <fmt/format.h>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

namespace demarc::radius {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::string answer_text(const Packet &reply, std::uint32_t error_cause) {
  std::string text = code_name(reply.code());
  if (error_cause != 0) {
    static const DictionaryEntry *const entry = Dictionary::builtin().find("Error-Cause");
    const auto name = entry->names.find(error_cause);
    text += name == entry->names.end() ? fmt::format(": error {}", error_cause)
                                       : fmt::format(": {} ({})", name->second, error_cause);
  }
  return text;
}

} // namespace

struct CoaClient::Engine {
  // An order under way. Its place is (socket, identifier), which is what its answer names.
  struct Order {
    CoaRequest request;
    std::string packet;
    std::function<void(CoaAnswer)> done;
    int tries = 0;
    std::multimap<SteadyClock::time_point, std::pair<std::size_t, std::uint8_t>>::iterator deadline;
  };
  struct Line {
    UdpSocket socket;
    std::array<std::unique_ptr<Order>, 256> orders;
    std::size_t open = 0;
    std::uint8_t next_id = 0; // rising, so that an identifier rests as long as possible before it is used again
  };
  // What is known of a device that did not answer.
  struct Silence {
    SteadyClock::time_point until;
    bool probing = false;
  };
  struct ByEndpoint {
    bool operator()(const Endpoint &a, const Endpoint &b) const {
      return std::tie(a.address, a.port) < std::tie(b.address, b.port);
    }
  };
  // Callbacks are called without the lock.
  struct Finished {
    std::function<void(CoaAnswer)> done;
    CoaAnswer answer;
  };

  explicit Engine(Settings wanted) : settings(std::move(wanted)), random(seed()), thread([this] { run(); }) {}

  static std::uint64_t seed() {
    std::uint64_t value = 0;
    for (const char c : random_bytes(8))
      value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }

  void start(CoaRequest request, std::function<void(CoaAnswer)> done) {
    CoaAnswer refusal;
    {
      const std::lock_guard lock(mutex);
      refusal = admit(request, done);
    }
    if (done)
      done(std::move(refusal));
    else
      alarm.ring();
  }

  // Takes the order over (and `done` with it), or says why not. Under the lock.
  CoaAnswer admit(CoaRequest &request, std::function<void(CoaAnswer)> &done) {
    if (stopping)
      return {CoaAnswer::Kind::not_sent, 0, 0, "the server is stopping"};
    const auto now = SteadyClock::now();
    const auto silence = silences.find(request.to);
    if (silence != silences.end()) {
      if (silence->second.probing || now < silence->second.until)
        return {CoaAnswer::Kind::silent, 0, 0, "no answer to another order a moment ago"};
      silence->second.probing = true;
    }
    const std::optional<std::size_t> at = free_line(!request.to.is_ipv4());
    if (!at) {
      if (silence != silences.end())
        silence->second.probing = false;
      return {CoaAnswer::Kind::not_sent, 0, 0, "too many orders are under way"};
    }
    Line &line = *lines[*at];
    while (line.orders[line.next_id])
      ++line.next_id;
    const std::uint8_t id = line.next_id++;
    auto order = std::make_unique<Order>();
    order->request = std::move(request);
    order->packet = encode(order->request, id);
    order->done = std::exchange(done, nullptr);
    order->deadline = deadlines.emplace(now, std::pair(*at, id)); // the thread sends it: due now
    line.orders[id] = std::move(order);
    ++line.open;
    return {};
  }

  static std::string encode(const CoaRequest &request, std::uint8_t id) {
    PacketWriter writer(request.code, id);
    writer.add_message_authenticator();
    for (const NamedValue &value : request.attributes)
      add(writer, value);
    // Devices compare it with their own clocks (RFC 5176 3.3): real time, even where business time is simulated.
    writer.add_integer(attribute::event_timestamp, static_cast<std::uint32_t>(SystemClock{}.now().seconds()));
    return std::string(writer.sign_request(request.secret.reveal()));
  }

  std::optional<std::size_t> free_line(bool ipv6) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines[i]->open < 256 && lines[i]->socket.is_ipv6() == ipv6)
        return i;
    if (lines.size() >= settings.max_sockets)
      return std::nullopt;
    lines.push_back(std::make_unique<Line>(Line{UdpSocket::client(ipv6, settings.local_address), {}, 0, 0}));
    return lines.size() - 1;
  }

  void run() {
    while (!stopping) {
      std::vector<const UdpSocket *> sockets;
      int timeout_ms = -1;
      {
        const std::lock_guard lock(mutex);
        for (const auto &line : lines)
          sockets.push_back(&line->socket);
        if (!deadlines.empty()) {
          const auto wait =
              std::chrono::ceil<std::chrono::milliseconds>(deadlines.begin()->first - SteadyClock::now()).count();
          timeout_ms = static_cast<int>(std::clamp<std::int64_t>(wait, 0, 60'000));
        }
      }
      const bool readable = alarm.wait(sockets, timeout_ms); // lines are never taken away while the thread runs
      alarm.clear();
      std::vector<Finished> finished;
      if (readable)
        for (std::size_t i = 0; i < sockets.size(); ++i)
          read_answers(i, *sockets[i], finished);
      meet_deadlines(finished);
      for (Finished &one : finished)
        one.done(std::move(one.answer));
    }
  }

  void read_answers(std::size_t line, const UdpSocket &socket, std::vector<Finished> &finished) {
    if (receivers.size() <= line)
      receivers.resize(line + 1);
    if (!receivers[line])
      receivers[line] = std::make_unique<Receiver>(socket);
    // At most 64 datagrams a round: a flood on one line must not keep the others from their deadlines.
    const auto datagrams = receivers[line]->receive();
    const std::lock_guard lock(mutex);
    for (const Datagram &datagram : datagrams)
      read_answer(line, datagram, finished);
  }

  void read_answer(std::size_t line, const Datagram &datagram, std::vector<Finished> &finished) {
    const auto reply = Packet::decode(datagram.bytes);
    if (!reply)
      return;
    Order *order = lines[line]->orders[reply->id()].get();
    if (order == nullptr || datagram.from != order->request.to)
      return; // late, or from a stranger
    const bool acknowledged =
        reply->code() == (order->request.code == Code::coa_request ? Code::coa_ack : Code::disconnect_ack);
    const bool refused =
        reply->code() == (order->request.code == Code::coa_request ? Code::coa_nak : Code::disconnect_nak);
    const std::string_view secret = order->request.secret.reveal();
    const std::string_view authenticator = std::string_view(order->packet).substr(4, 16);
    if ((!acknowledged && !refused) || !response_authenticator_is_valid(*reply, secret, authenticator) ||
        check_message_authenticator(*reply, secret, authenticator) == MessageAuthenticator::invalid) {
      count(*order, Event::orders_bad_answers);
      return; // keep waiting: a forger must not be able to end an order
    }
    count(*order, acknowledged ? Event::orders_acknowledged : Event::orders_refused);
    silences.erase(order->request.to);
    const std::uint32_t error_cause = acknowledged ? 0 : reply->find_integer(attribute::error_cause).value_or(0);
    finish(line, reply->id(),
           {acknowledged ? CoaAnswer::Kind::acknowledged : CoaAnswer::Kind::refused, error_cause, order->tries,
            answer_text(*reply, error_cause)},
           finished);
  }

  void meet_deadlines(std::vector<Finished> &finished) {
    const std::lock_guard lock(mutex);
    const auto now = SteadyClock::now();
    while (!deadlines.empty() && deadlines.begin()->first <= now) {
      const auto [line, id] = deadlines.begin()->second;
      Order &order = *lines[line]->orders[id];
      if (static_cast<std::size_t>(order.tries) < settings.wait_ms.size()) {
        count(order, order.tries == 0 ? Event::orders_sent : Event::orders_repeated);
        lines[line]->socket.send(order.request.to,
                                 order.packet); // what the kernel refuses is as good as lost: tried again
        const int wait_ms = settings.wait_ms[static_cast<std::size_t>(order.tries++)];
        deadlines.erase(order.deadline);
        order.deadline = deadlines.emplace(now + std::chrono::milliseconds(wait_ms + random.below(wait_ms / 10 + 1)),
                                           std::pair(line, id));
        continue;
      }
      count(order, Event::orders_unanswered);
      if (settings.silence_ms > 0) {
        if (silences.size() >= 4096)
          silences.clear(); // bounded; the price is a few needless tries
        silences[order.request.to] = {now + std::chrono::milliseconds(settings.silence_ms), false};
      }
      finish(line, id, {CoaAnswer::Kind::unanswered, 0, order.tries, fmt::format("no answer to {} tries", order.tries)},
             finished);
    }
  }

  void finish(std::size_t line, std::uint8_t id, CoaAnswer answer, std::vector<Finished> &finished) {
    const std::unique_ptr<Order> order = std::move(lines[line]->orders[id]);
    --lines[line]->open;
    deadlines.erase(order->deadline);
    finished.push_back({std::move(order->done), std::move(answer)});
  }

  static void count(const Order &order, Event event) {
    if (order.request.counters != nullptr)
      order.request.counters->count(event);
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      if (stopping.exchange(true))
        return;
    }
    alarm.ring();
    thread.join();
    std::vector<Finished> finished;
    {
      const std::lock_guard lock(mutex);
      while (!deadlines.empty()) {
        const auto [line, id] = deadlines.begin()->second;
        finish(line, id, {CoaAnswer::Kind::not_sent, 0, 0, "the server is stopping"}, finished);
      }
    }
    for (Finished &one : finished)
      one.done(std::move(one.answer));
  }

  const Settings settings;
  Alarm alarm;
  std::atomic<bool> stopping{false};
  std::vector<std::unique_ptr<Receiver>> receivers; // of the thread, one for each line

  std::mutex mutex; // guards what follows
  SeededRandom random;
  std::vector<std::unique_ptr<Line>> lines;
  std::multimap<SteadyClock::time_point, std::pair<std::size_t, std::uint8_t>> deadlines;
  std::map<Endpoint, Silence, ByEndpoint> silences;

  std::thread thread; // last: it uses all of the above
};

CoaClient::CoaClient(Settings settings) : engine_(std::make_unique<Engine>(std::move(settings))) {}
CoaClient::~CoaClient() { stop(); }

CoaAnswer CoaClient::ask(CoaRequest request) {
  std::promise<CoaAnswer> promise;
  auto answer = promise.get_future();
  engine_->start(std::move(request), [&promise](CoaAnswer given) { promise.set_value(std::move(given)); });
  return answer.get();
}

void CoaClient::start(CoaRequest request, std::function<void(CoaAnswer)> done) {
  engine_->start(std::move(request), std::move(done));
}

void CoaClient::stop() { engine_->stop(); }

} // namespace demarc::radius
