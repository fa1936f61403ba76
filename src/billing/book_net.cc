#include "billing/book_net.h"

#include <map>

namespace demarc::billing {

BookedNet book_net(InvoiceId id, const Document &document, const ledger::Books &books,
                   const RevenueAccounts &accounts) {
  const bool is_note = document.kind == DocumentKind::credit_note;
  const Date booked = ledger::open_date(books, document.issued_on);
  const Currency currency = document.net.currency();
  BookedNet net;
  Money deferred = Money::zero(currency);
  std::map<std::string, Money> earned;
  std::int64_t number = 0;
  for (const Line &line : document.lines) {
    const auto found = accounts.find(line.plan_version_id);
    const std::string account(found == accounts.end() ? ledger::account::other_revenue : found->second);
    const ledger::Schedule schedule =
        ledger::schedule_of(is_note ? -line.net : line.net, line.period, booked, books.earned_until);
    const Money at_once = ledger::earned_when_booked(schedule);
    earned.try_emplace(account, Money::zero(currency)).first->second += at_once;
    deferred += schedule.amount - at_once;
    net.schedules.push_back(ledger::row_of(id.value(), ++number, account, schedule));
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
