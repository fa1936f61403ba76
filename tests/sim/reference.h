// What is owed, told once more and as simply as possible: day by day. It is fed what people did (not what is stored),
// shares no code with src/billing, and says for each service and day whether it is owed, on which plan version, in
// which full period, and what the days of that period cost together.
//
// A day is owed when the service runs on it, is not paused, and the full period it lies in has begun by the day up to
// which the customer is billed; on a plan in arrears, when it is over by then, or the service is. That day is the
// customer's latest billing day (the anchor's day of each month, counted from the anchor, and each on which a period in
// days begins, or ends in arrears) that a run has come past; for a customer whose services have all ended, the day of
// the run.
#pragma once

#include "calendar/date.h"
#include "catalog/ids.h"
#include "subscribers/ids.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace demarc::sim {

std::int64_t half_up(std::int64_t numerator, std::int64_t denominator); // both ≥ 0

struct Version {
  PlanVersionId id;
  std::int64_t price_minor = 0;
  int interval_months = 1;
  int interval_days = 0; // above 0: in place of months
  bool in_arrears = false;
  int plan = 0; // the history's number
};
// A price that is announced: whoever has an older version comes to it on the first boundary of their own cycle from
// that day on.
struct Raise {
  Version to;
  Date from;
};

struct Line {
  ServiceId id;
  Date starts;
  std::optional<Date> ends;
  std::map<Date, Version> plans;                   // from which day
  std::map<Date, std::optional<Date>> pauses = {}; // from, until

  [[nodiscard]] const Version *plan_on(Date day) const;
  [[nodiscard]] bool runs_on(Date day) const; // alive and not paused
};

// Changes of a line as its operator means them; the real operation has accepted them.
// `coming`: what is announced for the plan and has not begun when it is sold.
void change_plan(Line &line, Date from, const Version &version, const std::vector<Raise> &coming, Date anchor);
void announce(Line &line, const Raise &raise, Date anchor);
void add_pause(Line &line, Date from, std::optional<Date> until);
void end_pause(Line &line, Date on);

struct Subscriber {
  CustomerId id;
  Date joined;
  Date anchor;
  std::map<int, Line> lines = {};        // as they are, by the history's number
  std::map<int, Line> compared = {};     // as they were when last compared with what was billed
  std::optional<Date> billed_until = {}; // and up to which day
  std::set<Date> bill_days = {};         // on which documents may be dated
  bool has_last_bill = false;            // they have left, and nothing has changed since they were billed the rest

  // A run of `day` looks at everybody. True when it compared this one.
  bool run(Date day);
  [[nodiscard]] bool has_left(Date day) const;

private:
  [[nodiscard]] Date bill_day_from(Date day) const;
};

// The anchor of a customer who joins on `joined`: the last such day of a month at or before it.
Date anchor_of(int billing_day, Date joined);
// The full period of `version` that `day` lies in.
Period full_period(Date anchor, const Version &version, Date day);

struct Owed {
  Period full;
  Version version;
  std::set<Date> days;
  [[nodiscard]] bool has_day_price() const { return version.price_minor >= 2 * std::int64_t{full.days()}; }
  // Each stretch of days rounded half up; where a day costs less than two minor units, all of them together.
  [[nodiscard]] std::int64_t price() const;
};
using OwedKey = std::pair<Date, PlanVersionId>; // of the full period
std::map<OwedKey, Owed> owed_days(const Line &line, Date anchor, Date billed_until);

} // namespace demarc::sim
