#include "radius/order.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace demarc::radius {
namespace {

using network::SessionApply;
using network::Verdict;

SessionApply session(Verdict verdict, std::optional<int> down = 50000, std::optional<int> up = 10000) {
  SessionApply s;
  s.session_id = SessionId(1);
  s.acct_session_id = "81a0b1";
  s.username = "joe";
  s.framed_address = "10.0.0.7";
  s.nas_port_id = "ether1";
  s.service_id = ServiceId(42);
  s.applied_version = 1;
  s.version = 2;
  s.profile.verdict = verdict;
  s.profile.down_kbit = down;
  s.profile.up_kbit = up;
  return s;
}

// "disconnect: why | attributes", as they would go out.
std::string told(const SessionApply &s, std::string_view make, bool has_garden_pool = true) {
  const Order order = decide_order(s, has_garden_pool, ProfileCodec::builtin().of(make));
  PacketWriter writer(Code::coa_request, 1);
  for (const NamedValue &value : order.attributes)
    EXPECT_TRUE(add(writer, value));
  const auto bytes = writer.sign_request("s");
  const char *kinds[] = {"none", "wait", "disconnect", "change"};
  return fmt::format("{}: {}{}{}", kinds[static_cast<int>(order.kind)], order.why,
                     order.attributes.empty() ? "" : " | ",
                     fmt::join(attribute_lines(Dictionary::builtin(), *Packet::decode(bytes)), ", "));
}

const std::string who = " | Acct-Session-Id = \"81a0b1\", User-Name = \"joe\", Framed-IP-Address = 10.0.0.7";

TEST(DecideOrder, changes_the_rate_in_place_where_the_make_can) {
  EXPECT_EQ(told(session(Verdict::allow), "mikrotik"),
            "change: the rate has changed" + who + ", Mikrotik-Rate-Limit = \"10000k/50000k\"");
  EXPECT_EQ(told(session(Verdict::throttle, 1000, 500), "mikrotik"),
            "change: the rate has changed" + who + ", Mikrotik-Rate-Limit = \"500k/1000k\"");
  EXPECT_EQ(told(session(Verdict::allow, {}, {}), "mikrotik"),
            "change: the rate has changed" + who + ", Mikrotik-Rate-Limit = \"0k/0k\"")
      << "unlimited must be said, or the old limit stays";
  EXPECT_EQ(
      told(session(Verdict::allow), "accel-ppp"),
      "change: the rate has changed | Acct-Session-Id = \"81a0b1\", User-Name = \"joe\", NAS-Port-Id = \"ether1\", "
      "Filter-Id = \"50000/10000\"");
  EXPECT_EQ(told(session(Verdict::allow), "wispr"), "disconnect: the rate has changed" + who);
  EXPECT_EQ(told(session(Verdict::allow), "standard"), "none: this make is not told rates");
}

TEST(DecideOrder, does_not_leave_a_session_in_the_garden_whose_address_does_not_tell) {
  EXPECT_EQ(told(session(Verdict::allow), "mikrotik-hotspot"),
            "disconnect: the device gives the addresses: it could be in the walled garden" + who);
  EXPECT_EQ(told(session(Verdict::allow), "mikrotik-hotspot", false),
            "change: the rate has changed" + who + ", Mikrotik-Rate-Limit = \"10000k/50000k\"")
      << "without a garden there is nothing to be left in";
  const auto by_pool = network::read_vendor_profile(
      "name = x\ntitle = T\ndescription = D\ndynamic_authorization = coa\naddresses = device\n[garden]\n"
      "Framed-Pool = {pool}\n[identify]\nUser-Name\n[change]\nFilter-Id = {down_kbit}\n");
  ASSERT_TRUE(by_pool);
  std::vector<std::string> unusable;
  const auto codec = ProfileCodec::with_own({*by_pool}, Dictionary::builtin(), unusable);
  EXPECT_EQ(decide_order(session(Verdict::allow), true, codec.of("x")).kind, Order::Kind::change)
      << "who is told the pool has addresses of it";
  EXPECT_EQ(decide_order(session(Verdict::allow, {}, {}), true, codec.of("x")).why,
            "the rate has changed to one that this make cannot be told in place");
}

TEST(DecideOrder, ends_a_session_that_an_operator_wants_ended) {
  SessionApply asked = session(Verdict::allow);
  asked.disconnect_asked = true;
  asked.version = asked.applied_version; // in step, but not wanted
  EXPECT_EQ(told(asked, "mikrotik"), "disconnect: an operator ends it" + who);
  asked.service_id = std::nullopt;
  EXPECT_EQ(told(asked, "mikrotik"), "disconnect: an operator ends it" + who);
  asked.stopped = true;
  EXPECT_EQ(told(asked, "mikrotik"), "none: the session has ended");
}

TEST(DecideOrder, ends_the_session_where_access_or_address_changes) {
  for (const char *make : {"mikrotik", "wispr", "standard"}) {
    EXPECT_EQ(told(session(Verdict::reject), make), "disconnect: access has ended" + who) << make;
    EXPECT_EQ(told(session(Verdict::walled_garden), make), "disconnect: the walled garden has other addresses" + who)
        << make;
    EXPECT_EQ(told(session(Verdict::walled_garden), make, false),
              "disconnect: access has ended: there is no garden pool" + who)
        << make;
    SessionApply in_garden = session(Verdict::allow);
    in_garden.in_garden_pool = true;
    EXPECT_EQ(told(in_garden, make), "disconnect: it leaves the walled garden" + who) << make;
    SessionApply moved = session(Verdict::allow);
    moved.profile.static_address = "192.0.2.9";
    EXPECT_EQ(told(moved, make), "disconnect: the address has changed" + who) << make;
  }
  SessionApply already = session(Verdict::walled_garden);
  already.in_garden_pool = true;
  EXPECT_EQ(told(already, "mikrotik"), "none: in the walled garden already");
  SessionApply same = session(Verdict::allow);
  same.profile.static_address = "10.0.0.7";
  EXPECT_TRUE(told(same, "mikrotik").starts_with("change: ")) << "the address it has is the one it should have";
}

TEST(DecideOrder, tells_nobody_what_needs_no_telling) {
  SessionApply s = session(Verdict::reject);
  s.stopped = true;
  EXPECT_EQ(told(s, "mikrotik"), "none: the session has ended");
  s = session(Verdict::reject);
  s.applied_version = s.version;
  EXPECT_EQ(told(s, "mikrotik"), "none: in step");
  s = session(Verdict::reject);
  s.service_id.reset();
  EXPECT_EQ(told(s, "mikrotik"), "none: the session belongs to no service");
  EXPECT_EQ(told(session(Verdict::reject), "ocserv"),
            "wait: this access server takes no orders: in force at the next login");
}

TEST(DecideOrder, lets_a_session_of_unknown_address_log_in_anew) {
  SessionApply s = session(Verdict::allow);
  s.framed_address.reset();
  EXPECT_EQ(told(s, "mikrotik"), "disconnect: its address is not known: it could be the garden's | Acct-Session-Id = "
                                 "\"81a0b1\", User-Name = \"joe\"");
  EXPECT_TRUE(told(s, "mikrotik", false).starts_with("change: ")) << "there is no garden it could be in";
}

TEST(DecideOrder, ends_a_session_whose_own_prefix_is_another_now) {
  SessionApply s = session(Verdict::allow);
  s.framed_prefix = "2001:db8:0:7::/64";
  s.delegated_prefix = "2001:db8:100:700::/56";
  EXPECT_TRUE(told(s, "mikrotik").starts_with("change: ")) << "of pools";
  s.profile.static_prefix = "2001:db8:0:7::/64";
  EXPECT_TRUE(told(s, "mikrotik").starts_with("change: ")) << "what it has";
  s.profile.static_delegated_prefix = "2001:db8:6::/48";
  EXPECT_TRUE(told(s, "mikrotik").starts_with("disconnect: the IPv6 prefix has changed")) << told(s, "mikrotik");
  s.delegated_prefix.reset(); // not told yet
  EXPECT_TRUE(told(s, "mikrotik").starts_with("change: "));
}

TEST(DecideOrder, names_the_session_by_what_is_known_of_it) {
  SessionApply s = session(Verdict::reject);
  s.framed_address.reset(); // ocserv's Start has none
  s.username = "";
  EXPECT_EQ(told(s, "mikrotik"), "disconnect: access has ended | Acct-Session-Id = \"81a0b1\"");
}

} // namespace
} // namespace demarc::radius
