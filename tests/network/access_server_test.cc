#include "network/access_server.h"

#include "network/lease_store.h"
#include "network/services.h"
#include "network/verify_network.h"
#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

class AccessServers : public NetworkPlace {
protected:
  std::string refused(NewAccessServer in) {
    return database_
        ->write(
            [&](db::Tx &tx) -> Outcome<Enrolled> { return create_access_server(tx, *database_, sealer_, in, now_); })
        .error()
        .code;
  }
  NewAccessServer good() const {
    return {.name = "bras-2", .address = "192.0.2.2", .secret = "a-shared-secret", .profile = "mikrotik"};
  }
};
RUN_ON_BOTH_ENGINES(AccessServers);

TEST_P(AccessServers, are_refused_for_what_cannot_work) {
  const std::pair<std::string, std::function<void(NewAccessServer &)>> rows[] = {
      {"name_missing", [](auto &in) { in.name = ""; }},
      {"name_taken", [](auto &in) { in.name = "bras-1"; }},
      {"not_an_address", [](auto &in) { in.address = "bras.example.net"; }},
      {"address_taken", [](auto &in) { in.address = "192.0.2.1"; }},
      {"profile_unknown", [](auto &in) { in.profile = "abacus"; }},
      {"secret_length", [](auto &in) { in.secret = "short"; }},
      {"secret_characters", [](auto &in) { in.secret = "with a blank"; }},
      {"port_out_of_range", [](auto &in) { in.coa_port = 65536; }},
      {"interval_out_of_range", [](auto &in) { in.interim_interval_s = 9; }},
      {"pool_unknown", [](auto &in) { in.pool_id = PoolId(999); }},
      {"pool_purpose", [this](auto &in) { in.pool_id = garden_; }},
      {"pool_purpose", [this](auto &in) { in.garden_pool_id = pool_; }},
  };
  for (const auto &[code, spoil] : rows) {
    NewAccessServer in = good();
    spoil(in);
    EXPECT_EQ(refused(in), code);
  }
}

TEST_P(AccessServers, get_a_secret_when_none_is_given_and_keep_it_sealed) {
  NewAccessServer in = good();
  in.secret = std::nullopt;
  const auto made =
      database_->write([&](db::Tx &tx) { return create_access_server(tx, *database_, sealer_, in, now_); });
  ASSERT_TRUE(made);
  EXPECT_EQ(made->secret.reveal().size(), 24U);
  const auto stored = database_->read([&](db::Tx &tx) {
    return tx.one<std::string>("select secret_sealed from access_server where id = $1", made->access_server.id);
  });
  EXPECT_EQ(stored.find(made->secret.reveal()), std::string::npos);
  EXPECT_TRUE(sealer_.open(stored, access_server_secret_purpose)->equals(made->secret.reveal()));
}

TEST_P(AccessServers, stay_for_the_sake_of_their_sessions) {
  const auto other =
      database_->write([&](db::Tx &tx) { return create_access_server(tx, *database_, sealer_, good(), now_); });
  ASSERT_TRUE(other);
  account({record(AccountingKind::start, person("anna"), "1", 0)});
  database_->write([&](db::Tx &tx) {
    EXPECT_EQ(find_access_server(tx, server_)->sessions_online, 1);
    ASSERT_TRUE(remove_access_server(tx, server_));
    ASSERT_TRUE(remove_access_server(tx, other->access_server.id));
    EXPECT_FALSE(find_access_server(tx, server_)->enabled);
    EXPECT_EQ(find_access_server(tx, other->access_server.id).error().code, "access_server_unknown");
  });
}

class Pools : public NetworkPlace {};
RUN_ON_BOTH_ENGINES(Pools);

TEST_P(Pools, do_not_overlap) {
  database_->write([&](db::Tx &tx) {
    const auto code = [&](std::string first, std::string last) {
      const auto made = create_pool(tx, *database_, {"new", PoolPurpose::service, std::move(first), std::move(last)});
      return made ? std::string("made") : made.error().code;
    };
    EXPECT_EQ(code("100.64.0.4", "100.64.0.9"), "pools_overlap");
    EXPECT_EQ(code("100.63.0.0", "100.65.0.0"), "pools_overlap");
    EXPECT_EQ(code("100.64.0.9", "100.64.0.5"), "range_reversed");
    EXPECT_EQ(code("100.64.0", "100.64.0.5"), "not_an_address");
    EXPECT_EQ(code("11.0.0.0", "12.0.0.0"), "pool_too_large");
    EXPECT_EQ(code("100.64.0.5", "100.64.0.9"), "made");
    EXPECT_EQ(code("100.64.1.5", "100.64.1.9"), "name_taken");
  });
}

TEST_P(Pools, keep_the_addresses_that_are_leased) {
  const Person anna = person("anna");
  database_->write([&](db::Tx &tx) {
    ASSERT_TRUE(insert_lease(tx, pool_, "100.64.0.3", anna.service, now_));
    EXPECT_EQ(find_pool(tx, pool_)->leased, 1);
    EXPECT_EQ(find_pool(tx, pool_)->size, 4);
    PoolEdit edit;
    edit.last_address = std::string("100.64.0.2");
    EXPECT_EQ(edit_pool(tx, pool_, edit).error().code, "address_in_use");
    edit.last_address = std::string("100.64.0.3");
    EXPECT_EQ(edit_pool(tx, pool_, edit)->size, 3);
    EXPECT_EQ(delete_pool(tx, pool_).error().code, "pool_in_use");
    AccessServerEdit detach;
    detach.pool_id = std::optional<PoolId>();
    ASSERT_TRUE(edit_access_server(tx, sealer_, server_, detach));
    EXPECT_EQ(delete_pool(tx, pool_).error().code, "addresses_leased");
    tx.exec("delete from address_lease");
    EXPECT_TRUE(delete_pool(tx, pool_));
  });
}

TEST_P(Pools, give_way_to_a_static_address_of_the_same_service_only) {
  const Person anna = person("anna"), bert = person("bert");
  database_->write([&](db::Tx &tx) { ASSERT_TRUE(insert_lease(tx, pool_, "100.64.0.3", anna.service, now_)); });
  const auto give = [&](const Person &who) {
    return database_->write([&](db::Tx &tx) {
      subscribers::ServiceEdit edit;
      edit.static_address = std::optional<std::string>("100.64.0.3");
      return edit_service(tx, *database_, sealer_, who.service, edit, {now_, today(), "Ann"});
    });
  };
  EXPECT_EQ(give(bert).error().code, "address_leased");
  EXPECT_TRUE(give(anna));
  database_->read([&](db::Tx &tx) { EXPECT_EQ(verify_network(tx, today()), std::vector<std::string>()); });
}

} // namespace
} // namespace demarc::network
