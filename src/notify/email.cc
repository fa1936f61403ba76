#include "notify/email.h"

#include "platform/crypto/crypto.h"

#include <charconv>
#include <curl/curl.h>
#include <fmt/format.h>
#include <mutex>

namespace demarc::notify {

namespace {

std::string encoded_word(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  return plain ? std::string(text) : "=?UTF-8?B?" + crypto::base64_encode(text) + "?=";
}

// A line break in a header field would let its author write headers of their own.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text)
    line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  return line;
}

std::string bare_address(std::string_view from) {
  const std::size_t open = from.find('<'), close = from.find('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return std::string(from);
  return std::string(from.substr(open + 1, close - open - 1));
}

std::string rfc5322_date(Instant at) {
  const auto seconds = std::chrono::sys_seconds{std::chrono::seconds{at.seconds()}};
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{seconds - day};
  static constexpr const char *weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000", weekdays[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

struct Upload {
  std::string text;
  std::size_t sent = 0;
};

std::size_t read_upload(char *buffer, std::size_t size, std::size_t count, void *context) {
  auto &upload = *static_cast<Upload *>(context);
  const std::size_t n = std::min(size * count, upload.text.size() - upload.sent);
  upload.text.copy(buffer, n, upload.sent);
  upload.sent += n;
  return n;
}

} // namespace

std::string compose(const Message &message, const std::string &from, Instant date) {
  std::string body = crypto::base64_encode(message.body);
  for (std::size_t at = 76; at < body.size(); at += 78)
    body.insert(at, "\r\n");
  // The Message-ID is the message's own: a retry after an unknown outcome is the same mail, not another.
  return fmt::format("Date: {}\r\nFrom: {}\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <message-{}@demarc>\r\n"
                     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                     rfc5322_date(date), one_line(from), one_line(message.recipient),
                     encoded_word(one_line(message.subject)), message.id.value(), body);
}

jobs::Handled Mailer::deliver(const jobs::OutboxItem &item) {
  std::int64_t id = 0;
  const std::size_t colon = item.key.find(':');
  std::from_chars(item.key.data() + colon + 1, item.key.data() + item.key.size(), id);
  auto message = database_.read([&](db::Tx &tx) { return find_message(tx, MessageId(id)); });
  if (!message || message->status != MessageStatus::queued)
    return jobs::Handled::done();
  const auto settle = [&](MessageStatus status, const std::string &error, std::optional<Instant> at) {
    database_.write([&](db::Tx &tx) { set_message_status(tx, message->id, status, error, at); });
  };
  if (server_.host.empty()) {
    settle(MessageStatus::kept, "no mail server is configured ([mail] host)", std::nullopt);
    return jobs::Handled::done();
  }
  if (fill_)
    message->body = fill_(*message);
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  Upload upload{compose(*message, server_.from, clock_.now())};
  const std::string url =
      fmt::format("{}://{}:{}", server_.security == "tls" ? "smtps" : "smtp", server_.host, server_.port);
  const std::string mail_from = bare_address(server_.from);
  char problem[CURL_ERROR_SIZE] = "";
  curl_slist *recipients = curl_slist_append(nullptr, message->recipient.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL,
                   server_.security == "none" ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
  if (!server_.ca_file.empty())
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, server_.ca_file.c_str());
  if (!server_.user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, server_.user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, server_.password.c_str());
  }
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, mail_from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_upload);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, static_cast<long>(server_.timeout_s));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, problem);
  const CURLcode code = curl_easy_perform(curl.get());
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  curl_slist_free_all(recipients);
  if (code == CURLE_OK) {
    settle(MessageStatus::sent, "", clock_.now());
    return jobs::Handled::done();
  }
  const std::string why = *problem != '\0' ? problem : curl_easy_strerror(code);
  if (answer >= 500 && answer < 600) {
    settle(MessageStatus::failed, why, std::nullopt);
    return jobs::Handled::give_up(why);
  }
  return jobs::Handled::retry(why);
}

} // namespace demarc::notify
