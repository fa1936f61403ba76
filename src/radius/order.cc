#include "radius/order.h"

namespace demarc::radius {

namespace {

using network::Verdict;

std::optional<std::string> value_of(std::string_view attribute_name, const network::SessionApply &session) {
  if (attribute_name == "Acct-Session-Id")
    return session.acct_session_id;
  if (attribute_name == "User-Name")
    return session.username.empty() ? std::nullopt : std::optional(session.username);
  if (attribute_name == "Framed-IP-Address")
    return session.framed_address;
  if (attribute_name == "NAS-Port-Id")
    return session.nas_port_id;
  if (attribute_name == "Calling-Station-Id")
    return session.calling_station_id;
  return std::nullopt;
}

network::ProfileFacts facts_of(const network::SessionApply &session) {
  const network::AccessProfile &wanted = session.profile;
  return {.down_kbit = wanted.down_kbit,
          .up_kbit = wanted.up_kbit,
          .username = session.username,
          .address = session.framed_address ? *session.framed_address : std::string_view(),
          .plan = wanted.plan_name,
          .session_id = session.acct_session_id,
          .port = session.nas_port_id ? *session.nas_port_id : std::string_view(),
          .service_id = session.service_id ? session.service_id->value() : 0,
          .version = session.version,
          .state = state_word(wanted.verdict),
          .station = session.calling_station_id ? *session.calling_station_id : std::string_view()};
}

void add_value(std::vector<NamedValue> &values, const AttributeName &name, std::string_view text) {
  if (auto octets = octets_of(name, text))
    values.push_back({name.entry->vendor, name.entry->type, std::move(*octets)});
}

std::vector<NamedValue> identify(const network::SessionApply &session, const CodedProfile &profile) {
  std::vector<NamedValue> values;
  const network::ProfileFacts facts = facts_of(session);
  for (const CodedIdentification &line : profile.identify) {
    const auto text = line.line->value ? network::render({line.line->attribute, *line.line->value}, facts)
                                       : value_of(line.line->attribute, session);
    if (text)
      add_value(values, line.name, *text);
  }
  return values;
}

Order disconnect(const network::SessionApply &session, const CodedProfile &profile, std::string why) {
  return {Order::Kind::disconnect, std::move(why), identify(session, profile)};
}

} // namespace

Order decide_order(const network::SessionApply &session, bool has_garden_pool, const CodedProfile &profile) {
  if (session.stopped)
    return {Order::Kind::none, "the session has ended"};
  if (session.disconnect_asked) {
    if (profile.profile->dynamic_authorization == network::DynamicAuthorization::none)
      return {Order::Kind::wait, "this access server takes no orders: end the session there"};
    return disconnect(session, profile, "an operator ends it");
  }
  if (!session.service_id)
    return {Order::Kind::none, "the session belongs to no service"};
  if (session.applied_version == session.version)
    return {Order::Kind::none, "in step"};
  if (profile.profile->dynamic_authorization == network::DynamicAuthorization::none)
    return {Order::Kind::wait, "this access server takes no orders: in force at the next login"};

  const network::AccessProfile &wanted = session.profile;
  if (wanted.verdict == Verdict::reject)
    return disconnect(session, profile, "access has ended");
  const bool garden = wanted.verdict == Verdict::walled_garden;
  if (garden && !has_garden_pool)
    return disconnect(session, profile, "access has ended: there is no garden pool");
  if (garden && session.in_garden_pool)
    return {Order::Kind::none, "in the walled garden already"};
  if (garden || session.in_garden_pool)
    return disconnect(session, profile,
                      garden ? "the walled garden has other addresses" : "it leaves the walled garden");
  if (has_garden_pool && !session.framed_address)
    return disconnect(session, profile, "its address is not known: it could be the garden's");
  if (wanted.static_address && session.framed_address && wanted.static_address != session.framed_address)
    return disconnect(session, profile, "the address has changed");
  if ((wanted.static_prefix && session.framed_prefix && wanted.static_prefix != session.framed_prefix) ||
      (wanted.static_delegated_prefix && session.delegated_prefix &&
       wanted.static_delegated_prefix != session.delegated_prefix))
    return disconnect(session, profile, "the IPv6 prefix has changed");

  if (has_garden_pool && !profile.profile->address_tells_garden())
    return disconnect(session, profile, "the device gives the addresses: it could be in the walled garden");

  if (profile.change.empty())
    return profile.profile->rates_in_login ? disconnect(session, profile, "the rate has changed")
                                           : Order{Order::Kind::none, "this make is not told rates"};
  Order order{Order::Kind::change, "the rate has changed", identify(session, profile)};
  const network::ProfileFacts facts = facts_of(session);
  for (const CodedLine &coded : profile.change) {
    const auto text = network::render(*coded.line, facts);
    const auto octets = text ? octets_of(coded.name, *text) : tl::make_unexpected(std::string());
    if (octets)
      order.attributes.push_back({coded.name.entry->vendor, coded.name.entry->type, *octets});
    else if (!coded.line->only_with_a_value) // half of an order would be acknowledged, and the old rate stay
      return disconnect(session, profile, "the rate has changed to one that this make cannot be told in place");
  }
  return order;
}

Order disconnect_instead(const network::SessionApply &session, const CodedProfile &profile) {
  return disconnect(session, profile, "the change was refused");
}

} // namespace demarc::radius
