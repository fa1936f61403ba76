// A recorded Access-Request, as people have one: the octets of a packet in hex, or its attributes as text, one "Name =
// value" a line, as radclient reads them and FreeRADIUS prints them with -X.
//
// Rules; any thread.
#pragma once

#include "radius/dictionary.h"

#include <string>
#include <string_view>
#include <vector>

namespace demarc::radius {

struct RecordedRequest {
  std::string packet;             // an Access-Request without what proves the password
  std::vector<std::string> notes; // what was not understood and left out, with its line
};

// The error says what was expected.
Result<RecordedRequest, std::string> read_recorded_request(const Dictionary &dictionary, std::string_view text);

} // namespace demarc::radius
