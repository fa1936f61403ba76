// The outgoing mail door: SMTP through libcurl, STARTTLS where the server offers it.
#pragma once

#include "notify/message.h"

#include <functional>

namespace demarc::notify {

struct MailServer {
  std::string host; // empty: none configured, messages are kept
  int port = 587;
  std::string user;
  std::string password;
  std::string from;                  // "Provider <billing@provider.example>"
  std::string security = "starttls"; // or "tls" (from the first byte), "none" (in the clear: a relay on this machine)
  std::string ca_file;               // empty: the system's
  int timeout_s = 20;
};

// Handles one "notify.email" item; runs on a job thread, blocks up to timeout_s. A 4xx of the server or no connection
// is retried, a 5xx is given up.
class Mailer {
public:
  // The body as it goes out, where it holds what is not to be stored: called at each attempt.
  using Fill = std::function<std::string(const Message &)>;
  Mailer(db::Database &database, const Clock &clock, MailServer server, Fill fill = {})
      : database_(database), clock_(clock), server_(std::move(server)), fill_(std::move(fill)) {}
  jobs::Handled deliver(const jobs::OutboxItem &item);

private:
  db::Database &database_;
  const Clock &clock_;
  MailServer server_;
  Fill fill_;
};

// The message as it goes over the wire (RFC 5322, UTF-8 body in base64, RFC 2047 subject). Exposed for tests.
std::string compose(const Message &message, const std::string &from, Instant date);

} // namespace demarc::notify
