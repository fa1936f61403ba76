// Brings the stored access decision in step with what has just changed: money, a hold, a plan, a date. To be called at
// the end of every operation that changed one of them, in its transaction and under its lock of the customer
// (subscribers::lock_customer). It computes the facts, decides, and where the decision differs:
//   - stores it, tells every node (channel "access", the service's id) so that the next login gets it,
//   - puts an outbox item for each running session that was given something else ("network.apply_access"),
//   - writes the customer's timeline when service begins, ends, is suspended or restored, naming the cause,
//   - keeps the customer's status.
// Nothing changed: nothing is written, so calling it once too often costs reads only.
#pragma once

#include "network/access_decision.h"
#include "subscribers/service.h"

namespace demarc::network {

// Why access is decided anew, for the timeline: "payment of 29.90 EUR" gives "restored by payment of 29.90 EUR". A
// suspension is told by the decision's own reason; the reference is the cause's, else the invoice of the standing.
struct Cause {
  std::string words; // a noun phrase
  std::optional<std::string> ref_kind = {};
  std::optional<std::int64_t> ref_id = {};
  std::optional<std::string> ref_text = {};
  std::optional<std::string> actor = {}; // none: Demarc itself
};

struct AccessChange {
  ServiceId service_id;
  std::optional<ServiceStatus> before; // none: decided for the first time
  ServiceStatus after = ServiceStatus::pending;
  bool changed = false; // anything the network is told

  [[nodiscard]] bool restored() const { return before == ServiceStatus::suspended && after == ServiceStatus::active; }
  [[nodiscard]] bool suspended() const {
    return before != ServiceStatus::suspended && after == ServiceStatus::suspended;
  }
};

// Every service of the customer, in order of their ids, then those of the customers that they are billed for today,
// who are locked for it.
std::vector<AccessChange> refresh_access(db::Tx &tx, db::Database &ids, CustomerId customer, Instant now, Date today,
                                         const Cause &cause);
// One service.
AccessChange refresh_access(db::Tx &tx, db::Database &ids, ServiceId service, Instant now, Date today,
                            const Cause &cause);

// A daily job, at local midnight: services that begin, end or change plan on `today` or did so unnoticed before. Opens
// its own transactions, one per customer; answers how many services changed. Afterwards gives back the addresses of
// services that ended before today and are offline.
int refresh_due_access(db::Database &database, Instant now, Date today);

// What access should be on `today`, from the facts as they are stored now; nothing is written.
AccessProfile decide_for(db::Tx &tx, const subscribers::Service &service, const billing::Standing &standing,
                         Date today);

// The decision as the API shows it.
struct Access {
  Verdict verdict = Verdict::reject;
  std::optional<int> down_kbit;
  std::optional<int> up_kbit;
  std::optional<std::string> address; // static, or leased of a pool
  std::vector<Reason> reasons;
  std::optional<Instant> decided_at;
  std::optional<std::string> prefix = {};           // IPv6, of the link
  std::optional<std::string> delegated_prefix = {}; // and of the network behind it
  std::optional<int> max_sessions = {};             // at the same time; none: any number
  std::optional<int> session_timeout_s = {}, idle_timeout_s = {};
};
BOOST_DESCRIBE_STRUCT(Access, (),
                      (verdict, down_kbit, up_kbit, address, reasons, decided_at, prefix, delegated_prefix,
                       max_sessions, session_timeout_s, idle_timeout_s))

// The stored decision; before the first one, a reject that says so.
Access explain_access(db::Tx &tx, ServiceId service);
// The stored status; pending before the first decision.
ServiceStatus service_status(db::Tx &tx, ServiceId service);

} // namespace demarc::network
