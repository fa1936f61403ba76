#include "documents/html.h"
#include "documents/pagination.h"
#include "documents/pay_code.h"
#include "documents/pdf.h"
#include "documents/sample.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <thread>

// Cairo and Fontconfig keep a few hundred bytes of each CJK font and of their configuration.
extern "C" const char *__lsan_default_suppressions() { return "leak:libcairo.so\nleak:libfontconfig.so\n"; }

namespace demarc::documents {

std::span<const std::pair<std::string_view, std::string_view>> word_files();

namespace {

using testing::HasSubstr;
using testing::Not;

Style standard_style() {
  Style style;
  style.design = *parse_design(standard_layout());
  style.house = {.account_holder = "Nordlicht Breitband GmbH",
                 .iban = "DE89370400440532013000",
                 .bic = "COBADEFFXXX",
                 .bank_name = "Nordbank",
                 .pay_link = "https://pay.example.net/{number}",
                 .registration = "Amtsgericht Flensburg HRB 12345",
                 .email = "billing@example.net",
                 .phone = "+49 461 123456",
                 .website = "www.example.net"};
  style.seller = {.name = "Nordlicht Breitband",
                  .legal_name = "Nordlicht Breitband GmbH",
                  .street = "Hafenstraße 1",
                  .city = "Nordhafen",
                  .postal_code = "25001",
                  .country = "DE",
                  .vat_number = "DE123456789"};
  return style;
}

// A file that is gone with the object. With DEMARC_PICTURES set, its PDF is left in that folder, to be looked at.
class PdfFile {
public:
  PdfFile(const std::string &name, const std::string &bytes) {
    const char *folder = std::getenv("DEMARC_PICTURES");
    is_kept_ = folder != nullptr;
    path_ = (is_kept_ ? std::filesystem::path(folder) : std::filesystem::temp_directory_path()) /
            (name + (is_kept_ ? "" : std::to_string(::getpid())) + ".pdf");
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~PdfFile() {
    if (!is_kept_)
      std::filesystem::remove(path_);
  }
  PdfFile(const PdfFile &) = delete;
  PdfFile &operator=(const PdfFile &) = delete;

  // What a program of the PDF world prints about the file, its status appended.
  [[nodiscard]] std::string ask(const std::string &command) const {
    const std::string line = command + " '" + path_.string() + "' - 2>&1";
    return run(command.starts_with("pdftotext") ? line : command + " '" + path_.string() + "' 2>&1");
  }

private:
  static std::string run(const std::string &line) {
    std::string text;
    FILE *pipe = ::popen(line.c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      text.append(buffer.data(), n);
    return text + "\nstatus " + std::to_string(::pclose(pipe));
  }
  std::filesystem::path path_;
  bool is_kept_ = false;
};

std::string pdf_of(const Paper &paper, const Style &style = standard_style()) {
  return make_pdf(paper, style.design, {});
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  return text;
}

} // namespace

// Bundles
// ---------------------------------------------------------------------------------------------------------------

TEST(Bundle, says_what_it_includes_under_its_line) {
  const Currency eur = Currency::of("EUR");
  const Date first = Date::of(2026, 3, 1);
  BillFacts bill{.number = "2026-000001",
                 .language = "de",
                 .issued_on = first,
                 .due_on = first,
                 .net = Money::minor(4990, eur),
                 .tax = Money::zero(eur),
                 .used = Money::zero(eur)};
  bill.lines.push_back(
      {.description = "Triple",
       .period = {first.plus_days(10), Date::of(2026, 4, 1)},
       .unit_price = bill.net,
       .net = bill.net,
       .tax_name = "VAT",
       .tax_percent = Percent{190'000},
       .full = Period{first, Date::of(2026, 4, 1)},
       .parts = {{"Fiber 250", Percent{190'000}}, {"TV", Percent{70'000}}, {"Telefon", Percent{190'000}}, {"Radio"}}});
  const Style style = standard_style();
  Paper paper = compose_bill(bill, style);
  EXPECT_EQ(paper.rows.at(0).detail, "enthält Fiber 250, TV, Telefon, Radio · 21 von 31 Tagen");
  EXPECT_THAT(paper.rows.at(0).cells, testing::Contains("19 % / 7 % / –"));
  EXPECT_THAT(PdfFile("bundle", pdf_of(paper)).ask("pdftotext"), HasSubstr("enthält Fiber 250, TV, Telefon, Radio"));
  EXPECT_THAT(make_html(paper, style.design, ""), HasSubstr("enthält Fiber 250, TV, Telefon, Radio · 21 von 31 Tagen"));
  bill.language = "zh";
  bill.lines[0].full = std::nullopt;
  EXPECT_EQ(compose_bill(bill, style).rows.at(0).detail, "包含Fiber 250、TV、Telefon、Radio");
}

// Words
// -----------------------------------------------------------------------------------------------------------------

TEST(Words, every_language_has_every_word_and_no_other) {
  std::map<std::string, std::set<std::string>> keys;
  for (const auto &[file, text] : word_files()) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
      if (const auto equals = line.find(" = "); equals != std::string::npos && line[0] != '#') {
        EXPECT_TRUE(keys[std::string(file)].insert(line.substr(0, equals)).second) << file << ": twice " << line;
      }
    }
  }
  EXPECT_GE(keys.size(), 9U);
  for (const auto &[file, found] : keys)
    EXPECT_EQ(found, keys.at("en.words")) << file;
  for (const std::string &code : Language::codes()) {
    for (const PaperKind kind :
         {PaperKind::invoice, PaperKind::credit_note, PaperKind::proforma, PaperKind::statement, PaperKind::receipt})
      EXPECT_FALSE(sample_paper({.kind = kind, .language = code}, standard_style()).title.empty()) << code;
  }
}

TEST(Words, write_money_dates_and_percents_as_the_language_does) {
  const Money amount = Money::minor(-123456789, Currency::of("EUR"));
  EXPECT_EQ(Language::find("en").money(amount), "−1,234,567.89\u00a0EUR");
  EXPECT_EQ(Language::find("de-AT").money(amount), "−1.234.567,89\u00a0EUR");
  EXPECT_EQ(Language::find("fr").amount(amount), "−1\u202f234\u202f567,89");
  EXPECT_EQ(Language::find("zh").money(Money::minor(500, Currency::of("JPY"))), "JPY\u00a0500");
  EXPECT_EQ(Language::find("ar").amount(Money::minor(1234567, Currency::of("KWD"))), "1,234.567");
  EXPECT_EQ(Language::find("zh").date(Date::of(2026, 3, 1)), "2026年3月1日");
  EXPECT_EQ(Language::find("el").date(Date::of(2026, 3, 1)), "01/03/2026");
  EXPECT_EQ(Language::find("de").period({Date::of(2026, 3, 1), Date::of(2026, 4, 1)}), "01.03.2026 – 31.03.2026");
  EXPECT_EQ(Language::find("de").percent(Percent{99'750}), "9,975\u00a0%");
  EXPECT_EQ(Language::find("tlh").code(), "en") << "a language that is not here";
}

// Design
// ----------------------------------------------------------------------------------------------------------------

TEST(Design, says_what_is_wrong_in_which_line) {
  struct Case {
    std::string text;
    int line;
    std::string what;
  };
  const std::vector<Case> cases{
      {"page a5", 1, "a4 or letter"},
      {"\n# remark\ncolour accent blue", 3, "no colour"},
      {"colour roof #ffffff", 1, "accent, text, soft, rule"},
      {"margins 10 20", 1, "three lengths"},
      {"margins 1 20 20", 1, "no length from 8 to 50"},
      {"font \"Noto Sans\" 40", 1, "no length"},
      {"font \"x'y\" 9", 1, "letters"},
      {"logo left 16", 1, "start, centre or end"},
      {"order address lines totals", 1, "needs address, title"},
      {"order address title lines totals lines", 1, "twice"},
      {"columns description price", 1, "\"price\" is none of"},
      {"columns description quantity", 1, "description and net"},
      {"band on\ntext closing.invoice en \"Hello {name}\"", 2, "{name} cannot be filled in"},
      {"text closing.invoice en \"Hello", 1, "must end with"},
      {"text closing.letter en \"x\"", 1, "no place"},
      {"text footer.4 en \"x\"", 1, "no place"},
      {"text intro.all xx \"x\"", 1, "no language"},
      {"word invoice en", 1, "word wants"},
      {"word format.date en \"DD\"", 1, "no word"},
      {"script alert(1)", 1, "no instruction"},
  };
  for (const Case &one : cases) {
    const auto design = parse_design(one.text);
    ASSERT_FALSE(design) << one.text;
    EXPECT_EQ(design.error().line, one.line) << one.text;
    EXPECT_THAT(design.error().what, HasSubstr(one.what)) << one.text;
  }
}

TEST(Design, takes_texts_words_and_columns_from_the_operator) {
  Style style = standard_style();
  style.design = *parse_design("colour accent #AA0011 # red\ncolumns position description net\n"
                               "word invoice en \"Bill\"\ntext intro.all * \"Dear {customer},\\nyou owe {total}.\"\n"
                               "text footer.1 en \"A \\\"quoted\\\" foot\"");
  const Paper paper = sample_paper({.lines = 2}, style);
  EXPECT_EQ(paper.title, "Bill 2026-004711");
  EXPECT_EQ(paper.columns.size(), 3U);
  EXPECT_EQ(to_hex(style.design.accent), "#aa0011");
  EXPECT_EQ(paper.intro, "Dear Alice Archer,\nyou owe 47.48\u00a0EUR.");
  EXPECT_EQ(paper.footer, std::vector<std::string>{"A \"quoted\" foot"});
  style.design = *parse_design("text closing.all en \"Call {phone}\\nThank you.\"");
  style.house.phone.clear();
  EXPECT_EQ(sample_paper({.lines = 2}, style).closing, "Thank you.");
}

RC_GTEST_PROP(Design, any_text_is_understood_or_refused_with_a_line, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
      "page",      "a4", "\"", "\\", "\n",      " ",   "#",       "colour", "accent", "#12", "text",
      "intro.all", "*",  "{",  "}",  "{total}", "9.2", "margins", "order",  "lines",  "é",   "中"}));
  std::string text;
  for (const std::string &piece : pieces)
    text += piece;
  const auto design = parse_design(text);
  if (!design) {
    RC_ASSERT(!design.error().what.empty());
    RC_ASSERT(design.error().line >= 0);
  }
}

// Paying
// ----------------------------------------------------------------------------------------------------------------

TEST(PayCode, is_what_epc069_12_says) {
  // The shape of the guideline's own example: a donation to the Red Cross of Belgium.
  EXPECT_EQ(epc_payload({"Red Cross of Belgium", "BE72000000001616", "BPOTBEB1", "Urgency fund"},
                        Money::minor(100, Currency::of("EUR"))),
            "BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\n\n\nUrgency fund");
  EXPECT_EQ(epc_payload({"A", "DE89 3704 0044 0532 0130 00", "", "2026-1"},
                        Money::minor(99'999'999'999, Currency::of("EUR"))),
            "BCD\n002\n1\nSCT\n\nA\nDE89370400440532013000\nEUR999999999.99\n\n\n2026-1");
  // Names are cut at characters, never inside one; a line feed would be another field.
  std::string long_name;
  for (int i = 0; i < 80; ++i)
    long_name += "ü";
  const std::string cut =
      epc_payload({long_name, "DE89370400440532013000", "", "a\nb"}, Money::minor(1, Currency::of("EUR")));
  EXPECT_THAT(cut, HasSubstr("\n" + long_name.substr(0, 140) + "\nDE89"));
  EXPECT_THAT(cut, testing::EndsWith("\na b"));
}

TEST(PayCode, applies_to_euros_and_a_valid_iban_only) {
  const Transfer to{"A", "DE89370400440532013000", "", "r"};
  EXPECT_EQ(epc_payload(to, Money::minor(100, Currency::of("USD"))), "");
  EXPECT_EQ(epc_payload(to, Money::minor(0, Currency::of("EUR"))), "");
  EXPECT_EQ(epc_payload(to, Money::minor(100'000'000'000, Currency::of("EUR"))), "");
  EXPECT_EQ(epc_payload({"A", "DE88370400440532013000", "", "r"}, Money::minor(100, Currency::of("EUR"))), "");
  EXPECT_EQ(epc_payload({"A", "", "", "r"}, Money::minor(100, Currency::of("EUR"))), "");
}

TEST(PayCode, knows_a_right_iban_from_a_wrong_one) {
  for (const char *right : {"DE89 3704 0044 0532 0130 00", "gb82west12345698765432",
                            "GR16 0110 1250 0000 0001 2300 695", "KW81CBKU0000000000001234560101", "NO9386011117947"})
    EXPECT_TRUE(parse_iban(right)) << right;
  for (const char *wrong : {"", "DE8937040044053201300", "DE89370400440532013001", "XX", "DE89-3704-0044-0532-0130-00",
                            "8937040044053201300000"})
    EXPECT_FALSE(parse_iban(wrong)) << wrong;
  EXPECT_EQ(spaced_iban("DE89370400440532013000"), "DE89 3704 0044 0532 0130 00");
  EXPECT_TRUE(is_bic("COBADEFF"));
  EXPECT_FALSE(is_bic("COBADEFFX"));
}

TEST(PayCode, falls_back_to_a_link_and_then_to_nothing) {
  Style style = standard_style();
  EXPECT_THAT(sample_paper({}, style).pay->code, testing::StartsWith("BCD\n002"));
  const Paper dollars = sample_paper({.currency = Currency::of("USD")}, style);
  EXPECT_EQ(dollars.pay->code, "https://pay.example.net/2026-004711");
  style.house.pay_link.clear();
  EXPECT_EQ(sample_paper({.currency = Currency::of("USD")}, style).pay->code, "");
  style.house.iban.clear();
  EXPECT_FALSE(sample_paper({}, style).pay);
  EXPECT_FALSE(sample_paper({.kind = PaperKind::credit_note}, standard_style()).pay) << "nobody pays a credit note";
}

// Pages
// ----------------------------------------------------------------------------------------------------------------

RC_GTEST_PROP(Pagination, carries_every_sum_and_loses_no_row, ()) {
  const auto heights = *rc::gen::container<std::vector<int>>(rc::gen::inRange(5, 60));
  std::vector<Row> rows;
  for (std::size_t i = 0; i < heights.size(); ++i)
    rows.push_back({.carries = Money::minor(*rc::gen::inRange(-500, 5000), Currency::of("EUR"))});
  const Money opening = Money::minor(*rc::gen::inRange(-100, 100), Currency::of("EUR"));
  const Room room{*rc::gen::inRange(0, 200), *rc::gen::inRange(120, 300), *rc::gen::inRange(1, 20),
                  *rc::gen::inRange(0, 150)};
  const auto pages = paginate(heights, rows, opening, room);
  RC_ASSERT(!pages.empty());
  Money sum = opening;
  std::size_t next = 0;
  for (std::size_t p = 0; p < pages.size(); ++p) {
    RC_ASSERT(pages[p].from == next);
    RC_ASSERT(p == 0 || rows.empty() || pages[p].to > pages[p].from);
    RC_ASSERT(pages[p].forward.has_value() == (next > 0));
    if (pages[p].forward)
      RC_ASSERT(*pages[p].forward == sum);
    int used = 0;
    for (; next < pages[p].to; ++next) {
      sum += rows[next].carries;
      used += heights[next];
    }
    if (pages[p].over)
      RC_ASSERT(*pages[p].over == sum);
    RC_ASSERT(pages[p].over.has_value() == (p + 1 < pages.size() && next > 0));
    const int space = (p == 0 ? room.first : room.middle);
    const int marks = (pages[p].forward ? room.carry : 0) + (pages[p].over ? room.carry : 0);
    if (pages[p].to - pages[p].from > 1)
      RC_ASSERT(used + marks + (p + 1 == pages.size() ? room.tail : 0) <= space);
  }
  RC_ASSERT(next == rows.size());
}

TEST(Pagination, keeps_a_row_with_the_totals) {
  const Currency eur = Currency::of("EUR");
  const std::vector<Row> rows(3, Row{.carries = Money::minor(100, eur)});
  // Three rows fit, the totals do not: the last row goes over with them.
  const auto pages = paginate({30, 30, 30}, rows, Money::zero(eur), {100, 200, 10, 50});
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_EQ(pages[0].to, 2U);
  EXPECT_EQ(*pages[1].forward, Money::minor(200, eur));
}

// PDF
// -------------------------------------------------------------------------------------------------------------------

TEST(Pdf, is_sound_and_has_what_pdf_a_asks) {
  const PdfFile file("invoice", pdf_of(sample_paper({.lines = 4}, standard_style())));
  EXPECT_THAT(file.ask("qpdf --check"), HasSubstr("No syntax or stream encoding errors"));
  const std::string bytes = pdf_of(sample_paper({.lines = 4}, standard_style()));
  EXPECT_THAT(bytes, testing::StartsWith("%PDF-1.7"));
  EXPECT_THAT(bytes, HasSubstr("<pdfaid:part>3</pdfaid:part>")) << "the metadata is readable without unpacking";
  const PdfFile plain("plain", bytes);
  const std::string fonts = plain.ask("pdffonts");
  EXPECT_THAT(fonts, HasSubstr("NotoSans"));
  EXPECT_THAT(fonts, Not(testing::ContainsRegex(" no +(yes|no) +(yes|no) +[0-9]")))
      << "a font is not embedded: " << fonts;
  const std::string info = plain.ask("pdfinfo");
  EXPECT_THAT(info, HasSubstr("Title:           Invoice 2026-004711"));
  EXPECT_THAT(info, HasSubstr("Pages:           1"));
  EXPECT_THAT(plain.ask("qpdf --json=1 --json-key=objects"),
              testing::AllOf(HasSubstr("/GTS_PDFA1"), HasSubstr("/OutputIntents"), HasSubstr("\"/Lang\"")));
}

TEST(Pdf, of_the_same_paper_is_the_same_file) {
  const Paper paper = sample_paper({.language = "zh", .lines = 40}, standard_style());
  const std::string first = pdf_of(paper);
  EXPECT_EQ(first, pdf_of(paper));
  std::string elsewhere;
  std::thread([&] { elsewhere = pdf_of(paper); }).join();
  EXPECT_EQ(first, elsewhere) << "on another thread, with fonts of its own";
}

TEST(Pdf, carries_sums_over_page_breaks) {
  const Style style = standard_style();
  const Paper paper = sample_paper({.lines = 60}, style);
  const PdfFile file("long", pdf_of(paper));
  const std::string text = file.ask("pdftotext -layout");
  EXPECT_THAT(text, HasSubstr("Page 1 of 3"));
  EXPECT_THAT(text, HasSubstr("Page 3 of 3"));
  std::vector<std::string> over, forward;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto last_word = [&] { return line.substr(line.find_last_of(' ') + 1); };
    if (line.find("Carried over") != std::string::npos)
      over.push_back(last_word());
    if (line.find("Brought forward") != std::string::npos)
      forward.push_back(last_word());
  }
  EXPECT_EQ(over.size(), 2U);
  EXPECT_EQ(over, forward);
  EXPECT_THAT(text, HasSubstr(paper.language
                                  .money(Money::minor(0, Currency::of("EUR")) +
                                         [&] {
                                           Money sum = Money::zero(Currency::of("EUR"));
                                           for (const Row &row : paper.rows)
                                             sum += row.carries;
                                           return sum;
                                         }())
                                  .substr(0, 6)));
}

TEST(Pdf, can_be_searched_in_every_script) {
  for (const auto &[language, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"de", {"Rechnung 2026-004711", "Käthe Größmann", "01.03.2026", "Übertrag"}},
           {"uk", {"Рахунок 2026-004711", "Ганна Шевченко", "Як сплатити"}},
           {"el", {"Τιμολόγιο", "Ελένη Παπαδοπούλου"}},
           {"zh", {"账单", "王小明", "上海市"}}}) {
    const PdfFile file("script-" + language,
                       pdf_of(sample_paper({.language = language, .lines = 30}, standard_style())));
    const std::string text = without_blanks(file.ask("pdftotext"));
    for (const std::string &word : words) {
      EXPECT_THAT(text, HasSubstr(without_blanks(word))) << language;
    }
  }
  // Arabic is found in its visual pieces; that the letters are joined and run from the right was looked at.
  const PdfFile arabic(
      "script-ar",
      pdf_of(sample_paper({.language = "ar", .currency = Currency::of("KWD"), .lines = 30}, standard_style())));
  EXPECT_THAT(arabic.ask("pdffonts"), HasSubstr("NotoSansArabic"));
  EXPECT_THAT(without_blanks(arabic.ask("pdftotext")), HasSubstr("2026-004711"));
}

TEST(Pdf, stands_long_names_large_amounts_and_no_lines) {
  const Style style = standard_style();
  Paper paper = sample_paper({.lines = 3}, style);
  paper.recipient = {std::string(300, 'W'),
                     "Gesellschaft für außerordentlich lange Straßennamen und Anschriften mbH & Co. KG"};
  paper.rows[0].cells[0] = std::string(4000, 'x');
  paper.rows[1].cells.back() = paper.language.amount(Money::minor(Money::limit_minor, Currency::of("EUR")));
  paper.facts[0].value = std::string(90, '9');
  const PdfFile file("long-names", pdf_of(paper));
  EXPECT_THAT(file.ask("qpdf --check"), HasSubstr("No syntax"));
  Paper empty = sample_paper({.kind = PaperKind::statement, .lines = 0}, style);
  EXPECT_THAT(PdfFile("empty-statement", pdf_of(empty)).ask("pdftotext"), HasSubstr("Closing balance"));
  for (const auto &[name, wish] : std::vector<std::pair<std::string, SampleWish>>{
           {"jpy", {.currency = Currency::of("JPY"), .lines = 5}},
           {"kwd", {.currency = Currency::of("KWD"), .lines = 5}},
           {"credit-note", {.kind = PaperKind::credit_note, .language = "de", .lines = 2}},
           {"proforma", {.kind = PaperKind::proforma, .language = "fr", .lines = 6}},
           {"statement", {.kind = PaperKind::statement, .language = "es", .lines = 14}},
           {"receipt", {.kind = PaperKind::receipt, .language = "ru"}}})
    EXPECT_THAT(PdfFile(name, pdf_of(sample_paper(wish, style))).ask("qpdf --check"), HasSubstr("No syntax"));
}

TEST(Pdf, takes_a_logo_that_is_a_png_of_a_sensible_size) {
  EXPECT_EQ(read_logo("GIF89a").error().code, "logo_no_png");
  EXPECT_EQ(read_logo(std::string(200'001, 'x')).error().code, "logo_too_large");
  const std::string head("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xff\xff\0\0\0\x01\x08\x06\0\0\0\0\0\0\0", 33);
  EXPECT_EQ(read_logo(head).error().code, "logo_size");
  std::string small = head;
  small[18] = 0, small[19] = 1;
  EXPECT_EQ(read_logo(small).error().code, "logo_broken");
}

// HTML
// ------------------------------------------------------------------------------------------------------------------

TEST(Html, says_what_the_pdf_says) {
  const Style style = standard_style();
  const Paper paper = sample_paper({.lines = 3}, style);
  const std::string html = make_html(paper, style.design, "");
  for (const Row &row : paper.rows) {
    for (const std::string &cell : row.cells)
      EXPECT_THAT(html, HasSubstr("<bdi>" + cell + "</bdi>"));
  }
  for (const Total &total : paper.totals)
    EXPECT_THAT(html, HasSubstr(total.amount));
  EXPECT_THAT(html,
              testing::AllOf(HasSubstr("DE89 3704 0044 0532 0130 00"), HasSubstr("<svg"), HasSubstr("lang=\"en\"")));
  EXPECT_THAT(make_html(sample_paper({.language = "ar"}, style), style.design, ""), HasSubstr("dir=\"rtl\""));
}

TEST(Html, says_under_a_line_what_a_discount_on_the_invoice_took_off) {
  const Style style = standard_style();
  const Money off = Money::minor(372, Currency::of("EUR")), rest = Money::minor(128, Currency::of("EUR"));
  const Money nothing = Money::zero(off.currency()), net = Money::minor(3399, off.currency());
  BillFacts facts{.number = "2026-004711", .language = "en", .net = net, .tax = nothing, .used = nothing};
  for (const auto &[name, minor] : {std::pair{"Fiber", 2528}, std::pair{"TV", 871}})
    facts.lines.push_back({.description = name,
                           .period = {Date::of(2026, 3, 1), Date::of(2026, 4, 1)},
                           .unit_price = net,
                           .net = Money::minor(minor, off.currency())});
  facts.lines.at(0).discounts = {{"Welcome", off}};
  const Paper alone = compose_bill(facts, style);
  EXPECT_THAT(alone.rows.at(0).detail, testing::EndsWith("Welcome −3.72"));
  EXPECT_THAT(alone.closing, Not(HasSubstr("Welcome"))) << "it is all on that line";
  facts.lines.at(1).discounts = {{"Welcome", rest}};
  const Paper shared = compose_bill(facts, style);
  EXPECT_THAT(shared.rows.at(1).detail, testing::EndsWith("Welcome −1.28"));
  EXPECT_THAT(shared.closing, HasSubstr("In the lines above: Welcome −5.00\u00a0EUR"));
  EXPECT_THAT(make_html(shared, style.design, ""), HasSubstr("Welcome −1.28"));
  facts.language = "de";
  EXPECT_THAT(compose_bill(facts, style).closing, HasSubstr("In den Zeilen oben: Welcome −5,00"));
}

TEST(Html, escapes_what_people_wrote) {
  Style style = standard_style();
  style.seller.name = "<script>alert(1)</script>";
  style.house.email = "\"><img src=x onerror=alert(2)>";
  style.house.pay_link = "https://x.example/\" onclick=\"alert(3)";
  const std::string html = make_html(sample_paper({.currency = Currency::of("USD")}, style), style.design, "");
  EXPECT_THAT(html,
              testing::AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img src=x")), Not(HasSubstr("\" onclick"))));
}

} // namespace demarc::documents
