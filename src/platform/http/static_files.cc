#include "platform/http/static_files.h"

#include "platform/crypto/crypto.h"
#include "platform/http/problem.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <zlib.h>

namespace demarc::http {

namespace {

bool is_hashed(std::string_view path) { return path.starts_with("/assets/"); }

// Whether the client takes gzip: named, and not with q=0 (RFC 9110 12.5.3).
bool takes_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::size_t end = accept_encoding.find(',');
    std::string coding(accept_encoding.substr(0, end));
    accept_encoding.remove_prefix(end == std::string_view::npos ? accept_encoding.size() : end + 1);
    std::erase(coding, ' ');
    if (coding == "gzip" || (coding.starts_with("gzip;q=") && coding.find_first_of("123456789") != std::string::npos))
      return true;
  }
  return false;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || (!etag.empty() && if_none_match.find(etag) != std::string_view::npos);
}

std::string etag_of(std::string_view bytes) { return '"' + crypto::sha256_hex(bytes).substr(0, 20) + '"'; }

} // namespace

std::string_view content_type_of(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".wasm", "application/wasm"},
      {".txt", "text/plain; charset=utf-8"},
      {".pdf", "application/pdf"}};
  for (const auto &[ending, type] : types)
    if (path.ends_with(ending))
      return type;
  return "application/octet-stream";
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int gzip_window_bits = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib does not start");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END)
    throw std::runtime_error("zlib cannot compress");
  return out;
}

StaticFiles::StaticFiles(std::span<const EmbeddedFile> files) {
  for (const EmbeddedFile &file : files)
    files_[std::string(file.path)] = {file.bytes, file.gzipped, file.etag, std::string(content_type_of(file.path))};
}

StaticFiles StaticFiles::from_folder(const std::string &folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::recursive_directory_iterator at(folder, error);
  if (error)
    throw std::runtime_error("web folder " + folder + ": " + error.message());
  StaticFiles made;
  made.read_ = std::make_shared<std::map<std::string, std::string>>();
  for (const fs::directory_entry &entry : at) {
    if (!entry.is_regular_file())
      continue;
    std::ifstream in(entry.path(), std::ios::binary);
    if (!in)
      throw std::runtime_error("web file " + entry.path().string() + " cannot be read");
    const std::string path = "/" + fs::relative(entry.path(), folder).generic_string();
    auto &kept = *made.read_;
    std::string &bytes = kept[path] = std::string(std::istreambuf_iterator<char>(in), {});
    std::string packed = gzip(bytes);
    if (packed.size() >= bytes.size())
      packed.clear();
    const std::string &gzipped = kept[path + "\n.gz"] = std::move(packed);
    const std::string &etag = kept[path + "\n.etag"] = etag_of(bytes);
    made.files_[path] = {bytes, gzipped, etag, std::string(content_type_of(path))};
  }
  return made;
}

std::optional<Response> StaticFiles::answer(const Request &request) const {
  if (request.path == "/v1" || request.path.starts_with("/v1/") || request.path == "/openapi.json")
    return std::nullopt;
  if (request.method != "GET" && request.method != "HEAD") {
    Response response = problem(405, "method_not_allowed", "Files can only be read.");
    response.headers.push_back({"allow", "GET, HEAD"});
    return response;
  }
  std::string path;
  if (!percent_decode(request.path, false, path))
    return problem(400, "bad_address", "The address is not percent-encoded correctly.");
  if (path.ends_with('/'))
    path += "index.html";
  if (const auto file = files_.find(path); file != files_.end())
    return response_of(path, file->second, request);
  // A name with a dot is a file that is not there; anything else is a page of the console.
  const bool is_page = path.find('.', path.rfind('/')) == std::string::npos || path.ends_with("/index.html");
  // The portal is an application of its own beside the console.
  const bool is_portal = path == "/portal" || path.starts_with("/portal/");
  if (const auto index = files_.find(is_portal ? "/portal/index.html" : "/index.html");
      is_page && index != files_.end())
    return response_of(index->first, index->second, request);
  return problem(404, "not_found",
                 files_.empty() ? "The console is not part of this build." : "There is no such file.");
}

Response StaticFiles::response_of(const std::string &path, const File &file, const Request &request) const {
  Response response;
  response.headers.push_back({"cache-control", is_hashed(path) ? "public, max-age=31536000, immutable" : "no-cache"});
  response.headers.push_back({"etag", std::string(file.etag)});
  if (!file.gzipped.empty())
    response.headers.push_back({"vary", "accept-encoding"});
  if (names_etag(request.header("if-none-match"), file.etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = file.content_type;
  response.fixed_body = file.bytes;
  if (!file.gzipped.empty() && takes_gzip(request.header("accept-encoding"))) {
    response.headers.push_back({"content-encoding", "gzip"});
    response.fixed_body = file.gzipped;
  }
  return response;
}

} // namespace demarc::http
