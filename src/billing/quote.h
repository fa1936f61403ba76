// What would be billed: an account, events that have not happened, a horizon; every invoice and credit note that
// billing runs would issue if they did. The very rules of a run (bill.h, planned_document.h) on a life that is only
// told. A rule.
//
// An event becomes known on a day, after that day's run, as an operator enters it. A change that is known before its
// day is billed without a correction; one that is known after it is billed over what was invoiced, by credit notes.
//
// Prepaid services buy their periods as in real life (renew_prepaid.h): at midnight, before that day's run, and at once
// after an event. Every document moves the balance; so does a top_up.
#pragma once

#include "billing/planned_document.h"
#include "billing/prepaid.h"

namespace demarc::billing {

enum class QuoteEventKind {
  start,
  change_plan,
  add_item,
  end_item,
  discount,
  end_discount,
  pause,
  resume,
  end,
  keep,
  billing_day,
  top_up,
  move,
  payer,
  invoice_discount,
  end_invoice_discount
};
BOOST_DESCRIBE_ENUM(QuoteEventKind, start, change_plan, add_item, end_item, discount, end_discount, pause, resume, end,
                    keep, billing_day, top_up, move, payer, invoice_discount, end_invoice_discount)

struct QuoteEvent {
  using Kind = QuoteEventKind;
  Kind kind = Kind::start;
  Date on;       // from this day on, inclusive
  Date known_on; // runs up to this day do not know of it
  ServiceId service;
  PlanVersionId plan_version_id = {};           // of start, change_plan and add_item; unset in a change: it stays;
                                                // of move: its fee
  std::string username = {};                    // of start
  std::optional<std::int64_t> quantity = {};    // of start, change_plan and add_item; in a change, absent: it stays
  std::optional<std::int64_t> price_minor = {}; // of add_item, and of the fee of a move: agreed
  int instalments = 1;                          // of add_item
  std::optional<Date> trial_until = {};         // of start
  DiscountLife discount = {};                   // of discount
  std::optional<Date> anchor = {};              // of billing_day: the new one
  ServiceItemId item = {};                      // of end_item
  DiscountId ended = {};                        // of end_discount
  std::optional<Date> noticed_on = {};          // of end: when notice was given; the day it becomes known when absent
  std::optional<bool> waive_fee = {};           // of end; absent: as of an end that was set before
  std::int64_t amount_minor = 0;                // of top_up: money that comes in, > 0
  std::optional<int> periods = {};              // of discount: of a prepaid service, whose periods are its own
  tax::Address address = {};                    // of move
  std::optional<CustomerId> payer = {};         // of payer: who is billed for the account; none: they themselves
  InvoiceDiscount invoice_discount = {};        // of invoice_discount, its id unset: given to the account
  CustomerDiscountId ended_on_invoice = {};     // of end_invoice_discount
  bool keeps_planned = false; // of a change of quantity: what was to follow stays, and comes behind it as is_announced
  bool is_announced = false;  // a price change that comes with the plan: nothing where the service has ended
};

// Where a prepaid service stops, or cannot begin, for a day or more.
struct QuotedStop {
  ServiceId service;
  Date on; // the first day without a period
  PrepaidStop reason = PrepaidStop::none;
  std::int64_t price_minor = 0, balance_minor = 0; // where the balance did not cover the price
  std::optional<Date> until = {};                  // the first day with service again
};

struct QuotedDocument {
  CustomerId billed_to;
  Document document;
  // Of an invoice: what credit notes of the quote name in `corrects`. Not the id of any stored one.
  InvoiceId id;
};

struct Quoted {
  std::vector<QuotedDocument> documents; // in the order of issue
  std::vector<QuotedStop> stops;         // in order of time
  std::int64_t balance_minor = 0;        // at the end: credit, or below zero what is open
};

// `events` by the day they become known, of one day as given; `corrected` as documents_of() wants it for what was
// invoiced already; `profile` where taxes depend on who buys and where. Inconsistent where an event does not fit the
// life it meets, in a sentence.
// `balance_minor`: the first account's credit, or below zero what it owes; it buys the periods of its prepaid services.
//
// With several accounts the first is the one that events are about; the others pay for it, or will.
struct QuotedAccount {
  Account account;
  std::optional<TaxProfile> profile; // where taxes depend on who buys and where
};
Result<Quoted, Inconsistency> quote(std::vector<QuotedAccount> accounts, std::vector<QuoteEvent> events,
                                    const PriceBook &book, CorrectedById corrected, Date until,
                                    std::int64_t balance_minor = 0);
Result<Quoted, Inconsistency> quote(Account account, std::vector<QuoteEvent> events, const PriceBook &book,
                                    CorrectedById corrected, Date until, const TaxProfile *profile = nullptr,
                                    std::int64_t balance_minor = 0);

} // namespace demarc::billing
