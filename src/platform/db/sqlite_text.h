// Turns the statement's one text into SQLite's dialect: $n becomes ?n (SQLite numbers $n by first appearance), and the
// few phrases of PostgreSQL that have an exact counterpart are replaced (the list is in db.h). Quoted text and comments
// stay.
#pragma once

#include <string>
#include <string_view>

namespace demarc::db {
std::string sqlite_text(std::string_view sql);
// The highest n of the parameters $n.
std::size_t parameter_count(std::string_view sql);
} // namespace demarc::db
