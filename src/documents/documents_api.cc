#include "documents/documents_api.h"

#include "catalog/provider.h"
#include "documents/print_document.h"
#include "documents/printed_file.h"

namespace demarc::documents {
namespace {

// A list without pages: a design is changed a few times a year.
template <class T> struct List {
  std::vector<T> items;
  BOOST_DESCRIBE_CLASS(List, (), (items), (), ())
};

struct StatementQuery {
  std::optional<Date> from, to;
};
BOOST_DESCRIBE_STRUCT(StatementQuery, (), (from, to))

struct ProformaQuery {
  std::optional<Date> date;
};
BOOST_DESCRIBE_STRUCT(ProformaQuery, (), (date))

struct StatementEntry {
  Date on;
  std::string kind; // "invoice", "credit_note", "payment"
  std::string number;
  std::int64_t amount_minor = 0; // positive: charged; negative: paid or credited
  std::int64_t balance_minor = 0;
};
BOOST_DESCRIBE_STRUCT(StatementEntry, (), (on, kind, number, amount_minor, balance_minor))

struct Statement {
  CustomerId customer_id;
  Date from, to;
  Currency currency = Currency::of("XXX");
  std::int64_t opening_minor = 0, closing_minor = 0;
  std::vector<StatementEntry> entries;
};
BOOST_DESCRIBE_STRUCT(Statement, (), (customer_id, from, to, currency, opening_minor, closing_minor, entries))

struct DocumentDesign {
  std::int64_t version = 0; // 0: the standard one, which nobody has changed
  std::string layout;
  std::string logo;
  std::string account_holder, iban, bic, bank_name, pay_link, registration, email, phone, website;
  std::optional<Instant> created_at;
  std::optional<std::string> created_by;
  std::vector<std::string> languages;    // that documents are written in
  std::vector<std::string> placeholders; // that texts may name in braces
};
BOOST_DESCRIBE_STRUCT(DocumentDesign, (),
                      (version, layout, logo, account_holder, iban, bic, bank_name, pay_link, registration, email,
                       phone, website, created_at, created_by, languages, placeholders))

struct DesignPreview {
  DesignEdit design;
  PaperKind kind = PaperKind::invoice;
  std::string language = "en";
  std::optional<InvoiceId> invoice_id;
  int lines = 4;
  std::optional<LegalEntityId> legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(DesignPreview, (), (design, kind, language, invoice_id, lines, legal_entity_id))

Date today(db::Tx &tx, Instant now) { return catalog::business_date(tx, now); }
Date today(http::Call &call) {
  return call.database().read([&](db::Tx &tx) { return today(tx, call.now()); });
}

// The last three months when nothing is said.
Period days_of(const StatementQuery &query, Date today) {
  const Date to = query.to.value_or(today);
  return {query.from.value_or(to.plus_months_clamped(-3)), to};
}

DocumentDesign shown(const SavedDesign &d) {
  DocumentDesign out{
      d.id.value(),   d.layout, d.logo,  d.account_holder, d.iban,       d.bic,        d.bank_name,       d.pay_link,
      d.registration, d.email,  d.phone, d.website,        std::nullopt, std::nullopt, Language::codes(), {}};
  for (const std::string_view name : text_placeholders())
    out.placeholders.emplace_back(name);
  if (d.id.value() != 0) {
    out.created_at = d.created_at;
    out.created_by = d.created_by;
  }
  return out;
}

} // namespace
} // namespace demarc::documents

template <> struct demarc::http::Rules<demarc::documents::DesignEdit> {
  static FieldRules fields() {
    return {{"layout", {.max_length = 20'000, .multiline = true, .description = "See docs/documents.md"}},
            {"logo",
             {.max_length = 280'000, .optional = true, .description = "A PNG of at most 200 kB in base64, or empty"}},
            {"account_holder", {.max_length = 70, .optional = true, .description = "The legal name when empty"}},
            {"iban", {.max_length = 42, .optional = true}},
            {"bic", {.max_length = 11, .optional = true}},
            {"bank_name", {.max_length = 80, .optional = true}},
            {"pay_link", {.max_length = 300, .optional = true, .description = "https://pay.example.net/{number}"}},
            {"registration", {.max_length = 300, .multiline = true, .optional = true}},
            {"email", {.max_length = 200, .optional = true}},
            {"phone", {.max_length = 40, .optional = true}},
            {"website", {.max_length = 200, .optional = true}}};
  }
};
template <> struct demarc::http::Rules<demarc::documents::DesignPreview> {
  static FieldRules fields() {
    return {{"kind", {.optional = true}},
            {"language", {.format = Format::language, .optional = true}},
            {"lines", {.minimum = 0, .maximum = 200, .optional = true, .description = "Of the sample"}},
            {"legal_entity_id", {.description = "Who sells on it; absent: who sold the invoice, or the first one"}}};
  }
};

namespace demarc::documents {
namespace {

// One operation for each form: /pdf is kept and downloaded, /html is shown.
template <class Query, class Print>
void both_forms(http::Api &api, const std::string &path, const std::string &id, const std::string &summary,
                const std::string &permission, const std::string &tag, const std::string &description, Print print) {
  for (const Form form : {Form::pdf, Form::html}) {
    const std::string name = form == Form::pdf ? "pdf" : "html";
    api.get<Query, http::File>(path + "/" + name,
                               {.id = id + "_" + name,
                                .summary = summary + (form == Form::pdf ? " as PDF" : " as HTML"),
                                .permission = permission,
                                .tag = tag,
                                .description = description},
                               [print, form](http::Call &call, const Query &query) -> Outcome<http::File> {
                                 return as_file(call, print(call, query, form), form);
                               });
  }
}

void register_papers(http::Api &api) {
  both_forms<http::NoQuery>(api, "/v1/invoices/{id}", "invoice", "An invoice or credit note", "billing.read", "Billing",
                            "The PDF is kept from its first delivery on: it is the same file for ever.",
                            [](http::Call &call, const http::NoQuery &, Form form) {
                              return print_bill(call.database(), call.path_id<InvoiceId>("id"), form, call.now());
                            });
  both_forms<http::NoQuery>(
      api, "/v1/payments/{id}/receipt", "payment_receipt", "The receipt of a payment", "payments.read", "Payments",
      "Numbered and kept when it is first asked for.", [](http::Call &call, const http::NoQuery &, Form form) {
        return print_receipt(call.database(), payments::PaymentId(call.path_number("id")), form, call.now());
      });
  both_forms<StatementQuery>(api, "/v1/customers/{id}/statement", "customer_statement", "A statement of account",
                             "billing.read", "Billing", "Both days included; the last three months when absent.",
                             [](http::Call &call, const StatementQuery &query, Form form) {
                               const Period days = days_of(query, today(call));
                               return print_statement(call.database(), call.path_id<CustomerId>("id"), days.start,
                                                      days.end, form);
                             });
  both_forms<ProformaQuery>(
      api, "/v1/customers/{id}/proforma", "customer_proforma", "What would be billed, as a proforma", "billing.read",
      "Billing", "What a billing run on the date (today when absent) would issue for the customer, without a number.",
      [](http::Call &call, const ProformaQuery &query, Form form) -> Outcome<Printed> {
        const Date now = today(call), date = query.date.value_or(now);
        if (days_between(now, date) > 400)
          return refuse("date_too_far", "A proforma reaches 400 days ahead.", "date");
        return print_proforma(call.database(), call.path_id<CustomerId>("id"), date, form);
      });
  api.get<StatementQuery, Statement>(
      "/v1/customers/{id}/statement",
      {.id = "customer_statement",
       .summary = "A statement of account",
       .permission = "billing.read",
       .tag = "Billing",
       .description = "Both days included; the last three months when absent."},
      [](http::Call &call, db::Tx &tx, const StatementQuery &query) -> Outcome<Statement> {
        const Period days = days_of(query, today(tx, call.now()));
        const auto id = call.path_id<CustomerId>("id");
        if (days.end < days.start)
          return refuse("dates_reversed", "A statement ends on the day it begins, or later.", "to");
        TRY(facts, find_statement(tx, id, days.start, days.end));
        Statement statement{id, facts.from, facts.to, facts.opening.currency(), facts.opening.minor_units(), 0, {}};
        Money balance = facts.opening;
        for (const StatementFacts::Entry &entry : facts.entries) {
          balance += entry.amount;
          statement.entries.push_back(
              {entry.on, entry.kind, entry.number, entry.amount.minor_units(), balance.minor_units()});
        }
        statement.closing_minor = balance.minor_units();
        return statement;
      });
}

void register_design(http::Api &api) {
  api.get<http::NoQuery, DocumentDesign>(
      "/v1/document-design",
      {.id = "get_document_design",
       .summary = "How documents look and are paid",
       .permission = "settings.read",
       .tag = "Settings"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return shown(newest_design(tx)); });
  api.put<DesignEdit, DocumentDesign>(
      "/v1/document-design",
      {.id = "save_document_design",
       .summary = "Change how documents look and are paid",
       .permission = "settings.write",
       .tag = "Settings",
       .description =
           "Makes a new version. Documents issued before keep the one they were issued under. A layout that is "
           "not understood is refused with the number of its line."},
      [](http::Call &call, db::Tx &tx, const DesignEdit &in) -> Outcome<DocumentDesign> {
        TRY(saved, save_design(tx, in, call.now(), call.actor().name));
        return shown(saved);
      });
  api.get<http::NoQuery, List<DesignVersion>>(
      "/v1/document-design/versions",
      {.id = "list_document_designs",
       .summary = "Versions of the design, newest first",
       .permission = "settings.read",
       .tag = "Settings"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return List<DesignVersion>{list_designs(tx, 200)}; });
  api.get<http::NoQuery, DocumentDesign>(
      "/v1/document-design/versions/{id}",
      {.id = "get_document_design_version",
       .summary = "A version of the design",
       .permission = "settings.read",
       .tag = "Settings"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<DocumentDesign> {
        const auto design = find_design(tx, call.path_id<DesignId>("id"));
        if (!design)
          return refuse(Refusal::Kind::not_found, "design_unknown", "There is no such version.");
        return shown(*design);
      });
  for (const Form form : {Form::pdf, Form::html}) {
    const std::string name = form == Form::pdf ? "pdf" : "html";
    api.post<DesignPreview, http::File>(
        "/v1/document-design/preview/" + name,
        {.id = "preview_document_design_" + name,
         .summary = "A design that is not saved yet, as " + std::string(form == Form::pdf ? "PDF" : "HTML"),
         .permission = "settings.write",
         .tag = "Settings",
         .description = "Drawn by the same code as a document: a sample, or a real invoice. Changes nothing."},
        [form](http::Call &call, const DesignPreview &in) -> Outcome<http::File> {
          return as_file(call,
                         preview_design(call.database(), in.design,
                                        {in.kind, in.language, in.invoice_id, in.lines, in.legal_entity_id}, form),
                         form);
        });
  }
}

} // namespace

void register_documents_api(http::Api &api) {
  register_papers(api);
  register_design(api);
}

} // namespace demarc::documents
