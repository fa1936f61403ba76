// The reports' door: tables, their files, and exports for other programs.
#pragma once

#include "platform/http/api.h"

namespace demarc::reports {

void register_reports_api(http::Api &api);

} // namespace demarc::reports
