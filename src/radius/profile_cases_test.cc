// Runs tests/cases/profiles/*.txt; the format is described in the README there.
#include "radius/profile_trial.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace demarc::radius {
namespace {

constexpr std::string_view login = "User-Name = \"anna\"\n"
                                   "Service-Type = Framed-User\n"
                                   "Framed-Protocol = PPP\n"
                                   "Framed-IP-Address = 192.0.2.77\n"
                                   "NAS-Port-Id = \"ether2\"\n"
                                   "Calling-Station-Id = \"00:00:5E:00:53:01\"\n"
                                   "Acct-Session-Id = \"81a0b1\"\n";

struct Case {
  std::string name;
  TrialFacts facts;
  std::vector<std::string> expected;
};

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_TRUE(error == std::errc() && end == text.data() + text.size()) << text;
  return value;
}

std::vector<Case> read_cases(const std::filesystem::path &path) {
  std::vector<Case> cases;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#')
      continue;
    const std::size_t space = line.find(' ');
    const std::string key = line.substr(0, space);
    const std::string value = space == std::string::npos ? "" : line.substr(space + 1);
    if (key == "case")
      cases.push_back({value, {}, {}});
    else if (cases.empty())
      ADD_FAILURE() << path << ": a line before the first case";
    else if (key == "state")
      EXPECT_TRUE(boost::describe::enum_from_string(value.c_str(), cases.back().facts.state)) << value;
    else if (key == "down")
      cases.back().facts.down_kbit = number(value);
    else if (key == "up")
      cases.back().facts.up_kbit = number(value);
    else if (key == "accept" || key == "change" || key == "disconnect")
      cases.back().expected.push_back(line);
    else
      ADD_FAILURE() << path << ": unknown line: " << line;
  }
  return cases;
}

std::vector<std::string> told(const CodedProfile &profile, const TrialFacts &facts) {
  const auto trial = try_profile(profile, Dictionary::builtin(), login, facts);
  EXPECT_TRUE(trial) << trial.error();
  std::vector<std::string> lines;
  const auto say = [&lines](std::string_view key, const std::optional<TrialPacket> &packet, bool with_why) {
    if (!packet)
      return lines.push_back(fmt::format("{} nothing", key));
    if (with_why)
      lines.push_back(fmt::format("{} {}: {}", key, packet->code, packet->why));
    for (const std::string &attribute : packet->attributes)
      lines.push_back(fmt::format("{} {}", key, attribute));
  };
  say("accept", trial->accept, false);
  say("change", trial->change, true);
  say("disconnect", trial->disconnect, false);
  return lines;
}

TEST(ProfileCases, every_built_in_profile_says_what_its_file_says) {
  for (const network::VendorProfile &profile : network::vendor_profiles()) {
    SCOPED_TRACE(profile.name);
    const auto cases = read_cases(fmt::format("{}/{}.txt", DEMARC_PROFILE_CASES, profile.name));
    bool has_full = false;
    bool has_unlimited = false;
    bool has_garden = false;
    for (const Case &one : cases) {
      SCOPED_TRACE(one.name);
      EXPECT_EQ(told(ProfileCodec::builtin().of(profile.name), one.facts), one.expected);
      has_garden = has_garden || one.facts.state == TrialState::garden;
      has_full = has_full || (one.facts.state == TrialState::full && one.facts.down_kbit);
      has_unlimited = has_unlimited || (one.facts.state == TrialState::full && !one.facts.down_kbit);
    }
    EXPECT_TRUE(has_full && has_unlimited && has_garden) << "a case is missing";
  }
}

TEST(ProfileCases, no_file_is_of_a_profile_that_does_not_exist) {
  for (const auto &entry : std::filesystem::directory_iterator(DEMARC_PROFILE_CASES))
    if (entry.path().extension() == ".txt") {
      EXPECT_NE(network::find_vendor_profile(entry.path().stem().string()), nullptr) << entry.path();
    }
}

TEST(ProfileCases, every_built_in_profile_has_attributes_and_values_that_exist) {
  for (const network::VendorProfile &profile : network::vendor_profiles()) {
    const auto problem = check_attributes(profile, Dictionary::builtin());
    EXPECT_FALSE(problem) << profile.name << ": " << network::in_words(*problem);
  }
}

} // namespace
} // namespace demarc::radius
