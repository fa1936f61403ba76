// Runs tests/cases/tax/*.txt; the format is described in the README there.
#include "catalog/tax_preset.h"
#include "tax/assessment.h"
#include "tax/vat_number.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace demarc::catalog {
namespace {

struct Statement {
  int line = 0;
  std::vector<std::string> words;
};
struct TaxCase {
  std::string name;
  std::string place; // file:line
  std::vector<Statement> statements;
};

std::vector<TaxCase> read_cases() {
  std::vector<TaxCase> cases;
  std::vector<std::filesystem::path> paths;
  for (const auto &entry : std::filesystem::directory_iterator(DEMARC_TAX_CASES)) {
    if (entry.path().extension() == ".txt")
      paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto &path : paths) {
    std::ifstream file(path);
    std::vector<Statement> shared; // before the first case: of every case of the file
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line[0] == '#')
        continue;
      std::istringstream stream(line);
      std::vector<std::string> words;
      for (std::string word; stream >> word;)
        words.push_back(word);
      if (words[0] == "case")
        cases.push_back({line.substr(5), path.filename().string() + ":" + std::to_string(number), shared});
      else if (cases.empty() || cases.back().place.substr(0, cases.back().place.find(':')) != path.filename().string())
        shared.push_back({number, words});
      else
        cases.back().statements.push_back({number, words});
    }
  }
  return cases;
}

using Words = std::vector<std::string>;

std::optional<std::string> option(const Words &words, std::string_view name) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i] == name)
      return words[i + 1];
  }
  return std::nullopt;
}
bool has(const Words &words, std::string_view name) {
  return std::find(words.begin() + 1, words.end(), name) != words.end();
}
std::string rest_from(const Words &words, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < words.size(); ++i)
    text += (text.empty() ? "" : " ") + words[i];
  return text;
}
Words commas(const std::string &text) {
  Words words;
  std::istringstream stream(text);
  for (std::string word; std::getline(stream, word, ',');)
    words.push_back(word);
  return words;
}

class Story {
public:
  void run(const TaxCase &one) {
    for (const Statement &statement : one.statements)
      run(statement);
    if (!was_assessed_)
      assess_now();
    EXPECT_EQ(expected_, told_);
  }

private:
  void run(const Statement &statement) {
    const Words &w = statement.words;
    if (w[0] == "rule")
      return;
    if (w[0] == "currency")
      currency_ = Currency::of(w[1]);
    else if (w[0] == "preset")
      use_preset(w[1]);
    else if (w[0] == "place")
      add_place(w);
    else if (w[0] == "tax")
      add_tax(w);
    else if (w[0] == "seller")
      set_seller(w);
    else if (w[0] == "buyer")
      set_buyer(w);
    else if (w[0] == "exempt")
      add_exemption(w);
    else if (w[0] == "method")
      set_method(w);
    else if (w[0] == "on")
      day_ = *Date::parse(w[1]);
    else if (w[0] == "at")
      address_ = {w[1], option(w, "region").value_or(""), option(w, "postal").value_or(""), std::nullopt};
    else if (w[0] == "point")
      address_.point = tax::Point{std::stoi(w[1]), std::stoi(w[2])};
    else if (w[0] == "line")
      add_line(w);
    else if (w[0] == ">")
      expected_.push_back(rest_from(w, 1));
    else
      ADD_FAILURE() << "no such word: " << w[0] << " in line " << statement.line;
  }

  void use_preset(const std::string &code) {
    const auto found =
        std::find_if(presets().begin(), presets().end(), [&](const Preset &one) { return one.code == code; });
    ASSERT_NE(found, presets().end()) << code;
    table_ = table_of(*found);
  }
  JurisdictionId place_named(const std::string &code) {
    for (const auto &[id, one] : table_.jurisdictions) {
      if (one.code == code)
        return id;
    }
    ADD_FAILURE() << "no place " << code;
    return {};
  }
  TaxId tax_named(const std::string &code) {
    for (const auto &[id, one] : table_.taxes) {
      if (one.code == code)
        return id;
    }
    ADD_FAILURE() << "no tax " << code;
    return {};
  }
  void add_place(const Words &w) { // place CODE [in PARENT LEVEL] [region R] [postal A..B] [box lon lat lon lat]
    tax::Jurisdiction one;
    one.id = JurisdictionId(static_cast<std::int64_t>(table_.jurisdictions.size()) + 1000);
    one.code = w[1];
    one.country = w[1].substr(0, 2);
    if (const auto parent = option(w, "in")) {
      one.parent = place_named(*parent);
      const auto level = option(w, *parent);
      boost::describe::enum_from_string(level->c_str(), one.level);
    }
    if (const auto region = option(w, "region"))
      one.extents.push_back({*region, "", "", std::nullopt});
    if (const auto postal = option(w, "postal")) {
      const std::size_t dots = postal->find("..");
      const std::string from = postal->substr(0, dots);
      one.extents.push_back({"", from, dots == std::string::npos ? from : postal->substr(dots + 2), std::nullopt});
    }
    if (const auto box = option(w, "box")) {
      const auto at = std::find(w.begin(), w.end(), "box");
      const std::string x1 = at[1], y1 = at[2], x2 = at[3], y2 = at[4];
      auto area = tax::parse_area(
          fmt::format(R"({{"type":"Polygon","coordinates":[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]}})", x1,
                      y1, x2, y2));
      ASSERT_TRUE(area);
      one.extents.push_back({"", "", "", *area});
    }
    table_.jurisdictions.emplace(one.id, one);
  }
  // tax CODE PERCENT in PLACE [from D] [share P] [per-unit A] [on A,B] [replaces C] [products a,b] [inside] [category
  // X] again: a new rate of it
  void add_tax(const Words &w) {
    tax::Rate rate{
        TaxRateId(++ids_), *Date::parse(option(w, "from").value_or("2000-01-01")), {}, *Percent::parse(w[2]), 0,
        Percent{1'000'000}};
    if (const auto to = option(w, "to"))
      rate.valid_to = *Date::parse(*to);
    if (const auto share = option(w, "share"))
      rate.share = *Percent::parse(*share);
    if (const auto fixed = option(w, "per-unit"))
      rate.per_unit_minor = Money::parse(*fixed, currency_)->minor_units();
    for (auto &[id, known] : table_.taxes) {
      if (known.code == w[1]) {
        known.rates.push_back(rate);
        return;
      }
    }
    tax::Tax one;
    one.id = TaxId(++ids_);
    one.code = one.name = w[1];
    one.jurisdiction = place_named(*option(w, "in"));
    one.inside = has(w, "inside");
    one.category = option(w, "category").value_or("S");
    one.products = commas(option(w, "products").value_or(""));
    for (const std::string &code : commas(option(w, "on").value_or("")))
      one.on.push_back(tax_named(code));
    if (const auto replaced = option(w, "replaces"))
      one.replaces = tax_named(*replaced);
    one.rates.push_back(rate);
    table_.taxes.emplace(one.id, one);
  }
  void set_seller(const Words &w) {
    seller_.country = w[1];
    seller_.region = option(w, "region").value_or("");
    seller_.registrations = commas(option(w, "registered").value_or(""));
    seller_.one_stop_shop = has(w, "one-stop-shop");
    seller_.threshold_minor = Money::parse(option(w, "threshold").value_or("10000"), currency_)->minor_units();
    seller_.cross_border_last_year_minor = Money::parse(option(w, "last-year").value_or("0"), currency_)->minor_units();
    seller_.cross_border_this_year_minor = Money::parse(option(w, "this-year").value_or("0"), currency_)->minor_units();
  }
  void set_buyer(const Words &w) {
    buyer_.is_business = w[1] == "business";
    if (const auto number = option(w, "vat")) {
      const auto read = tax::parse_vat_number(*number);
      ASSERT_TRUE(read) << read.error().detail;
      buyer_.vat_country = read->country;
      buyer_.vat_number = read->text();
    }
  }
  void add_exemption(const Words &w) { // exempt NUMBER from D [to D] [in PLACE] [products a,b]
    tax::Exemption one;
    one.number = w[1];
    one.valid_from = *Date::parse(*option(w, "from"));
    if (const auto to = option(w, "to"))
      one.valid_to = Date::parse(*to);
    if (const auto place = option(w, "in"))
      one.jurisdiction = place_named(*place);
    one.products = commas(option(w, "products").value_or(""));
    buyer_.exemptions.push_back(one);
  }
  void set_method(const Words &w) {
    if (const auto by = option(w, "by"))
      boost::describe::enum_from_string(by->c_str(), method_.sum_by);
    if (const auto rounding = option(w, "rounding"))
      method_.rounding = *rounding == "down"        ? Rounding::down
                         : *rounding == "up"        ? Rounding::up
                         : *rounding == "half_even" ? Rounding::half_even
                                                    : Rounding::half_up;
    if (const auto step = option(w, "cash"))
      method_.cash_step_minor = Money::parse(*step, currency_)->minor_units();
  }
  void add_line(const Words &w) { // line PRODUCT AMOUNT [gross] [units N]
    lines_.push_back(
        {w[1], *Money::parse(w[2], currency_), has(w, "gross"), std::stoi(option(w, "units").value_or("1")), address_});
  }

  void assess_now() {
    was_assessed_ = true;
    tax::Places places(table_);
    std::vector<tax::Liability> liabilities;
    for (const CaseLine &line : lines_) {
      auto found = tax::find_liability(table_, places, seller_, buyer_, {line.product, line.address, day_});
      if (!found) {
        told_.push_back("refused " + found.error().code);
        return;
      }
      liabilities.push_back(std::move(*found));
    }
    std::vector<tax::Item> items;
    for (std::size_t i = 0; i < lines_.size(); ++i)
      items.push_back({lines_[i].amount, lines_[i].includes_tax, lines_[i].units, liabilities[i].levies});
    const auto assessed = tax::assess(items, method_);
    if (!assessed) {
      told_.push_back("refused " + assessed.error().code);
      return;
    }
    for (const tax::Sum &sum : assessed->sums)
      told_.push_back(fmt::format("{} {} {} {} {}", sum.levy->tax->code, sum.levy->category,
                                  to_string(sum.levy->percent), to_decimal(sum.base), to_decimal(sum.tax)));
    for (const tax::Liability &liability : liabilities) {
      if (liability.levies.empty())
        told_.push_back("no tax " + liability.category);
    }
    told_.push_back(fmt::format("total {} {} {}", to_decimal(assessed->net), to_decimal(assessed->tax),
                                to_decimal(assessed->net + assessed->tax + assessed->rounding)));
    if (!assessed->rounding.is_zero())
      told_.push_back("rounding " + to_decimal(assessed->rounding));
    // Whatever is in the price stays in it.
    for (std::size_t i = 0; i < lines_.size(); ++i)
      EXPECT_LE(assessed->nets[i], lines_[i].amount);
  }

  struct CaseLine {
    std::string product;
    Money amount;
    bool includes_tax = false;
    std::int64_t units = 1;
    tax::Address address;
  };
  Currency currency_ = Currency::of("EUR");
  tax::Table table_;
  tax::Seller seller_;
  tax::Buyer buyer_;
  tax::Method method_;
  tax::Address address_;
  Date day_ = Date::of(2026, 1, 15);
  std::vector<CaseLine> lines_;
  std::int64_t ids_ = 100'000;
  bool was_assessed_ = false;
  std::vector<std::string> expected_, told_;
};

TEST(TaxCases, come_out_to_the_cent) {
  const auto cases = read_cases();
  EXPECT_GE(cases.size(), 100U);
  for (const TaxCase &one : cases) {
    SCOPED_TRACE(one.place + ": " + one.name);
    Story().run(one);
  }
}

TEST(TaxPresets, are_dated_sourced_and_to_be_checked) {
  EXPECT_EQ(presets().size(), 8U);
  std::size_t eu_rates = 0;
  for (const Preset &preset : presets()) {
    SCOPED_TRACE(preset.code);
    EXPECT_NE(preset.note.find("heck locally"), std::string::npos);
    const tax::Table table = table_of(preset); // its names are all known, its percents read
    EXPECT_EQ(table.taxes.size(), preset.taxes.size());
    for (const std::string &country : preset.countries)
      EXPECT_TRUE(std::any_of(
          preset.jurisdictions.begin(), preset.jurisdictions.end(),
          [&](const NewJurisdiction &one) { return one.code == country && one.level == tax::Level::country; }))
          << country;
    for (const PresetTax &tax : preset.taxes) {
      EXPECT_FALSE(tax.rates.empty()) << tax.code;
      eu_rates += preset.code == "eu" && tax.code.size() == 6 ? 1U : 0U;
      for (std::size_t i = 0; i < tax.rates.size(); ++i) {
        EXPECT_FALSE(tax.rates[i].source.empty()) << tax.code;
        if (i > 0) {
          EXPECT_LT(tax.rates[i - 1].valid_from, tax.rates[i].valid_from) << tax.code;
        }
      }
    }
  }
  EXPECT_EQ(eu_rates, 27U);
}

} // namespace
} // namespace demarc::catalog
