#include "platform/http/api.h"

#include "base/ensure.h"
#include "base/log.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/http/idempotency.h"
#include "platform/http/problem.h"
#include "platform/http/registered.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>

namespace demarc::http {

namespace {

constexpr int transaction_attempts = 3;
constexpr std::int64_t reservation_s = 600; // of a key whose handler has no framework transaction
constexpr std::string_view sealed_answer_purpose = "idempotency_key.answer";

std::vector<Segment> segments_of(std::string_view path) {
  ENSURE(path.starts_with('/'), "an address starts with /");
  std::vector<Segment> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    std::string_view text = path.substr(0, end);
    path.remove_prefix(end);
    Segment segment;
    segment.is_parameter = text.starts_with('{') && text.ends_with('}');
    segment.text = segment.is_parameter ? text.substr(1, text.size() - 2) : text;
    segment.is_number = segment.is_parameter && (segment.text == "id" || segment.text.ends_with("_id"));
    segments.push_back(std::move(segment));
  }
  return segments;
}

// The parts of a request's address, decoded; nullopt when it is badly encoded.
std::optional<std::vector<std::string>> parts_of(std::string_view path) {
  if (!path.starts_with('/'))
    return std::nullopt;
  std::vector<std::string> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    if (!percent_decode(path.substr(0, end), false, parts.emplace_back()))
      return std::nullopt;
    path.remove_prefix(end);
  }
  return parts;
}

bool is_positive_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value > 0 && text.front() != '0';
}

bool matches(const std::vector<Segment> &segments, const std::vector<std::string> &parts) {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!segments[i].is_parameter ? segments[i].text != parts[i] : parts[i].empty())
      return false;
    if (segments[i].is_number && !is_positive_number(parts[i]))
      return false;
  }
  return true;
}

std::optional<Method> method_of(std::string_view name) {
  if (name == "GET" || name == "HEAD") // the server leaves out a HEAD's body
    return Method::get;
  if (name == "POST")
    return Method::post;
  if (name == "PUT")
    return Method::put;
  if (name == "PATCH")
    return Method::patch;
  if (name == "DELETE")
    return Method::del;
  return std::nullopt;
}

// "application/json; charset=utf-8" is JSON.
bool is_json(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' '))
    type.pop_back();
  return lower_ascii(type) == "application/json";
}

Response busy() {
  Response response = problem(503, "busy", "The database is busy. Nothing was changed; try again in a moment.");
  response.headers.push_back({"retry-after", "1"});
  return response;
}

} // namespace

std::string_view method_name(Method method) {
  switch (method) {
  case Method::get: return "GET";
  case Method::post: return "POST";
  case Method::put: return "PUT";
  case Method::patch: return "PATCH";
  case Method::del: return "DELETE";
  }
  return "GET";
}

std::int64_t Call::path_number(std::string_view name) const {
  std::int64_t value = 0;
  const std::string &text = path_text(name);
  ENSURE(is_positive_number(text), "numbers of an address were checked when it was routed");
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

const std::string &Call::path_text(std::string_view name) const {
  const auto found = std::find_if(path_.begin(), path_.end(), [&](const auto &pair) { return pair.first == name; });
  ENSURE(found != path_.end(), "a handler asks for the parameters its address has");
  return found->second;
}

void Call::add_header(std::string name, std::string value) { headers_.push_back({std::move(name), std::move(value)}); }

void Call::set_cookie(std::string_view name, std::string_view value, std::int64_t max_age_s) {
  const bool tls = request_.is_tls || header("x-forwarded-proto") == "https";
  add_header("set-cookie", fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", name, value, max_age_s,
                                       tls ? "; Secure" : ""));
}

void Reply::give(const Shape &shape, const void *value) {
  refused_ = false;
  if (shape.kind == Shape::Kind::nothing)
    return;
  if (shape.kind == Shape::Kind::file) {
    const File &file = *static_cast<const File *>(value);
    content_type_ = file.content_type;
    file_name_ = file.name;
    body_ = file.bytes;
    return;
  }
  content_type_ = "application/json";
  append_json(body_, shape, value);
}

void Reply::refuse(Refusal refusal) {
  refused_ = true;
  refusal_ = std::move(refusal);
}

Authenticate everyone_is(Role role, std::string name) {
  Actor actor;
  actor.user_id = StaffUserId(1);
  actor.name = std::move(name);
  actor.role = role;
  actor.via = Actor::Via::token;
  actor.token_id = 1;
  return [actor](const Request &) -> Outcome<Actor> { return actor; };
}

struct Api::Core {
  db::Database &database;
  const Clock &clock;
  Settings settings;
  Authenticate authenticate = [](const Request &) -> Outcome<Actor> { return Actor{}; };
  Authenticate authenticate_subscriber = [](const Request &) -> Outcome<Actor> { return Actor{}; };
  std::vector<Registered> operations;

  struct Found {
    const Registered *operation = nullptr;
    std::string allowed; // methods the address has, when not this one
  };

  Found find(Method method, const std::vector<std::string> &parts) const {
    Found found;
    std::size_t best = 0; // a word beats a parameter: /v1/plans/new before /v1/plans/{code}
    for (const Registered &registered : operations) {
      if (registered.segments.size() != parts.size() || !matches(registered.segments, parts))
        continue;
      if (registered.method != method) {
        found.allowed += found.allowed.empty() ? "" : ", ";
        found.allowed += method_name(registered.method);
        continue;
      }
      const auto words = static_cast<std::size_t>(std::count_if(registered.segments.begin(), registered.segments.end(),
                                                                [](const Segment &s) { return !s.is_parameter; }));
      if (found.operation == nullptr || words > best) {
        found.operation = &registered;
        best = words;
      }
    }
    return found;
  }

  // The kept answer of an earlier request under the same key.
  Response repeat(const Registered &registered, const RequestKey &request, const KeptAnswer &kept) const {
    if (kept.request_hash != request.request_hash)
      return problem(409, "idempotency_key_reused",
                     "This Idempotency-Key was used for another request. Use a new key for each new request.");
    if (kept.status == 0) {
      Response response =
          problem(409, "still_running", "The first request under this Idempotency-Key is still running.");
      response.headers.push_back({"retry-after", "1"});
      return response;
    }
    Response response;
    response.status = kept.status;
    response.headers.push_back({"idempotency-replayed", "true"});
    response.headers.push_back({"cache-control", "no-store"});
    if (kept.answer.empty())
      return response;
    response.content_type = "application/json";
    if (!registered.operation.secret_answer) {
      response.body = kept.answer;
      return response;
    }
    const auto opened = settings.sealer->open(kept.answer, sealed_answer_purpose);
    if (!opened)
      return problem(409, "answer_lost",
                     "The first request succeeded; its answer held a secret that can no longer be opened.");
    response.body = std::string(opened->reveal());
    return response;
  }

  std::string kept_form(const Registered &registered, const std::string &body) const {
    if (!registered.operation.secret_answer || body.empty())
      return body;
    return settings.sealer->seal(Secret(body), sealed_answer_purpose);
  }
};

Api::Api(db::Database &database, const Clock &clock, Settings settings)
    : core_(std::make_unique<Core>(Core{database, clock, std::move(settings)})) {}
Api::~Api() = default;

void Api::authenticate_with(Authenticate authenticate) { core_->authenticate = std::move(authenticate); }
void Api::authenticate_subscribers_with(Authenticate authenticate) {
  core_->authenticate_subscriber = std::move(authenticate);
}
db::Database &Api::database() const { return core_->database; }
const Clock &Api::clock() const { return core_->clock; }

void Api::add_operation(Method method, std::string path, Operation operation, const Shape &in, const Shape &out,
                        bool takes_tx, Handler handler) {
  Registered registered;
  registered.method = method;
  registered.segments = segments_of(path);
  registered.path = std::move(path);
  registered.operation = std::move(operation);
  registered.in = &in;
  registered.out = &out;
  registered.takes_tx = takes_tx;
  registered.handler = std::move(handler);
  if (out.kind == Shape::Kind::file)
    registered.operation.idempotent = false; // files are made anew, not kept in a table
  register_operation(std::move(registered));
}

void Api::stream(std::string path, Operation operation,
                 std::function<Outcome<std::shared_ptr<Listener>>(Call &)> handler) {
  Registered registered;
  registered.segments = segments_of(path);
  registered.path = std::move(path);
  registered.operation = std::move(operation);
  registered.in = &shape_of<NoQuery>();
  registered.stream = std::move(handler);
  register_operation(std::move(registered));
}

void Api::register_operation(Registered registered) {
  const Operation &meta = registered.operation;
  ENSURE(!meta.id.empty() && !meta.summary.empty() && !meta.tag.empty(), "an operation has an id, a summary and a tag");
  ENSURE(!meta.permission.empty(), "an operation says who may call it: " + meta.id);
  ENSURE(registered.in->kind == Shape::Kind::object, "an operation's input is a struct: " + meta.id);
  ENSURE(!meta.secret_answer || core_->settings.sealer != nullptr,
         "an operation with a secret answer needs the sealer: " + meta.id);
  for (const Registered &other : core_->operations) {
    ENSURE(other.operation.id != meta.id, "an operation's id is its own: " + meta.id);
    ENSURE(other.path != registered.path || other.method != registered.method,
           "an address has one operation a method: " + registered.path);
  }
  core_->operations.push_back(std::move(registered));
}

std::string Api::openapi() const {
  return write_openapi(core_->operations, core_->settings.title, core_->settings.version);
}

std::vector<std::string> Api::permissions_of(Role role) const {
  std::set<std::string> names;
  for (const Registered &registered : core_->operations) {
    const std::string &name = registered.operation.permission;
    if (name != permission_public && name != permission_signed_in && name != permission_portal && may(role, name))
      names.insert(name);
  }
  return {names.begin(), names.end()};
}

Response Api::answer(const Request &request) const {
  std::string where = request.method + " " + request.path;
  try {
    return route(request, where);
  } catch (const db::Error &error) {
    switch (error.kind()) {
    case db::Error::Kind::retryable: return busy();
    case db::Error::Kind::unique_violation:
      log::warning("http", "{}: {}", where, error.what());
      return problem(409, "already_exists", "Something with the same name, number or key exists already.");
    case db::Error::Kind::foreign_key_violation:
      log::warning("http", "{}: {}", where, error.what());
      return problem(409, "reference_conflict",
                     "What this refers to does not exist, or something else still refers to it.");
    case db::Error::Kind::other: break;
    }
    return incident(where, error.what());
  } catch (const std::exception &error) {
    return incident(where, error.what());
  }
}

Response Api::route(const Request &request, std::string &where) const {
  const auto method = method_of(request.method);
  if (!method)
    return problem(501, "unknown_method", "Methods are GET, POST, PUT, PATCH and DELETE.");
  if (request.path == "/openapi.json" && *method == Method::get) {
    Response response;
    response.content_type = "application/json";
    response.body = openapi();
    return response;
  }
  const auto parts = parts_of(request.path);
  if (!parts)
    return problem(400, "bad_address", "The address is not percent-encoded correctly.");
  const Core::Found found = core_->find(*method, *parts);
  if (found.operation == nullptr && !found.allowed.empty()) {
    Response response = problem(405, "method_not_allowed", "This address takes " + found.allowed + ".");
    response.headers.push_back({"allow", found.allowed});
    return response;
  }
  if (found.operation == nullptr)
    return problem(404, "not_found", "There is nothing at this address.");
  const Registered &registered = *found.operation;
  where = registered.operation.id;

  Call call(request, core_->database, core_->clock);
  for (std::size_t i = 0; i < parts->size(); ++i)
    if (registered.segments[i].is_parameter)
      call.path_.emplace_back(registered.segments[i].text, (*parts)[i]);
  if (auto refused = admit(registered, call))
    return std::move(*refused);
  if (registered.stream)
    return open_stream(registered, call);

  const bool has_body = !registered.reads_query() && !request.body.empty();
  if (has_body && !is_json(request.header("content-type")))
    return problem(415, "not_json", "Send the body as application/json.");
  const std::shared_ptr<void> in = registered.in->create();
  auto errors = registered.reads_query() ? decode_query_into(*registered.in, in.get(), request.query)
                                         : decode_json_into(*registered.in, in.get(), request.body);
  if (!errors.empty()) {
    if (errors.front().code == "malformed_json")
      return problem(400, "malformed_json", errors.front().detail);
    const std::string detail = errors.front().path + " " + errors.front().detail;
    return problem(422, "invalid_input", detail, std::move(errors));
  }
  return run(registered, call, in.get());
}

// Who asks, and whether they may; the refusal when not.
std::optional<Response> Api::admit(const Registered &registered, Call &call) const {
  const std::string &permission = registered.operation.permission;
  const bool is_portal = permission == permission_portal;
  auto actor = is_portal ? core_->authenticate_subscriber(call.request_) : core_->authenticate(call.request_);
  if (actor)
    call.actor_ = std::move(*actor);
  if (permission == permission_public)
    return std::nullopt;
  if (!actor)
    return problem(actor.error());
  if (!call.actor_.is_signed_in())
    return problem(401, "not_signed_in", is_portal ? "Sign in." : "Sign in, or send an API token.");
  // The two lines of defence are apart: what answers for subscribers must say a subscriber, what answers for staff not.
  if (is_portal != (call.actor_.via == Actor::Via::subscriber))
    return problem(403, "not_permitted", "This is not for whom you are signed in as.");
  if (!is_portal && !may(call.actor_.role, permission))
    return problem(403, "not_permitted",
                   fmt::format("This needs the permission {}, which the role {} does not have.", permission,
                               boost::describe::enum_to_string(call.actor_.role, "")));
  // A page of another site can make the browser send the cookie, but not this header (it would need our consent by
  // CORS).
  const bool is_by_cookie = call.actor_.via == Actor::Via::cookie || is_portal;
  if (registered.is_mutation() && is_by_cookie && call.header("x-demarc-csrf").empty())
    return problem(403, "csrf", "Changes made with the session cookie need the header X-Demarc-CSRF: 1.");
  return std::nullopt;
}

Response Api::open_stream(const Registered &registered, Call &call) const {
  auto listener = registered.stream(call);
  if (!listener)
    return problem(listener.error());
  Response response;
  response.content_type = "text/event-stream";
  response.headers.push_back({"cache-control", "no-store"});
  response.stream = std::move(*listener);
  return response;
}

Response Api::run(const Registered &registered, Call &call, const void *in) const {
  std::optional<RequestKey> key;
  if (const std::string_view text = call.header("idempotency-key");
      registered.takes_key() && !text.empty() && call.actor_.is_signed_in()) {
    if (!has_format(Format::username, text))
      return problem(400, "bad_idempotency_key",
                     "An Idempotency-Key is 1 to 128 printable ASCII characters without spaces.");
    const Request &request = call.request_;
    key = RequestKey{
        call.actor_.key(), registered.operation.id, std::string(text),
        crypto::sha256_hex(fmt::format("{} {}?{}\n{}", request.method, request.path, request.query, request.body))};
  }
  for (int attempt = 1;; ++attempt) {
    try {
      if (!registered.takes_tx)
        return run_alone(registered, call, in, key);
      return registered.is_mutation() ? run_writing(registered, call, in, key) : run_reading(registered, call, in);
    } catch (const db::Error &error) {
      if (error.kind() != db::Error::Kind::retryable || attempt == transaction_attempts || !registered.takes_tx)
        throw;
      call.headers_.clear();
    }
  }
}

Response Api::run_reading(const Registered &registered, Call &call, const void *in) const {
  Reply reply;
  core_->database.read([&](db::Tx &tx) { registered.handler(call, &tx, in, reply); });
  return response_of(registered, call, std::move(reply));
}

Response Api::run_writing(const Registered &registered, Call &call, const void *in,
                          const std::optional<RequestKey> &key) const {
  Reply reply;
  std::optional<KeptAnswer> kept;
  (void)core_->database.write([&](db::Tx &tx) -> Outcome<Done> {
    if (key && (kept = take_key(tx, *key, call.now())))
      return Done{};
    reply = Reply{};
    registered.handler(call, &tx, in, reply);
    if (reply.refused_)
      return tl::make_unexpected(reply.refusal_); // rolls back, the key included
    if (key)
      keep_answer(tx, *key, registered.success_status(), core_->kept_form(registered, reply.body_));
    return Done{};
  });
  if (kept)
    return core_->repeat(registered, *key, *kept);
  return response_of(registered, call, std::move(reply));
}

// The handler opens its own transactions: the key is reserved in one of ours before, and its answer kept in one after.
Response Api::run_alone(const Registered &registered, Call &call, const void *in,
                        const std::optional<RequestKey> &key) const {
  if (key) {
    const auto kept = core_->database.write([&](db::Tx &tx) {
      auto other = take_key(tx, *key, call.now());
      if (other && other->status == 0 && other->created_at.plus_seconds(reservation_s) <= call.now()) {
        free_key(tx, *key);
        other = take_key(tx, *key, call.now());
      }
      return other;
    });
    if (kept)
      return core_->repeat(registered, *key, *kept);
  }
  Reply reply;
  const auto free_ours = [&] { core_->database.write([&](db::Tx &tx) { free_key(tx, *key); }); };
  try {
    registered.handler(call, nullptr, in, reply);
  } catch (...) {
    if (key)
      free_ours();
    throw;
  }
  if (key && reply.refused_)
    free_ours();
  else if (key)
    core_->database.write([&](db::Tx &tx) {
      keep_answer(tx, *key, registered.success_status(), core_->kept_form(registered, reply.body_));
    });
  return response_of(registered, call, std::move(reply));
}

Response Api::response_of(const Registered &registered, Call &call, Reply reply) const {
  if (reply.refused_)
    return problem(reply.refusal_);
  Response response;
  response.status = registered.success_status();
  response.content_type = std::move(reply.content_type_);
  response.body = std::move(reply.body_);
  response.headers = std::move(call.headers_);
  response.headers.push_back({"cache-control", "no-store"});
  if (!reply.file_name_.empty()) {
    std::string name = reply.file_name_;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c < ' ' || c == '"' || c == '\\' || c == 0x7f; }, '_');
    response.headers.push_back({"content-disposition", fmt::format("attachment; filename=\"{}\"", name)});
  }
  return response;
}

} // namespace demarc::http
