// The console's files inside the program. Only in programs that demarc_embed_web() (cmake/EmbedWeb.cmake) was called
// for; none when the web was not built before.
#pragma once

#include "platform/http/static_files.h"

namespace demarc::http {

std::span<const EmbeddedFile> embedded_web();

} // namespace demarc::http
