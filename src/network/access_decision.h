// The access decision: money on one side, network on the other, and one explainable function between them. Everything
// the network is told comes out of decide_access(); everything a person is told about it are the same reasons.
//
// A rule: values in, values out; no I/O, no clock.
#pragma once

#include "billing/standing.h"
#include "calendar/date.h"
#include "money/money.h"
#include "subscribers/customer.h"
#include "subscribers/prepaid.h"

namespace demarc::network {

enum class Verdict {
  allow,         // the plan's rates
  throttle,      // lower rates than the plan's
  walled_garden, // an address of a garden pool: only the pay page is reachable
  reject         // Access-Reject; a running session is ended
};
BOOST_DESCRIBE_ENUM(Verdict, allow, throttle, walled_garden, reject)

struct Reason {
  std::string code; // "in_good_standing", "in_grace", "overdue", "debt", "held", "paused", "not_started", "ended",
                    // "not_network", "prepaid", "prepaid_ended"
  std::string text; // "suspended because invoice 2026-000123 is 12 days overdue"

  bool operator==(const Reason &) const = default;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (code, text))

struct Hold {
  std::string reason; // "operator", "fraud"
  std::string note;
};

// Of days that the customer asked to be without service.
struct Pause {
  std::optional<Date> until; // the first day with service again
  std::string note;
};

// Of a prepaid service.
struct PrepaidFacts {
  bool is_paid = false;                                             // that day is bought, or free
  std::optional<Date> paid_until;                                   // the first day that is not
  subscribers::PrepaidStop stop = subscribers::PrepaidStop::none;   // why nothing is bought for the day
  Money price = Money::zero(Currency::of("XXX"));                   // of the period that the balance did not cover
  Money balance = Money::zero(Currency::of("XXX"));                 // at that time
  billing::Restriction means = billing::Restriction::walled_garden; // how the customer's policy keeps services off
};

// What the decision needs to know of a service on a day.
struct ServiceFacts {
  Date starts_on;
  std::optional<Date> ends_on;
  std::string plan_name;
  std::optional<int> down_kbit; // of the plan in force that day; none = unlimited
  std::optional<int> up_kbit;
  std::optional<std::string> static_address;
  std::optional<int> session_timeout_s; // the service's own, else the plan's; the two below are the plan's
  std::vector<Hold> holds;
  std::optional<Pause> pause = {}; // of that day
  bool has_network = true;         // false: a plan of a kind without a login, such as television
  std::optional<PrepaidFacts> prepaid = {};
  std::optional<std::string> static_prefix = {};
  std::optional<std::string> static_delegated_prefix = {};
  std::optional<int> idle_timeout_s = {};
  std::optional<int> max_sessions = {}; // at the same time
};

struct AccessProfile {
  Verdict verdict = Verdict::reject;
  std::optional<int> down_kbit = {}; // none = unlimited
  std::optional<int> up_kbit = {};
  std::optional<std::string> static_address = {}; // only with allow and throttle
  std::optional<int> session_timeout_s = {};
  std::string plan_name = {};
  std::vector<Reason> reasons = {}; // never empty; the deciding one first
  // Of IPv6, of the link and of the network behind it; as static_address.
  std::optional<std::string> static_prefix = {};
  std::optional<std::string> static_delegated_prefix = {};
  std::optional<int> idle_timeout_s = {};
  std::optional<int> max_sessions = {}; // none = any number at the same time

  bool operator==(const AccessProfile &) const = default;
};

// What decides, in this order: the service has ended or has not started; a hold; a pause; of a prepaid service, whether
// the day is paid for, of others a restricted standing (what is paid in advance is not restricted for debt); nothing.
// Every reason that applies is listed. An overdue account that is not restricted is served, and told why that may
// change. A service whose plan is not for the network is never let in, and active all the same.
AccessProfile decide_access(const ServiceFacts &service, const billing::Standing &standing, Date today);

// Would an access server be told the same? Words alone (an invoice that is a day older) do not trouble a running
// session.
bool same_on_the_network(const AccessProfile &a, const AccessProfile &b);

// "100/20 Mbit/s", "unlimited", "walled garden", "no access": the profile on one line, for people.
std::string in_words(const AccessProfile &profile);

// A service as lists show it, and what follows for its customer.
enum class ServiceStatus { pending, active, suspended, ended };
BOOST_DESCRIBE_ENUM(ServiceStatus, pending, active, suspended, ended)

ServiceStatus status_of(const AccessProfile &profile);
// active while any service is; else suspended while any is; a customer whose services have all ended has left; one
// whose services are all still to come is a lead.
subscribers::CustomerStatus status_of_customer(const std::vector<ServiceStatus> &services);

} // namespace demarc::network
