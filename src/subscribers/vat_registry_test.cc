#include "subscribers/vat_registry.h"

#include <gtest/gtest.h>

namespace demarc::subscribers {
namespace {

tax::VatNumber number_of(std::string_view text) {
  auto number = tax::parse_vat_number(text);
  EXPECT_TRUE(number) << text;
  return *number;
}

TEST(VatRegistry, reads_what_vies_says) {
  const auto valid =
      read_vies(200, R"({"countryCode":"DE","vatNumber":"136695976","requestDate":"2027-02-03T10:11:12.345Z",
    "valid":true,"requestIdentifier":"WAPIAAAAXyz","name":"Muster GmbH","address":"---","traderName":"---"})");
  EXPECT_EQ(valid.result, VatResult::valid);
  EXPECT_EQ(valid.registered_name, "Muster GmbH");
  EXPECT_EQ(valid.reference, "WAPIAAAAXyz");
  const auto invalid = read_vies(200, R"({"valid":false,"requestIdentifier":"","name":"---"})");
  EXPECT_EQ(invalid.result, VatResult::invalid);
  EXPECT_EQ(invalid.registered_name, "") << "--- is what a member state does not tell";
}

TEST(VatRegistry, what_is_no_answer_decides_nothing) {
  const auto away = read_vies(500, R"({"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]})");
  EXPECT_EQ(away.result, std::nullopt);
  EXPECT_EQ(away.problem, "MS_UNAVAILABLE");
  EXPECT_FALSE(away.requester_unknown);
  for (const char *body :
       {"", "<html>busy</html>", "[]", "null", R"({"valid":"yes"})", R"({"valid":1})", "{\"valid\":tr",
        R"({"errorWrappers":[]})", R"({"errorWrappers":[7]})", R"({"errorWrappers":{"error":"X"}})"}) {
    const auto answer = read_vies(200, body);
    EXPECT_EQ(answer.result, std::nullopt) << body;
    EXPECT_FALSE(answer.problem.empty()) << body;
  }
  EXPECT_EQ(read_vies(503, R"({"valid":true})").result, std::nullopt) << "an error's body is no answer";
}

TEST(VatRegistry, tells_a_bad_number_from_a_bad_requester) {
  EXPECT_EQ(read_vies(400, R"({"actionSucceed":false,"errorWrappers":[{"error":"INVALID_INPUT"}]})").result,
            VatResult::invalid);
  const auto requester =
      read_vies(400, R"({"actionSucceed":false,"errorWrappers":[{"error":"INVALID_REQUESTER_INFO"}]})");
  EXPECT_TRUE(requester.requester_unknown);
  EXPECT_EQ(requester.result, std::nullopt);
}

TEST(VatRegistry, asks_with_vies_prefixes) {
  EXPECT_EQ(vies_question(number_of("EL 094259216"), std::nullopt), R"({"countryCode":"EL","vatNumber":"094259216"})");
  EXPECT_EQ(
      vies_question(number_of("DE136695976"), number_of("ATU13585627")),
      R"({"countryCode":"DE","vatNumber":"136695976","requesterMemberStateCode":"AT","requesterNumber":"U13585627"})");
}

TEST(VatRegistry, knows_the_union_and_northern_ireland) {
  const Date day = Date::of(2027, 1, 1);
  EXPECT_TRUE(registry_knows({"DE", "DE", "1"}, day));
  EXPECT_TRUE(registry_knows({"EL", "GR", "1"}, day));
  EXPECT_TRUE(registry_knows({"XI", "GB", "1"}, day));
  EXPECT_FALSE(registry_knows({"GB", "GB", "1"}, day));
  EXPECT_FALSE(registry_knows({"CHE", "CH", "1"}, day));
  EXPECT_FALSE(registry_knows({"NO", "NO", "1"}, day));
}

} // namespace
} // namespace demarc::subscribers
