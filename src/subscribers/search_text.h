// Text as the search box compares it: without case, accents and ligatures, so that "muller" and "MÜLLER" both find
// Müller, and "hafenstrasse" finds Hafenstraße. What is stored (customer.search_text) and what is typed go through the
// same folding; customer.search_folding says which rows were folded by an older one.
//
// A rule: values in, values out.
#pragma once

#include <string>
#include <string_view>

namespace demarc::subscribers {

// Unicode case folding of the compatibility decomposition (UAX 15, UTS 30's accent removal for Latin, Greek, Cyrillic,
// Hebrew points and Arabic vowel signs; marks that make up letters elsewhere are kept). Bytes that are no UTF-8 are
// folded as ASCII.
std::string fold_for_search(std::string_view text);

// What somebody is found by, folded, with a space behind each; a phone number also by its digits alone.
std::string search_text(std::initializer_list<std::string_view> texts, std::string_view phone);

// "%muller%", with the wildcards of `like` in the word escaped by a backslash.
std::string search_pattern(std::string_view word);

} // namespace demarc::subscribers
