#include "network/payers_api.h"

#include "catalog/provider.h"
#include "network/services.h"

#include <algorithm>

namespace demarc::network {
namespace {

struct PayerParty {
  CustomerId id;
  std::string number, name;
};
BOOST_DESCRIBE_STRUCT(PayerParty, (), (id, number, name))
struct PayerStay {
  Date from;
  std::optional<Date> until;
  std::optional<PayerParty> payer;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(PayerStay, (), (from, until, payer, actor))
struct PaidFor {
  PayerParty customer;
  Date from;
  std::optional<Date> until;
};
BOOST_DESCRIBE_STRUCT(PaidFor, (), (customer, from, until))
struct Payers {
  std::optional<PayerParty> billed_to;
  std::vector<PayerStay> history;
  std::vector<PaidFor> pays_for;
};
BOOST_DESCRIBE_STRUCT(Payers, (), (billed_to, history, pays_for))

subscribers::Act act_of_payer(http::Call &call, db::Tx &tx) {
  return {call.now(), catalog::business_date(tx, call.now()), call.actor().name};
}

PayerParty party(db::Tx &tx, CustomerId id) {
  const auto customer = subscribers::find_customer(tx, id);
  ENSURE(customer.has_value(), "a payer's row names customers that exist");
  return {id, customer->number, customer->name};
}

std::optional<Date> end_of_row(const std::vector<subscribers::CustomerPayer> &rows, Date from) {
  for (const subscribers::CustomerPayer &row : rows) {
    if (row.from_date > from)
      return row.from_date;
  }
  return std::nullopt;
}

Outcome<Payers> payers_view(db::Tx &tx, CustomerId id, Date today) {
  TRY(customer, subscribers::find_customer(tx, id));
  (void)customer;
  Payers shown;
  const auto rows = subscribers::payers_of(tx, id);
  for (const subscribers::CustomerPayer &row : rows) {
    PayerStay stay{row.from_date, end_of_row(rows, row.from_date), std::nullopt, row.actor};
    if (row.payer_id)
      stay.payer = party(tx, *row.payer_id);
    shown.history.push_back(std::move(stay));
  }
  if (const auto payer = subscribers::payer_of(tx, id, today))
    shown.billed_to = party(tx, *payer);
  for (const subscribers::CustomerPayer &row : subscribers::paid_by(tx, id))
    shown.pays_for.push_back({party(tx, row.customer_id), row.from_date,
                              end_of_row(subscribers::payers_of(tx, row.customer_id), row.from_date)});
  return shown;
}

} // namespace
} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::Payers> {
  static constexpr std::string_view name = "CustomerPayers";
  static FieldRules fields() {
    return {{"billed_to", {.description = "Who is billed today; null: the customer themselves"}},
            {"history", {.description = "By day; before the first the customer was billed themselves"}},
            {"pays_for", {.description = "Whom the customer pays for, paid for or will, by customer and day"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::PayerStay> {
  static FieldRules fields() {
    return {{"until", {.description = "The first day of the next"}},
            {"payer", {.description = "Null: the customer themselves"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewPayer> {
  static FieldRules fields() {
    return {{"payer_id", {.description = "Absent: the customer is billed themselves again"}},
            {"on", {.description = "Periods that begin on this day or later; today when absent"}}};
  }
};

namespace demarc::network {

void register_payers_api(http::Api &api) {
  api.get<http::NoQuery, Payers>("/v1/customers/{id}/payer",
                                 {.id = "customer_payer",
                                  .summary = "Who is billed for a customer, and for whom they are",
                                  .permission = "customers.read",
                                  .tag = "Customers"},
                                 [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                   return payers_view(tx, call.path_id<CustomerId>("id"),
                                                      catalog::business_date(tx, call.now()));
                                 });
  api.post<subscribers::NewPayer, Payers>(
      "/v1/customers/{id}/payer",
      {.id = "set_customer_payer",
       .summary = "Let somebody else be billed for a customer",
       .permission = "customers.write",
       .tag = "Customers",
       .description =
           "Periods of the customer's services that begin on `on` or later stand on the payer's invoices, by account. "
           "What was billed of them already is credited to whom it was billed and charged to the payer. Debt, "
           "reminders and restriction are the payer's; the customer's services depend on both. Takes the place of what "
           "was set for that day or later. POST /v1/quotes tells the documents before."},
      [](http::Call &call, db::Tx &tx, const subscribers::NewPayer &in) -> Outcome<Payers> {
        const subscribers::Act act = act_of_payer(call, tx);
        TRY(customer, network::set_payer(tx, call.database(), call.path_id<CustomerId>("id"), in, act));
        return payers_view(tx, customer.id, act.today);
      });
}

} // namespace demarc::network
