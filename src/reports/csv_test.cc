#include "reports/csv.h"

#include <gtest/gtest.h>

namespace demarc::reports {
namespace {

TEST(Csv, shows_what_a_spreadsheet_would_run) {
  struct Row {
    std::string_view text, cell;
  };
  for (const Row &row : {Row{"Fiber 100", "Fiber 100"},
                         {"=1+1", "'=1+1"},
                         {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
                         {"+49 40 1234", "'+49 40 1234"},
                         {"-cmd", "'-cmd"},
                         {"@SUM(A1)", "'@SUM(A1)"},
                         {"\tx", "'\tx"},
                         {"-12.50", "-12.50"}, // numbers stay numbers
                         {"+7", "+7"},
                         {"-1-1", "'-1-1"},
                         {"-", "'-"},
                         {"1,5", "\"1,5\""},
                         {"a\"b", "\"a\"\"b\""},
                         {"two\nlines", "\"two\nlines\""},
                         {"", ""}})
    EXPECT_EQ(csv_cell(row.text), row.cell) << row.text;
}

TEST(Csv, writes_each_currency_with_its_digits) {
  const Table table{
      "x",
      "X",
      "",
      {{"who", "Who", ColumnKind::text}, {"rate", "Rate", ColumnKind::percent}, {"sum", "Sum", ColumnKind::money}},
      {{Currency::of("EUR"), {text_cell("Ann"), number_cell(190'000), number_cell(-1250)}},
       {Currency::of("JPY"), {text_cell("Bo"), number_cell(97'500), number_cell(1250)}},
       {Currency::of("KWD"), {text_cell("=x"), {}, number_cell(1250)}}}};
  EXPECT_EQ(to_csv(table), "\xEF\xBB\xBFWho,Rate,Sum,Currency\r\nAnn,19,-12.50,EUR\r\nBo,9.75,1250,JPY\r\n"
                           "'=x,,1.250,KWD\r\n");
}

TEST(Csv, says_whose_books_it_is_narrowed_to_in_every_row) {
  Table table{"x", "X", "", {{"sum", "Sum", ColumnKind::money}}, {{Currency::of("EUR"), {number_cell(1250)}}}};
  table.legal_entity = "=Alpen, Wien";
  EXPECT_EQ(to_csv(table), "\xEF\xBB\xBFSum,Currency,Legal entity\r\n12.50,EUR,\"'=Alpen, Wien\"\r\n");
}

TEST(Csv, has_file_names_of_what_every_system_can_have_there) {
  EXPECT_EQ(file_word("Alpen Netz Ges.m.b.H.", 2), "alpen-netz-ges-m-b-h");
  EXPECT_EQ(file_word("../../Büro \"X\"", 2), "b-ro-x");
  EXPECT_EQ(file_word("Δίκτυο", 3), "entity-3");
  EXPECT_EQ(file_word(std::string(60, 'a'), 3), std::string(40, 'a'));
}

} // namespace
} // namespace demarc::reports
