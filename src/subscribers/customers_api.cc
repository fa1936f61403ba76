#include "subscribers/customers_api.h"

#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "platform/http/page.h"
#include "subscribers/customer_store.h"
#include "subscribers/customer_tax_api.h"
#include "subscribers/timeline.h"

namespace demarc::subscribers {
namespace {

struct CustomerQuery {
  std::optional<std::string> q;
  std::optional<CustomerStatus> status;
  std::optional<CustomerKind> kind;
  bool overdue = false;
  CustomerSort sort = CustomerSort::name;
  std::optional<int> limit;
  std::optional<std::string> cursor;
  bool count = true;
};
BOOST_DESCRIBE_STRUCT(CustomerQuery, (), (q, status, kind, overdue, sort, limit, cursor, count))

// A customer with what they owe: what the customer page opens with.
struct CustomerDetail {
  CustomerId id;
  std::string number;
  CustomerKind kind = CustomerKind::residential;
  std::string name, email, phone, street, city, postal_code, region, country, vat_number, language, note;
  Currency currency = Currency::of("XXX");
  Date billing_anchor;
  int billing_day = 1;
  DunningPolicyId dunning_policy_id;
  Date joined_on;
  CustomerStatus status = CustomerStatus::lead;
  std::int64_t balance_minor = 0; // open less credit; negative: they have money with the provider
  std::int64_t open_minor = 0;
  std::int64_t overdue_minor = 0;
  std::int64_t credit_minor = 0;
  Date next_billing_on;          // the next day after today on which a month of theirs begins
  LegalEntityId legal_entity_id; // who sells to them
  std::string legal_entity_name;
  bool is_paused = false; // suspended, and that by their own wish alone
};
BOOST_DESCRIBE_STRUCT(CustomerDetail, (),
                      (id, number, kind, name, email, phone, street, city, postal_code, region, country, vat_number,
                       language, note, currency, billing_anchor, billing_day, dunning_policy_id, joined_on, status,
                       balance_minor, open_minor, overdue_minor, credit_minor, next_billing_on, legal_entity_id,
                       legal_entity_name, is_paused))

struct TimelineQuery {
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(TimelineQuery, (), (limit, cursor))

CustomerDetail detail(db::Tx &tx, const Customer &c, Date today) {
  const Owed owed = owed_by(tx, c.id, today);
  return {c.id,
          c.number,
          c.kind,
          c.name,
          c.email,
          c.phone,
          c.street,
          c.city,
          c.postal_code,
          c.region,
          c.country,
          c.vat_number,
          c.language,
          c.note,
          c.currency,
          c.billing_anchor,
          c.billing_anchor.day(),
          c.dunning_policy_id,
          c.joined_on,
          c.status,
          owed.open_minor - owed.credit_minor,
          owed.open_minor,
          owed.overdue_minor,
          owed.credit_minor,
          anchors_of(tx, c).boundary_on_or_after(1, today.plus_days(1)),
          c.legal_entity_id,
          catalog::legal_entity_name(tx, c.legal_entity_id),
          is_paused(tx, c.id, today)};
}

Date today(http::Call &call, db::Tx &tx) { return catalog::business_date(tx, call.now()); }

std::string sort_key(const CustomerRow &row, CustomerSort sort) {
  return sort == CustomerSort::number ? row.number : row.name;
}

Outcome<http::Page<CustomerRow>> list(http::Call &call, db::Tx &tx, const CustomerQuery &query) {
  CustomerFilter filter;
  filter.words = query.q.value_or("");
  filter.status = query.status;
  filter.kind = query.kind;
  filter.overdue_only = query.overdue;
  filter.sort = query.sort;
  filter.limit = http::page_limit(query.limit) + 1;
  if (query.cursor) {
    const auto cursor = http::parse_cursor<std::string, std::int64_t>(*query.cursor);
    if (!cursor)
      return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
    filter.after = {std::get<0>(*cursor), std::get<1>(*cursor)};
  }
  const Date day = today(call, tx);
  auto page = http::page_of(list_customers(tx, filter, day), filter.limit - 1, [&](const CustomerRow &row) {
    return http::make_cursor(sort_key(row, filter.sort), row.id.value());
  });
  if (query.count && !query.cursor)
    page.total = count_customers(tx, filter, day);
  return page;
}

Outcome<http::Page<TimelineEvent>> timeline(http::Call &call, db::Tx &tx, const TimelineQuery &query) {
  TRY(customer, find_customer(tx, call.path_id<CustomerId>("id")));
  const int limit = http::page_limit(query.limit);
  std::optional<TimelineId> before;
  if (query.cursor) {
    const auto cursor = http::parse_cursor<std::int64_t>(*query.cursor);
    if (!cursor)
      return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
    before = TimelineId(std::get<0>(*cursor));
  }
  return http::page_of(timeline_of(tx, customer.id, before, limit + 1), limit,
                       [](const TimelineEvent &event) { return http::make_cursor(event.id.value()); });
}

} // namespace
} // namespace demarc::subscribers

template <> struct demarc::http::Rules<demarc::subscribers::CustomerDetail> {
  static constexpr std::string_view name = "Customer";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewCustomer> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 200}},
            {"kind", {.optional = true}},
            {"street", {.max_length = 200, .optional = true}},
            {"city", {.max_length = 100, .optional = true}},
            {"postal_code", {.max_length = 20, .optional = true}},
            {"country", {.format = Format::country, .description = "That of the legal entity when absent"}},
            {"email", {.format = Format::email}},
            {"phone", {.max_length = 40}},
            {"note", {.max_length = 2000, .multiline = true}},
            {"referred_by", {.description = "The customer who brought this one"}},
            {"legal_entity_id", {.description = "Who sells to them; the first one when absent"}},
            {"billing_day",
             {.minimum = 1,
              .maximum = 31,
              .description = "The day of joining when absent; shorter months use their last day"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::CustomerEdit> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 200}},
            {"country", {.format = Format::country}},
            {"legal_entity_id", {.description = "Another one only as long as nothing was billed to them or paid"}},
            {"note", {.max_length = 2000, .multiline = true}}};
  }
};

namespace demarc::subscribers {

void register_customers_api(http::Api &api) {
  api.get<CustomerQuery, http::Page<CustomerRow>>(
      "/v1/customers",
      {.id = "list_customers",
       .summary = "Customers, found by any words of name, number, contact or address",
       .permission = "customers.read",
       .tag = "Customers"},
      list);
  api.post<NewCustomer, CustomerDetail>(
      "/v1/customers",
      {.id = "create_customer",
       .summary = "Create a customer",
       .permission = "customers.write",
       .tag = "Customers",
       .status = 201},
      [](http::Call &call, db::Tx &tx, const NewCustomer &in) -> Outcome<CustomerDetail> {
        TRY(customer, create_customer(tx, call.database(), in, call.now(), call.actor().name));
        return detail(tx, customer, today(call, tx));
      });
  api.get<http::NoQuery, CustomerDetail>(
      "/v1/customers/{id}",
      {.id = "get_customer", .summary = "A customer", .permission = "customers.read", .tag = "Customers"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<CustomerDetail> {
        TRY(customer, find_customer(tx, call.path_id<CustomerId>("id")));
        return detail(tx, customer, today(call, tx));
      });
  api.patch<CustomerEdit, CustomerDetail>(
      "/v1/customers/{id}",
      {.id = "edit_customer",
       .summary = "Change a customer's data",
       .permission = "customers.write",
       .tag = "Customers"},
      [](http::Call &call, db::Tx &tx, const CustomerEdit &in) -> Outcome<CustomerDetail> {
        TRY(customer,
            edit_customer(tx, call.database(), call.path_id<CustomerId>("id"), in, call.now(), call.actor().name));
        return detail(tx, customer, today(call, tx));
      });
  api.get<TimelineQuery, http::Page<TimelineEvent>>("/v1/customers/{id}/timeline",
                                                    {.id = "customer_timeline",
                                                     .summary = "What happened to a customer and why, newest first",
                                                     .permission = "customers.read",
                                                     .tag = "Customers"},
                                                    timeline);
  register_customer_tax_api(api);
}

} // namespace demarc::subscribers
