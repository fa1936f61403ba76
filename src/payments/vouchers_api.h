// /v1/voucher-batches, /v1/vouchers: voucher.h says what they do.
#pragma once

#include "platform/crypto/crypto.h"
#include "platform/http/api.h"

namespace demarc::payments {

void register_vouchers_api(http::Api &api, const crypto::Sealer &sealer);

} // namespace demarc::payments
