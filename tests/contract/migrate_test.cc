// platform/db/migrate.h, on both engines.
#include "platform/db/migrate.h"

#include "tests/contract/contract.h"

#include <thread>

namespace demarc {
namespace {

using db::Migration;
using db::Tx;
using testing::Contract;

constexpr Instant noon = Instant::from_seconds(1'767'268'800);

class MigrateContract : public Contract {
protected:
  std::unique_ptr<db::Database> database = place.open();
  const std::vector<Migration> two{{0, "first", "create table a (id bigint); create table b (id bigint);",
                                    "create table a (id bigint); create table b (id bigint);"},
                                   {3, "second", "insert into a values (1);", "insert into a values (1), (2);"}};

  std::string refusal(const std::vector<Migration> &migrations) {
    const auto outcome = db::migrate(*database, noon, {}, migrations);
    return outcome ? "accepted" : outcome.error().code;
  }
  std::int64_t rows_of_a() {
    return database->read([](Tx &tx) { return tx.one<std::int64_t>("select count(*) as n from a"); });
  }
};
RUN_ON_BOTH_ENGINES(MigrateContract);

TEST_P(MigrateContract, the_whole_schema_can_be_made_and_is_made_once) {
  ASSERT_FALSE(db::built_in_migrations().empty());
  std::vector<std::string> told;
  const auto first = db::migrate(*database, noon, [&](std::string_view name) { told.emplace_back(name); });
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(first->size(), db::built_in_migrations().size());
  EXPECT_EQ(first->front(), "0000_platform");
  EXPECT_EQ(told, *first);
  const auto second = db::migrate(*database, noon);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->empty());
  for (const auto &one : db::migration_status(*database)) {
    EXPECT_EQ(one.applied_at, noon);
    EXPECT_FALSE(one.changed);
    EXPECT_FALSE(one.unknown);
  }
}

TEST_P(MigrateContract, each_engine_gets_its_text_in_order) {
  auto status = db::migration_status(*database, two);
  ASSERT_EQ(status.size(), 2U);
  EXPECT_EQ(status[0].applied_at, std::nullopt);
  EXPECT_EQ(*db::migrate(*database, noon, {}, two), (std::vector<std::string>{"0000_first", "0003_second"}));
  EXPECT_EQ(rows_of_a(), on_sqlite() ? 1 : 2);
}

// The test databases on PostgreSQL are made with an English locale, where a < B < é < Z.
TEST_P(MigrateContract, text_is_ordered_by_its_bytes) {
  const std::string_view sql = "create table named (name text not null); create index named_by_name on named (name);"
                               "insert into named values ('a'), ('B'), ('\xc3\xa9'), ('Z'), ('b-1'), ('b1'), ('b-2');";
  ASSERT_TRUE(db::migrate(*database, noon, {}, std::vector{Migration{0, "named", sql, sql}}));
  const auto names = [&](const char *question) {
    return database->read([&](Tx &tx) { return tx.all<std::string>(question); });
  };
  EXPECT_EQ(names("select name from named order by name"),
            (std::vector<std::string>{"B", "Z", "a", "b-1", "b-2", "b1", "\xc3\xa9"}));
  EXPECT_EQ(names("select name from named where name >= 'b-' and name < 'b-\xf4\x8f\xbf\xbf' order by name"),
            (std::vector<std::string>{"b-1", "b-2"}));
}

TEST_P(MigrateContract, a_changed_file_is_refused) {
  ASSERT_EQ(refusal(two), "accepted");
  auto changed = two;
  changed[0].sqlite = changed[0].postgres = "create table a (id bigint);";
  changed.push_back({4, "third", "insert into a values (9)", "insert into a values (9)"});
  EXPECT_EQ(refusal(changed), "migration_changed");
  EXPECT_TRUE(db::migration_status(*database, changed)[0].changed);
  EXPECT_EQ(rows_of_a(), on_sqlite() ? 1 : 2);
}

TEST_P(MigrateContract, a_newer_database_is_refused) {
  ASSERT_EQ(refusal(two), "accepted");
  EXPECT_EQ(refusal({two[0]}), "database_newer");
  EXPECT_TRUE(db::migration_status(*database, std::vector{two[0]})[1].unknown);
}

TEST_P(MigrateContract, a_file_slipped_in_between_is_refused) {
  ASSERT_EQ(refusal(two), "accepted");
  EXPECT_EQ(refusal({two[0], {2, "late", "insert into a values (9)", "insert into a values (9)"}, two[1]}),
            "migration_missing");
}

TEST_P(MigrateContract, a_file_that_fails_leaves_nothing_of_itself) {
  auto broken = two;
  broken[1].sqlite = broken[1].postgres = "insert into a values (1); insert into nowhere values (1);";
  EXPECT_THROW(static_cast<void>(db::migrate(*database, noon, {}, broken)), db::Error);
  EXPECT_EQ(rows_of_a(), 0);
  EXPECT_EQ(*db::migrate(*database, noon, {}, two), (std::vector<std::string>{"0003_second"}));
}

TEST_P(MigrateContract, several_nodes_may_migrate_at_once) {
  std::atomic<int> applied = 0;
  std::vector<std::thread> nodes;
  for (int i = 0; i < 4; ++i)
    nodes.emplace_back([&] {
      const auto own = place.open();
      const auto outcome = db::migrate(*own, noon);
      ASSERT_TRUE(outcome) << outcome.error().detail;
      applied += static_cast<int>(outcome->size());
    });
  for (auto &node : nodes)
    node.join();
  EXPECT_EQ(applied, static_cast<int>(db::built_in_migrations().size()));
}

} // namespace
} // namespace demarc
