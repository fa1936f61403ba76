// The console's files, from memory: embedded in the program (cmake/EmbedWeb.cmake) or read once from a folder. Each is
// kept plain and gzipped. Files under /assets/ have their hash in their name and are cached for ever; the others are
// asked for again with their ETag. An address without a file that looks like a page gets index.html, below /portal that
// of the portal: both route by themselves.
//
// Immutable after it is made; any thread.
#pragma once

#include "platform/http/message.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace demarc::http {

struct EmbeddedFile {
  std::string_view path; // "/assets/index-B3x.js"
  std::string_view bytes;
  std::string_view gzipped; // empty when that is no smaller
  std::string_view etag;    // with its quotes
};

class StaticFiles {
public:
  explicit StaticFiles(std::span<const EmbeddedFile> files);
  // Throws std::runtime_error when it cannot be read.
  static StaticFiles from_folder(const std::string &folder);

  [[nodiscard]] bool empty() const { return files_.empty(); }
  // nullopt: an address of the API (/v1, /openapi.json). Otherwise the file, index.html, 304 or 404.
  [[nodiscard]] std::optional<Response> answer(const Request &request) const;

private:
  struct File {
    std::string_view bytes, gzipped, etag;
    std::string content_type;
  };
  StaticFiles() = default;
  Response response_of(const std::string &path, const File &file, const Request &request) const;

  std::map<std::string, File, std::less<>> files_;
  std::shared_ptr<std::map<std::string, std::string>> read_; // owns what files_ shows, when read from a folder
};

std::string_view content_type_of(std::string_view path);
std::string gzip(std::string_view bytes);

} // namespace demarc::http
