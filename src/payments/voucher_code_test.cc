#include "payments/voucher_code.h"

#include "base/random.h"

#include <gtest/gtest.h>
#include <set>

namespace demarc::payments {
namespace {

TEST(VoucherCode, is_read_back_however_it_is_typed) {
  const std::string code = voucher_code(random_bytes(64));
  ASSERT_EQ(code.size(), 19U) << code;
  std::string typed = " " + code + " ";
  for (char &c : typed)
    c = c == '-' ? ' ' : static_cast<char>(std::tolower(c));
  EXPECT_EQ(grouped_voucher_code(normal_voucher_code(typed).value()), code);
}

TEST(VoucherCode, finds_every_wrong_letter_and_every_exchange) {
  constexpr std::string_view letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  for (int n = 0; n < 50; ++n) {
    const std::string code = normal_voucher_code(voucher_code(random_bytes(64))).value();
    for (std::size_t i = 0; i < code.size(); ++i) {
      for (const char other : letters) {
        std::string wrong = code;
        wrong[i] = other;
        EXPECT_EQ(normal_voucher_code(wrong).has_value(), wrong == code) << wrong;
      }
      for (std::size_t j = 0; j < i && i + 1 < code.size(); ++j) {
        std::string wrong = code;
        std::swap(wrong[i], wrong[j]);
        EXPECT_EQ(normal_voucher_code(wrong).has_value(), wrong == code) << wrong;
      }
    }
  }
}

TEST(VoucherCode, refuses_what_is_none) {
  for (const std::string_view text : {"", "AAAA-AAAA-AAAA", "0000-0000-0000-0000", "IIII-LLLL-OOOO-1111",
                                      "2222-2222-2222-2222-2222", "2222-2222-2222-222ä"})
    EXPECT_FALSE(normal_voucher_code(text)) << text;
}

TEST(VoucherCode, is_spread_over_all_letters) {
  std::set<std::string> codes;
  std::string all;
  for (int n = 0; n < 2000; ++n) {
    const std::string code = voucher_code(random_bytes(64));
    codes.insert(code);
    all += code;
  }
  EXPECT_EQ(codes.size(), 2000U);
  for (const char letter : std::string_view("23456789ABCDEFGHJKMNPQRSTUVWXYZ")) {
    const auto count = std::count(all.begin(), all.end(), letter);
    EXPECT_GT(count, 2000 * 16 / 31 * 8 / 10) << letter;
    EXPECT_LT(count, 2000 * 16 / 31 * 12 / 10) << letter;
  }
}

} // namespace
} // namespace demarc::payments
