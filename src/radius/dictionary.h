// Names and types of RADIUS attributes, read from files in the format of FreeRADIUS's dictionaries: data, not code. The
// built-in ones lie in radius/dictionary/; those of an installed FreeRADIUS may be added (dictionary_files.h). With
// them "Mikrotik-Rate-Limit = \"1M/2M\"" becomes octets and a packet becomes text, for vendor profiles, test cases and
// people.
//
// Immutable once parsed; any thread.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "radius/packet.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace demarc::radius {

enum class ValueType { text, octets, integer, byte, short_, integer64, ipaddr, date, ipv6addr, ipv6prefix, ifid };

struct DictionaryEntry {
  std::string name;
  std::uint32_t vendor = 0; // 0: a standard attribute
  std::uint8_t type = 0;
  ValueType value_type = ValueType::octets;
  bool tagged = false;                          // text behind a tag octet (RFC 2868 3.1): written Name:1 = "text"
  std::map<std::string, std::uint32_t> numbers; // named values: "Framed-User" -> 2
  std::map<std::uint32_t, std::string> names;   // the last name given to a number
};

struct DictionaryReader;

class Dictionary {
public:
  // (file name, text) pairs, in order; a later definition of the same number adds a name for it, the first one is
  // shown. The error names file and line.
  static Result<Dictionary, std::string> parse(std::span<const std::pair<std::string_view, std::string_view>> files);
  static const Dictionary &builtin();
  // The built-in one and what `folder`/dictionary and the files it includes add: the built-in names and numbers stay. A
  // line that cannot be used is left out: files of other people's making change with their versions.
  struct Added;
  static Added builtin_and(const std::string &folder);

  [[nodiscard]] const DictionaryEntry *find(std::string_view name) const;
  [[nodiscard]] const DictionaryEntry *find(std::uint32_t vendor, std::uint8_t type) const;
  [[nodiscard]] std::size_t size() const { return by_name_.size(); }

private:
  friend struct DictionaryReader;
  std::vector<std::unique_ptr<DictionaryEntry>> entries_;
  std::unordered_map<std::string_view, DictionaryEntry *> by_name_; // keys point into the entries
  std::unordered_map<std::uint64_t, DictionaryEntry *> by_number_;  // vendor << 8 | type
};

struct Dictionary::Added {
  Dictionary dictionary;
  std::size_t files = 0; // none: there is no such folder
  std::size_t attributes = 0, lines_left_out = 0;
};

// "Framed-Pool", or with a tag "ERX-Service-Activate:1".
struct AttributeName {
  const DictionaryEntry *entry = nullptr;
  std::optional<std::uint8_t> tag = {};
};
// The error says what was expected.
Result<AttributeName, std::string> attribute_name(const Dictionary &dictionary, std::string_view text);

// An attribute ready for the wire.
struct NamedValue {
  std::uint32_t vendor = 0;
  std::uint8_t type = 0;
  std::string octets;
};
bool add(PacketWriter &writer, const NamedValue &value); // false: it does not fit

// The octets of one value as text: `10 Mbit` needs no quotes where the whole is the value; an integer takes its named
// value too; octets are 0x… or text. The error says what was expected.
Result<std::string, std::string> octets_of(const DictionaryEntry &entry, std::string_view text);
Result<std::string, std::string> octets_of(const AttributeName &name, std::string_view text);

// `User-Name = "joe", Framed-IP-Address = 10.0.0.1`: separated by commas or newlines, text in double quotes with \"
// \\ \n \r \t \xHH, or bare when it has none of those. Unknown attributes as Attr-200 = 0x01 or Attr-26.14988.200 =
// 0x01.
// "#" starts a comment at the beginning of a line.
Result<std::vector<NamedValue>, std::string> parse_attributes(const Dictionary &dictionary, std::string_view text);

// One line each, "Name = value", in packet order, vendor attributes taken apart. What the dictionary does not know, or
// whose length does not fit its type, is shown as octets: every packet can be shown, and read back by parse_attributes.
std::vector<std::string> attribute_lines(const Dictionary &dictionary, const Packet &packet);

} // namespace demarc::radius
