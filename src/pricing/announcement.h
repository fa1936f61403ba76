// What a customer is told of a price change: one letter for all of their services. A rule.
#pragma once

#include "calendar/billing_cycle.h"
#include "money/money.h"

#include <string>
#include <vector>

namespace demarc::pricing {

struct ServiceChange {
  std::string plan_name;
  std::string username;
  Money old_price;
  Money new_price;
  Interval interval = {};
  Date on;
};

struct Letter {
  std::string subject;
  std::string body;
};

// `text` is what the operator adds; may be empty.
Letter announcement(const std::string &provider, const std::string &customer, const std::vector<ServiceChange> &changes,
                    const std::string &text);
Letter withdrawal(const std::string &provider, const std::string &customer, const std::vector<ServiceChange> &changes);

std::string per_interval(Money price, Interval interval); // "29.00 EUR per month"

} // namespace demarc::pricing
