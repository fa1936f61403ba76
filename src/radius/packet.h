// The RADIUS wire format (RFC 2865, 2866, 5176): reading, writing and the keyed hashes that tie a packet to its secret.
//
//   packet     = code:1 identifier:1 length:2 authenticator:16 attribute*        20 <= length <= 4096
//   attribute  = type:1 length:1 value:(length - 2)                              2 <= length
//   vendor     = attribute of type 26, value = vendor:4 (type:1 length:1 value)*
//
// Octets are std::string_view; integers are big endian. Decoding checks every length once, so that reading cannot run
// out of the packet afterwards; what lies behind the Length field is padding and is ignored (RFC 2865 3).
//
// Values only; any thread. A Packet and the views it answers point into the datagram it was decoded from.
#pragma once

#include "base/result.h"
#include "radius/md5.h"

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace demarc::radius {

enum class Code : std::uint8_t {
  access_request = 1,
  access_accept = 2,
  access_reject = 3,
  accounting_request = 4,
  accounting_response = 5,
  access_challenge = 11,
  status_server = 12,
  disconnect_request = 40,
  disconnect_ack = 41,
  disconnect_nak = 42,
  coa_request = 43,
  coa_ack = 44,
  coa_nak = 45
};
std::string code_name(Code code); // "Access-Request"; "Code-77"

// The attributes the server itself reads or writes; all others are known by the dictionary alone.
namespace attribute {
constexpr std::uint8_t user_name = 1, user_password = 2, chap_password = 3, nas_ip_address = 4, nas_port = 5,
                       service_type = 6, framed_protocol = 7, framed_ip_address = 8, reply_message = 18, state = 24,
                       class_ = 25, vendor_specific = 26, session_timeout = 27, idle_timeout = 28,
                       calling_station_id = 31, nas_identifier = 32, proxy_state = 33, acct_status_type = 40,
                       acct_delay_time = 41, acct_input_octets = 42, acct_output_octets = 43, acct_session_id = 44,
                       acct_session_time = 46, acct_terminate_cause = 49, acct_input_gigawords = 52,
                       acct_output_gigawords = 53, event_timestamp = 55, chap_challenge = 60, eap_message = 79,
                       message_authenticator = 80, acct_interim_interval = 85, nas_port_id = 87,
                       framed_ipv6_prefix = 97, error_cause = 101, delegated_ipv6_prefix = 123,
                       framed_ipv6_address = 168;
} // namespace attribute

struct Attribute {
  std::uint8_t type = 0;
  std::string_view value; // 0 to 253 octets
};

std::uint32_t read_u32(std::string_view four_octets);
std::string u32_octets(std::uint32_t value);
// nullopt unless the value has exactly four octets.
std::optional<std::uint32_t> integer_of(std::string_view value);

constexpr std::size_t header_size = 20;
constexpr std::size_t max_packet_size = 4096;

enum class Malformed {
  shorter_than_a_header,
  length_below_header,    // Length < 20
  length_above_limit,     // Length > 4096
  truncated,              // Length says more than came
  attribute_too_short,    // attribute length 0 or 1
  attribute_beyond_packet // attribute length runs past the end
};
BOOST_DESCRIBE_ENUM(Malformed, shorter_than_a_header, length_below_header, length_above_limit, truncated,
                    attribute_too_short, attribute_beyond_packet)

class Packet {
public:
  static Result<Packet, Malformed> decode(std::string_view datagram);

  [[nodiscard]] Code code() const { return static_cast<Code>(bytes_[0]); }
  [[nodiscard]] std::uint8_t id() const { return static_cast<std::uint8_t>(bytes_[1]); }
  [[nodiscard]] std::string_view authenticator() const { return bytes_.substr(4, 16); }
  [[nodiscard]] std::string_view bytes() const { return bytes_; } // exactly Length octets

  class Iterator {
  public:
    explicit Iterator(std::string_view rest) : rest_(rest) {}
    Attribute operator*() const { return {static_cast<std::uint8_t>(rest_[0]), rest_.substr(2, length() - 2)}; }
    Iterator &operator++() {
      rest_.remove_prefix(length());
      return *this;
    }
    bool operator!=(const Iterator &other) const { return rest_.size() != other.rest_.size(); }

  private:
    [[nodiscard]] std::size_t length() const { return static_cast<unsigned char>(rest_[1]); }
    std::string_view rest_;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(bytes_.substr(header_size)); }
  [[nodiscard]] Iterator end() const { return Iterator({}); }

  // The first attribute of that type.
  [[nodiscard]] std::optional<std::string_view> find(std::uint8_t type) const;
  // The first of that type, if it has four octets.
  [[nodiscard]] std::optional<std::uint32_t> find_integer(std::uint8_t type) const;
  [[nodiscard]] bool has(std::uint8_t type) const { return first_[type] != 0; }
  [[nodiscard]] int count(std::uint8_t type) const;

private:
  Packet() = default;
  std::string_view bytes_;
  std::array<std::uint16_t, 256> first_{}; // offset of the first attribute of each type; 0 none
};

// A vendor's attributes inside one Vendor-Specific attribute. nullopt when they do not follow the recommended layout:
// then the value is opaque (RFC 2865 5.26).
struct VendorAttributes {
  std::uint32_t vendor = 0;
  std::string_view attributes; // walk with next_vendor_attribute
};
std::optional<VendorAttributes> vendor_attributes(std::string_view vendor_specific_value);
std::optional<Attribute> next_vendor_attribute(std::string_view &rest);

// ---- authenticity
// ------------------------------------------------------------------------------------------------------

enum class MessageAuthenticator { absent, valid, invalid };
// Of a request as received (RFC 3579 3.2; accounting, CoA and Disconnect requests count their authenticator as zeros,
// RFC 5176 3.4). More than one, or one of the wrong size, is invalid.
MessageAuthenticator check_message_authenticator(const Packet &request, std::string_view secret);
// Of a reply: the request's authenticator stands in place of the reply's own.
MessageAuthenticator check_message_authenticator(const Packet &reply, std::string_view secret,
                                                 std::string_view request_authenticator);
// Accounting-Request, CoA-Request, Disconnect-Request (RFC 2866 3, RFC 5176 2.3).
bool request_authenticator_is_valid(const Packet &request, std::string_view secret);
// Every reply (RFC 2865 3).
bool response_authenticator_is_valid(const Packet &reply, std::string_view secret,
                                     std::string_view request_authenticator);

// RFC 2865 5.2. Passwords longer than 128 octets cannot be hidden: the rest is cut.
std::string hide_password(std::string_view password, std::string_view secret, std::string_view request_authenticator);
// nullopt: the value's length is not 16, 32 … 128.
std::optional<std::string> reveal_password(std::string_view hidden, std::string_view secret,
                                           std::string_view request_authenticator);
// RFC 2865 5.3: `chap_password` is the attribute's value (identifier and response); false also when it is not 17
// octets.
bool chap_is_valid(std::string_view chap_password, std::string_view challenge, std::string_view password);

// ---- writing
// -----------------------------------------------------------------------------------------------------------

// Builds one packet. Adding what does not fit (a value over 253 octets, a packet over 4096) changes nothing and answers
// false. Ends with exactly one of the sign functions, whose view lives as long as the writer.
class PacketWriter {
public:
  PacketWriter(Code code, std::uint8_t id);

  // Reserves Message-Authenticator here; the sign functions fill it. Call it first: RFC-to-be "deprecating insecure
  // practices" and every current server want it as the first attribute, where it cannot be pushed out by a prefix
  // attack.
  void add_message_authenticator();
  bool add(std::uint8_t type, std::string_view value);
  bool add_integer(std::uint8_t type, std::uint32_t value);
  bool add_vendor(std::uint32_t vendor, std::uint8_t type, std::string_view value);
  // Copies the request's Proxy-State attributes, in order, unchanged (RFC 2865 5.33).
  bool add_proxy_states(const Packet &request);

  // An answer to the request with that authenticator.
  std::string_view sign_reply(std::string_view secret, std::string_view request_authenticator);
  // An Accounting-Response to an Accounting-Request (not to a Status-Server): Message-Authenticator, where there is
  // one, is made over zeros, as FreeRADIUS and its clients check it. No RFC says.
  std::string_view sign_accounting_response(std::string_view secret, std::string_view request_authenticator);
  // Accounting-Request, CoA-Request, Disconnect-Request.
  std::string_view sign_request(std::string_view secret);
  // Access-Request, Status-Server: the authenticator is random, and chosen before the password is hidden.
  std::string_view sign_access_request(std::string_view secret, std::string_view authenticator);

private:
  std::string_view sign(std::string_view secret, std::string_view message_authenticator_over,
                        std::string_view request_authenticator);
  void write_length();
  void write_message_authenticator(std::string_view secret);

  std::array<char, max_packet_size> bytes_; // only the first size_ are meaningful
  std::size_t size_ = header_size;
  std::size_t message_authenticator_at_ = 0; // of its value; 0 none
};

} // namespace demarc::radius
