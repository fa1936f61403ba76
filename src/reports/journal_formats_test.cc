#include "reports/journal_formats.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

namespace demarc::reports {
namespace {

const Currency eur = Currency::of("EUR");
Money minor(std::int64_t amount, Currency currency = eur) { return Money::minor(amount, currency); }

ExportEntry invoice() {
  return {17,
          Date::of(2026, 1, 31),
          "2026-000123",
          "Invoice 2026-000123; with \"quotes\" | and (brackets)\nand lines",
          "Ann \"the\" Payer",
          {{"1200", "Receivables", AccountClass::asset, minor(3451)},
           {"2400", "Deferred revenue", AccountClass::liability, minor(-2900)},
           {"2200", "Tax payable", AccountClass::liability, minor(-551)}}};
}
const ExportTerms terms{Date::of(2026, 1, 1), Date::of(2026, 1, 31), eur, "Provider", "20260201093000000"};

TEST(Hledger, writes_an_entry_on_one_head_line) {
  EXPECT_EQ(hledger_format().entry(invoice(), terms),
            "2026-01-31 * (2026-000123) Invoice 2026-000123  with \"quotes\"   and  brackets  and lines  ; entry:17\n"
            "    assets:1200 Receivables  34.51 EUR\n"
            "    liabilities:2400 Deferred revenue  -29.00 EUR\n"
            "    liabilities:2200 Tax payable  -5.51 EUR\n\n");
}

TEST(Beancount, escapes_its_texts) {
  EXPECT_EQ(
      beancount_format().entry(invoice(), terms),
      "2026-01-31 * \"Ann \\\"the\\\" Payer\" \"Invoice 2026-000123; with \\\"quotes\\\" | and (brackets) and lines\"\n"
      "  entry: \"17\"\n  document_number: \"2026-000123\"\n"
      "  Assets:1200-Receivables  34.51 EUR\n"
      "  Liabilities:2400-Deferred-revenue  -29.00 EUR\n"
      "  Liabilities:2200-Tax-payable  -5.51 EUR\n\n");
}

TEST(Datev, has_125_columns_in_every_line) {
  const std::string head = datev_format().head({}, terms);
  EXPECT_TRUE(head.starts_with("\xEF\xBB\xBF\"EXTF\";700;21;\"Buchungsstapel\";13;20260201093000000;;\"RE\""));
  EXPECT_NE(head.find(";\"\";1001;1;20260101;4;20260101;20260131;\"Provider\";\"\";1;0;0;\"EUR\";"), std::string::npos);
  const std::string titles = head.substr(head.find("\r\n") + 2);
  EXPECT_EQ(std::count(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(head.find("\r\n")), ';'), 30);
  EXPECT_EQ(std::count(titles.begin(), titles.end(), ';'), 124);
  EXPECT_TRUE(titles.ends_with("Abw. Skontokonto\r\n"));
  ExportEntry entry = invoice();
  entry.memo = "Invoice";
  const std::string rows = datev_format().entry(entry, terms);
  EXPECT_TRUE(rows.starts_with("29,00;\"S\";\"EUR\";;;\"\";1200;2400;\"\";3101;\"2026-000123\";\"\";;\"Invoice\";"));
  EXPECT_EQ(std::count(rows.begin(), rows.end(), ';'), 2 * 124);
  EXPECT_NE(rows.find("\r\n5,51;\"S\";\"EUR\";;;\"\";1200;2200;"), std::string::npos);
}

TEST(Iif, sums_to_zero_between_trns_and_endtrns) {
  EXPECT_EQ(
      iif_format().entry(invoice(), terms),
      "TRNS\tGENERAL JOURNAL\t01/31/26\t1200 Receivables\tAnn  the  Payer\t34.51\t2026-000123\tInvoice 2026-000123;"
      " with  quotes  | and (brackets) and lines\r\n"
      "SPL\tGENERAL JOURNAL\t01/31/26\t2400 Deferred revenue\tAnn  the  Payer\t-29.00\t2026-000123\tInvoice"
      " 2026-000123; with  quotes  | and (brackets) and lines\r\n"
      "SPL\tGENERAL JOURNAL\t01/31/26\t2200 Tax payable\tAnn  the  Payer\t-5.51\t2026-000123\tInvoice 2026-000123;"
      " with  quotes  | and (brackets) and lines\r\nENDTRNS\r\n");
}

// Narrowed to one legal entity, each file says so where its program looks; otherwise none names one.
TEST(LegalEntity, is_named_in_each_format) {
  ExportTerms narrowed = terms;
  narrowed.provider = narrowed.legal_entity = "Alpen; \"Netz\"";
  EXPECT_EQ(
      hledger_format().head({}, narrowed),
      "; Alpen  \"Netz\": journal from 2026-01-01 to 2026-01-31, the books of this legal entity alone, written by "
      "Demarc\ndecimal-mark .\n\n\n");
  EXPECT_EQ(
      beancount_format().head({}, narrowed),
      "; Alpen; \"Netz\": journal from 2026-01-01 to 2026-01-31, the books of this legal entity alone, written by "
      "Demarc\noption \"name_income\" \"Income\"\noption \"title\" \"Alpen; \\\"Netz\\\"\"\n\n\n");
  const std::string datev = datev_format().head({}, narrowed);
  EXPECT_NE(datev.find(";\"Nur Alpen; \"\"Netz\"\"\";"), std::string::npos) << datev.substr(0, 200);
  EXPECT_EQ(iif_format().head({}, narrowed),
            "!ACCNT\tNAME\tACCNTTYPE\r\n!TRNS\tTRNSTYPE\tDATE\tACCNT\tNAME\tCLASS\tAMOUNT\tDOCNUM\tMEMO\r\n"
            "!SPL\tTRNSTYPE\tDATE\tACCNT\tNAME\tCLASS\tAMOUNT\tDOCNUM\tMEMO\r\n!ENDTRNS\r\n");
  const std::string rows = iif_format().entry(invoice(), narrowed);
  EXPECT_TRUE(
      rows.starts_with("TRNS\tGENERAL JOURNAL\t01/31/26\t1200 Receivables\tAnn  the  Payer\tAlpen;  Netz\t34.51\t"))
      << rows;
  // Each row has as many cells as its head.
  for (std::size_t at = 0, end = 0; (end = rows.find("\r\n", at)) != std::string::npos; at = end + 2) {
    const std::string row = rows.substr(at, end - at);
    EXPECT_EQ(std::count(row.begin(), row.end(), '\t'), row == "ENDTRNS" ? 0 : 8) << row;
  }
  for (const JournalFormat *format : {&hledger_format(), &beancount_format(), &datev_format(), &iif_format()}) {
    const std::string all = format->head({}, terms) + format->entry(invoice(), terms);
    for (const char *word : {"legal entity", "CLASS", "Nur ", "title"})
      EXPECT_EQ(all.find(word), std::string::npos) << word;
  }
}

// However an entry is split, its pairs give every account exactly what its postings did.
RC_GTEST_PROP(Pairs, give_each_account_its_amount, (std::vector<std::int16_t> amounts)) {
  ExportEntry entry;
  std::map<std::string, std::int64_t> expected;
  std::int64_t sum = 0;
  for (const std::int16_t amount : amounts) {
    if (amount == 0)
      continue;
    const std::string account = std::to_string(4000 + entry.postings.size());
    entry.postings.push_back({account, "", AccountClass::income, minor(amount)});
    expected[account] += amount;
    sum += amount;
  }
  if (sum != 0) {
    entry.postings.push_back({"1000", "", AccountClass::asset, minor(-sum)});
    expected["1000"] -= sum;
  }
  std::map<std::string, std::int64_t> booked;
  for (const AccountPair &pair : pairs_of(entry, eur)) {
    RC_ASSERT(pair.amount.is_positive());
    booked[pair.debit] += pair.amount.minor_units();
    booked[pair.credit] -= pair.amount.minor_units();
  }
  RC_ASSERT(booked == expected);
}

} // namespace
} // namespace demarc::reports
