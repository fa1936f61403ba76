// Made-up documents for the preview of a design, when there is no real one to show, and for tests and benchmarks:
// people and places of each language's letters, enough lines for a page break when asked. A rule.
#pragma once

#include "documents/compose.h"

namespace demarc::documents {

struct SampleWish {
  PaperKind kind = PaperKind::invoice;
  std::string language = "en";
  Currency currency = Currency::of("EUR");
  int lines = 4; // of the table
};
// A statement or a receipt ignores what it has no use for.
Paper sample_paper(const SampleWish &wish, const Style &style);

} // namespace demarc::documents
