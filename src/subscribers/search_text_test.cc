#include "subscribers/search_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace demarc::subscribers {
namespace {

TEST(SearchText, FoldsCaseAccentsAndLigatures) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"Example 12", "example 12"},
      {"MÜLLER", "muller"},
      {"Mu\u0308ller", "muller"}, // typed with a combining diaeresis
      {"Hafenstraße", "hafenstrasse"},
      {"Łódź", "lodz"},
      {"Ærøskøbing", "aeroskobing"},
      {"İstanbul", "istanbul"},
      {"ılgın", "ilgin"},
      {"ΟΔΥΣΣΕΎΣ", "οδυσσευσ"},
      {"Οδυσσεύς", "οδυσσευσ"},
      {"Ёлкин ЙОД", "елкин иод"},
      {"ﬁber", "fiber"},
      {"ＡＢＣ１２", "abc12"},
      {"مُحَمَّد", "محمد"},
      {"हिन्दी", "हिन्दी"}, // vowel signs are letters' parts: kept
      {"한국", "한국"},
      {"東京", "東京"},
  };
  for (const auto &[text, folded] : cases)
    EXPECT_EQ(fold_for_search(text), folded) << text;
}

TEST(SearchText, BytesThatAreNoUtf8AreFoldedAsAscii) { EXPECT_EQ(fold_for_search("AB\xff\xc3"), "ab\xff\xc3"); }

TEST(SearchText, PatternEscapesTheWildcards) { EXPECT_EQ(search_pattern("50%_\\Ö"), "%50\\%\\_\\\\o%"); }

TEST(SearchText, APhoneNumberIsFoundByItsDigits) {
  EXPECT_EQ(search_text({"Zoë", "Main 1"}, "+49 (40) 12-34"), "zoe main 1 +49 (40) 12-34 49401234 ");
  EXPECT_EQ(search_text({"Zoë"}, "123"), "zoe 123 ");
}

RC_GTEST_PROP(SearchTextProperty, FoldingTwiceChangesNothing, (std::string text)) {
  const std::string once = fold_for_search(text);
  RC_ASSERT(fold_for_search(once) == once);
}

} // namespace
} // namespace demarc::subscribers
