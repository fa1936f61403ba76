// Rows of policies and of the steps taken, and the open items they are about.
#pragma once

#include "dunning/policy.h"

namespace demarc::dunning {

void insert_policy(db::Tx &tx, const Policy &policy);
void update_policy(db::Tx &tx, const Policy &policy);
void clear_default(db::Tx &tx);
bool policy_name_is_taken(db::Tx &tx, std::string_view name, DunningPolicyId except);

std::vector<OpenItem> open_items_of(db::Tx &tx, CustomerId customer);
// Steps taken for items that are still open.
std::vector<TakenStep> steps_taken_of(db::Tx &tx, CustomerId customer);
// False when the step was taken before (by another node, or by this run before it died).
bool record_step(db::Tx &tx, CustomerId customer, const TakenStep &step, Instant at);
// Customers whose standing may differ from what is stored: something is overdue, or is stored as such.
std::vector<CustomerId> customers_to_look_at(db::Tx &tx, Date today, CustomerId after, int limit);

// What the ladder needs to know of an account.
struct LadderAccount {
  CustomerId customer_id;
  DunningPolicyId policy_id;
  std::vector<OpenItem> items;
  std::vector<TakenStep> taken;
  billing::Standing standing; // as stored
};
// Everything read for all of them at once, in the order of their ids.
std::vector<LadderAccount> ladder_accounts(db::Tx &tx, const std::vector<CustomerId> &customers);

} // namespace demarc::dunning
