#include "radius/profile_trial.h"

#include "radius/recorded_request.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>

namespace demarc::radius {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Dictionary &dictionary() { return Dictionary::builtin(); }

std::vector<std::string> understood(const RecordedRequest &request) {
  return attribute_lines(dictionary(), *Packet::decode(request.packet));
}

TEST(RecordedRequest, is_read_as_radclient_takes_it_and_as_freeradius_prints_it) {
  const auto radclient = read_recorded_request(
      dictionary(), "User-Name = \"joe\", NAS-Port = 7\nUser-Password = \"secret\"\n# a comment\n");
  ASSERT_TRUE(radclient) << radclient.error();
  EXPECT_THAT(understood(*radclient), ElementsAre("User-Name = \"joe\"", "NAS-Port = 7"))
      << "what proves the password stays out";
  const auto debug = read_recorded_request(
      dictionary(), "(12) Received Access-Request Id 41 from 192.0.2.1:49152 to 192.0.2.9:1812 length 74\r\n"
                    "(12)   User-Name = \"joe\"\r\n"
                    "(12)   Framed-IP-Address = 10.0.0.7\r\n"
                    "(12)   No-Such-Attribute = 5\r\n");
  ASSERT_TRUE(debug) << debug.error();
  EXPECT_THAT(understood(*debug), ElementsAre("User-Name = \"joe\"", "Framed-IP-Address = 10.0.0.7"));
  EXPECT_THAT(debug->notes, ElementsAre("Line 4 was left out: no attribute is called \"No-Such-Attribute\"."));
}

TEST(RecordedRequest, is_read_from_the_octets_of_a_packet) {
  const std::string hex = "01 2a 00 1f 00112233445566778899aabbccddeeff\n01:05:6a:6f:65 05 06 00000007";
  const auto packet = read_recorded_request(dictionary(), hex);
  ASSERT_TRUE(packet) << packet.error();
  EXPECT_THAT(understood(*packet), ElementsAre("User-Name = \"joe\"", "NAS-Port = 7"));
  EXPECT_EQ(Packet::decode(packet->packet)->id(), 0x2a);
  const auto truncated = read_recorded_request(dictionary(), "01 2a 00 ff 0011");
  ASSERT_FALSE(truncated);
  EXPECT_THAT(truncated.error(), HasSubstr("no RADIUS packet"));
  const auto accept = read_recorded_request(dictionary(), "02 2a 0014 00112233445566778899aabbccddeeff");
  ASSERT_FALSE(accept);
  EXPECT_THAT(accept.error(), HasSubstr("an Access-Request is needed"));
}

TEST(RecordedRequest, of_words_is_nothing_but_notes) {
  const auto nothing = read_recorded_request(dictionary(), "good morning\n");
  ASSERT_TRUE(nothing);
  EXPECT_THAT(understood(*nothing), IsEmpty());
  EXPECT_EQ(nothing->notes.size(), 1U);
  EXPECT_FALSE(read_recorded_request(dictionary(), std::string(32769, 'x')));
}

struct Own {
  explicit Own(const std::string &text) {
    auto profile = network::read_vendor_profile(text);
    EXPECT_TRUE(profile) << network::in_words(profile.error());
    codec = std::make_unique<ProfileCodec>(ProfileCodec::with_own({*profile}, dictionary(), unusable));
  }
  std::vector<std::string> unusable;
  std::unique_ptr<ProfileCodec> codec;
};

TEST(TryProfile, fills_in_what_a_login_knows) {
  const Own own("name = mine\ntitle = T\ndescription = D\ndynamic_authorization = coa\naddresses = device\n"
                "[accept]\nFramed-Pool = {pool}\nFilter-Id = {plan_key}-{state}\n"
                "ERX-Service-Activate:1 = internet({down_kbit|0},{up_kbit|0})\n"
                "[garden]\nFramed-Pool = {pool}\n"
                "[identify]\nAcct-Session-Id\nCisco-Account-Info = S{address}\n"
                "[change]\nFilter-Id = {plan_key}-{state}-{station}\n");
  const auto trial = try_profile(own.codec->of("mine"), dictionary(),
                                 "User-Name = joe\nFramed-IP-Address = 10.0.0.7\nAcct-Session-Id = s1\n"
                                 "Calling-Station-Id = 02:00\n",
                                 {.state = TrialState::throttled, .down_kbit = 512, .plan = "Home 50", .pool = "west"});
  ASSERT_TRUE(trial) << trial.error();
  EXPECT_THAT(trial->accept.attributes, ElementsAre("Framed-Pool = \"west\"", "Filter-Id = \"home-50-throttled\"",
                                                    "ERX-Service-Activate:1 = \"internet(512,0)\"",
                                                    "Class = 0x64656d6172632d34322d37", "Acct-Interim-Interval = 300"))
      << "the device assigns the address itself";
  EXPECT_THAT(trial->change->attributes, ElementsAre("Acct-Session-Id = \"s1\"", "Cisco-Account-Info = \"S10.0.0.7\"",
                                                     "Filter-Id = \"home-50-throttled-02:00\""));
  EXPECT_THAT(trial->notes, IsEmpty());
  // The octets are the packet that is described.
  EXPECT_TRUE(trial->accept.hex.starts_with("0201")) << trial->accept.hex;
}

TEST(TryProfile, says_what_does_not_fit) {
  const auto trial = try_profile(ProfileCodec::builtin().of("huawei"), dictionary(), "User-Name = joe\n",
                                 {.down_kbit = 5'000'000, .up_kbit = 1000});
  ASSERT_TRUE(trial);
  EXPECT_THAT(trial->notes, ::testing::Contains(HasSubstr("Huawei-Output-Average-Rate")));
}

TEST(CheckAttributes, names_the_line_and_what_is_allowed) {
  const auto problem = [](const std::string &lines) {
    const auto profile = network::read_vendor_profile("name = x\ntitle = T\ndescription = D\n" + lines);
    EXPECT_TRUE(profile);
    const auto found = check_attributes(*profile, dictionary());
    return found ? network::in_words(*found) : "";
  };
  EXPECT_EQ(problem("[accept]\nFilter-Id = x\nMikrotik-Rate-Limits = 1k\n"),
            "Line 6: no attribute is called \"Mikrotik-Rate-Limits\"");
  EXPECT_EQ(problem("[accept]\nFramed-IP-Netmask = /24\n"),
            "Line 5: Framed-IP-Netmask: \"/24\" is not an IPv4 address");
  EXPECT_EQ(problem("[garden]\nWISPr-Bandwidth-Max-Up = {up_kbit}k\n"),
            "Line 5: WISPr-Bandwidth-Max-Up: \"20000k\" is neither a number of 4 octets nor a known name");
  EXPECT_EQ(problem("[garden]\nWISPr-Bandwidth-Max-Up = {up_kbit|none}\n"),
            "Line 5: WISPr-Bandwidth-Max-Up: \"none\" is neither a number of 4 octets nor a known name")
      << "with no rate too";
  EXPECT_EQ(problem("[accept]\nFilter-Id:1 = x\n"), "Line 5: Filter-Id has no tag");
  EXPECT_EQ(problem("[accept]\nERX-Service-Activate:40 = x\n"),
            "Line 5: ERX-Service-Activate: a tag is a number from 0 to 31");
  EXPECT_EQ(problem("dynamic_authorization = disconnect\n[identify]\nUser-Name\nNAS-IP-Address = {username}\n"),
            "Line 7: NAS-IP-Address: \"joe\" is not an IPv4 address");
  EXPECT_EQ(problem("[accept]\nFilter-Id = " + std::string(254, 'x') + "\n"),
            "Line 5: Filter-Id: longer than the 253 octets that fit");
  EXPECT_EQ(problem("[accept]\nMikrotik-Group = " + std::string(248, 'x') + "\n"),
            "Line 5: Mikrotik-Group: longer than the 247 octets that fit");
  EXPECT_EQ(problem("[accept]\nMikrotik-Group = " + std::string(247, 'x') + "\n"), "");
}

TEST(ProfileCodec, puts_an_operators_profile_before_a_built_in_one_and_leaves_out_what_it_cannot_use) {
  std::vector<std::string> unusable;
  const auto profile = [](const std::string &name, const std::string &attribute) {
    return *network::read_vendor_profile("name = " + name + "\ntitle = T\ndescription = D\n[accept]\n" + attribute +
                                         " = x\n");
  };
  const auto codec =
      ProfileCodec::with_own({profile("huawei", "Filter-Id"), profile("odd", "No-Such")}, dictionary(), unusable);
  EXPECT_EQ(codec.of("huawei").accept.size(), 1U);
  EXPECT_EQ(codec.of("odd").profile->name, "standard");
  EXPECT_THAT(unusable, ElementsAre("odd: Line 5: no attribute is called \"No-Such\""));
}

class DictionaryFolder : public ::testing::Test {
protected:
  void SetUp() override {
    folder_ = ::testing::TempDir() + "dictionaries-" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void file(const std::string &name, const std::string &text) const { std::ofstream(folder_ + "/" + name) << text; }
  std::string folder_;
};

TEST_F(DictionaryFolder, adds_what_is_not_built_in_and_keeps_what_is) {
  file("dictionary",
       "$INCLUDE dictionary.acme\n$INCLUDE dictionary.wide\n$INCLUDE dictionary.nowhere\n$INCLUDE dictionary\n"
       "ATTRIBUTE User-Name 1 octets\nATTRIBUTE Service-Type 6 integer\nVALUE Service-Type Framed 2\n"
       "VALUE Service-Type Flying 99\n");
  file("dictionary.acme",
       "VENDOR Acme 4711\nBEGIN-VENDOR Acme\nATTRIBUTE Acme-Speed 1 string\nATTRIBUTE Acme-Deep 2 tlv\n"
       "BEGIN-TLV Acme-Deep\nATTRIBUTE Acme-Deep-One 1 string\nEND-TLV Acme-Deep\n"
       "ATTRIBUTE Acme-Service 3 string has_tag\nATTRIBUTE Acme-Odd 4 fancy\n"
       "ATTRIBUTE Acme-Mode 5 integer\nVALUE Acme-Mode Fast 2\nEND-VENDOR Acme\n");
  file("dictionary.wide",
       "VENDOR Wide 4712 format=2,1\nBEGIN-VENDOR Wide\nATTRIBUTE Wide-One 1 string\nEND-VENDOR Wide\n"
       "VENDOR OurMikrotik 14988\nBEGIN-VENDOR OurMikrotik\nATTRIBUTE Other-Rate 8 string\n"
       "VALUE Other-Rate Slow 1\nEND-VENDOR OurMikrotik\n");
  const auto added = Dictionary::builtin_and(folder_);
  EXPECT_EQ(added.files, 3U) << "one that is not there, or includes itself, is no trouble";
  EXPECT_EQ(added.lines_left_out, 1U) << "the type nobody knows";
  ASSERT_NE(added.dictionary.find("Acme-Speed"), nullptr);
  EXPECT_EQ(added.dictionary.find("Acme-Speed")->vendor, 4711U);
  EXPECT_TRUE(added.dictionary.find("Acme-Service")->tagged);
  EXPECT_EQ(octets_of(*added.dictionary.find("Acme-Mode"), "Fast"), std::string("\0\0\0\2", 4));
  EXPECT_EQ(added.dictionary.find("Acme-Deep-One"), nullptr) << "a member of a TLV is not an attribute";
  EXPECT_EQ(added.dictionary.find("Wide-One"), nullptr) << "its vendor writes attributes in another way";
  EXPECT_EQ(added.dictionary.find("Other-Rate"), nullptr) << "the number has a built-in name";
  EXPECT_EQ(added.dictionary.find("User-Name")->value_type, ValueType::text) << "built-in ones stay";
  const auto *service_type = added.dictionary.find("Service-Type");
  EXPECT_EQ(service_type->names.at(2), "Framed-User") << "and the words for their values";
  EXPECT_EQ(service_type->names.at(99), "Flying");
  EXPECT_EQ(octets_of(*service_type, "Framed"), octets_of(*service_type, "Framed-User"));
  EXPECT_EQ(added.attributes, added.dictionary.size() - Dictionary::builtin().size());
}

TEST_F(DictionaryFolder, need_not_exist) {
  EXPECT_EQ(Dictionary::builtin_and(folder_ + "/none").files, 0U);
  EXPECT_EQ(Dictionary::builtin_and("").dictionary.size(), Dictionary::builtin().size());
}

TEST(Dictionary, writes_and_reads_tags) {
  const auto values =
      parse_attributes(dictionary(), "ERX-Service-Activate:3 = \"internet\", ERX-Service-Activate = plain");
  ASSERT_TRUE(values) << values.error();
  EXPECT_EQ((*values)[0].octets, "\3internet");
  EXPECT_EQ((*values)[1].octets, "plain");
  PacketWriter writer(Code::access_accept, 1);
  for (const NamedValue &value : *values)
    add(writer, value);
  const std::string bytes(writer.sign_request("s"));
  EXPECT_THAT(attribute_lines(dictionary(), *Packet::decode(bytes)),
              ElementsAre("ERX-Service-Activate:3 = \"internet\"", "ERX-Service-Activate = \"plain\""));
  EXPECT_FALSE(parse_attributes(dictionary(), "User-Name:1 = joe"));
}

} // namespace
} // namespace demarc::radius
