// Vendor profiles: how one make of access server is spoken to, as data. A profile is a text file in network/profiles/,
// built into the program; a new make is a new file and no code. Attribute names are checked against the RADIUS
// dictionary by radius/, which turns the rendered text into octets.
//
//   # comment
//   name = mikrotik                        identifier, stored with the access server
//   title = MikroTik RouterOS              what the console shows
//   description = PPPoE, hotspot, DHCP     may go on for as long as it wants, on one line
//   dynamic_authorization = coa            none: takes no orders; disconnect: Disconnect-Request only; coa: both
//   rates_in_login = yes                   no: the make cannot be told a rate by RADIUS
//
//   [accept]       added to the Access-Accept of a full or throttled service
//   [garden]       added to the Access-Accept of a walled garden (its address comes from the garden pool)
//   [identify]     names, one a line: what picks the session out in CoA- and Disconnect-Requests
//   [change]       what a CoA-Request sets when only the rate has changed; without it the session is disconnected
//   instead
//
// Lines of accept, garden and change are  Attribute = template  or  Attribute ?= template.  In a template {down_kbit}
// is the value, {down_kbit|0} the value or 0 when there is none. A line whose placeholder has neither is left out; a
// line with ?= is also left out when none of its placeholders has a value, which is how an unlimited plan sends no rate
// at all.
//
// Placeholders: down_kbit, up_kbit, down_bit, up_bit (a kbit is 1000 bits; no gross-up: the vendor's shaper counts its
// own way), username, address, service_id, version, plan, session_id, port.
//
// Rules; any thread.
#pragma once

#include "base/result.h"

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demarc::network {

enum class DynamicAuthorization { none, disconnect, coa };
BOOST_DESCRIBE_ENUM(DynamicAuthorization, none, disconnect, coa)

struct AttributeTemplate {
  std::string attribute;
  std::string value;
  bool only_with_a_value = false; // ?=
};

struct VendorProfile {
  std::string name;
  std::string title;
  std::string description;
  DynamicAuthorization dynamic_authorization = DynamicAuthorization::none;
  bool rates_in_login = true;
  std::vector<AttributeTemplate> accept, garden, change;
  std::vector<std::string> identify;

  // True when [accept] or [garden] sends it, so that nobody else may.
  [[nodiscard]] bool owns(std::string_view attribute) const;
};

// The values of the placeholders.
struct ProfileFacts {
  std::optional<int> down_kbit, up_kbit;                      // none = unlimited
  std::string_view username, address, plan, session_id, port; // empty: no value
  std::int64_t service_id = 0, version = 0;                   // 0: no value
};

// (attribute, value) of every line that is sent, in order.
std::vector<std::pair<std::string_view, std::string>> render(std::span<const AttributeTemplate> templates,
                                                             const ProfileFacts &facts);
// One template; nullopt when it is left out.
std::optional<std::string> render(const AttributeTemplate &line, const ProfileFacts &facts);

// The error names file, line and what is allowed.
Result<VendorProfile, std::string> parse_vendor_profile(std::string_view file_name, std::string_view text);

// The built-in ones, by name. nullptr: there is no such profile.
std::span<const VendorProfile> vendor_profiles();
const VendorProfile *find_vendor_profile(std::string_view name);

} // namespace demarc::network
