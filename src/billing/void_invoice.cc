#include "billing/void_invoice.h"

#include "base/ensure.h"
#include "billing/allocate_payment.h"
#include "billing/invoice_store.h"
#include "billing/run_billing.h"
#include "billing/settlement_store.h"
#include "billing/tax_profile_store.h"
#include "catalog/provider.h"
#include "subscribers/customer.h"
#include "subscribers/timeline.h"

#include <algorithm>
#include <fmt/format.h>

namespace demarc::billing {

namespace {

// All that the invoice billed and earlier credit notes left.
std::vector<NewCredit> all_of(const Account &account, const Prices &prices, InvoiceId invoice) {
  std::vector<NewCredit> credits;
  for (const ServiceAccount &service : account.services) {
    Difference back = taken_back(service.life, service.charged, prices, invoice, account.billed_as(service));
    std::move(back.credits.begin(), back.credits.end(), std::back_inserter(credits));
  }
  return credits;
}

} // namespace

Outcome<IssuedDocument> void_invoice(db::Tx &tx, db::Database &ids, InvoiceId id, const std::string &reason,
                                     const std::string &actor, Date today, Instant now) {
  TRY(unlocked, find_invoice(tx, id, today));
  TRY(customer, subscribers::lock_customer(tx, unlocked.customer_id));
  TRY(invoice, find_invoice(tx, id, today)); // as it is now that nobody else changes it
  if (invoice.kind != DocumentKind::invoice)
    return refuse(Refusal::Kind::conflict, "not_an_invoice", "A credit note cannot be voided.");
  if (invoice.voided)
    return refuse(Refusal::Kind::conflict, "void_already",
                  fmt::format("{} was voided; credit note {} takes it back.", invoice.number,
                              invoice.voided->credit_note_number));
  const bool is_paid = std::any_of(invoice.settlements.begin(), invoice.settlements.end(),
                                   [](const auto &settlement) { return settlement.source_kind != credit_note_source; });
  if (is_paid)
    return refuse(Refusal::Kind::conflict, "invoice_paid",
                  fmt::format("Something was paid on {}: correct what was billed instead; the difference is credited.",
                              invoice.number));
  auto loaded = load_customers(tx, {customer.id});
  ENSURE(loaded.size() == 1, "the customer is locked, so it exists");
  const PriceBook book = load_price_book(tx, today);
  Bill bill{today, {}, all_of(loaded.front().account, book.prices, id)};
  if (bill.credits.empty())
    return refuse(Refusal::Kind::conflict, "credited_already",
                  fmt::format("Nothing is left of {}: credit notes took it back.", invoice.number));
  CorrectedById corrected = load_corrected_by(tx, {Bills{{bill}, std::nullopt, bill.on, true}});
  const auto profiles = book.asks_who_buys ? load_tax_profiles(tx, {customer.id}) : TaxProfiles{};
  tax::Places places(book.taxes.table);
  const auto profile = profiles.find(customer.id);
  const Taxpayer taxpayer = profile == profiles.end() ? Taxpayer{} : Taxpayer{&profile->second, &places};
  const Account &account = loaded.front().account;
  auto documents = documents_of(bill, user_names(account), book, corrected, taxpayer, headings_of(account));
  if (!documents)
    return refuse(Refusal::Kind::conflict, "account_inconsistent", documents.error().reason);
  const catalog::Provider provider = catalog::find_provider(tx);
  PlannedCustomer planned{std::move(loaded.front()), std::move(*documents), std::nullopt, std::nullopt};
  const auto issued = issue_documents(tx, ids, std::span(&planned, 1), {std::nullopt, provider.payment_days, now});
  ENSURE(issued.size() == 1, "the credits of one invoice are one credit note");
  insert_void(tx, {id, issued.front().id, reason, actor, now});
  subscribers::tell(tx, ids,
                    {.customer_id = customer.id,
                     .at = now,
                     .kind = "invoice.voided",
                     .title = fmt::format("Invoice {} voided", invoice.number),
                     .detail = fmt::format("{}; credit note {} takes it back", reason, issued.front().number),
                     .actor = actor,
                     .ref_kind = "invoice",
                     .ref_id = id.value(),
                     .ref_text = invoice.number});
  review_billing(tx, customer.id);
  return issued.front();
}

} // namespace demarc::billing
