#include "daemon/live.h"

#include <gtest/gtest.h>

namespace demarc::daemon {
namespace {

TEST(IdsEvent, names_what_to_look_at_again) {
  EXPECT_EQ(ids_event({"7"}), R"({"ids":[7]})");
  EXPECT_EQ(ids_event({"12,15", "7"}), R"({"ids":[12,15,7]})");
}

TEST(IdsEvent, names_nothing_when_one_of_many_is_not_an_id) {
  EXPECT_EQ(ids_event({"", "7"}), R"({"ids":[]})");
  EXPECT_EQ(ids_event({"7", "many"}), R"({"ids":[]})");
  EXPECT_EQ(ids_event({"7\"}"}), R"({"ids":[]})");
}

} // namespace
} // namespace demarc::daemon
