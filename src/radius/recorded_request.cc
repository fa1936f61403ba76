#include "radius/recorded_request.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace demarc::radius {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n,");
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n,") - first + 1);
}

// A try-out takes the password to be right: what proves it, and what would be answered to the proof, stays out.
bool is_proof(std::uint32_t vendor, std::uint8_t type) {
  if (vendor == 311) // Microsoft: MS-CHAP
    return true;
  return vendor == 0 &&
         (type == attribute::user_password || type == attribute::chap_password || type == attribute::chap_challenge ||
          type == attribute::eap_message || type == attribute::message_authenticator || type == attribute::proxy_state);
}

// "01 7f …", "01:7f:…", "0x017f…", over several lines; nullopt: it is something else.
std::optional<std::string> octets_of_hex(std::string_view text) {
  std::string digits;
  text = trimmed(text);
  if (text.starts_with("0x"))
    text.remove_prefix(2);
  for (const char c : text) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (hex)
      digits += c;
    else if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != ':')
      return std::nullopt;
  }
  if (digits.empty() || digits.size() % 2 != 0)
    return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(digits.data() + i, digits.data() + i + 2, value, 16);
    octets += static_cast<char>(value);
  }
  return octets;
}

// FreeRADIUS begins each line with the number of the request: "(12)   User-Name = …".
std::string_view without_number(std::string_view line) {
  line = trimmed(line);
  if (line.empty() || line[0] != '(')
    return line;
  const std::size_t end = line.find_first_not_of("0123456789", 1);
  return end != std::string_view::npos && end > 1 && line[end] == ')' ? trimmed(line.substr(end + 1)) : line;
}

Result<RecordedRequest, std::string> of_octets(std::string_view octets) {
  const auto packet = Packet::decode(octets);
  if (!packet)
    return tl::make_unexpected(
        fmt::format("These octets are no RADIUS packet: {}.", boost::describe::enum_to_string(packet.error(), "?")));
  if (packet->code() != Code::access_request)
    return tl::make_unexpected(
        fmt::format("This is {} packet; an Access-Request is needed.", code_name(packet->code())));
  RecordedRequest request;
  PacketWriter writer(Code::access_request, packet->id());
  for (const Attribute attribute : *packet) {
    const auto vendor =
        attribute.type == attribute::vendor_specific ? vendor_attributes(attribute.value) : std::nullopt;
    if (!is_proof(vendor ? vendor->vendor : 0, attribute.type))
      writer.add(attribute.type, attribute.value);
  }
  request.packet = writer.sign_access_request("", packet->authenticator());
  return request;
}

} // namespace

Result<RecordedRequest, std::string> read_recorded_request(const Dictionary &dictionary, std::string_view text) {
  constexpr std::size_t max_size = 32768;
  if (text.size() > max_size)
    return tl::make_unexpected(fmt::format("A recorded request has at most {} characters.", max_size));
  if (text.find('=') == std::string_view::npos)
    if (const auto octets = octets_of_hex(text))
      return of_octets(*octets);
  RecordedRequest request;
  PacketWriter writer(Code::access_request, 1);
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = without_number(text.substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.empty() || line[0] == '#' || line.starts_with("Received ") || line.starts_with("Sent ") ||
        line.starts_with("Packet-"))
      continue;
    const auto values = parse_attributes(dictionary, line);
    if (!values) {
      request.notes.push_back(fmt::format("Line {} was left out: {}.", number, values.error()));
      continue;
    }
    for (const NamedValue &value : *values)
      if (!is_proof(value.vendor, value.type) && !add(writer, value))
        request.notes.push_back(fmt::format("Line {} was left out: it does not fit into a packet.", number));
  }
  request.packet = writer.sign_access_request("", std::string(16, '\0'));
  return request;
}

} // namespace demarc::radius
