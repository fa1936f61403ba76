// The interface of platform/db/db.h, on both engines.
#include "tests/contract/contract.h"

#include <atomic>
#include <fmt/format.h>
#include <thread>

namespace demarc {
namespace {

using db::Error;
using db::Tx;
using testing::Contract;

using ThingId = StrongId<struct ThingTag>;
enum class Colour { red, deep_blue };
BOOST_DESCRIBE_ENUM(Colour, red, deep_blue)

struct Everything {
  std::int64_t number = 0;
  int small = 0;
  bool flag = false;
  std::string text;
  Instant at;
  Date day = Date::of(2026, 1, 1);
  Percent percent;
  Currency currency = Currency::of("EUR");
  ThingId thing;
  Colour colour = Colour::red;
  std::optional<std::int64_t> maybe_number;
  std::optional<std::string> maybe_text;
  std::optional<Instant> maybe_at;
  std::optional<Date> maybe_day;
  std::optional<ThingId> maybe_thing;
  std::optional<Colour> maybe_colour;
  bool operator==(const Everything &) const = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (number, small, flag, text, at, day, percent, currency, thing, colour, maybe_number, maybe_text,
                       maybe_at, maybe_day, maybe_thing, maybe_colour))

constexpr const char *make_everything_sql =
    "create table everything (number bigint primary key, small bigint not null, flag bigint not null, text text not "
    "null, "
    "at bigint not null, day text not null, percent bigint not null, currency text not null, thing bigint not null, "
    "colour text not null, maybe_number bigint, maybe_text text, maybe_at bigint, maybe_day text, maybe_thing bigint, "
    "maybe_colour text)";
constexpr const char *all_everything_sql =
    "select number, small, flag, text, at, day, percent, currency, thing, colour, maybe_number, maybe_text, maybe_at, "
    "maybe_day, maybe_thing, maybe_colour from everything order by number";

Everything full() {
  return {.number = INT64_MAX,
          .small = -7,
          .flag = true,
          .text = "Zoë said: \"tab\there\", new\nline, back\\slash, \\N, 'quote', \r, 雪, 🛰",
          .at = Instant{1'767'225'600'123'456},
          .day = Date::of(2024, 2, 29),
          .percent = Percent{190'000},
          .currency = Currency::of("KWD"),
          .thing = ThingId(42),
          .colour = Colour::deep_blue,
          .maybe_number = INT64_MIN,
          .maybe_text = "",
          .maybe_at = Instant{-1},
          .maybe_day = Date::of(1999, 12, 31),
          .maybe_thing = ThingId(1),
          .maybe_colour = Colour::red};
}

struct Item {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::string> note;
  bool operator==(const Item &) const = default;
};
BOOST_DESCRIBE_STRUCT(Item, (), (id, name, note))

class DbContract : public Contract {
protected:
  std::unique_ptr<db::Database> database = place.open();

  void make_items() {
    database->write([](Tx &tx) {
      tx.exec("create table item (id bigint primary key, name text not null, note text)");
      tx.exec("create unique index item_name on item (name)");
    });
  }
  std::int64_t count_items() {
    return database->read([](Tx &tx) { return tx.one<std::int64_t>("select count(*) as n from item"); });
  }
  Error::Kind kind_of(const std::function<void(Tx &)> &work) {
    try {
      database->write([&](Tx &tx) { work(tx); });
    } catch (const Error &error) {
      last_constraint = error.constraint();
      return error.kind();
    }
    ADD_FAILURE() << "nothing was thrown";
    return Error::Kind::other;
  }
  std::string last_constraint;
};
RUN_ON_BOTH_ENGINES(DbContract);

TEST_P(DbContract, every_type_comes_back_as_it_went) {
  database->write([](Tx &tx) { tx.exec(make_everything_sql); });
  const Everything first = full();
  const Everything nulls{.number = 1, .text = "only what must be", .thing = ThingId(2)};
  // One row goes another way than several.
  database->write([&](Tx &tx) { tx.insert("everything", first); });
  EXPECT_EQ(database->read([](Tx &tx) { return tx.all<Everything>(all_everything_sql); }), std::vector{first});
  database->write([&](Tx &tx) {
    EXPECT_EQ(tx.exec_counted("delete from everything"), 1);
    tx.insert_many("everything", std::vector{first, nulls});
  });
  EXPECT_EQ(database->read([](Tx &tx) { return tx.all<Everything>(all_everything_sql); }), (std::vector{nulls, first}));
}

TEST_P(DbContract, arguments_find_columns_of_their_type) {
  database->write([](Tx &tx) { tx.exec(make_everything_sql); });
  const Everything row = full();
  database->write([&](Tx &tx) { tx.insert("everything", row); });
  database->read([&](Tx &tx) {
    EXPECT_EQ(
        tx.one<std::int64_t>("select count(*) as n from everything where number = $1 and text = $2 and colour = $3 "
                             "and day = $4 and at = $5 and thing = $6 and flag = $7 and maybe_text = $8",
                             row.number, row.text, row.colour, row.day, row.at, row.thing, row.flag, row.maybe_text),
        1);
    // The filter that stores write most, with and without a value.
    const char *const filter =
        "select count(*) as n from everything where ($1 is null or text = $1) and ($2 is null or thing = $2)";
    EXPECT_EQ(tx.one<std::int64_t>(filter, std::optional<std::string>(), std::optional<ThingId>()), 1);
    EXPECT_EQ(tx.one<std::int64_t>(filter, std::optional<std::string>(row.text), std::optional(row.thing)), 1);
    EXPECT_EQ(tx.one<std::int64_t>(filter, std::optional<std::string>("other"), std::optional<ThingId>()), 0);
    EXPECT_EQ(tx.one<std::int64_t>(filter, std::optional<std::string>(), std::optional(ThingId(7))), 0);
    // Parameters in any order and more than once; computed integers; the limit.
    EXPECT_EQ(tx.one<std::int64_t>("select $2 - $1 + $2 as n", 3, 10), 17);
    EXPECT_EQ(tx.one<std::int64_t>("select coalesce(sum(small), 0) as n from everything"), -7);
    EXPECT_EQ(tx.one<bool>("select count(*) > 0 as n from everything"), true);
    EXPECT_EQ(tx.one<std::int64_t>("select greatest(small, $1, 2) as n from everything", 3), 3);
    EXPECT_EQ(tx.one<std::int64_t>("select least(small, $1, 2) as n from everything", 3), -7);
    EXPECT_EQ(tx.all<std::string>("select text from everything limit $1", 1).size(), 1U);
    EXPECT_EQ(tx.one<std::int64_t>("select count(*) as n from everything where text like $1", "zoë%"), 0);
    EXPECT_EQ(tx.one<std::int64_t>("select count(*) as n from everything where text like $1", "Zoë%"), 1);
  });
  database->write([&](Tx &tx) {
    EXPECT_EQ(tx.exec_counted("update everything set maybe_number = $1, maybe_text = $2, maybe_day = $3",
                              std::optional<std::int64_t>(), std::optional<std::string>(), std::nullopt),
              1);
    EXPECT_EQ(
        tx.one<std::int64_t>("select count(*) as n from everything where maybe_number is null and maybe_text is null "
                             "and maybe_day is null"),
        1);
  });
}

TEST_P(DbContract, lists_of_ids_and_texts_are_one_argument) {
  make_items();
  database->write([](Tx &tx) {
    tx.insert_many("item", std::vector<Item>{{1, "plain", {}},
                                             {2, "with \"quotes\", {braces}, \\ and\nline", {}},
                                             {3, "NULL", {}},
                                             {4, "", {}}});
    const char *const by_id = "select id from item where id = any($1::bigint[]) order by id";
    EXPECT_EQ(tx.all<std::int64_t>(by_id, db::id_list(tx, std::vector<std::int64_t>{3, 1, 99})),
              (std::vector<std::int64_t>{1, 3}));
    EXPECT_EQ(tx.all<std::int64_t>(by_id, db::id_list(tx, std::vector{ThingId(2)})), (std::vector<std::int64_t>{2}));
    EXPECT_TRUE(tx.all<std::int64_t>(by_id, db::id_list(tx, std::vector<ThingId>{})).empty());
    EXPECT_EQ(tx.all<std::int64_t>("select id from item where id <> all($1::bigint[]) order by id",
                                   db::id_list(tx, std::vector<std::int64_t>{1, 2})),
              (std::vector<std::int64_t>{3, 4}));
    EXPECT_EQ(tx.all<std::int64_t>(
                  "select id from item where name = any($1::text[]) order by id for update skip locked",
                  db::text_list(tx, std::vector<std::string>{"with \"quotes\", {braces}, \\ and\nline", "NULL", ""})),
              (std::vector<std::int64_t>{2, 3, 4}));
  });
}

TEST_P(DbContract, exec_answers_the_rows_it_changed) {
  make_items();
  database->write([](Tx &tx) {
    EXPECT_EQ(tx.exec_counted("insert into item (id, name) values (1, 'a'), (2, 'b'), (3, 'c')"), 3);
    EXPECT_EQ(tx.exec_counted("update item set note = 'x' where id >= $1", 2), 2);
    EXPECT_EQ(tx.exec_counted("select id from item"), 0);
    EXPECT_EQ(tx.exec_counted("create table another (id bigint)"), 0);
    EXPECT_EQ(tx.exec_counted("delete from item where id = 99"), 0);
    EXPECT_EQ(tx.exec_counted("insert into item (id, name) values (1, 'a') on conflict (id) do nothing"), 0);
  });
}

TEST_P(DbContract, returning_and_one_and_maybe) {
  make_items();
  database->write([](Tx &tx) {
    EXPECT_EQ(tx.one<Item>("insert into item (id, name) values ($1, $2) returning id, name, note", 5, "five"),
              (Item{5, "five", {}}));
    EXPECT_EQ(tx.maybe<std::string>("select name from item where id = $1", 6), std::nullopt);
    EXPECT_THROW(static_cast<void>(tx.one<std::string>("select name from item where id = $1", 6)), Error);
  });
  EXPECT_EQ(count_items(), 1);
}

TEST_P(DbContract, a_statement_that_does_not_fit_the_struct_says_so) {
  make_items();
  const auto complaint = [&](const char *sql) -> std::string {
    try {
      database->read([&](Tx &tx) { return tx.all<Item>(sql).size(); });
    } catch (const std::logic_error &error) {
      return error.what();
    }
    return "no complaint";
  };
  EXPECT_NE(complaint("select id, note, name from item").find("(id, note, name), the struct wants (id, name, note)"),
            std::string::npos);
  EXPECT_NE(complaint("select id, name from item"), "no complaint");
  EXPECT_EQ(complaint("select id, name, note from item"), "no complaint");
  EXPECT_THROW(database->read([](Tx &tx) { return tx.all<std::int64_t>("select id, name from item").size(); }),
               std::logic_error);
}

TEST_P(DbContract, a_cell_that_the_type_cannot_hold_is_an_error) {
  const auto fails = [&](auto wanted, const char *sql) {
    EXPECT_THROW(database->read([&](Tx &tx) { return tx.one<decltype(wanted)>(sql); }), Error) << sql;
  };
  fails(std::int64_t{}, "select 'abc' as x");
  fails(std::int64_t{}, "select null as x");
  fails(int{}, "select 2147483648 as x");
  fails(std::string{}, "select null as x");
  fails(Date::of(2026, 1, 1), "select '2026-13-01' as x");
  fails(Colour::red, "select 'green' as x");
}

TEST_P(DbContract, text_must_be_utf8_without_nul) {
  make_items();
  for (const std::string &bad : {std::string("a\0b", 3), std::string("\xff"), std::string("\xc3"),
                                 std::string("\xed\xa0\x80"), std::string("\xc0\xaf")}) {
    EXPECT_EQ(kind_of([&](Tx &tx) { tx.exec("insert into item (id, name) values (1, $1)", bad); }), Error::Kind::other);
    EXPECT_EQ(kind_of([&](Tx &tx) {
                tx.insert_many("item", std::vector<Item>{{1, "ok", {}}, {2, bad, {}}});
              }),
              Error::Kind::other);
  }
  EXPECT_EQ(count_items(), 0);
}

TEST_P(DbContract, a_refused_operation_leaves_no_trace) {
  make_items();
  int ran = 0;
  const auto refused = database->write([&](Tx &tx) -> Outcome<int> {
    tx.exec("insert into item (id, name) values (1, 'a')");
    tx.after_commit([&] { ++ran; });
    return refuse("no", "not today");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "no");
  EXPECT_THROW(database->write([&](Tx &tx) {
    tx.exec("insert into item (id, name) values (1, 'a')");
    tx.after_commit([&] { ++ran; });
    throw std::runtime_error("broken");
  }),
               std::runtime_error);
  EXPECT_EQ(count_items(), 0);
  EXPECT_EQ(ran, 0);
  const auto accepted = database->write([&](Tx &tx) -> Outcome<int> {
    tx.exec("insert into item (id, name) values (1, 'a')");
    tx.after_commit([&] {
      ++ran;
      EXPECT_EQ(count_items(), 1); // a transaction may be begun here
    });
    return 5;
  });
  EXPECT_EQ(accepted, 5);
  EXPECT_EQ(ran, 1);
}

TEST_P(DbContract, an_action_that_fails_after_the_commit_does_not_fail_the_commit) {
  make_items();
  int ran = 0;
  database->write([&](Tx &tx) {
    tx.exec("insert into item (id, name) values (1, 'a')");
    tx.after_commit([] { throw std::runtime_error("as the test wants it"); });
    tx.after_commit([&] { ++ran; });
  });
  EXPECT_EQ(count_items(), 1);
  EXPECT_EQ(ran, 1);
}

TEST_P(DbContract, violations_name_their_constraint) {
  database->write([](Tx &tx) {
    tx.exec("create table parent (id bigint primary key, code text unique, first text, second text, nick text, unique "
            "(first, "
            "second))");
    tx.exec("create unique index parent_by_code_once on parent (second, code) where first is not null");
    tx.exec("create unique index parent_lower on parent (lower(nick))");
    tx.exec("create table child (parent_id bigint not null references parent (id), n bigint not null, positive bigint "
            "check (positive > 0), "
            "primary key (parent_id, n))");
    tx.exec("insert into parent values (1, 'A', 'x', 'y', 'Ann')");
    tx.exec("insert into child values (1, 1, 1)");
  });
  using enum Error::Kind;
  const auto violate = [&](const char *sql) { return kind_of([&](Tx &tx) { tx.exec(sql); }); };
  EXPECT_EQ(violate("insert into parent values (1, 'B', 'p', 'q', 'Bob')"), unique_violation);
  EXPECT_EQ(last_constraint, "parent_pkey");
  EXPECT_EQ(violate("insert into parent values (2, 'A', 'p', 'q', 'Bob')"), unique_violation);
  EXPECT_EQ(last_constraint, "parent_code_key");
  EXPECT_EQ(violate("insert into parent values (2, 'B', 'x', 'y', 'Bob')"), unique_violation);
  EXPECT_EQ(last_constraint, "parent_first_second_key");
  EXPECT_EQ(violate("insert into parent values (2, 'B', 'p', 'q', 'aNN')"), unique_violation);
  EXPECT_EQ(last_constraint, "parent_lower");
  EXPECT_EQ(violate("insert into child values (1, 1, 1)"), unique_violation);
  EXPECT_EQ(last_constraint, "child_pkey");
  EXPECT_EQ(violate("insert into child values (77, 1, 1)"), foreign_key_violation);
  EXPECT_EQ(violate("delete from parent"), foreign_key_violation);
  EXPECT_EQ(violate("insert into child values (1, 2, 0)"), other);
  EXPECT_EQ(violate("insert into child values (1, 3, null), (1, null, 1)"), other);
  EXPECT_EQ(violate("insert into nowhere values (1)"), other);
  // By the bulk path too.
  make_items();
  EXPECT_EQ(kind_of([](Tx &tx) {
              tx.insert_many("item", std::vector<Item>{{1, "same", {}}, {2, "same", {}}});
            }),
            unique_violation);
  EXPECT_EQ(last_constraint, "item_name");
  EXPECT_EQ(kind_of([](Tx &tx) {
              tx.insert_many("item", std::vector<Item>{{1, "a", {}}, {1, "b", {}}});
            }),
            unique_violation);
  EXPECT_EQ(last_constraint, "item_pkey");
  EXPECT_EQ(count_items(), 0);
}

TEST_P(DbContract, after_an_error_the_transaction_is_dead) {
  make_items();
  EXPECT_EQ(kind_of([](Tx &tx) {
              tx.exec("insert into item (id, name) values (1, 'a')");
              EXPECT_THROW(tx.exec_counted("insert into item (id, name) values (1, 'b')"), Error);
              EXPECT_THROW(tx.exec_counted("insert into item (id, name) values (2, 'c')"), Error);
              // Swallowed: the commit must not pretend.
            }),
            Error::Kind::other);
  EXPECT_EQ(count_items(), 0);
  database->write([](Tx &tx) { tx.exec("insert into item (id, name) values (1, 'a')"); }); // the connection lives
  EXPECT_EQ(count_items(), 1);
}

TEST_P(DbContract, a_reading_transaction_cannot_write) {
  make_items();
  EXPECT_THROW(database->read([](Tx &tx) { return tx.exec_counted("insert into item (id, name) values (1, 'a')"); }),
               Error);
  EXPECT_EQ(count_items(), 0);
  database->read([](Tx &tx) {
    EXPECT_FALSE(tx.writable());
    EXPECT_THROW(tx.notify("x", ""), std::logic_error);
  });
}

TEST_P(DbContract, a_transaction_inside_a_transaction_is_refused) {
  make_items();
  EXPECT_THROW(database->write([&](Tx &) { database->write([](Tx &) {}); }), std::logic_error);
  EXPECT_THROW(database->write([&](Tx &) { return count_items(); }), std::logic_error);
  EXPECT_THROW(database->read([&](Tx &) { return count_items(); }), std::logic_error);
  EXPECT_EQ(count_items(), 0);
}

TEST_P(DbContract, a_read_sees_one_moment) {
  make_items();
  database->read([&](Tx &tx) {
    EXPECT_EQ(tx.one<std::int64_t>("select count(*) as n from item"), 0);
    std::thread([&] {
      database->write([](Tx &other) { other.exec("insert into item (id, name) values (1, 'a')"); });
    }).join();
    EXPECT_EQ(tx.one<std::int64_t>("select count(*) as n from item"), 0);
  });
  EXPECT_EQ(count_items(), 1);
}

TEST_P(DbContract, insert_many_takes_a_hundred_thousand_rows) {
  make_items();
  std::vector<Item> items;
  for (int i = 0; i < 100'000; ++i)
    items.push_back(
        {i, "customer\t" + std::to_string(i), i % 3 == 0 ? std::nullopt : std::optional<std::string>("nöte")});
  database->write([&](Tx &tx) { tx.insert_many("item", items); });
  EXPECT_EQ(count_items(), 100'000);
  database->read([&](Tx &tx) {
    EXPECT_EQ(tx.one<std::int64_t>("select count(*) as n from item where note is null"), 33'334);
    // Row by row, with other statements in between.
    std::int64_t seen = 0;
    tx.each<Item>(
        "select id, name, note from item where id >= $1 order by id",
        [&](const Item &item) {
          ASSERT_EQ(item, items[static_cast<std::size_t>(item.id)]);
          if (item.id % 10'000 == 0) {
            EXPECT_EQ(tx.one<std::string>("select name from item where id = $1", item.id), item.name);
          }
          ++seen;
        },
        1'000);
    EXPECT_EQ(seen, 99'000);
    // The same statement while it is being read.
    int pairs = 0;
    tx.each<std::int64_t>("select id from item where id < 5", [&](std::int64_t) {
      tx.each<std::int64_t>("select id from item where id < 5", [&](std::int64_t) { ++pairs; });
    });
    EXPECT_EQ(pairs, 25);
  });
}

TEST_P(DbContract, writers_and_readers_on_many_threads_lose_nothing) {
  make_items();
  database->write([](Tx &tx) { tx.exec("insert into item (id, name) values (0, '0')"); });
  constexpr int threads = 8, rounds = 40;
  std::atomic<int> torn = 0;
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      for (int i = 0; i < rounds; ++i) {
        database->write([&](Tx &tx) {
          const auto sum = tx.one<std::string>("select name from item where id = 0 for update");
          tx.exec("update item set name = $1 where id = 0", std::to_string(std::stoi(sum) + 1));
          const std::int64_t id = 1 + t * rounds + i;
          tx.insert_many("item", std::vector<Item>{{id * 2, std::to_string(id) + "a", {}},
                                                   {id * 2 + 1, std::to_string(id) + "b", {}}});
        });
        if (count_items() % 2 != 1) // pairs, and the one that counts
          ++torn;
      }
    });
  for (auto &thread : running)
    thread.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(count_items(), 1 + 2 * threads * rounds);
  EXPECT_EQ(database->read([](Tx &tx) { return tx.one<std::string>("select name from item where id = 0"); }),
            std::to_string(threads * rounds));
}

TEST_P(DbContract, more_threads_than_connections_wait_their_turn) {
  const auto narrow = place.open({.connections = 2});
  std::atomic<int> inside = 0, most = 0, done = 0;
  std::vector<std::thread> running;
  for (int t = 0; t < 12; ++t)
    running.emplace_back([&] {
      narrow->read([&](Tx &tx) {
        const int now = ++inside;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        EXPECT_EQ(tx.one<std::int64_t>("select 1 as n"), 1);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        --inside;
      });
      ++done;
    });
  for (auto &thread : running)
    thread.join();
  EXPECT_EQ(done, 12);
  EXPECT_EQ(most, 2);
}

TEST_P(DbContract, many_different_statements_do_not_pile_up) {
  make_items();
  database->write([](Tx &tx) {
    for (int i = 0; i < 1200; ++i)
      EXPECT_EQ(tx.one<std::int64_t>(fmt::format("select {} as n", i)), i);
  });
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(count_items(), 0);
}

TEST_P(DbContract, wrong_numbers_of_arguments_are_noticed) {
  make_items();
  EXPECT_ANY_THROW(database->write([](Tx &tx) { tx.exec("update item set name = $1 where id = $2", "a"); }));
  EXPECT_ANY_THROW(database->write([](Tx &tx) { tx.exec("update item set name = $1", "a", 1); }));
  EXPECT_ANY_THROW(database->write([](Tx &tx) { tx.exec("delete from item; delete from item"); }));
}

TEST_P(DbContract, opening_what_is_not_there_tells_why) {
  const std::string url = on_sqlite() ? "sqlite:" + place.url().substr(7) + ".missing/x.db" : place.url() + "_missing";
  try {
    static_cast<void>(db::Database::open(url));
    FAIL() << "it opened";
  } catch (const Error &error) {
    EXPECT_NE(std::string(error.what()).find(on_sqlite() ? "unable to open" : "does not exist"), std::string::npos)
        << error.what();
  }
  EXPECT_THROW(static_cast<void>(db::Database::open("mysql://x")), Error);
  EXPECT_THROW(static_cast<void>(db::Database::open("sqlite:")), Error);
}

class PostgresOnly : public Contract {};
INSTANTIATE_TEST_SUITE_P(on, PostgresOnly, ::testing::Values(db::Engine::postgres),
                         [](const auto &) { return std::string("postgres"); });

void cut_all_other_connections(const testing::TestDatabase &place) {
  const auto other = place.open({.connections = 1});
  other->write([](Tx &tx) {
    tx.exec("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> "
            "pg_backend_pid()");
  });
}

TEST_P(PostgresOnly, broken_connections_are_replaced_between_transactions) {
  const auto database = place.open_migrated();
  const auto one = [](Tx &tx) { return tx.one<std::int64_t>("select 1 as n"); };
  const std::int64_t id = database->next_id("x");
  EXPECT_EQ(database->read(one), 1);
  cut_all_other_connections(place);
  EXPECT_EQ(database->read(one), 1);
  for (int i = 0; i < 150; ++i) // over the end of the block
    EXPECT_GT(database->next_id("x"), id);
}

TEST_P(PostgresOnly, a_connection_that_breaks_inside_a_transaction_is_retryable) {
  const auto database = place.open();
  bool broke = false;
  try {
    database->write([&](Tx &tx) {
      tx.exec("create table lost (id bigint)");
      cut_all_other_connections(place);
      tx.exec("insert into lost values (1)");
    });
  } catch (const Error &error) {
    broke = true;
    EXPECT_EQ(error.kind(), Error::Kind::retryable) << error.what();
  }
  EXPECT_TRUE(broke);
  EXPECT_EQ(database->read([](Tx &tx) {
    return tx.one<std::int64_t>("select count(*) as n from pg_tables where tablename = 'lost'");
  }),
            0);
}

TEST_P(DbContract, what_is_not_answered_is_done_in_its_turn) {
  database->write([](Tx &tx) {
    tx.exec("create table turn (id bigint primary key, n bigint)");
    tx.exec("insert into turn (id, n) values (1, 0)");
    for (int i = 1; i <= 250; ++i) // more than wait at once
      tx.exec("update turn set n = n * 2 + $1 where n < 1000000", i % 2);
    EXPECT_EQ(tx.one<std::int64_t>("select n from turn"), 1398101); // 10101… in binary
    tx.exec("update turn set n = 7");
  });
  EXPECT_EQ(database->read([](Tx &tx) { return tx.one<std::int64_t>("select n from turn"); }), 7);
  // A failure comes out at the next answer or at the commit, whichever is first, and nothing stays.
  EXPECT_THROW(database->write([](Tx &tx) {
    tx.exec("update turn set n = 8");
    tx.exec("insert into turn (id, n) values (1, 0)");
  }),
               Error);
  bool went_on = false;
  EXPECT_THROW(database->write([&](Tx &tx) {
    tx.exec("update turn set n = 9");
    tx.exec("insert into turn (id, n) values (1, 0)");
    tx.one<std::int64_t>("select n from turn");
    went_on = true;
  }),
               Error);
  EXPECT_FALSE(went_on);
  EXPECT_EQ(database->read([](Tx &tx) { return tx.one<std::int64_t>("select n from turn"); }), 7);
}

TEST_P(PostgresOnly, a_deadlock_is_retryable) {
  const auto database = place.open();
  database->write([](Tx &tx) {
    tx.exec("create table pair (id bigint primary key, n bigint)");
    tx.exec("insert into pair values (1, 0), (2, 0)");
  });
  std::atomic<int> holding = 0, deadlocks = 0;
  const auto lock_both = [&](int first, int second) {
    try {
      database->write([&](Tx &tx) {
        tx.exec_counted("update pair set n = n + 1 where id = $1", first); // its answer is waited for: it is done
        ++holding;
        while (holding < 2)
          std::this_thread::yield();
        tx.exec("update pair set n = n + 1 where id = $1", second);
      });
    } catch (const Error &error) {
      EXPECT_EQ(error.kind(), Error::Kind::retryable) << error.what();
      ++deadlocks;
    }
  };
  std::thread other([&] { lock_both(2, 1); });
  lock_both(1, 2);
  other.join();
  EXPECT_EQ(deadlocks, 1);
}

TEST_P(PostgresOnly, a_changed_schema_under_a_prepared_statement_is_retryable) {
  const auto database = place.open({.connections = 1});
  database->write([](Tx &tx) { tx.exec("create table t (id bigint)"); });
  const auto select = [](Tx &tx) { return tx.exec_counted("select * from t"); };
  database->read(select);
  database->write([](Tx &tx) { tx.exec("alter table t add column name text"); });
  try {
    database->read(select);
    FAIL() << "the server changed its ways";
  } catch (const Error &error) {
    EXPECT_EQ(error.kind(), Error::Kind::retryable) << error.what();
  }
  EXPECT_EQ(database->read(select), 0);
}

} // namespace
} // namespace demarc
