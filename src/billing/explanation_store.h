// What is known of a line and its service, for its explanation.
#pragma once

#include "billing/line_explanation.h"
#include "platform/db/db.h"

namespace demarc::billing {

Outcome<LineExplanation> find_line_explanation(db::Tx &tx, InvoiceId invoice, std::int64_t line);

} // namespace demarc::billing
