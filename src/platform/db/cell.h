// Values on their way into and out of SQL. to_cell() and read_row() know the one representation of each type (db.h); a
// new vocabulary type joins by an overload here.
#pragma once

#include "base/clock.h"
#include "base/ensure.h"
#include "base/strong_id.h"
#include "calendar/date.h"
#include "money/currency.h"
#include "money/percent.h"

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace demarc::db {

class Cursor;

// An absent value still knows which column type it stands for: PostgreSQL wants to know even of a NULL.
struct Null {
  enum class Of { unknown, integer, text };
  Of of = Of::unknown;
};
using Cell = std::variant<Null, std::int64_t, std::string>;

template <class T>
requires std::is_integral_v<T> Cell to_cell(T value) {
  if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>)
    ENSURE(value <= INT64_MAX, "a stored number fits a bigint");
  return static_cast<std::int64_t>(value);
}
inline Cell to_cell(std::string value) { return Cell(std::move(value)); }
inline Cell to_cell(std::string_view value) { return std::string(value); }
inline Cell to_cell(const char *value) { return std::string(value); }
inline Cell to_cell(Instant value) { return value.us; }
inline Cell to_cell(Date value) { return to_string(value); }
inline Cell to_cell(Percent value) { return value.ppm; }
inline Cell to_cell(Currency value) { return value.code(); }
inline Cell to_cell(std::nullopt_t) { return Null{}; }
template <class Tag> Cell to_cell(StrongId<Tag> id) { return id.value(); }
template <class E>
requires std::is_enum_v<E> Cell to_cell(E value) {
  const char *name = boost::describe::enum_to_string(value, "");
  ENSURE(*name != '\0', "an enum that is stored is described");
  return std::string(name);
}
template <class T> inline constexpr Null::Of null_of = Null::Of::text;
template <class T>
requires std::is_integral_v<T>
inline constexpr Null::Of null_of<T> = Null::Of::integer;
template <> inline constexpr Null::Of null_of<Instant> = Null::Of::integer;
template <> inline constexpr Null::Of null_of<Percent> = Null::Of::integer;
template <class Tag> inline constexpr Null::Of null_of<StrongId<Tag>> = Null::Of::integer;
template <class T> Cell to_cell(const std::optional<T> &value) {
  if (!value)
    return Null{null_of<T>};
  return to_cell(*value);
}

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T> std::vector<std::string_view> member_names() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) { names.push_back(member.name); });
  return names;
}

template <class T> void append_cells(const T &row, std::vector<Cell> &cells) {
  boost::mp11::mp_for_each<Members<T>>([&](auto member) { cells.push_back(to_cell(row.*member.pointer)); });
}

// A stored value that the type cannot hold ("2026-13-01" in a date column): the row was changed behind the program's
// back.
[[noreturn]] void throw_bad_cell(std::string_view column, std::string_view value, std::string_view expected);
void check_columns(const Cursor &cursor, std::string_view sql, std::span<const std::string_view> members);
void check_one_column(const Cursor &cursor, std::string_view sql);

// Throw when the cell holds NULL or something that is no such value.
bool cell_is_null(const Cursor &cursor, int column);
std::int64_t cell_integer(const Cursor &cursor, int column);
std::string_view cell_text(const Cursor &cursor, int column);
std::string_view cell_name(const Cursor &cursor, int column);

template <class T> struct CellReader;
template <class T>
requires std::is_integral_v<T>
struct CellReader<T> {
  static T read(const Cursor &c, int i) {
    const std::int64_t value = cell_integer(c, i);
    if constexpr (std::is_same_v<T, bool>)
      return value != 0;
    else if (value == static_cast<std::int64_t>(static_cast<T>(value)) && (value >= 0 || std::is_signed_v<T>))
      return static_cast<T>(value);
    throw_bad_cell(cell_name(c, i), cell_text(c, i), "a smaller number");
  }
};
template <> struct CellReader<std::string> {
  static std::string read(const Cursor &c, int i) { return std::string(cell_text(c, i)); }
};
template <> struct CellReader<Instant> {
  static Instant read(const Cursor &c, int i) { return Instant{cell_integer(c, i)}; }
};
template <> struct CellReader<Percent> {
  static Percent read(const Cursor &c, int i) { return Percent{cell_integer(c, i)}; }
};
template <> struct CellReader<Date> {
  static Date read(const Cursor &c, int i) {
    const auto date = Date::parse(cell_text(c, i));
    if (!date)
      throw_bad_cell(cell_name(c, i), cell_text(c, i), "a date");
    return *date;
  }
};
template <> struct CellReader<Currency> {
  static Currency read(const Cursor &c, int i) {
    const auto currency = Currency::parse(cell_text(c, i));
    if (!currency)
      throw_bad_cell(cell_name(c, i), cell_text(c, i), "a currency");
    return *currency;
  }
};
template <class Tag> struct CellReader<StrongId<Tag>> {
  static StrongId<Tag> read(const Cursor &c, int i) { return StrongId<Tag>(cell_integer(c, i)); }
};
template <class T> struct CellReader<std::optional<T>> {
  static std::optional<T> read(const Cursor &c, int i) {
    if (cell_is_null(c, i))
      return std::nullopt;
    return CellReader<T>::read(c, i);
  }
};
template <class E>
requires std::is_enum_v<E>
struct CellReader<E> {
  static E read(const Cursor &c, int i) {
    E value{};
    if (!boost::describe::enum_from_string(std::string(cell_text(c, i)).c_str(), value))
      throw_bad_cell(cell_name(c, i), cell_text(c, i), "a known name");
    return value;
  }
};

template <class T> inline constexpr bool is_cell = requires(const Cursor &c) { CellReader<T>::read(c, 0); };

// Once for each opened statement: do its columns fit T?
template <class T> void check_shape(const Cursor &cursor, std::string_view sql) {
  if constexpr (is_cell<T>) {
    check_one_column(cursor, sql);
  } else {
    static_assert(boost::describe::has_describe_members<T>::value, "describe the struct with BOOST_DESCRIBE_STRUCT");
    static const std::vector<std::string_view> members = member_names<T>();
    check_columns(cursor, sql, members);
  }
}

template <class T> T read_row(const Cursor &cursor) {
  if constexpr (is_cell<T>) {
    return CellReader<T>::read(cursor, 0);
  } else {
    int column = 0;
    return [&]<class... M>(boost::mp11::mp_list<M...>) {
      // Braces evaluate left to right, so columns and members walk together; types need no default constructor.
      return T{CellReader<std::remove_cvref_t<decltype(std::declval<T>().*(M::pointer))>>::read(cursor, column++)...};
    }(boost::mp11::mp_rename<Members<T>, boost::mp11::mp_list>{});
  }
}

} // namespace demarc::db
