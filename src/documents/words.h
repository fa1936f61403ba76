// The languages that documents are written in: their words and how they write numbers, dates and money. They are data:
// words/<language>.words, built into the program; a design may replace any word (design.h). A rule.
#pragma once

#include "calendar/date.h"
#include "money/money.h"
#include "money/percent.h"

#include <boost/describe.hpp>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demarc::documents {

// A language's words by key; every language has every key (a test holds them to it).
class Language {
public:
  // Any BCP 47 tag: "de-AT" is German, "pt" (which is not here) is English.
  static Language find(std::string_view tag);
  static std::vector<std::string> codes(); // "ar", "de", …
  static bool has_word(std::string_view key);

  Language() : Language(find("en")) {}

  [[nodiscard]] const std::string &code() const { return code_; }
  [[nodiscard]] bool is_right_to_left() const { return word("format.direction") == "rtl"; }
  // A key that does not exist is a broken program.
  [[nodiscard]] const std::string &word(std::string_view key) const;
  // A number or a name inside a text of this language: between right-to-left words it keeps its own order.
  [[nodiscard]] std::string inside(const std::string &text) const;
  // "Page {page} of {pages}" with the braces filled.
  [[nodiscard]] std::string phrase(std::string_view key,
                                   std::span<const std::pair<std::string_view, std::string>> values) const;
  [[nodiscard]] std::string phrase(std::string_view key,
                                   std::initializer_list<std::pair<std::string_view, std::string>> values) const {
    return phrase(key, std::span(values.begin(), values.size()));
  }
  void replace(std::string key, std::string text) { replaced_[std::move(key)] = std::move(text); }

  [[nodiscard]] std::string date(Date date) const;
  // The last day included, as people read a period.
  [[nodiscard]] std::string period(Period period) const;
  [[nodiscard]] std::string number(std::int64_t value) const; // grouped
  [[nodiscard]] std::string money(Money amount) const;        // "1.234,50 EUR"
  [[nodiscard]] std::string amount(Money amount) const;       // "1.234,50"
  [[nodiscard]] std::string percent(Percent percent) const;   // "19 %"

private:
  using Words = std::map<std::string, std::string, std::less<>>;
  Language(std::string code, const Words &words) : code_(std::move(code)), words_(&words) {}
  static const std::map<std::string, Words, std::less<>> &all();

  std::string code_;
  const Words *words_; // of the program, for ever
  Words replaced_;
};

// Fills "{name}" by `values`; a name that is not among them stays as it is.
std::string fill(std::string_view text, std::span<const std::pair<std::string_view, std::string>> values);

} // namespace demarc::documents
