// Rows of vouchers.
#pragma once

#include "payments/voucher.h"

namespace demarc::payments {

struct VoucherRow {
  VoucherId id;
  VoucherBatchId batch_id;
  std::string code_hash;
  std::string last4;
  VoucherState state = VoucherState::unused;
  std::optional<CustomerId> customer_id;
  std::optional<Date> redeemed_on;
  Instant changed_at;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(VoucherRow, (),
                      (id, batch_id, code_hash, last4, state, customer_id, redeemed_on, changed_at, changed_by))

void insert_batch(db::Tx &tx, const VoucherBatch &batch, const std::string &codes_sealed);
void insert_vouchers(db::Tx &tx, const std::vector<VoucherRow> &vouchers);
std::optional<VoucherBatch> find_batch(db::Tx &tx, VoucherBatchId id);
std::vector<VoucherBatch> list_batches(db::Tx &tx); // newest first
void lock_batch(db::Tx &tx, VoucherBatchId id);
void save_batch(db::Tx &tx, const VoucherBatch &batch);  // its state, sale and export
std::string sealed_codes(db::Tx &tx, VoucherBatchId id); // empty: they are gone
void forget_codes(db::Tx &tx, VoucherBatchId id);
std::vector<Voucher> vouchers_of_batch(db::Tx &tx, VoucherBatchId id);
std::vector<Voucher> vouchers_of_customer(db::Tx &tx, CustomerId id); // newest first
std::optional<Voucher> find_voucher(db::Tx &tx, VoucherId id);
std::optional<VoucherRow> voucher_by_hash(db::Tx &tx, const std::string &hash);
// False: it is not unused any more.
bool use_voucher(db::Tx &tx, VoucherId id, CustomerId customer, Date on, Instant now, const std::string &actor);
// Unused ones only; answers how many.
std::int64_t void_unused(db::Tx &tx, VoucherBatchId batch, Instant now, const std::string &actor);
bool void_one(db::Tx &tx, VoucherId id, Instant now, const std::string &actor);
std::int64_t expire_unused(db::Tx &tx, VoucherBatchId batch, Instant now);
std::vector<VoucherBatchId> expired_batches(db::Tx &tx, Date today); // with unused vouchers
void note_failed_try(db::Tx &tx, CustomerId customer, Instant now);  // and forgets those of a day ago
std::int64_t failed_tries_since(db::Tx &tx, CustomerId customer, Instant since);
// Of vouchers that are sold and unused, by currency.
std::vector<std::pair<Currency, std::int64_t>> unused_value(db::Tx &tx);
// Redeemed vouchers whose settlements and credit left are not their value, in words.
std::vector<std::string> redemptions_without_money(db::Tx &tx);

} // namespace demarc::payments
