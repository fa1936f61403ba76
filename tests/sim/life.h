// The inside of a World: everything that is alive while a history is played. Its parts are told by subject: world.cc
// the days, runs and checks; world_kills.cc how it is killed; world_plans.cc what is sold and at which price;
// world_people.cc people and their services; world_beside.cc what they have beside a plan, discounts, moves, payers;
// world_prepaid.cc those who buy in advance.
#pragma once

#include "catalog/plan.h"
#include "catalog/tax.h"
#include "daemon/wiring.h"
#include "network/services.h"
#include "platform/jobs/runner.h"
#include "tests/prepaid/model.h"
#include "tests/sim/checks.h"
#include "tests/sim/mortal_database.h"
#include "tests/sim/world.h"

#include <fmt/format.h>
#include <span>

namespace demarc::sim {

constexpr const char *actor = "sim";

struct Coupon { // or what staff give
  std::int64_t ppm = 0, minor = 0;
  int periods = 0; // 0: for ever
  bool on_extras = false;
  int most = 0; // times it is given; 0: as often as one likes
};
Coupon coupon_of(int number);         // from 1
Coupon invoice_coupon_of(int number); // off invoices; `periods` counts these

std::string amount_in_words(std::int64_t minor);

class World::Life {
public:
  Life(const History &history, Options options);
  ~Life() { stop(); }
  Life(const Life &) = delete;
  Life &operator=(const Life &) = delete;

  std::optional<Failure> play();
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
  template <class F> auto write(F &&work) {
    auto done = database_->write(std::forward<F>(work));
    counts_.refused += done ? 0 : 1;
    return done;
  }
  [[nodiscard]] subscribers::Act act() const { return {clock_.now(), today(), actor}; }
  void say(std::string line) { story_.push_back(std::move(line)); }
  template <class... A> void tell(fmt::format_string<A...> words, A &&...arguments) {
    say(to_string(today()) + " " + fmt::format(words, std::forward<A>(arguments)...));
  }

  // The days.
  void start();
  void stop();
  void restart();
  [[nodiscard]] Date date() const { return history_.first.plus_days(day_); }
  void live(std::span<const Event> events);
  void come_back();
  [[nodiscard]] Instant run_at(Date day) const { return zone_.instant(day, history_.billing_run_at_s); }
  [[nodiscard]] bool is_waiting() const { return options_.no_jobs_from && day_ >= *options_.no_jobs_from; }
  void advance(Instant target);
  void run_and_die(const Event &event);
  void kill_night(const Event &event);
  // Killed in the n-th write of the work, and anew. False when it has fewer.
  bool dies(int writes, const std::function<void()> &work);
  void let_go();
  void note_run();
  void change_zone(const Event &event);
  void apply(const Event &event);
  void check_touched();
  void check_whole();

  // Plans.
  void found();
  void create_coupon(const std::string &code, const Coupon &coupon, bool is_on_invoice);
  catalog::Plan create(const PlanOffer &offer, catalog::NewPlan plan);
  void sell_plan(const PlanOffer &offer);
  void sell_add_on(const PlanOffer &offer);
  void change_price(const Event &event);
  void raise_price(const Event &event, Date from);
  void change_tax(const Event &event, Date from);
  // The version of a plan that is sold for a day, and what is announced behind it.
  [[nodiscard]] const Version &version_on(std::size_t plan, Date day) const;
  [[nodiscard]] std::vector<Raise> coming(std::size_t plan, Date day) const;

  // People and their services.
  Line *line_of(int service);
  Subscriber &owner_of(int service) { return subscribers_.at(owner_of_.at(service)); }
  void touch_owner(int service) { touch(owner_of_.at(service)); }
  void touch(int customer);
  void join(const Event &event);
  void change_entity(const Event &event);
  [[nodiscard]] LegalEntityId entity_of(int number) const { return entities_.at(static_cast<std::size_t>(number) - 1); }
  void sell(const Event &event, Date from);
  void change(const Event &event, Date from);
  void change_quantity(const Event &event, Date from);
  void end(const Event &event, Date on);
  void leave(const Event &event, Date on);
  void keep(const Event &event);
  void pause(const Event &event, Date from);
  void resume(const Event &event, Date on);
  void pay(const Event &event);
  void change_billing_day(const Event &event, Date on);

  // Beside their plans.
  std::int64_t last_item(const Line &line); // as it is stored
  void move(const Event &event, Date on);
  void add(const Event &event, Date from);
  void drop(const Event &event, Date on);
  void discount(const Event &event, Date from);
  void full_price(const Event &event, Date on);
  void discount_invoices(const Event &event, Date from);
  void full_invoices(const Event &event, Date on);
  void set_payer(const Event &event, Date on);
  void void_invoice(const Event &event);
  void refer(const Event &event);

  // Those who buy in advance live apart from the others: in the model of tests/prepaid, day by day, at the tax of each.
  struct PrepaidLife {
    CustomerId id;
    ServiceId service;
    std::int64_t net_minor = 0, extra_minor = 0; // of the plan, of one of its add-on
    int plan = 0, entity = 1;
    std::int64_t extras = 0;                             // of the next period
    std::int64_t bought_extra_minor = 0, bought_ppm = 0; // with the present one, and its tax
    Date settled;
    testing::ModelCustomer model;
  };
  [[nodiscard]] std::int64_t vat_on(Date day) const;
  void settle(PrepaidLife &life, Date day); // the nights up to `day`
  void settle_now(PrepaidLife &life, Date day);
  void change_extras(PrepaidLife &life, int count);
  void sell_prepaid(const Event &event);
  void change_prepaid(const Event &event);
  void redeem(PrepaidLife &life, std::int64_t minor);
  void check_prepaid();

  const History &history_;
  const Options options_;
  TimeZone zone_;
  SimulatedClock clock_;
  crypto::Sealer sealer_ = crypto::Sealer::from_key(std::string(32, 'k'));
  std::unique_ptr<MortalDatabase> database_;
  std::unique_ptr<daemon::ProviderWatch> watch_;
  std::unique_ptr<jobs::Runner> runner_;

  TaxId tax_id_;
  std::vector<LegalEntityId> entities_;
  std::vector<TaxFrom> taxes_;               // by their first day
  std::vector<PlanId> plans_;                // as the history numbers them
  std::vector<std::vector<Raise>> versions_; // of each, from which day it is sold
  std::vector<PlanId> add_ons_;
  std::vector<Version> add_on_versions_;
  People subscribers_;
  std::vector<PlanId> prepaid_plans_, prepaid_extras_;
  std::map<int, PrepaidLife> prepaid_;
  std::map<int, int> owner_of_;   // customer of each service
  std::map<int, int> service_of_; // of each item or discount
  std::map<int, GivenOff> invoice_discounts_;
  std::set<int> touched_; // customers to be looked at tonight
  WholeCheck whole_;

  int day_ = 0;
  int away_until_ = 0;
  Date next_run_;
  Instant last_due_; // of the run before
  const Event *crash_ = nullptr;
  std::int64_t documents_ = 0;
  std::vector<std::string> story_;
  Counts counts_;
};

} // namespace demarc::sim
