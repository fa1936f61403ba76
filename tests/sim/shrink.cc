#include "tests/sim/shrink.h"

#include "tests/sim/books.h"
#include "tests/support/test_database.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace demarc::sim {

namespace {

void say(int pipe_end, char kind, std::string text) {
  std::replace(text.begin(), text.end(), '\n', '|');
  text = kind + text + '\n';
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(pipe_end, text.data() + done, text.size() - done);
    if (written <= 0)
      _exit(3);
    done += static_cast<std::size_t>(written);
  }
}

[[noreturn]] void play_in_child(const History &history, const How &how, const testing::TestDatabase &place, int out) {
  if (how.server_zone != nullptr) {
    setenv("TZ", how.server_zone, 1);
    tzset();
  }
  try {
    World world(history, {.open = [&] { return place.open_migrated({.durable = false}); },
                          .kills = !how.is_undisturbed,
                          .progress = [&](int day) { say(out, 'D', std::to_string(day)); }});
    const auto failure = world.play();
    const Counts &c = world.counts();
    say(out, 'C',
        fmt::format("{} {} {} {} {} {} {} {} {} {}", c.events, c.refused, c.runs, c.killed_runs, c.restarts,
                    c.customer_checks, c.whole_checks, c.odd_hours, c.killed_nights, c.held_runs));
    if (failure) {
      for (const std::string &line : failure->story)
        say(out, 'S', line);
      say(out, 'W', std::to_string(failure->customer.value_or(-1)));
      say(out, 'T', failure->text);
      say(out, 'F', failure->rule);
    } else if (how.with_books) {
      for (const std::string &line : books_of(world.database(), Numbers::same))
        say(out, 'B', line);
    }
    say(out, 'E', "");
  } catch (const std::exception &error) {
    say(out, 'T', error.what());
    say(out, 'F', "the_provider_can_be_founded");
    say(out, 'E', "");
  }
  _exit(0);
}

int number_in(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Counts counts_in(const std::string &text) {
  std::array<std::int64_t, 10> n{};
  const char *at = text.data();
  for (std::int64_t &value : n)
    at = std::from_chars(at, text.data() + text.size(), value).ptr + 1;
  return {n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[8], n[9], n[7]};
}

// Cuts down, replaying as it goes.
class Shrinking {
public:
  Shrinking(History history, Failure failure, How how, int most_plays)
      : history_(std::move(history)), failure_(std::move(failure)), how_(how), left_(most_plays) {}

  std::pair<History, Failure> run() {
    cut_days();
    if (left_ <= 0)
      return {std::move(history_), std::move(failure_)};
    keep_customer();
    for (const Kind kind :
         {Kind::outage,      Kind::crash, Kind::kill,  Kind::restart,      Kind::zone,     Kind::price, Kind::raise,
          Kind::tax_rate,    Kind::pay,   Kind::payer, Kind::off_invoices, Kind::discount, Kind::add,   Kind::move,
          Kind::billing_day, Kind::undo,  Kind::refer, Kind::quantity,     Kind::pause,    Kind::leave, Kind::change})
      drop_if([&](const Event &event) { return event.kind == kind; });
    drop_customers();
    start_late();
    drop_events();
    simplify();
    drop_events();
    start_late();
    return {std::move(history_), std::move(failure_)};
  }

  [[nodiscard]] History of(int customer) const { return only({customer}); }

private:
  // Takes `candidate` when it breaks the same rule.
  bool take_if_fails(History candidate) {
    if (left_-- <= 0)
      return false;
    auto played = play_apart(candidate, how_);
    if (!played.failure || played.failure->rule != failure_.rule)
      return false;
    history_ = std::move(candidate);
    failure_ = std::move(*played.failure);
    cut_days();
    return true;
  }
  // What comes after the failure has no part in it.
  void cut_days() {
    history_.days = failure_.day + 1;
    std::erase_if(history_.events, [&](const Event &event) { return event.day > failure_.day; });
  }
  template <class F> bool drop_if(F &&drops) {
    History candidate = history_;
    if (std::erase_if(candidate.events, drops) == 0)
      return false;
    return take_if_fails(std::move(candidate));
  }

  // Services by whom they are sold to; −1: of no customer.
  [[nodiscard]] int customer_of(const Event &event) const {
    switch (event.kind) {
    case Kind::join:
    case Kind::entity:
    case Kind::sell:
    case Kind::pay:
    case Kind::prepaid:
    case Kind::top_up:
    case Kind::renewal:
    case Kind::rest:
    case Kind::extra:
    case Kind::voucher:
    case Kind::billing_day:
    case Kind::off_invoices:
    case Kind::payer:
    case Kind::undo:
    case Kind::refer: return event.customer;
    case Kind::change:
    case Kind::end:
    case Kind::pause:
    case Kind::resume:
    case Kind::move:
    case Kind::quantity:
    case Kind::add:
    case Kind::discount:
    case Kind::leave:
    case Kind::keep:
      for (const Event &other : history_.events) {
        if (other.kind == Kind::sell && other.service == event.service)
          return other.customer;
      }
      return -2;
    case Kind::drop:
    case Kind::full_price:
    case Kind::full_invoices:
      for (const Event &other : history_.events) {
        if (other.item == event.item && other.item != 0 && other.kind != event.kind)
          return other.customer;
      }
      return -2;
    case Kind::price:
    case Kind::raise:
    case Kind::tax_rate:
    case Kind::crash:
    case Kind::outage:
    case Kind::zone:
    case Kind::kill:
    case Kind::restart: break;
    }
    return -1;
  }
  [[nodiscard]] std::vector<int> owners() const {
    std::vector<int> all;
    for (const Event &event : history_.events)
      all.push_back(customer_of(event));
    return all;
  }
  [[nodiscard]] History only(const std::set<int> &customers) const {
    const auto owner = owners();
    History candidate = history_;
    candidate.events.clear();
    for (std::size_t i = 0; i < owner.size(); ++i) {
      if (owner[i] == -1 || customers.contains(owner[i]))
        candidate.events.push_back(history_.events[i]);
    }
    return candidate;
  }
  bool keep_only(const std::set<int> &customers) {
    History candidate = only(customers);
    return candidate.events.size() < history_.events.size() && take_if_fails(std::move(candidate));
  }
  void keep_customer() {
    if (failure_.customer)
      keep_only({*failure_.customer});
  }
  void drop_customers() {
    const auto owner = owners();
    std::set<int> kept(owner.begin(), owner.end());
    kept.erase(-1);
    kept.erase(-2);
    for (std::size_t chunk = kept.size() / 2; chunk > 0; chunk /= 2) {
      for (std::size_t from = 0; from < kept.size();) {
        std::set<int> fewer = kept;
        auto first = std::next(fewer.begin(), static_cast<std::ptrdiff_t>(from));
        fewer.erase(first, std::next(first, static_cast<std::ptrdiff_t>(std::min(chunk, fewer.size() - from))));
        if (!fewer.empty() && keep_only(fewer))
          kept = fewer;
        else
          from += chunk;
      }
    }
  }
  void drop_events() {
    for (std::size_t chunk = std::max<std::size_t>(1, history_.events.size() / 2); chunk > 0; chunk /= 2) {
      for (std::size_t end = history_.events.size(); end > 0;) { // from the back: effects before causes
        end = std::min(end, history_.events.size());
        const std::size_t from = end > chunk ? end - chunk : 0;
        History candidate = history_;
        candidate.events.erase(candidate.events.begin() + static_cast<std::ptrdiff_t>(from),
                               candidate.events.begin() + static_cast<std::ptrdiff_t>(end));
        take_if_fails(std::move(candidate));
        end = from;
      }
    }
  }
  // Hours, shifts and amounts that do not matter become plain ones.
  void simplify() {
    History candidate = history_;
    candidate.time_zone = "Etc/UTC";
    candidate.billing_run_at_s = 6 * 3600;
    for (Event &event : candidate.events)
      event.second = 12 * 3600;
    take_if_fails(std::move(candidate));
    for (std::size_t i = 0; i < history_.events.size(); ++i) {
      for (const auto plain : {&Event::shift, &Event::days}) {
        candidate = history_;
        if (candidate.events[i].*plain == 0 || candidate.events[i].kind == Kind::outage)
          continue;
        candidate.events[i].*plain = 0;
        take_if_fails(std::move(candidate));
        if (i >= history_.events.size())
          return;
      }
    }
  }
  void start_late() {
    if (history_.events.empty())
      return;
    const int idle = history_.events.front().day;
    History candidate = history_;
    candidate.first = candidate.first.plus_days(idle);
    candidate.days -= idle;
    for (Event &event : candidate.events)
      event.day -= idle;
    take_if_fails(std::move(candidate));
  }

  History history_;
  Failure failure_;
  How how_;
  int left_;
};

} // namespace

Played play_apart(const History &history, const How &how) {
  const testing::TestDatabase place(how.engine);
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0)
    throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0)
    throw std::runtime_error("no process");
  if (child == 0) {
    close(ends[0]);
    play_in_child(history, how, place, ends[1]);
  }
  close(ends[1]);
  const std::unique_ptr<std::FILE, int (*)(std::FILE *)> in(fdopen(ends[0], "r"), std::fclose);
  Played played;
  Failure failure;
  bool has_failed = false, has_ended = false;
  char *line = nullptr;
  std::size_t capacity = 0;
  for (ssize_t length = 0; (length = getline(&line, &capacity, in.get())) > 0;) {
    const std::string text(line + 1, static_cast<std::size_t>(length) - 2);
    switch (line[0]) {
    case 'D': failure.day = number_in(text) + 1; break;
    case 'C': played.counts = counts_in(text); break;
    case 'S': failure.story.push_back(text); break;
    case 'W':
      if (text != "-1")
        failure.customer = number_in(text);
      break;
    case 'T': failure.text = text; break;
    case 'B': played.books.push_back(text); break;
    case 'F':
      failure.rule = text;
      has_failed = true;
      break;
    case 'E': has_ended = true; break;
    default: break;
    }
  }
  std::free(line);
  int status = 0;
  waitpid(child, &status, 0);
  if (!has_ended) {
    failure.rule = "the_program_does_not_stop_itself";
    failure.text = fmt::format("the process ended with status {}", status);
    has_failed = true;
  }
  if (has_failed)
    played.failure = std::move(failure);
  return played;
}

History only_of(const History &history, int customer) { return Shrinking(history, {}, {}, 0).of(customer); }

std::pair<History, Failure> shrink(History history, Failure failure, const How &how, int most_plays) {
  return Shrinking(std::move(history), std::move(failure), how, most_plays).run();
}

} // namespace demarc::sim
