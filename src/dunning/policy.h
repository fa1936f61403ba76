// Dunning policies: what happens when an invoice is not paid.
#pragma once

#include "dunning/ladder.h"
#include "platform/db/db.h"

namespace demarc::dunning {

struct NewPolicy {
  std::string name;
  std::int64_t minimum_debt_minor = 0;
  billing::Restriction restriction = billing::Restriction::walled_garden;
  std::vector<Step> steps;
  std::optional<bool> is_default;
};
BOOST_DESCRIBE_STRUCT(NewPolicy, (), (name, minimum_debt_minor, restriction, steps, is_default))

Outcome<Policy> create_policy(db::Tx &tx, db::Database &ids, const NewPolicy &in);
// Takes effect at once for every customer on it: standings are derived anew by the next nightly run, or by a payment.
Outcome<Policy> edit_policy(db::Tx &tx, DunningPolicyId id, const NewPolicy &in);
std::vector<Policy> list_policies(db::Tx &tx);
Outcome<Policy> find_policy(db::Tx &tx, DunningPolicyId id);

} // namespace demarc::dunning
