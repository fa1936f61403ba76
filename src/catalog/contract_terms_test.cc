#include "catalog/contract_terms.h"

#include <gtest/gtest.h>

namespace demarc::catalog {
namespace {

std::string refused(const ContractTerms &terms) {
  const auto checked = check_contract(terms);
  return checked ? "" : checked.error().code + " at " + checked.error().field;
}

TEST(ContractTerms, are_a_term_notice_or_both) {
  EXPECT_TRUE(ContractTerms{}.is_empty());
  EXPECT_FALSE((ContractTerms{12}).is_empty());
  EXPECT_FALSE((ContractTerms{0, 0, 14}).is_empty());
  EXPECT_EQ(refused({}), "");
  EXPECT_EQ(refused({24, 12, 30, TerminationFee::flat, 10'000, 0}), "");
  EXPECT_EQ(refused({24, 0, 30, TerminationFee::percent, 0, 1'000'000}), "");
  EXPECT_EQ(refused({24, 0, 0, TerminationFee::declining, 24'000, 0}), "");
}

TEST(ContractTerms, that_cannot_be_are_refused_with_the_field) {
  EXPECT_EQ(refused({121}), "term_out_of_range at contract.minimum_months");
  EXPECT_EQ(refused({12, 121}), "renewal_out_of_range at contract.renewal_months");
  EXPECT_EQ(refused({12, 0, 367}), "notice_out_of_range at contract.notice_days");
  EXPECT_EQ(refused({0, 1, 30}), "renewal_without_term at contract.renewal_months");
  EXPECT_EQ(refused({0, 0, 30, TerminationFee::flat, 100, 0}), "fee_without_term at contract.fee_kind");
  EXPECT_EQ(refused({12, 0, 0, TerminationFee::flat, 0, 0}), "fee_out_of_range at contract.fee_minor");
  EXPECT_EQ(refused({12, 0, 0, TerminationFee::none, 100, 0}), "fee_out_of_range at contract.fee_minor");
  EXPECT_EQ(refused({12, 0, 0, TerminationFee::percent, 100, 500'000}), "fee_out_of_range at contract.fee_minor");
  EXPECT_EQ(refused({12, 0, 0, TerminationFee::percent, 0, 0}), "fee_percent_out_of_range at contract.fee_ppm");
  EXPECT_EQ(refused({12, 0, 0, TerminationFee::flat, 100, 1}), "fee_percent_out_of_range at contract.fee_ppm");
}

} // namespace
} // namespace demarc::catalog
