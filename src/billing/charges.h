// What a service owes: a pure function of its history. The life of the service is cut where its plan changes, where it
// is paused and where its billing periods begin; each piece is a part of one full period on one plan version. A rule.
//
// Service is billed in advance: until a date, every period that begins by then is owed to its end, or to the end of the
// service. A service owes nothing before it has begun.
#pragma once

#include "base/result.h"
#include "billing/proration.h"
#include "catalog/ids.h"
#include "subscribers/ids.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace demarc::billing {

struct PlanPrice {
  std::string name;
  Money price; // per interval, before tax unless price_includes_tax
  int interval_months = 1;
  std::optional<TaxId> tax_id;
  std::string tax_category = {}; // taxes found by place, when tax_id is not set
  bool price_includes_tax = false;
};
using Prices = std::unordered_map<PlanVersionId, PlanPrice>;

struct PlanFrom {
  Date from; // inclusive, until the next one
  PlanVersionId plan_version_id;
};
// Days without service that the customer asked for; nothing is owed for them.
struct Pause {
  Date from;
  std::optional<Date> until; // the first day with service again; none: not known yet
};
struct ServiceLife {
  ServiceId id;
  std::string username;
  Date starts_on;
  std::optional<Date> ends_on; // the first day without service
  std::vector<PlanFrom> plans; // by `from`, the first at or before starts_on
  std::vector<Pause> pauses = {};
};

// Days of one full period on one plan version.
struct Part {
  PlanVersionId plan_version_id;
  Period full;
  Period period;
};

// Why an account cannot be billed, in a sentence for the operator.
struct Inconsistency {
  std::string reason;
};

// In order of time. `anchor` is the customer's: boundaries are counted from it, n months apart as the plan says.
Result<std::vector<Part>, Inconsistency> parts_owed(const ServiceLife &life, Date anchor, const Prices &prices,
                                                    Currency currency, Date until);

} // namespace demarc::billing
