// Every door of the API, registered in one place. `demarc openapi` and the server use the same list, so the document
// never differs from what answers.
#pragma once

#include "daemon/installation.h"
#include "daemon/live.h"
#include "daemon/provider_watch.h"
#include "platform/http/api.h"
#include "platform/jobs/runner.h"
#include "radius/profile_shelf.h"
#include "radius/stats.h"

namespace demarc::daemon {

class Doors {
public:
  Doors(http::Api &api, Installation &installation, jobs::Runner &runner, ProviderWatch &provider, Live &live,
        const radius::Stats &stats, const radius::ProfileShelf &profiles);
  ~Doors();

private:
  struct Parts;
  std::unique_ptr<Parts> parts_; // what handlers refer to
};

} // namespace demarc::daemon
