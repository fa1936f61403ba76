// Live events for consoles: the database's notices, from every node, as server-sent events. A subject that changes
// often is told at most twice a second.
#pragma once

#include "platform/db/db.h"
#include "platform/http/api.h"

#include <set>
#include <string>
#include <thread>

namespace demarc::daemon {

// {"ids":[...]} of payloads that are ids or lists of them; no ids, which means all of it, if any of them is something
// else.
std::string ids_event(const std::set<std::string> &payloads);

class Live {
public:
  explicit Live(db::Database &database);
  ~Live();
  void register_stream(http::Api &api);
  void close(); // ends every stream

private:
  void pass_on();

  http::Broadcaster broadcaster_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, std::set<std::string>> waiting_; // subject → payloads, under mutex_
  bool stop_ = false;                                    // under mutex_
  std::vector<std::unique_ptr<db::Subscription>> subscriptions_;
  std::thread thread_;
};

} // namespace demarc::daemon
