// Rows of plans and their versions.
#pragma once

#include "catalog/plan.h"

namespace demarc::catalog {

bool plan_code_is_taken(db::Tx &tx, std::string_view code);
void insert_plan(db::Tx &tx, PlanId id, std::string_view code, PlanKind kind, Instant now);
void insert_plan_version(db::Tx &tx, const PlanVersion &version);
int last_version_number(db::Tx &tx, PlanId id); // those taken back too
// Until the transaction ends nobody sells the plan.
void lock_plan(db::Tx &tx, PlanId id);
void withdraw_version(db::Tx &tx, PlanVersionId id);
std::string attributes_text(const std::vector<PlanAttribute> &attributes);
std::vector<PlanAttribute> parse_attributes(std::string_view text);
std::string bundle_text(const std::vector<BundlePart> &parts);
void set_plan_offered(db::Tx &tx, PlanId id, bool offered); // in the portal
void set_plan_active(db::Tx &tx, PlanId id, bool active);

} // namespace demarc::catalog
