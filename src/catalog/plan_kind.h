// What a plan sells, and what each kind says of itself beyond price and tax. The attributes are declared here as data
// and kept with the version as text; billing and quotes know none of them. A rule.
//
// The speeds of an internet plan are not among them (PlanVersion::down_kbit); what its sessions may is, and the access
// decision reads both (session_attributes.h).
#pragma once

#include "base/result.h"

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace demarc::catalog {

enum class PlanKind { internet, voice, television, equipment, other };
BOOST_DESCRIBE_ENUM(PlanKind, internet, voice, television, equipment, other)

enum class AttributeType { integer, text, flag };
BOOST_DESCRIBE_ENUM(AttributeType, integer, text, flag)

struct AttributeDeclaration {
  std::string name;  // "included_minutes"
  std::string label; // for people
  AttributeType type = AttributeType::text;
  bool required = false;
  std::int64_t minimum = 0; // of an integer
  std::int64_t maximum = 0;
  std::string description;
};
BOOST_DESCRIBE_STRUCT(AttributeDeclaration, (), (name, label, type, required, minimum, maximum, description))

struct PlanKindDeclaration {
  PlanKind kind = PlanKind::internet;
  bool has_speeds = false; // down_kbit, up_kbit
  std::vector<AttributeDeclaration> attributes;
};
BOOST_DESCRIBE_STRUCT(PlanKindDeclaration, (), (kind, has_speeds, attributes))

struct PlanAttribute {
  std::string name;
  std::string value; // "500", "true", "Sports"
  bool operator==(const PlanAttribute &) const = default;
};
BOOST_DESCRIBE_STRUCT(PlanAttribute, (), (name, value))

const std::vector<PlanKindDeclaration> &plan_kinds();
const PlanKindDeclaration &plan_kind(PlanKind kind);
// In the order of the declaration; those without a value left out. Refused when the kind has no such attribute, a value
// is not of its type, or a required one is missing.
Outcome<std::vector<PlanAttribute>> checked_attributes(PlanKind kind, const std::vector<PlanAttribute> &given);

} // namespace demarc::catalog
