#include "dunning/credit_control.h"

#include "catalog/legal_entity.h"
#include "dunning/dunning_store.h"
#include "notify/message.h"
#include "subscribers/customer.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::dunning {

namespace {

std::string reminder_text(const std::string &seller, const subscribers::Customer &customer, const DueStep &due,
                          const Policy &policy, Currency currency) {
  std::string text =
      fmt::format("Hello {},\n\ninvoice {} over {} was due on {} and is not paid yet.\n", customer.name,
                  due.item.number, to_string(Money::minor(due.item.open_minor, currency)), to_string(due.item.due_on));
  for (const Step &step : policy.steps) {
    if (step.action == Action::suspend && step.days_after_due > due.days_overdue) {
      text += fmt::format("Without payment the service will be restricted on {}.\n",
                          to_string(due.item.due_on.plus_days(step.days_after_due)));
      break;
    }
  }
  text += fmt::format("If you have paid in the last days, thank you; you need not do anything.\n\n{}\n", seller);
  return text;
}

billing::Standing derived_standing(db::Tx &tx, CustomerId customer_id, Date today) {
  const auto items = open_items_of(tx, customer_id);
  // Most payments come in time: then neither the policy nor the steps matter, and are not read.
  if (overdue_minor(items, today) == 0)
    return {};
  const auto customer = subscribers::find_customer(tx, customer_id);
  const auto policy = find_policy(tx, customer->dunning_policy_id);
  return standing_of(*policy, items, steps_taken_of(tx, customer_id), today);
}

} // namespace

std::vector<network::AccessChange> refresh_standing(db::Tx &tx, db::Database &ids, CustomerId customer_id, Instant now,
                                                    Date today, const network::Cause &cause) {
  const auto standing = derived_standing(tx, customer_id, today);
  const auto before = billing::save_standing(tx, customer_id, standing);
  if (before == standing)
    return {};
  return network::refresh_access(tx, ids, customer_id, now, today, cause);
}

ControlResult control_customer(db::Tx &tx, db::Database &ids, CustomerId id, Instant now, Date today) {
  ControlResult result{.looked_at = 1};
  const auto customer = subscribers::lock_customer(tx, id);
  const auto policy = find_policy(tx, customer->dunning_policy_id);
  const auto before = billing::find_standing(tx, id);
  network::Cause cause;
  for (const DueStep &due : steps_due(*policy, open_items_of(tx, id), steps_taken_of(tx, id), today)) {
    if (!record_step(tx, id, {due.item.invoice_id, due.step.days_after_due, due.step.action, today}, now))
      continue;
    if (due.step.action == Action::remind) {
      notify::send(tx, ids, *customer, fmt::format("Reminder: invoice {} is open", due.item.number),
                   reminder_text(catalog::legal_entity_name(tx, customer->legal_entity_id), *customer, due, *policy,
                                 customer->currency),
                   "invoice", due.item.invoice_id.value(), now);
      subscribers::tell(
          tx, ids,
          {.customer_id = id,
           .at = now,
           .kind = "dunning.reminded",
           .title = "Reminder sent",
           .detail = fmt::format("invoice {} is {} days overdue, {} open", due.item.number, due.days_overdue,
                                 to_string(Money::minor(due.item.open_minor, customer->currency))),
           .ref_kind = "invoice",
           .ref_id = due.item.invoice_id.value(),
           .ref_text = due.item.number});
      ++result.reminded;
    } else {
      cause = {.words = fmt::format("invoice {} is {} days overdue", due.item.number, due.days_overdue),
               .ref_kind = "invoice",
               .ref_id = due.item.invoice_id.value(),
               .ref_text = due.item.number};
    }
  }
  refresh_standing(tx, ids, id, now, today, cause);
  const auto after = billing::find_standing(tx, id);
  const auto restricted = [](const billing::Standing &s) { return s.state == billing::StandingState::restricted; };
  result.restricted = restricted(after) && !restricted(before) ? 1 : 0;
  result.restored = restricted(before) && !restricted(after) ? 1 : 0;
  return result;
}

namespace {

// Those of the customers for whom the night changes something, found by the ladder alone: nearly everybody who owes
// waits for a step of a later day. What is found is decided again with the customer locked.
std::vector<CustomerId> with_something_to_do(db::Tx &tx, const std::vector<CustomerId> &customers, Date today) {
  const auto policies = list_policies(tx);
  std::vector<CustomerId> found;
  for (const LadderAccount &account : ladder_accounts(tx, customers)) {
    const auto policy = std::find_if(policies.begin(), policies.end(),
                                     [&](const Policy &candidate) { return candidate.id == account.policy_id; });
    if (policy == policies.end() || !steps_due(*policy, account.items, account.taken, today).empty() ||
        standing_of(*policy, account.items, account.taken, today) != account.standing)
      found.push_back(account.customer_id);
  }
  return found;
}

} // namespace

ControlResult control_all(db::Database &database, Instant now, Date today) {
  constexpr int page = 500;
  ControlResult total;
  CustomerId after;
  while (true) {
    const auto customers = database.read([&](db::Tx &tx) { return customers_to_look_at(tx, today, after, page); });
    const auto concerned = database.read([&](db::Tx &tx) { return with_something_to_do(tx, customers, today); });
    total.looked_at += static_cast<int>(customers.size());
    for (const CustomerId id : concerned) {
      const ControlResult one =
          database.write([&](db::Tx &tx) { return control_customer(tx, database, id, now, today); });
      total.reminded += one.reminded;
      total.restricted += one.restricted;
      total.restored += one.restored;
    }
    if (customers.size() < page)
      return total;
    after = customers.back();
  }
}

std::vector<std::string> verify_standings(db::Tx &tx, Date today) {
  std::vector<std::string> problems;
  const auto policies = list_policies(tx);
  CustomerId after;
  while (true) {
    const auto customers = customers_to_look_at(tx, today, after, 1000);
    for (const LadderAccount &account : ladder_accounts(tx, customers)) {
      const CustomerId id = account.customer_id;
      const auto policy = std::find_if(policies.begin(), policies.end(),
                                       [&](const Policy &candidate) { return candidate.id == account.policy_id; });
      if (policy == policies.end()) {
        problems.push_back(fmt::format("customer {}: no such dunning policy", id.value()));
        continue;
      }
      const auto expected = standing_of(*policy, account.items, account.taken, today);
      const billing::Standing &stored = account.standing;
      // An item becomes overdue at midnight and the nightly run notices later that day: only a restriction that is not
      // deserved, or one that is and is not there, is an error.
      if ((stored.state == billing::StandingState::restricted) !=
          (expected.state == billing::StandingState::restricted))
        problems.push_back(fmt::format("customer {}: stored standing is {}, derived is {}", id.value(),
                                       boost::describe::enum_to_string(stored.state, "?"),
                                       boost::describe::enum_to_string(expected.state, "?")));
      if (stored.state == billing::StandingState::restricted && overdue_minor(account.items, today) == 0)
        problems.push_back(fmt::format("customer {}: restricted although nothing is overdue", id.value()));
    }
    if (customers.size() < 1000)
      return problems;
    after = customers.back();
  }
}

} // namespace demarc::dunning
