// Changes the stop rules of billing runs. Each change is a version that tells who made it; the newest is in force, also
// for a check that is under way.
#pragma once

#include "billing/stop_rules_store.h"

namespace demarc::billing {

struct StopRulesEdit {
  std::optional<bool> jump_holds;
  std::optional<std::int64_t> jump_ppm, jump_minor, jump_customers, jump_share_ppm;
  std::optional<bool> count_holds;
  std::optional<std::int64_t> count_ppm, count_invoices;
  std::optional<bool> zero_holds;
  std::optional<std::int64_t> zero_customers, zero_share_ppm;
  std::optional<bool> tax_holds;
  std::optional<std::int64_t> tax_points_ppm, tax_customers;
  std::optional<std::int64_t> hours_to_look;
};
BOOST_DESCRIBE_STRUCT(StopRulesEdit, (),
                      (jump_holds, jump_ppm, jump_minor, jump_customers, jump_share_ppm, count_holds, count_ppm,
                       count_invoices, zero_holds, zero_customers, zero_share_ppm, tax_holds, tax_points_ppm,
                       tax_customers, hours_to_look))

// Refuses limits that make no sense. An edit that changes nothing leaves no version.
Outcome<StopRulesVersion> edit_stop_rules(db::Tx &tx, const StopRulesEdit &edit, Instant now,
                                          const std::string &changed_by);

} // namespace demarc::billing
