#include "billing/settlement_store.h"

namespace demarc::billing {

std::vector<OpenItem> open_items_of(db::Tx &tx, CustomerId customer) {
  return open_items_of(tx, std::vector<CustomerId>{customer});
}

std::vector<OpenItem> open_items_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  return tx.all<OpenItem>("select o.invoice_id as invoice_id, o.customer_id as customer_id, i.number as number,"
                          " i.issued_on as issued_on, o.due_on as due_on, o.currency as currency,"
                          " i.gross_minor as gross_minor, o.open_minor as open_minor"
                          " from open_item o join invoice i on i.id = o.invoice_id"
                          " where o.customer_id = any($1::bigint[]) and o.open_minor > 0"
                          " order by o.customer_id, o.due_on, i.issued_on, o.invoice_id",
                          db::id_list(tx, customers));
}

AccountBalance account_balance(db::Tx &tx, CustomerId customer, Date today) {
  AccountBalance balance;
  balance.open_minor = tx.one<std::int64_t>(
      "select coalesce(sum(open_minor), 0) from open_item where customer_id = $1 and open_minor > 0", customer);
  balance.overdue_minor = tx.one<std::int64_t>("select coalesce(sum(open_minor), 0) from open_item"
                                               " where customer_id = $1 and open_minor > 0 and due_on < $2",
                                               customer, today);
  balance.credit_minor = tx.one<std::int64_t>(
      "select coalesce(sum(remaining_minor), 0) from credit where customer_id = $1 and remaining_minor > 0", customer);
  return balance;
}

std::vector<Settlement> settlements_of(db::Tx &tx, InvoiceId invoice) {
  return tx.all<Settlement>("select id, invoice_id, source_kind, source_id, amount_minor, settled_on, created_at"
                            " from settlement where invoice_id = $1 order by id",
                            invoice);
}

std::vector<Allocation> allocations_of(db::Tx &tx, std::string_view source_kind, std::int64_t source_id) {
  return tx.all<Allocation>("select s.invoice_id as invoice_id, i.number as invoice_number,"
                            " s.amount_minor as amount_minor from settlement s join invoice i on i.id = s.invoice_id"
                            " where s.source_kind = $1 and s.source_id = $2 order by s.id",
                            source_kind, source_id);
}

std::vector<Credit> credits_of(db::Tx &tx, const std::vector<CustomerId> &customers) {
  return tx.all<Credit>("select id, customer_id, source_kind, source_id, currency, amount_minor, remaining_minor,"
                        " created_at from credit where customer_id = any($1::bigint[]) and remaining_minor > 0"
                        " order by customer_id, created_at, id",
                        db::id_list(tx, customers));
}

std::optional<Credit> credit_from(db::Tx &tx, std::string_view source_kind, std::int64_t source_id) {
  return tx.maybe<Credit>("select id, customer_id, source_kind, source_id, currency, amount_minor, remaining_minor,"
                          " created_at from credit where source_kind = $1 and source_id = $2",
                          source_kind, source_id);
}

void insert_open_items(db::Tx &tx, const std::vector<OpenItemRow> &items) { tx.insert_many("open_item", items); }
void insert_settlements(db::Tx &tx, const std::vector<Settlement> &settlements) {
  tx.insert_many("settlement", settlements);
}
void insert_credits(db::Tx &tx, const std::vector<Credit> &credits) { tx.insert_many("credit", credits); }

void set_open(db::Tx &tx, InvoiceId invoice, std::int64_t open_minor) {
  tx.exec("update open_item set open_minor = $1 where invoice_id = $2", open_minor, invoice);
}

void set_remaining(db::Tx &tx, CreditId credit, std::int64_t remaining_minor) {
  tx.exec("update credit set remaining_minor = $1 where id = $2", remaining_minor, credit);
}

} // namespace demarc::billing
