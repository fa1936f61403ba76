// Runs tests/cases/radius/*.txt; the format is described in the README there.
#include "radius/dictionary.h"
#include "radius/packet.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace demarc::radius {
namespace {

struct Line {
  int number = 0;
  std::string key, value;
};
struct Case {
  std::string file, name;
  std::vector<Line> lines;
};

std::string hex(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0)
      digits += c;
    else if (c != ' ')
      ADD_FAILURE() << "not hex: " << text;
  EXPECT_EQ(digits.size() % 2, 0U) << text;
  std::string octets;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    octets += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return octets;
}

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  std::vector<std::filesystem::path> files;
  for (const auto &entry : std::filesystem::directory_iterator(DEMARC_RADIUS_CASES))
    if (entry.path().extension() == ".txt")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto &path : files) {
    std::ifstream in(path);
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
      if (line.empty() || line[0] == '#')
        continue;
      if (line[0] == ' ') {
        cases.back().lines.back().value += line;
        continue;
      }
      const std::size_t space = line.find(' ');
      const std::string key = line.substr(0, space);
      const std::string value = space == std::string::npos ? "" : line.substr(space + 1);
      if (key == "case")
        cases.push_back({path.filename().string(), value, {}});
      else if (!cases.empty())
        cases.back().lines.push_back({number, key, value});
      else
        ADD_FAILURE() << path << ":" << number << ": a line before the first case";
    }
  }
  return cases;
}

class WireCase {
public:
  explicit WireCase(const Case &what) : case_(what) {}

  void run() {
    for (const Line &line : case_.lines)
      if (line.key == "packet")
        datagram_ = hex(line.value);
      else if (line.key == "secret")
        secret_ = line.value;
      else if (line.key == "repacked")
        repacked_ = true;
    const auto packet = Packet::decode(datagram_);
    if (!packet) {
      ASSERT_EQ(case_.lines.size(), 2U) << "refused as " << boost::describe::enum_to_string(packet.error(), "?");
      EXPECT_EQ(case_.lines[1].key, "malformed");
      EXPECT_EQ(boost::describe::enum_to_string(packet.error(), "?"), case_.lines[1].value);
      return;
    }
    std::vector<std::string> expected;
    for (const Line &line : case_.lines)
      if (line.key == "attribute")
        expected.push_back(line.value);
      else
        check(line, *packet);
    const auto shown = attribute_lines(Dictionary::builtin(), *packet);
    EXPECT_EQ(shown, expected);
    check_writing(*packet, shown);
  }

private:
  void check(const Line &line, const Packet &packet) {
    SCOPED_TRACE(fmt::format("{}:{}", case_.file, line.number));
    const auto value = line.value;
    if (line.key == "packet" || line.key == "secret" || line.key == "repacked")
      return;
    if (line.key == "code")
      EXPECT_EQ(code_name(packet.code()), value);
    else if (line.key == "id")
      EXPECT_EQ(std::to_string(packet.id()), value);
    else if (line.key == "password")
      EXPECT_EQ(reveal_password(packet.find(attribute::user_password).value(), secret_, packet.authenticator()), value);
    else if (line.key == "chap" || line.key == "not-chap")
      EXPECT_EQ(chap_is_valid(packet.find(attribute::chap_password).value(),
                              packet.find(attribute::chap_challenge).value_or(packet.authenticator()), value),
                line.key == "chap");
    else if (line.key == "request-authenticator")
      EXPECT_EQ(request_authenticator_is_valid(packet, secret_) ? "valid" : "invalid", value);
    else if (line.key == "message-authenticator") {
      const auto found = check_message_authenticator(packet, secret_);
      EXPECT_EQ(found == MessageAuthenticator::absent  ? "absent"
                : found == MessageAuthenticator::valid ? "valid"
                                                       : "invalid",
                value);
    } else if (line.key == "answers" || line.key == "does-not-answer")
      EXPECT_EQ(response_authenticator_is_valid(packet, secret_, hex(value)), line.key == "answers");
    else
      FAIL() << "unknown line: " << line.key;
  }

  // The text, read back, makes the same octets (or at least the same text).
  void check_writing(const Packet &packet, const std::vector<std::string> &shown) {
    const auto values = parse_attributes(Dictionary::builtin(), fmt::format("{}", fmt::join(shown, "\n")));
    ASSERT_TRUE(values) << values.error();
    PacketWriter writer(packet.code(), packet.id());
    for (const NamedValue &value : *values)
      EXPECT_TRUE(add(writer, value));
    const std::string written(writer.sign_access_request({}, packet.authenticator()));
    if (!repacked_) {
      EXPECT_EQ(written, packet.bytes());
    }
    const auto again = Packet::decode(written);
    ASSERT_TRUE(again);
    EXPECT_EQ(attribute_lines(Dictionary::builtin(), *again), shown);
  }

  const Case &case_;
  std::string datagram_, secret_;
  bool repacked_ = false;
};

TEST(WireCases, are_read_and_written_as_the_files_say) {
  const auto cases = read_cases();
  EXPECT_GE(cases.size(), 40U) << "are the case files where they belong?";
  for (const Case &one : cases) {
    SCOPED_TRACE(one.file + ": " + one.name);
    WireCase(one).run();
  }
}

} // namespace
} // namespace demarc::radius
