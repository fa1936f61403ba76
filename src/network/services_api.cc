#include "network/services_api.h"

#include "catalog/provider.h"
#include "network/prepaid_view.h"
#include "network/service_view_store.h"
#include "network/services.h"
#include "subscribers/timeline.h"
#include "usage/usage_store.h"

#include <fmt/format.h>

namespace demarc::network {
namespace {

struct HoldView {
  std::string reason;
  Instant since;
  std::string note;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(HoldView, (), (reason, since, note, actor))

struct PauseView {
  Date from;
  std::optional<Date> until;
  std::string note;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(PauseView, (), (from, until, note, actor))
struct ItemView {
  ServiceItemId id;
  PlanId plan_id;
  std::string name;
  bool is_once = false;
  Date from;
  std::optional<Date> until;
  std::int64_t quantity = 1;
  std::int64_t price_minor = 0; // of one
  int interval_months = 1;      // 0 when in days
  int instalments = 1;
  std::string note, actor;
  int interval_days = 0;
};
BOOST_DESCRIBE_STRUCT(ItemView, (),
                      (id, plan_id, name, is_once, from, until, quantity, price_minor, interval_months, instalments,
                       note, actor, interval_days))
struct DiscountView {
  DiscountId id;
  std::optional<CouponId> coupon_id;
  std::string name;
  Percent percent_ppm;
  std::int64_t amount_minor = 0;
  bool on_add_ons = false;
  Date from;
  std::optional<Date> until;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(DiscountView, (),
                      (id, coupon_id, name, percent_ppm, amount_minor, on_add_ons, from, until, actor))
struct ContractView {
  Date from;
  std::optional<Date> minimum_until; // none: no minimum term
  std::optional<Date> term_until;
  Date earliest_end;
  int minimum_months = 0, renewal_months = 0, notice_days = 0;
  catalog::TerminationFee fee_kind = catalog::TerminationFee::none;
  std::int64_t fee_minor = 0, fee_ppm = 0;
  std::string actor;
};
BOOST_DESCRIBE_STRUCT(ContractView, (),
                      (from, minimum_until, term_until, earliest_end, minimum_months, renewal_months, notice_days,
                       fee_kind, fee_minor, fee_ppm, actor))
struct EndView {
  Date noticed_on;
  bool is_early = false;
  std::int64_t fee_minor = 0;
  std::string fee_words;
  bool fee_waived = false;
  std::string waive_reason, actor;
};
BOOST_DESCRIBE_STRUCT(EndView, (), (noticed_on, is_early, fee_minor, fee_words, fee_waived, waive_reason, actor))
struct EndQuery {
  std::optional<Date> on, noticed_on;
};
BOOST_DESCRIBE_STRUCT(EndQuery, (), (on, noticed_on))
struct EndTerms {
  Date on, noticed_on;
  Date earliest_end;
  bool has_contract = false, is_early = false;
  std::int64_t fee_minor = 0;
  Currency currency = Currency::of("XXX");
  std::string fee_words;
};
BOOST_DESCRIBE_STRUCT(EndTerms, (),
                      (on, noticed_on, earliest_end, has_contract, is_early, fee_minor, currency, fee_words))
struct ServiceView : ServiceRow {
  ServiceStatus status = ServiceStatus::pending;
  std::vector<HoldView> holds;
  std::vector<PauseView> pauses;       // by their first day, past ones too
  std::vector<ItemView> items;         // add-ons and what was charged once, ended ones too
  std::vector<DiscountView> discounts; // by their first day, past ones too
  std::optional<Date> trial_until;     // no period is owed before it
  std::optional<ContractView> contract;
  std::optional<EndView> end;         // where ends_on is set
  std::optional<PrepaidView> prepaid; // none: billed
  Access access;
  std::optional<LiveSession> session;
  std::int64_t month_octets_in = 0; // of the calendar month, from the customer
  std::int64_t month_octets_out = 0;
};
BOOST_DESCRIBE_STRUCT(ServiceView, (ServiceRow),
                      (status, holds, pauses, items, discounts, trial_until, contract, end, prepaid, access, session,
                       month_octets_in, month_octets_out))

struct ServiceList {
  std::vector<ServiceView> items;
};
BOOST_DESCRIBE_STRUCT(ServiceList, (), (items))

struct SoldService {
  ServiceView service;
  std::optional<std::string> password; // only when Demarc made it up: shown once
};
BOOST_DESCRIBE_STRUCT(SoldService, (), (service, password))

using subscribers::PlanChange;
struct ItemEnd {
  std::optional<Date> on; // today when absent
};
BOOST_DESCRIBE_STRUCT(ItemEnd, (), (on))
using subscribers::ServiceEnd;
struct PauseAsked {
  std::optional<Date> from; // today when absent
  std::optional<Date> until;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(PauseAsked, (), (from, until, note))
struct PauseEnd {
  std::optional<Date> on; // today when absent
};
BOOST_DESCRIBE_STRUCT(PauseEnd, (), (on))
struct HoldNote {
  std::string note;
};
BOOST_DESCRIBE_STRUCT(HoldNote, (), (note))
struct RevealedPassword {
  std::string password;
};
BOOST_DESCRIBE_STRUCT(RevealedPassword, (), (password))
struct UsageQuery {
  std::optional<Date> from, to;
};
BOOST_DESCRIBE_STRUCT(UsageQuery, (), (from, to))
struct UsageList {
  std::vector<usage::UsageOfDay> items;
};
BOOST_DESCRIBE_STRUCT(UsageList, (), (items))

Date today(http::Call &call, db::Tx &tx) { return catalog::business_date(tx, call.now()); }
subscribers::Act act(http::Call &call, db::Tx &tx) { return {call.now(), today(call, tx), call.actor().name}; }

// The one in force on `day`; of a service to come, the first.
std::optional<ContractView> contract_view(db::Tx &tx, const subscribers::Service &service, Date day) {
  std::optional<ContractView> shown;
  for (const subscribers::ServiceContract &row : subscribers::contracts_of(tx, service.id)) {
    if (shown && row.from_date > day)
      break;
    const subscribers::Contract contract = row.contract();
    shown = {row.from_date,
             row.minimum_months > 0 ? std::optional(row.minimum_until) : std::nullopt,
             subscribers::term_end(contract, std::max(day, row.from_date)),
             subscribers::earliest_end(contract, day),
             row.minimum_months,
             row.renewal_months,
             row.notice_days,
             row.fee_kind,
             row.fee_minor,
             row.fee_ppm,
             row.actor};
  }
  return shown;
}

std::optional<EndView> end_view(db::Tx &tx, const subscribers::Service &service) {
  const auto end = subscribers::end_of(tx, service.id);
  if (!service.ends_on || !end)
    return std::nullopt;
  EndView shown{end->noticed_on, false, 0, "", end->fee_waived, end->waive_reason, end->actor};
  if (const auto termination = subscribers::termination_on(tx, service, *service.ends_on, end->noticed_on)) {
    shown.is_early = termination->is_early;
    shown.fee_minor = termination->fee.minor_units();
    shown.fee_words = termination->words;
  }
  return shown;
}

Outcome<EndTerms> end_terms(db::Tx &tx, ServiceId id, const EndQuery &query, Date day) {
  const auto row = service_row(tx, id, day);
  if (!row)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  const subscribers::Service service = *subscribers::find_service(tx, id);
  const auto set = service.ends_on ? subscribers::end_of(tx, id) : std::nullopt;
  EndTerms terms;
  terms.currency = row->currency;
  terms.on = query.on.value_or(day);
  terms.noticed_on = query.noticed_on.value_or(set ? set->noticed_on : day);
  terms.earliest_end = std::max(terms.noticed_on, service.starts_on);
  const auto termination = subscribers::termination_on(tx, service, terms.on, terms.noticed_on);
  terms.has_contract = termination.has_value();
  if (termination) {
    terms.earliest_end = termination->earliest_end;
    terms.is_early = termination->is_early;
    terms.fee_minor = termination->fee.minor_units();
    terms.fee_words = termination->words;
  }
  return terms;
}

ServiceView view(db::Tx &tx, ServiceRow row, Date day) {
  ServiceView v;
  static_cast<ServiceRow &>(v) = std::move(row);
  v.status = service_status(tx, v.id);
  for (const subscribers::ServiceHold &hold : subscribers::holds_of(tx, v.id))
    v.holds.push_back({hold.reason, hold.since, hold.note, hold.actor});
  for (const subscribers::ServicePause &pause : subscribers::pauses_of(tx, v.id))
    v.pauses.push_back({pause.from_date, pause.until_date, pause.note, pause.actor});
  for (const subscribers::ServiceItem &item : subscribers::items_of(tx, v.id)) {
    const auto version = catalog::find_plan_version(tx, item.plan_version_id);
    v.items.push_back({item.id, version->plan_id, version->name, version->is_once, item.from_date, item.until_date,
                       item.quantity, item.price_minor.value_or(version->price_minor), version->interval().months(),
                       item.instalments, item.note, item.actor, version->interval().days()});
  }
  for (const subscribers::ServiceDiscount &d : subscribers::discounts_of(tx, v.id))
    v.discounts.push_back({d.id, d.coupon_id, d.name, Percent{d.percent_ppm}, d.amount_minor, d.on_add_ons, d.from_date,
                           d.until_date, d.actor});
  const subscribers::Service service = *subscribers::find_service(tx, v.id);
  v.trial_until = service.trial_until;
  v.contract = contract_view(tx, service, day);
  v.end = end_view(tx, service);
  v.prepaid = prepaid_view(tx, v.id, day);
  v.access = explain_access(tx, v.id);
  v.session = live_session_of(tx, v.id);
  const usage::UsageSum month = usage::month_usage(tx, v.id, day);
  v.month_octets_in = month.octets_in;
  v.month_octets_out = month.octets_out;
  return v;
}

Outcome<ServiceView> view(db::Tx &tx, ServiceId id, Date day) {
  auto row = service_row(tx, id, day);
  if (!row)
    return refuse(Refusal::Kind::not_found, "service_unknown", fmt::format("There is no service {}.", id.value()));
  return view(tx, std::move(*row), day);
}

} // namespace
} // namespace demarc::network

template <> struct demarc::http::Rules<demarc::network::ServiceView> {
  static constexpr std::string_view name = "Service";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::network::HoldView> {
  static constexpr std::string_view name = "ServiceHold";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::network::PauseView> {
  static constexpr std::string_view name = "ServicePause";
  static FieldRules fields() { return {{"until", {.description = "The first day with service again"}}}; }
};
template <> struct demarc::http::Rules<demarc::network::PauseAsked> {
  static constexpr std::string_view name = "NewPause";
  static FieldRules fields() {
    return {{"from", {.description = "The first day without service; today when absent"}},
            {"until", {.description = "The first day with service again; absent: until it is resumed"}},
            {"note", {.max_length = 500, .optional = true}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewService> {
  static FieldRules fields() {
    return {
        {"username",
         {.min_length = 1,
          .max_length = 253,
          .description = "What the customer's router logs in with; may be absent where the plan's kind has no login"}},
        {"password", {.min_length = 4, .max_length = 128, .description = "Made up, and shown once, when absent"}},
        {"static_address", {.format = Format::ipv4}},
        {"static_prefix",
         {.max_length = 43,
          .description = "IPv6 prefix of the link between access server and router, such as 2001:db8:100::/64 "
                         "(Framed-IPv6-Prefix, RFC 3162); a /128 is sent as Framed-IPv6-Address (RFC 6911)"}},
        {"static_delegated_prefix",
         {.max_length = 43,
          .description = "IPv6 prefix of the network behind the router, /32 to /64 (Delegated-IPv6-Prefix, RFC 4818)"}},
        {"session_timeout_s", {.minimum = 1, .maximum = 31'536'000}},
        {"starts_on", {.description = "Today when absent"}},
        {"quantity", {.minimum = 1, .maximum = 100'000, .description = "1 when absent"}},
        {"coupon_code", {.max_length = 40, .description = "A coupon given with the sale"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::ItemView> {
  static constexpr std::string_view name = "ServiceItem";
  static FieldRules fields() {
    return {{"from", {.description = "Of what is charged once: the day of the charge"}},
            {"until", {.description = "The first day without it"}},
            {"price_minor", {.description = "Of one, as agreed for this customer or as the plan's"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::DiscountView> {
  static constexpr std::string_view name = "ServiceDiscount";
  static FieldRules fields() {
    return {{"percent_ppm", {.description = "Of the list price of each period"}},
            {"amount_minor", {.description = "Off the price of each full period"}},
            {"until", {.description = "The first day at the full price"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::ContractView> {
  static constexpr std::string_view name = "ServiceContract";
  static FieldRules fields() {
    return {{"from", {.description = "The first day of its term"}},
            {"minimum_until", {.description = "The first day after the minimum term; null: there is none"}},
            {"term_until",
             {.description = "The first day after the term that runs today; null: it runs on without a term"}},
            {"earliest_end",
             {.description = "The first day without service that costs no fee, when notice is given today"}},
            {"renewal_months", {.description = "Renews for so many months each time; 0: runs on without a term"}},
            {"fee_minor", {.description = "Of a flat fee; what a declining one begins with"}},
            {"fee_ppm", {.description = "Of the recurring price that remains"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::EndView> {
  static constexpr std::string_view name = "ServiceEndView";
  static FieldRules fields() {
    return {{"noticed_on", {.description = "What the contract's notice counts from"}},
            {"is_early", {.description = "Before the contract could have ended without a fee"}},
            {"fee_minor", {.description = "Of leaving early; not charged when it is waived"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::EndTerms> {
  static constexpr std::string_view name = "EndTerms";
  static FieldRules fields() {
    return {
        {"earliest_end", {.description = "The first day without service that costs no fee"}},
        {"has_contract",
         {.description = "Whether a contract is in force at that end; an end on the first day, or in a trial, meets "
                         "none"}},
        {"fee_words", {.description = "How the fee came about"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::ServiceEnd> {
  static FieldRules fields() {
    return {{"on", {.description = "The first day without it; the day it starts undoes the sale"}},
            {"noticed_on",
             {.description = "When the customer gave notice, which the contract counts from: today when absent, or as "
                             "of the end that is moved"}},
            {"waive_fee",
             {.description = "No fee for leaving early, with a reason; absent: as of the end that is moved, or false"}},
            {"waive_reason", {.min_length = 1, .max_length = 500, .description = "Kept, and on the timeline"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::PlanChange> {
  static FieldRules fields() {
    return {{"plan_id", {.description = "To its newest version; absent: the version stays"}},
            {"on", {.description = "Today when absent; of a prepaid service, with its next period when absent"}},
            {"quantity", {.minimum = 1, .maximum = 100'000, .description = "Absent: it stays"}},
            {"planned",
             {.description = "Of a quantity alone, where a move to another plan is to follow: whether it stays "
                             "(in the new quantity, unless it has one of its own) or is taken back; without it the "
                             "answer is 409 change_planned"}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewItem> {
  static constexpr std::string_view name = "NewServiceItem";
  static FieldRules fields() {
    return {{"from", {.description = "Today when absent; of what is charged once, the day of the charge"}},
            {"quantity", {.minimum = 1, .maximum = 100'000, .description = "1 when absent"}},
            {"price_minor", {.minimum = 0, .description = "Of one, agreed for this customer; the plan's when absent"}},
            {"instalments",
             {.minimum = 1, .maximum = 120, .description = "Of what is charged once: equal parts, a month apart"}},
            {"note", {.max_length = 500}}};
  }
};
template <> struct demarc::http::Rules<demarc::subscribers::NewDiscount> {
  static FieldRules fields() {
    return {{"coupon_code", {.max_length = 40, .description = "A coupon says all the rest but the day"}},
            {"name", {.max_length = 80, .description = "As it stands on invoices"}},
            {"percent_ppm", {.minimum = 1, .maximum = 1'000'000, .description = "10 % is 100000"}},
            {"amount_minor", {.minimum = 1, .description = "Off the price of each full period"}},
            {"periods", {.minimum = 1, .maximum = 1200, .description = "Full billing periods; absent: for ever"}},
            {"on_add_ons", {.description = "On add-ons too; false when absent"}},
            {"from", {.description = "Today when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::network::ItemEnd> {
  static FieldRules fields() { return {{"on", {.description = "The first day without it; today when absent"}}}; }
};
template <> struct demarc::http::Rules<demarc::network::HoldNote> {
  static FieldRules fields() { return {{"note", {.max_length = 500, .optional = true}}}; }
};

namespace demarc::network {

void register_services_api(http::Api &api, const crypto::Sealer &sealer) {
  api.get<http::NoQuery, ServiceList>("/v1/customers/{id}/services",
                                      {.id = "customer_services",
                                       .summary = "A customer's services",
                                       .permission = "customers.read",
                                       .tag = "Services"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<ServiceList> {
                                        TRY(customer, subscribers::find_customer(tx, call.path_id<CustomerId>("id")));
                                        const Date day = today(call, tx);
                                        ServiceList list;
                                        for (ServiceRow &row : service_rows_of(tx, customer.id, day))
                                          list.items.push_back(view(tx, std::move(row), day));
                                        return list;
                                      });
  api.post<subscribers::NewService, SoldService>(
      "/v1/customers/{id}/services",
      {.id = "create_service",
       .summary = "Sell a service",
       .permission = "customers.write",
       .tag = "Services",
       .status = 201,
       .secret_answer = true},
      [&sealer](http::Call &call, db::Tx &tx, const subscribers::NewService &in) -> Outcome<SoldService> {
        TRY(sold, add_service(tx, call.database(), sealer, call.path_id<CustomerId>("id"), in, act(call, tx)));
        TRY(service, view(tx, sold.service.id, today(call, tx)));
        return SoldService{std::move(service), in.password || !sold.has_login
                                                   ? std::nullopt
                                                   : std::optional(std::string(sold.password.reveal()))};
      });
  api.get<http::NoQuery, ServiceView>("/v1/services/{id}",
                                      {.id = "get_service",
                                       .summary = "A service, its access decision and its session",
                                       .permission = "customers.read",
                                       .tag = "Services"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                        return view(tx, call.path_id<ServiceId>("id"), today(call, tx));
                                      });
  api.patch<subscribers::ServiceEdit, ServiceView>(
      "/v1/services/{id}",
      {.id = "edit_service",
       .summary = "Change credentials, address or session time",
       .permission = "customers.write",
       .tag = "Services"},
      [&sealer](http::Call &call, db::Tx &tx, const subscribers::ServiceEdit &in) -> Outcome<ServiceView> {
        TRY(service, edit_service(tx, call.database(), sealer, call.path_id<ServiceId>("id"), in, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<http::NoBody, RevealedPassword>(
      "/v1/services/{id}/reveal-password",
      {.id = "reveal_service_password",
       .summary = "Show a service's password",
       .permission = "customers.write",
       .tag = "Services",
       .description = "Noted on the customer's timeline with who asked.",
       .idempotent = false},
      [&sealer](http::Call &call, db::Tx &tx, const http::NoBody &) -> Outcome<RevealedPassword> {
        const auto service = subscribers::find_service(tx, call.path_id<ServiceId>("id"));
        if (!service)
          return refuse(Refusal::Kind::not_found, "service_unknown", "There is no such service.");
        const auto password = sealer.open(service->password_sealed, subscribers::password_purpose);
        if (!password)
          return refuse(Refusal::Kind::conflict, "key_changed",
                        "The password was sealed with another key than this installation has; set a new one.");
        subscribers::tell(tx, call.database(),
                          {.customer_id = service->customer_id,
                           .service_id = service->id,
                           .at = call.now(),
                           .kind = "service.password_revealed",
                           .title = "Password shown to staff",
                           .detail = service->username,
                           .actor = call.actor().name});
        return RevealedPassword{std::string(password->reveal())};
      });
  api.post<PlanChange, ServiceView>(
      "/v1/services/{id}/change-plan",
      {.id = "change_plan",
       .summary = "Move a service to another plan or quantity",
       .permission = "customers.write",
       .tag = "Services",
       .description = "From `on` (today when absent). What was billed of the old plan beyond that day is credited, the "
                      "new plan charged by the day. A plan with a contract begins a new term on that day, unless the "
                      "term that runs ends later; a quantity alone leaves the contract as it is. A prepaid service "
                      "changes with its next period; with today as `on` it changes now: the days that are left are "
                      "given back, unless the plan keeps them, and a period of the new plan is bought."},
      [](http::Call &call, db::Tx &tx, const PlanChange &in) -> Outcome<ServiceView> {
        TRY(service, change_service_plan(tx, call.database(), call.path_id<ServiceId>("id"), in, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<subscribers::NewItem, ServiceView>(
      "/v1/services/{id}/items",
      {.id = "add_service_item",
       .summary = "Sell something beside the plan",
       .permission = "customers.write",
       .tag = "Services",
       .description = "An add-on recurs with the billing cycle of its plan; what is charged once stands on the next "
                      "invoice, or on as many as it has instalments. What is left of them falls due when the service "
                      "ends."},
      [](http::Call &call, db::Tx &tx, const subscribers::NewItem &in) -> Outcome<ServiceView> {
        TRY(service, add_service_item(tx, call.database(), call.path_id<ServiceId>("id"), in, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<ItemEnd, ServiceView>(
      "/v1/services/{id}/items/{item_id}/end",
      {.id = "end_service_item",
       .summary = "End an add-on, or take back what was charged once",
       .permission = "customers.write",
       .tag = "Services",
       .description = "Days billed beyond that day are credited. On its first day or before, the sale is undone."},
      [](http::Call &call, db::Tx &tx, const ItemEnd &in) -> Outcome<ServiceView> {
        TRY(service,
            end_service_item(tx, call.database(), call.path_id<ServiceId>("id"), call.path_id<ServiceItemId>("item_id"),
                             in.on.value_or(today(call, tx)), act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<subscribers::NewDiscount, ServiceView>(
      "/v1/services/{id}/discounts",
      {.id = "discount_service",
       .summary = "Give a discount",
       .permission = "customers.write",
       .tag = "Services",
       .description =
           "By a coupon's code, or a percentage or an amount of its own. Days billed before are credited and "
           "charged anew."},
      [](http::Call &call, db::Tx &tx, const subscribers::NewDiscount &in) -> Outcome<ServiceView> {
        TRY(service, discount_service(tx, call.database(), call.path_id<ServiceId>("id"), in, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<ItemEnd, ServiceView>("/v1/services/{id}/discounts/{discount_id}/end",
                                 {.id = "end_service_discount",
                                  .summary = "End a discount; `on` is the first day at the full price",
                                  .permission = "customers.write",
                                  .tag = "Services"},
                                 [](http::Call &call, db::Tx &tx, const ItemEnd &in) -> Outcome<ServiceView> {
                                   TRY(service, end_service_discount(tx, call.database(), call.path_id<ServiceId>("id"),
                                                                     call.path_id<DiscountId>("discount_id"),
                                                                     in.on.value_or(today(call, tx)), act(call, tx)));
                                   return view(tx, service.id, today(call, tx));
                                 });
  api.post<ServiceEnd, ServiceView>(
      "/v1/services/{id}/end",
      {.id = "end_service",
       .summary = "End a service; `on` is the first day without it",
       .permission = "customers.write",
       .tag = "Services",
       .description =
           "Where its contract could have ended only later, its fee for leaving early is charged on the last "
           "day of service, unless it is waived. Again with another day moves the end; what was charged for "
           "the one before is credited."},
      [](http::Call &call, db::Tx &tx, const ServiceEnd &in) -> Outcome<ServiceView> {
        TRY(service, end_service(tx, call.database(), call.path_id<ServiceId>("id"), in, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.get<EndQuery, EndTerms>("/v1/services/{id}/end-terms",
                              {.id = "service_end_terms",
                               .summary = "What the contract says of an end on a day",
                               .permission = "customers.read",
                               .tag = "Services",
                               .description = "`on` is the first day without service, today when absent; `noticed_on` "
                                              "as of the operation that ends it. POST /v1/quotes has the documents."},
                              [](http::Call &call, db::Tx &tx, const EndQuery &query) {
                                return end_terms(tx, call.path_id<ServiceId>("id"), query, today(call, tx));
                              });
  api.post<http::NoBody, ServiceView>(
      "/v1/services/{id}/keep",
      {.id = "keep_service",
       .summary = "Take back the end of a service",
       .permission = "customers.write",
       .tag = "Services",
       .description = "The service goes on as if it had never ended: its days are owed, a fee for leaving early is "
                      "credited."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) -> Outcome<ServiceView> {
        TRY(service, keep_service(tx, call.database(), call.path_id<ServiceId>("id"), act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<PauseAsked, ServiceView>(
      "/v1/services/{id}/pause",
      {.id = "pause_service",
       .summary = "Pause a service as its customer asked",
       .permission = "customers.write",
       .tag = "Services",
       .description =
           "No access and nothing owed for those days. Days billed before are credited by the next billing day; "
           "a day in the past is allowed."},
      [](http::Call &call, db::Tx &tx, const PauseAsked &in) -> Outcome<ServiceView> {
        TRY(service, pause_service(tx, call.database(), call.path_id<ServiceId>("id"),
                                   {in.from.value_or(today(call, tx)), in.until, in.note}, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<PauseEnd, ServiceView>("/v1/services/{id}/resume",
                                  {.id = "resume_service",
                                   .summary = "End a pause; `on` is the first day with service again",
                                   .permission = "customers.write",
                                   .tag = "Services",
                                   .description = "On a day before the pause begins it is taken back."},
                                  [](http::Call &call, db::Tx &tx, const PauseEnd &in) -> Outcome<ServiceView> {
                                    TRY(service, resume_service(tx, call.database(), call.path_id<ServiceId>("id"),
                                                                in.on.value_or(today(call, tx)), act(call, tx)));
                                    return view(tx, service.id, today(call, tx));
                                  });
  api.post<HoldNote, ServiceView>(
      "/v1/services/{id}/hold",
      {.id = "hold_service",
       .summary = "Keep a service off until it is released",
       .permission = "customers.write",
       .tag = "Services"},
      [](http::Call &call, db::Tx &tx, const HoldNote &in) -> Outcome<ServiceView> {
        TRY(service, hold_service(tx, call.database(), call.path_id<ServiceId>("id"), in.note, act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.post<http::NoBody, ServiceView>(
      "/v1/services/{id}/release",
      {.id = "release_service",
       .summary = "Release a service from hold",
       .permission = "customers.write",
       .tag = "Services"},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) -> Outcome<ServiceView> {
        TRY(service, release_service(tx, call.database(), call.path_id<ServiceId>("id"), act(call, tx)));
        return view(tx, service.id, today(call, tx));
      });
  api.get<UsageQuery, UsageList>("/v1/services/{id}/usage",
                                 {.id = "service_usage",
                                  .summary = "Octets by day; the last 31 days when nothing is asked",
                                  .permission = "customers.read",
                                  .tag = "Services"},
                                 [](http::Call &call, db::Tx &tx, const UsageQuery &query) {
                                   const Date to = query.to.value_or(today(call, tx).plus_days(1));
                                   return UsageList{usage::usage_between(tx, call.path_id<ServiceId>("id"),
                                                                         {query.from.value_or(to.plus_days(-31)), to})};
                                 });
}

} // namespace demarc::network
