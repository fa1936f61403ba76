// The access decision: money on one side, network on the other, and one explainable function between them. Everything the
// network is told comes out of decide_access(); everything a person is told about it are the same reasons.
//
// A rule: values in, values out; no I/O, no clock.
#pragma once

#include "billing/standing.h"
#include "calendar/date.h"
#include "subscribers/ids.h"

namespace demarc::network {

enum class Verdict {
  allow,         // the plan's rates
  throttle,      // lower rates than the plan's
  walled_garden, // an address of a garden pool: only the pay page is reachable
  reject         // Access-Reject; a running session is ended
};
BOOST_DESCRIBE_ENUM(Verdict, allow, throttle, walled_garden, reject)

struct Reason {
  std::string code; // "in_good_standing", "overdue", "held", "not_started", "ended"
  std::string text; // "suspended because invoice 2026-000123 is 12 days overdue"

  bool operator==(const Reason &) const = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (code, text))

struct Hold {
  std::string reason; // "operator", "fraud", "vacation"
  std::string note;
};

// What the decision needs to know of a service on a day.
struct ServiceFacts {
  Date starts_on;
  std::optional<Date> ends_on;
  std::string plan_name;
  std::optional<int> down_kbit; // of the plan in force that day; none = unlimited
  std::optional<int> up_kbit;
  std::optional<std::string> static_address;
  std::optional<int> session_timeout_s;
  std::vector<Hold> holds;
};

struct AccessProfile {
  Verdict verdict = Verdict::reject;
  std::optional<int> down_kbit = {}; // none = unlimited
  std::optional<int> up_kbit = {};
  std::optional<std::string> static_address = {}; // only with allow and throttle
  std::optional<int> session_timeout_s = {};
  std::string plan_name = {};
  std::vector<Reason> reasons = {}; // never empty; the deciding one first

  bool operator==(const AccessProfile &) const = default;
};

AccessProfile decide_access(const ServiceFacts &service, const billing::Standing &standing, Date today);

} // namespace demarc::network
