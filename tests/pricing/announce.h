// A price change in an office of the tests, carried to its end on this thread.
#pragma once

#include "pricing/announce_price_change.h"
#include "tests/billing/office.h"

namespace demarc::testing {

inline Outcome<pricing::PriceChange> try_announce(Office &office, PlanId plan, const pricing::NewPriceChange &change) {
  auto made = office.database().write([&](db::Tx &tx) {
    return pricing::create_price_change(tx, office.database(), plan, change, "test", office.clock().now());
  });
  if (made)
    pricing::continue_price_change({.database = office.database(), .clock = office.clock()}, made->id);
  return made;
}

inline PriceChangeId announce(Office &office, PlanId plan, const pricing::NewPriceChange &change) {
  const auto made = try_announce(office, plan, change);
  EXPECT_TRUE(made) << (made ? "" : made.error().detail);
  return made ? made->id : PriceChangeId();
}

inline void take_back(Office &office, PriceChangeId id) {
  const auto cancelled = office.database().write(
      [&](db::Tx &tx) { return pricing::cancel_price_change(tx, id, "test", office.clock().now()); });
  EXPECT_TRUE(cancelled) << (cancelled ? "" : cancelled.error().detail);
  pricing::continue_price_change({.database = office.database(), .clock = office.clock()}, id);
}

inline pricing::PriceChange price_change(Office &office, PriceChangeId id) {
  return office.database().read([&](db::Tx &tx) { return pricing::find_price_change(tx, id, office.today()).value(); });
}

} // namespace demarc::testing
