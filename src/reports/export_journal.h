// The journal, or the documents, of a period as a file for another program, written piece by piece.
#pragma once

#include "catalog/ids.h"
#include "platform/db/db.h"

#include <functional>

namespace demarc::reports {

enum class ExportFormat { hledger, beancount, datev, iif, xero };
BOOST_DESCRIBE_ENUM(ExportFormat, hledger, beancount, datev, iif, xero)

struct ExportOrder {
  ExportFormat format = ExportFormat::hledger;
  std::optional<Date> from = {};        // the first entry when absent
  std::optional<Date> to = {};          // the last day included; today when absent
  int part = 1;                         // xero: at most 500 documents a file; which of the files
  std::int64_t datev_consultant = 1001; // the tax adviser's number and the provider's number there
  std::int64_t datev_client = 1;
  std::optional<LegalEntityId> legal_entity = {}; // of its books alone; none: of all of them together
};

std::string file_name(db::Tx &tx, const ExportOrder &order); // "journal-alpen-2026-01-31.journal"
std::string content_type(ExportFormat format);

inline constexpr int documents_per_part = 500;

// Refused: a legal entity that is not there, a period of DATEV over more than one year, one without a beginning before
// its end, a part that is not there.
Outcome<Done> export_books(db::Tx &tx, const ExportOrder &order, Instant now,
                           const std::function<void(std::string_view)> &write);

} // namespace demarc::reports
