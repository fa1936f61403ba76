#include "network/own_profile.h"

#include "base/log.h"
#include "network/own_profile_store.h"

#include <fmt/format.h>

namespace demarc::network {

namespace {

constexpr std::string_view profile_channel = "vendor_profile";
constexpr std::size_t max_profile_size = 16384; // some 300 lines

Outcome<VendorProfile> checked(std::string_view text, const AttributeCheck &check) {
  if (text.size() > max_profile_size)
    return refuse("profile_too_long", fmt::format("A profile has at most {} characters.", max_profile_size), "text");
  auto profile = read_vendor_profile(text);
  auto problem = profile ? check(*profile) : std::optional(profile.error());
  if (problem)
    return refuse("profile_invalid", in_words(*problem) + ".", "text");
  return std::move(*profile);
}

SavedProfile add_version(db::Tx &tx, SavedProfile saved) {
  insert_profile_version(tx, saved);
  tx.notify(std::string(profile_channel), saved.name);
  return saved;
}

} // namespace

Outcome<SavedProfile> create_own_profile(db::Tx &tx, std::string_view text, std::string_view by, Instant now,
                                         const AttributeCheck &check) {
  TRY(profile, checked(text, check));
  if (find_vendor_profile(profile.name) != nullptr)
    return refuse(Refusal::Kind::conflict, "name_built_in",
                  fmt::format("\"{}\" is a built-in profile; give yours another name.", profile.name), "text");
  if (profile.name == "new" || profile.name == "try") // addresses of the console and the API
    return refuse("name_reserved", fmt::format("A profile cannot be called \"{}\".", profile.name), "text");
  const auto before = load_newest_profile(tx, profile.name);
  if (before && !before->is_deleted)
    return refuse(Refusal::Kind::conflict, "name_taken",
                  fmt::format("There is a profile \"{}\" already.", profile.name), "text");
  return add_version(tx,
                     {profile.name, before ? before->version + 1 : 1, std::string(text), false, std::string(by), now});
}

Outcome<SavedProfile> edit_own_profile(db::Tx &tx, std::string_view name, const ProfileEdit &edit, Instant now,
                                       const AttributeCheck &check) {
  TRY(before, find_own_profile(tx, name));
  TRY(profile, checked(edit.text, check));
  if (profile.name != before.name)
    return refuse("name_fixed",
                  fmt::format("Access servers know this profile as \"{}\"; save another name as a new profile.", name),
                  "text");
  if (before.version != edit.version)
    return refuse(Refusal::Kind::conflict, "profile_changed",
                  fmt::format("{} has saved version {} meanwhile; read it and make your change there.", before.saved_by,
                              before.version),
                  "version");
  if (before.text == edit.text)
    return before;
  return add_version(tx, {before.name, before.version + 1, std::string(edit.text), false, std::string(edit.by), now});
}

Outcome<Done> delete_own_profile(db::Tx &tx, std::string_view name, std::string_view by, Instant now) {
  TRY(before, find_own_profile(tx, name));
  const std::vector<std::string> users = access_servers_with_profile(tx, name);
  // A built-in profile of the name takes over where a later version of the program has brought one.
  if (!users.empty() && find_vendor_profile(name) == nullptr)
    return refuse(Refusal::Kind::conflict, "profile_in_use",
                  fmt::format("{} {} it; give them another profile first.", fmt::join(users, ", "),
                              users.size() == 1 ? "uses" : "use"));
  add_version(tx, {before.name, before.version + 1, "", true, std::string(by), now});
  return Done{};
}

std::vector<SavedProfile> list_own_profiles(db::Tx &tx) { return load_newest_profiles(tx); }

std::vector<SavedProfile> list_profile_versions(db::Tx &tx, std::string_view name) {
  return load_profile_versions(tx, name);
}

std::vector<ProfileUse> profile_uses(db::Tx &tx) { return load_profile_uses(tx); }

Outcome<SavedProfile> find_own_profile(db::Tx &tx, std::string_view name) {
  auto saved = load_newest_profile(tx, name);
  if (!saved || saved->is_deleted)
    return refuse(Refusal::Kind::not_found, "profile_unknown",
                  fmt::format("There is no profile \"{}\" of your own.", name));
  return std::move(*saved);
}

std::vector<VendorProfile> usable_own_profiles(db::Tx &tx) {
  std::vector<VendorProfile> usable;
  for (const SavedProfile &saved : load_newest_profiles(tx)) {
    auto profile = read_vendor_profile(saved.text);
    if (profile)
      usable.push_back(std::move(*profile));
    else
      log::error("network", "vendor profile {}: {}", saved.name, in_words(profile.error()));
  }
  return usable;
}

bool vendor_profile_exists(db::Tx &tx, std::string_view name) {
  if (find_vendor_profile(name) != nullptr)
    return true;
  const auto saved = load_newest_profile(tx, name);
  return saved && !saved->is_deleted;
}

} // namespace demarc::network
