#include "billing/billing_api.h"

#include "billing/explanation_store.h"
#include "billing/invoice_store.h"
#include "billing/preview_billing.h"
#include "billing/quote_bill.h"
#include "catalog/provider.h"

template <> struct demarc::http::Rules<demarc::billing::QuoteQuestion> {
  static FieldRules fields() {
    return {{"service_id", {.description = "What this service, and the others of its customer, would be billed"}},
            {"customer_id", {.description = "Whose the new service is; absent: a new customer's"}},
            {"plan_id", {.description = "Of the new service; its newest version"}},
            {"starts_on", {.description = "Of the new service; today when absent"}},
            {"billing_day",
             {.minimum = 1, .maximum = 31, .description = "Of a new customer; the day of the start when absent"}},
            {"quantity", {.minimum = 1, .maximum = 100'000, .description = "Of a new service; 1 when absent"}},
            {"coupon_code", {.max_length = 40, .description = "Given with the sale of a new service"}},
            {"events", {.max_length = 100, .optional = true}},
            {"until", {.description = "The last day that is looked at; a year ahead when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::billing::AskedEvent> {
  static constexpr std::string_view name = "QuoteEvent";
  static FieldRules fields() {
    return {{"on", {.description = "From this day on"}},
            {"known_on",
             {.description = "When it is entered; absent: on its day, for a customer we have not before today"}},
            {"plan_id", {.description = "Of change_plan and add_item"}},
            {"quantity", {.minimum = 1, .maximum = 100'000, .description = "Of change_plan and add_item"}},
            {"price_minor", {.minimum = 0, .description = "Of add_item: agreed; the plan's when absent"}},
            {"instalments", {.minimum = 1, .maximum = 120, .description = "Of add_item, of what is charged once"}},
            {"coupon_code", {.max_length = 40, .description = "Of discount; or the members that follow"}},
            {"name", {.max_length = 80}},
            {"percent_ppm", {.minimum = 1, .maximum = 1'000'000, .description = "10 % is 100000"}},
            {"amount_minor", {.minimum = 1, .description = "Off the price of each full period"}},
            {"periods", {.minimum = 1, .maximum = 1200, .description = "Full billing periods; absent: for ever"}},
            {"on_add_ons", {.description = "On add-ons too; false when absent"}}};
  }
};

namespace demarc::billing {

namespace {

struct PreviewQuery {
  std::optional<Date> date;
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PreviewQuery, (), (date, limit, cursor))

struct BillingPreview {
  Date date;
  // Of the whole run; on the first page only, because it takes a pass over every customer.
  std::optional<std::int64_t> customers, invoices, credit_notes, net_minor, tax_minor, gross_minor;
  Currency currency = Currency::of("XXX");
  std::vector<Parked> parked;
  std::vector<PreviewItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BillingPreview, (),
                      (date, customers, invoices, credit_notes, net_minor, tax_minor, gross_minor, currency, parked,
                       items, next_cursor))

struct PageQuery {
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))

struct NewRun {
  std::optional<Date> date;
};
BOOST_DESCRIBE_STRUCT(NewRun, (), (date))

enum class InvoicesShown { all, open, overdue, paid };
BOOST_DESCRIBE_ENUM(InvoicesShown, all, open, overdue, paid)

struct InvoicesQuery {
  InvoicesShown status = InvoicesShown::all;
  std::optional<std::string> q;
  std::optional<CustomerId> customer_id;
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(InvoicesQuery, (), (status, q, customer_id, from, to, limit, cursor))

tl::unexpected<Refusal> malformed_cursor() {
  return refuse("cursor_malformed", "Use the next_cursor of the page before, unchanged.", "cursor");
}

Outcome<BillingPreview> preview(db::Tx &tx, const PreviewQuery &query, Date today) {
  const int limit = http::page_limit(query.limit);
  BillingPreview result;
  result.date = query.date.value_or(today);
  if (days_between(today, result.date) > 400)
    return refuse("date_too_far", "A preview reaches 400 days ahead.", "date");
  CustomerId after;
  if (query.cursor) {
    const auto keys = http::parse_cursor<std::int64_t>(*query.cursor);
    if (!keys)
      return malformed_cursor();
    after = CustomerId(std::get<0>(*keys));
    result.currency = catalog::find_provider(tx).currency;
  } else {
    PreviewTotals totals = preview_totals(tx, result.date);
    result.customers = totals.customers;
    result.invoices = totals.invoices;
    result.credit_notes = totals.credit_notes;
    result.net_minor = totals.net_minor;
    result.tax_minor = totals.tax_minor;
    result.gross_minor = totals.gross_minor;
    result.currency = totals.currency;
    result.parked = std::move(totals.parked);
  }
  auto page = http::page_of(preview_page(tx, result.date, after, limit + 1), limit,
                            [](const PreviewItem &item) { return http::make_cursor(item.customer_id.value()); });
  result.items = std::move(page.items);
  result.next_cursor = std::move(page.next_cursor);
  return result;
}

Outcome<http::Page<BillingRun>> page_of_runs(db::Tx &tx, const PageQuery &query) {
  const int limit = http::page_limit(query.limit);
  std::optional<BillingRunId> before;
  if (query.cursor) {
    const auto keys = http::parse_cursor<std::int64_t>(*query.cursor);
    if (!keys)
      return malformed_cursor();
    before = BillingRunId(std::get<0>(*keys));
  }
  return http::page_of(recent_runs(tx, before, limit + 1), limit,
                       [](const BillingRun &run) { return http::make_cursor(run.id.value()); });
}

Outcome<http::Page<InvoiceRow>> page_of_invoices(db::Tx &tx, const InvoicesQuery &query, Date today) {
  const int limit = http::page_limit(query.limit);
  InvoiceFilter filter;
  if (query.status == InvoicesShown::open)
    filter.status = InvoiceStatus::open;
  else if (query.status == InvoicesShown::overdue)
    filter.status = InvoiceStatus::overdue;
  else if (query.status == InvoicesShown::paid)
    filter.status = InvoiceStatus::paid;
  filter.words = query.q.value_or("");
  filter.customer = query.customer_id;
  filter.from = query.from;
  filter.to = query.to;
  filter.limit = limit + 1;
  if (query.cursor) {
    const auto keys = http::parse_cursor<std::string, std::int64_t>(*query.cursor);
    const auto date = keys ? Date::parse(std::get<0>(*keys)) : std::nullopt;
    if (!date)
      return malformed_cursor();
    filter.before = std::pair(*date, InvoiceId(std::get<1>(*keys)));
  }
  return http::page_of(list_invoices(tx, filter, today), limit, [](const InvoiceRow &row) {
    return http::make_cursor(to_string(row.issued_on), row.id.value());
  });
}

constexpr std::string_view quote_description = "For a new service (plan_id, of a new customer or of customer_id) or "
                                               "one that exists (service_id, with what it was billed): "
                                               "every invoice and credit note that billing runs would issue up to and "
                                               "including `until`, if the events happened. An event becomes "
                                               "known after the run of `known_on`: known later than its day, it is "
                                               "corrected by a credit note. The run's own rules; nothing is "
                                               "written.";

Date today_of(db::Tx &tx, Instant now) { return catalog::zone_of(catalog::find_provider(tx)).date(now); }

} // namespace

void register_billing_api(http::Api &api) {
  api.post<QuoteQuestion, Quote>("/v1/quotes",
                                 {.id = "quote_bill",
                                  .summary = "What would be billed",
                                  .permission = "billing.read",
                                  .tag = "Billing",
                                  .description = std::string(quote_description),
                                  .idempotent = false},
                                 [](http::Call &call, const QuoteQuestion &question) {
                                   return call.database().read(
                                       [&](db::Tx &tx) { return quote_bill(tx, question, today_of(tx, call.now())); });
                                 });
  api.get<PreviewQuery, BillingPreview>(
      "/v1/billing/preview",
      {.id = "preview_billing",
       .summary = "What a billing run would issue",
       .permission = "billing.read",
       .tag = "Billing",
       .description = "The run's own computation, not committed. Totals are on the first page only. Credits are "
                      "negative."},
      [](http::Call &call, db::Tx &tx, const PreviewQuery &query) {
        return preview(tx, query, today_of(tx, call.now()));
      });
  api.get<PageQuery, http::Page<BillingRun>>(
      "/v1/billing/runs",
      {.id = "list_billing_runs",
       .summary = "Billing runs, newest first",
       .permission = "billing.read",
       .tag = "Billing"},
      [](http::Call &, db::Tx &tx, const PageQuery &query) { return page_of_runs(tx, query); });
  api.post<NewRun, BillingRun>(
      "/v1/billing/runs",
      {.id = "create_billing_run",
       .summary = "Start a billing run",
       .permission = "billing.run",
       .tag = "Billing",
       .status = 201,
       .description = "Bills what is due by the date (today when absent) and goes on in the background. Run twice, "
                      "nothing is billed twice."},
      [](http::Call &call, db::Tx &tx, const NewRun &in) {
        return create_run(tx, call.database(), in.date, call.actor().name, call.now());
      });
  api.get<http::NoQuery, BillingRun>(
      "/v1/billing/runs/{id}",
      {.id = "get_billing_run", .summary = "A billing run", .permission = "billing.read", .tag = "Billing"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return find_run(tx, call.path_id<BillingRunId>("id"));
      });
  api.post<http::NoBody, BillingRun>("/v1/billing/runs/{id}/cancel",
                                     {.id = "cancel_billing_run",
                                      .summary = "Stop a billing run",
                                      .permission = "billing.run",
                                      .tag = "Billing",
                                      .description = "What it has issued stays issued."},
                                     [](http::Call &call, db::Tx &tx, const http::NoBody &) {
                                       return cancel_run(tx, call.path_id<BillingRunId>("id"), call.now());
                                     });
  api.get<InvoicesQuery, http::Page<InvoiceRow>>("/v1/invoices",
                                                 {.id = "list_invoices",
                                                  .summary = "Invoices and credit notes, newest first",
                                                  .permission = "billing.read",
                                                  .tag = "Billing"},
                                                 [](http::Call &call, db::Tx &tx, const InvoicesQuery &query) {
                                                   return page_of_invoices(tx, query, today_of(tx, call.now()));
                                                 });
  api.get<http::NoQuery, Invoice>(
      "/v1/invoices/{id}",
      {.id = "get_invoice", .summary = "An invoice or credit note", .permission = "billing.read", .tag = "Billing"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return find_invoice(tx, call.path_id<InvoiceId>("id"), today_of(tx, call.now()));
      });
  api.get<http::NoQuery, LineExplanation>(
      "/v1/invoices/{id}/lines/{line_id}/explanation",
      {.id = "explain_invoice_line",
       .summary = "Why a line is what it is",
       .permission = "billing.read",
       .tag = "Billing",
       .description =
           "Plan version, days of days, the arithmetic in steps, the tax rule and the source of its rate, and "
           "the events that began and ended the period."},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
        return find_line_explanation(tx, call.path_id<InvoiceId>("id"), call.path_number("line_id"));
      });
}

} // namespace demarc::billing
