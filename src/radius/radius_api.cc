#include "radius/radius_api.h"

template <> struct demarc::http::Rules<demarc::radius::StatsSnapshot> {
  static constexpr std::string_view name = "RadiusStats";
  static FieldRules fields() { return {}; }
};

namespace demarc::radius {

void register_radius_api(http::Api &api, const Stats &stats) {
  api.get<http::NoQuery, StatsSnapshot>(
      "/v1/radius/stats",
      {.id = "radius_stats",
       .summary = "What this node's RADIUS ports have seen since it started",
       .permission = "network.read",
       .tag = "Network"},
      [&stats](http::Call &, db::Tx &, const http::NoQuery &) { return stats.snapshot(); });
}

} // namespace demarc::radius
