// Identifiers that cannot be mixed up: StrongId<struct CustomerTag> is explicit both ways and has no arithmetic.
// Ids are positive 64-bit numbers handed out by the database (platform/db, Ids); 0 means "not yet stored".
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace demarc {

template <class Tag> class StrongId {
public:
  constexpr StrongId() = default;
  constexpr explicit StrongId(std::int64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  [[nodiscard]] constexpr bool is_set() const { return value_ != 0; }
  constexpr auto operator<=>(const StrongId &) const = default;

private:
  std::int64_t value_ = 0;
};

} // namespace demarc

template <class Tag> struct std::hash<demarc::StrongId<Tag>> {
  std::size_t operator()(demarc::StrongId<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value()); }
};
