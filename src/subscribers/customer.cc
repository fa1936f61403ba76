#include "subscribers/customer.h"

#include "base/ensure.h"
#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "subscribers/customer_store.h"
#include "subscribers/payer.h"
#include "subscribers/referral.h"
#include "subscribers/timeline.h"
#include "subscribers/vat_registry.h"

#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

Outcome<Done> check(db::Tx &tx, const Customer &c) {
  if (c.name.empty() || c.name.size() > 200)
    return refuse("name_missing", "Give the customer's name, at most 200 characters.", "name");
  if (!c.email.empty()) {
    const std::size_t at = c.email.find('@');
    if (at == 0 || at == std::string::npos || at + 1 == c.email.size() || c.email.find(' ') != std::string::npos)
      return refuse("email_malformed", fmt::format("\"{}\" is no e-mail address.", c.email), "email");
  }
  if (c.country.size() != 2)
    return refuse("country_unknown", "Give the country as two letters of ISO 3166, such as \"DE\".", "country");
  if (!policy_exists(tx, c.dunning_policy_id))
    return refuse("dunning_policy_unknown", "There is no such dunning policy.", "dunning_policy_id");
  return Done{};
}

// What was billed and booked stays where it is, so a customer with either stays too.
Outcome<Done> check_new_entity(db::Tx &tx, const Customer &customer, LegalEntityId to, Date today) {
  TRY(sells, catalog::check_may_sell(tx, to));
  (void)sells;
  if (has_books(tx, customer.id))
    return refuse(
        Refusal::Kind::conflict, "legal_entity_in_use",
        fmt::format("{} has documents or payments in the books of {}, so they stay its customer. To go on with "
                    "another legal entity, end the services here and make a new customer there.",
                    customer.name, catalog::legal_entity_name(tx, customer.legal_entity_id)),
        "legal_entity_id");
  if (has_payer_from(payers_of(tx, customer.id), today) || pays_from(tx, customer.id, today))
    return refuse(
        Refusal::Kind::conflict, "legal_entity_differs",
        fmt::format("{} is billed for somebody, or somebody for them, and both buy from one legal entity: end "
                    "that first.",
                    customer.name),
        "legal_entity_id");
  return Done{};
}

} // namespace

Outcome<Date> anchor_for(int billing_day, Date joined_on) {
  if (billing_day < 1 || billing_day > 31)
    return refuse("billing_day_out_of_range",
                  "The billing day is a day of the month, 1 to 31; shorter months use their last.", "billing_day");
  // The anchor carries the full day number, so look back for a month that has it: one of any three does.
  for (int back = 0;; ++back) {
    const Date month = Date::of(joined_on.year(), joined_on.month(), 1).plus_months_clamped(-back);
    const auto anchor = Date::parse(fmt::format("{:04}-{:02}-{:02}", month.year(), month.month(), billing_day));
    if (anchor && *anchor <= joined_on)
      return *anchor;
    ENSURE(back <= 3, "one month of any three in a row has the day");
  }
}

Outcome<Customer> create_customer(db::Tx &tx, db::Database &ids, const NewCustomer &in, Instant now,
                                  const std::string &actor) {
  const catalog::Provider provider = catalog::find_provider(tx);
  Customer c;
  c.joined_on = catalog::zone_of(provider).date(now);
  c.kind = in.kind;
  c.name = in.name;
  c.email = in.email.value_or("");
  c.phone = in.phone.value_or("");
  c.street = in.street;
  c.city = in.city;
  c.postal_code = in.postal_code;
  c.region = in.region.value_or("");
  c.legal_entity_id = in.legal_entity_id.value_or(first_legal_entity);
  TRY(sells, catalog::check_may_sell(tx, c.legal_entity_id));
  (void)sells;
  TRY(seller, catalog::find_legal_entity(tx, c.legal_entity_id));
  c.country = in.country.value_or(seller.country);
  c.vat_number = in.vat_number.value_or("");
  c.language = in.language.value_or(provider.locale);
  c.note = in.note.value_or("");
  c.currency = provider.currency;
  TRY(anchor, anchor_for(in.billing_day.value_or(c.joined_on.day()), c.joined_on));
  c.billing_anchor = anchor;
  const auto policy = in.dunning_policy_id ? in.dunning_policy_id : default_policy(tx);
  if (!policy)
    return refuse(Refusal::Kind::conflict, "dunning_policy_missing",
                  "Create a dunning policy first: it says what happens when an invoice is not paid.");
  c.dunning_policy_id = *policy;
  TRY(checked, check(tx, c));
  (void)checked;
  c.id = ids.next<CustomerId>("customer");
  c.number = fmt::format("C-{:06}", c.id.value());
  insert_customer(tx, c, now);
  if (in.billing_day)
    store_chosen_billing_day(tx, c.id);
  tell(tx, ids,
       {.customer_id = c.id,
        .at = now,
        .kind = "customer.created",
        .title = "Customer created",
        .detail = fmt::format("billing day {}", c.billing_anchor.day()),
        .actor = actor});
  if (in.referred_by) {
    auto named = name_referrer(tx, ids, c.id, {in.referred_by}, {now, c.joined_on, actor});
    if (!named) {
      named.error().field = "referred_by";
      return tl::make_unexpected(std::move(named.error()));
    }
  }
  ask_about_new_number(tx, c, now, c.joined_on);
  tx.notify("dashboard", "");
  return c;
}

Outcome<Customer> edit_customer(db::Tx &tx, db::Database &ids, CustomerId id, const CustomerEdit &edit, Instant now,
                                const std::string &actor) {
  TRY(before, lock_customer(tx, id));
  Customer c = before;
  c.kind = edit.kind.value_or(c.kind);
  c.name = edit.name.value_or(c.name);
  c.email = edit.email.value_or(c.email);
  c.phone = edit.phone.value_or(c.phone);
  c.street = edit.street.value_or(c.street);
  c.city = edit.city.value_or(c.city);
  c.postal_code = edit.postal_code.value_or(c.postal_code);
  c.region = edit.region.value_or(c.region);
  c.country = edit.country.value_or(c.country);
  c.vat_number = edit.vat_number.value_or(c.vat_number);
  c.language = edit.language.value_or(c.language);
  c.note = edit.note.value_or(c.note);
  c.dunning_policy_id = edit.dunning_policy_id.value_or(c.dunning_policy_id);
  c.legal_entity_id = edit.legal_entity_id.value_or(c.legal_entity_id);
  if (c.legal_entity_id != before.legal_entity_id) {
    TRY(may, check_new_entity(tx, before, c.legal_entity_id, catalog::business_date(tx, now)));
    (void)may;
  }
  TRY(checked, check(tx, c));
  (void)checked;
  update_customer(tx, c);
  std::string changed;
  const auto note = [&](const std::string &was, const std::string &is, std::string_view what) {
    if (was != is)
      changed += fmt::format("{}{}", changed.empty() ? "" : ", ", what);
  };
  note(before.name, c.name, "name");
  note(before.email, c.email, "e-mail");
  note(before.phone, c.phone, "phone");
  note(before.street + before.city + before.postal_code, c.street + c.city + c.postal_code, "address");
  note(before.vat_number, c.vat_number, "VAT number");
  note(before.note, c.note, "note");
  if (before.legal_entity_id != c.legal_entity_id)
    note("", "changed", fmt::format("buys from {}", catalog::legal_entity_name(tx, c.legal_entity_id)));
  tell(tx, ids,
       {.customer_id = id,
        .at = now,
        .kind = "customer.edited",
        .title = "Customer edited",
        .detail = changed,
        .actor = actor});
  if (c.vat_number != before.vat_number)
    ask_about_new_number(tx, c, now, catalog::business_date(tx, now));
  return c;
}

} // namespace demarc::subscribers
