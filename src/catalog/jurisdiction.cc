#include "catalog/jurisdiction.h"

#include "catalog/jurisdiction_store.h"
#include "catalog/tax.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::catalog {

namespace {

Outcome<ExtentRow> extent_row(const NewExtent &in) {
  const auto given = [](const std::optional<std::string> &text) { return text && !text->empty(); };
  if (given(in.region) + given(in.postal_from) + given(in.polygon) != 1)
    return refuse("extent_unclear", "Give one of a region, a range of postal codes, or a polygon.", "extents");
  ExtentRow row;
  row.region = in.region.value_or("");
  row.postal_from = in.postal_from.value_or("");
  row.postal_to = given(in.postal_to) ? *in.postal_to : row.postal_from;
  row.polygon = in.polygon.value_or("");
  if (row.postal_to < row.postal_from)
    return refuse("extent_unclear", "The last postal code does not come before the first.", "postal_to");
  if (!row.polygon.empty()) {
    TRY(area, tax::parse_area(row.polygon));
  }
  return row;
}

} // namespace

std::vector<Jurisdiction> list_jurisdictions(db::Tx &tx) {
  const auto rows = jurisdiction_rows(tx);
  std::map<JurisdictionId, std::string> codes;
  for (const JurisdictionRow &row : rows)
    codes.emplace(row.id, row.code);
  std::map<JurisdictionId, std::vector<JurisdictionExtent>> extents;
  for (const ExtentRow &row : extent_rows(tx))
    extents[row.jurisdiction_id].push_back({row.region, row.postal_from, row.postal_to, !row.polygon.empty()});
  std::vector<Jurisdiction> all;
  for (const JurisdictionRow &row : rows) {
    Jurisdiction &one = all.emplace_back();
    one.id = row.id;
    one.code = row.code;
    if (row.parent_id)
      one.parent = codes.at(*row.parent_id);
    one.level = row.level;
    one.country = row.country;
    one.name = row.name;
    one.preset = row.preset;
    one.extents = std::move(extents[row.id]);
  }
  return all;
}

Outcome<Jurisdiction> find_jurisdiction(db::Tx &tx, JurisdictionId id) {
  for (Jurisdiction &one : list_jurisdictions(tx)) {
    if (one.id == id)
      return std::move(one);
  }
  return refuse(Refusal::Kind::not_found, "jurisdiction_unknown",
                fmt::format("There is no jurisdiction {}.", id.value()));
}

Outcome<Jurisdiction> create_jurisdiction(db::Tx &tx, db::Database &ids, const NewJurisdiction &in,
                                          const std::string &preset) {
  if (in.code.empty() || in.name.empty())
    return refuse("name_missing", "A jurisdiction has a code such as \"CA-ON\" and a name.",
                  in.code.empty() ? "code" : "name");
  if (in.country.size() != 2)
    return refuse("country_unknown", "Give the country as two letters of ISO 3166, such as \"CA\".", "country");
  const auto all = list_jurisdictions(tx);
  const auto named = [&](const std::string &code) {
    return std::find_if(all.begin(), all.end(), [&](const Jurisdiction &one) { return one.code == code; });
  };
  if (named(in.code) != all.end())
    return refuse(Refusal::Kind::conflict, "code_taken",
                  fmt::format("There is a jurisdiction \"{}\" already.", in.code), "code");
  JurisdictionRow row{{}, in.code, std::nullopt, in.level, in.country, in.name, preset};
  if ((in.level == tax::Level::country) == in.parent.has_value())
    return refuse("parent_unclear", "A country has no parent; what lies inside one has.", "parent");
  if (in.parent) {
    const auto parent = named(*in.parent);
    if (parent == all.end())
      return refuse("jurisdiction_unknown", fmt::format("There is no jurisdiction \"{}\".", *in.parent), "parent");
    if (parent->country != in.country || parent->level >= in.level)
      return refuse("parent_unclear", "A jurisdiction lies in a larger one of the same country.", "parent");
    if (in.extents.value_or(std::vector<NewExtent>{}).empty())
      return refuse("extent_unclear", "Say how addresses are found to lie in it.", "extents");
    row.parent_id = parent->id;
  } else if (std::any_of(all.begin(), all.end(),
                         [&](const Jurisdiction &one) { return !one.parent && one.country == in.country; })) {
    return refuse(Refusal::Kind::conflict, "country_exists",
                  fmt::format("{} is there already; what lies inside it has it as its parent.", in.country), "country");
  }
  row.id = ids.next<JurisdictionId>("jurisdiction");
  insert_jurisdiction(tx, row);
  for (const NewExtent &extent : in.extents.value_or(std::vector<NewExtent>{})) {
    TRY(made, extent_row(extent));
    made.id = ids.next_id("jurisdiction_extent");
    made.jurisdiction_id = row.id;
    insert_extent(tx, made);
  }
  tx.notify(std::string(tax_channel), "");
  return find_jurisdiction(tx, row.id);
}

Outcome<Jurisdiction> add_extent(db::Tx &tx, db::Database &ids, JurisdictionId id, const NewExtent &in) {
  TRY(found, find_jurisdiction(tx, id));
  TRY(row, extent_row(in));
  row.id = ids.next_id("jurisdiction_extent");
  row.jurisdiction_id = id;
  insert_extent(tx, row);
  tx.notify(std::string(tax_channel), "");
  return find_jurisdiction(tx, id);
}

} // namespace demarc::catalog
