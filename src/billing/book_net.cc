#include "billing/book_net.h"

#include <map>

namespace demarc::billing {

namespace {

// What is earned on one account: a line, or a part of a bundle's.
struct Earner {
  std::int64_t part = 0;
  PlanVersionId plan_version_id;
  Money net;
};

std::vector<Earner> earners_of(const Line &line) {
  if (line.parts.empty())
    return {{0, line.plan_version_id, line.net}};
  std::vector<Earner> earners;
  for (const LinePart &part : line.parts)
    earners.push_back({static_cast<std::int64_t>(earners.size()) + 1, part.plan_version_id, part.net});
  return earners;
}

} // namespace

BookedNet book_net(LegalEntityId entity, InvoiceId id, const Document &document, const ledger::Books &books,
                   const ledger::RevenueTerms &terms) {
  const bool is_note = document.kind == DocumentKind::credit_note;
  const Date booked = ledger::open_date(books, entity, document.issued_on);
  const Currency currency = document.net.currency();
  BookedNet net;
  Money deferred = Money::zero(currency);
  std::map<std::string, Money> earned;
  std::int64_t number = 0;
  for (const Line &line : document.lines) {
    ++number;
    Period period = line.period;
    if (const auto sold = terms.find(line.plan_version_id);
        line.item == setup_item && sold != terms.end() && sold->second.setup_fee_months > 0) {
      period.end = period.start.plus_months_clamped(sold->second.setup_fee_months);
      net.spread.push_back({id.value(), number, line.service_id.value(), period.end.days()});
    }
    for (const Earner &earner : earners_of(line)) {
      const auto found = terms.find(earner.plan_version_id);
      const std::string account(found == terms.end() ? ledger::account::other_revenue : found->second.account);
      const ledger::Schedule schedule =
          ledger::schedule_of(is_note ? -earner.net : earner.net, period, booked, books.earned_until);
      const Money at_once = ledger::earned_when_booked(schedule);
      earned.try_emplace(account, Money::zero(currency)).first->second += at_once;
      deferred += schedule.amount - at_once;
      net.schedules.push_back(ledger::row_of(id.value(), number, earner.part, account, schedule));
    }
  }
  if (!deferred.is_zero())
    net.postings.push_back({std::string(ledger::account::deferred_revenue), -deferred});
  for (const auto &[account, amount] : earned) {
    if (!amount.is_zero())
      net.postings.push_back({account, -amount});
  }
  return net;
}

} // namespace demarc::billing
