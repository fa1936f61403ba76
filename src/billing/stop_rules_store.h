// The stop rules in force, and those before them.
#pragma once

#include "base/clock.h"
#include "billing/stop_rules.h"
#include "platform/db/db.h"

namespace demarc::billing {

struct StopRulesVersion {
  StopRules rules;
  std::optional<Instant> changed_at; // none: the defaults
  std::string changed_by;
};

StopRulesVersion find_stop_rules(db::Tx &tx);
void store_stop_rules(db::Tx &tx, const StopRules &rules, Instant now, const std::string &changed_by);
// Newest first.
std::vector<StopRulesVersion> stop_rules_versions(db::Tx &tx, int limit);

} // namespace demarc::billing
