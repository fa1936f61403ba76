#include "subscribers/customer_store.h"

#include "subscribers/search_text.h"

#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

constexpr int search_folding = 1; // raised, with a migration, when fold_for_search changes

constexpr std::string_view select_customer =
    "select id, number, kind, name, email, phone, street, city, postal_code, region, country, vat_number, language, "
    "note,"
    " currency, billing_anchor, dunning_policy_id, joined_on, status, legal_entity_id from customer where id = $1";

std::string search_text_of(const Customer &c) {
  return search_text({c.number, c.name, c.email, c.street, c.postal_code, c.city}, c.phone);
}

// Up to four words; the fifth and later are taken as one, spaces included, so that nothing typed is ignored.
std::array<std::string, 4> patterns(std::string_view words) {
  std::array<std::string, 4> result{"%", "%", "%", "%"};
  std::size_t n = 0;
  while (!words.empty()) {
    const std::size_t from = words.find_first_not_of(' ');
    if (from == std::string_view::npos)
      break;
    words.remove_prefix(from);
    const std::size_t end = n == 3 ? words.find_last_not_of(' ') + 1 : std::min(words.find(' '), words.size());
    result[n++] = search_pattern(words.substr(0, end));
    words.remove_prefix(end);
    if (n == 4)
      break;
  }
  return result;
}

// The filter is one fixed statement: a condition that is not wanted is true by its own parameter ($1..$7).
constexpr std::string_view filter_sql = " where c.search_text like $1 escape '\\' and c.search_text like $2 escape '\\'"
                                        " and c.search_text like $3 escape '\\' and c.search_text like $4 escape '\\'"
                                        " and ($5 = '' or c.status = $5) and ($6 = '' or c.kind = $6)"
                                        " and ($7 = 0 or exists (select 1 from open_item o"
                                        "   where o.customer_id = c.id and o.open_minor > 0 and o.due_on < $8))";
// Of customer c on day $8; a hold outweighs a pause.
constexpr std::string_view is_paused_sql =
    " case when c.status = 'suspended' and not exists (select 1 from service s join access_profile a on a.service_id ="
    " s.id where s.customer_id = c.id and a.status = 'suspended' and (exists (select 1 from service_hold h where"
    " h.service_id = s.id) or not exists (select 1 from service_pause z where z.service_id = s.id and z.from_date <= $8"
    " and (z.until_date is null or z.until_date > $8)))) then 1 else 0 end";
constexpr std::string_view row_sql =
    " select c.id as id, c.number as number, c.name as name, c.kind as kind, c.city as city, c.email as email,"
    " c.phone as phone, c.status as status,"
    " coalesce((select sum(o.open_minor) from open_item o where o.customer_id = c.id and o.open_minor > 0), 0)"
    " - coalesce((select sum(r.remaining_minor) from credit r where r.customer_id = c.id and r.remaining_minor > 0), 0)"
    "   as balance_minor,"
    " coalesce((select sum(o.open_minor) from open_item o where o.customer_id = c.id and o.open_minor > 0"
    "   and o.due_on < $8), 0) as overdue_minor,"
    " c.currency as currency,"
    " (select count(*) from service s where s.customer_id = c.id and (s.ends_on is null or s.ends_on > $8)) as "
    "services,"
    " (select count(*) from session x where x.customer_id = c.id and x.stopped_at is null) as online,"
    " c.joined_on as joined_on,";
std::string rows_sql() {
  return std::string(row_sql) + std::string(is_paused_sql) +
         " as is_paused from picked p join customer c on c.id = p.id";
}

// The page is picked first, by an index; money and sessions are looked up for its rows alone. With words to look for
// there is no index: `|| ''` then keeps the engine from walking the one of the order, which costs a visit elsewhere for
// each row; one pass over the table and a sort of what it found is several times as fast.
std::string list_sql(CustomerSort sort, bool has_words) {
  std::string sql = "with picked as (select c.id from customer c";
  sql += filter_sql;
  const std::string unindexed = has_words ? " || ''" : "";
  switch (sort) {
  case CustomerSort::name:
    sql += " and ($9 = 0 or c.name > $10 or (c.name = $10 and c.id > $11)) order by c.name" + unindexed +
           ", c.id limit $12)";
    return sql + rows_sql() + " order by c.name, c.id";
  case CustomerSort::number:
    sql += " and ($9 = 0 or c.number > $10 or (c.number = $10 and c.id > $11)) order by c.number" + unindexed +
           ", c.id limit $12)";
    return sql + rows_sql() + " order by c.number, c.id";
  case CustomerSort::newest:
    sql += " and ($9 = 0 or ($10 is not null and c.id < $11)) order by c.id desc limit $12)";
    return sql + rows_sql() + " order by c.id desc";
  }
  return sql;
}

struct AnchorRow {
  CustomerId customer_id;
  Date until_date;
  Date anchor;
};
BOOST_DESCRIBE_STRUCT(AnchorRow, (), (customer_id, until_date, anchor))

} // namespace

void insert_customer(db::Tx &tx, const Customer &c, Instant now) {
  tx.exec("insert into customer (id, number, kind, name, email, phone, street, city, postal_code, region, country,"
          " vat_number, language, note, currency, billing_anchor, dunning_policy_id, joined_on, status, search_text,"
          " search_folding, created_at, legal_entity_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
          "$13, $14, $15, $16, "
          "$17, $18, $19, $20,"
          " $21, $22, $23)",
          c.id, c.number, c.kind, c.name, c.email, c.phone, c.street, c.city, c.postal_code, c.region, c.country,
          c.vat_number, c.language, c.note, c.currency, c.billing_anchor, c.dunning_policy_id, c.joined_on, c.status,
          search_text_of(c), search_folding, now, c.legal_entity_id);
}

std::unordered_map<CustomerId, BillingAnchors> changed_anchors(db::Tx &tx, const std::string &id_list,
                                                               const std::function<Date(CustomerId)> &newest) {
  std::unordered_map<CustomerId, std::vector<AnchorRow>> before;
  for (const AnchorRow &row : tx.all<AnchorRow>("select customer_id, until_date, anchor from billing_anchor_before"
                                                " where customer_id = any($1::bigint[]) order by until_date",
                                                id_list))
    before[row.customer_id].push_back(row);
  std::unordered_map<CustomerId, BillingAnchors> changed;
  for (const auto &[customer, rows] : before) {
    BillingAnchors anchors(rows.front().anchor);
    for (std::size_t i = 0; i < rows.size(); ++i)
      anchors.change(rows[i].until_date, i + 1 < rows.size() ? rows[i + 1].anchor : newest(customer));
    changed.emplace(customer, std::move(anchors));
  }
  return changed;
}

void store_chosen_billing_day(db::Tx &tx, CustomerId customer) {
  tx.exec("insert into chosen_billing_day (customer_id) values ($1) on conflict (customer_id) do nothing", customer);
}

bool may_move_billing_day(db::Tx &tx, CustomerId customer) {
  return tx.one<bool>("select case when exists (select 1 from chosen_billing_day d where d.customer_id = $1)"
                      " or exists (select 1 from service s where s.customer_id = $1)"
                      " or exists (select 1 from customer_payer p where p.customer_id = $1)"
                      " then 0 else 1 end as may",
                      customer);
}

void store_first_anchor(db::Tx &tx, CustomerId customer, Date anchor) {
  tx.exec("update customer set billing_anchor = $1 where id = $2", anchor, customer);
}

BillingAnchors anchors_of(db::Tx &tx, const Customer &customer) {
  auto changed = changed_anchors(tx, db::id_list(tx, std::vector{customer.id}),
                                 [&](CustomerId) { return customer.billing_anchor; });
  const auto found = changed.find(customer.id);
  return found == changed.end() ? BillingAnchors(customer.billing_anchor) : std::move(found->second);
}

void store_anchor(db::Tx &tx, const Customer &customer, const BillingAnchors &now, Date on, Date anchor,
                  const std::string &actor, Instant at) {
  tx.exec("delete from billing_anchor_before where customer_id = $1 and until_date >= $2", customer.id, on);
  tx.exec("insert into billing_anchor_before (customer_id, until_date, anchor, actor, created_at)"
          " values ($1, $2, $3, $4, $5)",
          customer.id, on, now.on(on.plus_days(-1)), actor, at);
  tx.exec("update customer set billing_anchor = $1 where id = $2", anchor, customer.id);
}

void update_customer(db::Tx &tx, const Customer &c) {
  tx.exec("update customer set kind = $1, name = $2, email = $3, phone = $4, street = $5, city = $6, postal_code = $7,"
          " region = $8, country = $9, vat_number = $10, language = $11, note = $12, billing_anchor = $13,"
          " dunning_policy_id = $14, search_text = $15, search_folding = $16, legal_entity_id = $17 where id = $18",
          c.kind, c.name, c.email, c.phone, c.street, c.city, c.postal_code, c.region, c.country, c.vat_number,
          c.language, c.note, c.billing_anchor, c.dunning_policy_id, search_text_of(c), search_folding,
          c.legal_entity_id, c.id);
}

int renew_search_texts(db::Tx &tx, int limit) {
  const auto customers = tx.all<Customer>(
      "select id, number, kind, name, email, phone, street, city, postal_code, region, country, vat_number, language,"
      " note, currency, billing_anchor, dunning_policy_id, joined_on, status, legal_entity_id from customer"
      " where search_folding = 0"
      " order by id limit $1",
      limit);
  for (const Customer &c : customers)
    tx.exec("update customer set search_text = $1, search_folding = $2 where id = $3", search_text_of(c),
            search_folding, c.id);
  return static_cast<int>(customers.size());
}

namespace {
Outcome<Customer> known(std::optional<Customer> customer, CustomerId id) {
  if (!customer)
    return refuse(Refusal::Kind::not_found, "customer_unknown", fmt::format("There is no customer {}.", id.value()));
  return std::move(*customer);
}
} // namespace

Outcome<Customer> find_customer(db::Tx &tx, CustomerId id) {
  return known(tx.maybe<Customer>(select_customer, id), id);
}

Outcome<Customer> lock_customer(db::Tx &tx, CustomerId id) {
  static const std::string locking = std::string(select_customer) + " for update";
  return known(tx.maybe<Customer>(locking, id), id);
}

void set_status(db::Tx &tx, CustomerId id, CustomerStatus status) {
  tx.exec("update customer set status = $1 where id = $2 and status <> $1", status, id);
}

std::optional<DunningPolicyId> default_policy(db::Tx &tx) {
  return tx.maybe<DunningPolicyId>("select id from dunning_policy order by is_default desc, id limit 1");
}

bool policy_exists(db::Tx &tx, DunningPolicyId id) {
  return tx.maybe<std::int64_t>("select id from dunning_policy where id = $1", id).has_value();
}

bool has_books(db::Tx &tx, CustomerId customer) {
  return tx.one<bool>("select case when exists (select 1 from invoice i where i.customer_id = $1)"
                      " or exists (select 1 from journal_entry e where e.customer_id = $1)"
                      " or exists (select 1 from service s join charge c on c.service_id = s.id"
                      "  where s.customer_id = $1) then 1 else 0 end as has",
                      customer);
}

std::vector<CustomerRow> list_customers(db::Tx &tx, const CustomerFilter &f, Date today) {
  constexpr std::array sorts{CustomerSort::name, CustomerSort::number, CustomerSort::newest};
  static const auto statements = [&] {
    std::array<std::array<std::string, 2>, sorts.size()> all;
    for (const CustomerSort sort : sorts)
      all[static_cast<std::size_t>(sort)] = {list_sql(sort, false), list_sql(sort, true)};
    return all;
  }();
  const auto p = patterns(f.words);
  const std::string status = f.status ? boost::describe::enum_to_string(*f.status, "") : "";
  const std::string kind = f.kind ? boost::describe::enum_to_string(*f.kind, "") : "";
  return tx.all<CustomerRow>(statements[static_cast<std::size_t>(f.sort)][p[0] == "%" ? 0 : 1], p[0], p[1], p[2], p[3],
                             status, kind, f.overdue_only, today, f.after.has_value(),
                             f.after ? f.after->first : std::string(), f.after ? f.after->second : 0, f.limit);
}

bool is_paused(db::Tx &tx, CustomerId id, Date today) {
  static const std::string statement = [] {
    std::string sql = "select" + std::string(is_paused_sql) + " from customer c where c.id = $1";
    for (std::size_t at = sql.find("$8"); at != std::string::npos; at = sql.find("$8"))
      sql.replace(at, 2, "$2");
    return sql;
  }();
  return tx.maybe<std::int64_t>(statement, id, today).value_or(0) == 1;
}

Owed owed_by(db::Tx &tx, CustomerId id, Date today) {
  return tx.one<Owed>(
      "select coalesce((select sum(open_minor) from open_item where customer_id = $1 and open_minor > 0), 0) as "
      "open_minor,"
      " coalesce((select sum(open_minor) from open_item where customer_id = $1 and open_minor > 0 and due_on < $2), 0)"
      "   as overdue_minor,"
      " coalesce((select sum(remaining_minor) from credit where customer_id = $1 and remaining_minor > 0), 0)"
      "   as credit_minor",
      id, today);
}

std::int64_t count_customers(db::Tx &tx, const CustomerFilter &f, Date today) {
  static const std::string statement = "select count(*) from customer c" + std::string(filter_sql);
  const auto p = patterns(f.words);
  const std::string status = f.status ? boost::describe::enum_to_string(*f.status, "") : "";
  const std::string kind = f.kind ? boost::describe::enum_to_string(*f.kind, "") : "";
  return tx.one<std::int64_t>(statement, p[0], p[1], p[2], p[3], status, kind, f.overdue_only, today);
}

} // namespace demarc::subscribers
