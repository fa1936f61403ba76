// Answers "what would be billed": resolves a question in the terms of the API to an account and events, and has the
// rule (quote.h) answer it. Writes nothing.
//
// A prepaid service buys from the customer's credit as it stands today and from the top_up events that are asked.
#pragma once

#include "billing/invoice_store.h"
#include "billing/quote.h"
#include "subscribers/planned_plans.h"

namespace demarc::billing {

// Where a service moves to.
struct AskedPlace {
  std::optional<std::string> country; // the customer's when absent
  std::optional<std::string> region, postal_code;
  std::optional<int> longitude_udeg, latitude_udeg; // millionths of a degree
};
BOOST_DESCRIBE_STRUCT(AskedPlace, (), (country, region, postal_code, longitude_udeg, latitude_udeg))

struct AskedEvent {
  QuoteEvent::Kind kind = QuoteEvent::Kind::end;
  Date on; // from this day on, inclusive
  std::optional<Date>
      known_on; // when it is entered; absent: on its day, or today when that is past for a customer we have
  std::optional<PlanId> plan_id;           // of change_plan and add_item; of move: its fee
  std::optional<std::int64_t> quantity;    // of change_plan and add_item
  std::optional<std::int64_t> price_minor; // of add_item, and of a move's fee: agreed
  std::optional<int> instalments;          // of add_item
  std::optional<std::string> coupon_code;  // of discount and invoice_discount; or the next ones
  std::optional<std::string> name;
  std::optional<Percent> percent_ppm;
  std::optional<std::int64_t> amount_minor;
  std::optional<int> periods; // of invoice_discount: invoices
  std::optional<bool> on_add_ons;
  std::optional<Date> noticed_on;        // of end: when notice is given; the day it is entered when absent
  std::optional<bool> waive_fee;         // of end: no fee for leaving early
  std::optional<int> billing_day;        // of billing_day: 1 to 31
  std::optional<ServiceItemId> item_id;  // of end_item
  std::optional<DiscountId> discount_id; // of end_discount
  std::optional<AskedPlace> place;       // of move
  std::optional<bool> all_services;      // of move: the customer's others too
  std::optional<CustomerId> payer_id;    // of payer: who is billed from then on; the customer themselves when absent
  std::optional<CustomerDiscountId> customer_discount_id = {}; // of end_invoice_discount
  // Of change_plan, of a quantity alone: whether a move that is to follow stays (subscribers/planned_plans.h).
  std::optional<subscribers::PlannedMove> planned = {};
};
BOOST_DESCRIBE_STRUCT(AskedEvent, (),
                      (kind, on, known_on, plan_id, quantity, price_minor, instalments, coupon_code, name, percent_ppm,
                       amount_minor, periods, on_add_ons, noticed_on, waive_fee, billing_day, item_id, discount_id,
                       place, all_services, payer_id, customer_discount_id, planned))

struct QuoteQuestion {
  std::optional<ServiceId> service_id;    // what this service and its customer's others would be billed
  std::optional<CustomerId> customer_id;  // a new service of this customer
  std::optional<PlanId> plan_id;          // the plan of a new service
  std::optional<Date> starts_on;          // of a new service; today when absent
  std::optional<std::int64_t> quantity;   // of a new service; 1 when absent
  std::optional<std::string> coupon_code; // given with the sale of a new service
  std::optional<int> billing_day;         // of a new customer; the day it starts when absent
  std::vector<AskedEvent> events;
  std::optional<std::string> country, region, postal_code; // where a new service is, for its taxes; else the customer's
  std::optional<Date> until;                               // the last day that is looked at; a year ahead when absent
  // Whose bills are told too, as those of payers always are: to compare with what they are before they pay.
  std::optional<std::vector<CustomerId>> also_of;
  std::optional<LegalEntityId> legal_entity_id; // whose customer somebody new would be; the first one when absent
};
BOOST_DESCRIBE_STRUCT(QuoteQuestion, (),
                      (service_id, customer_id, plan_id, starts_on, quantity, coupon_code, billing_day, events, country,
                       region, postal_code, until, also_of, legal_entity_id))

struct QuoteDocument {
  std::int64_t position = 0; // 1, 2, …
  DocumentKind kind = DocumentKind::invoice;
  // Of a credit note: the invoice it corrects, of the quote or issued before.
  std::optional<std::int64_t> corrects_position;
  std::optional<InvoiceId> corrects_invoice_id;
  std::optional<std::string> corrects_number;
  Date issued_on;
  Date due_on;
  std::int64_t net_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;
  std::vector<InvoiceLine> lines;
  std::vector<InvoiceTax> taxes;
  // Who is billed; none for somebody new.
  std::optional<CustomerId> customer_id;
  std::string customer_name;
};
BOOST_DESCRIBE_STRUCT(QuoteDocument, (),
                      (position, kind, corrects_position, corrects_invoice_id, corrects_number, issued_on, due_on,
                       net_minor, tax_minor, gross_minor, lines, taxes, customer_id, customer_name))

// Where a prepaid service is off for want of a period.
struct QuoteStop {
  std::optional<ServiceId> service_id; // none: the new one
  Date on;                             // the first day without
  PrepaidStop reason = PrepaidStop::balance;
  std::int64_t price_minor = 0, balance_minor = 0; // what the balance did not cover, and the balance
  std::optional<Date> until;                       // the first day with service again; none: off to the end
};
BOOST_DESCRIBE_STRUCT(QuoteStop, (), (service_id, on, reason, price_minor, balance_minor, until))

struct Quote {
  Currency currency = Currency::of("XXX");
  Date until;
  // Of all documents; credit notes count against.
  std::int64_t net_minor = 0;
  std::int64_t tax_minor = 0;
  std::int64_t gross_minor = 0;
  std::vector<QuoteDocument> documents; // in the order of issue
  std::vector<QuoteStop> stops;         // of prepaid services, in order of time
  std::int64_t balance_minor = 0;       // at the end: credit; below zero, what is open
};
BOOST_DESCRIBE_STRUCT(Quote, (), (currency, until, net_minor, tax_minor, gross_minor, documents, stops, balance_minor))

Outcome<Quote> quote_bill(db::Tx &tx, const QuoteQuestion &question, Date today);

} // namespace demarc::billing
