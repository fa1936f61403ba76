// A vendor profile tried out: what would be sent to an access server that speaks it, for a recorded login and some
// facts. Nothing is sent and nothing is stored; the answers are written by the code that writes the real ones.
//
// Rules; any thread.
#pragma once

#include "radius/profile_codec.h"

#include <optional>
#include <string>
#include <vector>

namespace demarc::radius {

enum class TrialState { full, throttled, garden };
BOOST_DESCRIBE_ENUM(TrialState, full, throttled, garden)

struct TrialFacts {
  TrialState state = TrialState::full;
  std::optional<int> down_kbit, up_kbit; // none: unlimited
  std::string plan = "Home 100";
  std::string address = {}; // what would be leased; empty: an example
  std::string pool = {};    // its name
};

// One packet, as text and as octets. Signed with the secret "try-out".
struct TrialPacket {
  std::string code; // "Access-Accept"
  std::string why;  // for orders: what they are sent for
  std::vector<std::string> attributes;
  std::string hex;
};
BOOST_DESCRIBE_STRUCT(TrialPacket, (), (code, why, attributes, hex))

struct Trial {
  std::vector<std::string> request; // as it was understood
  std::vector<std::string> notes;
  TrialPacket accept;
  std::optional<TrialPacket> change;     // when the plan's rates change to these while the session runs
  std::optional<TrialPacket> disconnect; // when the session is to end; none: this make takes no orders
};
BOOST_DESCRIBE_STRUCT(Trial, (), (request, notes, accept, change, disconnect))

// The error says what is wrong with the request.
Result<Trial, std::string> try_profile(const CodedProfile &profile, const Dictionary &dictionary,
                                       std::string_view recorded_request, const TrialFacts &facts);

} // namespace demarc::radius
