#include "daemon/commands.h"
#include "daemon/doors.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <stdexcept>

namespace demarc::daemon {

// Doors refer to an installation, so the document is written out of an empty one that lasts as long as this takes.
void print_openapi() {
  std::string folder = (std::filesystem::temp_directory_path() / "demarc-openapi-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr)
    throw std::runtime_error("cannot make a temporary folder");
  {
    auto config = load_config(std::nullopt, {{"DEMARC_DATA_DIR", folder}, {"DEMARC_DATABASE_URL", "sqlite:demarc.db"}});
    Installation installation(std::move(*config));
    installation.migrate(true);
    installation.open_clock(std::nullopt);
    const auto runner = jobs::Runner::make(installation.database(), installation.clock(), {});
    ProviderWatch provider(installation.database());
    Live live(installation.database());
    const radius::Stats stats;
    http::Api api(installation.database(), installation.clock(),
                  {.version = DEMARC_VERSION, .sealer = &installation.sealer()});
    const Doors doors(api, installation, *runner, provider, live, stats, radius::ProfileShelf::built_in());
    fmt::print("{}", api.openapi());
  }
  std::filesystem::remove_all(folder);
}

} // namespace demarc::daemon
