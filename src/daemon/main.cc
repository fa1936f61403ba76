// demarc, the command line: parses it, opens the installation, runs one command. Exit codes: 0 done, 1 refused or
// failed, 2 the command line or the configuration is wrong.
#include "base/log.h"
#include "daemon/commands.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

using namespace demarc;
using namespace demarc::daemon;

constexpr std::string_view bash_completion = R"(# bash completion for demarc: source <(demarc completion)
_demarc() {
  local line="${COMP_WORDS[*]:0:COMP_CWORD}" words
  case "$line" in
    *" user") words="add list password" ;;
    *" bill") words="run" ;;
    *" clock") words="show advance" ;;
    *" config") words="print reference check" ;;
    *" serve"*) words="--simulated-clock --help" ;;
    *" demo"*) words="--if-empty --customers --months --seed --until --help" ;;
    *" user add"*) words="--name --role --password-stdin --first --help" ;;
    *" bill run"*) words="--date --preview --customers-per-transaction --help" ;;
    *" clock advance"*) words="--to --help" ;;
    *" copy"*) words="--to --help" ;;
    *" export"*) words="hledger beancount datev iif xero --from --to --output --part --help" ;;
    *) words="serve migrate demo user bill clock verify export copy config openapi completion --config --data --database --version --help" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _demarc demarc
)";

struct Options {
  std::string config_file;
  std::string data_dir;
  std::string database_url;

  [[nodiscard]] Config load() const {
    Environment environment = process_environment();
    if (!data_dir.empty())
      environment["DEMARC_DATA_DIR"] = data_dir;
    if (!database_url.empty())
      environment["DEMARC_DATABASE_URL"] = database_url;
    auto config = load_config(config_file.empty() ? std::nullopt : std::optional(config_file), environment);
    if (!config) {
      std::string text = "the configuration is wrong:";
      for (const ConfigProblem &problem : config.error())
        text += "\n  " + to_string(problem);
      throw CLI::RuntimeError(text, 2);
    }
    static const std::map<std::string, log::Level> levels{{"debug", log::Level::debug},
                                                          {"info", log::Level::info},
                                                          {"warning", log::Level::warning},
                                                          {"error", log::Level::error}};
    log::set_level(levels.at(config->log.level));
    return std::move(*config);
  }
};

} // namespace

int main(int argc, char **argv) {
  CLI::App app{"Demarc runs an internet service provider: customers, billing, payments and the network's AAA."};
  app.set_version_flag("--version", std::string("demarc ") + DEMARC_VERSION);
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  Options options;
  app.add_option("--config", options.config_file, "Configuration file (TOML); see `demarc config print`")
      ->check(CLI::ExistingFile);
  app.add_option("--data", options.data_dir, "Folder of the data, the key and the SQLite file");
  app.add_option("--database", options.database_url, "sqlite:FILE or postgresql://user@host:port/name");

  int code = 0;
  ServeOptions serve_options;
  auto *serve_command = app.add_subcommand("serve", "Serve console, API and RADIUS until stopped (Ctrl-C)");
  serve_command->add_option("--simulated-clock", serve_options.simulated_clock,
                            "Run a new installation on a clock that only `demarc clock advance` moves, from this time "
                            "(2026-01-31T09:00, UTC)");
  serve_command->callback([&] { code = serve(options.load(), serve_options); });

  app.add_subcommand("migrate", "Make the database, or bring it up to this program")->callback([&] {
    code = migrate(options.load());
  });

  DemoOptions demo_options;
  auto *demo_command = app.add_subcommand("demo", "Load the demo provider into an empty database");
  demo_command->add_flag("--if-empty", demo_options.if_empty, "Do nothing when the database is in use");
  demo_command->add_option("--customers", demo_options.customers, "How many ever joined, up to 100000")
      ->check(CLI::Range(1, 100'000));
  demo_command->add_option("--months", demo_options.months, "Months of history")->check(CLI::Range(1, 120));
  demo_command->add_option("--seed", demo_options.seed, "The same seed gives the same provider");
  demo_command->add_option("--until", demo_options.until,
                           "End of the history (2026-01-31T09:00, UTC); now when absent");
  demo_command->callback([&] { code = demo(options.load(), demo_options); });

  auto *user_command = app.add_subcommand("user", "People who may use the console");
  user_command->require_subcommand(1);
  UserOptions user_options;
  auto *user_add = user_command->add_subcommand("add", "Add a user; prints a password when none is given");
  user_add->add_option("email", user_options.email, "How they sign in");
  user_add->add_option("--name", user_options.name, "What the console calls them");
  user_add->add_option("--role", user_options.role, "What they may do")
      ->check(CLI::IsMember({"admin", "agent", "viewer"}));
  user_add->add_flag("--password-stdin", user_options.password_stdin,
                     "Read the password from the first line of standard input");
  user_add->add_flag("--first", user_options.first, "Only when nobody can sign in yet: admin@demarc.local");
  user_add->callback([&] { code = add_user(options.load(), user_options); });
  user_command->add_subcommand("list", "List them")->callback([&] { code = list_users(options.load()); });
  auto *user_password = user_command->add_subcommand("password", "Give a user a new password");
  user_password->add_option("email", user_options.email, "Who")->required();
  user_password->add_flag("--password-stdin", user_options.password_stdin,
                          "Read it from the first line of standard input");
  user_password->callback([&] { code = set_password(options.load(), user_options); });

  auto *bill_command = app.add_subcommand("bill", "Billing");
  bill_command->require_subcommand(1);
  BillOptions bill_options;
  auto *bill_run = bill_command->add_subcommand("run", "Issue what is due; run twice, it issues nothing twice");
  bill_run->add_option("--date", bill_options.date, "Due by this day (2026-01-31); today when absent");
  bill_run->add_flag("--preview", bill_options.preview, "Show what would be billed, write nothing");
  bill_run
      ->add_option("--customers-per-transaction", bill_options.customers_per_transaction,
                   "Fewer let others write sooner and lose less when the machine dies; more are faster")
      ->check(CLI::Range(1, 10'000));
  bill_run->callback([&] { code = run_bill(options.load(), bill_options); });

  auto *clock_command = app.add_subcommand("clock", "The business's clock");
  clock_command->require_subcommand(1);
  clock_command->add_subcommand("show", "What time it is")->callback([&] { code = show_clock(options.load()); });
  ClockOptions clock_options;
  auto *advance = clock_command->add_subcommand("advance", "Move a simulated clock; jobs due in between run in order");
  advance->add_option("by", clock_options.by, "1d, 6h, 90m, 2w, 1mo");
  advance->add_option("--to", clock_options.to, "An instant (2026-02-28T09:00, UTC)");
  advance->callback([&] { code = advance_clock(options.load(), clock_options); });

  app.add_subcommand("verify", "Derive the books and the access decisions anew and name what does not fit")
      ->callback([&] { code = verify(options.load()); });

  ExportOptions export_options;
  auto *export_command = app.add_subcommand("export", "The books for another program");
  export_command->add_option("format", export_options.format, "hledger, beancount, datev, iif, xero")
      ->check(CLI::IsMember({"hledger", "beancount", "datev", "iif", "xero"}));
  export_command->add_option("--from", export_options.from,
                             "The first day (2026-01-01); the first entry's when absent");
  export_command->add_option("--to", export_options.to, "The last day, included; today when absent");
  export_command->add_option("--output", export_options.output, "A file; standard output when absent");
  export_command->add_option("--part", export_options.part, "xero: which file of 500 documents");
  export_command->add_option("--datev-consultant", export_options.datev_consultant, "datev: the tax adviser's number");
  export_command->add_option("--datev-client", export_options.datev_client, "datev: the provider's number there");
  export_command->add_option("--legal-entity", export_options.legal_entity,
                             "The books of one legal entity, by its id; "
                             "of all together when absent");
  export_command->callback([&] { code = export_books(options.load(), export_options); });

  std::string copy_to;
  auto *copy_command = app.add_subcommand("copy", "Copy everything to another, empty database: SQLite to PostgreSQL or "
                                                  "back; stop serving first");
  copy_command->add_option("--to", copy_to, "sqlite:FILE or postgresql://user@host:port/name")->required();
  copy_command->callback([&] { code = copy_database(options.load(), copy_to); });

  auto *config_command = app.add_subcommand("config", "The configuration");
  config_command->require_subcommand(1);
  config_command->add_subcommand("print", "A file with every key at its default")->callback([] {
    fmt::print("{}", default_config_text());
  });
  config_command->add_subcommand("reference", "Every key, as a page of documentation")->callback([] {
    fmt::print("{}", config_reference());
  });
  config_command->add_subcommand("check", "Load it and say whether it is right")->callback([&] {
    (void)options.load();
    fmt::print("the configuration is right\n");
  });
  app.add_subcommand("openapi", "Print the API's OpenAPI document")->callback([] { print_openapi(); });
  app.add_subcommand("completion", "Print the shell completion: source <(demarc completion)")->callback([] {
    fmt::print("{}", bash_completion);
  });

  try {
    app.parse(argc, argv);
    return code;
  } catch (const CLI::RuntimeError &error) {
    fmt::print(stderr, "demarc: {}\n", error.what());
    return error.get_exit_code();
  } catch (const CLI::ParseError &error) {
    const int exit_code = app.exit(error);
    return exit_code == 0 ? 0 : 2;
  } catch (const std::exception &error) {
    fmt::print(stderr, "demarc: {}\n", error.what());
    return 1;
  }
}
