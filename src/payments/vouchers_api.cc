#include "payments/vouchers_api.h"

#include "payments/voucher_store.h"
#include "subscribers/customer.h"

namespace demarc::payments {
namespace {

struct VoucherBatchList {
  std::vector<VoucherBatch> items;
};
BOOST_DESCRIBE_STRUCT(VoucherBatchList, (), (items))
struct VoucherList {
  std::vector<Voucher> items;
};
BOOST_DESCRIBE_STRUCT(VoucherList, (), (items))

tl::unexpected<Refusal> batch_unknown() {
  return refuse(Refusal::Kind::not_found, "voucher_batch_unknown", "There is no such batch of vouchers.");
}

} // namespace
} // namespace demarc::payments

template <> struct demarc::http::Rules<demarc::payments::NewVoucherBatch> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80, .description = "As staff find it"}},
            {"count", {.minimum = 1, .maximum = 5000}},
            {"value_minor", {.minimum = 1, .description = "Of each, in minor units of the provider's currency"}},
            {"expires_on", {.description = "The last day on which a code is taken"}},
            {"legal_entity_id", {.description = "Who sells them, to customers of its own; the first one when absent"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::VoucherSale> {
  static FieldRules fields() {
    return {
        {"received_minor",
         {.minimum = 0,
          .description = "What came in for the whole batch; what a reseller keeps of its face value is a discount"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::Redemption> {
  static constexpr std::string_view name = "VoucherRedemption";
  static FieldRules fields() {
    return {{"code", {.min_length = 1, .max_length = 40, .description = "Blanks, dashes and small letters are fine"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::Redeemed> {
  static constexpr std::string_view name = "RedeemedVoucher";
  static FieldRules fields() {
    return {{"was_redeemed_before", {.description = "By the same customer; nothing has happened now"}},
            {"credited_minor", {.description = "What no open invoice needed, as it was redeemed"}}};
  }
};
template <> struct demarc::http::Rules<demarc::payments::VoucherBatch> {
  static FieldRules fields() {
    return {{"expires_on", {.description = "The last day on which a code is taken"}},
            {"sold_minor", {.description = "What came in for all of them"}},
            {"exported_at", {.description = "When its codes were shown, for the only time"}}};
  }
};

namespace demarc::payments {

void register_vouchers_api(http::Api &api, const crypto::Sealer &sealer) {
  api.get<http::NoQuery, VoucherBatchList>(
      "/v1/voucher-batches",
      {.id = "voucher_batches",
       .summary = "Batches of vouchers, newest first",
       .permission = "payments.read",
       .tag = "Vouchers"},
      [](http::Call &, db::Tx &tx, const http::NoQuery &) { return VoucherBatchList{list_batches(tx)}; });
  api.post<NewVoucherBatch, VoucherBatch>(
      "/v1/voucher-batches",
      {.id = "make_vouchers",
       .summary = "Make a batch of vouchers",
       .permission = "payments.write",
       .tag = "Vouchers",
       .status = 201,
       .description = "Its codes are shown by the export, once. They are taken when the batch is sold."},
      [&sealer](http::Call &call, db::Tx &tx, const NewVoucherBatch &in) {
        return make_vouchers(tx, call.database(), sealer, in, call.now(), call.actor().name);
      });
  api.get<http::NoQuery, VoucherBatch>(
      "/v1/voucher-batches/{id}",
      {.id = "get_voucher_batch", .summary = "A batch of vouchers", .permission = "payments.read", .tag = "Vouchers"},
      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<VoucherBatch> {
        auto batch = find_batch(tx, call.path_id<VoucherBatchId>("id"));
        if (!batch)
          return batch_unknown();
        return std::move(*batch);
      });
  api.get<http::NoQuery, VoucherList>("/v1/voucher-batches/{id}/vouchers",
                                      {.id = "vouchers_of_batch",
                                       .summary = "The vouchers of a batch, each by its last four letters",
                                       .permission = "payments.read",
                                       .tag = "Vouchers"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<VoucherList> {
                                        const auto id = call.path_id<VoucherBatchId>("id");
                                        if (!find_batch(tx, id))
                                          return batch_unknown();
                                        return VoucherList{vouchers_of_batch(tx, id)};
                                      });
  api.post<VoucherSale, VoucherBatch>(
      "/v1/voucher-batches/{id}/sell",
      {.id = "sell_vouchers",
       .summary = "Sell a batch: from now on its codes are taken",
       .permission = "payments.write",
       .tag = "Vouchers",
       .description = "Books what came in, and the face value of the batch as what the provider owes (2360)."},
      [](http::Call &call, db::Tx &tx, const VoucherSale &in) {
        return sell_vouchers(tx, call.database(), call.path_id<VoucherBatchId>("id"), in, call.now(),
                             call.actor().name);
      });
  api.post<http::NoBody, VoucherCodes>(
      "/v1/voucher-batches/{id}/export",
      {.id = "export_vouchers",
       .summary = "The codes of a batch, once",
       .permission = "payments.write",
       .tag = "Vouchers",
       .description = "Afterwards only their hashes and last four letters are kept: the file is the only copy.",
       .secret_answer = true},
      [&sealer](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return export_vouchers(tx, sealer, call.path_id<VoucherBatchId>("id"), call.now());
      });
  api.post<http::NoBody, VoucherBatch>(
      "/v1/voucher-batches/{id}/void",
      {.id = "void_voucher_batch",
       .summary = "Take no code of the batch any more",
       .permission = "payments.write",
       .tag = "Vouchers",
       .description = "What was redeemed stays the customers'. The value of the others is income."},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return void_batch(tx, call.database(), call.path_id<VoucherBatchId>("id"), call.now(), call.actor().name);
      });
  api.post<http::NoBody, Voucher>(
      "/v1/vouchers/{id}/void",
      {.id = "void_voucher", .summary = "Take one code no more", .permission = "payments.write", .tag = "Vouchers"},
      [](http::Call &call, db::Tx &tx, const http::NoBody &) {
        return void_voucher(tx, call.database(), call.path_id<VoucherId>("id"), call.now(), call.actor().name);
      });
  api.post<Redemption, Redeemed>(
      "/v1/vouchers/redeem",
      {.id = "redeem_voucher",
       .summary = "Redeem a code for a customer",
       .permission = "payments.write",
       .tag = "Vouchers",
       .description =
           "Its value settles the oldest open invoices; the rest is credit, which buys prepaid periods at once. "
           "A code has one effect: again for the same customer it is answered as before, for another one "
           "refused. After five wrong codes in a quarter of an hour the customer waits."},
      [](http::Call &call, const Redemption &in) {
        return redeem_voucher(call.database(), in, call.now(), call.actor().name);
      });
  api.get<http::NoQuery, VoucherList>("/v1/customers/{id}/vouchers",
                                      {.id = "customer_vouchers",
                                       .summary = "Vouchers that a customer redeemed",
                                       .permission = "payments.read",
                                       .tag = "Vouchers"},
                                      [](http::Call &call, db::Tx &tx, const http::NoQuery &) -> Outcome<VoucherList> {
                                        TRY(customer, subscribers::find_customer(tx, call.path_id<CustomerId>("id")));
                                        return VoucherList{vouchers_of_customer(tx, customer.id)};
                                      });
}

} // namespace demarc::payments
