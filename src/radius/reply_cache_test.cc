#include "radius/reply_cache.h"

#include <gtest/gtest.h>

namespace demarc::radius {
namespace {

using std::chrono::milliseconds;
using Found = ReplyCache::Found;

ReplyCache::Key key(int port, int id, char fill = 'a') {
  return ReplyCache::key(*Endpoint::parse("192.0.2.1", port), static_cast<std::uint8_t>(id), std::string(16, fill));
}

struct ReplyCacheTest : testing::Test {
  Found find(const ReplyCache &cache, const ReplyCache::Key &what, int at_ms = 0) {
    return cache.find(what, start + milliseconds(at_ms), reply);
  }
  ReplyCache::TimePoint start = std::chrono::steady_clock::now();
  std::string reply;
};

TEST_F(ReplyCacheTest, goes_from_nothing_over_pending_to_answered_and_forgets_in_time) {
  ReplyCache cache(8, 1000, milliseconds(100));
  EXPECT_EQ(find(cache, key(1, 1)), Found::nothing);
  cache.begin(key(1, 1), start);
  EXPECT_EQ(find(cache, key(1, 1)), Found::pending);
  cache.answer(key(1, 1), "reply");
  EXPECT_EQ(find(cache, key(1, 1), 100), Found::answered);
  EXPECT_EQ(reply, "reply");
  EXPECT_EQ(find(cache, key(1, 1), 101), Found::nothing);
  EXPECT_EQ(find(cache, key(2, 1)), Found::nothing) << "another port";
  EXPECT_EQ(find(cache, key(1, 2)), Found::nothing) << "another identifier";
  EXPECT_EQ(find(cache, key(1, 1, 'b')), Found::nothing) << "another authenticator: a new request (RFC 5080 2.2.2)";
}

TEST_F(ReplyCacheTest, lets_a_request_that_was_given_up_come_again) {
  ReplyCache cache(8, 1000, milliseconds(100));
  cache.begin(key(1, 1), start);
  cache.forget(key(1, 1));
  EXPECT_EQ(find(cache, key(1, 1)), Found::nothing);
  cache.forget(key(1, 1));
  cache.answer(key(1, 1), "late");
  EXPECT_EQ(find(cache, key(1, 1)), Found::nothing) << "an answer to something forgotten is not kept";
  EXPECT_EQ(cache.size(), 0U);
}

TEST_F(ReplyCacheTest, begins_again_what_has_outlived_its_time) {
  ReplyCache cache(8, 1000, milliseconds(100));
  cache.begin(key(1, 1), start);
  cache.answer(key(1, 1), "old");
  cache.begin(key(1, 1), start + milliseconds(200));
  EXPECT_EQ(find(cache, key(1, 1), 250), Found::pending);
  EXPECT_EQ(cache.size(), 1U);
}

TEST_F(ReplyCacheTest, keeps_the_newest_within_its_bounds) {
  ReplyCache cache(100, 1 << 20, milliseconds(1000));
  for (int i = 0; i < 1000; ++i) {
    cache.begin(key(i, 1), start);
    cache.answer(key(i, 1), std::to_string(i));
    if (i % 3 == 0)
      cache.forget(key(i - 1, 1));
  }
  EXPECT_LE(cache.size(), 100U);
  EXPECT_EQ(find(cache, key(999, 1)), Found::answered);
  EXPECT_EQ(reply, "999");
  EXPECT_EQ(find(cache, key(901, 1)), Found::answered);
  EXPECT_EQ(find(cache, key(899, 1)), Found::nothing);

  ReplyCache small(100, 1000, milliseconds(1000));
  for (int i = 0; i < 50; ++i) {
    small.begin(key(i, 1), start);
    small.answer(key(i, 1), std::string(300, 'x'));
  }
  EXPECT_LE(small.size(), 3U) << "octets are bounded too";
  EXPECT_EQ(find(small, key(49, 1)), Found::answered);
}

TEST_F(ReplyCacheTest, has_room_for_one) {
  ReplyCache cache(1, 1000, milliseconds(1000));
  for (int i = 0; i < 5; ++i) {
    cache.begin(key(i, 1), start);
    EXPECT_EQ(find(cache, key(i, 1)), Found::pending);
    EXPECT_EQ(cache.size(), 1U);
  }
}

} // namespace
} // namespace demarc::radius
