#include "base/digest.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace bihuan {
namespace {

// Fetched once for the whole process: a fetch for every digest costs SHA-256 half its rate.
const EVP_MD* algorithm(DigestKind kind) {
  static const EVP_MD* const kSm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kind == DigestKind::kSm3 ? kSm3 : kSha256;
}

// OpenSSL's digests fail only where the library is broken or memory is out; a digest that is none must not be used.
void require(bool ok) {
  if (!ok) std::abort();
}

}  // namespace

struct Digest::State {
  explicit State(DigestKind kind_of) : kind(kind_of), context(EVP_MD_CTX_new()) { start(); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  void start() {
    require(context != nullptr && algorithm(kind) != nullptr);
    require(EVP_DigestInit_ex2(context, algorithm(kind), nullptr) == 1);
  }
  DigestKind kind;
  EVP_MD_CTX* context;
};

Digest::Digest(DigestKind kind) : state_(std::make_unique<State>(kind)) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::string_view bytes) {
  require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Digest::finish_hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(state_->context, digest, &size) == 1);
  state_->start();
  constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{2} * size);
  for (unsigned int i = 0; i < size; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

std::string sm3_hex(std::string_view bytes) {
  Digest digest(DigestKind::kSm3);
  digest.update(bytes);
  return digest.finish_hex();
}

std::string sha256_hex(std::string_view bytes) {
  Digest digest(DigestKind::kSha256);
  digest.update(bytes);
  return digest.finish_hex();
}

}  // namespace bihuan
