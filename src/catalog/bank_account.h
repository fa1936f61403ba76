// Numbers of bank accounts as they are typed: whether they can be right. A rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace demarc::catalog {

// Country, check digits and length (ISO 13616); blanks are allowed. The answer is without them.
std::optional<std::string> parse_iban(std::string_view text);
bool is_bic(std::string_view text); // ISO 9362: 8 or 11 letters and digits

} // namespace demarc::catalog
