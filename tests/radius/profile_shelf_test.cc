// An operator's own profile from the database to the packets, on both engines, saved on another node.
#include "network/own_profile.h"
#include "radius/apply_access.h"
#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::radius {
namespace {

using testing::eventually;

class ProfileShelfTest : public network::NetworkPlace {
protected:
  static std::string profile(const std::string &filter) {
    return "name = mine\ntitle = T\ndescription = D\ndynamic_authorization = coa\n[accept]\nFilter-Id = " + filter +
           "\n[identify]\nAcct-Session-Id\n[change]\nFilter-Id = " + filter + "\n";
  }
  const network::AttributeCheck check_ = [](const network::VendorProfile &read) {
    return check_attributes(read, Dictionary::builtin());
  };
  UdpSocket device_ = UdpSocket::listen("127.0.0.1", 0, false);
  static std::string filter_of(const ProfileShelf &shelf, std::string_view name) {
    const auto codec = shelf.current();
    const CodedProfile &coded = codec->of(name);
    return coded.accept.empty() ? std::string(coded.profile->name) : coded.accept[0].line->value;
  }
};
RUN_ON_BOTH_ENGINES(ProfileShelfTest);

TEST_P(ProfileShelfTest, follows_what_is_saved_changed_and_deleted) {
  const auto other_node = place.open();
  db::Database &there = *other_node;
  ProfileShelf shelf(Dictionary::builtin());
  shelf.follow(*database_);
  EXPECT_EQ(filter_of(shelf, "mine"), "standard") << "what nobody knows is spoken to in standard RADIUS";
  there.write([&](db::Tx &tx) { ASSERT_TRUE(network::create_own_profile(tx, profile("a"), "Ann", now_, check_)); });
  EXPECT_TRUE(eventually([&] { return filter_of(shelf, "mine") == "a"; }));
  const auto old = shelf.current();
  there.write([&](db::Tx &tx) {
    ASSERT_TRUE(network::edit_own_profile(tx, "mine", {profile("b"), 1, "Ann"}, now_, check_));
  });
  EXPECT_TRUE(eventually([&] { return filter_of(shelf, "mine") == "b"; }));
  EXPECT_EQ(old->of("mine").accept[0].line->value, "a") << "a packet that is being written keeps what it began with";
  there.write([&](db::Tx &tx) { ASSERT_TRUE(network::delete_own_profile(tx, "mine", "Ann", now_)); });
  EXPECT_TRUE(eventually([&] { return filter_of(shelf, "mine") == "standard"; }));
}

TEST_P(ProfileShelfTest, refuses_an_attribute_nobody_knows) {
  const auto refused = database_->write(
      [&](db::Tx &tx) { return network::create_own_profile(tx, profile("a") + "No-Such = 1\n", "Ann", now_, check_); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "Line 11: no attribute is called \"No-Such\".");
}

TEST_P(ProfileShelfTest, gives_orders_their_words) {
  database_->write([&](db::Tx &tx) {
    ASSERT_TRUE(network::create_own_profile(tx, profile("{plan_key}-{down_kbit}"), "Ann", now_, check_));
    tx.exec("update access_server set address = '127.0.0.1', profile = 'mine', coa_port = $1", device_.port());
  });
  const Person anna = person("anna");
  auto start = record(network::AccountingKind::start, anna, "s1", 0);
  start.framed_address = "100.64.0.1";
  account({start});
  const auto session = database_->read([](db::Tx &tx) { return tx.one<SessionId>("select id from session"); });
  network::AccessTable table(*database_, sealer_);
  table.load();
  ProfileShelf shelf(Dictionary::builtin());
  shelf.load(*database_);
  Stats stats;
  SystemClock clock;
  CoaClient client({.wait_ms = {50, 50}, .silence_ms = 0});
  const jobs::OutboxItem item{1, "network.apply_access", "session:1",
                              fmt::format("{{\"session_id\":{}}}", session.value()), 0};
  database_->write([](db::Tx &tx) { tx.exec("update plan_version set down_kbit = 50000"); });
  refresh(anna.customer, {.words = "a new plan"});
  // The device says nothing: what it was told is what counts.
  (void)ApplyAccess(*database_, table, client, stats, clock, shelf)(item);
  Receiver receiver(device_);
  std::vector<std::string> lines;
  for (const Datagram &datagram : receiver.receive())
    if (lines.empty())
      lines = attribute_lines(Dictionary::builtin(), *Packet::decode(datagram.bytes));
  EXPECT_THAT(lines, ::testing::IsSupersetOf({"Acct-Session-Id = \"s1\"", "Filter-Id = \"fiber-100-50000\""}));
}

} // namespace
} // namespace demarc::radius
