// Vendor profiles made ready for the wire: each template line with the dictionary entry it names, looked up once.
//
// Immutable; any thread.
#pragma once

#include "network/access_decision.h"
#include "network/vendor_profile.h"
#include "radius/dictionary.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::radius {

struct CodedLine {
  AttributeName name;
  const network::AttributeTemplate *line = nullptr;
};

struct CodedIdentification {
  AttributeName name;
  const network::Identification *line = nullptr;
};

struct CodedProfile {
  const network::VendorProfile *profile = nullptr;
  std::vector<CodedLine> accept, garden, change;
  std::vector<CodedIdentification> identify;
  bool owns_class = false;
};

// Whether every name is an attribute, and every value one that it can hold, as far as that can be known beforehand:
// tried with a usual rate and with none. What is found first is returned.
std::optional<network::ProfileProblem> check_attributes(const network::VendorProfile &profile,
                                                        const Dictionary &dictionary);

class ProfileCodec {
public:
  // The profiles and the dictionary must outlive the codec. The error names the profile and the attribute nobody knows.
  static Result<ProfileCodec, std::string> make(std::span<const network::VendorProfile> profiles,
                                                const Dictionary &dictionary);
  // Of the built-in profiles and dictionary.
  static const ProfileCodec &builtin();
  // The built-in profiles, and those of an operator, which go first: one of a name that a later version of the program
  // brings too stays what it was. A profile that cannot be used with this dictionary is left out and named in
  // `unusable`.
  static ProfileCodec with_own(std::vector<network::VendorProfile> own, const Dictionary &dictionary,
                               std::vector<std::string> &unusable);

  // An access server whose profile is not known any more is spoken to in standard RADIUS.
  [[nodiscard]] const CodedProfile &of(std::string_view profile_name) const;

private:
  std::map<std::string, CodedProfile, std::less<>> profiles_;
  std::shared_ptr<const std::vector<network::VendorProfile>> own_; // what the coded ones of an operator point into
};

// {state}: full, throttled or garden; empty for no access.
std::string_view state_word(network::Verdict verdict);

// Renders and adds the lines. A value that does not fit its attribute ("65536" for an address) leaves that line out:
// the subscriber gets in, and the answer is false.
bool add_lines(PacketWriter &writer, std::span<const CodedLine> lines, const network::ProfileFacts &facts);

} // namespace demarc::radius
