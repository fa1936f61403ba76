#include "network/verify_network.h"

#include "network/lease_store.h"
#include "network/network_check_store.h"
#include "network/payer_standing.h"
#include "network/refresh_access.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

namespace demarc::network {

namespace {

constexpr std::size_t most_of_a_kind = 100;

// Problems of one kind: the first hundred in words, the rest as a number.
class Findings {
public:
  explicit Findings(std::vector<std::string> &problems) : problems_(problems) {}
  ~Findings() {
    if (count_ > most_of_a_kind)
      problems_.push_back(fmt::format("… and {} more of this kind", count_ - most_of_a_kind));
  }
  Findings(const Findings &) = delete;
  Findings &operator=(const Findings &) = delete;
  void add(std::string problem) {
    if (++count_ <= most_of_a_kind)
      problems_.push_back(std::move(problem));
  }

private:
  std::vector<std::string> &problems_;
  std::size_t count_ = 0;
};

std::string told(const AccessProfile &profile) {
  std::string text = in_words(profile);
  for (const Reason &reason : profile.reasons)
    text += ", " + reason.text;
  return text;
}

void verify_decisions(db::Tx &tx, Date today, std::vector<std::string> &problems) {
  Findings findings(problems);
  std::unordered_map<std::int64_t, AccessProfile> stored;
  each_profile(tx, [&](const StoredProfile &profile) { stored.emplace(profile.service_id.value(), profile.profile); });
  for (const subscribers::Service &service : all_services(tx)) {
    const AccessProfile decided = decide_for(tx, service, deciding_standing(tx, service.customer_id, today), today);
    const auto kept = stored.find(service.id.value());
    if (kept == stored.end())
      findings.add(fmt::format("access: service {} ({}) has no decision", service.id.value(), service.username));
    else if (kept->second != decided)
      findings.add(fmt::format("access: service {} ({}) is stored as \"{}\", decided anew it is \"{}\"",
                               service.id.value(), service.username, told(kept->second), told(decided)));
  }
}

void verify_statuses(db::Tx &tx, std::vector<std::string> &problems) {
  Findings findings(problems);
  std::unordered_map<std::int64_t, ServiceStatus> from_decision;
  each_profile(tx, [&](const StoredProfile &profile) {
    from_decision.emplace(profile.service_id.value(), status_of(profile.profile));
  });
  std::unordered_map<std::int64_t, std::vector<ServiceStatus>> statuses;
  for (const StatusOfService &service : all_service_statuses(tx)) {
    statuses[service.customer_id.value()].push_back(service.status);
    if (from_decision.at(service.service_id.value()) != service.status)
      findings.add(fmt::format("status: service {} is listed as {}, its decision says {}", service.service_id.value(),
                               boost::describe::enum_to_string(service.status, "?"),
                               boost::describe::enum_to_string(from_decision.at(service.service_id.value()), "?")));
  }
  for (const CustomerStanding &customer : all_customer_statuses(tx)) {
    const auto follows = status_of_customer(statuses[customer.id.value()]);
    if (follows != customer.status)
      findings.add(fmt::format("status: customer {} is listed as {}, their services say {}", customer.id.value(),
                               boost::describe::enum_to_string(customer.status, "?"),
                               boost::describe::enum_to_string(follows, "?")));
  }
}

void verify_addresses(db::Tx &tx, std::vector<std::string> &problems) {
  Findings findings(problems);
  for (const std::string &address : leased_and_static(tx))
    findings.add(fmt::format("address: {} is leased and a static address as well", address));
  struct Known {
    std::string name;
    AddressBlock block;
  };
  std::vector<Known> known;
  std::unordered_map<std::int64_t, AddressBlock> blocks;
  for (const Pool &pool : load_pools(tx)) {
    const auto block = pool.block();
    if (!block) {
      findings.add(fmt::format("address: pool \"{}\" has no range", pool.name));
      continue;
    }
    blocks.emplace(pool.id.value(), *block);
    known.push_back({pool.name, *block});
  }
  std::sort(known.begin(), known.end(), [](const Known &a, const Known &b) { return a.block.begins_before(b.block); });
  for (std::size_t n = 1; n < known.size(); ++n) {
    if (known[n - 1].block.overlaps(known[n].block))
      findings.add(fmt::format("address: pools \"{}\" and \"{}\" overlap", known[n - 1].name, known[n].name));
  }
  std::vector<StaticPrefix> owned = static_prefixes(tx);
  const auto prefix_of = [](const StaticPrefix &one) {
    const auto prefix = parse_ipv6_prefix(one.prefix);
    return prefix ? std::pair(prefix->bits, prefix->length) : std::pair(Ipv6Bits{0}, 0);
  };
  std::sort(owned.begin(), owned.end(),
            [&](const StaticPrefix &a, const StaticPrefix &b) { return prefix_of(a) < prefix_of(b); });
  for (std::size_t n = 1; n < owned.size(); ++n) {
    const auto [before, after] = std::pair(prefix_of(owned[n - 1]), prefix_of(owned[n]));
    if (Ipv6Prefix{before.first, before.second}.overlaps({after.first, after.second}))
      findings.add(fmt::format("address: {} of service {} and {} of service {} overlap", owned[n - 1].prefix,
                               owned[n - 1].service_id.value(), owned[n].prefix, owned[n].service_id.value()));
  }
  std::map<std::string, ServiceId> held;
  for (const Lease &lease : all_leases(tx)) {
    const auto block = blocks.find(lease.pool_id.value());
    if (block == blocks.end() || !block->second.contains(lease.address))
      findings.add(
          fmt::format("address: {} of service {} lies outside of its pool", lease.address, lease.service_id.value()));
    const auto [first, is_first] = held.emplace(lease.address, lease.service_id);
    if (!is_first)
      findings.add(fmt::format("address: {} is leased to services {} and {}", lease.address, first->second.value(),
                               lease.service_id.value()));
  }
}

void verify_usage(db::Tx &tx, std::vector<std::string> &problems) {
  Findings findings(problems);
  struct Both {
    Octets sessions, days;
  };
  std::map<std::int64_t, Both> services;
  for (const Octets &octets : octets_of_sessions(tx))
    services[octets.service_id.value()].sessions = octets;
  for (const Octets &octets : octets_of_days(tx))
    services[octets.service_id.value()].days = octets;
  for (const auto &[service, both] : services)
    if (both.sessions.octets_in != both.days.octets_in || both.sessions.octets_out != both.days.octets_out)
      findings.add(fmt::format("usage: sessions of service {} moved {} in and {} out, its days say {} and {}", service,
                               both.sessions.octets_in, both.sessions.octets_out, both.days.octets_in,
                               both.days.octets_out));
}

} // namespace

std::vector<std::string> verify_network(db::Tx &tx, Date today) {
  std::vector<std::string> problems;
  verify_decisions(tx, today, problems);
  verify_statuses(tx, problems);
  verify_addresses(tx, problems);
  verify_usage(tx, problems);
  return problems;
}

} // namespace demarc::network
