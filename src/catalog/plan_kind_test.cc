#include "catalog/plan_kind.h"

#include "catalog/session_attributes.h"

#include <gtest/gtest.h>

namespace demarc::catalog {
namespace {

std::string said(PlanKind kind, const std::vector<PlanAttribute> &given) {
  const auto checked = checked_attributes(kind, given);
  if (!checked)
    return checked.error().code + " at " + checked.error().field;
  std::string all;
  for (const PlanAttribute &one : *checked)
    all += one.name + "=" + one.value + " ";
  return all;
}

TEST(PlanKind, keeps_what_it_declares_in_its_own_order) {
  EXPECT_EQ(said(PlanKind::voice, {{"lines", "2"}, {"included_minutes", "500"}}), "included_minutes=500 lines=2 ");
  EXPECT_EQ(said(PlanKind::equipment, {{"model", "AX 1800"}, {"rental", "true"}, {"serial_needed", ""}}),
            "model=AX 1800 rental=true ");
  EXPECT_EQ(said(PlanKind::internet, {}), "");
  EXPECT_EQ(said(PlanKind::other, {}), "");
}

TEST(PlanKind, refuses_what_it_does_not_know_or_cannot_read) {
  EXPECT_EQ(said(PlanKind::internet, {{"model", "x"}}), "attribute_unknown at attributes[0].name");
  EXPECT_EQ(said(PlanKind::television, {}), "attribute_missing at attributes");
  EXPECT_EQ(said(PlanKind::television, {{"channels", ""}}), "attribute_missing at attributes");
  EXPECT_EQ(said(PlanKind::voice, {{"lines", "2"}, {"included_minutes", "many"}}),
            "attribute_out_of_range at attributes[1].value");
  EXPECT_EQ(said(PlanKind::voice, {{"lines", "0"}}), "attribute_out_of_range at attributes[0].value");
  EXPECT_EQ(said(PlanKind::voice, {{"lines", "1"}, {"lines", "2"}}), "attribute_twice at attributes[1].name");
  EXPECT_EQ(said(PlanKind::equipment, {{"model", "x"}, {"rental", "yes"}}),
            "attribute_malformed at attributes[1].value");
}

TEST(PlanKind, an_internet_plan_says_what_its_sessions_may) {
  EXPECT_EQ(said(PlanKind::internet, {{"idle_timeout_s", "600"}, {"sessions", "2"}, {"session_timeout_s", "86400"}}),
            "sessions=2 session_timeout_s=86400 idle_timeout_s=600 ");
  EXPECT_EQ(said(PlanKind::internet, {{"sessions", "0"}}), "attribute_out_of_range at attributes[0].value");
  EXPECT_EQ(said(PlanKind::internet, {{"idle_timeout_s", "59"}}), "attribute_out_of_range at attributes[0].value");
  const SessionAttributes said_of = session_attributes({{"sessions", "3"}, {"idle_timeout_s", "600"}});
  EXPECT_EQ(said_of.sessions, 3);
  EXPECT_EQ(said_of.session_timeout_s, std::nullopt);
  EXPECT_EQ(said_of.idle_timeout_s, 600);
}

TEST(PlanKind, says_what_it_has_when_it_refuses) {
  const auto refused = checked_attributes(PlanKind::voice, {{"minutes", "5"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "A plan of the kind voice has no \"minutes\"; it has included_minutes, lines.");
}

} // namespace
} // namespace demarc::catalog
