#include "network/vendor_profile.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace demarc::network {
namespace {

struct Row {
  const char *profile;
  std::optional<int> down_kbit, up_kbit;
  const char *accept; // lines joined by "; "
  const char *garden;
  const char *change;
};

std::string joined(std::span<const AttributeTemplate> templates, const ProfileFacts &facts) {
  std::string text;
  for (const auto &[attribute, value] : render(templates, facts))
    (text += text.empty() ? "" : "; ").append(attribute).append(" = ").append(value);
  return text;
}

TEST(VendorProfile, says_each_rate_in_its_makers_words) {
  const Row rows[] = {
      {"mikrotik", 50000, 10000, "Mikrotik-Rate-Limit = 10000k/50000k",
       "Mikrotik-Address-List = demarc-garden; Mikrotik-Rate-Limit = 10000k/50000k",
       "Mikrotik-Rate-Limit = 10000k/50000k"},
      // Only one direction limited: 0 is RouterOS's word for unlimited.
      {"mikrotik", 50000, std::nullopt, "Mikrotik-Rate-Limit = 0k/50000k",
       "Mikrotik-Address-List = demarc-garden; Mikrotik-Rate-Limit = 1000k/50000k", "Mikrotik-Rate-Limit = 0k/50000k"},
      // Unlimited: nothing is sent at login, but a running session must be told that its limit is gone.
      {"mikrotik", std::nullopt, std::nullopt, "",
       "Mikrotik-Address-List = demarc-garden; Mikrotik-Rate-Limit = 1000k/1000k", "Mikrotik-Rate-Limit = 0k/0k"},
      {"wispr", 50000, 10000, "WISPr-Bandwidth-Max-Up = 10000000; WISPr-Bandwidth-Max-Down = 50000000",
       "WISPr-Bandwidth-Max-Up = 10000000; WISPr-Bandwidth-Max-Down = 50000000", ""},
      {"wispr", std::nullopt, 512, "WISPr-Bandwidth-Max-Up = 512000",
       "WISPr-Bandwidth-Max-Up = 512000; WISPr-Bandwidth-Max-Down = 1000000", ""},
      {"wispr", std::nullopt, std::nullopt, "", "WISPr-Bandwidth-Max-Up = 1000000; WISPr-Bandwidth-Max-Down = 1000000",
       ""},
      {"ocserv", 5000, 2000, "Class = OU=5000-2000", "Class = OU=5000-2000", ""},
      {"ocserv", std::nullopt, std::nullopt, "", "Class = OU=1000-1000", ""},
      {"accel-ppp", 20000, 2000, "Filter-Id = 20000/2000", "Filter-Id = 20000/2000", "Filter-Id = 20000/2000"},
      {"standard", 50000, 10000, "", "", ""},
      // Beyond what 32 bits of bit/s hold in a signed number: rates are computed in 64 bits.
      {"wispr", 4'000'000, 4'000'000, "WISPr-Bandwidth-Max-Up = 4000000000; WISPr-Bandwidth-Max-Down = 4000000000",
       "WISPr-Bandwidth-Max-Up = 4000000000; WISPr-Bandwidth-Max-Down = 4000000000", ""},
  };
  for (const Row &row : rows) {
    SCOPED_TRACE(row.profile);
    const VendorProfile *profile = find_vendor_profile(row.profile);
    ASSERT_NE(profile, nullptr);
    const ProfileFacts facts{.down_kbit = row.down_kbit, .up_kbit = row.up_kbit};
    EXPECT_EQ(joined(profile->accept, facts), row.accept);
    EXPECT_EQ(joined(profile->garden, facts), row.garden);
    EXPECT_EQ(joined(profile->change, facts), row.change);
  }
}

TEST(VendorProfile, is_found_by_name_or_not_at_all) {
  EXPECT_EQ(find_vendor_profile("no-such-make"), nullptr);
  EXPECT_TRUE(find_vendor_profile("ocserv")->owns("Class"));
  EXPECT_FALSE(find_vendor_profile("mikrotik")->owns("Class"));
  EXPECT_EQ(find_vendor_profile("ocserv")->dynamic_authorization, DynamicAuthorization::none);
  EXPECT_EQ(find_vendor_profile("wispr")->dynamic_authorization, DynamicAuthorization::disconnect);
  EXPECT_EQ(find_vendor_profile("mikrotik")->dynamic_authorization, DynamicAuthorization::coa);
  EXPECT_FALSE(find_vendor_profile("standard")->rates_in_login);
  for (const VendorProfile &profile : vendor_profiles())
    EXPECT_EQ(find_vendor_profile(profile.name), &profile) << "two profiles are called " << profile.name;
}

TEST(VendorProfile, knows_every_placeholder) {
  const auto profile =
      parse_vendor_profile("x.profile", "name = x\ntitle = X\ndescription = D\ndynamic_authorization = coa\n[accept]\n"
                                        "A = {username} {address} {plan} {plan_key} {state} {service_id} {version}\n"
                                        "B = {pool}\n"
                                        "C = {pool|none} plain\n"
                                        "[identify]\nUser-Name\nD = S{address}\n"
                                        "[change]\nE = {session_id} {port} {station}\n");
  ASSERT_TRUE(profile) << profile.error();
  const ProfileFacts facts{.username = "joe",
                           .address = "10.0.0.1",
                           .plan = "Home {50}",
                           .session_id = "s1",
                           .port = "ether1",
                           .service_id = 42,
                           .version = 7,
                           .state = "throttled",
                           .station = "00:00:5E:00:53:01"};
  EXPECT_EQ(joined(profile->accept, facts), "A = joe 10.0.0.1 Home {50} home-50 throttled 42 7; C = none plain")
      << "B has no pool and no fallback: left out; braces in a value are not placeholders";
  EXPECT_EQ(joined(profile->change, facts), "E = s1 ether1 00:00:5E:00:53:01");
  ASSERT_EQ(profile->identify.size(), 2U);
  EXPECT_FALSE(profile->identify[0].value);
  EXPECT_EQ(profile->identify[1].value, "S{address}");
  EXPECT_EQ(profile->accept[1].line, 7) << "a line knows where it stands";
}

TEST(VendorProfile, makes_a_name_for_devices_of_a_plans_name) {
  EXPECT_EQ(plan_key("Fibre 100/20"), "fibre-100-20");
  EXPECT_EQ(plan_key("  Büro -- XL "), "b-ro-xl");
  EXPECT_EQ(plan_key("!"), "");
}

TEST(VendorProfile, gives_the_text_of_each_built_in_one) {
  for (const VendorProfile &profile : vendor_profiles()) {
    const auto again = read_vendor_profile(text_of_built_in(profile.name));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->name, profile.name);
  }
  EXPECT_EQ(text_of_built_in("no-such-make"), "");
}

TEST(VendorProfile, refuses_a_wrong_file_and_names_the_line) {
  const std::string head = "name = x\ntitle = X\ndescription = D\n";
  const std::pair<std::string, const char *> rows[] = {
      {"name = x\n", "f: name, title and description must be given"},
      {head + "colour = red\n", "f:4: unknown setting \"colour\"; known are name, title, description, "
                                "dynamic_authorization, rates_in_login, addresses"},
      {head + "dynamic_authorization = maybe\n", "f:4: dynamic_authorization is none, disconnect or coa"},
      {head + "rates_in_login = 1\n", "f:4: rates_in_login is yes or no"},
      {head + "[acept]\n", "f:4: unknown section [acept]; known are [accept], [garden], [identify], [change]"},
      {head + "[accept\n", "f:4: unknown section [accept; known are [accept], [garden], [identify], [change]"},
      {head + "[accept]\nClass\n", "f:5: expected \"name = value\", found \"Class\""},
      {head + "[accept]\nClass =\n", "f:5: expected \"name = value\", found \"Class =\""},
      {head + "[accept]\nClass = {down_kbit\n", "f:5: a { is not closed"},
      {head + "[accept]\nClass = {down}\n",
       "f:5: unknown placeholder {down}; known are down_kbit, up_kbit, down_bit, "
       "up_bit, username, address, plan, plan_key, state, version, service_id, pool, "
       "session_id, port, station"},
      {head + "dynamic_authorization = disconnect\n", "f: [identify] must say what names a session"},
      {head + "[change]\nFilter-Id = x\n", "f: [change] needs dynamic_authorization = coa"},
      {head + "name ?= y\n", "f:4: ?= belongs into a section"},
      {head + "title = Y\n", "f:4: title is given twice"},
      {"name = X\n", "f:1: a name has up to 40 small letters, digits and hyphens, and begins with a letter or digit"},
      {head + "addresses = both\n", "f:4: addresses is demarc or device"},
      {head + "[accept]\nClass = {session_id}\n",
       "f:5: {session_id} is not known yet when somebody logs in; it is for [identify] and [change]"},
      {head + "[change]\nClass = {pool}\n",
       "f:5: {pool} is known only when somebody logs in; it is for [accept] and [garden]"},
      {head + "[identify]\nNAS-Identifier\n",
       "f:5: accounting does not report NAS-Identifier; a name alone is one of Acct-Session-Id, User-Name, "
       "Framed-IP-Address, NAS-Port-Id, Calling-Station-Id, others are \"Attribute = template\""},
      {head + "[identify]\nClass ?= {username}\n",
       "f:5: ?= has no place in [identify]; a line without a value is left out"},
  };
  for (const auto &[text, problem] : rows) {
    const auto parsed = parse_vendor_profile("f", text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error(), problem);
  }
}

} // namespace
} // namespace demarc::network
