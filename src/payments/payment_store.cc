#include "payments/payment_store.h"

#include <fmt/format.h>
#include <limits>

namespace demarc::payments {

namespace {

struct PaymentRow {
  PaymentId id;
  CustomerId customer_id;
  std::string customer_name;
  std::int64_t amount_minor;
  Currency currency;
  Method method;
  Date received_on;
  std::string reference;
  std::string note;
  Instant recorded_at;
  std::string recorded_by;
  std::int64_t credited_minor;
};
BOOST_DESCRIBE_STRUCT(PaymentRow, (),
                      (id, customer_id, customer_name, amount_minor, currency, method, received_on, reference, note,
                       recorded_at, recorded_by, credited_minor))

constexpr std::string_view select_payments =
    "select p.id as id, p.customer_id as customer_id, c.name as customer_name, p.amount_minor as amount_minor,"
    " p.currency as currency, p.method as method, p.received_on as received_on, p.reference as reference, p.note as "
    "note,"
    " p.recorded_at as recorded_at, p.recorded_by as recorded_by,"
    " coalesce((select r.amount_minor from credit r where r.source_kind = 'payment' and r.source_id = p.id), 0)"
    "   as credited_minor"
    " from payment p join customer c on c.id = p.customer_id"
    " where ($1 = 0 or p.id = $1) and ($2 = 0 or p.customer_id = $2)"
    " and ($3 = '' or lower(p.reference) like $3 escape '\\' or lower(c.name) like $3 escape '\\')"
    " and p.received_on >= $4 and p.received_on <= $5 and p.id < $6"
    " order by p.id desc limit $7";

std::string contains(std::string_view words) {
  if (words.empty())
    return "";
  std::string pattern = "%";
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '\\')
      pattern += '\\';
    pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return pattern + "%";
}

Payment from_row(db::Tx &tx, const PaymentRow &r) {
  Payment payment{
      r.id,        r.customer_id, r.customer_name, r.amount_minor, r.currency, r.method,         r.received_on,
      r.reference, r.note,        r.recorded_at,   r.recorded_by,  {},         r.credited_minor, {}};
  payment.allocations = tx.all<Allocation>("select s.invoice_id as invoice_id, i.number as invoice_number,"
                                           " s.amount_minor as amount_minor from settlement s"
                                           " join invoice i on i.id = s.invoice_id"
                                           " where s.source_kind = 'payment' and s.source_id = $1 order by s.id",
                                           r.id);
  return payment;
}

std::vector<Payment> select(db::Tx &tx, std::int64_t id, const PaymentFilter &f) {
  std::vector<Payment> payments;
  for (const PaymentRow &row :
       tx.all<PaymentRow>(select_payments, id, f.customer_id ? f.customer_id->value() : 0, contains(f.words),
                          f.from ? to_string(*f.from) : "0000-00-00", f.to ? to_string(*f.to) : "9999-99-99",
                          f.before ? f.before->value() : std::numeric_limits<std::int64_t>::max(), f.limit))
    payments.push_back(from_row(tx, row));
  return payments;
}

} // namespace

void insert_payment(db::Tx &tx, const Payment &p) {
  tx.exec(
      "insert into payment (id, customer_id, amount_minor, currency, method, received_on, reference, note, recorded_at,"
      " recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      p.id, p.customer_id, p.amount_minor, p.currency, p.method, p.received_on, p.reference, p.note, p.recorded_at,
      p.recorded_by);
}

std::optional<Payment> find_payment(db::Tx &tx, PaymentId id) {
  auto found = select(tx, id.value(), {});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Payment> list_payments(db::Tx &tx, const PaymentFilter &filter) { return select(tx, 0, filter); }

std::vector<std::string> verify_payments(db::Tx &tx) {
  std::vector<std::string> problems;
  for (const PaymentId id : tx.all<PaymentId>("select p.id from payment p where p.amount_minor <>"
                                              " coalesce((select sum(s.amount_minor) from settlement s where "
                                              "s.source_kind = 'payment' and s.source_id = p.id), 0)"
                                              " + coalesce((select sum(r.remaining_minor) from credit r where "
                                              "r.source_kind = 'payment' and r.source_id = p.id), 0)"))
    problems.push_back(fmt::format("payment {}: its settlements and the credit left are not its amount", id.value()));
  return problems;
}

} // namespace demarc::payments
