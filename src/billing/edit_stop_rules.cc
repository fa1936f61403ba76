#include "billing/edit_stop_rules.h"

namespace demarc::billing {

Outcome<StopRulesVersion> edit_stop_rules(db::Tx &tx, const StopRulesEdit &edit, Instant now,
                                          const std::string &changed_by) {
  const StopRulesVersion before = find_stop_rules(tx);
  const StopRules &r = before.rules;
  const StopRules rules{.jump_holds = edit.jump_holds.value_or(r.jump_holds),
                        .jump_ppm = edit.jump_ppm.value_or(r.jump_ppm),
                        .jump_minor = edit.jump_minor.value_or(r.jump_minor),
                        .jump_customers = edit.jump_customers.value_or(r.jump_customers),
                        .jump_share_ppm = edit.jump_share_ppm.value_or(r.jump_share_ppm),
                        .count_holds = edit.count_holds.value_or(r.count_holds),
                        .count_ppm = edit.count_ppm.value_or(r.count_ppm),
                        .count_invoices = edit.count_invoices.value_or(r.count_invoices),
                        .zero_holds = edit.zero_holds.value_or(r.zero_holds),
                        .zero_customers = edit.zero_customers.value_or(r.zero_customers),
                        .zero_share_ppm = edit.zero_share_ppm.value_or(r.zero_share_ppm),
                        .tax_holds = edit.tax_holds.value_or(r.tax_holds),
                        .tax_points_ppm = edit.tax_points_ppm.value_or(r.tax_points_ppm),
                        .tax_customers = edit.tax_customers.value_or(r.tax_customers),
                        .hours_to_look = edit.hours_to_look.value_or(r.hours_to_look)};
  if (const auto trouble = trouble_with(rules))
    return refuse("limit_out_of_range", trouble->detail, trouble->member);
  if (rules == r)
    return before;
  store_stop_rules(tx, rules, now, changed_by);
  return find_stop_rules(tx);
}

} // namespace demarc::billing
