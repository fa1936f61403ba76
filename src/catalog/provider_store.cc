#include "catalog/provider_store.h"

namespace demarc::catalog {

namespace {
constexpr std::string_view select_provider =
    "select e.name as name, e.legal_name as legal_name, e.street as street, e.city as city, e.postal_code as "
    "postal_code,"
    " e.country as country, e.vat_number as vat_number, p.currency as currency, p.time_zone as time_zone,"
    " p.locale as locale, e.invoice_prefix as invoice_prefix, p.payment_days as payment_days,"
    " p.billing_run_at_s as billing_run_at_s from provider p join legal_entity e on e.id = 1 where p.id = 1";
constexpr std::string_view upsert_provider =
    "insert into provider (id, currency, time_zone, locale, payment_days, billing_run_at_s)"
    " values (1, $1, $2, $3, $4, $5) on conflict (id) do update set currency = excluded.currency,"
    " time_zone = excluded.time_zone, locale = excluded.locale, payment_days = excluded.payment_days,"
    " billing_run_at_s = excluded.billing_run_at_s";
} // namespace

std::optional<Provider> maybe_provider(db::Tx &tx) { return tx.maybe<Provider>(select_provider); }

void write_provider(db::Tx &tx, const Provider &p) {
  tx.exec(upsert_provider, p.currency, p.time_zone, p.locale, p.payment_days, p.billing_run_at_s);
}

bool money_was_booked(db::Tx &tx) { return tx.maybe<std::int64_t>("select id from journal_entry limit 1").has_value(); }

} // namespace demarc::catalog
