#include "dunning/dunning_api.h"

#include "dunning/policy.h"

namespace demarc::dunning {
namespace {
struct PolicyList {
  std::vector<Policy> items;
};
BOOST_DESCRIBE_STRUCT(PolicyList, (), (items))
} // namespace
} // namespace demarc::dunning

template <> struct demarc::http::Rules<demarc::dunning::NewPolicy> {
  static constexpr std::string_view name = "NewDunningPolicy";
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80}},
            {"minimum_debt_minor", {.minimum = 0, .description = "Overdue sums below it are left alone"}},
            {"steps", {.max_length = 20, .description = "Taken in order, at most one per invoice and day"}}};
  }
};
template <> struct demarc::http::Rules<demarc::dunning::Policy> {
  static constexpr std::string_view name = "DunningPolicy";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::dunning::Step> {
  static constexpr std::string_view name = "DunningStep";
  static FieldRules fields() { return {{"days_after_due", {.minimum = 1, .maximum = 365}}}; }
};

namespace demarc::dunning {

void register_dunning_api(http::Api &api) {
  api.get<http::NoQuery, PolicyList>(
      "/v1/dunning-policies",
      {.id = "list_dunning_policies",
       .summary = "What happens when an invoice is not paid",
       .permission = "dunning.read",
       .tag = "Dunning"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return PolicyList{list_policies(tx)}; });
  api.post<NewPolicy, Policy>(
      "/v1/dunning-policies",
      {.id = "create_dunning_policy",
       .summary = "Create a policy",
       .permission = "settings.write",
       .tag = "Dunning",
       .status = 201},
      [](http::Call &call, db::Tx &tx, const NewPolicy &in) { return create_policy(tx, call.database(), in); });
  api.put<NewPolicy, Policy>(
      "/v1/dunning-policies/{id}",
      {.id = "edit_dunning_policy", .summary = "Change a policy", .permission = "settings.write", .tag = "Dunning"},
      [](http::Call &call, db::Tx &tx, const NewPolicy &in) {
        return edit_policy(tx, call.path_id<DunningPolicyId>("id"), in);
      });
}

} // namespace demarc::dunning
