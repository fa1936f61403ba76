// Outcomes of operations, as values.
//
// A refusal (a wrong password, a plan that does not exist, an amount that is not positive) is expected and is returned
// as a value. A broken environment (database gone, disk full) is an exception thrown by an adapter and caught at the
// edges only. A broken program meets ENSURE (base/ensure.h). The method names are those of std::expected, for the day
// GCC has it.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace demarc {

template <class T, class E> using Result = tl::expected<T, E>;

// Why a request was refused. `code` is stable and machine readable (snake_case), `detail` says in a sentence what is
// wrong and what to do about it, `field` is the path of the input at fault ("lines[2].quantity") or empty.
struct Refusal {
  enum class Kind {
    invalid,         // the input cannot be right:           HTTP 422
    not_found,       // the thing named does not exist:      HTTP 404
    conflict,        // right input, wrong moment or taken:  HTTP 409
    forbidden,       // this actor may not:                  HTTP 403
    unauthenticated, // nobody is signed in:                HTTP 401
    too_many         // too often, or too soon after:       HTTP 429
  };
  Kind kind = Kind::invalid;
  std::string code;
  std::string detail;
  std::string field = {};

  bool operator==(const Refusal &) const = default;
};

template <class T> using Outcome = Result<T, Refusal>;

[[nodiscard]] inline tl::unexpected<Refusal> refuse(std::string code, std::string detail, std::string field = {}) {
  return tl::make_unexpected(Refusal{Refusal::Kind::invalid, std::move(code), std::move(detail), std::move(field)});
}
[[nodiscard]] inline tl::unexpected<Refusal> refuse(Refusal::Kind kind, std::string code, std::string detail,
                                                    std::string field = {}) {
  return tl::make_unexpected(Refusal{kind, std::move(code), std::move(detail), std::move(field)});
}

// For operations that answer nothing.
struct Done {
  bool operator==(const Done &) const = default;
};

} // namespace demarc

// Unwraps a Result or returns its error from the calling function:  TRY(plan, find_plan(tx, id));
#define DEMARC_CONCAT_(a, b) a##b
#define DEMARC_CONCAT(a, b) DEMARC_CONCAT_(a, b)
#define TRY(name, ...)                                                                                                 \
  auto DEMARC_CONCAT(try_, __LINE__) = (__VA_ARGS__);                                                                  \
  if (!DEMARC_CONCAT(try_, __LINE__))                                                                                  \
    return tl::make_unexpected(std::move(DEMARC_CONCAT(try_, __LINE__)).error());                                      \
  [[maybe_unused]] auto name = std::move(DEMARC_CONCAT(try_, __LINE__)).value()
