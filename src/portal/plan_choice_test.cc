#include "portal/plan_choice.h"

#include "tests/portal/portal_place.h"

#include <gmock/gmock.h>

namespace demarc::portal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlanChoices : public ::testing::Test {
protected:
  PlanChoices() {
    small = offer({.code = "small", .name = "small", .price_minor = 3100});
    large = offer({.code = "large", .name = "large", .price_minor = 6200});
    ada = place.customer("Ada", "ada@example.net");
    service = sell(ada, "ada", small);
  }

  PlanId offer(catalog::NewPlan plan, bool is_offered = true) {
    plan.tax_id = tax;
    plan.offered_in_portal = is_offered;
    return place.office.plan(plan);
  }
  ServiceId sell(CustomerId customer, const std::string &name, PlanId plan, std::optional<Date> from = std::nullopt) {
    const ServiceId id = place.office.sell(customer, name, plan, from);
    decide(customer);
    return id;
  }
  void decide(CustomerId customer) {
    place.database->write([&](db::Tx &tx) {
      network::refresh_access(tx, *place.database, customer, place.office.clock().now(), place.office.today(),
                              {"test"});
    });
  }
  subscribers::Service found(ServiceId id) {
    return place.database->read([&](db::Tx &tx) { return subscribers::find_service(tx, id).value(); });
  }
  PlanChoice choice(ServiceId id) {
    const auto it = found(id);
    return place.database->read([&](db::Tx &tx) { return plan_choice(tx, it, place.office.today()); });
  }
  // "" when the subscriber may, else the code.
  std::string check(ServiceId id, PlanId plan, std::optional<Date> on = std::nullopt) {
    const auto it = found(id);
    return place.database->read([&](db::Tx &tx) -> std::string {
      const auto allowed = check_wanted(tx, it, {plan, on}, place.office.today());
      return allowed ? "" : allowed.error().code;
    });
  }
  Outcome<subscribers::Service> change(ServiceId id, PlanId plan, std::optional<Date> on = std::nullopt) {
    const auto it = found(id);
    return place.database->write([&](db::Tx &tx) {
      auto changed = change_to_wanted(tx, *place.database, it, {plan, on},
                                      {place.office.clock().now(), place.office.today(), "the subscriber"});
      billing::review_billing(tx, it.customer_id);
      return changed;
    });
  }
  static std::string said(billing::DocumentKind kind, Date day, std::int64_t net, std::int64_t tax,
                          std::int64_t gross) {
    return fmt::format("{} {} {} + {} = {}", kind == billing::DocumentKind::invoice ? "invoice" : "credit note",
                       to_string(day), net, tax, gross);
  }
  static std::vector<std::string> said(const billing::Quote &quote) {
    std::vector<std::string> all;
    for (const billing::QuoteDocument &d : quote.documents)
      all.push_back(said(d.kind, d.issued_on, d.net_minor, d.tax_minor, d.gross_minor));
    return all;
  }
  std::vector<std::string> issued_since(Date day) {
    return place.database->read([&](db::Tx &tx) {
      std::vector<std::string> all;
      billing::InvoiceFilter filter;
      filter.customer = ada;
      auto rows = billing::list_invoices(tx, filter, place.office.today());
      std::reverse(rows.begin(), rows.end());
      for (const billing::InvoiceRow &row : rows) {
        if (row.issued_on > day)
          all.push_back(said(row.kind, row.issued_on, row.net_minor, row.tax_minor, row.gross_minor));
      }
      return all;
    });
  }
  PlanChangeQuote quote(PlanId plan, std::optional<Date> on = std::nullopt) {
    const auto it = found(service);
    return place.database->read([&](db::Tx &tx) {
      auto answer = quote_wanted(tx, it, {plan, on}, place.office.today());
      EXPECT_TRUE(answer) << (answer ? "" : answer.error().detail);
      return answer.value();
    });
  }

  testing::PortalPlace place{db::Engine::sqlite};
  const TaxId tax = place.office.tax("VAT", 200'000);
  PlanId small, large;
  CustomerId ada;
  ServiceId service;
};

TEST_F(PlanChoices, are_today_or_the_next_billing_day) {
  place.office.go_to(Date::of(2026, 3, 11));
  EXPECT_THAT(choice(service).days, ElementsAre(Date::of(2026, 3, 11), Date::of(2026, 4, 1)));
  EXPECT_EQ(check(service, large, Date::of(2026, 3, 10)), "day_is_past");
  EXPECT_EQ(check(service, large, Date::of(2026, 3, 11)), "");
  EXPECT_EQ(check(service, large, Date::of(2026, 4, 1)), "");
  EXPECT_EQ(check(service, large, Date::of(2026, 4, 2)), "day_too_far");
  place.office.go_to(Date::of(2026, 4, 1)); // on a billing day the next one is a month away
  EXPECT_THAT(choice(service).days, ElementsAre(Date::of(2026, 4, 1), Date::of(2026, 5, 1)));
}

// 21 of 31 days of 31.00 back, 21 of 31 of 62.00 charged, then 62.00 a month; VAT 20 %.
TEST_F(PlanChoices, cost_what_the_quote_says_and_what_is_billed) {
  place.office.run();
  place.office.go_to(Date::of(2026, 3, 11));
  const PlanChangeQuote shown = quote(large);
  EXPECT_THAT(said(shown.after),
              ElementsAre("credit note 2026-04-01 2100 + 420 = 2520", "invoice 2026-04-01 10400 + 2080 = 12480",
                          "invoice 2026-05-01 6200 + 1240 = 7440"));
  EXPECT_THAT(said(shown.before),
              ElementsAre("invoice 2026-04-01 3100 + 620 = 3720", "invoice 2026-05-01 3100 + 620 = 3720"));
  // The very answer of POST /v1/quotes.
  place.database->read([&](db::Tx &tx) {
    billing::QuoteQuestion question{.service_id = service, .until = shown.after.until};
    billing::AskedEvent event;
    event.kind = billing::QuoteEventKind::change_plan;
    event.on = place.office.today();
    event.plan_id = large;
    question.events.push_back(event);
    EXPECT_EQ(said(billing::quote_bill(tx, question, place.office.today()).value()), said(shown.after));
  });
  ASSERT_TRUE(change(service, large));
  for (const Date day : {Date::of(2026, 4, 1), Date::of(2026, 5, 1), shown.after.until}) {
    place.office.go_to(day);
    place.office.run();
  }
  EXPECT_EQ(issued_since(Date::of(2026, 3, 11)), said(shown.after));
  EXPECT_THAT(place.office.problems(), IsEmpty());
}

TEST_F(PlanChoices, with_the_next_bill_correct_nothing) {
  place.office.run();
  place.office.go_to(Date::of(2026, 3, 11));
  const Date next = Date::of(2026, 4, 1);
  const PlanChangeQuote shown = quote(large, next);
  EXPECT_THAT(said(shown.after),
              ElementsAre("invoice 2026-04-01 6200 + 1240 = 7440", "invoice 2026-05-01 6200 + 1240 = 7440",
                          "invoice 2026-06-01 6200 + 1240 = 7440"));
  ASSERT_TRUE(change(service, large, next));
  for (const Date day : {next, Date::of(2026, 5, 1), shown.after.until}) {
    place.office.go_to(day);
    place.office.run();
  }
  EXPECT_EQ(issued_since(Date::of(2026, 3, 11)), said(shown.after));
}

TEST_F(PlanChoices, are_what_is_offered_and_of_the_same_kind) {
  const PlanId hidden = offer({.code = "hidden", .name = "hidden", .price_minor = 5000}, false);
  const PlanId phone = offer({.code = "phone",
                              .name = "phone",
                              .price_minor = 900,
                              .kind = catalog::PlanKind::voice,
                              .attributes = std::vector<catalog::PlanAttribute>{{"lines", "1"}}});
  const PlanId once = offer({.code = "visit", .name = "visit", .price_minor = 900, .is_once = true}, false);
  const PlanId prepaid = offer({.code = "week",
                                .name = "week",
                                .price_minor = 900,
                                .interval_months = std::nullopt,
                                .interval_days = 7,
                                .is_prepaid = true});
  std::vector<std::string> names;
  for (const OfferedPlan &plan : choice(service).plans)
    names.push_back(plan.name + (plan.is_current ? " now" : ""));
  EXPECT_THAT(names, ElementsAre("small now", "large"));
  for (const PlanId other : {hidden, phone, once, prepaid, small, PlanId(999)})
    EXPECT_EQ(check(service, other), other == small ? "" : "plan_not_offered") << other.value();
  place.database->write([&](db::Tx &tx) {
    EXPECT_TRUE(catalog::edit_plan(tx, *place.database, large, {.active = false}, place.office.clock().now()));
  });
  EXPECT_EQ(check(service, large), "plan_not_offered") << "withdrawn";
}

// What the customer has stays at its price, whatever the plan is sold at today.
TEST_F(PlanChoices, show_the_price_that_the_customer_has) {
  place.database->write([&](db::Tx &tx) {
    EXPECT_TRUE(catalog::edit_plan(tx, *place.database, small, {.price_minor = 3900}, place.office.clock().now()));
  });
  EXPECT_EQ(choice(service).plans.front().price_minor, 3100);
}

TEST_F(PlanChoices, are_not_there_where_a_person_must_do_it) {
  const auto not_now = [&](ServiceId id) { return choice(id).not_now.value_or(""); };
  EXPECT_EQ(not_now(service), "");
  const ServiceId later = sell(ada, "later", small, Date::of(2026, 3, 20));
  EXPECT_THAT(not_now(later), HasSubstr("has not begun yet"));
  EXPECT_EQ(check(later, large), "service_not_started");
  const ServiceId off = sell(ada, "off", small);
  place.office.pause(off, Date::of(2026, 3, 1));
  decide(ada);
  EXPECT_EQ(check(off, large), "service_is_off");
  EXPECT_FALSE(change(off, large)) << "asked behind the back of the list it is refused too";
  const ServiceId ends = sell(ada, "ends", small);
  place.office.end(ends, Date::of(2026, 4, 1));
  EXPECT_EQ(check(ends, large), "service_ends");
  const ServiceId moves = sell(ada, "moves", small);
  place.office.change(moves, large, Date::of(2026, 3, 20));
  EXPECT_THAT(not_now(moves), HasSubstr("A change to large is planned for 2026-03-20."));
  EXPECT_EQ(check(moves, large), "change_planned");
  place.office.pay_for(ada, place.customer("Pat", "pat@example.net"));
  EXPECT_EQ(check(service, large), "somebody_else_pays");
}

TEST_F(PlanChoices, are_not_cheaper_before_the_contract_is_over) {
  catalog::ContractTerms terms;
  terms.minimum_months = 12;
  const PlanId bound = offer({.code = "bound", .name = "bound", .price_minor = 4900, .contract = terms});
  const PlanId yearly = offer({.code = "yearly", .name = "yearly", .price_minor = 50'000, .interval_months = 12});
  const ServiceId id = sell(ada, "bound", bound);
  EXPECT_EQ(check(id, small), "contract_runs");
  EXPECT_EQ(check(id, yearly), "contract_runs") << "500.00 a year is less than 12 × 49.00";
  EXPECT_EQ(check(id, large), "") << "more is always welcome";
  place.office.go_to(Date::of(2027, 2, 28));
  EXPECT_EQ(check(id, small), "contract_runs");
  EXPECT_EQ(check(id, small, Date::of(2027, 3, 1)), "") << "from the day after";
}

} // namespace
} // namespace demarc::portal
