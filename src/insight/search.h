// One box over everything: customers by any word, services by user name, invoices and payments by number or reference,
// sessions by address (now or then) and MAC.
#pragma once

#include "platform/db/db.h"

namespace demarc::insight {

struct Hit {
  std::string kind; // "customer", "service", "invoice", "payment", "session"
  std::int64_t id = 0;
  std::string title;
  std::string subtitle;
  std::string link; // a path of the console
};
BOOST_DESCRIBE_STRUCT(Hit, (), (kind, id, title, subtitle, link))

// At most a handful of each kind, best first. Fewer than two characters find nothing.
std::vector<Hit> search(db::Tx &tx, const std::string &words);

} // namespace demarc::insight
