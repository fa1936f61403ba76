// From an address to the chain of places that tax it: country, state, county, city, district. A rule.
//
// A child of a jurisdiction is found by polygon when the address has coordinates and the child has one, else by the
// longest postal range that holds its code, else by the region's name. Of several children of one level the best match
// wins; children of different levels (a county, and a district across counties) all belong to the chain.
#pragma once

#include "tax/rate_table.h"

#include <map>

namespace demarc::tax {

struct Address {
  std::string country; // ISO 3166
  std::string region;
  std::string postal_code;
  std::optional<Point> point;
};

struct Place {
  std::vector<JurisdictionId> chain; // the country first; empty: no jurisdiction of the country is known
  std::string found_by;              // "country", "region", "postal code", "map": how the last step was found
};

// For one thread; remembers what it found, so an address that comes again costs a look into a map.
class Places {
public:
  explicit Places(const Table &table);
  const Place &find(const Address &address);
  // The codes of its jurisdictions, "US/US-CA/US-CA-LA"; the country alone when none is known there.
  std::string tax_place(const Address &address);

private:
  [[nodiscard]] Place search(const Address &address) const;

  const Table &table_;
  std::map<std::string, const Jurisdiction *> countries_;
  std::map<JurisdictionId, std::vector<const Jurisdiction *>> children_; // by code, whatever the table's order
  std::map<std::string, Place> known_;
};

// What days after a move are kept apart by: `place_before` while the jurisdictions stay the same, nothing where they
// are those of the `first` address again, else their codes.
std::string tax_place_after_move(Places &places, const std::string &place_before, const Address &before,
                                 const Address &first, const Address &after);

} // namespace demarc::tax
