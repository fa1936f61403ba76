#include "documents/words.h"

#include "base/ensure.h"

#include <fmt/format.h>

namespace demarc::documents {

// words/*.words, by CMake.
std::span<const std::pair<std::string_view, std::string_view>> word_files();

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\r'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

// A value in quotes keeps its blanks: format.group is often a narrow one.
std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return std::string(text.substr(1, text.size() - 2));
  return std::string(text);
}

std::string padded(int number, std::size_t width) { return fmt::format("{:0{}}", number, width); }

} // namespace

std::string fill(std::string_view text, std::span<const std::pair<std::string_view, std::string>> values) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos)
      break;
    text.remove_prefix(open);
    const std::size_t close = text.find('}');
    bool found = false;
    for (const auto &[name, value] : values) {
      if (close != std::string_view::npos && text.substr(1, close - 1) == name) {
        filled += value;
        text.remove_prefix(close + 1);
        found = true;
        break;
      }
    }
    if (!found) {
      filled += text.front();
      text.remove_prefix(1);
    }
  }
  return filled;
}

const std::map<std::string, Language::Words, std::less<>> &Language::all() {
  static const auto languages = [] {
    std::map<std::string, Words, std::less<>> made;
    for (const auto &[file, text] : word_files()) {
      Words &words = made[std::string(file.substr(0, file.find('.')))];
      std::string_view rest = text;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty() || line.front() == '#')
          continue;
        const std::size_t equals = line.find('=');
        ENSURE(equals != std::string_view::npos, "a line of a words file is key = text");
        words[std::string(trimmed(line.substr(0, equals)))] = unquoted(trimmed(line.substr(equals + 1)));
      }
    }
    return made;
  }();
  return languages;
}

Language Language::find(std::string_view tag) {
  std::string code;
  for (const char c : tag.substr(0, tag.find_first_of("-_")))
    code += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto &languages = all();
  const auto found = languages.find(code);
  const auto used = found != languages.end() ? found : languages.find("en");
  ENSURE(used != languages.end(), "English is built in");
  return {used->first, used->second};
}

std::vector<std::string> Language::codes() {
  std::vector<std::string> codes;
  for (const auto &[code, words] : all())
    codes.push_back(code);
  return codes;
}

bool Language::has_word(std::string_view key) { return all().find("en")->second.contains(key); }

const std::string &Language::word(std::string_view key) const {
  if (const auto own = replaced_.find(key); own != replaced_.end())
    return own->second;
  const auto found = words_->find(key);
  ENSURE(found != words_->end(), "every language has every word");
  return found->second;
}

std::string Language::phrase(std::string_view key,
                             std::span<const std::pair<std::string_view, std::string>> values) const {
  if (!is_right_to_left())
    return fill(word(key), values);
  std::vector<std::pair<std::string_view, std::string>> apart(values.begin(), values.end());
  for (auto &[name, value] : apart)
    value = inside(value);
  return fill(word(key), apart);
}

std::string Language::inside(const std::string &text) const {
  return is_right_to_left() && !text.empty() ? fmt::format("\u2068{}\u2069", text) : text; // first strong isolate
}

std::string Language::date(Date date) const {
  std::string text = word("format.date");
  const auto put = [&](std::string_view what, const std::string &value) {
    if (const std::size_t at = text.find(what); at != std::string::npos)
      text.replace(at, what.size(), value);
  };
  put("YYYY", padded(date.year(), 4));
  put("MM", padded(date.month(), 2));
  put("DD", padded(date.day(), 2));
  put("M", std::to_string(date.month()));
  put("D", std::to_string(date.day()));
  return text;
}

std::string Language::period(Period period) const {
  const Date last = period.end.plus_days(-1);
  if (last <= period.start)
    return date(period.start);
  return fmt::format("{} – {}", date(period.start), date(last));
}

std::string Language::amount(Money amount) const {
  std::string decimal = to_decimal(amount);
  const bool is_negative = decimal.front() == '-';
  if (is_negative)
    decimal.erase(0, 1);
  const std::size_t point = std::min(decimal.find('.'), decimal.size());
  std::string text;
  for (std::size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0)
      text += word("format.group");
    text += decimal[i];
  }
  if (point < decimal.size())
    text += word("format.decimal") + decimal.substr(point + 1);
  return is_negative ? "−" + text : text;
}

std::string Language::number(std::int64_t value) const { return amount(Money::minor(value, Currency::of("JPY"))); }

std::string Language::money(Money amount) const {
  return phrase("format.money", {{"amount", this->amount(amount)}, {"currency", amount.currency().code()}});
}

std::string Language::percent(Percent percent) const {
  std::string text = to_string(percent);
  if (const std::size_t point = text.find('.'); point != std::string::npos)
    text.replace(point, 1, word("format.decimal"));
  return phrase("format.percent", {{"number", text}});
}

} // namespace demarc::documents
