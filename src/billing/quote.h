// What would be billed: an account, events that have not happened, a horizon; every invoice and credit note that
// billing runs would issue if they did. The very rules of a run (bill.h, planned_document.h) on a life that is only
// told. A rule.
//
// An event becomes known on a day, after that day's run, as an operator enters it. A change that is known before its
// day is billed without a correction; one that is known after it is billed over what was invoiced, by credit notes.
#pragma once

#include "billing/planned_document.h"

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
  move,
  payer
};
BOOST_DESCRIBE_ENUM(QuoteEventKind, start, change_plan, add_item, end_item, discount, end_discount, pause, resume, end,
                    keep, billing_day, move, payer)

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
  tax::Address address = {};                    // of move
  std::optional<CustomerId> payer = {};         // of payer: who is billed for the account; none: they themselves
  bool is_announced = false; // a price change that comes with the plan: nothing where the service has ended
};

struct QuotedDocument {
  CustomerId billed_to;
  Document document;
  // Of an invoice: what credit notes of the quote name in `corrects`. Not the id of any stored one.
  InvoiceId id;
};

// `events` by the day they become known, of one day as given; `corrected` as documents_of() wants it for what was
// invoiced already; `profile` where taxes depend on who buys and where. Inconsistent where an event does not fit the
// life it meets, in a sentence.
//
// With several accounts the first is the one that events are about; the others pay for it, or will.
struct QuotedAccount {
  Account account;
  std::optional<TaxProfile> profile; // where taxes depend on who buys and where
};
Result<std::vector<QuotedDocument>, Inconsistency> quote(std::vector<QuotedAccount> accounts,
                                                         std::vector<QuoteEvent> events, const PriceBook &book,
                                                         CorrectedById corrected, Date until);
Result<std::vector<QuotedDocument>, Inconsistency> quote(Account account, std::vector<QuoteEvent> events,
                                                         const PriceBook &book, CorrectedById corrected, Date until,
                                                         const TaxProfile *profile = nullptr);

} // namespace demarc::billing
