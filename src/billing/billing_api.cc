#include "billing/billing_api.h"

#include "billing/change_billing_day.h"
#include "billing/edit_stop_rules.h"
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
            {"until", {.description = "The last day that is looked at; a year ahead when absent"}},
            {"legal_entity_id", {.description = "Of a new customer: who sells; the first one when absent"}}};
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
            {"coupon_code",
             {.max_length = 40, .description = "Of discount and invoice_discount; or the members that follow"}},
            {"name", {.max_length = 80}},
            {"percent_ppm", {.minimum = 1, .maximum = 1'000'000, .description = "10 % is 100000"}},
            {"noticed_on",
             {.description = "Of end: when notice is given, for the contract; the day it is entered when absent"}},
            {"waive_fee", {.description = "Of end: no fee for leaving early; as before when it is moved"}},
            {"amount_minor",
             {.minimum = 1,
              .description = "Of discount: off the price of each full period. Of invoice_discount: off each invoice. "
                             "Of top_up: money that comes in, which "
                             "settles what is open and buys prepaid periods"}},
            {"periods",
             {.minimum = 1,
              .maximum = 1200,
              .description = "Full billing periods; of invoice_discount invoices; absent: for ever"}},
            {"customer_discount_id", {.description = "Of end_invoice_discount"}},
            {"planned",
             {.description = "Of change_plan, of a quantity alone, where a move to another plan is to follow: whether "
                             "it stays or is taken back"}},
            {"on_add_ons", {.description = "On add-ons too; false when absent"}}};
  }
};

template <> struct demarc::http::Rules<demarc::billing::NewBillingDay> {
  static FieldRules fields() {
    return {{"billing_day", {.minimum = 1, .maximum = 31, .description = "Shorter months use their last day"}},
            {"on", {.description = "The first day of the new cycle; the next unbilled billing day when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::billing::StopRulesEdit> {
  static FieldRules fields() {
    return {{"jump_ppm", {.description = "A rise beyond this part of the bill before: 1000000 is 100 %"}},
            {"jump_minor", {.description = "And beyond this amount"}},
            {"jump_customers", {.description = "So many such customers hold a run"}},
            {"jump_share_ppm", {.description = "When they are this part of those billed before"}},
            {"count_ppm", {.description = "More or fewer invoices than a month before, beyond this part"}},
            {"count_invoices", {.description = "And by at least so many"}},
            {"zero_customers", {.description = "So many customers in service who would be billed nothing"}},
            {"zero_share_ppm", {.description = "When they are this part of those billed before"}},
            {"tax_points_ppm", {.description = "Tax as a part of net moves by more: 20000 is 2 points"}},
            {"tax_customers", {.description = "With fewer customers to compare nothing is said"}},
            {"hours_to_look", {.description = "A scheduled run that nothing holds waits for so long; 0: it does not"}}};
  }
};

namespace demarc::billing {

namespace {

struct PreviewQuery {
  std::optional<Date> date;
  PreviewSort sort = PreviewSort::customer;
  PreviewShow show = PreviewShow::all;
  std::optional<int> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(PreviewQuery, (), (date, sort, show, limit, cursor))

struct BillingPreview {
  Date date;
  // Of the whole run; on the first page only, because it takes a pass over every customer.
  std::optional<std::int64_t> customers, invoices, credit_notes, net_minor, tax_minor, gross_minor;
  std::optional<std::int64_t> previous_minor, difference_minor, up, down, started, gone;
  Currency currency = Currency::of("XXX");
  std::vector<Parked> parked;
  std::vector<Finding> findings; // on the first page: what would hold a scheduled run
  std::vector<PreviewItem> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BillingPreview, (),
                      (date, customers, invoices, credit_notes, net_minor, tax_minor, gross_minor, previous_minor,
                       difference_minor, up, down, started, gone, currency, parked, findings, items, next_cursor))

// The rules in force, or a version of them.
struct StopRulesShown {
  bool jump_holds = true;
  std::int64_t jump_ppm = 0, jump_minor = 0, jump_customers = 0, jump_share_ppm = 0;
  bool count_holds = true;
  std::int64_t count_ppm = 0, count_invoices = 0;
  bool zero_holds = true;
  std::int64_t zero_customers = 0, zero_share_ppm = 0;
  bool tax_holds = true;
  std::int64_t tax_points_ppm = 0, tax_customers = 0;
  std::int64_t hours_to_look = 0;
  std::optional<Instant> changed_at;
  std::optional<std::string> changed_by;
};
BOOST_DESCRIBE_STRUCT(StopRulesShown, (),
                      (jump_holds, jump_ppm, jump_minor, jump_customers, jump_share_ppm, count_holds, count_ppm,
                       count_invoices, zero_holds, zero_customers, zero_share_ppm, tax_holds, tax_points_ppm,
                       tax_customers, hours_to_look, changed_at, changed_by))

struct StopRulesVersions {
  std::vector<StopRulesShown> items;
};
BOOST_DESCRIBE_STRUCT(StopRulesVersions, (), (items))

StopRulesShown shown_rules(const StopRulesVersion &version) {
  const StopRules &r = version.rules;
  StopRulesShown shown{r.jump_holds,       r.jump_ppm,  r.jump_minor,     r.jump_customers, r.jump_share_ppm,
                       r.count_holds,      r.count_ppm, r.count_invoices, r.zero_holds,     r.zero_customers,
                       r.zero_share_ppm,   r.tax_holds, r.tax_points_ppm, r.tax_customers,  r.hours_to_look,
                       version.changed_at, std::nullopt};
  if (version.changed_at)
    shown.changed_by = version.changed_by;
  return shown;
}

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
  PreviewAsked asked{.date = result.date, .sort = query.sort, .show = query.show, .limit = limit + 1};
  if (query.cursor) {
    asked.with_totals = false;
    if (query.sort == PreviewSort::change) {
      const auto keys = http::parse_cursor<std::int64_t, std::int64_t>(*query.cursor);
      if (!keys)
        return malformed_cursor();
      asked.behind = std::get<0>(*keys);
      asked.after = CustomerId(std::get<1>(*keys));
    } else {
      const auto keys = http::parse_cursor<std::int64_t>(*query.cursor);
      if (!keys)
        return malformed_cursor();
      asked.after = CustomerId(std::get<0>(*keys));
    }
  }
  Preview found = preview_billing(tx, asked);
  result.currency = found.totals.currency;
  if (asked.with_totals) {
    PreviewTotals &totals = found.totals;
    result.customers = totals.customers;
    result.invoices = totals.invoices;
    result.credit_notes = totals.credit_notes;
    result.net_minor = totals.net_minor;
    result.tax_minor = totals.tax_minor;
    result.gross_minor = totals.gross_minor;
    result.previous_minor = totals.previous_minor;
    result.difference_minor = totals.difference_minor;
    result.up = totals.up;
    result.down = totals.down;
    result.started = totals.started;
    result.gone = totals.gone;
    result.parked = std::move(totals.parked);
    result.findings = std::move(totals.findings);
  }
  auto page = http::page_of(std::move(found.items), limit, [&](const PreviewItem &item) {
    return query.sort == PreviewSort::change ? http::make_cursor(change_size(item), item.customer_id.value())
                                             : http::make_cursor(item.customer_id.value());
  });
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

Date today_of(db::Tx &tx, Instant now) { return catalog::business_date(tx, now); }

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
  api.post<NewBillingDay, BillingDayChange>(
      "/v1/customers/{id}/billing-day",
      {.id = "change_billing_day",
       .summary = "Another billing day for a customer",
       .permission = "customers.write",
       .tag = "Billing",
       .description =
           "From `on` (the next billing day that is not billed yet, when absent) the customer's periods count "
           "from the new day. Days billed beyond `on` are credited; the days to the first new boundary are "
           "billed as a part of the period that ends there. Ask a quote with the event billing_day to see "
           "it before. Refused while a change of plan or price is planned for after `on`."},
      [](http::Call &call, db::Tx &tx, const NewBillingDay &in) {
        return change_billing_day(tx, call.database(), call.path_id<CustomerId>("id"), in,
                                  {call.now(), today_of(tx, call.now()), call.actor().name});
      });
  api.get<PreviewQuery, BillingPreview>(
      "/v1/billing/preview",
      {.id = "preview_billing",
       .summary = "What a billing run would issue",
       .permission = "billing.read",
       .tag = "Billing",
       .description = "The run's own computation, not committed, beside what each customer was billed a month before "
                      "(an interval before, for plans of several months), and what the stop rules say of it. Totals "
                      "and findings are on the first page only. Credits are negative."},
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
                                       return cancel_run(tx, call.path_id<BillingRunId>("id"), call.actor().name,
                                                         call.now());
                                     });
  api.post<http::NoBody, BillingRun>(
      "/v1/billing/runs/{id}/confirm",
      {.id = "confirm_billing_run",
       .summary = "Let a run issue that is held or waits",
       .permission = "billing.confirm",
       .tag = "Billing",
       .description = "It issues at once. Who confirmed is kept with the run. A run that was confirmed before is "
                      "answered as it stands."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return confirm_run(tx, call.path_id<BillingRunId>("id"), call.actor().name, call.now());
      });
  api.get<http::NoQuery, StopRulesShown>(
      "/v1/billing/stop-rules",
      {.id = "get_stop_rules",
       .summary = "When a scheduled billing run is held",
       .permission = "billing.read",
       .tag = "Billing"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) -> Outcome<StopRulesShown> {
        return shown_rules(find_stop_rules(tx));
      });
  api.patch<StopRulesEdit, StopRulesShown>(
      "/v1/billing/stop-rules",
      {.id = "edit_stop_rules",
       .summary = "Change when a scheduled billing run is held",
       .permission = "settings.write",
       .tag = "Billing",
       .description = "Parts are in millionths. Each change is kept with who made it."},
      [](http::Call &call, db::Tx &tx, const StopRulesEdit &in) -> Outcome<StopRulesShown> {
        auto edited = edit_stop_rules(tx, in, call.now(), call.actor().name);
        if (!edited)
          return tl::make_unexpected(std::move(edited.error()));
        return shown_rules(*edited);
      });
  api.get<http::NoQuery, StopRulesVersions>(
      "/v1/billing/stop-rules/versions",
      {.id = "list_stop_rules_versions",
       .summary = "Who changed the stop rules, newest first",
       .permission = "billing.read",
       .tag = "Billing"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) -> Outcome<StopRulesVersions> {
        StopRulesVersions versions;
        for (const StopRulesVersion &version : stop_rules_versions(tx, 100))
          versions.items.push_back(shown_rules(version));
        return versions;
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
