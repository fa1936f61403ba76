#include "subscribers/search_text.h"

#include <algorithm>
#include <glib.h>
#include <memory>

namespace demarc::subscribers {

namespace {

struct FreeText {
  void operator()(char *text) const { g_free(text); }
};
using GText = std::unique_ptr<char, FreeText>;

// Accents and vowel signs that people leave out when they type. Marks of other scripts (Indic vowels, Japanese voicing)
// make another letter and stay.
bool is_left_out(gunichar c) {
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x0591 && c <= 0x05c7) || (c >= 0x064b && c <= 0x065f) || c == 0x0670;
}

// Letters with a stroke and ligatures: Unicode gives them no decomposition.
std::string_view plain_form(gunichar c) {
  switch (c) {
  case 0x00e6: return "ae";
  case 0x0153: return "oe";
  case 0x00f8: return "o";
  case 0x0111:
  case 0x00f0: return "d";
  case 0x0142: return "l";
  case 0x0127: return "h";
  case 0x0131: return "i";
  case 0x00fe: return "th";
  case 0x03c2: return "σ"; // the sigma at the end of a word
  default: return {};
  }
}

std::string fold_ascii(std::string_view text) {
  std::string folded(text);
  for (char &c : folded)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return folded;
}

} // namespace

std::string fold_for_search(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > 0; });
  const auto length = static_cast<gssize>(text.size());
  if (ascii || g_utf8_validate(text.data(), length, nullptr) == 0)
    return fold_ascii(text);
  const GText decomposed(g_utf8_normalize(text.data(), length, G_NORMALIZE_NFKD));
  const GText cased(g_utf8_casefold(decomposed.get(), -1));
  const GText again(g_utf8_normalize(cased.get(), -1, G_NORMALIZE_NFKD));
  std::string folded;
  for (const char *at = again.get(); *at != '\0'; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (is_left_out(c))
      continue;
    if (const std::string_view plain = plain_form(c); !plain.empty())
      folded += plain;
    else
      folded.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  }
  // Hangul syllables and the like become one character again.
  const GText composed(g_utf8_normalize(folded.data(), static_cast<gssize>(folded.size()), G_NORMALIZE_NFKC));
  return composed.get();
}

std::string search_text(std::initializer_list<std::string_view> texts, std::string_view phone) {
  std::string text;
  for (const std::string_view part : texts)
    text += fold_for_search(part) + ' ';
  text += fold_for_search(phone) + ' ';
  std::string digits;
  std::copy_if(phone.begin(), phone.end(), std::back_inserter(digits), [](char d) { return d >= '0' && d <= '9'; });
  if (digits != phone)
    text += digits + ' ';
  return text;
}

std::string search_pattern(std::string_view word) {
  std::string pattern = "%";
  for (const char c : fold_for_search(word)) {
    if (c == '%' || c == '_' || c == '\\')
      pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

} // namespace demarc::subscribers
