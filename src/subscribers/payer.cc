#include "subscribers/payer.h"

#include "catalog/legal_entity.h"
#include "subscribers/payer_store.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

void tell_payer(db::Tx &tx, db::Database &ids, CustomerId customer, std::string title, std::string detail,
                const std::optional<Customer> &other, const Act &act) {
  TimelineEvent event{.customer_id = customer,
                      .at = act.now,
                      .kind = "customer.payer",
                      .title = std::move(title),
                      .detail = std::move(detail),
                      .actor = act.actor};
  if (other) {
    event.ref_kind = "customer";
    event.ref_id = other->id.value();
    event.ref_text = other->number;
  }
  tell(tx, ids, std::move(event));
}

} // namespace

bool pays_from(db::Tx &tx, CustomerId payer, Date on) {
  const auto named = paid_by(tx, payer);
  return std::any_of(named.begin(), named.end(), [&](const CustomerPayer &row) {
    if (row.from_date >= on)
      return true;
    for (const CustomerPayer &later : payers_of(tx, row.customer_id)) {
      if (later.from_date > row.from_date)
        return later.from_date > on;
    }
    return true;
  });
}

bool has_payer_from(const std::vector<CustomerPayer> &rows, Date on) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_over = i + 1 < rows.size() && rows[i + 1].from_date <= on;
    if (rows[i].payer_id && !is_over)
      return true;
  }
  return false;
}

Outcome<Customer> set_payer(db::Tx &tx, db::Database &ids, CustomerId id, const NewPayer &in, const Act &act) {
  if (in.payer_id == id)
    return refuse("pays_for_themselves", "A customer is billed themselves without a payer: leave payer_id out.",
                  "payer_id");
  // Both are held, the lower id first, so that no two of these see half of one another.
  std::optional<Customer> payer;
  if (in.payer_id && *in.payer_id < id) {
    TRY(locked, lock_customer(tx, *in.payer_id));
    payer = std::move(locked);
  }
  TRY(customer, lock_customer(tx, id));
  if (in.payer_id && id < *in.payer_id) {
    TRY(locked, lock_customer(tx, *in.payer_id));
    payer = std::move(locked);
  }
  const Date on = in.on.value_or(act.today);
  if (payer) {
    if (has_prepaid(tx, id))
      return refuse(
          Refusal::Kind::conflict, "prepaid_has_no_payer",
          fmt::format("{} has a prepaid service, which is bought from their own balance: give that one money, "
                      "or move them to a billed plan first.",
                      customer.name),
          "payer_id");
    if (payer->currency != customer.currency)
      return refuse(Refusal::Kind::conflict, "currency_differs",
                    fmt::format("{} is billed in {}, {} in {}: who pays has the same currency.", payer->name,
                                payer->currency.code(), customer.name, customer.currency.code()),
                    "payer_id");
    if (payer->legal_entity_id != customer.legal_entity_id)
      return refuse(
          Refusal::Kind::conflict, "legal_entity_differs",
          fmt::format("{} buys from {}, {} from {}: who pays has the same legal entity. Choose another payer, "
                      "or make a customer for them with that one.",
                      payer->name, catalog::legal_entity_name(tx, payer->legal_entity_id), customer.name,
                      catalog::legal_entity_name(tx, customer.legal_entity_id)),
          "payer_id");
    if (has_payer_from(payers_of(tx, payer->id), on))
      return refuse(Refusal::Kind::conflict, "payer_has_payer",
                    fmt::format("Somebody else is billed for {} from that day on: choose them.", payer->name),
                    "payer_id");
    if (pays_from(tx, id, on))
      return refuse(Refusal::Kind::conflict, "pays_for_others",
                    fmt::format("{} is billed for others from that day on: end that first.", customer.name),
                    "payer_id");
  }
  const auto rows = payers_of(tx, id);
  const auto before = payer_of(tx, id, on.plus_days(-1));
  const bool replaces = std::any_of(rows.begin(), rows.end(), [&](const auto &row) { return row.from_date >= on; });
  if (!replaces && before == in.payer_id)
    return refuse(Refusal::Kind::conflict, "payer_unchanged",
                  payer ? fmt::format("{} is billed already.", payer->name)
                        : "The customer is billed themselves already.",
                  "payer_id");
  // Who was to pay from now on and does not any more is told too.
  std::vector<CustomerId> released;
  for (const CustomerPayer &row : rows) {
    if (row.payer_id && row.payer_id != in.payer_id && (row.from_date >= on || row.payer_id == before))
      released.push_back(*row.payer_id);
  }
  std::sort(released.begin(), released.end());
  released.erase(std::unique(released.begin(), released.end()), released.end());
  drop_payers_from(tx, id, on);
  if (before != in.payer_id)
    insert_payer(tx, {id, on, in.payer_id, act.actor, act.now});
  tell_payer(tx, ids, id, payer ? "Billed to somebody else" : "Billed themselves again",
             payer ? fmt::format("periods that begin on {} or later are billed to {} {}", to_string(on), payer->number,
                                 payer->name)
                   : fmt::format("periods that begin on {} or later", to_string(on)),
             payer, act);
  if (payer)
    tell_payer(tx, ids, payer->id, "Pays for another customer",
               fmt::format("{} {}, periods that begin on {} or later", customer.number, customer.name, to_string(on)),
               customer, act);
  for (const CustomerId other : released)
    tell_payer(tx, ids, other, "Does not pay for another customer any more",
               fmt::format("{} {}, periods that begin on {} or later", customer.number, customer.name, to_string(on)),
               customer, act);
  return customer;
}

} // namespace demarc::subscribers
