// Logins per second and durable accounting records per second, over real sockets on loopback, with 10,000 subscribers
// in a real SQLite database behind the real access table. Floors, measured in the same run and in turns with it:
//
//   logins       a bare UDP echo: the same sockets and threads, every datagram answered with a reply of the same size
//   accounting   the same echo; and bare bulk inserts of the very rows that the run left, in equal transactions
//
//   radius_bench [--subscribers 10000] [--rounds 3] [--seconds 3] [--threads 2] [--interims 6]
//
// The load generator shares the machine with the server: read the ratios.
#include "base/random.h"
#include "catalog/plan.h"
#include "catalog/provider.h"
#include "network/access_server.h"
#include "network/access_table.h"
#include "network/pool.h"
#include "network/refresh_access.h"
#include "platform/db/migrate.h"
#include "radius/dictionary.h"
#include "radius/endpoint.h"
#include "radius/network_ports.h"
#include "radius/packet.h"
#include "radius/server.h"
#include "subscribers/customer_store.h"
#include "subscribers/service_operations.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace demarc;
using namespace demarc::radius;
using Steady = std::chrono::steady_clock;

namespace {

struct Settings {
  int subscribers = 10'000;
  int rounds = 3;
  int seconds = 3;
  int threads = 2;
  int interims = 6;
};

constexpr std::string_view secret = "a-shared-secret";
constexpr int callers = 16; // access servers' ports: the kernel spreads these over the server's sockets

double seconds_since(Steady::time_point begun) { return std::chrono::duration<double>(Steady::now() - begun).count(); }

double cpu_seconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval &t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// ---- load
// --------------------------------------------------------------------------------------------------------------

// One access server's port: keeps `window` requests open, the next one for each answer.
class Caller {
public:
  std::vector<std::string> requests; // the identifier of number i is i modulo 256

  void aim(int port) { to_ = *Endpoint::parse("127.0.0.1", port); }
  void rewind() {
    next_ = 0;
    open_ = 0;
    outstanding_.fill(-1);
  }
  [[nodiscard]] bool has_more(bool endless) const { return endless || next_ < requests.size() || open_ > 0; }
  // True when something moved.
  bool step(int window, bool endless, std::int64_t &answers, Sender &sender, Code wanted) {
    bool moved = false;
    for (auto batch = receiver_.receive(); !batch.empty(); batch = receiver_.receive())
      for (const Datagram &datagram : batch) {
        int &slot = outstanding_[static_cast<unsigned char>(datagram.bytes[1])];
        if (slot < 0 || static_cast<Code>(datagram.bytes[0]) != wanted)
          continue;
        slot = -1;
        --open_;
        ++answers;
        moved = true;
      }
    while (open_ < window && (next_ < requests.size() || endless)) {
      const std::size_t at = next_ % requests.size();
      int &slot = outstanding_[at % 256];
      if (slot >= 0)
        break;
      slot = static_cast<int>(at);
      sender.add(socket, to_, {}, requests[at]);
      ++next_;
      ++open_;
      moved = true;
    }
    return moved;
  }
  void repeat(Sender &sender) {
    for (const int at : outstanding_)
      if (at >= 0)
        sender.add(socket, to_, {}, requests[static_cast<std::size_t>(at)]);
  }

  UdpSocket socket = UdpSocket::listen("127.0.0.1", 0, false); // a server's socket, for its large buffer

private:
  Receiver receiver_{socket};
  Endpoint to_;
  std::size_t next_ = 0;
  int open_ = 0;
  std::array<int, 256> outstanding_{};
};

struct Load {
  std::vector<std::unique_ptr<Caller>> callers;

  struct Result {
    std::int64_t answers = 0;
    double seconds = 0, cpu = 0;
    std::int64_t repeats = 0;
    [[nodiscard]] double rate() const { return static_cast<double>(answers) / seconds; }
  };
  // For `seconds`, or until all is answered when 0.
  Result run(int port, int seconds, int window, Code wanted) {
    Result result;
    Sender sender;
    std::vector<const UdpSocket *> sockets;
    for (auto &caller : callers) {
      caller->aim(port);
      caller->rewind();
      sockets.push_back(&caller->socket);
    }
    const Alarm alarm;
    const double cpu = cpu_seconds();
    const auto begun = Steady::now();
    for (auto moved_at = begun;;) {
      const auto now = Steady::now();
      bool moved = false, more = false;
      for (auto &caller : callers) {
        moved = caller->step(window, seconds > 0, result.answers, sender, wanted) || moved;
        more = more || caller->has_more(seconds > 0);
      }
      sender.flush();
      if (!more || (seconds > 0 && now - begun > std::chrono::seconds(seconds)))
        break;
      if (moved) {
        moved_at = now;
        continue;
      }
      if (now - moved_at > std::chrono::seconds(1)) {
        ++result.repeats;
        for (auto &caller : callers)
          caller->repeat(sender);
        sender.flush();
        moved_at = now;
      }
      alarm.wait(sockets, 100);
    }
    result.seconds = seconds_since(begun);
    result.cpu = cpu_seconds() - cpu;
    return result;
  }
};

// The floor: answers every datagram with a given reply, its identifier put in.
class Echo {
public:
  Echo(std::string reply, int threads) : reply_(std::move(reply)) {
    int port = 0;
    for (int i = 0; i < threads; ++i) {
      sockets_.push_back(std::make_unique<UdpSocket>(UdpSocket::listen("127.0.0.1", port, true)));
      port = sockets_.front()->port();
    }
    for (auto &socket : sockets_)
      threads_.emplace_back([this, &socket] { run(*socket); });
  }
  ~Echo() {
    stopping_ = true;
    alarm_.ring();
    for (std::thread &thread : threads_)
      thread.join();
  }
  [[nodiscard]] int port() const { return sockets_.front()->port(); }

private:
  void run(const UdpSocket &socket) {
    Receiver receiver(socket);
    Sender sender;
    std::string reply = reply_;
    const std::array<const UdpSocket *, 1> sockets{&socket};
    while (!stopping_) {
      const auto datagrams = receiver.receive();
      if (datagrams.empty()) {
        alarm_.wait(sockets, -1);
        continue;
      }
      for (const Datagram &datagram : datagrams) {
        reply[1] = datagram.bytes[1];
        sender.add(socket, datagram.from, {}, reply);
      }
      sender.flush();
    }
  }
  std::string reply_;
  std::vector<std::unique_ptr<UdpSocket>> sockets_;
  Alarm alarm_;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
};

// ---- the provider
// ------------------------------------------------------------------------------------------------------

class Provider {
public:
  explicit Provider(const Settings &settings) : settings_(settings) {
    folder_ = std::filesystem::temp_directory_path() / fmt::format("demarc_bench_{}_radius", getpid());
    std::filesystem::create_directories(folder_);
    database = db::Database::open("sqlite:" + (folder_ / "demarc.db").string());
    if (!db::migrate(*database, Instant{}))
      throw std::runtime_error("the schema could not be made");
    found();
    for (int from = 0; from < settings.subscribers; from += 500)
      subscribe(from, std::min(from + 500, settings.subscribers));
    table = std::make_unique<network::AccessTable>(*database, sealer);
    table->load();
    table->follow();
  }
  ~Provider() {
    table.reset();
    database.reset();
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<db::Database> database;
  crypto::Sealer sealer = crypto::Sealer::from_key(std::string(32, 'k'));
  std::unique_ptr<network::AccessTable> table;
  SystemClock clock;

private:
  template <class T> static T need(Outcome<T> outcome) {
    if (!outcome)
      throw std::runtime_error(outcome.error().detail);
    return std::move(*outcome);
  }

  void found() {
    database->write([&](db::Tx &tx) {
      need(catalog::save_provider(tx, catalog::default_provider()));
      tx.exec("insert into dunning_policy (id, name, is_default, minimum_debt_minor, restriction)"
              " values (1, 'Standard', 1, 0, 'walled_garden')");
      plan_ =
          need(catalog::create_plan(
                   tx, *database,
                   {.code = "fiber", .name = "Fiber 100", .price_minor = 2900, .down_kbit = 100'000, .up_kbit = 20'000},
                   clock.now()))
              .id;
      const auto pool = need(network::create_pool(
          tx, *database, {"homes", network::PoolPurpose::service, "100.64.0.1", "100.127.255.254"}));
      need(network::create_access_server(tx, *database, sealer,
                                         {.name = "bras",
                                          .address = "127.0.0.1",
                                          .secret = std::string(secret),
                                          .profile = "mikrotik",
                                          .pool_id = pool.id},
                                         clock.now()));
    });
  }

  void subscribe(int from, int to) {
    const Instant now = clock.now();
    const Date today = TimeZone::utc().date(now);
    database->write([&](db::Tx &tx) {
      for (int i = from; i < to; ++i) {
        const auto customer = need(subscribers::create_customer(
            tx, *database,
            {.name = fmt::format("Customer {}", i), .street = "Main 1", .city = "Town", .postal_code = "1"}, now,
            "bench"));
        const auto sold = need(subscribers::sell_service(tx, *database, sealer, customer.id,
                                                         {.plan_id = plan_,
                                                          .username = fmt::format("user{}@example.net", i),
                                                          .password = fmt::format("password-{}", i)},
                                                         {now, today, "bench"}));
        network::refresh_access(tx, *database, sold.service.id, now, today, {.words = "the sale", .actor = "bench"});
      }
    });
  }

  const Settings settings_;
  std::filesystem::path folder_;
  PlanId plan_;
};

// ---- requests
// ----------------------------------------------------------------------------------------------------------

void add_text(PacketWriter &writer, const std::string &attributes) {
  const auto values = parse_attributes(Dictionary::builtin(), attributes);
  if (!values)
    throw std::runtime_error(values.error());
  for (const NamedValue &value : *values)
    add(writer, value);
}

std::vector<std::unique_ptr<Caller>> make_callers() {
  std::vector<std::unique_ptr<Caller>> made;
  for (int i = 0; i < callers; ++i)
    made.push_back(std::make_unique<Caller>());
  return made;
}

// Each request once in so many that the server's duplicate memory has long let go of it: 16 ports, 81,920 requests
// each.
Load login_load(const Settings &settings, SeededRandom &random) {
  Load load{make_callers()};
  int user = 0;
  for (auto &caller : load.callers)
    for (int i = 0; i < 81'920; ++i) {
      std::string authenticator(16, '\0');
      for (char &c : authenticator)
        c = static_cast<char>(random.below(256));
      PacketWriter writer(Code::access_request, static_cast<std::uint8_t>(i % 256));
      writer.add_message_authenticator();
      writer.add(attribute::user_name, fmt::format("user{}@example.net", user));
      writer.add(attribute::user_password, hide_password(fmt::format("password-{}", user), secret, authenticator));
      writer.add_integer(attribute::service_type, 2);
      writer.add_integer(attribute::framed_protocol, 1);
      writer.add(attribute::nas_ip_address, std::string("\x0a\0\0\1", 4));
      writer.add(attribute::nas_port_id, "ether1");
      writer.add(attribute::calling_station_id, "AA:BB:CC:DD:EE:FF");
      caller->requests.emplace_back(writer.sign_access_request(secret, authenticator));
      user = (user + 1) % settings.subscribers;
    }
  return load;
}

// For each subscriber Start, Interims with rising counters, Stop; all of one subscriber through one port, in order.
Load accounting_load(const Settings &settings) {
  Load load{make_callers()};
  const int records = settings.interims + 2;
  for (int record = 0; record < records; ++record)
    for (int user = 0; user < settings.subscribers; ++user) {
      Caller &caller = *load.callers[static_cast<std::size_t>(user % callers)];
      PacketWriter writer(Code::accounting_request, static_cast<std::uint8_t>(caller.requests.size() % 256));
      writer.add_integer(attribute::acct_status_type, record == 0 ? 1 : record == records - 1 ? 2 : 3);
      writer.add(attribute::user_name, fmt::format("user{}@example.net", user));
      writer.add(attribute::acct_session_id, fmt::format("81{:06x}", user));
      add_text(writer, fmt::format("Framed-IP-Address = 100.64.{}.{}", user / 250, user % 250 + 1));
      writer.add(attribute::nas_port_id, "ether1");
      writer.add(attribute::calling_station_id, "AA:BB:CC:DD:EE:FF");
      const auto count = static_cast<std::uint32_t>(record);
      writer.add_integer(attribute::acct_session_time, count * 300);
      writer.add_integer(attribute::acct_input_octets, count * 10'000'000);
      writer.add_integer(attribute::acct_output_octets, count * 100'000'000);
      caller.requests.emplace_back(writer.sign_request(secret));
    }
  return load;
}

// ---- the runs
// ----------------------------------------------------------------------------------------------------------

void print_ratio(std::string_view what, double ours, double floor, std::string_view unit, std::string_view floor_name) {
  fmt::print("{:<34} {:>10.0f} {}   {} {:>10.0f}   ratio {:.2f}\n", what, ours, unit, floor_name, floor, ours / floor);
}

void bench_logins(const Settings &settings, Provider &provider, Server &server, SeededRandom &random) {
  Load load = login_load(settings, random);
  // Everybody once, so that addresses are leased and the measured logins are those of every other day.
  Load first = login_load(settings, random);
  for (auto &caller : first.callers)
    caller->requests.resize(static_cast<std::size_t>(settings.subscribers / callers + 1));
  const auto warm = first.run(server.auth_port(), 0, 32, Code::access_accept);
  fmt::print("first logins, each with a new lease   {:.0f}/s\n", warm.rate());
  for (int user = 0, waits = 0; user < settings.subscribers && waits < 300;) { // the table hears of leases by notices
    const auto login = provider.table->find_login(fmt::format("user{}@example.net", user));
    if (login && !login->leases.empty()) {
      ++user;
      continue;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    ++waits;
  }

  PacketWriter reply(Code::access_accept, 0);
  reply.add_message_authenticator();
  add_text(reply,
           "Service-Type = Framed-User, Framed-Protocol = PPP, Framed-IP-Address = 100.64.1.1, Mikrotik-Rate-Limit = "
           "\"20000k/100000k\", Class = \"demarc-123456-123456\", Acct-Interim-Interval = 300");
  Echo echo(std::string(reply.sign_reply(secret, std::string(16, 'a'))), settings.threads);
  std::vector<double> ours, floors, ours_cpu, floors_cpu;
  const auto accepts = [&] {
    std::int64_t count = 0;
    for (const auto &one : server.stats().snapshot().access_servers)
      for (const auto &[event, times] : one.counts)
        count += event == "accepts" ? times : 0;
    return count;
  };
  std::int64_t repeats = 0;
  for (int round = 0; round < settings.rounds; ++round) {
    const auto floor = load.run(echo.port(), settings.seconds, 64, Code::access_accept);
    const std::int64_t before = accepts();
    const auto run = load.run(server.auth_port(), settings.seconds, 64, Code::access_accept);
    if (const auto counted = accepts() - before; counted < run.answers * 99 / 100)
      throw std::runtime_error(
          fmt::format("{} answers but {} logins decided: the duplicate memory answered", run.answers, counted));
    floors.push_back(floor.rate());
    ours.push_back(run.rate());
    floors_cpu.push_back(floor.cpu / static_cast<double>(floor.answers));
    ours_cpu.push_back(run.cpu / static_cast<double>(run.answers));
    repeats += run.repeats + floor.repeats;
  }
  print_ratio("logins", median(ours), median(floors), "/s", "echo");
  fmt::print("  CPU with the client: {:.1f} us a login, {:.1f} us an echo; a login costs {:.1f} us more; stalls "
             "repeated: {}\n",
             median(ours_cpu) * 1e6, median(floors_cpu) * 1e6, (median(ours_cpu) - median(floors_cpu)) * 1e6, repeats);
}

struct StoredSession {
  std::int64_t id = 0, access_server_id = 0;
  std::string acct_session_id, username;
  std::optional<std::int64_t> service_id, customer_id;
  std::optional<std::string> framed_address, calling_station_id, nas_port_id;
  std::int64_t started_at = 0, updated_at = 0;
  std::optional<std::int64_t> stopped_at;
  std::int64_t session_time_s = 0, octets_in = 0, octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(StoredSession, (),
                      (id, access_server_id, acct_session_id, username, service_id, customer_id, framed_address,
                       calling_station_id, nas_port_id, started_at, updated_at, stopped_at, session_time_s, octets_in,
                       octets_out))

// One row inserted for each record, with all that a session row says, in transactions as large as the writer's.
double bare_inserts(Provider &provider, int records, std::size_t batch) {
  const auto rows = provider.database->read([](db::Tx &tx) {
    return tx.all<StoredSession>(
        "select id, access_server_id, acct_session_id, username, service_id, customer_id, framed_address,"
        " calling_station_id, nas_port_id, started_at, updated_at, stopped_at, session_time_s, octets_in, octets_out"
        " from session limit 10000");
  });
  provider.database->write([](db::Tx &tx) {
    tx.exec("create table bench_row as select id, access_server_id, acct_session_id, username, service_id, customer_id,"
            " framed_address, calling_station_id, nas_port_id, started_at, updated_at, stopped_at, session_time_s,"
            " octets_in, octets_out from session where 1 = 0");
    tx.exec("create index bench_row_key on bench_row (access_server_id, acct_session_id, username, started_at)");
  });
  const auto begun = Steady::now();
  std::size_t at = 0;
  std::vector<StoredSession> part;
  for (int done = 0; done < records;) {
    part.clear();
    for (std::size_t i = 0; i < batch && done < records; ++i, ++done)
      part.push_back(rows[at++ % rows.size()]);
    provider.database->write([&](db::Tx &tx) { tx.insert_many("bench_row", part); });
  }
  const double rate = records / seconds_since(begun);
  provider.database->write([](db::Tx &tx) { tx.exec("drop table bench_row"); });
  return rate;
}

// Stores nothing: what is left is packets, threads and hashes.
class NoSink final : public AccountingSink {
public:
  void commit(std::span<const AccountingEvent>) override {}
};

void bench_accounting(const Settings &settings, Provider &provider, Server &server, Directory &directory) {
  Load load = accounting_load(settings);
  NoSink no_sink;
  {
    Server unstored({.listen = "127.0.0.1", .auth_port = 0, .accounting_port = 0}, directory, no_sink, provider.clock);
    const auto run = load.run(unstored.accounting_port(), 0, 200, Code::accounting_response);
    fmt::print("accounting records, not stored        {:.0f}/s\n", run.rate());
  }
  const int records = settings.subscribers * (settings.interims + 2);
  PacketWriter reply(Code::accounting_response, 0);
  reply.add_message_authenticator();
  Echo echo(std::string(reply.sign_reply(secret, std::string(16, 'a'))), 1);
  std::vector<double> ours, floors, inserts;
  for (int round = 0; round < settings.rounds; ++round) {
    provider.database->write([](db::Tx &tx) {
      tx.exec("delete from usage_day");
      tx.exec("delete from outbox");
      tx.exec("delete from session");
    });
    std::this_thread::sleep_for(std::chrono::seconds(10)); // the duplicate memory lets go of the round before
    floors.push_back(load.run(echo.port(), 0, 200, Code::accounting_response).rate());
    const auto run = load.run(server.accounting_port(), 0, 200, Code::accounting_response);
    ours.push_back(run.rate());
    const auto stored = provider.database->read([](db::Tx &tx) {
      return std::pair(tx.one<std::int64_t>("select count(*) from session where stopped_at is not null"),
                       tx.one<std::int64_t>("select sum(octets_out) from usage_day"));
    });
    const std::int64_t expected = std::int64_t{settings.subscribers} * (settings.interims + 1) * 100'000'000;
    if (stored.first != settings.subscribers || stored.second != expected)
      throw std::runtime_error(fmt::format("{} sessions ended and {} octets used, expected {} and {}", stored.first,
                                           stored.second, settings.subscribers, expected));
    inserts.push_back(bare_inserts(provider, records, 2000));
  }
  print_ratio("accounting records, durable", median(ours), median(floors), "/s", "echo");
  print_ratio("accounting records, durable", median(ours), median(inserts), "/s", "bare inserts");
}

int number(const std::string &text) {
  const int value = std::stoi(text);
  if (value < 1)
    throw std::runtime_error("numbers are at least 1");
  return value;
}

} // namespace

int main(int count, char **arguments) {
  try {
    Settings settings;
    for (int i = 1; i + 1 < count; i += 2) {
      const std::string name = arguments[i];
      int *target = name == "--subscribers" ? &settings.subscribers
                    : name == "--rounds"    ? &settings.rounds
                    : name == "--seconds"   ? &settings.seconds
                    : name == "--threads"   ? &settings.threads
                    : name == "--interims"  ? &settings.interims
                                            : nullptr;
      if (target == nullptr)
        throw std::runtime_error("unknown option " + name);
      *target = number(arguments[i + 1]);
    }
    const auto begun = Steady::now();
    Provider provider(settings);
    fmt::print("{} subscribers on SQLite, made in {:.1f} s; {} threads for logins\n", settings.subscribers,
               seconds_since(begun), settings.threads);
    TableDirectory directory(*provider.table);
    DatabaseSink sink(
        *provider.database, [] { return TimeZone::utc(); }, provider.clock);
    // The duplicate memory is smaller than one port's round of requests, however the kernel spreads the ports over the
    // threads: no measured login may be answered from it.
    Server server({.listen = "127.0.0.1",
                   .auth_port = 0,
                   .accounting_port = 0,
                   .auth_threads = settings.threads,
                   .duplicate_entries = 8192},
                  directory, sink, provider.clock);
    SeededRandom random(2026);
    bench_logins(settings, provider, server, random);
    bench_accounting(settings, provider, server, directory);
    return 0;
  } catch (const std::exception &problem) {
    std::cerr << "radius_bench: " << problem.what() << "\n";
    return 1;
  }
}
