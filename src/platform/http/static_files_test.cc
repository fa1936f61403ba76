#include "platform/http/static_files.h"

#include "platform/http/embedded_web.h"
#include "platform/http/raw_client.h"
#include "platform/http/server.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

namespace demarc::http {

namespace {

Request get(std::string path, std::vector<Header> headers = {}) {
  Request request;
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(100'000, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

Response answer(const StaticFiles &files, const Request &request) {
  auto response = files.answer(request);
  EXPECT_TRUE(response) << request.path;
  return response ? std::move(*response) : Response{};
}

} // namespace

TEST(StaticFiles, the_embedded_ones_are_the_folder_s) {
  const StaticFiles files(embedded_web());
  const Response index = answer(files, get("/"));
  EXPECT_EQ(index.status, 200);
  EXPECT_EQ(index.content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(index.bytes().starts_with("<!doctype html>"));
  const Response script = answer(files, get("/assets/app-1a2b.js"));
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_TRUE(script.bytes().ends_with("line59 = \"the same words again and again\";\n"));
}

TEST(StaticFiles, hashed_ones_are_cached_for_ever_and_others_asked_for_again) {
  const StaticFiles files(embedded_web());
  EXPECT_EQ(answer(files, get("/assets/app-1a2b.js")).header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(answer(files, get("/index.html")).header("cache-control"), "no-cache");
}

TEST(StaticFiles, are_not_sent_again_to_who_has_them) {
  const StaticFiles files(embedded_web());
  const std::string etag(answer(files, get("/index.html")).header("etag"));
  ASSERT_EQ(etag.size(), 22U);
  const Response same = answer(files, get("/index.html", {{"if-none-match", etag}}));
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.bytes().empty());
  EXPECT_EQ(answer(files, get("/index.html", {{"if-none-match", "W/" + etag + ", \"x\""}})).status, 304);
  EXPECT_EQ(answer(files, get("/index.html", {{"if-none-match", "\"another\""}})).status, 200);
}

TEST(StaticFiles, go_packed_to_who_can_unpack_them) {
  const StaticFiles files(embedded_web());
  const Response plain = answer(files, get("/assets/app-1a2b.js"));
  const Response packed = answer(files, get("/assets/app-1a2b.js", {{"accept-encoding", "br, gzip, deflate"}}));
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_EQ(packed.header("vary"), "accept-encoding");
  EXPECT_EQ(plain.header("vary"), "accept-encoding");
  EXPECT_LT(packed.bytes().size() * 4, plain.bytes().size());
  EXPECT_EQ(gunzip(packed.bytes()), plain.bytes());
  for (const char *encoding : {"", "br", "gzip;q=0", "gzip;q=0.0", "xgzip"})
    EXPECT_EQ(answer(files, get("/assets/app-1a2b.js", {{"accept-encoding", encoding}})).header("content-encoding"), "")
        << encoding;
  EXPECT_EQ(answer(files, get("/assets/app-1a2b.js", {{"accept-encoding", "gzip; q=0.5"}})).header("content-encoding"),
            "gzip");
}

TEST(StaticFiles, pages_of_the_console_get_its_index_and_missing_files_a_404) {
  const StaticFiles files(embedded_web());
  for (const char *page : {"/", "/customers", "/customers/42", "/customers/42/"})
    EXPECT_TRUE(answer(files, get(page)).bytes().starts_with("<!doctype html>")) << page;
  for (const char *missing : {"/assets/app-old.js", "/favicon.ico", "/../../etc/passwd.txt", "/a/%2e%2e/b.js"})
    EXPECT_EQ(answer(files, get(missing)).status, 404) << missing;
  EXPECT_EQ(answer(files, get("/%zz")).status, 400);
}

TEST(StaticFiles, leave_the_api_to_the_api) {
  const StaticFiles files(embedded_web());
  for (const char *path : {"/v1", "/v1/plans", "/v1/none.js", "/openapi.json"})
    EXPECT_FALSE(files.answer(get(path))) << path;
  EXPECT_TRUE(files.answer(get("/v1x")));
  Request post = get("/customers");
  post.method = "POST";
  EXPECT_EQ(answer(files, post).status, 405);
}

TEST(StaticFiles, can_be_read_from_a_folder) {
  char name[] = "/tmp/demarc_web_XXXXXX";
  const std::string folder = mkdtemp(name);
  std::filesystem::create_directories(folder + "/assets");
  std::ofstream(folder + "/index.html") << "<p>hello</p>";
  std::ofstream(folder + "/assets/a-1.css") << std::string(5000, ' ');
  const StaticFiles files = StaticFiles::from_folder(folder);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(answer(files, get("/")).bytes(), "<p>hello</p>");
  const Response css = answer(files, get("/assets/a-1.css", {{"accept-encoding", "gzip"}}));
  EXPECT_EQ(css.content_type, "text/css; charset=utf-8");
  EXPECT_EQ(gunzip(css.bytes()), std::string(5000, ' '));
  EXPECT_THROW((void)StaticFiles::from_folder("/nonexistent"), std::runtime_error);
}

TEST(StaticFiles, none_at_all_is_said_plainly) {
  const StaticFiles none{std::span<const EmbeddedFile>()};
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(answer(none, get("/")).status, 404);
  EXPECT_NE(answer(none, get("/")).body.find("not part of this build"), std::string::npos);
}

TEST(StaticFiles, travel_through_the_server) {
  const StaticFiles files(embedded_web());
  Server server(
      {}, [](const Request &) { return Response{}; }, [&](const Request &request) { return files.answer(request); });
  server.start();
  RawClient client(server.port());
  const std::string script = client.ask("GET", "/assets/app-1a2b.js");
  EXPECT_EQ(body_of(script), answer(files, get("/assets/app-1a2b.js")).bytes());
  const std::string same =
      client.ask("GET", "/", "If-None-Match: " + header_of(client.ask("GET", "/"), "etag") + "\r\n");
  EXPECT_EQ(status_of(same), 304);
  EXPECT_EQ(status_of(client.ask("HEAD", "/assets/app-1a2b.js")), 200);
  EXPECT_EQ(status_of(client.ask("GET", "/none.js")), 404);
}

} // namespace demarc::http
