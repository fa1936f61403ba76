#include "catalog/plan_kind.h"

#include "base/ensure.h"
#include "catalog/session_attributes.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <charconv>
#include <fmt/format.h>

namespace demarc::catalog {

namespace {

std::string word(PlanKind kind) { return boost::describe::enum_to_string(kind, "other"); }

Outcome<Done> check(const AttributeDeclaration &declared, const std::string &value, const std::string &field) {
  switch (declared.type) {
  case AttributeType::integer: {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < declared.minimum ||
        number > declared.maximum)
      return refuse("attribute_out_of_range",
                    fmt::format("{} is a whole number from {} to {}, not \"{}\".", declared.label, declared.minimum,
                                declared.maximum, value),
                    field);
    return Done{};
  }
  case AttributeType::flag:
    if (value != "true" && value != "false")
      return refuse("attribute_malformed", fmt::format("{} is \"true\" or \"false\".", declared.label), field);
    return Done{};
  case AttributeType::text: return Done{}; // the door limits its length
  }
  return Done{};
}

} // namespace

const std::vector<PlanKindDeclaration> &plan_kinds() {
  using Type = AttributeType;
  static const std::vector<PlanKindDeclaration> all{
      {PlanKind::internet,
       true,
       {{std::string(sessions_attribute), "Sessions at the same time", Type::integer, false, 1, 100,
         "Empty: any number"},
        {std::string(session_timeout_attribute), "A session ends after (seconds)", Type::integer, false, 60, 31'536'000,
         "Empty: it lasts; a service may have its own"},
        {std::string(idle_timeout_attribute), "An idle session ends after (seconds)", Type::integer, false, 60, 86'400,
         "Empty: it lasts; the access server sees to it"}}},
      {PlanKind::voice,
       false,
       {{"included_minutes", "Included minutes", Type::integer, false, 0, 1'000'000, "Per interval"},
        {"lines", "Lines", Type::integer, true, 1, 1'000, "Calls at the same time"}}},
      {PlanKind::television,
       false,
       {{"channels", "Channel package", Type::text, true, 0, 0, "Its name with the head-end"}}},
      {PlanKind::equipment,
       false,
       {{"model", "Model", Type::text, true, 0, 0, "As the shelf says it"},
        {"rental", "Rented", Type::flag, false, 0, 0, "Stays the provider's and comes back at the end"},
        {"serial_needed", "Serial number needed", Type::flag, false, 0, 0, "To be noted when it is handed out"}}},
      {PlanKind::other, false, {}}};
  return all;
}

const PlanKindDeclaration &plan_kind(PlanKind kind) {
  const auto &all = plan_kinds();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) { return one.kind == kind; });
  ENSURE(found != all.end(), "every kind of plan is declared");
  return *found;
}

Outcome<std::vector<PlanAttribute>> checked_attributes(PlanKind kind, const std::vector<PlanAttribute> &given) {
  const PlanKindDeclaration &declaration = plan_kind(kind);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string field = fmt::format("attributes[{}]", i);
    const auto declared = std::find_if(declaration.attributes.begin(), declaration.attributes.end(),
                                       [&](const auto &one) { return one.name == given[i].name; });
    if (declared == declaration.attributes.end()) {
      std::string known;
      for (const AttributeDeclaration &one : declaration.attributes)
        known += (known.empty() ? "" : ", ") + one.name;
      return refuse("attribute_unknown",
                    known.empty() ? fmt::format("A plan of the kind {} has no attributes.", word(kind))
                                  : fmt::format("A plan of the kind {} has no \"{}\"; it has {}.", word(kind),
                                                given[i].name, known),
                    field + ".name");
    }
    if (std::any_of(given.begin(), given.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const auto &earlier) { return earlier.name == given[i].name; }))
      return refuse("attribute_twice", fmt::format("Give \"{}\" once.", given[i].name), field + ".name");
    if (!given[i].value.empty()) {
      TRY(checked, check(*declared, given[i].value, field + ".value"));
      (void)checked;
    }
  }
  std::vector<PlanAttribute> kept;
  for (const AttributeDeclaration &declared : declaration.attributes) {
    const auto found =
        std::find_if(given.begin(), given.end(), [&](const auto &one) { return one.name == declared.name; });
    if (found != given.end() && !found->value.empty())
      kept.push_back(*found);
    else if (declared.required)
      return refuse("attribute_missing",
                    fmt::format("A plan of the kind {} needs \"{}\" ({}).", word(kind), declared.name, declared.label),
                    "attributes");
  }
  return kept;
}

} // namespace demarc::catalog
