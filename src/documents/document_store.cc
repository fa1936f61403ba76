#include "documents/document_store.h"

#include "billing/discount_uses_store.h"
#include "documents/design.h"

#include <fmt/format.h>

namespace demarc::documents {

namespace {

constexpr std::string_view design_columns = "select id, layout, logo, account_holder, iban, bic, bank_name, pay_link,"
                                            " registration, email, phone, website, created_at, created_by"
                                            " from document_design";

SavedDesign standard_design() {
  SavedDesign design;
  design.layout = std::string(standard_layout());
  return design;
}

} // namespace

SavedDesign newest_design(db::Tx &tx) {
  return tx.maybe<SavedDesign>(std::string(design_columns) + " order by id desc limit 1").value_or(standard_design());
}

std::optional<SavedDesign> find_design(db::Tx &tx, DesignId id) {
  if (id.value() == 0)
    return standard_design();
  return tx.maybe<SavedDesign>(std::string(design_columns) + " where id = $1", id);
}

DesignId insert_design(db::Tx &tx, const SavedDesign &d) {
  return tx.one<DesignId>("insert into document_design (layout, logo, account_holder, iban, bic, bank_name, pay_link,"
                          " registration, email, phone, website, created_at, created_by)"
                          " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning id",
                          d.layout, d.logo, d.account_holder, d.iban, d.bic, d.bank_name, d.pay_link, d.registration,
                          d.email, d.phone, d.website, d.created_at, d.created_by);
}

std::vector<DesignVersion> list_designs(db::Tx &tx, int limit) {
  return tx.all<DesignVersion>("select id, created_at, created_by from document_design order by id desc limit $1",
                               limit);
}

namespace {
constexpr std::string_view seller_columns =
    "select name, legal_name, street, city, postal_code, country, vat_number, legal_entity_id, registration,"
    " account_holder, iban, bic, bank_name from seller";
} // namespace

Seller find_seller(db::Tx &tx, std::int64_t id) {
  static const std::string sql = std::string(seller_columns) + " where id >= $1 order by id limit 1";
  return tx.maybe<Seller>(sql, id).value_or(Seller{});
}

Seller present_seller(db::Tx &tx, LegalEntityId entity) {
  static const std::string sql = std::string(seller_columns) + " where legal_entity_id = $1 order by id desc limit 1";
  return tx.maybe<Seller>(sql, entity).value_or(Seller{});
}

LegalEntityId entity_of(db::Tx &tx, CustomerId customer) {
  return tx.maybe<LegalEntityId>("select legal_entity_id from customer where id = $1", customer)
      .value_or(first_legal_entity);
}

namespace {

struct BillRow {
  std::string kind, number, language, customer_number, bill_to;
  Date issued_on, due_on;
  std::optional<std::string> corrects_number;
  Currency currency = Currency::of("XXX");
  std::int64_t net_minor = 0, tax_minor = 0, used_minor = 0, seller_id = 0, design_id = 0, rounding_minor = 0;
};
BOOST_DESCRIBE_STRUCT(BillRow, (),
                      (kind, number, language, customer_number, bill_to, issued_on, due_on, corrects_number, currency,
                       net_minor, tax_minor, used_minor, seller_id, design_id, rounding_minor))

// What was paid from the customer's credit as the invoice was issued bears the invoice's own instant; what came later
// does not belong on it.
constexpr std::string_view bill_sql =
    "select i.kind as kind, i.number as number, i.language as language, c.number as customer_number,"
    " i.bill_to as bill_to, i.issued_on as issued_on, i.due_on as due_on, o.number as corrects_number,"
    " i.currency as currency, i.net_minor as net_minor, i.tax_minor as tax_minor,"
    " cast(coalesce((select sum(s.amount_minor) from settlement s join credit k"
    "   on k.source_kind = s.source_kind and k.source_id = s.source_id"
    "   where s.invoice_id = i.id and s.created_at = i.created_at and k.created_at <= i.created_at), 0) as bigint)"
    "   as used_minor,"
    " i.seller_id as seller_id, i.design_id as design_id, i.rounding_minor as rounding_minor"
    " from invoice i join customer c on c.id = i.customer_id left join invoice o on o.id = i.corrects_invoice_id"
    " where i.id = $1";

struct LineRow {
  std::string description;
  Date period_start, period_end;
  std::int64_t quantity = 1, unit_price_minor = 0, net_minor = 0;
  std::string tax_name;
  Percent tax_percent_ppm;
  std::optional<Date> full_start, full_end;
  std::string account;
};
BOOST_DESCRIBE_STRUCT(LineRow, (),
                      (description, period_start, period_end, quantity, unit_price_minor, net_minor, tax_name,
                       tax_percent_ppm, full_start, full_end, account))

struct BundlePartRow {
  std::int64_t line = 0;
  std::string name;
  std::optional<Percent> percent_ppm;
};
BOOST_DESCRIBE_STRUCT(BundlePartRow, (), (line, name, percent_ppm))

struct TaxRow {
  std::string name;
  Percent percent_ppm;
  std::int64_t base_minor = 0, tax_minor = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(TaxRow, (), (name, percent_ppm, base_minor, tax_minor, reason))

} // namespace

Outcome<IssuedBill> find_bill(db::Tx &tx, InvoiceId id) {
  const auto row = tx.maybe<BillRow>(bill_sql, id);
  if (!row)
    return refuse(Refusal::Kind::not_found, "invoice_unknown", fmt::format("There is no invoice {}.", id.value()));
  const auto money = [&](std::int64_t minor) { return Money::minor(minor, row->currency); };
  const bool is_note = row->kind == "credit_note";
  IssuedBill bill{.facts = {.kind = is_note ? PaperKind::credit_note : PaperKind::invoice,
                            .number = row->number,
                            .language = row->language,
                            .customer_number = row->customer_number,
                            .bill_to = row->bill_to,
                            .issued_on = row->issued_on,
                            .due_on = row->due_on,
                            .corrects_number = row->corrects_number.value_or(""),
                            .net = money(row->net_minor),
                            .tax = money(row->tax_minor),
                            .used = money(is_note ? 0 : row->used_minor),
                            .rounding_minor = row->rounding_minor,
                            .tax_notes = {}},
                  .seller_id = row->seller_id,
                  .design_id = DesignId(row->design_id)};
  for (LineRow &line : tx.all<LineRow>(
           "select l.description as description, l.period_start as period_start, l.period_end as period_end,"
           " l.quantity as quantity, l.unit_price_minor as unit_price_minor, l.net_minor as net_minor,"
           " l.tax_name as tax_name, l.tax_percent_ppm as tax_percent_ppm, c.full_start as full_start,"
           " c.full_end as full_end, l.account as account from invoice_line l"
           " left join charge c on c.invoice_id = l.invoice_id and c.line = l.line"
           " where l.invoice_id = $1 order by l.line",
           id)) {
    static constexpr std::string_view prefix = "Credit: "; // a credit note says so in its title, in its own language
    if (is_note && line.description.starts_with(prefix))
      line.description.erase(0, prefix.size());
    BillFacts::Line made{.description = std::move(line.description),
                         .period = {line.period_start, line.period_end},
                         .quantity = line.quantity,
                         .unit_price = money(line.unit_price_minor),
                         .net = money(line.net_minor),
                         .tax_name = std::move(line.tax_name),
                         .tax_percent = line.tax_percent_ppm};
    if (line.full_start && line.full_end)
      made.full = Period{*line.full_start, *line.full_end};
    made.account = std::move(line.account);
    bill.facts.lines.push_back(std::move(made));
  }
  for (BundlePartRow &part : tx.all<BundlePartRow>(
           "select p.line as line, p.name as name, t.percent_ppm as percent_ppm from invoice_line_part p"
           " left join invoice_line_part_tax t on t.invoice_id = p.invoice_id and t.line = p.line and t.part = p.part"
           "  and t.position = 1 where p.invoice_id = $1 order by p.line, p.part",
           id)) // lines are numbered 1, 2, …
    bill.facts.lines.at(static_cast<std::size_t>(part.line - 1))
        .parts.push_back({std::move(part.name), part.percent_ppm});
  for (billing::LineDiscountRow &off : billing::line_discounts(tx, id))
    bill.facts.lines.at(static_cast<std::size_t>(off.line) - 1)
        .discounts.emplace_back(std::move(off.name), money(off.amount_minor));
  for (TaxRow &tax : tx.all<TaxRow>("select name, percent_ppm, base_minor, tax_minor, reason from invoice_tax"
                                    " where invoice_id = $1 order by tax_id, percent_ppm",
                                    id)) {
    bill.facts.taxes.push_back({std::move(tax.name), tax.percent_ppm, money(tax.base_minor), money(tax.tax_minor)});
    add_note(bill.facts.tax_notes, tax.reason);
  }
  return bill;
}

namespace {

struct PersonRow {
  std::string number, name, street, city, postal_code, region, country, language;
  Currency currency = Currency::of("XXX");
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (number, name, street, city, postal_code, region, country, language, currency))

std::optional<PersonRow> find_person(db::Tx &tx, CustomerId id) {
  return tx.maybe<PersonRow>("select number, name, street, city, postal_code, region, country, language, currency"
                             " from customer where id = $1",
                             id);
}

std::string address_of(const PersonRow &p) {
  std::string block = p.name;
  for (const std::string &line :
       {p.street, p.postal_code.empty() ? p.city : p.postal_code + " " + p.city, p.region, p.country}) {
    if (!line.empty())
      block += "\n" + line;
  }
  return block;
}

struct EntryRow {
  Date entry_on;
  std::string kind, number;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (), (entry_on, kind, number, amount_minor))

// One list of what moved a customer's balance; $1 customer, $2 and $3 the days, $4 the currency.
constexpr std::string_view entries_sql =
    "select i.issued_on as entry_on, i.kind as kind, i.number as number,"
    " case when i.kind = 'credit_note' then -i.gross_minor else i.gross_minor end as amount_minor, i.id as id"
    " from invoice i where i.customer_id = $1 and i.issued_on >= $2 and i.issued_on <= $3 and i.currency = $4"
    " union all select p.received_on, 'payment', p.reference, -p.amount_minor, p.id"
    " from payment p where p.customer_id = $1 and p.received_on >= $2 and p.received_on <= $3 and p.currency = $4"
    " union all select v.redeemed_on, 'payment', 'Voucher …' || v.last4, -b.value_minor, v.id"
    " from voucher v join voucher_batch b on b.id = v.batch_id where v.customer_id = $1 and v.redeemed_on >= $2"
    " and v.redeemed_on <= $3 and b.currency = $4"
    " union all select w.booked_on, 'payment', 'Referral', -w.amount_minor, w.id"
    " from referral_reward w where w.customer_id = $1 and w.booked_on >= $2 and w.booked_on <= $3 and w.currency = $4"
    " and w.amount_minor > 0";

} // namespace

Outcome<StatementFacts> find_statement(db::Tx &tx, CustomerId customer, Date from, Date to) {
  const auto person = find_person(tx, customer);
  if (!person)
    return refuse(Refusal::Kind::not_found, "customer_unknown",
                  fmt::format("There is no customer {}.", customer.value()));
  static const std::string listed = fmt::format("select entry_on, kind, number, amount_minor from ({}) e"
                                                " order by entry_on, case kind when 'payment' then 1 else 0 end, id",
                                                entries_sql);
  static const std::string summed =
      fmt::format("select cast(coalesce(sum(amount_minor), 0) as bigint) from ({}) e", entries_sql);
  const auto money = [&](std::int64_t minor) { return Money::minor(minor, person->currency); };
  StatementFacts facts{.language = person->language,
                       .customer_number = person->number,
                       .bill_to = address_of(*person),
                       .from = from,
                       .to = to,
                       .opening = money(tx.one<std::int64_t>(summed, customer, Date::of(1, 1, 1), from.plus_days(-1),
                                                             person->currency))};
  for (EntryRow &row : tx.all<EntryRow>(listed, customer, from, to, person->currency))
    facts.entries.push_back({row.entry_on, std::move(row.kind), std::move(row.number), money(row.amount_minor)});
  return facts;
}

namespace {

struct PaidRow {
  CustomerId customer_id;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::of("XXX");
  std::string method, reference;
  Date received_on;
};
BOOST_DESCRIBE_STRUCT(PaidRow, (), (customer_id, amount_minor, currency, method, reference, received_on))

struct PartRow {
  std::string number;
  Date issued_on;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(PartRow, (), (number, issued_on, amount_minor))

} // namespace

Outcome<ReceiptFacts> find_receipt(db::Tx &tx, payments::PaymentId id) {
  const auto paid = tx.maybe<PaidRow>(
      "select customer_id, amount_minor, currency, method, reference, received_on from payment where id = $1", id);
  if (!paid)
    return refuse(Refusal::Kind::not_found, "payment_unknown", "There is no such payment.");
  const auto person = find_person(tx, paid->customer_id);
  const auto money = [&](std::int64_t minor) { return Money::minor(minor, paid->currency); };
  ReceiptFacts facts{.language = person->language,
                     .customer_number = person->number,
                     .bill_to = address_of(*person),
                     .received_on = paid->received_on,
                     .method = paid->method,
                     .reference = paid->reference,
                     .amount = money(paid->amount_minor),
                     .kept = money(paid->amount_minor),
                     .customer_id = paid->customer_id};
  for (PartRow &part :
       tx.all<PartRow>("select i.number as number, i.issued_on as issued_on, s.amount_minor as amount_minor"
                       " from settlement s join invoice i on i.id = s.invoice_id"
                       " where s.source_kind = 'payment' and s.source_id = $1 order by s.id",
                       id)) {
    facts.kept -= money(part.amount_minor);
    facts.parts.push_back({std::move(part.number), part.issued_on, money(part.amount_minor)});
  }
  return facts;
}

void lock_payment(db::Tx &tx, payments::PaymentId id) {
  tx.all<std::int64_t>("select id from payment where id = $1 for update", id);
}

std::optional<KeptFile> find_file(db::Tx &tx, std::string_view kind, std::int64_t ref_id) {
  return tx.maybe<KeptFile>("select number, sha256, bytes from document_file where kind = $1 and ref_id = $2", kind,
                            ref_id);
}

bool keep_file(db::Tx &tx, std::string_view kind, std::int64_t ref_id, const KeptFile &file, Instant now) {
  return tx.exec_counted("insert into document_file (kind, ref_id, number, sha256, bytes, made_at)"
                         " values ($1, $2, $3, $4, $5, $6) on conflict (kind, ref_id) do nothing",
                         kind, ref_id, file.number, file.sha256, file.bytes, now) == 1;
}

} // namespace demarc::documents
