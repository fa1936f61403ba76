// What a subscriber sees first: what is due and when, what comes next, and each service with the reasons of its access.
#pragma once

#include "network/refresh_access.h"
#include "network/service_view_store.h"

namespace demarc::portal {

struct PortalPlace {
  std::string street, city, postal_code, region, country;
};
BOOST_DESCRIBE_STRUCT(PortalPlace, (), (street, city, postal_code, region, country))

struct PortalConnection {
  Instant since;
  std::optional<std::string> address;
  std::int64_t octets_in = 0, octets_out = 0; // from the customer, to the customer
};
BOOST_DESCRIBE_STRUCT(PortalConnection, (), (since, address, octets_in, octets_out))

struct PortalService {
  ServiceId id;
  std::string username;
  PlanId plan_id;
  std::string plan_name;
  std::int64_t price_minor = 0; // of one
  std::int64_t quantity = 1;
  Currency currency = Currency::of("XXX");
  std::optional<int> down_kbit, up_kbit; // of the plan
  Date starts_on;
  std::optional<Date> ends_on;
  PortalPlace place;
  network::ServiceStatus status = network::ServiceStatus::pending;
  network::Verdict verdict = network::Verdict::reject;
  std::optional<int> allowed_down_kbit, allowed_up_kbit; // now
  std::vector<network::Reason> reasons;                  // of the access decision, the deciding one first
  bool has_usage = false;                                // false: nothing moved this month
  std::int64_t month_octets_in = 0, month_octets_out = 0;
  std::optional<PortalConnection> connection;
};
BOOST_DESCRIBE_STRUCT(PortalService, (),
                      (id, username, plan_id, plan_name, price_minor, quantity, currency, down_kbit, up_kbit, starts_on,
                       ends_on, place, status, verdict, allowed_down_kbit, allowed_up_kbit, reasons, has_usage,
                       month_octets_in, month_octets_out, connection))

struct DueInvoice {
  InvoiceId id;
  std::string number;
  Date due_on;
  std::int64_t open_minor = 0;
  bool is_overdue = false;
};
BOOST_DESCRIBE_STRUCT(DueInvoice, (), (id, number, due_on, open_minor, is_overdue))

struct NextBill {
  Date issued_on, due_on;
  std::int64_t gross_minor = 0; // below zero: a credit
};
BOOST_DESCRIBE_STRUCT(NextBill, (), (issued_on, due_on, gross_minor))

struct PortalHome {
  Currency currency = Currency::of("XXX");
  std::int64_t balance_minor = 0; // open less credit; below zero: the customer has credit
  std::int64_t open_minor = 0, overdue_minor = 0, credit_minor = 0;
  std::vector<DueInvoice> due; // the one to pay first at the front
  std::optional<NextBill> next_bill;
  std::vector<PortalService> services;
};
BOOST_DESCRIBE_STRUCT(PortalHome, (),
                      (currency, balance_minor, open_minor, overdue_minor, credit_minor, due, next_bill, services))

Outcome<PortalHome> portal_home(db::Tx &tx, CustomerId customer, Date today);
PortalService portal_service(db::Tx &tx, network::ServiceRow row, Date today);

} // namespace demarc::portal
