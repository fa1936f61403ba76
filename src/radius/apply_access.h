// The outbox handler of "network.apply_access": sends what brings one running session in step, and keeps the answer
// with the session. Reads the present wish, so it may run twice or late without harm.
//
// Threads: any; waits for the access server, at most some six seconds, outside of every transaction.
#pragma once

#include "network/access_table.h"
#include "platform/jobs/outbox.h"
#include "radius/coa_client.h"
#include "radius/profile_shelf.h"
#include "radius/stats.h"

namespace demarc::radius {

class ApplyAccess {
public:
  ApplyAccess(db::Database &database, const network::AccessTable &table, CoaClient &client, Stats &stats,
              const Clock &clock, const ProfileShelf &profiles = ProfileShelf::built_in())
      : database_(database), table_(table), client_(client), stats_(stats), clock_(clock), profiles_(profiles) {}

  jobs::Handled operator()(const jobs::OutboxItem &item) const;

private:
  db::Database &database_;
  const network::AccessTable &table_;
  CoaClient &client_;
  Stats &stats_;
  const Clock &clock_;
  const ProfileShelf &profiles_;
};

} // namespace demarc::radius
