// src/base/digest.h - SM3 (GB/T 32905-2016) and SHA-256, as lower-case hex.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace bihuan {

enum class DigestKind { kSm3, kSha256 };

std::string sm3_hex(std::string_view bytes);     // 64 hex digits
std::string sha256_hex(std::string_view bytes);  // 64 hex digits

// Digest of what comes in pieces. Not thread safe; movable.
class Digest {
 public:
  explicit Digest(DigestKind kind);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void update(std::string_view bytes);
  // The digest of all updates since construction or the last finish; afterwards it is as new.
  std::string finish_hex();

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace bihuan
