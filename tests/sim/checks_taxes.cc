#include "tests/sim/checks_taxes.h"

#include "tests/sim/checks.h"

#include <array>
#include <fmt/format.h>

namespace demarc::sim {

namespace {

struct TaxedDocument {
  std::int64_t id = 0;
  std::string number, kind;
  Date issued_on;
  std::int64_t tax_minor = 0, gross_minor = 0;
  std::optional<std::int64_t> corrects;
};
BOOST_DESCRIBE_STRUCT(TaxedDocument, (), (id, number, kind, issued_on, tax_minor, gross_minor, corrects))

// A line, or a part of it: of a bundle.
struct TaxedRow {
  std::int64_t invoice_id = 0;
  std::int64_t net_minor = 0, included_minor = 0;
  std::int64_t holds_tax = 0, has_vat = 0;
  std::string tax_place;
  std::int64_t customer_id = 0; // whose service it is
};
BOOST_DESCRIBE_STRUCT(TaxedRow, (), (invoice_id, net_minor, included_minor, holds_tax, has_vat, tax_place, customer_id))

struct BookedTax {
  std::int64_t invoice_id = 0;
  std::string name;
  std::int64_t percent_ppm = 0, base_minor = 0, tax_minor = 0;
};
BOOST_DESCRIBE_STRUCT(BookedTax, (), (invoice_id, name, percent_ppm, base_minor, tax_minor))

struct PartRow {
  std::int64_t charge = 0; // the one it belongs to, itself or by taking it back
  std::int64_t line_net = 0, part = 0, net_minor = 0, list_minor = 0, months = 1;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(PartRow, (), (charge, line_net, part, net_minor, list_minor, months, number))

class TaxCheck {
public:
  TaxCheck(db::Tx &tx, int number, const People &people, const std::vector<TaxFrom> &vat)
      : tx_(tx), number_(number), people_(people), vat_(vat) {}

  void run() {
    const CustomerId id = people_.at(number_).id;
    std::map<std::int64_t, std::vector<TaxedRow>> rows;
    for (TaxedRow &row : tx_.all<TaxedRow>(
             "select l.invoice_id as invoice_id, l.net_minor as net_minor, l.included_tax_minor as included_minor,"
             " v.price_includes_tax as holds_tax, case when v.tax_id is null then 0 else 1 end as has_vat,"
             " h.tax_place as tax_place, s.customer_id as customer_id from invoice_line l join invoice i on i.id ="
             " l.invoice_id join charge h on h.invoice_id = l.invoice_id and h.line = l.line join service s on s.id ="
             " h.service_id join plan_version v on v.id = l.plan_version_id where i.customer_id = $1 and not exists"
             " (select 1 from invoice_line_part p where p.invoice_id = l.invoice_id and p.line = l.line)"
             " union all"
             " select l.invoice_id, p.net_minor, p.included_tax_minor, v.price_includes_tax, case when v.tax_id is null"
             " then 0 else 1 end, h.tax_place, s.customer_id from invoice_line_part p join invoice_line l on"
             " l.invoice_id = p.invoice_id and l.line = p.line join invoice i on i.id = l.invoice_id join charge h on"
             " h.invoice_id = l.invoice_id and h.line = l.line join service s on s.id = h.service_id join plan_version "
             "v"
             " on v.id = p.plan_version_id where i.customer_id = $1",
             id))
      rows[row.invoice_id].push_back(std::move(row));
    std::map<std::int64_t, std::vector<BookedTax>> booked;
    for (BookedTax &row : tx_.all<BookedTax>(
             "select t.invoice_id as invoice_id, t.name as name, t.percent_ppm as percent_ppm, t.base_minor as"
             " base_minor, t.tax_minor as tax_minor from invoice_tax t join invoice i on i.id = t.invoice_id where"
             " i.customer_id = $1",
             id))
      booked[row.invoice_id].push_back(std::move(row));
    for (const TaxedDocument &document : tx_.all<TaxedDocument>(
             "select id, number, kind, issued_on, tax_minor, gross_minor, corrects_invoice_id as corrects from invoice"
             " where customer_id = $1 order by id",
             id))
      look_at(document, rows[document.id], booked);
    check_parts(id);
  }

private:
  [[noreturn]] void fail(std::string rule, const std::string &detail) const {
    throw Violation(std::move(rule), fmt::format("c{}: {}", number_, detail), number_);
  }
  using Tax = std::pair<std::string, std::int64_t>; // name and rate

  [[nodiscard]] std::int64_t vat_on(Date day) const {
    std::int64_t rate = 0;
    for (const TaxFrom &tax : vat_)
      rate = tax.from <= day ? tax.ppm : rate;
    return rate;
  }
  [[nodiscard]] int home_of(std::int64_t customer_id) const {
    for (const auto &[number, one] : people_) {
      if (one.id.value() == customer_id)
        return one.home;
    }
    return 0;
  }

  void look_at(const TaxedDocument &d, const std::vector<TaxedRow> &rows,
               std::map<std::int64_t, std::vector<BookedTax>> &booked) {
    std::map<Tax, std::int64_t> base, with_tax;
    for (const TaxedRow &row : rows) {
      auto &sums = row.holds_tax != 0 ? with_tax : base;
      // A credit note has the rates of its invoice.
      const auto vat = d.kind == "invoice" ? vat_on(d.issued_on) : vat_of(booked[*d.corrects]);
      if (row.has_vat != 0) {
        sums[{"VAT", vat}] += row.net_minor + (row.holds_tax != 0 ? row.included_minor : 0);
        continue;
      }
      if (people_.at(number_).entity != 1)
        continue; // abroad for who sells, where it owes none
      for (const auto &[name, ppm] : place_at(place_of(row.tax_place, home_of(row.customer_id))).taxes)
        sums[{std::string(name), ppm}] += row.net_minor;
    }
    std::erase_if(base, [](const auto &each) { return each.second == 0; });
    if (!base.empty() && !with_tax.empty())
      fail("prices_with_and_without_tax_stay_apart", d.number);
    const std::int64_t tolerance = d.kind == "invoice" ? 0 : 1; // a credit note's is what its invoice's rounding leaves
    std::int64_t sum = 0;
    for (const BookedTax &tax : booked[d.id]) {
      sum += tax.tax_minor;
      const auto found = base.find({tax.name, tax.percent_ppm});
      if (found != base.end()) {
        const std::int64_t due = half_up(found->second * tax.percent_ppm, 1'000'000);
        if (std::abs(tax.tax_minor - due) > tolerance || tax.base_minor != found->second)
          fail("tax_is_rate_of_base", fmt::format("{}: {} {} ppm of {} is {}, expected {} of {}", d.number, tax.name,
                                                  tax.percent_ppm, tax.base_minor, tax.tax_minor, due, found->second));
        base.erase(found);
        continue;
      }
      const auto inside = with_tax.find({tax.name, tax.percent_ppm});
      if (inside == with_tax.end()) {
        if (tax.tax_minor == 0 && (tax.base_minor == 0 || (people_.at(number_).entity != 1 && tax.percent_ppm == 0)))
          continue; // of a part that costs nothing; outside the scope
        fail("tax_is_that_of_the_day_and_place",
             fmt::format("{} of {} has {} {} ppm of {}", d.number, to_string(d.issued_on), tax.name, tax.percent_ppm,
                         tax.base_minor));
      }
      const std::int64_t due = inside->second - half_up(inside->second * 1'000'000, 1'000'000 + tax.percent_ppm);
      if (std::abs(tax.tax_minor - due) > tolerance)
        fail("tax_is_rate_of_base", fmt::format("{}: {} ppm in {} is {}, expected {}", d.number, tax.percent_ppm,
                                                inside->second, tax.tax_minor, due));
      if (d.gross_minor != inside->second)
        fail("a_price_with_tax_is_what_is_paid",
             fmt::format("{}: {} instead of {}", d.number, d.gross_minor, inside->second));
      with_tax.erase(inside);
    }
    if (!base.empty())
      fail("lines_bear_their_taxes",
           fmt::format("{} of {}: {} {} ppm of {} is missing", d.number, to_string(d.issued_on),
                       base.begin()->first.first, base.begin()->first.second, base.begin()->second));
    if (!with_tax.empty())
      fail("lines_bear_their_taxes", d.number);
    if (sum != d.tax_minor)
      fail("taxes_add_up", fmt::format("{}: {} instead of {}", d.number, d.tax_minor, sum));
  }
  static std::int64_t vat_of(const std::vector<BookedTax> &taxes) {
    for (const BookedTax &tax : taxes) {
      if (tax.name == "VAT")
        return tax.percent_ppm;
    }
    return 0;
  }

  // Of what is left of each charge of a bundle every part has what the whole has, by what it costs alone.
  void check_parts(CustomerId id) {
    std::map<std::int64_t, std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>>> parts; // net, weight
    std::map<std::int64_t, std::int64_t> lines;
    std::map<std::int64_t, std::string> numbers;
    for (const PartRow &row : tx_.all<PartRow>(
             "select coalesce(h.reverses_charge_id, h.id) as charge, case when p.part = (select min(q.part) from"
             " invoice_line_part q where q.invoice_id = p.invoice_id and q.line = p.line) then (l.net_minor +"
             " l.included_tax_minor) * (case when h.reverses_charge_id is null then 1 else -1 end) else 0 end as"
             " line_net, p.part as part, (p.net_minor + p.included_tax_minor) * (case when h.reverses_charge_id is null"
             " then 1 else -1 end) as net_minor, v.price_minor as list_minor, v.interval_months as months, i.number as"
             " number from invoice_line_part p join invoice_line l on l.invoice_id = p.invoice_id and l.line = p.line"
             " join invoice i on i.id = l.invoice_id join charge h on h.invoice_id = l.invoice_id and h.line = l.line"
             " join plan_version v on v.id = p.plan_version_id where i.customer_id = $1",
             id)) {
      lines[row.charge] += row.line_net;
      auto &[net, weight] = parts[row.charge][row.part];
      net += row.net_minor;
      weight = row.list_minor * (13'860 / row.months); // of equally long periods
      numbers[row.charge] = row.number;
    }
    for (const auto &[charge, of] : parts) {
      std::vector<std::int64_t> nets, weights;
      for (const auto &[part, each] : of) {
        nets.push_back(each.first);
        weights.push_back(each.second);
      }
      if (nets != laid_out(lines[charge], weights))
        fail("parts_of_a_bundle_are_by_what_they_cost_alone",
             fmt::format("charge {} on {}: of {} the first part has {}, expected {}", charge, numbers[charge],
                         lines[charge], nets.front(), laid_out(lines[charge], weights).front()));
    }
  }

  db::Tx &tx_;
  int number_;
  const People &people_;
  const std::vector<TaxFrom> &vat_;
};

} // namespace

const Place &place_at(int number) {
  static const std::array<Place, 4> all{{{"V6B4Y8", "CA-BC", {{"GST", 50'000}, {"PST", 70'000}}},
                                         {"M5V3L9", "CA-ON", {{"HST", 130'000}}},
                                         {"T2P1J9", "CA-AB", {{"GST", 50'000}}},
                                         {"H2X1Y4", "CA-QC", {{"GST", 50'000}, {"QST", 99'750}}}}};
  return all.at(static_cast<std::size_t>(number));
}

int place_of(const std::string &tax_place, int home) {
  for (int n = 0; n < 4; ++n) {
    if (tax_place.find(place_at(n).code) != std::string::npos)
      return n;
  }
  return home;
}

void check_taxes(db::Tx &tx, int number, const People &people, const std::vector<TaxFrom> &vat) {
  TaxCheck(tx, number, people, vat).run();
}

} // namespace demarc::sim
