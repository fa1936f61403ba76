// A paper as PDF: set with Pango, so that every script stands as it should, drawn with Cairo, and finished as PDF/A-3
// (XMP metadata, sRGB output intent, embedded fonts, document language). The same paper and design give the same bytes
// on one machine: the fonts are those installed.
//
// Any thread; each has fonts of its own, which its first page loads. The look of a page is checked by people: the tests
// hold the structure, the words and the sums.
#pragma once

#include "documents/design.h"

namespace demarc::documents {

// `logo`: a PNG that read_logo() took, or empty.
std::string make_pdf(const Paper &paper, const Design &design, const std::string &logo);

struct LogoSize {
  int width = 0, height = 0;
};
// A PNG of at most 200 kB and 2000 × 2000 points that can be drawn; refused with what is wrong.
Outcome<LogoSize> read_logo(const std::string &png);

} // namespace demarc::documents
