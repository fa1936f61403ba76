// The doors of the portal: /v1/portal/…, and the staff's link to it. Each operation with permission_portal is for the
// customer who is signed in and shows and changes only what is theirs (own.h).
#pragma once

#include "platform/http/api.h"
#include "portal/subscriber_sign_in.h"

namespace demarc::portal {

// `sign_in` outlives `api`; it becomes the authentication of subscribers.
void register_portal_api(http::Api &api, SubscriberSignIn &sign_in);
void register_portal_session_api(http::Api &api, SubscriberSignIn &sign_in); // of the above

} // namespace demarc::portal
