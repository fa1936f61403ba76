// The door of documents: invoices, statements, receipts and proformas as PDF and HTML, and their design.
#pragma once

#include "platform/http/api.h"

namespace demarc::documents {

void register_documents_api(http::Api &api);

} // namespace demarc::documents
