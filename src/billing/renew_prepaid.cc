#include "billing/renew_prepaid.h"

#include "base/ensure.h"
#include "base/log.h"
#include "billing/settlement_store.h"
#include "billing/tax_profile_store.h"
#include "catalog/provider.h"
#include "subscribers/prepaid_store.h"
#include "subscribers/service.h"

#include <algorithm>
#include <iterator>

namespace demarc::billing {

namespace {

std::optional<BillableCustomer> load(db::Tx &tx, CustomerId customer) {
  auto found = load_customers(tx, {customer});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

ServiceAccount &service_in(Account &account, ServiceId id) {
  const auto found = std::find_if(account.services.begin(), account.services.end(),
                                  [&](const ServiceAccount &service) { return service.life.id == id; });
  ENSURE(found != account.services.end(), "a step is for a service of the account");
  return *found;
}

// The documents of a bill for one customer.
Result<std::vector<PlannedDocument>, Inconsistency> documents_for(db::Tx &tx, const Account &account, Bill bill,
                                                                  const PriceBook &book) {
  if (bill.charges.empty() && bill.credits.empty())
    return std::vector<PlannedDocument>{};
  CorrectedById corrected = load_corrected_by(tx, {Bills{{bill}, std::nullopt, bill.on, true}});
  const auto profiles = book.asks_who_buys ? load_tax_profiles(tx, {account.id}) : TaxProfiles{};
  tax::Places places(book.taxes.table);
  const auto profile = profiles.find(account.id);
  const Taxpayer taxpayer = profile == profiles.end() ? Taxpayer{} : Taxpayer{&profile->second, &places};
  return documents_of(bill, user_names(account), book, corrected, taxpayer);
}

Money gross_of(const std::vector<PlannedDocument> &documents, Currency currency) {
  Money gross = Money::zero(currency);
  for (const PlannedDocument &planned : documents) {
    if (planned.document.kind == DocumentKind::invoice)
      gross += planned.document.gross();
    else
      gross -= planned.document.gross();
  }
  return gross;
}

class Renewal {
public:
  Renewal(db::Tx &tx, db::Database &ids, BillableCustomer customer, Date today, Instant now)
      : tx_(tx), ids_(ids), customer_(std::move(customer)), today_(today), now_(now),
        book_(load_price_book(tx, today)) {}

  PrepaidWork run(std::optional<ServiceId> wanted);
  void cut_now(ServiceId service);

private:
  void take(PrepaidStep step);
  void buy(PrepaidStep &step);
  void issue(std::vector<PlannedDocument> documents);
  void give_up(ServiceId service, Date on, const std::string &reason);
  void save(const ServiceLife &life, const std::vector<Purchase> &before);

  db::Tx &tx_;
  db::Database &ids_;
  BillableCustomer customer_;
  Date today_;
  Instant now_;
  PriceBook book_;
  PrepaidTries tries_;
  PrepaidWork work_;
};

void Renewal::issue(std::vector<PlannedDocument> documents) {
  if (documents.empty())
    return;
  const catalog::Provider provider = catalog::find_provider(tx_);
  PlannedCustomer planned{customer_, std::move(documents), std::nullopt, std::nullopt};
  auto issued = issue_documents(tx_, ids_, std::span(&planned, 1), {std::nullopt, provider.payment_days, now_});
  std::move(issued.begin(), issued.end(), std::back_inserter(work_.documents));
}

// Rows that were cut, and the state.
void Renewal::save(const ServiceLife &life, const std::vector<Purchase> &before) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Purchase &after = life.prepaid->purchases[i];
    if (after.used_until != before[i].used_until || after.owed_until != before[i].owed_until)
      subscribers::cut_purchase(tx_, after.id, after.used_until, after.owed_until);
  }
  subscribers::put_prepaid(tx_, life.prepaid->state);
  work_.changed_anything = true;
}

// An account that cannot be billed is not served on credit.
void Renewal::give_up(ServiceId service, Date on, const std::string &reason) {
  log::error("billing", "prepaid service {}: {}", service.value(), reason);
  ServiceLife &life = service_in(customer_.account, service).life;
  life.prepaid->state.stopped_on = life.prepaid->state.stopped_on.value_or(on);
  life.prepaid->state.stop_reason = PrepaidStop::unbillable;
  save(life, life.prepaid->purchases);
  tries_.failed.push_back(service);
}

void Renewal::buy(PrepaidStep &step) {
  Account after = customer_.account;
  for (Purchase &row : step.rows) {
    row.id = ids_.next_id("service_purchase");
    row.created_at = now_;
  }
  ServiceAccount &bought = service_in(after, step.service);
  take_step(bought.life, book_.prices, step);
  auto bill = prepaid_bill(bought, after, book_.prices, std::min(step.on, today_));
  if (!bill)
    return give_up(step.service, step.on, bill.error().reason);
  auto documents = documents_for(tx_, after, std::move(*bill), book_);
  if (!documents)
    return give_up(step.service, step.on, documents.error().reason);
  const Currency currency = after.currency;
  const Money price = gross_of(*documents, currency), balance = prepaid_balance(tx_, after.id, currency);
  ServiceLife &life = service_in(customer_.account, step.service).life;
  if (price > balance) {
    const subscribers::Prepaid before = life.prepaid->state;
    if (step.on <= today_) // what is bought ahead stops nothing
      stop_for_balance(life, step.on, price, balance);
    if (life.prepaid->state != before)
      save(life, life.prepaid->purchases);
    if (life.prepaid->state.stopped_on == before.stopped_on || step.on >= today_)
      tries_.failed.push_back(step.service);
    if (std::find(work_.not_covered.begin(), work_.not_covered.end(), step.service) == work_.not_covered.end())
      work_.not_covered.push_back(step.service);
    return;
  }
  subscribers::insert_purchases(tx_, step.rows);
  save(bought.life, life.prepaid->purchases);
  issue(std::move(*documents));
  for (const IssuedDocument &document : work_.documents)
    ENSURE(document.kind != DocumentKind::invoice || document.open_minor == 0, "what is bought is paid");
  work_.bought.push_back(step.service);
  if (tries_.wanted == step.service)
    tries_.wanted.reset();
}

void Renewal::take(PrepaidStep step) {
  if (step.kind == PrepaidStep::Kind::buy)
    return buy(step);
  ServiceAccount &service = service_in(customer_.account, step.service);
  const std::vector<Purchase> before = service.life.prepaid->purchases;
  take_step(service.life, book_.prices, step);
  save(service.life, before);
  if (step.kind != PrepaidStep::Kind::cut)
    return;
  auto bill = prepaid_bill(service, customer_.account, book_.prices, today_);
  if (!bill)
    return give_up(step.service, step.on, bill.error().reason);
  auto documents = documents_for(tx_, customer_.account, std::move(*bill), book_);
  if (!documents)
    return give_up(step.service, step.on, documents.error().reason);
  issue(std::move(*documents));
}

void Renewal::cut_now(ServiceId service) {
  take({PrepaidStep::Kind::cut, service, today_});
  customer_ = load(tx_, customer_.account.id).value();
}

PrepaidWork Renewal::run(std::optional<ServiceId> wanted) {
  tries_.wanted = wanted;
  for (;;) { // ends: each step buys a day not bought before, cuts, or stops for good
    auto step = next_prepaid_step(customer_.account, book_.prices, today_, tries_);
    if (!step) {
      log::error("billing", "customer {}: {}", customer_.account.id.value(), step.error().reason);
      work_.changed_anything = true; // what is not bought is off, whatever the reason
      return std::move(work_);
    }
    if (!*step)
      return std::move(work_);
    const bool must_reload = (*step)->kind != PrepaidStep::Kind::stop;
    take(std::move(**step));
    if (must_reload) // the charges' ids, and what was written
      customer_ = load(tx_, customer_.account.id).value();
  }
}

} // namespace

void PrepaidWork::add(PrepaidWork &&more) {
  std::move(more.documents.begin(), more.documents.end(), std::back_inserter(documents));
  bought.insert(bought.end(), more.bought.begin(), more.bought.end());
  not_covered = std::move(more.not_covered);
  changed_anything = changed_anything || more.changed_anything;
}

Money prepaid_balance(db::Tx &tx, CustomerId customer, Currency currency) {
  Money balance = Money::zero(currency);
  for (const Credit &credit : credits_of(tx, {customer})) {
    if (credit.currency == currency)
      balance += Money::minor(credit.remaining_minor, currency);
  }
  return balance;
}

PrepaidWork renew_prepaid(db::Tx &tx, db::Database &ids, CustomerId customer, Date today, Instant now,
                          std::optional<ServiceId> wanted) {
  if (!subscribers::has_prepaid(tx, customer))
    return {};
  auto loaded = load(tx, customer);
  ENSURE(loaded.has_value(), "the customer is locked, so it exists");
  return Renewal(tx, ids, std::move(*loaded), today, now).run(wanted);
}

PrepaidWork rebuy_prepaid(db::Tx &tx, db::Database &ids, CustomerId customer, ServiceId service, Date today,
                          Instant now) {
  auto loaded = load(tx, customer);
  ENSURE(loaded.has_value(), "the customer is locked, so it exists");
  Renewal renewal(tx, ids, std::move(*loaded), today, now);
  renewal.cut_now(service);
  return renewal.run(service);
}

std::optional<NextPurchase> next_purchase(db::Tx &tx, ServiceId id, Date today) {
  const auto service = subscribers::find_service(tx, id);
  if (!service)
    return std::nullopt;
  auto customer = load(tx, service->customer_id);
  if (!customer)
    return std::nullopt;
  Account &account = customer->account;
  ServiceAccount &found = service_in(account, id);
  if (!found.life.prepaid)
    return std::nullopt;
  const Date begins = std::max(found.life.starts_on, found.life.trial_until.value_or(found.life.starts_on));
  const auto paid = paid_until(found.life);
  const Date on = std::max(paid && !found.life.prepaid->state.stopped_on ? *paid : begins, today);
  if (found.life.ends_on && *found.life.ends_on <= on)
    return std::nullopt;
  const PriceBook book = load_price_book(tx, today);
  auto rows = purchase_from(found.life, book.prices, account.currency, on);
  if (!rows)
    return std::nullopt;
  PrepaidStep step{PrepaidStep::Kind::buy, id, on, PrepaidStop::none, std::move(*rows)};
  const Period period{on, step.rows.front().full_until};
  take_step(found.life, book.prices, step);
  auto bill = prepaid_bill(found, account, book.prices, on);
  if (!bill)
    return std::nullopt;
  const auto documents = documents_for(tx, account, std::move(*bill), book);
  if (!documents)
    return std::nullopt;
  return NextPurchase{period.start, period.end, gross_of(*documents, account.currency),
                      prepaid_balance(tx, account.id, account.currency)};
}

} // namespace demarc::billing
