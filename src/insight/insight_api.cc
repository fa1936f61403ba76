#include "insight/insight_api.h"

#include "insight/dashboard.h"
#include "insight/search.h"

namespace demarc::insight {
namespace {
struct SearchQuery {
  std::string q;
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (), (q))
struct SearchAnswer {
  std::vector<Hit> hits;
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (), (hits))
} // namespace
} // namespace demarc::insight

template <> struct demarc::http::Rules<demarc::insight::SearchQuery> {
  static FieldRules fields() { return {{"q", {.max_length = 200, .required = true}}}; }
};
template <> struct demarc::http::Rules<demarc::insight::Hit> {
  static constexpr std::string_view name = "SearchHit";
  static FieldRules fields() { return {}; }
};

namespace demarc::insight {

void register_insight_api(http::Api &api) {
  api.get<http::NoQuery, Dashboard>(
      "/v1/dashboard",
      {.id = "get_dashboard", .summary = "How the business does today", .permission = "insight.read", .tag = "Insight"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) { return dashboard(tx, call.now()); });
  api.get<SearchQuery, SearchAnswer>(
      "/v1/search",
      {.id = "search", .summary = "Everything that matches", .permission = "customers.read", .tag = "Insight"},
      [](http::Call &, db::Tx &tx, const SearchQuery &query) { return SearchAnswer{search(tx, query.q)}; });
}

} // namespace demarc::insight
