// A document as the answer of a door: the PDF to download, HTML to show, with what a browser must know of it.
#pragma once

#include "documents/print_document.h"
#include "platform/http/api.h"

namespace demarc::documents {

Outcome<http::File> as_file(http::Call &call, Outcome<Printed> printed, Form form);

} // namespace demarc::documents
