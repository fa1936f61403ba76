#include "dunning/dunning_store.h"

#include <fmt/format.h>
#include <unordered_map>

namespace demarc::dunning {

namespace {

struct PolicyRow {
  DunningPolicyId id;
  std::string name;
  bool is_default;
  std::int64_t minimum_debt_minor;
  billing::Restriction restriction;
};
BOOST_DESCRIBE_STRUCT(PolicyRow, (), (id, name, is_default, minimum_debt_minor, restriction))

struct StepRow {
  DunningPolicyId policy_id;
  int days_after_due;
  Action action;
};
BOOST_DESCRIBE_STRUCT(StepRow, (), (policy_id, days_after_due, action))

std::vector<Policy> assemble(const std::vector<PolicyRow> &rows, const std::vector<StepRow> &steps) {
  std::vector<Policy> policies;
  for (const PolicyRow &row : rows) {
    Policy policy{row.id, row.name, row.is_default, row.minimum_debt_minor, row.restriction, {}};
    for (const StepRow &step : steps) {
      if (step.policy_id == row.id)
        policy.steps.push_back({step.days_after_due, step.action});
    }
    policies.push_back(std::move(policy));
  }
  return policies;
}

void insert_steps(db::Tx &tx, const Policy &policy) {
  std::vector<StepRow> rows;
  for (const Step &step : policy.steps)
    rows.push_back({policy.id, step.days_after_due, step.action});
  tx.insert_many("dunning_policy_step", rows);
}

struct AccountRow {
  CustomerId id;
  DunningPolicyId policy_id;
};
BOOST_DESCRIBE_STRUCT(AccountRow, (), (id, policy_id))

struct ItemRow {
  CustomerId customer_id;
  InvoiceId invoice_id;
  std::string number;
  Date due_on;
  std::int64_t open_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ItemRow, (), (customer_id, invoice_id, number, due_on, open_minor))

struct TakenRow {
  CustomerId customer_id;
  InvoiceId invoice_id;
  int days_after_due = 0;
  Action action = Action::remind;
  Date taken_on;
};
BOOST_DESCRIBE_STRUCT(TakenRow, (), (customer_id, invoice_id, days_after_due, action, taken_on))

struct StandingRow {
  CustomerId customer_id;
  billing::StandingState state = billing::StandingState::good;
  std::optional<billing::Restriction> restriction;
  std::optional<InvoiceId> invoice_id;
  std::optional<Date> since;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(StandingRow, (), (customer_id, state, restriction, invoice_id, since, reason))

} // namespace

void insert_policy(db::Tx &tx, const Policy &p) {
  tx.insert("dunning_policy", PolicyRow{p.id, p.name, p.is_default, p.minimum_debt_minor, p.restriction});
  insert_steps(tx, p);
}

void update_policy(db::Tx &tx, const Policy &p) {
  tx.exec(
      "update dunning_policy set name = $1, is_default = $2, minimum_debt_minor = $3, restriction = $4 where id = $5",
      p.name, p.is_default, p.minimum_debt_minor, p.restriction, p.id);
  tx.exec("delete from dunning_policy_step where policy_id = $1", p.id);
  insert_steps(tx, p);
}

void clear_default(db::Tx &tx) { tx.exec("update dunning_policy set is_default = 0 where is_default = 1"); }

bool policy_name_is_taken(db::Tx &tx, std::string_view name, DunningPolicyId except) {
  return tx.maybe<std::int64_t>("select id from dunning_policy where name = $1 and id <> $2", name, except).has_value();
}

std::vector<Policy> list_policies(db::Tx &tx) {
  return assemble(tx.all<PolicyRow>("select id, name, is_default, minimum_debt_minor, restriction from dunning_policy"
                                    " order by is_default desc, name"),
                  tx.all<StepRow>("select policy_id, days_after_due, action from dunning_policy_step"
                                  " order by policy_id, days_after_due, action"));
}

Outcome<Policy> find_policy(db::Tx &tx, DunningPolicyId id) {
  auto found = assemble(
      tx.all<PolicyRow>(
          "select id, name, is_default, minimum_debt_minor, restriction from dunning_policy where id = $1", id),
      tx.all<StepRow>("select policy_id, days_after_due, action from dunning_policy_step where policy_id = $1"
                      " order by days_after_due, action",
                      id));
  if (found.empty())
    return refuse(Refusal::Kind::not_found, "dunning_policy_unknown",
                  fmt::format("There is no dunning policy {}.", id.value()));
  return std::move(found.front());
}

std::vector<OpenItem> open_items_of(db::Tx &tx, CustomerId customer) {
  return tx.all<OpenItem>("select o.invoice_id as invoice_id, i.number as number, o.due_on as due_on,"
                          " o.open_minor as open_minor from open_item o join invoice i on i.id = o.invoice_id"
                          " where o.customer_id = $1 and o.open_minor > 0 order by o.due_on, o.invoice_id",
                          customer);
}

std::vector<TakenStep> steps_taken_of(db::Tx &tx, CustomerId customer) {
  return tx.all<TakenStep>("select d.invoice_id as invoice_id, d.days_after_due as days_after_due, d.action as action,"
                           " d.taken_on as taken_on from dunning_step d join open_item o on o.invoice_id = d.invoice_id"
                           " where d.customer_id = $1 and o.open_minor > 0 order by d.taken_on, d.invoice_id",
                           customer);
}

bool record_step(db::Tx &tx, CustomerId customer, const TakenStep &step, Instant at) {
  return tx.exec_counted(
             "insert into dunning_step (invoice_id, days_after_due, action, customer_id, taken_on, taken_at)"
             " values ($1, $2, $3, $4, $5, $6) on conflict (invoice_id, action, days_after_due) do nothing",
             step.invoice_id, step.days_after_due, step.action, customer, step.taken_on, at) == 1;
}

std::vector<CustomerId> customers_to_look_at(db::Tx &tx, Date today, CustomerId after, int limit) {
  return tx.all<CustomerId>(
      "select customer_id from (select customer_id from open_item where open_minor > 0 and due_on < $1"
      " union select customer_id from standing where state <> 'good') looked"
      " where customer_id > $2 order by customer_id limit $3",
      today, after, limit);
}

std::vector<LadderAccount> ladder_accounts(db::Tx &tx, const std::vector<CustomerId> &customers) {
  const std::string ids = db::id_list(tx, customers);
  std::vector<LadderAccount> accounts;
  std::unordered_map<CustomerId, std::size_t> at;
  for (const AccountRow &row : tx.all<AccountRow>(
           "select id, dunning_policy_id as policy_id from customer where id = any($1::bigint[]) order by id", ids)) {
    at.emplace(row.id, accounts.size());
    accounts.push_back({row.id, row.policy_id, {}, {}, {}});
  }
  // A row that came between the statements (PostgreSQL, READ COMMITTED) may be of a customer not seen before.
  const auto account_of = [&](CustomerId id) -> LadderAccount * {
    const auto found = at.find(id);
    return found == at.end() ? nullptr : &accounts[found->second];
  };
  for (ItemRow &row : tx.all<ItemRow>("select o.customer_id as customer_id, o.invoice_id as invoice_id,"
                                      " i.number as number, o.due_on as due_on, o.open_minor as open_minor"
                                      " from open_item o join invoice i on i.id = o.invoice_id"
                                      " where o.customer_id = any($1::bigint[]) and o.open_minor > 0"
                                      " order by o.due_on, o.invoice_id",
                                      ids)) {
    if (LadderAccount *account = account_of(row.customer_id))
      account->items.push_back({row.invoice_id, std::move(row.number), row.due_on, row.open_minor});
  }
  for (const TakenRow &row :
       tx.all<TakenRow>("select d.customer_id as customer_id, d.invoice_id as invoice_id,"
                        " d.days_after_due as days_after_due, d.action as action, d.taken_on as taken_on"
                        " from dunning_step d join open_item o on o.invoice_id = d.invoice_id"
                        " where d.customer_id = any($1::bigint[]) and o.open_minor > 0"
                        " order by d.taken_on, d.invoice_id",
                        ids)) {
    if (LadderAccount *account = account_of(row.customer_id))
      account->taken.push_back({row.invoice_id, row.days_after_due, row.action, row.taken_on});
  }
  for (StandingRow &row : tx.all<StandingRow>("select customer_id, state, restriction, invoice_id, since, reason"
                                              " from standing where customer_id = any($1::bigint[])",
                                              ids)) {
    if (LadderAccount *account = account_of(row.customer_id))
      account->standing = {row.state, row.restriction, row.invoice_id, row.since, std::move(row.reason)};
  }
  return accounts;
}

} // namespace demarc::dunning
