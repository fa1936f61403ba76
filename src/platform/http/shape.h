// The shape of a described type, as data: one table per type, walked by the decoder, the writer and the OpenAPI
// document (one walker each, so an operation costs little to compile). Types: bool, integers up to 64 bits,
// std::string, Secret (in only), Date, Instant, Currency, Percent (parts per million), StrongId, described enums,
// std::optional, Patch, std::vector, described structs.
//
// Shapes are built on first use and never change; any thread.
#pragma once

#include "base/clock.h"
#include "base/patch.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/strong_id.h"
#include "calendar/date.h"
#include "money/currency.h"
#include "money/percent.h"
#include "platform/http/rules.h"

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace demarc::http {

// For operations without a query or a body.
struct NoInput {};
BOOST_DESCRIBE_STRUCT(NoInput, (), ())
using NoQuery = NoInput;
using NoBody = NoInput;

// An answer that is not JSON: a PDF, a CSV export.
struct File {
  std::string content_type;
  std::string name; // offered as the name to save under; empty: shown in place
  std::string bytes;
};

struct Shape;

struct Field {
  std::string_view name;
  const Shape &(*shape)();
  void *(*at)(void *object);
  Rule rule;
};

struct Shape {
  enum class Kind { boolean, integer, text, formatted, optional, patch, list, object, nothing, file };

  Kind kind = Kind::nothing;
  std::string name = {}; // objects and enums: the name in the document
  // Makes a value to decode into: members at their initializers.
  std::shared_ptr<void> (*create)() = nullptr;

  // integer
  std::int64_t (*load)(const void *) = nullptr;
  void (*store)(void *, std::int64_t) = nullptr;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;

  // formatted: a type that travels as text
  std::string (*print)(const void *) = nullptr;
  bool (*parse)(void *, std::string_view) = nullptr;
  std::string_view format = {};             // of the document: "date", "date-time", "password"
  std::string_view pattern = {};            // of the document
  std::string_view description = {};        // for errors: "a date like 2026-01-31"
  std::vector<std::string_view> names = {}; // of an enum

  // optional, patch, list
  const Shape &(*inner)() = nullptr;
  const void *(*held)(const void *) = nullptr; // optional, patch: null when empty
  void *(*emplace)(void *) = nullptr;          // optional, patch: makes a value; list: appends one
  std::size_t (*size)(const void *) = nullptr;
  const void *(*item)(const void *, std::size_t) = nullptr;

  // object
  std::vector<Field> fields = {};
};

// Whether the member must be in a body, or in a query (rules.h).
bool is_required(const Field &field, bool in_query);

template <class T> const Shape &shape_of();

namespace shaping {

template <class T> struct is_optional : std::false_type {};
template <class T> struct is_optional<std::optional<T>> : std::true_type {};
template <class T> struct is_patch : std::false_type {};
template <class T> struct is_patch<Patch<T>> : std::true_type {};
template <class T> struct is_list : std::false_type {};
template <class T> struct is_list<std::vector<T>> : std::true_type {};
template <class T> struct is_id : std::false_type {};
template <class Tag> struct is_id<StrongId<Tag>> : std::true_type {};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

// "Page<Plan>" becomes "PlanPage": the name of T without its namespaces, as the document shows it.
std::string document_name(std::string_view pretty_function);
template <class T> std::string name_of() { return document_name(__PRETTY_FUNCTION__); }

template <class T> T blank() {
  if constexpr (std::is_same_v<T, Currency>)
    return Currency::of("XXX"); // ISO 4217: no currency
  else if constexpr (std::default_initializable<T>)
    return T{};
  else
    return []<class... M>(boost::mp11::mp_list<M...>) {
      return T{blank<std::remove_cvref_t<decltype(std::declval<T>().*(M::pointer))>>()...};
    }(boost::mp11::mp_rename<Members<T>, boost::mp11::mp_list>{});
}

template <class T> Shape basic(Shape::Kind kind) {
  Shape shape;
  shape.kind = kind;
  shape.create = []() -> std::shared_ptr<void> { return std::make_shared<T>(blank<T>()); };
  return shape;
}

template <class T>
Shape formatted(std::string (*print)(const void *), bool (*parse)(void *, std::string_view), std::string_view format,
                std::string_view description) {
  Shape shape = basic<T>(Shape::Kind::formatted);
  shape.print = print;
  shape.parse = parse;
  shape.format = format;
  shape.description = description;
  return shape;
}

Shape date_shape();
Shape instant_shape();
Shape currency_shape();
Shape secret_shape();
// Puts the rules on the fields they name; a rule for no field is a broken program.
void put_rules(Shape &shape, FieldRules rules);

template <class T> Shape integer_shape() {
  Shape shape = basic<T>(Shape::Kind::integer);
  static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "JSON carries signed 64-bit integers");
  shape.load = [](const void *at) { return static_cast<std::int64_t>(*static_cast<const T *>(at)); };
  shape.store = [](void *at, std::int64_t value) { *static_cast<T *>(at) = static_cast<T>(value); };
  shape.minimum = static_cast<std::int64_t>(std::numeric_limits<T>::min());
  shape.maximum = static_cast<std::int64_t>(std::numeric_limits<T>::max());
  return shape;
}

template <class T> Shape make() {
  if constexpr (std::is_same_v<T, bool>) {
    return basic<T>(Shape::Kind::boolean);
  } else if constexpr (std::is_integral_v<T>) {
    return integer_shape<T>();
  } else if constexpr (std::is_same_v<T, std::string>) {
    return basic<T>(Shape::Kind::text);
  } else if constexpr (std::is_same_v<T, Date>) {
    return date_shape();
  } else if constexpr (std::is_same_v<T, Instant>) {
    return instant_shape();
  } else if constexpr (std::is_same_v<T, Currency>) {
    return currency_shape();
  } else if constexpr (std::is_same_v<T, Secret>) {
    return secret_shape();
  } else if constexpr (std::is_same_v<T, Percent>) {
    Shape shape = basic<T>(Shape::Kind::integer);
    shape.load = [](const void *at) { return static_cast<const T *>(at)->ppm; };
    shape.store = [](void *at, std::int64_t value) { static_cast<T *>(at)->ppm = value; };
    shape.maximum = 10'000'000; // 1000 %, as Percent::parse
    return shape;
  } else if constexpr (is_id<T>::value) {
    Shape shape = basic<T>(Shape::Kind::integer);
    shape.load = [](const void *at) { return static_cast<const T *>(at)->value(); };
    shape.store = [](void *at, std::int64_t value) { *static_cast<T *>(at) = T(value); };
    shape.minimum = 1;
    shape.maximum = std::numeric_limits<std::int64_t>::max();
    return shape;
  } else if constexpr (std::is_enum_v<T>) {
    Shape shape = formatted<T>(
        [](const void *at) {
          return std::string(boost::describe::enum_to_string(*static_cast<const T *>(at), "unknown"));
        },
        [](void *at, std::string_view text) {
          bool found = false;
          boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (text == enumerator.name) {
              *static_cast<T *>(at) = enumerator.value;
              found = true;
            }
          });
          return found;
        },
        {}, {});
    shape.name = name_of<T>();
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto enumerator) { shape.names.push_back(enumerator.name); });
    return shape;
  } else if constexpr (is_optional<T>::value) {
    using Inner = typename T::value_type;
    Shape shape = basic<T>(Shape::Kind::optional);
    shape.inner = &shape_of<Inner>;
    shape.held = [](const void *at) -> const void * {
      const auto &value = *static_cast<const T *>(at);
      return value ? &*value : nullptr;
    };
    shape.emplace = [](void *at) -> void * { return &static_cast<T *>(at)->emplace(blank<Inner>()); };
    return shape;
  } else if constexpr (is_patch<T>::value) {
    using Inner = std::remove_cvref_t<decltype(std::declval<T>().value())>;
    Shape shape = basic<T>(Shape::Kind::patch);
    shape.inner = &shape_of<Inner>;
    shape.held = [](const void *at) -> const void * {
      const auto &value = *static_cast<const T *>(at);
      return value.is_set() ? &value.value() : nullptr;
    };
    shape.emplace = [](void *at) -> void * { return &static_cast<T *>(at)->emplace(blank<Inner>()); };
    return shape;
  } else if constexpr (is_list<T>::value) {
    using Inner = typename T::value_type;
    static_assert(!std::is_same_v<Inner, bool>, "a list of bool has no addressable items");
    Shape shape = basic<T>(Shape::Kind::list);
    shape.inner = &shape_of<Inner>;
    shape.size = [](const void *at) { return static_cast<const T *>(at)->size(); };
    shape.item = [](const void *at, std::size_t i) -> const void * { return &(*static_cast<const T *>(at))[i]; };
    shape.emplace = [](void *at) -> void * { return &static_cast<T *>(at)->emplace_back(blank<Inner>()); };
    return shape;
  } else if constexpr (std::is_same_v<T, Done>) {
    return basic<T>(Shape::Kind::nothing);
  } else if constexpr (std::is_same_v<T, File>) {
    return basic<T>(Shape::Kind::file);
  } else {
    static_assert(boost::describe::has_describe_members<T>::value,
                  "an API type is one of those listed in shape.h, or a struct with BOOST_DESCRIBE_STRUCT");
    Shape shape = basic<T>(Shape::Kind::object);
    if constexpr (requires { Rules<T>::name; })
      shape.name = Rules<T>::name;
    else
      shape.name = name_of<T>();
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      using M = std::remove_cvref_t<decltype(std::declval<T>().*(member.pointer))>;
      shape.fields.push_back(
          Field{member.name,
                &shape_of<M>,
                [](void *object) -> void * { return &(static_cast<T *>(object)->*decltype(member)::pointer); },
                {}});
    });
    put_rules(shape, Rules<T>::fields());
    return shape;
  }
}

} // namespace shaping

template <class T> const Shape &shape_of() {
  static const Shape shape = shaping::make<T>();
  return shape;
}

} // namespace demarc::http
