#include "base/base64.h"

#include <sodium.h>

namespace bihuan {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
constexpr int kUrlVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string encode(std::string_view bytes, int variant) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    variant);
  text.pop_back();  // the final zero
  return text;
}

Result<std::string> decode(std::string_view text, int variant, const char* message) {
  std::string bytes((text.size() + 3) / 4 * 3, '\0');
  std::size_t size = 0;
  const int outcome = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                        text.size(), nullptr, &size, nullptr, variant);
  if (outcome != 0) return fail(Code::kInvalidInput, message);
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string to_base64(std::string_view bytes) { return encode(bytes, kVariant); }

Result<std::string> from_base64(std::string_view text) {
  return decode(text, kVariant, "不是base64编码（RFC 4648，带填充，不换行）。");
}

std::string to_base64url(std::string_view bytes) { return encode(bytes, kUrlVariant); }

Result<std::string> from_base64url(std::string_view text) {
  return decode(text, kUrlVariant, "不是base64url编码（RFC 4648第5节，不带填充）。");
}

}  // namespace bihuan
