#include "network/session_apply.h"

#include "base/address.h"
#include "network/access_profile_store.h"
#include "network/accounting.h"

namespace demarc::network {

namespace {

struct ApplyRow {
  SessionId id;
  AccessServerId access_server_id;
  std::string acct_session_id, username;
  std::optional<std::string> framed_address, nas_port_id, calling_station_id;
  bool stopped = false;
  bool disconnect_asked = false;
  std::optional<ServiceId> service_id;
  std::int64_t applied_version = 0;
  std::optional<std::string> garden_first, garden_last;
  std::optional<std::string> framed_prefix, delegated_prefix;
};
BOOST_DESCRIBE_STRUCT(ApplyRow, (),
                      (id, access_server_id, acct_session_id, username, framed_address, nas_port_id, calling_station_id,
                       stopped, disconnect_asked, service_id, applied_version, garden_first, garden_last, framed_prefix,
                       delegated_prefix))

constexpr std::string_view select_session =
    "select s.id as id, s.access_server_id as access_server_id, s.acct_session_id as acct_session_id,"
    " s.username as username, s.framed_address as framed_address, s.nas_port_id as nas_port_id,"
    " s.calling_station_id as calling_station_id, case when s.stopped_at is null then 0 else 1 end as stopped,"
    " s.disconnect_asked as disconnect_asked, s.service_id as service_id, s.applied_version as applied_version,"
    " g.first_address as garden_first, g.last_address as garden_last, s.framed_prefix as framed_prefix,"
    " s.delegated_prefix as delegated_prefix from session s"
    " join access_server a on a.id = s.access_server_id left join address_pool g on g.id = a.garden_pool_id"
    " where s.id = $1";

struct Kept {
  NetworkState network_state = NetworkState::in_step;
  std::optional<ServiceId> service_id;
  bool stopped = false;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (network_state, service_id, stopped))

} // namespace

std::optional<SessionApply> load_session_apply(db::Tx &tx, SessionId session) {
  auto row = tx.maybe<ApplyRow>(select_session, session);
  if (!row)
    return std::nullopt;
  SessionApply apply{.session_id = row->id,
                     .access_server_id = row->access_server_id,
                     .acct_session_id = std::move(row->acct_session_id),
                     .username = std::move(row->username),
                     .framed_address = std::move(row->framed_address),
                     .nas_port_id = std::move(row->nas_port_id),
                     .calling_station_id = std::move(row->calling_station_id),
                     .stopped = row->stopped,
                     .disconnect_asked = row->disconnect_asked,
                     .service_id = row->service_id,
                     .applied_version = row->applied_version,
                     .framed_prefix = std::move(row->framed_prefix),
                     .delegated_prefix = std::move(row->delegated_prefix)};
  if (apply.framed_address && row->garden_first && row->garden_last) {
    const auto garden = AddressBlock::ipv4(*row->garden_first, *row->garden_last);
    apply.in_garden_pool = garden && garden->contains(*apply.framed_address);
  }
  if (apply.service_id) {
    if (auto stored = find_profile(tx, *apply.service_id)) {
      apply.version = stored->version;
      apply.profile = std::move(stored->profile);
    }
  }
  return apply;
}

void record_network_answer(db::Tx &tx, SessionId session, NetworkState state, std::string_view answer,
                           std::int64_t version, Instant now) {
  const auto kept = tx.maybe<Kept>("select network_state, service_id, case when stopped_at is null then 0 else 1 end"
                                   " as stopped from session where id = $1 for update",
                                   session);
  if (!kept)
    return;
  tx.exec("update session set network_state = $1, network_answer = $2, network_since ="
          " case when network_state = $1 and network_since is not null then network_since else $3 end where id = $4",
          state, answer, now, session);
  if (state == NetworkState::in_step) {
    // What was sent may be an older decision than the present one; the next item brings that.
    const auto present = kept->service_id ? find_profile(tx, *kept->service_id) : std::nullopt;
    const bool is_present = present && present->version == version;
    tx.exec("update session set applied_version = $1, applied = $2, disconnect_asked = 0 where id = $3", version,
            is_present ? in_words(present->profile) : "an earlier decision", session);
  }
  if (state == NetworkState::gone && !kept->stopped)
    tx.exec("update session set stopped_at = $1, end_presumed = 1, terminate_cause = $2 where id = $3", now,
            cause_not_known_there, session);
  tx.notify(std::string(sessions_channel), sessions_notice({session}));
}

} // namespace demarc::network
