#include "radius/profile_codec.h"

#include "base/ensure.h"

#include <fmt/format.h>

namespace demarc::radius {

namespace {

Result<std::vector<CodedLine>, network::ProfileProblem> coded(const std::vector<network::AttributeTemplate> &lines,
                                                              const Dictionary &dictionary) {
  std::vector<CodedLine> out;
  for (const auto &line : lines) {
    auto name = attribute_name(dictionary, line.attribute);
    if (!name)
      return tl::make_unexpected(network::ProfileProblem{line.line, std::move(name.error())});
    out.push_back({*name, &line});
  }
  return out;
}

Result<CodedProfile, network::ProfileProblem> coded(const network::VendorProfile &profile,
                                                    const Dictionary &dictionary) {
  CodedProfile ready{&profile, {}, {}, {}, {}, profile.owns("Class")};
  TRY(accept, coded(profile.accept, dictionary));
  TRY(garden, coded(profile.garden, dictionary));
  TRY(change, coded(profile.change, dictionary));
  ready.accept = std::move(accept);
  ready.garden = std::move(garden);
  ready.change = std::move(change);
  for (const network::Identification &line : profile.identify) {
    auto name = attribute_name(dictionary, line.attribute);
    if (!name)
      return tl::make_unexpected(network::ProfileProblem{line.line, std::move(name.error())});
    ready.identify.push_back({*name, &line});
  }
  return ready;
}

// What a value may be at most: the length octet counts itself and the type, and a vendor's frame takes six more.
std::size_t room(const DictionaryEntry &entry) { return entry.vendor == 0 ? 253 : 247; }

std::optional<network::ProfileProblem> check_lines(std::span<const CodedLine> lines,
                                                   const network::ProfileFacts &facts) {
  for (const CodedLine &line : lines) {
    const auto text = network::render(*line.line, facts);
    if (!text)
      continue;
    const auto octets = octets_of(line.name, *text);
    if (!octets)
      return network::ProfileProblem{line.line->line, octets.error()};
    if (octets->size() > room(*line.name.entry))
      return network::ProfileProblem{line.line->line, fmt::format("{}: longer than the {} octets that fit",
                                                                  line.line->attribute, room(*line.name.entry))};
  }
  return std::nullopt;
}

} // namespace

std::optional<network::ProfileProblem> check_attributes(const network::VendorProfile &profile,
                                                        const Dictionary &dictionary) {
  const auto ready = coded(profile, dictionary);
  if (!ready)
    return ready.error();
  const network::ProfileFacts usual{.down_kbit = 100000,
                                    .up_kbit = 20000,
                                    .username = "joe",
                                    .address = "192.0.2.1",
                                    .plan = "Home 100",
                                    .session_id = "81a0b1",
                                    .port = "ether1",
                                    .service_id = 42,
                                    .version = 7,
                                    .state = "full",
                                    .pool = "homes",
                                    .station = "00:00:5E:00:53:01"};
  network::ProfileFacts unlimited = usual;
  unlimited.down_kbit = unlimited.up_kbit = std::nullopt;
  for (const network::ProfileFacts &facts : {usual, unlimited})
    for (const auto *lines : {&ready->accept, &ready->garden, &ready->change})
      if (auto problem = check_lines(*lines, facts))
        return problem;
  for (const CodedIdentification &line : ready->identify)
    if (line.line->value) {
      const network::AttributeTemplate as_template{line.line->attribute, *line.line->value, false, line.line->line};
      const CodedLine coded_line{line.name, &as_template};
      if (auto problem = check_lines({&coded_line, 1}, usual))
        return problem;
    }
  return std::nullopt;
}

Result<ProfileCodec, std::string> ProfileCodec::make(std::span<const network::VendorProfile> profiles,
                                                     const Dictionary &dictionary) {
  ProfileCodec codec;
  for (const auto &profile : profiles) {
    auto ready = coded(profile, dictionary);
    if (!ready)
      return tl::make_unexpected(fmt::format("vendor profile {}: {}", profile.name, ready.error().says));
    codec.profiles_.emplace(profile.name, std::move(*ready));
  }
  if (!codec.profiles_.contains("standard"))
    return tl::make_unexpected(std::string("there is no vendor profile \"standard\", the one for all others"));
  return codec;
}

ProfileCodec ProfileCodec::with_own(std::vector<network::VendorProfile> own, const Dictionary &dictionary,
                                    std::vector<std::string> &unusable) {
  auto made = make(network::vendor_profiles(), dictionary);
  ENSURE(made.has_value(), made.error());
  ProfileCodec codec = std::move(*made);
  codec.own_ = std::make_shared<const std::vector<network::VendorProfile>>(std::move(own));
  for (const auto &profile : *codec.own_) {
    auto ready = coded(profile, dictionary);
    if (ready)
      codec.profiles_.insert_or_assign(profile.name, std::move(*ready));
    else
      unusable.push_back(fmt::format("{}: {}", profile.name, network::in_words(ready.error())));
  }
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

std::string_view state_word(network::Verdict verdict) {
  switch (verdict) {
  case network::Verdict::allow: return "full";
  case network::Verdict::throttle: return "throttled";
  case network::Verdict::walled_garden: return "garden";
  case network::Verdict::reject: break;
  }
  return {};
}

bool add_lines(PacketWriter &writer, std::span<const CodedLine> lines, const network::ProfileFacts &facts) {
  bool complete = true;
  for (const CodedLine &coded_line : lines) {
    const auto text = network::render(*coded_line.line, facts);
    if (!text)
      continue;
    auto octets = octets_of(coded_line.name, *text);
    complete = octets &&
               add(writer, {coded_line.name.entry->vendor, coded_line.name.entry->type, std::move(*octets)}) &&
               complete;
  }
  return complete;
}

} // namespace demarc::radius
