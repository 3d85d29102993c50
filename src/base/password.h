// src/base/password.h - hashes of passwords, random secrets, comparison that does not tell by its time.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

// What one hash costs. Both stand in the stored text, so that a later change leaves old hashes readable.
// Source: RFC 9106 (argon2id); OWASP Password Storage: 19 MiB, 2 passes, 1 lane.
struct PasswordCost {
  std::int64_t memory_kib = 19 * 1024;
  std::int64_t passes = 2;
};

// How passwords become stored texts. A port: the server may run it where it does no harm.
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  // "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>". Errors: kUnavailable where the memory cannot be had
  virtual Result<std::string> hash(std::string_view password) = 0;
  // Whether `password` made `stored`. A text that is no such hash is not met by any password.
  virtual bool is_met(const std::string& stored, std::string_view password) = 0;
};

// argon2id by libargon2, which lets a thread keep its working memory. Thread safe. PRECONDITION: memory_kib >= 8, passes >= 1.
class Argon2Hasher final : public PasswordHasher {
 public:
  explicit Argon2Hasher(PasswordCost cost = {}) : cost_(cost) {}
  Result<std::string> hash(std::string_view password) override;
  bool is_met(const std::string& stored, std::string_view password) override;

 private:
  PasswordCost cost_;
};

// `bytes` random bytes of the system, as they are.
std::string random_bytes(std::size_t bytes);
// The same as text for addresses and headers (base64url without padding): 32 bytes are 43 characters.
std::string random_token(std::size_t bytes = 32);

// Whether two texts are the same; the time depends on their lengths only.
bool are_equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace bihuan
