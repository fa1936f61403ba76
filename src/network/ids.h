// Identifiers of the network.
#pragma once

#include "base/strong_id.h"

namespace demarc {

using AccessServerId = StrongId<struct AccessServerTag>;
using PoolId = StrongId<struct PoolTag>;
using SessionId = StrongId<struct SessionTag>;

} // namespace demarc
