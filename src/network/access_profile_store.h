// Rows of access decisions: what decide_access said last, kept ready for logins.
#pragma once

#include "network/access_decision.h"

#include <functional>

namespace demarc::network {

struct StoredProfile {
  ServiceId service_id;
  CustomerId customer_id;
  AccessProfile profile;
  std::int64_t version = 0; // another for whatever an access server is told otherwise; rises
  Instant decided_at;
};

std::optional<StoredProfile> find_profile(db::Tx &tx, ServiceId service);
// How the dunning policy of the customer keeps services off.
billing::Restriction restriction_by_policy(db::Tx &tx, CustomerId customer);
std::vector<ServiceStatus> statuses_of(db::Tx &tx, CustomerId customer);
void save_profile(db::Tx &tx, const StoredProfile &profile);
// Every one, in order of the services.
void each_profile(db::Tx &tx, const std::function<void(const StoredProfile &)> &use);

// The version and the words of the present profile of each of these services; services without one are absent.
struct ProfileVersion {
  ServiceId service_id;
  std::int64_t version = 0;
  Verdict verdict = Verdict::reject;
  std::string words;
};
std::vector<ProfileVersion> profile_versions(db::Tx &tx, const std::vector<ServiceId> &services);

// Services whose decision a new day may change: they begin, end or change plan on `today`, or have
// done so unnoticed.
struct DueService {
  CustomerId customer_id;
  ServiceId service_id;
};
BOOST_DESCRIBE_STRUCT(DueService, (), (customer_id, service_id))
std::vector<DueService> services_due(db::Tx &tx, Date today); // in order of the customers

std::string reasons_text(const std::vector<Reason> &reasons);
std::vector<Reason> parse_reasons(std::string_view text);

} // namespace demarc::network
