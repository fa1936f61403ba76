#include "dunning/ladder.h"

#include <fmt/format.h>

namespace demarc::dunning {

namespace {
bool was_taken(std::span<const TakenStep> taken, InvoiceId invoice, const Step &step) {
  for (const TakenStep &t : taken) {
    if (t.invoice_id == invoice && t.action == step.action && t.days_after_due == step.days_after_due)
      return true;
  }
  return false;
}
} // namespace

std::int64_t overdue_minor(std::span<const OpenItem> items, Date today) {
  std::int64_t sum = 0;
  for (const OpenItem &item : items)
    sum += is_overdue(item, today) ? item.open_minor : 0;
  return sum;
}

billing::Standing standing_of(const Policy &policy, std::span<const OpenItem> items, std::span<const TakenStep> taken,
                              Date today) {
  const OpenItem *oldest = nullptr;
  const OpenItem *restricting = nullptr;
  const TakenStep *by = nullptr;
  for (const OpenItem &item : items) {
    if (!is_overdue(item, today))
      continue;
    if (oldest == nullptr || item.due_on < oldest->due_on)
      oldest = &item;
    for (const TakenStep &step : taken) {
      if (step.invoice_id == item.invoice_id && step.action == Action::suspend &&
          (by == nullptr || step.taken_on < by->taken_on)) {
        restricting = &item;
        by = &step;
      }
    }
  }
  if (oldest == nullptr || overdue_minor(items, today) < policy.minimum_debt_minor)
    return {};
  billing::Standing standing;
  if (by == nullptr) {
    standing.state = billing::StandingState::overdue;
    standing.invoice_id = oldest->invoice_id;
    standing.since = oldest->due_on.plus_days(1);
    standing.reason = fmt::format("invoice {} was due on {}", oldest->number, to_string(oldest->due_on));
    return standing;
  }
  standing.state = billing::StandingState::restricted;
  standing.restriction = policy.restriction;
  standing.invoice_id = restricting->invoice_id;
  standing.since = by->taken_on;
  // The days are those of the day the step was taken: the sentence stays true and does not change every night.
  standing.reason = fmt::format("invoice {} is {} days overdue", restricting->number,
                                days_between(restricting->due_on, by->taken_on));
  return standing;
}

std::vector<DueStep> steps_due(const Policy &policy, std::span<const OpenItem> items, std::span<const TakenStep> taken,
                               Date today) {
  std::vector<DueStep> due;
  if (overdue_minor(items, today) < policy.minimum_debt_minor)
    return due;
  for (const OpenItem &item : items) {
    if (!is_overdue(item, today))
      continue;
    const int days_overdue = days_between(item.due_on, today);
    bool acted_today = false;
    for (const TakenStep &t : taken)
      acted_today = acted_today || (t.invoice_id == item.invoice_id && t.taken_on == today);
    if (acted_today)
      continue;
    for (const Step &step : policy.steps) {
      if (step.days_after_due <= days_overdue && !was_taken(taken, item.invoice_id, step)) {
        due.push_back({item, step, days_overdue});
        break;
      }
    }
  }
  return due;
}

} // namespace demarc::dunning
