#include "tests/sim/books.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace demarc::sim {

namespace {

struct NamedRow {
  std::string number, name;
};
BOOST_DESCRIBE_STRUCT(NamedRow, (), (number, name))

// A document is known by its customer, kind and date, and by which of these it is.
constexpr std::string_view documents =
    "select i.number as number, c.name || ' ' || i.kind || ' of ' || i.issued_on || ' #' || (select count(*) from "
    "invoice j"
    " where j.customer_id = i.customer_id and j.kind = i.kind and j.issued_on = i.issued_on and j.id <= i.id) as name"
    " from invoice i join customer c on c.id = i.customer_id";

// {number}: the document's number, which becomes what it is known by.
constexpr std::array<std::string_view, 12> tables{
    "select 'document <' || i.number || '> due ' || i.due_on || ' ' || i.net_minor || ' + ' || i.tax_minor || ' + ' ||"
    " i.rounding_minor || ' = ' || i.gross_minor || ' ' || i.currency || ' corrects <' || coalesce(k.number, '') || '> "
    "to '"
    " || i.bill_to as line from invoice i left join invoice k on k.id = i.corrects_invoice_id",

    "select 'line <' || i.number || '> ' || l.line || ' ' || l.description || ' ' || l.period_start || '..' ||"
    " l.period_end || ' ' || l.quantity || ' x ' || l.unit_price_minor || ' = ' || l.net_minor || ' ' || l.tax_name || "
    "' ' ||"
    " l.tax_percent_ppm || ' ' || l.tax_category || ' ' || l.included_tax_minor as line from invoice_line l join "
    "invoice i"
    " on i.id = l.invoice_id",

    "select 'tax <' || i.number || '> ' || t.name || ' ' || t.percent_ppm || ' of ' || t.base_minor || ' = ' || "
    "t.tax_minor"
    " || ' ' || t.category || ' ' || t.reason as line from invoice_tax t join invoice i on i.id = t.invoice_id",

    "select 'charge ' || s.username || ' ' || h.kind || ' ' || h.period_start || '..' || h.period_end || ' of ' ||"
    " h.full_start || '..' || h.full_end || ' revision ' || h.revision || ' version ' || h.plan_version_id || ' ' ||"
    " h.net_minor || ' on <' || i.number || '> line ' || h.line || ' reverses ' || coalesce(r.period_start || ' ' ||"
    " r.revision, '') as line from charge h join service s on s.id = h.service_id join invoice i on i.id = h.invoice_id"
    " left join charge r on r.id = h.reverses_charge_id",

    "select 'entry ' || e.entry_date || ' ' || coalesce(e.document_date, '') || ' ' || e.kind || ' ' ||"
    " coalesce(c.name, '') || ' <' || coalesce(i.number, '') || '> ' || p.line || ' ' || p.account || ' ' ||"
    " p.amount_minor || ' ' || p.currency as line from journal_entry e join posting p on p.entry_id = e.id"
    " left join customer c on c.id = e.customer_id left join invoice i on i.id = e.ref_id and e.ref_kind in"
    " ('invoice', 'credit_note')",

    "select 'open <' || i.number || '> ' || o.due_on || ' ' || o.open_minor as line from open_item o join invoice i on"
    " i.id = o.invoice_id",

    "select 'settlement <' || i.number || '> ' || s.settled_on || ' ' || s.amount_minor || ' by ' || s.source_kind || "
    "' <'"
    " || coalesce(k.number, '') || '> ' || coalesce(p.received_on || ' ' || p.amount_minor, '') as line from "
    "settlement s"
    " join invoice i on i.id = s.invoice_id left join invoice k on k.id = s.source_id and s.source_kind = 'credit_note'"
    " left join payment p on p.id = s.source_id and s.source_kind = 'payment'",

    "select 'credit ' || c.name || ' ' || r.source_kind || ' <' || coalesce(k.number, '') || '> ' || r.amount_minor ||"
    " ' left ' || r.remaining_minor as line from credit r join customer c on c.id = r.customer_id left join invoice k "
    "on"
    " k.id = r.source_id and r.source_kind = 'credit_note'",

    "select 'revenue <' || i.number || '> ' || r.line || ' ' || r.account || ' ' || r.amount_minor || ' ' || "
    "r.start_day ||"
    " '..' || r.end_day || ' booked ' || r.booked_day || ' until ' || r.earned_until_day || ' from ' || r.from_day as "
    "line"
    " from revenue_line r join invoice i on i.id = r.invoice_id",

    "select 'mark ' || c.name || ' ' || coalesce(m.billed_until, '') || ' ' || m.next_on || ' ' || m.in_step as line "
    "from"
    " billing_mark m join customer c on c.id = m.customer_id",

    "select 'standing ' || c.name || ' ' || s.state || ' ' || coalesce(s.restriction, '') || ' ' || coalesce(s.since, "
    "'')"
    " as line from standing s join customer c on c.id = s.customer_id",

    "select 'timeline ' || c.name || ' ' || t.kind || ' <' || coalesce(i.number, '') || '>' as line from timeline t "
    "join"
    " customer c on c.id = t.customer_id left join invoice i on i.id = t.ref_id and t.ref_kind = 'invoice'"};

} // namespace

std::vector<std::string> books_of(db::Database &database, Numbers numbers) {
  return database.read([&](db::Tx &tx) {
    std::map<std::string, std::string> names;
    for (NamedRow &row : tx.all<NamedRow>(documents))
      names.emplace(std::move(row.number), std::move(row.name));
    std::vector<std::string> lines;
    for (const std::string_view table : tables) {
      for (std::string &line : tx.all<std::string>(table)) {
        std::string named;
        std::size_t from = 0;
        for (std::size_t open = line.find('<'); open != std::string::npos; open = line.find('<', from)) {
          const std::size_t close = line.find('>', open);
          const auto name = names.find(line.substr(open + 1, close - open - 1));
          named += line.substr(from, open + 1 - from);
          if (name != names.end())
            named += name->second;
          named += '>';
          from = close + 1;
        }
        lines.push_back(named + line.substr(from));
      }
    }
    for (const auto &[number, name] : names)
      lines.push_back(numbers == Numbers::same ? fmt::format("number {} is {}", number, name) : "number of " + name);
    std::sort(lines.begin(), lines.end());
    return lines;
  });
}

std::string difference_of(const std::vector<std::string> &expected, const std::vector<std::string> &found) {
  const auto [left, right] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  if (left == expected.end() && right == found.end())
    return {};
  return fmt::format("expected: {}\n   found: {}", left == expected.end() ? "(nothing more)" : *left,
                     right == found.end() ? "(nothing more)" : *right);
}

} // namespace demarc::sim
