// The provider: who sells, and what is the same for all that it sells as. One row, made when the database is set up.
// Name, address, VAT number and prefix are those of its first legal entity (legal_entity.h), where they are kept.
#pragma once

#include "calendar/time_zone.h"
#include "platform/db/db.h"

namespace demarc::catalog {

struct Provider {
  std::string name;
  std::string legal_name;
  std::string street;
  std::string city;
  std::string postal_code;
  std::string country; // ISO 3166 alpha-2
  std::string vat_number;
  Currency currency = Currency::of("EUR");
  std::string time_zone; // IANA name; business dates are dates here
  std::string locale;    // BCP 47: how money and dates are written
  std::string invoice_prefix;
  int payment_days = 14;           // due date = issue date + this
  int billing_run_at_s = 6 * 3600; // local time of the daily billing run
};
BOOST_DESCRIBE_STRUCT(Provider, (),
                      (name, legal_name, street, city, postal_code, country, vat_number, currency, time_zone, locale,
                       invoice_prefix, payment_days, billing_run_at_s))

// Tells the nodes that the provider changed.
inline constexpr std::string_view provider_channel = "provider";

// A new installation before its operator has said more: EUR, UTC, 14 days.
Provider default_provider();
Provider find_provider(db::Tx &tx);
std::optional<Provider> maybe_provider(db::Tx &tx);
// Refuses an unknown time zone, and a change of currency once money has been booked.
Outcome<Provider> save_provider(db::Tx &tx, const Provider &provider);
TimeZone zone_of(const Provider &provider);
Date business_date(db::Tx &tx, Instant now); // the date at the provider's place

} // namespace demarc::catalog
