// Areas on the map, as GeoJSON writes them (RFC 7946), and whether a point lies in one. A rule: whole numbers only, in
// microdegrees (a ninth of a metre), so that every machine draws a border in the same place.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace demarc::tax {

struct Point {
  std::int32_t longitude_udeg = 0;
  std::int32_t latitude_udeg = 0;
  auto operator<=>(const Point &) const = default;
};

using Ring = std::vector<Point>; // without the closing point
struct Area {
  std::vector<Ring> rings; // of all polygons, outer ones and holes: inside is where an odd number of them lies around
  Point low, high;         // the box around them
};

// Of a Polygon, a MultiPolygon, a Feature or a FeatureCollection of these. Refuses what is no GeoJSON, rings of fewer
// than three corners or not closed, and coordinates off the globe; says where.
Outcome<Area> parse_area(std::string_view geojson);

// A point on a border that two areas share is in exactly one of them.
bool contains(const Area &area, Point point);

} // namespace demarc::tax
