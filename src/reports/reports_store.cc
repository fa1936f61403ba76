#include "reports/reports_store.h"

#include "ledger/revenue_store.h"

#include <fmt/format.h>

namespace demarc::reports {

namespace {

constexpr std::int64_t before_all = -1'000'000;
std::int64_t day_of(std::optional<Date> day) { return day ? day->days() : before_all; }

// As a parameter; 0: all.
std::int64_t number_of(std::optional<LegalEntityId> entity) { return entity ? entity->value() : 0; }

// The columns of each_posting and each_posting_of.
constexpr std::string_view journal_columns =
    "select e.id as entry_id, e.entry_date as entry_date, e.document_date as document_date, e.kind as kind,"
    " e.memo as memo, i.number as document, c.name as customer_name, p.line as line, p.account as account,"
    " p.amount_minor as amount_minor, p.currency as currency from journal_entry e"
    " join posting p on p.entry_id = e.id left join customer c on c.id = e.customer_id"
    " left join invoice i on e.ref_kind in ('invoice', 'credit_note') and i.id = e.ref_id";

// What lines booked as revenue from the first day through the last: $1 and $2 are the days, $3 how far recognition is.
std::string earned_between() {
  return ledger::booked_sql("cast($2 as bigint)", "cast($3 as bigint)") + " - " +
         ledger::booked_sql("cast($1 as bigint) - 1", "cast($3 as bigint)");
}
// Lines that can have moved within these days.
constexpr std::string_view moved =
    " l.booked_day <= $2 and (l.end_day >= $1 or l.from_day >= $1 or l.booked_day >= $1)";

} // namespace

std::vector<BalanceRow> balances(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity) {
  static constexpr std::string_view columns =
      "select p.account as account, p.currency as currency,"
      " cast(sum(case when e.entry_date < $1 then p.amount_minor else 0 end) as bigint) as opening_minor,"
      " cast(sum(case when e.entry_date >= $1 and p.amount_minor > 0 then p.amount_minor else 0 end) as bigint)"
      " as debit_minor,"
      " cast(-sum(case when e.entry_date >= $1 and p.amount_minor < 0 then p.amount_minor else 0 end) as bigint)"
      " as credit_minor";
  static constexpr std::string_view rest =
      " where e.entry_date <= $2 and ($3 = 0 or coalesce(e.legal_entity_id, 1) = $3)"
      " group by p.account, p.currency"
      " order by p.currency, p.account";
  // SQLite would look up the entry of each posting, account by account; by date, both are read in their own order.
  static const std::string in_order =
      fmt::format("{} from journal_entry e cross join posting p on p.entry_id = e.id{}", columns, rest);
  static const std::string joined =
      fmt::format("{} from posting p join journal_entry e on e.id = p.entry_id{}", columns, rest);
  return tx.all<BalanceRow>(tx.engine() == db::Engine::sqlite ? in_order : joined, from, to, number_of(entity));
}

void each_open_invoice(db::Tx &tx, Date day, std::optional<CustomerId> customer, std::optional<LegalEntityId> entity,
                       const std::function<void(const OpenInvoiceRow &)> &use) {
  tx.each<OpenInvoiceRow>(
      "select i.id as invoice_id, i.number as number, c.id as customer_id, c.number as customer_number,"
      " c.name as customer_name, i.currency as currency, i.issued_on as issued_on, i.due_on as due_on,"
      " i.gross_minor as gross_minor, cast(i.gross_minor - coalesce(s.paid, 0) as bigint) as open_minor"
      " from invoice i join customer c on c.id = i.customer_id"
      " left join (select invoice_id, sum(amount_minor) as paid from settlement where settled_on <= $1"
      "  group by invoice_id) s on s.invoice_id = i.id"
      " where i.kind = 'invoice' and i.issued_on <= $1 and ($2 = 0 or i.customer_id = $2)"
      " and ($3 = 0 or c.legal_entity_id = $3)"
      " and i.gross_minor - coalesce(s.paid, 0) <> 0 order by c.name, c.id, i.currency, i.due_on, i.id",
      use, day, customer ? customer->value() : std::int64_t{0}, number_of(entity));
}

std::vector<DeferredRow> deferred_movements(db::Tx &tx, Date to, std::optional<LegalEntityId> entity) {
  return tx.all<DeferredRow>(
      "select substr(e.entry_date, 1, 7) as month, e.kind as kind, p.currency as currency,"
      " cast(-sum(p.amount_minor) as bigint) as amount_minor from posting p join journal_entry e on e.id = p.entry_id"
      " where p.account = '2400' and e.entry_date <= $1 and ($2 = 0 or coalesce(e.legal_entity_id, 1) = $2)"
      " group by substr(e.entry_date, 1, 7), e.kind, p.currency order by p.currency, month, e.kind",
      to, number_of(entity));
}

std::vector<CurrencySum> release_by(db::Tx &tx, Date day, Date by, std::optional<Date> recognised,
                                    std::optional<LegalEntityId> entity) {
  static const std::string sql = fmt::format(
      "select l.currency as currency, cast(sum({} - {}) as bigint) as amount_minor from revenue_line l"
      " where l.booked_day <= $1 and (l.end_day > $1 or l.from_day > $1) and ($4 = 0 or l.legal_entity_id = $4)"
      " group by l.currency order by l.currency",
      ledger::earned_sql("cast($2 as bigint)"), ledger::booked_sql("cast($1 as bigint)", "cast($3 as bigint)"));
  return tx.all<CurrencySum>(sql, day.days(), by.days(), day_of(recognised), number_of(entity));
}

std::vector<CurrencySum> deferred_at(db::Tx &tx, Date day, std::optional<Date> recognised,
                                     std::optional<LegalEntityId> entity) {
  static const std::string sql =
      fmt::format("select l.currency as currency, cast(sum(l.amount_minor - {}) as bigint) as amount_minor"
                  " from revenue_line l where l.booked_day <= $1 and (l.end_day > $1 or l.from_day > $1)"
                  " and ($3 = 0 or l.legal_entity_id = $3)"
                  " group by l.currency order by l.currency",
                  ledger::booked_sql("cast($1 as bigint)", "cast($2 as bigint)"));
  return tx.all<CurrencySum>(sql, day.days(), day_of(recognised), number_of(entity));
}

void each_revenue_line(db::Tx &tx, Date from, Date to, std::optional<Date> recognised, const std::string &plan,
                       const std::optional<std::string> &place, std::optional<LegalEntityId> entity,
                       const std::function<void(const RevenueLine &)> &use) {
  static const std::string sql = fmt::format(
      "select * from (select i.id as invoice_id, i.number as number, c.name as customer_name,"
      " case when ip.name is null then il.description else il.description || ': ' || ip.name end as description,"
      " il.period_start as period_start, il.period_end as period_end,"
      " l.currency as currency, l.amount_minor as amount_minor,"
      " case when l.booked_day < $1 then l.amount_minor - {0} else 0 end as opening_minor,"
      " {1} as earned_minor, l.amount_minor - {2} as closing_minor"
      " from revenue_line l join invoice_line il on il.invoice_id = l.invoice_id and il.line = l.line"
      " join invoice i on i.id = l.invoice_id join customer c on c.id = i.customer_id"
      " left join invoice_line_part ip on ip.invoice_id = l.invoice_id and ip.line = l.line and ip.part = l.part"
      " left join plan_version v on v.id = coalesce(ip.plan_version_id, il.plan_version_id)"
      " left join plan p on p.id = v.plan_id where {3} and ($4 = '' or p.code = $4) and ($5 = 0 or c.city = $6)"
      " and ($7 = 0 or l.legal_entity_id = $7)) x"
      " where opening_minor <> 0 or earned_minor <> 0 or closing_minor <> 0 order by invoice_id, period_start",
      ledger::booked_sql("cast($1 as bigint) - 1", "cast($3 as bigint)"), earned_between(),
      ledger::booked_sql("cast($2 as bigint)", "cast($3 as bigint)"), moved);
  tx.each<RevenueLine>(sql, use, from.days(), to.days(), day_of(recognised), plan, place ? 1 : 0, place.value_or(""),
                       number_of(entity));
}

std::vector<RevenueGroup> revenue_of_plans(db::Tx &tx, Date from, Date to, std::optional<Date> recognised,
                                           std::optional<LegalEntityId> entity) {
  static const std::string sql = fmt::format(
      "select coalesce(p.code, '') as key, coalesce(max(v.name), '') as name, coalesce(max(p.kind), '') as kind,"
      " l.account as account, l.currency as currency, cast(sum({}) as bigint) as amount_minor from revenue_line l"
      " join invoice_line il on il.invoice_id = l.invoice_id and il.line = l.line"
      " left join invoice_line_part ip on ip.invoice_id = l.invoice_id and ip.line = l.line and ip.part = l.part"
      " left join plan_version v on v.id = coalesce(ip.plan_version_id, il.plan_version_id)"
      " left join plan p on p.id = v.plan_id where {} and ($4 = 0 or l.legal_entity_id = $4)"
      " group by coalesce(p.code, ''), l.account, l.currency order by currency, account, key",
      earned_between(), moved);
  return tx.all<RevenueGroup>(sql, from.days(), to.days(), day_of(recognised), number_of(entity));
}

std::vector<RevenueGroup> revenue_of_places(db::Tx &tx, Date from, Date to, std::optional<Date> recognised,
                                            std::optional<LegalEntityId> entity) {
  static const std::string sql =
      fmt::format("select c.city as key, c.region as name, c.country as kind, '' as account, l.currency as currency,"
                  " cast(sum({}) as bigint) as amount_minor from revenue_line l join invoice i on i.id = l.invoice_id"
                  " join customer c on c.id = i.customer_id where {} and ($4 = 0 or l.legal_entity_id = $4)"
                  " group by c.city, c.region, c.country, l.currency order by currency, amount_minor desc, key",
                  earned_between(), moved);
  return tx.all<RevenueGroup>(sql, from.days(), to.days(), day_of(recognised), number_of(entity));
}

std::vector<TaxRow> tax_sums(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity) {
  return tx.all<TaxRow>(
      "select t.code as code, max(x.name) as name, x.percent_ppm as percent_ppm, i.currency as currency,"
      " sum(case when i.kind = 'invoice' then 1 else 0 end) as invoices,"
      " cast(sum(case when i.kind = 'invoice' then x.base_minor else 0 end) as bigint) as base_minor,"
      " cast(sum(case when i.kind = 'invoice' then x.tax_minor else 0 end) as bigint) as tax_minor,"
      " sum(case when i.kind = 'credit_note' then 1 else 0 end) as credit_notes,"
      " cast(sum(case when i.kind = 'credit_note' then x.base_minor else 0 end) as bigint) as credit_base_minor,"
      " cast(sum(case when i.kind = 'credit_note' then x.tax_minor else 0 end) as bigint) as credit_tax_minor"
      " from invoice_tax x join invoice i on i.id = x.invoice_id join tax t on t.id = x.tax_id"
      " where i.issued_on >= $1 and i.issued_on <= $2"
      " and ($3 = 0 or (select c.legal_entity_id from customer c where c.id = i.customer_id) = $3)"
      " group by t.code, x.percent_ppm, i.currency"
      " order by i.currency, t.code, x.percent_ppm",
      from, to, number_of(entity));
}

void each_tax_document(db::Tx &tx, Date from, Date to, const std::string &code, std::optional<LegalEntityId> entity,
                       const std::function<void(const TaxDocumentRow &)> &use) {
  tx.each<TaxDocumentRow>(
      "select i.id as invoice_id, i.number as number, i.kind as kind, i.issued_on as issued_on,"
      " c.name as customer_name, t.code as code, x.percent_ppm as percent_ppm, i.currency as currency,"
      " case when i.kind = 'credit_note' then -x.base_minor else x.base_minor end as base_minor,"
      " case when i.kind = 'credit_note' then -x.tax_minor else x.tax_minor end as tax_minor"
      " from invoice_tax x join invoice i on i.id = x.invoice_id join tax t on t.id = x.tax_id"
      " join customer c on c.id = i.customer_id where i.issued_on >= $1 and i.issued_on <= $2"
      " and ($3 = '' or t.code = $3) and ($4 = 0 or c.legal_entity_id = $4) order by i.issued_on, i.id, t.code, "
      "x.percent_ppm",
      use, from, to, code, number_of(entity));
}

std::vector<CollectionRow> collection_sums(db::Tx &tx, Date from, Date to, bool by_day,
                                           std::optional<LegalEntityId> entity) {
  return tx.all<CollectionRow>(
      "select substr(received_on, 1, cast($3 as integer)) as period, method, currency, count(*) as payments,"
      " cast(sum(amount_minor) as bigint) as amount_minor from payment where received_on >= $1 and received_on <= $2"
      " and ($4 = 0 or (select c.legal_entity_id from customer c where c.id = payment.customer_id) = $4)"
      " group by substr(received_on, 1, cast($3 as integer)), method, currency order by currency, period, method",
      from, to, by_day ? 10 : 7, number_of(entity));
}

void each_posting(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity,
                  const std::function<void(const JournalRow &)> &use) {
  static const std::string sql = fmt::format("{} where e.entry_date >= $1 and e.entry_date <= $2"
                                             " and ($3 = 0 or coalesce(e.legal_entity_id, 1) = $3)"
                                             " order by e.entry_date, e.id, p.line",
                                             journal_columns);
  tx.each<JournalRow>(sql, use, from, to, number_of(entity));
}

void each_posting_of(db::Tx &tx, std::string_view account, Date to, std::optional<LegalEntityId> entity,
                     const std::function<void(const JournalRow &)> &use) {
  static const std::string sql = fmt::format("{} where p.account = $1 and e.entry_date <= $2 and ($3 = 0 or "
                                             "coalesce(e.legal_entity_id, 1) = $3) order by e.entry_date, e.id, p.line",
                                             journal_columns);
  tx.each<JournalRow>(sql, use, account, to, number_of(entity));
}

void each_document_line(db::Tx &tx, Date from, Date to, std::optional<LegalEntityId> entity,
                        const std::function<void(const DocumentLineRow &)> &use) {
  tx.each<DocumentLineRow>(
      "select i.id as invoice_id, i.number as number, i.kind as kind, i.issued_on as issued_on, i.due_on as due_on,"
      " c.name as customer_name, c.email as customer_email, i.currency as currency, case when p.name is null then "
      "l.description"
      "  else l.description || ': ' || p.name end as description,"
      " coalesce(p.net_minor, l.net_minor) as net_minor, coalesce(r.account, '4080') as account,"
      " case when p.name is null then l.tax_name else coalesce(t.name, '') end as tax_name,"
      " case when p.name is null then l.tax_percent_ppm else coalesce(x.percent_ppm, 0) end as tax_percent_ppm"
      " from invoice i join invoice_line l on l.invoice_id = i.id join customer c on c.id = i.customer_id"
      " left join invoice_line_part p on p.invoice_id = l.invoice_id and p.line = l.line"
      " left join invoice_line_part_tax x on x.invoice_id = p.invoice_id and x.line = p.line and x.part = p.part"
      "  and x.position = 1"
      " left join tax t on t.id = x.tax_id"
      " left join revenue_line r on r.invoice_id = l.invoice_id and r.line = l.line and r.part = coalesce(p.part, 0)"
      " where i.issued_on >= $1 and i.issued_on <= $2 and ($3 = 0 or c.legal_entity_id = $3)"
      " order by i.issued_on, i.id, l.line, p.part",
      use, from, to, number_of(entity));
}

} // namespace demarc::reports
