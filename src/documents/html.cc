#include "documents/html.h"

#include "documents/pay_code.h"

#include <fmt/format.h>

namespace demarc::documents {

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    case '\n': out += "<br>"; break;
    default: out += c;
    }
  }
  return out;
}

// <bdi>: on a right-to-left page a name or a number keeps its own direction.
std::string apart(std::string_view text) { return fmt::format("<bdi>{}</bdi>", escaped(text)); }

std::string joined(const std::vector<std::string> &lines) {
  std::string out;
  for (const std::string &line : lines)
    out += (out.empty() ? "" : "<br>") + apart(line);
  return out;
}

std::string tenths(int value) { return fmt::format("{}.{}", value / 10, value % 10); }

constexpr std::string_view css = R"(
*{box-sizing:border-box}
body{margin:0;background:#eceff3;color:var(--text)}
main{max-width:210mm;margin:0 auto;background:#fff;padding:var(--top) var(--side) var(--bottom);min-height:100vh;overflow-wrap:break-word}
.band main{border-block-start:5px solid var(--accent)}
header{display:flex;justify-content:space-between;gap:1.5em;align-items:flex-start;margin-block-end:1.8em}
header.end{flex-direction:row-reverse}header.centre{flex-direction:column;align-items:center}
header img{height:var(--logo);max-width:50%;object-fit:contain}
.seller{font-size:1.9em;font-weight:700;color:var(--accent);line-height:1.2}
.soft{color:var(--soft)}.small{font-size:.84em}
header .small{text-align:end}header.end .small{text-align:start}header.centre .small{text-align:center}
.parties{display:flex;flex-wrap:wrap;gap:1.5em;justify-content:space-between;margin-block-end:2em}
.parties>div{flex:1 1 15em}
.sender{font-size:.7em;color:var(--soft);border-block-end:1px solid var(--rule);padding-block-end:.3em;margin-block-end:.6em}
address{font-style:normal}address b{font-size:1.06em}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25em 1.2em;margin:0}
dt{color:var(--soft)}dd{margin:0}.facts dd{text-align:end;font-weight:600}
h1{font-size:1.75em;margin:0 0 .6em;line-height:1.25}
h1 span{float:inline-end;color:var(--accent);font-size:.75em}
.lines{overflow-x:auto}
table{width:100%;border-collapse:collapse}
th{text-align:start;color:var(--accent);font-size:.84em;border-block-end:1.5px solid var(--accent);padding:.3em .5em}
td{padding:.5em;border-block-end:1px solid var(--rule);vertical-align:top}
th:first-child,td:first-child{padding-inline-start:0}th:last-child,td:last-child{padding-inline-end:0}
.n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
.totals{margin:1em 0 1.6em auto;width:min(100%,32em);margin-inline:auto 0}
.totals div{display:flex;justify-content:space-between;gap:1em;padding:.22em 0}
.totals .strong{font-weight:700;font-size:1.15em;border-block-start:1.5px solid var(--accent);margin-block-start:.3em;padding-block-start:.4em}
.totals .strong span:first-child{color:var(--text)}
.pay{background:color-mix(in srgb,var(--accent) 6%,#fff);padding:1.2em;display:flex;flex-wrap:wrap;justify-content:space-between;gap:1.2em;margin-block-end:1.4em;break-inside:avoid}
.pay h2{font-size:1.1em;color:var(--accent);margin:0 0 .5em}
.code{text-align:center;font-size:.78em;max-width:12em}.code svg{width:9em;height:9em;background:#fff;padding:.5em}
.code a{color:var(--accent)}
footer{display:flex;flex-wrap:wrap;gap:1.2em;border-block-start:1px solid var(--rule);padding-block-start:.7em;font-size:.76em;color:var(--soft)}
footer div{flex:1 1 10em}
@media(max-width:600px){main{padding:6vw 5vw}header{flex-wrap:wrap}header .small{text-align:start}}
tr.strong td{font-weight:700}
@media print{body{background:#fff}main{padding:0;max-width:none}tr{break-inside:avoid}}
)";

std::string letterhead(const Paper &paper, const Design &design, const std::string &logo) {
  const std::string_view side = logo.empty() || design.logo == Side::start ? ""
                                : design.logo == Side::end                 ? "end"
                                                                           : "centre";
  const std::string name = escaped(paper.seller);
  const std::string head = logo.empty() ? fmt::format("<div class=\"seller\">{}</div>", name)
                                        : fmt::format("<img alt=\"{}\" src=\"data:image/png;base64,{}\">", name, logo);
  return fmt::format("<header class=\"{}\">{}<div class=\"small soft\">{}</div></header>\n", side, head,
                     joined(paper.seller_lines));
}

std::string facts_list(const std::vector<Fact> &facts) {
  std::string out;
  for (const Fact &fact : facts)
    out += fmt::format("<dt>{}</dt><dd>{}</dd>", escaped(fact.label), apart(fact.value));
  return out;
}

std::string address(const Paper &paper) {
  std::string lines;
  for (std::size_t i = 0; i < paper.recipient.size(); ++i)
    lines += i == 0 ? fmt::format("<b>{}</b>", apart(paper.recipient[i])) : "<br>" + apart(paper.recipient[i]);
  return fmt::format(
      "<div class=\"parties\"><div>{}<address>{}</address></div><div><dl class=\"facts\">{}</dl></div></div>\n",
      paper.sender_line.empty() ? "" : fmt::format("<div class=\"sender\">{}</div>", escaped(paper.sender_line)), lines,
      facts_list(paper.facts));
}

std::string lines(const Paper &paper) {
  std::size_t wide = 0;
  for (std::size_t c = 0; c < paper.columns.size(); ++c) {
    if (paper.columns[wide].is_number ||
        (!paper.columns[c].is_number && paper.columns[c].weight > paper.columns[wide].weight))
      wide = c;
  }
  std::string out = "<div class=\"lines\"><table><thead><tr>";
  for (const Column &column : paper.columns)
    out += fmt::format("<th scope=\"col\"{}>{}</th>", column.is_number ? " class=\"n\"" : "", escaped(column.title));
  out += "</tr></thead><tbody>\n";
  for (const Row &row : paper.rows) {
    out += row.is_strong ? "<tr class=\"strong\">" : "<tr>";
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      out += fmt::format("<td{}>{}{}</td>", paper.columns[c].is_number ? " class=\"n\"" : "", apart(row.cells[c]),
                         c == wide && !row.detail.empty()
                             ? fmt::format("<div class=\"small soft\">{}</div>", escaped(row.detail))
                             : "");
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string totals(const Paper &paper) {
  std::string out = "<div class=\"totals\">";
  for (const Total &total : paper.totals)
    out += fmt::format("<div{}><span class=\"soft\">{}</span><span class=\"n\">{}</span></div>",
                       total.is_strong ? " class=\"strong\"" : "", escaped(total.label), apart(total.amount));
  return out + "</div>\n";
}

std::string qr_image(const QrCode &code) {
  std::string path;
  for (int y = 0; y < code.side; ++y) {
    for (int x = 0; x < code.side; ++x) {
      if (!code.dark(x, y))
        continue;
      const int from = x;
      while (x < code.side && code.dark(x, y))
        ++x;
      path += fmt::format("M{} {}h{}v1h-{}z", from, y, x - from, x - from);
    }
  }
  return fmt::format("<svg viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"QR\" shape-rendering=\"crispEdges\"><path "
                     "d=\"{1}\"/></svg>",
                     code.side, path);
}

std::string payment(const Paper &paper) {
  if (!paper.pay)
    return {};
  const PayBox &pay = *paper.pay;
  std::string code;
  if (!pay.code.empty()) {
    if (const auto made = make_qr(pay.code)) {
      const std::string label = escaped(pay.code_label);
      code = fmt::format(
          "<div class=\"code\">{}<div>{}</div></div>", qr_image(*made),
          pay.link.empty() ? label : fmt::format("<a href=\"{}\" rel=\"noopener\">{}</a>", escaped(pay.link), label));
    }
  }
  return fmt::format("<section class=\"pay\"><div><h2>{}</h2><dl>{}</dl></div>{}</section>\n", escaped(pay.title),
                     facts_list(pay.facts), code);
}

std::string block_text(const std::string &text) {
  return text.empty() ? std::string() : fmt::format("<p>{}</p>\n", escaped(text));
}

} // namespace

std::string make_html(const Paper &paper, const Design &design, const std::string &logo_base64) {
  std::string body;
  for (const Block block : design.order) {
    switch (block) {
    case Block::address: body += address(paper); break;
    case Block::title:
      body +=
          fmt::format("<h1>{}{}</h1>\n", paper.mark.empty() ? "" : fmt::format("<span>{}</span>", escaped(paper.mark)),
                      escaped(paper.title));
      break;
    case Block::intro: body += block_text(paper.intro); break;
    case Block::lines: body += lines(paper); break;
    case Block::totals: body += totals(paper); break;
    case Block::payment: body += payment(paper); break;
    case Block::closing: body += block_text(paper.closing); break;
    }
  }
  std::string footer;
  for (const std::string &column : paper.footer)
    footer += fmt::format("<div>{}</div>", escaped(column));
  if (!footer.empty())
    footer = fmt::format("<footer>{}</footer>\n", footer);
  const auto millimetres = [](int dmm) { return tenths(dmm) + "mm"; };
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\n<style>"
      "@page{{size:{};margin:{} {}}}"
      ":root{{--accent:{};--text:{};--soft:{};--rule:{};--top:{};--side:{};--bottom:{};--logo:{};"
      "font:{}pt/1.45 \"{}\",\"Noto Sans Arabic\",\"Noto Sans CJK SC\",sans-serif}}{}</style></head>\n"
      "<body{}><main>\n{}{}{}</main></body></html>\n",
      paper.language.code(), paper.language.is_right_to_left() ? "rtl" : "ltr", escaped(paper.title),
      design.page == PageSize::a4 ? "A4" : "letter", millimetres(design.margin_top_dmm),
      millimetres(design.margin_side_dmm), to_hex(design.accent), to_hex(design.ink), to_hex(design.soft),
      to_hex(design.rule), millimetres(design.margin_top_dmm), millimetres(design.margin_side_dmm),
      millimetres(design.margin_bottom_dmm), millimetres(design.logo_height_dmm), tenths(design.size_dpt), design.font,
      css, design.has_band ? " class=\"band\"" : "", letterhead(paper, design, logo_base64), body, footer);
}

} // namespace demarc::documents
