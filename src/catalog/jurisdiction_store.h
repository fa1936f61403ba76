// Rows of jurisdictions and their extents.
#pragma once

#include "catalog/jurisdiction.h"

namespace demarc::catalog {

struct JurisdictionRow {
  JurisdictionId id;
  std::string code;
  std::optional<JurisdictionId> parent_id;
  tax::Level level = tax::Level::country;
  std::string country;
  std::string name;
  std::string preset;
};
BOOST_DESCRIBE_STRUCT(JurisdictionRow, (), (id, code, parent_id, level, country, name, preset))
struct ExtentRow {
  std::int64_t id = 0;
  JurisdictionId jurisdiction_id;
  std::string region, postal_from, postal_to, polygon;
};
BOOST_DESCRIBE_STRUCT(ExtentRow, (), (id, jurisdiction_id, region, postal_from, postal_to, polygon))

Outcome<JurisdictionId> jurisdiction_named(db::Tx &tx, const std::string &code);
std::vector<JurisdictionRow> jurisdiction_rows(db::Tx &tx);
std::vector<ExtentRow> extent_rows(db::Tx &tx);
void insert_jurisdiction(db::Tx &tx, const JurisdictionRow &row);
void insert_extent(db::Tx &tx, const ExtentRow &row);
// For the tax function; polygons read.
std::vector<tax::Jurisdiction> load_jurisdictions(db::Tx &tx);

// "internet,voice" in words.
std::vector<std::string> words_of(std::string_view commas);

} // namespace demarc::catalog
