// Text tables for other programs, RFC 4180. A text that a spreadsheet would take for a formula (it begins with = + - @,
// a tab or a line's end) gets an apostrophe in front and is shown, not run; numbers are numbers. A rule.
#pragma once

#include "reports/table.h"

#include <span>

namespace demarc::reports {

// One cell's text, guarded, quoted where needed.
std::string csv_cell(std::string_view text, char separator = ',');
// A line with its end (CRLF).
std::string csv_line(std::span<const std::string> texts);
// The table with a head line; the last column names the currency. Begins with a byte order mark, by which spreadsheets
// know UTF-8.
std::string to_csv(const Table &table);

} // namespace demarc::reports
