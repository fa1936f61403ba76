#include "billing/invoice_store.h"

#include "billing/settlement_store.h"

#include <fmt/format.h>
#include <limits>

namespace demarc::billing {

std::int64_t take_numbers(db::Tx &tx, const std::string &series, std::int64_t count) {
  const auto next =
      tx.one<std::int64_t>("insert into number_series (name, next) values ($1, $2) on conflict (name) do update"
                           " set next = number_series.next + $3 returning next",
                           series, count + 1, count);
  return next - count;
}

Letterhead current_letterhead(db::Tx &tx) {
  return tx.one<Letterhead>("select (select coalesce(max(id), 0) from seller) as seller_id,"
                            " (select coalesce(max(id), 0) from document_design) as design_id");
}

void insert_invoices(db::Tx &tx, const std::vector<InvoiceInsert> &invoices,
                     const std::vector<InvoiceLineInsert> &lines, const std::vector<InvoiceTaxInsert> &taxes) {
  tx.insert_many("invoice", invoices);
  tx.insert_many("invoice_line", lines);
  tx.insert_many("invoice_tax", taxes);
}

namespace {

struct CorrectedLineRow {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  std::optional<TaxId> tax_id;
  std::string tax_name;
  Percent tax_percent_ppm;
};
BOOST_DESCRIBE_STRUCT(CorrectedLineRow, (), (invoice_id, line, tax_id, tax_name, tax_percent_ppm))
struct NumberRow {
  InvoiceId id;
  std::string number;
  Currency currency = Currency::of("XXX");
};
BOOST_DESCRIBE_STRUCT(NumberRow, (), (id, number, currency))

} // namespace

std::vector<Corrected> load_corrected(db::Tx &tx, const std::vector<InvoiceId> &invoices) {
  if (invoices.empty())
    return {};
  const std::string ids = db::id_list(tx, invoices);
  std::vector<Corrected> all;
  std::unordered_map<InvoiceId, std::size_t> at;
  std::vector<Currency> currencies;
  for (const NumberRow &row :
       tx.all<NumberRow>("select id, number, currency from invoice where id = any($1::bigint[]) order by id", ids)) {
    at.emplace(row.id, all.size());
    currencies.push_back(row.currency);
    all.push_back({row.id, row.number, {}, {}, {}});
  }
  for (CorrectedLineRow &row :
       tx.all<CorrectedLineRow>("select invoice_id, line, tax_id, tax_name, tax_percent_ppm from invoice_line"
                                " where invoice_id = any($1::bigint[]) order by invoice_id, line",
                                ids))
    all[at.at(row.invoice_id)].lines.push_back({row.line, row.tax_id, std::move(row.tax_name), row.tax_percent_ppm});
  const auto sum_of_row = [&](const InvoiceTaxInsert &row) {
    const Currency currency = currencies[at.at(row.invoice_id)];
    return TaxSum{row.tax_id, row.name, row.percent_ppm, Money::minor(row.base_minor, currency),
                  Money::minor(row.tax_minor, currency)};
  };
  for (const InvoiceTaxInsert &row :
       tx.all<InvoiceTaxInsert>("select invoice_id, tax_id, name, percent_ppm, base_minor, tax_minor from invoice_tax"
                                " where invoice_id = any($1::bigint[]) order by invoice_id, tax_id, percent_ppm",
                                ids))
    all[at.at(row.invoice_id)].taxes.push_back(sum_of_row(row));
  for (const InvoiceTaxInsert &row :
       tx.all<InvoiceTaxInsert>("select n.corrects_invoice_id as invoice_id, t.tax_id as tax_id, min(t.name) as name,"
                                " t.percent_ppm as percent_ppm, cast(sum(t.base_minor) as bigint) as base_minor,"
                                " cast(sum(t.tax_minor) as bigint) as tax_minor"
                                " from invoice n join invoice_tax t on t.invoice_id = n.id"
                                " where n.corrects_invoice_id = any($1::bigint[])"
                                " group by n.corrects_invoice_id, t.tax_id, t.percent_ppm",
                                ids))
    all[at.at(row.invoice_id)].credited.push_back(sum_of_row(row));
  return all;
}

namespace {

// `picked` names the page's invoices by an index; what they show is looked up for its rows alone. $1 is today.
constexpr std::string_view rows_sql =
    " select i.id as id, i.number as number, i.kind as kind, i.customer_id as customer_id, c.name as customer_name,"
    " i.issued_on as issued_on, i.due_on as due_on, i.currency as currency, i.net_minor as net_minor,"
    " i.tax_minor as tax_minor, i.gross_minor as gross_minor, coalesce(o.open_minor, 0) as open_minor,"
    " case when i.kind = 'credit_note' then 'credited'"
    "  when coalesce(o.open_minor, 0) > 0 then case when i.due_on < $1 then 'overdue' else 'open' end"
    "  when exists (select 1 from settlement s where s.invoice_id = i.id and s.source_kind <> 'credit_note') then "
    "'paid'"
    "  else 'credited' end as status"
    " from picked p join invoice i on i.id = p.id join customer c on c.id = i.customer_id"
    " left join open_item o on o.invoice_id = i.id order by i.issued_on desc, i.id desc";
constexpr std::string_view page_sql = " and (i.issued_on < $2 or (i.issued_on = $2 and i.id < $3))"
                                      " and i.issued_on >= $4 and i.issued_on <= $5"
                                      " order by i.issued_on desc, i.id desc limit $6";
constexpr std::string_view words_sql =
    " and (i.number like $7 escape '\\' or exists (select 1 from customer w where w.id = i.customer_id"
    " and w.search_text like $8 escape '\\'))";

enum class Source { all, of_customer, unpaid, overdue, settled };

// One fixed statement for each combination; what is not wanted is not in it, so that its index can be used.
std::string list_sql(Source source, bool with_customer, bool with_words) {
  std::string_view from = " from invoice i where 1 = 1";
  if (source == Source::unpaid)
    from = " from open_item u join invoice i on i.id = u.invoice_id where u.open_minor > 0";
  else if (source == Source::overdue)
    from = " from open_item u join invoice i on i.id = u.invoice_id where u.open_minor > 0 and u.due_on < $1";
  else if (source == Source::settled)
    from = " from invoice i join open_item u on u.invoice_id = i.id where u.open_minor = 0 and i.kind = 'invoice'";
  return fmt::format("with picked as (select i.id{}{}{}{}){}", from,
                     with_customer ? (with_words ? " and i.customer_id = $9" : " and i.customer_id = $7") : "",
                     with_words ? words_sql : "", page_sql, rows_sql);
}

std::string like_pattern(std::string_view text, bool lower) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\')
      pattern += '\\';
    pattern += lower && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return pattern + "%";
}

} // namespace

std::vector<InvoiceRow> list_invoices(db::Tx &tx, const InvoiceFilter &f, Date today) {
  const auto before =
      f.before.value_or(std::pair(Date::of(9999, 12, 31), InvoiceId(std::numeric_limits<std::int64_t>::max())));
  const Date from = f.from.value_or(Date::of(1, 1, 1)), to = f.to.value_or(Date::of(9999, 12, 31));
  Source source = Source::all;
  if (f.status == InvoiceStatus::open)
    source = Source::unpaid;
  else if (f.status == InvoiceStatus::overdue)
    source = Source::overdue;
  else if (f.status == InvoiceStatus::paid)
    source = Source::settled;
  // Statements are few; their texts are made once each.
  static const std::array<std::array<std::string, 4>, 5> statements = [] {
    std::array<std::array<std::string, 4>, 5> all;
    for (std::size_t s = 0; s < all.size(); ++s) {
      for (std::size_t v = 0; v < 4; ++v)
        all[s][v] = list_sql(static_cast<Source>(s), (v & 1) != 0, (v & 2) != 0);
    }
    return all;
  }();
  const auto &variants = statements[static_cast<std::size_t>(source)];
  const std::string number = like_pattern(f.words, false), words = like_pattern(f.words, true);
  if (f.words.empty() && !f.customer)
    return tx.all<InvoiceRow>(variants[0], today, before.first, before.second, from, to, f.limit);
  if (f.words.empty())
    return tx.all<InvoiceRow>(variants[1], today, before.first, before.second, from, to, f.limit, *f.customer);
  if (!f.customer)
    return tx.all<InvoiceRow>(variants[2], today, before.first, before.second, from, to, f.limit, number, words);
  return tx.all<InvoiceRow>(variants[3], today, before.first, before.second, from, to, f.limit, number, words,
                            *f.customer);
}

namespace {

struct InvoiceHead {
  std::string bill_to;
  std::optional<InvoiceId> corrects_invoice_id;
  std::optional<std::string> corrects_number;
};
BOOST_DESCRIBE_STRUCT(InvoiceHead, (), (bill_to, corrects_invoice_id, corrects_number))

} // namespace

Outcome<Invoice> find_invoice(db::Tx &tx, InvoiceId id, Date today) {
  static const std::string one_sql = fmt::format("with picked as (select id from invoice where id = $2){}", rows_sql);
  auto row = tx.maybe<InvoiceRow>(one_sql, today, id);
  if (!row)
    return refuse(Refusal::Kind::not_found, "invoice_unknown", fmt::format("There is no invoice {}.", id.value()));
  Invoice invoice;
  static_cast<InvoiceRow &>(invoice) = std::move(*row);
  auto head = tx.one<InvoiceHead>("select i.bill_to as bill_to, i.corrects_invoice_id as corrects_invoice_id,"
                                  " o.number as corrects_number"
                                  " from invoice i left join invoice o on o.id = i.corrects_invoice_id where i.id = $1",
                                  id);
  invoice.bill_to = std::move(head.bill_to);
  invoice.corrects_invoice_id = head.corrects_invoice_id;
  invoice.corrects_number = std::move(head.corrects_number);
  invoice.lines = tx.all<InvoiceLine>(
      "select line as id, service_id, description, period_start, period_end, quantity, unit_price_minor, net_minor,"
      " tax_name, tax_percent_ppm, explanation from invoice_line where invoice_id = $1 order by line",
      id);
  invoice.taxes = tx.all<InvoiceTax>("select name, percent_ppm, base_minor, tax_minor from invoice_tax"
                                     " where invoice_id = $1 order by tax_id, percent_ppm",
                                     id);
  for (const Settlement &settlement : settlements_of(tx, id))
    invoice.settlements.push_back(
        {settlement.source_kind, settlement.source_id, settlement.amount_minor, settlement.settled_on});
  return invoice;
}

} // namespace demarc::billing
