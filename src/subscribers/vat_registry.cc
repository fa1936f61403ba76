#include "subscribers/vat_registry.h"

#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "platform/client/fetch.h"
#include "tax/liability.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace demarc::subscribers {

namespace {

// A member state's register is often away for hours, never for weeks.
constexpr int tries_before_unknown = 60;
constexpr std::int64_t retry_after_s = 1800;

std::string text_of(const boost::json::object &object, std::string_view member) {
  const auto *value = object.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// VIES writes "---" for what a member state does not tell.
std::string told(std::string text) { return text == "---" ? std::string() : text.substr(0, 200); }

void put_question(db::Tx &tx, CustomerId id, Instant now) {
  jobs::put(tx, now, std::string(vat_registry_topic), fmt::format("customer:{}:vat", id.value()),
            fmt::format(R"({{"customer_id":{}}})", id.value()));
}

std::optional<CustomerId> customer_of(const std::string &payload) {
  boost::system::error_code error;
  const auto json = boost::json::parse(payload, error);
  if (error || !json.is_object())
    return std::nullopt;
  const auto *id = json.get_object().if_contains("customer_id");
  return id != nullptr && id->is_int64() ? std::optional(CustomerId(id->get_int64())) : std::nullopt;
}

} // namespace

bool registry_knows(const tax::VatNumber &number, Date on) {
  return number.prefix == "XI" || (number.prefix != "GB" && tax::is_eu_state(number.country, on));
}

Outcome<CustomerTax> ask_vat_registry(db::Tx &tx, CustomerId id, const TaxAct &act) {
  TRY(customer, lock_customer(tx, id));
  if (customer.vat_number.empty())
    return refuse(Refusal::Kind::conflict, "vat_number_missing", "The customer has no VAT number; enter it first.");
  TRY(number, tax::parse_vat_number(customer.vat_number));
  if (!registry_knows(number, act.today))
    return refuse(Refusal::Kind::conflict, "registry_elsewhere",
                  fmt::format("The EU's registry knows no numbers of {}; look it up in that country's own registry and "
                              "record what it says.",
                              number.country));
  put_question(tx, id, act.now);
  return find_customer_tax(tx, id);
}

void ask_about_new_number(db::Tx &tx, const Customer &customer, Instant now, Date today) {
  if (customer.vat_number.empty())
    return;
  const auto number = tax::parse_vat_number(customer.vat_number);
  if (number && registry_knows(*number, today))
    put_question(tx, customer.id, now);
}

RegistryAnswer read_vies(int status, std::string_view body) {
  RegistryAnswer answer;
  boost::system::error_code error;
  const auto json = boost::json::parse(boost::json::string_view(body.data(), body.size()), error);
  if (error || !json.is_object()) {
    answer.problem = fmt::format("the registry answered {} without words that can be read", status);
    return answer;
  }
  const boost::json::object &object = json.get_object();
  if (const auto *valid = object.if_contains("valid"); status == 200 && valid != nullptr && valid->is_bool()) {
    answer.result = valid->get_bool() ? VatResult::valid : VatResult::invalid;
    answer.registered_name = told(text_of(object, "name"));
    answer.reference = told(text_of(object, "requestIdentifier")).substr(0, 100);
    return answer;
  }
  answer.problem = fmt::format("status {}", status);
  if (const auto *errors = object.if_contains("errorWrappers");
      errors != nullptr && errors->is_array() && !errors->get_array().empty() && errors->get_array()[0].is_object())
    answer.problem = text_of(errors->get_array()[0].get_object(), "error").substr(0, 100);
  if (answer.problem == "INVALID_INPUT")
    answer.result = VatResult::invalid;
  answer.requester_unknown = answer.problem == "INVALID_REQUESTER_INFO";
  return answer;
}

std::string vies_question(const tax::VatNumber &number, const std::optional<tax::VatNumber> &requester) {
  boost::json::object question{{"countryCode", number.prefix}, {"vatNumber", number.number}};
  if (requester) {
    question["requesterMemberStateCode"] = requester->prefix;
    question["requesterNumber"] = requester->number;
  }
  return boost::json::serialize(question);
}

jobs::Handled VatRegistry::handle(const jobs::OutboxItem &item) {
  const auto id = customer_of(item.payload);
  if (url_.empty() || !id)
    return jobs::Handled::done();
  std::optional<tax::VatNumber> number, requester;
  database_.read([&](db::Tx &tx) {
    const auto customer = find_customer(tx, *id);
    if (!customer)
      return;
    if (auto parsed = tax::parse_vat_number(customer->vat_number))
      number = std::move(*parsed);
    // Who asks is who sells: the answer is kept for that one's tax office.
    const auto seller = catalog::find_legal_entity(tx, customer->legal_entity_id);
    if (auto own = tax::parse_vat_number(seller ? seller->vat_number : ""))
      if (registry_knows(*own, catalog::business_date(tx, clock_.now())))
        requester = std::move(*own);
  });
  if (!number)
    return jobs::Handled::done(); // it was taken away since
  const auto ask = [&](const std::optional<tax::VatNumber> &as) -> RegistryAnswer {
    const auto said = client::fetch({.method = "POST",
                                     .url = url_ + "/check-vat-number",
                                     .headers = {"Content-Type: application/json", "Accept: application/json"},
                                     .body = vies_question(*number, as)});
    if (!said)
      return {.problem = said.error().detail};
    return read_vies(said->status, said->body);
  };
  RegistryAnswer answer = ask(requester);
  if (answer.requester_unknown && requester)
    answer = ask(std::nullopt);
  if (!answer.result && item.attempts + 1 < tries_before_unknown)
    return jobs::Handled::retry(answer.problem, retry_after_s);
  database_.write([&](db::Tx &tx) -> Outcome<Done> {
    TRY(customer, lock_customer(tx, *id));
    const auto present = tax::parse_vat_number(customer.vat_number);
    if (!present || present->text() != number->text())
      return Done{}; // the new number has a question of its own
    TRY(kept, add_vat_check(tx, database_, *id,
                            {.method = VatCheckMethod::registry,
                             .result = answer.result.value_or(VatResult::unknown),
                             .registered_name = answer.registered_name,
                             .reference = answer.result ? answer.reference : answer.problem},
                            {clock_.now(), catalog::business_date(tx, clock_.now()), "VAT registry"}));
    (void)kept;
    return Done{};
  });
  return jobs::Handled::done();
}

} // namespace demarc::subscribers
