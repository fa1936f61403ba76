#include "tests/sim/checks.h"

#include "billing/verify_billing.h"
#include "dunning/credit_control.h"
#include "ledger/verify_ledger.h"
#include "network/verify_network.h"
#include "payments/payment_store.h"
#include "payments/voucher.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::sim {

namespace {

struct ChargeRow {
  std::int64_t id = 0;
  ServiceId service_id;
  Date period_start, period_end, full_start, full_end;
  PlanVersionId plan_version_id;
  std::int64_t net_minor = 0;
  std::optional<std::int64_t> reverses;
  std::int64_t item = 0, quantity = 1, price_micro = 0;
  std::string tax_place;
  std::int64_t by_place = 0;
};
BOOST_DESCRIBE_STRUCT(ChargeRow, (),
                      (id, service_id, period_start, period_end, full_start, full_end, plan_version_id, net_minor,
                       reverses, item, quantity, price_micro, tax_place, by_place))

struct DocumentRow {
  std::int64_t id = 0;
  std::string number, kind;
  std::optional<std::int64_t> corrects;
  Date issued_on, due_on;
  std::int64_t net_minor = 0, tax_minor = 0, gross_minor = 0;
  std::int64_t lines_minor = 0, settled_minor = 0;
  std::optional<std::int64_t> open_minor;
  std::int64_t discounts = 0; // on it
};
BOOST_DESCRIBE_STRUCT(DocumentRow, (),
                      (id, number, kind, corrects, issued_on, due_on, net_minor, tax_minor, gross_minor, lines_minor,
                       settled_minor, open_minor, discounts))

struct Sums {
  std::int64_t receivables = 0, credit_account = 0, open = 0, credit = 0;
};
BOOST_DESCRIBE_STRUCT(Sums, (), (receivables, credit_account, open, credit))

class CustomerCheck {
public:
  CustomerCheck(db::Tx &tx, int number, const People &people)
      : tx_(tx), number_(number), people_(people), subscriber_(people.at(number)) {}

  void run() {
    check_days();
    check_documents();
    check_sums();
  }

private:
  [[noreturn]] void fail(std::string rule, const std::string &detail) const {
    throw Violation(std::move(rule), fmt::format("c{}: {}", number_, detail), number_);
  }

  // What was billed of one full period of one thing at one price.
  struct Billed {
    Period full;
    std::int64_t net_minor = 0;
    std::map<Date, int> days;
  };

  void check_days() {
    std::map<std::int64_t, std::map<OwedKey, Billed>> billed;
    std::map<std::int64_t, std::int64_t> left; // of each charge
    std::map<std::int64_t, int> home;          // of each service
    for (const auto &[number, one] : people_) {
      for (const auto &[service, line] : one.lines)
        home[line.id.value()] = one.home;
    }
    for (const ChargeRow &row : tx_.all<ChargeRow>(
             "select h.id as id, h.service_id as service_id, h.period_start as period_start, h.period_end as "
             "period_end,"
             " h.full_start as full_start, h.full_end as full_end, h.plan_version_id as plan_version_id,"
             " h.net_minor as net_minor, h.reverses_charge_id as reverses, h.item_id as item, h.quantity as quantity,"
             " h.price_micro as price_micro, h.tax_place as tax_place, case when v.tax_category = '' and v.bundle ="
             " '[]' then 0 else 1 end as by_place from charge h join invoice i on i.id = h.invoice_id join plan_version"
             " v on v.id = h.plan_version_id where i.customer_id = $1 order by h.id",
             subscriber_.id)) {
      const OwedKey key{row.full_start,
                        row.full_end,
                        row.plan_version_id,
                        row.item,
                        row.quantity,
                        row.price_micro,
                        place_of(row.tax_place, home[row.service_id.value()])};
      Billed &group = billed[row.service_id.value()][key];
      group.full = {row.full_start, row.full_end};
      group.net_minor += row.net_minor;
      for (Date day = row.period_start; day < row.period_end; day = day.plus_days(1))
        group.days[day] += row.reverses ? -1 : 1;
      left[row.reverses.value_or(row.id)] += row.net_minor;
      if (row.reverses ? row.net_minor >= 0 : row.net_minor <= 0)
        fail("charges_have_a_sign", fmt::format("charge {} is {}", row.id, row.net_minor));
    }
    for (const auto &[charge, net] : left) {
      if (net < 0)
        fail("credits_stay_within_their_charge", fmt::format("charge {} is credited {} too much", charge, -net));
    }
    if (!subscriber_.billed_until) {
      if (!billed.empty())
        fail("nothing_is_billed_before_its_day", "billed before the first billing day");
      return;
    }
    if (subscriber_.has_void)
      return; // until the next comparison it is owed and not billed
    for (const auto &[number, seen] : subscriber_.compared) {
      std::map<OwedKey, Owed> owed;
      for (auto &[key, group] : owed_days(seen, number_, *subscriber_.billed_until)) {
        OwedKey at = key;
        at.place = at.place < 0 ? home[seen.line.id.value()] : at.place; // its taxes do not ask for a place
        owed[at] = std::move(group);
      }
      auto &groups = billed[seen.line.id.value()];
      for (const auto &[key, group] : groups)
        check_group(number, key, group, owed.contains(key) ? &owed.at(key) : nullptr);
      for (const auto &[key, group] : owed) {
        if (!groups.contains(key) && group.price() != 0)
          fail("every_day_is_billed",
               fmt::format("s{} from {}: {} days of the period {} are owed and not billed, billed until {}, item {}, "
                           "{} x {} micro",
                           number, to_string(*group.days.begin()), group.days.size(), to_string(group.full),
                           to_string(*subscriber_.billed_until), key.item, key.quantity, key.price_micro));
      }
      billed.erase(seen.line.id.value());
    }
    for (const auto &[service, groups] : billed) {
      std::int64_t net = 0;
      for (const auto &[key, group] : groups)
        net += group.net_minor;
      if (net != 0)
        fail("nothing_else_is_billed", fmt::format("service {} is billed before its first billing day", service));
    }
  }

  void check_group(int service, const OwedKey &key, const Billed &billed, const Owed *owed) {
    const std::int64_t due = owed != nullptr ? owed->price() : 0;
    if (billed.net_minor != due)
      fail("days_cost_their_price",
           fmt::format("s{}: the period {} is billed {}, its days cost {} (item {}, {} x {} micro, {})", service,
                       to_string(billed.full), billed.net_minor, due, key.item, key.quantity, key.price_micro,
                       place_at(key.place).code));
    if (owed != nullptr && !owed->has_day_price())
      return; // so cheap that only sums count
    for (const auto &[day, times] : billed.days) {
      const int expected = owed != nullptr && owed->days.contains(day) ? 1 : 0;
      if (times != expected && due != 0)
        fail("days_are_billed_once",
             fmt::format("s{}: {} is billed {} times, and owed {} times", service, to_string(day), times, expected));
    }
    if (owed == nullptr || due == 0)
      return;
    for (const Date day : owed->days) {
      if (!billed.days.contains(day))
        fail("every_day_is_billed", fmt::format("s{}: {} is owed and not billed", service, to_string(day)));
    }
  }

  void check_documents() {
    documents_ = tx_.all<DocumentRow>(
        "select i.id as id, i.number as number, i.kind as kind, i.corrects_invoice_id as corrects,"
        " i.issued_on as issued_on, i.due_on as due_on, i.net_minor as net_minor, i.tax_minor as tax_minor,"
        " i.gross_minor as gross_minor,"
        " (select cast(coalesce(sum(l.net_minor), 0) as bigint) from invoice_line l where l.invoice_id = i.id)"
        " as lines_minor,"
        " (select cast(coalesce(sum(s.amount_minor), 0) as bigint) from settlement s where s.invoice_id = i.id)"
        " as settled_minor, o.open_minor as open_minor,"
        " (select count(*) from charge_discount d join charge h on h.id = d.charge_id where h.invoice_id = i.id)"
        " as discounts"
        " from invoice i left join open_item o on o.invoice_id = i.id where i.customer_id = $1 order by i.id",
        subscriber_.id);
    std::map<std::int64_t, const DocumentRow *> invoices;
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> credited; // gross, tax
    std::map<Date, int> invoiced; // of prices with tax and without, one of each
    for (const DocumentRow &d : documents_) {
      if (d.number.starts_with(second_prefix) != (subscriber_.entity == 2))
        fail("documents_are_numbered_by_who_sells", d.number);
      if (d.gross_minor != d.net_minor + d.tax_minor || d.net_minor != d.lines_minor ||
          d.net_minor < (d.discounts == 0 ? 1 : 0))
        fail("documents_total", fmt::format("{}: {} + {} = {}, its lines {}", d.number, d.net_minor, d.tax_minor,
                                            d.gross_minor, d.lines_minor));
      if (!subscriber_.bill_days.contains(d.issued_on) &&
          (d.kind == "invoice" || !subscriber_.void_days.contains(d.issued_on)))
        fail("documents_are_dated_a_billing_day", fmt::format("{} is of {}", d.number, to_string(d.issued_on)));
      if (d.kind == "invoice") {
        invoices[d.id] = &d;
        if (!d.open_minor || *d.open_minor < 0 || *d.open_minor != d.gross_minor - d.settled_minor)
          fail("open_is_gross_less_settlements", fmt::format("{}: {} of {} settled, {} open", d.number, d.settled_minor,
                                                             d.gross_minor, d.open_minor.value_or(-1)));
        if (++invoiced[d.issued_on] > 2 && !people_.has_left(number_, d.issued_on))
          fail("one_invoice_a_billing_day", fmt::format("{} is the third of {}", d.number, to_string(d.issued_on)));
        if (d.due_on != d.issued_on.plus_days(14))
          fail("due_after_the_days_to_pay", d.number);
      } else {
        if (!d.corrects || !invoices.contains(*d.corrects))
          fail("credit_notes_name_what_they_correct", d.number);
        auto &[gross, tax] = credited[*d.corrects];
        gross += d.gross_minor;
        tax += d.tax_minor;
        const DocumentRow &original = *invoices.at(*d.corrects);
        const bool is_whole = gross - tax == original.net_minor;
        if (gross > original.gross_minor || tax > original.tax_minor || (is_whole && tax != original.tax_minor))
          fail("credit_notes_stay_within_their_invoice",
               fmt::format("{}: {} with {} tax are taken back of {} with {}", original.number, gross, tax,
                           original.gross_minor, original.tax_minor));
      }
    }
  }

  void check_sums() {
    const auto sums = tx_.one<Sums>(
        "select (select cast(coalesce(sum(amount_minor), 0) as bigint) from posting where customer_id = $1 and"
        " account = '1200') as receivables,"
        " (select cast(coalesce(sum(amount_minor), 0) as bigint) from posting where customer_id = $1 and"
        " account = '2300') as credit_account,"
        " (select cast(coalesce(sum(open_minor), 0) as bigint) from open_item where customer_id = $1) as open,"
        " (select cast(coalesce(sum(remaining_minor), 0) as bigint) from credit where customer_id = $1) as credit",
        subscriber_.id);
    if (sums.receivables != sums.open)
      fail("receivables_equal_open_items", fmt::format("1200 is {}, open are {}", sums.receivables, sums.open));
    if (sums.credit_account != -sums.credit)
      fail("customer_credit_equals_credits", fmt::format("2300 is {}, credit is {}", sums.credit_account, sums.credit));
    if (sums.open > 0 && sums.credit > 0)
      fail("credit_is_used", fmt::format("{} are open beside {} credit", sums.open, sums.credit));
    // Each source of money: what it settled and what is left of it is what it was.
    for (const std::string &source : tx_.all<std::string>(
             "select s.kind || ' ' || s.id as source from ("
             " select 'payment' as kind, p.id as id, p.amount_minor as amount from payment p where p.customer_id = $1"
             " union all select 'credit_note', i.id, i.gross_minor from invoice i where i.customer_id = $1 and"
             " i.kind = 'credit_note' union all select 'referral', r.id, r.amount_minor from referral_reward r where"
             " r.customer_id = $1 and r.amount_minor > 0) s where s.amount <>"
             " (select coalesce(sum(t.amount_minor), 0) from settlement t where t.source_kind = s.kind and"
             " t.source_id = s.id) + (select coalesce(sum(c.remaining_minor), 0) from credit c where c.source_kind ="
             " s.kind and c.source_id = s.id)",
             subscriber_.id))
      fail("money_in_is_money_used_and_left", source);
  }

  db::Tx &tx_;
  int number_;
  const People &people_;
  const Subscriber &subscriber_;
  std::vector<DocumentRow> documents_;
};

struct ItemRow {
  std::int64_t invoice_id = 0;
  std::int64_t open_minor = 0, paid_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ItemRow, (), (invoice_id, open_minor, paid_minor))

struct LineRow {
  std::int64_t entity = 0, net_minor = 0;
  Date period_start, period_end;
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(LineRow, (), (entity, net_minor, period_start, period_end, kind))

struct NumberRow {
  std::int64_t id = 0;
  std::string number, content;
};
BOOST_DESCRIBE_STRUCT(NumberRow, (), (id, number, content))

void none(db::Tx &tx, std::string rule, std::string_view sql) {
  const auto found = tx.all<std::string>(sql);
  if (!found.empty())
    throw Violation(std::move(rule), found.front());
}

void none_of(std::string_view which, const std::vector<std::string> &problems) {
  if (!problems.empty())
    throw Violation("verify_" + std::string(which), problems.front());
}

} // namespace

void check_customer(db::Tx &tx, int number, const People &people, const std::vector<TaxFrom> &tax) {
  CustomerCheck(tx, number, people).run();
  check_taxes(tx, number, people, tax);
  check_invoice_discounts(tx, number, people.at(number).id);
}

void check_void(db::Tx &tx, int number, std::int64_t invoice_id) {
  const auto left = tx.one<std::int64_t>(
      "select i.net_minor + i.tax_minor - cast(coalesce((select sum(c.net_minor + c.tax_minor) from invoice c where"
      " c.corrects_invoice_id = i.id), 0) as bigint) + o.open_minor from invoice i join open_item o on o.invoice_id ="
      " i.id where i.id = $1",
      invoice_id);
  if (left != 0)
    throw Violation("what_is_void_is_taken_back",
                    fmt::format("c{}: {} of invoice {} are left", number, left, invoice_id), number);
}

void check_payment(db::Tx &tx, int number, std::int64_t payment_id) {
  const auto amount = tx.one<std::int64_t>("select amount_minor from payment where id = $1", payment_id);
  std::int64_t used = 0;
  bool is_spent = false; // an older invoice is still open, so nothing may be left for a younger one
  for (const ItemRow &item : tx.all<ItemRow>(
           "select o.invoice_id as invoice_id, o.open_minor as open_minor,"
           " (select cast(coalesce(sum(s.amount_minor), 0) as bigint) from settlement s where s.invoice_id ="
           " o.invoice_id and s.source_kind = 'payment' and s.source_id = $1) as paid_minor"
           " from open_item o join invoice i on i.id = o.invoice_id where o.customer_id ="
           " (select customer_id from payment where id = $1) order by o.due_on, i.issued_on, o.invoice_id",
           payment_id)) {
    if (is_spent && item.paid_minor > 0)
      throw Violation("the_oldest_is_paid_first", fmt::format("c{}: payment {}", number, payment_id), number);
    used += item.paid_minor;
    is_spent = is_spent || item.open_minor > 0;
  }
  const auto credited = tx.one<std::int64_t>("select cast(coalesce(sum(amount_minor), 0) as bigint) from credit where"
                                             " source_kind = 'payment' and source_id = $1",
                                             payment_id);
  if (used + credited != amount || (is_spent && credited > 0))
    throw Violation("allocation_is_the_payment",
                    fmt::format("c{}: {} settled and {} kept of {}", number, used, credited, amount), number);
}

void WholeCheck::look(db::Tx &tx, Date today) {
  none(tx, "entries_sum_to_zero",
       "select 'entry ' || entry_id as problem from posting group by entry_id, currency having sum(amount_minor) <> 0");
  none(tx, "entries_have_postings",
       "select 'entry ' || e.id as problem from journal_entry e where not exists (select 1"
       " from posting p where p.entry_id = e.id)");
  // Each company has its own books.
  none(tx, "entries_are_of_whose_customer_it_is",
       "select 'entry ' || e.id as problem from journal_entry e join customer c on c.id = e.customer_id where"
       " coalesce(e.legal_entity_id, 1) <> c.legal_entity_id");
  none(tx, "receivables_of_an_entity_are_of_its_customers",
       "select 'entity ' || entity || ': ' || sum(amount) as problem from (select coalesce(e.legal_entity_id, 1) as"
       " entity, p.amount_minor as amount from posting p join journal_entry e on e.id = p.entry_id where p.account ="
       " '1200' union all select c.legal_entity_id, -o.open_minor from open_item o join customer c on c.id ="
       " o.customer_id) x group by entity having sum(amount) <> 0");
  // Of each series 1, 2, 3 …, and no document has changed since it was last seen.
  std::map<std::string, std::set<int>> series;
  for (const NumberRow &row : tx.all<NumberRow>(
           "select i.id as id, i.number as number, i.number || i.kind || i.issued_on || i.due_on || i.net_minor || ' ' "
           "||"
           " i.tax_minor || ' ' || i.gross_minor || ' ' || i.bill_to || ' ' ||"
           " (select count(*) from invoice_line l where l.invoice_id = i.id) as content from invoice i")) {
    const std::size_t dash = row.number.rfind('-');
    if (!series[row.number.substr(0, dash)].insert(std::stoi(row.number.substr(dash + 1))).second)
      throw Violation("numbers_are_given_once", row.number);
    const auto [before, is_new] = seen_.emplace(row.id, std::hash<std::string>{}(row.content));
    if (!is_new && before->second != std::hash<std::string>{}(row.content))
      throw Violation("issued_documents_stay", row.number + " has changed");
  }
  for (const auto &[name, numbers] : series) {
    if (*numbers.begin() != 1 || *numbers.rbegin() != static_cast<int>(numbers.size()))
      throw Violation("numbers_have_no_gaps",
                      fmt::format("series {} ends at {} with {} documents", name, *numbers.rbegin(), numbers.size()));
  }
  none(tx, "charges_stand_on_their_line",
       "select 'charge ' || h.id as problem from charge h left join invoice_line l on l.invoice_id = h.invoice_id and"
       " l.line = h.line where l.net_minor is null or abs(h.net_minor - (select coalesce(sum(d.amount_minor), 0) from"
       " charge_discount d where d.charge_id = h.id)) <> l.net_minor + l.included_tax_minor");
  if (const auto cut_off = tx.maybe<std::int64_t>(
          "select s.customer_id from standing s where s.state = 'restricted' and not exists (select 1 from open_item o"
          " where o.customer_id = s.customer_id and o.open_minor > 0 and o.due_on < $1)",
          today))
    throw Violation("nobody_is_cut_off_who_owes_nothing_overdue", fmt::format("customer {}", *cut_off));
  for (const billing::Problem &problem : billing::verify_billing(tx))
    throw Violation("verify_billing", problem.rule + ": " + problem.subject + ": " + problem.detail);
  none_of("ledger", ledger::verify_ledger(tx));
  none_of("payments", payments::verify_payments(tx));
  none_of("vouchers", payments::verify_vouchers(tx));
  // A reward is earned once, with an invoice that is paid in full and enough of it with money, and given as it is set
  // (world_plans.cc).
  none(tx, "rewards_are_as_they_are_set",
       "select 'reward ' || id as problem from referral_reward where amount_minor <> 0 and amount_minor <> case when"
       " role = 'referrer' then 1000 else 500 end");
  none(tx, "rewards_have_a_most_in_a_year",
       "select 'customer ' || customer_id as problem from referral_reward where role = 'referrer' and amount_minor > 0"
       " group by customer_id, substr(booked_on, 1, 4) having count(*) > 2");
  none(tx, "rewards_are_earned_with_a_paid_invoice",
       "select 'referral of ' || r.customer_id as problem from customer_referral r left join open_item o on"
       " o.invoice_id = r.invoice_id where r.decided_on is not null and (o.open_minor is null or o.open_minor <> 0 or"
       " (select coalesce(sum(s.amount_minor), 0) from settlement s where s.invoice_id = r.invoice_id and s.source_kind"
       " in ('payment', 'voucher')) < 200)");
  none_of("standings", dunning::verify_standings(tx, today));
  none_of("network", network::verify_network(tx, today));
}

void check_deferred(db::Tx &tx, Date day) {
  std::map<std::int64_t, std::int64_t> unearned; // of each entity
  tx.each<LineRow>("select c.legal_entity_id as entity, coalesce(p.net_minor, l.net_minor) as net_minor, l.period_start"
                   " as period_start, l.period_end as period_end, i.kind as kind from invoice_line l join invoice i on"
                   " i.id = l.invoice_id join customer c on c.id = i.customer_id left join invoice_line_part p on"
                   " p.invoice_id = l.invoice_id and p.line = l.line",
                   [&](const LineRow &line) {
                     const std::int64_t days = std::max(1, days_between(line.period_start, line.period_end));
                     const std::int64_t elapsed =
                         std::clamp<std::int64_t>(days_between(line.period_start, day), 0, days);
                     const std::int64_t left = line.net_minor - half_up(line.net_minor * elapsed, days);
                     unearned[line.entity] += line.kind == "invoice" ? left : -left;
                   });
  for (const auto &[entity, minor] : unearned) {
    const auto booked = tx.one<std::int64_t>(
        "select cast(coalesce(sum(p.amount_minor), 0) as bigint) from posting p join journal_entry e on e.id ="
        " p.entry_id where p.account = '2400' and coalesce(e.legal_entity_id, 1) = $1",
        entity);
    if (booked != -minor)
      throw Violation("deferred_revenue_is_what_is_unearned",
                      fmt::format("2400 of entity {} is {}, unearned at the start of {} are {}", entity, booked,
                                  to_string(day), minor));
  }
}

} // namespace demarc::sim
