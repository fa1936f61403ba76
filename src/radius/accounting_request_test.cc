#include "radius/accounting_request.h"

#include "radius/dictionary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::radius {
namespace {

const Instant arrival = *parse_instant("2026-01-31T12:00:00Z");

AccountingParsed parse(const std::string &attributes, AccountingFacts facts = {AccessServerId(3), arrival, {}, {}, 0}) {
  const auto values = parse_attributes(Dictionary::builtin(), attributes);
  EXPECT_TRUE(values) << values.error();
  PacketWriter writer(Code::accounting_request, 1);
  for (const NamedValue &value : *values)
    EXPECT_TRUE(add(writer, value));
  const std::string bytes(writer.sign_request("s"));
  return parse_accounting(*Packet::decode(bytes), facts);
}

network::AccountingRecord record(const AccountingParsed &parsed) {
  return std::get<network::AccountingRecord>(parsed.kept.value());
}

TEST(ParseAccounting, takes_an_interim_apart) {
  const auto parsed = parse("Acct-Status-Type = Interim-Update, User-Name = \"joe\", Acct-Session-Id = \"8a/=\"\n"
                            "Acct-Input-Octets = 5, Acct-Output-Octets = 4294967295, Acct-Output-Gigawords = 2\n"
                            "Acct-Session-Time = 3600, Framed-IP-Address = 10.0.0.7, NAS-Port-Id = \"ether1\"\n"
                            "Calling-Station-Id = \"AA:BB\", Acct-Delay-Time = 10",
                            {AccessServerId(3), arrival, ServiceId(42), CustomerId(7), 5});
  EXPECT_EQ(parsed.event, Event::accounting_interims);
  const auto r = record(parsed);
  EXPECT_EQ(r.kind, network::AccountingKind::interim);
  EXPECT_EQ(r.access_server_id, AccessServerId(3));
  EXPECT_EQ(r.acct_session_id, "8a/=");
  EXPECT_EQ(r.username, "joe");
  EXPECT_EQ(r.service_id, ServiceId(42));
  EXPECT_EQ(r.customer_id, CustomerId(7));
  EXPECT_EQ(r.event_at, arrival.plus_seconds(-10));
  EXPECT_EQ(r.octets_in, 5U);
  EXPECT_EQ(r.octets_out, 3ULL * 4294967296 - 1);
  EXPECT_EQ(r.session_time_s, 3600);
  EXPECT_EQ(r.framed_address, "10.0.0.7");
  EXPECT_EQ(r.nas_port_id, "ether1");
  EXPECT_EQ(r.calling_station_id, "AA:BB");
  EXPECT_EQ(r.terminate_cause, std::nullopt);
  EXPECT_EQ(r.profile_version, 5) << "no Class: what the last login was given";
}

TEST(ParseAccounting, folds_gigawords_around_each_wrap) {
  const std::string head = "Acct-Status-Type = Stop, Acct-Session-Id = \"s\"\n";
  const std::uint64_t wrap = 1ULL << 32U;
  const struct {
    const char *text;
    std::uint64_t in, out;
  } rows[] = {
      {"Acct-Input-Octets = 4294967295, Acct-Output-Octets = 4294967295", wrap - 1, wrap - 1},
      {"Acct-Input-Octets = 0, Acct-Input-Gigawords = 1, Acct-Output-Octets = 1", wrap, 1},
      {"Acct-Input-Octets = 1, Acct-Output-Octets = 1, Acct-Output-Gigawords = 1", 1, wrap + 1},
      {"Acct-Input-Gigawords = 0, Acct-Output-Gigawords = 0", 0, 0},
      {"Acct-Input-Gigawords = 4294967295, Acct-Input-Octets = 4294967295", ~0ULL, 0},
  };
  for (const auto &row : rows) {
    const auto r = record(parse(head + row.text));
    EXPECT_EQ(r.octets_in, row.in) << row.text;
    EXPECT_EQ(r.octets_out, row.out) << row.text;
  }
}

TEST(ParseAccounting, lives_with_what_real_access_servers_leave_out) {
  // ocserv's Start has no address, OpenVPN's Stop no cause, an Accounting-On no user.
  EXPECT_EQ(record(parse("Acct-Status-Type = Start, Acct-Session-Id = s, User-Name = x")).framed_address, std::nullopt);
  EXPECT_EQ(record(parse("Acct-Status-Type = Stop, Acct-Session-Id = s")).username, "");
  EXPECT_EQ(record(parse("Acct-Status-Type = Stop, Acct-Session-Id = s, Acct-Terminate-Cause = Lost-Carrier"))
                .terminate_cause,
            "Lost-Carrier");
  EXPECT_EQ(record(parse("Acct-Status-Type = Stop, Acct-Session-Id = s, Acct-Terminate-Cause = 99")).terminate_cause,
            "99");
  EXPECT_EQ(record(parse("Acct-Status-Type = Start, Acct-Session-Id = s, Framed-IP-Address = 255.255.255.254"))
                .framed_address,
            std::nullopt);
  const auto on = parse("Acct-Status-Type = Accounting-On, User-Name = \"\"");
  EXPECT_EQ(on.event, Event::accounting_restarts);
  EXPECT_EQ(std::get<AccessServerRestart>(*on.kept).terminate_cause, "NAS-Reboot");
  EXPECT_EQ(std::get<AccessServerRestart>(*on.kept).access_server_id, AccessServerId(3));
  const auto tunnel = parse("Acct-Status-Type = 9");
  EXPECT_EQ(tunnel.event, Event::accounting_other);
  EXPECT_FALSE(tunnel.kept);
}

// RFC 3162 2.3, RFC 4818 3, RFC 6911 3.1.
TEST(ParseAccounting, reads_the_prefixes_of_ipv6) {
  const std::string head = "Acct-Status-Type = Start, Acct-Session-Id = s, User-Name = x, ";
  const auto both =
      record(parse(head + "Framed-IPv6-Prefix = 2001:db8:0:7::/64, Delegated-IPv6-Prefix = 2001:db8:100:700::/56"));
  EXPECT_EQ(both.framed_prefix, "2001:db8:0:7::/64");
  EXPECT_EQ(both.delegated_prefix, "2001:db8:100:700::/56");
  EXPECT_EQ(record(parse(head + "Framed-IPv6-Address = 2001:db8::9")).framed_prefix, "2001:db8::9/128");
  EXPECT_EQ(record(parse(head + "Framed-IPv6-Address = ::")).framed_prefix, std::nullopt);
  const std::pair<const char *, std::optional<std::string>> rows[] = {
      {"0x003820010db8010007", "2001:db8:100:700::/56"},       // as many octets as hold it
      {"0x003820010db80100073f0000", "2001:db8:100:700::/56"}, // more, with bits behind the length
      {"0x0000", "::/0"},
      {"0x00", std::nullopt},
      {"0x008120010db8", std::nullopt},
      {"0x004020010db8", std::nullopt}, // fewer octets than its length says
      {"0x00402001000000000000000000000000000000000000", std::nullopt},
  };
  for (const auto &[octets, expected] : rows)
    EXPECT_EQ(record(parse(head + "Delegated-IPv6-Prefix = " + octets)).delegated_prefix, expected) << octets;
}

TEST(ParseAccounting, refuses_what_names_no_session) {
  for (const char *text :
       {"User-Name = x", "Acct-Status-Type = Start", "Acct-Status-Type = Start, Acct-Session-Id = \"\"",
        "Acct-Status-Type = 0x01, Acct-Session-Id = s"}) {
    const auto parsed = parse(text);
    EXPECT_EQ(parsed.event, Event::drop_malformed) << text;
    EXPECT_FALSE(parsed.kept) << text;
  }
}

TEST(ParseAccounting, believes_an_echoed_class_of_the_same_service_only) {
  const std::string head = "Acct-Status-Type = Start, Acct-Session-Id = s, Class = ";
  const AccountingFacts facts{AccessServerId(3), arrival, ServiceId(42), {}, 5};
  EXPECT_EQ(record(parse(head + "\"demarc-42-9\"", facts)).profile_version, 9);
  EXPECT_EQ(record(parse(head + "\"demarc-41-9\"", facts)).profile_version, 5);
  for (const char *other :
       {"\"demarc-42-\"", "\"demarc-42-9x\"", "\"demarc--1-9\"", "\"OU=5-2\"", "\"demarc-42\"", "0x00"})
    EXPECT_EQ(record(parse(head + other, facts)).profile_version, 5) << other;
}

TEST(EventTime, believes_the_access_servers_clock_within_reason) {
  const auto at = [](const std::string &attributes) {
    return to_string(record(parse("Acct-Status-Type = Stop, Acct-Session-Id = s\n" + attributes)).event_at);
  };
  EXPECT_EQ(at(""), "2026-01-31T12:00:00Z");
  EXPECT_EQ(at("Acct-Delay-Time = 60"), "2026-01-31T11:59:00Z");
  EXPECT_EQ(at("Event-Timestamp = 2026-01-31T11:58:30Z"), "2026-01-31T11:58:30Z");
  EXPECT_EQ(at("Event-Timestamp = 2026-01-31T11:58:30Z, Acct-Delay-Time = 60"), "2026-01-31T11:58:30Z");
  EXPECT_EQ(at("Event-Timestamp = 2026-01-31T12:00:05Z"), "2026-01-31T12:00:00Z") << "never later than it came";
  EXPECT_EQ(at("Event-Timestamp = 1970-01-02T00:00:00Z"), "2026-01-31T12:00:00Z") << "a clock that was never set";
  EXPECT_EQ(at("Event-Timestamp = 2026-01-24T12:00:00Z"), "2026-01-24T12:00:00Z") << "a week in a NAS's buffer";
  EXPECT_EQ(at("Event-Timestamp = 2026-01-24T11:59:59Z"), "2026-01-31T12:00:00Z");
  EXPECT_EQ(at("Acct-Delay-Time = 4294967295"), "2026-01-31T12:00:00Z");
}

TEST(Printable, keeps_text_and_shows_the_rest) {
  EXPECT_EQ(printable("joe@example.net"), "joe@example.net");
  EXPECT_EQ(printable("josé"), "josé");
  EXPECT_EQ(printable("DOMAIN\\joe '\";--"), "DOMAIN\\joe '\";--");
  EXPECT_EQ(printable(std::string("a\0b\n\x7f", 5)), "a\\x00b\\x0a\\x7f");
  EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3") << "no UTF-8, and a character cut short";
  EXPECT_EQ(printable("\xc0\x80"), "\\xc0\\x80") << "an overlong NUL";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond Unicode";
  EXPECT_EQ(printable("\U0001F600"), "\U0001F600");
}

RC_GTEST_PROP(Printable, is_stable_and_has_no_control_characters, (const std::string &octets)) {
  const std::string text = printable(octets);
  RC_ASSERT(printable(text) == text);
  for (const char c : text)
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
}

} // namespace
} // namespace demarc::radius
