#include "dunning/policy.h"

#include "dunning/dunning_store.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::dunning {

namespace {

Outcome<Policy> checked(db::Tx &tx, DunningPolicyId id, const NewPolicy &in) {
  Policy policy{id, in.name, in.is_default.value_or(false), in.minimum_debt_minor, in.restriction, in.steps};
  if (in.name.empty())
    return refuse("name_missing", "Give the policy a name, such as \"Residential\".", "name");
  if (policy_name_is_taken(tx, in.name, id))
    return refuse(Refusal::Kind::conflict, "name_taken", fmt::format("There is a policy \"{}\" already.", in.name),
                  "name");
  if (in.minimum_debt_minor < 0)
    return refuse("minimum_debt_out_of_range", "The minimum debt is zero or more, in minor units.",
                  "minimum_debt_minor");
  std::sort(policy.steps.begin(), policy.steps.end());
  for (std::size_t i = 0; i < policy.steps.size(); ++i) {
    if (policy.steps[i].days_after_due < 1 || policy.steps[i].days_after_due > 365)
      return refuse("step_out_of_range", "A step is taken 1 to 365 days after the due date.",
                    fmt::format("steps[{}].days_after_due", i));
    if (i > 0 && policy.steps[i] == policy.steps[i - 1])
      return refuse("step_twice", "The same step stands there twice.", fmt::format("steps[{}]", i));
  }
  return policy;
}

} // namespace

Outcome<Policy> create_policy(db::Tx &tx, db::Database &ids, const NewPolicy &in) {
  TRY(policy, checked(tx, DunningPolicyId(), in));
  policy.id = ids.next<DunningPolicyId>("dunning_policy");
  if (policy.is_default)
    clear_default(tx);
  insert_policy(tx, policy);
  return policy;
}

Outcome<Policy> edit_policy(db::Tx &tx, DunningPolicyId id, const NewPolicy &in) {
  TRY(before, find_policy(tx, id));
  TRY(policy, checked(tx, id, in));
  policy.is_default = in.is_default.value_or(before.is_default);
  if (before.is_default && !policy.is_default)
    return refuse(Refusal::Kind::conflict, "default_needed",
                  "One policy is the default; make another one the default instead.", "is_default");
  if (policy.is_default && !before.is_default)
    clear_default(tx);
  update_policy(tx, policy);
  return policy;
}

} // namespace demarc::dunning
