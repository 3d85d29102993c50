#include "base/digest.h"

#include <gcrypt.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>

#include "base/hmac.h"

namespace bihuan {
namespace {

constexpr std::size_t kOctets = 32;  // of both kinds

// The libraries' digests fail only where a library is broken or memory is out; a digest that is none must not be used.
void require(bool ok) {
  if (!ok) std::abort();
}

// libgcrypt wants its version asked before anything else. Secrets are not given to it.
void prepare_gcrypt() {
  static const bool is_ready = [] {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) return true;
    if (gcry_check_version(GCRYPT_VERSION) == nullptr) return false;
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    return gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
  }();
  require(is_ready);
}

std::string hex_of(const unsigned char* digest) { return to_hex({reinterpret_cast<const char*>(digest), kOctets}); }

}  // namespace

struct Digest::State {
  virtual ~State() = default;
  virtual void update(std::string_view bytes) = 0;
  virtual std::string finish_hex() = 0;
};

namespace {

// libgcrypt's SM3 is written for the machine's instructions; OpenSSL 3.0 has it in C alone, a third slower.
struct Sm3 : Digest::State {
  Sm3() {
    prepare_gcrypt();
    require(gcry_md_open(&handle, GCRY_MD_SM3, 0) == 0);
  }
  ~Sm3() override { gcry_md_close(handle); }
  Sm3(const Sm3&) = delete;
  Sm3& operator=(const Sm3&) = delete;
  void update(std::string_view bytes) override { gcry_md_write(handle, bytes.data(), bytes.size()); }
  std::string finish_hex() override {
    std::string hex = hex_of(gcry_md_read(handle, GCRY_MD_SM3));
    gcry_md_reset(handle);
    return hex;
  }
  gcry_md_hd_t handle = nullptr;
};

// Fetched once for the whole process: a fetch for every digest costs half the rate.
const EVP_MD* sha256() {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kSha256;
}

struct Sha256 : Digest::State {
  Sha256() { start(); }
  ~Sha256() override { EVP_MD_CTX_free(context); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void start() const {
    require(context != nullptr && sha256() != nullptr);
    require(EVP_DigestInit_ex2(context, sha256(), nullptr) == 1);
  }
  void update(std::string_view bytes) override { require(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1); }
  std::string finish_hex() override {
    std::array<unsigned char, kOctets> digest;
    require(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
    start();
    return hex_of(digest.data());
  }
  EVP_MD_CTX* context = EVP_MD_CTX_new();
};

std::unique_ptr<Digest::State> state_of(DigestKind kind) {
  if (kind == DigestKind::kSm3) return std::make_unique<Sm3>();
  return std::make_unique<Sha256>();
}

}  // namespace

Digest::Digest(DigestKind kind) : state_(state_of(kind)) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::string_view bytes) { state_->update(bytes); }

std::string Digest::finish_hex() { return state_->finish_hex(); }

std::string sm3_hex(std::string_view bytes) {
  prepare_gcrypt();
  std::array<unsigned char, kOctets> digest;
  gcry_md_hash_buffer(GCRY_MD_SM3, digest.data(), bytes.data(), bytes.size());
  return hex_of(digest.data());
}

std::string sha256_hex(std::string_view bytes) {
  Digest digest(DigestKind::kSha256);
  digest.update(bytes);
  return digest.finish_hex();
}

}  // namespace bihuan
