#include "network/verify_network.h"

#include "network/access_table.h"
#include "tests/network/place.h"

#include <gmock/gmock.h>

namespace demarc::network {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VerifyNetwork : public NetworkPlace {
protected:
  void SetUp() override {
    NetworkPlace::SetUp();
    anna_ = person("anna");
    bert_ = person("bert", {}, "198.51.100.1");
    person("carl", today().plus_days(9));
    AccessTable table(*database_, sealer_);
    table.load();
    ASSERT_TRUE(table.lease_address(*table.find_login("anna"), pool_, now_));
    account({record(AccountingKind::start, anna_, "1", 0), record(AccountingKind::interim, anna_, "1", 300, 10, 100)});
    ASSERT_THAT(problems(), IsEmpty());
  }
  std::vector<std::string> problems() {
    return database_->read([&](db::Tx &tx) { return verify_network(tx, today()); });
  }
  void spoil(const std::string &sql) {
    database_->write([&](db::Tx &tx) { ASSERT_GT(tx.exec_counted(sql), 0); });
  }
  Person anna_, bert_;
};
RUN_ON_BOTH_ENGINES(VerifyNetwork);

TEST_P(VerifyNetwork, finds_a_decision_that_is_not_what_the_facts_say) {
  spoil("update access_profile set down_kbit = 1 where plan_name = 'Fiber 100' and service_id = " +
        std::to_string(anna_.service.value()));
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("stored as \"0.001/20 Mbit/s, in good standing\"")));
}

TEST_P(VerifyNetwork, finds_a_change_nobody_decided_on) {
  stand(anna_.customer, billing::StandingState::restricted, "debt", billing::Restriction::reject);
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("decided anew it is \"no access, suspended because debt\"")));
}

TEST_P(VerifyNetwork, finds_a_service_without_decision) {
  spoil("delete from access_profile where service_id = " + std::to_string(bert_.service.value()));
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("(bert) has no decision"), HasSubstr("their services say lead")));
}

TEST_P(VerifyNetwork, finds_statuses_that_lists_show_wrongly) {
  spoil("update customer set status = 'left' where id = " + std::to_string(bert_.customer.value()));
  spoil("update access_profile set status = 'ended' where service_id = " + std::to_string(anna_.service.value()));
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("is listed as ended, its decision says active"),
                                      HasSubstr("their services say left"),
                                      HasSubstr("is listed as left, their services say active")));
}

TEST_P(VerifyNetwork, finds_addresses_held_twice_or_out_of_place) {
  spoil("update service set static_address = '100.64.0.1' where static_address is not null");
  refresh(bert_.customer);
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("100.64.0.1 is leased and a static address as well")));
  spoil("update service set static_address = null where static_address is not null");
  refresh(bert_.customer);
  spoil("update address_lease set address = '10.0.0.1'");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("10.0.0.1 of service")));
  spoil("update address_pool set first_address = '100.64.0.3', last_address = '100.64.0.9' where purpose = 'garden'");
  EXPECT_THAT(problems(), ::testing::Contains(HasSubstr("pools \"homes\" and \"garden\" overlap")));
}

TEST_P(VerifyNetwork, finds_octets_that_went_missing) {
  spoil("update usage_day set octets_out = octets_out - 1");
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("moved 10 in and 100 out, its days say 10 and 99")));
}

} // namespace
} // namespace demarc::network
