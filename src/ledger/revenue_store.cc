#include "ledger/revenue_store.h"

#include "ledger/journal.h"

#include <fmt/format.h>

namespace demarc::ledger {

RevenueLineRow row_of(std::int64_t invoice_id, std::int64_t line, std::int64_t part, std::string account,
                      const Schedule &s) {
  return {invoice_id,
          line,
          std::move(account),
          s.amount.currency(),
          s.amount.minor_units(),
          s.period.start.days(),
          s.period.end.days(),
          s.booked.days(),
          s.earned_until.days(),
          s.from.days(),
          part,
          first_legal_entity};
}

void insert_revenue_lines(db::Tx &tx, const std::vector<RevenueLineRow> &rows) { tx.insert_many("revenue_line", rows); }

std::string_view revenue_account_of(catalog::PlanKind kind) {
  switch (kind) {
  case catalog::PlanKind::internet: return account::internet_revenue;
  case catalog::PlanKind::voice: return account::voice_revenue;
  case catalog::PlanKind::television: return account::television_revenue;
  case catalog::PlanKind::equipment: return account::equipment_revenue;
  case catalog::PlanKind::other: break;
  }
  return account::other_revenue;
}

namespace {
struct VersionKind {
  PlanVersionId id;
  catalog::PlanKind kind = catalog::PlanKind::internet;
  int setup_fee_months = 0;
};
BOOST_DESCRIBE_STRUCT(VersionKind, (), (id, kind, setup_fee_months))
} // namespace

RevenueTerms revenue_terms(db::Tx &tx, const std::vector<PlanVersionId> &versions) {
  RevenueTerms terms;
  for (const VersionKind &row : tx.all<VersionKind>(
           "select v.id as id, p.kind as kind, v.setup_fee_months as setup_fee_months from plan_version v"
           " join plan p on p.id = v.plan_id where v.id = any($1::bigint[])",
           db::id_list(tx, versions)))
    terms.emplace(row.id, EarnedOn{revenue_account_of(row.kind), row.setup_fee_months});
  return terms;
}

void insert_spread_fees(db::Tx &tx, const std::vector<SpreadFeeRow> &rows) { tx.insert_many("spread_fee", rows); }

void end_spread_fees(db::Tx &tx, Date day) {
  tx.exec("delete from spread_fee where end_day <= $1", day.days());
  const auto fees = tx.all<SpreadFeeRow>("select f.invoice_id as invoice_id, f.line as line, f.service_id as"
                                         " service_id, f.end_day as end_day from spread_fee f"
                                         " join service s on s.id = f.service_id where s.ends_on <= $1"
                                         " order by f.invoice_id, f.line",
                                         day.plus_days(1));
  std::vector<RevenueLineRow> moved;
  for (const SpreadFeeRow &fee : fees) {
    for (const RevenueLineRow &row : tx.all<RevenueLineRow>(
             "select invoice_id, line, account, currency, amount_minor, start_day, end_day, booked_day,"
             " earned_until_day, from_day, part, legal_entity_id from revenue_line where invoice_id = $1 and line = $2 "
             "and part >= 0"
             " and end_day > $3 order by part",
             fee.invoice_id, fee.line, day.days())) {
      const Date start = std::max(Date::from_days(row.start_day), day), end = Date::from_days(row.end_day);
      const Money amount = Money::minor(row.amount_minor, row.currency);
      const Money rest = amount - earned_by(amount, {Date::from_days(row.start_day), end}, start.plus_days(-1));
      // Nothing of them is booked with the document, and they are taken along from this day on.
      const auto add = [&](std::int64_t part, Money money, Period period) {
        moved.push_back(
            row_of(row.invoice_id, row.line, part, row.account, {period, money, day, start.plus_days(-1), start}));
        moved.back().legal_entity_id = row.legal_entity_id;
      };
      add(-2 * row.part - 1, -rest, {start, end});
      add(-2 * row.part - 2, rest, {start, start.plus_days(1)});
    }
    tx.exec("delete from spread_fee where invoice_id = $1 and line = $2", fee.invoice_id, fee.line);
  }
  insert_revenue_lines(tx, moved);
}

// Half up in whole numbers: (2 × amount × elapsed + days) / (2 × days), of the amount without its sign.
std::string earned_sql(const std::string &day) {
  return fmt::format("(case when ({0}) < l.start_day then 0 when ({0}) >= l.end_day - 1 then l.amount_minor"
                     " when l.amount_minor < 0 then -((-2 * l.amount_minor * (({0}) + 1 - l.start_day)"
                     " + l.end_day - l.start_day) / (2 * (l.end_day - l.start_day)))"
                     " else (2 * l.amount_minor * (({0}) + 1 - l.start_day) + l.end_day - l.start_day)"
                     " / (2 * (l.end_day - l.start_day)) end)",
                     day);
}

std::string booked_sql(const std::string &day, const std::string &until) {
  const std::string reached = fmt::format("case when ({0}) < ({1}) then ({0}) else ({1}) end", day, until);
  return fmt::format("(case when ({0}) < l.booked_day then 0 when ({1}) < l.from_day then {2} else {3} end)", day,
                     reached, earned_sql("l.earned_until_day"), earned_sql(reached));
}

std::vector<RevenueSum> revenue_of_day(db::Tx &tx, Date day) {
  // Running lines by their end, which leaves out what has long been earned; late ones that are over by their own index.
  static const std::string sql = [] {
    const std::string added =
        fmt::format("{} - (case when l.from_day = $1 then {} else {} end)", earned_sql("cast($1 as bigint)"),
                    earned_sql("l.earned_until_day"), earned_sql("cast($1 as bigint) - 1"));
    return fmt::format("select legal_entity_id, account, currency, cast(sum(amount) as bigint) as amount_minor from ("
                       " select l.legal_entity_id as legal_entity_id, l.account as account, l.currency as currency,"
                       "  sum({0}) as amount from revenue_line l"
                       "  where l.end_day > $1 and l.from_day <= $1 group by l.legal_entity_id, l.account, l.currency"
                       " union all select l.legal_entity_id, l.account, l.currency, sum({0}) from revenue_line l"
                       "  where l.end_day <= $1 and l.from_day = $1 and l.from_day > l.earned_until_day + 1"
                       "  group by l.legal_entity_id, l.account, l.currency) x"
                       " group by legal_entity_id, account, currency having sum(amount) <> 0"
                       " order by legal_entity_id, account, currency",
                       added);
  }();
  return tx.all<RevenueSum>(sql, day.days());
}

std::optional<Date> first_booked_day(db::Tx &tx) {
  const auto day = tx.one<std::optional<std::int32_t>>("select min(booked_day) from revenue_line");
  return day ? std::optional(Date::from_days(*day)) : std::nullopt;
}

namespace {
struct OldLine {
  std::int64_t invoice_id = 0;
  std::int64_t line = 0;
  bool is_note = false;
  Currency currency = Currency::of("XXX");
  std::int64_t net_minor = 0;
  Date period_start;
  Date period_end;
  Date issued_on;
};
BOOST_DESCRIBE_STRUCT(OldLine, (),
                      (invoice_id, line, is_note, currency, net_minor, period_start, period_end, issued_on))
constexpr std::size_t adopted_at_once = 10'000;
} // namespace

std::int64_t adopt_lines(db::Tx &tx, Date day) {
  std::int64_t adopted = 0;
  std::vector<RevenueLineRow> rows;
  std::pair<std::int64_t, std::int64_t> after{0, 0};
  for (;;) { // ends: each page begins behind the one before
    const auto lines = tx.all<OldLine>(
        "select l.invoice_id as invoice_id, l.line as line,"
        " case when i.kind = 'credit_note' then 1 else 0 end as is_note, i.currency as currency,"
        " l.net_minor as net_minor, l.period_start as period_start, l.period_end as period_end,"
        " i.issued_on as issued_on from invoice_line l join invoice i on i.id = l.invoice_id"
        " where l.invoice_id > $1 or (l.invoice_id = $1 and l.line > $2) order by l.invoice_id, l.line limit $3",
        after.first, after.second, adopted_at_once);
    rows.clear();
    for (const OldLine &line : lines) {
      Schedule s = schedule_of(Money::minor(line.is_note ? -line.net_minor : line.net_minor, line.currency),
                               {line.period_start, line.period_end}, line.issued_on, std::nullopt);
      // It was booked as revenue in full, on the account there was.
      s.earned_until = s.period.end.plus_days(-1);
      s.from = day;
      rows.push_back(row_of(line.invoice_id, line.line, 0, std::string(account::internet_revenue), s));
    }
    insert_revenue_lines(tx, rows);
    adopted += static_cast<std::int64_t>(rows.size());
    if (lines.size() < adopted_at_once)
      return adopted;
    after = {lines.back().invoice_id, lines.back().line};
  }
}

} // namespace demarc::ledger
