// What a subscriber sees through the doors: theirs, and nothing of another's or of the office. On both engines.
#include "billing/billing_api.h"
#include "billing/void_invoice.h"
#include "network/refresh_access.h"
#include "network/services.h"
#include "payments/take_payment.h"
#include "subscribers/customers_api.h"
#include "tests/contract/contract.h"
#include "tests/portal/portal_place.h"

#include <gmock/gmock.h>

namespace demarc::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PortalDoors : public ::testing::TestWithParam<db::Engine> {
protected:
  PortalDoors() {
    subscribers::register_customers_api(place.api);
    billing::register_billing_api(place.api);
    const TaxId tax = place.office.tax("VAT", 200'000);
    const auto plan = [&](const char *code, std::int64_t price) {
      return place.office.plan(
          {.code = code, .name = code, .price_minor = price, .tax_id = tax, .offered_in_portal = true});
    };
    small = plan("small", 3100);
    large = plan("large", 6200);
    ada = join("Ada", of_ada);
    bea = join("Bea", of_bea);
    place.office.run();
    place.database->write([&](db::Tx &tx) {
      paid = payments::take_payment(tx, *place.database,
                                    {.customer_id = bea, .amount_minor = 500, .note = "in cash, grumbling"},
                                    place.office.clock().now(), "Berta")
                 ->id.value();
    });
  }
  CustomerId join(const std::string &name, std::string &cookie) {
    const CustomerId id = place.customer(name, http::lower_ascii(name) + "@example.net");
    services.push_back(place.office.sell(id, http::lower_ascii(name), small));
    decide(id);
    EXPECT_EQ(place.enter_by(place.link_for(id)), name);
    cookie = place.token;
    return id;
  }
  void decide(CustomerId id) {
    place.database->write([&](db::Tx &tx) {
      network::refresh_access(tx, *place.database, id, place.office.clock().now(), place.office.today(), {"test"});
    });
  }
  std::int64_t invoice_of(CustomerId id) {
    return place.database->read([&](db::Tx &tx) {
      return tx.one<InvoiceId>("select min(id) from invoice where customer_id = $1", id).value();
    });
  }
  http::Response get(const std::string &path, const std::string &cookie) { return place.ask("GET", path, cookie); }

  PortalPlace place{GetParam()};
  PlanId small, large;
  CustomerId ada, bea;
  std::string of_ada, of_bea; // cookies
  std::vector<ServiceId> services;
  std::int64_t paid = 0;
};

RUN_ON_BOTH_ENGINES(PortalDoors);

TEST_P(PortalDoors, show_what_is_theirs) {
  const std::string invoice = fmt::format("/v1/portal/invoices/{}", invoice_of(bea));
  EXPECT_EQ(get(invoice, of_bea).status, 200);
  EXPECT_EQ(get(invoice + "/html", of_bea).status, 200);
  EXPECT_EQ(get(fmt::format("/v1/portal/services/{}/plans", services.at(1).value()), of_bea).status, 200);
  EXPECT_THAT(get("/v1/portal/session", of_bea).body, HasSubstr("\"name\":\"Bea\""));
}

TEST_P(PortalDoors, know_nothing_of_what_is_somebody_elses) {
  const std::string invoice = fmt::format("/v1/portal/invoices/{}", invoice_of(bea));
  const std::string service = fmt::format("/v1/portal/services/{}", services.at(1).value());
  for (const std::string &path : {invoice, invoice + "/pdf", invoice + "/html", invoice + "/lines/1/explanation",
                                  service + "/plans", fmt::format("/v1/portal/payments/{}/receipt/pdf", paid)}) {
    const http::Response theirs = get(path, of_ada);
    EXPECT_EQ(theirs.status, 404) << path;
    std::string nowhere = path; // as what does not exist, to the letter
    nowhere.replace(nowhere.find_first_of("0123456789", std::string("/v1/portal/").size()), 1, "99999");
    EXPECT_EQ(get(nowhere, of_ada).body, theirs.body) << path;
  }
  const std::string wanted = fmt::format("{{\"plan_id\":{}}}", large.value());
  for (const char *what : {"/plan-quote", "/change-plan"})
    EXPECT_EQ(place.ask("POST", service + what, of_ada, wanted).status, 404) << what;
  EXPECT_EQ(place.ask("POST", service + "/plan-quote", of_bea, wanted).status, 200);
  for (const char *path : {"/v1/portal/invoices", "/v1/portal/payments", "/v1/portal/home"}) {
    const http::Response mine = get(path, of_ada);
    EXPECT_EQ(mine.status, 200) << path;
    EXPECT_THAT(mine.body, AllOf(Not(HasSubstr("Bea")), Not(HasSubstr("bea")), Not(HasSubstr("2026-000002")))) << path;
  }
  EXPECT_THAT(get("/v1/portal/invoices", of_bea).body, HasSubstr("2026-000002"));
}

TEST_P(PortalDoors, are_shut_without_a_session_and_to_staff) {
  const std::vector<std::string> rooms{"/v1/portal/home", "/v1/portal/invoices", "/v1/portal/payments",
                                       "/v1/portal/session"};
  for (const std::string &room : rooms) {
    EXPECT_EQ(get(room, "").status, 401) << room;
    EXPECT_EQ(get(room, of_ada + "x").status, 401) << room;
  }
  place.api.authenticate_with(http::everyone_is(http::Role::admin));
  for (const std::string &room : rooms)
    EXPECT_EQ(get(room, "").status, 401) << room << " of a member of staff";
}

TEST_P(PortalDoors, of_the_office_are_shut_to_subscribers) {
  for (const std::string &path :
       {std::string("/v1/customers"), fmt::format("/v1/customers/{}", ada.value()), std::string("/v1/invoices"),
        fmt::format("/v1/invoices/{}", invoice_of(ada)), fmt::format("/v1/customers/{}/portal", ada.value())})
    EXPECT_EQ(get(path, of_ada).status, 401) << path;
  for (const std::string &path : {std::string("/v1/quotes"), fmt::format("/v1/customers/{}/portal-link", ada.value()),
                                  std::string("/v1/billing/runs")})
    EXPECT_EQ(place.ask("POST", path, of_ada, "{}").status, 401) << path;
}

TEST_P(PortalDoors, keep_what_the_office_notes_to_itself) {
  EXPECT_THAT(get("/v1/portal/payments", of_bea).body,
              AllOf(HasSubstr("\"amount_minor\":500"), Not(HasSubstr("grumbling")), Not(HasSubstr("Berta"))));
  const subscribers::Act act{place.office.clock().now(), place.office.today(), "Berta"};
  const std::int64_t invoice = invoice_of(ada);
  place.database->write([&](db::Tx &tx) {
    EXPECT_TRUE(network::hold_service(tx, *place.database, services.at(1), "does not answer the telephone", act));
    EXPECT_TRUE(subscribers::add_pause(tx, *place.database, services.at(0),
                                       {place.office.today(), Date::of(2026, 4, 1), "is in hospital"}, act));
    EXPECT_TRUE(billing::void_invoice(tx, *place.database, InvoiceId(invoice), "our mistake", "Berta",
                                      place.office.today(), place.office.clock().now()));
  });
  decide(ada);
  EXPECT_THAT(
      get("/v1/portal/home", of_bea).body,
      AllOf(HasSubstr("\"code\":\"held\""), HasSubstr("put on hold by us: ask us why"), Not(HasSubstr("telephone"))));
  EXPECT_THAT(get("/v1/portal/home", of_ada).body,
              AllOf(HasSubstr("\"code\":\"paused\""), HasSubstr("paused as you asked, service again from 2026-04-01"),
                    Not(HasSubstr("hospital"))));
  EXPECT_THAT(get(fmt::format("/v1/portal/invoices/{}", invoice), of_ada).body,
              AllOf(HasSubstr("\"status\":\"voided\""), Not(HasSubstr("our mistake")), Not(HasSubstr("Berta"))));
}

} // namespace
} // namespace demarc::testing
