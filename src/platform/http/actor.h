// Who asks, and what their role may do. Permissions are names "area.act" ("catalog.read", "billing.run") that
// operations state; roles are sets of them, decided here alone.
#pragma once

#include "base/strong_id.h"

#include <boost/describe.hpp>
#include <string>
#include <string_view>

namespace demarc {

using StaffUserId = StrongId<struct StaffUserTag>;

namespace http {

BOOST_DEFINE_FIXED_ENUM_CLASS(Role, int, viewer, agent, admin)

struct Actor {
  enum class Via { nobody, cookie, token, internal, subscriber };

  StaffUserId user_id = {}; // of a token: who made it
  std::string name = {};    // shown in timelines: the person, or the token's name
  Role role = Role::viewer;
  Via via = Via::nobody;
  std::int64_t token_id = 0;      // of an API token
  std::int64_t subscriber_id = 0; // via subscriber: whose portal it is, the customer's id

  [[nodiscard]] bool is_signed_in() const { return via != Via::nobody; }
  // "user:12", "token:3", "subscriber:1042": who it was, for keys and audit.
  [[nodiscard]] std::string key() const;
};

// admin: everything. agent: everything but changing settings.* and users.*. viewer: every *.read.
bool may(Role role, std::string_view permission);

// Permissions that are not of a role: anyone at all, and any staff signed in.
inline constexpr const char *permission_public = "public";
inline constexpr const char *permission_signed_in = "signed_in";
// The operations of the portal. No role has it, only a subscriber's own session; and that has nothing else.
inline constexpr const char *permission_portal = "portal";

} // namespace http
} // namespace demarc
