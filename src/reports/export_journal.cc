#include "reports/export_journal.h"

#include "base/ensure.h"
#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "ledger/seal_store.h"
#include "reports/csv.h"
#include "reports/journal_formats.h"
#include "reports/reports_store.h"

#include <fmt/format.h>
#include <map>

namespace demarc::reports {

namespace {

AccountClass class_of(ledger::AccountKind kind) {
  switch (kind) {
  case ledger::AccountKind::asset: return AccountClass::asset;
  case ledger::AccountKind::liability: return AccountClass::liability;
  case ledger::AccountKind::income: return AccountClass::income;
  case ledger::AccountKind::expense: break;
  }
  return AccountClass::expense;
}

const std::map<std::string, ExportAccount> &accounts() {
  static const std::map<std::string, ExportAccount> all = [] {
    std::map<std::string, ExportAccount> made;
    for (const ledger::Account &a : ledger::chart_of_accounts())
      made.emplace(a.code, ExportAccount{a.code, a.name, class_of(a.kind)});
    return made;
  }();
  return all;
}

const JournalFormat &format_of(ExportFormat format) {
  switch (format) {
  case ExportFormat::beancount: return beancount_format();
  case ExportFormat::datev: return datev_format();
  case ExportFormat::iif: return iif_format();
  case ExportFormat::hledger:
  case ExportFormat::xero: break;
  }
  return hledger_format();
}

void export_journal(db::Tx &tx, const JournalFormat &format, const ExportTerms &terms,
                    std::optional<LegalEntityId> entity, const std::function<void(std::string_view)> &write) {
  std::vector<ExportAccount> chart;
  for (const auto &[code, account] : accounts())
    chart.push_back(account);
  write(format.head(chart, terms));
  ExportEntry entry;
  const auto done = [&] {
    if (entry.id != 0)
      write(format.entry(entry, terms));
  };
  each_posting(tx, terms.from, terms.to, entity, [&](const JournalRow &row) {
    if (row.entry_id != entry.id) {
      done();
      std::string memo = row.memo;
      if (row.document_date)
        memo += fmt::format(" (of {})", to_string(*row.document_date));
      entry = {
          row.entry_id, row.entry_date, row.document.value_or(""), std::move(memo), row.customer_name.value_or(""), {}};
    }
    const auto account = accounts().find(row.account);
    ENSURE(account != accounts().end(), "postings are to accounts of the chart");
    entry.postings.push_back({row.account, account->second.name, account->second.account_class,
                              Money::minor(row.amount_minor, row.currency)});
  });
  done();
}

Outcome<Done> export_xero(db::Tx &tx, const ExportTerms &terms, std::optional<LegalEntityId> entity, int part,
                          const std::function<void(std::string_view)> &write) {
  std::int64_t documents = 0, last = 0;
  std::vector<std::string> head{"*ContactName", "EmailAddress", "*InvoiceNumber", "*InvoiceDate",
                                "*DueDate",     "*Description", "*Quantity",      "*UnitAmount",
                                "*AccountCode", "*TaxType",     "Currency"};
  // A tracking category would have to be there before the import; the reference is taken as it is.
  if (entity)
    head.insert(head.begin() + 3, "Reference");
  std::string file = csv_line(head);
  bool is_there = false;
  each_document_line(tx, terms.from, terms.to, entity, [&](const DocumentLineRow &line) {
    if (line.invoice_id != last) {
      last = line.invoice_id;
      ++documents;
    }
    if ((documents - 1) / documents_per_part + 1 != part)
      return;
    is_there = true;
    // A document that is negative as a whole is a credit note there.
    const Money net = Money::minor(line.kind == "credit_note" ? -line.net_minor : line.net_minor, line.currency);
    const std::string tax =
        line.tax_name.empty() ? "Tax Exempt"
                              : fmt::format("{} {}%", line.tax_name,
                                            plain_number(line.tax_percent_ppm.ppm, ColumnKind::percent, line.currency));
    std::vector<std::string> cells{line.customer_name,
                                   line.customer_email,
                                   line.number,
                                   to_string(line.issued_on),
                                   to_string(line.due_on),
                                   line.description,
                                   "1",
                                   to_decimal(net),
                                   line.account,
                                   tax,
                                   line.currency.code()};
    if (entity)
      cells.insert(cells.begin() + 3, terms.legal_entity);
    file += csv_line(cells);
  });
  if (!is_there && part > 1)
    return refuse(Refusal::Kind::not_found, "part_unknown",
                  fmt::format("There are {} documents: {} files.", documents,
                              (documents + documents_per_part - 1) / documents_per_part),
                  "part");
  write(file);
  return Done{};
}

} // namespace

std::string file_name(db::Tx &tx, const ExportOrder &order) {
  const std::string span =
      (order.legal_entity
           ? "-" + file_word(catalog::legal_entity_name(tx, *order.legal_entity), order.legal_entity->value())
           : "") +
      (order.from ? "-" + to_string(*order.from) : "") + (order.to ? "-" + to_string(*order.to) : "");
  switch (order.format) {
  case ExportFormat::hledger: return "journal" + span + ".journal";
  case ExportFormat::beancount: return "journal" + span + ".beancount";
  case ExportFormat::datev: return "EXTF_Buchungsstapel" + span + ".csv";
  case ExportFormat::iif: return "journal" + span + ".iif";
  case ExportFormat::xero: break;
  }
  return fmt::format("invoices{}-{}.csv", span, order.part);
}

std::string content_type(ExportFormat format) {
  return format == ExportFormat::datev || format == ExportFormat::xero ? "text/csv; charset=utf-8"
                                                                       : "text/plain; charset=utf-8";
}

Outcome<Done> export_books(db::Tx &tx, const ExportOrder &order, Instant now,
                           const std::function<void(std::string_view)> &write) {
  const catalog::Provider provider = catalog::find_provider(tx);
  const Date today = catalog::zone_of(provider).date(now);
  ExportTerms terms;
  terms.to = order.to.value_or(today);
  terms.from = order.from ? *order.from : std::min(ledger::first_entry_date(tx).value_or(terms.to), terms.to);
  if (terms.from > terms.to)
    return refuse("period_backwards", "The first day comes after the last.", "from");
  terms.currency = provider.currency;
  terms.provider = provider.name;
  if (order.legal_entity) {
    TRY(entity, catalog::find_legal_entity(tx, *order.legal_entity));
    terms.provider = terms.legal_entity = entity.name;
  }
  terms.datev_consultant = order.datev_consultant;
  terms.datev_client = order.datev_client;
  if (order.format == ExportFormat::xero)
    return export_xero(tx, terms, order.legal_entity, order.part, write);
  if (order.format == ExportFormat::datev && terms.from.year() != terms.to.year())
    return refuse("period_over_a_year",
                  "A DATEV file holds a period within one calendar year; ask for one year or month.", "from");
  std::string digits;
  for (const char c : to_string(now)) {
    if (c >= '0' && c <= '9')
      digits += c;
  }
  digits.resize(17, '0');
  terms.created = digits;
  export_journal(tx, format_of(order.format), terms, order.legal_entity, write);
  return Done{};
}

} // namespace demarc::reports
