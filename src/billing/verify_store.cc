#include "billing/verify_store.h"

#include <fmt/format.h>

namespace demarc::billing {

namespace {

// What a check's statement answers: whom it is about, and the two numbers that should be equal.
struct Mismatch {
  std::string subject;
  std::int64_t found = 0;
  std::int64_t expected = 0;
};
BOOST_DESCRIBE_STRUCT(Mismatch, (), (subject, found, expected))

struct Check {
  std::string_view rule;
  std::string_view detail; // with {found} and {expected}
  std::string_view sql;    // answers Mismatches
};

std::vector<Problem> run(db::Tx &tx, std::span<const Check> checks, int limit) {
  std::vector<Problem> problems;
  for (const Check &check : checks) {
    // Worked out in full before the limit is looked at: PostgreSQL would choose a plan for a few rows, and there are
    // none.
    const std::string sql = fmt::format(
        "with x as materialized ({}) select subject, found, expected from x order by subject limit $1", check.sql);
    for (Mismatch &found : tx.all<Mismatch>(sql, limit)) {
      problems.push_back({std::string(check.rule), std::move(found.subject),
                          fmt::format(fmt::runtime(check.detail), fmt::arg("found", found.found),
                                      fmt::arg("expected", found.expected))});
    }
  }
  return problems;
}

constexpr Check journal_checks[] = {
    {"entries_sum_to_zero", "the postings sum to {found} minor units, not {expected}",
     "select 'journal entry ' || entry_id || ' in ' || currency as subject, cast(sum(amount_minor) as bigint) as found,"
     " 0 as expected from posting group by entry_id, currency having sum(amount_minor) <> 0"},
    {"entries_have_postings", "there are {found} postings; at least {expected} are needed",
     "select 'journal entry ' || e.id as subject, count(p.line) as found, 2 as expected from journal_entry e"
     " left join posting p on p.entry_id = e.id group by e.id having count(p.line) < 2"},
};

constexpr Check balance_checks[] = {
    {"receivables_equal_open_items", "account 1200 says {found}, open invoices say {expected}",
     "select 'customer ' || coalesce(customer_id, 0) || ' in ' || currency as subject, cast(sum(booked) as bigint) as"
     " found, cast(sum(kept) as bigint) as expected from ("
     "  select customer_id, currency, amount_minor as booked, 0 as kept from posting where account = '1200'"
     "  union all select customer_id, currency, 0, open_minor from open_item) x"
     " group by customer_id, currency having sum(booked) <> sum(kept)"},
    {"customer_credit_equals_credits", "account 2300 says {found}, credits say {expected}",
     "select 'customer ' || coalesce(customer_id, 0) || ' in ' || currency as subject, cast(-sum(booked) as bigint) as"
     " found, cast(sum(kept) as bigint) as expected from ("
     "  select customer_id, currency, amount_minor as booked, 0 as kept from posting where account = '2300'"
     "  union all select customer_id, currency, 0, remaining_minor from credit) x"
     " group by customer_id, currency having -sum(booked) <> sum(kept)"},
};

constexpr Check document_checks[] = {
    {"documents_total", "the gross is {found}, net and tax are {expected}",
     "select 'invoice ' || number as subject, gross_minor as found, net_minor + tax_minor + rounding_minor as"
     " expected from invoice where gross_minor <> net_minor + tax_minor + rounding_minor"},
    {"net_is_sum_of_lines", "the net is {found}, the lines sum to {expected}",
     "select 'invoice ' || i.number as subject, i.net_minor as found, cast(coalesce(l.net, 0) as bigint) as expected"
     " from invoice i left join (select invoice_id, sum(net_minor) as net from invoice_line group by invoice_id) l"
     " on l.invoice_id = i.id where i.net_minor <> coalesce(l.net, 0)"},
    {"tax_is_sum_of_rates", "the tax is {found}, the rates sum to {expected}",
     "select 'invoice ' || i.number as subject, i.tax_minor as found, cast(coalesce(t.tax, 0) as bigint) as expected"
     " from invoice i left join (select invoice_id, sum(tax_minor) as tax from invoice_tax group by invoice_id) t"
     " on t.invoice_id = i.id where i.tax_minor <> coalesce(t.tax, 0)"},
    {"tax_base_is_sum_of_lines", "a rate is charged on lines of {found}, its lines sum to {expected}",
     "select 'invoice ' || i.number as subject, cast(x.base as bigint) as found, cast(x.net as bigint) as expected"
     " from (select invoice_id, tax_id, percent_ppm, sum(base) as base, sum(net) as net from ("
     "   select invoice_id, tax_id, percent_ppm, amount_minor as base, 0 as net from invoice_tax"
     "   union all select invoice_id, tax_id, tax_percent_ppm, 0, net_minor + included_tax_minor from invoice_line"
     "    where tax_id is not null and not exists (select 1 from invoice_line_part p"
     "     where p.invoice_id = invoice_line.invoice_id and p.line = invoice_line.line)"
     "   union all select t.invoice_id, t.tax_id, t.percent_ppm, 0, p.net_minor + p.included_tax_minor"
     "    from invoice_line_part_tax t join invoice_line_part p on p.invoice_id = t.invoice_id and p.line = t.line"
     "    and p.part = t.part"
     "   union all select t.invoice_id, t.tax_id, t.percent_ppm, 0, l.net_minor + l.included_tax_minor"
     "    from invoice_line_tax t join invoice_line l on l.invoice_id = t.invoice_id and l.line = t.line) y"
     "  group by invoice_id, tax_id, percent_ppm) x"
     " join invoice i on i.id = x.invoice_id where x.base <> x.net"
     " union all select 'invoice ' || i.number, t.base_minor, t.amount_minor from invoice_tax t"
     "  join invoice i on i.id = t.invoice_id where t.is_plain = 1 and t.base_minor <> t.amount_minor"},
    {"parts_sum_to_their_line", "the parts sum to {found}, the line is over {expected}",
     "select 'invoice ' || i.number || ' line ' || l.line as subject, cast(p.sum as bigint) as found,"
     " l.net_minor + l.included_tax_minor as expected from (select invoice_id, line, sum(net_minor) as net,"
     "  sum(net_minor + included_tax_minor) as sum from invoice_line_part group by invoice_id, line) p"
     " join invoice_line l on l.invoice_id = p.invoice_id and l.line = p.line join invoice i on i.id = l.invoice_id"
     " where p.net <> l.net_minor or p.sum <> l.net_minor + l.included_tax_minor"},
    {"included_tax_is_sum_of_lines", "the taxes in the price are {found}, the lines hold {expected}",
     "select 'invoice ' || i.number as subject, cast(x.tax as bigint) as found, cast(x.included as bigint) as expected"
     " from (select invoice_id, sum(tax) as tax, sum(included) as included from ("
     "   select invoice_id, tax_minor as tax, 0 as included from invoice_tax where is_included = 1"
     "   union all select invoice_id, 0, included_tax_minor from invoice_line where included_tax_minor <> 0) y"
     "  group by invoice_id) x join invoice i on i.id = x.invoice_id where x.tax <> x.included"},
    // Half up in whole numbers: (2 × base × ppm + 10^6) / (2 × 10^6). A credit note's tax is what is left to take back,
    // and a tax that is not plain is on other taxes, in the price, rounded by line, fixed, or on a share.
    {"tax_is_rate_of_base", "the tax of a rate is {found}, its share of the base is {expected}",
     "select 'invoice ' || i.number as subject, t.tax_minor as found,"
     " (2 * t.base_minor * t.percent_ppm + 1000000) / 2000000 as expected from invoice_tax t"
     " join invoice i on i.id = t.invoice_id and i.kind = 'invoice'"
     " where t.is_plain = 1 and t.tax_minor <> (2 * t.base_minor * t.percent_ppm + 1000000) / 2000000"},
    {"open_is_gross_less_settlements", "open is {found}; gross less settlements is {expected}",
     "select 'invoice ' || i.number as subject, coalesce(o.open_minor, -1) as found,"
     " cast(i.gross_minor - coalesce(s.paid, 0) as bigint) as expected from invoice i"
     " left join open_item o on o.invoice_id = i.id"
     " left join (select invoice_id, sum(amount_minor) as paid from settlement group by invoice_id) s"
     " on s.invoice_id = i.id where i.kind = 'invoice' and coalesce(o.open_minor, -1) <> i.gross_minor -"
     " coalesce(s.paid, 0)"},
    {"credit_notes_are_not_owed", "there are {found} open items or settlements of a credit note, not {expected}",
     "select 'credit note ' || i.number as subject, count(*) as found, 0 as expected from invoice i join ("
     "  select invoice_id from open_item union all select invoice_id from settlement) x on x.invoice_id = i.id"
     " where i.kind = 'credit_note' group by i.number"},
    {"open_items_copy_their_invoice",
     "there are {found} open items with another customer, currency or due date, not {expected}",
     "select 'invoice ' || i.number as subject, count(*) as found, 0 as expected from invoice i"
     " join open_item o on o.invoice_id = i.id where o.customer_id <> i.customer_id or o.currency <> i.currency"
     " or o.due_on <> i.due_on group by i.number"},
};

constexpr Check credit_note_checks[] = {
    {"credit_notes_stay_within_their_invoice", "credit notes take back {found}, the invoice charged {expected}",
     "select 'invoice ' || i.number as subject, cast(sum(n.gross_minor) as bigint) as found,"
     " i.gross_minor as expected from invoice n join invoice i on i.id = n.corrects_invoice_id"
     " group by i.number, i.gross_minor, i.net_minor, i.tax_minor having sum(n.gross_minor) > i.gross_minor"
     " or sum(n.net_minor) > i.net_minor or sum(n.tax_minor) > i.tax_minor"},
    {"credit_notes_name_what_they_correct", "{found} of this kind correct nothing, or an invoice corrects something",
     "select kind as subject, count(*) as found, 0 as expected from invoice"
     " where (kind = 'credit_note') <> (corrects_invoice_id is not null) group by kind"},
    {"credit_notes_are_used_once", "settlements and credit sum to {found}, the credit note is over {expected}",
     "select 'credit note ' || i.number as subject, cast(coalesce(s.used, 0) + coalesce(c.rest, 0) as bigint) as found,"
     " i.gross_minor as expected from invoice i"
     " left join (select source_id, sum(amount_minor) as used from settlement where source_kind = 'credit_note'"
     "  group by source_id) s on s.source_id = i.id"
     " left join (select source_id, sum(remaining_minor) as rest from credit where source_kind = 'credit_note'"
     "  group by source_id) c on c.source_id = i.id"
     " where i.kind = 'credit_note' and coalesce(s.used, 0) + coalesce(c.rest, 0) <> i.gross_minor"},
};

constexpr Check charge_checks[] = {
    {"charges_are_their_lines", "the charge is over {found}, its line over {expected}",
     "select 'charge ' || c.id as subject, abs(c.net_minor - coalesce(d.off, 0)) as found,"
     " l.net_minor + l.included_tax_minor as expected from charge c"
     " join invoice_line l on l.invoice_id = c.invoice_id and l.line = c.line"
     " left join (select charge_id, cast(sum(amount_minor) as bigint) as off from charge_discount group by charge_id) d"
     " on d.charge_id = c.id"
     " where abs(c.net_minor - coalesce(d.off, 0)) <> l.net_minor + l.included_tax_minor"},
    {"lines_have_one_charge", "there are {found} charges for a line, not {expected}",
     "select 'invoice ' || i.number || ' line ' || x.line as subject, x.charges as found, 1 as expected from ("
     "  select l.invoice_id, l.line, count(c.id) as charges from invoice_line l"
     "  left join charge c on c.invoice_id = l.invoice_id and c.line = l.line where l.service_id is not null"
     "  group by l.invoice_id, l.line) x join invoice i on i.id = x.invoice_id where x.charges <> 1"},
};

// Of a charge with all its credits; of a billing day; of all billing days.
constexpr Check discount_checks[] = {
    {"discounts_stay_within_their_charge", "{found} is left of its discounts, {expected} of its price",
     "select 'charge ' || x.id as subject, cast(x.off as bigint) as found, cast(x.net as bigint) as expected from ("
     "  select coalesce(c.reverses_charge_id, c.id) as id, sum(c.net_minor) as net, sum(coalesce(d.off, 0)) as off"
     "   from charge c left join (select charge_id, sum(amount_minor) as off from charge_discount group by charge_id) d"
     "   on d.charge_id = c.id group by coalesce(c.reverses_charge_id, c.id)) x"
     " where x.off < 0 or (x.off > 0 and x.off > x.net)"},
    {"discounts_are_given_once_a_day", "{found} was taken off a billing day, the discount is {expected}",
     "select 'discount ' || d.id || ' on ' || s.used_on as subject, cast(sum(s.amount_minor) as bigint) as found,"
     " d.amount_minor as expected from customer_discount d join charge_discount s on s.discount_id = d.id"
     " group by d.id, d.amount_minor, s.used_on having sum(s.amount_minor) < 0"
     " or (d.amount_minor > 0 and sum(s.amount_minor) > d.amount_minor)"},
    {"discounts_end_after_their_invoices", "it was on {found} billing days, it is for {expected}",
     "select 'discount ' || d.id as subject, count(*) as found, d.invoices as expected from customer_discount d"
     " join (select discount_id, used_on from charge_discount group by discount_id, used_on"
     "  having sum(amount_minor) > 0) u on u.discount_id = d.id where d.invoices is not null"
     " group by d.id, d.invoices having count(*) > d.invoices"},
};

// A document is its seller's, and a customer's documents are all of their legal entity.
constexpr Check entity_checks[] = {
    {"documents_are_of_their_customers_entity", "it is of legal entity {found}, its customer buys from {expected}",
     "select 'invoice ' || i.number as subject, coalesce(s.legal_entity_id, 1) as found,"
     " c.legal_entity_id as expected from invoice i join customer c on c.id = i.customer_id"
     " left join seller s on s.id = i.seller_id where coalesce(s.legal_entity_id, 1) <> c.legal_entity_id"},
    {"payers_have_the_same_entity", "the payer buys from legal entity {found}, the customer from {expected}",
     "select 'customer ' || c.number as subject, b.legal_entity_id as found, c.legal_entity_id as expected"
     " from customer_payer p join customer c on c.id = p.customer_id join customer b on b.id = p.payer_id"
     " where b.legal_entity_id <> c.legal_entity_id and not exists (select 1 from customer_payer q"
     "  where q.customer_id = p.customer_id and q.from_date > p.from_date)"},
    {"customers_have_an_entity", "legal entity {found} is not there; there are {expected}",
     "select 'customer ' || c.number as subject, c.legal_entity_id as found,"
     " (select count(*) from legal_entity) as expected from customer c where c.legal_entity_id <> 1"
     " and not exists (select 1 from legal_entity e where e.id = c.legal_entity_id)"},
};

} // namespace

std::vector<Problem> check_journal(db::Tx &tx, int limit) { return run(tx, journal_checks, limit); }
std::vector<Problem> check_balances(db::Tx &tx, int limit) { return run(tx, balance_checks, limit); }
std::vector<Problem> check_documents(db::Tx &tx, int limit) { return run(tx, document_checks, limit); }
std::vector<Problem> check_credit_notes(db::Tx &tx, int limit) { return run(tx, credit_note_checks, limit); }
std::vector<Problem> check_charge_lines(db::Tx &tx, int limit) { return run(tx, charge_checks, limit); }

std::vector<Problem> check_discounts(db::Tx &tx, int limit) { return run(tx, discount_checks, limit); }
std::vector<Problem> check_entities(db::Tx &tx, int limit) { return run(tx, entity_checks, limit); }

std::vector<SeriesRow> all_series(db::Tx &tx) {
  return tx.all<SeriesRow>("select name, next, legal_entity_id from number_series order by name");
}

void each_number(db::Tx &tx, const std::function<void(const NumberRow &)> &use) {
  tx.each<NumberRow>("select i.number as number, coalesce(s.legal_entity_id, 1) as legal_entity_id from invoice i"
                     " left join seller s on s.id = i.seller_id"
                     " union all select f.number, c.legal_entity_id from document_file f"
                     " join payment p on p.id = f.ref_id join customer c on c.id = p.customer_id"
                     " where f.kind = 'receipt' order by number",
                     use);
}

} // namespace demarc::billing
