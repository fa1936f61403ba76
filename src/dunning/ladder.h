// The ladder of credit control. Where an account stands is computed from its open items, its policy, the steps already
// taken and today's date; nothing is remembered in timers, so a payment, a late run and a missed night all give the
// same answer.
//
// A rule: values in, values out.
#pragma once

#include "billing/standing.h"
#include "money/money.h"
#include "subscribers/ids.h"

namespace demarc::dunning {

enum class Action {
  remind, // a message that names the invoice, the sum and what comes next
  suspend // the restriction of the policy
};
BOOST_DESCRIBE_ENUM(Action, remind, suspend)

struct Step {
  int days_after_due = 0;
  Action action = Action::remind;
  auto operator<=>(const Step &) const = default;
};
BOOST_DESCRIBE_STRUCT(Step, (), (days_after_due, action))

struct Policy {
  DunningPolicyId id;
  std::string name;
  bool is_default = false;
  std::int64_t minimum_debt_minor = 0; // overdue sums below it are left alone
  billing::Restriction restriction = billing::Restriction::walled_garden;
  std::vector<Step> steps; // by days_after_due
};
BOOST_DESCRIBE_STRUCT(Policy, (), (id, name, is_default, minimum_debt_minor, restriction, steps))

struct OpenItem {
  InvoiceId invoice_id;
  std::string number;
  Date due_on;
  std::int64_t open_minor = 0; // > 0
};
BOOST_DESCRIBE_STRUCT(OpenItem, (), (invoice_id, number, due_on, open_minor))

struct TakenStep {
  InvoiceId invoice_id;
  int days_after_due = 0;
  Action action = Action::remind;
  Date taken_on;
};
BOOST_DESCRIBE_STRUCT(TakenStep, (), (invoice_id, days_after_due, action, taken_on))

struct DueStep {
  OpenItem item;
  Step step;
  int days_overdue = 0;
};

// An item is overdue from the day after its due date.
inline bool is_overdue(const OpenItem &item, Date today) { return item.due_on < today; }
std::int64_t overdue_minor(std::span<const OpenItem> items, Date today);

// Restricted exactly while a suspend step has been taken for an item that is still open and overdue, and the overdue
// sum reaches the minimum. So an account that owes nothing overdue is never restricted.
billing::Standing standing_of(const Policy &policy, std::span<const OpenItem> items, std::span<const TakenStep> taken,
                              Date today);

// What is to be done today: for each overdue item the first step that is due and not taken, so that after an outage
// nobody is cut off on the day of the first reminder. Nothing below the minimum debt.
std::vector<DueStep> steps_due(const Policy &policy, std::span<const OpenItem> items, std::span<const TakenStep> taken,
                               Date today);

} // namespace demarc::dunning
