// Months that one legal entity closes by itself. On both engines.
#include "ledger/close_month.h"
#include "ledger/seal_journal.h"
#include "tests/billing/tampering.h"
#include "tests/billing/two_entities.h"

#include <thread>

namespace demarc::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class MonthsOfEntities : public TwoEntities {};
RUN_ON_BOTH_ENGINES(MonthsOfEntities);

// Decision 0028: the months of one close alone, and take nothing more; the other's take entries still.
TEST_P(MonthsOfEntities, close_their_months_by_themselves) {
  const CustomerId ann = customer("Ann", home, "DE"), eva = customer("Eva", austria, "AT");
  office.sell(ann, "ann", fiber);
  office.sell(eva, "eva", fiber);
  office.run();
  const auto close = [&](const std::string &month, std::optional<LegalEntityId> of) -> std::string {
    return database->write([&](db::Tx &tx) -> std::string {
      const auto closed =
          ledger::close_month(tx, *database, {month, of}, office.today(), office.clock().now(), "Berta");
      return closed ? closed->is_closed ? "closed" : "open" : closed.error().code;
    });
  };
  const auto months = [&](std::optional<LegalEntityId> of) {
    return database->read([&](db::Tx &tx) { return ledger::list_months(tx, office.today(), of); });
  };
  office.go_to(Date::of(2026, 2, 10));
  EXPECT_EQ(months(home).at(1).entries, 1);
  EXPECT_EQ(months(std::nullopt).at(1).entries, 2);
  EXPECT_EQ(close("2026-02", austria), "month_not_over");
  EXPECT_EQ(close("2026-01", LegalEntityId(77)), "legal_entity_unknown");
  EXPECT_EQ(close("2026-01", austria), "closed");
  EXPECT_EQ(close("2026-01", austria), "month_is_closed");
  EXPECT_TRUE(months(austria).at(1).is_closed);
  EXPECT_EQ(months(austria).at(1).closed_by, "Berta");
  EXPECT_FALSE(months(home).at(1).is_closed);
  EXPECT_TRUE(months(home).at(1).can_close);
  EXPECT_FALSE(months(std::nullopt).at(1).is_closed);
  EXPECT_THAT(months(std::nullopt).at(1).closed_for, ElementsAre(austria));
  EXPECT_EQ(total(reports::ReportName::revenue_by_plan, "earned", home), 3100) << "January is earned for all";

  // Money of January that comes to light: with the one it stands in January, with the other in February.
  const auto day_of = [&](CustomerId id) {
    return database->write([&](db::Tx &tx) {
      const Money amount = Money::minor(500, Currency::of("EUR"));
      ledger::post(tx, *database,
                   {Date::of(2026, 1, 20), "test", "test", 1, id, "", {{"1000", amount}, {"1020", -amount}}},
                   office.clock().now());
      return tx.one<std::string>("select entry_date from journal_entry where id = (select max(id) from journal_entry)");
    });
  };
  EXPECT_EQ(day_of(ann), "2026-01-20");
  EXPECT_EQ(day_of(eva), "2026-02-01");
  for (const auto &[entity, is_taken] : {std::pair("null", true), {"1", true}, {"2", false}}) {
    const std::string sql =
        fmt::format("insert into journal_entry (id, entry_date, kind, ref_kind, ref_id, customer_id, memo,"
                    " created_at, legal_entity_id) values (999999, '2026-01-31', 'x', 'x', 0, null, '', 0, {})",
                    entity);
    bool taken = false;
    try {
      database->write([&](db::Tx &tx) {
        tx.exec(sql);
        taken = tx.one<std::int64_t>("select count(*) from journal_entry where id = 999999") == 1;
        throw std::runtime_error("take it back");
      });
    } catch (const std::runtime_error &) { // and db::Error
    }
    EXPECT_EQ(taken, is_taken) << entity;
  }
  for (const char *sql : {"update ledger_month_of set closed_by = ''", "delete from ledger_month_of"})
    EXPECT_THROW(database->write([&](db::Tx &tx) { tx.exec(sql); }), db::Error) << sql;

  // A credit note of January by the entity that closed it stands in February too; the invoices of February are dated
  // then.
  void_first(eva);
  office.run();
  ledger::seal_journal(*database);
  EXPECT_THAT(problems(), IsEmpty());

  // All together: who closed alone is not closed a second time, and may be further again.
  office.go_to(Date::of(2026, 4, 10));
  office.run();
  EXPECT_EQ(close("2026-01", std::nullopt), "closed");
  EXPECT_THAT(months(std::nullopt).back().closed_for, IsEmpty());
  EXPECT_EQ(close("2026-03", home), "closed") << "February with it";
  EXPECT_TRUE(months(home).at(2).is_closed);
  EXPECT_FALSE(months(austria).at(2).is_closed);
  EXPECT_EQ(close("2026-03", std::nullopt), "closed");
  EXPECT_EQ(close("2026-03", austria), "month_is_closed");
  EXPECT_THAT(problems(), IsEmpty());
  let_everything_be_changed(*database);
  database->write([](db::Tx &tx) { tx.exec("update ledger_month_of set chain_hash = 'x' where legal_entity_id = 2"); });
  EXPECT_THAT(problems(), ::testing::Contains(
                              ::testing::StartsWith("closed_months_keep_their_seal: when 2026-01 of legal entity 2")));
}

TEST_P(MonthsOfEntities, that_close_while_the_other_posts_take_no_entry_after) {
  const CustomerId ann = customer("Ann", home, "DE"), eva = customer("Eva", austria, "AT");
  office.sell(eva, "eva", fiber);
  office.run();
  office.go_to(Date::of(2026, 2, 10));
  const auto other = place.open();
  std::thread posting([&] {
    for (int n = 0; n < 40; ++n)
      other->write([&](db::Tx &tx) {
        const Money amount = Money::minor(n + 1, Currency::of("EUR"));
        for (const CustomerId id : {ann, eva})
          ledger::post(tx, *other,
                       {Date::of(2026, 1, 20), "test", "test", n, id, "", {{"1000", amount}, {"1020", -amount}}},
                       office.clock().now());
      });
  });
  database->write([&](db::Tx &tx) {
    EXPECT_TRUE(
        ledger::close_month(tx, *database, {"2026-01", austria}, office.today(), office.clock().now(), "Berta"));
  });
  posting.join();
  ledger::seal_journal(*database);
  EXPECT_EQ(office.count("select count(*) from journal_entry where kind = 'test'"), 80);
  EXPECT_EQ(office.count("select count(*) from journal_entry where kind = 'test' and entry_date <> '2026-01-20' and"
                         " coalesce(legal_entity_id, 1) = 1"),
            0);
  EXPECT_THAT(problems(), IsEmpty());
}

} // namespace
} // namespace demarc::testing
