#include "radius/login.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace demarc::radius {
namespace {

using network::Verdict;

const std::string authenticator = "0123456789abcdef";

network::AccessServerEntry access_server(std::string profile = "mikrotik") {
  network::AccessServerEntry entry;
  entry.id = AccessServerId(1);
  entry.secret = Secret("s3cret");
  entry.profile = std::move(profile);
  entry.pool_id = PoolId(1);
  entry.garden_pool_id = PoolId(2);
  entry.interim_interval_s = 300;
  return entry;
}

network::LoginEntry login(Verdict verdict) {
  network::LoginEntry entry;
  entry.service_id = ServiceId(42);
  entry.username = "joe";
  entry.password = Secret("pässword");
  entry.version = 7;
  entry.profile = {.verdict = verdict,
                   .down_kbit = 50000,
                   .up_kbit = 10000,
                   .plan_name = "Home 50",
                   .reasons = {{"overdue", "suspended because invoice 2026-000123 is 12 days overdue"}}};
  entry.leases = {{PoolId(2), "10.9.0.1"}, {PoolId(1), "10.0.0.1"}};
  return entry;
}

std::string request(const std::string &attributes, std::string_view password = "pässword") {
  PacketWriter writer(Code::access_request, 1);
  writer.add(attribute::user_name, "joe");
  if (!password.empty())
    writer.add(attribute::user_password, hide_password(password, "s3cret", authenticator));
  const auto values = parse_attributes(Dictionary::builtin(), attributes);
  EXPECT_TRUE(values) << values.error();
  for (const NamedValue &value : *values)
    add(writer, value);
  return std::string(writer.sign_access_request("s3cret", authenticator));
}

std::vector<std::int64_t> values_of(const std::vector<PoolId> &pools) {
  std::vector<std::int64_t> values;
  for (const PoolId pool : pools)
    values.push_back(pool.value());
  return values;
}

// What goes back, as text, without the hashes; the rest of the checks is the client's.
std::string answered(const std::string &bytes, const network::AccessServerEntry &server,
                     const network::LoginEntry *entry) {
  const auto packet = Packet::decode(bytes);
  const LoginDecision decision = decide_login(*packet, server, entry);
  if (decision.kind == LoginDecision::Kind::lease)
    return fmt::format("lease of pool {}", fmt::join(values_of(decision.missing), ", "));
  PacketWriter writer(decision.kind == LoginDecision::Kind::accept ? Code::access_accept : Code::access_reject, 1);
  const std::string reply(
      decision.kind == LoginDecision::Kind::accept
          ? write_accept(writer, *packet, server, ProfileCodec::builtin().of(server.profile), *entry, decision)
          : write_reject(writer, *packet, server, decision));
  const auto decoded = Packet::decode(reply);
  EXPECT_TRUE(response_authenticator_is_valid(*decoded, "s3cret", authenticator));
  EXPECT_EQ(check_message_authenticator(*decoded, "s3cret", authenticator), MessageAuthenticator::valid);
  auto lines = attribute_lines(Dictionary::builtin(), *decoded);
  EXPECT_TRUE(lines.front().starts_with("Message-Authenticator")) << "first attribute of every reply";
  lines.erase(lines.begin());
  return fmt::format("{} {}: {}", code_name(decoded->code()), boost::describe::enum_to_string(decision.event, "?"),
                     fmt::join(lines, ", "));
}

TEST(Login, is_accepted_with_everything_the_session_needs) {
  const auto server = access_server();
  network::LoginEntry entry = login(Verdict::allow);
  entry.profile.session_timeout_s = 86400;
  EXPECT_EQ(
      answered(request("Service-Type = Framed-User, Framed-Protocol = PPP, Proxy-State = 0x02, Proxy-State = 0x01"),
               server, &entry),
      "Access-Accept accepts: Service-Type = Framed-User, Framed-Protocol = PPP, Framed-IP-Address = 10.0.0.1, "
      "Mikrotik-Rate-Limit = \"10000k/50000k\", Class = 0x64656d6172632d34322d37, Acct-Interim-Interval = 300, "
      "Session-Timeout = 86400, Proxy-State = 0x02, Proxy-State = 0x01");
  EXPECT_EQ(answered(request(""), access_server("wispr"), &entry),
            "Access-Accept accepts: Framed-IP-Address = 10.0.0.1, WISPr-Bandwidth-Max-Up = 10000000, "
            "WISPr-Bandwidth-Max-Down = 50000000, Class = 0x64656d6172632d34322d37, Acct-Interim-Interval = 300, "
            "Session-Timeout = 86400");
  EXPECT_EQ(answered(request(""), access_server("ocserv"), &entry),
            "Access-Accept accepts: Framed-IP-Address = 10.0.0.1, Class = 0x4f553d35303030302d3130303030, "
            "Acct-Interim-Interval = 300, Session-Timeout = 86400")
      << "Class belongs to the profile there";
  EXPECT_EQ(answered(request(""), access_server("standard"), &entry),
            "Access-Accept accepts: Framed-IP-Address = 10.0.0.1, Class = 0x64656d6172632d34322d37, "
            "Acct-Interim-Interval = 300, Session-Timeout = 86400");
}

TEST(Login, is_told_when_an_idle_session_ends) {
  network::LoginEntry entry = login(Verdict::allow);
  entry.profile.session_timeout_s = 3600;
  entry.profile.idle_timeout_s = 600;
  EXPECT_TRUE(
      answered(request(""), access_server("standard"), &entry).ends_with("Session-Timeout = 3600, Idle-Timeout = 600"));
}

TEST(Login, of_an_unlimited_plan_sends_no_rate) {
  network::LoginEntry entry = login(Verdict::allow);
  entry.profile.down_kbit.reset();
  entry.profile.up_kbit.reset();
  auto server = access_server();
  server.interim_interval_s = 0;
  EXPECT_EQ(answered(request(""), server, &entry),
            "Access-Accept accepts: Framed-IP-Address = 10.0.0.1, Class = 0x64656d6172632d34322d37");
}

TEST(Login, gets_the_static_address_before_any_pool) {
  network::LoginEntry entry = login(Verdict::throttle);
  entry.profile.static_address = "192.0.2.9";
  EXPECT_TRUE(answered(request(""), access_server(), &entry)
                  .starts_with("Access-Accept accepts: Framed-IP-Address = 192.0.2.9, Mikrotik-Rate-Limit"));
}

TEST(Login, needs_a_lease_when_it_holds_no_address_and_none_when_there_is_no_pool) {
  network::LoginEntry entry = login(Verdict::allow);
  entry.leases.clear();
  EXPECT_EQ(answered(request(""), access_server(), &entry), "lease of pool 1");
  auto server = access_server();
  server.pool_id.reset();
  EXPECT_TRUE(answered(request(""), server, &entry).starts_with("Access-Accept accepts: Mikrotik-Rate-Limit"))
      << "the access server gives addresses itself";
  entry.profile.verdict = Verdict::walled_garden;
  EXPECT_EQ(answered(request(""), access_server(), &entry), "lease of pool 2");
  const LoginDecision needed = decide_login(*Packet::decode(request("")), access_server(), &entry);
  const LoginDecision leased = with_leases(access_server(), needed, {{PoolId(2), "10.9.0.7"}});
  EXPECT_EQ(leased.kind, LoginDecision::Kind::accept);
  EXPECT_EQ(leased.event, Event::garden_accepts);
  EXPECT_EQ(leased.address, "10.9.0.7");
  const LoginDecision empty = with_leases(access_server(), needed, {{PoolId(2), std::nullopt}});
  EXPECT_EQ(empty.kind, LoginDecision::Kind::reject);
  EXPECT_EQ(empty.event, Event::reject_no_address);
}

network::AccessServerEntry dual_stack() {
  auto server = access_server();
  server.prefix_pool_id = PoolId(3);
  server.delegated_pool_id = PoolId(4);
  return server;
}

// RFC 3162 2.3, RFC 4818 3.
TEST(Login, gives_a_prefix_for_the_link_and_one_to_delegate) {
  network::LoginEntry entry = login(Verdict::allow);
  entry.leases.emplace_back(PoolId(3), "2001:db8:0:7::/64");
  entry.leases.emplace_back(PoolId(4), "2001:db8:100:700::/56");
  const std::string bytes = request("");
  EXPECT_THAT(answered(bytes, dual_stack(), &entry),
              testing::HasSubstr("Framed-IP-Address = 10.0.0.1, Framed-IPv6-Prefix = 2001:db8:0:7::/64, "
                                 "Delegated-IPv6-Prefix = 2001:db8:100:700::/56, "));
  EXPECT_THAT(answered(bytes, access_server(), &entry), testing::Not(testing::HasSubstr("IPv6")))
      << "of pools that this access server does not give out of";
}

// RFC 6911 3.1: where the link has one address and no prefix.
TEST(Login, gives_an_ipv6_address_where_the_pool_has_addresses) {
  network::LoginEntry entry = login(Verdict::allow);
  entry.leases.emplace_back(PoolId(3), "2001:db8::7/128");
  auto server = dual_stack();
  server.delegated_pool_id.reset();
  const std::string answer = answered(request(""), server, &entry);
  EXPECT_THAT(answer, testing::HasSubstr("Framed-IPv6-Address = 2001:db8::7, "));
  EXPECT_THAT(answer, testing::Not(testing::HasSubstr("Prefix")));
}

TEST(Login, static_prefixes_come_before_those_of_pools) {
  network::LoginEntry entry = login(Verdict::allow);
  entry.profile.static_prefix = "2001:db8:5::/64";
  entry.profile.static_delegated_prefix = "2001:db8:6::/48";
  for (const auto &server : {dual_stack(), access_server()})
    EXPECT_THAT(answered(request(""), server, &entry),
                testing::HasSubstr("Framed-IPv6-Prefix = 2001:db8:5::/64, Delegated-IPv6-Prefix = 2001:db8:6::/48, "));
}

TEST(Login, leases_all_that_is_missing_and_does_without_ipv6) {
  network::LoginEntry entry = login(Verdict::allow);
  EXPECT_EQ(answered(request(""), dual_stack(), &entry), "lease of pool 3, 4");
  entry.leases.clear();
  EXPECT_EQ(answered(request(""), dual_stack(), &entry), "lease of pool 1, 3, 4");
  const LoginDecision needed = decide_login(*Packet::decode(request("")), dual_stack(), &entry);
  const LoginDecision all = with_leases(
      dual_stack(), needed, {{PoolId(1), "10.0.0.9"}, {PoolId(3), "2001:db8::/64"}, {PoolId(4), "2001:db8:100::/56"}});
  EXPECT_EQ(all.kind, LoginDecision::Kind::accept);
  EXPECT_EQ(all.address + " " + all.prefix + " " + all.delegated_prefix, "10.0.0.9 2001:db8::/64 2001:db8:100::/56");
  const LoginDecision without = with_leases(
      dual_stack(), needed, {{PoolId(1), "10.0.0.9"}, {PoolId(3), std::nullopt}, {PoolId(4), std::nullopt}});
  EXPECT_EQ(without.kind, LoginDecision::Kind::accept) << "IPv4 is there";
  EXPECT_EQ(without.prefix + without.delegated_prefix, "");
  EXPECT_EQ(with_leases(dual_stack(), needed, {{PoolId(1), std::nullopt}, {PoolId(3), "2001:db8::/64"}}).event,
            Event::reject_no_address);
}

TEST(Login, nothing_of_ipv6_leads_around_the_walled_garden) {
  network::LoginEntry entry = login(Verdict::walled_garden);
  entry.leases.emplace_back(PoolId(3), "2001:db8:0:7::/64");
  entry.leases.emplace_back(PoolId(4), "2001:db8:100:700::/56");
  EXPECT_THAT(answered(request(""), dual_stack(), &entry), testing::Not(testing::HasSubstr("IPv6")));
}

TEST(Login, of_a_debtor_goes_to_the_garden_or_nowhere) {
  network::LoginEntry entry = login(Verdict::walled_garden);
  entry.profile.down_kbit.reset();
  entry.profile.up_kbit.reset();
  const std::string why = "Reply-Message = \"suspended because invoice 2026-000123 is 12 days overdue\"";
  EXPECT_EQ(answered(request(""), access_server(), &entry),
            "Access-Accept garden_accepts: Framed-IP-Address = 10.9.0.1, Mikrotik-Address-List = \"demarc-garden\", "
            "Mikrotik-Rate-Limit = \"1000k/1000k\", Class = 0x64656d6172632d34322d37, Acct-Interim-Interval = 300, " +
                why);
  auto server = access_server();
  server.garden_pool_id.reset();
  EXPECT_EQ(answered(request(""), server, &entry), "Access-Reject reject_no_garden: " + why);
  entry.profile.verdict = Verdict::reject;
  EXPECT_EQ(answered(request("Proxy-State = 0x01"), access_server(), &entry),
            "Access-Reject reject_access: " + why + ", Proxy-State = 0x01");
}

TEST(Login, with_a_wrong_password_learns_nothing_of_the_account) {
  const std::string wrong = "Reply-Message = \"The user name or password is wrong.\"";
  for (const Verdict verdict : {Verdict::allow, Verdict::throttle, Verdict::walled_garden, Verdict::reject}) {
    const network::LoginEntry entry = login(verdict);
    for (const char *password : {"passwort", "pässwor", "pässwordx", "P\xc3\xa4ssword"})
      EXPECT_EQ(answered(request("", password), access_server(), &entry),
                "Access-Reject reject_wrong_password: " + wrong);
    EXPECT_EQ(answered(request("User-Password = 0x00", ""), access_server(), &entry),
              "Access-Reject reject_wrong_password: " + wrong);
  }
  EXPECT_EQ(answered(request(""), access_server(), nullptr), "Access-Reject reject_unknown_user: " + wrong);
}

// Bug 15 of the field notes: a disabled user must get in by no path whatever.
TEST(Login, is_rejected_by_the_decision_on_every_path) {
  const network::LoginEntry entry = login(Verdict::reject);
  const std::string chap_id = "\x05";
  const std::string by_challenge = chap_id + std::string(view(md5({chap_id, "pässword", "a challenge"})));
  const std::string by_authenticator = chap_id + std::string(view(md5({chap_id, "pässword", authenticator})));
  const auto octets = [](const std::string &value) {
    std::string hex = "0x";
    for (const char c : value)
      hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return hex;
  };
  const std::pair<std::string, std::string> paths[] = {
      {"", "pässword"},
      {"CHAP-Password = " + octets(by_authenticator), ""},
      {"CHAP-Password = " + octets(by_challenge) + ", CHAP-Challenge = \"a challenge\"", ""},
      {"Service-Type = Login-User", "pässword"},
      {"Service-Type = Outbound-User", "pässword"},
      {"Service-Type = Authenticate-Only", "pässword"},
      {"Service-Type = Call-Check", "pässword"},
  };
  for (const auto &[attributes, password] : paths) {
    const auto server = access_server();
    EXPECT_TRUE(answered(request(attributes, password), server, &entry).starts_with("Access-Reject reject_access"))
        << attributes;
    const network::LoginEntry good = login(Verdict::allow);
    EXPECT_TRUE(answered(request(attributes, password), server, &good).starts_with("Access-Accept accepts"))
        << attributes;
  }
}

TEST(Login, for_the_command_line_of_the_equipment_is_refused) {
  const network::LoginEntry entry = login(Verdict::allow);
  for (const char *type : {"Administrative-User", "NAS-Prompt-User", "Callback-Administrative", "Callback-Login-User",
                           "Authorize-Only", "4711", "0x02"})
    EXPECT_TRUE(answered(request(std::string("Service-Type = ") + type), access_server(), &entry)
                    .starts_with("Access-Reject reject_service_type"))
        << type;
}

TEST(Login, without_pap_or_chap_is_told_so) {
  const network::LoginEntry entry = login(Verdict::allow);
  EXPECT_EQ(answered(request("", ""), access_server(), &entry),
            "Access-Reject reject_method: Reply-Message = \"A password is needed: use PAP or CHAP.\"");
  EXPECT_EQ(answered(request("MS-CHAP-Challenge = 0x00, MS-CHAP2-Response = 0x00", ""), access_server(), &entry),
            "Access-Reject reject_mschap_off: Reply-Message = \"MS-CHAP is not allowed here: use PAP or CHAP.\", "
            "MS-CHAP-Error = \"\\x00E=691 R=0 C=B5EC82D2B2652433D17FE8B8D72E714C V=3 M=Authentication failed\"");
  EXPECT_EQ(answered(request("EAP-Message = 0x02070008016a6f65", ""), access_server(), &entry),
            "Access-Reject reject_method: EAP-Message = 0x04070004")
      << "an EAP-Failure with the identifier of the response, and no Reply-Message beside it";
}

TEST(Login, shortens_a_long_reason_between_characters) {
  network::LoginEntry entry = login(Verdict::reject);
  const std::string longest(252, 'x');
  entry.profile.reasons.front().text = fmt::format("{}é and more", longest);
  EXPECT_EQ(answered(request(""), access_server(), &entry),
            fmt::format("Access-Reject reject_access: Reply-Message = \"{}\"", longest));
}

} // namespace
} // namespace demarc::radius
