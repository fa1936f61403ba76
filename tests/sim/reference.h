// What is owed, told once more and as simply as possible: day by day. It is fed what people did (not what is stored),
// shares no code with src/billing, and says for each service and day whether it is owed, for what, at which price, in
// which full period, taxed where, by whom, and what the days of that period cost together.
//
// A day is owed when the service runs on it, is not paused, and the full period it lies in has begun by the day up to
// which whoever pays is billed; on a plan in arrears, when it is over by then, or the service is; so do days before the
// first full period of a plan that joins them. That day is the
// payer's latest billing day (each on which a month or a period in days of theirs begins, or ends in arrears, and those
// of whom they pay for) that a run has come past; for a customer whose services have all ended, the day of the run.
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
// Largest remainder, of equal ones to the earlier.
std::vector<std::int64_t> laid_out(std::int64_t amount, const std::vector<std::int64_t> &weights);

// What it is sold with, and what it costs to leave early.
struct Terms {
  int months = 0, renewal = 0, notice = 0;
  char fee = '-'; // flat, percent, declining; none: '-'
  std::int64_t fee_minor = 0, fee_ppm = 0;
  [[nodiscard]] bool is_empty() const { return months == 0 && notice == 0; }
};
struct Version {
  PlanVersionId id;
  std::int64_t price_minor = 0;
  int interval_months = 1;
  int interval_days = 0; // above 0: in place of months
  bool in_arrears = false;
  int plan = 0; // the history's number; add-ons count from 1000 on
  bool by_place = false;
  bool is_once = false;
  std::int64_t setup_minor = 0;
  Terms terms = {};
  int trial_days = 0;
  std::int64_t trial_minor = 0;
  bool joins_stub = false;
};
// A price that is announced: whoever has an older version comes to it on the first boundary of their own cycle from
// that day on.
struct Raise {
  Version to;
  Date from;
};

// What holds from a day on, until the next one.
template <class T> const T *on_day(const std::map<Date, T> &dated, Date day) {
  const auto after = dated.upper_bound(day);
  return after == dated.begin() ? nullptr : &std::prev(after)->second;
}

// From which anchor months and periods are counted, from which day on; the first holds for ever before.
using Anchors = std::map<Date, Date>;
// Who is billed; nobody: the customer themselves.
using Payers = std::map<Date, std::optional<int>>;

struct Extra { // beside the plan
  std::int64_t id = 0;
  Version version;
  Date from;
  std::optional<Date> until;
  std::int64_t quantity = 1;
  int instalments = 1;
};
struct Off { // a discount on a service
  std::int64_t id = 0;
  Date from;
  std::optional<Date> until;
  std::int64_t ppm = 0, minor = 0;
  bool on_extras = false;
};

struct Line {
  ServiceId id;
  Date starts;
  std::optional<Date> ends;
  std::map<Date, Version> plans;                   // from which day
  std::map<Date, std::optional<Date>> pauses = {}; // from, until
  std::map<Date, std::int64_t> quantities = {};
  std::map<Date, int> places = {}; // of checks_taxes.h
  std::map<int, Extra> extras = {};
  std::map<int, Off> offs = {};
  std::map<Date, Terms> contracts = {};
  std::optional<Date> noticed = {};
  bool is_waived = false;
  std::map<Date, int> move_fees = {}; // extras that go with a move
  std::optional<Date> trial_until = {};

  [[nodiscard]] const Version *plan_on(Date day) const { return on_day(plans, day); }
  [[nodiscard]] bool runs_on(Date day) const; // alive, not paused, not on trial
};

// Changes of a line as its operator means them; the real operation has accepted them.
// On the first day a plan brings its trial along: it is as if it had been sold so.
// `coming`: what is announced for the plan and has not begun when it is sold.
void change_plan(Line &line, Date from, const Version &version, std::int64_t quantity, const std::vector<Raise> &coming,
                 const Anchors &anchors);
// Another quantity while what is planned stays: a move to another plan comes in it too, unless it was to come in a
// quantity of its own. False when no move is planned.
bool change_quantity_only(Line &line, Date from, std::int64_t quantity);
void announce(Line &line, const Raise &raise, const Anchors &anchors);
void add_pause(Line &line, Date from, std::optional<Date> until);
void end_pause(Line &line, Date on);
void move(Line &line, Date on, int place);
// The first day at the full price after so many full periods that begin on `from` or later.
Date discount_end(const Line &line, const Anchors &anchors, Date from, int periods);
// Owed on the last day of service; 0: nothing.
std::int64_t leaving_fee(const Line &line);

// A service as whoever pays for it saw it.
struct Seen {
  int owner = 0;
  Line line;
  Anchors anchors;
  Payers payers;
};

struct Subscriber {
  CustomerId id;
  Date joined;
  Anchors anchors;
  int home = 0;                          // the place they live at
  std::map<int, Line> lines = {};        // as they are, by the history's number
  Payers payers = {};                    // who is billed for them
  std::set<int> pays_for = {};           // whoever ever named them
  std::map<int, Seen> compared = {};     // as all was when last compared with what was billed
  std::optional<Date> billed_until = {}; // and up to which day
  std::set<Date> bill_days = {};         // on which documents may be dated
  std::set<Date> void_days = {};         // on which credit notes may be dated besides
  bool has_last_bill = false;            // they have left, and nothing has changed since they were billed the rest
  bool has_void = false;                 // something is taken back that is billed anew when next compared
  std::optional<Date> next_day = {};     // the next billing day, when it is known
  int entity = 1;                        // whose customer they are
  bool has_chosen_day = false;           // their billing day was asked for
};

class People : public std::map<int, Subscriber> {
public:
  // A run of `day` looks at this customer. True when it compared them.
  bool run(int number, Date day);
  // Something of theirs has changed: they and whoever pays for them are looked at anew.
  std::set<int> touch(int number);

  [[nodiscard]] bool has_left(int number, Date day) const;

private:
  [[nodiscard]] bool pays(int number, int other, Date day) const;
  [[nodiscard]] bool is_bill_day(int number, Date day) const;
  [[nodiscard]] std::map<int, Seen> all_of(int number) const;
};

// The anchor of a customer who joins on `joined`: the last such day of a month at or before it.
Date anchor_of(int billing_day, Date joined);
// The full period of `version` that `day` lies in.
Period full_period(Date anchor, const Version &version, Date day);
// The first boundary on `day` or later; a change of the billing day is one.
Date boundary_from(const Anchors &anchors, const Version &version, Date day);

// Of one full period: for what, at which price of the whole of it, taxed where.
struct OwedKey {
  Date full_start, full_end;
  PlanVersionId version;
  std::int64_t item = 0; // as stored; below 1: the plan, its set-up fee, the fee for leaving, the trial
  std::int64_t quantity = 1;
  std::int64_t price_micro = 0;
  int place = 0;
  auto operator<=>(const OwedKey &) const = default;
};
struct Owed {
  Period full;
  std::int64_t price_micro = 0;
  std::set<Date> days;
  [[nodiscard]] bool has_day_price() const { return price_micro >= 2'000'000 * std::int64_t{full.days()}; }
  // Each stretch of days rounded half up; where a day costs less than two minor units, all of them together.
  [[nodiscard]] std::int64_t price() const;
};
// By `payer`, whoever of the customers that is; a customer's own number is the customer themselves.
std::map<OwedKey, Owed> owed_days(const Seen &seen, int payer, Date billed_until);

} // namespace demarc::sim
