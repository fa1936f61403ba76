#include "daemon/doors.h"

#include "billing/billing_api.h"
#include "billing/customer_discounts_api.h"
#include "catalog/catalog_api.h"
#include "catalog/provider.h"
#include "daemon/clock_api.h"
#include "documents/documents_api.h"
#include "dunning/dunning_api.h"
#include "insight/insight_api.h"
#include "ledger/ledger_api.h"
#include "network/logins_api.h"
#include "network/moves_api.h"
#include "network/network_api.h"
#include "network/payers_api.h"
#include "network/prepaid_api.h"
#include "network/services_api.h"
#include "notify/notify_api.h"
#include "payments/payments_api.h"
#include "payments/referrals_api.h"
#include "payments/vouchers_api.h"
#include "platform/http/staff_api.h"
#include "portal/portal_api.h"
#include "pricing/pricing_api.h"
#include "radius/radius_api.h"
#include "radius/vendor_profiles_api.h"
#include "reports/exchange_api.h"
#include "reports/reports_api.h"
#include "subscribers/customer_tax_api.h"
#include "subscribers/customers_api.h"

namespace demarc::daemon {

struct Doors::Parts {
  explicit Parts(db::Database &database) : sign_in(database, machine_clock), subscribers(database, machine_clock) {}

  SystemClock machine_clock; // people sign in on real time, whatever the business's clock says
  http::SignIn sign_in;
  portal::SubscriberSignIn subscribers;
};

Doors::Doors(http::Api &api, Installation &installation, jobs::Runner &runner, ProviderWatch &provider, Live &live,
             const radius::Stats &stats, const radius::ProfileShelf &profiles)
    : parts_(std::make_unique<Parts>(installation.database())) {
  http::register_staff_api(api, parts_->sign_in, [](db::Tx &tx) {
    const catalog::Provider p = catalog::find_provider(tx);
    return http::MeProvider{p.name, p.currency, p.time_zone, p.country, p.locale};
  });
  http::register_health_api(api, DEMARC_VERSION);
  catalog::register_catalog_api(api);
  subscribers::register_customers_api(api);
  subscribers::register_vat_registry_api(api, !installation.config().tax.vat_registry_url.empty());
  network::register_services_api(api, installation.sealer());
  network::register_prepaid_api(api);
  network::register_moves_api(api);
  network::register_payers_api(api);
  network::register_logins_api(api);
  network::register_network_api(api, installation.sealer());
  radius::register_radius_api(api, stats);
  radius::register_vendor_profiles_api(api, profiles);
  billing::register_billing_api(api);
  billing::register_customer_discounts_api(api);
  pricing::register_pricing_api(api);
  payments::register_payments_api(api);
  payments::register_referrals_api(api);
  payments::register_vouchers_api(api, installation.sealer());
  documents::register_documents_api(api);
  dunning::register_dunning_api(api);
  ledger::register_ledger_api(api);
  reports::register_reports_api(api);
  reports::register_exchange_api(api);
  notify::register_notify_api(api);
  insight::register_insight_api(api);
  portal::register_portal_api(api, parts_->subscribers);
  register_clock_api(api, installation, runner, provider);
  live.register_stream(api);
}

Doors::~Doors() = default;

} // namespace demarc::daemon
