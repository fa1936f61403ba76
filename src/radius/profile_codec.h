// Vendor profiles made ready for the wire: each template line with the dictionary entry it names, looked up once.
//
// Immutable; any thread.
#pragma once

#include "network/vendor_profile.h"
#include "radius/dictionary.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::radius {

struct CodedLine {
  const DictionaryEntry *entry = nullptr;
  const network::AttributeTemplate *line = nullptr;
};

struct CodedProfile {
  const network::VendorProfile *profile = nullptr;
  std::vector<CodedLine> accept, garden, change;
  bool owns_class = false;
};

class ProfileCodec {
public:
  // The profiles and the dictionary must outlive the codec. The error names the profile and the attribute nobody knows.
  static Result<ProfileCodec, std::string> make(std::span<const network::VendorProfile> profiles,
                                                const Dictionary &dictionary);
  // Of the built-in profiles and dictionary.
  static const ProfileCodec &builtin();

  // An access server whose profile is not known any more is spoken to in standard RADIUS.
  [[nodiscard]] const CodedProfile &of(std::string_view profile_name) const;

private:
  std::map<std::string, CodedProfile, std::less<>> profiles_;
};

// Renders and adds the lines. A value that does not fit its attribute ("65536" for an address) leaves that line out:
// the subscriber gets in, and the answer is false.
bool add_lines(PacketWriter &writer, std::span<const CodedLine> lines, const network::ProfileFacts &facts);

} // namespace demarc::radius
