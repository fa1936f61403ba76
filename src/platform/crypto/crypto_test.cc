#include "platform/crypto/crypto.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace demarc::crypto {

namespace {

// A folder of its own per test, gone afterwards.
class Folder {
public:
  Folder() {
    char name[] = "/tmp/demarc_crypto_XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() {
    ::unlink((path_ + "/key").c_str());
    ::rmdir(path_.c_str());
  }
  [[nodiscard]] std::string key() const { return path_ + "/key"; }

private:
  std::string path_;
};

std::string opened(const Sealer &sealer, std::string_view sealed, std::string_view purpose) {
  const auto secret = sealer.open(sealed, purpose);
  return secret ? std::string(secret->reveal()) : "(refused)";
}

} // namespace

TEST(Sha256, gives_the_vectors_of_fips_180) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(HmacSha256, gives_the_vectors_of_rfc_4231) {
  EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  // Case 6: a key longer than the block is hashed first.
  EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Base64, gives_the_vectors_of_rfc_4648) {
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto &[plain, encoded] : cases) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded), plain);
  }
}

TEST(Base64, refuses_what_is_not_canonical) {
  for (const char *text : {"Zg", "Zg=", "Zh==", "Zm9v\n", "Z m9v", "Zm9-", "====", "Zg==Zg=="})
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
}

TEST(Hex, writes_every_byte_as_two_digits) { EXPECT_EQ(to_hex(std::string("\x00\x0f\xff", 3)), "000fff"); }

TEST(Password, verifies_what_it_hashed_and_nothing_else) {
  const std::string stored = hash_password(Secret("correct horse"));
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << stored;
  EXPECT_TRUE(verify_password(stored, Secret("correct horse")));
  EXPECT_FALSE(verify_password(stored, Secret("correct horsf")));
  EXPECT_FALSE(verify_password(stored, Secret("")));
  EXPECT_NE(stored, hash_password(Secret("correct horse"))) << "each hash has its own salt";
}

TEST(Password, verifies_the_vector_of_the_reference_implementation) {
  const std::string vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(verify_password(vector, Secret("password")));
  EXPECT_FALSE(verify_password(vector, Secret("Password")));
}

TEST(Password, a_damaged_hash_verifies_nothing) {
  for (const std::string &stored :
       {std::string(), std::string("x"), std::string("$argon2id$v=19$m=19456,t=2,p=1$"), std::string(5000, 'a')})
    EXPECT_FALSE(verify_password(stored, Secret(""))) << stored.substr(0, 40);
}

TEST(Sealer, opens_what_it_sealed) {
  const Sealer sealer = Sealer::from_key(std::string(32, 'k'));
  for (const std::string &plain :
       {std::string(), std::string("testing123"), std::string("\0\xff", 2), std::string(100'000, 'x')}) {
    const std::string sealed = sealer.seal(Secret(plain), "access_server.secret:7");
    EXPECT_TRUE(sealed.starts_with("v1:"));
    EXPECT_EQ(opened(sealer, sealed, "access_server.secret:7"), plain);
  }
  EXPECT_NE(sealer.seal(Secret("a"), "p"), sealer.seal(Secret("a"), "p")) << "each sealing has its own nonce";
}

TEST(Sealer, opens_for_no_other_purpose_and_with_no_other_key) {
  const Sealer sealer = Sealer::from_key(std::string(32, 'k'));
  const std::string sealed = sealer.seal(Secret("testing123"), "service.password:1");
  EXPECT_EQ(opened(sealer, sealed, "service.password:2"), "(refused)");
  EXPECT_EQ(opened(Sealer::from_key(std::string(32, 'j')), sealed, "service.password:1"), "(refused)");
}

TEST(Sealer, notices_any_changed_character) {
  const Sealer sealer = Sealer::from_key(std::string(32, 'k'));
  const std::string sealed = sealer.seal(Secret("testing123"), "p");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(opened(sealer, changed, "p"), "(refused)") << i;
    EXPECT_EQ(opened(sealer, sealed.substr(0, i), "p"), "(refused)") << i;
  }
}

TEST(Sealer, makes_its_key_file_once_and_keeps_it_private) {
  const Folder folder;
  const std::string sealed = Sealer::from_file(folder.key()).seal(Secret("kept"), "p");
  struct stat status {};
  ASSERT_EQ(::stat(folder.key().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(status.st_size, 32);
  EXPECT_EQ(opened(Sealer::from_file(folder.key()), sealed, "p"), "kept");
}

TEST(Sealer, processes_that_start_together_agree_on_one_key) {
  const Folder folder;
  std::vector<std::string> sealed(8);
  std::vector<std::thread> threads;
  for (std::string &text : sealed)
    threads.emplace_back([&] { text = Sealer::from_file(folder.key()).seal(Secret("kept"), "p"); });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::string &text : sealed)
    EXPECT_EQ(opened(Sealer::from_file(folder.key()), text, "p"), "kept");
}

TEST(Sealer, refuses_a_key_file_that_is_damaged_or_open_to_others) {
  const Folder folder;
  std::ofstream(folder.key()) << "too short";
  ::chmod(folder.key().c_str(), 0600);
  EXPECT_THROW((void)Sealer::from_file(folder.key()), std::runtime_error);
  std::ofstream(folder.key()) << std::string(32, 'k');
  EXPECT_NO_THROW((void)Sealer::from_file(folder.key()));
  ::chmod(folder.key().c_str(), 0644);
  EXPECT_THROW((void)Sealer::from_file(folder.key()), std::runtime_error);
  EXPECT_THROW((void)Sealer::from_file("/nonexistent/key"), std::runtime_error);
}

TEST(Sealer, takes_its_key_from_the_environment_when_it_is_there) {
  ::setenv("DEMARC_KEY", "6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b", 1);
  const std::string sealed = Sealer::from_file("/nonexistent/key").seal(Secret("kept"), "p");
  EXPECT_EQ(opened(Sealer::from_key(std::string(32, 'k')), sealed, "p"), "kept");
  ::setenv("DEMARC_KEY", "6b6b", 1);
  EXPECT_THROW((void)Sealer::from_file("/nonexistent/key"), std::runtime_error);
  ::unsetenv("DEMARC_KEY");
}

TEST(Token, is_long_random_and_fit_for_a_header) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = random_token();
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    seen.insert(token);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(EqualConstantTime, compares_whole_texts) {
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_TRUE(equal_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_constant_time("abc", "ab"));
}

} // namespace demarc::crypto
