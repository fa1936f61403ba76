#include "daemon/wiring.h"

#include "base/log.h"
#include "billing/run_billing.h"
#include "catalog/provider.h"
#include "daemon/daily.h"
#include "daemon/installation_store.h"
#include "daemon/provider_watch.h"
#include "dunning/credit_control.h"
#include "ledger/recognise_revenue.h"
#include "ledger/seal_journal.h"
#include "network/accounting.h"
#include "network/login_log.h"
#include "network/services.h"
#include "network/session_apply.h"
#include "notify/email.h"
#include "payments/referral_reward.h"
#include "payments/voucher.h"
#include "portal/portal_link.h"
#include "portal/portal_store.h"
#include "pricing/announce_price_change.h"
#include "subscribers/vat_registry.h"

#include <charconv>
#include <fstream>

namespace demarc::daemon {

billing::Billing billing_of(db::Database &database, const Clock &clock) {
  return {.database = database,
          .clock = clock,
          .on_issued = [&database, &clock](db::Tx &tx, std::span<const billing::IssuedDocument> documents) {
            const Instant now = clock.now();
            const Date today = catalog::business_date(tx, now);
            for (const billing::IssuedDocument &document : documents) {
              if (document.kind != billing::DocumentKind::credit_note)
                continue;
              const network::Cause cause{.words = "credit note " + document.number,
                                         .ref_kind = "invoice",
                                         .ref_id = document.id.value(),
                                         .ref_text = document.number};
              dunning::refresh_standing(tx, database, document.customer_id, now, today, cause);
              network::renew_prepaid_services(tx, database, document.customer_id, now, today, cause);
            }
          }};
}

void schedule_jobs(jobs::Runner &runner, db::Database &database, const Clock &clock, const ProviderWatch &provider) {
  const auto daily = [&](std::string name, std::function<int()> seconds_of_day, std::function<void(Instant)> run) {
    runner.schedule({.name = std::move(name),
                     .next_after = [&provider, seconds_of_day = std::move(seconds_of_day)](
                                       Instant after) { return next_daily(provider.zone(), seconds_of_day(), after); },
                     .run = std::move(run)});
  };
  const auto at = [](int hour, int minute, int second = 0) {
    return [=] { return hour * 3600 + minute * 60 + second; };
  };
  // Before access is decided: who is paid until midnight is bought the next period, or stops.
  daily("network.prepaid", at(0, 0), [&database, &provider](Instant due) {
    const Date today = provider.zone().date(due);
    const int changed =
        network::renew_all_prepaid(database, due, today, [&database, due, today](db::Tx &tx, CustomerId customer) {
          dunning::refresh_standing(tx, database, customer, due, today, {.words = "unused days given back"});
        });
    if (changed > 0)
      log::info("network", "{}: prepaid services of {} customers renewed or stopped", to_string(today), changed);
  });
  daily("payments.vouchers", at(0, 5), [&database, &provider](Instant due) {
    const int expired = payments::expire_vouchers(database, provider.zone().date(due), due);
    if (expired > 0)
      log::info("payments", "{} vouchers have expired", expired);
  });
  daily("payments.referrals", at(6, 45), [&database](Instant due) {
    const int decided = payments::book_due_rewards(database, due);
    if (decided > 0)
      log::info("payments", "{} referrals rewarded", decided);
  });
  daily("network.midnight", at(0, 0, 30),
        [&database, &provider](Instant due) { network::refresh_due_access(database, due, provider.zone().date(due)); });
  daily("ledger.revenue", at(0, 10), [&database, &provider](Instant due) {
    ledger::recognise_revenue(database, provider.zone().date(due).plus_days(-1), due);
    ledger::seal_journal(database);
  });
  daily(
      "billing.daily_run", [&provider] { return provider.provider().billing_run_at_s; },
      [&database, &clock, &provider](Instant due) {
        const auto run = billing::run_scheduled_billing(billing_of(database, clock), provider.zone().date(due));
        if (run.invoices > 0 || !run.parked.empty())
          log::info("billing", "run of {}: {} invoices, {} accounts parked", to_string(run.date), run.invoices,
                    run.parked.size());
      });
  daily("dunning.daily", at(7, 0), [&database, &provider](Instant due) {
    const Date today = provider.zone().date(due);
    const auto result = dunning::control_all(database, due, today);
    if (result.reminded + result.restricted > 0)
      log::info("dunning", "{}: {} reminders, {} accounts restricted", to_string(today), result.reminded,
                result.restricted);
  });
  daily("platform.purge", at(3, 30), [&database](Instant due) { database.write([&](db::Tx &tx) { purge(tx, due); }); });
}

void schedule_dead_sessions(jobs::Runner &runner, db::Database &database, const Clock &clock) {
  // What happened while nobody listened is not the access servers' silence.
  const Instant listening_since = clock.now();
  runner.schedule({.name = "network.dead_sessions",
                   .next_after = next_hourly,
                   .run =
                       [&database, &clock, listening_since](Instant) {
                         const Instant now = clock.now();
                         while (database.write([&](db::Tx &tx) {
                           return network::end_dead_sessions(tx, now, listening_since);
                         }) > 0) {
                         }
                       },
                   .catch_up = 1});
}

void schedule_login_log(jobs::Runner &runner, db::Database &database, const Clock &clock, std::int64_t days) {
  runner.schedule({.name = "network.login_log",
                   .next_after = next_hourly,
                   .run =
                       [&database, &clock, days](Instant) {
                         const Instant before = clock.now().plus_seconds(-days * 86'400);
                         while (database.write([&](db::Tx &tx) { return network::forget_logins(tx, before); }) > 0) {
                         }
                       },
                   .catch_up = 1});
}

void schedule_sealing(jobs::Runner &runner, db::Database &database, const Clock &clock) {
  // A simulated year must not stop half a million times.
  const std::int64_t every_s = clock.is_simulated() ? 3600 : 60;
  runner.schedule(
      {.name = "ledger.seal",
       .next_after =
           [every_s](Instant after) { return Instant::from_seconds((after.seconds() / every_s + 1) * every_s); },
       .run = [&database](Instant) { ledger::seal_journal(database); },
       .catch_up = 1});
}

namespace {

// Where people reach the portal: as configured, else where this node serves. Never what a request says of itself: a
// link must not lead where somebody who asked for it wants.
std::function<std::string()> portal_base(const Config &config) {
  return [configured = config.server.public_url, file = config.data.dir + "/serve.url"] {
    std::string url = configured;
    if (url.empty()) {
      std::ifstream in(file);
      std::getline(in, url);
    }
    while (url.ends_with('/'))
      url.pop_back();
    return url;
  };
}

} // namespace

void handle_office_topics(jobs::Runner &runner, db::Database &database, const Clock &clock, const Config &config) {
  runner.handle(std::string(billing::run_topic), [&database, &clock](const jobs::OutboxItem &item) {
    return billing::handle_run(billing_of(database, clock), item);
  });
  runner.handle(std::string(payments::referral_topic), [&database, &clock](const jobs::OutboxItem &item) {
    return payments::handle_referral(database, item, clock.now());
  });
  runner.handle(std::string(pricing::price_change_topic), [&database, &clock](const jobs::OutboxItem &item) {
    return pricing::handle_price_change({.database = database, .clock = clock}, item);
  });
  const auto registry = std::make_shared<subscribers::VatRegistry>(database, clock, config.tax.vat_registry_url);
  runner.handle(std::string(subscribers::vat_registry_topic),
                [registry](const jobs::OutboxItem &item) { return registry->handle(item); });
  const auto mailer =
      std::make_shared<notify::Mailer>(database, clock,
                                       notify::MailServer{.host = config.mail.host,
                                                          .port = static_cast<int>(config.mail.port),
                                                          .user = config.mail.user,
                                                          .password = std::string(config.mail.password.reveal()),
                                                          .from = config.mail.from,
                                                          .security = config.mail.security},
                                       [&database, base = portal_base(config)](const notify::Message &message) {
                                         return message.ref_kind == portal::portal_link_ref
                                                    ? portal::fill_link(database, message, base(), SystemClock{}.now())
                                                    : message.body;
                                       });
  runner.handle(std::string(portal::link_topic), [&database, &clock](const jobs::OutboxItem &item) {
    return portal::handle_link_asked(database, item, clock.now());
  });
  runner.handle(std::string(notify::email_topic),
                [mailer](const jobs::OutboxItem &item) { return mailer->deliver(item); });
}

void accept_everything(jobs::Runner &runner, db::Database &database, const Clock &clock) {
  runner.handle(std::string(subscribers::vat_registry_topic),
                [](const jobs::OutboxItem &) { return jobs::Handled::done(); });
  runner.handle("network.apply_access", [&database, &clock](const jobs::OutboxItem &item) {
    std::int64_t id = 0;
    const std::size_t colon = item.key.find(':');
    std::from_chars(item.key.data() + colon + 1, item.key.data() + item.key.size(), id);
    database.write([&](db::Tx &tx) {
      if (const auto apply = network::load_session_apply(tx, SessionId(id)))
        network::record_network_answer(tx, apply->session_id, network::NetworkState::in_step, "ACK (demo)",
                                       apply->version, clock.now());
    });
    return jobs::Handled::done();
  });
  runner.handle(std::string(notify::email_topic), [&database, &clock](const jobs::OutboxItem &item) {
    return notify::Mailer(database, clock, {}).deliver(item);
  });
}

} // namespace demarc::daemon
