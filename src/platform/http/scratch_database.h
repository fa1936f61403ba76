// For tests (theirs only, so it is all in this header): a migrated SQLite database in a folder that goes with it.
#pragma once

#include "platform/db/migrate.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace demarc::http {

class ScratchDatabase {
public:
  ScratchDatabase() {
    char name[] = "/tmp/demarc_http_XXXXXX";
    if (mkdtemp(name) == nullptr)
      throw std::runtime_error("no temporary folder");
    folder_ = name;
    database_ = db::Database::open("sqlite:" + folder_ + "/test.db");
    if (!db::migrate(*database_, Instant{}))
      throw std::runtime_error("the schema does not apply");
  }
  ~ScratchDatabase() {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  ScratchDatabase(const ScratchDatabase &) = delete;
  ScratchDatabase &operator=(const ScratchDatabase &) = delete;

  db::Database &operator*() const { return *database_; }
  db::Database *operator->() const { return database_.get(); }

private:
  std::string folder_;
  std::unique_ptr<db::Database> database_;
};

} // namespace demarc::http
