// Taxes from the table to the invoice and back: presets, places, exemptions, reverse charge, prices with their taxes in
// them, and credit notes for parts of all that. On both engines.
#include "billing/invoice_store.h"
#include "catalog/tax_preset.h"
#include "catalog/tax_settings.h"
#include "catalog/tax_store.h"
#include "subscribers/customer_tax.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <fmt/format.h>

namespace demarc::testing {
namespace {

using Words = std::vector<std::string>;

class TaxedBills : public Contract {
protected:
  void SetUp() override { office.go_to(Date::of(2026, 1, 1)); }

  template <class F> void write(F &&work) {
    database->write([&](db::Tx &tx) {
      const auto done = work(tx);
      EXPECT_TRUE(done) << (done ? "" : done.error().detail);
      return done;
    });
  }
  void load(const std::string &preset) {
    write([&](db::Tx &tx) { return catalog::load_preset(tx, *database, preset, office.today()); });
  }
  void seller(const std::string &country, const catalog::TaxSettingsEdit &edit = {}) {
    write([&](db::Tx &tx) {
      auto provider = catalog::find_provider(tx);
      provider.country = country;
      return catalog::save_provider(tx, provider);
    });
    write([&](db::Tx &tx) { return catalog::edit_tax_settings(tx, edit, office.today()); });
  }
  PlanId plan(const std::string &code, std::int64_t price_minor, const std::string &category, bool gross = false) {
    return database->write([&](db::Tx &tx) {
      const auto made = catalog::create_plan(tx, *database,
                                             {.code = code,
                                              .name = code,
                                              .price_minor = price_minor,
                                              .tax_category = category,
                                              .price_includes_tax = gross},
                                             office.clock().now());
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
      return made->id;
    });
  }
  CustomerId customer(const std::string &country, const std::string &postal_code = "", const std::string &vat = "") {
    return database->write([&](db::Tx &tx) {
      const auto made = subscribers::create_customer(
          tx, *database,
          {.name = "Customer of " + country,
           .kind = vat.empty() ? subscribers::CustomerKind::residential : subscribers::CustomerKind::business,
           .street = "1 Road",
           .city = "Town",
           .postal_code = postal_code,
           .country = country,
           .vat_number = vat},
          office.clock().now(), "test");
      EXPECT_TRUE(made) << (made ? "" : made.error().detail);
      return made->id;
    });
  }
  subscribers::TaxAct act() { return {office.clock().now(), office.today(), "test"}; }
  void confirm_vat(CustomerId id, subscribers::VatResult result = subscribers::VatResult::valid) {
    write([&](db::Tx &tx) {
      return subscribers::add_vat_check(tx, *database, id,
                                        {.method = subscribers::VatCheckMethod::registry,
                                         .result = result,
                                         .registered_name = "SA",
                                         .reference = "R-1"},
                                        act());
    });
  }
  // The customer's documents: number, each tax with its category and rate, and the total.
  Words documents(CustomerId id) {
    return database->read([&](db::Tx &tx) {
      Words said;
      billing::InvoiceFilter filter;
      filter.customer = id;
      auto rows = billing::list_invoices(tx, filter, office.today());
      std::reverse(rows.begin(), rows.end());
      for (const billing::InvoiceRow &row : rows) {
        const auto invoice = billing::find_invoice(tx, row.id, office.today());
        std::string text = row.number;
        for (const billing::InvoiceTax &tax : invoice->taxes)
          text += fmt::format(" {} {} {} {}+{}", tax.code, tax.category, to_string(tax.percent_ppm), tax.base_minor,
                              tax.tax_minor);
        text += fmt::format(" = {}+{}", row.net_minor, row.tax_minor);
        if (invoice->rounding_minor != 0)
          text += fmt::format("{:+}", invoice->rounding_minor);
        said.push_back(text + fmt::format("={}", row.gross_minor));
      }
      return said;
    });
  }
  billing::Invoice last_invoice(CustomerId id) {
    return database->read([&](db::Tx &tx) {
      billing::InvoiceFilter filter;
      filter.customer = id;
      return *billing::find_invoice(tx, billing::list_invoices(tx, filter, office.today()).at(0).id, office.today());
    });
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
};
RUN_ON_BOTH_ENGINES(TaxedBills);

TEST_P(TaxedBills, load_a_preset_twice_and_have_it_once) {
  const auto load_once = [&](const std::string &code) {
    return *database->write([&](db::Tx &tx) { return catalog::load_preset(tx, *database, code, office.today()); });
  };
  for (const catalog::Preset &preset : catalog::presets()) {
    const auto first = load_once(preset.code);
    EXPECT_EQ(first.jurisdictions_added, static_cast<std::int64_t>(preset.jurisdictions.size()));
    EXPECT_EQ(first.taxes_added, static_cast<std::int64_t>(preset.taxes.size()));
    EXPECT_TRUE(first.skipped.empty());
    const auto second = load_once(preset.code);
    EXPECT_EQ(second.jurisdictions_added + second.taxes_added + second.rates_added, 0);
  }
  database->read([&](db::Tx &tx) {
    for (const catalog::PresetState &state : catalog::list_presets(tx, office.today())) {
      EXPECT_EQ(state.taxes_loaded, state.taxes);
      EXPECT_EQ(state.rates_loaded, state.rates);
    }
    const tax::Table table = catalog::load_tax_table(tx); // the stored table is the preset's
    for (const auto &[id, one] : table.taxes) {
      if (one.code == "KE-VAT") {
        EXPECT_EQ(one.on.size(), 2U);
      }
    }
  });
}

TEST_P(TaxedBills, load_a_preset_without_touching_what_is_there) {
  load("gb");
  const auto gb = [&] {
    return database->read([&](db::Tx &tx) {
      for (catalog::Tax &one : catalog::list_taxes(tx, office.today())) {
        if (one.code == "GB-VAT")
          return one;
      }
      return catalog::Tax{};
    });
  };
  // A rate that is gone comes back; one that was added stays; one of your own under the code is left alone.
  const TaxId id = gb().id;
  database->write([&](db::Tx &tx) {
    tx.exec("delete from tax_rate where tax_id = $1 and valid_from = '2010-01-01'", id);
    EXPECT_TRUE(catalog::add_tax_rate(tx, *database, id, {Percent{210'000}, Date::of(2027, 1, 1)}, office.today()));
    EXPECT_TRUE(
        catalog::create_tax(tx, *database, {"ZA-VAT", "Mine", Percent{10'000}, Date::of(2020, 1, 1)}, office.today()));
  });
  EXPECT_EQ(gb().rates.size(), 4U);
  load("gb");
  EXPECT_EQ(gb().rates.size(), 5U);
  EXPECT_EQ(gb().rates.back().percent_ppm, Percent{210'000});
  const auto za =
      *database->write([&](db::Tx &tx) { return catalog::load_preset(tx, *database, "za", office.today()); });
  EXPECT_EQ(za.taxes_added, 0);
  EXPECT_EQ(za.skipped, Words{"ZA-VAT: a tax of this code was made by hand and stays as it is"});
}

TEST_P(TaxedBills, find_taxes_by_place_and_keep_what_they_rest_on) {
  load("ca");
  seller("CA", {.seller_region = "ON"});
  const PlanId fiber = plan("fiber", 7999, "internet");
  const CustomerId toronto = customer("CA", "M5V 3L9"), vancouver = customer("CA", "V6B 4Y8");
  office.sell(toronto, "toronto", fiber);
  const ServiceId cabin = office.sell(vancouver, "vancouver", fiber);
  office.run();
  EXPECT_EQ(documents(toronto), Words{"2026-000001 CA-ON-HST S 13 7999+1040 = 7999+1040=9039"});
  EXPECT_EQ(documents(vancouver), Words{"2026-000002 CA-GST S 5 7999+400 CA-BC-PST S 7 7999+560 = 7999+960=8959"});
  const auto invoice = last_invoice(vancouver);
  ASSERT_EQ(invoice.tax_basis.size(), 1U);
  EXPECT_EQ(invoice.tax_basis[0].jurisdictions, (Words{"CA", "CA-BC"}));
  EXPECT_EQ(invoice.tax_basis[0].found_by, "postal code");
  EXPECT_EQ(invoice.tax_basis[0].lines, std::vector<std::int64_t>{1});
  EXPECT_EQ(invoice.lines[0].taxes.size(), 2U);
  EXPECT_EQ(invoice.taxes[0].jurisdiction, "CA");
  EXPECT_EQ(invoice.taxes[0].rate_valid_from, Date::of(2008, 1, 1));
  EXPECT_EQ(invoice.taxes[0].rate_source, "ETA s. 165");
  // The line moves to Nova Scotia, where the service is installed from then on.
  write([&](db::Tx &tx) {
    return subscribers::locate_service(
        tx, *database, cabin,
        {.from_date = Date::of(2026, 1, 15), .street = "2 Shore", .city = "Halifax", .postal_code = "B3H 4R2"}, act());
  });
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  EXPECT_EQ(documents(vancouver).back(), "2026-000004 CA-NS-HST S 14 7999+1120 = 7999+1120=9119");
  // Taking back half of January takes back its two taxes, not the new one.
  office.end(cabin, Date::of(2026, 1, 17));
  office.run();
  EXPECT_EQ(documents(vancouver)[2], "CN2026-000001 CA-GST S 5 3870+194 CA-BC-PST S 7 3870+271 = 3870+465=4335");
  EXPECT_EQ(office.problems(), Words{});
}

TEST_P(TaxedBills, follow_the_customer_across_the_union) {
  load("eu");
  seller("DE");
  const PlanId fiber = plan("fiber", 10'000, "internet");
  const CustomerId home = customer("DE", "10115"), abroad = customer("FR", "75001"),
                   business = customer("FR", "75002", "FR40303265045");
  office.sell(home, "home", fiber);
  office.sell(abroad, "abroad", fiber);
  office.sell(business, "business", fiber);
  office.run();
  EXPECT_EQ(documents(home), Words{"2026-000001 DE-VAT S 19 10000+1900 = 10000+1900=11900"});
  EXPECT_EQ(documents(abroad), Words{"2026-000002 DE-VAT S 19 10000+1900 = 10000+1900=11900"});
  EXPECT_EQ(documents(business), Words{"2026-000003 DE-VAT S 19 10000+1900 = 10000+1900=11900"}) << "not confirmed";
  confirm_vat(business);
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  EXPECT_EQ(documents(business).back(), "2026-000006 FR-VAT AE 0 10000+0 = 10000+0=10000");
  const auto reversed = last_invoice(business);
  EXPECT_EQ(reversed.taxes[0].reason, "Reverse charge: VAT is due from the customer (Directive 2006/112/EC, art. 196)");
  EXPECT_EQ(reversed.tax_basis[0].vat_number, "FR40303265045");
  EXPECT_TRUE(reversed.tax_basis[0].vat_check_id);
  const auto settings = database->read([&](db::Tx &tx) { return catalog::find_tax_settings(tx, office.today()); });
  EXPECT_EQ(settings.cross_border_this_year_minor, 30'000)
      << "two months of one consumer, one of a number not confirmed";
  EXPECT_FALSE(settings.is_past_threshold);
  write([&](db::Tx &tx) { return catalog::edit_tax_settings(tx, {.threshold_minor = 29'999}, office.today()); });
  confirm_vat(business, subscribers::VatResult::invalid);
  office.go_to(Date::of(2026, 3, 1));
  office.run();
  EXPECT_EQ(documents(abroad).back(), "2026-000008 FR-VAT S 20 10000+2000 = 10000+2000=12000");
  EXPECT_EQ(documents(business).back(), "2026-000009 FR-VAT S 20 10000+2000 = 10000+2000=12000");
  EXPECT_EQ(office.problems(), Words{});
}

TEST_P(TaxedBills, exempt_by_certificate_on_its_dates_alone) {
  const TaxId vat = office.tax("VAT", 200'000);
  const PlanId fiber = office.plan("fiber", 5'000, vat);
  const CustomerId hospital = customer("DE"), other = customer("DE");
  office.sell(hospital, "hospital", fiber);
  office.sell(other, "other", fiber);
  write([&](db::Tx &tx) {
    return subscribers::add_exemption(
        tx, *database, hospital,
        {.number = "EX-7", .valid_from = Date::of(2026, 2, 1), .valid_to = Date::of(2026, 3, 1)}, act());
  });
  for (const int month : {1, 2, 3}) {
    office.go_to(Date::of(2026, month, 1));
    office.run();
  }
  EXPECT_EQ(documents(hospital),
            (Words{"2026-000001 VAT S 20 5000+1000 = 5000+1000=6000", "2026-000003 VAT E 0 5000+0 = 5000+0=5000",
                   "2026-000005 VAT S 20 5000+1000 = 5000+1000=6000"}));
  EXPECT_EQ(documents(other).size(), 3U);
  EXPECT_EQ(office.problems(), Words{});
}

TEST_P(TaxedBills, keep_a_gross_price_whole_through_its_credits) {
  load("ke");
  seller("KE");
  const PlanId fiber = plan("fiber", 299'900, "internet", true);
  const CustomerId ann = customer("KE");
  const ServiceId service = office.sell(ann, "ann", fiber);
  office.run();
  EXPECT_EQ(documents(ann), Words{"2026-000001 KE-EXCISE-INTERNET S 15 224813+33722 KE-VAT S 16 258535+41365"
                                  " = 224813+75087=299900"});
  EXPECT_EQ(last_invoice(ann).lines[0].included_tax_minor, 75'087);
  office.go_to(Date::of(2026, 1, 20));
  office.end(service, Date::of(2026, 1, 20));
  office.run();
  const auto said = documents(ann);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[1], "CN2026-000001 KE-EXCISE-INTERNET S 15 87024+13054 KE-VAT S 16 100078+16012 = 87024+29066=116090");
  office.end(service, Date::of(2026, 1, 1));
  office.run();
  EXPECT_EQ(office.count("select cast(sum(case when kind = 'invoice' then gross_minor else -gross_minor end) as bigint)"
                         " from invoice"),
            0);
  EXPECT_EQ(office.count("select cast(sum(case when kind = 'invoice' then tax_minor else -tax_minor end) as bigint)"
                         " from invoice"),
            0);
  EXPECT_EQ(office.problems(), Words{});
}

TEST_P(TaxedBills, round_to_the_smallest_coin_in_a_line_of_its_own) {
  const TaxId vat = office.tax("VAT", 81'000);
  write([&](db::Tx &tx) { return catalog::edit_tax_settings(tx, {.cash_step_minor = 5}, office.today()); });
  const CustomerId ann = customer("DE");
  const ServiceId service = office.sell(ann, "ann", office.plan("fiber", 2'995, vat));
  office.run();
  EXPECT_EQ(documents(ann), Words{"2026-000001 VAT S 8.1 2995+243 = 2995+243+2=3240"});
  office.end(service, Date::of(2026, 1, 1));
  office.run();
  EXPECT_EQ(documents(ann).back(), "CN2026-000001 VAT S 8.1 2995+243 = 2995+243+2=3240");
  EXPECT_EQ(office.problems(), Words{});
}

TEST_P(TaxedBills, park_who_lives_where_no_taxes_are_known) {
  load("za");
  seller("ZA", {.registrations = Words{"BW"}});
  const CustomerId there = customer("BW");
  office.sell(there, "there", plan("fiber", 5'000, "internet"));
  const auto run = office.run();
  ASSERT_EQ(run.parked.size(), 1U);
  EXPECT_EQ(run.parked[0].reason,
            "No taxes of BW are known; load the preset that has them, or create its jurisdiction");
  EXPECT_EQ(documents(there), Words{});
}

TEST_P(TaxedBills, refuse_a_plan_taxed_twice_over) {
  const TaxId vat = office.tax("VAT", 200'000);
  const auto refused = database->write([&](db::Tx &tx) {
    return catalog::create_plan(tx, *database,
                                {.code = "x", .name = "x", .price_minor = 1, .tax_id = vat, .tax_category = "internet"},
                                office.clock().now());
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "tax_unclear");
}

} // namespace
} // namespace demarc::testing
