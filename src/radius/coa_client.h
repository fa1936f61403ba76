// Orders to access servers (RFC 5176): Disconnect-Request and CoA-Request, repeated until answered, answers checked.
// One thread watches up to 2048 requests at a time over a few sockets, so a dead device keeps nobody waiting but those
// who ask for it; and once it has not answered, further orders to it fail at once, but for one probe at a time, until
// it answers again.
//
// Threads: ask() and start() from any. Callbacks run on the client's thread and must not wait.
#pragma once

#include "base/secret.h"
#include "radius/dictionary.h"
#include "radius/endpoint.h"
#include "radius/stats.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace demarc::radius {

struct CoaRequest {
  Code code = Code::disconnect_request; // or coa_request
  Endpoint to;
  Secret secret;
  std::vector<NamedValue> attributes;
  Counters *counters = nullptr; // of the access server; outlives the request
};

struct CoaAnswer {
  enum class Kind {
    acknowledged,
    refused,    // a NAK; error_cause says why, where the device does
    unanswered, // every try went without a valid answer
    silent,     // not tried: the device has just not answered another order
    not_sent    // too many orders are under way, or the client is stopping
  };
  Kind kind = Kind::not_sent;
  std::uint32_t error_cause = 0; // RFC 5176 3.5; 0 none given
  int tries = 0;
  std::string text; // for people: "CoA-NAK: Session-Context-Not-Found (503)"
};
constexpr std::uint32_t session_context_not_found = 503;

class CoaClient {
public:
  struct Settings {
    std::vector<int> wait_ms = {1000, 2000, 2700}; // after each try; up to a tenth is added, so that retries spread
    int silence_ms = 5000;                         // how long a device that did not answer is left alone between probes
    std::size_t max_sockets = 8;                   // of 256 orders each
    std::string local_address;                     // to send from; empty: what the routing says
  };

  explicit CoaClient(Settings settings);
  ~CoaClient();

  // Waits for the outcome: at most the sum of wait_ms and a tenth.
  CoaAnswer ask(CoaRequest request);
  // Answers through `done`, exactly once.
  void start(CoaRequest request, std::function<void(CoaAnswer)> done);
  // Open orders end as not_sent. Idempotent.
  void stop();

private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

} // namespace demarc::radius
