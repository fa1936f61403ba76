#include "billing/explanation_store.h"

#include "billing/discount_uses_store.h"
#include "catalog/plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::billing {

namespace {

// The rate's own row: the newest that was valid on the day of the invoice (of a credit note, of the one it corrects).
constexpr std::string_view facts_sql =
    "select l.invoice_id as invoice_id, l.line as line, case when i.kind = 'credit_note' then 1 else 0 end as "
    "is_credit,"
    " i.issued_on as issued_on, i.created_at as issued_at, i.currency as currency, l.description as description,"
    " l.explanation as explanation, l.period_start as period_start, l.period_end as period_end,"
    " l.quantity as quantity, l.unit_price_minor as unit_price_minor, l.net_minor as net_minor,"
    " l.included_tax_minor as included_tax_minor, c.full_start as full_start, c.full_end as full_end,"
    " c.item_id as item_id, c.price_micro as price_micro, l.service_id as service_id, s.username as username,"
    " s.starts_on as service_starts_on, s.ends_on as service_ends_on, p.id as plan_id, v.id as plan_version_id,"
    " p.code as plan_code, v.name as plan_name, v.version as plan_version, v.price_minor as plan_price_minor,"
    " v.interval_months as interval_months, v.interval_days as interval_days, v.is_once as plan_is_once, v.valid_from "
    "as plan_valid_from,"
    " l.tax_name as tax_name,"
    " l.tax_percent_ppm as tax_percent_ppm, t.code as tax_code,"
    " (select max(r.valid_from) from tax_rate r where r.tax_id = l.tax_id and r.percent_ppm = l.tax_percent_ppm"
    "   and r.valid_from <= coalesce(o.issued_on, i.issued_on)) as tax_valid_from,"
    " i.corrects_invoice_id as corrects_invoice_id, o.number as corrects_number, b.line as corrects_line,"
    " b.net_minor - coalesce((select cast(sum(d.amount_minor) as bigint) from charge_discount d"
    "  where d.charge_id = b.id), 0) as corrects_net_minor, case when c.item_id = -2 then 1 else 0 end as "
    "is_termination, case when s.customer_id <> i.customer_id then (select u.number || ' ' || u.name from customer u"
    "  where u.id = s.customer_id) end as paid_for"
    " from invoice_line l join invoice i on i.id = l.invoice_id"
    " left join charge c on c.invoice_id = l.invoice_id and c.line = l.line"
    " left join charge b on b.id = c.reverses_charge_id"
    " left join service s on s.id = l.service_id"
    " left join plan_version v on v.id = l.plan_version_id left join plan p on p.id = v.plan_id"
    " left join tax t on t.id = l.tax_id left join invoice o on o.id = i.corrects_invoice_id"
    " where l.invoice_id = $1 and l.line = $2";

struct GivenDiscountRow {
  DiscountId id;
  std::string name;
  Date from_date;
  std::optional<Date> until_date;
  std::int64_t percent_ppm = 0, amount_minor = 0;
  bool on_add_ons = false;
};
BOOST_DESCRIBE_STRUCT(GivenDiscountRow, (), (id, name, from_date, until_date, percent_ppm, amount_minor, on_add_ons))

// Those that were known when the line was priced: a credit takes back the price of the invoice that it corrects.
std::vector<DiscountLife> discounts_given(db::Tx &tx, ServiceId service, InvoiceId invoice) {
  std::vector<DiscountLife> discounts;
  for (GivenDiscountRow &row : tx.all<GivenDiscountRow>(
           "select d.id as id, d.name as name, d.from_date as from_date, d.until_date as until_date,"
           " d.percent_ppm as percent_ppm, d.amount_minor as amount_minor, d.on_add_ons as on_add_ons"
           " from service_discount d join invoice i on i.id = $2"
           " left join invoice o on o.id = i.corrects_invoice_id"
           " where d.service_id = $1 and d.created_at <= coalesce(o.created_at, i.created_at)"
           " order by d.from_date, d.id",
           service, invoice))
    discounts.push_back({row.id, std::move(row.name), row.from_date, row.until_date, row.percent_ppm, row.amount_minor,
                         row.on_add_ons});
  return discounts;
}

struct ExplainedPartRow {
  std::string name;
  std::int64_t net_minor = 0, included_tax_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ExplainedPartRow, (), (name, net_minor, included_tax_minor))
struct ExplainedPartTaxRow {
  std::int64_t part = 0;
  std::string name;
  Percent percent_ppm;
};
BOOST_DESCRIBE_STRUCT(ExplainedPartTaxRow, (), (part, name, percent_ppm))

std::vector<PartFacts> explained_parts(db::Tx &tx, const LineFacts &line) {
  std::vector<PartFacts> parts;
  for (ExplainedPartRow &row :
       tx.all<ExplainedPartRow>("select name, net_minor, included_tax_minor from invoice_line_part"
                                " where invoice_id = $1 and line = $2 order by part",
                                line.invoice_id, line.line))
    parts.push_back({std::move(row.name), 0, {}, 0, row.net_minor, row.included_tax_minor, {}});
  if (parts.empty())
    return parts;
  for (const ExplainedPartTaxRow &row : tx.all<ExplainedPartTaxRow>(
           "select p.part as part, t.name as name, p.percent_ppm as percent_ppm from invoice_line_part_tax p"
           " join tax t on t.id = p.tax_id where p.invoice_id = $1 and p.line = $2 order by p.part, p.position",
           line.invoice_id, line.line)) {
    std::string &taxes = parts.at(static_cast<std::size_t>(row.part - 1)).taxes;
    taxes += fmt::format("{}{} {} %", taxes.empty() ? "" : ", ", row.name, to_string(row.percent_ppm));
  }
  const auto version = catalog::find_plan_version(tx, line.plan_version_id.value());
  const std::vector<catalog::BundlePart> sold = catalog::parse_bundle(version.value().bundle);
  const std::vector<std::int64_t> weights = catalog::bundle_weights(sold).value();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].price_minor = sold.at(i).price_minor;
    parts[i].interval = Interval::of(std::max(sold[i].interval_months, 1), sold[i].interval_days);
    parts[i].weight = weights[i];
  }
  return parts;
}

std::vector<LineDiscount> discounts_on_invoice(db::Tx &tx, InvoiceId invoice, std::int64_t line) {
  std::vector<LineDiscount> discounts;
  std::map<CustomerDiscountId, std::int64_t> all;
  const auto rows = line_discounts(tx, invoice);
  for (const LineDiscountRow &row : rows)
    all[row.discount_id] += row.amount_minor;
  for (const LineDiscountRow &row : rows) {
    if (row.line == line)
      discounts.push_back({row.name, Percent{row.percent_ppm}, row.amount_minor, all.at(row.discount_id)});
  }
  return discounts;
}

} // namespace

Outcome<LineExplanation> find_line_explanation(db::Tx &tx, InvoiceId invoice, std::int64_t line) {
  const auto facts = tx.maybe<LineFacts>(facts_sql, invoice, line);
  if (!facts)
    return refuse(Refusal::Kind::not_found, "line_unknown",
                  fmt::format("Invoice {} has no line {}.", invoice.value(), line));
  std::vector<LineEvent> events;
  std::vector<DiscountLife> discounts;
  if (facts->service_id) {
    discounts = discounts_given(tx, *facts->service_id, invoice);
    // Of the service and its own customer, whoever is billed.
    std::vector<std::string> kinds(std::begin(explained_kinds), std::end(explained_kinds));
    events = tx.all<LineEvent>("select e.id as timeline_id, e.at as at, e.kind as kind, e.title as title,"
                               " e.detail as detail, e.actor as actor from service s join timeline e"
                               " on e.customer_id = s.customer_id and (e.service_id = s.id or e.service_id is null)"
                               " where s.id = $1 and e.at <= $2 and e.kind = any($3::text[]) order by e.id",
                               *facts->service_id, facts->issued_at, db::text_list(tx, kinds));
  }
  return explain_line(*facts, events, discounts, explained_parts(tx, *facts), discounts_on_invoice(tx, invoice, line));
}

} // namespace demarc::billing
