#include "reports/reports_api.h"

#include "catalog/legal_entity.h"
#include "catalog/provider.h"
#include "reports/csv.h"
#include "reports/export_journal.h"
#include "reports/reports.h"
#include "reports/xlsx.h"

#include <fmt/format.h>

namespace demarc::reports {

enum class FileFormat { csv, xlsx };
BOOST_DESCRIBE_ENUM(FileFormat, csv, xlsx)
enum class Grouping { day, month };
BOOST_DESCRIBE_ENUM(Grouping, day, month)

struct ReportQuery {
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<Date> as_of;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> plan;
  std::optional<std::string> place;
  std::optional<std::string> tax;
  std::optional<Grouping> by;
  std::optional<int> limit;
  std::optional<LegalEntityId> legal_entity;
};
BOOST_DESCRIBE_STRUCT(ReportQuery, (), (from, to, as_of, customer_id, plan, place, tax, by, limit, legal_entity))
struct ReportFileQuery : ReportQuery {
  std::optional<FileFormat> format;
};
BOOST_DESCRIBE_STRUCT(ReportFileQuery, (ReportQuery), (format))

struct ExportQuery {
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<int> part;
  std::optional<std::int64_t> datev_consultant;
  std::optional<std::int64_t> datev_client;
  std::optional<LegalEntityId> legal_entity;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (), (from, to, part, datev_consultant, datev_client, legal_entity))

} // namespace demarc::reports

template <> struct demarc::http::Rules<demarc::reports::Table> {
  static constexpr std::string_view name = "Report";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::reports::Column> {
  static constexpr std::string_view name = "ReportColumn";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::reports::ColumnKind> {
  static constexpr std::string_view name = "ReportColumnKind";
  static FieldRules fields() { return {}; }
};
template <> struct demarc::http::Rules<demarc::reports::ExportQuery> {
  static FieldRules fields() {
    return {
        {"from", {.description = "The first day; the first entry's when absent"}},
        {"to", {.description = "The last day, included; today when absent"}},
        {"datev_consultant", {.minimum = 1001, .maximum = 9'999'999, .description = "datev: the tax adviser's number"}},
        {"datev_client", {.minimum = 1, .maximum = 99'999, .description = "datev: the provider's number there"}},
        {"legal_entity", {.description = "Its books alone; those of all together when absent"}},
        {"part", {.minimum = 1, .description = "xero: which file, of 500 documents each"}}};
  }
};

namespace demarc::reports {

namespace {

constexpr int screen_rows = 500;

Outcome<ReportOrder> order_of(http::Call &call, db::Tx &tx, const ReportQuery &query) {
  ReportOrder order;
  if (!boost::describe::enum_from_string(call.path_text("report").c_str(), order.name))
    return refuse(Refusal::Kind::not_found, "report_unknown", "There is no such report; GET /v1/reports lists them.");
  const Date today = catalog::business_date(tx, call.now());
  order.to = query.to.value_or(today);
  order.from = query.from.value_or(Date::of(order.to.year(), order.to.month(), 1));
  order.as_of = query.as_of.value_or(today);
  if (order.from > order.to)
    return refuse("period_backwards", "The first day comes after the last.", "from");
  constexpr int years_at_most = 50;
  if (days_between(order.from, order.to) > 366 * years_at_most)
    return refuse("period_too_long", "A report covers fifty years at most.", "from");
  order.customer = query.customer_id;
  order.plan = query.plan;
  order.place = query.place;
  order.tax = query.tax;
  order.by_day = query.by == Grouping::day;
  if (query.legal_entity) {
    TRY(entity, catalog::find_legal_entity(tx, *query.legal_entity));
    order.legal_entity = entity.id;
  }
  return order;
}

} // namespace

void register_reports_api(http::Api &api) {
  api.get<http::NoQuery, std::vector<ReportInfo>>(
      "/v1/reports",
      {.id = "list_reports", .summary = "The reports there are", .permission = "reports.read", .tag = "Reports"},
      [](http::Call &, db::Tx &, const http::NoQuery &) { return all_reports(); });
  api.get<ReportQuery, Table>(
      "/v1/reports/{report}",
      {.id = "get_report",
       .summary = "A report as a table",
       .permission = "reports.read",
       .tag = "Reports",
       .description =
           "Money is in minor units of the row's currency; rows of different currencies are never summed, but for one "
           "total in the reporting currency (is_converted) at the rates of the last day, which are named. A "
           "period is from and to, both days included, the present month when absent; a day is as_of, today "
           "when absent. `legal_entity`: of its books alone. At most `limit` rows (500) and the totals of all; the "
           "file has every row."},
      [](http::Call &call, db::Tx &tx, const ReportQuery &query) -> Outcome<Table> {
        TRY(order, order_of(call, tx, query));
        return make_report(tx, order, static_cast<std::size_t>(std::clamp(query.limit.value_or(screen_rows), 1, 5000)));
      });
  api.get<ReportFileQuery, http::File>(
      "/v1/reports/{report}/file",
      {.id = "get_report_file",
       .summary = "A report as a CSV file or a workbook",
       .permission = "reports.read",
       .tag = "Reports",
       .description = "Narrowed to one legal entity, its name is in the file's name, in a column of the CSV and at the "
                      "head of the workbook."},
      [](http::Call &call, db::Tx &tx, const ReportFileQuery &query) -> Outcome<http::File> {
        TRY(order, order_of(call, tx, query));
        const Table table = make_report(tx, order, 0);
        std::string span = table.period;
        for (std::size_t at = span.find(" to "); at != std::string::npos; at = span.find(" to "))
          span.replace(at, 4, "_");
        if (order.legal_entity)
          span = file_word(table.legal_entity, order.legal_entity->value()) + "-" + span;
        if (query.format == FileFormat::xlsx)
          return http::File{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            fmt::format("{}-{}.xlsx", table.name, span), to_xlsx(table)};
        return http::File{"text/csv; charset=utf-8", fmt::format("{}-{}.csv", table.name, span), to_csv(table)};
      });
  api.get<ExportQuery, http::File>(
      "/v1/exports/{format}",
      {.id = "export_books",
       .summary = "The books for another program",
       .permission = "reports.read",
       .tag = "Reports",
       .description =
           "format: hledger, beancount, datev (EXTF 700, Buchungsstapel 13, within one year), iif "
           "(QuickBooks' general journal), xero (documents). `demarc export` writes the same to a file, piece "
           "by piece, for journals of any length. Narrowed to one legal entity, the file's name and the file say so: "
           "hledger "
           "and beancount at the head, datev in the name of the batch, iif as the class of each posting, xero as the "
           "reference of each document."},
      [](http::Call &call, db::Tx &tx, const ExportQuery &query) -> Outcome<http::File> {
        ExportOrder order{.from = query.from,
                          .to = query.to,
                          .part = query.part.value_or(1),
                          .datev_consultant = query.datev_consultant.value_or(1001),
                          .datev_client = query.datev_client.value_or(1),
                          .legal_entity = query.legal_entity};
        if (!boost::describe::enum_from_string(call.path_text("format").c_str(), order.format))
          return refuse(Refusal::Kind::not_found, "format_unknown", "Formats: hledger, beancount, datev, iif, xero.");
        std::string bytes;
        TRY(done, export_books(tx, order, call.now(), [&](std::string_view piece) { bytes += piece; }));
        return http::File{content_type(order.format), file_name(tx, order), std::move(bytes)};
      });
}

} // namespace demarc::reports
