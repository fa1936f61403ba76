#include "radius/packet.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace demarc::radius {

namespace {

constexpr char zeros[16] = {};
constexpr std::string_view zero_authenticator(zeros, 16);

unsigned octet(char c) { return static_cast<unsigned char>(c); }

std::size_t read_u16(std::string_view two_octets) { return octet(two_octets[0]) << 8U | octet(two_octets[1]); }

// Hashed as if its authenticator and the Message-Authenticator's value were what is given and zeros.
MessageAuthenticator check(const Packet &packet, std::string_view secret, std::string_view authenticator) {
  const auto claimed = packet.find(attribute::message_authenticator);
  if (!claimed)
    return MessageAuthenticator::absent;
  if (claimed->size() != 16 || packet.count(attribute::message_authenticator) != 1)
    return MessageAuthenticator::invalid;
  const std::string_view bytes = packet.bytes();
  const auto at = static_cast<std::size_t>(claimed->data() - bytes.data());
  const Digest right = hmac_md5(secret, {bytes.substr(0, 4), authenticator, bytes.substr(header_size, at - header_size),
                                         zero_authenticator, bytes.substr(at + 16)});
  return same_bytes(view(right), *claimed) ? MessageAuthenticator::valid : MessageAuthenticator::invalid;
}

} // namespace

std::string code_name(Code code) {
  switch (code) {
  case Code::access_request: return "Access-Request";
  case Code::access_accept: return "Access-Accept";
  case Code::access_reject: return "Access-Reject";
  case Code::accounting_request: return "Accounting-Request";
  case Code::accounting_response: return "Accounting-Response";
  case Code::access_challenge: return "Access-Challenge";
  case Code::status_server: return "Status-Server";
  case Code::disconnect_request: return "Disconnect-Request";
  case Code::disconnect_ack: return "Disconnect-ACK";
  case Code::disconnect_nak: return "Disconnect-NAK";
  case Code::coa_request: return "CoA-Request";
  case Code::coa_ack: return "CoA-ACK";
  case Code::coa_nak: return "CoA-NAK";
  }
  return fmt::format("Code-{}", static_cast<unsigned>(code));
}

std::uint32_t read_u32(std::string_view four) {
  return octet(four[0]) << 24U | octet(four[1]) << 16U | octet(four[2]) << 8U | octet(four[3]);
}

std::string u32_octets(std::uint32_t value) {
  return {static_cast<char>(value >> 24U), static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
          static_cast<char>(value)};
}

std::optional<std::uint32_t> integer_of(std::string_view value) {
  if (value.size() != 4)
    return std::nullopt;
  return read_u32(value);
}

Result<Packet, Malformed> Packet::decode(std::string_view datagram) {
  if (datagram.size() < header_size)
    return tl::make_unexpected(Malformed::shorter_than_a_header);
  const std::size_t length = read_u16(datagram.substr(2));
  if (length < header_size)
    return tl::make_unexpected(Malformed::length_below_header);
  if (length > max_packet_size)
    return tl::make_unexpected(Malformed::length_above_limit);
  if (length > datagram.size())
    return tl::make_unexpected(Malformed::truncated);
  Packet packet;
  packet.bytes_ = datagram.substr(0, length);
  for (std::size_t at = header_size; at < length;) {
    if (length - at < 2)
      return tl::make_unexpected(Malformed::attribute_beyond_packet);
    const std::size_t attribute_length = octet(datagram[at + 1]);
    if (attribute_length < 2)
      return tl::make_unexpected(Malformed::attribute_too_short);
    if (attribute_length > length - at)
      return tl::make_unexpected(Malformed::attribute_beyond_packet);
    std::uint16_t &first = packet.first_[octet(datagram[at])];
    if (first == 0)
      first = static_cast<std::uint16_t>(at);
    at += attribute_length;
  }
  return packet;
}

std::optional<std::string_view> Packet::find(std::uint8_t type) const {
  const std::size_t at = first_[type];
  if (at == 0)
    return std::nullopt;
  return bytes_.substr(at + 2, octet(bytes_[at + 1]) - 2);
}

std::optional<std::uint32_t> Packet::find_integer(std::uint8_t type) const {
  const auto value = find(type);
  return value ? integer_of(*value) : std::nullopt;
}

int Packet::count(std::uint8_t type) const {
  int found = 0;
  if (has(type))
    for (const Attribute attribute : *this)
      found += attribute.type == type ? 1 : 0;
  return found;
}

std::optional<VendorAttributes> vendor_attributes(std::string_view value) {
  if (value.size() < 4)
    return std::nullopt;
  const VendorAttributes found{read_u32(value), value.substr(4)};
  std::string_view rest = found.attributes;
  while (!rest.empty())
    if (!next_vendor_attribute(rest))
      return std::nullopt;
  return found;
}

std::optional<Attribute> next_vendor_attribute(std::string_view &rest) {
  if (rest.size() < 2)
    return std::nullopt;
  const std::size_t length = octet(rest[1]);
  if (length < 2 || length > rest.size())
    return std::nullopt;
  const Attribute found{static_cast<std::uint8_t>(rest[0]), rest.substr(2, length - 2)};
  rest.remove_prefix(length);
  return found;
}

MessageAuthenticator check_message_authenticator(const Packet &request, std::string_view secret) {
  switch (request.code()) {
  case Code::accounting_request:
  case Code::disconnect_request:
  case Code::coa_request: return check(request, secret, zero_authenticator);
  default: return check(request, secret, request.authenticator());
  }
}

MessageAuthenticator check_message_authenticator(const Packet &reply, std::string_view secret,
                                                 std::string_view request_authenticator) {
  switch (reply.code()) {
  case Code::accounting_response:
  case Code::coa_ack:
  case Code::coa_nak:
  case Code::disconnect_ack:
  case Code::disconnect_nak: {
    // Over the request's authenticator (RFC 5176 3.6, and answers to Status-Server) or, with FreeRADIUS, over zeros:
    // who knows the secret may make either.
    const MessageAuthenticator checked = check(reply, secret, request_authenticator);
    return checked == MessageAuthenticator::invalid ? check(reply, secret, zero_authenticator) : checked;
  }
  default: return check(reply, secret, request_authenticator);
  }
}

bool request_authenticator_is_valid(const Packet &request, std::string_view secret) {
  return response_authenticator_is_valid(request, secret, zero_authenticator);
}

bool response_authenticator_is_valid(const Packet &reply, std::string_view secret,
                                     std::string_view request_authenticator) {
  const std::string_view bytes = reply.bytes();
  const Digest right = md5({bytes.substr(0, 4), request_authenticator, bytes.substr(header_size), secret});
  return same_bytes(view(right), reply.authenticator());
}

std::string hide_password(std::string_view password, std::string_view secret, std::string_view request_authenticator) {
  std::string hidden(password.substr(0, 128));
  hidden.resize(std::max<std::size_t>(16, (hidden.size() + 15) / 16 * 16), '\0');
  std::string_view previous = request_authenticator;
  for (std::size_t block = 0; block < hidden.size(); block += 16) {
    const Digest mask = md5({secret, previous});
    for (std::size_t i = 0; i < 16; ++i)
      hidden[block + i] = static_cast<char>(hidden[block + i] ^ mask[i]);
    previous = std::string_view(hidden).substr(block, 16);
  }
  return hidden;
}

std::optional<std::string> reveal_password(std::string_view hidden, std::string_view secret,
                                           std::string_view request_authenticator) {
  if (hidden.empty() || hidden.size() > 128 || hidden.size() % 16 != 0)
    return std::nullopt;
  std::string password(hidden);
  std::string_view previous = request_authenticator;
  for (std::size_t block = 0; block < hidden.size(); block += 16) {
    const Digest mask = md5({secret, previous});
    for (std::size_t i = 0; i < 16; ++i)
      password[block + i] = static_cast<char>(password[block + i] ^ mask[i]);
    previous = hidden.substr(block, 16);
  }
  password.resize(password.find_last_not_of('\0') + 1); // npos + 1 == 0: all padding, an empty password
  return password;
}

bool chap_is_valid(std::string_view chap_password, std::string_view challenge, std::string_view password) {
  if (chap_password.size() != 17)
    return false;
  const Digest right = md5({chap_password.substr(0, 1), password, challenge});
  return same_bytes(view(right), chap_password.substr(1));
}

PacketWriter::PacketWriter(Code code, std::uint8_t id) {
  bytes_[0] = static_cast<char>(code);
  bytes_[1] = static_cast<char>(id);
}

void PacketWriter::add_message_authenticator() {
  if (add(attribute::message_authenticator, zero_authenticator))
    message_authenticator_at_ = size_ - 16;
}

bool PacketWriter::add(std::uint8_t type, std::string_view value) {
  if (value.size() > 253 || size_ + 2 + value.size() > max_packet_size)
    return false;
  bytes_[size_] = static_cast<char>(type);
  bytes_[size_ + 1] = static_cast<char>(value.size() + 2);
  if (!value.empty())
    std::memcpy(&bytes_[size_ + 2], value.data(), value.size());
  size_ += 2 + value.size();
  return true;
}

bool PacketWriter::add_integer(std::uint8_t type, std::uint32_t value) { return add(type, u32_octets(value)); }

bool PacketWriter::add_vendor(std::uint32_t vendor, std::uint8_t type, std::string_view value) {
  if (value.size() > 253 - 6)
    return false;
  std::array<char, 253> specific;
  for (unsigned i = 0; i < 4; ++i)
    specific[i] = static_cast<char>(vendor >> (24 - 8 * i));
  specific[4] = static_cast<char>(type);
  specific[5] = static_cast<char>(value.size() + 2);
  std::copy(value.begin(), value.end(), specific.begin() + 6);
  return add(attribute::vendor_specific, {specific.data(), value.size() + 6});
}

bool PacketWriter::add_proxy_states(const Packet &request) {
  if (request.has(attribute::proxy_state))
    for (const Attribute attribute : request)
      if (attribute.type == attribute::proxy_state && !add(attribute::proxy_state, attribute.value))
        return false;
  return true;
}

void PacketWriter::write_length() {
  bytes_[2] = static_cast<char>(size_ >> 8U);
  bytes_[3] = static_cast<char>(size_ & 0xffU);
}

void PacketWriter::write_message_authenticator(std::string_view secret) {
  if (message_authenticator_at_ == 0)
    return;
  std::memset(&bytes_[message_authenticator_at_], 0, 16);
  const Digest digest = hmac_md5(secret, {{bytes_.data(), size_}});
  std::memcpy(&bytes_[message_authenticator_at_], digest.data(), 16);
}

std::string_view PacketWriter::sign(std::string_view secret, std::string_view message_authenticator_over,
                                    std::string_view request_authenticator) {
  write_length();
  std::memcpy(&bytes_[4], message_authenticator_over.data(), 16);
  write_message_authenticator(secret);
  std::memcpy(&bytes_[4], request_authenticator.data(), 16);
  const Digest authenticator = md5({{bytes_.data(), size_}, secret});
  std::memcpy(&bytes_[4], authenticator.data(), 16);
  return {bytes_.data(), size_};
}

std::string_view PacketWriter::sign_reply(std::string_view secret, std::string_view request_authenticator) {
  return sign(secret, request_authenticator, request_authenticator);
}

std::string_view PacketWriter::sign_accounting_response(std::string_view secret,
                                                        std::string_view request_authenticator) {
  return sign(secret, zero_authenticator, request_authenticator);
}

// The same sum with zeros where a reply has the request's authenticator.
std::string_view PacketWriter::sign_request(std::string_view secret) { return sign_reply(secret, zero_authenticator); }

std::string_view PacketWriter::sign_access_request(std::string_view secret, std::string_view authenticator) {
  write_length();
  std::memcpy(&bytes_[4], authenticator.data(), 16);
  write_message_authenticator(secret);
  return {bytes_.data(), size_};
}

} // namespace demarc::radius
