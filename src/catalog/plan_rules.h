// What the API says and checks of a plan's members that are also stored as text: beside the door the store reads and
// writes them, and every file has to see the same rules.
#pragma once

#include "catalog/bundle.h"
#include "catalog/plan_kind.h"
#include "platform/http/rules.h"

template <> struct demarc::http::Rules<demarc::catalog::BundlePart> {
  static constexpr std::string_view name = "BundlePart";
  static FieldRules fields() {
    return {{"plan_version_id", {.description = "The version that was sold when the bundle's version was made"}},
            {"price_minor", {.description = "Alone, for its own interval: the bundle's price is divided by these"}},
            {"interval_days", {.description = "Above 0: every so many days; interval_months is 0 then"}},
            {"tax_id", {.description = "Each part bears its own taxes"}}};
  }
};

template <> struct demarc::http::Rules<demarc::catalog::PlanAttribute> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 40}},
            {"value", {.max_length = 200, .description = "A whole number, a text, true or false; empty: none"}}};
  }
};
