// A database of its own for one test: a SQLite file in a temporary folder, or a database made on the PostgreSQL server.
// Gone with the object; drop every Database opened on it first.
#pragma once

#include "platform/db/db.h"

namespace demarc::testing {

class TestDatabase {
public:
  explicit TestDatabase(db::Engine engine);
  // With the content of another one, on which no Database is open.
  struct CopyOf {
    const TestDatabase &original;
  };
  explicit TestDatabase(CopyOf copy);
  ~TestDatabase();
  TestDatabase(const TestDatabase &) = delete;
  TestDatabase &operator=(const TestDatabase &) = delete;

  [[nodiscard]] const std::string &url() const { return url_; }
  // Empty, or with the whole schema.
  [[nodiscard]] std::unique_ptr<db::Database> open(db::Options options = {}) const;
  [[nodiscard]] std::unique_ptr<db::Database> open_migrated(db::Options options = {}) const;

private:
  void make(db::Engine engine, const TestDatabase *original);

  std::string url_;
  std::string folder_; // SQLite
  std::string name_;   // PostgreSQL
};

} // namespace demarc::testing
