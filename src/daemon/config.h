// The installation's configuration: one TOML file, every key also as an environment variable DEMARC_<SECTION>_<KEY>,
// which wins. What the business decides (plans, taxes, dunning) is not here but in the database, set in the console.
//
// Loading is strict: an unknown section, key or variable, a value of the wrong kind or out of range is refused, all at
// once, each with its place, what is allowed, and the name that was probably meant. One table in config.cc describes
// every key; the loader, the commented default file and the reference in docs/configuration.md come from it.
//
// Plain values, made once at the start and then only read; any thread.
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demarc::daemon {

struct Config {
  struct Server {
    std::string listen;
    std::int64_t port = 0; // 0: any free one
    std::int64_t workers = 0;
    std::string public_url; // empty: from listen and port
  } server;
  struct Database {
    std::string url;
    std::int64_t connections = 0;
  } database;
  struct Data {
    std::string dir;
  } data;
  struct Radius {
    bool enabled = true;
    std::string listen;
    std::int64_t auth_port = 0; // 0: any free one
    std::int64_t acct_port = 0; // 0: any free one
    std::int64_t threads = 0;
    std::string coa_source; // empty: the system chooses
    std::int64_t login_log_days = 0;
    std::string dictionaries; // a folder; empty: the built-in ones alone
  } radius;
  struct Jobs {
    std::int64_t workers = 0;
  } jobs;
  struct Mail {
    std::string host; // empty: no mail is sent
    std::int64_t port = 0;
    std::string security; // "starttls", "tls", "none"
    std::string user;
    Secret password;
    std::string from;
  } mail;
  struct Tax {
    std::string vat_registry_url; // empty: none is asked
  } tax;
  struct Log {
    std::string level; // "debug", "info", "warning", "error"
  } log;

  // database.url, with a relative SQLite file taken to lie in data.dir.
  [[nodiscard]] std::string database_url() const;
  // The same data folder and key with another database: nothing of what serving needs.
  [[nodiscard]] Config beside(std::string other_database) const;
};

struct ConfigProblem {
  std::string place; // "demarc.toml:3:8", "environment variable DEMARC_SERVER_PORT"
  std::string key;   // "server.port"; empty when the file cannot be read at all
  std::string text;  // what is wrong, what is allowed

  bool operator==(const ConfigProblem &) const = default;
};
std::string to_string(const ConfigProblem &problem);

using Environment = std::map<std::string, std::string>;
// The variables of this process that start with DEMARC_.
Environment process_environment();

// Without a file, the defaults and the environment. Options of the command line are put into `environment` by main
// (--data DIR as DEMARC_DATA_DIR), so they win over both. `path` is what problems show.
Result<Config, std::vector<ConfigProblem>> load_config(const std::optional<std::string> &path,
                                                       const Environment &environment);
Result<Config, std::vector<ConfigProblem>> load_config_text(std::string_view toml, std::string_view path,
                                                            const Environment &environment);

// A configuration file that holds every key, commented out at its default, with what it means and what it may be.
std::string default_config_text();
// The same as a page of documentation (Markdown).
std::string config_reference();

} // namespace demarc::daemon
