#include "radius/vendor_profiles_api.h"

#include "network/own_profile.h"
#include "radius/profile_trial.h"

namespace demarc::radius {
namespace {

using network::DynamicAuthorization;
using network::SavedProfile;
using network::VendorProfile;

// How changes reach the running sessions of a make, and whose the profile is.
struct VendorProfileView {
  std::string name;
  std::string title;
  std::string description;
  DynamicAuthorization disconnect = DynamicAuthorization::none;
  bool rates_in_login = true;
  bool addresses_from_device = false;
  bool is_own = false;
  std::int64_t version = 0; // of an own one; 0: built in
  std::optional<std::string> saved_by;
  std::optional<Instant> saved_at;
  std::int64_t access_servers = 0;
};
BOOST_DESCRIBE_STRUCT(VendorProfileView, (),
                      (name, title, description, disconnect, rates_in_login, addresses_from_device, is_own, version,
                       saved_by, saved_at, access_servers))

struct VendorProfileList {
  std::vector<VendorProfileView> items;
};
BOOST_DESCRIBE_STRUCT(VendorProfileList, (), (items))

struct VendorProfileText : VendorProfileView {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(VendorProfileText, (VendorProfileView), (text))

struct NewVendorProfile {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NewVendorProfile, (), (text))

struct VendorProfileEdit {
  std::string text;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(VendorProfileEdit, (), (text, version))

struct VendorProfileVersions {
  std::vector<SavedProfile> items;
};
BOOST_DESCRIBE_STRUCT(VendorProfileVersions, (), (items))

struct TrialQuestion {
  std::string text;
  std::string request;
  TrialState state = TrialState::full;
  std::optional<int> down_kbit, up_kbit;
  std::optional<std::string> plan, address, pool;
};
BOOST_DESCRIBE_STRUCT(TrialQuestion, (), (text, request, state, down_kbit, up_kbit, plan, address, pool))

struct TrialAnswer {
  std::optional<std::string> profile_problem;
  std::optional<int> profile_line; // where; none: the whole
  std::optional<std::string> request_problem;
  std::optional<Trial> trial; // when there is no problem
};
BOOST_DESCRIBE_STRUCT(TrialAnswer, (), (profile_problem, profile_line, request_problem, trial))

VendorProfileView view_of(const VendorProfile &profile, const std::vector<network::ProfileUse> &uses) {
  VendorProfileView view{.name = profile.name,
                         .title = profile.title,
                         .description = profile.description,
                         .disconnect = profile.dynamic_authorization,
                         .rates_in_login = profile.rates_in_login,
                         .addresses_from_device = profile.addresses_from_device,
                         .saved_by = {},
                         .saved_at = {}};
  for (const network::ProfileUse &use : uses)
    if (use.profile == profile.name)
      view.access_servers = use.access_servers;
  return view;
}

// One that this program cannot read any more is shown too: somebody must put it right.
VendorProfileView view_of(const SavedProfile &saved, const std::vector<network::ProfileUse> &uses) {
  auto profile = network::read_vendor_profile(saved.text);
  VendorProfile unreadable;
  if (!profile) {
    unreadable.title = saved.name;
    unreadable.description = network::in_words(profile.error());
  }
  VendorProfile &shown = profile ? *profile : unreadable;
  shown.name = saved.name;
  VendorProfileView view = view_of(shown, uses);
  view.is_own = true;
  view.version = saved.version;
  view.saved_by = saved.saved_by;
  view.saved_at = saved.saved_at;
  return view;
}

VendorProfileText saved_text(const SavedProfile &saved, const std::vector<network::ProfileUse> &uses) {
  VendorProfileText answer;
  static_cast<VendorProfileView &>(answer) = view_of(saved, uses);
  answer.text = saved.text;
  return answer;
}

VendorProfileList list_profiles(db::Tx &tx) {
  const auto uses = network::profile_uses(tx);
  VendorProfileList list;
  for (const SavedProfile &saved : network::list_own_profiles(tx))
    list.items.push_back(view_of(saved, uses));
  const std::size_t own = list.items.size();
  for (const VendorProfile &profile : network::vendor_profiles()) {
    bool is_hidden = false; // by one of the operator's that had the name first
    for (std::size_t i = 0; i < own; ++i)
      is_hidden = is_hidden || list.items[i].name == profile.name;
    if (!is_hidden)
      list.items.push_back(view_of(profile, uses));
  }
  return list;
}

Outcome<VendorProfileText> find_profile(db::Tx &tx, const std::string &name) {
  const auto uses = network::profile_uses(tx);
  if (auto saved = network::find_own_profile(tx, name))
    return saved_text(*saved, uses);
  const VendorProfile *profile = network::find_vendor_profile(name);
  if (profile == nullptr)
    return refuse(Refusal::Kind::not_found, "profile_unknown", "There is no vendor profile of that name.");
  VendorProfileText answer;
  static_cast<VendorProfileView &>(answer) = view_of(*profile, uses);
  answer.text = network::text_of_built_in(name);
  return answer;
}

TrialAnswer try_out(const TrialQuestion &question, const Dictionary &dictionary) {
  TrialAnswer answer;
  const auto fail = [&answer](const network::ProfileProblem &problem) {
    answer.profile_problem = network::in_words(problem) + ".";
    if (problem.line != 0)
      answer.profile_line = problem.line;
    return answer;
  };
  auto profile = network::read_vendor_profile(question.text);
  if (!profile)
    return fail(profile.error());
  if (const auto problem = check_attributes(*profile, dictionary))
    return fail(*problem);
  profile->name = "try-out"; // what it will be called does not matter here, and must not meet a built-in one
  std::vector<std::string> unusable;
  const ProfileCodec codec = ProfileCodec::with_own({*profile}, dictionary, unusable);
  TrialFacts facts{.state = question.state, .down_kbit = question.down_kbit, .up_kbit = question.up_kbit};
  if (question.plan)
    facts.plan = *question.plan;
  facts.address = question.address.value_or("");
  facts.pool = question.pool.value_or("");
  auto trial = try_profile(codec.of("try-out"), dictionary, question.request, facts);
  if (trial)
    answer.trial = std::move(*trial);
  else
    answer.request_problem = std::move(trial.error());
  return answer;
}

} // namespace
} // namespace demarc::radius

template <> struct demarc::http::Rules<demarc::radius::VendorProfileView> {
  static constexpr std::string_view name = "VendorProfile";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::network::SavedProfile> {
  static constexpr std::string_view name = "VendorProfileVersion";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::radius::Trial> {
  static constexpr std::string_view name = "VendorProfileTrial";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::radius::TrialPacket> {
  static constexpr std::string_view name = "VendorProfileTrialPacket";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::radius::TrialAnswer> {
  static constexpr std::string_view name = "VendorProfileTrialAnswer";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::radius::NewVendorProfile> {
  static FieldRules fields() {
    return {{"text",
             {.min_length = 1,
              .max_length = 16384,
              .multiline = true,
              .description = "In the format of docs/access-servers.md; its name is the one in the text"}}};
  }
};
template <> struct demarc::http::Rules<demarc::radius::VendorProfileEdit> {
  static FieldRules fields() {
    return {{"text", {.min_length = 1, .max_length = 16384, .multiline = true}},
            {"version", {.minimum = 1, .description = "The version that was read and changed"}}};
  }
};
template <> struct demarc::http::Rules<demarc::radius::TrialQuestion> {
  static constexpr std::string_view name = "VendorProfileTrialQuestion";
  static FieldRules fields() {
    return {
        {"text", {.max_length = 16384, .multiline = true, .description = "The profile; it need not be saved"}},
        {"request",
         {.max_length = 32768,
          .multiline = true,
          .description = "A recorded Access-Request: lines \"Attribute = value\" as radclient reads them and "
                         "FreeRADIUS prints them, or the packet's octets in hex. The password is taken to be right"}},
        {"state", {.optional = true}},
        {"down_kbit", {.minimum = 1, .maximum = 1000000000, .description = "Unlimited when absent"}},
        {"up_kbit", {.minimum = 1, .maximum = 1000000000, .description = "Unlimited when absent"}},
        {"plan", {.max_length = 80, .description = "The plan's name; \"Home 100\" when absent"}},
        {"address", {.format = Format::ipv4, .description = "That the session gets; an example when absent"}},
        {"pool", {.max_length = 80, .description = "The name of the pool that serves"}}};
  }
};

namespace demarc::radius {

void register_vendor_profiles_api(http::Api &api, const ProfileShelf &profiles) {
  const network::AttributeCheck check = [&profiles](const VendorProfile &profile) {
    return check_attributes(profile, profiles.dictionary());
  };
  api.get<http::NoQuery, VendorProfileList>(
      "/v1/vendor-profiles",
      {.id = "list_vendor_profiles",
       .summary = "Makes of access servers that Demarc speaks to, your own first",
       .permission = "network.read",
       .tag = "Network"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return list_profiles(tx); });
  api.get<http::NoQuery, VendorProfileText>(
      "/v1/vendor-profiles/{name}",
      {.id = "get_vendor_profile",
       .summary = "A vendor profile with its text",
       .permission = "network.read",
       .tag = "Network"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) { return find_profile(tx, call.path_text("name")); });
  api.post<NewVendorProfile, VendorProfileText>(
      "/v1/vendor-profiles",
      {.id = "create_vendor_profile",
       .summary = "Add a vendor profile of your own",
       .permission = "network.write",
       .tag = "Network",
       .status = 201,
       .description =
           "What is wrong with the text is refused with its line and what is allowed. A built-in name cannot be "
           "taken."},
      [check](http::Call &call, db::Tx &tx, const NewVendorProfile &in) -> Outcome<VendorProfileText> {
        TRY(saved, network::create_own_profile(tx, in.text, call.actor().name, call.now(), check));
        return saved_text(saved, network::profile_uses(tx));
      });
  api.put<VendorProfileEdit, VendorProfileText>(
      "/v1/vendor-profiles/{name}",
      {.id = "edit_vendor_profile",
       .summary = "Save a new version of your own vendor profile",
       .permission = "network.write",
       .tag = "Network",
       .description = "It speaks with the next packet, on every node. Running sessions keep what they were told until "
                      "their service changes or they log in again."},
      [check](http::Call &call, db::Tx &tx, const VendorProfileEdit &in) -> Outcome<VendorProfileText> {
        TRY(saved, network::edit_own_profile(tx, call.path_text("name"), {in.text, in.version, call.actor().name},
                                             call.now(), check));
        return saved_text(saved, network::profile_uses(tx));
      });
  api.del<http::NoQuery, Done>("/v1/vendor-profiles/{name}",
                               {.id = "delete_vendor_profile",
                                .summary = "Delete your own vendor profile",
                                .permission = "network.write",
                                .tag = "Network",
                                .description = "Refused while an access server has it. Its versions stay on record."},
                               [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                 return network::delete_own_profile(tx, call.path_text("name"), call.actor().name,
                                                                    call.now());
                               });
  api.get<http::NoQuery, VendorProfileVersions>(
      "/v1/vendor-profiles/{name}/versions",
      {.id = "list_vendor_profile_versions",
       .summary = "Every version of your own vendor profile, the newest first",
       .permission = "network.read",
       .tag = "Network"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<VendorProfileVersions> {
        auto versions = network::list_profile_versions(tx, call.path_text("name"));
        if (versions.empty())
          return refuse(Refusal::Kind::not_found, "profile_unknown", "There is no profile of your own of that name.");
        return VendorProfileVersions{std::move(versions)};
      });
  api.post<TrialQuestion, TrialAnswer>(
      "/v1/vendor-profiles/try",
      {.id = "try_vendor_profile",
       .summary = "What a profile would send, for a recorded login",
       .permission = "network.read",
       .tag = "Network",
       .description = "Nothing is stored and nothing is sent. Packets are signed with the secret \"try-out\"."},
      [&profiles](http::Call &, const TrialQuestion &in) { return try_out(in, profiles.dictionary()); });
}

} // namespace demarc::radius
