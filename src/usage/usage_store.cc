#include "usage/usage_store.h"

#include <algorithm>

namespace demarc::usage {

namespace {
constexpr std::string_view add_one =
    "insert into usage_day (service_id, day, octets_in, octets_out) values ($1, $2, $3, $4)"
    " on conflict (service_id, day) do update set octets_in = usage_day.octets_in + excluded.octets_in,"
    " octets_out = usage_day.octets_out + excluded.octets_out";
// PostgreSQL only: a round trip a row would cost more than the rows.
constexpr std::string_view add_many =
    "insert into usage_day (service_id, day, octets_in, octets_out)"
    " select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])"
    " on conflict (service_id, day) do update set octets_in = usage_day.octets_in + excluded.octets_in,"
    " octets_out = usage_day.octets_out + excluded.octets_out";

// One row per service and day, in order.
std::vector<UsageDelta> fold(std::vector<UsageDelta> deltas) {
  std::sort(deltas.begin(), deltas.end(), [](const UsageDelta &a, const UsageDelta &b) {
    return std::pair(a.service_id, a.day) < std::pair(b.service_id, b.day);
  });
  std::vector<UsageDelta> folded;
  for (const UsageDelta &delta : deltas) {
    if (delta.octets_in == 0 && delta.octets_out == 0)
      continue;
    if (!folded.empty() && folded.back().service_id == delta.service_id && folded.back().day == delta.day) {
      folded.back().octets_in += delta.octets_in;
      folded.back().octets_out += delta.octets_out;
    } else {
      folded.push_back(delta);
    }
  }
  return folded;
}
} // namespace

void add_usage(db::Tx &tx, std::vector<UsageDelta> deltas) {
  const std::vector<UsageDelta> rows = fold(std::move(deltas));
  if (rows.empty())
    return;
  if (tx.engine() == db::Engine::sqlite || rows.size() == 1) {
    for (const UsageDelta &row : rows)
      tx.exec(add_one, row.service_id, row.day, row.octets_in, row.octets_out);
    return;
  }
  std::vector<std::int64_t> services, octets_in, octets_out;
  std::vector<std::string> days;
  for (const UsageDelta &row : rows) {
    services.push_back(row.service_id.value());
    days.push_back(to_string(row.day));
    octets_in.push_back(row.octets_in);
    octets_out.push_back(row.octets_out);
  }
  tx.exec(add_many, db::id_list(tx, services), db::text_list(tx, days), db::id_list(tx, octets_in),
          db::id_list(tx, octets_out));
}

std::vector<UsageOfDay> usage_between(db::Tx &tx, ServiceId service, Period period) {
  return tx.all<UsageOfDay>("select day as date, octets_in, octets_out from usage_day"
                            " where service_id = $1 and day >= $2 and day < $3 order by day",
                            service, period.start, period.end);
}

// sum() of bigint is numeric on PostgreSQL: cast back.
UsageSum usage_sum(db::Tx &tx, ServiceId service, Period period) {
  return tx.one<UsageSum>("select cast(coalesce(sum(octets_in), 0) as bigint) as octets_in,"
                          " cast(coalesce(sum(octets_out), 0) as bigint) as octets_out from usage_day"
                          " where service_id = $1 and day >= $2 and day < $3",
                          service, period.start, period.end);
}

UsageSum month_usage(db::Tx &tx, ServiceId service, Date day) {
  const Date first = Date::of(day.year(), day.month(), 1);
  return usage_sum(tx, service, {first, first.plus_months_clamped(1)});
}

std::vector<UsageOfService> usage_by_service(db::Tx &tx, Period period) {
  return tx.all<UsageOfService>("select service_id, cast(sum(octets_in) as bigint) as octets_in,"
                                " cast(sum(octets_out) as bigint) as octets_out from usage_day"
                                " where day >= $1 and day < $2 group by service_id order by service_id",
                                period.start, period.end);
}

} // namespace demarc::usage
