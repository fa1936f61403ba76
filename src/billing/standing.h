// Where an account stands with money, as the network needs to know it: one of the inputs of the access decision. The
// ladder (dunning) computes it and stores it in the transaction that changed the money; here it is only kept and read.
#pragma once

#include "billing/ids.h"
#include "platform/db/db.h"
#include "subscribers/ids.h"

namespace demarc::billing {

enum class StandingState {
  good,      // nothing overdue, or not enough to act on
  overdue,   // something overdue; nothing is restricted (yet)
  restricted // the ladder's suspend step has been taken for an invoice that is still open
};
BOOST_DESCRIBE_ENUM(StandingState, good, overdue, restricted)

// How a restricted account is kept off.
enum class Restriction { walled_garden, reject };
BOOST_DESCRIBE_ENUM(Restriction, walled_garden, reject)

struct Standing {
  StandingState state = StandingState::good;
  std::optional<Restriction> restriction = {}; // set exactly when restricted
  std::optional<InvoiceId> invoice_id = {};    // the oldest invoice that causes it
  std::optional<Date> since = {};              // the day the state began
  std::string reason = {};                     // "invoice 2026-000123 is 12 days overdue"

  bool operator==(const Standing &) const = default;
};
BOOST_DESCRIBE_STRUCT(Standing, (), (state, restriction, invoice_id, since, reason))

// An account without a row is in good standing.
Standing find_standing(db::Tx &tx, CustomerId customer);
// Returns the standing before.
Standing save_standing(db::Tx &tx, CustomerId customer, const Standing &standing);

} // namespace demarc::billing
