// Standard headers (and the three small libraries that every department's values use), compiled once.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/describe.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
