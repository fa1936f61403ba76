#include "platform/http/actor.h"

#include <fmt/format.h>

namespace demarc::http {

std::string Actor::key() const {
  switch (via) {
  case Via::nobody: return "nobody";
  case Via::internal: return "internal";
  case Via::token: return fmt::format("token:{}", token_id);
  case Via::subscriber: return fmt::format("subscriber:{}", subscriber_id);
  case Via::cookie: return fmt::format("user:{}", user_id.value());
  }
  return "nobody";
}

bool may(Role role, std::string_view permission) {
  if (permission == permission_portal)
    return false;
  if (permission == permission_public || permission == permission_signed_in || permission.ends_with(".read"))
    return true;
  switch (role) {
  case Role::admin: return true;
  case Role::agent: return !permission.starts_with("settings.") && !permission.starts_with("users.");
  case Role::viewer: return false;
  }
  return false;
}

} // namespace demarc::http
