// The registry of VAT numbers, asked in the background: VIES of the European Commission, over its REST interface, or
// whatever speaks like it. A number that is entered or changed is asked for by itself, and by hand any time. What it
// answers is a VatCheck like any other (customer_tax.h), and decides the taxes from then on; a registry that is away
// decides nothing.
//
// VIES: POST {url}/check-vat-number with {"countryCode","vatNumber"} and, for a consultation number that proves the
// question, {"requesterMemberStateCode","requesterNumber"}; the answer is {"valid","name","requestIdentifier", ...}, or
// {"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}. It knows the states of the EU, Greece as EL,
// and Northern Ireland as XI.
#pragma once

#include "base/clock.h"
#include "platform/jobs/outbox.h"
#include "subscribers/customer_tax.h"
#include "tax/vat_number.h"

namespace demarc::subscribers {

inline constexpr std::string_view vat_registry_topic = "subscribers.vat_registry";

// Whether VIES knows numbers with this prefix on that day.
bool registry_knows(const tax::VatNumber &number, Date on);

// Puts the question, to be answered by VatRegistry. Refused for a number that the registry would not know.
Outcome<CustomerTax> ask_vat_registry(db::Tx &tx, CustomerId id, const TaxAct &act);
// The same for a number that was just entered; does nothing where there is nothing to ask.
void ask_about_new_number(db::Tx &tx, const Customer &customer, Instant now, Date today);

struct RegistryAnswer {
  std::optional<VatResult> result; // nullopt: none now, ask again later
  std::string registered_name;
  std::string reference;
  std::string problem;            // VIES' own word: "MS_UNAVAILABLE"
  bool requester_unknown = false; // ask again without the provider's own number
};
RegistryAnswer read_vies(int status, std::string_view body);
std::string vies_question(const tax::VatNumber &number, const std::optional<tax::VatNumber> &requester);

// Handles the topic; blocks for the registry's answer, up to 20 s. `url` empty: nothing is asked.
class VatRegistry {
public:
  VatRegistry(db::Database &database, const Clock &clock, std::string url)
      : database_(database), clock_(clock), url_(std::move(url)) {}
  jobs::Handled handle(const jobs::OutboxItem &item);

private:
  db::Database &database_;
  const Clock &clock_;
  const std::string url_;
};

} // namespace demarc::subscribers
