#include "tests/sim/world.h"

#include "billing/settlement_store.h"
#include "catalog/provider.h"
#include "catalog/tax.h"
#include "daemon/wiring.h"
#include "dunning/policy.h"
#include "network/services.h"
#include "payments/take_payment.h"
#include "platform/jobs/runner.h"
#include "pricing/announce_price_change.h"
#include "subscribers/customer_store.h"
#include "subscribers/prepaid_store.h"
#include "tests/prepaid/model.h"
#include "tests/sim/checks.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::sim {

namespace {

constexpr const char *actor = "sim";

// Thrown in the middle of a billing run: what a kill leaves behind, a run under way.
struct Killed {};

std::string amount_in_words(std::int64_t minor) { return to_decimal(Money::minor(minor, Currency::of("EUR"))); }

} // namespace

class World::Impl {
public:
  Impl(const History &history, Options options)
      : history_(history), options_(std::move(options)), zone_(TimeZone::find(history.time_zone).value()),
        clock_(zone_.start_of(history.first).plus_seconds(-1)), next_run_(history.first) {
    database_ = options_.open();
    found();
    start();
  }
  ~Impl() { stop(); }
  Impl(const Impl &) = delete;
  Impl &operator=(const Impl &) = delete;

  std::optional<Failure> play() {
    try {
      auto next = history_.events.begin();
      for (day_ = 0; day_ < history_.days; ++day_) {
        const auto end =
            std::find_if(next, history_.events.end(), [&](const Event &event) { return event.day > day_; });
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

  db::Database &database() { return *database_; }
  [[nodiscard]] Instant now() const { return clock_.now(); }
  [[nodiscard]] Date today() const { return zone_.date(clock_.now()); }
  [[nodiscard]] const Counts &counts() const { return counts_; }

private:
  template <class T> static T need(Outcome<T> outcome) {
    if (!outcome)
      throw std::runtime_error(outcome.error().detail);
    return std::move(outcome).value();
  }

  // The provider, before anybody joins.
  void found() {
    database_->write([&](db::Tx &tx) {
      auto provider = catalog::default_provider();
      provider.time_zone = history_.time_zone;
      provider.billing_run_at_s = history_.billing_run_at_s;
      need(catalog::save_provider(tx, provider));
      need(dunning::create_policy(tx, *database_,
                                  {.name = "Standard",
                                   .minimum_debt_minor = 0,
                                   .restriction = billing::Restriction::walled_garden,
                                   .steps = {{3, dunning::Action::remind}, {10, dunning::Action::suspend}},
                                   .is_default = true}));
      const auto tax = need(catalog::create_tax(
          tx, *database_, {"VAT", "VAT", Percent{history_.tax_ppm}, Date::of(2010, 1, 1)}, today()));
      tax_id_ = tax.id;
      taxes_.push_back({Date::of(2010, 1, 1), history_.tax_ppm});
      say(fmt::format("tax VAT {}", to_string(Percent{history_.tax_ppm})));
      for (const PlanOffer &offer : history_.plans) {
        const auto plan = need(catalog::create_plan(
            tx, *database_,
            {.code = offer.code,
             .name = offer.code,
             .price_minor = offer.price_minor,
             .interval_months = offer.interval_days > 0 ? std::nullopt : std::optional(offer.interval_months),
             .tax_id = tax.id,
             .price_includes_tax = offer.includes_tax,
             .interval_days = offer.interval_days > 0 ? std::optional(offer.interval_days) : std::nullopt,
             .in_arrears = offer.in_arrears},
            clock_.now()));
        plans_.push_back(plan.id);
        versions_.push_back({{{plan.version_id, offer.price_minor, offer.interval_months, offer.interval_days,
                               offer.in_arrears, static_cast<int>(versions_.size())},
                              Date::of(1, 1, 1)}});
        say(fmt::format("plan {} {} VAT{}{}{}", offer.code, amount_in_words(offer.price_minor),
                        offer.interval_days > 0      ? fmt::format(" every {} days", offer.interval_days)
                        : offer.interval_months == 1 ? ""
                                                     : fmt::format(" every {}", offer.interval_months),
                        offer.includes_tax ? " with tax" : "", offer.in_arrears ? " arrears" : ""));
      }
      for (const PlanOffer &offer : history_.prepaid_plans) {
        const auto plan = need(catalog::create_plan(tx, *database_,
                                                    {.code = offer.code,
                                                     .name = offer.code,
                                                     .price_minor = offer.price_minor,
                                                     .tax_id = tax.id,
                                                     .interval_days = offer.interval_days,
                                                     .is_prepaid = true,
                                                     .forfeits_unused = true},
                                                    clock_.now()));
        prepaid_plans_.push_back(plan.id);
        say(fmt::format("plan {} {} VAT every {} days prepaid forfeits", offer.code, amount_in_words(offer.price_minor),
                        offer.interval_days));
      }
    });
  }

  void start() {
    runner_ = jobs::Runner::make(*database_, clock_, {.node = "sim"});
    watch_ = std::make_unique<daemon::ProviderWatch>(*database_);
    daemon::schedule_jobs(*runner_, *database_, clock_, *watch_);
    daemon::accept_everything(*runner_, *database_, clock_);
    runner_->handle(std::string(pricing::price_change_topic), [this](const jobs::OutboxItem &item) {
      return pricing::handle_price_change({.database = *database_, .clock = clock_, .customers_per_transaction = 3},
                                          item);
    });
    runner_->drain();
  }
  void stop() {
    runner_.reset();
    watch_.reset();
    database_.reset();
  }
  void restart() {
    stop();
    database_ = options_.open();
    start();
    ++counts_.restarts;
  }

  [[nodiscard]] Date date() const { return history_.first.plus_days(day_); }

  void live(std::span<const Event> events) {
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
      advance(zone_.instant(date(), event.second));
      ++counts_.events;
      apply(event);
    }
    advance(zone_.start_of(date().plus_days(1)).plus_seconds(-1));
    check_touched();
    check_prepaid();
    if (day_ % 28 == 27)
      check_whole();
  }

  // What was due while the server was away is made up for.
  void come_back() {
    stop();
    clock_.set(zone_.start_of(date()));
    database_ = options_.open();
    start();
    runner_->drain();
    while (run_at(next_run_) <= clock_.now())
      note_run();
  }

  [[nodiscard]] Instant run_at(Date day) const { return zone_.instant(day, history_.billing_run_at_s); }
  [[nodiscard]] bool is_waiting() const { return options_.no_jobs_from && day_ >= *options_.no_jobs_from; }

  void advance(Instant target) {
    if (is_waiting()) {
      clock_.set(target);
      return;
    }
    while (run_at(next_run_) <= target) { // ends: the next run is a day later
      if (crash_ != nullptr)
        run_and_die(*crash_);
      crash_ = nullptr;
      runner_->advance(clock_, run_at(next_run_));
      note_run();
    }
    runner_->advance(clock_, target);
  }

  void run_and_die(const Event &event) {
    const Instant before = run_at(next_run_).plus_seconds(-1);
    if (before <= clock_.now() || zone_.date(before) != next_run_)
      return;
    runner_->advance(clock_, before);
    billing::Billing billing = daemon::billing_of(*database_, clock_);
    billing.customers_per_transaction = event.plan;
    int left = event.days;
    billing.on_issued = [&left, real = billing.on_issued](db::Tx &tx, std::span<const billing::IssuedDocument> issued) {
      real(tx, issued);
      if (left-- == 0)
        throw Killed{};
    };
    try {
      billing::run_due_billing(billing, next_run_);
    } catch (const Killed &) {
      ++counts_.killed_runs;
    }
    restart();
  }

  // A run of the next day has happened.
  void note_run() {
    ++counts_.runs;
    const auto last = database_->read([&](db::Tx &tx) {
      for (const std::string &reason : tx.all<std::string>("select reason from billing_run_parked limit 1"))
        throw Violation("histories_can_be_billed", reason);
      return tx.one<std::int64_t>("select count(*) from invoice");
    });
    if (last != documents_)
      say(fmt::format("{} run", to_string(next_run_)));
    documents_ = last;
    for (auto &[number, subscriber] : subscribers_) {
      if (subscriber.run(next_run_))
        touched_.insert(number);
    }
    next_run_ = next_run_.plus_days(1);
  }

  [[nodiscard]] subscribers::Act act() const { return {clock_.now(), today(), actor}; }
  void say(std::string line) { story_.push_back(std::move(line)); }
  template <class... A> void tell(fmt::format_string<A...> words, A &&...arguments) {
    say(to_string(today()) + " " + fmt::format(words, std::forward<A>(arguments)...));
  }

  Line *line_of(int service) {
    const auto owner = owner_of_.find(service);
    return owner == owner_of_.end() ? nullptr : &subscribers_.at(owner->second).lines.at(service);
  }
  void touch_owner(int service) {
    const int owner = owner_of_.at(service);
    touched_.insert(owner);
    subscribers_.at(owner).has_last_bill = false;
  }
  template <class F> auto write(F &&work) {
    auto done = database_->write(std::forward<F>(work));
    counts_.refused += done ? 0 : 1;
    return done;
  }

  void apply(const Event &event) {
    const Date day = today().plus_days(event.shift);
    switch (event.kind) {
    case Kind::join: join(event); break;
    case Kind::sell: sell(event, day); break;
    case Kind::change: change(event, day); break;
    case Kind::end: end(event, day); break;
    case Kind::pause: pause(event, day); break;
    case Kind::resume: resume(event, day); break;
    case Kind::pay: pay(event); break;
    case Kind::price: change_price(event); break;
    case Kind::raise: raise_price(event, day); break;
    case Kind::tax_rate: change_tax(event, day); break;
    case Kind::restart: restart(); break;
    case Kind::prepaid: sell_prepaid(event); break;
    case Kind::top_up:
    case Kind::renewal:
    case Kind::rest: change_prepaid(event); break;
    case Kind::crash:
    case Kind::outage: break;
    }
  }

  void join(const Event &event) {
    const auto made = write([&](db::Tx &tx) {
      return subscribers::create_customer(tx, *database_,
                                          {.name = fmt::format("c{}", event.customer),
                                           .street = "1 Road",
                                           .city = "Town",
                                           .postal_code = "1000",
                                           .billing_day = event.plan == 0 ? std::nullopt : std::optional(event.plan)},
                                          clock_.now(), actor);
    });
    need(made);
    const Date anchor = anchor_of(event.plan == 0 ? today().day() : event.plan, today());
    if (made->billing_anchor != anchor)
      throw Violation("the_anchor_is_the_billing_day", to_string(made->billing_anchor), event.customer);
    subscribers_[event.customer] = {made->id, today(), anchor};
    tell("customer c{}{}", event.customer, event.plan == 0 ? "" : fmt::format(" day {}", event.plan));
  }

  void sell(const Event &event, Date from) {
    const auto owner = subscribers_.find(event.customer);
    if (owner == subscribers_.end())
      return;
    const auto plan = static_cast<std::size_t>(event.plan);
    const auto sold = need(write([&](db::Tx &tx) {
      return network::add_service(tx, *database_, sealer_, owner->second.id,
                                  {.plan_id = plans_[plan],
                                   .username = fmt::format("s{}", event.service),
                                   .password = "password",
                                   .starts_on = from},
                                  act());
    }));
    Line &line = owner->second.lines[event.service] = {sold.service.id, from, std::nullopt, {}, {}};
    const Date sold_on = std::max(from, today());
    change_plan(line, from, version_on(plan, sold_on), coming(plan, sold_on), owner->second.anchor);
    owner_of_[event.service] = event.customer;
    touch_owner(event.service);
    tell("sell c{} s{} {} from {}", event.customer, event.service, history_.plans[plan].code, to_string(from));
  }

  void change(const Event &event, Date from) {
    Line *line = line_of(event.service);
    if (line == nullptr)
      return;
    const auto plan = static_cast<std::size_t>(event.plan);
    if (!write([&](db::Tx &tx) {
          return network::change_service_plan(tx, *database_, line->id, {.plan_id = plans_[plan], .on = from}, act());
        }))
      return;
    const Date sold_on = std::max(from, today());
    change_plan(*line, from, version_on(plan, sold_on), coming(plan, sold_on),
                subscribers_.at(owner_of_.at(event.service)).anchor);
    touch_owner(event.service);
    tell("change s{} {} from {}", event.service, history_.plans[plan].code, to_string(from));
  }

  void end(const Event &event, Date on) {
    Line *line = line_of(event.service);
    if (line == nullptr ||
        !write([&](db::Tx &tx) { return network::end_service(tx, *database_, line->id, {on}, act()); }))
      return;
    line->ends = on;
    touch_owner(event.service);
    tell("end s{} on {}", event.service, to_string(on));
  }

  void pause(const Event &event, Date from) {
    Line *line = line_of(event.service);
    const auto until = event.days == 0 ? std::nullopt : std::optional(from.plus_days(event.days));
    if (line == nullptr || !write([&](db::Tx &tx) {
          return network::pause_service(tx, *database_, line->id, {from, until, ""}, act());
        }))
      return;
    add_pause(*line, from, until);
    touch_owner(event.service);
    tell("pause s{} from {}{}", event.service, to_string(from), until ? " until " + to_string(*until) : "");
  }

  void resume(const Event &event, Date on) {
    Line *line = line_of(event.service);
    if (line == nullptr ||
        !write([&](db::Tx &tx) { return network::resume_service(tx, *database_, line->id, on, act()); }))
      return;
    end_pause(*line, on);
    touch_owner(event.service);
    tell("resume s{} on {}", event.service, to_string(on));
  }

  void pay(const Event &event) {
    const auto owner = subscribers_.find(event.customer);
    if (owner == subscribers_.end())
      return;
    const auto open = database_->read([&](db::Tx &tx) {
      return tx.one<std::int64_t>("select cast(coalesce(sum(open_minor), 0) as bigint) from open_item where"
                                  " customer_id = $1",
                                  owner->second.id);
    });
    const std::int64_t amount = open > 0 ? std::max<std::int64_t>(1, open * event.amount / 1000) : event.amount;
    const auto paid = write([&](db::Tx &tx) {
      return payments::take_payment(tx, *database_, {.customer_id = owner->second.id, .amount_minor = amount},
                                    clock_.now(), actor);
    });
    need(paid);
    touched_.insert(event.customer);
    tell("pay c{} {}", event.customer, amount_in_words(amount));
    if (options_.checks)
      database_->read([&](db::Tx &tx) { check_payment(tx, event.customer, paid->id.value()); });
  }

  // A prepaid customer lives apart from the others: in the model of tests/prepaid, day by day, at the tax of each.
  struct PrepaidLife {
    CustomerId id;
    ServiceId service;
    std::int64_t net_minor = 0;
    Date settled;
    testing::ModelCustomer model;
  };

  [[nodiscard]] std::int64_t gross_on(std::int64_t net_minor, Date day) const {
    std::int64_t ppm = 0;
    for (const TaxFrom &tax : taxes_) {
      if (tax.from <= day)
        ppm = tax.ppm;
    }
    return net_minor + half_up(net_minor * ppm, 1'000'000);
  }
  // The nights up to `day`.
  void settle(PrepaidLife &life, Date day) {
    testing::ModelService &service = life.model.services.front();
    while (life.settled < day) {
      service.days_on += service.is_paid(life.settled) ? 1 : 0;
      life.settled = life.settled.plus_days(1);
      service.price = gross_on(life.net_minor, life.settled);
      life.model.settle(life.settled);
    }
  }

  void sell_prepaid(const Event &event) {
    const auto plan = static_cast<std::size_t>(event.plan);
    PrepaidLife life;
    write([&](db::Tx &tx) -> Outcome<Done> {
      const auto made = need(subscribers::create_customer(
          tx, *database_, {.name = fmt::format("p{}", event.customer), .street = "1 Road", .city = "Town"},
          clock_.now(), actor));
      life.id = made.id;
      life.service =
          need(network::add_service(tx, *database_, sealer_, made.id,
                                    {.plan_id = prepaid_plans_.at(plan), .username = made.name, .password = "password"},
                                    act()))
              .service.id;
      return Done{};
    });
    const PlanOffer &offer = history_.prepaid_plans.at(plan);
    life.net_minor = offer.price_minor;
    life.settled = today();
    life.model.services.push_back(
        {.price = gross_on(offer.price_minor, today()), .length = offer.interval_days, .forfeits = true});
    prepaid_[event.customer] = std::move(life);
    tell("customer p{} with a prepaid service on {}", event.customer, offer.code);
  }

  void change_prepaid(const Event &event) {
    const auto found = prepaid_.find(event.customer);
    if (found == prepaid_.end())
      return;
    PrepaidLife &life = found->second;
    testing::ModelService &service = life.model.services.front();
    settle(life, today());
    service.price = gross_on(life.net_minor, today()); // rates may have been added today
    if (event.kind == Kind::top_up) {
      need(write([&](db::Tx &tx) {
        return payments::take_payment(tx, *database_, {.customer_id = life.id, .amount_minor = event.amount},
                                      clock_.now(), actor);
      }));
      life.model.balance += event.amount;
      tell("pay p{} {}", event.customer, amount_in_words(event.amount));
    } else if (event.kind == Kind::renewal) {
      service.renews = !service.renews;
      need(write(
          [&](db::Tx &tx) { return network::set_auto_renew(tx, *database_, life.service, service.renews, act()); }));
      tell("renewal p{} {}", event.customer, service.renews ? "on" : "off");
    } else {
      need(write([&](db::Tx &tx) {
        return service.paused
                   ? network::resume_service(tx, *database_, life.service, today(), act())
                   : network::pause_service(tx, *database_, life.service, {today(), std::nullopt, ""}, act());
      }));
      service.paused = !service.paused;
      tell("{} p{}", service.paused ? "pause" : "resume", event.customer);
    }
    life.model.settle(today());
  }

  // Days bought are days on, the balance is what came in less what was bought and never below zero, nothing is owed.
  void check_prepaid() {
    if (!options_.checks || is_waiting() || day_ < away_until_)
      return;
    database_->read([&](db::Tx &tx) {
      for (auto &[number, life] : prepaid_) {
        settle(life, today());
        const testing::ModelService &service = life.model.services.front();
        const auto balance = billing::account_balance(tx, life.id, today());
        if (balance.credit_minor != life.model.balance || balance.open_minor != 0 || balance.credit_minor < 0)
          throw Violation("a_prepaid_balance_is_what_is_left",
                          fmt::format("p{}: {} credit, {} open, expected {}", number, balance.credit_minor,
                                      balance.open_minor, life.model.balance));
        const auto access = network::explain_access(tx, life.service);
        if ((access.verdict == network::Verdict::allow) != service.is_on(today()))
          throw Violation("prepaid_days_bought_are_days_on",
                          fmt::format("p{} on {}: {}", number, to_string(today()), access.reasons.front().text));
        if (day_ % 28 != 27)
          continue;
        std::int64_t used = 0;
        for (const subscribers::Purchase &bought : subscribers::purchases_of(tx, life.service))
          used += bought.item_id == billing::plan_item
                      ? Period{bought.from_date, std::min(bought.used_until, today())}.days()
                      : 0;
        if (used != service.days_on)
          throw Violation("prepaid_days_bought_are_days_on",
                          fmt::format("p{}: {} days bought, {} days on", number, used, service.days_on));
      }
    });
  }

  void change_price(const Event &event) {
    const auto plan = static_cast<std::size_t>(event.plan);
    const auto edited = write([&](db::Tx &tx) {
      return catalog::edit_plan(tx, *database_, plans_[plan], {.price_minor = event.amount}, clock_.now());
    });
    if (!edited) // one is announced
      return;
    versions_[plan].push_back({{edited->version_id, event.amount, std::max(edited->interval_months, 1),
                                edited->interval_days, edited->in_arrears, event.plan},
                               today()});
    tell("price {} {}", history_.plans[plan].code, amount_in_words(event.amount));
  }

  // The version of a plan that is sold for a day, and what is announced behind it.
  [[nodiscard]] const Version &version_on(std::size_t plan, Date day) const {
    const Version *found = &versions_[plan].front().to;
    for (const Raise &one : versions_[plan]) {
      if (one.from <= day)
        found = &one.to;
    }
    return *found;
  }
  [[nodiscard]] std::vector<Raise> coming(std::size_t plan, Date day) const {
    std::vector<Raise> all;
    for (const Raise &one : versions_[plan]) {
      if (one.from > day)
        all.push_back(one);
    }
    return all;
  }

  void raise_price(const Event &event, Date from) {
    const auto plan = static_cast<std::size_t>(event.plan);
    if (is_waiting())
      return;
    const auto change = write([&](db::Tx &tx) {
      return pricing::create_price_change(tx, *database_, plans_[plan],
                                          {.price_minor = event.amount, .on = from, .text = "Costs have risen."}, actor,
                                          clock_.now());
    });
    if (!change)
      return;
    runner_->drain(); // everybody is told, and their next price written
    Raise raise{version_on(plan, today()), from};
    raise.to.price_minor = event.amount;
    for (const catalog::PlanVersion &version :
         database_->read([&](db::Tx &tx) { return catalog::coming_versions(tx, plans_[plan], today()); })) {
      if (version.version == change->version)
        raise.to.id = version.id;
    }
    versions_[plan].push_back(raise);
    std::stable_sort(versions_[plan].begin(), versions_[plan].end(),
                     [](const Raise &a, const Raise &b) { return a.from < b.from; });
    for (auto &[number, subscriber] : subscribers_) {
      for (auto &[service, line] : subscriber.lines)
        announce(line, raise, subscriber.anchor);
      touched_.insert(number);
    }
    tell("raise {} {} on {}", history_.plans[plan].code, amount_in_words(event.amount), to_string(from));
  }

  void change_tax(const Event &event, Date from) {
    if (!write([&](db::Tx &tx) {
          return catalog::add_tax_rate(tx, *database_, tax_id_, {Percent{event.amount}, from}, today());
        }))
      return;
    taxes_.push_back({from, event.amount});
    std::sort(taxes_.begin(), taxes_.end(), [](const TaxFrom &a, const TaxFrom &b) { return a.from < b.from; });
    say(fmt::format("tax VAT {} from {}", to_string(Percent{event.amount}), to_string(from)));
  }

  void check_touched() {
    if (options_.checks) {
      database_->read([&](db::Tx &tx) {
        for (const int number : touched_)
          check_customer(tx, number, subscribers_.at(number), taxes_);
      });
      counts_.customer_checks += static_cast<std::int64_t>(touched_.size());
    }
    touched_.clear();
  }

  void check_whole() {
    if (!options_.checks || is_waiting() || day_ < away_until_)
      return;
    database_->read([&](db::Tx &tx) {
      for (const auto &[number, subscriber] : subscribers_)
        check_customer(tx, number, subscriber, taxes_);
      whole_.look(tx, today());
      // A bill that came after its day is taken along by the next night's recognition.
      const bool is_late = tx.one<std::int64_t>("select count(*) from revenue_line where from_day = $1 and"
                                                " from_day > earned_until_day + 1",
                                                std::int64_t{today().days()}) > 0;
      if (!is_late)
        check_deferred(tx, today());
    });
    ++counts_.whole_checks;
  }

  const History &history_;
  const Options options_;
  const TimeZone zone_;
  SimulatedClock clock_;
  crypto::Sealer sealer_ = crypto::Sealer::from_key(std::string(32, 'k'));
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<daemon::ProviderWatch> watch_;
  std::unique_ptr<jobs::Runner> runner_;

  TaxId tax_id_;
  std::vector<TaxFrom> taxes_;               // by their first day
  std::vector<PlanId> plans_;                // as the history numbers them
  std::vector<std::vector<Raise>> versions_; // of each, from which day it is sold
  std::map<int, Subscriber> subscribers_;
  std::vector<PlanId> prepaid_plans_;
  std::map<int, PrepaidLife> prepaid_;
  std::map<int, int> owner_of_; // customer of each service
  std::set<int> touched_;       // customers to be looked at tonight
  WholeCheck whole_;

  int day_ = 0;
  int away_until_ = 0;
  Date next_run_;
  const Event *crash_ = nullptr;
  std::int64_t documents_ = 0;
  std::vector<std::string> story_;
  Counts counts_;
};

World::World(const History &history, Options options) : impl_(std::make_unique<Impl>(history, std::move(options))) {}
World::~World() = default;
std::optional<Failure> World::play() { return impl_->play(); }
db::Database &World::database() { return impl_->database(); }
Instant World::now() const { return impl_->now(); }
Date World::today() const { return impl_->today(); }
const Counts &World::counts() const { return impl_->counts(); }

} // namespace demarc::sim
