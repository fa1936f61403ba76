// Which taxes a sale bears, and what each is called when it is not charged: the law's part of the tax function
// (money-rules 2.1, 2.3). A rule. What the taxes amount to is the arithmetic's part (assessment.h).
//
// The place of supply, in this order:
//   a business of another EU state with a confirmed VAT number: reverse charge (Directive 2006/112 art. 44, 196);
//     goods: intra-community supply (art. 138);
//   a consumer of another EU state: the consumer's state (art. 58), or the seller's own while cross-border sales of
//   this
//     year and the last are within the threshold (art. 59c) and the seller has not opted for the One-Stop-Shop;
//   the seller's own country: the place of the service's address, which for a fixed line is its installation (art. 24b;
//     IGST Act 12(11) and others say the same);
//   any other country: its taxes where the seller is registered there, else outside the scope (goods: export).
#pragma once

#include "base/result.h"
#include "tax/place.h"

namespace demarc::tax {

bool is_eu_state(std::string_view country, Date on);

struct Seller {
  std::string country;
  std::string region;                     // state of the establishment, where it matters
  std::vector<std::string> registrations; // countries beside the own one whose taxes it collects
  bool one_stop_shop = false;       // taxes consumers of other EU states at home rates of theirs from the first cent
  std::int64_t threshold_minor = 0; // EUR 10 000 of art. 59c, in the seller's currency
  std::int64_t cross_border_last_year_minor = 0;
  std::int64_t cross_border_this_year_minor = 0; // as far as it is counted
};

// Whether sales to consumers of other states have passed the threshold, so that theirs are the rates.
bool is_past_threshold(const Seller &seller);

struct Exemption {
  std::optional<JurisdictionId> jurisdiction; // none: everywhere; else it and what lies inside it
  std::vector<std::string> products;          // none: all
  std::string number;
  Date valid_from;
  std::optional<Date> valid_to; // exclusive
};

struct Buyer {
  bool is_business = false;
  std::string vat_country; // of a VAT number whose latest check found it valid; empty: none
  std::string vat_number;  // the number as checked
  std::vector<Exemption> exemptions;
};

// A tax on a line: the row of the table, and what is charged of it.
struct Levy {
  const Tax *tax = nullptr;
  const Rate *rate = nullptr; // nullptr only for the plan's own tax before its first day
  std::string category;       // EN 16931: S, Z, E, AE, O, K, G
  Percent percent;            // charged: the rate's, or nothing
  std::int64_t per_unit_minor = 0;
  std::string reason; // why nothing is charged, for the invoice; empty when it is

  [[nodiscard]] bool is_charged() const { return percent.ppm != 0 || per_unit_minor != 0; }
};
struct Liability {
  std::vector<Levy> levies;           // in the order of computation: what a tax is `on` stands before it
  std::string category;               // of the line when it bears no tax
  std::string reason;                 // of that
  std::string rule;                   // the place-of-supply rule that decided, in words
  std::vector<JurisdictionId> chain;  // the places whose taxes were looked up
  bool cross_border_consumer = false; // counts towards the threshold
};

struct Sale {
  std::string product; // tax category of what is sold: "internet"
  Address address;     // of the service
  Date tax_point;
};
inline constexpr std::string_view goods = "equipment"; // the one product category that is not a service

// Refused (taxes_unknown) when the place's country has no jurisdiction in the table: to charge nothing would be a
// guess.
Outcome<Liability> find_liability(const Table &table, Places &places, const Seller &seller, const Buyer &buyer,
                                  const Sale &sale);

// For a plan that names its tax outright: that tax, wherever it is sold, unless the buyer is exempt or owes it himself.
Liability liability_of(const Tax &tax, const Table &table, const Seller &seller, const Buyer &buyer, const Sale &sale);

} // namespace demarc::tax
