#include "ledger/verify_store.h"

#include "ledger/revenue_store.h"

#include <fmt/format.h>
#include <limits>

namespace demarc::ledger {

namespace {

struct Finding {
  std::string subject;
  std::int64_t found = 0;
  std::int64_t expected = 0;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (subject, found, expected))

constexpr int limit = 20;

} // namespace

std::vector<std::string> check_revenue(db::Tx &tx, std::optional<Date> earned_until) {
  std::vector<std::string> problems;
  const auto say = [&](std::string_view rule, std::string_view detail, const std::vector<Finding> &findings) {
    for (const Finding &f : findings)
      problems.push_back(
          fmt::format("{}: {}: {}", rule, f.subject,
                      fmt::format(fmt::runtime(detail), fmt::arg("found", f.found), fmt::arg("expected", f.expected))));
  };
  const std::int64_t until = earned_until ? earned_until->days() : -1'000'000;
  static const std::string deferred_sql =
      fmt::format("select 'account 2400 in ' || currency || ' of legal entity ' || entity as subject,"
                  " cast(-sum(booked) as bigint) as found, cast(sum(derived) as bigint) as expected from ("
                  " select coalesce(e.legal_entity_id, 1) as entity, p.currency as currency, p.amount_minor as booked,"
                  "  0 as derived from posting p join journal_entry e on e.id = p.entry_id where p.account = '2400'"
                  " union all select l.legal_entity_id, l.currency, 0, l.amount_minor - {} from revenue_line l) x"
                  " group by entity, currency having -sum(booked) <> sum(derived) order by entity, currency",
                  booked_sql("1000000", "cast($1 as bigint)"));
  say("deferred_equals_unearned", "the journal says {found}, the unearned parts of all lines are {expected}",
      tx.all<Finding>(deferred_sql, until));
  static const std::string revenue_sql = fmt::format(
      "select 'account ' || account || ' in ' || currency || ' of legal entity ' || entity as subject,"
      " cast(-sum(booked) as bigint) as found, cast(sum(derived) as bigint) as expected from ("
      " select coalesce(e.legal_entity_id, 1) as entity, p.account as account, p.currency as currency, p.amount_minor "
      "as booked, 0 as derived from posting p"
      "  join journal_entry e on e.id = p.entry_id where p.account >= '4000' and p.account < '5000'"
      "  and e.kind in ('invoice', 'credit_note', 'revenue', 'revenue_carried_over')"
      " union all select l.legal_entity_id, l.account, l.currency, 0, {} from revenue_line l) x"
      " group by entity, account, currency having -sum(booked) <> sum(derived) order by entity, account, currency",
      booked_sql("1000000", "cast($1 as bigint)"));
  say("revenue_equals_earned", "the journal says {found}, the earned parts of all lines are {expected}",
      tx.all<Finding>(revenue_sql, until));
  say("lines_have_their_schedule", "its schedule is over {found}, the line over {expected}",
      tx.all<Finding>(
          "select 'invoice ' || i.number || ' line ' || l.line as subject, cast(coalesce(r.amount_minor, 0) as bigint) "
          "as found,"
          " case when i.kind = 'credit_note' then -l.net_minor else l.net_minor end as expected from invoice_line l"
          " join invoice i on i.id = l.invoice_id"
          " left join (select invoice_id, line, sum(amount_minor) as amount_minor from revenue_line"
          "  group by invoice_id, line) r on r.invoice_id = l.invoice_id and r.line = l.line"
          " where r.invoice_id is null or r.amount_minor <>"
          " case when i.kind = 'credit_note' then -l.net_minor else l.net_minor end order by i.number limit $1",
          limit));
  say("parts_have_their_schedule", "its schedule is over {found}, the part over {expected}",
      tx.all<Finding>(
          "select 'invoice ' || i.number || ' line ' || p.line || ' part ' || p.part as subject,"
          " coalesce(r.amount_minor, 0) as found,"
          " case when i.kind = 'credit_note' then -p.net_minor else p.net_minor end as expected"
          " from invoice_line_part p join invoice i on i.id = p.invoice_id"
          " left join revenue_line r on r.invoice_id = p.invoice_id and r.line = p.line and r.part = p.part"
          " where r.invoice_id is null or r.amount_minor <>"
          " case when i.kind = 'credit_note' then -p.net_minor else p.net_minor end order by i.number, p.line, p.part"
          " limit $1",
          limit));
  say("entries_are_of_their_customers_entity",
      "it is in the books of legal entity {found}, the customer is one of {expected}",
      tx.all<Finding>("select 'journal entry ' || e.id as subject, coalesce(e.legal_entity_id, 1) as found,"
                      " c.legal_entity_id as expected from journal_entry e join customer c on c.id = e.customer_id"
                      " where coalesce(e.legal_entity_id, 1) <> c.legal_entity_id order by e.id limit $1",
                      limit));
  say("closed_months_take_no_entry", "it was posted after its month closed ({found} entries, not {expected})",
      tx.all<Finding>("select 'journal entry ' || min(e.id) as subject, count(*) as found, 0 as expected"
                      " from ledger_month m join journal_entry e on substr(e.entry_date, 1, 7) = m.month"
                      " join journal_seal s on s.entry_id = e.id where s.seq > m.chain_length"
                      " group by m.month order by m.month limit $1",
                      limit));
  say("closed_months_take_no_entry",
      "it was posted after its month closed for its legal entity ({found} entries, not {expected})",
      tx.all<Finding>("select 'journal entry ' || min(e.id) as subject, count(*) as found, 0 as expected"
                      " from ledger_month_of m join journal_entry e on substr(e.entry_date, 1, 7) = m.month"
                      " and coalesce(e.legal_entity_id, 1) = m.legal_entity_id"
                      " join journal_seal s on s.entry_id = e.id where s.seq > m.chain_length"
                      " group by m.legal_entity_id, m.month order by m.legal_entity_id, m.month limit $1",
                      limit));
  return problems;
}

} // namespace demarc::ledger
