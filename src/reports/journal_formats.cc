#include "reports/journal_formats.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace demarc::reports {

namespace {

// One line, without the signs that mean something there.
std::string plain(std::string_view text, std::string_view unwanted) {
  std::string out;
  for (const char c : text)
    out += static_cast<unsigned char>(c) < 0x20 || unwanted.find(c) != std::string_view::npos ? ' ' : c;
  while (!out.empty() && out.back() == ' ')
    out.pop_back();
  return out;
}

std::string_view alone(const ExportTerms &terms) {
  return terms.legal_entity.empty() ? "" : ", the books of this legal entity alone";
}

std::string_view hledger_class(AccountClass c) {
  switch (c) {
  case AccountClass::asset: return "assets";
  case AccountClass::liability: return "liabilities";
  case AccountClass::income: return "revenues";
  case AccountClass::expense: break;
  }
  return "expenses";
}
std::string_view beancount_class(AccountClass c) {
  switch (c) {
  case AccountClass::asset: return "Assets";
  case AccountClass::liability: return "Liabilities";
  case AccountClass::income: return "Income";
  case AccountClass::expense: break;
  }
  return "Expenses";
}

class Hledger : public JournalFormat {
public:
  [[nodiscard]] std::string head(const std::vector<ExportAccount> &chart, const ExportTerms &terms) const override {
    std::string out = fmt::format("; {}: journal from {} to {}{}, written by Demarc\ndecimal-mark .\n\n",
                                  plain(terms.provider, ";"), to_string(terms.from), to_string(terms.to), alone(terms));
    for (const ExportAccount &account : chart)
      out += fmt::format("account {}\n", hledger_account(account.code, account.name, account.account_class));
    return out + "\n";
  }
  [[nodiscard]] std::string entry(const ExportEntry &e, const ExportTerms &) const override {
    // A bar would part the description into payee and note; brackets the code from the rest.
    std::string out = fmt::format("{} *{} {}  ; entry:{}\n", to_string(e.date),
                                  e.document.empty() ? "" : fmt::format(" ({})", plain(e.document, "();")),
                                  plain(e.memo, ";|()"), e.id);
    for (const ExportPosting &p : e.postings)
      out += fmt::format("    {}  {} {}\n", hledger_account(p.account, p.account_name, p.account_class),
                         to_decimal(p.amount), p.amount.currency().code());
    return out + "\n";
  }
};

std::string beancount_account(const std::string &code, const std::string &name, AccountClass c) {
  std::string word;
  for (const char letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0)
      word += letter;
    else if (!word.empty() && word.back() != '-')
      word += '-';
  }
  return fmt::format("{}:{}-{}", beancount_class(c), code, word);
}
std::string beancount_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : plain(text, "")) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + "\"";
}

class Beancount : public JournalFormat {
public:
  [[nodiscard]] std::string head(const std::vector<ExportAccount> &chart, const ExportTerms &terms) const override {
    std::string out = fmt::format(
        "; {}: journal from {} to {}{}, written by Demarc\noption \"name_income\" \"Income\"\n{}\n",
        plain(terms.provider, ""), to_string(terms.from), to_string(terms.to), alone(terms),
        terms.legal_entity.empty() ? "" : fmt::format("option \"title\" {}\n", beancount_text(terms.legal_entity)));
    for (const ExportAccount &account : chart)
      out += fmt::format("{} open {}\n", to_string(terms.from),
                         beancount_account(account.code, account.name, account.account_class));
    return out + "\n";
  }
  [[nodiscard]] std::string entry(const ExportEntry &e, const ExportTerms &) const override {
    std::string out = fmt::format("{} * {} {}\n  entry: {}\n", to_string(e.date), beancount_text(e.customer),
                                  beancount_text(e.memo), beancount_text(std::to_string(e.id)));
    if (!e.document.empty())
      out += fmt::format("  document_number: {}\n", beancount_text(e.document));
    for (const ExportPosting &p : e.postings)
      out += fmt::format("  {}  {} {}\n", beancount_account(p.account, p.account_name, p.account_class),
                         to_decimal(p.amount), p.amount.currency().code());
    return out + "\n";
  }
};

constexpr std::size_t datev_columns = 125;

std::array<std::string, datev_columns> datev_titles() {
  std::vector<std::string> t{"Umsatz (ohne Soll/Haben-Kz)",
                             "Soll/Haben-Kennzeichen",
                             "WKZ Umsatz",
                             "Kurs",
                             "Basis-Umsatz",
                             "WKZ Basis-Umsatz",
                             "Konto",
                             "Gegenkonto (ohne BU-Schlüssel)",
                             "BU-Schlüssel",
                             "Belegdatum",
                             "Belegfeld 1",
                             "Belegfeld 2",
                             "Skonto",
                             "Buchungstext",
                             "Postensperre",
                             "Diverse Adressnummer",
                             "Geschäftspartnerbank",
                             "Sachverhalt",
                             "Zinssperre",
                             "Beleglink"};
  for (int n = 1; n <= 8; ++n) {
    t.push_back(fmt::format("Beleginfo - Art {}", n));
    t.push_back(fmt::format("Beleginfo - Inhalt {}", n));
  }
  for (const char *title : {"KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID",
                            "EU-Steuersatz", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
                            "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung"})
    t.emplace_back(title);
  for (int n = 1; n <= 20; ++n) {
    t.push_back(fmt::format("Zusatzinformation - Art {}", n));
    t.push_back(fmt::format("Zusatzinformation- Inhalt {}", n));
  }
  for (const char *title : {"Stück",
                            "Gewicht",
                            "Zahlweise",
                            "Forderungsart",
                            "Veranlagungsjahr",
                            "Zugeordnete Fälligkeit",
                            "Skontotyp",
                            "Auftragsnummer",
                            "Buchungstyp",
                            "USt-Schlüssel (Anzahlungen)",
                            "EU-Land (Anzahlungen)",
                            "Sachverhalt L+L (Anzahlungen)",
                            "EU-Steuersatz (Anzahlungen)",
                            "Erlöskonto (Anzahlungen)",
                            "Herkunft-Kz",
                            "Buchungs GUID",
                            "KOST-Datum",
                            "SEPA-Mandatsreferenz",
                            "Skontosperre",
                            "Gesellschaftername",
                            "Beteiligtennummer",
                            "Identifikationsnummer",
                            "Zeichnernummer",
                            "Postensperre bis",
                            "Bezeichnung SoBil-Sachverhalt",
                            "Kennzeichen SoBil-Buchung",
                            "Festschreibung",
                            "Leistungsdatum",
                            "Datum Zuord. Steuerperiode",
                            "Fälligkeit",
                            "Generalumkehr (GU)",
                            "Steuersatz",
                            "Land",
                            "Abrechnungsreferenz",
                            "BVV-Position",
                            "EU-Land u. UStID (Ursprung)",
                            "EU-Steuersatz (Ursprung)",
                            "Abw. Skontokonto"})
    t.emplace_back(title);
  std::array<std::string, datev_columns> titles;
  std::move(t.begin(), t.begin() + std::min<std::ptrdiff_t>(std::ssize(t), datev_columns), titles.begin());
  return titles;
}

std::string compact(Date date) { return fmt::format("{:04}{:02}{:02}", date.year(), date.month(), date.day()); }
// Cut between characters, not inside one.
std::string cut(std::string text, std::size_t bytes) {
  if (text.size() <= bytes)
    return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
    --bytes;
  return text.substr(0, bytes);
}
std::string datev_text(const std::string &text, std::size_t bytes) {
  std::string out = "\"";
  for (const char c : cut(plain(text, ""), bytes)) {
    if (c == '"')
      out += '"';
    out += c;
  }
  return out + "\"";
}
// Belegfeld 1: what the format lets stand there.
std::string datev_document(const std::string &text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 ||
        std::string_view("$&%*+-/").find(c) != std::string_view::npos)
      out += c;
  }
  return "\"" + out.substr(0, 36) + "\"";
}
std::string with_comma(Money amount) {
  // The format has two digits behind the comma, whatever the currency.
  std::string text = to_decimal(amount);
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    text += ".";
    point = text.size() - 1;
  }
  text.resize(point + 3, '0');
  text[point] = ',';
  return text;
}

class Datev : public JournalFormat {
public:
  [[nodiscard]] std::string head(const std::vector<ExportAccount> &, const ExportTerms &terms) const override {
    std::string out =
        fmt::format("\xEF\xBB\xBF\"EXTF\";700;21;\"Buchungsstapel\";13;{};;\"RE\";\"Demarc\";\"\";{};{};"
                    "{};4;{};{};{};\"\";1;0;0;\"{}\";;"
                    "\"\";;;\"\";;;\"\";\"\"\r\n",
                    terms.created, terms.datev_consultant, terms.datev_client,
                    compact(Date::of(terms.from.year(), 1, 1)), compact(terms.from), compact(terms.to),
                    datev_text((terms.legal_entity.empty() ? "" : "Nur ") + terms.provider, 30), terms.currency.code());
    bool is_first = true;
    for (const std::string &title : datev_titles()) {
      out += fmt::format("{}{}", is_first ? "" : ";", title);
      is_first = false;
    }
    return out + "\r\n";
  }
  [[nodiscard]] std::string entry(const ExportEntry &e, const ExportTerms &terms) const override {
    std::string out;
    for (const AccountPair &pair : pairs_of(e, terms.currency)) {
      out +=
          fmt::format("{};\"S\";\"{}\";;;\"\";{};{};\"\";{:02}{:02};{};\"\";;{}", with_comma(pair.amount),
                      terms.currency.code(), pair.debit, pair.credit, e.date.day(), e.date.month(),
                      datev_document(e.document.empty() ? std::to_string(e.id) : e.document), datev_text(e.memo, 60));
      out += std::string(datev_columns - 14, ';') + "\r\n";
    }
    return out;
  }
};

class Iif : public JournalFormat {
public:
  [[nodiscard]] std::string head(const std::vector<ExportAccount> &chart, const ExportTerms &terms) const override {
    // A class is what QuickBooks has for the parts of a business; it makes those that it does not know.
    const std::string_view columns = terms.legal_entity.empty()
                                         ? "TRNSTYPE\tDATE\tACCNT\tNAME\tAMOUNT\tDOCNUM\tMEMO\r\n"
                                         : "TRNSTYPE\tDATE\tACCNT\tNAME\tCLASS\tAMOUNT\tDOCNUM\tMEMO\r\n";
    std::string out = "!ACCNT\tNAME\tACCNTTYPE\r\n";
    for (const ExportAccount &a : chart)
      out += fmt::format("ACCNT\t{} {}\t{}\r\n", a.code, plain(a.name, "\t\""), type_of(a));
    return out + fmt::format("!TRNS\t{0}!SPL\t{0}!ENDTRNS\r\n", columns);
  }
  [[nodiscard]] std::string entry(const ExportEntry &e, const ExportTerms &terms) const override {
    std::string out;
    for (const ExportPosting &p : e.postings) {
      if (p.amount.currency() != terms.currency)
        continue;
      out += fmt::format("{}\tGENERAL JOURNAL\t{:02}/{:02}/{:02}\t{} {}\t{}\t{}{}\t{}\t{}\r\n",
                         out.empty() ? "TRNS" : "SPL", e.date.month(), e.date.day(), e.date.year() % 100, p.account,
                         plain(p.account_name, "\t\""), plain(e.customer, "\t\""),
                         terms.legal_entity.empty() ? "" : plain(terms.legal_entity, "\t\":") + "\t",
                         to_decimal(p.amount), plain(e.document, "\t\""), plain(e.memo, "\t\""));
    }
    return out.empty() ? out : out + "ENDTRNS\r\n";
  }

private:
  // General accounts: those of QuickBooks' own receivables would want a customer it knows.
  static std::string_view type_of(const ExportAccount &a) {
    switch (a.account_class) {
    case AccountClass::asset: return a.code < "1100" ? "BANK" : "OCASSET";
    case AccountClass::liability: return "OCLIAB";
    case AccountClass::income: return "INC";
    case AccountClass::expense: break;
    }
    return "EXP";
  }
};

} // namespace

std::string hledger_account(const std::string &code, const std::string &name, AccountClass account_class) {
  return fmt::format("{}:{} {}", hledger_class(account_class), code, plain(name, ":;"));
}

std::vector<AccountPair> pairs_of(const ExportEntry &entry, Currency currency) {
  struct Side {
    std::string account;
    Money left;
  };
  std::vector<Side> debits, credits;
  for (const ExportPosting &p : entry.postings) {
    if (p.amount.currency() != currency)
      continue;
    if (p.amount.is_positive())
      debits.push_back({p.account, p.amount});
    else
      credits.push_back({p.account, -p.amount});
  }
  std::vector<AccountPair> pairs;
  std::size_t d = 0, c = 0;
  while (d < debits.size() && c < credits.size()) {
    const Money amount = std::min(debits[d].left, credits[c].left);
    pairs.push_back({debits[d].account, credits[c].account, amount});
    debits[d].left -= amount;
    credits[c].left -= amount;
    if (debits[d].left.is_zero())
      ++d;
    if (credits[c].left.is_zero())
      ++c;
  }
  return pairs;
}

const JournalFormat &hledger_format() {
  static const Hledger format;
  return format;
}
const JournalFormat &beancount_format() {
  static const Beancount format;
  return format;
}
const JournalFormat &datev_format() {
  static const Datev format;
  return format;
}
const JournalFormat &iif_format() {
  static const Iif format;
  return format;
}

} // namespace demarc::reports
