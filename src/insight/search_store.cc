#include "insight/search.h"

#include "subscribers/customer_store.h"

#include <fmt/format.h>

namespace demarc::insight {

namespace {

struct Found {
  std::int64_t id;
  std::int64_t customer_id;
  std::string title;
  std::string subtitle;
};
BOOST_DESCRIBE_STRUCT(Found, (), (id, customer_id, title, subtitle))

constexpr std::string_view by_username =
    "select s.id as id, s.customer_id as customer_id, s.username as title, c.name as subtitle from service s"
    " join customer c on c.id = s.customer_id where s.username >= $1 and s.username < $2 order by s.username limit 5";
constexpr std::string_view by_static_address =
    "select s.id as id, s.customer_id as customer_id, s.static_address as title, c.name as subtitle from service s"
    " join customer c on c.id = s.customer_id where s.static_address = $1 limit 5";
constexpr std::string_view by_invoice =
    "select i.id as id, i.customer_id as customer_id, i.number as title, c.name as subtitle from invoice i"
    " join customer c on c.id = i.customer_id where i.number >= $1 and i.number < $2 order by i.number limit 5";
constexpr std::string_view by_reference =
    "select p.id as id, p.customer_id as customer_id, p.reference as title, c.name as subtitle from payment p"
    " join customer c on c.id = p.customer_id where p.reference >= $1 and p.reference < $2 order by p.reference limit "
    "5";
constexpr std::string_view by_address =
    "select x.id as id, coalesce(x.customer_id, 0) as customer_id, x.framed_address as title, x.username as subtitle"
    " from session x where x.framed_address = $1 order by x.started_at desc limit 5";

// The text just behind every text that begins with `prefix`: a range an index can walk.
std::string behind(std::string prefix) { return prefix + "\xf4\x8f\xbf\xbf"; }

std::string customer_link(std::int64_t id) { return fmt::format("/customers/{}", id); }

} // namespace

std::vector<Hit> search(db::Tx &tx, const std::string &words) {
  std::vector<Hit> hits;
  if (words.size() < 2)
    return hits;
  subscribers::CustomerFilter filter;
  filter.words = words;
  filter.limit = 8;
  for (const auto &row : subscribers::list_customers(tx, filter, Date()))
    hits.push_back({"customer", row.id.value(), row.name, row.number + (row.city.empty() ? "" : " · " + row.city),
                    customer_link(row.id.value())});
  for (const Found &f : tx.all<Found>(by_username, words, behind(words)))
    hits.push_back({"service", f.id, f.title, f.subtitle, customer_link(f.customer_id)});
  for (const Found &f : tx.all<Found>(by_static_address, words))
    hits.push_back({"service", f.id, f.title, f.subtitle, customer_link(f.customer_id)});
  for (const Found &f : tx.all<Found>(by_invoice, words, behind(words)))
    hits.push_back({"invoice", f.id, f.title, f.subtitle, fmt::format("/invoices/{}", f.id)});
  for (const Found &f : tx.all<Found>(by_reference, words, behind(words)))
    hits.push_back({"payment", f.id, f.title, f.subtitle, customer_link(f.customer_id)});
  for (const Found &f : tx.all<Found>(by_address, words))
    hits.push_back({"session", f.id, f.title, f.subtitle,
                    f.customer_id != 0 ? customer_link(f.customer_id) : "/sessions?q=" + words});
  return hits;
}

} // namespace demarc::insight
