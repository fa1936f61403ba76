// Which of the customers that an account names has the password. What is asked of an account costs the same whether it
// names nobody, one customer or several, whether they have passwords, and whichever of them fits: else the time would
// tell. A customer number names one; an e-mail address may be several customers'. A rule.
#pragma once

#include "portal/portal_store.h"

#include <functional>
#include <string_view>

namespace demarc::portal {

// Hashes that are verified for an account, and customers that are looked at.
int rounds_of(std::string_view account);

// `decoy`: a hash that nothing fits, verified in place of those that are not there. The first whose password fits.
std::optional<CustomerId> right_candidate(const std::vector<Candidate> &found, int rounds, const std::string &decoy,
                                          const std::function<bool(const std::string &hash)> &fits);

} // namespace demarc::portal
