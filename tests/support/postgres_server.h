// PostgreSQL for tests. Tests on it really run: where DEMARC_TEST_POSTGRES names no server, the test program starts
// itself again beside a private one (tools/with_postgres).
#pragma once

#include <string>

namespace demarc::testing {

// To be called first thing in main(). Returns when DEMARC_TEST_POSTGRES is set; only lists of tests are made without a
// server.
void need_postgres(int count, char **arguments);

// The server's URL with another database in it.
std::string postgres_url(const std::string &database);

} // namespace demarc::testing
