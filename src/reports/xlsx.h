// A workbook of one report, for people who go on calculating.
#pragma once

#include "reports/table.h"

namespace demarc::reports {

// The file's bytes. Texts are texts, whatever they begin with. Throws std::runtime_error when the temporary folder
// cannot be written.
std::string to_xlsx(const Table &table);

} // namespace demarc::reports
