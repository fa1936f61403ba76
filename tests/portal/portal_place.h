// A provider's office with a portal: its doors as values, a machine clock of its own, subscribers who come in.
#pragma once

#include "platform/http/json.h"
#include "portal/portal_api.h"
#include "portal/portal_link.h"
#include "portal/portal_store.h"
#include "portal/subscriber_sign_in.h"
#include "subscribers/customer_store.h"
#include "tests/billing/office.h"
#include "tests/support/test_database.h"

#include <fmt/format.h>

namespace demarc::testing {

inline http::Request asked_from(std::string address, std::string cookie = {}) {
  http::Request request;
  request.remote_address = std::move(address);
  if (!cookie.empty())
    request.headers.push_back({"cookie", fmt::format("{}={}", portal::portal_cookie, cookie)});
  return request;
}

inline constexpr const char *right_password = "a long enough one";

class PortalPlace {
public:
  explicit PortalPlace(db::Engine engine) : file_(engine) {
    office.go_to(Date::of(2026, 3, 1));
    portal::register_portal_api(api, sign_in);
  }

  CustomerId customer(const std::string &name, const std::string &email) {
    const CustomerId id = office.customer(name, 1);
    database->write([&](db::Tx &tx) {
      subscribers::CustomerEdit edit;
      edit.email = email;
      EXPECT_TRUE(subscribers::edit_customer(tx, *database, id, edit, office.clock().now(), "test"));
    });
    return id;
  }
  void give_password(CustomerId id, const std::string &password = right_password) {
    database->write([&](db::Tx &tx) {
      EXPECT_TRUE(portal::store_password(tx, *database, id, Secret(password), office.clock().now(), "test"));
    });
  }
  std::string number_of(CustomerId id) {
    return database->read([&](db::Tx &tx) { return subscribers::find_customer(tx, id)->number; });
  }
  // The token of a new link, as the mail would carry it.
  std::string link_for(CustomerId id) {
    notify::Message message;
    message.customer_id = id;
    message.body = "{link}";
    const std::string body = portal::fill_link(*database, message, "https://isp", machine.now());
    EXPECT_TRUE(body.starts_with("https://isp/portal/link#")) << body;
    return body.substr(body.find('#') + 1);
  }
  // The customer who comes in, or the code of the refusal.
  std::string enter(const std::string &account, const std::string &password, const std::string &address = "192.0.2.1") {
    return said(sign_in.open_by_password(account, Secret(password), asked_from(address), office.clock().now()));
  }
  std::string enter_by(const std::string &link, const std::string &address = "192.0.2.1") {
    return said(sign_in.open_by_link(link, asked_from(address), office.clock().now()));
  }
  std::string said(const Outcome<portal::SubscriberSignIn::Opened> &opened) {
    if (!opened)
      return opened.error().code;
    token = opened->token;
    return database->read([&](db::Tx &tx) { return subscribers::find_customer(tx, opened->customer)->name; });
  }
  // What the portal answers whoever has the cookie.
  http::Response ask(const std::string &method, const std::string &path, const std::string &cookie,
                     const std::string &body = {}) {
    http::Request request = asked_from("192.0.2.1", cookie);
    request.method = method;
    request.path = path;
    request.headers.push_back({"x-demarc-csrf", "1"});
    if (!body.empty())
      request.headers.push_back({"content-type", "application/json"});
    request.body = body;
    return api.answer(request);
  }

private:
  TestDatabase file_;

public:
  std::unique_ptr<db::Database> database = file_.open_migrated();
  Office office{*database};
  SimulatedClock machine{parse_instant("2031-01-01T08:00").value()}; // sessions and links live on this one
  portal::SubscriberSignIn sign_in{*database, machine};
  http::Api api{*database, office.clock(), {}};
  std::string token; // of the session that was opened last
  [[nodiscard]] const TestDatabase &file() const { return file_; }
};

} // namespace demarc::testing
