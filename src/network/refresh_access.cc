#include "network/refresh_access.h"

#include "catalog/plan_store.h"
#include "catalog/session_attributes.h"
#include "network/access_profile_store.h"
#include "network/accounting.h"
#include "network/lease_store.h"
#include "network/payer_standing.h"
#include "network/session_store.h"
#include "subscribers/payer.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/service.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::network {

namespace {

using subscribers::Service;

// And in `version` what was bought for the day, whatever the plan is from then on.
PrepaidFacts prepaid_facts(db::Tx &tx, const Service &service, const subscribers::Prepaid &state, Date today,
                           std::optional<PlanVersionId> &version) {
  PrepaidFacts facts;
  const auto bought = subscribers::purchase_on(tx, service.id, today);
  facts.is_paid = bought || (service.trial_until && today < *service.trial_until);
  facts.paid_until = subscribers::paid_until(tx, service.id);
  facts.stop = state.stop_reason;
  const Currency currency = subscribers::find_customer(tx, service.customer_id)->currency;
  facts.price = Money::minor(state.price_minor, currency);
  facts.balance = Money::minor(state.balance_minor, currency);
  facts.means = restriction_by_policy(tx, service.customer_id);
  if (bought)
    version = bought->plan_version_id;
  return facts;
}

ServiceFacts facts_of(db::Tx &tx, const Service &service, Date today) {
  ServiceFacts facts;
  facts.starts_on = service.starts_on;
  facts.ends_on = service.ends_on;
  facts.static_address = service.static_address;
  facts.static_prefix = service.static_prefix;
  facts.static_delegated_prefix = service.static_delegated_prefix;
  facts.session_timeout_s = service.session_timeout_s;
  // Before it starts a service shows the plan it will start with.
  const Date day = std::max(today, service.starts_on);
  auto version = subscribers::plan_on(subscribers::plans_of(tx, service.id), day);
  if (const auto prepaid = subscribers::prepaid_of(tx, service.id))
    facts.prepaid = prepaid_facts(tx, service, *prepaid, today, version);
  if (version) {
    if (const auto plan = catalog::find_plan_version(tx, *version)) {
      facts.plan_name = plan->name;
      facts.down_kbit = plan->down_kbit;
      facts.up_kbit = plan->up_kbit;
      const catalog::SessionAttributes sessions =
          catalog::session_attributes(catalog::parse_attributes(plan->attributes));
      if (!facts.session_timeout_s)
        facts.session_timeout_s = sessions.session_timeout_s;
      facts.idle_timeout_s = sessions.idle_timeout_s;
      facts.max_sessions = sessions.sessions;
      facts.has_network = catalog::plan_kind(catalog::kind_of_plan(tx, plan->plan_id)).has_speeds;
    }
  }
  for (subscribers::ServiceHold &hold : subscribers::holds_of(tx, service.id))
    facts.holds.push_back({std::move(hold.reason), std::move(hold.note)});
  for (subscribers::ServicePause &pause : subscribers::pauses_of(tx, service.id)) {
    if (pause.covers(today))
      facts.pause = Pause{pause.until_date, std::move(pause.note)};
  }
  return facts;
}

struct Words {
  std::string_view kind, title;
  std::string detail;
};

// What people are told when a decision changes from `before` to `after`; nullopt: nothing they would notice.
std::optional<Words> in_the_timeline(const AccessProfile &before, const AccessProfile &after, const Cause &cause) {
  const ServiceStatus was = status_of(before), is = status_of(after);
  const std::string &reason = after.reasons.front().text;
  const std::string by = cause.words.empty() ? std::string() : "by " + cause.words;
  switch (is) {
  case ServiceStatus::suspended:
    if (was == ServiceStatus::suspended && before.verdict == after.verdict &&
        before.reasons.front().code == after.reasons.front().code)
      return std::nullopt;
    if (after.reasons.front().code == "prepaid_ended")
      return Words{"service.suspended", "Prepaid service stopped", reason};
    if (after.reasons.front().code == "paused")
      return Words{"service.suspended", "Service off for a pause", reason};
    return Words{"service.suspended", was == is ? "Service still suspended" : "Service suspended", reason};
  case ServiceStatus::active:
    if (was == ServiceStatus::suspended && before.reasons.front().code == "prepaid_ended")
      return Words{"service.restored", "Prepaid service resumed",
                   by.empty() ? reason : fmt::format("resumed {}; {}", by, reason)};
    if (was == ServiceStatus::suspended)
      return Words{"service.restored", "Service restored", by.empty() ? reason : "restored " + by};
    if (was != ServiceStatus::active)
      return Words{"service.started", "Service started", in_words(after)};
    if (before.verdict != after.verdict)
      return after.verdict == Verdict::throttle
                 ? Words{"service.slowed", "Service slowed", reason}
                 : Words{"service.restored", "Full speed again", by.empty() ? reason : "restored " + by};
    return std::nullopt;
  case ServiceStatus::ended:
    if (was == ServiceStatus::ended)
      return std::nullopt;
    return Words{"service.ended", "Service ended", reason};
  case ServiceStatus::pending:
    if (was == ServiceStatus::pending)
      return std::nullopt;
    return Words{"service.pending", "Service put off", reason};
  }
  return std::nullopt;
}

void tell_people(db::Tx &tx, db::Database &ids, const Service &service, const AccessProfile &before,
                 const AccessProfile &after, const billing::Standing &standing, Instant now, const Cause &cause) {
  auto words = in_the_timeline(before, after, cause);
  if (!words)
    return;
  subscribers::TimelineEvent event{.customer_id = service.customer_id,
                                   .service_id = service.id,
                                   .at = now,
                                   .kind = std::string(words->kind),
                                   .title = std::string(words->title),
                                   .detail = std::move(words->detail),
                                   .actor = cause.actor,
                                   .ref_kind = cause.ref_kind,
                                   .ref_id = cause.ref_id,
                                   .ref_text = cause.ref_text};
  if (!event.ref_kind && after.reasons.front().code == "debt" && standing.invoice_id) {
    event.ref_kind = "invoice";
    event.ref_id = standing.invoice_id->value();
  }
  subscribers::tell(tx, ids, std::move(event));
}

// The sessions that run with something else; one that is waiting for its item already is left to it.
void send_to_sessions(db::Tx &tx, ServiceId service, std::int64_t version, Instant now) {
  for (const OpenSession &session : open_sessions_of(tx, service)) {
    if (session.applied_version == version)
      continue;
    mark_pending(tx, session.id, now);
    put_apply_access(tx, session.id, now);
  }
}

AccessChange refresh_one(db::Tx &tx, db::Database &ids, const Service &service, const billing::Standing &standing,
                         Instant now, Date today, const Cause &cause) {
  AccessProfile profile = decide_for(tx, service, standing, today);
  const auto before = find_profile(tx, service.id);
  AccessChange change{.service_id = service.id, .before = {}, .after = status_of(profile)};
  if (before)
    change.before = status_of(before->profile);
  if (before && before->profile == profile)
    return change;

  change.changed = !before || !same_on_the_network(before->profile, profile);
  StoredProfile stored{service.id, service.customer_id, std::move(profile), before ? before->version : 0, now};
  // Ids rise on one node only; a version must rise for the service, whoever decides.
  if (change.changed)
    stored.version = std::max(ids.next_id("access_version"), stored.version + 1);
  save_profile(tx, stored);
  tx.notify("access", std::to_string(service.id.value()));
  if (before)
    tell_people(tx, ids, service, before->profile, stored.profile, standing, now, cause);
  if (change.changed)
    send_to_sessions(tx, service.id, stored.version, now);
  return change;
}

void keep_status(db::Tx &tx, CustomerId customer) {
  const auto found = subscribers::find_customer(tx, customer);
  if (!found)
    return;
  const subscribers::CustomerStatus status = status_of_customer(statuses_of(tx, customer));
  if (found->status != status)
    subscribers::set_status(tx, customer, status);
}

} // namespace

AccessProfile decide_for(db::Tx &tx, const Service &service, const billing::Standing &standing, Date today) {
  return decide_access(facts_of(tx, service, today), standing, today);
}

std::vector<AccessChange> refresh_access(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now, Date today,
                                         const Cause &cause) {
  std::vector<AccessChange> changes;
  const auto refresh_all_of = [&](CustomerId id) {
    const billing::Standing standing = deciding_standing(tx, id, today);
    for (const Service &service : subscribers::services_of(tx, id))
      changes.push_back(refresh_one(tx, ids, service, standing, now, today, cause));
    keep_status(tx, id);
  };
  refresh_all_of(customer);
  for (const CustomerId paid_for : subscribers::paid_on(tx, customer, today)) {
    (void)subscribers::lock_customer(tx, paid_for);
    refresh_all_of(paid_for);
  }
  return changes;
}

AccessChange refresh_access(db::Tx &tx, db::Database &ids, ServiceId id, Instant now, Date today, const Cause &cause) {
  const auto service = subscribers::find_service(tx, id);
  ENSURE(service.has_value(), "access is decided for services that exist");
  const billing::Standing standing = deciding_standing(tx, service->customer_id, today);
  const AccessChange change = refresh_one(tx, ids, *service, standing, now, today, cause);
  keep_status(tx, service->customer_id);
  return change;
}

int refresh_due_access(db::Database &database, Instant now, Date today) {
  const std::vector<DueService> due = database.read([&](db::Tx &tx) { return services_due(tx, today); });
  int changed = 0;
  for (std::size_t i = 0; i < due.size();) {
    const CustomerId customer = due[i].customer_id;
    std::size_t end = i;
    while (end < due.size() && due[end].customer_id == customer)
      ++end;
    changed += database.write([&](db::Tx &tx) {
      int count = 0;
      (void)subscribers::lock_customer(tx, customer);
      for (std::size_t one = i; one < end; ++one)
        count +=
            refresh_access(tx, database, due[one].service_id, now, today, {.words = "the calendar"}).changed ? 1 : 0;
      return count;
    });
    i = end;
  }
  database.write([&](db::Tx &tx) {
    if (release_leases(tx, today) > 0)
      tx.notify("pool", "released");
  });
  return changed;
}

Access explain_access(db::Tx &tx, ServiceId service) {
  const auto stored = find_profile(tx, service);
  if (!stored)
    return {.reasons = {{"undecided", "access has not been decided yet"}}};
  const AccessProfile &profile = stored->profile;
  Access access{profile.verdict,      profile.down_kbit,         profile.up_kbit,       profile.static_address,
                profile.reasons,      stored->decided_at,        profile.static_prefix, profile.static_delegated_prefix,
                profile.max_sessions, profile.session_timeout_s, profile.idle_timeout_s};
  if (!access.address && profile.verdict != Verdict::reject)
    access.address = leased_address(
        tx, service, profile.verdict == Verdict::walled_garden ? PoolPurpose::garden : PoolPurpose::service);
  if (profile.verdict == Verdict::reject || profile.verdict == Verdict::walled_garden)
    return access;
  if (!access.prefix)
    access.prefix = leased_address(tx, service, PoolPurpose::service, PoolFamily::ipv6_prefix);
  if (!access.delegated_prefix)
    access.delegated_prefix = leased_address(tx, service, PoolPurpose::service, PoolFamily::ipv6_delegated);
  return access;
}

ServiceStatus service_status(db::Tx &tx, ServiceId service) {
  const auto stored = find_profile(tx, service);
  return stored ? status_of(stored->profile) : ServiceStatus::pending;
}

} // namespace demarc::network
