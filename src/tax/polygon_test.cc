#include "tax/polygon.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::tax {
namespace {

constexpr std::string_view square = R"({"type":"Polygon","coordinates":[[[10,50],[11,50],[11,51],[10,51],[10,50]]]})";

TEST(Area, holds_what_lies_in_it) {
  const auto area = parse_area(square);
  ASSERT_TRUE(area);
  EXPECT_TRUE(contains(*area, {10'500'000, 50'500'000}));
  EXPECT_FALSE(contains(*area, {11'500'000, 50'500'000}));
  EXPECT_FALSE(contains(*area, {10'500'000, 49'999'999}));
}

TEST(Area, has_holes_and_parts) {
  const auto area =
      parse_area(R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":null,"ok":true},
    "geometry":{"type":"MultiPolygon","coordinates":[
      [[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,3],[3,3],[3,1],[1,1]]],
      [[[-10.5,-10.5],[-9.25,-10.5],[-9.25,-9],[-10.5,-10.5]]]]}}]})");
  ASSERT_TRUE(area) << area.error().detail;
  EXPECT_TRUE(contains(*area, {500'000, 500'000}));
  EXPECT_FALSE(contains(*area, {2'000'000, 2'000'000})) << "the hole";
  EXPECT_TRUE(contains(*area, {-9'300'000, -10'000'000})) << "the other part";
  EXPECT_FALSE(contains(*area, {-10'400'000, -9'100'000}));
}

// Three areas around one point, and borders of every slope: each point is in exactly one.
RC_GTEST_PROP(Area, shares_no_point_with_its_neighbour, ()) {
  const auto left = parse_area(R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[2,2],[0,3],[0,0]]]})");
  const auto right = parse_area(R"({"type":"Polygon","coordinates":[[[1,0],[3,0],[3,3],[2,2],[1,0]]]})");
  const auto top = parse_area(R"({"type":"Polygon","coordinates":[[[0,3],[2,2],[3,3],[0,3]]]})");
  const Point point{*rc::gen::inRange(0, 13) * 250'000, *rc::gen::inRange(0, 12) * 250'000};
  const int in = contains(*left, point) + contains(*right, point) + contains(*top, point);
  RC_ASSERT(in == (point.longitude_udeg < 3'000'000 ? 1 : 0));
}

TEST(Area, that_is_none_is_refused_with_the_place) {
  struct Row {
    std::string_view text, code, detail;
  };
  for (const Row &row :
       {Row{"", "geojson_malformed", "This is no GeoJSON: a value is missing at character 1."},
        {"{", "geojson_malformed", "This is no GeoJSON: a member has no name at character 2."},
        {R"({"type":"Polygon","coordinates":[[[1e2,0]]]})", "geojson_malformed",
         "This is no GeoJSON: a number has an exponent; write degrees with a point at character 37."},
        {R"({"type":"Polygon"} x)", "geojson_malformed",
         "This is no GeoJSON: something follows the value at character 20."},
        {R"([1])", "geojson_no_area", R"(This GeoJSON is no area: it has no "type".)"},
        {R"({"type":"Point","coordinates":[1,2]})", "geojson_no_area",
         R"(This GeoJSON is no area: "Point" is not Polygon, MultiPolygon, Feature or FeatureCollection.)"},
        {R"({"type":"Polygon","coordinates":[]})", "geojson_no_area",
         "This GeoJSON is no area: a polygon is a list of rings."},
        {R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]})", "geojson_no_area",
         "This GeoJSON is no area: a ring has at least four positions, the last one equal to the first."},
        {R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]})", "geojson_no_area",
         "This GeoJSON is no area: a ring ends where it began."},
        {R"({"type":"Polygon","coordinates":[[[0,0],[1,0],[1,95],[0,0]]]})", "geojson_no_area",
         "This GeoJSON is no area: a position lies off the globe; it is [longitude, latitude] in degrees."},
        {R"({"type":"Polygon","coordinates":[[["a",0],[1,0],[1,95],[0,0]]]})", "geojson_no_area",
         "This GeoJSON is no area: a position is [longitude, latitude]."},
        {R"({"type":"FeatureCollection","features":[]})", "geojson_no_area",
         "This GeoJSON is no area: it has no polygon."}}) {
    const auto area = parse_area(row.text);
    ASSERT_FALSE(area) << row.text;
    EXPECT_EQ(area.error().code, row.code);
    EXPECT_EQ(area.error().detail, row.detail);
  }
  EXPECT_EQ(parse_area(std::string(5000, '[')).error().code, "geojson_malformed");
}

// Cut, changed and doubled texts are areas or refusals, nothing else.
RC_GTEST_PROP(Area, takes_or_refuses_any_text, ()) {
  std::string text(square);
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  switch (*rc::gen::inRange(0, 3)) {
  case 0: text.resize(at); break;
  case 1: text[at] = *rc::gen::arbitrary<char>(); break;
  default: text.insert(at, text.substr(at, 7)); break;
  }
  const auto area = parse_area(text);
  if (area)
    (void)contains(*area, {0, 0});
  else
    RC_ASSERT(!area.error().detail.empty());
}

} // namespace
} // namespace demarc::tax
