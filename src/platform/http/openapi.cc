// The OpenAPI 3.1 document, from the registered operations and their shapes. Everything is sorted, so the same program
// writes the same bytes.
#include "base/ensure.h"
#include "platform/http/message.h"
#include "platform/http/problem.h"
#include "platform/http/registered.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <set>

namespace demarc::http {

namespace json = boost::json;

namespace {

constexpr std::string_view schema_prefix = "#/components/schemas/";

enum class Use { input, output };

// A struct is one schema per use: what an input may leave out an output always has.
class Schemas {
public:
  // Every struct that is both keeps its name as output and gets "…Input" as input.
  void note(const Shape &shape, Use use) {
    switch (shape.kind) {
    case Shape::Kind::optional:
    case Shape::Kind::patch:
    case Shape::Kind::list: return note(shape.inner(), use);
    case Shape::Kind::object:
      if (!uses_[&shape].insert(use).second)
        return;
      for (const Field &field : shape.fields)
        note(field.shape(), use);
      return;
    default: return;
    }
  }

  json::object of(const Shape &shape, const Rule &rule, Use use) {
    switch (shape.kind) {
    case Shape::Kind::boolean: return {{"type", "boolean"}};
    case Shape::Kind::integer: return integer(shape, rule);
    case Shape::Kind::text: return text(rule);
    case Shape::Kind::formatted: return formatted(shape, rule);
    case Shape::Kind::patch: return of(shape.inner(), rule, use);
    case Shape::Kind::optional: return or_null(of(shape.inner(), rule, use));
    case Shape::Kind::list: {
      Rule items = rule;
      items.min_length = 0;
      items.max_length.reset();
      items.description.clear();
      json::object schema{{"type", "array"}, {"items", of(shape.inner(), items, use)}};
      if (rule.min_length > 0)
        schema["minItems"] = rule.min_length;
      if (rule.max_length)
        schema["maxItems"] = *rule.max_length;
      return schema;
    }
    case Shape::Kind::object: return reference(object_name(shape, use), shape);
    case Shape::Kind::nothing:
    case Shape::Kind::file: return {};
    }
    return {};
  }

  // Call after every of(): the components that were referred to, by name.
  json::object components() {
    json::object all;
    for (const auto &[name, schema] : made_)
      all[name] = schema;
    return all;
  }

private:
  static json::object integer(const Shape &shape, const Rule &rule) {
    json::object schema{{"type", "integer"}, {"format", shape.maximum > INT32_MAX ? "int64" : "int32"}};
    // The limits of the C++ type are no statement about the value; those of ids and percentages are.
    const bool narrow = shape.minimum >= 0;
    if (rule.minimum || narrow)
      schema["minimum"] = std::max(shape.minimum, rule.minimum.value_or(shape.minimum));
    if (rule.maximum || (narrow && shape.maximum < INT32_MAX))
      schema["maximum"] = std::min(shape.maximum, rule.maximum.value_or(shape.maximum));
    return schema;
  }

  static json::object text(const Rule &rule) {
    json::object schema{{"type", "string"}};
    if (rule.min_length > 0)
      schema["minLength"] = rule.min_length;
    if (rule.max_length)
      schema["maxLength"] = *rule.max_length;
    if (rule.format != Format::any)
      schema["format"] = format_name(rule.format);
    if (!rule.one_of.empty())
      schema["enum"] = json::array(rule.one_of.begin(), rule.one_of.end());
    return schema;
  }

  json::object formatted(const Shape &shape, const Rule &rule) {
    if (!shape.names.empty()) {
      json::object schema = reference(shape.name, shape);
      made_[shape.name] =
          json::object{{"type", "string"}, {"enum", json::array(shape.names.begin(), shape.names.end())}};
      return schema;
    }
    json::object schema = text(rule);
    if (!shape.format.empty())
      schema["format"] = shape.format;
    if (!shape.pattern.empty())
      schema["pattern"] = shape.pattern;
    if (shape.format == "password")
      schema["writeOnly"] = true;
    return schema;
  }

  static json::object or_null(json::object schema) {
    if (schema.contains("type") && schema["type"].is_string()) {
      schema["type"] = json::array{schema["type"], "null"};
      if (schema.contains("enum"))
        schema["enum"].as_array().emplace_back(nullptr);
      return schema;
    }
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
  }

  std::string object_name(const Shape &shape, Use use) {
    const std::string name = use == Use::input && uses_[&shape].size() > 1 ? shape.name + "Input" : shape.name;
    if (made_.contains(name))
      return name;
    made_[name] = {}; // structs may hold themselves
    json::object properties;
    json::array required;
    for (const Field &field : shape.fields) {
      json::object schema = of(field.shape(), field.rule, use);
      if (!field.rule.description.empty())
        schema["description"] = field.rule.description;
      if (use == Use::input && field.rule.optional)
        schema["default"] = initializer(shape, field);
      properties[field.name] = std::move(schema);
      if (use == Use::output || is_required(field, false))
        required.emplace_back(field.name);
    }
    json::object schema{{"type", "object"}, {"additionalProperties", false}};
    if (!required.empty())
      schema["required"] = std::move(required);
    schema["properties"] = std::move(properties);
    made_[name] = std::move(schema);
    return name;
  }

  json::object reference(const std::string &name, const Shape &shape) {
    const auto [at, is_new] = owners_.emplace(name, &shape);
    ENSURE(is_new || at->second == &shape,
           "two types of the API are called " + name + "; give one another name in its Rules (rules.h)");
    return {{"$ref", std::string(schema_prefix) + name}};
  }

public:
  // What the member is when it is left out.
  static json::value initializer(const Shape &shape, const Field &field) {
    const std::shared_ptr<void> object = shape.create();
    std::string out;
    append_json(out, field.shape(), field.at(object.get()));
    return json::parse(out);
  }

private:
  std::map<const Shape *, std::set<Use>> uses_;
  std::map<std::string, const Shape *> owners_;
  std::map<std::string, json::object> made_;
};

json::object content(std::string_view type, json::object schema) {
  return {{type, json::object{{"schema", std::move(schema)}}}};
}

json::array parameters_of(const Registered &registered, Schemas &schemas) {
  json::array parameters;
  for (const Segment &segment : registered.segments) {
    if (!segment.is_parameter)
      continue;
    json::object schema{{"type", "string"}};
    if (segment.is_number)
      schema = {{"type", "integer"}, {"format", "int64"}, {"minimum", 1}};
    parameters.push_back(
        json::object{{"name", segment.text}, {"in", "path"}, {"required", true}, {"schema", std::move(schema)}});
  }
  if (registered.reads_query())
    for (const Field &field : registered.in->fields) {
      const Shape &shape = field.shape();
      json::object parameter{{"name", field.name}, {"in", "query"}};
      if (!field.rule.description.empty())
        parameter["description"] = field.rule.description;
      if (field.rule.required)
        parameter["required"] = true;
      // A query has no null: an optional member is one that may be left out.
      const bool is_optional = shape.kind == Shape::Kind::optional;
      json::object schema = schemas.of(is_optional ? shape.inner() : shape, field.rule, Use::input);
      if (!field.rule.required && (shape.kind == Shape::Kind::integer || shape.kind == Shape::Kind::boolean) &&
          shape.minimum <= 0)
        schema["default"] = Schemas::initializer(*registered.in, field);
      parameter["schema"] = std::move(schema);
      parameters.push_back(std::move(parameter));
    }
  if (registered.takes_key() && registered.operation.permission != permission_public)
    parameters.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
  return parameters;
}

json::object success_of(const Registered &registered, Schemas &schemas) {
  json::object response{{"description", status_phrase(registered.success_status())}};
  if (registered.out == nullptr)
    response["content"] = content("text/event-stream", {{"type", "string"}});
  else if (registered.out->kind == Shape::Kind::file)
    response["content"] = content("application/octet-stream", {});
  else if (registered.out->kind != Shape::Kind::nothing)
    response["content"] = content("application/json", schemas.of(*registered.out, {}, Use::output));
  return response;
}

json::object operation_of(const Registered &registered, Schemas &schemas) {
  const Operation &meta = registered.operation;
  json::object operation{
      {"operationId", meta.id}, {"tags", json::array{json::value(meta.tag)}}, {"summary", meta.summary}};
  if (!meta.description.empty())
    operation["description"] = meta.description;
  if (meta.permission == permission_public) {
    operation["security"] = json::array{};
  } else {
    if (meta.permission != permission_signed_in)
      operation["x-permission"] = meta.permission;
    const bool is_portal = meta.permission == permission_portal;
    json::object cookie{{is_portal ? "subscriber" : "session", json::array{}}};
    if (registered.is_mutation())
      cookie["csrf"] = json::array{};
    json::array ways;
    if (!is_portal)
      ways.push_back(json::object{{"token", json::array{}}});
    ways.push_back(std::move(cookie));
    operation["security"] = std::move(ways);
  }
  if (json::array parameters = parameters_of(registered, schemas); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (!registered.reads_query() && !registered.in->fields.empty()) {
    const bool needed = std::any_of(registered.in->fields.begin(), registered.in->fields.end(),
                                    [](const Field &field) { return is_required(field, false); });
    operation["requestBody"] = json::object{
        {"required", needed}, {"content", content("application/json", schemas.of(*registered.in, {}, Use::input))}};
  }
  json::object responses;
  responses[std::to_string(registered.success_status())] = success_of(registered, schemas);
  responses["default"] = json::object{{"$ref", "#/components/responses/Problem"}};
  operation["responses"] = std::move(responses);
  return operation;
}

// Two spaces a level; lists of single values on one line.
void write_pretty(std::string &out, const json::value &value, std::size_t indent) {
  const std::string margin(indent + 2, ' ');
  if (value.is_object() && !value.get_object().empty()) {
    std::string_view separator = "{\n";
    for (const auto &member : value.get_object()) {
      out += separator;
      out += margin;
      append_json_text(out, {member.key().data(), member.key().size()});
      out += ": ";
      write_pretty(out, member.value(), indent + 2);
      separator = ",\n";
    }
    out += '\n' + std::string(indent, ' ') + '}';
  } else if (value.is_array() && !value.get_array().empty()) {
    const json::array &array = value.get_array();
    const bool flat = std::none_of(array.begin(), array.end(), [](const json::value &v) { return v.is_structured(); });
    std::string_view separator = flat ? "[" : "[\n";
    for (const json::value &item : array) {
      out += separator;
      if (!flat)
        out += margin;
      write_pretty(out, item, indent + 2);
      separator = flat ? ", " : ",\n";
    }
    if (!flat)
      out += '\n' + std::string(indent, ' ');
    out += ']';
  } else if (value.is_string()) {
    append_json_text(out, {value.get_string().data(), value.get_string().size()});
  } else {
    const auto text = json::serialize(value);
    out.append(text.data(), text.size());
  }
}

json::object shared_components(json::object schemas) {
  return {
      {"parameters",
       json::object{
           {"IdempotencyKey",
            json::object{{"name", "Idempotency-Key"},
                         {"in", "header"},
                         {"description", "Made up by the client, new for each new request: the same request sent again "
                                         "under the same key has one effect and gets the same answer."},
                         {"schema", json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 128}}}}}}},
      {"responses",
       json::object{{"Problem", json::object{{"description", "Refused or failed; nothing was changed (RFC 9457)."},
                                             {"content", content("application/problem+json",
                                                                 {{"$ref", "#/components/schemas/Problem"}})}}}}},
      {"schemas", std::move(schemas)},
      {"securitySchemes",
       json::object{{"csrf", json::object{{"type", "apiKey"},
                                          {"in", "header"},
                                          {"name", "X-Demarc-CSRF"},
                                          {"description", "Any value; needed with the session cookie on changes."}}},
                    {"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "demarc_session"}}},
                    {"subscriber", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "demarc_portal"}}},
                    {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}};
}

} // namespace

std::string write_openapi(const std::vector<Registered> &operations, const std::string &title,
                          const std::string &version) {
  Schemas schemas;
  for (const Registered &registered : operations) {
    if (!registered.reads_query())
      schemas.note(*registered.in, Use::input);
    if (registered.out != nullptr)
      schemas.note(*registered.out, Use::output);
  }
  schemas.note(shape_of<Problem>(), Use::output);
  (void)schemas.of(shape_of<Problem>(), {}, Use::output);

  std::vector<const Registered *> sorted;
  for (const Registered &registered : operations)
    sorted.push_back(&registered);
  std::sort(sorted.begin(), sorted.end(), [](const Registered *a, const Registered *b) {
    return std::pair(std::string_view(a->path), a->method) < std::pair(std::string_view(b->path), b->method);
  });
  json::object paths;
  std::set<std::string> tags;
  for (const Registered *registered : sorted) {
    tags.insert(registered->operation.tag);
    json::value &path = paths[registered->path];
    if (!path.is_object())
      path.emplace_object();
    path.get_object()[lower_ascii(method_name(registered->method))] = operation_of(*registered, schemas);
  }
  json::array tag_list;
  for (const std::string &tag : tags)
    tag_list.push_back(json::object{{"name", tag}});

  const json::value document = json::object{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", title},
                            {"version", version},
                            {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{json::object{{"url", "/"}}}},
      {"tags", std::move(tag_list)},
      {"paths", std::move(paths)},
      {"components", shared_components(schemas.components())}};
  std::string out;
  write_pretty(out, document, 0);
  return out + '\n';
}

} // namespace demarc::http
