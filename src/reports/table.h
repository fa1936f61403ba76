// A report as a table: what a screen shows, a CSV file and a workbook hold. Values are kept as they are (minor units,
// dates), and every row of money names its currency. Nothing is summed over currencies, but for the one
// total in the reporting currency, which says so. A rule.
#pragma once

#include "calendar/date.h"
#include "money/money.h"

#include <boost/describe.hpp>

namespace demarc::reports {

enum class ColumnKind { text, date, month, money, count, percent };
BOOST_DESCRIBE_ENUM(ColumnKind, text, date, month, money, count, percent)

struct Column {
  std::string key; // stable: "closing"
  std::string title;
  ColumnKind kind = ColumnKind::text;
};
BOOST_DESCRIBE_STRUCT(Column, (), (key, title, kind))

// Text of text, dates and months; a number of money (minor units), counts and percents (parts per million). Neither:
// the cell is empty.
struct ReportCell {
  std::optional<std::string> text = {};
  std::optional<std::int64_t> number = {};
};
BOOST_DESCRIBE_STRUCT(ReportCell, (), (text, number))
inline ReportCell text_cell(std::string text) { return {std::move(text), {}}; }
inline ReportCell date_cell(Date date) { return {to_string(date), {}}; }
inline ReportCell number_cell(std::int64_t number) { return {{}, number}; }

struct ReportRow {
  Currency currency = Currency::of("XXX");
  std::vector<ReportCell> cells;
  bool is_total = false;
  std::optional<std::string> href = {}; // where it comes from, a path of the console
  bool is_converted = false;            // a total of all currencies, in the reporting currency
};
BOOST_DESCRIBE_STRUCT(ReportRow, (), (currency, cells, is_total, href, is_converted))

// A rate that a converted total was made with.
struct UsedRate {
  Currency currency = Currency::of("XXX");
  std::string rate; // "0.9213": what one unit of it is worth in the reporting currency
};
BOOST_DESCRIBE_STRUCT(UsedRate, (), (currency, rate))

struct Table {
  std::string name; // "trial_balance"
  std::string title;
  std::string period; // "2026-01-01 to 2026-01-31", "2026-01-31"
  std::vector<Column> columns;
  std::vector<ReportRow> rows;
  // With a reporting currency and amounts in others: the day whose rates are used, the rates, and the currencies for
  // which there is none (then there is no converted total).
  std::optional<Date> rates_of = {};
  std::vector<UsedRate> rates = {};
  std::vector<Currency> rates_missing = {};
  std::string legal_entity = {}; // whose books; empty: of all
};
BOOST_DESCRIBE_STRUCT(Table, (), (name, title, period, columns, rows, rates_of, rates, rates_missing, legal_entity))

// "alpen-netz" of "Alpen Netz": the name of a legal entity as file names have it. Its number, where nothing of the name
// can stand there.
std::string file_word(std::string_view name, std::int64_t id);

// A number as text with a point and the currency's digits: "-1234.50", "19" of 190000 ppm.
std::string plain_number(std::int64_t number, ColumnKind kind, Currency currency);

} // namespace demarc::reports
