#include "billing/comparison_store.h"

#include <fmt/format.h>

namespace demarc::billing {

// What was bought for prepaid services is no run's, and not compared with any.
namespace {

struct BilledRow {
  CustomerId customer_id;
  std::string month;
  std::int64_t net_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;
};
BOOST_DESCRIBE_STRUCT(BilledRow, (), (customer_id, month, net_minor, tax_minor, gross_minor))

// A billing day as it stands at the end of an anchor's text.
std::string two_digits(int day) { return fmt::format("{:02}", day); }

} // namespace

std::optional<Date> last_done_date(db::Tx &tx) {
  return tx.one<std::optional<Date>>("select max(run_date) from billing_run where status = 'done'");
}

std::vector<ComparedId> compared_customers(db::Tx &tx, CustomerId after, const ComparedDays &days, int limit) {
  // By the primary key, as due customers are found: a join would begin with all marks for each page anew.
  return tx.all<ComparedId>(
      "select c.id as id, cast(case when coalesce((select m.next_on from billing_mark m where m.customer_id = c.id),"
      " '') <= $2 then 1 else 0 end as bigint) as is_due from customer c where c.id > $1 and"
      " (coalesce((select m.next_on from billing_mark m where m.customer_id = c.id), '') <= $2"
      " or (substr(c.billing_anchor, 9, 2) between $3 and $4 and exists (select 1 from invoice i"
      " where i.customer_id = c.id and i.run_id is not null and i.issued_on between $5 and $6))) order by c.id limit "
      "$7",
      after, days.until, two_digits(days.first_day), two_digits(days.last_day), days.month_before.start,
      days.month_before.end.plus_days(-1), limit);
}

BilledByMonth billed_by_month(db::Tx &tx, const std::vector<CustomerId> &customers,
                              const std::vector<std::string> &months) {
  BilledByMonth billed;
  for (const BilledRow &row : tx.all<BilledRow>(
           "select i.customer_id as customer_id, substr(i.issued_on, 1, 7) as month,"
           " cast(sum(case when i.kind = 'invoice' then i.net_minor else -i.net_minor end) as bigint) as net_minor,"
           " cast(sum(case when i.kind = 'invoice' then i.tax_minor else -i.tax_minor end) as bigint) as tax_minor,"
           " cast(sum(case when i.kind = 'invoice' then i.gross_minor else -i.gross_minor end) as bigint)"
           " as gross_minor from invoice i where i.customer_id = any($1::bigint[]) and i.run_id is not null"
           " and substr(i.issued_on, 1, 7) = any($2::text[]) group by i.customer_id, substr(i.issued_on, 1, 7)",
           db::id_list(tx, customers), db::text_list(tx, months)))
    billed.emplace(std::pair(row.customer_id, row.month), Sums{row.net_minor, row.tax_minor, row.gross_minor});
  return billed;
}

std::int64_t count_previous_invoices(db::Tx &tx, const ComparedDays &days) {
  return tx.one<std::int64_t>("select count(*) from invoice i join customer c on c.id = i.customer_id"
                              " where i.kind = 'invoice' and i.run_id is not null and i.issued_on between $1 and $2"
                              " and substr(c.billing_anchor, 9, 2) between $3 and $4",
                              days.days_before.start, days.days_before.end.plus_days(-1), two_digits(days.first_day),
                              two_digits(days.last_day));
}

} // namespace demarc::billing
