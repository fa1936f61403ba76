#include "tests/support/postgres_server.h"

#include <gtest/gtest.h>

int main(int count, char **arguments) {
  demarc::testing::need_postgres(count, arguments);
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
