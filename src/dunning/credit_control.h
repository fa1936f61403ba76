// Credit control at work: derives the standing of an account whenever its money changes, takes the steps of the ladder
// once a day, and hands the result to the access decision, all in the transaction of the change.
#pragma once

#include "base/clock.h"
#include "dunning/policy.h"
#include "network/refresh_access.h"

namespace demarc::dunning {

// Computes where the customer stands, stores it, and when it changed decides access anew. `cause` is what changed the
// money
// ("payment of 34.51 EUR"); the timeline names it. Call with the customer locked. Answers what that changed on the
// network: nothing when the standing is what it was.
std::vector<network::AccessChange> refresh_standing(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now,
                                                    Date today, const network::Cause &cause);

struct ControlResult {
  int looked_at = 0; // accounts
  int reminded = 0;
  int restricted = 0;
  int restored = 0;
};
// One customer: takes the steps that are due today and refreshes the standing.
ControlResult control_customer(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now, Date today);
// Everybody who may need it, each in a transaction of their own: safe to repeat, to kill and to run on two nodes at
// once.
ControlResult control_all(db::Database &database, Instant now, Date today);

// What the stored standings contradict, in words. Part of `demarc verify`.
std::vector<std::string> verify_standings(db::Tx &tx, Date today);

} // namespace demarc::dunning
