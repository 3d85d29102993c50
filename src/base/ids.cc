#include "base/ids.h"

#include <fmt/format.h>

#include "base/text.h"

namespace bihuan::internal {

Status check_id(std::string_view text, std::string_view what) {
  constexpr std::size_t kMaxBytes = 128;
  if (text.empty()) return fail(Code::kInvalidInput, fmt::format("{}不能为空", what));
  if (text.size() > kMaxBytes) return fail(Code::kInvalidInput, fmt::format("{}超过 {} 字节", what, kMaxBytes));
  const Result<std::u32string> characters = decode_utf8(text);
  if (!characters.has_value()) return fail(Code::kInvalidInput, fmt::format("{}不是 UTF-8 文字", what));
  for (const char32_t c : *characters) {
    if (c < 0x20 || c == 0x7F || is_space(c))
      return fail(Code::kInvalidInput, fmt::format("{}“{}”中不能有空白或控制字符", what, excerpt(text)));
  }
  return {};
}

}  // namespace bihuan::internal
