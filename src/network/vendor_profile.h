// Vendor profiles: how one make of access server is spoken to, as data. A profile is a text: the built-in ones are
// files in network/profiles/, operators keep their own in the database (own_profiles.h); a new make is a new text and
// no code. Attribute names are checked against the RADIUS dictionary by radius/, which turns the rendered text into
// octets.
//
//   # comment
//   name = mikrotik                        identifier, stored with the access server
//   title = MikroTik RouterOS              what the console shows
//   description = PPPoE, hotspot, DHCP     may go on for as long as it wants, on one line
//   dynamic_authorization = coa            none: takes no orders; disconnect: Disconnect-Request only; coa: both
//   rates_in_login = yes                   no: the make cannot be told a rate by RADIUS
//   addresses = demarc                     device: it assigns addresses itself, out of its own pool; Demarc sends only
//                                          the fixed address of a service, and {pool} names the pool
//
//   [accept]       added to the Access-Accept of a full or throttled service
//   [garden]       added to the Access-Accept of a walled garden
//   [identify]     what picks the session out in CoA- and Disconnect-Requests: a name alone stands for the value that
//                  accounting reported, or  Attribute = template
//   [change]       what a CoA-Request sets when only the rate has changed; without it, or where one of its lines with =
//                  has no value, the session is disconnected instead
//
// Lines of accept, garden and change are  Attribute = template  or  Attribute ?= template;  Attribute:1 gives it the
// tag 1 of RFC 2868. In a template {down_kbit} is the value, {down_kbit|0} the value or 0 when there is none. A line
// whose placeholder has neither is left out; a line with ?= is also left out when none of its placeholders has a
// value, which is how an unlimited plan sends no rate at all.
//
// Placeholders: down_kbit, up_kbit, down_bit, up_bit (a kbit is 1000 bits; no gross-up: the vendor's shaper counts its
// own way), username, address, service_id, version, plan (its name), plan_key (its name as devices take names: "Fibre
// 100/20" is fibre-100-20), state (full, throttled, garden); when somebody logs in also pool (the name of the pool
// that serves), and of a running session session_id, port, station (the subscriber's MAC address or line).
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
  int line = 0;                   // of the text it stands in
};

// [identify]: without a template, the value that accounting reported.
struct Identification {
  std::string attribute;
  std::optional<std::string> value;
  int line = 0;
};

struct VendorProfile {
  std::string name;
  std::string title;
  std::string description;
  DynamicAuthorization dynamic_authorization = DynamicAuthorization::none;
  bool rates_in_login = true;
  bool addresses_from_device = false;
  std::vector<AttributeTemplate> accept, garden, change;
  std::vector<Identification> identify;

  // True when [accept] or [garden] sends it, so that nobody else may.
  [[nodiscard]] bool owns(std::string_view attribute) const;
  // Whether a session's address says on which side of the walled garden it is: not where the device gives addresses and
  // is not told out of which pool.
  [[nodiscard]] bool address_tells_garden() const;
};

// The values of the placeholders.
struct ProfileFacts {
  std::optional<int> down_kbit, up_kbit;                      // none = unlimited
  std::string_view username, address, plan, session_id, port; // empty: no value
  std::int64_t service_id = 0, version = 0;                   // 0: no value
  std::string_view state = {}, pool = {}, station = {};       // empty: no value
};

// "Fibre 100/20" is "fibre-100-20": letters, digits, and one hyphen for whatever else stands between them.
std::string plan_key(std::string_view plan);

// (attribute, value) of every line that is sent, in order.
std::vector<std::pair<std::string_view, std::string>> render(std::span<const AttributeTemplate> templates,
                                                             const ProfileFacts &facts);
// One template; nullopt when it is left out.
std::optional<std::string> render(const AttributeTemplate &line, const ProfileFacts &facts);

// What is wrong with a text, and on which line; 0: with the whole of it.
struct ProfileProblem {
  int line = 0;
  std::string says; // with what is allowed
};
std::string in_words(const ProfileProblem &problem); // "Line 7: ..."

Result<VendorProfile, ProfileProblem> read_vendor_profile(std::string_view text);
// The same for a file, which the error names.
Result<VendorProfile, std::string> parse_vendor_profile(std::string_view file_name, std::string_view text);

// The built-in ones, by name. nullptr: there is no such profile.
std::span<const VendorProfile> vendor_profiles();
const VendorProfile *find_vendor_profile(std::string_view name);
std::string_view text_of_built_in(std::string_view name); // as it stands in its file; empty: there is none

} // namespace demarc::network
