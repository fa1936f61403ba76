// The dated table of taxes and the places that levy them: what the tax function looks things up in. Values only; the
// catalogue stores them. A rate is never overwritten: a change is another row with its first day.
#pragma once

#include "calendar/date.h"
#include "money/percent.h"
#include "tax/ids.h"
#include "tax/polygon.h"

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace demarc::tax {

enum class Level { country, state, county, city, district };
BOOST_DESCRIBE_ENUM(Level, country, state, county, city, district)

// Where a jurisdiction lies inside its parent: a region's name or code, a range of postal codes, or a polygon.
struct Extent {
  std::string region;      // "ON", "Ontario"; any case
  std::string postal_from; // compared as prefixes: "M" to "P" holds every code that begins with M, N, O or P
  std::string postal_to;   // the last one included
  std::optional<Area> area;
};
struct Jurisdiction {
  JurisdictionId id;
  std::string code;                     // "CA-ON"
  std::optional<JurisdictionId> parent; // none: a country
  Level level = Level::country;
  std::string country; // ISO 3166
  std::string name;
  std::vector<Extent> extents; // a country needs none: it is found by its code
};

struct Rate {
  TaxRateId id;
  Date valid_from;
  std::optional<Date> valid_to;    // exclusive; none: until the next row
  Percent percent;                 // of the base
  std::int64_t per_unit_minor = 0; // a fixed amount for each unit, beside or in place of the percent
  Percent share{1'000'000};        // how much of the base is taxable
};

// When a tax depends on where the seller is: CGST and SGST within a state, IGST between states.
enum class Applies { always, within_state, between_states };
BOOST_DESCRIBE_ENUM(Applies, always, within_state, between_states)

struct Tax {
  TaxId id;
  std::string code; // "CA-GST"
  std::string name; // as invoices print it
  std::optional<JurisdictionId> jurisdiction;
  std::string category = "S"; // EN 16931: what an invoice calls it when it is charged; Z or O for a rate of zero
  Applies applies = Applies::always;
  bool inside = false;               // "por dentro": a percentage of the price that already holds it
  std::vector<std::string> products; // tax categories of what is sold; none: all of them
  std::vector<TaxId> on;             // taxes that belong to its base
  std::optional<TaxId> replaces;     // HST in place of GST; a region's rate in place of the country's
  bool active = true;                // false: known, and not charged
  std::vector<Rate> rates;           // by valid_from
};

// The row in force; nullptr before the first one, and in a gap.
const Rate *rate_on(const Tax &tax, Date tax_point);

struct Table {
  std::unordered_map<JurisdictionId, Jurisdiction> jurisdictions;
  std::unordered_map<TaxId, Tax> taxes;
};

} // namespace demarc::tax
