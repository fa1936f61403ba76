// Two companies under one roof, in Germany and in Austria, for tests of what is each one's own.
#pragma once

#include "billing/invoice_store.h"
#include "billing/void_invoice.h"
#include "catalog/legal_entity.h"
#include "catalog/tax_preset.h"
#include "ledger/recognise_revenue.h"
#include "ledger/verify_ledger.h"
#include "reports/export_journal.h"
#include "reports/reports.h"
#include "subscribers/customer_tax.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace demarc::testing {

using Words = std::vector<std::string>;

class TwoEntities : public Contract {
protected:
  TwoEntities() {
    office.go_to(Date::of(2026, 1, 1));
    database->write([&](db::Tx &tx) {
      auto provider = catalog::find_provider(tx);
      provider.name = "Home";
      provider.country = "DE";
      EXPECT_TRUE(catalog::save_provider(tx, provider));
      EXPECT_TRUE(catalog::load_preset(tx, *database, "eu", office.today()));
    });
    austria = add({.name = "Alpen", .country = "AT", .invoice_prefix = "AT-"}).value().id;
    fiber = database->write([&](db::Tx &tx) {
      return catalog::create_plan(tx, *database,
                                  {.code = "fiber", .name = "Fiber", .price_minor = 3100, .tax_category = "internet"},
                                  office.clock().now())
          ->id;
    });
  }

  Outcome<catalog::LegalEntity> add(const catalog::LegalEntityEdit &in) {
    return database->write([&](db::Tx &tx) { return catalog::create_legal_entity(tx, in); });
  }
  Outcome<catalog::LegalEntity> edit(LegalEntityId id, const catalog::LegalEntityEdit &in) {
    return database->write([&](db::Tx &tx) { return catalog::edit_legal_entity(tx, id, in); });
  }
  CustomerId customer(const std::string &name, LegalEntityId of, const std::string &country,
                      const std::string &vat = "") {
    const CustomerId id = database->write([&](db::Tx &tx) {
      const auto made = subscribers::create_customer(
          tx, *database,
          {.name = name,
           .kind = vat.empty() ? subscribers::CustomerKind::residential : subscribers::CustomerKind::business,
           .street = "1 Road",
           .city = "Town",
           .country = country,
           .vat_number = vat,
           .billing_day = 1,
           .legal_entity_id = of},
          office.clock().now(), "test");
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
      return made->id;
    });
    if (!vat.empty())
      database->write([&](db::Tx &tx) {
        EXPECT_TRUE(subscribers::add_vat_check(tx, *database, id,
                                               {.method = subscribers::VatCheckMethod::registry,
                                                .result = subscribers::VatResult::valid,
                                                .registered_name = "SA",
                                                .reference = "R-1"},
                                               {office.clock().now(), office.today(), "test"}));
      });
    return id;
  }
  std::string refusal(CustomerId id, const subscribers::CustomerEdit &edit) {
    return database->write([&](db::Tx &tx) -> std::string {
      const auto edited = subscribers::edit_customer(tx, *database, id, edit, office.clock().now(), "test");
      return edited ? "" : edited.error().code;
    });
  }
  // Number, taxes and gross of every document, oldest first.
  Words documents(CustomerId id) {
    return database->read([&](db::Tx &tx) {
      Words said;
      billing::InvoiceFilter filter;
      filter.customer = id;
      auto rows = billing::list_invoices(tx, filter, office.today());
      std::reverse(rows.begin(), rows.end());
      for (const billing::InvoiceRow &row : rows) {
        std::string text = row.number;
        const auto invoice = billing::find_invoice(tx, row.id, office.today());
        for (const billing::InvoiceTax &tax : invoice->taxes)
          text += fmt::format(" {} {}", tax.code, tax.category);
        said.push_back(text + fmt::format(" {}", row.gross_minor));
      }
      return said;
    });
  }
  InvoiceId first_invoice(CustomerId id) {
    return database->read(
        [&](db::Tx &tx) { return tx.one<InvoiceId>("select min(id) from invoice where customer_id = $1", id); });
  }
  void void_first(CustomerId id) {
    const InvoiceId invoice = first_invoice(id);
    database->write([&](db::Tx &tx) {
      const auto done =
          billing::void_invoice(tx, *database, invoice, "by mistake", "test", office.today(), office.clock().now());
      EXPECT_TRUE(done) << (done ? "" : done.error().detail);
    });
  }
  void recognise() { ledger::recognise_revenue(*database, office.today().plus_days(-1), office.clock().now()); }
  reports::Table report(reports::ReportName name, std::optional<LegalEntityId> of) {
    return database->read([&](db::Tx &tx) {
      return reports::make_report(tx,
                                  {.name = name,
                                   .from = Date::of(2026, 1, 1),
                                   .to = Date::of(2026, 12, 31),
                                   .as_of = office.today(),
                                   .legal_entity = of},
                                  0);
    });
  }
  // The total of a column, or 0 where the report has no row.
  std::int64_t total(reports::ReportName name, std::string_view column, std::optional<LegalEntityId> of) {
    const reports::Table table = report(name, of);
    if (table.rows.empty())
      return 0;
    const auto at = std::find_if(table.columns.begin(), table.columns.end(),
                                 [&](const reports::Column &one) { return one.key == column; });
    return table.rows.back().cells.at(static_cast<std::size_t>(at - table.columns.begin())).number.value_or(-1);
  }
  std::string journal(std::optional<LegalEntityId> of) {
    return database->read([&](db::Tx &tx) {
      std::string text;
      EXPECT_TRUE(reports::export_books(tx, {.format = reports::ExportFormat::hledger, .legal_entity = of},
                                        office.clock().now(), [&](std::string_view piece) { text += piece; }));
      return text;
    });
  }
  Words problems() {
    Words all = office.problems();
    for (std::string &problem : database->read([](db::Tx &tx) { return ledger::verify_ledger(tx); }))
      all.push_back(std::move(problem));
    return all;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  const LegalEntityId home = first_legal_entity;
  LegalEntityId austria;
  PlanId fiber;
};

} // namespace demarc::testing
