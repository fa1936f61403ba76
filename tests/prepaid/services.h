// A service's life with its network, for worked cases of billing that need to know whether it is on.
#pragma once

#include "network/services.h"
