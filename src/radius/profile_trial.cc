#include "radius/profile_trial.h"

#include "radius/login.h"
#include "radius/order.h"
#include "radius/recorded_request.h"

#include <fmt/format.h>

namespace demarc::radius {

namespace {

constexpr std::string_view trial_secret = "try-out";

// Documentation addresses (RFC 5737), and one of each pool.
constexpr std::string_view address_in_service = "192.0.2.10";
constexpr std::string_view address_in_garden = "198.51.100.10";

std::string hex_of(std::string_view octets) {
  std::string text;
  for (const char c : octets)
    text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

// Without what signs the packet: it is of this try-out alone.
TrialPacket packet_shown(std::string_view octets, std::string why, const Dictionary &dictionary) {
  const auto packet = Packet::decode(octets);
  TrialPacket out{std::string(code_name(packet->code())), std::move(why), attribute_lines(dictionary, *packet),
                  hex_of(octets)};
  std::erase_if(out.attributes, [](const std::string &line) { return line.starts_with("Message-Authenticator"); });
  return out;
}

TrialPacket packet_shown(const Order &order, const Dictionary &dictionary) {
  PacketWriter writer(order.kind == Order::Kind::change ? Code::coa_request : Code::disconnect_request, 1);
  writer.add_message_authenticator();
  for (const NamedValue &value : order.attributes)
    add(writer, value);
  return packet_shown(writer.sign_request(trial_secret), order.why, dictionary);
}

network::Verdict verdict_of(TrialState state) {
  switch (state) {
  case TrialState::full: return network::Verdict::allow;
  case TrialState::throttled: return network::Verdict::throttle;
  case TrialState::garden: break;
  }
  return network::Verdict::walled_garden;
}

// A value that its attribute cannot hold is left out of the answer without a word there; here it is said.
void note_what_does_not_fit(std::span<const CodedLine> lines, const network::LoginEntry &login,
                            const network::AccessServerEntry &access_server, const TrialFacts &wanted,
                            std::vector<std::string> &notes) {
  const bool garden = wanted.state == TrialState::garden;
  const network::ProfileFacts facts{.down_kbit = wanted.down_kbit,
                                    .up_kbit = wanted.up_kbit,
                                    .username = login.username,
                                    .address = address_in_service,
                                    .plan = wanted.plan,
                                    .session_id = {},
                                    .port = {},
                                    .service_id = login.service_id.value(),
                                    .version = login.version,
                                    .state = state_word(login.profile.verdict),
                                    .pool = garden ? access_server.garden_pool_name : access_server.pool_name};
  for (const CodedLine &line : lines)
    if (const auto text = network::render(*line.line, facts))
      if (const auto octets = octets_of(line.name, *text); !octets)
        notes.push_back(fmt::format("Line {} is left out of the answer: {}.", line.line->line, octets.error()));
}

std::optional<std::string> text_in(const Packet &request, std::uint8_t type) {
  const auto found = request.find(type);
  return found ? std::optional(std::string(*found)) : std::nullopt;
}

} // namespace

Result<Trial, std::string> try_profile(const CodedProfile &profile, const Dictionary &dictionary,
                                       std::string_view recorded_request, const TrialFacts &facts) {
  TRY(recorded, read_recorded_request(dictionary, recorded_request));
  const auto request = Packet::decode(recorded.packet);
  if (!request)
    return tl::make_unexpected(std::string("These attributes do not make a packet."));
  Trial trial{attribute_lines(dictionary, *request), std::move(recorded.notes), {}, {}, {}};

  network::AccessServerEntry access_server;
  access_server.secret = Secret(std::string(trial_secret));
  access_server.profile = profile.profile->name;
  access_server.pool_id = PoolId(1);
  access_server.garden_pool_id = PoolId(2);
  access_server.pool_name = facts.pool.empty() ? "homes" : facts.pool;
  access_server.garden_pool_name = facts.pool.empty() ? "garden" : facts.pool;
  access_server.addresses_from_device = profile.profile->addresses_from_device;

  const bool garden = facts.state == TrialState::garden;
  network::LoginEntry login;
  login.service_id = ServiceId(42);
  login.username = text_in(*request, attribute::user_name).value_or("");
  if (login.username.empty()) {
    login.username = "joe";
    trial.notes.emplace_back("The request has no User-Name; \"joe\" stands for it.");
  }
  login.version = 7;
  login.profile = {.verdict = verdict_of(facts.state),
                   .down_kbit = facts.down_kbit,
                   .up_kbit = facts.up_kbit,
                   .plan_name = facts.plan,
                   .reasons = {{"try_out", garden ? "An invoice is overdue." : "This service is active."}}};
  const std::string leased =
      !facts.address.empty() ? facts.address : std::string(garden ? address_in_garden : address_in_service);
  LoginDecision decision{LoginDecision::Kind::accept, Event::accepts, {}, {}, {}};
  if (!access_server.addresses_from_device)
    decision.address = leased;
  PacketWriter writer(Code::access_accept, request->id());
  trial.accept = packet_shown(write_accept(writer, *request, access_server, profile, login, decision), "", dictionary);
  note_what_does_not_fit(garden ? profile.garden : profile.accept, login, access_server, facts, trial.notes);

  network::SessionApply session;
  session.session_id = SessionId(1);
  session.acct_session_id = text_in(*request, attribute::acct_session_id).value_or("");
  if (session.acct_session_id.empty()) {
    session.acct_session_id = "81a0b1";
    trial.notes.emplace_back(
        "The request has no Acct-Session-Id; 81a0b1 stands for the one that accounting would report.");
  }
  session.username = login.username;
  // The session as it runs before the change: outside of the garden, at the address it was given, or has of its own.
  session.framed_address = garden || facts.address.empty() ? std::string(address_in_service) : facts.address;
  if (access_server.addresses_from_device) {
    session.framed_address = std::nullopt;
    for (const std::string &line : trial.request)
      if (constexpr std::string_view name = "Framed-IP-Address = "; line.starts_with(name))
        session.framed_address = line.substr(name.size());
    if (!session.framed_address) {
      session.framed_address = address_in_service;
      trial.notes.push_back(
          fmt::format("The request has no Framed-IP-Address; {} stands for the one that accounting would report.",
                      address_in_service));
    }
  }
  session.nas_port_id = text_in(*request, attribute::nas_port_id);
  session.calling_station_id = text_in(*request, attribute::calling_station_id);
  session.service_id = login.service_id;
  session.applied_version = login.version - 1;
  session.version = login.version;
  session.profile = login.profile;
  const Order order = decide_order(session, true, profile);
  if (order.kind == Order::Kind::change || order.kind == Order::Kind::disconnect)
    trial.change = packet_shown(order, dictionary);
  else
    trial.notes.push_back(fmt::format("When the rate changes: {}.", order.why));
  session.disconnect_asked = true;
  const Order end = decide_order(session, true, profile);
  if (end.kind == Order::Kind::disconnect)
    trial.disconnect = packet_shown(end, dictionary);
  return trial;
}

} // namespace demarc::radius
