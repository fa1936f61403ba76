// IPv6 on both engines: pools of prefixes, what is leased of them, prefixes that are a service's own, and sessions
// found by an address.
#include "network/access_table.h"
#include "network/lease_store.h"
#include "network/services.h"
#include "network/session_list_store.h"
#include "network/verify_network.h"
#include "tests/network/place.h"

#include <gmock/gmock.h>
#include <mutex>
#include <set>
#include <thread>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Ipv6 : public NetworkPlace {
protected:
  // A refusal: its code, and the field.
  static std::string said(const Refusal &refusal) { return refusal.code + " " + refusal.field; }
  std::string made(const NewPool &in) {
    const auto pool = database_->write([&](db::Tx &tx) -> Outcome<Pool> { return create_pool(tx, *database_, in); });
    return pool ? fmt::format("{} {} to {}, {}", pool->prefix.value_or("-"), pool->first_address, pool->last_address,
                              pool->size)
                : said(pool.error());
  }
  PoolId pool(const std::string &name, PoolFamily family, const std::string &prefix,
              std::optional<int> length = std::nullopt) {
    return database_->write([&](db::Tx &tx) {
      const auto pool =
          create_pool(tx, *database_, {.name = name, .family = family, .prefix = prefix, .prefix_length = length});
      EXPECT_TRUE(pool) << pool.error().detail;
      return pool->id;
    });
  }
  std::string edited(PoolId id, const std::string &prefix) {
    const auto pool = database_->write([&](db::Tx &tx) -> Outcome<Pool> {
      PoolEdit edit;
      edit.prefix = prefix;
      return edit_pool(tx, id, edit);
    });
    return pool ? fmt::format("{} {}", pool->prefix.value(), pool->size) : pool.error().code;
  }
  std::string own(const Person &who, std::optional<std::string> link, std::optional<std::string> delegated) {
    const auto service = database_->write([&](db::Tx &tx) -> Outcome<subscribers::Service> {
      subscribers::ServiceEdit edit;
      edit.static_prefix = std::move(link);
      edit.static_delegated_prefix = std::move(delegated);
      return edit_service(tx, *database_, sealer_, who.service, edit, {now_, today(), "Ann"});
    });
    return service ? service->static_prefix.value_or("-") + " " + service->static_delegated_prefix.value_or("-")
                   : said(service.error());
  }
  std::vector<std::string> problems() {
    return database_->read([&](db::Tx &tx) { return verify_network(tx, today()); });
  }
};
RUN_ON_BOTH_ENGINES(Ipv6);

TEST_P(Ipv6, pools_give_out_prefixes_of_one_length) {
  using enum PoolFamily;
  EXPECT_EQ(made({.name = "links", .family = ipv6_prefix, .prefix = "2001:DB8::/48"}),
            "2001:db8::/48 2001:db8::/64 to 2001:db8:0:ffff::/64, 65536");
  EXPECT_EQ(made({.name = "homes6", .family = ipv6_delegated, .prefix = "2001:db8:100::/40"}),
            "2001:db8:100::/40 2001:db8:100::/56 to 2001:db8:1ff:ff00::/56, 65536");
  EXPECT_EQ(made({.name = "offices", .family = ipv6_delegated, .prefix = "2001:db8:200::/40", .prefix_length = 48}),
            "2001:db8:200::/40 2001:db8:200::/48 to 2001:db8:2ff::/48, 256");
  EXPECT_EQ(made({.name = "addresses", .family = ipv6_prefix, .prefix = "2001:db8:300::/120", .prefix_length = 128}),
            "2001:db8:300::/120 2001:db8:300::/128 to 2001:db8:300::ff/128, 256");
  const std::pair<NewPool, std::string> rows[] = {
      {{.name = "x", .family = ipv6_prefix, .prefix = "2001:db8::1/48"}, "not_a_prefix prefix"},
      {{.name = "x", .family = ipv6_prefix}, "not_a_prefix prefix"},
      {{.name = "x", .family = ipv6_prefix, .prefix = "10.0.0.0/8"}, "not_a_prefix prefix"},
      {{.name = "x", .first_address = "10.5.0.1", .last_address = "10.5.0.9", .prefix = "2001:db8:4::/48"},
       "not_of_ipv4 prefix"},
      {{.name = "x", .purpose = PoolPurpose::garden, .family = ipv6_prefix, .prefix = "2001:db8:4::/48"},
       "garden_is_ipv4 purpose"},
      {{.name = "x", .family = ipv6_delegated, .prefix = "2001:db8:400::/64", .prefix_length = 56},
       "length_out_of_range prefix_length"},
      {{.name = "x", .family = ipv6_delegated, .prefix = "2001:db8:400::/64", .prefix_length = 80},
       "length_out_of_range prefix_length"},
      {{.name = "x", .family = ipv6_delegated, .prefix = "2001:db8:400::/38", .prefix_length = 64},
       "pool_too_large prefix"},
      {{.name = "x", .family = ipv6_prefix, .prefix = "2001:db8:1f0::/44"}, "pools_overlap prefix"},
      {{.name = "x", .family = ipv6_prefix, .prefix = "2001::/32"}, "pool_too_large prefix"},
  };
  for (const auto &[in, refusal] : rows)
    EXPECT_EQ(made(in), refusal) << in.prefix.value_or("-");
  EXPECT_THAT(problems(), IsEmpty());
}

TEST_P(Ipv6, a_service_keeps_its_prefixes) {
  const PoolId links = pool("links", PoolFamily::ipv6_prefix, "2001:db8::/62");
  const PoolId homes = pool("homes6", PoolFamily::ipv6_delegated, "2001:db8:100::/54");
  const Person anna = person("anna"), bert = person("bert");
  AccessTable table(*database_, sealer_);
  table.follow();
  const auto lease = [&](AccessTable &of, const Person &who, PoolId from) {
    return of.lease_address(*of.find_login(who.username), from, now_);
  };
  EXPECT_EQ(lease(table, anna, links), "2001:db8::/64");
  EXPECT_EQ(lease(table, bert, links), "2001:db8:0:1::/64");
  EXPECT_EQ(lease(table, bert, homes), "2001:db8:100::/56");
  EXPECT_EQ(lease(table, anna, homes), "2001:db8:100:100::/56");
  AccessTable restarted(*database_, sealer_);
  restarted.load();
  EXPECT_EQ(lease(restarted, anna, links), "2001:db8::/64");
  EXPECT_THAT(restarted.find_login("anna")->leases,
              ElementsAre(std::pair(links, "2001:db8::/64"), std::pair(homes, "2001:db8:100:100::/56")));
  // Grown at both ends: what was given out before stays. Not below what is leased, and no other length.
  EXPECT_EQ(edited(homes, "2001:db8:100::/48"), "2001:db8:100::/48 256");
  EXPECT_EQ(edited(homes, "2001:db8:100:200::/55"), "address_in_use");
  EXPECT_EQ(lease(table, anna, homes), "2001:db8:100:100::/56");
  // One that is a service's own is nobody else's.
  EXPECT_EQ(own(person("carl"), "2001:db8:0:2::/64", "2001:db8:100:200::/56"),
            "2001:db8:0:2::/64 2001:db8:100:200::/56");
  const Person dora = person("dora"), emil = person("emil");
  EXPECT_TRUE(testing::eventually([&] { return table.find_login("emil") != nullptr; }));
  EXPECT_EQ(lease(table, dora, links), "2001:db8:0:3::/64");
  EXPECT_EQ(lease(table, dora, homes), "2001:db8:100:300::/56");
  EXPECT_EQ(lease(table, emil, links), std::nullopt) << "the pool is empty";
  EXPECT_THAT(problems(), IsEmpty());
  // The pool cannot go while it is leased of, and the table says of what an access server gives out.
  EXPECT_EQ(database_->write([&](db::Tx &tx) { return delete_pool(tx, links).error().code; }), "addresses_leased");
}

TEST_P(Ipv6, a_services_own_prefixes_overlap_with_nothing) {
  pool("homes6", PoolFamily::ipv6_delegated, "2001:db8:100::/48");
  const Person anna = person("anna"), bert = person("bert");
  EXPECT_EQ(own(anna, "2001:DB8:5:0::/64", "2001:db8:6::/48"), "2001:db8:5::/64 2001:db8:6::/48");
  EXPECT_EQ(own(anna, "2001:db8:5::/64", "2001:db8:6::/48"), "2001:db8:5::/64 2001:db8:6::/48") << "again";
  const std::pair<std::pair<const char *, const char *>, std::string> rows[] = {
      {{"2001:db8:5::/64", "2001:db8:7::/48"}, "prefix_taken static_prefix"},
      {{"2001:db8:6:1::/64", "2001:db8:7::/48"}, "prefix_taken static_prefix"},
      {{"2001:db8:8::/64", "2001:db8:4::/46"}, "prefix_taken static_delegated_prefix"},
      {{"2001:db8:8::/64", "2001:db8:8::/48"}, "prefix_taken static_prefix"},
      {{"2001:db8:8::/64", "2001:db8:100:100::/60"}, "prefix_in_pool static_delegated_prefix"},
      {{"2001:db8:8::/64", "2001:db8:100::/44"}, "prefix_in_pool static_delegated_prefix"},
      {{"2001:db8:8::/64", "2001:db8:9:1::/48"}, "prefix_malformed static_delegated_prefix"},
      {{"2001:db8:8::/64", "2001:db8::/31"}, "prefix_length_out_of_range static_delegated_prefix"},
      {{"2001:db8:8::/64", "2001::/16"}, "prefix_length_out_of_range static_delegated_prefix"},
      {{"2001:db8:8::/64", "2001:db8:9::/65"}, "prefix_length_out_of_range static_delegated_prefix"},
      {{"2001:db8:8::", "2001:db8:9::/64"}, "prefix_malformed static_prefix"},
      {{"2001:db8:8::1/128", "2001:db8:100:100::/56"}, "2001:db8:8::1/128 2001:db8:100:100::/56"},
  };
  for (const auto &[prefixes, answer] : rows)
    EXPECT_EQ(own(bert, prefixes.first, prefixes.second), answer) << prefixes.first << " " << prefixes.second;
  EXPECT_EQ(made({.name = "late", .family = PoolFamily::ipv6_delegated, .prefix = "2001:db8:6::/44"}),
            "not_a_prefix prefix");
  EXPECT_EQ(made({.name = "late", .family = PoolFamily::ipv6_delegated, .prefix = "2001:db8:4::/46"}),
            "prefix_owned prefix");
  EXPECT_EQ(own(anna, std::nullopt, std::nullopt), "- -");
  EXPECT_EQ(made({.name = "late", .family = PoolFamily::ipv6_delegated, .prefix = "2001:db8:4::/46"}),
            "2001:db8:4::/46 2001:db8:4::/56 to 2001:db8:7:ff00::/56, 1024");
  EXPECT_THAT(problems(), IsEmpty());
  // The login is told, the next packet knows it.
  AccessTable table(*database_, sealer_);
  table.load();
  EXPECT_EQ(table.find_login("bert")->profile.static_prefix, "2001:db8:8::1/128");
  EXPECT_EQ(table.find_login("bert")->profile.static_delegated_prefix, "2001:db8:100:100::/56");
  stand(bert.customer, billing::StandingState::restricted, "debt", billing::Restriction::walled_garden);
  refresh(bert.customer);
  table.load();
  EXPECT_EQ(table.find_login("bert")->profile.verdict, Verdict::walled_garden);
  EXPECT_EQ(table.find_login("bert")->profile.static_prefix, std::nullopt) << "it would lead around the garden";
}

TEST_P(Ipv6, verify_finds_prefixes_held_twice) {
  const PoolId homes = pool("homes6", PoolFamily::ipv6_delegated, "2001:db8:100::/48");
  const Person anna = person("anna"), bert = person("bert");
  AccessTable table(*database_, sealer_);
  table.load();
  ASSERT_TRUE(table.lease_address(*table.find_login("anna"), homes, now_));
  ASSERT_EQ(own(bert, "2001:db8:5::/64", "2001:db8:6::/48"), "2001:db8:5::/64 2001:db8:6::/48");
  ASSERT_THAT(problems(), IsEmpty());
  const auto spoil = [&](const std::string &sql) {
    database_->write([&](db::Tx &tx) { ASSERT_GT(tx.exec_counted(sql), 0); });
    refresh(bert.customer);
  };
  spoil("update service set static_delegated_prefix = '2001:db8:100::/56' where static_delegated_prefix is not null");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("2001:db8:100::/56 is leased and a static address as well")));
  spoil("update service set static_delegated_prefix = '2001:db8::/32' where static_delegated_prefix is not null");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("2001:db8::/32 of service")));
  spoil("update service set static_delegated_prefix = null where static_delegated_prefix is not null");
  spoil("update address_lease set address = '2001:db8:100::/60'");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("2001:db8:100::/60 of service")));
}

TEST_P(Ipv6, an_access_server_gives_out_of_pools_of_its_kind) {
  const PoolId links = pool("links", PoolFamily::ipv6_prefix, "2001:db8::/48");
  const PoolId homes = pool("homes6", PoolFamily::ipv6_delegated, "2001:db8:100::/40");
  const auto edit = [&](std::optional<PoolId> v4, std::optional<PoolId> link, std::optional<PoolId> delegated) {
    const auto server = database_->write([&](db::Tx &tx) -> Outcome<AccessServer> {
      AccessServerEdit wanted;
      if (v4)
        wanted.pool_id = v4;
      wanted.prefix_pool_id = link;
      wanted.delegated_pool_id = delegated;
      return edit_access_server(tx, sealer_, server_, wanted);
    });
    return server ? "" : said(server.error());
  };
  EXPECT_EQ(edit(links, {}, {}), "pool_family pool_id");
  EXPECT_EQ(edit({}, homes, {}), "pool_family prefix_pool_id");
  EXPECT_EQ(edit({}, links, pool_), "pool_family delegated_pool_id");
  EXPECT_EQ(edit({}, links, links), "pool_family delegated_pool_id");
  EXPECT_EQ(edit({}, garden_, {}), "pool_purpose prefix_pool_id");
  EXPECT_EQ(edit({}, links, homes), "");
  AccessTable table(*database_, sealer_);
  table.load();
  EXPECT_EQ(table.find_access_server(server_)->prefix_pool_id, links);
  EXPECT_EQ(table.find_access_server(server_)->delegated_pool_id, homes);
  EXPECT_EQ(database_->write([&](db::Tx &tx) { return delete_pool(tx, homes).error().code; }), "pool_in_use");
  EXPECT_EQ(edit({}, std::nullopt, std::nullopt), "");
  EXPECT_TRUE(database_->write([&](db::Tx &tx) { return delete_pool(tx, homes).has_value(); }));
}

TEST_P(Ipv6, each_prefix_is_leased_once_under_a_rush_on_two_nodes) {
  const PoolId homes = pool("homes6", PoolFamily::ipv6_delegated, "2001:db8:100::/51"); // 32 of them
  std::vector<Person> people;
  for (int n = 0; n < 24; ++n)
    people.push_back(person(fmt::format("user{}", n)));
  const auto second = place.open();
  AccessTable here(*database_, sealer_), there(*second, sealer_);
  here.follow();
  there.follow();
  std::mutex mutex;
  std::map<std::string, std::set<std::string>> given; // of each user
  const auto rush = [&](AccessTable &table, std::size_t from) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      const Person &who = people[(from + i) % people.size()];
      for (int attempt = 0; attempt < 50; ++attempt) {
        try {
          const auto prefix = table.lease_address(*table.find_login(who.username), homes, now_);
          ASSERT_TRUE(prefix);
          const std::scoped_lock lock(mutex);
          given[who.username].insert(*prefix);
          break;
        } catch (const db::Error &error) {
          ASSERT_EQ(error.kind(), db::Error::Kind::retryable) << error.what();
        }
      }
    }
  };
  std::thread a([&] { rush(here, 0); }), b([&] { rush(there, 12); });
  a.join();
  b.join();
  std::set<std::string> all;
  for (const auto &[user, prefixes] : given) {
    EXPECT_EQ(prefixes.size(), 1U) << user;
    all.insert(prefixes.begin(), prefixes.end());
  }
  EXPECT_EQ(given.size(), people.size());
  EXPECT_EQ(all.size(), people.size()) << "nobody has another's";
  EXPECT_THAT(problems(), IsEmpty());
}

// Who had this address at that second: the prefix that a session was given holds it.
TEST_P(Ipv6, sessions_are_found_by_an_address_within_their_prefix) {
  const Person anna = person("anna"), bert = person("bert");
  auto first = record(AccountingKind::start, anna, "a1", 0);
  first.framed_prefix = "2001:db8:0:7::/64";
  auto told_later = record(AccountingKind::interim, anna, "a1", 300, 1, 1);
  told_later.framed_prefix = "2001:db8:0:7::/64";
  told_later.delegated_prefix = "2001:db8:100:700::/56"; // routers often know it only then
  auto second = record(AccountingKind::start, bert, "b1", 100);
  second.framed_prefix = "2001:db8::9/128";
  account({first, told_later, second});
  const auto found = [&](const std::string &words, bool online = false) {
    std::vector<std::string> ids;
    database_->read([&](db::Tx &tx) {
      for (const Session &session : list_sessions(tx, {.online_only = online, .words = words}, now_.plus_seconds(4000)))
        ids.push_back(session.acct_session_id + " " + session.framed_prefix.value_or("-") + " " +
                      session.delegated_prefix.value_or("-"));
    });
    return ids;
  };
  const std::string of_anna = "a1 2001:db8:0:7::/64 2001:db8:100:700::/56";
  EXPECT_THAT(found("2001:DB8:0:7::1234"), ElementsAre(of_anna));
  EXPECT_THAT(found("2001:db8:100:7ff:ffff::1"), ElementsAre(of_anna));
  EXPECT_THAT(found("2001:db8:100:700::/56"), ElementsAre(of_anna));
  EXPECT_THAT(found("2001:db8:7::7777:7"), IsEmpty());
  EXPECT_THAT(found("2001:db8:0:7::123"), ElementsAre(of_anna)) << "no MAC address, though it has as many digits";
  EXPECT_THAT(found("2001:db8:100:800::1"), IsEmpty());
  EXPECT_THAT(found("2001:db8::9"), ElementsAre("b1 2001:db8::9/128 -"));
  EXPECT_THAT(found("2001:db8::8"), IsEmpty());
  EXPECT_THAT(found("db8:0:7", true), ElementsAre(of_anna)) << "part of it, among those online";
  account({record(AccountingKind::stop, anna, "a1", 600, 2, 2)});
  EXPECT_THAT(found("2001:db8:0:7::1234"), ElementsAre(of_anna));
  EXPECT_THAT(found("2001:db8:0:7::1234", true), IsEmpty());
}

} // namespace
} // namespace demarc::network
