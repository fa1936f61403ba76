#include "documents/design.h"

#include "base/ensure.h"

#include <algorithm>
#include <boost/mp11/algorithm.hpp>
#include <fmt/format.h>

namespace demarc::documents {

// designs/*.design, by CMake.
std::span<const std::pair<std::string_view, std::string_view>> design_files();

namespace {

constexpr std::size_t longest_layout = 20'000, longest_text = 1'000;
constexpr std::array<std::string_view, 10> placeholders{"seller", "number", "customer",   "issued", "due",
                                                        "total",  "email",  "amount_due", "phone",  "website"};
constexpr std::array<std::string_view, 3> text_kinds{"intro", "closing", "footer"};

using Error = tl::unexpected<DesignError>;

struct Words {
  int line = 0;
  std::vector<std::string> words;

  [[nodiscard]] Error wrong(std::string what) const { return tl::make_unexpected(DesignError{line, std::move(what)}); }
};

// Splits a line at blanks; a word in double quotes keeps them, \" and \\ and \n inside.
Result<Words, DesignError> split(int number, std::string_view line) {
  Words result{number, {}};
  std::size_t i = 0;
  while (i < line.size()) {
    if (line[i] == ' ' || line[i] == '\t' || line[i] == '\r') {
      ++i;
      continue;
    }
    // "#" begins a remark, except in a colour, which it begins too.
    const bool is_colour = result.words.size() == 2 && result.words[0] == "colour";
    if (line[i] == '#' && !is_colour)
      break;
    std::string word;
    if (line[i] == '"') {
      for (++i; i < line.size() && line[i] != '"'; ++i) {
        if (line[i] == '\\' && i + 1 < line.size()) {
          ++i;
          if (line[i] != 'n' && line[i] != '"' && line[i] != '\\')
            return result.wrong(fmt::format("\\{} means nothing; there are \\n, \\\" and \\\\", line[i]));
          word += line[i] == 'n' ? '\n' : line[i];
        } else {
          word += line[i];
        }
      }
      if (i == line.size())
        return result.wrong("a text that begins with \" must end with \"");
      ++i;
    } else {
      while (i < line.size() && line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
        word += line[i++];
    }
    result.words.push_back(std::move(word));
  }
  return result;
}

template <class E> std::string names_of() {
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto one) { names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name); });
  return names;
}

template <class E> std::optional<E> enum_of(std::string_view name) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto one) {
    if (name == one.name)
      found = one.value;
  });
  return found;
}

// "9.2" → 92; one digit after the point at most.
std::optional<int> tenths(std::string_view text) {
  int value = 0, digits = 0, after = -1;
  for (const char c : text) {
    if (c == '.' && after < 0 && digits > 0) {
      after = 0;
      continue;
    }
    if (c < '0' || c > '9' || ++digits > 5 || after == 1)
      return std::nullopt;
    value = value * 10 + (c - '0');
    after += after >= 0 ? 1 : 0;
  }
  if (digits == 0 || after == 0)
    return std::nullopt;
  return after == 1 ? value : value * 10;
}

std::optional<Colour> colour_of(std::string_view text) {
  if (text.size() != 7 || text[0] != '#')
    return std::nullopt;
  std::array<int, 3> parts{};
  for (std::size_t i = 1; i < 7; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0)
      return std::nullopt;
    parts[(i - 1) / 2] = parts[(i - 1) / 2] * 16 + digit;
  }
  return Colour{parts[0], parts[1], parts[2]};
}

Result<Done, DesignError> length(const Words &in, std::size_t at, int least, int most, int &into) {
  const auto value = tenths(in.words[at]);
  if (!value || *value < least || *value > most)
    return in.wrong(fmt::format("\"{}\" is no length from {} to {}", in.words[at], least / 10, most / 10));
  into = *value;
  return Done{};
}

template <class E> Result<Done, DesignError> list(const Words &in, std::vector<E> &into) {
  into.clear();
  for (std::size_t i = 1; i < in.words.size(); ++i) {
    const auto one = enum_of<E>(in.words[i]);
    if (!one)
      return in.wrong(fmt::format("\"{}\" is none of {}", in.words[i], names_of<E>()));
    if (std::find(into.begin(), into.end(), *one) != into.end())
      return in.wrong(fmt::format("\"{}\" is there twice", in.words[i]));
    into.push_back(*one);
  }
  if (into.empty())
    return in.wrong(fmt::format("{} needs at least one of {}", in.words[0], names_of<E>()));
  return Done{};
}

Result<Done, DesignError> check_language(const Words &in, const std::string &language) {
  const auto codes = Language::codes();
  if (language == "*" || std::find(codes.begin(), codes.end(), language) != codes.end())
    return Done{};
  return in.wrong(
      fmt::format("\"{}\" is no language of documents; there are * (all) and {}", language, fmt::join(codes, ", ")));
}

Result<Done, DesignError> check_placeholders(const Words &in, const std::string &text) {
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    const std::string name = text.substr(open + 1, close == std::string::npos ? close : close - open - 1);
    if (close == std::string::npos || std::find(placeholders.begin(), placeholders.end(), name) == placeholders.end())
      return in.wrong(fmt::format("{{{}}} cannot be filled in; there are {{{}}}", name.substr(0, 40),
                                  fmt::join(placeholders, "} {")));
  }
  return Done{};
}

Result<Done, DesignError> put_text(const Words &in, Design &design) {
  if (in.words.size() != 4)
    return in.wrong("text wants a place, a language and a text in quotes: text closing.invoice en \"Thank you.\"");
  const std::string &place = in.words[1], &language = in.words[2], &text = in.words[3];
  const std::size_t dot = place.find('.');
  const std::string kind = place.substr(0, dot), of = dot == std::string::npos ? "" : place.substr(dot + 1);
  const bool is_known =
      std::find(text_kinds.begin(), text_kinds.end(), kind) != text_kinds.end() &&
      (kind == "footer" ? of == "1" || of == "2" || of == "3" : of == "all" || enum_of<PaperKind>(of).has_value());
  if (!is_known)
    return in.wrong(fmt::format("\"{}\" is no place for a text; there are intro.KIND and closing.KIND with KIND one of "
                                "{}, all, and footer.1 to footer.3",
                                place, names_of<PaperKind>()));
  if (auto fine = check_language(in, language); !fine)
    return fine;
  if (text.size() > longest_text)
    return in.wrong(fmt::format("a text has at most {} bytes", longest_text));
  if (auto fine = check_placeholders(in, text); !fine)
    return fine;
  design.texts[place][language] = text;
  return Done{};
}

Result<Done, DesignError> put_word(const Words &in, Design &design) {
  if (in.words.size() != 4)
    return in.wrong("word wants a key, a language and a text in quotes: word invoice en \"Bill\"");
  const std::string &key = in.words[1], &language = in.words[2], &text = in.words[3];
  if (!Language::has_word(key) || key.starts_with("format.") || key == "language")
    return in.wrong(fmt::format("\"{}\" is no word of documents; the list is in the manual", key));
  if (auto fine = check_language(in, language); !fine)
    return fine;
  if (text.empty() || text.size() > 200)
    return in.wrong("a word has 1 to 200 bytes");
  design.words[key][language] = text;
  return Done{};
}

Result<Done, DesignError> put_colour(const Words &in, Design &design) {
  const std::map<std::string_view, Colour *> names{
      {"accent", &design.accent}, {"text", &design.ink}, {"soft", &design.soft}, {"rule", &design.rule}};
  const auto name = in.words.size() == 3 ? names.find(in.words[1]) : names.end();
  if (name == names.end())
    return in.wrong("colour wants one of accent, text, soft, rule, and a colour like #1d4ed8");
  const auto colour = colour_of(in.words[2]);
  if (!colour)
    return in.wrong(fmt::format("\"{}\" is no colour; write six hexadecimal digits like #1d4ed8", in.words[2]));
  *name->second = *colour;
  return Done{};
}

Result<Done, DesignError> put_font(const Words &in, Design &design) {
  if (in.words.size() != 3)
    return in.wrong("font wants a family in quotes and a size: font \"Noto Sans\" 9.2");
  const std::string &family = in.words[1];
  const bool is_plain = std::all_of(family.begin(), family.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '-';
  });
  if (family.empty() || family.size() > 60 || !is_plain)
    return in.wrong("a font is named in letters, digits, blanks and hyphens");
  design.font = family;
  return length(in, 2, 60, 160, design.size_dpt);
}

Result<Done, DesignError> put_logo(const Words &in, Design &design) {
  static const std::map<std::string_view, Side> sides{
      {"start", Side::start}, {"centre", Side::centre}, {"end", Side::end}};
  const auto side = in.words.size() == 3 ? sides.find(in.words[1]) : sides.end();
  if (side == sides.end())
    return in.wrong("logo wants start, centre or end, and a height in millimetres: logo start 16");
  design.logo = side->second;
  return length(in, 2, 50, 400, design.logo_height_dmm);
}

Result<Done, DesignError> put(const Words &in, Design &design) {
  const std::string &name = in.words[0];
  if (name == "page") {
    if (in.words.size() != 2 || (in.words[1] != "a4" && in.words[1] != "letter"))
      return in.wrong("page wants a4 or letter");
    design.page = in.words[1] == "a4" ? PageSize::a4 : PageSize::letter;
    return Done{};
  }
  if (name == "margins") {
    if (in.words.size() != 4)
      return in.wrong("margins wants three lengths in millimetres: top, sides, bottom");
    if (auto fine = length(in, 1, 80, 500, design.margin_top_dmm); !fine)
      return fine;
    if (auto fine = length(in, 2, 80, 400, design.margin_side_dmm); !fine)
      return fine;
    return length(in, 3, 80, 400, design.margin_bottom_dmm);
  }
  if (name == "band") {
    if (in.words.size() != 2 || (in.words[1] != "on" && in.words[1] != "off"))
      return in.wrong("band wants on or off");
    design.has_band = in.words[1] == "on";
    return Done{};
  }
  if (name == "font")
    return put_font(in, design);
  if (name == "colour")
    return put_colour(in, design);
  if (name == "logo")
    return put_logo(in, design);
  if (name == "columns")
    return list(in, design.columns);
  if (name == "order") {
    if (auto fine = list(in, design.order); !fine)
      return fine;
    for (const Block needed : {Block::address, Block::title, Block::lines, Block::totals}) {
      if (std::find(design.order.begin(), design.order.end(), needed) == design.order.end())
        return in.wrong("a document needs address, title, lines and totals");
    }
    return Done{};
  }
  if (name == "text")
    return put_text(in, design);
  if (name == "word")
    return put_word(in, design);
  return in.wrong(fmt::format("\"{}\" is no instruction; there are page, margins, font, colour, logo, band, order, "
                              "columns, text, word",
                              name.substr(0, 40)));
}

} // namespace

std::string to_hex(Colour colour) { return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue); }

std::string Design::text(const std::string &place, const std::string &language) const {
  const auto found = texts.find(place);
  if (found == texts.end())
    return {};
  const auto own = found->second.find(language), any = found->second.find("*");
  return own != found->second.end() ? own->second : any != found->second.end() ? any->second : std::string();
}

Result<Design, DesignError> parse_design(std::string_view text) {
  if (text.size() > longest_layout)
    return tl::make_unexpected(DesignError{1, fmt::format("a design has at most {} bytes", longest_layout)});
  Design design;
  design.accent = {0x1d, 0x4e, 0xd8};
  design.ink = {0x1f, 0x29, 0x37};
  design.soft = {0x6b, 0x72, 0x80};
  design.rule = {0xd6, 0xdb, 0xe3};
  design.order = {Block::address, Block::title,   Block::intro,  Block::lines,
                  Block::totals,  Block::payment, Block::closing};
  design.columns = {LineColumn::description, LineColumn::period, LineColumn::quantity,
                    LineColumn::unit_price,  LineColumn::tax,    LineColumn::net};
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    auto words = split(++number, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!words)
      return tl::make_unexpected(words.error());
    if (words->words.empty())
      continue;
    if (auto fine = put(*words, design); !fine)
      return tl::make_unexpected(fine.error());
  }
  const auto has = [&](LineColumn column) {
    return std::find(design.columns.begin(), design.columns.end(), column) != design.columns.end();
  };
  if (!has(LineColumn::description) || !has(LineColumn::net))
    return tl::make_unexpected(DesignError{number, "the columns need description and net"});
  return design;
}

std::string_view standard_layout() {
  const auto files = design_files();
  const auto found = std::find_if(files.begin(), files.end(), [](auto &f) { return f.first == "standard.design"; });
  ENSURE(found != files.end(), "the standard design is built in");
  return found->second;
}

std::span<const std::string_view> text_placeholders() { return placeholders; }

} // namespace demarc::documents
