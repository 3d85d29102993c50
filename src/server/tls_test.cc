#include "server/tls.h"

#include <gmock/gmock.h>

namespace bihuan::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Instant kNow = *parse_instant("2024-09-30T08:00:00+08:00");

TEST(Tls, MakesACertificateForNamesAndAddresses) {
  const Result<TlsIdentity> made = make_identity({"bihuan.example.cn", "10.1.2.3", "::1"}, kNow);
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const Result<CertificateFacts> facts = read_identity(*made);
  ASSERT_TRUE(facts.has_value()) << facts.error().message;
  EXPECT_EQ(facts->subject, "bihuan.example.cn");
  EXPECT_THAT(facts->names, ElementsAre("bihuan.example.cn", "10.1.2.3", "::1"));
  EXPECT_EQ(facts->fingerprint.size(), 32U * 3 - 1);
  EXPECT_LT(facts->begins.seconds, kNow.seconds);
  EXPECT_EQ(facts->ends.seconds, kNow.seconds + 825LL * 24 * 3600);
  EXPECT_NE(make_identity({"bihuan.example.cn"}, kNow)->key, made->key);
}

TEST(Tls, RefusesWhatIsNoPair) {
  const TlsIdentity one = *make_identity({"a.example.cn"}, kNow), other = *make_identity({"a.example.cn"}, kNow);
  EXPECT_THAT(read_identity({one.certificate, other.key}).error().message, HasSubstr("不是一对"));
  EXPECT_THAT(read_identity({"", one.key}).error().message, HasSubstr("证书"));
  EXPECT_THAT(read_identity({one.certificate, "-----BEGIN"}).error().message, HasSubstr("私钥"));
}

TEST(Tls, RefusesNamesThatCouldSayMore) {
  for (const char* name : {"", "a,DNS:b", "名字", "a b"}) {
    EXPECT_EQ(make_identity({name}, kNow).error().code, Code::kInvalidInput) << name;
  }
  EXPECT_EQ(make_identity({}, kNow).error().code, Code::kInvalidInput);
}

}  // namespace
}  // namespace bihuan::server
