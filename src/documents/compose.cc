#include "documents/compose.h"

#include "base/ensure.h"
#include "documents/pay_code.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace demarc::documents {

namespace {

using Values = std::vector<std::pair<std::string_view, std::string>>;

std::vector<std::string> lines_of(const std::string &text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at)
      lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

void add_line(std::vector<std::string> &lines, std::string line) {
  if (!line.empty())
    lines.push_back(std::move(line));
}

std::string town(const Seller &seller) {
  return seller.postal_code.empty() ? seller.city : fmt::format("{} {}", seller.postal_code, seller.city);
}

std::string kind_name(PaperKind kind) { return boost::describe::enum_to_string(kind, ""); }

// What all papers have: language with the design's words, the seller, the recipient, texts.
Paper begin(PaperKind kind, const std::string &tag, const std::string &bill_to, Date dated, Currency currency,
            const Style &style) {
  Paper paper{.kind = kind, .language = Language::find(tag), .dated = dated, .opening = Money::zero(currency)};
  for (const auto &[key, texts] : style.design.words) {
    const auto own = texts.find(paper.language.code()), any = texts.find("*");
    if (own != texts.end() || any != texts.end())
      paper.language.replace(key, (own != texts.end() ? own : any)->second);
  }
  const Language &in = paper.language;
  const Seller &seller = style.seller;
  const std::string legal = seller.legal_name.empty() ? seller.name : seller.legal_name;
  paper.seller = seller.name.empty() ? legal : seller.name;
  add_line(paper.seller_lines, legal);
  add_line(paper.seller_lines, seller.street);
  add_line(paper.seller_lines, town(seller));
  if (!seller.vat_number.empty())
    add_line(paper.seller_lines, in.phrase("seller.vat", {{"number", seller.vat_number}}));
  if (!seller.street.empty() && !seller.city.empty())
    paper.sender_line = fmt::format("{} · {} · {}", legal, seller.street, town(seller));
  paper.recipient = lines_of(bill_to);
  paper.carried_over = in.word("carry.over");
  paper.brought_forward = in.word("carry.forward");
  paper.page_of = in.word("page");
  return paper;
}

// A line that names things of which there are none ("Questions? {email} {phone}") is left out.
std::string filled_lines(const std::string &text, const Values &values) {
  std::string filled;
  for (const std::string &line : lines_of(text)) {
    bool names = false, says = false;
    for (const auto &[name, value] : values) {
      if (line.find(fmt::format("{{{}}}", name)) != std::string::npos) {
        names = true;
        says = says || !value.empty();
      }
    }
    if (says || !names)
      filled += (filled.empty() ? "" : "\n") + fill(line, values);
  }
  return filled;
}

// The design's texts, and the footer it names or the usual one.
void put_texts(Paper &paper, const Style &style, Values values) {
  const House &house = style.house;
  const std::string language = paper.language.code(), kind = kind_name(paper.kind);
  values.insert(values.end(),
                {{"seller", paper.seller}, {"email", house.email}, {"phone", house.phone}, {"website", house.website}});
  const auto text = [&](const std::string &place) {
    std::string raw = style.design.text(place + "." + kind, language);
    if (raw.empty())
      raw = style.design.text(place + ".all", language);
    return filled_lines(raw, values);
  };
  paper.intro = text("intro");
  const std::string closing = text("closing");
  if (!closing.empty())
    paper.closing += (paper.closing.empty() ? "" : "\n") + closing;
  for (const char *place : {"footer.1", "footer.2", "footer.3"}) {
    const std::string column = filled_lines(style.design.text(place, language), values);
    if (!column.empty())
      paper.footer.push_back(column);
  }
  if (!paper.footer.empty())
    return;
  const auto column = [&](std::vector<std::string> lines) {
    std::string joined;
    for (const std::string &line : lines) {
      if (!line.empty())
        joined += (joined.empty() ? "" : "\n") + line;
    }
    if (!joined.empty())
      paper.footer.push_back(joined);
  };
  const Seller &seller = style.seller;
  column(
      {seller.legal_name.empty() ? seller.name : seller.legal_name, seller.street, town(seller), house.registration});
  column({house.email, house.phone, house.website});
  if (!house.iban.empty())
    column({house.bank_name, "IBAN " + spaced_iban(house.iban), house.bic.empty() ? "" : "BIC " + house.bic});
}

// A link's {number} is the document's, with what an address cannot hold written as %XX.
std::string link_for(const std::string &pattern, const std::string &number) {
  std::string encoded;
  for (const char c : number) {
    const bool is_plain =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
    encoded += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  const Values values{{"number", encoded}};
  return fill(pattern, values);
}

std::optional<PayBox> pay_box(const Paper &paper, const Style &style, const std::string &number, Money due, Date by) {
  const House &house = style.house;
  const Language &in = paper.language;
  if (!due.is_positive() || (house.iban.empty() && house.pay_link.empty()))
    return std::nullopt;
  PayBox box;
  box.title = in.word("pay.title");
  const Seller &seller = style.seller;
  const std::string holder = !house.account_holder.empty() ? house.account_holder
                             : seller.legal_name.empty()   ? seller.name
                                                           : seller.legal_name;
  if (!house.iban.empty()) {
    box.facts.push_back({in.word("pay.holder"), holder});
    box.facts.push_back({in.word("pay.iban"), spaced_iban(house.iban)});
    if (!house.bic.empty())
      box.facts.push_back({in.word("pay.bic"), house.bic});
    if (!house.bank_name.empty())
      box.facts.push_back({in.word("pay.bank"), house.bank_name});
  }
  box.facts.push_back({in.word("pay.reference"), number});
  box.facts.push_back({in.word("pay.amount"), in.money(due)});
  box.facts.push_back({in.word("pay.due"), in.date(by)});
  box.code = epc_payload({holder, house.iban, house.bic, number}, due);
  box.code_label = in.word("pay.scan_bank");
  if (!house.pay_link.empty()) {
    box.link = link_for(house.pay_link, number);
    if (box.code.empty()) {
      box.code = box.link;
      box.code_label = in.word("pay.scan_link");
    }
  }
  return box;
}

// One tax of a row; of a bundle each rate of its parts once: "19 % / 7 %".
std::string tax_cell(const BillFacts::Line &line, const Language &in) {
  const std::string none = "–";
  if (line.parts.empty())
    return line.tax_name.empty() ? none : in.percent(line.tax_percent);
  std::vector<std::string> rates;
  for (const BillFacts::Part &part : line.parts) {
    std::string rate = part.tax_percent ? in.percent(*part.tax_percent) : none;
    if (std::find(rates.begin(), rates.end(), rate) == rates.end())
      rates.push_back(std::move(rate));
  }
  return fmt::format("{}", fmt::join(rates, " / "));
}

// What stands small under a line: of which plans a bundle is one, and which part of a period it is for.
std::string detail_of(const BillFacts::Line &line, const Language &in) {
  std::string detail;
  if (!line.parts.empty()) {
    std::string names;
    for (const BillFacts::Part &part : line.parts)
      names += (names.empty() ? "" : in.word("row.list")) + part.name;
    detail = in.phrase("row.includes", {{"parts", names}});
  }
  if (line.full && line.full->days() != line.period.days())
    detail += (detail.empty() ? "" : " · ") +
              in.phrase("row.days", {{"part", in.number(line.period.days())}, {"whole", in.number(line.full->days())}});
  return detail;
}

Row bill_row(const BillFacts::Line &line, std::size_t position, const std::vector<LineColumn> &columns,
             const Language &in) {
  Row row{.carries = line.net};
  for (const LineColumn column : columns) {
    switch (column) {
    case LineColumn::position: row.cells.push_back(std::to_string(position)); break;
    case LineColumn::description: row.cells.push_back(line.description); break;
    case LineColumn::period: row.cells.push_back(in.period(line.period)); break;
    case LineColumn::quantity: row.cells.push_back(in.number(line.quantity)); break;
    case LineColumn::unit_price: row.cells.push_back(in.amount(line.unit_price)); break;
    case LineColumn::tax: row.cells.push_back(tax_cell(line, in)); break;
    case LineColumn::net: row.cells.push_back(in.amount(line.net)); break;
    }
  }
  row.detail = detail_of(line, in);
  for (const auto &[name, off] : line.discounts)
    row.detail += fmt::format("{}{} {}", row.detail.empty() ? "" : " · ", name, in.inside(in.amount(-off)));
  return row;
}

// A heading over the lines of an account, or their sum: in the columns of description and net, which every design has.
Row strong_row(const std::string &text, std::optional<Money> sum, const std::vector<LineColumn> &columns,
               const Language &in, Currency currency) {
  Row row{.carries = Money::zero(currency), .is_strong = true};
  for (const LineColumn column : columns)
    row.cells.push_back(column == LineColumn::description  ? text
                        : column == LineColumn::net && sum ? in.amount(*sum)
                                                           : std::string());
  return row;
}

void add_bill_rows(Paper &paper, const BillFacts &facts, const std::vector<LineColumn> &columns) {
  const Language &in = paper.language;
  const Currency currency = facts.net.currency();
  std::size_t position = 0;
  Money subtotal = Money::zero(currency);
  for (std::size_t i = 0; i < facts.lines.size(); ++i) {
    const BillFacts::Line &line = facts.lines[i];
    const bool is_headed = !line.account.empty();
    if (is_headed && (i == 0 || facts.lines[i - 1].account != line.account)) {
      paper.rows.push_back(strong_row(line.account, std::nullopt, columns, in, currency));
      subtotal = Money::zero(currency);
    }
    paper.rows.push_back(bill_row(line, ++position, columns, in));
    subtotal += line.net;
    if (is_headed && (i + 1 == facts.lines.size() || facts.lines[i + 1].account != line.account))
      paper.rows.push_back(strong_row(in.word("row.subtotal"), subtotal, columns, in, currency));
  }
}

// Of discounts that are divided over lines: what each comes to. Alone on its line it says so there.
std::string discounts_note(const BillFacts &facts, const Language &in) {
  std::vector<std::tuple<std::string, Money, int>> sums;
  for (const BillFacts::Line &line : facts.lines) {
    for (const auto &[name, off] : line.discounts) {
      const auto found = std::find_if(sums.begin(), sums.end(), [&](const auto &sum) { return get<0>(sum) == name; });
      if (found == sums.end()) {
        sums.emplace_back(name, off, 1);
      } else {
        get<1>(*found) += off;
        ++get<2>(*found);
      }
    }
  }
  std::string all;
  for (const auto &[name, off, lines] : sums) {
    if (lines > 1)
      all += fmt::format("{}{} {}", all.empty() ? "" : ", ", name, in.inside(in.money(-off)));
  }
  return all.empty() ? all : in.phrase("note.discounts", {{"discounts", all}});
}

Column bill_column(LineColumn column, const Language &in) {
  const std::string title = in.word(fmt::format("column.{}", boost::describe::enum_to_string(column, "")));
  switch (column) {
  case LineColumn::description: return {title, false, 30};
  case LineColumn::period: return {title, false, 0};
  default: return {title, true, 1};
  }
}

} // namespace

void add_note(std::vector<std::string> &notes, const std::string &note) {
  if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end())
    notes.push_back(note);
}

Paper compose_bill(const BillFacts &facts, const Style &style) {
  Paper paper = begin(facts.kind, facts.language, facts.bill_to, facts.issued_on, facts.net.currency(), style);
  const Language &in = paper.language;
  const std::string kind = in.word(kind_name(facts.kind));
  const bool is_invoice = facts.kind == PaperKind::invoice;
  const Money rounding = Money::minor(facts.rounding_minor, facts.net.currency());
  const Money gross = facts.net + facts.tax + rounding, due = gross - facts.used;
  paper.title = facts.number.empty() ? kind : fmt::format("{} {}", kind, in.inside(facts.number));
  paper.file_name =
      fmt::format("{}-{}", kind_name(facts.kind), facts.number.empty() ? to_string(facts.issued_on) : facts.number);
  if (!facts.number.empty())
    paper.facts.push_back({in.word("fact.number"), facts.number});
  paper.facts.push_back(
      {in.word(facts.kind == PaperKind::proforma ? "fact.as_of" : "fact.issued"), in.date(facts.issued_on)});
  if (is_invoice)
    paper.facts.push_back({in.word("fact.due"), in.date(facts.due_on)});
  if (!facts.corrects_number.empty())
    paper.facts.push_back({in.word("fact.corrects"), facts.corrects_number});
  paper.facts.push_back({in.word("fact.customer"), facts.customer_number});
  for (const LineColumn column : style.design.columns)
    paper.columns.push_back(bill_column(column, in));
  add_bill_rows(paper, facts, style.design.columns);
  paper.totals.push_back({in.word("total.net"), in.money(facts.net), false});
  for (const BillFacts::Tax &tax : facts.taxes)
    paper.totals.push_back(
        {in.phrase("total.tax",
                   {{"name", tax.name}, {"percent", in.percent(tax.percent)}, {"base", in.money(tax.base)}}),
         in.money(tax.tax), false});
  if (!rounding.is_zero())
    paper.totals.push_back({in.word("total.rounding"), in.money(rounding), false});
  paper.totals.push_back(
      {in.word(facts.kind == PaperKind::credit_note ? "total.credited" : "total.gross"), in.money(gross), true});
  if (!facts.used.is_zero()) {
    paper.totals.push_back({in.word("total.used"), in.money(-facts.used), false});
    paper.totals.push_back({in.word("total.due"), in.money(due), true});
  }
  if (is_invoice)
    paper.pay = pay_box(paper, style, facts.number, due, facts.due_on);
  if (is_invoice && !due.is_positive())
    paper.closing = in.word("note.paid");
  if (facts.kind == PaperKind::credit_note)
    paper.closing = in.word("note.credit_note");
  if (facts.kind == PaperKind::proforma)
    paper.closing = in.word("note.proforma");
  if (const std::string note = discounts_note(facts, in); !note.empty())
    paper.closing += (paper.closing.empty() ? "" : "\n") + note;
  for (const std::string &note : facts.tax_notes)
    paper.closing += (paper.closing.empty() ? "" : "\n") + note;
  put_texts(paper, style,
            {{"number", facts.number},
             {"customer", paper.recipient.empty() ? "" : paper.recipient.front()},
             {"issued", in.date(facts.issued_on)},
             {"due", in.date(facts.due_on)},
             {"total", in.money(gross)},
             {"amount_due", in.money(due)}});
  return paper;
}

Paper compose_statement(const StatementFacts &facts, const Style &style) {
  Paper paper = begin(PaperKind::statement, facts.language, facts.bill_to, facts.to, facts.opening.currency(), style);
  const Language &in = paper.language;
  const std::string period = in.period({facts.from, facts.to.plus_days(1)});
  paper.title = in.word("statement");
  paper.file_name = fmt::format("statement-{}-{}", facts.customer_number, to_string(facts.to));
  paper.facts = {{in.word("fact.period"), period}, {in.word("fact.customer"), facts.customer_number}};
  paper.columns = {{in.word("column.date"), true, 1},
                   {in.word("column.description"), false, 30},
                   {in.word("column.charged"), true, 1},
                   {in.word("column.paid"), true, 1},
                   {in.word("column.balance"), true, 1}};
  paper.columns.front().is_number = false;
  paper.columns.front().weight = 0;
  paper.opening = facts.opening;
  Money balance = facts.opening, charged = Money::zero(balance.currency()), paid = charged;
  const auto row = [&](Date on, std::string what, Money amount) {
    balance += amount;
    const bool is_charge = amount.is_positive();
    (is_charge ? charged : paid) += is_charge ? amount : -amount;
    paper.rows.push_back({.cells = {in.date(on), std::move(what), is_charge ? in.amount(amount) : "",
                                    is_charge ? "" : in.amount(-amount), in.amount(balance)},
                          .carries = amount});
  };
  paper.rows.push_back({.cells = {in.date(facts.from), in.word("total.opening"), "", "", in.amount(balance)},
                        .carries = Money::zero(balance.currency())});
  for (const StatementFacts::Entry &entry : facts.entries)
    row(entry.on,
        entry.number.empty() ? in.word(entry.kind) : fmt::format("{} {}", in.word(entry.kind), in.inside(entry.number)),
        entry.amount);
  paper.totals = {{in.word("total.opening"), in.money(facts.opening), false},
                  {in.word("column.charged"), in.money(charged), false},
                  {in.word("column.paid"), in.money(-paid), false},
                  {in.word("total.closing"), in.money(balance), true}};
  if (!balance.is_positive())
    paper.closing = in.word("note.paid");
  else
    paper.pay = pay_box(paper, style, facts.customer_number, balance, facts.to);
  put_texts(paper, style,
            {{"number", facts.customer_number},
             {"customer", paper.recipient.empty() ? "" : paper.recipient.front()},
             {"issued", in.date(facts.to)},
             {"due", in.date(facts.to)},
             {"total", in.money(balance)},
             {"amount_due", in.money(balance)}});
  return paper;
}

Paper compose_receipt(const ReceiptFacts &facts, const Style &style) {
  Paper paper =
      begin(PaperKind::receipt, facts.language, facts.bill_to, facts.received_on, facts.amount.currency(), style);
  const Language &in = paper.language;
  paper.title = fmt::format("{} {}", in.word("receipt"), in.inside(facts.number));
  paper.file_name = fmt::format("receipt-{}", facts.number);
  paper.facts = {{in.word("fact.number"), facts.number},
                 {in.word("fact.received"), in.date(facts.received_on)},
                 {in.word("fact.method"), in.word("method." + facts.method)},
                 {in.word("fact.customer"), facts.customer_number}};
  if (!facts.reference.empty())
    paper.facts.push_back({in.word("fact.reference"), facts.reference});
  paper.columns = {{in.word("column.description"), false, 30},
                   {in.word("column.date"), false, 0},
                   {in.word("column.amount"), true, 1}};
  for (const ReceiptFacts::Part &part : facts.parts)
    paper.rows.push_back({.cells = {fmt::format("{} {}", in.word("invoice"), in.inside(part.invoice_number)),
                                    in.date(part.issued_on), in.amount(part.amount)},
                          .carries = part.amount});
  if (!facts.kept.is_zero())
    paper.rows.push_back(
        {.cells = {in.word("row.kept"), in.date(facts.received_on), in.amount(facts.kept)}, .carries = facts.kept});
  paper.totals = {{in.word("total.received"), in.money(facts.amount), true}};
  put_texts(paper, style,
            {{"number", facts.number},
             {"customer", paper.recipient.empty() ? "" : paper.recipient.front()},
             {"issued", in.date(facts.received_on)},
             {"due", in.date(facts.received_on)},
             {"total", in.money(facts.amount)},
             {"amount_due", in.money(Money::zero(facts.amount.currency()))}});
  return paper;
}

} // namespace demarc::documents
