// The codes on vouchers: 16 letters and digits in groups of four, without those that are mistaken for others. 15 are
// drawn at random (74 bits), the last one checks them: a letter that is wrong and two neighbours that changed places
// are found before anybody looks for the code. A rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace demarc::payments {

inline constexpr int voucher_code_length = 16;

// From 15 random bytes or more: "7KQ2-M4TX-9HWA-C3PD".
std::string voucher_code(std::string_view random);
// As it was made, without what people write between; nullopt: no code of ours, or mistyped.
std::optional<std::string> normal_voucher_code(std::string_view typed);
std::string grouped_voucher_code(std::string_view normal);

} // namespace demarc::payments
