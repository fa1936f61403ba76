#include "network/vendor_profile.h"

#include "base/ensure.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::network {

std::span<const std::pair<std::string_view, std::string_view>> profile_files();

namespace {

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

constexpr std::string_view placeholders[] = {"down_kbit", "up_kbit",    "down_bit", "up_bit",  "username",  "address",
                                             "plan",      "session_id", "port",     "version", "service_id"};

std::string rate(const std::optional<int> &kbit, std::int64_t factor) {
  return kbit ? std::to_string(*kbit * factor) : std::string();
}

std::string text_of(std::int64_t number) { return number == 0 ? std::string() : std::to_string(number); }

// Empty: no value.
std::string value_of(std::string_view placeholder, const ProfileFacts &facts) {
  if (placeholder == "down_kbit")
    return rate(facts.down_kbit, 1);
  if (placeholder == "up_kbit")
    return rate(facts.up_kbit, 1);
  if (placeholder == "down_bit")
    return rate(facts.down_kbit, 1000);
  if (placeholder == "up_bit")
    return rate(facts.up_kbit, 1000);
  if (placeholder == "username")
    return std::string(facts.username);
  if (placeholder == "address")
    return std::string(facts.address);
  if (placeholder == "plan")
    return std::string(facts.plan);
  if (placeholder == "session_id")
    return std::string(facts.session_id);
  if (placeholder == "port")
    return std::string(facts.port);
  if (placeholder == "version")
    return text_of(facts.version);
  ENSURE(placeholder == "service_id", "a parsed template has known placeholders only");
  return text_of(facts.service_id);
}

struct Placeholder {
  std::string_view name;
  std::optional<std::string_view> fallback;
};

Placeholder split(std::string_view inside) {
  const std::size_t bar = inside.find('|');
  if (bar == std::string_view::npos)
    return {inside, std::nullopt};
  return {inside.substr(0, bar), inside.substr(bar + 1)};
}

// An empty string is success.
std::string check_template(std::string_view value) {
  for (std::size_t at = value.find('{'); at != std::string_view::npos; at = value.find('{', at + 1)) {
    const std::size_t end = value.find('}', at);
    if (end == std::string_view::npos)
      return "a { is not closed";
    const std::string_view name = split(value.substr(at + 1, end - at - 1)).name;
    if (std::find(std::begin(placeholders), std::end(placeholders), name) == std::end(placeholders))
      return fmt::format("unknown placeholder {{{}}}; known are {}", name, fmt::join(placeholders, ", "));
  }
  return {};
}

class ProfileReader {
public:
  std::string read(std::string_view line) {
    line = trim(line);
    if (line.empty() || line[0] == '#')
      return {};
    if (line[0] == '[')
      return open_section(line);
    if (section_ == "identify") {
      profile.identify.emplace_back(line);
      return {};
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return fmt::format("expected \"name = value\", found \"{}\"", line);
    const bool only_with_a_value = line[equals - 1] == '?';
    const std::string_view key = trim(line.substr(0, equals - (only_with_a_value ? 1 : 0)));
    const std::string_view value = trim(line.substr(equals + 1));
    if (key.empty() || value.empty())
      return fmt::format("expected \"name = value\", found \"{}\"", line);
    if (section_.empty())
      return only_with_a_value ? "?= belongs into a section" : setting(key, value);
    if (std::string problem = check_template(value); !problem.empty())
      return problem;
    auto &lines = section_ == "accept" ? profile.accept : section_ == "garden" ? profile.garden : profile.change;
    lines.push_back({std::string(key), std::string(value), only_with_a_value});
    return {};
  }

  [[nodiscard]] std::string missing() const {
    if (profile.name.empty() || profile.title.empty() || profile.description.empty())
      return "name, title and description must be given";
    if (profile.dynamic_authorization != DynamicAuthorization::none && profile.identify.empty())
      return "[identify] must say what names a session";
    if (profile.dynamic_authorization != DynamicAuthorization::coa && !profile.change.empty())
      return "[change] needs dynamic_authorization = coa";
    return {};
  }

  VendorProfile profile;

private:
  std::string open_section(std::string_view line) {
    const bool closed = line.ends_with("]");
    section_ = closed ? line.substr(1, line.size() - 2) : std::string_view();
    if (section_ != "accept" && section_ != "garden" && section_ != "identify" && section_ != "change")
      return fmt::format("unknown section {}; known are [accept], [garden], [identify], [change]", line);
    return {};
  }

  std::string setting(std::string_view key, std::string_view value) {
    if (key == "name")
      profile.name = value;
    else if (key == "title")
      profile.title = value;
    else if (key == "description")
      profile.description = value;
    else if (key == "dynamic_authorization") {
      if (!boost::describe::enum_from_string(std::string(value).c_str(), profile.dynamic_authorization))
        return "dynamic_authorization is none, disconnect or coa";
    } else if (key == "rates_in_login") {
      if (value != "yes" && value != "no")
        return "rates_in_login is yes or no";
      profile.rates_in_login = value == "yes";
    } else
      return fmt::format(
          "unknown setting \"{}\"; known are name, title, description, dynamic_authorization, rates_in_login", key);
    return {};
  }

  std::string section_;
};

} // namespace

bool VendorProfile::owns(std::string_view attribute) const {
  const auto named = [&](const AttributeTemplate &line) { return line.attribute == attribute; };
  return std::any_of(accept.begin(), accept.end(), named) || std::any_of(garden.begin(), garden.end(), named);
}

std::optional<std::string> render(const AttributeTemplate &line, const ProfileFacts &facts) {
  std::string out;
  bool any_value = false;
  bool any_placeholder = false;
  std::string_view rest = line.value;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}', open);
    const Placeholder placeholder = split(rest.substr(open + 1, close - open - 1));
    const std::string value = value_of(placeholder.name, facts);
    any_placeholder = true;
    any_value = any_value || !value.empty();
    if (value.empty() && !placeholder.fallback)
      return std::nullopt;
    out += rest.substr(0, open);
    out += value.empty() ? *placeholder.fallback : std::string_view(value);
    rest.remove_prefix(close + 1);
  }
  if (line.only_with_a_value && any_placeholder && !any_value)
    return std::nullopt;
  return out.append(rest);
}

std::vector<std::pair<std::string_view, std::string>> render(std::span<const AttributeTemplate> templates,
                                                             const ProfileFacts &facts) {
  std::vector<std::pair<std::string_view, std::string>> lines;
  for (const AttributeTemplate &line : templates)
    if (auto value = render(line, facts))
      lines.emplace_back(line.attribute, std::move(*value));
  return lines;
}

Result<VendorProfile, std::string> parse_vendor_profile(std::string_view file_name, std::string_view text) {
  ProfileReader reader;
  int line_number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    ++line_number;
    if (std::string problem = reader.read(text.substr(at, end - at)); !problem.empty())
      return tl::make_unexpected(fmt::format("{}:{}: {}", file_name, line_number, problem));
    at = end + 1;
  }
  if (std::string problem = reader.missing(); !problem.empty())
    return tl::make_unexpected(fmt::format("{}: {}", file_name, problem));
  return std::move(reader.profile);
}

std::span<const VendorProfile> vendor_profiles() {
  static const std::vector<VendorProfile> profiles = [] {
    std::vector<VendorProfile> read;
    for (const auto &[name, text] : profile_files()) {
      auto profile = parse_vendor_profile(name, text);
      ENSURE(profile.has_value(), profile.error());
      read.push_back(std::move(*profile));
    }
    return read;
  }();
  return profiles;
}

const VendorProfile *find_vendor_profile(std::string_view name) {
  for (const VendorProfile &profile : vendor_profiles())
    if (profile.name == name)
      return &profile;
  return nullptr;
}

} // namespace demarc::network
