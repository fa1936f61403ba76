#include "subscribers/customer_tax_store.h"

namespace demarc::subscribers {

namespace {

struct ExemptionRow {
  ExemptionId id;
  CustomerId customer_id;
  std::optional<JurisdictionId> jurisdiction_id;
  std::string products;
  std::string number;
  std::string document;
  Date valid_from;
  std::optional<Date> valid_to;
  Instant created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(ExemptionRow, (),
                      (id, customer_id, jurisdiction_id, products, number, document, valid_from, valid_to, created_at,
                       created_by))
struct ExemptionShown {
  ExemptionId id;
  CustomerId customer_id;
  std::optional<JurisdictionId> jurisdiction_id;
  std::optional<std::string> jurisdiction;
  std::string products;
  std::string number;
  std::string document;
  Date valid_from;
  std::optional<Date> valid_to;
};
BOOST_DESCRIBE_STRUCT(ExemptionShown, (),
                      (id, customer_id, jurisdiction_id, jurisdiction, products, number, document, valid_from,
                       valid_to))
struct LocationRow {
  ServiceId service_id;
  Date from_date;
  std::string street, city, postal_code, region, country;
  std::optional<int> longitude_udeg, latitude_udeg;
  std::string tax_place;
  std::optional<ServiceItemId> fee_item_id;
  std::string actor;
  std::optional<Instant> created_at;
};
BOOST_DESCRIBE_STRUCT(LocationRow, (),
                      (service_id, from_date, street, city, postal_code, region, country, longitude_udeg, latitude_udeg,
                       tax_place, fee_item_id, actor, created_at))

constexpr std::string_view locations_sql =
    "select l.service_id as service_id, s.customer_id as customer_id, l.from_date as from_date, l.street as street,"
    " l.city as city, l.postal_code as postal_code, l.region as region, l.country as country,"
    " l.longitude_udeg as longitude_udeg, l.latitude_udeg as latitude_udeg, l.tax_place as tax_place,"
    " l.fee_item_id as fee_item_id, l.actor as actor, l.created_at as created_at"
    " from service s join service_location l on l.service_id = s.id where ";

std::vector<std::string> split(std::string_view commas) {
  std::vector<std::string> words;
  while (!commas.empty()) { // ends: each turn takes a word off
    const std::size_t comma = commas.find(',');
    words.emplace_back(commas.substr(0, comma));
    commas.remove_prefix(comma == std::string_view::npos ? commas.size() : comma + 1);
  }
  return words;
}

} // namespace

std::vector<VatCheck> vat_checks_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  return tx.all<VatCheck>("select id, customer_id, vat_number, country, method, result, registered_name, reference,"
                          " checked_at, checked_by from vat_check where customer_id = any($1::bigint[])"
                          " order by customer_id, id",
                          db::id_list(tx, customers));
}

void insert_vat_check(db::Tx &tx, const VatCheck &check) { tx.insert("vat_check", check); }

void insert_exemption(db::Tx &tx, const Exemption &exemption, const TaxAct &act) {
  std::string products;
  for (const std::string &product : exemption.products)
    products += (products.empty() ? "" : ",") + product;
  tx.insert("exemption",
            ExemptionRow{exemption.id, exemption.customer_id, exemption.jurisdiction_id, products, exemption.number,
                         exemption.document, exemption.valid_from, exemption.valid_to, act.now, act.actor});
}

void set_exemption_end(db::Tx &tx, ExemptionId id, Date valid_to) {
  tx.exec("update exemption set valid_to = $1 where id = $2", valid_to, id);
}

std::optional<JurisdictionId> jurisdiction_id_of(db::Tx &tx, const std::string &code) {
  return tx.maybe<JurisdictionId>("select id from jurisdiction where code = $1", code);
}

void save_location(db::Tx &tx, const ServiceLocation &l) {
  tx.exec("delete from service_location where service_id = $1 and from_date = $2", l.service_id, l.from_date);
  tx.insert("service_location",
            LocationRow{l.service_id, l.from_date, l.street, l.city, l.postal_code, l.region, l.country,
                        l.longitude_udeg, l.latitude_udeg, l.tax_place, l.fee_item_id, l.actor, l.created_at});
}

void drop_locations_from(db::Tx &tx, ServiceId service, Date from) {
  tx.exec("delete from service_location where service_id = $1 and from_date >= $2", service, from);
}

std::vector<NumberOfCustomer> vat_numbers_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  return tx.all<NumberOfCustomer>(
      "select id, vat_number from customer where id = any($1::bigint[]) and vat_number <> ''"
      " order by id",
      db::id_list(tx, customers));
}

std::vector<Exemption> exemptions_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  std::vector<Exemption> all;
  for (ExemptionShown &row : tx.all<ExemptionShown>(
           "select e.id as id, e.customer_id as customer_id, e.jurisdiction_id as jurisdiction_id,"
           " j.code as jurisdiction, e.products as products, e.number as number, e.document as document,"
           " e.valid_from as valid_from, e.valid_to as valid_to from exemption e"
           " left join jurisdiction j on j.id = e.jurisdiction_id where e.customer_id = any($1::bigint[])"
           " order by e.customer_id, e.id",
           db::id_list(tx, customers)))
    all.push_back({row.id, row.customer_id, row.jurisdiction_id, std::move(row.jurisdiction), split(row.products),
                   std::move(row.number), std::move(row.document), row.valid_from, row.valid_to});
  return all;
}

std::vector<ServiceLocation> locations_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  return tx.all<ServiceLocation>(std::string(locations_sql) +
                                     "s.customer_id = any($1::bigint[]) order by l.service_id, l.from_date",
                                 db::id_list(tx, customers));
}

std::vector<ServiceLocation> locations_of_service(db::Tx &tx, ServiceId service) {
  return tx.all<ServiceLocation>(std::string(locations_sql) + "s.id = $1 order by l.from_date", service);
}

} // namespace demarc::subscribers
