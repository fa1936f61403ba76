#include "catalog/jurisdiction_store.h"

#include "base/ensure.h"

#include <fmt/format.h>

namespace demarc::catalog {

Outcome<JurisdictionId> jurisdiction_named(db::Tx &tx, const std::string &code) {
  const auto id = tx.maybe<JurisdictionId>("select id from jurisdiction where code = $1", code);
  if (!id)
    return refuse("jurisdiction_unknown",
                  fmt::format("There is no jurisdiction \"{}\"; create it, or load a preset that has it.", code),
                  "jurisdiction");
  return *id;
}

std::vector<JurisdictionRow> jurisdiction_rows(db::Tx &tx) {
  return tx.all<JurisdictionRow>(
      "select id, code, parent_id, level, country, name, preset from jurisdiction order by code");
}

std::vector<ExtentRow> extent_rows(db::Tx &tx) {
  return tx.all<ExtentRow>("select id, jurisdiction_id, region, postal_from, postal_to, polygon"
                           " from jurisdiction_extent order by jurisdiction_id, id");
}

void insert_jurisdiction(db::Tx &tx, const JurisdictionRow &row) { tx.insert("jurisdiction", row); }
void insert_extent(db::Tx &tx, const ExtentRow &row) { tx.insert("jurisdiction_extent", row); }

std::vector<tax::Jurisdiction> load_jurisdictions(db::Tx &tx) {
  std::vector<tax::Jurisdiction> all;
  std::unordered_map<JurisdictionId, std::size_t> at;
  for (JurisdictionRow &row : jurisdiction_rows(tx)) {
    at.emplace(row.id, all.size());
    all.push_back(
        {row.id, std::move(row.code), row.parent_id, row.level, std::move(row.country), std::move(row.name), {}});
  }
  for (ExtentRow &row : extent_rows(tx)) {
    tax::Extent extent{std::move(row.region), std::move(row.postal_from), std::move(row.postal_to), std::nullopt};
    if (!row.polygon.empty()) {
      auto area = tax::parse_area(row.polygon);
      ENSURE(area.has_value(), "a stored polygon was read when it was stored");
      extent.area = std::move(*area);
    }
    all[at.at(row.jurisdiction_id)].extents.push_back(std::move(extent));
  }
  return all;
}

} // namespace demarc::catalog
