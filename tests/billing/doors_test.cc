// The doors of billing and the ledger, from request to JSON. On both engines.
#include "billing/billing_api.h"
#include "ledger/ledger_api.h"
#include "tests/billing/office.h"
#include "tests/contract/contract.h"

#include <boost/json.hpp>

namespace demarc::testing {
namespace {

class Doors : public Contract {
protected:
  Doors() {
    billing::register_billing_api(api);
    ledger::register_ledger_api(api);
    api.authenticate_with(http::everyone_is(http::Role::admin));
    office.go_to(Date::of(2026, 1, 1));
    fiber = office.plan("fiber", 2900, office.tax("VAT", 190'000));
    ann = office.customer("Ann Archer", 1);
    bob = office.customer("Bob Baker", 1);
    service = office.sell(ann, "ann", fiber);
    office.sell(bob, "bob", fiber);
  }
  boost::json::object get(const std::string &path, const std::string &query = "", int status = 200) {
    return ask({.method = "GET", .path = path, .query = query}, status);
  }
  boost::json::object post(const std::string &path, const std::string &body, int status) {
    return ask({.method = "POST", .path = path, .headers = {{"content-type", "application/json"}}, .body = body},
               status);
  }
  boost::json::object ask(const http::Request &request, int status) {
    const http::Response response = api.answer(request);
    EXPECT_EQ(response.status, status) << request.path << "?" << request.query << ": " << response.body;
    const auto value = boost::json::parse(response.body);
    if (value.is_array())
      return {{"items", value}};
    return value.as_object();
  }
  static std::vector<std::string> texts(const boost::json::object &page, const char *member) {
    std::vector<std::string> all;
    for (const auto &item : page.at("items").as_array())
      all.emplace_back(item.as_object().at(member).as_string());
    return all;
  }

  std::unique_ptr<db::Database> database = place.open_migrated();
  Office office{*database};
  http::Api api{*database, office.clock(), {}};
  PlanId fiber;
  CustomerId ann, bob;
  ServiceId service;
};
RUN_ON_BOTH_ENGINES(Doors);

TEST_P(Doors, preview_page_by_page_with_totals_on_the_first) {
  const auto first = get("/v1/billing/preview", "limit=1");
  EXPECT_EQ(first.at("date").as_string(), "2026-01-01");
  EXPECT_EQ(first.at("customers").as_int64(), 2);
  EXPECT_EQ(first.at("gross_minor").as_int64(), 2 * 3451);
  EXPECT_EQ(first.at("items").as_array().size(), 1U);
  const auto &item = first.at("items").as_array()[0].as_object();
  EXPECT_EQ(item.at("customer_name").as_string(), "Ann Archer");
  EXPECT_EQ(item.at("gross_minor").as_int64(), 3451);
  EXPECT_EQ(item.at("lines").as_array()[0].as_object().at("description").as_string(), "fiber (ann)");
  const std::string cursor(first.at("next_cursor").as_string());
  const auto second = get("/v1/billing/preview", "limit=1&cursor=" + cursor);
  EXPECT_TRUE(second.at("customers").is_null());
  EXPECT_EQ(texts(second, "customer_name"), std::vector<std::string>{"Bob Baker"});
  EXPECT_TRUE(second.at("next_cursor").is_null());
  EXPECT_EQ(get("/v1/billing/preview", "cursor=nonsense", 422).at("code").as_string(), "cursor_malformed");
  EXPECT_EQ(get("/v1/billing/preview", "date=2028-01-01", 422).at("code").as_string(), "date_too_far");
  EXPECT_EQ(office.count("select count(*) from invoice"), 0);
}

TEST_P(Doors, start_a_run_look_at_it_and_cancel_it) {
  const auto run = post("/v1/billing/runs", "{}", 201);
  EXPECT_EQ(run.at("status").as_string(), "queued");
  EXPECT_EQ(run.at("date").as_string(), "2026-01-01");
  EXPECT_EQ(run.at("started_by").as_string(), "Test");
  EXPECT_EQ(office.count("select count(*) from outbox where topic = 'billing.run'"), 1);
  const std::string path = "/v1/billing/runs/" + std::to_string(run.at("id").as_int64());
  EXPECT_EQ(get(path).at("status").as_string(), "queued");
  EXPECT_EQ(post(path + "/cancel", "", 200).at("status").as_string(), "cancelled");
  EXPECT_EQ(post(path + "/cancel", "", 409).at("code").as_string(), "run_is_over");
  EXPECT_EQ(get("/v1/billing/runs").at("items").as_array().size(), 1U);
  EXPECT_EQ(get("/v1/billing/runs/999999", "", 404).at("code").as_string(), "run_unknown");
  EXPECT_EQ(post("/v1/billing/runs", R"({"date":"2026-01-02"})", 422).at("code").as_string(), "date_in_future");
}

TEST_P(Doors, show_an_invoice_with_all_that_made_it) {
  office.run();
  office.pay(ann, 1000);
  const auto list = get("/v1/invoices", "customer_id=" + std::to_string(ann.value()));
  ASSERT_EQ(list.at("items").as_array().size(), 1U);
  const auto id = list.at("items").as_array()[0].as_object().at("id").as_int64();
  const auto invoice = get("/v1/invoices/" + std::to_string(id));
  EXPECT_EQ(invoice.at("number").as_string(), "2026-000001");
  EXPECT_EQ(invoice.at("kind").as_string(), "invoice");
  EXPECT_EQ(invoice.at("status").as_string(), "open");
  EXPECT_EQ(invoice.at("due_on").as_string(), "2026-01-15");
  EXPECT_EQ(invoice.at("currency").as_string(), "EUR");
  EXPECT_EQ(invoice.at("gross_minor").as_int64(), 3451);
  EXPECT_EQ(invoice.at("open_minor").as_int64(), 2451);
  EXPECT_EQ(invoice.at("bill_to").as_string(), "Ann Archer\n1 Road\nTown\nDE");
  const auto &line = invoice.at("lines").as_array()[0].as_object();
  EXPECT_EQ(line.at("explanation").as_string(), "the full period of 31 days, 29.00 EUR");
  EXPECT_EQ(line.at("tax_percent_ppm").as_int64(), 190'000);
  EXPECT_FALSE(line.contains("tax_minor")) << "tax is of the sum, not of a line";
  const auto &tax = invoice.at("taxes").as_array()[0].as_object();
  EXPECT_EQ(tax.at("base_minor").as_int64(), 2900);
  EXPECT_EQ(tax.at("tax_minor").as_int64(), 551);
  const auto &settlement = invoice.at("settlements").as_array()[0].as_object();
  EXPECT_EQ(settlement.at("source_kind").as_string(), "payment");
  EXPECT_EQ(settlement.at("amount_minor").as_int64(), 1000);
  EXPECT_EQ(settlement.at("on").as_string(), "2026-01-01");
  EXPECT_EQ(get("/v1/invoices/999999", "", 404).at("code").as_string(), "invoice_unknown");
}

TEST_P(Doors, filter_invoices_by_what_people_look_for) {
  office.run();
  office.pay(ann, 3451);
  office.go_to(Date::of(2026, 2, 1));
  office.run();
  office.end(service, Date::of(2026, 2, 1));
  office.go_to(Date::of(2026, 2, 2));
  office.run();
  const auto numbers = [&](const std::string &query) { return texts(get("/v1/invoices", query), "number"); };
  using Numbers = std::vector<std::string>;
  EXPECT_EQ(numbers(""), (Numbers{"CN2026-000001", "2026-000004", "2026-000003", "2026-000002", "2026-000001"}));
  EXPECT_EQ(numbers("status=open"), (Numbers{"2026-000004", "2026-000002"}));
  EXPECT_EQ(numbers("status=overdue"), Numbers{"2026-000002"});
  EXPECT_EQ(numbers("status=paid"), (Numbers{"2026-000003", "2026-000001"})) << "by money or by a credit note";
  EXPECT_EQ(numbers("q=baker"), (Numbers{"2026-000004", "2026-000002"}));
  EXPECT_EQ(numbers("q=000003"), Numbers{"2026-000003"});
  EXPECT_EQ(numbers("q=%25"), Numbers{}) << "a percent sign is no wild card";
  EXPECT_EQ(numbers("from=2026-02-01&to=2026-02-01"), (Numbers{"2026-000004", "2026-000003"}));
  EXPECT_EQ(numbers("status=paid&q=archer&customer_id=" + std::to_string(ann.value())),
            (Numbers{"2026-000003", "2026-000001"}));
  EXPECT_EQ(numbers("customer_id=" + std::to_string(bob.value())), (Numbers{"2026-000004", "2026-000002"}));
  // Page by page it is the same list.
  Numbers paged;
  std::string cursor;
  for (int page = 0; page < 10; ++page) {
    const auto answer = get("/v1/invoices", "limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    const auto some = texts(answer, "number");
    paged.insert(paged.end(), some.begin(), some.end());
    if (answer.at("next_cursor").is_null())
      break;
    cursor = answer.at("next_cursor").as_string();
  }
  EXPECT_EQ(paged, numbers(""));
  const auto statuses = texts(get("/v1/invoices"), "status");
  EXPECT_EQ(statuses, (std::vector<std::string>{"credited", "open", "credited", "overdue", "paid"}));
}

TEST_P(Doors, show_the_books) {
  office.run();
  office.pay(ann, 5000);
  std::map<std::string, std::int64_t> balances;
  const auto accounts = get("/v1/ledger/accounts");
  for (const auto &account : accounts.at("items").as_array())
    balances[std::string(account.as_object().at("code").as_string())] =
        account.as_object().at("balance_minor").as_int64();
  EXPECT_EQ(balances["1200"], 3451);
  EXPECT_EQ(balances["2200"], -1102);
  EXPECT_EQ(balances["2300"], -1549);
  EXPECT_EQ(balances["2400"], -5800); // nothing is earned on the first morning
  EXPECT_EQ(balances["4000"], 0);
  EXPECT_EQ(balances["1000"], 5000);
  EXPECT_EQ(balances["1020"], 0);
  const auto entries = get("/v1/ledger/entries", "customer_id=" + std::to_string(ann.value()));
  EXPECT_EQ(texts(entries, "kind"), (std::vector<std::string>{"payment", "invoice"}));
  const auto &invoice = entries.at("items").as_array()[1].as_object();
  EXPECT_EQ(invoice.at("ref_text").as_string(), "2026-000001");
  const auto &postings = invoice.at("postings").as_array();
  ASSERT_EQ(postings.size(), 3U);
  EXPECT_EQ(postings[0].as_object().at("account_name").as_string(), "Receivables");
  EXPECT_EQ(postings[0].as_object().at("debit_minor").as_int64(), 3451);
  EXPECT_EQ(postings[1].as_object().at("credit_minor").as_int64(), 2900);
  EXPECT_EQ(texts(get("/v1/ledger/entries", "account=1000"), "kind"), std::vector<std::string>{"payment"});
  EXPECT_EQ(get("/v1/ledger/entries", "to=2025-12-31").at("items").as_array().size(), 0U);
  const auto first = get("/v1/ledger/entries", "limit=2");
  const auto rest = get("/v1/ledger/entries", "limit=2&cursor=" + std::string(first.at("next_cursor").as_string()));
  EXPECT_EQ(rest.at("items").as_array().size(), 1U);
}

} // namespace
} // namespace demarc::testing
