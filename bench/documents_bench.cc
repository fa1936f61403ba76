// Pages a second of documents as PDF/A, against their floor: the same words set and drawn by Pango and Cairo alone onto
// as many pages, without a layout, without measuring, without the finish. On as many threads as there are processors,
// each with fonts of its own; `--rounds` times in turn, medians are printed.
//
//   documents_bench [--documents 200] [--lines 20] [--rounds 3] [--threads 2]
#include "documents/html.h"
#include "documents/pdf.h"
#include "documents/sample.h"

#include <algorithm>
#include <atomic>
#include <cairo-pdf.h>
#include <chrono>
#include <ctime>
#include <fmt/format.h>
#include <iostream>
#include <pango/pangocairo.h>
#include <thread>

using namespace demarc;

namespace {

struct Settings {
  int documents = 200;
  int lines = 20;
  int rounds = 3;
  int threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
};

// On a machine that others use too, the processor's time says more than the wall's.
struct Time {
  std::int64_t wall_us = 0, cpu_us = 0;
};

template <class F> Time timed(F &&work) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  work();
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count(),
          static_cast<std::int64_t>(std::clock() - cpu) * 1'000'000 / CLOCKS_PER_SEC};
}

// `count` pieces of work over the threads; each begins with one for nothing, which loads its fonts.
template <class F> Time on_threads(const Settings &settings, F &&work) {
  std::atomic<int> next{0}, ready{0};
  std::atomic<bool> go{false};
  std::vector<std::thread> threads;
  for (int n = 0; n < settings.threads; ++n)
    threads.emplace_back([&] {
      work();
      ++ready;
      while (!go)
        std::this_thread::yield();
      while (next++ < settings.documents)
        work();
    });
  while (ready < settings.threads)
    std::this_thread::yield();
  return timed([&] {
    go = true;
    for (std::thread &thread : threads)
      thread.join();
  });
}

cairo_status_t count_bytes(void *closure, const unsigned char *, unsigned length) {
  *static_cast<std::size_t *>(closure) += length;
  return CAIRO_STATUS_SUCCESS;
}

// Every text of the paper, one under the other.
std::size_t draw_bare(const documents::Paper &paper) {
  thread_local PangoContext *const context = [] {
    PangoFontMap *map = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    return pango_font_map_create_context(map);
  }();
  std::size_t size = 0;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(count_bytes, &size, 595, 842);
  cairo_t *cairo = cairo_create(surface);
  PangoFontDescription *font =
      pango_font_description_from_string("Noto Sans, Noto Sans Arabic, Noto Sans CJK SC 9.2px");
  double y = 30;
  const auto put = [&](const std::string &text, double x) {
    PangoLayout *layout = pango_layout_new(context);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout);
    g_object_unref(layout);
  };
  for (const auto &line : paper.seller_lines)
    put(line, 300), y += 12;
  for (const auto &line : paper.recipient)
    put(line, 40), y += 12;
  for (const auto &fact : paper.facts)
    put(fact.label, 40), put(fact.value, 300), y += 12;
  for (const auto &row : paper.rows) {
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      put(row.cells[c], 40 + 80.0 * static_cast<double>(c));
    y += 20;
  }
  for (const auto &total : paper.totals)
    put(total.label, 40), put(total.amount, 300), y += 12;
  for (const auto &line : paper.footer)
    put(line, 40);
  cairo_show_page(cairo);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  pango_font_description_free(font);
  return size;
}

Time median(std::vector<Time> values) {
  std::sort(values.begin(), values.end(), [](const Time &a, const Time &b) { return a.cpu_us < b.cpu_us; });
  return values[values.size() / 2];
}

int pages_in(const std::string &pdf) {
  // The page tree of what we write says it in the clear or in an object stream; the paper knows anyway: count its
  // words.
  int pages = 0;
  for (std::size_t at = pdf.find("/Type /Page"); at != std::string::npos; at = pdf.find("/Type /Page", at + 1))
    pages += pdf.compare(at, 12, "/Type /Pages") != 0 ? 1 : 0;
  return pages;
}

void bench(const Settings &settings, const std::string &language) {
  documents::Style style;
  style.design = *documents::parse_design(documents::standard_layout());
  style.seller = {"Nordlicht Breitband", "Nordlicht Breitband GmbH", "Hafenstraße 1", "Nordhafen", "25001", "DE",
                  "DE123456789"};
  style.house = {
      .iban = "DE89370400440532013000", .bic = "COBADEFFXXX", .bank_name = "Nordbank", .email = "billing@example.net"};
  const documents::Paper paper = documents::sample_paper({.language = language, .lines = settings.lines}, style);
  const std::string once = documents::make_pdf(paper, style.design, {});
  if (once != documents::make_pdf(paper, style.design, {}))
    throw std::runtime_error("the same paper gave two files");
  const int pages = pages_in(once);
  if (pages < 1)
    throw std::runtime_error("a document without a page");
  std::vector<Time> ours, floor, html;
  for (int round = 0; round < settings.rounds; ++round) {
    ours.push_back(on_threads(settings, [&] { return documents::make_pdf(paper, style.design, {}).size(); }));
    floor.push_back(on_threads(settings, [&] { return draw_bare(paper); }));
    html.push_back(on_threads(settings, [&] { return documents::make_html(paper, style.design, {}).size(); }));
  }
  const auto per_second = [&](std::int64_t us, int each) {
    return std::int64_t{settings.documents} * each * 1'000'000 / us;
  };
  const Time own = median(ours), bare = median(floor), pages_of_html = median(html);
  std::cout << fmt::format("{}: {} documents of {} lines ({} pages, {} kB each), {} threads, median of {}\n", language,
                           settings.documents, settings.lines, pages, once.size() / 1000, settings.threads,
                           settings.rounds)
            << fmt::format("  PDF/A        {:6} pages/s, {} a second of one processor\n",
                           per_second(own.wall_us, pages), per_second(own.cpu_us, pages))
            << fmt::format("  bare drawing {:6} documents/s, {} a second of one processor\n",
                           per_second(bare.wall_us, 1), per_second(bare.cpu_us, 1))
            << fmt::format("  ratio        {}.{:02} x the floor's processor time\n", own.cpu_us / bare.cpu_us,
                           own.cpu_us * 100 / bare.cpu_us % 100)
            << fmt::format("  HTML         {:6} documents a second of one processor\n",
                           per_second(pages_of_html.cpu_us, 1));
}

} // namespace

int main(int count, char **arguments) {
  Settings settings;
  for (int n = 1; n + 1 < count; n += 2) {
    const std::string_view option = arguments[n];
    const int value = std::stoi(arguments[n + 1]);
    if (option == "--documents")
      settings.documents = value;
    else if (option == "--lines")
      settings.lines = value;
    else if (option == "--rounds")
      settings.rounds = value;
    else if (option == "--threads")
      settings.threads = value;
    else
      return std::cerr << "unknown option " << option << "\n", 2;
  }
  for (const char *language : {"en", "ar", "zh"})
    bench(settings, language);
  return 0;
}
