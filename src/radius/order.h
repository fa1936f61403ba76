// Which order brings a running session in step with the access decision: a rule, so that "why was she disconnected?"
// has a table of answers.
//
//   - no access, or an address that must change (into or out of the garden, a new static address):
//     Disconnect-Request; the subscriber's next login gets the rest right.
//   - the device gives the addresses, and there is a garden: Disconnect-Request too, for nobody knows on which side the
//     session is.
//   - only the rate differs: CoA-Request where the make can change it in place, else Disconnect-Request.
//   - an operator wants it ended: Disconnect-Request, whoever the session belongs to.
//   - the make takes no orders: nothing, the next login brings it.
#pragma once

#include "network/session_apply.h"
#include "radius/profile_codec.h"

#include <optional>
#include <string>
#include <vector>

namespace demarc::radius {

struct Order {
  enum class Kind {
    none,       // in step already, stopped, or nobody's session
    wait,       // the access server takes no orders
    disconnect, // Code::disconnect_request
    change      // Code::coa_request
  };
  Kind kind = Kind::none;
  std::string why; // for the log and the session: "the rate has changed"
  std::vector<NamedValue> attributes = {};
};

Order decide_order(const network::SessionApply &session, bool has_garden_pool, const CodedProfile &profile);
// The same session, ended instead: what is tried when a CoA-Request was refused.
Order disconnect_instead(const network::SessionApply &session, const CodedProfile &profile);

} // namespace demarc::radius
