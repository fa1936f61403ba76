#include "insight/dashboard.h"

#include "catalog/provider.h"
#include "network/pool.h"

#include <fmt/format.h>
#include <map>

namespace demarc::insight {

namespace {

struct MonthSum {
  std::string month;
  std::int64_t amount;
};
BOOST_DESCRIBE_STRUCT(MonthSum, (), (month, amount))

struct Life {
  Date first;
  std::optional<Date> last; // exclusive; none: a service goes on
};
BOOST_DESCRIBE_STRUCT(Life, (), (first, last))

struct Totals {
  std::int64_t open_minor;
  std::int64_t overdue_minor;
  std::int64_t overdue_customers;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (open_minor, overdue_minor, overdue_customers))

struct Services {
  std::int64_t running;
  std::int64_t suspended;
};
BOOST_DESCRIBE_STRUCT(Services, (), (running, suspended))

std::string month_of(Date day) { return to_string(day).substr(0, 7); }

void add_ageing(db::Tx &tx, Dashboard &board, Date today) {
  const std::pair<std::string_view, Period> buckets[] = {
      {"current", {today, Date::from_days(2'900'000)}},        {"1-30", {today.plus_days(-30), today}},
      {"31-60", {today.plus_days(-60), today.plus_days(-30)}}, {"61-90", {today.plus_days(-90), today.plus_days(-60)}},
      {"90+", {Date::from_days(0), today.plus_days(-90)}},
  };
  for (const auto &[name, due] : buckets) {
    board.ageing.push_back({std::string(name), 0, 0});
    board.ageing.back().invoices = tx.one<std::int64_t>(
        "select count(*) from open_item where open_minor > 0 and due_on >= $1 and due_on < $2", due.start, due.end);
    board.ageing.back().amount_minor =
        tx.one<std::int64_t>("select cast(coalesce(sum(open_minor), 0) as bigint) from open_item"
                             " where open_minor > 0 and due_on >= $1 and due_on < $2",
                             due.start, due.end);
  }
}

void add_months(db::Tx &tx, Dashboard &board, Date today) {
  const Date first = Date::of(today.year(), today.month(), 1).plus_months_clamped(-23);
  std::map<std::string, Month> months;
  for (int k = 0; k < 24; ++k) {
    const std::string name = month_of(first.plus_months_clamped(k));
    months[name].month = name;
  }
  const auto put = [&](const std::vector<MonthSum> &sums, std::int64_t Month::*field) {
    for (const MonthSum &sum : sums) {
      if (const auto at = months.find(sum.month); at != months.end())
        at->second.*field = sum.amount;
    }
  };
  put(tx.all<MonthSum>(
          "select substr(issued_on, 1, 7) as month, cast(sum(case when kind = 'credit_note' then -gross_minor"
          " else gross_minor end) as bigint) as amount from invoice where issued_on >= $1"
          " group by substr(issued_on, 1, 7)",
          first),
      &Month::billed_minor);
  put(tx.all<MonthSum>(
          "select substr(received_on, 1, 7) as month, cast(sum(amount_minor) as bigint) as amount from payment"
          " where received_on >= $1 group by substr(received_on, 1, 7)",
          first),
      &Month::collected_minor);
  // A customer's life is the span of their services.
  tx.each<Life>(
      "select min(starts_on) as first, case when count(*) = count(ends_on) then max(ends_on) else null end as last"
      " from service where ends_on is null or ends_on > starts_on group by customer_id",
      [&](const Life &life) {
        if (life.first <= today) {
          if (const auto at = months.find(month_of(life.first)); at != months.end())
            ++at->second.joined;
        }
        if (life.last && *life.last <= today) {
          if (const auto at = months.find(month_of(*life.last)); at != months.end())
            ++at->second.left;
        }
        for (int k = 0; k < 24; ++k) {
          const Date end = std::min(first.plus_months_clamped(k + 1).plus_days(-1), today);
          if (life.first <= end && (!life.last || *life.last > end))
            ++months[month_of(first.plus_months_clamped(k))].subscribers;
        }
      });
  for (auto &[name, month] : months)
    board.months.push_back(month);
  const Month &current = board.months.back();
  board.subscribers = current.subscribers;
  board.subscribers_new_month = current.joined;
  board.subscribers_left_month = current.left;
  board.billed_month_minor = current.billed_minor;
  board.collected_month_minor = current.collected_minor;
}

void add_alerts(db::Tx &tx, Dashboard &board) {
  if (tx.one<std::int64_t>("select count(*) from access_server where enabled = 1") == 0)
    board.alerts.push_back(
        {"no_access_server", "No access server is set up: nobody can log in yet.", "/access-servers"});
  if (const auto id =
          tx.maybe<std::int64_t>("select id from billing_run where status = 'held' order by id desc limit 1"))
    board.alerts.push_back({"billing_held",
                            fmt::format("Billing run {} is held: nothing is issued until somebody decides.", *id),
                            fmt::format("/billing/runs/{}", *id)});
  if (const auto n = tx.one<std::int64_t>(
          "select count(*) from billing_run_parked where run_id = (select max(id) from billing_run)");
      n > 0)
    board.alerts.push_back({"parked_accounts", fmt::format("The last billing run parked {} accounts.", n), "/billing"});
  if (const auto n = tx.one<std::int64_t>("select count(*) from session where stopped_at is null and"
                                          " (network_state = 'unreachable' or network_state = 'refused')");
      n > 0)
    board.alerts.push_back(
        {"sessions_out_of_step", fmt::format("{} sessions are not in step with their decision.", n), "/sessions"});
  for (const network::Pool &pool : network::list_pools(tx)) {
    const std::int64_t left = pool.size - pool.leased;
    if (pool.leased * 10 < pool.size * 9) // below 90 %
      continue;
    const std::string_view what = pool.family == network::PoolFamily::ipv4 ? "addresses" : "prefixes";
    board.alerts.push_back(
        {"pool_exhausted",
         left <= 0 ? fmt::format("Address pool \"{}\" is exhausted: all {} {} are in use.", pool.name, pool.size, what)
                   : fmt::format("Address pool \"{}\" is nearly exhausted: {} of {} {} are left.", pool.name, left,
                                 pool.size, what),
         "/pools"});
  }
  if (const auto n = tx.one<std::int64_t>("select count(*) from message where status = 'failed'"); n > 0)
    board.alerts.push_back({"messages_failed", fmt::format("{} messages could not be delivered.", n), "/customers"});
}

} // namespace

Dashboard dashboard(db::Tx &tx, Instant now) {
  const catalog::Provider provider = catalog::find_provider(tx);
  const Date today = catalog::zone_of(provider).date(now);
  Dashboard board;
  board.month = month_of(today);
  board.currency = provider.currency;
  add_months(tx, board, today);
  const auto services = tx.one<Services>(
      "select count(*) as running, count(case when a.verdict in ('walled_garden', 'reject') then 1 end) as suspended"
      " from service s left join access_profile a on a.service_id = s.id"
      " where s.starts_on <= $1 and (s.ends_on is null or s.ends_on > $1)",
      today);
  board.services_active = services.running - services.suspended;
  board.services_suspended = services.suspended;
  board.online_now = tx.one<std::int64_t>("select count(*) from session where stopped_at is null");
  const auto totals = tx.one<Totals>(
      "select cast(coalesce(sum(open_minor), 0) as bigint) as open_minor,"
      " cast(coalesce(sum(case when due_on < $1 then open_minor else 0 end), 0) as bigint) as overdue_minor,"
      " count(distinct case when due_on < $1 then customer_id end) as overdue_customers from open_item where "
      "open_minor > 0",
      today);
  board.open_minor = totals.open_minor;
  board.overdue_minor = totals.overdue_minor;
  board.overdue_customers = totals.overdue_customers;
  board.credit_minor = tx.one<std::int64_t>(
      "select cast(coalesce(sum(remaining_minor), 0) as bigint) from credit where remaining_minor > 0");
  add_ageing(tx, board, today);
  board.recent = tx.all<RecentEvent>(
      "select t.id as id, t.customer_id as customer_id, c.name as customer_name, t.at as at, t.kind as kind,"
      " t.title as title, t.detail as detail from timeline t join customer c on c.id = t.customer_id"
      " order by t.id desc limit 20");
  add_alerts(tx, board);
  return board;
}

} // namespace demarc::insight
