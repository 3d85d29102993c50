#include "hj212/profile.h"

#include <algorithm>
#include <iterator>

namespace bihuan::hj212 {
namespace {

constexpr std::string_view kEditions[] = {"2005", "2017", "2025", "surface_water"};
constexpr std::string_view kRules[] = {"standard", "modbus", "modbus_swapped", "ignored"};

template <class E, std::size_t kSize>
Result<E> parse_word(const std::string_view (&words)[kSize], std::string_view word, std::string_view what) {
  const auto found = std::ranges::find(words, word);
  if (found != std::end(words)) return static_cast<E>(found - std::begin(words));
  std::string all;
  for (const std::string_view known : words) all += (all.empty() ? "" : "、") + std::string(known);
  return fail(Code::kInvalidInput, std::string(what) + "“" + std::string(word) + "”不认识，应为" + all + "之一");
}

}  // namespace

std::string_view to_string(Edition edition) { return kEditions[static_cast<std::size_t>(edition)]; }

std::string_view to_chinese(Edition edition) {
  constexpr std::string_view kNames[] = {"HJ/T 212-2005", "HJ 212-2017", "HJ 212-2025", "地表水自动站协议"};
  return kNames[static_cast<std::size_t>(edition)];
}

Result<Edition> parse_edition(std::string_view word) { return parse_word<Edition>(kEditions, word, "协议版本"); }

std::string_view to_string(CrcRule rule) { return kRules[static_cast<std::size_t>(rule)]; }

Result<CrcRule> parse_crc_rule(std::string_view word) { return parse_word<CrcRule>(kRules, word, "校验规则"); }

void Profiles::add_key(std::string_view mn, const Sm4Key& key, std::size_t kept) {
  auto found = by_mn_.find(mn);
  if (found == by_mn_.end()) found = by_mn_.emplace(std::string(mn), fallback_).first;
  std::vector<Sm4Key>& keys = found->second.keys;
  std::erase(keys, key);
  keys.insert(keys.begin(), key);
  if (keys.size() > kept) keys.resize(kept);
}

Result<Sm4Key> parse_sm4_key(std::string_view text) {
  Sm4Key key{};
  if (text.size() == kSm4Block) {
    std::ranges::copy(text, key.begin());
    return key;
  }
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  const bool is_hex = text.size() == 2 * kSm4Block && std::ranges::all_of(text, [&](char c) { return digit(c) >= 0; });
  if (!is_hex) return fail(Code::kInvalidInput, "SM4密钥应为16个字符，或32位十六进制数");
  for (std::size_t i = 0; i < kSm4Block; ++i)
    key[i] = static_cast<unsigned char>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
  return key;
}

}  // namespace bihuan::hj212
