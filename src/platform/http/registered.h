// A registered operation, as the router and the OpenAPI document see it. Only for api.cc and openapi.cc.
#pragma once

#include "platform/http/api.h"

namespace demarc::http {

struct Segment {
  std::string text; // of the address, or the name of a parameter
  bool is_parameter = false;
  bool is_number = false; // a parameter that takes positive whole numbers only
};

struct Registered {
  Method method = Method::get;
  std::string path;
  std::vector<Segment> segments;
  Operation operation;
  const Shape *in = nullptr;
  const Shape *out = nullptr; // null: a stream
  bool takes_tx = false;
  std::function<void(Call &, db::Tx *, const void *in, Reply &)> handler;
  std::function<Outcome<std::shared_ptr<Listener>>(Call &)> stream;

  [[nodiscard]] bool is_mutation() const { return method != Method::get; }
  [[nodiscard]] bool reads_query() const { return method == Method::get || method == Method::del; }
  [[nodiscard]] bool takes_key() const { return is_mutation() && operation.idempotent; }
  [[nodiscard]] int success_status() const {
    if (operation.status != 0)
      return operation.status;
    return out != nullptr && out->kind == Shape::Kind::nothing ? 204 : 200;
  }
};

std::string_view method_name(Method method);
std::string write_openapi(const std::vector<Registered> &operations, const std::string &title,
                          const std::string &version);

} // namespace demarc::http
