#include "documents/pagination.h"

#include "base/ensure.h"

#include <numeric>

namespace demarc::documents {

std::vector<SheetRows> paginate(const std::vector<int> &heights, const std::vector<Row> &rows, Money opening,
                                const Room &room) {
  ENSURE(heights.size() == rows.size(), "every row has a height");
  const std::size_t count = rows.size();
  std::vector<SheetRows> pages;
  int left = std::accumulate(heights.begin(), heights.end(), 0);
  std::size_t next = 0;
  for (;;) { // ends: each page but the first takes at least one row
    const int space = (pages.empty() ? room.first : room.middle) - (next > 0 ? room.carry : 0);
    SheetRows page{next, count, std::nullopt, std::nullopt};
    if (left + room.tail > space) {
      int used = 0;
      page.to = next;
      while (page.to + 1 < count && used + heights[page.to] + room.carry <= space)
        used += heights[page.to++];
      if (page.to == next && !pages.empty()) {
        // A row higher than a page is set all the same; the last row and the tail have no page to go to that is better.
        page.to = std::min(next + 1, count);
        used = page.to > next ? heights[next] : 0;
      }
      left -= used;
    }
    next = page.to;
    const bool is_last = next == count && (count > 0 || left + room.tail <= space || !pages.empty());
    pages.push_back(page);
    if (is_last)
      break;
  }
  Money sum = opening;
  for (std::size_t p = 0; p < pages.size(); ++p) {
    if (pages[p].from > 0)
      pages[p].forward = sum;
    for (std::size_t i = pages[p].from; i < pages[p].to; ++i)
      sum += rows[i].carries;
    if (pages[p].to > 0 && p + 1 < pages.size())
      pages[p].over = sum;
  }
  return pages;
}

} // namespace demarc::documents
