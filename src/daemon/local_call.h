// How a command of the command line asks the server that runs on the same data: through the API like everybody, at the
// address the server left in the data folder, with a token made for this one call.
#pragma once

#include "daemon/installation.h"

namespace demarc::daemon {

// The server's address, in a file as long as it serves.
class ServerAddress {
public:
  ServerAddress(const Installation &installation, const std::string &url);
  ~ServerAddress();
  ServerAddress(const ServerAddress &) = delete;
  ServerAddress &operator=(const ServerAddress &) = delete;

private:
  std::string path_;
};

// POSTs JSON and answers the body. Throws std::runtime_error in words: no server, or what it refused.
std::string call_server(Installation &installation, const std::string &path, const std::string &json);

} // namespace demarc::daemon
