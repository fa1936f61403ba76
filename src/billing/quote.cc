#include "billing/quote.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

tl::unexpected<Inconsistency> does_not_fit(std::string reason) {
  return tl::make_unexpected(Inconsistency{std::move(reason)});
}

// Behind all that are stored: credits come in the order of the invoices they correct.
constexpr std::int64_t first_id_of_a_quote = std::int64_t{1} << 60;

class Quoting {
public:
  Quoting(std::vector<QuotedAccount> accounts, const PriceBook &book, CorrectedById corrected,
          std::int64_t balance_minor)
      : accounts_(std::move(accounts)), book_(book), corrected_(std::move(corrected)), places_(book.taxes.table),
        balance_minor_(balance_minor) {}

  Result<Done, Inconsistency> apply(const QuoteEvent &event);
  Result<Done, Inconsistency> bill_until(Date day);
  Result<Done, Inconsistency> renew(Date day);
  Quoted take() { return {std::move(documents_), std::move(stops_), balance_minor_}; }

private:
  Account &subject() { return accounts_.front().account; }
  // For each account that looks at the service; none does: false.
  template <class F> bool each(ServiceId service, F &&use);
  void start(const QuoteEvent &event);
  void change_billing_day(const QuoteEvent &event);
  void change_payer(const QuoteEvent &event);
  static std::optional<Date> left_on(const Account &account);
  Result<Done, Inconsistency> bill(QuotedAccount &account, Date day);
  Result<Done, Inconsistency> issue(QuotedAccount &account, const Bill &bill);
  ServiceAccount *find(ServiceId service); // of the subject
  void resume(ServiceId service, Date on);
  Result<bool, Inconsistency> buy(const PrepaidStep &step);
  [[nodiscard]] bool has_prepaid() const;
  Result<Done, Inconsistency> apply_to(ServiceLife &life, const QuoteEvent &event);
  void begin_contract(ServiceLife &life, const QuoteEvent &event) const;
  void move(ServiceLife &life, const QuoteEvent &event);
  void move_in(TaxProfile &profile, const ServiceLife &life, const QuoteEvent &event, const tax::Address &before,
               const std::string &place);
  void add(const Account &account, PlannedDocument planned);
  void take_as_billed(const Account &account, const PlannedDocument &planned, InvoiceId invoice);

  std::vector<QuotedAccount> accounts_;
  const PriceBook &book_;
  CorrectedById corrected_;
  tax::Places places_;
  std::vector<QuotedDocument> documents_;
  std::vector<QuotedStop> stops_;
  std::int64_t balance_minor_;
  std::optional<Date> seen_until_; // the day of the last run
  std::int64_t invoices_ = first_id_of_a_quote, charges_ = first_id_of_a_quote, items_ = first_id_of_a_quote;
};

template <class F> bool Quoting::each(ServiceId service, F &&use) {
  bool found = false;
  for (QuotedAccount &one : accounts_) {
    for (ServiceAccount &candidate : one.account.services) {
      if (candidate.life.id == service) {
        use(one.account, candidate);
        found = true;
      }
    }
  }
  return found;
}

Result<Done, Inconsistency> Quoting::apply(const QuoteEvent &event) {
  if (event.kind == QuoteEvent::Kind::billing_day) {
    change_billing_day(event);
    return Done{};
  }
  if (event.kind == QuoteEvent::Kind::top_up) {
    balance_minor_ += event.amount_minor;
    return Done{};
  }
  if (event.kind == QuoteEvent::Kind::payer) {
    if (event.payer && has_prepaid())
      return does_not_fit("A prepaid service is bought from its customer's own balance; nobody else is billed for it.");
    change_payer(event);
    return Done{};
  }
  if (event.kind == QuoteEvent::Kind::invoice_discount) {
    std::vector<InvoiceDiscount> &discounts = subject().discounts;
    discounts.push_back(event.invoice_discount);
    discounts.back().id = CustomerDiscountId(items_++);
    std::stable_sort(discounts.begin(), discounts.end(),
                     [](const InvoiceDiscount &a, const InvoiceDiscount &b) { return a.from < b.from; });
    return Done{};
  }
  if (event.kind == QuoteEvent::Kind::end_invoice_discount) {
    for (InvoiceDiscount &discount : subject().discounts) {
      if (discount.id != event.ended_on_invoice)
        continue;
      discount.until = discount.until ? std::min(*discount.until, event.on) : event.on;
      return Done{};
    }
    return does_not_fit("There is no such discount on the invoice to end.");
  }
  const bool exists = each(event.service, [](Account &, ServiceAccount &) {});
  if (event.kind == QuoteEvent::Kind::start) {
    if (exists)
      return does_not_fit("The service has started already.");
    const auto price = book_.prices.find(event.plan_version_id);
    if (price != book_.prices.end() && price->second.is_prepaid && payer_on(subject().payers, event.on))
      return does_not_fit("A prepaid service is bought from its customer's own balance; nobody else is billed for it.");
    start(event);
    return Done{};
  }
  if (!exists)
    return does_not_fit("There is no such service to change.");
  // It lives once, whoever pays for it.
  ServiceLife *life = nullptr;
  each(event.service, [&](Account &, ServiceAccount &service) { life = life != nullptr ? life : &service.life; });
  TRY(applied, apply_to(*life, event));
  each(event.service, [&](Account &, ServiceAccount &service) {
    if (&service.life != life)
      service.life = *life;
  });
  return applied;
}

void Quoting::start(const QuoteEvent &event) {
  ServiceAccount sold{{.id = event.service,
                       .username = event.username,
                       .starts_on = event.on,
                       .ends_on = std::nullopt,
                       .plans = {{event.on, event.plan_version_id, event.quantity.value_or(1)}},
                       .trial_until = event.trial_until},
                      {}};
  if (const auto price = book_.prices.find(event.plan_version_id);
      price != book_.prices.end() && price->second.is_prepaid)
    sold.life.prepaid = PrepaidLife{{.service_id = event.service}, {}, false};
  begin_contract(sold.life, event);
  sold.life.payers = subject().payers;
  const OtherAccount of{subject().id, subject().heading, subject().anchors};
  const std::optional<TaxProfile> home = accounts_.front().profile;
  for (QuotedAccount &one : accounts_) {
    one.account.services.push_back(sold);
    if (&one == &accounts_.front())
      continue;
    one.account.services.back().of = of;
    if (one.profile && home)
      one.profile->locations.push_back({event.service, Date::of(1, 1, 1), home->address});
  }
}

void Quoting::change_billing_day(const QuoteEvent &event) {
  const Date anchor = event.anchor.value_or(event.on);
  subject().anchors.change(event.on, anchor);
  for (QuotedAccount &one : accounts_) {
    for (ServiceAccount &service : one.account.services) {
      if (service.of && service.of->id == subject().id)
        service.of->anchors.change(event.on, anchor);
    }
  }
}

// As subscribers/payer.cc does.
void Quoting::change_payer(const QuoteEvent &event) {
  std::vector<PayerFrom> &payers = subject().payers;
  std::erase_if(payers, [&](const PayerFrom &one) { return one.from >= event.on; });
  payers.push_back({event.on, event.payer});
  for (QuotedAccount &one : accounts_) {
    for (ServiceAccount &service : one.account.services) {
      if (&one == &accounts_.front() ? !service.of : service.of && service.of->id == subject().id)
        service.life.payers = payers;
    }
  }
}

// As a sale or a change of plan does (subscribers/service_operations.cc).
void Quoting::begin_contract(ServiceLife &life, const QuoteEvent &event) const {
  std::erase_if(life.contracts, [&](const subscribers::Contract &contract) { return contract.from >= event.on; });
  const auto price = book_.prices.find(event.plan_version_id);
  if (price == book_.prices.end())
    return;
  if (const auto begun = subscribers::contract_begun(subscribers::contract_on(life.contracts, event.on),
                                                     price->second.contract, event.on))
    life.contracts.push_back(*begun);
}

// As subscribers/move_service.cc does.
void Quoting::move(ServiceLife &life, const QuoteEvent &event) {
  const Date day_before = event.on.plus_days(-1);
  static const TaxProfile nowhere;
  const TaxProfile &profile = accounts_.front().profile ? *accounts_.front().profile : nowhere;
  const TaxProfile::Location *row = profile.location_of(life.id, day_before, day_before);
  const tax::Address before = row != nullptr ? row->address : profile.address;
  const auto first = std::find_if(profile.locations.begin(), profile.locations.end(),
                                  [&](const TaxProfile::Location &location) { return location.service_id == life.id; });
  const bool had_first = first != profile.locations.end() && first->from < event.on && first->tax_place.empty();
  const std::string place = tax_place_after_move(places_, tax_place_on(life, day_before), before,
                                                 had_first ? first->address : profile.address, event.address);
  for (const PlaceFrom &replaced : life.places) {
    for (ItemLife &item : life.items) {
      if (replaced.from >= event.on && replaced.fee_item == item.id)
        item.until = item.from;
    }
  }
  std::erase_if(life.places, [&](const PlaceFrom &moved) { return moved.from >= event.on; });
  for (QuotedAccount &one : accounts_) {
    if (one.profile)
      move_in(*one.profile, life, event, before, place);
  }
  PlaceFrom &moved = life.places.emplace_back(PlaceFrom{event.on, place});
  if (!event.plan_version_id.is_set())
    return;
  moved.fee_item = ServiceItemId(items_++);
  life.items.push_back({*moved.fee_item, event.plan_version_id, event.on, std::nullopt, 1, event.price_minor, 1});
}

void Quoting::move_in(TaxProfile &profile, const ServiceLife &life, const QuoteEvent &event, const tax::Address &before,
                      const std::string &place) {
  auto &locations = profile.locations;
  const bool is_known = profile.location_of(life.id, event.on.plus_days(-1), event.on.plus_days(-1)) != nullptr;
  std::erase_if(locations, [&](const TaxProfile::Location &moved) {
    return moved.service_id == life.id && moved.from >= event.on;
  });
  if (!is_known && life.starts_on < event.on)
    locations.push_back({life.id, life.starts_on, before});
  locations.push_back({life.id, event.on, event.address, place});
}

Result<Done, Inconsistency> Quoting::apply_to(ServiceLife &life, const QuoteEvent &event) {
  if (event.on < life.starts_on)
    return does_not_fit(
        fmt::format("The service starts on {}; choose that day or a later one.", to_string(life.starts_on)));
  const auto open = std::find_if(life.pauses.begin(), life.pauses.end(), [&](const Pause &pause) {
    return pause.from <= event.on && (!pause.until || event.on < *pause.until);
  });
  if (event.kind == QuoteEvent::Kind::end) {
    // An end that is moved keeps the day of its notice.
    const Date noticed_on = life.ends_on ? life.noticed_on.value_or(event.known_on) : event.known_on;
    life.noticed_on = event.noticed_on.value_or(noticed_on);
    life.fee_waived = event.waive_fee.value_or(life.ends_on && life.fee_waived);
    life.ends_on = event.on;
    return Done{};
  }
  if (event.kind == QuoteEvent::Kind::keep) {
    if (!life.ends_on)
      return does_not_fit("The service has no end that could be taken back.");
    life.ends_on = life.noticed_on = std::nullopt;
    life.fee_waived = false;
    return Done{};
  }
  if (life.ends_on && *life.ends_on <= event.on && event.is_announced)
    return Done{};
  if (life.ends_on && *life.ends_on <= event.on)
    return does_not_fit(fmt::format("The service ends on {}.", to_string(*life.ends_on)));
  switch (event.kind) {
  case QuoteEvent::Kind::change_plan: {
    PlanFrom before = life.plans.front();
    for (const PlanFrom &plan : life.plans) {
      if (plan.from <= event.on)
        before = plan;
    }
    std::erase_if(life.plans, [&](const PlanFrom &plan) { return plan.from >= event.on; });
    if (life.prepaid && !event.is_announced && event.on <= event.known_on && paid_until(life) > event.on) {
      cut_purchases(life, book_.prices, event.on); // now: what is left is given up
      life.prepaid->state.stopped_on = event.on;
    }
    life.plans.push_back({event.on, event.plan_version_id.is_set() ? event.plan_version_id : before.plan_version_id,
                          event.quantity.value_or(before.quantity)});
    if (event.plan_version_id.is_set() && !event.is_announced && event.on == life.starts_on)
      life.trial_until = event.trial_until; // as if it had been sold so
    if (life.plans.back().plan_version_id != before.plan_version_id && !event.is_announced)
      begin_contract(life, event);
    else if (!event.is_announced && !event.keeps_planned)
      std::erase_if(life.contracts, [&](const subscribers::Contract &contract) { return contract.from > event.on; });
    return Done{};
  }
  case QuoteEvent::Kind::add_item:
    life.items.push_back({ServiceItemId(items_++), event.plan_version_id, event.on, std::nullopt,
                          event.quantity.value_or(1), event.price_minor, event.instalments});
    return Done{};
  case QuoteEvent::Kind::end_item: {
    const auto found =
        std::find_if(life.items.begin(), life.items.end(), [&](const ItemLife &item) { return item.id == event.item; });
    if (found == life.items.end())
      return does_not_fit("There is no such add-on or charge to end.");
    found->until = event.on;
    return Done{};
  }
  case QuoteEvent::Kind::end_discount: {
    const auto found = std::find_if(life.discounts.begin(), life.discounts.end(),
                                    [&](const DiscountLife &discount) { return discount.id == event.ended; });
    if (found == life.discounts.end())
      return does_not_fit("There is no such discount to end.");
    found->until = event.on;
    return Done{};
  }
  case QuoteEvent::Kind::discount:
    life.discounts.push_back(event.discount);
    if (life.prepaid && event.periods) { // as give_discount does (subscribers/service_operations.cc)
      const Date first = std::max(paid_until(life).value_or(event.on), event.on);
      const PlanFrom *plan = &life.plans.front();
      for (const PlanFrom &candidate : life.plans)
        plan = candidate.from <= event.on ? &candidate : plan;
      life.discounts.back().until =
          BillingCycle(first, book_.prices.at(plan->plan_version_id).interval).boundary(*event.periods);
    }
    std::stable_sort(life.discounts.begin(), life.discounts.end(),
                     [](const DiscountLife &a, const DiscountLife &b) { return a.from < b.from; });
    return Done{};
  case QuoteEvent::Kind::pause:
    if (open != life.pauses.end())
      return does_not_fit(fmt::format("The service is paused on {} already.", to_string(event.on)));
    life.pauses.push_back({event.on, std::nullopt});
    return Done{};
  case QuoteEvent::Kind::resume:
    if (open == life.pauses.end())
      return does_not_fit(fmt::format("The service is not paused on {}.", to_string(event.on)));
    open->until = event.on;
    if (open->from == event.on)
      life.pauses.erase(open);
    return Done{};
  case QuoteEvent::Kind::move: move(life, event); return Done{};
  case QuoteEvent::Kind::start:
  case QuoteEvent::Kind::top_up:
  case QuoteEvent::Kind::billing_day:
  case QuoteEvent::Kind::payer:
  case QuoteEvent::Kind::invoice_discount:
  case QuoteEvent::Kind::end_invoice_discount:
  case QuoteEvent::Kind::end:
  case QuoteEvent::Kind::keep: break;
  }
  return Done{};
}

// The first day on which every service has ended.
std::optional<Date> Quoting::left_on(const Account &account) {
  std::optional<Date> last;
  for (const ServiceAccount &service : account.services) {
    const bool is_others =
        service.of && (service.life.payers.empty() || service.life.payers.back().payer != account.id);
    std::optional<Date> end = service.life.ends_on;
    if (is_others)
      end = service.life.payers.empty() ? Date::of(1, 1, 1) : service.life.payers.back().from;
    if (!end)
      return std::nullopt;
    last = last ? std::max(*last, *end) : end;
  }
  return last;
}

Result<Done, Inconsistency> Quoting::bill_until(Date day) {
  if (has_prepaid()) { // day by day, as nights and runs are: both move the balance
    for (Date next = seen_until_ ? seen_until_->plus_days(1) : day; next <= day; next = next.plus_days(1)) {
      TRY(renewed, renew(next));
      (void)renewed;
      for (QuotedAccount &one : accounts_) {
        TRY(billed, bill(one, next));
        (void)billed;
      }
    }
    seen_until_ = seen_until_ ? std::max(*seen_until_, day) : day;
    return Done{};
  }
  for (QuotedAccount &one : accounts_) {
    // Runs are daily, and catch up with billing days on their own dates; but the bill of an account that has left is
    // dated the day of the first run that sees it.
    if (const auto left = left_on(one.account)) {
      const Date run = seen_until_ ? std::max(*left, seen_until_->plus_days(1)) : *left;
      if (run < day) {
        TRY(billed, bill(one, run));
        (void)billed;
      }
    }
    TRY(billed, bill(one, day));
    (void)billed;
  }
  seen_until_ = day;
  return Done{};
}

Result<Done, Inconsistency> Quoting::bill(QuotedAccount &one, Date day) {
  TRY(due, bills_due(one.account, book_.prices, day));
  for (const Bill &bill : due.bills) {
    TRY(issued, issue(one, bill));
    (void)issued;
  }
  one.account.billed_until = due.billed_until;
  return Done{};
}

Result<Done, Inconsistency> Quoting::issue(QuotedAccount &one, const Bill &bill) {
  const Taxpayer taxpayer = one.profile ? Taxpayer{&*one.profile, &places_} : Taxpayer{};
  TRY(documents, documents_of(bill, user_names(one.account), book_, corrected_, taxpayer, headings_of(one.account)));
  for (PlannedDocument &planned : documents)
    add(one.account, std::move(planned));
  return Done{};
}

ServiceAccount *Quoting::find(ServiceId id) {
  for (ServiceAccount &service : subject().services) {
    if (service.life.id == id)
      return &service;
  }
  return nullptr;
}

bool Quoting::has_prepaid() const {
  const std::vector<ServiceAccount> &services = accounts_.front().account.services;
  return std::any_of(services.begin(), services.end(),
                     [](const ServiceAccount &service) { return service.life.prepaid.has_value(); });
}

// Whether the balance covers it; if so it is bought.
Result<bool, Inconsistency> Quoting::buy(const PrepaidStep &step) {
  ServiceAccount &service = *find(step.service);
  const ServiceLife before = service.life;
  take_step(service.life, book_.prices, step);
  TRY(bill, prepaid_bill(service, subject(), book_.prices, step.on));
  const std::size_t documents = documents_.size();
  const std::int64_t balance = balance_minor_;
  const auto charged = service.charged;
  CorrectedById corrected = corrected_;
  TRY(issued, issue(accounts_.front(), bill));
  (void)issued;
  if (balance_minor_ >= 0 || balance_minor_ >= balance) {
    resume(step.service, step.on);
    return true;
  }
  const std::int64_t price = balance - balance_minor_;
  documents_.erase(documents_.begin() + static_cast<std::ptrdiff_t>(documents), documents_.end());
  balance_minor_ = balance;
  service.charged = charged;
  corrected_ = std::move(corrected);
  service.life = before;
  const bool ran = !before.prepaid->state.stopped_on || before.prepaid->state.stop_reason != PrepaidStop::balance;
  stop_for_balance(service.life, step.on, Money::minor(price, subject().currency),
                   Money::minor(std::max<std::int64_t>(balance, 0), subject().currency));
  if (ran)
    stops_.push_back({step.service, step.on, PrepaidStop::balance, price, std::max<std::int64_t>(balance, 0)});
  return false;
}

// Money of the day itself: nobody was off.
void Quoting::resume(ServiceId service, Date on) {
  for (QuotedStop &stop : stops_) {
    if (stop.service == service && !stop.until)
      stop.until = on;
  }
  std::erase_if(stops_, [](const QuotedStop &stop) { return stop.until == stop.on; });
}

// As renew_prepaid.cc does.
Result<Done, Inconsistency> Quoting::renew(Date day) {
  PrepaidTries tries;
  for (;;) {
    for (ServiceAccount &service : subject().services) {
      if (!service.life.prepaid)
        continue;
      TRY(bill, prepaid_bill(service, subject(), book_.prices, day)); // what was cut
      TRY(issued, issue(accounts_.front(), bill));
      (void)issued;
    }
    TRY(step, next_prepaid_step(subject(), book_.prices, day, tries));
    if (!step)
      return Done{};
    ServiceLife &life = find(step->service)->life;
    if (step->kind != PrepaidStep::Kind::buy) {
      if (step->kind == PrepaidStep::Kind::stop && step->reason == PrepaidStop::renewal_off)
        stops_.push_back({step->service, step->on, step->reason});
      take_step(life, book_.prices, *step);
      continue;
    }
    TRY(bought, buy(*step));
    if (!bought && step->on >= day)
      tries.failed.push_back(step->service);
  }
}

void Quoting::add(const Account &account, PlannedDocument planned) {
  InvoiceId id;
  const std::int64_t gross = planned.document.gross().minor_units();
  if (account.id == subject().id)
    balance_minor_ += planned.document.kind == DocumentKind::invoice ? -gross : gross;
  if (planned.document.kind == DocumentKind::invoice) {
    id = InvoiceId(invoices_++);
    Corrected invoice =
        corrected_by(id, fmt::format("the invoice of {}", to_string(planned.document.issued_on)), planned.document);
    corrected_.emplace(id, std::move(invoice));
  }
  take_as_billed(account, planned, id);
  documents_.push_back({account.id, std::move(planned.document), id});
}

void Quoting::take_as_billed(const Account &account, const PlannedDocument &planned, InvoiceId invoice) {
  const auto take = [&](ServiceId id, Charged row) {
    each(id, [&](Account &one, ServiceAccount &service) {
      if (&one == &account)
        row.payer = account.billed_as(service);
    });
    each(id, [&](Account &, ServiceAccount &service) { service.charged.push_back(row); });
  };
  std::int64_t line = 0;
  for (const NewCharge &charge : planned.charges)
    take(charge.service_id, {ChargeId(charges_++), charge.plan_version_id, charge.full, charge.period,
                             charge.net.minor_units(), std::nullopt, invoice, ++line, charge.item, charge.quantity,
                             charge.price_micro, charge.tax_place, std::nullopt, charge.discounts});
  for (const NewCredit &credit : planned.credits)
    take(credit.service_id,
         {ChargeId(charges_++), credit.plan_version_id, credit.full, credit.period, -credit.net.minor_units(),
          credit.reverses, credit.corrects, credit.corrects_line, credit.item, credit.quantity, credit.price_micro,
          credit.tax_place, std::nullopt, given_back(credit.discounts)});
}

// By day, those of one day by whom they are billed to: accounts in a quote are billed one after the other.
bool is_before(const QuotedDocument &a, const QuotedDocument &b) { return a.document.issued_on < b.document.issued_on; }

} // namespace

Result<Quoted, Inconsistency> quote(std::vector<QuotedAccount> accounts, std::vector<QuoteEvent> events,
                                    const PriceBook &book, CorrectedById corrected, Date until,
                                    std::int64_t balance_minor) {
  std::stable_sort(events.begin(), events.end(), [](const QuoteEvent &a, const QuoteEvent &b) {
    return a.known_on < b.known_on; // in the order they were told, of one day
  });
  Quoting quoting(std::move(accounts), book, std::move(corrected), balance_minor);
  for (const QuoteEvent &event : events) {
    if (event.known_on > until)
      break;
    TRY(billed, quoting.bill_until(event.known_on));
    (void)billed;
    TRY(applied, quoting.apply(event));
    TRY(renewed, quoting.renew(event.known_on));
    (void)applied, (void)renewed;
  }
  TRY(billed, quoting.bill_until(until));
  (void)billed;
  Quoted quoted = quoting.take();
  std::stable_sort(quoted.documents.begin(), quoted.documents.end(), is_before);
  return quoted;
}

Result<Quoted, Inconsistency> quote(Account account, std::vector<QuoteEvent> events, const PriceBook &book,
                                    CorrectedById corrected, Date until, const TaxProfile *profile,
                                    std::int64_t balance_minor) {
  std::vector<QuotedAccount> accounts;
  accounts.push_back({std::move(account), profile != nullptr ? std::optional(*profile) : std::nullopt});
  return quote(std::move(accounts), std::move(events), book, std::move(corrected), until, balance_minor);
}

} // namespace demarc::billing
