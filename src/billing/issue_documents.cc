#include "billing/issue_documents.h"

#include "base/ensure.h"
#include "billing/allocate_payment.h"
#include "billing/book_net.h"
#include "billing/invoice_store.h"
#include "billing/settlement_store.h"
#include "catalog/tax_settings.h"
#include "ledger/journal.h"
#include "platform/http/json.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace demarc::billing {

namespace {

namespace account = ledger::account;

// Everything one call writes, gathered first and written in bulk at the end.
class Issue {
public:
  Issue(db::Tx &tx, db::Database &ids, std::span<const PlannedCustomer> planned, const IssueTerms &terms)
      : tx_(tx), ids_(ids), planned_(planned), terms_(terms) {}

  std::vector<IssuedDocument> run();

private:
  struct ItemState {
    OpenItem item;
    bool is_new = false;
    bool is_changed = false;
  };
  struct CreditState {
    Credit credit;
    bool is_new = false;
    bool is_changed = false;
  };

  void load_money();
  void load_books();
  std::vector<ledger::Posting> book_net_of(LegalEntityId entity, InvoiceId id, const Document &document);
  void take_all_numbers();
  void find_bases();
  // Under which entity a customer's documents are issued.
  [[nodiscard]] const Letterhead &letterhead_of(const PlannedCustomer &customer) const;
  std::string next_number(const Letterhead &head, const Document &document);
  void add(const PlannedCustomer &customer, const PlannedDocument &planned);
  void add_parts(InvoiceId id, std::int64_t number, const Line &line);
  [[nodiscard]] std::optional<TaxBasisId> id_of(const std::optional<TaxBasis> &basis) const;
  void add_rows(const PlannedCustomer &customer, const PlannedDocument &planned, IssuedDocument &issued);
  void settle_note(LegalEntityId entity, const IssuedDocument &issued, const Document &document);
  void settle_invoice(LegalEntityId entity, IssuedDocument &issued);
  void add_discounts(ChargeId charge, const std::vector<DiscountShare> &shares);
  void add_settlement(InvoiceId invoice, const Source &source, std::int64_t amount_minor, Date on);
  void tell(const IssuedDocument &issued, std::string title, std::string detail);
  void write();

  db::Tx &tx_;
  db::Database &ids_;
  std::span<const PlannedCustomer> planned_;
  const IssueTerms &terms_;
  std::map<LegalEntityId, Letterhead> letterheads_;

  ledger::Books books_;
  ledger::RevenueTerms revenue_terms_;
  std::map<std::string, std::int64_t> next_in_series_;
  std::map<CustomerId, std::vector<ItemState>> items_;     // oldest first
  std::map<CustomerId, std::vector<CreditState>> credits_; // oldest first

  std::vector<IssuedDocument> issued_;
  std::vector<InvoiceInsert> invoices_;
  std::vector<InvoiceLineInsert> lines_;
  std::vector<InvoiceLineTaxInsert> line_taxes_;
  std::vector<InvoiceLinePartInsert> parts_;
  std::vector<InvoiceLinePartTaxInsert> part_taxes_;
  std::map<std::string, TaxBasisId> basis_; // by what it says
  std::map<std::tuple<LegalEntityId, int, Currency>, std::int64_t> cross_border_;
  std::vector<InvoiceTaxInsert> taxes_;
  std::vector<ChargeRow> charges_;
  std::vector<ChargeDiscountRow> charge_discounts_;
  std::vector<Settlement> settlements_;
  std::vector<ledger::Entry> entries_;
  std::vector<ledger::RevenueLineRow> schedules_;
  std::vector<ledger::SpreadFeeRow> spread_;
  std::vector<subscribers::TimelineEvent> events_;
};

std::string series_of(const Letterhead &head, const Document &document) {
  return catalog::series_name(head.prefix,
                              document.kind == DocumentKind::credit_note ? catalog::SeriesKind::credit_note
                                                                         : catalog::SeriesKind::invoice,
                              document.issued_on.year());
}

const Letterhead &Issue::letterhead_of(const PlannedCustomer &customer) const {
  const auto head = letterheads_.find(customer.customer.legal_entity_id);
  ENSURE(head != letterheads_.end(), "a customer's legal entity exists");
  return head->second;
}

void Issue::load_money() {
  std::vector<CustomerId> billed, credited;
  for (const PlannedCustomer &customer : planned_) {
    const auto is_note = [](const PlannedDocument &p) { return p.document.kind == DocumentKind::credit_note; };
    if (!customer.documents.empty())
      billed.push_back(customer.customer.account.id);
    if (std::any_of(customer.documents.begin(), customer.documents.end(), is_note))
      credited.push_back(customer.customer.account.id);
  }
  if (!billed.empty()) {
    for (Credit &credit : credits_of(tx_, billed))
      credits_[credit.customer_id].push_back({std::move(credit)});
  }
  if (!credited.empty()) {
    for (OpenItem &item : open_items_of(tx_, credited))
      items_[item.customer_id].push_back({std::move(item)});
  }
}

void Issue::load_books() {
  std::set<PlanVersionId> versions;
  for (const PlannedCustomer &customer : planned_) {
    for (const PlannedDocument &planned : customer.documents) {
      for (const Line &line : planned.document.lines) {
        versions.insert(line.plan_version_id);
        for (const LinePart &part : line.parts)
          versions.insert(part.plan_version_id);
      }
    }
  }
  if (versions.empty())
    return;
  books_ = ledger::hold_books(tx_);
  revenue_terms_ = ledger::revenue_terms(tx_, {versions.begin(), versions.end()});
}

std::vector<ledger::Posting> Issue::book_net_of(LegalEntityId entity, InvoiceId id, const Document &document) {
  BookedNet net = book_net(entity, id, document, books_, revenue_terms_);
  for (ledger::RevenueLineRow &schedule : net.schedules)
    schedule.legal_entity_id = entity;
  std::move(net.spread.begin(), net.spread.end(), std::back_inserter(spread_));
  std::move(net.schedules.begin(), net.schedules.end(), std::back_inserter(schedules_));
  return std::move(net.postings);
}

void Issue::take_all_numbers() {
  // In order of name: every transaction locks the series in the same order.
  std::map<std::string, std::pair<LegalEntityId, std::int64_t>> wanted;
  for (const PlannedCustomer &customer : planned_) {
    for (const PlannedDocument &planned : customer.documents) {
      const Letterhead &head = letterhead_of(customer);
      auto &[entity, count] = wanted[series_of(head, planned.document)];
      entity = head.legal_entity_id;
      ++count;
    }
  }
  for (const auto &[series, numbers] : wanted)
    next_in_series_[series] = take_numbers(tx_, numbers.first, series, numbers.second);
}

void Issue::find_bases() {
  std::set<std::string> details;
  for (const PlannedCustomer &customer : planned_) {
    for (const PlannedDocument &planned : customer.documents) {
      for (const Line &line : planned.document.lines) {
        if (line.basis)
          details.insert(http::to_json(*line.basis));
        for (const LinePart &part : line.parts) {
          if (part.basis)
            details.insert(http::to_json(*part.basis));
        }
      }
    }
  }
  basis_ = tax_basis_ids(tx_, ids_, details);
}

std::string Issue::next_number(const Letterhead &head, const Document &document) {
  const std::string series = series_of(head, document);
  return catalog::document_number(series, next_in_series_.at(series)++);
}

void Issue::add_discounts(ChargeId charge, const std::vector<DiscountShare> &shares) {
  for (const DiscountShare &share : shares)
    charge_discounts_.push_back({charge, share.id, share.used_on, share.minor});
}

void Issue::add_settlement(InvoiceId invoice, const Source &source, std::int64_t amount_minor, Date on) {
  settlements_.push_back(
      {ids_.next<SettlementId>("settlement"), invoice, source.kind, source.id, amount_minor, on, terms_.now});
}

void Issue::tell(const IssuedDocument &issued, std::string title, std::string detail) {
  subscribers::TimelineEvent event;
  event.customer_id = issued.customer_id;
  event.at = terms_.now;
  event.kind = issued.kind == DocumentKind::invoice ? "invoice.issued" : "credit_note.issued";
  event.title = std::move(title);
  event.detail = std::move(detail);
  event.ref_kind = "invoice";
  event.ref_id = issued.id.value();
  event.ref_text = issued.number;
  events_.push_back(std::move(event));
}

// The invoice it corrects first, then the oldest; what is left is the customer's credit.
void Issue::settle_note(LegalEntityId entity, const IssuedDocument &issued, const Document &document) {
  auto &items = items_[issued.customer_id];
  std::vector<ItemState *> order;
  for (ItemState &state : items)
    order.push_back(&state);
  std::stable_partition(order.begin(), order.end(),
                        [&](const ItemState *state) { return state->item.invoice_id == *document.corrects; });
  const Money gross = document.gross();
  const Source source{std::string(credit_note_source), issued.id.value()};
  Money left = gross;
  for (ItemState *state : order) {
    for (const Allocation &part : spread(left, std::span(&state->item, 1))) {
      add_settlement(part.invoice_id, source, part.amount_minor, issued.issued_on);
      left -= Money::minor(part.amount_minor, issued.currency);
      state->is_changed = true;
    }
  }
  if (left.is_positive()) {
    const std::int64_t rest = left.minor_units();
    credits_[issued.customer_id].push_back({Credit{ids_.next<CreditId>("credit"), issued.customer_id, source.kind,
                                                   source.id, issued.currency, rest, rest, terms_.now},
                                            true, true});
  }
  ledger::Entry entry{issued.issued_on,
                      "credit_note",
                      "credit_note",
                      issued.id.value(),
                      issued.customer_id,
                      fmt::format("Credit note {}", issued.number),
                      book_net_of(entity, issued.id, document),
                      entity};
  if (!document.tax.is_zero())
    entry.postings.push_back({std::string(account::tax_payable), document.tax});
  if (document.rounding_minor != 0)
    entry.postings.push_back({std::string(account::cash_rounding), document.rounding()});
  for (ledger::Posting &posting : credit_side({{}, gross - left, left}))
    entry.postings.push_back(std::move(posting));
  if (!entry.postings.empty()) // a discount may have left nothing to book
    entries_.push_back(std::move(entry));
  std::string detail = to_string(gross);
  if (left.is_positive() && left != gross)
    detail +=
        fmt::format(", {} of it settles open invoices, {} stays as credit", to_string(gross - left), to_string(left));
  else if (!gross.is_zero())
    detail += left.is_zero() ? ", settles open invoices" : ", stays as credit";
  tell(issued, fmt::format("Credit note {} issued", issued.number), std::move(detail));
}

// The customer's credit pays the new invoice at once.
void Issue::settle_invoice(LegalEntityId entity, IssuedDocument &issued) {
  OpenItem item{issued.id,     issued.customer_id, issued.number,      issued.issued_on,
                issued.due_on, issued.currency,    issued.gross_minor, issued.gross_minor};
  Money used = Money::zero(issued.currency);
  for (CreditState &state : credits_[issued.customer_id]) {
    if (state.credit.remaining_minor == 0 || state.credit.currency != issued.currency)
      continue;
    for (const Allocation &part :
         spread(Money::minor(state.credit.remaining_minor, issued.currency), std::span(&item, 1))) {
      add_settlement(issued.id, {state.credit.source_kind, state.credit.source_id}, part.amount_minor,
                     issued.issued_on);
      state.credit.remaining_minor -= part.amount_minor;
      state.is_changed = true;
      used += Money::minor(part.amount_minor, issued.currency);
    }
  }
  issued.open_minor = item.open_minor;
  items_[issued.customer_id].push_back({item, true, true});
  std::string detail = to_string(Money::minor(issued.gross_minor, issued.currency));
  detail += issued.gross_minor == 0 ? ", nothing to pay" : fmt::format(", due on {}", to_string(issued.due_on));
  if (used.is_positive()) {
    entries_.push_back({issued.issued_on,
                        "credit_applied",
                        "invoice",
                        issued.id.value(),
                        issued.customer_id,
                        fmt::format("Credit used for invoice {}", issued.number),
                        {{std::string(account::customer_credit), used}, {std::string(account::receivables), -used}},
                        entity});
    detail += fmt::format("; {} paid from credit", to_string(used));
  }
  tell(issued, fmt::format("Invoice {} issued", issued.number), std::move(detail));
}

std::optional<TaxBasisId> Issue::id_of(const std::optional<TaxBasis> &basis) const {
  return basis ? std::optional(basis_.at(http::to_json(*basis))) : std::nullopt;
}

void Issue::add_parts(InvoiceId id, std::int64_t number, const Line &line) {
  std::int64_t position = 0;
  for (const LinePart &part : line.parts) {
    parts_.push_back({id, number, ++position, part.plan_version_id, part.name, part.net.minor_units(),
                      part.included_tax_minor, part.tax_category, id_of(part.basis)});
    for (std::size_t i = 0; i < part.taxes.size(); ++i)
      part_taxes_.push_back(
          {id, number, position, static_cast<std::int64_t>(i) + 1, part.taxes[i].tax_id, part.taxes[i].percent});
  }
}

void Issue::add_rows(const PlannedCustomer &customer, const PlannedDocument &planned, IssuedDocument &issued) {
  const Document &document = planned.document;
  const Letterhead &head = letterhead_of(customer);
  invoices_.push_back({issued.id, issued.number, issued.kind, issued.customer_id, terms_.run_id, document.corrects,
                       issued.issued_on, issued.due_on, issued.currency, document.net.minor_units(),
                       document.tax.minor_units(), document.rounding_minor, issued.gross_minor,
                       customer.customer.bill_to, customer.customer.language, head.seller_id, head.design_id,
                       terms_.now});
  std::int64_t number = 0;
  for (const Line &line : document.lines) {
    const LineTax first = line.taxes.empty() ? LineTax{} : line.taxes.front();
    lines_.push_back({issued.id, ++number, line.service_id, line.plan_version_id, line.description, line.period.start,
                      line.period.end, line.quantity, line.unit_price.minor_units(), line.net.minor_units(),
                      line.taxes.empty() ? std::nullopt : std::optional(first.tax_id), first.name, first.percent,
                      line.explanation, line.included_tax_minor, line.tax_category, id_of(line.basis), line.account_id,
                      line.account});
    for (std::size_t i = 1; i < line.taxes.size() && line.parts.empty(); ++i)
      line_taxes_.push_back({issued.id, number, line.taxes[i].tax_id, line.taxes[i].percent});
    add_parts(issued.id, number, line);
    if (line.basis && line.basis->cross_border_consumer)
      cross_border_[{head.legal_entity_id, issued.issued_on.year(), issued.currency}] += line.net.minor_units();
    for (const LinePart &part : line.parts) {
      if (part.basis && part.basis->cross_border_consumer)
        cross_border_[{head.legal_entity_id, issued.issued_on.year(), issued.currency}] += part.net.minor_units();
    }
  }
  for (const TaxSum &sum : document.taxes)
    taxes_.push_back({issued.id, sum.tax_id, sum.name, sum.percent, sum.base.minor_units(), sum.tax.minor_units(),
                      sum.rate_id, sum.category, sum.reason, sum.amount_minor, sum.is_included, sum.is_plain});
  number = 0;
  const Account &account = customer.customer.account;
  const auto payer_of = [&](ServiceId id) {
    const auto service = std::find_if(account.services.begin(), account.services.end(),
                                      [&](const ServiceAccount &one) { return one.life.id == id; });
    return account.billed_as(*service);
  };
  for (const NewCharge &charge : planned.charges) {
    charges_.push_back({ids_.next<ChargeId>("charge"), charge.service_id, std::string(charge.kind), charge.period.start,
                        charge.period.end, charge.full.start, charge.full.end, charge.revision, charge.plan_version_id,
                        charge.net.minor_units(), issued.currency, std::nullopt, issued.id, ++number, charge.item,
                        charge.quantity, charge.price_micro, charge.tax_place, payer_of(charge.service_id)});
    add_discounts(charges_.back().id, charge.discounts);
  }
  for (const NewCredit &credit : planned.credits) {
    charges_.push_back({ids_.next<ChargeId>("charge"), credit.service_id, std::string(credit_kind), credit.period.start,
                        credit.period.end, credit.full.start, credit.full.end, credit.revision, credit.plan_version_id,
                        -credit.net.minor_units(), issued.currency, credit.reverses, issued.id, ++number, credit.item,
                        credit.quantity, credit.price_micro, credit.tax_place, payer_of(credit.service_id)});
    add_discounts(charges_.back().id, given_back(credit.discounts));
  }
}

void Issue::add(const PlannedCustomer &customer, const PlannedDocument &planned) {
  const Document &document = planned.document;
  const bool is_invoice = document.kind == DocumentKind::invoice;
  const Letterhead &head = letterhead_of(customer);
  IssuedDocument issued;
  issued.id = ids_.next<InvoiceId>("invoice");
  issued.kind = document.kind;
  issued.number = next_number(head, document);
  issued.customer_id = customer.customer.account.id;
  issued.issued_on = document.issued_on;
  issued.due_on = is_invoice ? document.issued_on.plus_days(terms_.payment_days) : document.issued_on;
  issued.currency = document.net.currency();
  issued.gross_minor = document.gross().minor_units();
  add_rows(customer, planned, issued);
  if (is_invoice) {
    ledger::Entry entry{issued.issued_on,
                        "invoice",
                        "invoice",
                        issued.id.value(),
                        issued.customer_id,
                        fmt::format("Invoice {}", issued.number),
                        {},
                        head.legal_entity_id};
    if (!document.gross().is_zero())
      entry.postings.push_back({std::string(account::receivables), document.gross()});
    for (ledger::Posting &posting : book_net_of(head.legal_entity_id, issued.id, document))
      entry.postings.push_back(std::move(posting));
    if (!document.tax.is_zero())
      entry.postings.push_back({std::string(account::tax_payable), -document.tax});
    if (document.rounding_minor != 0)
      entry.postings.push_back({std::string(account::cash_rounding), -document.rounding()});
    if (!entry.postings.empty()) // a discount may leave nothing to book
      entries_.push_back(std::move(entry));
    settle_invoice(head.legal_entity_id, issued);
  } else {
    settle_note(head.legal_entity_id, issued, document);
  }
  issued_.push_back(std::move(issued));
}

void Issue::write() {
  insert_invoices(tx_, invoices_, lines_, line_taxes_, taxes_);
  insert_line_parts(tx_, parts_, part_taxes_);
  for (const auto &[of, net_minor] : cross_border_) {
    const auto &[entity, year, currency] = of;
    catalog::count_cross_border(tx_, entity, year, Money::minor(net_minor, currency));
  }
  insert_charges(tx_, charges_);
  insert_charge_discounts(tx_, charge_discounts_);
  std::vector<OpenItemRow> new_items;
  for (const auto &[customer, states] : items_) {
    for (const ItemState &state : states) {
      const OpenItem &item = state.item;
      if (state.is_new)
        new_items.push_back({item.invoice_id, item.customer_id, item.due_on, item.currency, item.open_minor});
      else if (state.is_changed)
        set_open(tx_, item.invoice_id, item.open_minor);
    }
  }
  insert_open_items(tx_, new_items);
  insert_settlements(tx_, settlements_);
  std::vector<Credit> new_credits;
  for (const auto &[customer, states] : credits_) {
    for (const CreditState &state : states) {
      if (state.is_new)
        new_credits.push_back(state.credit);
      else if (state.is_changed)
        set_remaining(tx_, state.credit.id, state.credit.remaining_minor);
    }
  }
  insert_credits(tx_, new_credits);
  ledger::post_all(tx_, ids_, entries_, terms_.now);
  ledger::insert_revenue_lines(tx_, schedules_);
  ledger::insert_spread_fees(tx_, spread_);
  subscribers::tell_all(tx_, ids_, std::move(events_));
}

std::vector<IssuedDocument> Issue::run() {
  letterheads_ = current_letterheads(tx_);
  load_money();
  load_books();
  take_all_numbers();
  find_bases();
  std::vector<BillingMark> marks;
  std::vector<CustomerId> replaced;
  for (const PlannedCustomer &customer : planned_) {
    if (customer.reason) {
      ENSURE(customer.documents.empty(), "a parked account is issued nothing");
      continue;
    }
    for (const PlannedDocument &planned : customer.documents)
      add(customer, planned);
    if (!customer.mark)
      continue;
    marks.push_back(*customer.mark);
    if (customer.customer.has_mark)
      replaced.push_back(customer.mark->customer_id);
  }
  write();
  save_marks(tx_, marks, replaced);
  return std::move(issued_);
}

} // namespace

std::vector<IssuedDocument> issue_documents(db::Tx &tx, db::Database &ids, std::span<const PlannedCustomer> planned,
                                            const IssueTerms &terms) {
  return Issue(tx, ids, planned, terms).run();
}

} // namespace demarc::billing
