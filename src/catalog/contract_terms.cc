#include "catalog/contract_terms.h"

namespace demarc::catalog {

namespace {
constexpr int longest_term_months = 120;
constexpr int longest_notice_days = 366;
constexpr std::int64_t highest_fee_minor = 1'000'000'000'000;
} // namespace

Outcome<Done> check_contract(const ContractTerms &terms) {
  if (terms.minimum_months < 0 || terms.minimum_months > longest_term_months)
    return refuse("term_out_of_range", "A minimum term is 0 (none) to 120 months.", "contract.minimum_months");
  if (terms.renewal_months < 0 || terms.renewal_months > longest_term_months)
    return refuse("renewal_out_of_range", "A contract renews for 1 to 120 months each time; 0: it runs on.",
                  "contract.renewal_months");
  if (terms.notice_days < 0 || terms.notice_days > longest_notice_days)
    return refuse("notice_out_of_range", "Notice is given 0 to 366 days ahead.", "contract.notice_days");
  if (terms.renewal_months > 0 && terms.minimum_months == 0)
    return refuse("renewal_without_term", "Only a contract with a minimum term renews.", "contract.renewal_months");
  if (terms.fee_kind != TerminationFee::none && terms.minimum_months == 0)
    return refuse("fee_without_term", "Only a contract with a minimum term has a fee for leaving early.",
                  "contract.fee_kind");
  const bool is_amount = terms.fee_kind == TerminationFee::flat || terms.fee_kind == TerminationFee::declining;
  const bool is_percent = terms.fee_kind == TerminationFee::percent;
  if (is_amount ? terms.fee_minor < 1 || terms.fee_minor > highest_fee_minor : terms.fee_minor != 0)
    return refuse("fee_out_of_range",
                  "A flat or a declining fee has an amount of more than zero, in minor units; no other has one.",
                  "contract.fee_minor");
  if (is_percent ? terms.fee_ppm < 1 || terms.fee_ppm > 1'000'000 : terms.fee_ppm != 0)
    return refuse("fee_percent_out_of_range",
                  "A fee in percent is more than 0 and at most 100 percent (50 % is 500000); no other has one.",
                  "contract.fee_ppm");
  return Done{};
}

} // namespace demarc::catalog
