#include "base/password.h"

#include <sodium.h>

#include <cassert>

#include "base/base64.h"

namespace bihuan {
namespace {

// libsodium picks its implementations once; this is safe from any thread.
void ensure_sodium() {
  static const int kState = sodium_init();
  assert(kState >= 0);
  (void)kState;
}

}  // namespace

Result<std::string> Argon2Hasher::hash(std::string_view password) {
  ensure_sodium();
  std::string stored(crypto_pwhash_STRBYTES, '\0');
  const int failed = crypto_pwhash_str_alg(
      stored.data(), password.data(), password.size(), static_cast<unsigned long long>(cost_.passes),
      static_cast<std::size_t>(cost_.memory_kib) * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return fail(Code::kUnavailable, "内存不足，口令未能处理：请稍后再试", "口令");
  stored.resize(stored.find('\0'));
  return stored;
}

bool Argon2Hasher::is_met(const std::string& stored, std::string_view password) {
  ensure_sodium();
  if (stored.empty() || stored.size() >= crypto_pwhash_STRBYTES) return false;
  return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

std::string random_bytes(std::size_t bytes) {
  ensure_sodium();
  std::string out(bytes, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string random_token(std::size_t bytes) { return to_base64url(random_bytes(bytes)); }

bool are_equal_in_constant_time(std::string_view a, std::string_view b) {
  ensure_sodium();
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace bihuan
