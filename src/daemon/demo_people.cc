#include "daemon/demo_people.h"

#include <fmt/format.h>

namespace demarc::daemon {

namespace {

constexpr std::string_view given[] = {
    "Anna",  "Ben",   "Clara", "David", "Elif",   "Felix",  "Greta",  "Hannes", "Ines",   "Jonas",  "Katrin", "Lena",
    "Marek", "Nadia", "Oskar", "Paula", "Quirin", "Rosa",   "Stefan", "Tuğba",  "Ulrike", "Viktor", "Wiebke", "Yusuf",
    "Zoé",   "Amir",  "Beate", "Cem",   "Doreen", "Emilia", "Frank",  "Gesa",   "Henrik", "Ida",    "Jürgen", "Klara"};
constexpr std::string_view family[] = {
    "Andresen",   "Bartels",   "Carstens", "Demir",    "Ehlers",     "Fischer", "Gravert",   "Hansen",
    "Ivanova",    "Jensen",    "Kowalski", "Lorenzen", "Möller",     "Nissen",  "Oldsen",    "Petersen",
    "Quast",      "Rohwer",    "Schmidt",  "Thomsen",  "Uhlig",      "Voss",    "Wulf",      "Yılmaz",
    "Zimmermann", "Brandt",    "Clausen",  "Dreyer",   "Erichsen",   "Frahm",   "Godbersen", "Hinrichsen",
    "Iwersen",    "Johannsen", "Kruse",    "Lassen",   "Matthiesen", "Nowak",   "Ott",       "Paulsen"};
constexpr std::string_view trades[] = {"Bakery",    "Farm",     "Garage",      "Hotel",      "Dental practice",
                                       "Carpentry", "Bookshop", "Law office",  "Brewery",    "Boatyard",
                                       "School",    "Clinic",   "Solar works", "Restaurant", "Studio"};
constexpr std::string_view streets[] = {"Hafenstraße",   "Dorfstraße",   "Am Deich",     "Mühlenweg",   "Kirchstraße",
                                        "Bahnhofstraße", "Lindenallee",  "Norderstraße", "Strandweg",   "Schulstraße",
                                        "Feldweg",       "Gartenstraße", "Ringstraße",   "Süderstraße", "Heideweg"};
struct Town {
  std::string_view name;
  std::string_view postal_code;
};
constexpr Town towns[town_count] = {
    {"Nordhafen", "25001"}, {"Wiesby", "25012"}, {"Altendeich", "25023"}, {"Heidekrug", "25034"}, {"Süderau", "25045"}};

template <std::size_t N> std::string_view pick(SeededRandom &random, const std::string_view (&list)[N]) {
  return list[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(N)))];
}

// Letters of user names and mail addresses: ASCII, as people are given them.
std::string plain(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> letters[] = {
      {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}, {"ğ", "g"}, {"ı", "i"}, {"é", "e"}, {"Ü", "Ue"}, {"ş", "s"}};
  std::string text;
  for (std::size_t i = 0; i < name.size();) {
    bool replaced = false;
    for (const auto &[from, to] : letters) {
      if (name.substr(i).starts_with(from)) {
        text += to;
        i += from.size();
        replaced = true;
        break;
      }
    }
    if (!replaced) {
      const char c = name[i++];
      if (c >= 'A' && c <= 'Z')
        text += static_cast<char>(c - 'A' + 'a');
      else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        text += c;
    }
  }
  return text;
}

} // namespace

std::string town_name(int town) { return std::string(towns[town].name); }

Person draw_person(SeededRandom &random, int number) {
  Person person;
  // A harbour town with half the people, four villages with the rest.
  person.town = random.chance(500) ? 0 : static_cast<int>(random.between(1, town_count - 1));
  const std::string_view first = pick(random, given), last = pick(random, family);
  subscribers::NewCustomer &c = person.customer;
  if (random.chance(120)) {
    c.kind = subscribers::CustomerKind::business;
    c.name = fmt::format("{} {}", pick(random, trades), last);
    c.vat_number = fmt::format("DE{:09}", 100'000'000 + random.below(800'000'000));
  } else {
    c.name = fmt::format("{} {}", first, last);
  }
  person.username = fmt::format("{}.{}{}@demo", plain(first), plain(last), number);
  // example.net is reserved (RFC 2606): nothing sent there can reach anybody.
  c.email = fmt::format("{}.{}{}@example.net", plain(first), plain(last), number);
  c.phone = fmt::format("+49 4841 {:06}", 100'000 + random.below(899'999));
  c.street = fmt::format("{} {}", pick(random, streets), random.between(1, 98));
  c.city = std::string(towns[person.town].name);
  c.postal_code = std::string(towns[person.town].postal_code);
  c.country = "DE";
  const std::int64_t draw = random.below(1000);
  person.habit = draw < 620   ? Habit::prompt
                 : draw < 860 ? Habit::on_time
                 : draw < 955 ? Habit::late
                 : draw < 992 ? Habit::very_late
                              : Habit::never;
  return person;
}

} // namespace demarc::daemon
