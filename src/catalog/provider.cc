#include "catalog/provider.h"

#include "base/ensure.h"
#include "catalog/legal_entity.h"
#include "catalog/provider_store.h"

#include <fmt/format.h>

namespace demarc::catalog {

Provider default_provider() {
  Provider provider;
  provider.name = "My provider";
  provider.legal_name = "My provider";
  provider.country = "DE";
  provider.time_zone = "Etc/UTC";
  provider.locale = "en";
  return provider;
}

Provider find_provider(db::Tx &tx) { return maybe_provider(tx).value_or(default_provider()); }

Outcome<Provider> save_provider(db::Tx &tx, const Provider &provider) {
  if (provider.name.empty())
    return refuse("name_missing", "Give the provider a name: it stands on every invoice.", "name");
  if (!TimeZone::find(provider.time_zone))
    return refuse("time_zone_unknown",
                  fmt::format("\"{}\" is no time zone of the IANA database; use a name such as \"Europe/Berlin\".",
                              provider.time_zone),
                  "time_zone");
  if (provider.payment_days < 0 || provider.payment_days > 365)
    return refuse("payment_days_out_of_range", "Customers have 0 to 365 days to pay.", "payment_days");
  if (provider.billing_run_at_s < 0 || provider.billing_run_at_s >= 86'400)
    return refuse("billing_run_at_out_of_range", "The billing run starts at a time of the day: 0 to 86399 seconds.",
                  "billing_run_at_s");
  const auto before = maybe_provider(tx);
  if (before && before->currency != provider.currency && money_was_booked(tx))
    return refuse(Refusal::Kind::conflict, "currency_in_use",
                  "Money has been booked in " + before->currency.code() + "; the currency can no longer change.",
                  "currency");
  TRY(entity, find_legal_entity(tx, first_legal_entity));
  entity.name = provider.name;
  entity.legal_name = provider.legal_name;
  entity.street = provider.street;
  entity.city = provider.city;
  entity.postal_code = provider.postal_code;
  entity.country = provider.country;
  entity.vat_number = provider.vat_number;
  entity.invoice_prefix = provider.invoice_prefix;
  TRY(saved, save_legal_entity(tx, std::move(entity)));
  (void)saved;
  write_provider(tx, provider);
  tx.notify(std::string(provider_channel), "");
  return provider;
}

TimeZone zone_of(const Provider &provider) {
  const auto zone = TimeZone::find(provider.time_zone);
  ENSURE(zone.has_value(), "a stored time zone was checked when it was saved");
  return *zone;
}

Date business_date(db::Tx &tx, Instant now) { return zone_of(find_provider(tx)).date(now); }

} // namespace demarc::catalog
