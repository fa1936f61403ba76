// Rows of an operator's own vendor profiles.
#pragma once

#include "network/own_profile.h"

namespace demarc::network {

void insert_profile_version(db::Tx &tx, const SavedProfile &saved);
// The newest version, which may say that it was deleted.
std::optional<SavedProfile> load_newest_profile(db::Tx &tx, std::string_view name);
std::vector<SavedProfile> load_newest_profiles(db::Tx &tx);                         // without the deleted ones, by name
std::vector<SavedProfile> load_profile_versions(db::Tx &tx, std::string_view name); // the newest first
std::vector<ProfileUse> load_profile_uses(db::Tx &tx);
std::vector<std::string> access_servers_with_profile(db::Tx &tx, std::string_view name);

} // namespace demarc::network
