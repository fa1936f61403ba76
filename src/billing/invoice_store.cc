#include "billing/invoice_store.h"

#include "base/ensure.h"
#include "billing/discount_uses_store.h"
#include "billing/settlement_store.h"
#include "platform/http/json.h"
#include "subscribers/search_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace demarc::billing {

std::int64_t take_numbers(db::Tx &tx, LegalEntityId entity, const std::string &series, std::int64_t count) {
  const auto next = tx.maybe<std::int64_t>(
      "insert into number_series (name, next, legal_entity_id) values ($1, $2, $4) on conflict (name) do update"
      " set next = number_series.next + $3 where number_series.legal_entity_id = $4 returning next",
      series, count + 1, count, entity);
  ENSURE(next.has_value(), "a series is one legal entity's: prefixes that could meet are refused");
  return *next - count;
}

std::map<LegalEntityId, Letterhead> current_letterheads(db::Tx &tx) {
  std::map<LegalEntityId, Letterhead> all{{first_legal_entity, {}}};
  for (Letterhead &one :
       tx.all<Letterhead>("select e.id as legal_entity_id, e.invoice_prefix as prefix,"
                          " coalesce((select max(s.id) from seller s where s.legal_entity_id = e.id), 0) as seller_id,"
                          " (select coalesce(max(id), 0) from document_design) as design_id from legal_entity e"))
    all[one.legal_entity_id] = std::move(one);
  return all;
}

void insert_invoices(db::Tx &tx, const std::vector<InvoiceInsert> &invoices,
                     const std::vector<InvoiceLineInsert> &lines, const std::vector<InvoiceLineTaxInsert> &line_taxes,
                     const std::vector<InvoiceTaxInsert> &taxes) {
  tx.insert_many("invoice", invoices);
  tx.insert_many("invoice_line", lines);
  tx.insert_many("invoice_line_tax", line_taxes);
  tx.insert_many("invoice_tax", taxes);
}

void insert_line_parts(db::Tx &tx, const std::vector<InvoiceLinePartInsert> &parts,
                       const std::vector<InvoiceLinePartTaxInsert> &taxes) {
  tx.insert_many("invoice_line_part", parts);
  tx.insert_many("invoice_line_part_tax", taxes);
}

namespace {

struct LinePartTaxRow {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  std::int64_t part = 0;
  TaxId tax_id;
  std::string name;
  Percent percent_ppm;
};
BOOST_DESCRIBE_STRUCT(LinePartTaxRow, (), (invoice_id, line, part, tax_id, name, percent_ppm))

// Of documents without bundles there are none.
std::vector<InvoiceLinePartInsert> line_parts_of(db::Tx &tx, const std::string &invoices) {
  return tx.all<InvoiceLinePartInsert>(
      "select invoice_id, line, part, plan_version_id, name, net_minor, included_tax_minor, tax_category, tax_basis_id"
      " from invoice_line_part where invoice_id = any($1::bigint[]) order by invoice_id, line, part",
      invoices);
}
std::vector<LinePartTaxRow> line_part_taxes_of(db::Tx &tx, const std::string &invoices) {
  return tx.all<LinePartTaxRow>(
      "select p.invoice_id as invoice_id, p.line as line, p.part as part, p.tax_id as tax_id, t.name as name,"
      " p.percent_ppm as percent_ppm from invoice_line_part_tax p join tax t on t.id = p.tax_id"
      " where p.invoice_id = any($1::bigint[]) order by p.invoice_id, p.line, p.part, p.position",
      invoices);
}

struct BasisRow {
  TaxBasisId id;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(BasisRow, (), (id, detail))

struct CorrectedLineRow {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  std::optional<TaxId> tax_id;
  std::string tax_name;
  Percent tax_percent_ppm;
  std::string tax_category;
};
BOOST_DESCRIBE_STRUCT(CorrectedLineRow, (), (invoice_id, line, tax_id, tax_name, tax_percent_ppm, tax_category))
struct FurtherTaxRow {
  InvoiceId invoice_id;
  std::int64_t line = 0;
  TaxId tax_id;
  std::string name;
  Percent percent_ppm;
};
BOOST_DESCRIBE_STRUCT(FurtherTaxRow, (), (invoice_id, line, tax_id, name, percent_ppm))
struct CorrectedRow {
  InvoiceId id;
  std::string number;
  Currency currency = Currency::of("XXX");
  std::int64_t total_minor = 0;
  std::int64_t rounding_minor = 0;
};
BOOST_DESCRIBE_STRUCT(CorrectedRow, (), (id, number, currency, total_minor, rounding_minor))
struct CreditedRow {
  InvoiceId id;
  std::int64_t total_minor = 0;
  std::int64_t rounding_minor = 0;
};
BOOST_DESCRIBE_STRUCT(CreditedRow, (), (id, total_minor, rounding_minor))

// In the order of computation, which is the order of tax ids within a line after its first.
constexpr std::string_view further_taxes_sql =
    "select l.invoice_id as invoice_id, l.line as line, l.tax_id as tax_id, t.name as name, l.percent_ppm as "
    "percent_ppm"
    " from invoice_line_tax l join tax t on t.id = l.tax_id where l.invoice_id = any($1::bigint[])"
    " order by l.invoice_id, l.line, l.tax_id";

} // namespace

std::map<std::string, TaxBasisId> tax_basis_ids(db::Tx &tx, db::Database &ids, const std::set<std::string> &details) {
  std::map<std::string, TaxBasisId> known;
  if (details.empty())
    return known;
  const std::vector<std::string> texts(details.begin(), details.end());
  const auto look = [&] {
    for (BasisRow &row :
         tx.all<BasisRow>("select id, detail from tax_basis where detail = any($1::text[])", db::text_list(tx, texts)))
      known.emplace(std::move(row.detail), row.id);
  };
  look();
  bool is_new = false;
  for (const std::string &detail : texts) {
    if (known.contains(detail))
      continue;
    is_new = true;
    tx.exec("insert into tax_basis (id, detail) values ($1, $2) on conflict (detail) do nothing",
            ids.next<TaxBasisId>("tax_basis"), detail);
  }
  if (is_new) // another node may have been first: then its row is the one
    look();
  return known;
}

std::vector<Corrected> load_corrected(db::Tx &tx, const std::vector<InvoiceId> &invoices) {
  if (invoices.empty())
    return {};
  const std::string ids = db::id_list(tx, invoices);
  std::vector<Corrected> all;
  std::unordered_map<InvoiceId, std::size_t> at;
  std::vector<Currency> currencies;
  for (const CorrectedRow &row :
       tx.all<CorrectedRow>("select id, number, currency, net_minor + tax_minor as total_minor, rounding_minor"
                            " from invoice where id = any($1::bigint[]) order by id",
                            ids)) {
    at.emplace(row.id, all.size());
    currencies.push_back(row.currency);
    all.push_back({row.id, row.number, {}, {}, {}, row.total_minor, row.rounding_minor, 0, 0});
  }
  for (const CreditedRow &row : tx.all<CreditedRow>(
           "select corrects_invoice_id as id, cast(sum(net_minor + tax_minor) as bigint) as total_minor,"
           " cast(sum(rounding_minor) as bigint) as rounding_minor from invoice"
           " where corrects_invoice_id = any($1::bigint[]) group by corrects_invoice_id",
           ids)) {
    all[at.at(row.id)].credited_total_minor = row.total_minor;
    all[at.at(row.id)].credited_rounding_minor = row.rounding_minor;
  }
  for (CorrectedLineRow &row : tx.all<CorrectedLineRow>(
           "select invoice_id, line, tax_id, tax_name, tax_percent_ppm, tax_category from invoice_line"
           " where invoice_id = any($1::bigint[]) order by invoice_id, line",
           ids)) {
    auto &line = all[at.at(row.invoice_id)].lines.emplace_back(Corrected::Line{row.line, {}, row.tax_category, {}});
    if (row.tax_id)
      line.taxes.push_back({*row.tax_id, std::move(row.tax_name), row.tax_percent_ppm});
  }
  for (FurtherTaxRow &row : tx.all<FurtherTaxRow>(further_taxes_sql, ids)) {
    for (Corrected::Line &line : all[at.at(row.invoice_id)].lines) {
      if (line.line == row.line)
        line.taxes.push_back({row.tax_id, std::move(row.name), row.percent_ppm});
    }
  }
  const auto line_of = [&](InvoiceId invoice, std::int64_t number) -> Corrected::Line & {
    std::vector<Corrected::Line> &lines = all[at.at(invoice)].lines;
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const Corrected::Line &line) { return line.line == number; });
    ENSURE(found != lines.end(), "a part is one of a line");
    return *found;
  };
  for (InvoiceLinePartInsert &row : line_parts_of(tx, ids))
    line_of(row.invoice_id, row.line).parts.push_back({{}, std::move(row.tax_category)});
  for (LinePartTaxRow &row : line_part_taxes_of(tx, ids))
    line_of(row.invoice_id, row.line)
        .parts.at(static_cast<std::size_t>(row.part - 1))
        .taxes.push_back({row.tax_id, std::move(row.name), row.percent_ppm});
  const auto sum_of_row = [&](const InvoiceTaxInsert &row) {
    const Currency currency = currencies[at.at(row.invoice_id)];
    return TaxSum{row.tax_id,
                  row.name,
                  row.percent_ppm,
                  Money::minor(row.base_minor, currency),
                  Money::minor(row.tax_minor, currency),
                  row.rate_id,
                  row.category,
                  row.reason,
                  row.amount_minor,
                  row.is_included,
                  row.is_plain};
  };
  for (const InvoiceTaxInsert &row : tx.all<InvoiceTaxInsert>(
           "select invoice_id, tax_id, name, percent_ppm, base_minor, tax_minor, rate_id, category,"
           " reason, amount_minor, is_included, is_plain from invoice_tax"
           " where invoice_id = any($1::bigint[]) order by invoice_id, tax_id, percent_ppm",
           ids))
    all[at.at(row.invoice_id)].taxes.push_back(sum_of_row(row));
  for (const InvoiceTaxInsert &row :
       tx.all<InvoiceTaxInsert>("select n.corrects_invoice_id as invoice_id, t.tax_id as tax_id, min(t.name) as name,"
                                " t.percent_ppm as percent_ppm, cast(sum(t.base_minor) as bigint) as base_minor,"
                                " cast(sum(t.tax_minor) as bigint) as tax_minor, min(t.rate_id) as rate_id,"
                                " min(t.category) as category, min(t.reason) as reason,"
                                " cast(sum(t.amount_minor) as bigint) as amount_minor,"
                                " max(t.is_included) as is_included, min(t.is_plain) as is_plain"
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
    "  when exists (select 1 from invoice_void v where v.invoice_id = i.id) then 'voided'"
    "  when coalesce(o.open_minor, 0) > 0 then case when i.due_on < $1 then 'overdue' else 'open' end"
    "  when i.gross_minor = 0 or exists (select 1 from settlement s where s.invoice_id = i.id and s.source_kind <> "
    "'credit_note') then "
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

enum class Listing { all, of_customer, unpaid, overdue, settled };

// One fixed statement for each combination; what is not wanted is not in it, so that its index can be used.
std::string list_sql(Listing listing, bool with_customer, bool with_words) {
  std::string_view from = " from invoice i where 1 = 1";
  if (listing == Listing::unpaid)
    from = " from open_item u join invoice i on i.id = u.invoice_id where u.open_minor > 0";
  else if (listing == Listing::overdue)
    from = " from open_item u join invoice i on i.id = u.invoice_id where u.open_minor > 0 and u.due_on < $1";
  else if (listing == Listing::settled)
    from = " from invoice i join open_item u on u.invoice_id = i.id where u.open_minor = 0 and i.kind = 'invoice'";
  return fmt::format("with picked as (select i.id{}{}{}{}){}", from,
                     with_customer ? (with_words ? " and i.customer_id = $9" : " and i.customer_id = $7") : "",
                     with_words ? words_sql : "", page_sql, rows_sql);
}

// Invoice numbers are kept as they were given, in capitals or not.
std::string number_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\')
      pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

} // namespace

std::vector<InvoiceRow> list_invoices(db::Tx &tx, const InvoiceFilter &f, Date today) {
  const auto before =
      f.before.value_or(std::pair(Date::of(9999, 12, 31), InvoiceId(std::numeric_limits<std::int64_t>::max())));
  const Date from = f.from.value_or(Date::of(1, 1, 1)), to = f.to.value_or(Date::of(9999, 12, 31));
  Listing listing = Listing::all;
  if (f.status == InvoiceStatus::open)
    listing = Listing::unpaid;
  else if (f.status == InvoiceStatus::overdue)
    listing = Listing::overdue;
  else if (f.status == InvoiceStatus::paid)
    listing = Listing::settled;
  // Statements are few; their texts are made once each.
  static const std::array<std::array<std::string, 4>, 5> statements = [] {
    std::array<std::array<std::string, 4>, 5> all;
    for (std::size_t s = 0; s < all.size(); ++s) {
      for (std::size_t v = 0; v < 4; ++v)
        all[s][v] = list_sql(static_cast<Listing>(s), (v & 1) != 0, (v & 2) != 0);
    }
    return all;
  }();
  const auto &variants = statements[static_cast<std::size_t>(listing)];
  const std::string number = number_pattern(f.words), words = subscribers::search_pattern(f.words);
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
  std::int64_t rounding_minor = 0;
};
BOOST_DESCRIBE_STRUCT(InvoiceHead, (), (bill_to, corrects_invoice_id, corrects_number, rounding_minor))

// A row of InvoiceLine, without its taxes.
struct LineRow {
  std::int64_t id = 0;
  std::optional<ServiceId> service_id;
  std::string description;
  Date period_start;
  Date period_end;
  std::int64_t quantity = 1;
  std::int64_t unit_price_minor = 0;
  std::int64_t net_minor = 0;
  std::string tax_name;
  Percent tax_percent_ppm;
  std::string explanation;
  std::int64_t included_tax_minor = 0;
  std::string tax_category;
  std::optional<TaxBasisId> tax_basis_id;
  std::optional<CustomerId> account_id;
  std::string account;
};
BOOST_DESCRIBE_STRUCT(LineRow, (),
                      (id, service_id, description, period_start, period_end, quantity, unit_price_minor, net_minor,
                       tax_name, tax_percent_ppm, explanation, included_tax_minor, tax_category, tax_basis_id,
                       account_id, account))

// Parts of bundles; the taxes of such a line are those of its parts, each once.
void add_parts(db::Tx &tx, InvoiceId id, std::vector<InvoiceLine> &lines) {
  const std::string ids = db::id_list(tx, std::vector<InvoiceId>{id});
  const auto line_of = [&](std::int64_t number) -> InvoiceLine & {
    return *std::find_if(lines.begin(), lines.end(), [&](const InvoiceLine &line) { return line.id == number; });
  };
  for (InvoiceLinePartInsert &row : line_parts_of(tx, ids)) {
    InvoiceLine &line = line_of(row.line);
    line.taxes.clear();
    line.parts.push_back({std::move(row.name),
                          row.net_minor,
                          row.included_tax_minor,
                          std::move(row.tax_category),
                          row.tax_basis_id,
                          {}});
  }
  for (LinePartTaxRow &row : line_part_taxes_of(tx, ids)) {
    InvoiceLine &line = line_of(row.line);
    line.parts.at(static_cast<std::size_t>(row.part - 1)).taxes.push_back({row.name, row.percent_ppm});
    if (std::none_of(line.taxes.begin(), line.taxes.end(), [&](const InvoiceLineTax &known) {
          return known.name == row.name && known.percent_ppm == row.percent_ppm;
        }))
      line.taxes.push_back({std::move(row.name), row.percent_ppm});
  }
}

std::vector<InvoiceLine> lines_of(db::Tx &tx, InvoiceId id) {
  std::vector<InvoiceLine> lines;
  for (LineRow &row : tx.all<LineRow>(
           "select line as id, service_id, description, period_start, period_end, quantity, unit_price_minor,"
           " net_minor, tax_name, tax_percent_ppm, explanation, included_tax_minor, tax_category, tax_basis_id,"
           " account_id, account from invoice_line where invoice_id = $1 order by line",
           id)) {
    lines.push_back({row.id,
                     row.service_id,
                     std::move(row.description),
                     row.period_start,
                     row.period_end,
                     row.quantity,
                     row.unit_price_minor,
                     row.net_minor,
                     row.tax_name,
                     row.tax_percent_ppm,
                     std::move(row.explanation),
                     row.included_tax_minor,
                     std::move(row.tax_category),
                     row.tax_basis_id,
                     {},
                     row.account_id,
                     std::move(row.account),
                     {}});
    if (!row.tax_name.empty())
      lines.back().taxes.push_back({row.tax_name, row.tax_percent_ppm});
  }
  for (FurtherTaxRow &row : tx.all<FurtherTaxRow>(further_taxes_sql, db::id_list(tx, std::vector<InvoiceId>{id}))) {
    for (InvoiceLine &line : lines) {
      if (line.id == row.line)
        line.taxes.push_back({std::move(row.name), row.percent_ppm});
    }
  }
  add_parts(tx, id, lines);
  for (LineDiscountRow &row : line_discounts(tx, id)) {
    for (InvoiceLine &line : lines) {
      if (line.id == row.line)
        line.discounts.push_back({std::move(row.name), row.amount_minor});
    }
  }
  return lines;
}

std::vector<InvoiceTaxBasis> basis_of(db::Tx &tx, const std::vector<InvoiceLine> &lines) {
  std::map<TaxBasisId, std::vector<std::int64_t>> of_lines;
  std::vector<TaxBasisId> ids;
  for (const InvoiceLine &line : lines) {
    std::set<TaxBasisId> known;
    if (line.tax_basis_id)
      known.insert(*line.tax_basis_id);
    for (const InvoiceLinePart &part : line.parts) {
      if (part.tax_basis_id)
        known.insert(*part.tax_basis_id);
    }
    for (const TaxBasisId id : known) {
      if (of_lines[id].empty())
        ids.push_back(id);
      of_lines[id].push_back(line.id);
    }
  }
  std::vector<InvoiceTaxBasis> all;
  if (ids.empty())
    return all;
  for (const BasisRow &row : tx.all<BasisRow>(
           "select id, detail from tax_basis where id = any($1::bigint[]) order by id", db::id_list(tx, ids))) {
    const auto read = http::decode_json<TaxBasis>(row.detail);
    ENSURE(read.has_value(), "a stored tax basis is one");
    InvoiceTaxBasis &basis = all.emplace_back();
    static_cast<TaxBasis &>(basis) = *read;
    basis.id = row.id;
    basis.lines = of_lines.at(row.id);
  }
  return all;
}

} // namespace

void insert_void(db::Tx &tx, const VoidRow &row) { tx.insert("invoice_void", row); }

Outcome<Invoice> find_invoice(db::Tx &tx, InvoiceId id, Date today) {
  static const std::string one_sql = fmt::format("with picked as (select id from invoice where id = $2){}", rows_sql);
  auto row = tx.maybe<InvoiceRow>(one_sql, today, id);
  if (!row)
    return refuse(Refusal::Kind::not_found, "invoice_unknown", fmt::format("There is no invoice {}.", id.value()));
  Invoice invoice;
  static_cast<InvoiceRow &>(invoice) = std::move(*row);
  auto head = tx.one<InvoiceHead>("select i.bill_to as bill_to, i.corrects_invoice_id as corrects_invoice_id,"
                                  " o.number as corrects_number, i.rounding_minor as rounding_minor"
                                  " from invoice i left join invoice o on o.id = i.corrects_invoice_id where i.id = $1",
                                  id);
  invoice.bill_to = std::move(head.bill_to);
  invoice.corrects_invoice_id = head.corrects_invoice_id;
  invoice.corrects_number = std::move(head.corrects_number);
  invoice.rounding_minor = head.rounding_minor;
  invoice.voided = tx.maybe<InvoiceVoid>(
      "select v.reason as reason, v.actor as actor, v.created_at as at, v.credit_note_id as credit_note_id,"
      " n.number as credit_note_number from invoice_void v join invoice n on n.id = v.credit_note_id"
      " where v.invoice_id = $1",
      id);
  invoice.lines = lines_of(tx, id);
  invoice.tax_basis = basis_of(tx, invoice.lines);
  invoice.taxes = tx.all<InvoiceTax>(
      "select t.name as name, t.percent_ppm as percent_ppm, t.base_minor as base_minor, t.tax_minor as tax_minor,"
      " x.code as code, t.category as category, t.reason as reason, t.is_included as is_included,"
      " j.code as jurisdiction, j.name as jurisdiction_name, t.rate_id as rate_id, r.valid_from as rate_valid_from,"
      " r.source as rate_source from invoice_tax t join tax x on x.id = t.tax_id"
      " left join jurisdiction j on j.id = x.jurisdiction_id left join tax_rate r on r.id = t.rate_id"
      " where t.invoice_id = $1 order by t.tax_id, t.percent_ppm",
      id);
  for (const Settlement &settlement : settlements_of(tx, id))
    invoice.settlements.push_back(
        {settlement.source_kind, settlement.source_id, settlement.amount_minor, settlement.settled_on});
  return invoice;
}

} // namespace demarc::billing
