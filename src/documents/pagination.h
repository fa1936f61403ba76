// How the rows of a document fall onto pages, and what is carried over each break. Heights are whole units of whoever
// draws. A rule.
#pragma once

#include "documents/paper.h"

namespace demarc::documents {

struct Room {
  int first = 0;  // for rows on the first page, heads of columns not counted
  int middle = 0; // on every further one
  int carry = 0;  // of one "carried over" or "brought forward" row
  int tail = 0;   // what must stand under the last row on its page: totals, payment
};

struct SheetRows {
  std::size_t from = 0, to = 0; // rows [from, to)
  std::optional<Money> forward; // brought forward from the page before
  std::optional<Money> over;    // carried over to the next
};

// At least one page. Every row is on exactly one page, in order; a page with more rows to come has at least one row;
// what one page carries over the next brings forward. When the tail does not fit under the last row, the last rows move
// to a page with it, at least one.
std::vector<SheetRows> paginate(const std::vector<int> &heights, const std::vector<Row> &rows, Money opening,
                                const Room &room);

} // namespace demarc::documents
