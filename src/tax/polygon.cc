#include "tax/polygon.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>

namespace demarc::tax {

namespace {

constexpr std::size_t longest_text = 16U << 20U;
constexpr int deepest = 16;

// As much of JSON as geometry needs. Numbers are kept in microdegrees: there is nothing else to count in it.
struct Value {
  enum class Kind { null, flag, number, text, list, object };
  Kind kind = Kind::null;
  std::int64_t number = 0;
  std::string text;
  std::vector<Value> items;
  std::vector<std::pair<std::string, Value>> members;

  [[nodiscard]] const Value *member(std::string_view name) const {
    for (const auto &[key, value] : members) {
      if (key == name)
        return &value;
    }
    return nullptr;
  }
};

class Reader {
public:
  explicit Reader(std::string_view text) : text_(text) {}

  Outcome<Value> whole() {
    Value value;
    TRY(read, read_value(value, 0));
    skip();
    if (at_ != text_.size())
      return fail("something follows the value");
    return value;
  }

private:
  [[nodiscard]] tl::unexpected<Refusal> fail(std::string_view what) const {
    return refuse("geojson_malformed", fmt::format("This is no GeoJSON: {} at character {}.", what, at_ + 1),
                  "polygon");
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ == text_.size() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word)
      return false;
    at_ += word.size();
    return true;
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  Outcome<Done> read_value(Value &value, int depth) {
    if (depth > deepest)
      return fail("it is nested too deep");
    skip();
    switch (peek()) {
    case '{': return read_object(value, depth);
    case '[': return read_list(value, depth);
    case '"': value.kind = Value::Kind::text; return read_text(value.text);
    case 't':
    case 'f': value.kind = Value::Kind::flag; return word(take_word("true") || take_word("false"));
    case 'n': return word(take_word("null"));
    default: value.kind = Value::Kind::number; return read_number(value.number);
    }
  }
  [[nodiscard]] Outcome<Done> word(bool known) const {
    if (!known)
      return fail("a word that JSON does not have");
    return Done{};
  }
  Outcome<Done> read_object(Value &value, int depth) {
    value.kind = Value::Kind::object;
    take('{');
    if (take('}'))
      return Done{};
    do {
      skip();
      std::string name;
      if (peek() != '"')
        return fail("a member has no name");
      TRY(named, read_text(name));
      if (!take(':'))
        return fail("a colon is missing");
      Value member;
      TRY(read, read_value(member, depth + 1));
      value.members.emplace_back(std::move(name), std::move(member));
    } while (take(','));
    if (!take('}'))
      return fail("a closing brace is missing");
    return Done{};
  }
  Outcome<Done> read_list(Value &value, int depth) {
    value.kind = Value::Kind::list;
    take('[');
    if (take(']'))
      return Done{};
    do {
      TRY(read, read_value(value.items.emplace_back(), depth + 1));
    } while (take(','));
    if (!take(']'))
      return fail("a closing bracket is missing");
    return Done{};
  }
  // Names and the words of "type": an escape is kept as it is written, which no word of GeoJSON has.
  Outcome<Done> read_text(std::string &text) {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size())
        text += text_[at_++];
      text += text_[at_];
    }
    if (at_ == text_.size())
      return fail("a text does not end");
    ++at_;
    return Done{};
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  Outcome<Done> read_number(std::int64_t &number) {
    const bool negative = peek() == '-';
    if (negative)
      ++at_;
    if (!is_digit(peek()))
      return fail("a value is missing");
    std::int64_t whole = 0;
    for (; is_digit(peek()); ++at_) {
      whole = whole * 10 + (peek() - '0');
      if (whole > 1'000'000'000)
        return fail("a number is too large");
    }
    std::int64_t micro = 0;
    int digits = 0;
    bool round_up = false;
    if (peek() == '.') {
      ++at_;
      if (!is_digit(peek()))
        return fail("no digit follows the point");
      for (; is_digit(peek()); ++at_, ++digits) {
        if (digits < 6)
          micro = micro * 10 + (peek() - '0');
        else if (digits == 6)
          round_up = peek() >= '5';
      }
    }
    if (peek() == 'e' || peek() == 'E')
      return fail("a number has an exponent; write degrees with a point");
    for (; digits < 6; ++digits)
      micro *= 10;
    number = whole * 1'000'000 + micro + (round_up ? 1 : 0);
    if (negative)
      number = -number;
    return Done{};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

tl::unexpected<Refusal> no_area(std::string what) {
  return refuse("geojson_no_area", fmt::format("This GeoJSON is no area: {}.", what), "polygon");
}

Outcome<Point> read_point(const Value &value) {
  if (value.kind != Value::Kind::list || value.items.size() < 2 || value.items[0].kind != Value::Kind::number ||
      value.items[1].kind != Value::Kind::number)
    return no_area("a position is [longitude, latitude]");
  const std::int64_t longitude = value.items[0].number, latitude = value.items[1].number;
  if (longitude < -180'000'000 || longitude > 180'000'000 || latitude < -90'000'000 || latitude > 90'000'000)
    return no_area("a position lies off the globe; it is [longitude, latitude] in degrees");
  return Point{static_cast<std::int32_t>(longitude), static_cast<std::int32_t>(latitude)};
}

Outcome<Done> add_polygon(Area &area, const Value &rings) {
  if (rings.kind != Value::Kind::list || rings.items.empty())
    return no_area("a polygon is a list of rings");
  for (const Value &written : rings.items) {
    Ring ring;
    for (const Value &position : written.items) {
      TRY(point, read_point(position));
      ring.push_back(point);
    }
    if (ring.size() < 4)
      return no_area("a ring has at least four positions, the last one equal to the first");
    if (ring.front() != ring.back())
      return no_area("a ring ends where it began");
    ring.pop_back();
    area.rings.push_back(std::move(ring));
  }
  return Done{};
}

Outcome<Done> add_geometry(Area &area, const Value &value, int depth = 0) {
  const Value *type = value.member("type");
  if (type == nullptr || type->kind != Value::Kind::text || depth > 2)
    return no_area("it has no \"type\"");
  const auto part = [&](std::string_view name) { return value.member(name); };
  if (type->text == "Feature") {
    const Value *geometry = part("geometry");
    if (geometry == nullptr)
      return no_area("a feature has a \"geometry\"");
    return add_geometry(area, *geometry, depth + 1);
  }
  if (type->text == "FeatureCollection") {
    const Value *features = part("features");
    if (features == nullptr)
      return no_area("a collection has \"features\"");
    for (const Value &feature : features->items) {
      TRY(added, add_geometry(area, feature, depth + 1));
    }
    return Done{};
  }
  if (type->text != "Polygon" && type->text != "MultiPolygon")
    return no_area(
        fmt::format("\"{}\" is not Polygon, MultiPolygon, Feature or FeatureCollection", type->text.substr(0, 40)));
  const Value *coordinates = part("coordinates");
  if (coordinates == nullptr)
    return no_area("it has no \"coordinates\"");
  if (type->text == "Polygon")
    return add_polygon(area, *coordinates);
  for (const Value &polygon : coordinates->items) {
    TRY(added, add_polygon(area, polygon));
  }
  return Done{};
}

} // namespace

Outcome<Area> parse_area(std::string_view geojson) {
  if (geojson.size() > longest_text)
    return refuse("geojson_too_long", "An area is at most 16 MiB of GeoJSON; simplify its border.", "polygon");
  TRY(value, Reader(geojson).whole());
  Area area;
  TRY(added, add_geometry(area, value));
  if (area.rings.empty())
    return no_area("it has no polygon");
  area.low = area.high = area.rings.front().front();
  for (const Ring &ring : area.rings) {
    for (const Point &point : ring) {
      area.low.longitude_udeg = std::min(area.low.longitude_udeg, point.longitude_udeg);
      area.low.latitude_udeg = std::min(area.low.latitude_udeg, point.latitude_udeg);
      area.high.longitude_udeg = std::max(area.high.longitude_udeg, point.longitude_udeg);
      area.high.latitude_udeg = std::max(area.high.latitude_udeg, point.latitude_udeg);
    }
  }
  return area;
}

bool contains(const Area &area, Point point) {
  if (point.longitude_udeg < area.low.longitude_udeg || point.longitude_udeg > area.high.longitude_udeg ||
      point.latitude_udeg < area.low.latitude_udeg || point.latitude_udeg > area.high.latitude_udeg)
    return false;
  const std::int64_t x = point.longitude_udeg, y = point.latitude_udeg;
  bool inside = false;
  for (const Ring &ring : area.rings) {
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
      const std::int64_t xi = ring[i].longitude_udeg, yi = ring[i].latitude_udeg;
      const std::int64_t xj = ring[j].longitude_udeg, yj = ring[j].latitude_udeg;
      if ((yi > y) == (yj > y))
        continue; // the edge does not cross the point's parallel; its lower end counts, its upper one does not
      // x < xi + (xj - xi) (y - yi) / (yj - yi), multiplied out: at most 2.6 × 10^17.
      const std::int64_t left = (x - xi) * (yj - yi), right = (xj - xi) * (y - yi);
      if (yj > yi ? left < right : left > right)
        inside = !inside;
    }
  }
  return inside;
}

} // namespace demarc::tax
