#include "tests/sim/life.h"

#include "catalog/change_provider.h"
#include "pricing/announce_price_change.h"

#include <algorithm>

namespace demarc::sim {

std::string amount_in_words(std::int64_t minor) { return to_decimal(Money::minor(minor, Currency::of("EUR"))); }

World::Life::Life(const History &history, Options options)
    : history_(history), options_(std::move(options)), zone_(TimeZone::find(history.time_zone).value()),
      clock_(zone_.start_of(history.first).plus_seconds(-1)), next_run_(history.first), last_due_(clock_.now()) {
  database_ = std::make_unique<MortalDatabase>(options_.open());
  found();
  start();
}

std::optional<Failure> World::Life::play() {
  try {
    auto next = history_.events.begin();
    for (day_ = 0; day_ < history_.days; ++day_) {
      const auto end = std::find_if(next, history_.events.end(), [&](const Event &event) { return event.day > day_; });
      live({next, end});
      next = end;
      if (options_.progress)
        options_.progress(day_);
    }
    --day_;
    check_whole();
    return std::nullopt;
  } catch (const Violation &violation) {
    return Failure{violation.rule, violation.what(), violation.customer, day_, story_};
  } catch (const std::exception &error) {
    return Failure{"operations_do_not_throw", error.what(), std::nullopt, day_, story_};
  }
}

void World::Life::start() {
  runner_ = jobs::Runner::make(*database_, clock_, {.node = "sim"});
  watch_ = std::make_unique<daemon::ProviderWatch>(*database_);
  daemon::schedule_jobs(*runner_, *database_, clock_, *watch_);
  daemon::accept_everything(*runner_, *database_, clock_);
  // What somebody let go and a kill has interrupted.
  runner_->handle(std::string(billing::run_topic), [this](const jobs::OutboxItem &item) {
    return billing::handle_run(daemon::billing_of(*database_, clock_), item);
  });
  runner_->handle(std::string(pricing::price_change_topic), [this](const jobs::OutboxItem &item) {
    return pricing::handle_price_change({.database = *database_, .clock = clock_, .customers_per_transaction = 3},
                                        item);
  });
  runner_->drain();
}

void World::Life::stop() {
  runner_.reset();
  watch_.reset();
  database_.reset();
}

void World::Life::restart() {
  stop();
  database_ = std::make_unique<MortalDatabase>(options_.open());
  // Leases of one that was killed are on real time, and run out.
  database_->write([](db::Tx &tx) {
    tx.exec("update scheduled_job set lease_until = 0");
    tx.exec("update outbox set lease_until = 0");
  });
  start();
  ++counts_.restarts;
}

void World::Life::live(std::span<const Event> events) {
  if (day_ < away_until_)
    return;
  if (away_until_ > 0 && day_ == away_until_)
    come_back();
  crash_ = nullptr;
  for (const Event &event : events) {
    if (event.kind == Kind::crash)
      crash_ = &event;
  }
  for (const Event &event : events) {
    if (event.kind == Kind::outage) {
      away_until_ = day_ + event.days;
      return;
    }
    ++counts_.events;
    if (event.kind == Kind::kill) {
      kill_night(event);
      continue;
    }
    advance(zone_.instant(date(), event.second));
    apply(event);
  }
  advance(zone_.start_of(date().plus_days(1)).plus_seconds(-1));
  check_touched();
  check_prepaid();
  if (day_ % 28 == 27)
    check_whole();
}

void World::Life::come_back() {
  stop();
  clock_.set(std::max(zone_.start_of(date()), clock_.now()));
  database_ = std::make_unique<MortalDatabase>(options_.open());
  start();
  runner_->drain();
  while (run_at(next_run_) <= clock_.now())
    note_run();
}

void World::Life::advance(Instant target) {
  target = std::max(target, clock_.now()); // a day may have jumped ahead
  if (is_waiting()) {
    clock_.set(target);
    return;
  }
  while (run_at(next_run_) <= target) { // ends: the next run is a day later
    if (crash_ != nullptr)
      run_and_die(*crash_);
    crash_ = nullptr;
    runner_->advance(clock_, std::max(run_at(next_run_), clock_.now()));
    note_run();
  }
  runner_->advance(clock_, target);
}

// A rule that stops jumps holds a run now and then. Somebody looks at it, and lets it go.
void World::Life::let_go() {
  const std::optional<BillingRunId> held = database_->read([&](db::Tx &tx) {
    const auto runs = billing::recent_runs(tx, {}, 1);
    return !runs.empty() && runs.front().status == billing::RunStatus::held ? std::optional(runs.front().id)
                                                                            : std::nullopt;
  });
  if (!held)
    return;
  ++counts_.held_runs;
  need(write([&](db::Tx &tx) { return billing::confirm_run(tx, *held, actor, clock_.now()); }));
  billing::continue_run(daemon::billing_of(*database_, clock_), *held);
}

void World::Life::note_run() {
  ++counts_.runs;
  let_go();
  const auto last = database_->read([&](db::Tx &tx) {
    for (const std::string &reason : tx.all<std::string>("select reason from billing_run_parked limit 1"))
      throw Violation("histories_can_be_billed", reason);
    return tx.one<std::int64_t>("select count(*) from invoice");
  });
  if (last != documents_)
    say(fmt::format("{} run", to_string(next_run_)));
  documents_ = last;
  for (auto &[number, subscriber] : subscribers_) {
    if (subscribers_.run(number, next_run_))
      touched_.insert(number);
  }
  const Instant at = run_at(next_run_);
  for (const int later : {1800, 3600}) {
    if (zone_.local(at).seconds != history_.billing_run_at_s ||
        zone_.local(at.plus_seconds(later)).seconds == zone_.local(at).seconds) {
      ++counts_.odd_hours;
      break;
    }
  }
  last_due_ = at;
  next_run_ = next_run_.plus_days(1);
}

// The date may jump to the next day; what its beginning had to do is done at once.
void World::Life::change_zone(const Event &event) {
  const bool has_books =
      database_->read([](db::Tx &tx) { return tx.one<std::int64_t>("select count(*) from journal_entry"); }) > 0;
  const char *name = far_zones.at(static_cast<std::size_t>(event.plan));
  const TimeZone there = TimeZone::find(name).value();
  const Date before = today(), after = there.date(clock_.now());
  if (!has_books || is_waiting() || name == zone_.name())
    return;
  // Not to an earlier day, and not over the beginning of one.
  const bool may_be =
      after == before || (after == before.plus_days(1) && there.start_of(after) > zone_.start_of(before));
  const auto changed = write([&](db::Tx &tx) {
    auto provider = catalog::find_provider(tx);
    provider.time_zone = name;
    return catalog::change_provider(tx, provider, clock_.now());
  });
  if (changed.has_value() != may_be)
    throw Violation("the_date_does_not_go_back_nor_skip_a_day",
                    fmt::format("{} to {} at {}", zone_.name(), name, to_string(clock_.now())));
  if (!changed)
    return;
  watch_->refresh();
  zone_ = there;
  tell("# time zone {}, the day before is {}", name, to_string(before));
  next_run_ = zone_.date(last_due_).plus_days(-1);
  while (run_at(next_run_) <= last_due_)
    next_run_ = next_run_.plus_days(1);
  advance(clock_.now());
}

void World::Life::apply(const Event &event) {
  const Date day = today().plus_days(event.shift);
  switch (event.kind) {
  case Kind::join: return join(event);
  case Kind::entity: return change_entity(event);
  case Kind::sell: return sell(event, day);
  case Kind::change: return change(event, day);
  case Kind::end: return end(event, day);
  case Kind::pause: return pause(event, day);
  case Kind::resume: return resume(event, day);
  case Kind::pay: return pay(event);
  case Kind::price: return change_price(event);
  case Kind::raise: return raise_price(event, day);
  case Kind::tax_rate: return change_tax(event, day);
  case Kind::restart: return options_.kills ? restart() : void();
  case Kind::zone: return change_zone(event);
  case Kind::prepaid: return sell_prepaid(event);
  case Kind::top_up:
  case Kind::renewal:
  case Kind::rest:
  case Kind::extra:
  case Kind::voucher: return change_prepaid(event);
  case Kind::move: return move(event, day);
  case Kind::billing_day: return change_billing_day(event, day);
  case Kind::quantity: return change_quantity(event, day);
  case Kind::add: return add(event, day);
  case Kind::drop: return drop(event, day);
  case Kind::discount: return discount(event, day);
  case Kind::full_price: return full_price(event, day);
  case Kind::off_invoices: return discount_invoices(event, day);
  case Kind::full_invoices: return full_invoices(event, day);
  case Kind::payer: return set_payer(event, day);
  case Kind::leave: return leave(event, day);
  case Kind::keep: return keep(event);
  case Kind::undo: return void_invoice(event);
  case Kind::refer: return refer(event);
  case Kind::crash:
  case Kind::kill:
  case Kind::outage: return;
  }
}

void World::Life::check_touched() {
  if (options_.checks) {
    database_->read([&](db::Tx &tx) {
      for (const int number : touched_)
        check_customer(tx, number, subscribers_, taxes_);
    });
    counts_.customer_checks += static_cast<std::int64_t>(touched_.size());
  }
  touched_.clear();
}

void World::Life::check_whole() {
  if (!options_.checks || is_waiting() || day_ < away_until_)
    return;
  database_->read([&](db::Tx &tx) {
    for (const auto &[number, subscriber] : subscribers_)
      check_customer(tx, number, subscribers_, taxes_);
    whole_.look(tx, today());
    check_given(tx, invoice_discounts_);
    // A bill that came after its day is taken along by the next night's recognition.
    const bool is_late = tx.one<std::int64_t>("select count(*) from revenue_line where from_day = $1 and"
                                              " from_day > earned_until_day + 1",
                                              std::int64_t{today().days()}) > 0;
    if (!is_late)
      check_deferred(tx, today());
  });
  ++counts_.whole_checks;
}

World::World(const History &history, Options options) : life_(std::make_unique<Life>(history, std::move(options))) {}
World::~World() = default;
std::optional<Failure> World::play() { return life_->play(); }
db::Database &World::database() { return life_->database(); }
Instant World::now() const { return life_->now(); }
Date World::today() const { return life_->today(); }
const Counts &World::counts() const { return life_->counts(); }

} // namespace demarc::sim
