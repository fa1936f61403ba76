#include "portal/portal_api.h"

#include "catalog/provider.h"
#include "documents/document_store.h"
#include "portal/own.h"
#include "portal/portal_link.h"
#include "portal/portal_store.h"
#include "subscribers/customer.h"

namespace demarc::portal {

namespace {

struct PortalCredentials {
  std::string account;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(PortalCredentials, (), (account, password))

struct PortalLinkRequest {
  std::string account;
};
BOOST_DESCRIBE_STRUCT(PortalLinkRequest, (), (account))

struct PortalLinkToken {
  Secret token;
};
BOOST_DESCRIBE_STRUCT(PortalLinkToken, (), (token))

struct PortalPassword {
  std::optional<Secret> current;
  Secret password;
};
BOOST_DESCRIBE_STRUCT(PortalPassword, (), (current, password))

// What anybody may know before they sign in.
struct PortalFront {
  std::string provider;
  Currency currency = Currency::of("XXX");
  std::string locale, country, time_zone;
  Instant now;
  std::string accent; // "#0b5fff", of the documents
  std::string logo;   // a PNG in base64, or empty
  std::string email, phone, website;
};
BOOST_DESCRIBE_STRUCT(PortalFront, (),
                      (provider, currency, locale, country, time_zone, now, accent, logo, email, phone, website))

struct PortalMe {
  CustomerId customer_id;
  std::string number, name, email, phone, street, city, postal_code, region, country;
  Currency currency = Currency::of("XXX");
  bool has_password = false;
  bool may_set_freely = false; // came by a link: another password needs no present one
};
BOOST_DESCRIBE_STRUCT(PortalMe, (),
                      (customer_id, number, name, email, phone, street, city, postal_code, region, country, currency,
                       has_password, may_set_freely))

PortalFront front(db::Tx &tx, Instant now) {
  const catalog::Provider p = catalog::find_provider(tx);
  const documents::SavedDesign design = documents::newest_design(tx);
  PortalFront shown{p.name, p.currency,  p.locale,     p.country,    p.time_zone,   now,
                    "",     design.logo, design.email, design.phone, design.website};
  if (const auto layout = documents::parse_design(design.layout))
    shown.accent = documents::to_hex(layout->accent);
  return shown;
}

Outcome<PortalMe> me_of(db::Tx &tx, CustomerId id, bool may_set_freely) {
  TRY(c, subscribers::find_customer(tx, id));
  return PortalMe{c.id,          c.number,      c.name,   c.email,   c.phone,    c.street,
                  c.city,        c.postal_code, c.region, c.country, c.currency, portal_access(tx, id).has_password,
                  may_set_freely};
}

constexpr std::size_t longest_password = 200; // bounds the work of hashing

} // namespace

} // namespace demarc::portal

template <> struct demarc::http::Rules<demarc::portal::PortalCredentials> {
  static FieldRules fields() {
    return {{"account", {.min_length = 1, .max_length = 254, .description = "E-mail address or customer number"}},
            {"password", {.min_length = 1, .max_length = demarc::portal::longest_password}}};
  }
};
template <> struct demarc::http::Rules<demarc::portal::PortalLinkRequest> {
  static FieldRules fields() {
    return {{"account", {.min_length = 1, .max_length = 254, .description = "E-mail address or customer number"}}};
  }
};
template <> struct demarc::http::Rules<demarc::portal::PortalLinkToken> {
  static FieldRules fields() { return {{"token", {.min_length = 1, .max_length = 100}}}; }
};
template <> struct demarc::http::Rules<demarc::portal::PortalPassword> {
  static FieldRules fields() {
    return {{"current",
             {.max_length = demarc::portal::longest_password, .description = "Not needed after coming by a link"}},
            {"password",
             {.min_length = demarc::portal::min_portal_password, .max_length = demarc::portal::longest_password}}};
  }
};

namespace demarc::portal {

void register_portal_session_api(http::Api &api, SubscriberSignIn &sign_in) {
  api.authenticate_subscribers_with([&sign_in](const http::Request &request) { return sign_in.authenticate(request); });
  const auto enter = [&sign_in](http::Call &call, const Outcome<SubscriberSignIn::Opened> &opened,
                                bool by_link) -> Outcome<PortalMe> {
    if (!opened)
      return tl::make_unexpected(opened.error());
    call.set_cookie(portal_cookie, opened->token, sign_in.longest_s());
    return call.database().read([&](db::Tx &tx) { return me_of(tx, opened->customer, by_link); });
  };
  api.get<http::NoQuery, PortalFront>(
      "/v1/portal/front",
      {.id = "portal_front",
       .summary = "Whose portal it is, before anybody signs in",
       .permission = http::permission_public,
       .tag = "Portal"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) { return front(tx, call.now()); });
  api.post<PortalCredentials, PortalMe>(
      "/v1/portal/session",
      {.id = "portal_sign_in",
       .summary = "Sign in as a subscriber",
       .permission = http::permission_public,
       .tag = "Portal",
       .description = "Answers with the cookie demarc_portal, which opens /v1/portal and nothing else. Five failures "
                      "close the door for 15 minutes (429).",
       .idempotent = false},
      [&sign_in, enter](http::Call &call, const PortalCredentials &in) {
        return enter(call, sign_in.open_by_password(in.account, in.password, call.request(), call.now()), false);
      });
  api.post<PortalLinkRequest, Done>(
      "/v1/portal/link-requests",
      {.id = "portal_ask_link",
       .summary = "Ask for a one-time link by e-mail",
       .permission = http::permission_public,
       .tag = "Portal",
       .description = "The same answer whether there is such a customer or not. The link works once, for 30 minutes. "
                      "Three times an hour for an account (429).",
       .idempotent = false},
      [&sign_in](http::Call &call, const PortalLinkRequest &in) {
        return sign_in.ask_link(in.account, call.request(), call.now());
      });
  api.post<PortalLinkToken, PortalMe>(
      "/v1/portal/session/link",
      {.id = "portal_sign_in_by_link",
       .summary = "Sign in with a one-time link",
       .permission = http::permission_public,
       .tag = "Portal",
       .idempotent = false},
      [&sign_in, enter](http::Call &call, const PortalLinkToken &in) {
        return enter(call, sign_in.open_by_link(std::string(in.token.reveal()), call.request(), call.now()), true);
      });
  api.get<http::NoQuery, PortalMe>("/v1/portal/session",
                                   {.id = "portal_me",
                                    .summary = "The subscriber who is signed in",
                                    .permission = http::permission_portal,
                                    .tag = "Portal"},
                                   [&sign_in](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                     return me_of(tx, own_customer(call), sign_in.may_set_freely(tx, call.request()));
                                   });
  api.del<http::NoQuery, Done>("/v1/portal/session",
                               {.id = "portal_sign_out",
                                .summary = "Sign out of the portal",
                                .permission = http::permission_portal,
                                .tag = "Portal",
                                .idempotent = false},
                               [&sign_in](http::Call &call, const http::NoQuery &) {
                                 sign_in.close(call.request());
                                 call.set_cookie(portal_cookie, "", 0);
                                 return Done{};
                               });
  api.put<PortalPassword, Done>("/v1/portal/password",
                                {.id = "portal_set_password",
                                 .summary = "Set the subscriber's password",
                                 .permission = http::permission_portal,
                                 .tag = "Portal",
                                 .description = "Ends the subscriber's other sessions and the links that wait.",
                                 .idempotent = false},
                                [&sign_in](http::Call &call, const PortalPassword &in) {
                                  SubscriberSignIn::NewPassword wanted;
                                  if (in.current)
                                    wanted.current = Secret(std::string(in.current->reveal()));
                                  wanted.password = Secret(std::string(in.password.reveal()));
                                  return sign_in.set_password(own_customer(call), wanted, call.request(), call.now());
                                });

  api.get<http::NoQuery, PortalAccess>(
      "/v1/customers/{id}/portal",
      {.id = "customer_portal_access",
       .summary = "Whether a customer uses the portal",
       .permission = "customers.read",
       .tag = "Customers"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<PortalAccess> {
        TRY(customer, subscribers::find_customer(tx, call.path_id<CustomerId>("id")));
        return portal_access(tx, customer.id);
      });
  api.post<http::NoBody, Done>(
      "/v1/customers/{id}/portal-link",
      {.id = "send_portal_link",
       .summary = "Mail a customer a one-time link to the portal",
       .permission = "customers.write",
       .tag = "Customers",
       .description = "It works once, for 30 minutes from when it is mailed. With it they set their first password."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) -> Outcome<Done> {
        TRY(sent, send_link(tx, call.database(), call.path_id<CustomerId>("id"), call.now(), call.actor().name));
        return Done{};
      });
}

} // namespace demarc::portal
