// A paper as one HTML page that needs nothing else: no script, no other file; every text escaped. The same design as
// the PDF's. A rule.
#pragma once

#include "documents/design.h"

namespace demarc::documents {

// `logo`: a PNG in base64, or empty.
std::string make_html(const Paper &paper, const Design &design, const std::string &logo_base64);

} // namespace demarc::documents
