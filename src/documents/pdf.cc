#include "documents/pdf.h"

#include "base/ensure.h"
#include "base/log.h"
#include "documents/pagination.h"
#include "documents/pay_code.h"

#include <algorithm>
#include <array>
#include <cairo-pdf.h>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <pango/pangocairo.h>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFWriter.hh>
#include <sstream>
#include <stdexcept>

namespace demarc::documents {

namespace {

constexpr double points_per_dmm = 72.0 / 254.0;
// Of Noto Sans, in parts of the size. Every text stands on the baseline it gives, so that taller letters beside it
// (Arabic, Chinese) are on one line with it.
constexpr double usual_ascent = 1.069;
constexpr std::size_t largest_logo = 200'000;
constexpr int largest_side = 2000;
// Behind the design's own: the scripts that it has no letters for, always in this order, so that a page looks the same
// whatever else is installed.
constexpr std::string_view more_fonts = "Noto Sans, Noto Sans Arabic, Noto Sans CJK SC, Noto Sans CJK JP";

struct Unref {
  void operator()(void *object) const { g_object_unref(object); }
};
struct FreeFont {
  void operator()(PangoFontDescription *font) const { pango_font_description_free(font); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;
using Font = std::unique_ptr<PangoFontDescription, FreeFont>;
using Image = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

enum class Ink { text, soft, accent };
enum class Weight { plain, bold };

struct Pen {
  double size = 1; // of the design's
  Weight weight = Weight::plain;
  Ink ink = Ink::text;
  bool at_end = false; // of its width
  bool centred = false;
};

// Fontconfig's and Pango's fonts belong to a thread. The map is kept for the thread's life: loading fonts costs more
// than a page.
PangoContext *context_of_thread() {
  thread_local const std::unique_ptr<PangoFontMap, Unref> map(pango_cairo_font_map_new());
  thread_local const std::unique_ptr<PangoContext, Unref> context([] {
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map.get()), 72.0); // a point is a point
    PangoContext *made = pango_font_map_create_context(map.get());
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(made, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(made, FALSE);
    return made;
  }());
  return context.get();
}

// On a right-to-left page each line is a run of its own, in the direction of its first letter: "25001 Nordhafen" keeps
// its order, and where it stands is the alignment's matter.
std::string isolated_lines(const std::string &text) {
  static constexpr std::string_view first_strong = "\u2068", pop = "\u2069";
  std::string lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += fmt::format("{}{}{}{}", at > 0 ? "\n" : "", first_strong, text.substr(at, end - at), pop);
    at = end + 1;
  }
  return lines;
}

struct PngBytes {
  const std::string *bytes;
  std::size_t at = 0;
};

cairo_status_t read_png(void *closure, unsigned char *into, unsigned length) {
  auto &in = *static_cast<PngBytes *>(closure);
  if (in.bytes->size() - in.at < length)
    return CAIRO_STATUS_READ_ERROR;
  std::memcpy(into, in.bytes->data() + in.at, length);
  in.at += length;
  return CAIRO_STATUS_SUCCESS;
}

Image decode(const std::string &png) {
  PngBytes in{&png};
  return {cairo_image_surface_create_from_png_stream(read_png, &in), &cairo_surface_destroy};
}

cairo_status_t append_pdf(void *closure, const unsigned char *bytes, unsigned length) {
  const void *raw = bytes;
  static_cast<std::string *>(closure)->append(static_cast<const char *>(raw), length);
  return CAIRO_STATUS_SUCCESS;
}

// Lengths are points from the top and from the side where reading begins: on a right-to-left page x grows to the left.
class Sheet {
public:
  Sheet(const Paper &paper, const Design &design, const std::string &logo);
  std::string draw();

private:
  [[nodiscard]] double points(int dmm) const { return dmm * points_per_dmm; }
  Layout layout(const std::string &text, const Pen &style, double width) const;
  // Draws and answers the height; nothing is drawn while measuring.
  double write(const std::string &text, double x, double y, double width, const Pen &style);
  double raised_by(PangoLayout *made, const Pen &style) const;
  double height_of(const std::string &text, double width, const Pen &style) const;
  double width_of(const std::string &text, const Pen &style) const;
  void line(double x, double y, double width, Colour colour, double thickness);
  void box(double x, double y, double width, double height, Colour colour);
  void ink(Colour colour) {
    cairo_set_source_rgb(cairo_, colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0);
  }

  double letterhead();
  double continuation_head();
  void foot(int page, int pages);
  double address(double y);
  double title(double y);
  double block_text(const std::string &text, double y);
  double totals(double y);
  double payment(double y);
  double tail(double y);
  void measure_columns();
  double column_heads(double y);
  double row(const Row &row, double y);
  double row_height(const Row &row) const;
  double carry_row(const std::string &label, Money sum, double y);
  void qr(const QrCode &code, double x, double y, double side);
  void begin_page();
  [[nodiscard]] bool before_lines(Block block) const;

  const Paper &paper_;
  const Design &design_;
  const std::string &logo_png_;
  Image logo_{nullptr, &cairo_surface_destroy};
  bool rtl_;
  double width_, height_, margin_, inner_, size_;
  Colour white_{255, 255, 255};
  PangoContext *context_;
  cairo_t *cairo_ = nullptr;
  bool is_drawing_ = false;
  double footer_height_ = 0;
  std::vector<double> column_x_, column_width_;
  std::size_t wide_ = 0; // the widest column of words: details stand under it
};

Sheet::Sheet(const Paper &paper, const Design &design, const std::string &logo)
    : paper_(paper), design_(design), logo_png_(logo), rtl_(paper.language.is_right_to_left()),
      width_(design.page == PageSize::a4 ? 595.276 : 612), height_(design.page == PageSize::a4 ? 841.89 : 792),
      margin_(design.margin_side_dmm * points_per_dmm), inner_(width_ - 2 * margin_), size_(design.size_dpt / 10.0),
      context_(context_of_thread()) {
  if (!logo.empty())
    logo_ = decode(logo);
}

Layout Sheet::layout(const std::string &text, const Pen &style, double width) const {
  Layout made(pango_layout_new(context_));
  const Font font(pango_font_description_new());
  const std::string families = fmt::format("{}, {}", design_.font, more_fonts);
  pango_font_description_set_family(font.get(), families.c_str());
  pango_font_description_set_weight(font.get(), style.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font.get(), std::round(size_ * style.size * 100) / 100 * PANGO_SCALE);
  pango_layout_set_font_description(made.get(), font.get());
  if (width > 0) {
    pango_layout_set_width(made.get(), static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(made.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_height(made.get(), -12); // lines: what is longer ends in an ellipsis
    pango_layout_set_ellipsize(made.get(), PANGO_ELLIPSIZE_END);
  }
  // The page's direction decides where a text begins, its letters only how it runs: an address of Latin letters on an
  // Arabic page stands on the right.
  pango_layout_set_auto_dir(made.get(), FALSE);
  pango_layout_set_alignment(made.get(), style.centred          ? PANGO_ALIGN_CENTER
                                         : style.at_end != rtl_ ? PANGO_ALIGN_RIGHT
                                                                : PANGO_ALIGN_LEFT);
  const std::string shown = rtl_ ? isolated_lines(text) : text;
  pango_layout_set_text(made.get(), shown.data(), static_cast<int>(shown.size()));
  return made;
}

double Sheet::raised_by(PangoLayout *made, const Pen &style) const {
  return static_cast<double>(pango_layout_get_baseline(made)) / PANGO_SCALE - usual_ascent * size_ * style.size;
}

double Sheet::height_of(const std::string &text, double width, const Pen &style) const {
  if (text.empty())
    return 0;
  const Layout made = layout(text, style, width);
  int w = 0, h = 0;
  pango_layout_get_size(made.get(), &w, &h);
  return static_cast<double>(h) / PANGO_SCALE - raised_by(made.get(), style);
}

double Sheet::width_of(const std::string &text, const Pen &style) const {
  const Layout made = layout(text, style, 0);
  int w = 0, h = 0;
  pango_layout_get_size(made.get(), &w, &h);
  return static_cast<double>(w) / PANGO_SCALE;
}

double Sheet::write(const std::string &text, double x, double y, double width, const Pen &style) {
  if (text.empty())
    return 0;
  const Layout made = layout(text, style, width);
  int w = 0, h = 0;
  pango_layout_get_size(made.get(), &w, &h);
  const double raised = raised_by(made.get(), style);
  if (is_drawing_) {
    ink(style.ink == Ink::text ? design_.ink : style.ink == Ink::soft ? design_.soft : design_.accent);
    cairo_move_to(cairo_, rtl_ ? width_ - x - width : x, y - raised);
    pango_cairo_show_layout(cairo_, made.get());
  }
  return static_cast<double>(h) / PANGO_SCALE - raised;
}

void Sheet::box(double x, double y, double width, double height, Colour colour) {
  if (!is_drawing_)
    return;
  ink(colour);
  cairo_rectangle(cairo_, rtl_ ? width_ - x - width : x, y, width, height);
  cairo_fill(cairo_);
}

void Sheet::line(double x, double y, double width, Colour colour, double thickness) {
  box(x, y - thickness / 2, width, thickness, colour);
}

// The logo or the seller's name in large, and the seller's lines on the other side.
double Sheet::letterhead() {
  const double top = points(design_.margin_top_dmm);
  double used = 0;
  if (logo_) {
    const double image_width = cairo_image_surface_get_width(logo_.get());
    const double image_height = cairo_image_surface_get_height(logo_.get());
    const double scale = std::min(points(design_.logo_height_dmm) / image_height, inner_ * 0.5 / image_width);
    const double w = image_width * scale, h = image_height * scale;
    const double x = design_.logo == Side::start ? margin_
                     : design_.logo == Side::end ? width_ - margin_ - w
                                                 : (width_ - w) / 2;
    if (is_drawing_) {
      cairo_save(cairo_);
      cairo_translate(cairo_, rtl_ ? width_ - x - w : x, top);
      cairo_scale(cairo_, scale, scale);
      cairo_set_source_surface(cairo_, logo_.get(), 0, 0);
      cairo_paint(cairo_);
      cairo_restore(cairo_);
    }
    used = h;
  } else {
    used = write(paper_.seller, margin_, top, inner_ * 0.55, {1.9, Weight::bold, Ink::accent});
  }
  std::string lines;
  for (const std::string &one : paper_.seller_lines)
    lines += (lines.empty() ? "" : "\n") + one;
  const bool logo_at_end = logo_ && design_.logo == Side::end;
  const double side = inner_ * 0.4;
  const double y = logo_ && design_.logo == Side::centre ? top + used + 8 : top;
  const double text_height = write(lines, logo_at_end ? margin_ : width_ - margin_ - side, y, side,
                                   {0.84, Weight::plain, Ink::soft, !logo_at_end});
  return std::max(top + used, y + text_height) + 22;
}

double Sheet::continuation_head() {
  const double top = points(design_.margin_top_dmm) * 0.72;
  const double a = write(paper_.seller, margin_, top, inner_ * 0.5, {0.84, Weight::bold, Ink::accent});
  const double b =
      write(paper_.title, margin_ + inner_ * 0.5, top, inner_ * 0.5, {0.84, Weight::plain, Ink::soft, true});
  return top + std::max(a, b) + 16;
}

void Sheet::foot(int page, int pages) {
  const double bottom = height_ - points(design_.margin_bottom_dmm);
  const double top = bottom - footer_height_;
  const Pen small{0.74, Weight::plain, Ink::soft};
  if (!paper_.footer.empty()) {
    line(margin_, top, inner_, design_.rule, 0.6);
    const double gap = 14, count = static_cast<double>(paper_.footer.size());
    const double column = (inner_ - gap * (count - 1)) / count;
    for (std::size_t i = 0; i < paper_.footer.size(); ++i)
      write(paper_.footer[i], margin_ + static_cast<double>(i) * (column + gap), top + 6, column, small);
  }
  Pen number = small;
  number.at_end = true;
  write(page_words(paper_, page, pages), margin_, bottom + 5, inner_, number);
}

double Sheet::address(double y) {
  const double left = inner_ * 0.54;
  double a = y;
  if (!paper_.sender_line.empty()) {
    a += write(paper_.sender_line, margin_, a, left, {0.68, Weight::plain, Ink::soft}) + 2;
    line(margin_, a, left * 0.92, design_.rule, 0.5);
    a += 5;
  }
  for (std::size_t i = 0; i < paper_.recipient.size(); ++i)
    a += write(paper_.recipient[i], margin_, a, left, {1.06, i == 0 ? Weight::bold : Weight::plain}) + 1;
  // The facts beside it: labels and values in two columns.
  const double x = margin_ + inner_ * 0.6, width = inner_ * 0.4;
  double labels = 0;
  for (const Fact &fact : paper_.facts)
    labels = std::max(labels, width_of(fact.label, {0.92, Weight::plain, Ink::soft}));
  labels = std::min(labels + 10, width * 0.55);
  double b = y;
  for (const Fact &fact : paper_.facts) {
    const double h1 = write(fact.label, x, b, labels, {0.92, Weight::plain, Ink::soft});
    const double h2 = write(fact.value, x + labels, b, width - labels, {0.92, Weight::bold, Ink::text, true});
    b += std::max(h1, h2) + 3;
  }
  return std::max(a, b) + 24;
}

double Sheet::title(double y) {
  const double h =
      write(paper_.title, margin_, y, inner_ * (paper_.mark.empty() ? 1 : 0.74), {1.75, Weight::bold, Ink::text});
  if (!paper_.mark.empty())
    write(paper_.mark, margin_ + inner_ * 0.74, y + 3, inner_ * 0.26, {1.3, Weight::bold, Ink::accent, true});
  return y + h + 12;
}

double Sheet::block_text(const std::string &text, double y) {
  if (text.empty())
    return y;
  return y + write(text, margin_, y, inner_, {}) + 12;
}

void Sheet::measure_columns() {
  const double gap = 10;
  const std::size_t count = paper_.columns.size();
  column_width_.assign(count, 0);
  double numbers = 0;
  int weights = 0;
  for (std::size_t c = 0; c < count; ++c) {
    const Column &column = paper_.columns[c];
    if (column.weight > 0 && !column.is_number) {
      weights += column.weight;
      if (paper_.columns[wide_].is_number || column.weight > paper_.columns[wide_].weight)
        wide_ = c;
      continue;
    }
    // The digits of the fonts are of one width, so the longest texts are the widest: measuring them all would cost as
    // much as drawing them.
    static const std::string nothing;
    std::array<const std::string *, 3> longest{&nothing, &nothing, &nothing};
    for (const Row &row : paper_.rows) {
      const std::string *text = &row.cells[c];
      for (const std::string *&held : longest) {
        if (text->size() > held->size())
          std::swap(text, held);
      }
    }
    const bool has_strong =
        std::any_of(paper_.rows.begin(), paper_.rows.end(), [](const Row &row) { return row.is_strong; });
    double widest = width_of(column.title, {0.84, Weight::bold});
    for (const std::string *text : longest)
      widest = std::max(widest, width_of(*text, {1, has_strong ? Weight::bold : Weight::plain}));
    if (c + 1 == count) { // the carried sums stand in the last column
      Money sum = paper_.opening;
      for (const Row &row : paper_.rows)
        sum += row.carries;
      widest = std::max(widest, width_of(paper_.language.amount(sum), {1, Weight::bold}));
    }
    column_width_[c] = std::min(widest + 2, inner_ * 0.36);
    numbers += column_width_[c];
  }
  const double rest = inner_ - numbers - gap * (static_cast<double>(count) - 1);
  column_x_.assign(count, margin_);
  double x = margin_;
  for (std::size_t c = 0; c < count; ++c) {
    if (column_width_[c] == 0)
      column_width_[c] = std::max(rest * paper_.columns[c].weight / std::max(weights, 1), 30.0);
    column_x_[c] = x;
    x += column_width_[c] + gap;
  }
}

double Sheet::column_heads(double y) {
  double height = 0;
  for (std::size_t c = 0; c < paper_.columns.size(); ++c)
    height = std::max(height, write(paper_.columns[c].title, column_x_[c], y, column_width_[c],
                                    {0.84, Weight::bold, Ink::accent, paper_.columns[c].is_number}));
  line(margin_, y + height + 4, inner_, design_.accent, 1);
  return y + height + 5;
}

constexpr double row_padding = 4.2;

Weight weight_of(const Row &row) { return row.is_strong ? Weight::bold : Weight::plain; }

double Sheet::row_height(const Row &row) const {
  double height = 0;
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    double cell =
        height_of(row.cells[c], column_width_[c], {1, weight_of(row), Ink::text, paper_.columns[c].is_number});
    if (c == wide_)
      cell += height_of(row.detail, column_width_[c], {0.84, Weight::plain, Ink::soft});
    height = std::max(height, cell);
  }
  return height + 2 * row_padding;
}

double Sheet::row(const Row &row, double y) {
  double height = 0;
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    double cell = write(row.cells[c], column_x_[c], y + row_padding, column_width_[c],
                        {1, weight_of(row), Ink::text, paper_.columns[c].is_number});
    if (c == wide_)
      cell +=
          write(row.detail, column_x_[c], y + row_padding + cell, column_width_[c], {0.84, Weight::plain, Ink::soft});
    height = std::max(height, cell);
  }
  const double bottom = y + height + 2 * row_padding;
  line(margin_, bottom, inner_, design_.rule, 0.5);
  return bottom;
}

double Sheet::carry_row(const std::string &label, Money sum, double y) {
  const std::size_t last = paper_.columns.size() - 1;
  const double a =
      write(label, margin_, y + row_padding, inner_ - column_width_[last] - 10, {0.92, Weight::plain, Ink::soft, true});
  const double b = write(paper_.language.amount(sum), column_x_[last], y + row_padding, column_width_[last],
                         {1, Weight::bold, Ink::text, true});
  return y + std::max(a, b) + 2 * row_padding;
}

double Sheet::totals(double y) {
  if (paper_.totals.empty())
    return y;
  const double width = inner_ * 0.56, x = margin_ + inner_ - width;
  y += 8;
  for (const Total &total : paper_.totals) {
    const Pen label{total.is_strong ? 1.15 : 1.0, total.is_strong ? Weight::bold : Weight::plain,
                    total.is_strong ? Ink::text : Ink::soft};
    Pen value = label;
    value.at_end = true;
    value.ink = Ink::text;
    const double amount = width_of(total.amount, value) + 4;
    if (total.is_strong) {
      line(x, y + 1, width, design_.accent, 1);
      y += 4;
    }
    const double a = write(total.label, x, y, width - amount - 8, label);
    const double b = write(total.amount, x + width - amount, y, amount, value);
    y += std::max(a, b) + 3.5;
  }
  return y + 12;
}

void Sheet::qr(const QrCode &code, double x, double y, double side) {
  if (!is_drawing_)
    return;
  const double left = rtl_ ? width_ - x - side : x, module = side / code.side;
  cairo_set_source_rgb(cairo_, 0, 0, 0);
  // A run of dark modules is one rectangle: no hairlines between them, and a small file.
  for (int row = 0; row < code.side; ++row) {
    for (int column = 0; column < code.side; ++column) {
      if (!code.dark(column, row))
        continue;
      const int from = column;
      while (column < code.side && code.dark(column, row))
        ++column;
      cairo_rectangle(cairo_, left + from * module, y + row * module, (column - from) * module, module);
    }
  }
  cairo_fill(cairo_);
}

double Sheet::payment(double y) {
  if (!paper_.pay)
    return y;
  const PayBox &pay = *paper_.pay;
  const double side = 92, padding = 12;
  const auto code = pay.code.empty() ? std::nullopt : make_qr(pay.code);
  const double text_width = inner_ - 2 * padding - (code ? side + 24 : 0);
  const bool was_drawing = is_drawing_;
  const auto body = [&](double top) {
    double at = top + padding;
    at += write(pay.title, margin_ + padding, at, text_width, {1.1, Weight::bold, Ink::accent}) + 5;
    double labels = 0;
    for (const Fact &fact : pay.facts)
      labels = std::max(labels, width_of(fact.label, {0.92, Weight::plain, Ink::soft}));
    labels = std::min(labels + 12, text_width * 0.42);
    for (const Fact &fact : pay.facts) {
      const double a = write(fact.label, margin_ + padding, at, labels, {0.92, Weight::plain, Ink::soft});
      const double b = write(fact.value, margin_ + padding + labels, at, text_width - labels, {1, Weight::plain});
      at += std::max(a, b) + 2.5;
    }
    double end = at;
    if (code) {
      const double x = width_ - margin_ - padding - side;
      qr(*code, x, top + padding, side);
      const double label_width = side + 24;
      end = std::max(end, top + padding + side + 4 +
                              write(pay.code_label, x - 12, top + padding + side + 4, label_width,
                                    {0.74, Weight::plain, Ink::soft, false, true}));
    }
    return end + padding;
  };
  is_drawing_ = false;
  const double bottom = body(y);
  is_drawing_ = was_drawing;
  const Colour tint{(design_.accent.red + 255 * 15) / 16, (design_.accent.green + 255 * 15) / 16,
                    (design_.accent.blue + 255 * 15) / 16};
  box(margin_, y, inner_, bottom - y, tint);
  if (code) { // a QR code needs light around it
    const double x = width_ - margin_ - padding - side;
    box(x - 6, y + padding - 6, side + 12, side + 12, white_);
  }
  if (is_drawing_ && !pay.link.empty()) {
    const std::string target =
        fmt::format("rect=[{:.2f} {:.2f} {:.2f} {:.2f}] uri='{}'", margin_, y, inner_, bottom - y, pay.link);
    cairo_tag_begin(cairo_, CAIRO_TAG_LINK, target.c_str());
    cairo_tag_end(cairo_, CAIRO_TAG_LINK);
  }
  body(y);
  return bottom + 14;
}

bool Sheet::before_lines(Block block) const {
  const auto at = [&](Block one) { return std::find(design_.order.begin(), design_.order.end(), one); };
  return at(block) < at(Block::lines);
}

double Sheet::tail(double y) {
  for (const Block block : design_.order) {
    if (before_lines(block) || block == Block::lines)
      continue;
    switch (block) {
    case Block::totals: y = totals(y); break;
    case Block::payment: y = payment(y); break;
    case Block::closing: y = block_text(paper_.closing, y); break;
    case Block::intro: y = block_text(paper_.intro, y); break;
    case Block::address: y = address(y); break;
    case Block::title: y = title(y); break;
    case Block::lines: break;
    }
  }
  return y;
}

void Sheet::begin_page() {
  if (design_.has_band)
    box(0, 0, width_, 5, design_.accent);
}

std::string Sheet::draw() {
  std::string bytes;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append_pdf, &bytes, width_, height_);
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, paper_.title.c_str());
  cairo_ = cairo_create(surface);
  pango_cairo_update_context(cairo_, context_);
  pango_context_set_base_dir(context_, rtl_ ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_context_set_language(context_, pango_language_from_string(paper_.language.code().c_str()));

  for (const std::string &column : paper_.footer) {
    const double count = static_cast<double>(paper_.footer.size());
    footer_height_ = std::max(
        footer_height_, height_of(column, (inner_ - 14 * (count - 1)) / count, {0.74, Weight::plain, Ink::soft}) + 8);
  }
  const double floor = height_ - points(design_.margin_bottom_dmm) - footer_height_ - 6;
  measure_columns();
  std::vector<int> heights;
  heights.reserve(paper_.rows.size());
  const auto units = [](double height) { return static_cast<int>(std::ceil(height * 100)); };
  for (const Row &row : paper_.rows)
    heights.push_back(units(row_height(row)));

  const auto head = [&] {
    double y = letterhead();
    for (const Block block : design_.order) {
      if (!before_lines(block))
        continue;
      switch (block) {
      case Block::address: y = address(y); break;
      case Block::title: y = title(y); break;
      case Block::intro: y = block_text(paper_.intro, y); break;
      case Block::totals: y = totals(y); break;
      case Block::payment: y = payment(y); break;
      case Block::closing: y = block_text(paper_.closing, y); break;
      case Block::lines: break;
      }
    }
    return y;
  };
  is_drawing_ = false;
  const double first_top = column_heads(head()), middle_top = column_heads(continuation_head());
  const double carry = carry_row(paper_.carried_over, paper_.opening, 0);
  const double tail_height = tail(0);
  const auto pages = paginate(heights, paper_.rows, paper_.opening,
                              {units(floor - first_top), units(floor - middle_top), units(carry), units(tail_height)});
  is_drawing_ = true;
  for (std::size_t p = 0; p < pages.size(); ++p) {
    begin_page();
    double y = p == 0 ? head() : continuation_head();
    if (pages[p].to > pages[p].from)
      y = column_heads(y);
    if (pages[p].forward)
      y = carry_row(paper_.brought_forward, *pages[p].forward, y);
    for (std::size_t i = pages[p].from; i < pages[p].to; ++i)
      y = row(paper_.rows[i], y);
    if (pages[p].over)
      carry_row(paper_.carried_over, *pages[p].over, y);
    if (p + 1 == pages.size())
      tail(y);
    foot(static_cast<int>(p) + 1, static_cast<int>(pages.size()));
    cairo_show_page(cairo_);
  }
  cairo_destroy(cairo_);
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(fmt::format("the PDF could not be drawn: {}", cairo_status_to_string(status)));
  return bytes;
}

// PDF/A-3
// ---------------------------------------------------------------------------------------------------------------

std::string xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else
      escaped += c;
  }
  return escaped;
}

std::string xmp_of(const Paper &paper) {
  const std::string at = to_string(paper.dated) + "T00:00:00Z";
  return fmt::format(
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
      "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
      "<dc:format>application/pdf</dc:format>"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{0}</rdf:li></rdf:Alt></dc:title>"
      "<dc:creator><rdf:Seq><rdf:li>{1}</rdf:li></rdf:Seq></dc:creator>"
      "<dc:language><rdf:Bag><rdf:li>{2}</rdf:li></rdf:Bag></dc:language></rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
      "<xmp:CreatorTool>Demarc</xmp:CreatorTool><xmp:CreateDate>{3}</xmp:CreateDate>"
      "<xmp:ModifyDate>{3}</xmp:ModifyDate></rdf:Description>\n"
      "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdf:Producer>Demarc</pdf:Producer>"
      "</rdf:Description>\n"
      "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
      xml(paper.title), xml(paper.seller), paper.language.code(), at);
}

// Of the package icc-profiles-free; read once.
const std::string &srgb_profile() {
  static const std::string profile = [] {
    std::ifstream file("/usr/share/color/icc/sRGB.icc", std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (bytes.str().empty())
      log::warning("documents", "no colour profile: install icc-profiles-free, or PDF files are not PDF/A");
    return bytes.str();
  }();
  return profile;
}

std::string finish(const std::string &drawn, const Paper &paper) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("document", drawn.data(), drawn.size());
  using Object = QPDFObjectHandle;
  Object root = pdf.getRoot();
  Object metadata = Object::newStream(&pdf, xmp_of(paper));
  metadata.getDict().replaceKey("/Type", Object::newName("/Metadata"));
  metadata.getDict().replaceKey("/Subtype", Object::newName("/XML"));
  root.replaceKey("/Metadata", metadata);
  root.replaceKey("/Lang", Object::newString(paper.language.code()));
  Object viewer = Object::newDictionary();
  viewer.replaceKey("/DisplayDocTitle", Object::newBool(true));
  if (paper.language.is_right_to_left())
    viewer.replaceKey("/Direction", Object::newName("/R2L"));
  root.replaceKey("/ViewerPreferences", viewer);
  if (!srgb_profile().empty()) {
    Object profile = Object::newStream(&pdf, srgb_profile());
    profile.getDict().replaceKey("/N", Object::newInteger(3));
    Object intent = Object::newDictionary();
    intent.replaceKey("/Type", Object::newName("/OutputIntent"));
    intent.replaceKey("/S", Object::newName("/GTS_PDFA1"));
    intent.replaceKey("/OutputConditionIdentifier", Object::newString("sRGB"));
    intent.replaceKey("/Info", Object::newString("sRGB"));
    intent.replaceKey("/DestOutputProfile", pdf.makeIndirectObject(profile));
    Object intents = Object::newArray();
    intents.appendItem(pdf.makeIndirectObject(intent));
    root.replaceKey("/OutputIntents", intents);
  }
  std::string day = to_string(paper.dated);
  day.erase(std::remove(day.begin(), day.end(), '-'), day.end());
  Object info = Object::newDictionary();
  info.replaceKey("/Title", Object::newUnicodeString(paper.title));
  info.replaceKey("/Author", Object::newUnicodeString(paper.seller));
  info.replaceKey("/Creator", Object::newString("Demarc"));
  info.replaceKey("/Producer", Object::newString("Demarc"));
  info.replaceKey("/CreationDate", Object::newString("D:" + day + "000000Z"));
  info.replaceKey("/ModDate", Object::newString("D:" + day + "000000Z"));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(info));
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setMinimumPDFVersion("1.7");
  writer.setDeterministicID(true); // of the content, so that the same paper is the same file
  writer.setNewlineBeforeEndstream(true);
  writer.setPreserveEncryption(false);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  const void *bytes = buffer->getBuffer();
  return {static_cast<const char *>(bytes), buffer->getSize()};
}

} // namespace

std::string page_words(const Paper &paper, int page, int pages) {
  const std::array<std::pair<std::string_view, std::string>, 2> values{
      std::pair<std::string_view, std::string>{"page", std::to_string(page)}, {"pages", std::to_string(pages)}};
  return fill(paper.page_of, values);
}

std::string make_pdf(const Paper &paper, const Design &design, const std::string &logo) {
  ENSURE(!paper.columns.empty(), "a document has columns");
  for (const Row &row : paper.rows)
    ENSURE(row.cells.size() == paper.columns.size(), "a row has a cell for each column");
  return finish(Sheet(paper, design, logo).draw(), paper);
}

Outcome<LogoSize> read_logo(const std::string &png) {
  static constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
  if (png.size() > largest_logo)
    return refuse("logo_too_large",
                  fmt::format("A logo has at most {} kB; this one has {} kB.", largest_logo / 1000, png.size() / 1000),
                  "logo");
  if (!png.starts_with(signature) || png.size() < 33)
    return refuse("logo_no_png", "A logo is a PNG file.", "logo");
  // The size stands in the header, and is looked at before anything is unpacked.
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8U | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  if (png.substr(12, 4) != "IHDR" || number(16) < 1 || number(20) < 1 || number(16) > largest_side ||
      number(20) > largest_side)
    return refuse("logo_size", fmt::format("A logo is at most {0} × {0} points.", largest_side), "logo");
  const Image image = decode(png);
  if (cairo_surface_status(image.get()) != CAIRO_STATUS_SUCCESS)
    return refuse("logo_broken", "The PNG file cannot be read: it is damaged or of an unknown kind.", "logo");
  return LogoSize{cairo_image_surface_get_width(image.get()), cairo_image_surface_get_height(image.get())};
}

} // namespace demarc::documents
