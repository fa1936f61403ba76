#include "documents/printed_file.h"

namespace demarc::documents {

namespace {

http::File file_of(Printed printed, Form form) {
  // HTML is shown in place; it has no script, and where it is shown nothing of the console is in reach (sandbox).
  return form == Form::pdf ? http::File{"application/pdf", printed.file_name + ".pdf", std::move(printed.bytes)}
                           : http::File{"text/html; charset=utf-8", "", std::move(printed.bytes)};
}

} // namespace

Outcome<http::File> as_file(http::Call &call, Outcome<Printed> printed, Form form) {
  if (!printed)
    return tl::make_unexpected(printed.error());
  if (!printed->sha256.empty())
    call.add_header("Demarc-Document-SHA256", printed->sha256);
  if (form == Form::html)
    call.add_header("Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups");
  return file_of(std::move(*printed), form);
}

} // namespace demarc::documents
