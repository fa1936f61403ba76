#include "portal/right_candidate.h"

#include <gmock/gmock.h>

namespace demarc::portal {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

struct Asked {
  std::optional<CustomerId> right;
  std::vector<std::string> hashes; // that were verified, in order
};
// Who has the password that `fitting` hashes are of.
Asked ask(const std::string &account, const std::vector<Candidate> &found, const std::vector<std::string> &fitting) {
  Asked asked;
  asked.right = right_candidate(found, rounds_of(account), "decoy", [&](const std::string &hash) {
    asked.hashes.push_back(hash);
    return std::find(fitting.begin(), fitting.end(), hash) != fitting.end();
  });
  return asked;
}
const Candidate first{CustomerId(1), "h1"}, second{CustomerId(2), "h2"}, without{CustomerId(3), ""};

TEST(RightCandidate, is_the_first_whose_password_fits) {
  EXPECT_EQ(ask("a@b", {first, second}, {"h2"}).right, CustomerId(2));
  EXPECT_EQ(ask("a@b", {first, second}, {"h1", "h2"}).right, CustomerId(1));
  EXPECT_EQ(ask("C-1", {first}, {"h1"}).right, CustomerId(1));
  EXPECT_EQ(ask("a@b", {first, second}, {}).right, std::nullopt);
}

TEST(RightCandidate, is_nobody_where_there_is_no_password) {
  EXPECT_EQ(ask("a@b", {without}, {"", "decoy"}).right, std::nullopt);
  EXPECT_EQ(ask("a@b", {}, {"", "decoy"}).right, std::nullopt);
  EXPECT_EQ(ask("C-3", {without}, {"", "decoy"}).right, std::nullopt);
}

// The time of an answer is the number of hashes: it must not depend on who is there.
TEST(RightCandidate, costs_the_same_whoever_is_there) {
  const std::vector<std::vector<Candidate>> all{
      {}, {without}, {first}, {first, second}, {without, second}, {first, second, without, first, second}};
  for (const auto &found : all) {
    for (const std::vector<std::string> &fitting : {std::vector<std::string>{}, {"h1"}, {"h2"}, {"h1", "h2"}})
      EXPECT_THAT(ask("somebody@example.net", found, fitting).hashes, SizeIs(5)) << found.size();
  }
  for (const auto &found : {std::vector<Candidate>{}, {without}, {first}})
    EXPECT_THAT(ask("C-000001", found, {"h1"}).hashes, SizeIs(1));
  EXPECT_THAT(ask("a@b", {without}, {}).hashes, Each("decoy")) << "an empty hash is verified in no time";
}

} // namespace
} // namespace demarc::portal
