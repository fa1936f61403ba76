#include "catalog/tax_preset.h"

#include "base/ensure.h"
#include "catalog/jurisdiction_store.h"
#include "catalog/tax_rules.h"
#include "catalog/tax_store.h"
#include "platform/http/json.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace demarc::catalog {

std::span<const std::pair<std::string_view, std::string_view>> preset_files();

namespace {

Preset read_preset(std::string_view name, std::string_view text) {
  auto preset = http::decode_json<Preset>(text);
  if (!preset) {
    const http::FieldError &first = preset.error().front();
    ENSURE(false, fmt::format("preset {}: {}: {}", name, first.path, first.detail).c_str());
  }
  return std::move(*preset);
}

Percent percent_in(const std::string &text) {
  const auto percent = Percent::parse(text);
  ENSURE(percent.has_value(), "a preset's percent is one: its test reads them all");
  return *percent;
}
Percent share_in(const PresetRate &rate) { return rate.share ? percent_in(*rate.share) : Percent{1'000'000}; }

std::string with_commas(const std::vector<std::string> &words) {
  std::string all;
  for (const std::string &word : words)
    all += (all.empty() ? "" : ",") + word;
  return all;
}

const std::vector<std::string> no_words;
const std::vector<std::string> &words_in(const std::optional<std::vector<std::string>> &words) {
  return words ? *words : no_words;
}

NewTaxRate rate_of(const PresetRate &rate) {
  return {percent_in(rate.percent), rate.valid_from, rate.per_unit_minor, share_in(rate), rate.source};
}

class Loading {
public:
  Loading(db::Tx &tx, db::Database &ids, const Preset &preset, Date today)
      : tx_(tx), ids_(ids), preset_(preset), today_(today) {
    loaded_.code = preset.code;
  }

  Outcome<PresetLoaded> run() {
    for (const NewJurisdiction &jurisdiction : preset_.jurisdictions) {
      TRY(added, add(jurisdiction));
    }
    for (Tax &tax : list_taxes(tx_, today_))
      there_.emplace(tax.code, std::move(tax));
    for (const PresetTax &tax : preset_.taxes) {
      TRY(added, add(tax));
    }
    tx_.notify(std::string(tax_channel), "");
    return std::move(loaded_);
  }

private:
  Outcome<Done> add(const NewJurisdiction &jurisdiction) {
    const auto rows = jurisdiction_rows(tx_);
    const auto same = [&](const JurisdictionRow &row) { return row.code == jurisdiction.code; };
    if (std::any_of(rows.begin(), rows.end(), same))
      return Done{};
    TRY(made, create_jurisdiction(tx_, ids_, jurisdiction, preset_.code));
    ++loaded_.jurisdictions_added;
    return Done{};
  }

  Outcome<Done> add(const PresetTax &in) {
    if (const auto found = there_.find(in.code); found != there_.end()) {
      if (found->second.preset == preset_.code)
        add_rates(in, found->second);
      else
        loaded_.skipped.push_back(fmt::format("{}: a tax of this code was made by hand and stays as it is", in.code));
      return Done{};
    }
    TaxRow row{.code = in.code, .name = in.name};
    TRY(jurisdiction, jurisdiction_named(tx_, in.jurisdiction));
    row.id = ids_.next<TaxId>("tax");
    row.jurisdiction_id = jurisdiction;
    row.category = in.category.value_or("S");
    row.applies = in.applies.value_or(tax::Applies::always);
    row.inside = in.inside.value_or(false);
    row.products = with_commas(words_in(in.products));
    row.active = in.active.value_or(true);
    row.preset = preset_.code;
    if (in.replaces && there_.contains(*in.replaces))
      row.replaces_tax_id = there_.at(*in.replaces).id;
    std::vector<TaxId> on;
    for (const std::string &code : words_in(in.on)) {
      if (there_.contains(code))
        on.push_back(there_.at(code).id);
    }
    insert_tax(tx_, row, on);
    for (const PresetRate &rate : in.rates)
      insert_tax_rate(tx_, ids_.next<TaxRateId>("tax_rate"), row.id, rate_of(rate), rate.valid_to);
    ++loaded_.taxes_added;
    loaded_.rates_added += static_cast<std::int64_t>(in.rates.size());
    Tax &made = there_[in.code];
    made.id = row.id;
    made.code = in.code;
    made.preset = preset_.code;
    return Done{};
  }

  void add_rates(const PresetTax &in, const Tax &tax) {
    for (const PresetRate &rate : in.rates) {
      const auto same = [&](const TaxRate &there) { return there.valid_from == rate.valid_from; };
      if (std::any_of(tax.rates.begin(), tax.rates.end(), same))
        continue;
      if (const auto used = last_use_of_tax(tx_, tax.id); used && *used >= rate.valid_from) {
        loaded_.skipped.push_back(fmt::format("{}: {} % from {} lies behind invoices up to {}", in.code, rate.percent,
                                              to_string(rate.valid_from), to_string(*used)));
        continue;
      }
      insert_tax_rate(tx_, ids_.next<TaxRateId>("tax_rate"), tax.id, rate_of(rate), rate.valid_to);
      ++loaded_.rates_added;
    }
  }

  db::Tx &tx_;
  db::Database &ids_;
  const Preset &preset_;
  Date today_;
  std::map<std::string, Tax> there_;
  PresetLoaded loaded_;
};

} // namespace

const std::vector<Preset> &presets() {
  static const std::vector<Preset> all = [] {
    std::vector<Preset> read;
    for (const auto &[name, text] : preset_files())
      read.push_back(read_preset(name, text));
    return read;
  }();
  return all;
}

tax::Table table_of(const Preset &preset) {
  tax::Table table;
  std::map<std::string, JurisdictionId> places;
  for (const NewJurisdiction &in : preset.jurisdictions) {
    tax::Jurisdiction one;
    one.id = JurisdictionId(static_cast<std::int64_t>(places.size()) + 1);
    one.code = in.code;
    if (in.parent)
      one.parent = places.at(*in.parent);
    one.level = in.level;
    one.country = in.country;
    one.name = in.name;
    for (const NewExtent &extent : in.extents.value_or(std::vector<NewExtent>{})) {
      const std::string from = extent.postal_from.value_or("");
      one.extents.push_back({extent.region.value_or(""), from, extent.postal_to.value_or(from), std::nullopt});
    }
    places.emplace(in.code, one.id);
    table.jurisdictions.emplace(one.id, std::move(one));
  }
  std::map<std::string, TaxId> taxes;
  for (const PresetTax &in : preset.taxes) {
    tax::Tax one;
    one.id = TaxId(static_cast<std::int64_t>(taxes.size()) + 1);
    one.code = in.code;
    one.name = in.name;
    one.jurisdiction = places.at(in.jurisdiction);
    one.category = in.category.value_or("S");
    one.applies = in.applies.value_or(tax::Applies::always);
    one.inside = in.inside.value_or(false);
    one.products = words_in(in.products);
    one.active = in.active.value_or(true);
    for (const std::string &code : words_in(in.on))
      one.on.push_back(taxes.at(code));
    if (in.replaces)
      one.replaces = taxes.at(*in.replaces);
    for (const PresetRate &rate : in.rates)
      one.rates.push_back({TaxRateId(one.id.value() * 100 + static_cast<std::int64_t>(one.rates.size()) + 1),
                           rate.valid_from, rate.valid_to, percent_in(rate.percent), rate.per_unit_minor.value_or(0),
                           share_in(rate)});
    taxes.emplace(in.code, one.id);
    table.taxes.emplace(one.id, std::move(one));
  }
  return table;
}

std::vector<PresetState> list_presets(db::Tx &tx, Date today) {
  const auto taxes = list_taxes(tx, today);
  std::vector<PresetState> all;
  for (const Preset &preset : presets()) {
    PresetState state;
    state.code = preset.code;
    state.name = preset.name;
    state.as_of = preset.as_of;
    state.note = preset.note;
    state.countries = preset.countries;
    for (const PresetTax &in : preset.taxes) {
      ++state.taxes;
      state.rates += static_cast<std::int64_t>(in.rates.size());
      const auto there = std::find_if(taxes.begin(), taxes.end(),
                                      [&](const Tax &tax) { return tax.code == in.code && tax.preset == preset.code; });
      if (there == taxes.end())
        continue;
      ++state.taxes_loaded;
      for (const PresetRate &rate : in.rates)
        state.rates_loaded += std::any_of(there->rates.begin(), there->rates.end(),
                                          [&](const TaxRate &one) { return one.valid_from == rate.valid_from; });
    }
    all.push_back(std::move(state));
  }
  return all;
}

Outcome<PresetLoaded> load_preset(db::Tx &tx, db::Database &ids, const std::string &code, Date today) {
  const auto preset =
      std::find_if(presets().begin(), presets().end(), [&](const Preset &one) { return one.code == code; });
  if (preset == presets().end())
    return refuse(Refusal::Kind::not_found, "preset_unknown", fmt::format("There is no tax preset \"{}\".", code));
  return Loading(tx, ids, *preset, today).run();
}

} // namespace demarc::catalog
