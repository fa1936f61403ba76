// Every test of this suite runs on both engines, each time on a fresh database.
#pragma once

#include "tests/support/test_database.h"

#include <gtest/gtest.h>

namespace demarc::testing {

class Contract : public ::testing::TestWithParam<db::Engine> {
protected:
  [[nodiscard]] bool on_sqlite() const { return GetParam() == db::Engine::sqlite; }
  TestDatabase place{GetParam()};
};

// Waits up to ten seconds for `condition`.
template <class F> bool eventually(F &&condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition())
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return condition();
}

} // namespace demarc::testing

#define RUN_ON_BOTH_ENGINES(suite)                                                                                     \
  INSTANTIATE_TEST_SUITE_P(                                                                                            \
      on, suite, ::testing::Values(demarc::db::Engine::sqlite, demarc::db::Engine::postgres),                          \
      [](const auto &test) { return std::string(test.param == demarc::db::Engine::sqlite ? "sqlite" : "postgres"); })
