// Build tool: packs a folder of web files into one blob and a table of them.
//   embed_web <folder> <out.bin> <out.cc>
// The blob goes into the program with .incbin (GCC 12 has no #embed); a missing folder makes an empty table.
#include "platform/http/static_files.h"

#include "platform/crypto/crypto.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace fs = std::filesystem;

namespace {

std::map<std::string, std::string> read_folder(const fs::path &folder) {
  std::map<std::string, std::string> files; // sorted: the same folder gives the same program
  if (!fs::is_directory(folder))
    return files;
  for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file())
      continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files["/" + fs::relative(entry.path(), folder).generic_string()] =
        std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

std::string as_literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

} // namespace

int main(int count, char **arguments) {
  if (count != 4) {
    std::cerr << "use: embed_web <folder> <out.bin> <out.cc>\n";
    return 2;
  }
  const fs::path folder = arguments[1], blob_path = arguments[2], code_path = arguments[3];
  const auto files = read_folder(folder);
  std::string blob, table;
  const auto place = [&blob](const std::string &bytes) {
    const std::string at = bytes.empty() ? "{}" : fmt::format("{{bytes + {}, {}}}", blob.size(), bytes.size());
    blob += bytes;
    return at;
  };
  for (const auto &[path, bytes] : files) {
    std::string gzipped = demarc::http::gzip(bytes);
    if (gzipped.size() >= bytes.size())
      gzipped.clear();
    const std::string etag = '"' + demarc::crypto::sha256_hex(bytes).substr(0, 20) + '"';
    const std::string plain_at = place(bytes), gzipped_at = place(gzipped);
    table += fmt::format("      {{{}, {}, {}, {}}},\n", as_literal(path), plain_at, gzipped_at, as_literal(etag));
  }
  blob += '\0'; // never empty: .incbin of nothing has no address
  std::ofstream(blob_path, std::ios::binary) << blob;
  std::ofstream(code_path) << fmt::format(R"(// Made by embed_web.
#include "platform/http/embedded_web.h"

#include <vector>

asm(".section .rodata\n"
    ".balign 16\n"
    "demarc_web_bytes:\n"
    ".incbin \"{}\"\n"
    ".previous\n");
extern "C" const char demarc_web_bytes[];

namespace demarc::http {{

std::span<const EmbeddedFile> embedded_web() {{
  [[maybe_unused]] static const char *const bytes = demarc_web_bytes;
  static const std::vector<EmbeddedFile> files{{
{}  }};
  return files;
}}

}} // namespace demarc::http
)",
                                          blob_path.string(), table);
  return 0;
}
