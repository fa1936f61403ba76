#include "tax/place.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::tax {

namespace {

// Postal codes and regions are compared without blanks, dashes and case: "k1a 0b1" is K1A0B1.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z')
      result += static_cast<char>(c - 'a' + 'A');
    else if (c != ' ' && c != '-' && c != '.')
      result += c;
  }
  return result;
}

// How well a child fits: a polygon beats postal codes, longer postal ranges beat shorter ones, and those beat names.
enum class Way { none, region, postal, map };
struct Match {
  Way way = Way::none;
  std::size_t length = 0;
  [[nodiscard]] bool better_than(const Match &other) const {
    return way != other.way ? way > other.way : length > other.length;
  }
};

struct Sought {
  std::string region;
  std::string postal_code;
  std::optional<Point> point;
};

Match match(const Extent &extent, const Sought &sought) {
  if (extent.area)
    return sought.point && contains(*extent.area, *sought.point) ? Match{Way::map, 1} : Match{};
  if (!extent.postal_from.empty()) {
    const std::string from = plain(extent.postal_from), to = plain(extent.postal_to);
    if (sought.postal_code.size() >= from.size() && sought.postal_code.substr(0, from.size()) >= from &&
        sought.postal_code.substr(0, to.size()) <= to)
      return {Way::postal, from.size()};
    return {};
  }
  return !sought.region.empty() && plain(extent.region) == sought.region ? Match{Way::region, 1} : Match{};
}

Match match(const Jurisdiction &jurisdiction, const Sought &sought) {
  Match best;
  for (const Extent &extent : jurisdiction.extents) {
    const Match found = match(extent, sought);
    if (found.better_than(best))
      best = found;
  }
  return best;
}

std::string_view words(Way way) {
  switch (way) {
  case Way::none: return "country";
  case Way::region: return "region";
  case Way::postal: return "postal code";
  case Way::map: return "map";
  }
  return "";
}

} // namespace

Places::Places(const Table &table) : table_(table) {
  for (const auto &[id, jurisdiction] : table_.jurisdictions) {
    if (jurisdiction.parent)
      children_[*jurisdiction.parent].push_back(&jurisdiction);
    else
      countries_.emplace(jurisdiction.country, &jurisdiction);
  }
  for (auto &[parent, children] : children_)
    std::sort(children.begin(), children.end(),
              [](const Jurisdiction *a, const Jurisdiction *b) { return a->code < b->code; });
}

Place Places::search(const Address &address) const {
  Place place;
  const auto country = countries_.find(address.country);
  if (country == countries_.end())
    return place;
  place.chain.push_back(country->second->id);
  place.found_by = words(Way::none);
  const Sought sought{plain(address.region), plain(address.postal_code), address.point};
  // From each place found to its children, level by level; ends: a child's level is deeper than its parent's.
  for (std::size_t i = 0; i < place.chain.size(); ++i) {
    const auto children = children_.find(place.chain[i]);
    if (children == children_.end())
      continue;
    std::map<Level, std::pair<Match, const Jurisdiction *>> best;
    for (const Jurisdiction *child : children->second) {
      const Match found = match(*child, sought);
      auto &held = best[child->level];
      if (found.better_than(held.first))
        held = {found, child};
    }
    for (const auto &[level, held] : best) {
      if (held.second == nullptr)
        continue;
      place.chain.push_back(held.second->id);
      place.found_by = words(held.first.way);
    }
  }
  return place;
}

const Place &Places::find(const Address &address) {
  std::string key = fmt::format("{}\n{}\n{}", address.country, address.region, address.postal_code);
  if (address.point)
    key += fmt::format("\n{},{}", address.point->longitude_udeg, address.point->latitude_udeg);
  const auto known = known_.find(key);
  return known != known_.end() ? known->second : known_.emplace(std::move(key), search(address)).first->second;
}

std::string Places::tax_place(const Address &address) {
  const Place &place = find(address);
  if (place.chain.empty())
    return address.country;
  std::string codes;
  for (const JurisdictionId id : place.chain)
    codes += (codes.empty() ? "" : "/") + table_.jurisdictions.at(id).code;
  return codes;
}

std::string tax_place_after_move(Places &places, const std::string &place_before, const Address &before,
                                 const Address &first, const Address &after) {
  std::string place = places.tax_place(after);
  if (place == places.tax_place(before))
    return place_before;
  return place == places.tax_place(first) ? std::string() : place;
}

} // namespace demarc::tax
