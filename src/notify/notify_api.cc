#include "notify/notify_api.h"

#include "notify/message.h"

namespace demarc::notify {
namespace {
struct MessageList {
  std::vector<Message> items; // newest first, at most 200
};
BOOST_DESCRIBE_STRUCT(MessageList, (), (items))
} // namespace

void register_notify_api(http::Api &api) {
  api.get<http::NoQuery, MessageList>("/v1/customers/{id}/messages",
                                      {.id = "customer_messages",
                                       .summary = "What was written to a customer, newest first",
                                       .permission = "customers.read",
                                       .tag = "Customers"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) {
                                        return MessageList{messages_of(tx, call.path_id<CustomerId>("id"), 200)};
                                      });
}

} // namespace demarc::notify
