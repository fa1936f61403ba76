// What `demarc serve` says when it is ready: where to look, and how to see RADIUS work.
#pragma once

#include "daemon/installation.h"

namespace demarc::daemon {

struct Ready {
  std::string url;
  int auth_port = 0; // 0: RADIUS is off
  int accounting_port = 0;
  bool console_is_built = true;
};
void greet(const Ready &ready, Installation &installation);

} // namespace demarc::daemon
