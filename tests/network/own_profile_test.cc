#include "network/own_profile.h"

#include "network/access_table.h"
#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

std::string profile(const std::string &name, const std::string &rest = "[accept]\nFilter-Id = x\n") {
  return "name = " + name + "\ntitle = Mine\ndescription = Of our own\n" + rest;
}

class OwnProfiles : public NetworkPlace {
protected:
  const AttributeCheck fine_ = [](const VendorProfile &) { return std::nullopt; };

  Outcome<SavedProfile> create(const std::string &text) {
    return database_->write([&](db::Tx &tx) { return create_own_profile(tx, text, "Ann", now_, fine_); });
  }
  Outcome<SavedProfile> edit(const std::string &name, const std::string &text, std::int64_t version) {
    return database_->write([&](db::Tx &tx) {
      return edit_own_profile(tx, name, {text, version, "Bob"}, now_, fine_);
    });
  }
  Outcome<Done> remove(const std::string &name) {
    return database_->write([&](db::Tx &tx) { return delete_own_profile(tx, name, "Ann", now_); });
  }
  void give_server(const std::string &profile_name) {
    database_->write([&](db::Tx &tx) {
      AccessServerEdit change;
      change.profile = Patch<std::string>(profile_name);
      const auto edited = edit_access_server(tx, sealer_, server_, change);
      EXPECT_TRUE(edited) << edited.error().detail;
    });
  }
};
RUN_ON_BOTH_ENGINES(OwnProfiles);

TEST_P(OwnProfiles, are_kept_in_versions) {
  const auto first = create(profile("mine"));
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(first->version, 1);
  const auto second = edit("mine", profile("mine", "[accept]\nFilter-Id = y\n"), 1);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ(second->version, 2);
  EXPECT_EQ(edit("mine", second->text, 2)->version, 2) << "what changes nothing is no version";
  EXPECT_EQ(edit("mine", profile("mine"), 1).error().code, "profile_changed") << "made from what is old by now";
  database_->read([](db::Tx &tx) {
    const auto versions = list_profile_versions(tx, "mine");
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions[0].saved_by, "Bob");
    EXPECT_EQ(versions[1].saved_by, "Ann");
    EXPECT_EQ(versions[1].text, profile("mine"));
    ASSERT_EQ(list_own_profiles(tx).size(), 1U);
    EXPECT_EQ(list_own_profiles(tx)[0].version, 2);
    ASSERT_EQ(usable_own_profiles(tx).size(), 1U);
    EXPECT_EQ(usable_own_profiles(tx)[0].accept[0].value, "y");
  });
}

TEST_P(OwnProfiles, are_refused_for_what_is_wrong_and_told_the_line) {
  const auto wrong = create(profile("mine", "[acept]\n"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "profile_invalid");
  EXPECT_EQ(wrong.error().detail,
            "Line 4: unknown section [acept]; known are [accept], [garden], [identify], [change].");
  const auto checked = database_->write([&](db::Tx &tx) {
    return create_own_profile(tx, profile("mine"), "Ann", now_, [](const VendorProfile &) {
      return ProfileProblem{5, "no such attribute"};
    });
  });
  EXPECT_EQ(checked.error().detail, "Line 5: no such attribute.");
  EXPECT_EQ(create(profile("mikrotik")).error().code, "name_built_in");
  EXPECT_EQ(create(profile("new")).error().code, "name_reserved");
  ASSERT_TRUE(create(profile("mine")));
  EXPECT_EQ(create(profile("mine")).error().code, "name_taken");
  EXPECT_EQ(edit("mine", profile("yours"), 1).error().code, "name_fixed");
  EXPECT_EQ(edit("theirs", profile("theirs"), 1).error().code, "profile_unknown");
  EXPECT_EQ(edit("mikrotik", profile("mikrotik"), 1).error().code, "profile_unknown") << "built-in ones stay";
  EXPECT_EQ(create(std::string(16385, '#')).error().code, "profile_too_long");
}

TEST_P(OwnProfiles, stay_while_an_access_server_has_them) {
  ASSERT_TRUE(create(profile("mine")));
  give_server("mine");
  const auto refused = remove("mine");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "profile_in_use");
  EXPECT_EQ(refused.error().detail, "bras-1 uses it; give them another profile first.");
  give_server("standard");
  ASSERT_TRUE(remove("mine"));
  EXPECT_EQ(remove("mine").error().code, "profile_unknown");
  database_->write([&](db::Tx &tx) {
    AccessServerEdit change;
    change.profile = Patch<std::string>("mine");
    EXPECT_EQ(edit_access_server(tx, sealer_, server_, change).error().code, "profile_unknown");
  });
  EXPECT_EQ(create(profile("mine"))->version, 3) << "the record goes on";
}

TEST_P(OwnProfiles, say_who_assigns_addresses_from_the_next_packet_on) {
  AccessTable table(*database_, sealer_);
  table.follow();
  const auto from_device = [&] { return table.find_access_server(server_)->addresses_from_device; };
  EXPECT_FALSE(from_device());
  EXPECT_EQ(table.find_access_server(server_)->pool_name, "homes");
  EXPECT_EQ(table.find_access_server(server_)->garden_pool_name, "garden");
  ASSERT_TRUE(create(profile("mine", "addresses = device\n")));
  give_server("mine");
  EXPECT_TRUE(testing::eventually([&] { return from_device(); }));
  ASSERT_TRUE(edit("mine", profile("mine"), 1));
  EXPECT_TRUE(testing::eventually([&] { return !from_device(); }));
}

} // namespace
} // namespace demarc::network
