// Vouchers: money paid before it is known for whom. They are made in batches of one value; a batch is sold as a whole,
// and from then on the provider owes its value (2360); who redeems a code has its value as credit (2300), which settles
// what they owe first, as a payment does (docs/decisions/0019). An unused code that is voided or expires is income. A
// batch is one legal entity's: its codes are taken from its customers alone, so no company pays another one's debt.
//
//   batch:  made ──sell──► sold ──void──► void          voucher:  unused ──redeem──► redeemed
//              └───────────void────────────┘                         ├──void──► void
//                                                                    └──the day after expires_on──► expired
//
// A code is shown once, when its batch is exported: until then all codes of the batch are kept sealed, afterwards only
// their hashes and last four letters are left.
#pragma once

#include "base/secret.h"
#include "catalog/ids.h"
#include "payments/take_payment.h"
#include "platform/crypto/crypto.h"

namespace demarc::payments {

using VoucherBatchId = StrongId<struct VoucherBatchTag>;
using VoucherId = StrongId<struct VoucherTag>;

enum class BatchState { made, sold, voided };
BOOST_DESCRIBE_ENUM(BatchState, made, sold, voided)
enum class VoucherState { unused, redeemed, voided, expired };
BOOST_DESCRIBE_ENUM(VoucherState, unused, redeemed, voided, expired)

struct VoucherBatch {
  VoucherBatchId id;
  std::string name;
  std::int64_t count = 0;
  std::int64_t value_minor = 0; // of each
  Currency currency = Currency::of("XXX");
  Date expires_on; // the last day on which a code is taken
  BatchState state = BatchState::made;
  std::optional<Method> method; // how the sale was paid
  std::optional<Date> sold_on;
  std::int64_t sold_minor = 0; // what came in for all of them
  std::optional<Instant> exported_at;
  std::string created_by;
  Instant created_at;
  // Of its vouchers.
  std::int64_t unused = 0, redeemed = 0, voided = 0, expired = 0;
  LegalEntityId legal_entity_id = first_legal_entity; // who owes what it is worth, to customers of its own
};
BOOST_DESCRIBE_STRUCT(VoucherBatch, (),
                      (id, name, count, value_minor, currency, expires_on, state, method, sold_on, sold_minor,
                       exported_at, created_by, created_at, unused, redeemed, voided, expired, legal_entity_id))

struct Voucher {
  VoucherId id;
  VoucherBatchId batch_id;
  std::string last4;
  VoucherState state = VoucherState::unused;
  std::optional<CustomerId> customer_id; // who redeemed it
  std::optional<std::string> customer_name;
  std::optional<Date> redeemed_on;
  Instant changed_at;
  std::string changed_by;
};
BOOST_DESCRIBE_STRUCT(Voucher, (),
                      (id, batch_id, last4, state, customer_id, customer_name, redeemed_on, changed_at, changed_by))

struct NewVoucherBatch {
  std::string name;
  std::int64_t count = 0;                            // 1 to 5000
  std::int64_t value_minor = 0;                      // > 0
  Date expires_on;                                   // after today
  std::optional<LegalEntityId> legal_entity_id = {}; // who sells them; the first one when absent
};
BOOST_DESCRIBE_STRUCT(NewVoucherBatch, (), (name, count, value_minor, expires_on, legal_entity_id))
Outcome<VoucherBatch> make_vouchers(db::Tx &tx, db::Database &ids, const crypto::Sealer &sealer,
                                    const NewVoucherBatch &in, Instant now, const std::string &actor);

// What came in for the whole batch: its face value, less what a reseller keeps.
struct VoucherSale {
  std::int64_t received_minor = 0; // 0 to the face value of the batch
  Method method = Method::cash;
};
BOOST_DESCRIBE_STRUCT(VoucherSale, (), (received_minor, method))
Outcome<VoucherBatch> sell_vouchers(db::Tx &tx, db::Database &ids, VoucherBatchId id, const VoucherSale &in,
                                    Instant now, const std::string &actor);

// Every code of the batch in clear, once; then they are gone.
struct VoucherCodes {
  struct Code {
    VoucherId id;
    std::string code;
  };
  std::vector<Code> items;
};
BOOST_DESCRIBE_STRUCT(VoucherCodes::Code, (), (id, code))
BOOST_DESCRIBE_STRUCT(VoucherCodes, (), (items))
Outcome<VoucherCodes> export_vouchers(db::Tx &tx, const crypto::Sealer &sealer, VoucherBatchId id, Instant now);

// No code of the batch is taken any more; those that were redeemed stay.
Outcome<VoucherBatch> void_batch(db::Tx &tx, db::Database &ids, VoucherBatchId id, Instant now,
                                 const std::string &actor);
Outcome<Voucher> void_voucher(db::Tx &tx, db::Database &ids, VoucherId id, Instant now, const std::string &actor);
// Unused codes whose last day was before `today`. A daily job; answers how many.
int expire_vouchers(db::Database &database, Date today, Instant now);

struct Redemption {
  CustomerId customer_id;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(Redemption, (), (customer_id, code))
struct Redeemed {
  VoucherId voucher_id;
  CustomerId customer_id;
  std::int64_t amount_minor = 0;
  Currency currency = Currency::of("XXX");
  Date redeemed_on;
  bool was_redeemed_before = false;         // by the same customer: nothing has happened now
  std::vector<Allocation> allocations;      // open invoices it settled, oldest first
  std::int64_t credited_minor = 0;          // the rest
  std::vector<ServiceId> restored_services; // that it brought back (only in the answer that redeemed it)
};
BOOST_DESCRIBE_STRUCT(Redeemed, (),
                      (voucher_id, customer_id, amount_minor, currency, redeemed_on, was_redeemed_before, allocations,
                       credited_minor, restored_services))
// One effect, however often and by however many at once; the same customer's code again is answered as before. Counts
// tries with a wrong code and refuses after five in a quarter of an hour (a transaction of its own: what is refused
// rolls back).
Outcome<Redeemed> redeem_voucher(db::Database &database, const Redemption &in, Instant now, const std::string &actor);

// What vouchers contradict, in words; part of `demarc verify`.
std::vector<std::string> verify_vouchers(db::Tx &tx);

} // namespace demarc::payments
