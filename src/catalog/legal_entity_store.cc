#include "catalog/legal_entity_store.h"

#include "catalog/jurisdiction_store.h"

namespace demarc::catalog {

namespace {

struct EntityRow {
  LegalEntityId id;
  std::string name, legal_name, street, city, postal_code, country, region, vat_number, registrations;
  bool one_stop_shop = false;
  std::string invoice_prefix, registration, account_holder, iban, bic, bank_name;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(EntityRow, (),
                      (id, name, legal_name, street, city, postal_code, country, region, vat_number, registrations,
                       one_stop_shop, invoice_prefix, registration, account_holder, iban, bic, bank_name, active))

LegalEntity entity_of(EntityRow row) {
  return {row.id,
          std::move(row.name),
          std::move(row.legal_name),
          std::move(row.street),
          std::move(row.city),
          std::move(row.postal_code),
          std::move(row.country),
          std::move(row.region),
          std::move(row.vat_number),
          words_of(row.registrations),
          row.one_stop_shop,
          std::move(row.invoice_prefix),
          std::move(row.registration),
          std::move(row.account_holder),
          std::move(row.iban),
          std::move(row.bic),
          std::move(row.bank_name),
          row.active};
}

constexpr std::string_view columns =
    "select id, name, legal_name, street, city, postal_code, country, region, vat_number, registrations, one_stop_shop,"
    " invoice_prefix, registration, account_holder, iban, bic, bank_name, active from legal_entity";

// What documents name of it is kept in versions: an invoice shows who sold when it was issued.
constexpr std::string_view insert_seller =
    "insert into seller (name, legal_name, street, city, postal_code, country, vat_number, legal_entity_id,"
    " registration, account_holder, iban, bic, bank_name)"
    " select e.name, e.legal_name, e.street, e.city, e.postal_code, e.country, e.vat_number, e.id, e.registration,"
    " e.account_holder, e.iban, e.bic, e.bank_name from legal_entity e where e.id = $1"
    " and not exists (select 1 from seller s where s.id = (select max(id) from seller where legal_entity_id = $1)"
    " and s.name = e.name and s.legal_name = e.legal_name and s.street = e.street and s.city = e.city"
    " and s.postal_code = e.postal_code and s.country = e.country and s.vat_number = e.vat_number"
    " and s.registration = e.registration and s.account_holder = e.account_holder and s.iban = e.iban"
    " and s.bic = e.bic and s.bank_name = e.bank_name)";

} // namespace

std::vector<LegalEntity> stored_legal_entities(db::Tx &tx) {
  static const std::string sql = std::string(columns) + " order by id";
  std::vector<LegalEntity> all;
  for (EntityRow &row : tx.all<EntityRow>(sql))
    all.push_back(entity_of(std::move(row)));
  return all;
}

std::optional<LegalEntity> stored_legal_entity(db::Tx &tx, LegalEntityId id) {
  static const std::string sql = std::string(columns) + " where id = $1";
  auto row = tx.maybe<EntityRow>(sql, id);
  return row ? std::optional(entity_of(std::move(*row))) : std::nullopt;
}

void lock_legal_entities(db::Tx &tx) {
  tx.all<std::int64_t>("select id from legal_entity where id = $1 for update", first_legal_entity);
}

void write_legal_entity(db::Tx &tx, const LegalEntity &e) {
  std::string registrations;
  for (const std::string &country : e.registrations)
    registrations += (registrations.empty() ? "" : ",") + country;
  tx.exec("insert into legal_entity (id, name, legal_name, street, city, postal_code, country, region, vat_number,"
          " registrations, one_stop_shop, invoice_prefix, registration, account_holder, iban, bic, bank_name, active)"
          " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
          " on conflict (id) do update set name = excluded.name, legal_name = excluded.legal_name,"
          " street = excluded.street, city = excluded.city, postal_code = excluded.postal_code,"
          " country = excluded.country, region = excluded.region, vat_number = excluded.vat_number,"
          " registrations = excluded.registrations, one_stop_shop = excluded.one_stop_shop,"
          " invoice_prefix = excluded.invoice_prefix, registration = excluded.registration,"
          " account_holder = excluded.account_holder, iban = excluded.iban, bic = excluded.bic,"
          " bank_name = excluded.bank_name, active = excluded.active",
          e.id, e.name, e.legal_name, e.street, e.city, e.postal_code, e.country, e.region, e.vat_number, registrations,
          e.one_stop_shop, e.invoice_prefix, e.registration, e.account_holder, e.iban, e.bic, e.bank_name, e.active);
  tx.exec(insert_seller, e.id);
}

std::vector<SeriesOwner> number_series(db::Tx &tx) {
  return tx.all<SeriesOwner>("select name, legal_entity_id, next from number_series order by name");
}

} // namespace demarc::catalog
