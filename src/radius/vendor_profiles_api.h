// The door of vendor profiles: the built-in ones and an operator's own, and the try-out.
#pragma once

#include "platform/http/api.h"
#include "radius/profile_shelf.h"

namespace demarc::radius {

void register_vendor_profiles_api(http::Api &api, const ProfileShelf &profiles);

} // namespace demarc::radius
