// An operator's own vendor profiles: written in the console, kept in the database in versions, used by access servers
// as the built-in ones are. Saving adds a version; what is in force is the newest.
//
// Operations in the caller's transaction. All of them take effect for the next packet on every node (channel
// "vendor_profile").
#pragma once

#include "base/clock.h"
#include "network/vendor_profile.h"
#include "platform/db/db.h"

#include <functional>

namespace demarc::network {

// A version of a profile as it was saved.
struct SavedProfile {
  std::string name;
  std::int64_t version = 0;
  std::string text;
  bool is_deleted = false;
  std::string saved_by;
  Instant saved_at;
};
BOOST_DESCRIBE_STRUCT(SavedProfile, (), (name, version, text, is_deleted, saved_by, saved_at))

// What only radius/ can know of a profile: whether its attributes exist and take their values.
using AttributeCheck = std::function<std::optional<ProfileProblem>(const VendorProfile &)>;

struct ProfileEdit {
  std::string_view text;
  std::int64_t version = 0; // the one it was made from: two who edit at once do not undo each other
  std::string_view by;
};
Outcome<SavedProfile> create_own_profile(db::Tx &tx, std::string_view text, std::string_view by, Instant now,
                                         const AttributeCheck &check);
Outcome<SavedProfile> edit_own_profile(db::Tx &tx, std::string_view name, const ProfileEdit &edit, Instant now,
                                       const AttributeCheck &check);
// Refused while an access server uses it, also one that is switched off.
Outcome<Done> delete_own_profile(db::Tx &tx, std::string_view name, std::string_view by, Instant now);

// The newest version of each, without the deleted ones, by name.
std::vector<SavedProfile> list_own_profiles(db::Tx &tx);
Outcome<SavedProfile> find_own_profile(db::Tx &tx, std::string_view name);
// All of one name, the newest first, the deletions too.
std::vector<SavedProfile> list_profile_versions(db::Tx &tx, std::string_view name);
// Those of list_own_profiles() that this program can read.
std::vector<VendorProfile> usable_own_profiles(db::Tx &tx);
struct ProfileUse {
  std::string profile;
  std::int64_t access_servers = 0;
};
BOOST_DESCRIBE_STRUCT(ProfileUse, (), (profile, access_servers))
std::vector<ProfileUse> profile_uses(db::Tx &tx);
// A profile that an access server can have, built in or own.
bool vendor_profile_exists(db::Tx &tx, std::string_view name);

} // namespace demarc::network
