#include "platform/http/server.h"

#include "platform/http/broadcaster.h"
#include "platform/http/raw_client.h"

#include <atomic>
#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

namespace demarc::http {

namespace {

using namespace std::chrono_literals;

Response text_response(std::string text) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(text);
  return response;
}

// Says back what it was asked.
Response echo(const Request &request) {
  return text_response(request.method + " " + request.path + "?" + request.query + " " + request.body);
}

struct Running {
  explicit Running(Server::Handler handler = echo, Server::Settings settings = {}, Server::Quick quick = {})
      : server(std::move(settings), std::move(handler), std::move(quick)) {
    server.start();
  }
  Server server;
  [[nodiscard]] int port() const { return server.port(); }
};

Server::Settings impatient() {
  Server::Settings settings;
  settings.idle_timeout_ms = 300;
  settings.head_timeout_ms = 300;
  settings.body_timeout_ms = 300;
  settings.write_timeout_ms = 300;
  return settings;
}

// A door that handlers wait at until the test opens it.
class Gate {
public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for_waiting(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, 5s, [&] { return waiting_ >= count; }));
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

bool eventually(const std::function<bool()> &holds) {
  for (int i = 0; i < 500; ++i) {
    if (holds())
      return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

} // namespace

TEST(Server, answers_and_keeps_the_connection) {
  const Running running;
  RawClient client(running.port());
  const std::string first = client.ask("GET", "/a?b=c");
  EXPECT_EQ(status_of(first), 200);
  EXPECT_EQ(body_of(first), "GET /a?b=c ");
  EXPECT_EQ(header_of(first, "content-length"), "11");
  EXPECT_EQ(header_of(first, "content-type"), "text/plain");
  EXPECT_EQ(header_of(first, "connection"), "");
  EXPECT_NE(header_of(first, "date"), "");
  EXPECT_EQ(body_of(client.ask("POST", "/p", {}, "hello")), "POST /p? hello");
}

TEST(Server, sends_the_security_headers_with_everything) {
  const Running running;
  RawClient client(running.port());
  for (const std::string &response : {client.ask("GET", "/"), client.ask("GET", "x")}) {
    EXPECT_NE(
        header_of(response, "content-security-policy").find("script-src 'self'; style-src 'self' 'unsafe-inline'"),
        std::string::npos);
    EXPECT_NE(header_of(response, "content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_EQ(header_of(response, "x-content-type-options"), "nosniff");
    EXPECT_EQ(header_of(response, "referrer-policy"), "same-origin");
  }
}

TEST(Server, answers_pipelined_requests_in_their_order) {
  const Running running;
  RawClient client(running.port());
  std::string requests;
  for (int i = 0; i < 50; ++i)
    requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nhost: t\r\ncontent-length: 3\r\n\r\nabc";
  client.send(requests);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(body_of(client.read_response()), "POST /" + std::to_string(i) + "? abc");
}

TEST(Server, takes_a_request_in_any_pieces) {
  const Running running;
  RawClient client(running.port());
  const std::string request = "POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello";
  for (const char c : request) {
    client.send(std::string_view(&c, 1));
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(body_of(client.read_response()), "POST /p? hello");
}

TEST(Server, reads_chunked_bodies) {
  const Running running;
  RawClient client(running.port());
  client.send("POST /p HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n"
              "GET /next HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(body_of(client.read_response()), "POST /p? hello");
  EXPECT_EQ(body_of(client.read_response()), "GET /next? ");
}

TEST(Server, gives_headers_to_the_handler_in_lower_case) {
  const Running running([](const Request &request) {
    return text_response(std::string(request.header("x-thing")) + "|" + std::string(request.cookie("b")) + "|" +
                         request.remote_address);
  });
  RawClient client(running.port());
  EXPECT_EQ(body_of(client.ask("GET", "/", "X-Thing: Value\r\nCookie: a=1; b=2; bb=3\r\n")), "Value|2|127.0.0.1");
}

TEST(Server, leaves_the_body_out_of_a_head_answer) {
  const Running running;
  RawClient client(running.port());
  const std::string response = client.ask("HEAD", "/a");
  EXPECT_EQ(header_of(response, "content-length"), std::to_string(std::string("HEAD /a? ").size()));
  EXPECT_EQ(body_of(response), "");
  EXPECT_EQ(body_of(client.ask("GET", "/b")), "GET /b? ") << "the connection is still in step";
}

TEST(Server, a_204_has_neither_body_nor_length) {
  const Running running([](const Request &) {
    Response response;
    response.status = 204;
    return response;
  });
  RawClient client(running.port());
  const std::string response = client.ask("DELETE", "/a");
  EXPECT_EQ(status_of(response), 204);
  EXPECT_EQ(header_of(response, "content-length"), "");
}

TEST(Server, closes_after_the_answer_when_asked_to) {
  const Running running;
  for (const std::string_view request :
       {"GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client(running.port());
    client.send(request);
    bool closed = false;
    const std::string response = client.read_to_end(closed);
    EXPECT_TRUE(closed);
    EXPECT_EQ(status_of(response), 200);
    EXPECT_EQ(header_of(response, "connection"), "close");
  }
}

TEST(Server, tells_a_client_that_waits_to_continue) {
  const Running running;
  RawClient client(running.port());
  client.send("POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(client.read_until("HTTP/1.1 100 Continue\r\n\r\n"));
  client.send("hello");
  EXPECT_EQ(body_of(client.read_response()), "POST /p? hello");
}

TEST(Server, refuses_what_is_no_http_and_closes) {
  struct Case {
    const char *request;
    int status;
  };
  const Case cases[] = {
      {"\r\n\r\nrubbish\r\n\r\n", 400},
      {"GET\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},                        // no Host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},  // two
      {"GET http://other/ HTTP/1.1\r\nHost: a\r\n\r\n", 400}, // a proxy's form
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400}, // RFC 9112 5.1: no space before the colon
      {"GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", 400},
      {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400}, // TLS on the plain port
      // Requests that two parsers would read differently (RFC 9112 6.3).
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
  };
  const Running running;
  for (const Case &c : cases) {
    RawClient client(running.port());
    client.send(c.request);
    bool closed = false;
    const std::string response = client.read_to_end(closed);
    EXPECT_EQ(status_of(response), c.status) << c.request;
    EXPECT_TRUE(closed) << c.request;
    EXPECT_NE(body_of(response).find("\"code\":"), std::string::npos) << response;
  }
}

TEST(Server, refuses_a_head_or_a_body_that_is_too_large) {
  Server::Settings settings;
  settings.max_head_bytes = 2000;
  settings.max_body_bytes = 1000;
  const Running running(echo, settings);
  const auto answer_to = [&](const std::string &request) {
    RawClient client(running.port());
    client.send(request);
    bool closed = false;
    const std::string response = client.read_to_end(closed);
    EXPECT_TRUE(closed);
    return status_of(response);
  };
  EXPECT_EQ(answer_to("GET /" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: t\r\n\r\n"), 431);
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: t\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n"), 431);
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'a')), 413);
  EXPECT_EQ(
      answer_to("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'a')),
      413);
  // A client that is still sending megabytes gets its answer, not a reset.
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3000000\r\n\r\n" + std::string(3'000'000, 'a')),
            413);

  RawClient client(running.port());
  EXPECT_EQ(status_of(client.ask("POST", "/", {}, std::string(1000, 'a'))), 200);
}

TEST(Server, sends_large_answers_whole) {
  std::string large;
  for (int i = 0; large.size() < 20'000'000; ++i)
    large += std::to_string(i);
  const Running running([&](const Request &) { return text_response(large); });
  RawClient client(running.port());
  EXPECT_TRUE(body_of(client.ask("GET", "/")) == large);
}

TEST(Server, ends_connections_that_say_nothing) {
  const Running running(echo, impatient());
  RawClient client(running.port());
  EXPECT_EQ(status_of(client.ask("GET", "/")), 200);
  EXPECT_TRUE(client.is_closed_within(2000));
}

TEST(Server, ends_connections_that_trickle_their_head) {
  const Running running(echo, impatient());
  RawClient client(running.port());
  client.send("GET / HTTP/1.1\r\nHost: t\r\n");
  bool open = true;
  for (int i = 0; i < 100 && open; ++i) { // a byte every 30 ms: never silent for long, never done
    std::this_thread::sleep_for(30ms);
    open = client.send("x");
  }
  EXPECT_FALSE(open);
}

TEST(Server, ends_connections_that_trickle_their_body) {
  const Running running(echo, impatient());
  RawClient client(running.port());
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\n");
  bool open = true;
  for (int i = 0; i < 100 && open; ++i) {
    std::this_thread::sleep_for(30ms);
    open = client.send("x");
  }
  EXPECT_FALSE(open);
}

TEST(Server, ends_connections_that_do_not_take_their_answer) {
  std::atomic<int> answered = 0;
  const Running running(
      [&](const Request &) {
        ++answered;
        return text_response(std::string(50'000'000, 'x'));
      },
      impatient());
  RawClient deaf(running.port());
  deaf.shrink_receive_buffer();
  deaf.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return answered == 1; }));
  std::this_thread::sleep_for(1000ms);
  bool closed = false;
  const std::string got = deaf.read_to_end(closed);
  EXPECT_TRUE(closed);
  EXPECT_LT(got.size(), 50'000'000U);
}

TEST(Server, a_handler_may_take_longer_than_any_deadline) {
  const Running running(
      [](const Request &request) {
        std::this_thread::sleep_for(900ms);
        return echo(request);
      },
      impatient());
  RawClient client(running.port());
  EXPECT_EQ(status_of(client.ask("GET", "/")), 200);
}

TEST(Server, says_503_at_once_when_its_queue_is_full) {
  Gate gate;
  Server::Settings settings;
  settings.workers = 1;
  settings.max_waiting = 1;
  // Sees each request just before it is queued, on the one thread that queues: requests that travel on different
  // connections could overtake one another.
  std::atomic<bool> second_arrived = false;
  const Running running(
      [&](const Request &request) {
        gate.wait();
        return echo(request);
      },
      settings,
      [&](const Request &request) -> std::optional<Response> {
        second_arrived = second_arrived || request.path == "/2";
        return std::nullopt;
      });
  RawClient working(running.port()), waiting(running.port()), refused(running.port());
  working.send("GET /1 HTTP/1.1\r\nHost: t\r\n\r\n");
  gate.wait_for_waiting(1);
  waiting.send("GET /2 HTTP/1.1\r\nHost: t\r\n\r\n");
  const bool queued = eventually([&] { return second_arrived.load(); });
  if (!queued)
    gate.open(); // a failure, not a hang
  ASSERT_TRUE(queued);
  const std::string answer = refused.ask("GET", "/3");
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_EQ(header_of(answer, "retry-after"), "1");
  gate.open();
  EXPECT_EQ(body_of(working.read_response()), "GET /1? ");
  EXPECT_EQ(body_of(waiting.read_response()), "GET /2? ");
  EXPECT_EQ(status_of(refused.ask("GET", "/4")), 200) << "the refused client's connection is still good";
}

TEST(Server, answers_from_memory_while_every_worker_is_busy) {
  Gate gate;
  Server::Settings settings;
  settings.workers = 1;
  const Running running(
      [&](const Request &request) {
        gate.wait();
        return echo(request);
      },
      settings,
      [](const Request &request) -> std::optional<Response> {
        if (request.path == "/file")
          return text_response("from memory");
        return std::nullopt;
      });
  RawClient slow(running.port()), quick(running.port());
  slow.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n");
  gate.wait_for_waiting(1);
  EXPECT_EQ(body_of(quick.ask("GET", "/file")), "from memory");
  gate.open();
  EXPECT_EQ(body_of(slow.read_response()), "GET /slow? ");
}

TEST(Server, a_failing_handler_is_a_500_with_a_number_and_no_details) {
  const Running running([](const Request &) -> Response { throw std::runtime_error("the password is swordfish"); });
  RawClient client(running.port());
  const std::string response = client.ask("GET", "/");
  EXPECT_EQ(status_of(response), 500);
  EXPECT_EQ(header_of(response, "content-type"), "application/problem+json");
  EXPECT_NE(body_of(response).find("\"incident\":\""), std::string::npos);
  EXPECT_EQ(body_of(response).find("swordfish"), std::string::npos);
}

TEST(Server, lets_no_line_break_into_a_header) {
  const Running running([](const Request &) {
    Response response = text_response("x");
    response.headers.push_back({"x-name", "a\r\nset-cookie: evil=1"});
    response.headers.push_back({"x-good", "b"});
    return response;
  });
  RawClient client(running.port());
  const std::string response = client.ask("GET", "/");
  EXPECT_EQ(header_of(response, "set-cookie"), "");
  EXPECT_EQ(header_of(response, "x-good"), "b");
}

TEST(Server, stops_gracefully_finishing_what_is_under_way) {
  Gate gate;
  Running running([&](const Request &request) {
    gate.wait();
    return echo(request);
  });
  RawClient busy(running.port()), idle(running.port());
  busy.send("GET /work HTTP/1.1\r\nHost: t\r\n\r\n");
  gate.wait_for_waiting(1);
  std::thread stopper([&] { running.server.stop(); });
  EXPECT_TRUE(idle.is_closed_within(2000));
  EXPECT_THROW(RawClient late(running.port()), std::runtime_error);
  gate.open();
  bool closed = false;
  const std::string response = busy.read_to_end(closed);
  stopper.join();
  EXPECT_EQ(body_of(response), "GET /work? ");
  EXPECT_EQ(header_of(response, "connection"), "close");
  EXPECT_TRUE(closed);
  running.server.stop(); // again: nothing
}

TEST(Server, stops_within_its_grace_when_a_client_hangs) {
  Server::Settings settings;
  settings.stop_grace_ms = 200;
  Running running(echo, settings);
  RawClient half(running.port());
  half.send("GET / HTTP/1.1\r\nHo");
  std::this_thread::sleep_for(50ms);
  const auto start = std::chrono::steady_clock::now();
  running.server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
  EXPECT_TRUE(half.is_closed_within(1000));
}

TEST(Server, says_why_it_cannot_listen) {
  const Running running;
  Server::Settings taken;
  taken.port = running.port();
  Server second(taken, echo);
  EXPECT_THROW(second.start(), std::runtime_error);
  Server::Settings bad;
  bad.address = "not-an-address";
  Server third(bad, echo);
  EXPECT_THROW(third.start(), std::runtime_error);
}

TEST(Server, serves_many_clients_at_once) {
  const Running running;
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int c = 0; c < 8; ++c) {
        RawClient client(running.port());
        for (int i = 0; i < 25; ++i) {
          const std::string body(static_cast<std::size_t>(1 + (t * 977 + c * 131 + i * 37) % 5000),
                                 static_cast<char>('a' + t));
          right += body_of(client.ask("POST", "/" + std::to_string(i), {}, body)) ==
                   "POST /" + std::to_string(i) + "? " + body;
        }
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(right, 8 * 8 * 25);
}

// Event streams -------------------------------------------------------------------------------------------------------

namespace {

struct Live {
  explicit Live(Server::Settings settings = {}, std::size_t queue = 256)
      : events(queue), running(
                           [this](const Request &) {
                             Response response;
                             response.content_type = "text/event-stream";
                             response.stream = events.listen();
                             return response;
                           },
                           std::move(settings)) {}
  Broadcaster events;
  Running running;
};

} // namespace

TEST(EventStream, carries_events_as_they_are_published) {
  Live live;
  RawClient client(live.running.port());
  client.send("GET /live HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(client.read_until("content-type: text/event-stream\r\n"));
  ASSERT_TRUE(client.read_until("retry: 2000\n\n"));
  live.events.publish("sessions", R"({"online":3})");
  EXPECT_TRUE(client.read_until("event: sessions\ndata: {\"online\":3}\n\n"));
  live.events.publish("timeline", "a\nb");
  EXPECT_TRUE(client.read_until("event: timeline\ndata: a\ndata: b\n\n"));
}

TEST(EventStream, beats_while_nothing_happens) {
  Server::Settings settings;
  settings.heartbeat_ms = 100;
  settings.idle_timeout_ms = 150; // does not apply to streams
  Live live(settings);
  RawClient client(live.running.port());
  client.send("GET /live HTTP/1.1\r\nHost: t\r\n\r\n");
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(client.read_until(": still here\n\n", 1000));
}

TEST(EventStream, forgets_a_client_that_went_away) {
  Live live;
  {
    RawClient client(live.running.port());
    client.send("GET /live HTTP/1.1\r\nHost: t\r\n\r\n");
    ASSERT_TRUE(client.read_until("retry: 2000\n\n"));
    EXPECT_EQ(live.events.listeners(), 1U);
  }
  EXPECT_TRUE(eventually([&] { return live.events.listeners() == 0; }));
}

TEST(EventStream, ends_when_the_server_stops) {
  Live live;
  RawClient client(live.running.port());
  client.send("GET /live HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(client.read_until("retry: 2000\n\n"));
  const auto start = std::chrono::steady_clock::now();
  live.running.server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s) << "an open stream is no reason to wait";
  EXPECT_TRUE(client.is_closed_within(1000));
}

TEST(EventStream, ends_when_the_broadcaster_closes_after_the_last_event) {
  Live live;
  RawClient client(live.running.port());
  client.send("GET /live HTTP/1.1\r\nHost: t\r\n\r\n");
  ASSERT_TRUE(client.read_until("retry: 2000\n\n"));
  live.events.publish("run", "last");
  live.events.close();
  EXPECT_TRUE(client.read_until("data: last\n\n"));
  EXPECT_TRUE(client.is_closed_within(2000));
}

TEST(EventStream, publishing_to_many_clients_that_come_and_go_is_safe) {
  Live live;
  std::atomic<bool> done = false;
  std::thread publisher([&] {
    while (!done) {
      live.events.publish("tick", "1");
      std::this_thread::sleep_for(200us);
    }
  });
  std::vector<std::thread> clients;
  std::atomic<int> heard = 0;
  for (int t = 0; t < 4; ++t)
    clients.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        RawClient client(live.running.port());
        client.send("GET /live HTTP/1.1\r\nHost: t\r\n\r\n");
        heard += client.read_until("event: tick\n");
      }
    });
  for (std::thread &client : clients)
    client.join();
  live.running.server.stop(); // while events are still being published
  done = true;
  publisher.join();
  EXPECT_EQ(heard, 40);
}

TEST(Listener, one_that_does_not_keep_up_is_told_to_start_afresh) {
  Broadcaster events(3);
  const auto listener = events.listen();
  for (const char *data : {"1", "2", "3", "4", "5"})
    events.publish("n", data);
  EXPECT_EQ(listener->take(), "event: resync\ndata: {}\n\nevent: n\ndata: 5\n\n");
  EXPECT_EQ(listener->take(), "");
}

TEST(Listener, hears_the_topics_it_asked_for) {
  Broadcaster events;
  const auto listener = events.listen({"run", "sessions"});
  events.publish("timeline", "1");
  events.publish("run", "2");
  EXPECT_EQ(listener->take(), "event: run\ndata: 2\n\n");
}

TEST(Listener, of_a_closed_broadcaster_is_closed_from_the_start) {
  Broadcaster events;
  events.close();
  EXPECT_TRUE(events.listen()->is_closed());
}

} // namespace demarc::http
