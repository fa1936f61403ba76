#include "payments/voucher_store.h"

#include <algorithm>

namespace demarc::payments {

namespace {

struct BatchRow {
  VoucherBatchId id;
  std::string name;
  std::int64_t count = 0;
  std::int64_t value_minor = 0;
  Currency currency = Currency::of("XXX");
  Date expires_on;
  BatchState state = BatchState::made;
  std::optional<Method> method;
  std::optional<Date> sold_on;
  std::int64_t sold_minor = 0;
  std::optional<Instant> exported_at;
  std::string codes_sealed;
  std::string created_by;
  Instant created_at;
  LegalEntityId legal_entity_id = first_legal_entity;
};
BOOST_DESCRIBE_STRUCT(BatchRow, (),
                      (id, name, count, value_minor, currency, expires_on, state, method, sold_on, sold_minor,
                       exported_at, codes_sealed, created_by, created_at, legal_entity_id))

constexpr std::string_view select_batches =
    "select b.id as id, b.name as name, b.count as count, b.value_minor as value_minor, b.currency as currency,"
    " b.expires_on as expires_on, b.state as state, b.method as method, b.sold_on as sold_on,"
    " b.sold_minor as sold_minor, b.exported_at as exported_at, b.created_by as created_by,"
    " b.created_at as created_at,"
    " (select count(*) from voucher v where v.batch_id = b.id and v.state = 'unused') as unused,"
    " (select count(*) from voucher v where v.batch_id = b.id and v.state = 'redeemed') as redeemed,"
    " (select count(*) from voucher v where v.batch_id = b.id and v.state = 'voided') as voided,"
    " (select count(*) from voucher v where v.batch_id = b.id and v.state = 'expired') as expired,"
    " b.legal_entity_id as legal_entity_id"
    " from voucher_batch b where $1 = 0 or b.id = $1 order by b.id desc";

constexpr std::string_view select_vouchers =
    "select v.id as id, v.batch_id as batch_id, v.last4 as last4, v.state as state, v.customer_id as customer_id,"
    " c.name as customer_name, v.redeemed_on as redeemed_on, v.changed_at as changed_at, v.changed_by as changed_by"
    " from voucher v left join customer c on c.id = v.customer_id"
    " where ($1 = 0 or v.id = $1) and ($2 = 0 or v.batch_id = $2) and ($3 = 0 or v.customer_id = $3)"
    " order by v.id";

} // namespace

void insert_batch(db::Tx &tx, const VoucherBatch &b, const std::string &codes_sealed) {
  tx.insert("voucher_batch",
            BatchRow{b.id, b.name, b.count, b.value_minor, b.currency, b.expires_on, b.state, b.method, b.sold_on,
                     b.sold_minor, b.exported_at, codes_sealed, b.created_by, b.created_at, b.legal_entity_id});
}

void insert_vouchers(db::Tx &tx, const std::vector<VoucherRow> &vouchers) { tx.insert_many("voucher", vouchers); }

std::optional<VoucherBatch> find_batch(db::Tx &tx, VoucherBatchId id) {
  return tx.maybe<VoucherBatch>(select_batches, id);
}
std::vector<VoucherBatch> list_batches(db::Tx &tx) { return tx.all<VoucherBatch>(select_batches, 0); }

void lock_batch(db::Tx &tx, VoucherBatchId id) {
  (void)tx.maybe<VoucherBatchId>("select id from voucher_batch where id = $1 for update", id);
}

void save_batch(db::Tx &tx, const VoucherBatch &b) {
  tx.exec("update voucher_batch set state = $1, method = $2, sold_on = $3, sold_minor = $4, exported_at = $5"
          " where id = $6",
          b.state, b.method, b.sold_on, b.sold_minor, b.exported_at, b.id);
}

std::string sealed_codes(db::Tx &tx, VoucherBatchId id) {
  return tx.one<std::string>("select codes_sealed from voucher_batch where id = $1", id);
}

void forget_codes(db::Tx &tx, VoucherBatchId id) {
  tx.exec("update voucher_batch set codes_sealed = '' where id = $1", id);
}

std::vector<Voucher> vouchers_of_batch(db::Tx &tx, VoucherBatchId id) {
  return tx.all<Voucher>(select_vouchers, 0, id, 0);
}
std::vector<Voucher> vouchers_of_customer(db::Tx &tx, CustomerId id) {
  return tx.all<Voucher>(select_vouchers, 0, 0, id);
}
std::optional<Voucher> find_voucher(db::Tx &tx, VoucherId id) { return tx.maybe<Voucher>(select_vouchers, id, 0, 0); }

std::optional<VoucherRow> voucher_by_hash(db::Tx &tx, const std::string &hash) {
  return tx.maybe<VoucherRow>("select id, batch_id, code_hash, last4, state, customer_id, redeemed_on, changed_at,"
                              " changed_by from voucher where code_hash = $1",
                              hash);
}

bool use_voucher(db::Tx &tx, VoucherId id, CustomerId customer, Date on, Instant now, const std::string &actor) {
  return tx.exec_counted("update voucher set state = 'redeemed', customer_id = $1, redeemed_on = $2, changed_at = $3,"
                         " changed_by = $4 where id = $5 and state = 'unused'",
                         customer, on, now, actor, id) == 1;
}

std::int64_t void_unused(db::Tx &tx, VoucherBatchId batch, Instant now, const std::string &actor) {
  return tx.exec_counted("update voucher set state = 'voided', changed_at = $1, changed_by = $2"
                         " where batch_id = $3 and state = 'unused'",
                         now, actor, batch);
}

bool void_one(db::Tx &tx, VoucherId id, Instant now, const std::string &actor) {
  return tx.exec_counted("update voucher set state = 'voided', changed_at = $1, changed_by = $2"
                         " where id = $3 and state = 'unused'",
                         now, actor, id) == 1;
}

std::int64_t expire_unused(db::Tx &tx, VoucherBatchId batch, Instant now) {
  return tx.exec_counted("update voucher set state = 'expired', changed_at = $1, changed_by = 'Demarc'"
                         " where batch_id = $2 and state = 'unused'",
                         now, batch);
}

std::vector<VoucherBatchId> expired_batches(db::Tx &tx, Date today) {
  return tx.all<VoucherBatchId>("select b.id from voucher_batch b where b.expires_on < $1 and exists"
                                " (select 1 from voucher v where v.batch_id = b.id and v.state = 'unused')"
                                " order by b.id",
                                today);
}

void note_failed_try(db::Tx &tx, CustomerId customer, Instant now) {
  tx.exec("delete from voucher_try where customer_id = $1 and tried_at < $2", customer, now.plus_seconds(-86'400));
  tx.exec("insert into voucher_try (customer_id, tried_at) values ($1, $2)", customer, now);
}

std::int64_t failed_tries_since(db::Tx &tx, CustomerId customer, Instant since) {
  return tx.one<std::int64_t>("select count(*) from voucher_try where customer_id = $1 and tried_at > $2", customer,
                              since);
}

std::vector<std::pair<Currency, std::int64_t>> unused_value(db::Tx &tx) {
  std::vector<std::pair<Currency, std::int64_t>> values;
  for (const VoucherBatch &batch : list_batches(tx)) {
    if (batch.state == BatchState::made || batch.unused == 0)
      continue;
    const auto found =
        std::find_if(values.begin(), values.end(), [&](const auto &value) { return value.first == batch.currency; });
    if (found == values.end())
      values.emplace_back(batch.currency, batch.unused * batch.value_minor);
    else
      found->second += batch.unused * batch.value_minor;
  }
  return values;
}

std::vector<std::string> redemptions_without_money(db::Tx &tx) {
  std::vector<std::string> problems;
  for (const VoucherId id : tx.all<VoucherId>("select v.id from voucher v join voucher_batch b on b.id = v.batch_id"
                                              " where v.state = 'redeemed' and b.value_minor <>"
                                              " coalesce((select sum(s.amount_minor) from settlement s"
                                              "   where s.source_kind = 'voucher' and s.source_id = v.id), 0)"
                                              " + coalesce((select sum(r.remaining_minor) from credit r"
                                              "   where r.source_kind = 'voucher' and r.source_id = v.id), 0)"))
    problems.push_back("voucher " + std::to_string(id.value()) +
                       ": its settlements and the credit left are not its value");
  return problems;
}

} // namespace demarc::payments
