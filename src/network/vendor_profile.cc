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

constexpr std::string_view placeholders[] = {"down_kbit",  "up_kbit", "down_bit",   "up_bit", "username",
                                             "address",    "plan",    "plan_key",   "state",  "version",
                                             "service_id", "pool",    "session_id", "port",   "station"};
// What is known only while somebody logs in, and only of a session that runs.
constexpr std::string_view of_logins[] = {"pool"};
constexpr std::string_view of_sessions[] = {"session_id", "port", "station"};

template <class Names> bool has(const Names &names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

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
  if (placeholder == "plan_key")
    return plan_key(facts.plan);
  if (placeholder == "state")
    return std::string(facts.state);
  if (placeholder == "pool")
    return std::string(facts.pool);
  if (placeholder == "station")
    return std::string(facts.station);
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
std::string check_template(std::string_view value, bool of_a_session) {
  for (std::size_t at = value.find('{'); at != std::string_view::npos; at = value.find('{', at + 1)) {
    const std::size_t end = value.find('}', at);
    if (end == std::string_view::npos)
      return "a { is not closed";
    const std::string_view name = split(value.substr(at + 1, end - at - 1)).name;
    if (!has(placeholders, name))
      return fmt::format("unknown placeholder {{{}}}; known are {}", name, fmt::join(placeholders, ", "));
    if (!of_a_session && has(of_sessions, name))
      return fmt::format("{{{}}} is not known yet when somebody logs in; it is for [identify] and [change]", name);
    if (of_a_session && has(of_logins, name))
      return fmt::format("{{{}}} is known only when somebody logs in; it is for [accept] and [garden]", name);
  }
  return {};
}

// A setting that is a word of a few.
template <class E>
std::string choose(std::string_view key, std::string_view value, std::span<const std::pair<std::string_view, E>> words,
                   E &chosen) {
  std::string allowed;
  for (const auto &[word, meaning] : words) {
    if (word == value) {
      chosen = meaning;
      return {};
    }
    allowed += (allowed.empty() ? "" : word == words.back().first ? " or " : ", ") + std::string(word);
  }
  return fmt::format("{} is {}", key, allowed);
}

class ProfileReader {
public:
  std::string read(std::string_view line, int number) {
    line = trim(line);
    if (line.empty() || line[0] == '#')
      return {};
    if (line[0] == '[')
      return open_section(line);
    const std::size_t equals = line.find('=');
    if (section_ == "identify" && equals == std::string_view::npos) {
      if (!has(reported, line))
        return fmt::format(
            "accounting does not report {}; a name alone is one of {}, others are \"Attribute = template\"", line,
            fmt::join(reported, ", "));
      profile.identify.push_back({std::string(line), std::nullopt, number});
      return {};
    }
    if (equals == std::string_view::npos || equals == 0)
      return fmt::format("expected \"name = value\", found \"{}\"", line);
    const bool only_with_a_value = line[equals - 1] == '?';
    const std::string_view key = trim(line.substr(0, equals - (only_with_a_value ? 1 : 0)));
    const std::string_view value = trim(line.substr(equals + 1));
    if (key.empty() || value.empty())
      return fmt::format("expected \"name = value\", found \"{}\"", line);
    if (section_.empty())
      return only_with_a_value ? "?= belongs into a section" : setting(key, value);
    if (std::string problem = check_template(value, section_ == "identify" || section_ == "change"); !problem.empty())
      return problem;
    if (section_ == "identify") {
      if (only_with_a_value)
        return "?= has no place in [identify]; a line without a value is left out";
      profile.identify.push_back({std::string(key), std::string(value), number});
      return {};
    }
    auto &lines = section_ == "accept" ? profile.accept : section_ == "garden" ? profile.garden : profile.change;
    lines.push_back({std::string(key), std::string(value), only_with_a_value, number});
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
  static constexpr std::string_view reported[] = {"Acct-Session-Id", "User-Name", "Framed-IP-Address", "NAS-Port-Id",
                                                  "Calling-Station-Id"};

  std::string open_section(std::string_view line) {
    const bool closed = line.ends_with("]");
    section_ = closed ? line.substr(1, line.size() - 2) : std::string_view();
    if (section_ != "accept" && section_ != "garden" && section_ != "identify" && section_ != "change")
      return fmt::format("unknown section {}; known are [accept], [garden], [identify], [change]", line);
    return {};
  }

  std::string setting(std::string_view key, std::string_view value) {
    static constexpr std::pair<std::string_view, DynamicAuthorization> orders[] = {
        {"none", DynamicAuthorization::none},
        {"disconnect", DynamicAuthorization::disconnect},
        {"coa", DynamicAuthorization::coa}};
    static constexpr std::pair<std::string_view, bool> answers[] = {{"yes", true}, {"no", false}};
    static constexpr std::pair<std::string_view, bool> assigners[] = {{"demarc", false}, {"device", true}};
    if (std::find(given_.begin(), given_.end(), key) != given_.end())
      return fmt::format("{} is given twice", key);
    given_.emplace_back(key);
    if (key == "name")
      return name(value);
    if (key == "title" || key == "description") {
      (key == "title" ? profile.title : profile.description) = value;
      return {};
    }
    if (key == "dynamic_authorization")
      return choose<DynamicAuthorization>(key, value, orders, profile.dynamic_authorization);
    if (key == "rates_in_login")
      return choose<bool>(key, value, answers, profile.rates_in_login);
    if (key == "addresses")
      return choose<bool>(key, value, assigners, profile.addresses_from_device);
    return fmt::format("unknown setting \"{}\"; known are name, title, description, dynamic_authorization, "
                       "rates_in_login, addresses",
                       key);
  }

  std::string name(std::string_view value) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (value.size() > 40 || value.front() == '-' || !std::all_of(value.begin(), value.end(), allowed))
      return "a name has up to 40 small letters, digits and hyphens, and begins with a letter or digit";
    profile.name = value;
    return {};
  }

  std::string section_;
  std::vector<std::string> given_;
};

} // namespace

bool VendorProfile::owns(std::string_view attribute) const {
  const auto named = [&](const AttributeTemplate &line) { return line.attribute == attribute; };
  return std::any_of(accept.begin(), accept.end(), named) || std::any_of(garden.begin(), garden.end(), named);
}

bool VendorProfile::address_tells_garden() const {
  return !addresses_from_device || std::any_of(garden.begin(), garden.end(), [](const AttributeTemplate &line) {
    return line.value.find("{pool") != std::string::npos;
  });
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

std::string plan_key(std::string_view plan) {
  std::string key;
  bool gap = false;
  for (const char c : plan) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower < 'a' || lower > 'z') && (lower < '0' || lower > '9')) {
      gap = !key.empty();
      continue;
    }
    if (gap)
      key += '-';
    gap = false;
    key += lower;
  }
  return key;
}

std::string in_words(const ProfileProblem &problem) {
  return problem.line == 0 ? "The profile: " + problem.says : fmt::format("Line {}: {}", problem.line, problem.says);
}

Result<VendorProfile, ProfileProblem> read_vendor_profile(std::string_view text) {
  ProfileReader reader;
  int line_number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    ++line_number;
    if (std::string problem = reader.read(text.substr(at, end - at), line_number); !problem.empty())
      return tl::make_unexpected(ProfileProblem{line_number, std::move(problem)});
    at = end + 1;
  }
  if (std::string problem = reader.missing(); !problem.empty())
    return tl::make_unexpected(ProfileProblem{0, std::move(problem)});
  return std::move(reader.profile);
}

Result<VendorProfile, std::string> parse_vendor_profile(std::string_view file_name, std::string_view text) {
  auto profile = read_vendor_profile(text);
  if (profile)
    return std::move(*profile);
  const ProfileProblem &problem = profile.error();
  return tl::make_unexpected(problem.line == 0 ? fmt::format("{}: {}", file_name, problem.says)
                                               : fmt::format("{}:{}: {}", file_name, problem.line, problem.says));
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

std::string_view text_of_built_in(std::string_view name) {
  for (const auto &[file, text] : profile_files()) {
    const auto profile = read_vendor_profile(text);
    if (profile && profile->name == name)
      return text;
  }
  return {};
}

} // namespace demarc::network
