// One server for one data folder: a lock on a file that ends with the process, however that ends.
#pragma once

#include <string>

namespace demarc::daemon {

class ServeLock {
public:
  // Throws std::runtime_error when another process holds it.
  explicit ServeLock(const std::string &path);
  ~ServeLock();
  ServeLock(const ServeLock &) = delete;
  ServeLock &operator=(const ServeLock &) = delete;

private:
  int file_;
};

} // namespace demarc::daemon
