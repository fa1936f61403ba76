#include "documents/print_document.h"

#include "base/ensure.h"
#include "billing/compute_bills.h"
#include "billing/invoice_store.h"
#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "documents/html.h"
#include "documents/pay_code.h"
#include "documents/pdf.h"
#include "documents/sample.h"
#include "platform/crypto/crypto.h"
#include "subscribers/customer.h"

#include <fmt/format.h>

namespace demarc::documents {

namespace {

// A row has room for one tax; the totals name them all.
billing::LineTax first_of(const std::vector<billing::LineTax> &taxes) {
  return taxes.empty() ? billing::LineTax{} : taxes.front();
}

constexpr std::string_view bill_kind = "bill", receipt_kind = "receipt";

struct Look {
  Style style;
  std::string logo; // base64
};

Look look_of(const SavedDesign &saved, Seller seller) {
  auto design = parse_design(saved.layout);
  if (!design) // saved by another program: it was understood when it was saved
    throw std::runtime_error(
        fmt::format("design {}, line {}: {}", saved.id.value(), design.error().line, design.error().what));
  House house{saved.account_holder, saved.iban,  saved.bic,   saved.bank_name, saved.pay_link,
              saved.registration,   saved.email, saved.phone, saved.website};
  // The design's account and registration are the first entity's: another one has its own, or names none.
  if (seller.legal_entity_id != first_legal_entity) {
    house.account_holder = seller.account_holder;
    house.iban = seller.iban;
    house.bic = seller.bic;
    house.bank_name = seller.bank_name;
    house.registration = seller.registration;
  }
  return {{std::move(*design), std::move(house), std::move(seller)}, saved.logo};
}

Look look_of_issued(db::Tx &tx, const IssuedBill &bill) {
  return look_of(find_design(tx, bill.design_id).value_or(newest_design(tx)), find_seller(tx, bill.seller_id));
}

Look present_look(db::Tx &tx, LegalEntityId entity) { return look_of(newest_design(tx), present_seller(tx, entity)); }

Printed draw(const Paper &paper, const Look &look, Form form) {
  if (form == Form::html)
    return {paper.file_name, make_html(paper, look.style.design, look.logo), {}};
  const auto logo = crypto::base64_decode(look.logo);
  return {paper.file_name, make_pdf(paper, look.style.design, logo.value_or("")), {}};
}

Printed printed(const KeptFile &file, std::string name) {
  const auto bytes = crypto::base64_decode(file.bytes);
  // The bytes are the record: better no file than another one.
  if (!bytes || crypto::sha256_hex(*bytes) != file.sha256)
    throw std::runtime_error(fmt::format("the kept file of {} is not the one that was stored", file.number));
  return {std::move(name), *bytes, file.sha256};
}

// Keeps what was drawn, unless somebody was first: then theirs is the document.
Printed keep(db::Database &database, std::string_view kind, std::int64_t ref_id, const std::string &number,
             Printed drawn, Instant now) {
  const KeptFile file{number, crypto::sha256_hex(drawn.bytes), crypto::base64_encode(drawn.bytes)};
  const bool is_first = database.write([&](db::Tx &tx) { return keep_file(tx, kind, ref_id, file, now); });
  if (is_first) {
    drawn.sha256 = file.sha256;
    return drawn;
  }
  const auto kept = database.read([&](db::Tx &tx) { return find_file(tx, kind, ref_id); });
  ENSURE(kept.has_value(), "a file that could not be kept is there already");
  return printed(*kept, std::move(drawn.file_name));
}

} // namespace

Outcome<Printed> print_bill(db::Database &database, InvoiceId id, Form form, Instant now) {
  struct Found {
    IssuedBill bill;
    Look look;
    std::optional<KeptFile> kept;
  };
  auto found = database.read([&](db::Tx &tx) -> Outcome<Found> {
    TRY(bill, find_bill(tx, id));
    Look look = look_of_issued(tx, bill);
    return Found{std::move(bill), std::move(look),
                 form == Form::pdf ? find_file(tx, bill_kind, id.value()) : std::nullopt};
  });
  if (!found)
    return tl::make_unexpected(found.error());
  const Paper paper = compose_bill(found->bill.facts, found->look.style);
  if (found->kept)
    return printed(*found->kept, paper.file_name);
  Printed drawn = draw(paper, found->look, form);
  return form == Form::html ? std::move(drawn)
                            : keep(database, bill_kind, id.value(), found->bill.facts.number, std::move(drawn), now);
}

Outcome<std::optional<PayBox>> pay_box_of(db::Tx &tx, InvoiceId id, std::int64_t open_minor) {
  TRY(bill, find_bill(tx, id));
  BillFacts &facts = bill.facts;
  const Currency currency = facts.net.currency();
  // What was paid since counts like the credit that was used as it was issued.
  facts.used =
      facts.net + facts.tax + Money::minor(facts.rounding_minor, currency) - Money::minor(open_minor, currency);
  return compose_bill(bill.facts, look_of_issued(tx, bill).style).pay;
}

Outcome<Printed> print_receipt(db::Database &database, payments::PaymentId id, Form form, Instant now) {
  struct Found {
    ReceiptFacts facts;
    Look look;
    catalog::LegalEntity seller;
    std::optional<KeptFile> kept;
  };
  auto found = database.read([&](db::Tx &tx) -> Outcome<Found> {
    TRY(facts, find_receipt(tx, id));
    TRY(seller, catalog::find_legal_entity(tx, entity_of(tx, facts.customer_id)));
    Look look = present_look(tx, seller.id);
    return Found{std::move(facts), std::move(look), std::move(seller), find_file(tx, receipt_kind, id.value())};
  });
  if (!found)
    return tl::make_unexpected(found.error());
  if (!found->kept) {
    // Numbered and kept in one transaction, so that the series has no gaps. Drawn inside it, because the number is on
    // the paper: some milliseconds, once in a receipt's life.
    found->kept = database.write([&](db::Tx &tx) {
      lock_payment(tx, id); // so that two who ask at once take one number
      if (auto already = find_file(tx, receipt_kind, id.value()))
        return *already;
      const std::string series = catalog::series_name(found->seller.invoice_prefix, catalog::SeriesKind::receipt,
                                                      found->facts.received_on.year());
      found->facts.number = catalog::document_number(series, billing::take_numbers(tx, found->seller.id, series, 1));
      const Printed drawn = draw(compose_receipt(found->facts, found->look.style), found->look, Form::pdf);
      const KeptFile file{found->facts.number, crypto::sha256_hex(drawn.bytes), crypto::base64_encode(drawn.bytes)};
      ENSURE(keep_file(tx, receipt_kind, id.value(), file, now), "the payment is locked and has no receipt");
      return file;
    });
  }
  found->facts.number = found->kept->number;
  const Paper paper = compose_receipt(found->facts, found->look.style);
  return form == Form::pdf ? printed(*found->kept, paper.file_name) : draw(paper, found->look, form);
}

Outcome<Printed> print_statement(db::Database &database, CustomerId customer, Date from, Date to, Form form) {
  if (to < from)
    return refuse("dates_reversed", "A statement ends on the day it begins, or later.", "to");
  struct Found {
    StatementFacts facts;
    Look look;
  };
  auto found = database.read([&](db::Tx &tx) -> Outcome<Found> {
    TRY(facts, find_statement(tx, customer, from, to));
    return Found{std::move(facts), present_look(tx, entity_of(tx, customer))};
  });
  if (!found)
    return tl::make_unexpected(found.error());
  return draw(compose_statement(found->facts, found->look.style), found->look, form);
}

Outcome<Printed> print_proforma(db::Database &database, CustomerId customer, Date date, Form form) {
  struct Found {
    BillFacts facts;
    Look look;
  };
  auto found = database.read([&](db::Tx &tx) -> Outcome<Found> {
    TRY(person, subscribers::find_customer(tx, customer));
    const auto planned = billing::compute_bills(tx, {customer}, date, billing::load_price_book(tx, date));
    if (!planned.empty() && planned.front().reason)
      return refuse(Refusal::Kind::conflict, "account_parked", *planned.front().reason);
    const Money nothing = Money::zero(person.currency);
    BillFacts facts{.kind = PaperKind::proforma,
                    .language = person.language,
                    .customer_number = person.number,
                    .bill_to = planned.empty() ? person.name : planned.front().customer.bill_to,
                    .issued_on = date,
                    .due_on = date,
                    .net = nothing,
                    .tax = nothing,
                    .used = nothing};
    for (const auto &customer_bill : planned) {
      for (const auto &[document, charges, credits] : customer_bill.documents) {
        const bool is_note = document.kind == billing::DocumentKind::credit_note;
        const auto signed_money = [&](Money money) { return is_note ? -money : money; };
        for (std::size_t n = 0; n < document.lines.size(); ++n) {
          const billing::Line &line = document.lines[n];
          facts.lines.push_back({line.description,
                                 line.period,
                                 line.quantity,
                                 line.unit_price,
                                 signed_money(line.net),
                                 first_of(line.taxes).name,
                                 first_of(line.taxes).percent,
                                 is_note ? credits[n].full : charges[n].full,
                                 line.account,
                                 {},
                                 {}});
          for (const billing::LinePart &part : line.parts)
            facts.lines.back().parts.push_back(
                {part.name, part.taxes.empty() ? std::nullopt : std::optional(part.taxes.front().percent)});
          for (const billing::DiscountShare &share : line.discounts)
            facts.lines.back().discounts.emplace_back(share.name,
                                                      signed_money(Money::minor(share.minor, line.net.currency())));
        }
        for (const billing::TaxSum &sum : document.taxes)
          facts.taxes.push_back({sum.name, sum.percent, signed_money(sum.base), signed_money(sum.tax)});
        facts.rounding_minor += signed_money(document.rounding()).minor_units();
        for (const billing::TaxSum &sum : document.taxes)
          add_note(facts.tax_notes, sum.reason);
        facts.net += signed_money(document.net);
        facts.tax += signed_money(document.tax);
      }
    }
    if (facts.lines.empty())
      return refuse(Refusal::Kind::conflict, "nothing_to_bill",
                    fmt::format("Nothing would be billed by {}.", to_string(date)), "date");
    return Found{std::move(facts), present_look(tx, person.legal_entity_id)};
  });
  if (!found)
    return tl::make_unexpected(found.error());
  return draw(compose_bill(found->facts, found->look.style), found->look, form);
}

Outcome<SavedDesign> check_design(const DesignEdit &edit) {
  const auto design = parse_design(edit.layout);
  if (!design)
    return refuse("design_malformed", fmt::format("Line {}: {}.", design.error().line, design.error().what), "layout");
  SavedDesign saved{.layout = edit.layout,
                    .logo = edit.logo,
                    .account_holder = edit.account_holder,
                    .bank_name = edit.bank_name,
                    .pay_link = edit.pay_link,
                    .registration = edit.registration,
                    .email = edit.email,
                    .phone = edit.phone,
                    .website = edit.website};
  if (!edit.logo.empty()) {
    const auto png = crypto::base64_decode(edit.logo);
    if (!png)
      return refuse("logo_malformed", "Send the PNG file in base64.", "logo");
    TRY(size, read_logo(*png));
    (void)size;
  }
  if (!edit.iban.empty()) {
    const auto iban = parse_iban(edit.iban);
    if (!iban)
      return refuse("iban_malformed", "This is no IBAN: the country, the length or the check digits are wrong.",
                    "iban");
    saved.iban = *iban;
  }
  if (!edit.bic.empty() && !is_bic(edit.bic))
    return refuse("bic_malformed", "A BIC has 8 or 11 capital letters and digits, such as COBADEFFXXX.", "bic");
  saved.bic = edit.bic;
  const bool is_link = edit.pay_link.starts_with("https://") || edit.pay_link.starts_with("http://");
  if (!edit.pay_link.empty() && (!is_link || edit.pay_link.find_first_of(" '\"<>\\") != std::string::npos))
    return refuse("pay_link_malformed",
                  "A pay link begins with https:// and may hold {number}: https://pay.example.net/{number}",
                  "pay_link");
  return saved;
}

Outcome<SavedDesign> save_design(db::Tx &tx, const DesignEdit &edit, Instant now, const std::string &actor) {
  TRY(saved, check_design(edit));
  saved.created_at = now;
  saved.created_by = actor;
  saved.id = insert_design(tx, saved);
  return saved;
}

Outcome<Printed> preview_design(db::Database &database, const DesignEdit &edit, const PreviewWish &wish, Form form) {
  TRY(saved, check_design(edit));
  struct Found {
    std::optional<IssuedBill> bill;
    Look look;
    Currency currency;
  };
  auto found = database.read([&](db::Tx &tx) -> Outcome<Found> {
    TRY(entity, catalog::find_legal_entity(tx, wish.legal_entity_id.value_or(first_legal_entity)));
    Found made{std::nullopt, look_of(saved, present_seller(tx, entity.id)), catalog::find_provider(tx).currency};
    if (wish.invoice_id) {
      TRY(bill, find_bill(tx, *wish.invoice_id));
      if (!wish.legal_entity_id) // who sold it
        made.look = look_of(saved, find_seller(tx, bill.seller_id));
      made.bill = std::move(bill);
    }
    return made;
  });
  if (!found)
    return tl::make_unexpected(found.error());
  const Style &style = found->look.style;
  const Paper paper = found->bill ? compose_bill(found->bill->facts, style)
                                  : sample_paper({wish.kind, wish.language, found->currency, wish.lines}, style);
  return draw(paper, found->look, form);
}

} // namespace demarc::documents
