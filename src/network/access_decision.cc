#include "network/access_decision.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::network {

namespace {

std::string hold_in_words(const Hold &hold) {
  std::string words;
  if (hold.reason == "operator")
    words = "suspended by the operator";
  else if (hold.reason == "fraud")
    words = "suspended on suspicion of fraud";
  else
    words = "suspended: " + hold.reason;
  return hold.note.empty() ? words : words + ": " + hold.note;
}

bool is_open(Verdict verdict) { return verdict == Verdict::allow || verdict == Verdict::throttle; }

// 1500 → "1.5", 100000 → "100": megabits without superfluous zeros.
std::string megabits(int kbit) {
  std::string text = fmt::format("{}.{:03}", kbit / 1000, kbit % 1000);
  while (text.back() == '0')
    text.pop_back();
  if (text.back() == '.')
    text.pop_back();
  return text;
}

std::string rates_in_words(const std::optional<int> &down_kbit, const std::optional<int> &up_kbit) {
  if (!down_kbit && !up_kbit)
    return "unlimited";
  return fmt::format("{}/{} Mbit/s", down_kbit ? megabits(*down_kbit) : "unlimited",
                     up_kbit ? megabits(*up_kbit) : "unlimited");
}

// Why nothing is bought for the day.
std::string stop_in_words(const PrepaidFacts &prepaid) {
  const std::string ended =
      prepaid.paid_until ? fmt::format("the prepaid period ended on {}", to_string(prepaid.paid_until->plus_days(-1)))
                         : "no prepaid period is bought yet";
  switch (prepaid.stop) {
  case subscribers::PrepaidStop::balance:
    return fmt::format("stopped because {} and the balance of {} does not cover {}", ended, to_string(prepaid.balance),
                       to_string(prepaid.price));
  case subscribers::PrepaidStop::renewal_off:
    return fmt::format("stopped because {} and the service does not renew itself", ended);
  case subscribers::PrepaidStop::unbillable:
    return fmt::format("stopped because {} and the next one cannot be billed; the log says why", ended);
  case subscribers::PrepaidStop::none:
  case subscribers::PrepaidStop::held:
  case subscribers::PrepaidStop::paused:
  case subscribers::PrepaidStop::ended: break;
  }
  return "stopped because " + ended;
}

void decide_prepaid(AccessProfile &profile, const PrepaidFacts &prepaid) {
  if (prepaid.is_paid) {
    if (profile.verdict == Verdict::allow)
      profile.reasons.push_back(
          {"prepaid", prepaid.paid_until ? fmt::format("paid in advance until {}", to_string(*prepaid.paid_until))
                                         : "free until the first period is bought"});
    return;
  }
  if (profile.verdict != Verdict::allow)
    return;
  profile.verdict = prepaid.means == billing::Restriction::walled_garden ? Verdict::walled_garden : Verdict::reject;
  profile.reasons.push_back({"prepaid_ended", stop_in_words(prepaid)});
}

} // namespace

AccessProfile decide_access(const ServiceFacts &service, const billing::Standing &standing, Date today) {
  AccessProfile profile;
  profile.verdict = Verdict::allow;
  profile.plan_name = service.plan_name;
  profile.session_timeout_s = service.session_timeout_s;
  profile.idle_timeout_s = service.idle_timeout_s;
  profile.max_sessions = service.max_sessions;

  if (service.ends_on && *service.ends_on <= today) {
    profile.verdict = Verdict::reject;
    profile.reasons.push_back(
        {"ended", fmt::format("ended: the last day of the service was {}", to_string(service.ends_on->plus_days(-1)))});
  } else if (service.starts_on > today) {
    profile.verdict = Verdict::reject;
    profile.reasons.push_back(
        {"not_started", fmt::format("not started: the service begins on {}", to_string(service.starts_on))});
  }

  for (const Hold &hold : service.holds) {
    profile.verdict = Verdict::reject;
    profile.reasons.push_back({"held", hold_in_words(hold)});
  }

  if (service.pause) {
    profile.verdict = Verdict::reject;
    std::string words = "paused as the customer asked";
    if (service.pause->until)
      words += fmt::format(", service again from {}", to_string(*service.pause->until));
    profile.reasons.push_back({"paused", service.pause->note.empty() ? words : words + ": " + service.pause->note});
  }

  if (service.prepaid)
    decide_prepaid(profile, *service.prepaid);
  // What is paid in advance is neither restricted for debt nor told about it.
  switch (service.prepaid ? billing::StandingState::good : standing.state) {
  case billing::StandingState::restricted:
    if (profile.verdict == Verdict::allow)
      profile.verdict =
          standing.restriction == billing::Restriction::walled_garden ? Verdict::walled_garden : Verdict::reject;
    profile.reasons.push_back({"debt", "suspended because " + standing.reason});
    break;
  case billing::StandingState::overdue:
    if (profile.verdict == Verdict::allow)
      profile.reasons.push_back({"in_grace", "served: no restriction has begun"});
    profile.reasons.push_back({"overdue", standing.reason});
    break;
  case billing::StandingState::good:
    if (profile.verdict == Verdict::allow && !service.prepaid)
      profile.reasons.push_back({"in_good_standing", "in good standing"});
    break;
  }

  if (!service.has_network && profile.verdict != Verdict::reject) {
    if (is_open(profile.verdict))
      profile.reasons.insert(profile.reasons.begin(),
                             {"not_network", "active; a plan of this kind gives no access to the network"});
    profile.verdict = Verdict::reject;
  }

  if (is_open(profile.verdict)) {
    profile.static_address = service.static_address;
    profile.static_prefix = service.static_prefix;
    profile.static_delegated_prefix = service.static_delegated_prefix;
  }
  if (profile.verdict != Verdict::reject) {
    profile.down_kbit = service.down_kbit;
    profile.up_kbit = service.up_kbit;
  }
  return profile;
}

bool same_on_the_network(const AccessProfile &a, const AccessProfile &b) {
  return a.verdict == b.verdict && a.down_kbit == b.down_kbit && a.up_kbit == b.up_kbit &&
         a.static_address == b.static_address && a.static_prefix == b.static_prefix &&
         a.static_delegated_prefix == b.static_delegated_prefix && a.session_timeout_s == b.session_timeout_s &&
         a.idle_timeout_s == b.idle_timeout_s && a.plan_name == b.plan_name;
}

std::string in_words(const AccessProfile &profile) {
  switch (profile.verdict) {
  case Verdict::allow: return rates_in_words(profile.down_kbit, profile.up_kbit);
  case Verdict::throttle: return "slowed to " + rates_in_words(profile.down_kbit, profile.up_kbit);
  case Verdict::walled_garden: return "walled garden";
  case Verdict::reject: return "no access";
  }
  return {};
}

ServiceStatus status_of(const AccessProfile &profile) {
  if (is_open(profile.verdict))
    return ServiceStatus::active;
  // A reject always has a reason; the deciding one tells a service to come from one that is held.
  const std::string_view code = profile.reasons.empty() ? std::string_view{} : profile.reasons.front().code;
  if (code == "ended")
    return ServiceStatus::ended;
  if (code == "not_network")
    return ServiceStatus::active;
  if (code == "not_started")
    return ServiceStatus::pending;
  return ServiceStatus::suspended;
}

subscribers::CustomerStatus status_of_customer(const std::vector<ServiceStatus> &services) {
  const auto any = [&](ServiceStatus status) {
    return std::find(services.begin(), services.end(), status) != services.end();
  };
  if (any(ServiceStatus::active))
    return subscribers::CustomerStatus::active;
  if (any(ServiceStatus::suspended))
    return subscribers::CustomerStatus::suspended;
  if (any(ServiceStatus::pending) || services.empty())
    return subscribers::CustomerStatus::lead;
  return subscribers::CustomerStatus::left;
}

} // namespace demarc::network
