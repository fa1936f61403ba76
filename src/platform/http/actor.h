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
  enum class Via { nobody, cookie, token, internal };

  StaffUserId user_id = {}; // of a token: who made it
  std::string name = {};    // shown in timelines: the person, or the token's name
  Role role = Role::viewer;
  Via via = Via::nobody;
  std::int64_t token_id = 0; // of an API token

  [[nodiscard]] bool is_signed_in() const { return via != Via::nobody; }
  // "user:12", "token:3": who it was, for keys and audit.
  [[nodiscard]] std::string key() const;
};

// admin: everything. agent: everything but changing settings.* and users.*. viewer: every *.read.
bool may(Role role, std::string_view permission);

// Two permissions that are not of a role: anyone at all, and anyone signed in.
inline constexpr const char *permission_public = "public";
inline constexpr const char *permission_signed_in = "signed_in";

} // namespace http
} // namespace demarc
