// Rows of access servers.
#pragma once

#include "network/access_server.h"

namespace demarc::network {

void insert_access_server(db::Tx &tx, const AccessServer &server, std::string_view secret_sealed, Instant now);
void update_access_server(db::Tx &tx, const AccessServer &server);
void update_access_server_secret(db::Tx &tx, AccessServerId id, std::string_view secret_sealed);
void delete_access_server_row(db::Tx &tx, AccessServerId id);
std::optional<AccessServer> load_access_server(db::Tx &tx, AccessServerId id);
std::vector<AccessServer> load_access_servers(db::Tx &tx);
bool access_server_name_is_taken(db::Tx &tx, std::string_view name, AccessServerId except);
bool access_server_address_is_taken(db::Tx &tx, std::string_view address, AccessServerId except);
bool access_server_has_sessions(db::Tx &tx, AccessServerId id);

} // namespace demarc::network
