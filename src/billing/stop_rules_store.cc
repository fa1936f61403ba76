#include "billing/stop_rules_store.h"

namespace demarc::billing {

namespace {

struct RulesRow {
  bool jump_holds = true;
  std::int64_t jump_ppm = 0, jump_minor = 0, jump_customers = 0, jump_share_ppm = 0;
  bool count_holds = true;
  std::int64_t count_ppm = 0, count_invoices = 0;
  bool zero_holds = true;
  std::int64_t zero_customers = 0, zero_share_ppm = 0;
  bool tax_holds = true;
  std::int64_t tax_points_ppm = 0, tax_customers = 0;
  std::int64_t hours_to_look = 0;
  Instant changed_at;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(RulesRow, (),
                      (jump_holds, jump_ppm, jump_minor, jump_customers, jump_share_ppm, count_holds, count_ppm,
                       count_invoices, zero_holds, zero_customers, zero_share_ppm, tax_holds, tax_points_ppm,
                       tax_customers, hours_to_look, changed_at, changed_by))

} // namespace

std::vector<StopRulesVersion> stop_rules_versions(db::Tx &tx, int limit) {
  std::vector<StopRulesVersion> versions;
  for (RulesRow &row :
       tx.all<RulesRow>("select jump_holds, jump_ppm, jump_minor, jump_customers, jump_share_ppm, count_holds,"
                        " count_ppm, count_invoices, zero_holds, zero_customers, zero_share_ppm, tax_holds,"
                        " tax_points_ppm, tax_customers, hours_to_look, changed_at, changed_by from stop_rules"
                        " order by id desc limit $1",
                        limit))
    versions.push_back({{.jump_holds = row.jump_holds,
                         .jump_ppm = row.jump_ppm,
                         .jump_minor = row.jump_minor,
                         .jump_customers = row.jump_customers,
                         .jump_share_ppm = row.jump_share_ppm,
                         .count_holds = row.count_holds,
                         .count_ppm = row.count_ppm,
                         .count_invoices = row.count_invoices,
                         .zero_holds = row.zero_holds,
                         .zero_customers = row.zero_customers,
                         .zero_share_ppm = row.zero_share_ppm,
                         .tax_holds = row.tax_holds,
                         .tax_points_ppm = row.tax_points_ppm,
                         .tax_customers = row.tax_customers,
                         .hours_to_look = row.hours_to_look},
                        row.changed_at,
                        std::move(row.changed_by)});
  return versions;
}

StopRulesVersion find_stop_rules(db::Tx &tx) {
  auto versions = stop_rules_versions(tx, 1);
  return versions.empty() ? StopRulesVersion{} : std::move(versions.front());
}

void store_stop_rules(db::Tx &tx, const StopRules &r, Instant now, const std::string &changed_by) {
  tx.insert("stop_rules",
            RulesRow{r.jump_holds, r.jump_ppm, r.jump_minor, r.jump_customers, r.jump_share_ppm, r.count_holds,
                     r.count_ppm, r.count_invoices, r.zero_holds, r.zero_customers, r.zero_share_ppm, r.tax_holds,
                     r.tax_points_ppm, r.tax_customers, r.hours_to_look, now, changed_by});
}

} // namespace demarc::billing
