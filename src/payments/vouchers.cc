#include "payments/referral_reward.h"
#include "payments/voucher.h"

#include "base/random.h"
#include "billing/allocate_payment.h"
#include "billing/settlement_store.h"
#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "dunning/credit_control.h"
#include "ledger/journal.h"
#include "network/services.h"
#include "payments/payment_store.h"
#include "payments/voucher_code.h"
#include "payments/voucher_store.h"
#include "subscribers/customer.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::payments {

namespace {

constexpr std::int64_t most_of_a_batch = 5000;
constexpr std::int64_t highest_value_minor = 1'000'000'000;
constexpr std::int64_t tries_allowed = 5, tries_within_s = 15 * 60;
constexpr std::string_view codes_purpose = "voucher.codes";

Outcome<VoucherBatch> locked_batch(db::Tx &tx, VoucherBatchId id) {
  lock_batch(tx, id);
  auto batch = find_batch(tx, id);
  if (!batch)
    return refuse(Refusal::Kind::not_found, "voucher_batch_unknown",
                  fmt::format("There is no batch of vouchers {}.", id.value()));
  return std::move(*batch);
}

// The debt of `vouchers` unused ones is gone: income, as nobody can ask for it any more.
void post_release(db::Tx &tx, db::Database &ids, const VoucherBatch &batch, std::int64_t vouchers, Date on, Instant now,
                  std::string_view why) {
  if (batch.state == BatchState::made || vouchers == 0)
    return; // never sold: nothing is owed
  const Money value = Money::minor(batch.value_minor * vouchers, batch.currency);
  ledger::post(tx, ids,
               {.date = on,
                .kind = "voucher_released",
                .ref_kind = "voucher_batch",
                .ref_id = batch.id.value(),
                .memo = fmt::format("{} of {} vouchers {}: {}", vouchers, batch.count, why, batch.name),
                .postings = {{std::string(ledger::account::vouchers), value},
                             {std::string(ledger::account::voucher_breakage), -value}},
                .legal_entity_id = batch.legal_entity_id},
               now);
}

tl::unexpected<Refusal> unknown_code() {
  return refuse(Refusal::Kind::not_found, "voucher_unknown",
                "No voucher has this code. Look at it again: it has 16 letters and digits, never I, L, O, 0 or 1.",
                "code");
}

Redeemed redeemed_of(db::Tx &tx, const VoucherRow &voucher, const VoucherBatch &batch) {
  Redeemed answer{voucher.id, *voucher.customer_id, batch.value_minor, batch.currency, *voucher.redeemed_on};
  for (const billing::Allocation &a : billing::allocations_of(tx, billing::voucher_source, voucher.id.value()))
    answer.allocations.push_back({a.invoice_id, a.invoice_number, a.amount_minor});
  if (const auto credit = billing::credit_from(tx, billing::voucher_source, voucher.id.value()))
    answer.credited_minor = credit->amount_minor;
  return answer;
}

// Inside one transaction. What is refused for the code counts as a try.
Outcome<Redeemed> redeem(db::Tx &tx, db::Database &ids, const Redemption &in, Instant now, const std::string &actor,
                         bool &was_code) {
  const Date today = catalog::business_date(tx, now);
  TRY(customer, subscribers::lock_customer(tx, in.customer_id));
  if (failed_tries_since(tx, customer.id, now.plus_seconds(-tries_within_s)) >= tries_allowed)
    return refuse(Refusal::Kind::too_many, "voucher_tries",
                  "Five codes were wrong in a quarter of an hour. Try again later; if the voucher is damaged, void it "
                  "and give another one.");
  was_code = true;
  const auto code = normal_voucher_code(in.code);
  const auto voucher = code ? voucher_by_hash(tx, crypto::sha256_hex(*code)) : std::nullopt;
  if (!voucher)
    return unknown_code();
  const auto batch = find_batch(tx, voucher->batch_id);
  if (voucher->state == VoucherState::redeemed && voucher->customer_id == customer.id) {
    was_code = false;
    Redeemed answer = redeemed_of(tx, *voucher, *batch);
    answer.was_redeemed_before = true;
    return answer;
  }
  if (voucher->state == VoucherState::redeemed)
    return refuse(Refusal::Kind::conflict, "voucher_used", "This voucher has been redeemed already.", "code");
  if (voucher->state == VoucherState::voided)
    return refuse(Refusal::Kind::conflict, "voucher_void", "This voucher was voided; it has no value.", "code");
  if (batch->state != BatchState::sold)
    return refuse(Refusal::Kind::conflict, "voucher_not_sold",
                  "This voucher's batch is not sold yet, so nobody has paid for it: sell the batch first.", "code");
  if (voucher->state == VoucherState::expired || batch->expires_on < today)
    return refuse(Refusal::Kind::conflict, "voucher_expired",
                  fmt::format("This voucher could be redeemed until {}.", to_string(batch->expires_on)), "code");
  if (batch->currency != customer.currency)
    return refuse(
        Refusal::Kind::conflict, "currency_mismatch",
        fmt::format("The voucher is in {}, the customer pays in {}.", batch->currency.code(), customer.currency.code()),
        "code");
  if (batch->legal_entity_id != customer.legal_entity_id)
    return refuse(
        Refusal::Kind::conflict, "legal_entity_differs",
        fmt::format("The voucher was sold by {}, and {} buys from {}: it is taken from customers of {} alone.",
                    catalog::legal_entity_name(tx, batch->legal_entity_id), customer.name,
                    catalog::legal_entity_name(tx, customer.legal_entity_id),
                    catalog::legal_entity_name(tx, batch->legal_entity_id)),
        "code");
  was_code = false;
  // As with a payment: what nobody has looked at yet is bought with what there was before.
  network::renew_prepaid_services(tx, ids, customer.id, now, today, {.words = "the calendar"});
  if (!use_voucher(tx, voucher->id, customer.id, today, now, actor))
    return refuse(Refusal::Kind::conflict, "voucher_used", "This voucher has been redeemed already.", "code");
  const Money amount = Money::minor(batch->value_minor, batch->currency);
  const auto allocated = billing::allocate_payment(
      tx, ids, customer.id, {std::string(billing::voucher_source), voucher->id.value()}, amount, today, now);
  ledger::Entry entry{.date = today,
                      .kind = "voucher_redeemed",
                      .ref_kind = "voucher",
                      .ref_id = voucher->id.value(),
                      .customer_id = customer.id,
                      .memo = fmt::format("Voucher …{} redeemed", voucher->last4),
                      .postings = billing::credit_side(allocated)};
  entry.postings.insert(entry.postings.begin(), {std::string(ledger::account::vouchers), amount});
  ledger::post(tx, ids, entry, now);
  subscribers::tell(tx, ids,
                    {.customer_id = customer.id,
                     .at = now,
                     .kind = "voucher.redeemed",
                     .title = fmt::format("Voucher of {} redeemed", to_string(amount)),
                     .detail = fmt::format("code …{} of \"{}\"", voucher->last4, batch->name),
                     .actor = actor,
                     .ref_kind = "voucher",
                     .ref_id = voucher->id.value(),
                     .ref_text = voucher->last4});
  const network::Cause cause{.words = fmt::format("a voucher of {}", to_string(amount)),
                             .ref_kind = "voucher",
                             .ref_id = voucher->id.value(),
                             .ref_text = voucher->last4};
  Redeemed answer{voucher->id, customer.id, batch->value_minor, batch->currency, today};
  for (const billing::Allocation &a : allocated.allocations)
    answer.allocations.push_back({a.invoice_id, a.invoice_number, a.amount_minor});
  answer.credited_minor = allocated.credited.minor_units();
  auto changes = dunning::refresh_standing(tx, ids, customer.id, now, today, cause);
  const auto renewed = network::renew_prepaid_services(tx, ids, customer.id, now, today, cause);
  changes.insert(changes.end(), renewed.begin(), renewed.end());
  for (const network::AccessChange &change : changes) {
    if (change.restored())
      answer.restored_services.push_back(change.service_id);
  }
  look_for_reward(tx, customer.id, now);
  tx.notify("dashboard", "");
  return answer;
}

struct RolledBack {};

} // namespace

Outcome<VoucherBatch> make_vouchers(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer,
                                    const NewVoucherBatch &in, Instant now, const std::string &actor) {
  const catalog::Provider provider = catalog::find_provider(tx);
  const Date today = catalog::zone_of(provider).date(now);
  if (in.name.empty())
    return refuse("name_missing", "Give the batch a name that you will find it by.", "name");
  if (in.count < 1 || in.count > most_of_a_batch)
    return refuse("count_out_of_range", "A batch has 1 to 5000 vouchers; make another one for more.", "count");
  if (in.value_minor < 1 || in.value_minor > highest_value_minor)
    return refuse("value_out_of_range", "A voucher is worth more than zero, in minor units (20.00 EUR is 2000).",
                  "value_minor");
  if (in.expires_on <= today)
    return refuse("expired_already", "The last day of a voucher is to come.", "expires_on");
  VoucherBatch batch;
  batch.id = ids.next<VoucherBatchId>("voucher_batch");
  batch.name = in.name;
  batch.count = in.count;
  batch.value_minor = in.value_minor;
  batch.currency = provider.currency;
  batch.legal_entity_id = in.legal_entity_id.value_or(first_legal_entity);
  TRY(sells, catalog::check_may_sell(tx, batch.legal_entity_id));
  (void)sells;
  batch.expires_on = in.expires_on;
  batch.created_by = actor;
  batch.created_at = now;
  std::vector<VoucherRow> rows;
  std::string codes;
  for (std::int64_t i = 0; i < in.count; ++i) {
    const std::string code = voucher_code(random_bytes(64));
    const std::string normal = normal_voucher_code(code).value();
    rows.push_back({ids.next<VoucherId>("voucher"), batch.id, crypto::sha256_hex(normal), normal.substr(12),
                    VoucherState::unused, std::nullopt, std::nullopt, now, actor});
    codes += normal;
  }
  insert_batch(tx, batch, sealer.seal(Secret(codes), codes_purpose));
  insert_vouchers(tx, rows);
  return *find_batch(tx, batch.id);
}

Outcome<VoucherBatch> sell_vouchers(db::Tx &tx, db::Database &ids, VoucherBatchId id, const VoucherSale &in,
                                    Instant now, const std::string &actor) {
  TRY(batch, locked_batch(tx, id));
  if (batch.state != BatchState::made)
    return refuse(Refusal::Kind::conflict, "batch_not_for_sale",
                  batch.state == BatchState::sold ? "The batch is sold already." : "The batch was voided.");
  const Date today = catalog::business_date(tx, now);
  if (batch.expires_on < today)
    return refuse(Refusal::Kind::conflict, "voucher_expired", "The batch has expired; make a new one.");
  const Money face = Money::minor(batch.unused * batch.value_minor, batch.currency);
  const Money received = Money::minor(in.received_minor, batch.currency);
  if (received.is_negative() || received > face)
    return refuse("received_out_of_range",
                  fmt::format("What came in is zero to the face value of the batch, {}.", to_string(face)),
                  "received_minor");
  if (face.is_zero())
    return refuse(Refusal::Kind::conflict, "batch_empty", "Every voucher of the batch was voided.");
  batch.state = BatchState::sold;
  batch.method = in.method;
  batch.sold_on = today;
  batch.sold_minor = in.received_minor;
  save_batch(tx, batch);
  ledger::Entry entry{.date = today,
                      .kind = "voucher_sale",
                      .ref_kind = "voucher_batch",
                      .ref_id = id.value(),
                      .memo = fmt::format("{} vouchers sold: {}, by {}", batch.unused, batch.name, actor),
                      .postings = {{std::string(ledger::account::vouchers), -face}},
                      .legal_entity_id = batch.legal_entity_id};
  if (received.is_positive())
    entry.postings.push_back({std::string(money_account(in.method)), received});
  if (received < face)
    entry.postings.push_back({std::string(ledger::account::discounts), face - received});
  ledger::post(tx, ids, entry, now);
  return *find_batch(tx, id);
}

Outcome<VoucherCodes> export_vouchers(db::Tx &tx, const crypto::Sealer &sealer, VoucherBatchId id, Instant now) {
  TRY(batch, locked_batch(tx, id));
  const std::string sealed = sealed_codes(tx, id);
  if (sealed.empty())
    return refuse(
        Refusal::Kind::conflict, "exported_already",
        "The codes were exported once and are not kept. If the file is lost, void the batch and make another.");
  const auto codes = sealer.open(sealed, codes_purpose);
  if (!codes)
    return refuse(Refusal::Kind::conflict, "key_changed",
                  "The codes were sealed with another key than this installation has; void the batch.");
  VoucherCodes answer;
  const std::string_view all = codes->reveal();
  std::size_t at = 0;
  for (const Voucher &voucher : vouchers_of_batch(tx, id)) {
    const std::string_view code = all.substr(at, voucher_code_length);
    at += voucher_code_length;
    if (voucher.state == VoucherState::unused)
      answer.items.push_back({voucher.id, grouped_voucher_code(code)});
  }
  forget_codes(tx, id);
  batch.exported_at = now;
  save_batch(tx, batch);
  return answer;
}

Outcome<VoucherBatch> void_batch(db::Tx &tx, db::Database &ids, VoucherBatchId id, Instant now,
                                 const std::string &actor) {
  TRY(batch, locked_batch(tx, id));
  if (batch.state == BatchState::voided)
    return batch;
  const std::int64_t voided = void_unused(tx, id, now, actor);
  post_release(tx, ids, batch, voided, catalog::business_date(tx, now), now, "voided");
  batch.state = BatchState::voided;
  save_batch(tx, batch);
  forget_codes(tx, id);
  return *find_batch(tx, id);
}

Outcome<Voucher> void_voucher(db::Tx &tx, db::Database &ids, VoucherId id, Instant now, const std::string &actor) {
  const auto voucher = find_voucher(tx, id);
  if (!voucher)
    return refuse(Refusal::Kind::not_found, "voucher_unknown", fmt::format("There is no voucher {}.", id.value()));
  TRY(batch, locked_batch(tx, voucher->batch_id));
  if (void_one(tx, id, now, actor))
    post_release(tx, ids, batch, 1, catalog::business_date(tx, now), now, "voided");
  const Voucher after = *find_voucher(tx, id);
  if (after.state != VoucherState::voided)
    return refuse(Refusal::Kind::conflict, "voucher_gone",
                  after.state == VoucherState::redeemed ? "The voucher has been redeemed; its money is the customer's."
                                                        : "The voucher has expired.");
  return after;
}

int expire_vouchers(db::Database &database, Date today, Instant now) {
  int expired = 0;
  const auto batches = database.read([&](db::Tx &tx) { return expired_batches(tx, today); });
  for (const VoucherBatchId id : batches) {
    expired += database.write([&](db::Tx &tx) {
      const auto batch = locked_batch(tx, id);
      const std::int64_t count = expire_unused(tx, id, now);
      post_release(tx, database, *batch, count, today, now, "expired");
      return static_cast<int>(count);
    });
  }
  return expired;
}

Outcome<Redeemed> redeem_voucher(db::Database &database, const Redemption &in, Instant now, const std::string &actor) {
  bool was_code = false;
  std::optional<Outcome<Redeemed>> answer;
  try {
    database.write([&](db::Tx &tx) {
      was_code = false;
      answer = redeem(tx, database, in, now, actor, was_code);
      if (!*answer)
        throw RolledBack{};
    });
  } catch (const RolledBack &) {
    if (was_code)
      database.write([&](db::Tx &tx) { note_failed_try(tx, in.customer_id, now); });
  }
  return std::move(*answer);
}

std::vector<std::string> verify_vouchers(db::Tx &tx) {
  std::vector<std::string> problems;
  for (const auto &[currency, value] : unused_value(tx)) {
    const Money owed = -ledger::balance_of(tx, ledger::account::vouchers, currency);
    if (owed.minor_units() != value)
      problems.push_back(fmt::format("vouchers sold and unused are worth {}, account 2360 says {}",
                                     to_string(Money::minor(value, currency)), to_string(owed)));
  }
  for (const std::string &bad : redemptions_without_money(tx))
    problems.push_back(bad);
  return problems;
}

} // namespace demarc::payments
