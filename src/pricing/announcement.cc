#include "pricing/announcement.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::pricing {

namespace {

std::string lines_of(const std::vector<ServiceChange> &changes) {
  std::string lines;
  for (const ServiceChange &change : changes)
    lines += fmt::format("  {} ({}): {} until now, {} from {}\n", change.plan_name, change.username,
                         per_interval(change.old_price, change.interval),
                         per_interval(change.new_price, change.interval), to_string(change.on));
  return lines;
}

Date first_day(const std::vector<ServiceChange> &changes) {
  return std::min_element(changes.begin(), changes.end(), [](const auto &a, const auto &b) { return a.on < b.on; })->on;
}

} // namespace

std::string per_interval(Money price, Interval interval) { return to_string(price) + ' ' + per(interval); }

Letter announcement(const std::string &provider, const std::string &customer, const std::vector<ServiceChange> &changes,
                    const std::string &text) {
  return {fmt::format("Your price changes on {}", to_string(first_day(changes))),
          fmt::format("Dear {},\n\nthe price of your service changes with the period that begins on the day given "
                      "here. What you have been invoiced until then stays as it is.\n\n{}\n{}{}"
                      "You need not accept this: you may end a service with effect from the day its price changes, at "
                      "no charge. Tell us before that day.\n\n{}\n",
                      customer, lines_of(changes), text, text.empty() ? "" : "\n\n", provider)};
}

Letter withdrawal(const std::string &provider, const std::string &customer, const std::vector<ServiceChange> &changes) {
  std::string lines;
  for (const ServiceChange &change : changes)
    lines += fmt::format("  {} ({}): {}\n", change.plan_name, change.username,
                         per_interval(change.old_price, change.interval));
  return {"Your price stays as it is",
          fmt::format("Dear {},\n\nthe price change that was announced for {} does not take place. You go on paying:"
                      "\n\n{}\n{}\n",
                      customer, to_string(first_day(changes)), lines, provider)};
}

} // namespace demarc::pricing
