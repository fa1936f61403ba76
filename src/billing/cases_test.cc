// Runs tests/cases/billing/*.txt; the format is described in the README there.
#include "billing/invoice_store.h"
#include "billing/settlement_store.h"
#include "tests/billing/office.h"
#include "tests/support/test_database.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace demarc::billing {
namespace {

struct Event {
  int line = 0;
  std::vector<std::string> words;
  std::vector<std::string> expected;
};
struct Case {
  std::string name;
  std::string place; // file:line
  std::vector<Event> events;
};

std::vector<std::string> words_of(const std::string &line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
    words.push_back(word);
  return words;
}

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  std::vector<std::filesystem::path> paths;
  for (const auto &entry : std::filesystem::directory_iterator(DEMARC_BILLING_CASES)) {
    if (entry.path().extension() == ".txt")
      paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto &path : paths) {
    std::ifstream file(path);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line[0] == '#')
        continue;
      const std::string place = path.filename().string() + ":" + std::to_string(number);
      if (line.starts_with("case "))
        cases.push_back({line.substr(5), place, {}});
      else if (line[0] == ' ')
        cases.back().events.back().expected.push_back(line.substr(line.find_first_not_of(' ')));
      else
        cases.back().events.push_back({number, words_of(line), {}});
    }
  }
  return cases;
}

class Story {
public:
  explicit Story(const Case &story) {
    Currency currency = Currency::of("EUR");
    for (const Event &event : story.events) {
      if (event.words[0] == "currency")
        currency = Currency::of(event.words[1]);
    }
    currency_ = currency;
    office_ = std::make_unique<testing::Office>(*database_, currency);
  }

  // What the event says.
  std::vector<std::string> play(const std::vector<std::string> &words) {
    if (words[0] == "currency")
      return {};
    if (words[0] == "tax")
      return tax(words);
    if (words[0] == "plan")
      return plan(words);
    office_->go_to(*Date::parse(words.at(0)));
    const std::string &act = words.at(1);
    if (act == "customer") {
      customers_[words.at(2)] = office_->customer(
          words.at(2), option(words, "day") ? std::optional(std::stoi(*option(words, "day"))) : std::nullopt);
      return {};
    }
    if (act == "sell") {
      services_[words.at(3)] =
          office_->sell(customers_.at(words.at(2)), words.at(3), plans_.at(words.at(4)), date(words, "from"));
      return {};
    }
    if (act == "change") {
      office_->change(services_.at(words.at(2)), plans_.at(words.at(3)), date(words, "from"));
      return {};
    }
    if (act == "end") {
      office_->end(services_.at(words.at(2)), date(words, "on"));
      return {};
    }
    if (act == "price") {
      database_->write([&](db::Tx &tx) {
        EXPECT_TRUE(catalog::edit_plan(tx, *database_, plans_.at(words.at(2)), {.price_minor = amount(words.at(3))},
                                       office_->clock().now()));
      });
      return {};
    }
    if (act == "pay")
      return pay(customers_.at(words.at(2)), amount(words.at(3)));
    if (act == "run")
      return run();
    if (act == "balance")
      return balance(customers_.at(words.at(2)));
    ADD_FAILURE() << "no such event: " << act;
    return {};
  }
  std::vector<std::string> problems() { return office_->problems(); }

private:
  static std::optional<std::string> option(const std::vector<std::string> &words, std::string_view name) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] == name)
        return words[i + 1];
    }
    return std::nullopt;
  }
  static std::optional<Date> date(const std::vector<std::string> &words, std::string_view name) {
    const auto text = option(words, name);
    return text ? Date::parse(*text) : std::nullopt;
  }
  [[nodiscard]] std::int64_t amount(const std::string &text) const {
    return Money::parse(text, currency_)->minor_units();
  }
  [[nodiscard]] std::string decimal(std::int64_t minor) const { return to_decimal(Money::minor(minor, currency_)); }

  std::vector<std::string> tax(const std::vector<std::string> &words) {
    const Percent percent = *Percent::parse(words.at(2));
    const auto from = date(words, "from");
    if (!taxes_.contains(words.at(1))) {
      taxes_[words.at(1)] = office_->tax(words.at(1), percent.ppm, from.value_or(Date::of(2020, 1, 1)));
    } else {
      database_->write([&](db::Tx &tx) {
        EXPECT_TRUE(
            catalog::add_tax_rate(tx, *database_, taxes_[words.at(1)], {percent, from.value()}, office_->today()));
      });
    }
    return {};
  }
  std::vector<std::string> plan(const std::vector<std::string> &words) {
    const auto tax_id = words.at(3) == "untaxed" ? std::nullopt : std::optional(taxes_.at(words.at(3)));
    const auto months = option(words, "every");
    plans_[words.at(1)] = office_->plan(words.at(1), amount(words.at(2)), tax_id, months ? std::stoi(*months) : 1);
    return {};
  }
  std::vector<std::string> run() {
    const auto last = office_->count("select coalesce(max(id), 0) from invoice");
    const BillingRun run = office_->run();
    std::vector<std::string> said;
    for (const Parked &parked : run.parked)
      said.push_back("parked " + parked.customer_name + ": " + parked.reason);
    database_->read([&](db::Tx &tx) {
      for (const InvoiceId id : tx.all<InvoiceId>("select id from invoice where id > $1 order by id", last))
        show(*find_invoice(tx, id, office_->today()), said);
    });
    return said;
  }
  void show(const Invoice &invoice, std::vector<std::string> &said) const {
    std::string head = fmt::format("{} {} {}", invoice.kind == DocumentKind::invoice ? "invoice" : "credit note",
                                   invoice.number, to_string(invoice.issued_on));
    if (invoice.kind == DocumentKind::invoice)
      head += fmt::format(", due {}", to_string(invoice.due_on));
    else
      head += fmt::format(", for {}", invoice.corrects_number.value_or("nothing"));
    head += fmt::format(", {} + {} = {}", decimal(invoice.net_minor), decimal(invoice.tax_minor),
                        decimal(invoice.gross_minor));
    if (invoice.kind == DocumentKind::invoice)
      head += fmt::format(", open {}", decimal(invoice.open_minor));
    said.push_back(head);
    for (const InvoiceLine &line : invoice.lines)
      said.push_back(fmt::format("{}, {} to {}, {} = {}", line.description, to_string(line.period_start),
                                 to_string(line.period_end), line.explanation, decimal(line.net_minor)));
  }
  std::vector<std::string> pay(CustomerId customer, std::int64_t minor) {
    const Allocated allocated = office_->pay(customer, minor);
    std::vector<std::string> said;
    for (const Allocation &allocation : allocated.allocations)
      said.push_back(fmt::format("{} to {}", decimal(allocation.amount_minor), allocation.invoice_number));
    if (allocated.credited.is_positive())
      said.push_back(fmt::format("{} to credit", to_decimal(allocated.credited)));
    return said;
  }
  std::vector<std::string> balance(CustomerId customer) {
    const auto balance = database_->read([&](db::Tx &tx) { return account_balance(tx, customer, office_->today()); });
    return {fmt::format("owes {}, overdue {}, credit {}", decimal(balance.open_minor), decimal(balance.overdue_minor),
                        decimal(balance.credit_minor))};
  }

  testing::TestDatabase file_{db::Engine::sqlite};
  std::unique_ptr<db::Database> database_ = file_.open_migrated();
  std::unique_ptr<testing::Office> office_;
  Currency currency_ = Currency::of("EUR");
  std::map<std::string, TaxId> taxes_;
  std::map<std::string, PlanId> plans_;
  std::map<std::string, CustomerId> customers_;
  std::map<std::string, ServiceId> services_;
};

void PrintTo(const Case &story, std::ostream *out) { *out << story.place; }

class Cases : public ::testing::TestWithParam<Case> {};

std::string joined(const std::vector<std::string> &lines) {
  std::string text;
  for (const std::string &line : lines)
    text += "  " + line + "\n";
  return text;
}

TEST_P(Cases, bill_to_the_cent) {
  const Case &story = GetParam();
  Story told(story);
  for (const Event &event : story.events) {
    const auto said = told.play(event.words);
    if (HasFatalFailure())
      return;
    EXPECT_EQ(joined(said), joined(event.expected)) << story.place << " " << story.name << ", line " << event.line;
  }
  EXPECT_EQ(told.problems(), std::vector<std::string>()) << story.place << " " << story.name;
}

INSTANTIATE_TEST_SUITE_P(all, Cases, ::testing::ValuesIn(read_cases()), [](const auto &test) {
  std::string name = test.param.name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
});

} // namespace
} // namespace demarc::billing
