#include "base/sm4.h"

#include <openssl/evp.h>

#include <limits>
#include <memory>

namespace bihuan {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// Fetched once for the whole process: a fetch for every frame costs more than its octets.
const EVP_CIPHER* algorithm() {
  static const EVP_CIPHER* const kSm4 = EVP_CIPHER_fetch(nullptr, "SM4-ECB", nullptr);
  return kSm4;
}

Result<std::string> run(const Sm4Key& key, std::string_view blocks, int encrypts) {
  if (blocks.size() % kSm4Block != 0 || blocks.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return fail(Code::kInvalidInput, "SM4按16字节一块加密，长度应为16的倍数");
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  std::string out(blocks.size(), '\0');
  int size = 0;
  const bool ok =
      context && algorithm() != nullptr &&
      EVP_CipherInit_ex2(context.get(), algorithm(), key.data(), nullptr, encrypts, nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_CipherUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                       reinterpret_cast<const unsigned char*>(blocks.data()), static_cast<int>(blocks.size())) == 1;
  if (!ok || static_cast<std::size_t>(size) != blocks.size())
    return fail(Code::kUnavailable, "这台计算机的密码库不支持SM4");
  return out;
}

}  // namespace

Result<std::string> sm4_ecb_encrypt(const Sm4Key& key, std::string_view blocks) { return run(key, blocks, 1); }
Result<std::string> sm4_ecb_decrypt(const Sm4Key& key, std::string_view blocks) { return run(key, blocks, 0); }

}  // namespace bihuan
