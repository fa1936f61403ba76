// The name of an allocation in the API, for the office's door and the portal's.
#pragma once

#include "payments/take_payment.h"
#include "platform/http/rules.h"

template <> struct demarc::http::Rules<demarc::payments::Allocation> {
  static constexpr std::string_view name = "PaymentAllocation";
  static FieldRules fields() { return {}; }
};
