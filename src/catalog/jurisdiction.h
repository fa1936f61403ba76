// The places that levy taxes: countries, and states, counties, cities and districts inside them, with how an address is
// found to lie in one.
#pragma once

#include "catalog/ids.h"
#include "platform/db/db.h"
#include "tax/rate_table.h"

namespace demarc::catalog {

struct JurisdictionExtent {
  std::string region;
  std::string postal_from;
  std::string postal_to;
  bool has_polygon = false;
};
BOOST_DESCRIBE_STRUCT(JurisdictionExtent, (), (region, postal_from, postal_to, has_polygon))

struct Jurisdiction {
  JurisdictionId id;
  std::string code; // "CA-ON"
  std::optional<std::string> parent;
  tax::Level level = tax::Level::country;
  std::string country;
  std::string name;
  std::string preset; // where it came from; empty: made by hand
  std::vector<JurisdictionExtent> extents;
};
BOOST_DESCRIBE_STRUCT(Jurisdiction, (), (id, code, parent, level, country, name, preset, extents))

// One of: a region's name, postal codes from and to (compared as prefixes), GeoJSON.
struct NewExtent {
  std::optional<std::string> region = {};
  std::optional<std::string> postal_from = {};
  std::optional<std::string> postal_to = {}; // the same as the first when absent
  std::optional<std::string> polygon = {};
};
BOOST_DESCRIBE_STRUCT(NewExtent, (), (region, postal_from, postal_to, polygon))
struct NewJurisdiction {
  std::string code;
  std::optional<std::string> parent; // none: a country
  tax::Level level = tax::Level::country;
  std::string country;
  std::string name;
  std::optional<std::vector<NewExtent>> extents;
};
BOOST_DESCRIBE_STRUCT(NewJurisdiction, (), (code, parent, level, country, name, extents))

std::vector<Jurisdiction> list_jurisdictions(db::Tx &tx);
Outcome<Jurisdiction> find_jurisdiction(db::Tx &tx, JurisdictionId id);
Outcome<Jurisdiction> create_jurisdiction(db::Tx &tx, db::Database &ids, const NewJurisdiction &in,
                                          const std::string &preset = {});
Outcome<Jurisdiction> add_extent(db::Tx &tx, db::Database &ids, JurisdictionId id, const NewExtent &in);

} // namespace demarc::catalog
