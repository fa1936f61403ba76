// The registry of API operations. An operation is an address, a few words about it, and a plain blocking function from
// a described struct to a described struct; from these come routing, permission, strict decoding, the transaction,
// exact repeats, error answers and the OpenAPI document.
//
//   void register_catalog_api(http::Api &api, const Context &context) {
//     api.post<NewPlan, Plan>(
//         "/v1/plans",
//         {.id = "create_plan", .summary = "Create a plan", .permission = "catalog.write", .tag = "Catalog", .status =
//         201},
//         [&context](http::Call &call, db::Tx &tx, const NewPlan &in) -> Outcome<Plan> {
//           return create_plan(tx, in, call.now());
//         });
//     api.get<http::NoQuery, Plan>(
//         "/v1/plans/{id}", {.id = "get_plan", .summary = "A plan", .permission = "catalog.read", .tag = "Catalog"},
//         [](http::Call &call, db::Tx &tx, const http::NoQuery &) { return find_plan(tx, call.path_id<PlanId>("id"));
//         });
//   }
//
// Handlers: (Call &, db::Tx &, const In &) gets a transaction of the framework, read() for GET and write() for the
// others; a refusal rolls back. (Call &, const In &) opens its own through call.database(), for long work. The answer
// is Out or Outcome<Out>; Out = Done answers 204. In: a query for GET (and DELETE), a JSON body for the others (shape.h
// says which types, rules.h what is required). In an address, "{id}" and "{…_id}" match a positive whole number only,
// other names any text.
//
// Errors are RFC 9457 problem details: what is refused keeps its code, detail and field; input that does not decode is
// 422 with every path at fault; an exception is a 500 with an incident number that stands in the log too. db::Error:
// retryable ones are tried again (three times in all, then 503); a unique or foreign key violation that no operation
// caught is a 409.
//
// Idempotency-Key on a mutation: the answer is stored in the same transaction under (who, operation, key). The same
// request again gets the stored answer, another request under the key a 409, and of two at the same time one waits for
// the other. What was refused is not stored. Handlers without a framework transaction reserve the key first; a key
// whose handler died is free again after ten minutes.
//
// Threads: register everything first; then answer() may be called from any thread.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "platform/http/actor.h"
#include "platform/http/broadcaster.h"
#include "platform/http/json.h"
#include "platform/http/message.h"
#include "platform/http/page.h"
#include "platform/http/shape.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace demarc {

namespace db {
class Database;
class Tx;
} // namespace db
namespace crypto {
class Sealer;
}

namespace http {

struct Registered;
struct RequestKey;

enum class Method { get, post, put, patch, del };

struct Operation {
  std::string id;         // "create_plan": unique; the operationId of the document
  std::string summary;    // one line
  std::string permission; // "catalog.write", or one of those in actor.h: public, signed_in, portal
  std::string tag;        // the chapter of the document: "Catalog"
  int status = 0;         // of success; 0: 200, or 204 when there is nothing to answer
  std::string description = {};
  bool idempotent = true;     // takes Idempotency-Key (mutations)
  bool secret_answer = false; // the answer holds a secret shown once: its stored copy is sealed
};

// One request on its way through a handler.
class Call {
public:
  Call(const Request &request, db::Database &database, const Clock &clock)
      : request_(request), database_(database), clock_(clock), now_(clock.now()) {}
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;

  // Who asks; nobody's in public operations unless they are signed in.
  [[nodiscard]] const Actor &actor() const { return actor_; }
  // The same instant through the whole call.
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] const Clock &clock() const { return clock_; }
  [[nodiscard]] db::Database &database() const { return database_; }
  [[nodiscard]] const Request &request() const { return request_; }
  // A request header by its lower-case name; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view lower_name) const { return request_.header(lower_name); }
  [[nodiscard]] const std::string &remote_address() const { return request_.remote_address; }

  // The number at "{name}" of the address. Asking for a name that the address does not have is a broken program.
  [[nodiscard]] std::int64_t path_number(std::string_view name) const;
  template <class Id> [[nodiscard]] Id path_id(std::string_view name) const { return Id(path_number(name)); }
  [[nodiscard]] const std::string &path_text(std::string_view name) const;

  // Adds a header to the answer when the operation succeeds (not to its repeats under an Idempotency-Key).
  void add_header(std::string name, std::string value);
  // max_age_s = 0 deletes it. HttpOnly, SameSite=Strict, Path=/; Secure when the request came through TLS.
  void set_cookie(std::string_view name, std::string_view value, std::int64_t max_age_s);

private:
  friend class Api;
  const Request &request_;
  db::Database &database_;
  const Clock &clock_;
  Instant now_;
  Actor actor_;
  std::vector<std::pair<std::string, std::string>> path_;
  std::vector<Header> headers_;
};

// Where a handler's outcome becomes an answer; used by the framework only.
class Reply {
public:
  void give(const Shape &shape, const void *value);
  void refuse(Refusal refusal);

private:
  friend class Api;
  bool refused_ = false;
  Refusal refusal_;
  std::string content_type_;
  std::string file_name_;
  std::string body_;
};

// Who sends this request. Refuse (unauthenticated) when credentials were given and are wrong; Actor{} when there are
// none.
using Authenticate = std::function<Outcome<Actor>(const Request &)>;
// For tests: every request comes from this actor.
Authenticate everyone_is(Role role, std::string name = "Test");

class Api {
public:
  struct Settings {
    std::string title = "Demarc";
    std::string version = "0";
    const crypto::Sealer *sealer = nullptr; // needed where an operation has secret_answer
  };

  Api(db::Database &database, const Clock &clock, Settings settings);
  ~Api();
  Api(const Api &) = delete;
  Api &operator=(const Api &) = delete;

  // Before this everybody is nobody.
  void authenticate_with(Authenticate authenticate);
  // Who sends a request to an operation of the portal (permission_portal). Such operations ask this one alone and all
  // others never do, so neither kind of session opens anything of the other.
  void authenticate_subscribers_with(Authenticate authenticate);

  template <class In, class Out, class F> void get(std::string path, Operation operation, F handler) {
    add<In, Out>(Method::get, std::move(path), std::move(operation), std::move(handler));
  }
  template <class In, class Out, class F> void post(std::string path, Operation operation, F handler) {
    add<In, Out>(Method::post, std::move(path), std::move(operation), std::move(handler));
  }
  template <class In, class Out, class F> void put(std::string path, Operation operation, F handler) {
    add<In, Out>(Method::put, std::move(path), std::move(operation), std::move(handler));
  }
  template <class In, class Out, class F> void patch(std::string path, Operation operation, F handler) {
    add<In, Out>(Method::patch, std::move(path), std::move(operation), std::move(handler));
  }
  template <class In, class Out, class F> void del(std::string path, Operation operation, F handler) {
    add<In, Out>(Method::del, std::move(path), std::move(operation), std::move(handler));
  }
  // A GET that answers events (broadcaster.h).
  void stream(std::string path, Operation operation, std::function<Outcome<std::shared_ptr<Listener>>(Call &)> handler);

  // Blocks as long as the handler does.
  Response answer(const Request &request) const;
  // The OpenAPI 3.1 document: pretty, in a stable order, ending in a newline. Also served at /openapi.json.
  [[nodiscard]] std::string openapi() const;
  // The permissions of operations that `role` has, in order.
  [[nodiscard]] std::vector<std::string> permissions_of(Role role) const;
  [[nodiscard]] db::Database &database() const;
  [[nodiscard]] const Clock &clock() const;

private:
  using Handler = std::function<void(Call &, db::Tx *, const void *in, Reply &)>;
  struct Core;

  Response route(const Request &request, std::string &where) const;
  std::optional<Response> admit(const Registered &registered, Call &call) const;
  Response open_stream(const Registered &registered, Call &call) const;
  Response run(const Registered &registered, Call &call, const void *in) const;
  Response run_reading(const Registered &registered, Call &call, const void *in) const;
  Response run_writing(const Registered &registered, Call &call, const void *in,
                       const std::optional<RequestKey> &key) const;
  Response run_alone(const Registered &registered, Call &call, const void *in,
                     const std::optional<RequestKey> &key) const;
  Response response_of(const Registered &registered, Call &call, Reply reply) const;
  void register_operation(Registered registered);
  void add_operation(Method method, std::string path, Operation operation, const Shape &in, const Shape &out,
                     bool takes_tx, Handler handler);

  template <class Out, class R> static void settle(Reply &reply, R &&result) {
    if constexpr (std::is_same_v<std::remove_cvref_t<R>, Out>) {
      reply.give(shape_of<Out>(), &result);
    } else {
      static_assert(std::is_same_v<std::remove_cvref_t<R>, Outcome<Out>>, "a handler answers Out or Outcome<Out>");
      if (result)
        reply.give(shape_of<Out>(), &result.value());
      else
        reply.refuse(std::move(result).error());
    }
  }
  template <class In, class Out, class F> void add(Method method, std::string path, Operation operation, F handler) {
    constexpr bool takes_tx = std::is_invocable_v<F &, Call &, db::Tx &, const In &>;
    static_assert(takes_tx || std::is_invocable_v<F &, Call &, const In &>,
                  "a handler takes (Call &, db::Tx &, const In &) or (Call &, const In &)");
    add_operation(method, std::move(path), std::move(operation), shape_of<In>(), shape_of<Out>(), takes_tx,
                  [handler = std::move(handler)](Call &call, db::Tx *tx, const void *in, Reply &reply) {
                    if constexpr (takes_tx)
                      settle<Out>(reply, handler(call, *tx, *static_cast<const In *>(in)));
                    else
                      settle<Out>(reply, handler(call, *static_cast<const In *>(in)));
                  });
  }

  std::unique_ptr<Core> core_;
};

} // namespace http
} // namespace demarc
