#include "base/password.h"

#include <argon2.h>
#include <sodium.h>

#include <cassert>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/base64.h"
#include "base/giving_way.h"
#include "base/large_pages.h"
#include "base/text.h"

namespace bihuan {
namespace {

// libsodium picks its implementations once; this is safe from any thread.
void ensure_sodium() {
  static const int kState = sodium_init();
  assert(kState >= 0);
  (void)kState;
}

constexpr std::string_view kHead = "$argon2id$v=19$m=";
constexpr std::size_t kSaltBytes = 16, kDigestBytes = 32;
// What a stored text may ask for; more is no hash of ours.
constexpr std::int64_t kMostMemoryKib = 1 << 20, kMostPasses = 16;

// The working memory of this thread, kept from one hash to the next: fresh pages from the system would cost as much as
// the hashing itself. libargon2 wipes it before it gives it back.
struct Arena {
  std::unique_ptr<std::uint8_t, decltype(&std::free)> memory{nullptr, &std::free};
  std::size_t size = 0;
};
Arena& arena() {
  thread_local Arena own;
  return own;
}

int take_memory(std::uint8_t** memory, std::size_t bytes) {
  constexpr std::size_t kHugePage = std::size_t{2} << 20U;
  Arena& own = arena();
  if (own.size < bytes) {
    const std::size_t size = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    own.memory.reset(static_cast<std::uint8_t*>(std::aligned_alloc(kHugePage, size)));
    own.size = own.memory ? size : 0;
    if (own.memory) advise_large_pages(own.memory.get(), size);  // it is read all over: small ones miss all the time
  }
  *memory = own.memory.get();
  return own.memory ? ARGON2_OK : ARGON2_MEMORY_ALLOCATION_ERROR;
}
void keep_memory(std::uint8_t* /*memory*/, std::size_t /*bytes*/) {}

std::uint8_t* octets(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

// None where the memory cannot be had, or the cost is none.
std::optional<std::string> argon2id(std::string_view password, std::string salt, const PasswordCost& cost,
                                    std::size_t digest_bytes) {
  std::string secret(password), digest(digest_bytes, '\0');
  argon2_context context{};
  context.out = octets(digest);
  context.outlen = static_cast<std::uint32_t>(digest.size());
  context.pwd = octets(secret);
  context.pwdlen = static_cast<std::uint32_t>(secret.size());
  context.salt = octets(salt);
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = static_cast<std::uint32_t>(cost.passes);
  context.m_cost = static_cast<std::uint32_t>(cost.memory_kib);
  context.lanes = context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.allocate_cbk = &take_memory;
  context.free_cbk = &keep_memory;
  int failed = ARGON2_OK;
  {
    // One hash at a time: it wants a core and its caches for itself, and the others are for those who are at work.
    static std::mutex turn;
    const std::lock_guard lock(turn);
    const GivingWay giving_way;  // those who wait for the turn have patience of their own
    failed = argon2id_ctx(&context);
  }
  sodium_memzero(secret.data(), secret.size());
  if (failed != ARGON2_OK) return std::nullopt;
  return digest;
}

// The base64 of the PHC string format has no padding.
std::string unpadded(std::string_view bytes) {
  std::string text = to_base64(bytes);
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}
std::optional<std::string> from_unpadded(std::string_view text) {
  std::string padded(text);
  padded.append((4 - padded.size() % 4) % 4, '=');
  Result<std::string> bytes = from_base64(padded);
  if (!bytes.has_value()) return std::nullopt;
  return *std::move(bytes);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct StoredHash {
  PasswordCost cost;
  std::string salt, digest;
};

std::optional<StoredHash> read_stored(std::string_view text) {
  if (!text.starts_with(kHead) || text.size() > 256) return std::nullopt;
  const std::vector<std::string_view> parts = split(text.substr(kHead.size()), '$');
  if (parts.size() != 3) return std::nullopt;
  const std::vector<std::string_view> costs = split(parts[0], ',');
  if (costs.size() != 3 || !costs[1].starts_with("t=") || costs[2] != "p=1") return std::nullopt;
  const std::optional<std::int64_t> memory = whole_number(costs[0]), passes = whole_number(costs[1].substr(2));
  const std::optional<std::string> salt = from_unpadded(parts[1]), digest = from_unpadded(parts[2]);
  if (!memory || !passes || !salt || !digest) return std::nullopt;
  const bool is_sound = *memory >= 8 && *memory <= kMostMemoryKib && *passes >= 1 && *passes <= kMostPasses &&
                        salt->size() >= 8 && digest->size() >= 16 && digest->size() <= 64;
  if (!is_sound) return std::nullopt;
  return StoredHash{{*memory, *passes}, *salt, *digest};
}

}  // namespace

Result<std::string> Argon2Hasher::hash(std::string_view password) {
  const std::string salt = random_bytes(kSaltBytes);
  const std::optional<std::string> digest = argon2id(password, salt, cost_, kDigestBytes);
  if (!digest) return fail(Code::kUnavailable, "内存不足，口令未能处理：请稍后再试", "口令");
  return std::string(kHead) + std::to_string(cost_.memory_kib) + ",t=" + std::to_string(cost_.passes) + ",p=1$" +
         unpadded(salt) + "$" + unpadded(*digest);
}

bool Argon2Hasher::is_met(const std::string& stored, std::string_view password) {
  const std::optional<StoredHash> known = read_stored(stored);
  if (!known) return false;
  const std::optional<std::string> digest = argon2id(password, known->salt, known->cost, known->digest.size());
  return digest && are_equal_in_constant_time(*digest, known->digest);
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
