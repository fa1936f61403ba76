#include "portal/right_candidate.h"

namespace demarc::portal {

int rounds_of(std::string_view account) {
  constexpr int most_of_one_address = 5;
  return account.find('@') == std::string_view::npos ? 1 : most_of_one_address;
}

std::optional<CustomerId> right_candidate(const std::vector<Candidate> &found, int rounds, const std::string &decoy,
                                          const std::function<bool(const std::string &hash)> &fits) {
  std::optional<CustomerId> right;
  for (int round = 0; round < rounds; ++round) {
    const auto at = static_cast<std::size_t>(round);
    const bool has_password = at < found.size() && !found[at].password_hash.empty();
    const bool does_fit = fits(has_password ? found[at].password_hash : decoy); // always asked
    if (does_fit && has_password && !right)
      right = found[at].id;
  }
  return right;
}

} // namespace demarc::portal
