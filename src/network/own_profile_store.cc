#include "network/own_profile_store.h"

namespace demarc::network {

void insert_profile_version(db::Tx &tx, const SavedProfile &saved) {
  tx.exec("insert into vendor_profile (name, version, text, is_deleted, saved_by, saved_at)"
          " values ($1, $2, $3, $4, $5, $6)",
          saved.name, saved.version, saved.text, saved.is_deleted, saved.saved_by, saved.saved_at);
}

std::optional<SavedProfile> load_newest_profile(db::Tx &tx, std::string_view name) {
  return tx.maybe<SavedProfile>("select name, version, text, is_deleted, saved_by, saved_at from vendor_profile"
                                " where name = $1 order by version desc limit 1",
                                name);
}

std::vector<SavedProfile> load_newest_profiles(db::Tx &tx) {
  return tx.all<SavedProfile>(
      "select p.name as name, p.version as version, p.text as text, p.is_deleted as is_deleted, p.saved_by as saved_by,"
      " p.saved_at as saved_at from vendor_profile p where p.is_deleted = 0"
      " and p.version = (select max(q.version) from vendor_profile q where q.name = p.name) order by p.name");
}

std::vector<SavedProfile> load_profile_versions(db::Tx &tx, std::string_view name) {
  return tx.all<SavedProfile>("select name, version, text, is_deleted, saved_by, saved_at from vendor_profile"
                              " where name = $1 order by version desc",
                              name);
}

std::vector<ProfileUse> load_profile_uses(db::Tx &tx) {
  return tx.all<ProfileUse>(
      "select profile, count(*) as access_servers from access_server group by profile order by profile");
}

std::vector<std::string> access_servers_with_profile(db::Tx &tx, std::string_view name) {
  return tx.all<std::string>("select name from access_server where profile = $1 order by name", name);
}

} // namespace demarc::network
