#include "daemon/config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace demarc::daemon {
namespace {

// Every problem as one line, so that a failing test shows what the operator would see.
std::string refused(std::string_view toml, const Environment &environment = {}) {
  const auto loaded = load_config_text(toml, "demarc.toml", environment);
  if (loaded)
    return "loaded";
  std::string lines;
  for (const ConfigProblem &problem : loaded.error())
    lines += (lines.empty() ? "" : "\n") + to_string(problem);
  return lines;
}

Config loaded(std::string_view toml, const Environment &environment = {}) {
  auto config = load_config_text(toml, "demarc.toml", environment);
  EXPECT_TRUE(config) << refused(toml, environment);
  return config ? std::move(*config) : Config{};
}

TEST(Config, an_empty_file_gives_the_defaults) {
  const Config config = loaded("");
  EXPECT_EQ(config.server.listen, "127.0.0.1");
  EXPECT_EQ(config.server.port, 8080);
  EXPECT_EQ(config.database_url(), "sqlite:data/demarc.db");
  EXPECT_TRUE(config.radius.enabled);
  EXPECT_EQ(config.radius.auth_port, 1812);
  EXPECT_EQ(config.radius.acct_port, 1813);
  EXPECT_EQ(config.mail.host, "");
  EXPECT_EQ(config.log.level, "info");
}

TEST(Config, the_file_says_otherwise) {
  const Config config = loaded(R"(
    mail.password = "hunter2"
    [server]
    listen = "::"
    port = 0
    [radius]
    enabled = false
    [log]
    level = "debug"
  )");
  EXPECT_EQ(config.server.listen, "::");
  EXPECT_EQ(config.server.port, 0);
  EXPECT_FALSE(config.radius.enabled);
  EXPECT_EQ(config.mail.password.reveal(), "hunter2");
  EXPECT_EQ(config.log.level, "debug");
}

TEST(Config, the_environment_wins_over_the_file) {
  const Config config = loaded(
      "[server]\nport = 9000\nworkers = 7\n",
      {{"DEMARC_SERVER_PORT", "9001"}, {"DEMARC_RADIUS_ENABLED", "false"}, {"DEMARC_MAIL_PASSWORD", "from outside"}});
  EXPECT_EQ(config.server.port, 9001);
  EXPECT_EQ(config.server.workers, 7);
  EXPECT_FALSE(config.radius.enabled);
  EXPECT_EQ(config.mail.password.reveal(), "from outside");
}

TEST(Config, a_relative_sqlite_file_lies_in_the_data_folder) {
  EXPECT_EQ(loaded("data.dir = \"/srv/demarc/\"").database_url(), "sqlite:/srv/demarc/demarc.db");
  EXPECT_EQ(loaded("data.dir = \"d\"\ndatabase.url = \"sqlite:/x/y.db\"").database_url(), "sqlite:/x/y.db");
  EXPECT_EQ(loaded("database.url = \"postgresql://demarc@db/demarc\"").database_url(), "postgresql://demarc@db/demarc");
}

TEST(Config, an_unknown_key_is_refused_with_its_place_and_the_likely_name) {
  EXPECT_EQ(refused("[server]\nlisten = \"::1\"\n  prot = 8080\n"),
            "demarc.toml:3:3: server.prot is not known; did you mean 'port'? Keys of [server]: listen, port, workers, "
            "public_url");
  EXPECT_EQ(refused("[log]\ncolour = true\n"), "demarc.toml:2:1: log.colour is not known. Keys of [log]: level");
}

TEST(Config, an_unknown_section_is_refused) {
  EXPECT_EQ(refused("\n[sevrer]\nport = 1\n"),
            "demarc.toml:2:2: there is no section [sevrer]; did you mean 'server'? Sections: server, database, data, "
            "radius, jobs, mail, tax, log");
}

TEST(Config, a_key_outside_its_section_is_told_where_it_belongs) {
  EXPECT_EQ(refused("listen = \"::1\"\n"),
            "demarc.toml:1:1: listen stands outside a section; it belongs under [server] or [radius]");
  EXPECT_EQ(refused("server = 3\n"), "demarc.toml:1:1: server is a section, written [server] on a line of its own");
}

TEST(Config, a_value_of_the_wrong_kind_is_refused) {
  EXPECT_EQ(refused("[server]\nport = \"8080\"\n"),
            "demarc.toml:2:8: server.port is text; allowed: a whole number from 0 to 65535");
  EXPECT_EQ(refused("[server]\nport = 80.5\n"),
            "demarc.toml:2:8: server.port is a decimal number; allowed: a whole number from 0 to 65535");
  EXPECT_EQ(refused("[radius]\nenabled = 1\n"),
            "demarc.toml:2:11: radius.enabled is a whole number; allowed: true or false");
  EXPECT_EQ(refused("[log]\nlevel = [\"info\"]\n"),
            "demarc.toml:2:9: log.level is a list; allowed: \"debug\", \"info\", \"warning\", \"error\"");
}

TEST(Config, a_value_that_is_not_allowed_is_refused) {
  EXPECT_EQ(refused("[server]\nport = 65536\n"),
            "demarc.toml:2:8: server.port is 65536; allowed: a whole number from 0 to 65535");
  EXPECT_EQ(refused("[server]\nworkers = 0\n"),
            "demarc.toml:2:11: server.workers is 0; allowed: a whole number from 1 to 256");
  EXPECT_EQ(refused("[server]\nlisten = \"localhost\"\n"),
            "demarc.toml:2:10: server.listen is \"localhost\"; allowed: an IPv4 or IPv6 address");
  EXPECT_EQ(refused("[mail]\nsecurity = \"ssl\"\n"),
            "demarc.toml:2:12: mail.security is \"ssl\"; allowed: \"starttls\", \"tls\", \"none\"");
  EXPECT_EQ(refused("[database]\nurl = \"mysql://db\"\n"),
            "demarc.toml:2:7: database.url is \"mysql://db\"; allowed: \"sqlite:FILE\" or "
            "\"postgresql://user@host:port/name\"");
  EXPECT_EQ(refused("[server]\npublic_url = \"demarc.example\"\n"),
            "demarc.toml:2:14: server.public_url is \"demarc.example\"; allowed: a URL that starts with http:// or "
            "https://, or empty");
}

TEST(Config, text_that_is_not_toml_is_refused_with_its_place) {
  const std::string said = refused("[server]\nport = = 3\n");
  EXPECT_TRUE(said.starts_with("demarc.toml:2:")) << said;
  EXPECT_NE(refused("[server]\nport = 1\nport = 2\n"), "loaded");
}

TEST(Config, everything_wrong_is_told_at_once) {
  const std::string said = refused("[server]\nport = -1\nlistne = \"::1\"\n", {{"DEMARC_LOG_LEVEL", "loud"}});
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 2) << said;
}

TEST(Config, a_wrong_variable_is_refused) {
  EXPECT_EQ(
      refused("", {{"DEMARC_SERVER_PORT", "eighty"}}),
      "environment variable DEMARC_SERVER_PORT: server.port is \"eighty\"; allowed: a whole number from 0 to 65535");
  EXPECT_EQ(refused("", {{"DEMARC_SERVER_PORT", "80 "}}),
            "environment variable DEMARC_SERVER_PORT: server.port is \"80 \"; allowed: a whole number from 0 to 65535");
  EXPECT_EQ(refused("", {{"DEMARC_SERVER_PORT", "70000"}}),
            "environment variable DEMARC_SERVER_PORT: server.port is 70000; allowed: a whole number from 0 to 65535");
  EXPECT_EQ(refused("", {{"DEMARC_RADIUS_ENABLED", "yes"}}),
            "environment variable DEMARC_RADIUS_ENABLED: radius.enabled is \"yes\"; allowed: true or false");
}

TEST(Config, an_unknown_variable_is_refused_with_the_likely_name) {
  EXPECT_EQ(refused("", {{"DEMARC_SERVER_PROT", "80"}}),
            "environment variable DEMARC_SERVER_PROT: is not known; did you mean 'DEMARC_SERVER_PORT'?");
}

TEST(Config, variables_that_are_no_configuration_are_left_alone) {
  EXPECT_EQ(
      refused("", {{"DEMARC_KEY", "00"}, {"DEMARC_CONFIG", "x.toml"}, {"DEMARC_TEST_POSTGRES", "x"}, {"PATH", "/bin"}}),
      "loaded");
}

TEST(Config, a_file_that_cannot_be_read_is_refused) {
  const auto config = load_config("no/such/file.toml", {});
  ASSERT_FALSE(config);
  EXPECT_EQ(to_string(config.error().front()), "no/such/file.toml: cannot be read");
}

TEST(Config, is_read_from_a_file) {
  const auto path = std::filesystem::temp_directory_path() / "demarc_config_test.toml";
  std::ofstream(path) << "[server]\nport = 8181\n";
  const auto config = load_config(path.string(), {});
  std::filesystem::remove(path);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->server.port, 8181);
}

TEST(Config, the_default_file_loads_and_changes_nothing_even_uncommented) {
  std::istringstream lines(default_config_text());
  std::string uncommented;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ") && line.find(" = ") != std::string::npos)
      line.erase(0, 2);
    uncommented += line + "\n";
  }
  EXPECT_NE(uncommented.find("\nport = 8080\n"), std::string::npos);
  const Config config = loaded(uncommented);
  EXPECT_EQ(config.server.port, 8080);
  EXPECT_EQ(config.database_url(), "sqlite:data/demarc.db");
  EXPECT_EQ(loaded(default_config_text()).radius.auth_port, 1812);
}

TEST(Config, the_page_in_docs_says_what_the_program_does) {
  std::ifstream file(std::string(DEMARC_SOURCE_DIR) + "/docs/configuration.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_EQ(page.str(), config_reference()) << "write it again: demarc config reference > docs/configuration.md";
}

} // namespace
} // namespace demarc::daemon
