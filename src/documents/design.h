// The design of documents: a text that the operator edits, one instruction a line, from which both PDF and HTML are
// made. docs/documents.md explains every instruction. A text that is not understood is refused with the number of its
// line. A rule.
#pragma once

#include "base/result.h"
#include "documents/paper.h"

#include <array>

namespace demarc::documents {

enum class PageSize { a4, letter };
enum class Side { start, centre, end };
enum class Block { address, title, intro, lines, totals, payment, closing };
BOOST_DESCRIBE_ENUM(Block, address, title, intro, lines, totals, payment, closing)
enum class LineColumn { position, description, period, quantity, unit_price, tax, net };
BOOST_DESCRIBE_ENUM(LineColumn, position, description, period, quantity, unit_price, tax, net)

struct Colour {
  int red = 0, green = 0, blue = 0; // 0 to 255
  auto operator<=>(const Colour &) const = default;
};
std::string to_hex(Colour colour); // "#0b5fff"

// Lengths in tenths: of a millimetre, of a point.
struct Design {
  PageSize page = PageSize::a4;
  int margin_top_dmm = 180, margin_side_dmm = 200, margin_bottom_dmm = 160;
  std::string font = "Noto Sans";
  int size_dpt = 92;
  Colour accent, ink, soft, rule;
  Side logo = Side::start;
  int logo_height_dmm = 160;
  bool has_band = false; // a coloured edge at the top of the page
  std::vector<Block> order;
  std::vector<LineColumn> columns;
  // "intro.invoice" → language or "*" → text with {placeholders}
  std::map<std::string, std::map<std::string, std::string>> texts;
  std::map<std::string, std::map<std::string, std::string>> words; // key → language → text

  // In the language, else for every language, else empty.
  [[nodiscard]] std::string text(const std::string &place, const std::string &language) const;
};

struct DesignError {
  int line = 0;
  std::string what;
};

Result<Design, DesignError> parse_design(std::string_view text);
// What a new installation begins with: built in, and never refused.
std::string_view standard_layout();

// What texts may name in braces.
std::span<const std::string_view> text_placeholders();

} // namespace demarc::documents
