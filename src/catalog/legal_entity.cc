#include "catalog/legal_entity.h"

#include "catalog/bank_account.h"
#include "catalog/legal_entity_store.h"
#include "catalog/provider.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace demarc::catalog {

namespace {

constexpr std::array series_kinds{SeriesKind::invoice, SeriesKind::credit_note, SeriesKind::receipt};
constexpr std::size_t longest_prefix = 20;

std::string_view letters_of(SeriesKind kind) {
  switch (kind) {
  case SeriesKind::credit_note: return "CN";
  case SeriesKind::receipt: return "R";
  case SeriesKind::invoice: break;
  }
  return "";
}

// The provider as it is before anybody has said more.
LegalEntity first_of_all() {
  const Provider provider = default_provider();
  LegalEntity entity;
  entity.id = first_legal_entity;
  entity.name = provider.name;
  entity.legal_name = provider.legal_name;
  entity.country = provider.country;
  entity.invoice_prefix = provider.invoice_prefix;
  return entity;
}

// What stands before the year in the names of an entity's series.
std::array<std::string, series_kinds.size()> stems_of(const std::string &prefix) {
  std::array<std::string, series_kinds.size()> stems;
  for (std::size_t i = 0; i < series_kinds.size(); ++i)
    stems[i] = prefix + std::string(letters_of(series_kinds[i]));
  return stems;
}

bool is_series_of(const std::string &name, const std::string &stem) {
  constexpr std::size_t year_digits = 4;
  return name.size() == stem.size() + year_digits && name.starts_with(stem) &&
         std::all_of(name.end() - year_digits, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A number of one entity is never one of another's: neither by what they are called now, nor by what was given out.
Outcome<Done> check_prefix(db::Tx &tx, const LegalEntity &entity) {
  const std::string &prefix = entity.invoice_prefix;
  const bool is_plain = std::all_of(prefix.begin(), prefix.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (prefix.size() > longest_prefix || !is_plain)
    return refuse("prefix_malformed", "A prefix has at most 20 letters, digits and signs, no blanks: \"AT-\".",
                  "invoice_prefix");
  const auto own = stems_of(prefix);
  for (const LegalEntity &other : stored_legal_entities(tx)) {
    if (other.id == entity.id)
      continue;
    for (const std::string &theirs : stems_of(other.invoice_prefix)) {
      if (std::find(own.begin(), own.end(), theirs) != own.end())
        return refuse(Refusal::Kind::conflict, "prefix_taken",
                      fmt::format("With the prefix \"{}\" a number such as {} could be one of {} too, whose prefix is "
                                  "\"{}\". Choose another one.",
                                  prefix, document_number(theirs + "2026", 1), other.name, other.invoice_prefix),
                      "invoice_prefix");
    }
  }
  for (const SeriesOwner &series : number_series(tx)) {
    const bool is_own_name =
        std::any_of(own.begin(), own.end(), [&](const std::string &stem) { return is_series_of(series.name, stem); });
    if (is_own_name && series.legal_entity_id != entity.id)
      return refuse(Refusal::Kind::conflict, "prefix_taken",
                    fmt::format("Another legal entity has given out numbers of the series {}. Choose another prefix.",
                                series.name),
                    "invoice_prefix");
  }
  return Done{};
}

Outcome<Done> check_account(LegalEntity &entity) {
  if (!entity.iban.empty()) {
    auto iban = parse_iban(entity.iban);
    if (!iban)
      return refuse("iban_malformed", "This is no IBAN: the country, the length or the check digits are wrong.",
                    "iban");
    entity.iban = std::move(*iban);
  }
  if (!entity.bic.empty() && !is_bic(entity.bic))
    return refuse("bic_malformed", "A BIC has 8 or 11 capital letters and digits, such as COBADEFFXXX.", "bic");
  const bool has_own = !entity.registration.empty() || !entity.account_holder.empty() || !entity.iban.empty() ||
                       !entity.bic.empty() || !entity.bank_name.empty();
  if (entity.id == first_legal_entity && has_own)
    return refuse("account_in_design",
                  "The account and the registration of the first legal entity stand in the design: Settings, Documents "
                  "(PUT /v1/document-design).",
                  entity.iban.empty() ? "registration" : "iban");
  return Done{};
}

bool is_country(const std::string &text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void apply(LegalEntity &entity, const LegalEntityEdit &edit) {
  const auto set = [](auto &field, const auto &value) {
    if (value)
      field = *value;
  };
  set(entity.name, edit.name);
  set(entity.legal_name, edit.legal_name);
  set(entity.street, edit.street);
  set(entity.city, edit.city);
  set(entity.postal_code, edit.postal_code);
  set(entity.country, edit.country);
  set(entity.region, edit.region);
  set(entity.vat_number, edit.vat_number);
  set(entity.registrations, edit.registrations);
  set(entity.one_stop_shop, edit.one_stop_shop);
  set(entity.invoice_prefix, edit.invoice_prefix);
  set(entity.registration, edit.registration);
  set(entity.account_holder, edit.account_holder);
  set(entity.iban, edit.iban);
  set(entity.bic, edit.bic);
  set(entity.bank_name, edit.bank_name);
  set(entity.active, edit.active);
}

} // namespace

std::string series_name(const std::string &prefix, SeriesKind kind, int year) {
  return fmt::format("{}{}{}", prefix, letters_of(kind), year);
}

std::string document_number(const std::string &series, std::int64_t number) {
  return fmt::format("{}-{:06}", series, number);
}

std::vector<LegalEntity> list_legal_entities(db::Tx &tx) {
  std::vector<LegalEntity> all = stored_legal_entities(tx);
  if (all.empty())
    all.push_back(first_of_all());
  return all;
}

Outcome<LegalEntity> find_legal_entity(db::Tx &tx, LegalEntityId id) {
  auto entity = stored_legal_entity(tx, id);
  if (!entity && id == first_legal_entity)
    entity = first_of_all();
  if (!entity)
    return refuse(Refusal::Kind::not_found, "legal_entity_unknown",
                  fmt::format("There is no legal entity {}; GET /v1/legal-entities lists them.", id.value()));
  return std::move(*entity);
}

std::string legal_entity_name(db::Tx &tx, LegalEntityId id) {
  const auto entity = stored_legal_entity(tx, id);
  return entity ? entity->name : first_of_all().name;
}

Outcome<Done> check_may_sell(db::Tx &tx, LegalEntityId id) {
  auto entity = find_legal_entity(tx, id);
  if (!entity)
    return refuse("legal_entity_unknown", std::move(entity.error().detail), "legal_entity_id");
  if (!entity->active)
    return refuse(Refusal::Kind::conflict, "legal_entity_inactive",
                  fmt::format("{} takes no new customers; choose another legal entity, or switch it on again in the "
                              "settings.",
                              entity->name),
                  "legal_entity_id");
  return Done{};
}

Outcome<LegalEntity> create_legal_entity(db::Tx &tx, const LegalEntityEdit &in) {
  lock_legal_entities(tx);
  LegalEntity entity;
  entity.id = LegalEntityId(list_legal_entities(tx).back().id.value() + 1);
  apply(entity, in);
  return save_legal_entity(tx, std::move(entity));
}

Outcome<LegalEntity> edit_legal_entity(db::Tx &tx, LegalEntityId id, const LegalEntityEdit &edit) {
  lock_legal_entities(tx);
  TRY(entity, find_legal_entity(tx, id));
  apply(entity, edit);
  return save_legal_entity(tx, std::move(entity));
}

Outcome<LegalEntity> save_legal_entity(db::Tx &tx, LegalEntity entity) {
  lock_legal_entities(tx);
  if (entity.name.empty())
    return refuse("name_missing", "Give the legal entity a name: it stands on every invoice.", "name");
  if (entity.country.size() != 2)
    return refuse("country_unknown", "Give the country as two letters of ISO 3166, such as \"DE\".", "country");
  if (!std::all_of(entity.registrations.begin(), entity.registrations.end(), is_country))
    return refuse("country_unknown", "A registration is a country in two letters of ISO 3166, such as \"GB\".",
                  "registrations");
  if (entity.id == first_legal_entity && !entity.active)
    return refuse(Refusal::Kind::conflict, "first_legal_entity_stays",
                  "The first legal entity is the provider itself; it stays in use.", "active");
  TRY(account, check_account(entity));
  (void)account;
  const auto before = stored_legal_entity(tx, entity.id);
  if (!before || before->invoice_prefix != entity.invoice_prefix) {
    TRY(prefix, check_prefix(tx, entity));
    (void)prefix;
  }
  write_legal_entity(tx, entity);
  tx.notify(std::string(provider_channel), "");
  return entity;
}

std::vector<NextNumber> next_numbers(db::Tx &tx, const LegalEntity &entity, int year) {
  const auto all = number_series(tx);
  std::vector<NextNumber> next;
  for (const SeriesKind kind : series_kinds) {
    const std::string name = series_name(entity.invoice_prefix, kind, year);
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const SeriesOwner &series) { return series.name == name; });
    next.push_back({kind, document_number(name, found == all.end() ? 1 : found->next)});
  }
  return next;
}

} // namespace demarc::catalog
