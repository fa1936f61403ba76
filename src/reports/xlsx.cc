#include "reports/xlsx.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <unistd.h>
#include <xlsxwriter.h>

namespace demarc::reports {

namespace {

// The library writes files only: a folder of its own, gone afterwards.
class Folder {
public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "demarc-xlsx.XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error("the temporary folder cannot be written");
    path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;
  [[nodiscard]] std::string file() const { return (path_ / "report.xlsx").string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }

private:
  std::filesystem::path path_;
};

// Cells of a workbook are binary floating point by their format. This is the one place where an amount becomes one, on
// its way out: 15 digits are exact, and none comes back.
double as_number(std::int64_t number, ColumnKind kind, Currency currency) {
  double divisor = 1;
  if (kind == ColumnKind::money) {
    for (int digit = 0; digit < currency.exponent(); ++digit)
      divisor *= 10;
  } else if (kind == ColumnKind::percent) {
    divisor = 1'000'000;
  }
  return static_cast<double>(number) / divisor;
}

class Book {
public:
  Book(const Table &table, const Folder &folder) : table_(table), folder_path_(folder.path()), file_(folder.file()) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder_path_.data();
    book_ = workbook_new_opt(file_.c_str(), &options);
    sheet_ = workbook_add_worksheet(book_, table.title.substr(0, 31).c_str());
  }

  void write() {
    lxw_format *head = workbook_add_format(book_);
    format_set_bold(head);
    lxw_format *title = workbook_add_format(book_);
    format_set_bold(title);
    format_set_font_size(title, 14);
    const auto width = static_cast<lxw_col_t>(table_.columns.size());
    worksheet_set_column(sheet_, 0, width, 18, nullptr);
    worksheet_write_string(sheet_, 0, 0, table_.title.c_str(), title);
    worksheet_write_string(sheet_, 1, 0, table_.period.c_str(), nullptr);
    if (!table_.legal_entity.empty())
      worksheet_write_string(sheet_, 2, 0, ("Legal entity: " + table_.legal_entity).c_str(), head);
    lxw_row_t at = 3;
    for (lxw_col_t column = 0; column < width; ++column)
      worksheet_write_string(sheet_, at, column, table_.columns[column].title.c_str(), head);
    worksheet_write_string(sheet_, at, width, "Currency", head);
    for (const ReportRow &row : table_.rows) {
      ++at;
      for (lxw_col_t column = 0; column < width; ++column)
        put(at, column, row);
      worksheet_write_string(sheet_, at, width, row.currency.code().c_str(), row.is_total ? head : nullptr);
    }
    if (!table_.rows.empty())
      worksheet_autofilter(sheet_, 3, 0, at, width);
    worksheet_freeze_panes(sheet_, 4, 0);
    if (workbook_close(book_) != LXW_NO_ERROR)
      throw std::runtime_error("the workbook cannot be written");
  }

private:
  void put(lxw_row_t at, lxw_col_t column, const ReportRow &row) {
    const ReportCell &cell = row.cells[column];
    const ColumnKind kind = table_.columns[column].kind;
    if (cell.number)
      worksheet_write_number(sheet_, at, column, as_number(*cell.number, kind, row.currency),
                             format_of(kind, row.currency, row.is_total));
    else if (cell.text)
      worksheet_write_string(sheet_, at, column, cell.text->c_str(),
                             format_of(ColumnKind::text, row.currency, row.is_total));
  }

  lxw_format *format_of(ColumnKind kind, Currency currency, bool bold) {
    std::string pattern;
    if (kind == ColumnKind::money) {
      pattern = "#,##0";
      if (currency.exponent() > 0)
        pattern += "." + std::string(static_cast<std::size_t>(currency.exponent()), '0');
    } else if (kind == ColumnKind::percent) {
      pattern = "0.00##%";
    }
    auto &format = formats_[{pattern, bold}];
    if (format == nullptr) {
      format = workbook_add_format(book_);
      if (!pattern.empty())
        format_set_num_format(format, pattern.c_str());
      if (bold)
        format_set_bold(format);
    }
    return format;
  }

  const Table &table_;
  std::string folder_path_, file_;
  lxw_workbook *book_ = nullptr;
  lxw_worksheet *sheet_ = nullptr;
  std::map<std::pair<std::string, bool>, lxw_format *> formats_;
};

} // namespace

std::string to_xlsx(const Table &table) {
  const Folder folder;
  Book(table, folder).write();
  std::ifstream file(folder.file(), std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file)
    throw std::runtime_error("the workbook cannot be read");
  return std::move(bytes).str();
}

} // namespace demarc::reports
