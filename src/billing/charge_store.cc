#include "billing/charge_store.h"

#include "billing/run_billing.h"
#include "subscribers/customer_store.h"
#include "subscribers/prepaid_store.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace demarc::billing {

namespace {

// Through the customers in the order of their ids, in one pass over a whole run: from the last one on by the primary
// key, the mark of each looked up. A join would let the database begin with all marks, for every few hundred customers
// anew.
constexpr std::string_view due_sql =
    "select c.id from customer c where c.id > $1 and"
    " coalesce((select m.next_on from billing_mark m where m.customer_id = c.id), '') <= $2 order by c.id limit $3";
constexpr std::string_view lock_due_sql =
    "select c.id from customer c where c.id > $1 and"
    " coalesce((select m.next_on from billing_mark m where m.customer_id = c.id), '') <= $2 order by c.id limit $3"
    " for update of c";

struct CustomerRow {
  CustomerId id;
  std::string number, name, street, city, postal_code, region, country, vat_number, language;
  Currency currency = Currency::of("XXX");
  Date billing_anchor;
  Date joined_on;
  std::optional<Date> billed_until;
  std::optional<bool> in_step;
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (),
                      (id, number, name, street, city, postal_code, region, country, vat_number, language, currency,
                       billing_anchor, joined_on, billed_until, in_step, legal_entity_id))

struct ServiceRow {
  ServiceId id;
  CustomerId customer_id;
  std::string username;
  Date starts_on;
  std::optional<Date> ends_on;
  std::optional<Date> trial_until;
};
BOOST_DESCRIBE_STRUCT(ServiceRow, (), (id, customer_id, username, starts_on, ends_on, trial_until))

struct PlanRow {
  ServiceId service_id;
  Date from_date;
  PlanVersionId plan_version_id;
  std::int64_t quantity = 1;
};
BOOST_DESCRIBE_STRUCT(PlanRow, (), (service_id, from_date, plan_version_id, quantity))

struct ItemRow {
  ServiceItemId id;
  ServiceId service_id;
  PlanVersionId plan_version_id;
  Date from_date;
  std::optional<Date> until_date;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_minor;
  int instalments = 1;
};
BOOST_DESCRIBE_STRUCT(ItemRow, (),
                      (id, service_id, plan_version_id, from_date, until_date, quantity, price_minor, instalments))

struct DiscountRow {
  ServiceId service_id;
  DiscountId discount_id;
  std::string name;
  Date from_date;
  std::optional<Date> until_date;
  std::int64_t percent_ppm = 0;
  std::int64_t amount_minor = 0;
  bool on_add_ons = false;
};
BOOST_DESCRIBE_STRUCT(DiscountRow, (),
                      (service_id, discount_id, name, from_date, until_date, percent_ppm, amount_minor, on_add_ons))

struct PauseRow {
  ServiceId service_id;
  Date from_date;
  std::optional<Date> until_date;
};
BOOST_DESCRIBE_STRUCT(PauseRow, (), (service_id, from_date, until_date))

struct ContractRow {
  ServiceId service_id;
  Date from_date;
  int minimum_months = 0;
  int renewal_months = 0;
  int notice_days = 0;
  catalog::TerminationFee fee_kind = catalog::TerminationFee::none;
  std::int64_t fee_minor = 0;
  std::int64_t fee_ppm = 0;
};
BOOST_DESCRIBE_STRUCT(ContractRow, (),
                      (service_id, from_date, minimum_months, renewal_months, notice_days, fee_kind, fee_minor,
                       fee_ppm))

struct EndRow {
  ServiceId service_id;
  Date noticed_on;
  bool fee_waived = false;
};
BOOST_DESCRIBE_STRUCT(EndRow, (), (service_id, noticed_on, fee_waived))

struct ChargedRow {
  ChargeId id;
  ServiceId service_id;
  Date period_start;
  Date period_end;
  Date full_start;
  Date full_end;
  PlanVersionId plan_version_id;
  std::int64_t net_minor = 0;
  std::optional<ChargeId> reverses_charge_id;
  InvoiceId invoice_id;
  std::int64_t line = 0;
  ServiceItemId item_id;
  std::int64_t quantity = 1;
  std::optional<std::int64_t> price_micro;
  std::string tax_place;
  std::optional<CustomerId> payer_id;
};
BOOST_DESCRIBE_STRUCT(ChargedRow, (),
                      (id, service_id, period_start, period_end, full_start, full_end, plan_version_id, net_minor,
                       reverses_charge_id, invoice_id, line, item_id, quantity, price_micro, tax_place, payer_id))

struct PlaceRow {
  ServiceId service_id;
  Date from_date;
  std::string tax_place;
  std::optional<ServiceItemId> fee_item_id;
};
BOOST_DESCRIBE_STRUCT(PlaceRow, (), (service_id, from_date, tax_place, fee_item_id))

struct PayerRow {
  CustomerId customer_id;
  Date from_date;
  std::optional<CustomerId> payer_id;
};
BOOST_DESCRIBE_STRUCT(PayerRow, (), (customer_id, from_date, payer_id))

struct CustomerDiscountRow {
  CustomerId customer_id;
  CustomerDiscountId id;
  std::string name;
  Date from_date;
  std::optional<Date> until_date;
  std::int64_t percent_ppm = 0;
  std::int64_t amount_minor = 0;
  std::optional<int> invoices;
};
BOOST_DESCRIBE_STRUCT(CustomerDiscountRow, (),
                      (customer_id, id, name, from_date, until_date, percent_ppm, amount_minor, invoices))
struct ShareRow {
  ChargeId charge_id;
  CustomerDiscountId discount_id;
  Date used_on;
  std::int64_t amount_minor = 0;
  std::string name;
  bool is_kept = false;
};
BOOST_DESCRIBE_STRUCT(ShareRow, (), (charge_id, discount_id, used_on, amount_minor, name, is_kept))

std::string address_block(const CustomerRow &c) {
  std::string block = c.name;
  const auto add = [&](const std::string &line) {
    if (!line.empty())
      block += '\n' + line;
  };
  add(c.street);
  add(c.postal_code.empty() ? c.city : fmt::format("{} {}", c.postal_code, c.city));
  add(c.region);
  add(c.country);
  add(c.vat_number.empty() ? "" : fmt::format("VAT {}", c.vat_number));
  return block;
}

// What was bought for those that are prepaid, and whether somebody holds them.
void load_prepaid(db::Tx &tx, const std::string &sold, std::unordered_map<ServiceId, ServiceAccount> &services) {
  const auto states = subscribers::prepaid_of_services(tx, sold);
  if (states.empty())
    return;
  for (const subscribers::Prepaid &state : states) {
    if (const auto found = services.find(state.service_id); found != services.end())
      found->second.life.prepaid = PrepaidLife{state, {}, false};
  }
  const auto prepaid = [&](ServiceId id) -> PrepaidLife * {
    const auto found = services.find(id);
    return found != services.end() && found->second.life.prepaid ? &*found->second.life.prepaid : nullptr;
  };
  for (const subscribers::Purchase &bought : subscribers::purchases_of_services(tx, sold)) {
    if (PrepaidLife *life = prepaid(bought.service_id))
      life->purchases.push_back(bought);
  }
  for (const ServiceId id :
       tx.all<ServiceId>("select service_id from service_hold where service_id = any($1::bigint[])", sold)) {
    if (PrepaidLife *life = prepaid(id))
      life->is_held = true;
  }
}

// On the invoice, with what they took off each charge; few customers have any.
template <class AccountOf>
std::unordered_map<ChargeId, std::vector<DiscountShare>> load_discounts(db::Tx &tx, const std::string &ids,
                                                                        AccountOf &&account_of) {
  std::unordered_map<ChargeId, std::vector<DiscountShare>> shares;
  const auto rows = tx.all<CustomerDiscountRow>(
      "select customer_id, id, name, from_date, until_date, percent_ppm, amount_minor, invoices from customer_discount"
      " where customer_id = any($1::bigint[]) order by customer_id, from_date, id",
      ids);
  if (rows.empty())
    return shares;
  for (const CustomerDiscountRow &row : rows) {
    if (Account *account = account_of(row.customer_id))
      account->discounts.push_back(
          {row.id, row.name, row.from_date, row.until_date, row.percent_ppm, row.amount_minor, row.invoices});
  }
  for (ShareRow &row :
       tx.all<ShareRow>("select s.charge_id as charge_id, s.discount_id as discount_id, s.used_on as used_on,"
                        " s.amount_minor as amount_minor, d.name as name,"
                        " case when i.issued_on <> s.used_on then 1 else 0 end as is_kept from customer_discount d"
                        " join charge_discount s on s.discount_id = d.id join charge c on c.id = s.charge_id"
                        " join invoice i on i.id = c.invoice_id where d.customer_id = any($1::bigint[])"
                        " order by s.charge_id, s.discount_id, s.used_on",
                        ids))
    shares[row.charge_id].push_back({row.discount_id, row.used_on, row.amount_minor, std::move(row.name), row.is_kept});
  return shares;
}

// Of `customers` alone, each with the services of those that it pays for behind its own.
std::vector<BillableCustomer> with_paid(std::vector<BillableCustomer> read, const std::vector<CustomerId> &customers,
                                        const std::vector<PaidAccount> &paid) {
  std::unordered_map<CustomerId, std::size_t> at;
  for (std::size_t i = 0; i < read.size(); ++i)
    at.emplace(read[i].account.id, i);
  std::vector<CustomerId> wanted = customers;
  std::sort(wanted.begin(), wanted.end());
  std::vector<BillableCustomer> all;
  for (const BillableCustomer &one : read) {
    if (std::binary_search(wanted.begin(), wanted.end(), one.account.id))
      all.push_back(one);
  }
  for (BillableCustomer &payer : all) {
    for (const PaidAccount &one : paid) {
      const auto of = at.find(one.customer_id);
      if (one.payer_id == payer.account.id && of != at.end())
        add_services_of(payer.account, read[of->second].account);
    }
  }
  return all;
}

} // namespace

void add_services_of(Account &payer, const Account &other) {
  for (const ServiceAccount &service : other.services) {
    if (service.of)
      continue; // who has a payer pays for nobody: of another time
    payer.services.push_back(service);
    payer.services.back().of = OtherAccount{other.id, other.heading, other.anchors};
  }
}

void plan_by_key(db::Tx &tx) {
  if (tx.engine() == db::Engine::postgres)
    tx.exec(
        "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true),"
        " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
        " set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)");
}

void plan_as_usual(db::Tx &tx) {
  if (tx.engine() == db::Engine::postgres)
    for (const std::string_view setting : {"plan_cache_mode", "enable_seqscan", "enable_hashjoin", "enable_mergejoin",
                                           "max_parallel_workers_per_gather", "jit"})
      tx.exec(fmt::format("set local {} to default", setting));
}

std::vector<CustomerId> lock_due_customers(db::Tx &tx, CustomerId after, Date until, int limit) {
  return tx.all<CustomerId>(lock_due_sql, after, until, limit);
}

std::vector<CustomerId> due_customers(db::Tx &tx, CustomerId after, Date until, int limit) {
  return tx.all<CustomerId>(due_sql, after, until, limit);
}

std::int64_t count_due_customers(db::Tx &tx, Date until) {
  return tx.one<std::int64_t>("select count(*) from customer c left join billing_mark m on m.customer_id = c.id"
                              " where m.next_on is null or m.next_on <= $1",
                              until);
}

std::vector<CustomerId> customers_after(db::Tx &tx, CustomerId after, int limit) {
  return tx.all<CustomerId>("select id from customer where id > $1 order by id limit $2", after, limit);
}

std::vector<PaidAccount> accounts_paid_by(db::Tx &tx, const std::vector<CustomerId> &payers) {
  // Who was billed once has to be looked at even when that was taken back from the beginning.
  return tx.all<PaidAccount>(
      "select payer_id, customer_id from customer_payer where payer_id = any($1::bigint[])"
      " union select k.payer_id, (select s.customer_id from service s where s.id = k.service_id) from charge k"
      "  where k.payer_id = any($1::bigint[]) order by 1, 2",
      db::id_list(tx, payers));
}

std::vector<BillableCustomer> load_customers(db::Tx &tx, const std::vector<CustomerId> &customers) {
  // Those that they pay for are read along: the same service may be looked at for two accounts.
  const std::vector<PaidAccount> paid = accounts_paid_by(tx, customers);
  std::vector<CustomerId> read = customers;
  for (const PaidAccount &one : paid)
    read.push_back(one.customer_id);
  std::sort(read.begin(), read.end());
  read.erase(std::unique(read.begin(), read.end()), read.end());
  const std::string ids = db::id_list(tx, read);
  std::vector<BillableCustomer> all; // of `read`
  std::unordered_map<CustomerId, std::size_t> at;
  for (CustomerRow &row : tx.all<CustomerRow>(
           "select c.id as id, c.number as number, c.name as name, c.street as street, c.city as city, c.postal_code "
           "as postal_code,"
           " c.region as region, c.country as country, c.vat_number as vat_number, c.language as language,"
           " c.currency as currency,"
           " c.billing_anchor as billing_anchor, c.joined_on as joined_on, m.billed_until as billed_until,"
           " m.in_step as in_step, c.legal_entity_id as legal_entity_id from customer c left join billing_mark m on "
           "m.customer_id = c.id"
           " where c.id = any($1::bigint[]) order by c.id",
           ids)) {
    at.emplace(row.id, all.size());
    all.push_back({{row.id,
                    row.currency,
                    row.billing_anchor,
                    row.joined_on,
                    row.billed_until,
                    {},
                    fmt::format("{} {}", row.number, row.name),
                    {}},
                   row.name,
                   address_block(row),
                   row.language,
                   row.in_step.has_value(),
                   row.in_step.value_or(true),
                   row.legal_entity_id});
  }
  const auto newest = [&](CustomerId id) { return all[at.at(id)].account.anchors.stretches().back().anchor; };
  for (auto &[customer, anchors] : subscribers::changed_anchors(tx, ids, newest))
    all[at.at(customer)].account.anchors = std::move(anchors);
  for (const PayerRow &row : tx.all<PayerRow>("select customer_id, from_date, payer_id from customer_payer"
                                              " where customer_id = any($1::bigint[]) order by customer_id, from_date",
                                              ids))
    all[at.at(row.customer_id)].account.payers.push_back({row.from_date, row.payer_id});
  std::unordered_map<ServiceId, ServiceAccount> services;
  // All that follows is looked up by the services' ids, without a join that a database might begin at its other end.
  // The + keeps it from walking through the whole of a key for the sake of the order.
  const auto service_rows =
      tx.all<ServiceRow>("select id, customer_id, username, starts_on, ends_on, trial_until from service"
                         " where customer_id = any($1::bigint[]) order by + id",
                         ids);
  std::vector<ServiceId> service_ids;
  for (const ServiceRow &row : service_rows)
    service_ids.push_back(row.id);
  const std::string sold = db::id_list(tx, service_ids);
  for (const ServiceRow &row : service_rows)
    services.emplace(row.id, ServiceAccount{{.id = row.id,
                                             .username = row.username,
                                             .starts_on = row.starts_on,
                                             .ends_on = row.ends_on,
                                             .plans = {},
                                             .trial_until = row.trial_until},
                                            {}});
  for (const PlanRow &row : tx.all<PlanRow>(
           "select p.service_id as service_id, p.from_date as from_date, p.plan_version_id as plan_version_id,"
           " p.quantity as quantity from service_plan p"
           " where p.service_id = any($1::bigint[]) order by + p.service_id, p.from_date",
           sold)) {
    // A service sold between the statements (PostgreSQL, READ COMMITTED, preview only) waits for the next look.
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.life.plans.push_back({row.from_date, row.plan_version_id, row.quantity});
  }
  for (const PauseRow &row :
       tx.all<PauseRow>("select p.service_id as service_id, p.from_date as from_date, p.until_date as until_date"
                        " from service_pause p"
                        " where p.service_id = any($1::bigint[]) order by + p.service_id, p.from_date",
                        sold)) {
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.life.pauses.push_back({row.from_date, row.until_date});
  }
  for (PlaceRow &row :
       tx.all<PlaceRow>("select l.service_id as service_id, l.from_date as from_date, l.tax_place as tax_place,"
                        " l.fee_item_id as fee_item_id"
                        " from service_location l"
                        " where l.service_id = any($1::bigint[]) order by + l.service_id, l.from_date",
                        sold)) {
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.life.places.push_back({row.from_date, std::move(row.tax_place), row.fee_item_id});
  }
  for (const ItemRow &row :
       tx.all<ItemRow>("select i.id as id, i.service_id as service_id, i.plan_version_id as plan_version_id,"
                       " i.from_date as from_date, i.until_date as until_date, i.quantity as quantity,"
                       " i.price_minor as price_minor, i.instalments as instalments"
                       " from service_item i"
                       " where i.service_id = any($1::bigint[]) order by + i.service_id, i.id",
                       sold)) {
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.life.items.push_back(
          {row.id, row.plan_version_id, row.from_date, row.until_date, row.quantity, row.price_minor, row.instalments});
  }
  for (DiscountRow &row : tx.all<DiscountRow>(
           "select d.service_id as service_id, d.id as discount_id, d.name as name, d.from_date as from_date,"
           " d.until_date as until_date, d.percent_ppm as percent_ppm, d.amount_minor as amount_minor,"
           " d.on_add_ons as on_add_ons from service_discount d"
           " where d.service_id = any($1::bigint[]) order by + d.service_id, d.from_date, d.id",
           sold)) {
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.life.discounts.push_back({row.discount_id, std::move(row.name), row.from_date, row.until_date,
                                              row.percent_ppm, row.amount_minor, row.on_add_ons});
  }
  for (const ContractRow &row : tx.all<ContractRow>(
           "select k.service_id as service_id, k.from_date as from_date, k.minimum_months as minimum_months,"
           " k.renewal_months as renewal_months, k.notice_days as notice_days, k.fee_kind as fee_kind,"
           " k.fee_minor as fee_minor, k.fee_ppm as fee_ppm"
           " from service_contract k"
           " where k.service_id = any($1::bigint[]) order by + k.service_id, k.from_date",
           sold)) {
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.life.contracts.push_back(
          {row.from_date,
           {row.minimum_months, row.renewal_months, row.notice_days, row.fee_kind, row.fee_minor, row.fee_ppm}});
  }
  for (const EndRow &row :
       tx.all<EndRow>("select e.service_id as service_id, e.noticed_on as noticed_on, e.fee_waived as fee_waived"
                      " from service_end e"
                      " where e.service_id = any($1::bigint[])",
                      sold)) {
    if (const auto found = services.find(row.service_id); found != services.end()) {
      found->second.life.noticed_on = row.noticed_on;
      found->second.life.fee_waived = row.fee_waived;
    }
  }
  load_prepaid(tx, sold, services);
  auto shares = load_discounts(tx, ids, [&](CustomerId id) {
    const auto found = at.find(id);
    return found == at.end() ? nullptr : &all[found->second].account;
  });
  const auto discounts_of = [&](ChargeId id) {
    const auto found = shares.find(id);
    return found == shares.end() ? std::vector<DiscountShare>{} : std::move(found->second);
  };
  for (const ChargedRow &row : tx.all<ChargedRow>(
           "select c.id as id, c.service_id as service_id, c.period_start as period_start, c.period_end as period_end,"
           " c.full_start as full_start, c.full_end as full_end, c.plan_version_id as plan_version_id,"
           " c.net_minor as net_minor, c.reverses_charge_id as reverses_charge_id, c.invoice_id as invoice_id,"
           " c.line as line, c.item_id as item_id, c.quantity as quantity, c.price_micro as price_micro,"
           " c.tax_place as tax_place, c.payer_id as payer_id"
           " from charge c"
           " where c.service_id = any($1::bigint[]) order by + c.service_id, c.id",
           sold)) {
    if (const auto found = services.find(row.service_id); found != services.end())
      found->second.charged.push_back({row.id, row.plan_version_id, Period{row.full_start, row.full_end},
                                       Period{row.period_start, row.period_end}, row.net_minor, row.reverses_charge_id,
                                       row.invoice_id, row.line, row.item_id, row.quantity, row.price_micro,
                                       row.tax_place, row.payer_id, discounts_of(row.id)});
  }
  for (const ServiceRow &row : service_rows) {
    if (const auto found = at.find(row.customer_id); found != at.end()) {
      Account &account = all[found->second].account;
      account.services.push_back(std::move(services.at(row.id)));
      account.services.back().life.payers = account.payers;
    }
  }
  return paid.empty() ? all : with_paid(std::move(all), customers, paid);
}

void insert_charges(db::Tx &tx, const std::vector<ChargeRow> &charges) { tx.insert_many("charge", charges); }

void insert_charge_discounts(db::Tx &tx, const std::vector<ChargeDiscountRow> &rows) {
  std::set<std::pair<CustomerDiscountId, Date>> uses;
  for (const ChargeDiscountRow &row : rows) {
    if (uses.emplace(row.discount_id, row.used_on).second)
      tx.exec("insert into customer_discount_use (discount_id, used_on) values ($1, $2) on conflict do nothing",
              row.discount_id, row.used_on);
  }
  tx.insert_many("charge_discount", rows);
}

void save_marks(db::Tx &tx, const std::vector<BillingMark> &marks, const std::vector<CustomerId> &replaced) {
  if (!replaced.empty())
    tx.exec("delete from billing_mark where customer_id = any($1::bigint[])", db::id_list(tx, replaced));
  tx.insert_many("billing_mark", marks);
}

void review_billing(db::Tx &tx, CustomerId customer) {
  // A run writes the mark of whom it holds, so the payers are held too.
  const auto payers = tx.all<CustomerId>("select c.id from customer c where c.id in"
                                         " (select p.payer_id from customer_payer p where p.customer_id = $1"
                                         "  union select k.payer_id from service s join charge k on k.service_id = s.id"
                                         "  where s.customer_id = $1 and k.payer_id is not null)"
                                         " order by c.id for update of c",
                                         customer);
  tx.exec("update billing_mark set next_on = '0001-01-01', in_step = 0 where customer_id = $1", customer);
  if (!payers.empty())
    tx.exec("update billing_mark set next_on = '0001-01-01', in_step = 0 where customer_id = any($1::bigint[])",
            db::id_list(tx, payers));
}

} // namespace demarc::billing
