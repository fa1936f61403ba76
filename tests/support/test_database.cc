#include "tests/support/test_database.h"

#include "platform/db/migrate.h"
#include "tests/support/postgres_server.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <unistd.h>

namespace demarc::testing {
namespace {

void on_server(const std::string &sql) {
  const std::unique_ptr<PGconn, void (*)(PGconn *)> connection(PQconnectdb(postgres_url("postgres").c_str()), PQfinish);
  PQsetNoticeProcessor(
      connection.get(), [](void *, const char *) {}, nullptr);
  const std::unique_ptr<PGresult, void (*)(PGresult *)> result(PQexec(connection.get(), sql.c_str()), PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
}

} // namespace

TestDatabase::TestDatabase(db::Engine engine) { make(engine, nullptr); }

TestDatabase::TestDatabase(CopyOf copy) {
  make(copy.original.folder_.empty() ? db::Engine::postgres : db::Engine::sqlite, &copy.original);
}

void TestDatabase::make(db::Engine engine, const TestDatabase *original) {
  if (engine == db::Engine::sqlite) {
    // In memory where there is some; what is tested is the program, not the disk.
    std::error_code none;
    const bool in_memory = std::filesystem::space("/dev/shm", none).available > 500'000'000 && !none;
    const auto parent = in_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    std::string pattern = parent / "demarc-test.XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    url_ = "sqlite:" + folder_ + "/test.db";
    if (original != nullptr)
      std::filesystem::copy_file(original->folder_ + "/test.db", folder_ + "/test.db");
  } else {
    static std::atomic<int> count = 0;
    name_ = fmt::format("demarc_test_{}_{}", getpid(), ++count);
    on_server("drop database if exists " + name_);
    // A locale that orders text otherwise than by its bytes, as many installations have.
    on_server("create database " + name_ +
              (original != nullptr ? " template " + original->name_
                                   : " template template0 locale_provider icu icu_locale 'en-US'"));
    url_ = postgres_url(name_);
  }
}

TestDatabase::~TestDatabase() {
  if (!folder_.empty())
    std::filesystem::remove_all(folder_);
  if (!name_.empty())
    on_server("drop database if exists " + name_ + " with (force)");
}

std::unique_ptr<db::Database> TestDatabase::open(db::Options options) const {
  return db::Database::open(url_, options);
}

std::unique_ptr<db::Database> TestDatabase::open_migrated(db::Options options) const {
  auto database = open(options);
  const auto applied = db::migrate(*database, Instant::from_seconds(1'767'225'600));
  if (!applied)
    throw std::runtime_error(applied.error().detail);
  return database;
}

} // namespace demarc::testing
