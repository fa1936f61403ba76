// Plays histories in processes of their own, so that a program that stops itself (ENSURE, a sanitizer) is a failure
// like any other, and cuts a failing history down to the shortest that breaks the same rule: by what nobody needs, by
// days, by customers, then event by event (delta debugging, Zeller 1999), then by what is odd about those that stay.
#pragma once

#include "tests/sim/world.h"

namespace demarc::sim {

struct Played {
  std::optional<Failure> failure;
  Counts counts;
  std::vector<std::string> books; // at the end, when asked for
};

struct How {
  db::Engine engine = db::Engine::sqlite;
  bool with_books = false;
  bool is_undisturbed = false;       // without kills and restarts
  const char *server_zone = nullptr; // the TZ of the process; none: the machine's
};
Played play_apart(const History &history, const How &how);

// What one customer lives through, and what is nobody's: prices, taxes, kills.
History only_of(const History &history, int customer);
// `failure` is what playing `history` showed.
std::pair<History, Failure> shrink(History history, Failure failure, const How &how, int most_plays);

} // namespace demarc::sim
