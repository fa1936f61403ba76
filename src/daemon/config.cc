#include "daemon/config.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>
#include <unistd.h>
#include <variant>

namespace demarc::daemon {

namespace {

enum class Kind { text, secret, number, flag, choice, address, optional_address, database, url };

// Where a key's value lives in a Config.
using Slot = std::variant<std::string *, Secret *, std::int64_t *, bool *>;

struct Key {
  std::string_view section;
  std::string_view name;
  Kind kind;
  std::string_view standard; // as it is written in the environment
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<std::string_view> choices;
  std::string_view doc;
  Slot (*slot)(Config &);
};

using Locate = Slot (*)(Config &);

Key plain(std::string_view section, std::string_view name, Kind kind, std::string_view standard, std::string_view doc,
          Locate slot) {
  return {section, name, kind, standard, 0, 0, {}, doc, slot};
}
Key number(std::string_view section, std::string_view name, std::string_view standard, std::int64_t min,
           std::int64_t max, std::string_view doc, Locate slot) {
  return {section, name, Kind::number, standard, min, max, {}, doc, slot};
}
Key choice(std::string_view section, std::string_view name, std::string_view standard,
           std::vector<std::string_view> choices, std::string_view doc, Locate slot) {
  return {section, name, Kind::choice, standard, 0, 0, std::move(choices), doc, slot};
}

const std::vector<Key> &keys() {
  static const std::vector<Key> all = {
      plain("server", "listen", Kind::address, "127.0.0.1",
            "Address on which console and API answer. A new installation is reachable from its own machine only; "
            "0.0.0.0 or :: opens it.",
            [](Config &c) -> Slot { return &c.server.listen; }),
      number("server", "port", "8080", 0, 65535, "Port of console and API; 0 takes any free one.",
             [](Config &c) -> Slot { return &c.server.port; }),
      number("server", "workers", "4", 1, 256, "Threads that carry out requests.",
             [](Config &c) -> Slot { return &c.server.workers; }),
      plain("server", "public_url", Kind::url, "",
            "How people reach the console from outside, for links in mails; empty means http://listen:port.",
            [](Config &c) -> Slot { return &c.server.public_url; }),
      plain("database", "url", Kind::database, "sqlite:demarc.db",
            "The database. A relative SQLite file lies in data.dir. Several nodes need PostgreSQL.",
            [](Config &c) -> Slot { return &c.database.url; }),
      number("database", "connections", "8", 1, 256,
             "Connections to PostgreSQL, or readers beside SQLite's one writer.",
             [](Config &c) -> Slot { return &c.database.connections; }),
      plain(
          "data", "dir", Kind::text, "data",
          "Folder of this installation: the SQLite file, and the key that seals secrets. Back both up, apart from one "
          "another.",
          [](Config &c) -> Slot { return &c.data.dir; }),
      plain("radius", "enabled", Kind::flag, "true", "Whether this node answers RADIUS.",
            [](Config &c) -> Slot { return &c.radius.enabled; }),
      plain("radius", "listen", Kind::address, "127.0.0.1",
            "Address on which RADIUS answers; 0.0.0.0 for access servers on other machines. Unknown ones are ignored.",
            [](Config &c) -> Slot { return &c.radius.listen; }),
      number("radius", "auth_port", "1812", 0, 65535, "Port for logins; 0 takes any free one.",
             [](Config &c) -> Slot { return &c.radius.auth_port; }),
      number("radius", "acct_port", "1813", 0, 65535, "Port for accounting; 0 takes any free one.",
             [](Config &c) -> Slot { return &c.radius.acct_port; }),
      number("radius", "threads", "2", 1, 64, "Threads that answer RADIUS.",
             [](Config &c) -> Slot { return &c.radius.threads; }),
      plain(
          "radius", "coa_source", Kind::optional_address, "",
          "Address from which CoA and Disconnect requests leave, where access servers accept only one; empty lets the "
          "system choose.",
          [](Config &c) -> Slot { return &c.radius.coa_source; }),
      number("radius", "login_log_days", "30", 0, 3650,
             "For how many days the log of logins is kept; 0: no login is logged, and what was logged is forgotten.",
             [](Config &c) -> Slot { return &c.radius.login_log_days; }),
      plain("radius", "dictionaries", Kind::text, "/usr/share/freeradius",
            "Folder of dictionaries in FreeRADIUS's format, for the attributes of makes that are not built in; it need "
            "not exist. Empty: the built-in ones alone.",
            [](Config &c) -> Slot { return &c.radius.dictionaries; }),
      number("jobs", "workers", "2", 1, 64, "Threads that carry out scheduled and queued work.",
             [](Config &c) -> Slot { return &c.jobs.workers; }),
      plain("mail", "host", Kind::text, "", "Mail server that takes outgoing mail; empty means no mail is sent.",
            [](Config &c) -> Slot { return &c.mail.host; }),
      number("mail", "port", "587", 1, 65535, "Its port.", [](Config &c) -> Slot { return &c.mail.port; }),
      choice("mail", "security", "starttls", {"starttls", "tls", "none"}, "How the connection is protected.",
             [](Config &c) -> Slot { return &c.mail.security; }),
      plain("mail", "user", Kind::text, "", "Login at the mail server; empty means none.",
            [](Config &c) -> Slot { return &c.mail.user; }),
      plain("mail", "password", Kind::secret, "", "Password there; better given in the environment.",
            [](Config &c) -> Slot { return &c.mail.password; }),
      plain("mail", "from", Kind::text, "", "Sender of mails, \"Name <address>\" or an address.",
            [](Config &c) -> Slot { return &c.mail.from; }),
      plain("tax", "vat_registry_url", Kind::url, "",
            "Registry that VAT numbers of the EU are asked of when they are entered: VIES is "
            "https://ec.europa.eu/taxation_customs/vies/rest-api. Empty asks none.",
            [](Config &c) -> Slot { return &c.tax.vat_registry_url; }),
      choice("log", "level", "info", {"debug", "info", "warning", "error"},
             "The least important lines that are written.", [](Config &c) -> Slot { return &c.log.level; }),
  };
  return all;
}

std::string path_of(const Key &key) { return fmt::format("{}.{}", key.section, key.name); }

std::string variable_of(const Key &key) {
  std::string name = fmt::format("DEMARC_{}_{}", key.section, key.name);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return name;
}

std::string allowed(const Key &key) {
  switch (key.kind) {
  case Kind::number: return fmt::format("a whole number from {} to {}", key.min, key.max);
  case Kind::flag: return "true or false";
  case Kind::choice: return fmt::format("\"{}\"", fmt::join(key.choices, "\", \""));
  case Kind::address: return "an IPv4 or IPv6 address";
  case Kind::optional_address: return "an IPv4 or IPv6 address, or empty";
  case Kind::database: return "\"sqlite:FILE\" or \"postgresql://user@host:port/name\"";
  case Kind::url: return "a URL that starts with http:// or https://, or empty";
  case Kind::text:
  case Kind::secret: return "text";
  }
  return {};
}

bool is_text(Kind kind) { return kind != Kind::number && kind != Kind::flag; }

// How the default is written in the file.
std::string as_toml(const Key &key) {
  return is_text(key.kind) ? fmt::format("\"{}\"", key.standard) : std::string(key.standard);
}

// Distance in single-letter edits, a swap of neighbours counting as one: what typing errors are made of.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

// "; did you mean 'port'?" when one of the names is near.
std::string suggestion(std::string_view written, const std::vector<std::string> &names) {
  const std::string *best = nullptr;
  std::size_t best_distance = std::max<std::size_t>(2, written.size() / 3) + 1;
  for (const std::string &name : names) {
    const std::size_t d = distance(written, name);
    if (d < best_distance) {
      best = &name;
      best_distance = d;
    }
  }
  return best ? fmt::format("; did you mean '{}'?", *best) : "";
}

std::vector<std::string> section_names() {
  std::vector<std::string> names;
  for (const Key &key : keys())
    if (names.empty() || names.back() != key.section)
      names.emplace_back(key.section);
  return names;
}

std::vector<std::string> names_in(std::string_view section) {
  std::vector<std::string> names;
  for (const Key &key : keys())
    if (key.section == section)
      names.emplace_back(key.name);
  return names;
}

const Key *find_key(std::string_view section, std::string_view name) {
  for (const Key &key : keys())
    if (key.section == section && key.name == name)
      return &key;
  return nullptr;
}

bool is_address(const std::string &text) {
  in6_addr scratch{};
  return inet_pton(AF_INET, text.c_str(), &scratch) == 1 || inet_pton(AF_INET6, text.c_str(), &scratch) == 1;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::ranges::any_of(beginnings,
                             [&](std::string_view b) { return text.starts_with(b) && text.size() > b.size(); });
}

bool text_is_right(const Key &key, const std::string &value) {
  switch (key.kind) {
  case Kind::choice: return std::ranges::find(key.choices, value) != key.choices.end();
  case Kind::address: return is_address(value);
  case Kind::optional_address: return value.empty() || is_address(value);
  case Kind::database: return starts_with_any(value, {"sqlite:", "postgresql://", "postgres://"});
  case Kind::url: return value.empty() || starts_with_any(value, {"http://", "https://"});
  default: return true;
  }
}

// Loads into one Config, collecting everything that is wrong.
class Loader {
public:
  Loader() {
    for (const Key &key : keys())
      set_from_text(key, std::string(key.standard), "default");
  }

  void read_file(const toml::table &file, std::string_view path) {
    for (const auto &[name, node] : file) {
      const std::string section(name.str());
      const std::vector<std::string> sections = section_names();
      if (std::ranges::find(sections, section) == sections.end()) {
        unknown_at_the_top(section, node, place(path, name.source()), sections);
        continue;
      }
      const toml::table *table = node.as_table();
      if (!table) {
        problem(place(path, name.source()), section,
                fmt::format("is a section, written [{}] on a line of its own", section));
        continue;
      }
      for (const auto &[key_name, value] : *table)
        read_value(section, std::string(key_name.str()), value, place(path, key_name.source()),
                   place(path, value.source()));
    }
  }

  void read_environment(const Environment &environment) {
    for (const auto &[name, value] : environment) {
      // DEMARC_KEY is the sealing key itself (platform/crypto); DEMARC_CONFIG names the file.
      if (!name.starts_with("DEMARC_") || name == "DEMARC_KEY" || name == "DEMARC_CONFIG" ||
          name.starts_with("DEMARC_TEST_"))
        continue;
      const std::string where = "environment variable " + name;
      const auto key = std::ranges::find_if(keys(), [&](const Key &k) { return variable_of(k) == name; });
      if (key != keys().end()) {
        set_from_text(*key, value, where);
        continue;
      }
      std::vector<std::string> names;
      for (const Key &k : keys())
        names.push_back(variable_of(k));
      problem(where, "", fmt::format("is not known{}", suggestion(name, names)));
    }
  }

  void problem(std::string place, std::string key, std::string text) {
    problems_.push_back({std::move(place), std::move(key), std::move(text)});
  }

  Result<Config, std::vector<ConfigProblem>> result() && {
    if (!problems_.empty())
      return tl::make_unexpected(std::move(problems_));
    return std::move(config_);
  }

private:
  static std::string place(std::string_view path, const toml::source_region &region) {
    return fmt::format("{}:{}:{}", path, region.begin.line, region.begin.column);
  }

  void unknown_at_the_top(const std::string &name, const toml::node &node, std::string where,
                          const std::vector<std::string> &sections) {
    if (node.is_table()) {
      problem(std::move(where), "",
              fmt::format("there is no section [{}]{} Sections: {}", name, with_stop(suggestion(name, sections)),
                          fmt::join(sections, ", ")));
      return;
    }
    std::string homes;
    for (const Key &key : keys())
      if (key.name == name)
        homes += fmt::format("{}[{}]", homes.empty() ? "" : " or ", key.section);
    problem(std::move(where), name,
            homes.empty() ? fmt::format("stands outside a section. Sections: {}", fmt::join(sections, ", "))
                          : fmt::format("stands outside a section; it belongs under {}", homes));
  }

  static std::string with_stop(std::string suggested) { return suggested.empty() ? "." : suggested; }

  void read_value(const std::string &section, const std::string &name, const toml::node &value, std::string key_place,
                  const std::string &value_place) {
    const Key *key = find_key(section, name);
    if (!key) {
      const std::vector<std::string> names = names_in(section);
      problem(std::move(key_place), section + "." + name,
              fmt::format("is not known{} Keys of [{}]: {}", with_stop(suggestion(name, names)), section,
                          fmt::join(names, ", ")));
      return;
    }
    const auto wrong_kind = [&] {
      problem(value_place, path_of(*key), fmt::format("is {}; allowed: {}", kind_of(value), allowed(*key)));
    };
    if (key->kind == Kind::number) {
      if (const auto *number = value.as_integer())
        set_number(*key, number->get(), value_place);
      else
        wrong_kind();
    } else if (key->kind == Kind::flag) {
      if (const auto *flag = value.as_boolean())
        *std::get<bool *>(key->slot(config_)) = flag->get();
      else
        wrong_kind();
    } else {
      if (const auto *text = value.as_string())
        set_from_text(*key, text->get(), value_place);
      else
        wrong_kind();
    }
  }

  static std::string_view kind_of(const toml::node &value) {
    switch (value.type()) {
    case toml::node_type::string: return "text";
    case toml::node_type::integer: return "a whole number";
    case toml::node_type::floating_point: return "a decimal number";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::array: return "a list";
    case toml::node_type::table: return "a section";
    default: return "a date or time";
    }
  }

  void set_number(const Key &key, std::int64_t value, const std::string &where) {
    if (value < key.min || value > key.max)
      problem(where, path_of(key), fmt::format("is {}; allowed: {}", value, allowed(key)));
    else
      *std::get<std::int64_t *>(key.slot(config_)) = value;
  }

  void set_from_text(const Key &key, std::string value, const std::string &where) {
    const auto wrong = [&] {
      // A secret is never repeated, not even a wrong one.
      problem(where, path_of(key),
              key.kind == Kind::secret ? fmt::format("is not usable; allowed: {}", allowed(key))
                                       : fmt::format("is \"{}\"; allowed: {}", value, allowed(key)));
    };
    if (key.kind == Kind::number) {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error != std::errc{} || end != value.data() + value.size())
        wrong();
      else
        set_number(key, number, where);
    } else if (key.kind == Kind::flag) {
      if (value == "true" || value == "false")
        *std::get<bool *>(key.slot(config_)) = value == "true";
      else
        wrong();
    } else if (!text_is_right(key, value)) {
      wrong();
    } else if (key.kind == Kind::secret) {
      *std::get<Secret *>(key.slot(config_)) = Secret(std::move(value));
    } else {
      *std::get<std::string *>(key.slot(config_)) = std::move(value);
    }
  }

  Config config_;
  std::vector<ConfigProblem> problems_;
};

} // namespace

std::string Config::database_url() const {
  constexpr std::string_view sqlite = "sqlite:";
  if (!database.url.starts_with(sqlite))
    return database.url;
  const std::string file = database.url.substr(sqlite.size());
  if (file.starts_with('/') || data.dir.empty())
    return database.url;
  return fmt::format("{}{}{}{}", sqlite, data.dir, data.dir.ends_with('/') ? "" : "/", file);
}

Config Config::beside(std::string other_database) const {
  Config other;
  other.database = {std::move(other_database), database.connections};
  other.data = data;
  other.log = log;
  return other;
}

std::string to_string(const ConfigProblem &problem) {
  return problem.key.empty() ? fmt::format("{}: {}", problem.place, problem.text)
                             : fmt::format("{}: {} {}", problem.place, problem.key, problem.text);
}

Environment process_environment() {
  Environment found;
  for (char **entry = environ; entry && *entry; ++entry) {
    const std::string_view line(*entry);
    const std::size_t equals = line.find('=');
    if (line.starts_with("DEMARC_") && equals != std::string_view::npos)
      found.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return found;
}

Result<Config, std::vector<ConfigProblem>> load_config_text(std::string_view text, std::string_view path,
                                                            const Environment &environment) {
  Loader loader;
  try {
    loader.read_file(toml::parse(text), path);
  } catch (const toml::parse_error &error) {
    loader.problem(fmt::format("{}:{}:{}", path, error.source().begin.line, error.source().begin.column), "",
                   std::string(error.description()));
  }
  loader.read_environment(environment);
  return std::move(loader).result();
}

Result<Config, std::vector<ConfigProblem>> load_config(const std::optional<std::string> &path,
                                                       const Environment &environment) {
  if (!path)
    return load_config_text("", "", environment);
  std::ifstream file(*path, std::ios::binary);
  std::stringstream content;
  if (file)
    content << file.rdbuf();
  if (!file)
    return tl::make_unexpected(std::vector<ConfigProblem>{{*path, "", "cannot be read"}});
  return load_config_text(content.str(), *path, environment);
}

std::string default_config_text() {
  std::string text = "# Configuration of Demarc. What is commented out is the default.\n"
                     "# Every key may also stand in the environment, where it wins: DEMARC_<SECTION>_<KEY>.\n";
  std::string_view section;
  for (const Key &key : keys()) {
    if (key.section != section)
      text += fmt::format("\n[{}]\n", section = key.section);
    text += fmt::format("# {}\n# Allowed: {}.\n# {} = {}\n", key.doc, allowed(key), key.name, as_toml(key));
  }
  return text;
}

std::string config_reference() {
  std::string text =
      "# Configuration\n\n"
      "One TOML file, named by `--config FILE` or `DEMARC_CONFIG`; `demarc config print` writes one with every key "
      "at its\n"
      "default. Each key may also stand in the environment, where it wins. A key that is not known, or a value that is "
      "not\n"
      "allowed, is refused at the start with its line and what is allowed. What the business decides (plans, taxes,\n"
      "dunning) is set in the console, not here.\n\n"
      "This page is written by `demarc config reference`; a test holds it to the program.\n";
  std::string_view section;
  for (const Key &key : keys()) {
    if (key.section != section)
      text += fmt::format("\n## [{}]\n\n| key | environment | default | allowed | meaning |\n|---|---|---|---|---|\n",
                          section = key.section);
    text += fmt::format("| `{}` | `{}` | `{}` | {} | {} |\n", key.name, variable_of(key), as_toml(key), allowed(key),
                        key.doc);
  }
  return text;
}

} // namespace demarc::daemon
