#include "reports/reports.h"

#include "base/ensure.h"
#include "catalog/legal_entity.h"
#include "ledger/books.h"
#include "reports/exchange.h"
#include "reports/reports_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::reports {

namespace {

using enum ColumnKind;

std::string name_of(ReportName name) { return boost::describe::enum_to_string(name, ""); }

// For addresses of the console.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.')
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

// How a column's total comes from its rows, in their order: a balance is not the sum of balances.
enum class Of { sum, first, last };
struct TotalOf {
  TotalOf(const char *key_) : key(key_) {} // NOLINT: the plain case is a name
  TotalOf(const char *key_, Of of_) : key(key_), of(of_) {}
  std::string_view key;
  Of of = Of::sum;
};

// Rows with their totals by currency behind them, and one of all currencies where there is a reporting currency.
class Rows {
public:
  Rows(db::Tx &tx, Date day, Table &table, std::size_t limit) : tx_(tx), day_(day), table_(table), limit_(limit) {}
  void add(ReportRow row) {
    const auto [at, is_new] = totals_.try_emplace(row.currency, table_.columns.size());
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (!row.cells[i].number || (table_.columns[i].kind != money && table_.columns[i].kind != count))
        continue;
      const std::int64_t value = *row.cells[i].number;
      Total &total = at->second[i];
      total.sum += value;
      total.last = value;
      if (is_new)
        total.first = value;
    }
    if (limit_ == 0 || table_.rows.size() < limit_)
      table_.rows.push_back(std::move(row));
  }
  // `columns`: whose totals mean something.
  void add_totals(std::initializer_list<TotalOf> columns) {
    for (const auto &[currency, totals] : totals_) {
      ReportRow row{currency, {}, true};
      row.cells.resize(table_.columns.size());
      for (const auto &[i, of] : places_of(columns))
        row.cells[i] = number_cell(totals[i].of(of));
      row.cells[0] = text_cell("Total");
      table_.rows.push_back(std::move(row));
    }
    add_converted(columns);
  }

private:
  struct Total {
    std::int64_t sum = 0, first = 0, last = 0;
    [[nodiscard]] std::int64_t of(Of which) const { return which == Of::sum ? sum : which == Of::first ? first : last; }
  };

  [[nodiscard]] std::vector<std::pair<std::size_t, Of>> places_of(std::initializer_list<TotalOf> columns) const {
    std::vector<std::pair<std::size_t, Of>> places;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      for (const TotalOf &one : columns) {
        if (one.key == table_.columns[i].key)
          places.emplace_back(i, one.of);
      }
    }
    return places;
  }

  // All currencies in one, at the rates of the report's last day. The sum of what is converted, so that it is what
  // somebody gets who converts the totals above.
  void add_converted(std::initializer_list<TotalOf> columns) {
    const auto reporting = reporting_currency(tx_);
    if (!reporting || totals_.empty() || (totals_.size() == 1 && totals_.contains(*reporting)))
      return;
    table_.rates_of = day_;
    ReportRow row{*reporting, {}, true, {}, true};
    row.cells.resize(table_.columns.size());
    row.cells[0] = text_cell("All currencies");
    for (const auto &[currency, totals] : totals_) {
      const auto rate = rate_on(tx_, *reporting, currency, day_);
      if (!rate) {
        table_.rates_missing.push_back(currency);
        continue;
      }
      if (currency != *reporting)
        table_.rates.push_back({currency, to_string(*rate)});
      for (const auto &[i, of] : places_of(columns)) {
        const std::int64_t value = totals[i].of(of);
        const std::int64_t amount = table_.columns[i].kind == money
                                        ? convert(Money::minor(value, currency), *rate, *reporting).minor_units()
                                        : value;
        row.cells[i] = number_cell(row.cells[i].number.value_or(0) + amount);
      }
    }
    if (table_.rates_missing.empty())
      table_.rows.push_back(std::move(row));
  }

  db::Tx &tx_;
  Date day_;
  Table &table_;
  std::size_t limit_;
  std::map<Currency, std::vector<Total>> totals_;
};

void trial_balance(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"account", "Account", text}, {"name", "Name", text},      {"opening", "Opening", money},
                   {"debit", "Debit", money},    {"credit", "Credit", money}, {"closing", "Closing", money}};
  Rows rows(tx, order.last_day(), table, limit);
  for (const BalanceRow &b : balances(tx, order.from, order.to, order.legal_entity))
    rows.add({b.currency,
              {text_cell(b.account), text_cell(ledger::account_name(b.account)), number_cell(b.opening_minor),
               number_cell(b.debit_minor), number_cell(b.credit_minor),
               number_cell(b.opening_minor + b.debit_minor - b.credit_minor)},
              false,
              fmt::format("/ledger?view=journal&account={}&from={}&to={}", b.account, to_string(order.from),
                          to_string(order.to))});
  rows.add_totals({"opening", "debit", "credit", "closing"});
}

// Which of current, 1-30, 31-60, 61-90, 90+.
std::size_t bucket_of(Date due, Date day) {
  const std::int32_t late = days_between(due, day);
  return late <= 0 ? 0 : late <= 30 ? 1 : late <= 60 ? 2 : late <= 90 ? 3 : 4;
}

void receivables_ageing(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"customer", "Customer", text}, {"number", "Number", text},     {"current", "Current", money},
                   {"days_1_30", "1-30", money},   {"days_31_60", "31-60", money}, {"days_61_90", "61-90", money},
                   {"days_90", "90+", money},      {"open", "Open", money}};
  std::vector<ReportRow> customers;
  std::optional<OpenInvoiceRow> customer;
  std::array<std::int64_t, 6> sums{};
  const auto done = [&] {
    if (!customer)
      return;
    ReportRow row{customer->currency, {text_cell(customer->customer_name), text_cell(customer->customer_number)}};
    for (const std::int64_t sum : sums)
      row.cells.push_back(number_cell(sum));
    row.href = fmt::format("/reports/receivables_invoices?as_of={}&customer_id={}", to_string(order.as_of),
                           customer->customer_id.value());
    customers.push_back(std::move(row));
    sums = {};
  };
  each_open_invoice(tx, order.as_of, order.customer, order.legal_entity, [&](const OpenInvoiceRow &invoice) {
    if (!customer || customer->customer_id != invoice.customer_id || customer->currency != invoice.currency) {
      done();
      customer = invoice;
    }
    sums[bucket_of(invoice.due_on, order.as_of)] += invoice.open_minor;
    sums[5] += invoice.open_minor;
  });
  done();
  // Whoever owes most past the due date first; then whoever owes most.
  const auto owed = [](const ReportRow &row) {
    return std::pair(*row.cells[7].number - *row.cells[2].number, *row.cells[7].number);
  };
  std::stable_sort(customers.begin(), customers.end(),
                   [&](const ReportRow &a, const ReportRow &b) { return owed(a) > owed(b); });
  Rows rows(tx, order.last_day(), table, limit);
  for (ReportRow &row : customers)
    rows.add(std::move(row));
  rows.add_totals({"current", "days_1_30", "days_31_60", "days_61_90", "days_90", "open"});
}

void receivables_invoices(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"invoice", "Invoice", text}, {"customer", "Customer", text},    {"issued_on", "Issued", date},
                   {"due_on", "Due", date},      {"days_late", "Days late", count}, {"gross", "Gross", money},
                   {"open", "Open", money}};
  Rows rows(tx, order.last_day(), table, limit);
  each_open_invoice(tx, order.as_of, order.customer, order.legal_entity, [&](const OpenInvoiceRow &invoice) {
    rows.add({invoice.currency,
              {text_cell(invoice.number), text_cell(invoice.customer_name), date_cell(invoice.issued_on),
               date_cell(invoice.due_on), number_cell(std::max(0, days_between(invoice.due_on, order.as_of))),
               number_cell(invoice.gross_minor), number_cell(invoice.open_minor)},
              false,
              fmt::format("/invoices/{}", invoice.invoice_id)});
  });
  rows.add_totals({"gross", "open"});
}

Date first_of(const std::string &month) { return *Date::parse(month + "-01"); }
std::string month_of(Date day) { return to_string(day).substr(0, 7); }
Date last_of_month(Date day) { return Date::of(day.year(), day.month(), 1).plus_months_clamped(1).plus_days(-1); }

void deferred_revenue(db::Tx &tx, const ReportOrder &order, Table &table) {
  table.columns = {{"month", "Month", month},       {"opening", "Opening", money},
                   {"billed", "Billed", money},     {"earned", "Earned", money},
                   {"credited", "Credited", money}, {"other", "Carried over and other", money},
                   {"closing", "Closing", money}};
  struct Movement {
    std::int64_t billed = 0, earned = 0, credited = 0, other = 0;
  };
  std::map<Currency, std::map<std::string, Movement>> all;
  std::map<Currency, std::int64_t> opening;
  const std::string first = month_of(order.from), last = month_of(order.to);
  for (const DeferredRow &row : deferred_movements(tx, last_of_month(order.to), order.legal_entity)) {
    if (row.month < first) {
      opening[row.currency] += row.amount_minor;
      continue;
    }
    Movement &movement = all[row.currency][row.month];
    (row.kind == "invoice"       ? movement.billed
     : row.kind == "revenue"     ? movement.earned
     : row.kind == "credit_note" ? movement.credited
                                 : movement.other) += row.amount_minor;
  }
  for (const auto &[currency, ignored] : opening)
    all.try_emplace(currency);
  Rows rows(tx, last_of_month(order.to), table, 0);
  for (auto &[currency, months] : all) {
    std::int64_t balance = opening[currency];
    for (Date at = first_of(first); month_of(at) <= last; at = at.plus_months_clamped(1)) {
      const Movement m = months[month_of(at)];
      const std::int64_t closing = balance + m.billed + m.earned + m.credited + m.other;
      rows.add({currency,
                {text_cell(month_of(at)), number_cell(balance), number_cell(m.billed), number_cell(m.earned),
                 number_cell(m.credited), number_cell(m.other), number_cell(closing)},
                false,
                fmt::format("/reports/revenue_lines?from={}&to={}", to_string(at), to_string(last_of_month(at)))});
      balance = closing;
    }
  }
  rows.add_totals({{"opening", Of::first}, "billed", "earned", "credited", "other", {"closing", Of::last}});
}

void deferred_release(db::Tx &tx, const ReportOrder &order, Table &table) {
  table.columns = {
      {"month", "Month of release", month}, {"released", "Released", money}, {"left", "Left after", money}};
  const auto recognised = ledger::read_books(tx).earned_until;
  std::map<Currency, std::int64_t> left, released;
  for (const CurrencySum &sum : deferred_at(tx, order.as_of, recognised, order.legal_entity))
    left[sum.currency] = sum.amount_minor;
  std::vector<ReportRow> by_month;
  constexpr int months_at_most = 120;
  Date end = last_of_month(order.as_of.plus_days(1));
  const auto is_all_out = [&] {
    return std::all_of(left.begin(), left.end(), [](const auto &l) { return l.second == 0; });
  };
  for (int n = 0; n < months_at_most && !is_all_out(); ++n, end = last_of_month(end.plus_days(1))) {
    for (const CurrencySum &sum : release_by(tx, order.as_of, end, recognised, order.legal_entity)) {
      const std::int64_t in_month = sum.amount_minor - released[sum.currency];
      released[sum.currency] = sum.amount_minor;
      left[sum.currency] -= in_month;
      by_month.push_back(
          {sum.currency, {text_cell(month_of(end)), number_cell(in_month), number_cell(left[sum.currency])}});
    }
  }
  std::stable_sort(by_month.begin(), by_month.end(),
                   [](const ReportRow &a, const ReportRow &b) { return a.currency < b.currency; });
  Rows rows(tx, order.as_of, table, 0);
  for (ReportRow &row : by_month)
    rows.add(std::move(row));
  rows.add_totals({"released", {"left", Of::last}});
}

void revenue_lines(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {
      {"invoice", "Document", text},         {"customer", "Customer", text}, {"description", "What", text},
      {"period_start", "From", date},        {"period_end", "Until", date},  {"amount", "Amount", money},
      {"opening", "Deferred before", money}, {"earned", "Earned", money},    {"closing", "Deferred after", money}};
  Rows rows(tx, order.last_day(), table, limit);
  each_revenue_line(
      tx, order.from, order.to, ledger::read_books(tx).earned_until, order.plan.value_or(""), order.place,
      order.legal_entity, [&](const RevenueLine &line) {
        rows.add({line.currency,
                  {text_cell(line.number), text_cell(line.customer_name), text_cell(line.description),
                   text_cell(line.period_start), text_cell(line.period_end), number_cell(line.amount_minor),
                   number_cell(line.opening_minor), number_cell(line.earned_minor), number_cell(line.closing_minor)},
                  false,
                  fmt::format("/invoices/{}", line.invoice_id)});
      });
  rows.add_totals({"amount", "opening", "earned", "closing"});
}

std::string lines_href(const ReportOrder &order, std::string_view key, const std::string &value) {
  return fmt::format("/reports/revenue_lines?from={}&to={}&{}={}", to_string(order.from), to_string(order.to), key,
                     escaped(value));
}

void revenue_by_plan(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {
      {"plan", "Plan", text}, {"kind", "Kind", text}, {"account", "Account", text}, {"earned", "Earned", money}};
  Rows rows(tx, order.last_day(), table, limit);
  for (const RevenueGroup &group :
       revenue_of_plans(tx, order.from, order.to, ledger::read_books(tx).earned_until, order.legal_entity)) {
    ReportRow row{group.currency,
                  {text_cell(group.name.empty() ? "Without a plan" : group.name), text_cell(group.kind),
                   text_cell(group.account + " " + ledger::account_name(group.account)),
                   number_cell(group.amount_minor)}};
    if (!group.key.empty())
      row.href = lines_href(order, "plan", group.key);
    rows.add(std::move(row));
  }
  rows.add_totals({"earned"});
}

void revenue_by_place(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {
      {"place", "Place", text}, {"region", "Region", text}, {"country", "Country", text}, {"earned", "Earned", money}};
  Rows rows(tx, order.last_day(), table, limit);
  for (const RevenueGroup &group :
       revenue_of_places(tx, order.from, order.to, ledger::read_books(tx).earned_until, order.legal_entity))
    rows.add({group.currency,
              {text_cell(group.key), text_cell(group.name), text_cell(group.kind), number_cell(group.amount_minor)},
              false,
              lines_href(order, "place", group.key)});
  rows.add_totals({"earned"});
}

void taxes(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"tax", "Tax", text},
                   {"name", "Name", text},
                   {"rate", "Rate", percent},
                   {"base", "Base", money},
                   {"tax_amount", "Tax charged", money},
                   {"credit_base", "Base credited", money},
                   {"credit_tax", "Tax credited", money},
                   {"net_base", "Base, net", money},
                   {"net_tax", "Tax, net", money}};
  Rows rows(tx, order.last_day(), table, limit);
  for (const TaxRow &tax : tax_sums(tx, order.from, order.to, order.legal_entity))
    rows.add({tax.currency,
              {text_cell(tax.code), text_cell(tax.name), number_cell(tax.percent_ppm.ppm), number_cell(tax.base_minor),
               number_cell(tax.tax_minor), number_cell(tax.credit_base_minor), number_cell(tax.credit_tax_minor),
               number_cell(tax.base_minor - tax.credit_base_minor), number_cell(tax.tax_minor - tax.credit_tax_minor)},
              false,
              fmt::format("/reports/tax_documents?from={}&to={}&tax={}", to_string(order.from), to_string(order.to),
                          escaped(tax.code))});
  rows.add_totals({"base", "tax_amount", "credit_base", "credit_tax", "net_base", "net_tax"});
}

void tax_documents(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"document", "Document", text}, {"issued_on", "Tax point", date}, {"customer", "Customer", text},
                   {"tax", "Tax", text},           {"rate", "Rate", percent},        {"base", "Base", money},
                   {"tax_amount", "Tax", money}};
  Rows rows(tx, order.last_day(), table, limit);
  each_tax_document(tx, order.from, order.to, order.tax.value_or(""), order.legal_entity, [&](const TaxDocumentRow &d) {
    rows.add({d.currency,
              {text_cell(d.number), date_cell(d.issued_on), text_cell(d.customer_name), text_cell(d.code),
               number_cell(d.percent_ppm.ppm), number_cell(d.base_minor), number_cell(d.tax_minor)},
              false,
              fmt::format("/invoices/{}", d.invoice_id)});
  });
  rows.add_totals({"base", "tax_amount"});
}

void collections(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"period", order.by_day ? "Day" : "Month", order.by_day ? date : month},
                   {"method", "Method", text},
                   {"payments", "Payments", count},
                   {"amount", "Amount", money}};
  Rows rows(tx, order.last_day(), table, limit);
  for (const CollectionRow &c : collection_sums(tx, order.from, order.to, order.by_day, order.legal_entity)) {
    const Date first = order.by_day ? *Date::parse(c.period) : first_of(c.period);
    const Date last = order.by_day ? first : last_of_month(first);
    rows.add({c.currency,
              {text_cell(c.period), text_cell(c.method), number_cell(c.payments), number_cell(c.amount_minor)},
              false,
              fmt::format("/payments?from={}&to={}", to_string(std::max(first, order.from)),
                          to_string(std::min(last, order.to)))});
  }
  rows.add_totals({"payments", "amount"});
}

void suspense(db::Tx &tx, const ReportOrder &order, Table &table, std::size_t limit) {
  table.columns = {{"date", "Date", date},
                   {"entry", "Entry", count},
                   {"memo", "What", text},
                   {"customer", "Customer", text},
                   {"amount", "Amount", money}};
  Rows rows(tx, order.last_day(), table, limit);
  each_posting_of(tx, ledger::account::unidentified, order.as_of, order.legal_entity, [&](const JournalRow &row) {
    rows.add({row.currency,
              {date_cell(row.entry_date), number_cell(row.entry_id), text_cell(row.memo),
               text_cell(row.customer_name.value_or("")), number_cell(-row.amount_minor)},
              false,
              fmt::format("/ledger?view=journal&account=1090&from={0}&to={0}", to_string(row.entry_date))});
  });
  rows.add_totals({"amount"});
}

} // namespace

const std::vector<ReportInfo> &all_reports() {
  static const std::vector<ReportInfo> reports{
      {ReportName::trial_balance, "Trial balance", "Every account: opening, debits, credits, closing. Sums to zero.",
       ReportSpan::period, false},
      {ReportName::receivables_ageing, "Receivables ageing", "Who owes how much for how long past the due date.",
       ReportSpan::day, false},
      {ReportName::receivables_invoices, "Open invoices", "Each open invoice of a day.", ReportSpan::day, true},
      {ReportName::deferred_revenue, "Deferred revenue", "Opening, billed, earned, credited, closing, by month.",
       ReportSpan::period, false},
      {ReportName::deferred_release, "Release of deferred revenue",
       "What is billed and not earned yet, by the month that will earn it.", ReportSpan::day, false},
      {ReportName::revenue_lines, "Revenue line by line",
       "Each document's line: deferred before, earned, deferred after.", ReportSpan::period, true},
      {ReportName::revenue_by_plan, "Revenue by plan", "What each plan earned.", ReportSpan::period, false},
      {ReportName::revenue_by_place, "Revenue by place", "What was earned where customers live.", ReportSpan::period,
       false},
      {ReportName::taxes, "Tax", "Base and tax by code and rate, by tax point; credit notes in their own period.",
       ReportSpan::period, false},
      {ReportName::tax_documents, "Tax by document", "The documents behind a tax.", ReportSpan::period, true},
      {ReportName::collections, "Collections", "Money received, by method.", ReportSpan::period, false},
      {ReportName::suspense, "Unidentified receipts", "Money on account 1090 that nobody has claimed.", ReportSpan::day,
       false},
  };
  return reports;
}

namespace {
const ReportInfo &info_of(ReportName name) {
  const auto &all = all_reports();
  const auto info = std::find_if(all.begin(), all.end(), [&](const ReportInfo &one) { return one.name == name; });
  ENSURE(info != all.end(), "every report is listed");
  return *info;
}
} // namespace

Date ReportOrder::last_day() const { return info_of(name).span == ReportSpan::day ? as_of : to; }

Table make_report(db::Tx &tx, const ReportOrder &order, std::size_t limit) {
  const ReportInfo &info = info_of(order.name);
  Table table{name_of(order.name), info.title, {}, {}, {}};
  table.period = info.span == ReportSpan::day ? to_string(order.as_of)
                                              : fmt::format("{} to {}", to_string(order.from), to_string(order.to));
  if (order.legal_entity)
    table.legal_entity = catalog::legal_entity_name(tx, *order.legal_entity);
  switch (order.name) {
  case ReportName::trial_balance: trial_balance(tx, order, table, limit); break;
  case ReportName::receivables_ageing: receivables_ageing(tx, order, table, limit); break;
  case ReportName::receivables_invoices: receivables_invoices(tx, order, table, limit); break;
  case ReportName::deferred_revenue: deferred_revenue(tx, order, table); break;
  case ReportName::deferred_release: deferred_release(tx, order, table); break;
  case ReportName::revenue_lines: revenue_lines(tx, order, table, limit); break;
  case ReportName::revenue_by_plan: revenue_by_plan(tx, order, table, limit); break;
  case ReportName::revenue_by_place: revenue_by_place(tx, order, table, limit); break;
  case ReportName::taxes: taxes(tx, order, table, limit); break;
  case ReportName::tax_documents: tax_documents(tx, order, table, limit); break;
  case ReportName::collections: collections(tx, order, table, limit); break;
  case ReportName::suspense: suspense(tx, order, table, limit); break;
  }
  // What a row leads to is of the same books.
  if (order.legal_entity) {
    for (ReportRow &row : table.rows) {
      if (row.href && row.href->find('?') != std::string::npos && !row.href->starts_with("/payments"))
        *row.href += fmt::format("&legal_entity={}", order.legal_entity->value());
    }
  }
  return table;
}

} // namespace demarc::reports
