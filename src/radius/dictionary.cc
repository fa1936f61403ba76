#include "radius/dictionary.h"

#include "base/ensure.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

namespace demarc::radius {

std::span<const std::pair<std::string_view, std::string_view>> dictionary_files();

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos && line[at] != '#';) {
    const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
    found.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(blanks, end);
  }
  return found;
}

// Decimal or 0x…, nothing else around it.
template <class T> std::optional<T> number(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex)
    text.remove_prefix(2);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::optional<ValueType> value_type(std::string_view name) {
  name = name.substr(0, name.find('[')); // octets[16]: the length is not enforced
  static const std::map<std::string_view, ValueType> types = {
      {"string", ValueType::text},       {"octets", ValueType::octets},        {"integer", ValueType::integer},
      {"uint32", ValueType::integer},    {"signed", ValueType::integer},       {"byte", ValueType::byte},
      {"short", ValueType::short_},      {"integer64", ValueType::integer64},  {"ipaddr", ValueType::ipaddr},
      {"date", ValueType::date},         {"ipv6addr", ValueType::ipv6addr},    {"ipv6prefix", ValueType::ipv6prefix},
      {"ifid", ValueType::ifid},         {"vsa", ValueType::octets},           {"tlv", ValueType::octets},
      {"abinary", ValueType::octets},    {"ether", ValueType::octets},         {"evs", ValueType::octets},
      {"extended", ValueType::octets},   {"long-extended", ValueType::octets}, {"combo-ip", ValueType::octets},
      {"ipv4prefix", ValueType::octets},
  };
  const auto found = types.find(name);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t number_key(std::uint32_t vendor, std::uint8_t type) { return std::uint64_t{vendor} << 8U | type; }

} // namespace

struct DictionaryReader {
  Dictionary &dictionary;
  // Of somebody else's files: what is there already stays, and a line that cannot be used is no reason to stop.
  bool adding = false;
  std::map<std::string, std::uint32_t, std::less<>> vendors = {};
  std::set<std::string, std::less<>> odd_vendors = {}; // whose attributes are not one octet of type and one of length
  std::uint32_t vendor = 0;
  bool skipping = false; // between BEGIN-… and END-… of what cannot be written

  // An empty string is success.
  std::string read(std::string_view line) {
    const auto word = words(line);
    if (word.empty())
      return {};
    if (adding && (word[0] == "BEGIN-TLV" || word[0] == "END-TLV")) {
      skipping = word[0] == "BEGIN-TLV";
      return {};
    }
    if (skipping && word[0] != "END-VENDOR")
      return {};
    if (word[0] == "ATTRIBUTE")
      return word.size() < 4 ? "ATTRIBUTE needs a name, a number and a type" : attribute(word);
    if (word[0] == "VALUE")
      return word.size() < 4 ? "VALUE needs an attribute, a name and a number" : value(word);
    if (word[0] == "VENDOR") {
      const auto id = word.size() < 3 ? std::nullopt : number<std::uint32_t>(word[2]);
      if (!id || *id == 0 || *id > 0xffffff)
        return "VENDOR needs a name and a number from 1 to 16777215";
      vendors[std::string(word[1])] = *id;
      if (word.size() > 3 && word[3].starts_with("format=") && word[3] != "format=1,1")
        odd_vendors.emplace(word[1]);
      return {};
    }
    if (word[0] == "BEGIN-VENDOR" || word[0] == "END-VENDOR") {
      const auto found = word.size() < 2 ? vendors.end() : vendors.find(word[1]);
      if (found == vendors.end())
        return fmt::format("{} needs the name of a VENDOR defined above", word[0]);
      vendor = word[0] == "BEGIN-VENDOR" ? found->second : 0;
      skipping = vendor != 0 && (odd_vendors.contains(word[1]) || word.size() > 2);
      return {};
    }
    return fmt::format("unknown keyword \"{}\"; known are ATTRIBUTE, VALUE, VENDOR, BEGIN-VENDOR, END-VENDOR", word[0]);
  }

  std::string attribute(const std::vector<std::string_view> &word) {
    if (word[2].find('.') != std::string_view::npos)
      return {}; // a member of a TLV or of an extended space: shown inside its parent's octets
    const auto type = number<std::uint8_t>(word[2]);
    if (!type || (*type == 0 && vendor == 0))
      return fmt::format("attribute number \"{}\" is not between 1 and 255", word[2]);
    auto kind = value_type(word[3]);
    if (!kind)
      return fmt::format("unknown type \"{}\"", word[3]);
    const std::string_view flags = word.size() > 4 ? word[4] : std::string_view();
    const bool tagged = flags == "has_tag" && kind == ValueType::text;
    // A tag octet stands in front of the number, or the value is hidden with the secret: octets to all who look.
    if (!tagged && (flags.find("has_tag") != std::string_view::npos || flags.starts_with("encrypt")))
      kind = ValueType::octets;
    if (adding &&
        (dictionary.by_name_.contains(word[1]) || dictionary.by_number_.contains(number_key(vendor, *type)))) {
      known_already.emplace(word[1]);
      return {};
    }
    auto entry = std::make_unique<DictionaryEntry>();
    entry->name = word[1];
    entry->vendor = vendor;
    entry->type = *type;
    entry->value_type = *kind;
    entry->tagged = tagged;
    if (!dictionary.by_name_.emplace(entry->name, entry.get()).second)
      return fmt::format("attribute \"{}\" is defined twice", word[1]);
    dictionary.by_number_.emplace(number_key(vendor, *type), entry.get());
    dictionary.entries_.push_back(std::move(entry));
    return {};
  }

  std::set<std::string, std::less<>> known_already = {};

  std::string value(const std::vector<std::string_view> &word) {
    const auto found = dictionary.by_name_.find(word[1]);
    if (adding && found == dictionary.by_name_.end() && known_already.contains(word[1]))
      return {}; // its number has a built-in name
    if (found == dictionary.by_name_.end())
      return fmt::format("VALUE of an attribute not defined above: \"{}\"", word[1]);
    const auto what = number<std::uint32_t>(word[3]);
    if (!what)
      return fmt::format("\"{}\" is not a number", word[3]);
    if (adding) {
      found->second->numbers.emplace(word[2], *what);
      found->second->names.emplace(*what, word[2]);
      return {};
    }
    found->second->numbers[std::string(word[2])] = *what;
    found->second->names[*what] = word[2];
    return {};
  }
};

namespace {

template <class F> void each_line(std::string_view text, F use) {
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    use(text.substr(at, end - at), ++number);
    at = end + 1;
  }
}

} // namespace

Result<Dictionary, std::string>
Dictionary::parse(std::span<const std::pair<std::string_view, std::string_view>> files) {
  Dictionary dictionary;
  DictionaryReader reader{dictionary};
  for (const auto &[name, text] : files) {
    reader.vendor = 0;
    std::string problem;
    each_line(text, [&, &name = name](std::string_view line, int number) {
      if (problem.empty())
        if (problem = reader.read(line); !problem.empty())
          problem = fmt::format("{}:{}: {}", name, number, problem);
    });
    if (!problem.empty())
      return tl::make_unexpected(problem);
  }
  return dictionary;
}

Dictionary::Added Dictionary::builtin_and(const std::string &folder) {
  auto parsed = parse(dictionary_files());
  ENSURE(parsed.has_value(), parsed.error());
  Added added{std::move(*parsed), 0, 0, 0};
  const std::size_t before = added.dictionary.size();
  DictionaryReader reader{added.dictionary, true};
  std::set<std::string, std::less<>> read;
  const std::function<void(const std::filesystem::path &)> read_file = [&](const std::filesystem::path &path) {
    constexpr std::size_t max_files = 2000;
    if (read.size() >= max_files || !read.insert(path.lexically_normal().string()).second)
      return; // a file that includes itself
    std::ifstream in(path);
    if (!in)
      return;
    ++added.files;
    std::ostringstream text;
    text << in.rdbuf();
    reader.vendor = 0;
    reader.skipping = false;
    each_line(text.str(), [&](std::string_view line, int) {
      const auto word = words(line);
      if (!word.empty() && (word[0] == "$INCLUDE" || word[0] == "$INCLUDE-")) {
        if (word.size() > 1)
          read_file(path.parent_path() / std::string(word[1]));
        reader.vendor = 0;
        reader.skipping = false;
      } else if (!reader.read(line).empty()) {
        ++added.lines_left_out;
      }
    });
  };
  if (!folder.empty())
    read_file(std::filesystem::path(folder) / "dictionary");
  added.attributes = added.dictionary.size() - before;
  return added;
}

const Dictionary &Dictionary::builtin() {
  static const Dictionary dictionary = [] {
    auto parsed = parse(dictionary_files());
    ENSURE(parsed.has_value(), parsed.error());
    return std::move(*parsed);
  }();
  return dictionary;
}

const DictionaryEntry *Dictionary::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const DictionaryEntry *Dictionary::find(std::uint32_t vendor, std::uint8_t type) const {
  const auto found = by_number_.find(number_key(vendor, type));
  return found == by_number_.end() ? nullptr : found->second;
}

bool add(PacketWriter &writer, const NamedValue &value) {
  return value.vendor == 0 ? writer.add(value.type, value.octets)
                           : writer.add_vendor(value.vendor, value.type, value.octets);
}

namespace {

std::string big_endian(std::uint64_t value, std::size_t size) {
  std::string octets(size, '\0');
  for (std::size_t i = size; i > 0; --i, value >>= 8U)
    octets[i - 1] = static_cast<char>(value & 0xffU);
  return octets;
}

std::optional<std::string> hex_octets(std::string_view text) {
  if (!text.starts_with("0x") || text.size() % 2 != 0)
    return std::nullopt;
  std::string octets;
  for (std::size_t i = 2; i < text.size(); i += 2) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 2, value, 16);
    if (error != std::errc() || end != text.data() + i + 2)
      return std::nullopt;
    octets += static_cast<char>(value);
  }
  return octets;
}

Result<std::string, std::string> octets_of_integer(const DictionaryEntry &entry, std::string_view text,
                                                   std::size_t size) {
  if (const auto named = entry.numbers.find(std::string(text)); named != entry.numbers.end())
    return big_endian(named->second, size);
  const auto value = number<std::uint64_t>(text);
  if (!value || (size < 8 && *value >> (8 * size) != 0))
    return tl::make_unexpected(
        fmt::format("{}: \"{}\" is neither a number of {} octets nor a known name", entry.name, text, size));
  return big_endian(*value, size);
}

Result<std::string, std::string> octets_of_address(const DictionaryEntry &entry, std::string_view text, int family) {
  std::string octets(family == AF_INET ? 4 : 16, '\0');
  if (inet_pton(family, std::string(text).c_str(), octets.data()) != 1)
    return tl::make_unexpected(
        fmt::format("{}: \"{}\" is not an IPv{} address", entry.name, text, family == AF_INET ? 4 : 6));
  return octets;
}

// RFC 3162 2.3: reserved octet, prefix length, then as many octets as the prefix needs.
Result<std::string, std::string> octets_of_prefix(const DictionaryEntry &entry, std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto length = slash == std::string_view::npos ? std::nullopt : number<unsigned>(text.substr(slash + 1));
  if (!length || *length > 128)
    return tl::make_unexpected(fmt::format("{}: \"{}\" is not an IPv6 prefix such as 2001:db8::/56", entry.name, text));
  auto address = octets_of_address(entry, text.substr(0, slash), AF_INET6);
  if (!address)
    return address;
  return std::string{'\0', static_cast<char>(*length)} + address->substr(0, (*length + 7) / 8);
}

} // namespace

Result<std::string, std::string> octets_of(const DictionaryEntry &entry, std::string_view text) {
  switch (entry.value_type) {
  case ValueType::text: return std::string(text);
  case ValueType::octets: {
    auto octets = hex_octets(text);
    return octets ? *octets : std::string(text);
  }
  case ValueType::integer: return octets_of_integer(entry, text, 4);
  case ValueType::byte: return octets_of_integer(entry, text, 1);
  case ValueType::short_: return octets_of_integer(entry, text, 2);
  case ValueType::integer64: return octets_of_integer(entry, text, 8);
  case ValueType::ipaddr: return octets_of_address(entry, text, AF_INET);
  case ValueType::ipv6addr: return octets_of_address(entry, text, AF_INET6);
  case ValueType::ipv6prefix: return octets_of_prefix(entry, text);
  case ValueType::date: {
    if (const auto instant = parse_instant(text))
      return big_endian(static_cast<std::uint64_t>(instant->seconds()), 4);
    return octets_of_integer(entry, text, 4);
  }
  case ValueType::ifid: {
    auto octets = hex_octets(text);
    if (!octets || octets->size() != 8)
      return tl::make_unexpected(fmt::format("{}: \"{}\" is not 0x and 16 hex digits", entry.name, text));
    return *octets;
  }
  }
  ENSURE(false, "every value type is written");
}

Result<AttributeName, std::string> attribute_name(const Dictionary &dictionary, std::string_view text) {
  const std::size_t colon = text.find(':');
  const DictionaryEntry *entry = dictionary.find(text.substr(0, colon));
  if (entry == nullptr)
    return tl::make_unexpected(fmt::format("no attribute is called \"{}\"", text.substr(0, colon)));
  if (colon == std::string_view::npos)
    return AttributeName{entry, std::nullopt};
  const auto tag = number<std::uint8_t>(text.substr(colon + 1));
  if (!entry->tagged)
    return tl::make_unexpected(fmt::format("{} has no tag", entry->name));
  if (!tag || *tag > 31)
    return tl::make_unexpected(fmt::format("{}: a tag is a number from 0 to 31", entry->name));
  return AttributeName{entry, tag};
}

Result<std::string, std::string> octets_of(const AttributeName &name, std::string_view text) {
  auto octets = octets_of(*name.entry, text);
  if (octets && name.tag)
    octets->insert(octets->begin(), static_cast<char>(*name.tag));
  return octets;
}

// ---- text
// --------------------------------------------------------------------------------------------------------------

namespace {

class AttributeText {
public:
  AttributeText(const Dictionary &dictionary, std::string_view text) : dictionary_(dictionary), rest_(text) {}

  Result<std::vector<NamedValue>, std::string> read() {
    std::vector<NamedValue> values;
    for (skip_between(); !rest_.empty(); skip_between()) {
      TRY(value, read_one());
      values.push_back(std::move(value));
    }
    return values;
  }

private:
  void skip_between() {
    for (bool line_start = rest_.data() != nullptr; !rest_.empty();) {
      if (rest_[0] == '#' && line_start)
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      else if (std::string_view(" \t\r\n,").find(rest_[0]) == std::string_view::npos)
        return;
      else
        rest_.remove_prefix(1);
    }
  }

  Result<NamedValue, std::string> read_one() {
    const std::size_t equals = rest_.find('=');
    if (equals == std::string_view::npos || rest_.find('\n') < equals)
      return tl::make_unexpected(
          fmt::format("expected \"Name = value\", found \"{}\"", rest_.substr(0, rest_.find('\n'))));
    const std::string_view name = trim(rest_.substr(0, equals));
    rest_.remove_prefix(equals + 1);
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    TRY(text, read_value(name));
    const DictionaryEntry *entry = dictionary_.find(name.substr(0, name.find(':')));
    // 0x… without quotes always means octets: how unknown and ill-fitting values are shown and read back.
    if (!text.quoted)
      if (const auto octets = hex_octets(text.value)) {
        if (entry != nullptr)
          return NamedValue{entry->vendor, entry->type, *octets};
        return unknown(name, *octets);
      }
    if (entry == nullptr)
      return unknown(name, std::nullopt);
    TRY(whole_name, attribute_name(dictionary_, name));
    TRY(octets, octets_of(whole_name, text.value));
    return NamedValue{entry->vendor, entry->type, std::move(octets)};
  }

  struct Text {
    std::string value;
    bool quoted = false;
  };

  Result<Text, std::string> read_value(std::string_view name) {
    if (rest_.empty() || rest_[0] != '"') {
      const std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
      Text text{std::string(trim(rest_.substr(0, end)))};
      rest_.remove_prefix(end);
      if (text.value.empty())
        return tl::make_unexpected(fmt::format("{}: no value", name));
      return text;
    }
    Text text{{}, true};
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
      if (rest_[at] != '\\') {
        text.value += rest_[at];
        continue;
      }
      if (++at == rest_.size())
        break;
      switch (rest_[at]) {
      case 'n': text.value += '\n'; break;
      case 'r': text.value += '\r'; break;
      case 't': text.value += '\t'; break;
      case 'x': {
        const auto octet = hex_octets(fmt::format("0x{}", rest_.substr(at + 1, 2)));
        if (!octet || octet->size() != 1)
          return tl::make_unexpected(fmt::format("{}: \\x needs two hex digits", name));
        text.value += *octet;
        at += 2;
        break;
      }
      default: text.value += rest_[at];
      }
    }
    if (at >= rest_.size())
      return tl::make_unexpected(fmt::format("{}: the quote is not closed", name));
    rest_.remove_prefix(at + 1);
    return text;
  }

  // Attr-200, Attr-26.14988.200
  static Result<NamedValue, std::string> unknown(std::string_view name, const std::optional<std::string> &octets) {
    if (!name.starts_with("Attr-"))
      return tl::make_unexpected(fmt::format("no attribute is called \"{}\"", name));
    if (!octets)
      return tl::make_unexpected(fmt::format("{}: an attribute without a name takes its value as 0x…", name));
    std::string_view number_text = name.substr(5);
    std::uint32_t vendor = 0;
    if (number_text.starts_with("26.")) {
      number_text.remove_prefix(3);
      const std::size_t dot = number_text.find('.');
      const auto parsed = number<std::uint32_t>(number_text.substr(0, dot));
      if (!parsed || dot == std::string_view::npos)
        return tl::make_unexpected(fmt::format("{}: write Attr-26.vendor.number", name));
      vendor = *parsed;
      number_text.remove_prefix(dot + 1);
    }
    const auto type = number<std::uint8_t>(number_text);
    if (!type)
      return tl::make_unexpected(fmt::format("{}: the number is not between 0 and 255", name));
    return NamedValue{vendor, *type, *octets};
  }

  const Dictionary &dictionary_;
  std::string_view rest_;
};

std::string as_hex(std::string_view octets) {
  std::string text = "0x";
  for (const char c : octets)
    text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (octet < 0x20 || octet == 0x7f)
      out += fmt::format("\\x{:02x}", octet);
    else
      out += c;
  }
  return out + '"';
}

std::string address_text(std::string_view octets, int family) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family, octets.data(), text, sizeof text);
  return text;
}

std::uint64_t unsigned_of(std::string_view octets) {
  std::uint64_t value = 0;
  for (const char c : octets)
    value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

std::string value_text(const DictionaryEntry &entry, std::string_view octets) {
  const auto integer = [&](std::size_t size) {
    if (octets.size() != size)
      return as_hex(octets);
    const std::uint64_t value = unsigned_of(octets);
    const auto name = value > 0xffffffff ? entry.names.end() : entry.names.find(static_cast<std::uint32_t>(value));
    return name == entry.names.end() ? std::to_string(value) : name->second;
  };
  switch (entry.value_type) {
  case ValueType::text: return quoted(octets);
  case ValueType::integer: return integer(4);
  case ValueType::byte: return integer(1);
  case ValueType::short_: return integer(2);
  case ValueType::integer64: return integer(8);
  case ValueType::date: return octets.size() == 4 ? to_string(Instant::from_seconds(read_u32(octets))) : as_hex(octets);
  case ValueType::ipaddr: return octets.size() == 4 ? address_text(octets, AF_INET) : as_hex(octets);
  case ValueType::ipv6addr: return octets.size() == 16 ? address_text(octets, AF_INET6) : as_hex(octets);
  case ValueType::ipv6prefix: {
    const unsigned length = octets.size() < 2 ? 255U : static_cast<unsigned char>(octets[1]);
    const std::size_t needed = 2 + (length + 7) / 8; // some send all 16 octets of the address; the rest must be zeros
    if (length > 128 || octets[0] != '\0' || octets.size() < needed || octets.size() > 18 ||
        octets.find_first_not_of('\0', needed) != std::string_view::npos)
      return as_hex(octets);
    std::string address(octets.substr(2));
    address.resize(16);
    return fmt::format("{}/{}", address_text(address, AF_INET6), length);
  }
  case ValueType::octets:
  case ValueType::ifid: return as_hex(octets);
  }
  ENSURE(false, "every value type is shown");
}

} // namespace

Result<std::vector<NamedValue>, std::string> parse_attributes(const Dictionary &dictionary, std::string_view text) {
  return AttributeText(dictionary, text).read();
}

std::vector<std::string> attribute_lines(const Dictionary &dictionary, const Packet &packet) {
  std::vector<std::string> lines;
  const auto show = [&](std::uint32_t vendor, const Attribute &attribute) {
    const DictionaryEntry *entry = dictionary.find(vendor, attribute.type);
    if (entry != nullptr && entry->tagged && !attribute.value.empty() &&
        static_cast<unsigned char>(attribute.value[0]) <= 31)
      lines.push_back(fmt::format("{}:{} = {}", entry->name, static_cast<unsigned char>(attribute.value[0]),
                                  quoted(attribute.value.substr(1))));
    else if (entry != nullptr)
      lines.push_back(fmt::format("{} = {}", entry->name, value_text(*entry, attribute.value)));
    else if (vendor == 0)
      lines.push_back(fmt::format("Attr-{} = {}", attribute.type, as_hex(attribute.value)));
    else
      lines.push_back(fmt::format("Attr-26.{}.{} = {}", vendor, attribute.type, as_hex(attribute.value)));
  };
  for (const Attribute attribute : packet) {
    const auto vendor =
        attribute.type == attribute::vendor_specific ? vendor_attributes(attribute.value) : std::nullopt;
    if (!vendor || vendor->attributes.empty() || vendor->vendor == 0) {
      show(0, attribute);
      continue;
    }
    std::string_view rest = vendor->attributes;
    while (const auto inner = next_vendor_attribute(rest))
      show(vendor->vendor, *inner);
  }
  return lines;
}

} // namespace demarc::radius
