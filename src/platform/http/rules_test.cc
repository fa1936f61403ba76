#include "platform/http/rules.h"

#include <gtest/gtest.h>

namespace demarc::http {

namespace {

struct Case {
  Format format;
  std::string text;
  bool fits;
};

} // namespace

TEST(HasFormat, tells_right_from_wrong) {
  std::string long_local(65, 'a');
  long_local += "@example.net";
  const Case cases[] = {
      {Format::any, "", true},
      {Format::any, "whatever", true},

      {Format::email, "ada@example.net", true},
      {Format::email, "ada.lovelace+isp@mail.example.co.uk", true},
      {Format::email, "zoë@exämple.net", true},
      {Format::email, "", false},
      {Format::email, "ada", false},
      {Format::email, "@example.net", false},
      {Format::email, "ada@", false},
      {Format::email, "ada@localhost", false},
      {Format::email, "ada@example..net", false},
      {Format::email, "ada@-example.net", false},
      {Format::email, "ada@example.net.", false},
      {Format::email, ".ada@example.net", false},
      {Format::email, "a..b@example.net", false},
      {Format::email, "a b@example.net", false},
      {Format::email, "ada@example.net\r\nBcc: all", false}, // header injection
      {Format::email, long_local, false},

      {Format::ipv4, "192.0.2.1", true},
      {Format::ipv4, "0.0.0.0", true},
      {Format::ipv4, "255.255.255.255", true},
      {Format::ipv4, "256.0.0.1", false},
      {Format::ipv4, "1.2.3", false},
      {Format::ipv4, "1.2.3.4.5", false},
      {Format::ipv4, "01.2.3.4", false}, // octal to some resolvers
      {Format::ipv4, " 1.2.3.4", false},
      {Format::ipv4, "1.2.3.4 ", false},
      {Format::ipv4, "", false},

      {Format::cidr4, "192.0.2.0/24", true},
      {Format::cidr4, "0.0.0.0/0", true},
      {Format::cidr4, "192.0.2.0/33", false},
      {Format::cidr4, "192.0.2.0", false},
      {Format::cidr4, "192.0.2.0/", false},

      {Format::username, "ada@ppp.example.net", true},
      {Format::username, "a", true},
      {Format::username, "", false},
      {Format::username, "a b", false},
      {Format::username, "ada\n", false},
      {Format::username, "zoë", false},
      {Format::username, std::string(128, 'u'), true},
      {Format::username, std::string(129, 'u'), false},

      {Format::code, "fiber-100", true},
      {Format::code, "Fiber", false},
      {Format::code, "fiber 100", false},
      {Format::code, "", false},

      {Format::country, "DE", true},
      {Format::country, "de", false},
      {Format::country, "DEU", false},

      {Format::phone, "+49 30 123456", true},
      {Format::phone, "+1 (555) 010-0199", true},
      {Format::phone, "030 123456", false},
      {Format::phone, "+49", false},
      {Format::phone, "+49 30 1234567890123456", false},
      {Format::phone, "+49 CALL ME", false},

      {Format::time_of_day, "06:00", true},
      {Format::time_of_day, "23:59", true},
      {Format::time_of_day, "24:00", false},
      {Format::time_of_day, "6:00", false},
      {Format::time_of_day, "06:60", false},
      {Format::time_of_day, "06-00", false},

      {Format::time_zone, "Europe/Berlin", true},
      {Format::time_zone, "Europe/Atlantis", false},
      {Format::time_zone, "../../etc/passwd", false},

      {Format::language, "de", true},
      {Format::language, "pt-BR", true},
      {Format::language, "zh-Hans-CN", true},
      {Format::language, "d", false},
      {Format::language, "de-", false},
      {Format::language, "de_DE", false},
  };
  for (const Case &c : cases)
    EXPECT_EQ(has_format(c.format, c.text), c.fits) << format_name(c.format) << " '" << c.text << "'";
}

} // namespace demarc::http
