// Legal entities: the companies that a provider sells as. Each has its own name and address on documents, its own
// taxes, its own numbers and its own books; a customer is a customer of one of them. The first one is the provider
// itself: whoever has no other never sees the word. What is the same for all (currency, time zone, days to pay) is the
// provider's.
//
// Their prefixes are kept apart so that no number can come from two of them, and a series that has given out numbers
// stays with its entity.
#pragma once

#include "base/result.h"
#include "catalog/ids.h"
#include "platform/db/db.h"

namespace demarc::catalog {

struct LegalEntity {
  LegalEntityId id;
  std::string name; // as documents show it in large
  std::string legal_name;
  std::string street;
  std::string city;
  std::string postal_code;
  std::string country; // ISO 3166 alpha-2
  std::string region;  // state of the establishment, where taxes ask for it: "ON", "KA"
  std::string vat_number;
  std::vector<std::string> registrations; // countries beside the own one whose taxes are collected
  bool one_stop_shop = false;             // EU: consumers of other states are taxed there from the first cent
  std::string invoice_prefix;             // of numbers: "{prefix}2026-000123"
  // On documents. Of the first one they stand in the design, and are empty here.
  std::string registration;
  std::string account_holder, iban, bic, bank_name;
  bool active = true; // takes new customers
};
BOOST_DESCRIBE_STRUCT(LegalEntity, (),
                      (id, name, legal_name, street, city, postal_code, country, region, vat_number, registrations,
                       one_stop_shop, invoice_prefix, registration, account_holder, iban, bic, bank_name, active))

// By id. One at least: before the provider was saved, the first one as it would be.
std::vector<LegalEntity> list_legal_entities(db::Tx &tx);
Outcome<LegalEntity> find_legal_entity(db::Tx &tx, LegalEntityId id);
// Its name as letters are signed.
std::string legal_entity_name(db::Tx &tx, LegalEntityId id);
// For a new customer, or one that goes to it: there is one, and it takes customers.
Outcome<Done> check_may_sell(db::Tx &tx, LegalEntityId id);

// What makes a series' name of an entity's prefix: of invoices, of credit notes, of receipts.
enum class SeriesKind { invoice, credit_note, receipt };
BOOST_DESCRIBE_ENUM(SeriesKind, invoice, credit_note, receipt)
std::string series_name(const std::string &prefix, SeriesKind kind, int year); // "AT-CN2026"
std::string document_number(const std::string &series, std::int64_t number);   // "AT-CN2026-000017"

// What is absent stays; of a new one it is empty, or what is usual.
struct LegalEntityEdit {
  std::optional<std::string> name, legal_name, street, city, postal_code, country, region, vat_number;
  std::optional<std::vector<std::string>> registrations;
  std::optional<bool> one_stop_shop;
  std::optional<std::string> invoice_prefix, registration, account_holder, iban, bic, bank_name;
  std::optional<bool> active;
};
BOOST_DESCRIBE_STRUCT(LegalEntityEdit, (),
                      (name, legal_name, street, city, postal_code, country, region, vat_number, registrations,
                       one_stop_shop, invoice_prefix, registration, account_holder, iban, bic, bank_name, active))
Outcome<LegalEntity> create_legal_entity(db::Tx &tx, const LegalEntityEdit &in);
Outcome<LegalEntity> edit_legal_entity(db::Tx &tx, LegalEntityId id, const LegalEntityEdit &edit);
// Refused: no name, no country, a prefix with which a number could be another entity's (prefix_taken), an account that
// cannot be right, the first one inactive or with an account of its own. Documents issued from now on name it so.
Outcome<LegalEntity> save_legal_entity(db::Tx &tx, LegalEntity entity);

// The number that the next document of each kind would have in that year.
struct NextNumber {
  SeriesKind kind = SeriesKind::invoice;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(NextNumber, (), (kind, number))
std::vector<NextNumber> next_numbers(db::Tx &tx, const LegalEntity &entity, int year);

} // namespace demarc::catalog
