#include "base/hmac.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

struct MacCase {
  const char* name;
  std::string key, bytes;
  const char* want;
};

// RFC 4231, test cases 1, 2 and 6.
TEST(HmacSha256, GivesTheValuesOfRfc4231) {
  const MacCase cases[] = {
      {"case_1", std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"case_2", "Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"case_6, a key longer than a block", std::string(131, '\xaa'),
       "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
  };
  for (const MacCase& one : cases) EXPECT_EQ(to_hex(hmac_sha256(one.key, one.bytes)), one.want) << one.name;
}

}  // namespace
}  // namespace bihuan
