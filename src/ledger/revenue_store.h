// Rows of how lines are earned, and sums over them that both engines work out the same.
#pragma once

#include "catalog/plan.h"
#include "ledger/recognition.h"
#include "platform/db/db.h"

#include <unordered_map>

namespace demarc::ledger {

struct RevenueLineRow {
  std::int64_t invoice_id = 0;
  std::int64_t line = 0;
  std::string account;
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0;
  std::int32_t start_day = 0;
  std::int32_t end_day = 0;
  std::int32_t booked_day = 0;
  std::int32_t earned_until_day = 0;
  std::int32_t from_day = 0;
  std::int64_t part = 0;                              // of a bundle: 1, 2, …; 0: the line as a whole
  LegalEntityId legal_entity_id = first_legal_entity; // the document's
};
BOOST_DESCRIBE_STRUCT(RevenueLineRow, (),
                      (invoice_id, line, account, currency, amount_minor, start_day, end_day, booked_day,
                       earned_until_day, from_day, part, legal_entity_id))
RevenueLineRow row_of(std::int64_t invoice_id, std::int64_t line, std::int64_t part, std::string account,
                      const Schedule &schedule);
void insert_revenue_lines(db::Tx &tx, const std::vector<RevenueLineRow> &rows);

// The income account of a plan's kind.
std::string_view revenue_account_of(catalog::PlanKind kind);
// How what is sold on a plan version is earned.
struct EarnedOn {
  std::string_view account;
  int setup_fee_months = 0; // 0: on its day
};
using RevenueTerms = std::unordered_map<PlanVersionId, EarnedOn>;
RevenueTerms revenue_terms(db::Tx &tx, const std::vector<PlanVersionId> &versions);

// A line, of an invoice or a credit note, that is earned over months in which its service may end.
struct SpreadFeeRow {
  std::int64_t invoice_id = 0;
  std::int64_t line = 0;
  std::int64_t service_id = 0;
  std::int32_t end_day = 0; // of its schedule
};
BOOST_DESCRIBE_STRUCT(SpreadFeeRow, (), (invoice_id, line, service_id, end_day))
void insert_spread_fees(db::Tx &tx, const std::vector<SpreadFeeRow> &rows);
// What is not earned by the day before `day` of the fees of services whose last day is `day` or has passed becomes
// revenue of `day`. Their schedules stay as they were written: for each, two lines that sum to nothing take the rest
// from the days to come and put it on the day. Before the day is recognised; once for each fee.
void end_spread_fees(db::Tx &tx, Date day);

// SQL text: what the line `l` has earned by the end of day `day` (an SQL expression). The rule earned_by() in SQL.
std::string earned_sql(const std::string &day);
// SQL text: what of line `l` is revenue in the journal by the end of the journal's day `day`, when recognition has come
// to day `until` (a number; a day before all others when it has not begun).
std::string booked_sql(const std::string &day, const std::string &until);

struct RevenueSum {
  LegalEntityId legal_entity_id;
  std::string account;
  Currency currency = Currency::of("XXX");
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(RevenueSum, (), (legal_entity_id, account, currency, amount_minor))
// What the recognition of `day` books, by legal entity and account.
std::vector<RevenueSum> revenue_of_day(db::Tx &tx, Date day);
// The first day on which a document was booked.
std::optional<Date> first_booked_day(db::Tx &tx);

// Of documents issued before there were schedules, whose net was booked as revenue at once: rows as if earned in full
// with the document, taken along from `day` on. Answers how many.
std::int64_t adopt_lines(db::Tx &tx, Date day);

} // namespace demarc::ledger
