#include "catalog/provider_store.h"

namespace demarc::catalog {

namespace {
constexpr std::string_view select_provider = "select name, legal_name, street, city, postal_code, country, vat_number,"
                                             " currency, time_zone, locale, invoice_prefix, payment_days,"
                                             " billing_run_at_s from provider where id = 1";
constexpr std::string_view upsert_provider =
    "insert into provider (id, name, legal_name, street, city, postal_code, country, vat_number, currency, time_zone,"
    " locale, invoice_prefix, payment_days, billing_run_at_s)"
    " values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    " on conflict (id) do update set name = excluded.name, legal_name = excluded.legal_name, street = excluded.street,"
    " city = excluded.city, postal_code = excluded.postal_code, country = excluded.country,"
    " vat_number = excluded.vat_number, currency = excluded.currency, time_zone = excluded.time_zone,"
    " locale = excluded.locale, invoice_prefix = excluded.invoice_prefix, payment_days = excluded.payment_days,"
    " billing_run_at_s = excluded.billing_run_at_s";

// What documents name of the provider is kept in versions: an invoice shows who sold when it was issued.
constexpr std::string_view insert_seller =
    "insert into seller (name, legal_name, street, city, postal_code, country, vat_number)"
    " select p.name, p.legal_name, p.street, p.city, p.postal_code, p.country, p.vat_number from provider p"
    " where not exists (select 1 from seller s where s.id = (select max(id) from seller)"
    " and s.name = p.name and s.legal_name = p.legal_name and s.street = p.street and s.city = p.city"
    " and s.postal_code = p.postal_code and s.country = p.country and s.vat_number = p.vat_number)";
} // namespace

std::optional<Provider> maybe_provider(db::Tx &tx) { return tx.maybe<Provider>(select_provider); }

void write_provider(db::Tx &tx, const Provider &p) {
  tx.exec(upsert_provider, p.name, p.legal_name, p.street, p.city, p.postal_code, p.country, p.vat_number, p.currency,
          p.time_zone, p.locale, p.invoice_prefix, p.payment_days, p.billing_run_at_s);
  tx.exec(insert_seller);
}

bool money_was_booked(db::Tx &tx) { return tx.maybe<std::int64_t>("select id from journal_entry limit 1").has_value(); }

} // namespace demarc::catalog
