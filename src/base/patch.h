// One member of a PATCH request. Absent means "leave it as it is"; what a present member may hold is T's business, so
// the three cases of JSON stay apart:
//
//   Patch<std::string> name;                  absent | a text          (null is refused)
//   Patch<std::optional<TaxId>> tax_id;       absent | null | an id
#pragma once

#include <optional>
#include <utility>

namespace demarc {

template <class T> class Patch {
public:
  Patch() = default;
  Patch(T value) : value_(std::move(value)) {}

  [[nodiscard]] bool is_set() const { return value_.has_value(); }
  // The caller has asked is_set().
  [[nodiscard]] const T &value() const { return *value_; }
  [[nodiscard]] T value_or(T otherwise) const { return value_ ? *value_ : std::move(otherwise); }
  // Writes the new value into `target` when there is one; says whether it did.
  template <class U> bool apply_to(U &target) const {
    if (value_)
      target = *value_;
    return value_.has_value();
  }
  T &emplace(T value) { return value_.emplace(std::move(value)); }
  bool operator==(const Patch &) const = default;

private:
  std::optional<T> value_;
};

} // namespace demarc
