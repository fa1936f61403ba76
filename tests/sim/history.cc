#include "tests/sim/history.h"

#include "base/random.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace demarc::sim {

namespace {

class Draw {
public:
  Draw(std::uint64_t seed, Size size)
      : random_(seed), size_(size), prepaid_(seed ^ 0x9E3779B97F4A7C15U), raises_(seed ^ 0xC2B2AE3D27D4EB4FU),
        extras_(seed ^ 0x165667B19E3779F9U), terms_(seed ^ 0x27D4EB2F165667C5U) {}

  History all() {
    history_.seed = static_cast<std::uint64_t>(random_.below(1));
    // Zones with and without daylight saving, on both sides of the world, one that shifts by half an hour, and ones
    // whose days begin without a midnight.
    constexpr std::array zones{"Europe/Berlin",     "America/New_York", "America/Santiago", "Australia/Lord_Howe",
                               "Africa/Nairobi",    "Asia/Kolkata",     "Asia/Beirut",      "Pacific/Auckland",
                               "America/Sao_Paulo", "Etc/UTC"};
    history_.time_zone = zones.at(index(zones.size()));
    constexpr std::array hours{6 * 3600, 2 * 3600 + 1800, 5 * 60, 23 * 3600 + 3000};
    history_.billing_run_at_s = hours.at(index(hours.size()));
    if (terms_.chance(250)) // amid an hour that some zones skip or have twice, of those that shift by half an hour too
      history_.billing_run_at_s = terms_.chance(500) ? 2 * 3600 + 900 : 3600 + 2700;
    history_.tax_ppm = random_.between(0, 27) * 10'000;
    history_.first = Date::of(2016, 1, 1).plus_days(number(0, 365));
    history_.days = size_.years * 365 + size_.years / 4;
    make_plans();
    make_outages();
    for (int customer = 0; customer < size_.customers; ++customer)
      live(customer);
    make_world();
    make_prepaid();
    make_raises();
    make_dealings();
    make_moves();
    make_kills();
    make_entities();
    std::stable_sort(history_.events.begin(), history_.events.end(), [](const Event &a, const Event &b) {
      return std::pair(a.day, a.second) < std::pair(b.day, b.second);
    });
    return std::move(history_);
  }

private:
  std::size_t index(std::size_t count) {
    return static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(count)));
  }
  int number(int low, int high) { return static_cast<int>(random_.between(low, high)); }

  void make_plans() {
    // Among usual prices some that are hard on rounding: primes, a day's price just above two minor units, and below.
    constexpr std::array prices{2900, 3701, 4799, 63, 62, 6400, 97, 28'999, 17, 0};
    const int count = number(4, 7);
    for (int n = 0; n < count; ++n) {
      constexpr std::array months{1, 1, 1, 1, 2, 3, 6, 12};
      const int interval = months.at(index(months.size()));
      constexpr std::array days{3, 7, 7, 10, 14, 30};
      PlanOffer &plan = history_.plans.emplace_back(PlanOffer{
          fmt::format("plan{}", n), prices.at(index(prices.size())) * interval, interval, random_.chance(250)});
      if (interval == 1 && random_.chance(250))
        plan.interval_days = days.at(index(days.size()));
      plan.in_arrears = random_.chance(250);
    }
    make_special_plans();
  }

  // Taxed by place, with a contract, with a set-up fee, several at one price; and what is sold beside a plan.
  void make_special_plans() {
    const auto pick = [&](int low, int high) { return static_cast<int>(extras_.between(low, high)); };
    for (PlanOffer &plan : history_.plans) {
      if (!plan.includes_tax && extras_.chance(400))
        plan.by_place = true;
      if (extras_.chance(300))
        plan.setup_minor = pick(0, 1) == 0 ? 4'900 : pick(1, 9'999);
      if (extras_.chance(400)) {
        plan.terms = {pick(0, 3) == 0 ? 0 : pick(1, 24), 0, pick(0, 60)};
        if (plan.terms.months > 0 && extras_.chance(500))
          plan.terms.renewal = pick(1, 12);
        constexpr std::array fees{'f', 'p', 'd', '-'};
        plan.terms.fee = plan.terms.months == 0 ? '-' : fees.at(static_cast<std::size_t>(pick(0, 3)));
        if (plan.terms.fee == 'p')
          plan.terms.fee_ppm = pick(1, 100) * 10'000;
        else if (plan.terms.fee != '-')
          plan.terms.fee_minor = pick(1, 30'000);
      }
    }
    std::vector<int> parts; // in months, before tax, that cost something
    for (int n = 0; n < static_cast<int>(history_.plans.size()); ++n) {
      const PlanOffer &plan = history_.plans[static_cast<std::size_t>(n)];
      if (plan.interval_days == 0 && !plan.includes_tax && plan.price_minor > 0)
        parts.push_back(n);
    }
    if (parts.size() >= 2) {
      if (parts.size() > 3)
        parts.resize(3);
      PlanOffer &bundle = history_.plans.emplace_back(PlanOffer{"bundle", pick(50, 9'999), pick(0, 2) == 0 ? 3 : 1});
      bundle.parts = std::move(parts);
      bundle.setup_minor = pick(0, 1) * 1'999;
    }
    constexpr std::array prices{500, 999, 63, 1, 12'345};
    for (int n = 0; n < 5; ++n) {
      PlanOffer &beside = history_.add_ons.emplace_back(
          PlanOffer{fmt::format("extra{}", n), prices.at(static_cast<std::size_t>(pick(0, 4))), 1});
      beside.is_once = n >= 3; // 3: a device, 4: a visit
      beside.by_place = extras_.chance(300);
      if (n == 1)
        beside.interval_months = pick(0, 1) == 0 ? 3 : 12;
      if (n == 2)
        beside.interval_days = 7;
      beside.in_arrears = !beside.is_once && extras_.chance(250);
    }
    history_.add_ons[4].price_minor = 4'000;
    make_beginnings();
  }

  // How a service on a plan begins: with a trial, free or at a price; with a stub that waits for the first full period.
  void make_beginnings() {
    for (PlanOffer &plan : history_.plans) {
      if (plan.interval_days == 0 && terms_.chance(plan.interval_months > 1 ? 600 : 200))
        plan.joins_stub = true;
      if (!terms_.chance(350))
        continue;
      plan.trial_days = static_cast<int>(terms_.chance(150) ? terms_.between(60, 366) : terms_.between(1, 45));
      if (terms_.chance(500))
        plan.trial_minor = terms_.between(1, 3'000);
    }
  }

  void make_outages() {
    for (int day = number(20, 150); day < history_.days; day += number(60, 400)) {
      const int days = random_.chance(800) ? number(1, 5) : number(6, 40);
      outages_.emplace_back(day, day + days);
      history_.events.push_back({.day = day, .second = 0, .kind = Kind::outage, .days = days});
    }
  }
  // Nobody is served while the server is away.
  [[nodiscard]] bool is_away(int day) const {
    return std::any_of(outages_.begin(), outages_.end(),
                       [&](const auto &outage) { return outage.first <= day && day < outage.second; });
  }
  int second() {
    constexpr std::array odd{0, 1, 86'399, 2 * 3600 + 1800, 3 * 3600};
    return random_.chance(150) ? odd.at(index(odd.size())) : number(0, 86'399);
  }
  void add(Event event) {
    if (event.day < history_.days && !is_away(event.day))
      history_.events.push_back(event);
  }
  int plan() { return static_cast<int>(index(history_.plans.size())); }
  int around(int before, int after) {
    const std::int64_t draw = random_.below(10);
    return draw < 4 ? 0 : draw < 7 ? -number(0, before) : number(0, after);
  }

  void live(int customer) {
    const int joined = random_.chance(300) ? number(0, 60) : number(0, history_.days * 2 / 3);
    const int billing_day = random_.chance(400) ? 0 : random_.chance(500) ? number(28, 31) : number(1, 27);
    add({.day = joined, .second = second(), .kind = Kind::join, .customer = customer, .plan = billing_day});
    std::vector<int> services;
    const auto sell = [&](int day, int at) {
      services.push_back(services_++);
      add({.day = day,
           .second = at,
           .kind = Kind::sell,
           .customer = customer,
           .service = services.back(),
           .plan = plan(),
           .shift = random_.chance(600) ? 0 : around(45, 40)});
    };
    sell(joined, 86'399);
    const int stays = random_.chance(500) ? history_.days : number(10, history_.days);
    const int diligence = number(0, 3); // how they pay: at once, mostly, in parts, hardly
    for (int day = joined + number(0, 30); day < std::min(history_.days, joined + stays); day += number(1, 60)) {
      const int at = second();
      const int service = services[index(services.size())];
      const std::int64_t draw = random_.below(100);
      if (draw < 34) {
        change(day, at, service);
      } else if (draw < 54) {
        pause(day, at, service);
      } else if (draw < 60) {
        add({.day = day, .second = at, .kind = Kind::resume, .service = service, .shift = around(20, 20)});
      } else if (draw < 66) {
        sell(day, at);
      } else if (draw < 72) {
        end(day, at, service);
      } else {
        pay(day, at, customer, diligence);
      }
    }
    for (int day = joined + number(5, 40); day < history_.days; day += number(15, 45))
      pay(day, second(), customer, diligence);
    if (joined + stays < history_.days) {
      for (const int service : services)
        end(joined + stays, second(), service);
    }
  }

  void change(int day, int at, int service) {
    add({.day = day, .second = at, .kind = Kind::change, .service = service, .plan = plan(), .shift = around(60, 45)});
    if (random_.chance(200)) // again on the same day, for the same first day or another
      add({.day = day,
           .second = std::min(86'399, at + 1),
           .kind = Kind::change,
           .service = service,
           .plan = plan(),
           .shift = random_.chance(600) ? 0 : around(60, 45)});
  }
  void pause(int day, int at, int service) {
    const int days = random_.chance(400) ? 0 : number(1, 70);
    const int shift = around(30, 30);
    add({.day = day, .second = at, .kind = Kind::pause, .service = service, .shift = shift, .days = days});
    if (days == 0 || random_.chance(300))
      add({.day = day + number(0, 60),
           .second = second(),
           .kind = Kind::resume,
           .service = service,
           .shift = random_.chance(500) ? 0 : around(40, 10)});
  }
  void end(int day, int at, int service) {
    add({.day = day, .second = at, .kind = Kind::end, .service = service, .shift = around(40, 45)});
    if (random_.chance(250)) // and they think better of it
      add({.day = day + number(0, 20),
           .second = second(),
           .kind = Kind::end,
           .service = service,
           .shift = around(20, 60)});
  }
  void pay(int day, int at, int customer, int diligence) {
    if (diligence == 3 && random_.chance(800))
      return;
    const std::int64_t draw = random_.below(100);
    const std::int64_t amount = diligence == 2 ? random_.between(50, 700)
                                : draw < 60    ? 1000
                                : draw < 80    ? random_.between(1, 999)
                                               : random_.between(1001, 2500);
    add({.day = day, .second = at, .kind = Kind::pay, .customer = customer, .amount = amount});
  }

  // People beside the others, drawn apart from them: who does not buy in advance lives the same life with and without.
  void make_prepaid() {
    const auto number = [&](std::int64_t low, std::int64_t high) {
      return static_cast<int>(prepaid_.between(low, high));
    };
    for (int n = 0; n < 3; ++n) {
      const int days = number(1, 31);
      history_.prepaid_plans.push_back(
          {fmt::format("prepaid{}", n), days * 2 + prepaid_.below(4000), 1, false, days, false});
      history_.prepaid_extras.push_back(
          {fmt::format("prepaid-extra{}", n), 1 + terms_.below(900), 1, false, days, false});
    }
    for (int n = 0; n < std::max(1, size_.customers / 3); ++n) {
      const int customer = size_.customers + n, joined = number(0, history_.days / 2);
      const auto happen = [&](int day, Kind kind, std::int64_t amount = 0) {
        add({.day = day, .second = number(0, 86'399), .kind = kind, .customer = customer, .amount = amount});
      };
      add({.day = joined,
           .second = number(0, 86'399),
           .kind = Kind::prepaid,
           .customer = customer,
           .plan = number(0, 2)});
      for (int day = joined; day < history_.days; day += number(1, 25)) {
        const std::int64_t draw = prepaid_.below(10);
        if (draw < 7)
          happen(day, Kind::top_up, prepaid_.between(1, 6000));
        else
          happen(day, draw == 7 ? Kind::renewal : Kind::rest);
      }
      for (int day = joined + static_cast<int>(terms_.below(40)); day < history_.days;
           day += 1 + static_cast<int>(terms_.below(120)))
        add({.day = day,
             .second = static_cast<int>(terms_.below(86'400)),
             .kind = Kind::extra,
             .customer = customer,
             .count = static_cast<int>(terms_.between(0, 3))});
    }
  }

  // Announced with thirty days of notice or more, drawn apart from the rest.
  void make_raises() {
    for (int day = 30 + static_cast<int>(raises_.below(200)); day < history_.days;
         day += 60 + static_cast<int>(raises_.below(300))) {
      const auto changed = raises_.below(static_cast<std::int64_t>(history_.plans.size()));
      const std::int64_t price = history_.plans[static_cast<std::size_t>(changed)].price_minor;
      add({.day = day,
           .second = static_cast<int>(raises_.below(86'400)),
           .kind = Kind::raise,
           .plan = static_cast<int>(changed),
           .shift = 30 + static_cast<int>(raises_.below(60)),
           .amount = std::max<std::int64_t>(0, price * raises_.between(90, 130) / 100 + raises_.between(-1, 1))});
    }
  }

  // What else people ask for, drawn apart from the rest.
  void make_dealings() {
    const auto pick = [&](std::int64_t low, std::int64_t high) { return static_cast<int>(extras_.between(low, high)); };
    const auto shift = [&](int before, int after) {
      const int draw = pick(0, 9);
      return draw < 4 ? 0 : draw < 7 ? -pick(0, before) : pick(0, after);
    };
    const auto off = [&] { return extras_.chance(500) ? pick(1, 999) : 1'000 + pick(1, 3'000); };
    std::vector<int> joined(static_cast<std::size_t>(size_.customers), history_.days);
    std::vector<std::vector<int>> services_of(static_cast<std::size_t>(size_.customers));
    for (Event &event : history_.events) {
      if (event.kind == Kind::sell)
        services_of[static_cast<std::size_t>(event.customer)].push_back(event.service);
      if (event.kind == Kind::join) {
        joined[static_cast<std::size_t>(event.customer)] = event.day;
        event.shift = pick(0, places - 1); // where they live
      }
      if (event.kind == Kind::sell && extras_.chance(150))
        event.count = pick(1, 4);
      if (event.kind == Kind::end && extras_.chance(600)) {
        event.kind = Kind::leave;
        event.days = extras_.chance(500) ? 0 : pick(1, 90);
        event.amount = extras_.chance(200) ? 1 : 0;
      }
    }
    int items = 0;
    for (int customer = 0; customer < size_.customers; ++customer) {
      const auto &services = services_of[static_cast<std::size_t>(customer)];
      if (services.empty())
        continue;
      for (int day = joined[static_cast<std::size_t>(customer)] + pick(0, 40); day < history_.days;
           day += pick(5, 90)) {
        Event event{.day = day, .second = pick(0, 86'399), .customer = customer};
        event.service = services[static_cast<std::size_t>(pick(0, static_cast<int>(services.size()) - 1))];
        const int draw = pick(0, 99);
        if (draw < 12) {
          event.kind = Kind::move;
          event.plan = pick(0, places - 1);
          event.shift = shift(60, 40);
          event.amount = pick(0, 3) == 0 ? 1 : 0;
        } else if (draw < 17) {
          event.kind = Kind::billing_day;
          event.plan = pick(1, 31);
          event.days = pick(0, 1);
          event.shift = shift(0, 40);
        } else if (draw < 27) {
          event.kind = Kind::quantity;
          event.count = pick(1, 5);
          event.shift = shift(60, 40);
          event.days = event.second % 2; // no draw of its own: the seeds' histories stay
        } else if (draw < 43) {
          event.kind = Kind::add;
          event.item = ++items;
          event.plan = pick(0, 4);
          event.shift = shift(40, 40);
          event.count = pick(0, 2) == 0 ? pick(1, 4) : 1;
          event.days = event.plan >= 3 && pick(0, 1) == 0 ? pick(2, 12) : 1;
        } else if (draw < 52) {
          event.kind = Kind::drop;
          event.item = pick(1, std::max(1, items));
          event.shift = shift(40, 40);
        } else if (draw < 62) {
          event.kind = Kind::discount;
          event.item = ++items;
          event.amount = off();
          event.days = pick(0, 2) == 0 ? 0 : pick(1, 8);
          event.count = pick(0, 1);
          event.plan = pick(0, 3) == 0 ? pick(1, coupons) : 0;
          event.shift = shift(40, 40);
        } else if (draw < 66) {
          event.kind = Kind::full_price;
          event.item = pick(1, std::max(1, items));
          event.shift = shift(40, 40);
        } else if (draw < 73) {
          event.kind = Kind::off_invoices;
          event.item = ++items;
          event.amount = off();
          event.days = pick(0, 2) == 0 ? 0 : pick(1, 6);
          event.shift = pick(0, 1) == 0 ? 0 : pick(0, 40);
        } else if (draw < 77) {
          event.kind = Kind::full_invoices;
          event.item = pick(1, std::max(1, items));
          event.shift = pick(0, 1) == 0 ? 0 : pick(0, 40);
        } else if (draw < 87) {
          event.kind = Kind::payer;
          event.plan = pick(0, 2) == 0 ? -1 : pick(0, size_.customers - 1);
          event.shift = shift(60, 40);
        } else if (draw < 92) {
          event.kind = Kind::keep;
        } else if (draw < 97) {
          event.kind = Kind::undo;
        } else {
          event.kind = Kind::refer;
          event.plan = pick(0, size_.customers - 1);
        }
        add(event);
        if (draw < 92 && extras_.chance(100)) { // and again, on the same day
          event.second = std::min(86'399, event.second + 1);
          event.item = event.kind == Kind::add || event.kind == Kind::discount || event.kind == Kind::off_invoices
                           ? ++items
                           : event.item;
          event.plan = event.kind == Kind::move ? pick(0, places - 1) : event.plan;
          event.count = pick(1, 3);
          add(event);
        }
      }
    }
    for (Event &event : history_.events) {
      if (event.kind == Kind::top_up && extras_.chance(200))
        event.kind = Kind::voucher;
      if (event.kind == Kind::off_invoices && terms_.chance(400))
        event.plan = static_cast<int>(terms_.between(1, invoice_coupons));
    }
  }

  // Amid what the night does: renewals, access, vouchers, revenue, the run, rewards, reminders and restrictions.
  void make_kills() {
    constexpr std::array at{0, 30, 5 * 60, 10 * 60, 6 * 3600 + 45 * 60, 7 * 3600};
    for (int day = static_cast<int>(terms_.below(20)); day < history_.days;
         day += 1 + static_cast<int>(terms_.below(20))) {
      const auto which = static_cast<std::size_t>(terms_.below(static_cast<std::int64_t>(at.size()) + 1));
      add({.day = day,
           .second = which < at.size() ? at.at(which) : history_.billing_run_at_s,
           .kind = Kind::kill,
           .days = static_cast<int>(terms_.below(terms_.chance(300) ? 12 : 4))});
    }
    for (Event &event : history_.events) {
      if (event.kind == Kind::raise && terms_.chance(500))
        event.days = static_cast<int>(terms_.between(1, 6));
    }
  }

  // Each customer buys from one; payers of another one are refused.
  void make_entities() {
    if (terms_.chance(300))
      return; // a provider that sells as one company alone
    std::vector<Event> doubts;
    for (Event &event : history_.events) {
      if (event.kind != Kind::join && event.kind != Kind::prepaid)
        continue;
      event.count = terms_.chance(650) ? 1 : 2;
      if (event.kind == Kind::join && terms_.chance(300))
        doubts.push_back({.day = event.day + static_cast<int>(terms_.below(40)),
                          .second = static_cast<int>(terms_.below(86'400)),
                          .kind = Kind::entity,
                          .customer = event.customer,
                          .count = static_cast<int>(terms_.between(1, entities))});
    }
    for (const Event &event : doubts)
      add(event);
  }

  // The provider goes to another time zone, sometimes to one from which the next try leads back.
  void make_moves() {
    for (int day = static_cast<int>(terms_.below(400)); day < history_.days;
         day += terms_.chance(300) ? 1 : static_cast<int>(terms_.between(20, 700)))
      add({.day = day,
           .second = static_cast<int>(terms_.below(86'400)),
           .kind = Kind::zone,
           .plan = static_cast<int>(terms_.below(static_cast<std::int64_t>(far_zones.size())))});
  }

  void make_world() {
    for (int day = number(30, 200); day < history_.days; day += number(30, 300)) {
      const int changed = plan();
      const std::int64_t price = history_.plans[static_cast<std::size_t>(changed)].price_minor;
      add({.day = day,
           .second = second(),
           .kind = Kind::price,
           .plan = changed,
           .amount = std::max<std::int64_t>(0, price * random_.between(85, 125) / 100 + random_.between(-1, 1))});
    }
    for (int day = number(100, 500); day < history_.days; day += number(200, 900))
      add({.day = day,
           .second = second(),
           .kind = Kind::tax_rate,
           .shift = number(-5, 50),
           .amount = random_.between(0, 270) * 1'000});
    for (int day = number(3, 20); day < history_.days; day += number(3, 40))
      add({.day = day,
           .second = 0,
           .kind = Kind::crash,
           .plan = number(1, 4),
           .days = random_.chance(600) ? 0 : number(1, 5)});
    for (int day = number(3, 200); day < history_.days; day += number(20, 200))
      add({.day = day, .second = second(), .kind = Kind::restart});
  }

  SeededRandom random_;
  Size size_;
  SeededRandom prepaid_, raises_, extras_, terms_;
  History history_;
  std::vector<std::pair<int, int>> outages_;
  int services_ = 0;
};

} // namespace

History make_history(std::uint64_t seed, Size size) {
  History history = Draw(seed, size).all();
  history.seed = seed;
  return history;
}

} // namespace demarc::sim
