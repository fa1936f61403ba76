#include "radius/profile_codec.h"

#include "base/ensure.h"

#include <fmt/format.h>

namespace demarc::radius {

namespace {

Result<std::vector<CodedLine>, std::string> coded(const network::VendorProfile &profile,
                                                  const std::vector<network::AttributeTemplate> &lines,
                                                  const Dictionary &dictionary) {
  std::vector<CodedLine> out;
  for (const auto &line : lines) {
    const DictionaryEntry *entry = dictionary.find(line.attribute);
    if (entry == nullptr)
      return tl::make_unexpected(
          fmt::format("vendor profile {}: no attribute is called \"{}\"", profile.name, line.attribute));
    out.push_back({entry, &line});
  }
  return out;
}

} // namespace

Result<ProfileCodec, std::string> ProfileCodec::make(std::span<const network::VendorProfile> profiles,
                                                     const Dictionary &dictionary) {
  ProfileCodec codec;
  for (const auto &profile : profiles) {
    CodedProfile ready{&profile, {}, {}, {}, profile.owns("Class")};
    TRY(accept, coded(profile, profile.accept, dictionary));
    TRY(garden, coded(profile, profile.garden, dictionary));
    TRY(change, coded(profile, profile.change, dictionary));
    ready.accept = std::move(accept);
    ready.garden = std::move(garden);
    ready.change = std::move(change);
    for (const std::string &name : profile.identify)
      if (dictionary.find(name) == nullptr)
        return tl::make_unexpected(fmt::format("vendor profile {}: no attribute is called \"{}\"", profile.name, name));
    codec.profiles_.emplace(profile.name, std::move(ready));
  }
  if (!codec.profiles_.contains("standard"))
    return tl::make_unexpected(std::string("there is no vendor profile \"standard\", the one for all others"));
  return codec;
}

const ProfileCodec &ProfileCodec::builtin() {
  static const ProfileCodec codec = [] {
    auto made = make(network::vendor_profiles(), Dictionary::builtin());
    ENSURE(made.has_value(), made.error());
    return std::move(*made);
  }();
  return codec;
}

const CodedProfile &ProfileCodec::of(std::string_view profile_name) const {
  const auto found = profiles_.find(profile_name);
  return found == profiles_.end() ? profiles_.find(std::string_view("standard"))->second : found->second;
}

bool add_lines(PacketWriter &writer, std::span<const CodedLine> lines, const network::ProfileFacts &facts) {
  bool complete = true;
  for (const CodedLine &coded_line : lines) {
    const auto text = network::render(*coded_line.line, facts);
    if (!text)
      continue;
    auto octets = octets_of(*coded_line.entry, *text);
    complete =
        octets && add(writer, {coded_line.entry->vendor, coded_line.entry->type, std::move(*octets)}) && complete;
  }
  return complete;
}

} // namespace demarc::radius
