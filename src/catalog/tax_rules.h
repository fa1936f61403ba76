// What the API says and checks of places and rates, which the presets are read by too: every file has to see the same
// rules.
#pragma once

#include "catalog/jurisdiction.h"
#include "catalog/tax.h"
#include "platform/http/rules.h"

template <> struct demarc::http::Rules<demarc::catalog::NewExtent> {
  static FieldRules fields() {
    return {{"polygon", {.max_length = 16'000'000, .multiline = true, .description = "GeoJSON"}},
            {"postal_from", {.max_length = 20, .description = "Compared as a prefix: \"M\" holds every code with M"}},
            {"postal_to", {.max_length = 20, .description = "The last one included; the first when absent"}}};
  }
};

template <> struct demarc::http::Rules<demarc::catalog::NewJurisdiction> {
  static FieldRules fields() {
    return {{"code", {.min_length = 1, .max_length = 40, .description = "\"CA-ON\""}},
            {"name", {.min_length = 1, .max_length = 100}},
            {"country", {.format = Format::country}}};
  }
};

template <> struct demarc::http::Rules<demarc::catalog::NewTaxRate> {
  static FieldRules fields() {
    return {{"percent_ppm", {.minimum = 0, .maximum = 1'000'000, .description = "19 % is 190000"}},
            {"per_unit_minor", {.minimum = 0, .description = "A fixed amount for each unit"}},
            {"share_ppm", {.minimum = 0, .maximum = 1'000'000, .description = "How much of the base is taxable"}},
            {"source", {.max_length = 300, .description = "The law, and when it was looked at"}}};
  }
};
