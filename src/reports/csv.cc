#include "reports/csv.h"

#include <algorithm>
#include <cctype>

namespace demarc::reports {

namespace {

bool is_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+'))
    text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::count(text.begin(), text.end(), '.') <= 1 && text != ".";
}

std::string quoted(std::string_view text, char separator) {
  const std::string special{separator, '"', '\r', '\n'};
  if (text.find_first_of(special) == std::string_view::npos)
    return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"')
      out += '"';
    out += c;
  }
  return out + "\"";
}

} // namespace

std::string csv_cell(std::string_view text, char separator) {
  const bool may_be_formula =
      !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  if (may_be_formula && !is_number(text))
    return quoted("'" + std::string(text), separator);
  return quoted(text, separator);
}

std::string csv_line(std::span<const std::string> texts) {
  std::string line;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0)
      line += ',';
    line += csv_cell(texts[i]);
  }
  return line + "\r\n";
}

std::string to_csv(const Table &table) {
  std::string out = "\xEF\xBB\xBF";
  std::vector<std::string> texts;
  for (const Column &column : table.columns)
    texts.push_back(column.title);
  texts.emplace_back("Currency");
  // Said in every row: rows of several files end up in one sheet.
  if (!table.legal_entity.empty())
    texts.emplace_back("Legal entity");
  out += csv_line(texts);
  for (const ReportRow &row : table.rows) {
    texts.clear();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const ReportCell &cell = row.cells[i];
      texts.push_back(cell.number ? plain_number(*cell.number, table.columns[i].kind, row.currency)
                                  : cell.text.value_or(""));
    }
    texts.push_back(row.currency.code());
    if (!table.legal_entity.empty())
      texts.push_back(table.legal_entity);
    out += csv_line(texts);
  }
  return out;
}

} // namespace demarc::reports
