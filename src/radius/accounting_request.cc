#include "radius/accounting_request.h"

#include "base/address.h"
#include "radius/dictionary.h"
#include "radius/login.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::radius {

namespace {

constexpr std::int64_t week_s = 7 * 24 * 3600;

// Length of the valid UTF-8 sequence at the front; 0 when there is none.
std::size_t utf8_length(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = octet(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (length == 1)
    return 1;
  if (first < 0xc2 || first > 0xf4 || text.size() < length)
    return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((octet(i) & 0xc0U) != 0x80U)
      return 0;
  // Overlong forms, surrogates, beyond U+10FFFF.
  const unsigned second = octet(1);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
      (first == 0xf4 && second > 0x8f))
    return 0;
  return length;
}

std::optional<std::string> text_of(const Packet &packet, std::uint8_t type) {
  const auto value = packet.find(type);
  if (!value || value->empty())
    return std::nullopt;
  return printable(*value);
}

std::uint64_t octets_of(const Packet &packet, std::uint8_t low, std::uint8_t gigawords) {
  return std::uint64_t{packet.find_integer(gigawords).value_or(0)} << 32U | packet.find_integer(low).value_or(0);
}

std::optional<std::string> terminate_cause(const Packet &packet) {
  const auto cause = packet.find_integer(attribute::acct_terminate_cause);
  if (!cause)
    return std::nullopt;
  static const DictionaryEntry *const entry = Dictionary::builtin().find("Acct-Terminate-Cause");
  const auto name = entry->names.find(*cause);
  return name == entry->names.end() ? fmt::format("{}", *cause) : name->second;
}

// 255.255.255.255 and .254 are RFC 2865 5.8's "let the user choose" and "choose for the user": no addresses.
std::optional<std::string> framed_address(const Packet &packet) {
  const auto address = packet.find(attribute::framed_ip_address);
  if (!address || address->size() != 4 || read_u32(*address) >= 0xfffffffe || read_u32(*address) == 0)
    return std::nullopt;
  const auto octet = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>((*address)[i])); };
  return fmt::format("{}.{}.{}.{}", octet(0), octet(1), octet(2), octet(3));
}

// RFC 3162 2.3: a reserved octet, the length in bits, and as many octets as hold them, or more; what lies behind the
// length counts as zero.
std::optional<std::string> prefix_in(const Packet &packet, std::uint8_t type) {
  const auto value = packet.find(type);
  if (!value || value->size() < 2 || value->size() > 18)
    return std::nullopt;
  const int length = static_cast<unsigned char>((*value)[1]);
  if (length > 128 || static_cast<std::size_t>(length) > (value->size() - 2) * 8)
    return std::nullopt;
  Ipv6Bits bits = 0;
  for (std::size_t i = 0; i < 16; ++i)
    bits = bits << 8 | (i + 2 < value->size() ? static_cast<unsigned char>((*value)[i + 2]) : 0);
  bits = length == 0 ? 0 : bits >> (128 - length) << (128 - length);
  return ipv6_prefix_text({bits, length});
}

// The prefix of the link, or the one address of it (RFC 6911).
std::optional<std::string> framed_prefix(const Packet &packet) {
  if (auto prefix = prefix_in(packet, attribute::framed_ipv6_prefix))
    return prefix;
  const auto address = packet.find(attribute::framed_ipv6_address);
  if (!address || address->size() != 16)
    return std::nullopt;
  Ipv6Bits bits = 0;
  for (const char octet : *address)
    bits = bits << 8 | static_cast<unsigned char>(octet);
  return bits == 0 ? std::nullopt : std::optional(ipv6_prefix_text({bits, 128}));
}

} // namespace

std::string printable(std::string_view octets) {
  std::string text;
  text.reserve(octets.size());
  while (!octets.empty()) {
    const auto first = static_cast<unsigned char>(octets[0]);
    const std::size_t length = first < 0x20 || first == 0x7f ? 0 : utf8_length(octets);
    if (length == 0)
      text += fmt::format("\\x{:02x}", first);
    else
      text += octets.substr(0, length);
    octets.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return text;
}

Instant event_time(const Packet &request, Instant arrived_at) {
  const std::int64_t delay_s = request.find_integer(attribute::acct_delay_time).value_or(0);
  const Instant by_delay = delay_s <= week_s ? arrived_at.plus_seconds(-delay_s) : arrived_at;
  const auto stamp = request.find_integer(attribute::event_timestamp);
  if (!stamp)
    return by_delay;
  const Instant by_stamp = Instant::from_seconds(*stamp);
  return by_stamp > arrived_at || by_stamp < by_delay.plus_seconds(-week_s) ? by_delay : by_stamp;
}

AccountingParsed parse_accounting(const Packet &request, const AccountingFacts &facts) {
  const auto status = request.find_integer(attribute::acct_status_type);
  if (!status)
    return {};
  network::AccountingRecord record;
  AccountingParsed parsed;
  switch (*status) {
  case 1:
    record.kind = network::AccountingKind::start;
    parsed.event = Event::accounting_starts;
    break;
  case 2:
    record.kind = network::AccountingKind::stop;
    parsed.event = Event::accounting_stops;
    break;
  case 3:
    record.kind = network::AccountingKind::interim;
    parsed.event = Event::accounting_interims;
    break;
  case 7:
  case 8:
    return {Event::accounting_restarts,
            AccessServerRestart{facts.access_server_id, event_time(request, facts.arrived_at),
                                *status == 7 ? "NAS-Reboot" : "Admin-Reboot"}};
  default: return {Event::accounting_other, std::nullopt};
  }
  auto session = text_of(request, attribute::acct_session_id);
  if (!session)
    return {};
  record.access_server_id = facts.access_server_id;
  record.acct_session_id = std::move(*session);
  record.username = text_of(request, attribute::user_name).value_or("");
  record.service_id = facts.service_id;
  record.customer_id = facts.customer_id;
  record.event_at = event_time(request, facts.arrived_at);
  record.octets_in = octets_of(request, attribute::acct_input_octets, attribute::acct_input_gigawords);
  record.octets_out = octets_of(request, attribute::acct_output_octets, attribute::acct_output_gigawords);
  record.session_time_s = request.find_integer(attribute::acct_session_time).value_or(0);
  record.framed_address = framed_address(request);
  record.framed_prefix = framed_prefix(request);
  record.delegated_prefix = prefix_in(request, attribute::delegated_ipv6_prefix);
  record.calling_station_id = text_of(request, attribute::calling_station_id);
  record.nas_port_id = text_of(request, attribute::nas_port_id);
  record.terminate_cause = terminate_cause(request);
  record.profile_version = facts.granted_version;
  // Echoed Class is first-hand: it belongs to this very session. Another service's is a leftover of a renamed user.
  if (const auto echoed = request.find(attribute::class_))
    if (const auto known = parse_class(*echoed); known && facts.service_id == known->first)
      record.profile_version = known->second;
  parsed.kept = std::move(record);
  return parsed;
}

} // namespace demarc::radius
