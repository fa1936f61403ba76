// A document as it will be printed: every word, number and date already in the reader's language, in the order they
// read it. PDF and HTML are drawn from the same value, so they say the same. Made by compose.h. A rule: values only.
#pragma once

#include "documents/words.h"

#include <optional>
#include <string>
#include <vector>

namespace demarc::documents {

enum class PaperKind { invoice, credit_note, proforma, statement, receipt };
BOOST_DESCRIBE_ENUM(PaperKind, invoice, credit_note, proforma, statement, receipt)

struct Fact {
  std::string label;
  std::string value;
};

struct Column {
  std::string title;
  bool is_number = false; // set at the end of its column, never broken
  int weight = 1;         // how the width that the others leave is shared; 0: as wide as its texts
};

struct Row {
  std::vector<std::string> cells; // as many as columns
  std::string detail;             // small, under the widest cell
  // What this row adds to the sum that is carried over a page break; a statement gives the balance instead.
  Money carries;
  bool is_strong = false; // a heading over rows, or their subtotal: neither is numbered nor carried
};

struct Total {
  std::string label;
  std::string amount;
  bool is_strong = false;
};

// How to pay: the words, and what a phone reads.
struct PayBox {
  std::string title;
  std::vector<Fact> facts;
  std::string code;       // what the QR holds; empty: none
  std::string code_label; // "Scan to pay with your banking app"
  std::string link;       // of the code's label, when it is an address
};

struct Paper {
  PaperKind kind = PaperKind::invoice;
  Language language;
  Date dated;
  std::string title;     // "Invoice 2026-000123"
  std::string file_name; // without the ending
  std::string mark;      // "Proforma", "Void": beside the title; mostly empty
  std::string seller;    // in large
  std::vector<std::string> seller_lines;
  std::string sender_line; // small above the recipient, for a window envelope
  std::vector<std::string> recipient;
  std::vector<Fact> facts;
  std::string intro;
  std::vector<Column> columns;
  std::vector<Row> rows;
  Money opening; // what is carried before the first row: not zero on a statement
  std::string carried_over, brought_forward;
  std::vector<Total> totals;
  std::optional<PayBox> pay;
  std::string closing;
  std::vector<std::string> footer; // up to three columns, each of lines
  std::string page_of;             // "Page {page} of {pages}"
};

// "Page 2 of 3"
std::string page_words(const Paper &paper, int page, int pages);

} // namespace demarc::documents
