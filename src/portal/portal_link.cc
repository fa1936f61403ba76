#include "portal/portal_link.h"

#include "catalog/provider.h"
#include "platform/crypto/crypto.h"
#include "platform/http/json.h"
#include "portal/portal_store.h"
#include "subscribers/timeline.h"

#include <fmt/format.h>

namespace demarc::portal {

namespace {

constexpr std::string_view link_place = "{link}";
constexpr int most_of_one_account = 5; // customers that share an address
constexpr std::int64_t most_an_hour = 3;

struct LinkAsked {
  std::string account;
};
BOOST_DESCRIBE_STRUCT(LinkAsked, (), (account))

} // namespace

void ask_for_link(db::Tx &tx, const std::string &account, Instant now) {
  jobs::put(tx, now, std::string(link_topic), "account:" + crypto::sha256_hex(account).substr(0, 16),
            http::to_json(LinkAsked{account}));
}

jobs::Handled handle_link_asked(db::Database &database, const jobs::OutboxItem &item, Instant now) {
  const auto asked = http::decode_json<LinkAsked>(item.payload);
  if (!asked)
    return jobs::Handled::give_up("the question cannot be read");
  database.write([&](db::Tx &tx) {
    for (const Candidate &one : candidates(tx, asked->account, most_of_one_account))
      if (links_sent_since(tx, one.id, now.plus_seconds(-3600)) < most_an_hour)
        (void)send_link(tx, database, one.id, now, std::nullopt); // without an address there is nothing to send to
  });
  return jobs::Handled::done();
}

Outcome<notify::MessageId> send_link(db::Tx &tx, db::Database &ids, CustomerId id, Instant now,
                                     const std::optional<std::string> &actor) {
  TRY(customer, subscribers::lock_customer(tx, id));
  if (customer.status == subscribers::CustomerStatus::left)
    return refuse(Refusal::Kind::conflict, "customer_left", "This customer has left: the portal is closed to them.");
  if (customer.email.empty())
    return refuse(Refusal::Kind::conflict, "no_email",
                  "This customer has no e-mail address to send the link to. Add one first.");
  const std::string provider = catalog::find_provider(tx).name;
  const auto message = notify::send(
      tx, ids, customer, fmt::format("Your way into the customer portal of {}", provider),
      fmt::format("Dear {},\n\nwith this link you come into the customer portal of {}:\n\n{}\n\n"
                  "It works once, within {} minutes. In the portal you can set a password under Profile.\n\n"
                  "If you did not ask for it, do nothing: nobody can come in without this mail.\n\n{}\n",
                  customer.name, provider, link_place, link_life_s / 60, provider),
      std::string(portal_link_ref), customer.id.value(), now);
  subscribers::tell(tx, ids,
                    {.id = {},
                     .customer_id = customer.id,
                     .at = now,
                     .kind = "portal.link_sent",
                     .title = "Link to the portal sent",
                     .detail = fmt::format("to {}{}", customer.email, actor ? "" : ", asked for in the portal"),
                     .actor = actor});
  return message;
}

std::string fill_link(db::Database &database, const notify::Message &message, const std::string &base,
                      Instant machine_now) {
  const std::string token = crypto::random_token();
  if (message.customer_id)
    database.write([&](db::Tx &tx) {
      insert_portal_link(tx, crypto::token_hash(token), *message.customer_id, machine_now,
                         machine_now.plus_seconds(link_life_s));
    });
  std::string body = message.body;
  if (const std::size_t at = body.find(link_place); at != std::string::npos)
    body.replace(at, link_place.size(), base + "/portal/link#" + token); // behind # it reaches no server's log
  return body;
}

} // namespace demarc::portal
