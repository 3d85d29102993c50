// Encodings other than UTF-8, on the iconv of the C library.
#include <fmt/format.h>
#include <iconv.h>

#include <cerrno>

#include "base/text.h"

namespace bihuan {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LeMark = "\xFF\xFE";
constexpr std::string_view kUtf16BeMark = "\xFE\xFF";

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(::iconv_open(to, from)) {}
  ~Converter() {
    if (is_open()) ::iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  // iconv_open's failure is the pointer -1.
  bool is_open() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }  // NOLINT
  iconv_t get() const { return handle_; }

 private:
  iconv_t handle_;
};

Result<std::string> convert(std::string_view bytes, const char* to, const char* from, std::string_view from_name) {
  const Converter converter(to, from);
  if (!converter.is_open())
    return fail(Code::kUnavailable, fmt::format("这台计算机的系统库没有 {} 编码的转换表", from_name));
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  char buffer[4096];
  // iconv does not write through the pointer; its type is older than const.
  char* in = const_cast<char*>(bytes.data());  // NOLINT
  std::size_t left = bytes.size();
  while (left > 0) {
    char* target = buffer;
    std::size_t room = sizeof buffer;
    const std::size_t converted = ::iconv(converter.get(), &in, &left, &target, &room);
    const int error_number = errno;
    out.append(buffer, static_cast<std::size_t>(target - buffer));
    if (converted == static_cast<std::size_t>(-1) && error_number != E2BIG)
      return fail(Code::kInvalidInput, fmt::format("此处不是有效的 {} 编码", from_name),
                  fmt::format("第 {} 字节", bytes.size() - left + 1));
  }
  return out;
}

bool has_binary_bytes(std::string_view bytes) {
  std::size_t controls = 0;
  for (const char c : bytes) {
    if (c == '\0') return true;
    const bool is_usual = c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\x1A';  // 1A: DOS end of file
    if (static_cast<unsigned char>(c) < 0x20 && !is_usual) ++controls;
  }
  return controls > 0 && controls * 100 > bytes.size();
}

struct GbCounts {
  std::optional<std::size_t> bad_offset;
  std::size_t characters = 0;  // of two or four bytes
  std::size_t everyday = 0;
};

// Walks through the form of GB 18030-2022 chapter 5: one, two and four bytes.
GbCounts count_gb18030(std::string_view bytes) {
  GbCounts counts;
  for (std::size_t at = 0; at < bytes.size();) {
    const unsigned lead = byte_at(bytes, at);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const unsigned second = at + 1 < bytes.size() ? byte_at(bytes, at + 1) : 0;
    const bool is_two = second >= 0x40 && second != 0x7F && second != 0xFF;
    const bool is_four = second >= 0x30 && second <= 0x39 && at + 3 < bytes.size() && byte_at(bytes, at + 2) >= 0x81 &&
                         byte_at(bytes, at + 2) <= 0xFE && byte_at(bytes, at + 3) >= 0x30 &&
                         byte_at(bytes, at + 3) <= 0x39;
    if (lead == 0x80 || lead == 0xFF || (!is_two && !is_four)) {
      counts.bad_offset = at;
      return counts;
    }
    ++counts.characters;
    // Rows 16-55 of GB 2312 are level 1; rows 1 and 3 are punctuation and full-width ASCII.
    const bool is_level_1 = lead >= 0xB0 && lead <= 0xD7 && second >= 0xA1;
    const bool is_sign = (lead == 0xA1 || lead == 0xA3) && second >= 0xA1;
    if (is_two && (is_level_1 || is_sign)) ++counts.everyday;
    at += is_two ? 2 : 4;
  }
  return counts;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return "UTF-8";
    case Encoding::kUtf8Bom:
      return "UTF-8 BOM";
    case Encoding::kGb18030:
      return "GB18030";
    case Encoding::kUtf16Le:
      return "UTF-16LE";
    case Encoding::kUtf16Be:
      return "UTF-16BE";
    case Encoding::kBinary:
      return "binary";
  }
  return "binary";
}

EncodingGuess detect_encoding(std::string_view bytes) {
  if (bytes.empty()) return {Encoding::kUtf8, "内容为空"};
  if (bytes.starts_with(kUtf16LeMark)) return {Encoding::kUtf16Le, "开头有 UTF-16 小端标记"};
  if (bytes.starts_with(kUtf16BeMark)) return {Encoding::kUtf16Be, "开头有 UTF-16 大端标记"};
  if (has_binary_bytes(bytes)) return {Encoding::kBinary, "含有文字中不会出现的控制字符"};
  const bool has_mark = bytes.starts_with(kUtf8Mark);
  const std::optional<std::size_t> bad_utf8 = first_invalid_utf8(bytes);
  if (!bad_utf8.has_value())
    return has_mark ? EncodingGuess{Encoding::kUtf8Bom, "开头有 UTF-8 标记，全部字节符合 UTF-8"}
                    : EncodingGuess{Encoding::kUtf8, "全部字节符合 UTF-8"};
  if (has_mark) return {Encoding::kBinary, fmt::format("开头有 UTF-8 标记，但第 {} 字节不是 UTF-8", *bad_utf8 + 1)};
  const GbCounts counts = count_gb18030(bytes);
  if (counts.bad_offset.has_value())
    return {Encoding::kBinary,
            fmt::format("第 {} 字节不是 UTF-8，第 {} 字节也不是 GB18030", *bad_utf8 + 1, *counts.bad_offset + 1)};
  if (counts.everyday * 2 <= counts.characters)
    return {Encoding::kBinary, fmt::format("第 {} 字节不是 UTF-8；按 GB18030 读，{} 个汉字中只有 {} 个是常用字",
                                           *bad_utf8 + 1, counts.characters, counts.everyday)};
  return {Encoding::kGb18030, fmt::format("全部字节符合 GB18030，{} 个双字节字符中 {} 个是常用字或标点",
                                          counts.characters, counts.everyday)};
}

Result<std::string> gb18030_to_utf8(std::string_view bytes) { return convert(bytes, "UTF-8", "GB18030", "GB18030"); }

Result<std::string> utf8_to_gb18030(std::string_view utf8) {
  if (const std::optional<std::size_t> bad = first_invalid_utf8(utf8))
    return fail(Code::kInvalidInput, "此处不是有效的 UTF-8 编码", fmt::format("第 {} 字节", *bad + 1));
  return convert(utf8, "GB18030", "UTF-8", "GB18030");
}

Result<std::string> utf16_to_utf8(std::string_view bytes, bool big_endian) {
  if (bytes.starts_with(big_endian ? kUtf16BeMark : kUtf16LeMark)) bytes.remove_prefix(2);
  return convert(bytes, "UTF-8", big_endian ? "UTF-16BE" : "UTF-16LE", "UTF-16");
}

Result<DecodedText> decode_text(std::string_view bytes) {
  EncodingGuess guess = detect_encoding(bytes);
  DecodedText text{.utf8 = {}, .encoding = guess.encoding, .evidence = std::move(guess.evidence)};
  switch (guess.encoding) {
    case Encoding::kUtf8:
      text.utf8 = std::string(bytes);
      break;
    case Encoding::kUtf8Bom:
      text.utf8 = std::string(bytes.substr(kUtf8Mark.size()));
      break;
    case Encoding::kGb18030: {
      BIHUAN_TRY(text.utf8, gb18030_to_utf8(bytes));
      break;
    }
    case Encoding::kUtf16Le:
    case Encoding::kUtf16Be: {
      BIHUAN_TRY(text.utf8, utf16_to_utf8(bytes, guess.encoding == Encoding::kUtf16Be));
      if (has_binary_bytes(text.utf8)) return fail(Code::kInvalidInput, "内容不是文字：含有文字中不会出现的控制字符");
      break;
    }
    case Encoding::kBinary:
      return fail(Code::kInvalidInput, fmt::format("内容不是 UTF-8、GB18030 或 UTF-16 编码的文字：{}", text.evidence));
  }
  if (const std::optional<std::string> garbled = garbling_evidence(text.utf8))
    return fail(Code::kInvalidInput, fmt::format("文字在存盘以前已经成为乱码：{}；请找回原来的文件", *garbled));
  return text;
}

std::optional<std::string> garbling_evidence(std::string_view utf8) {
  std::size_t replaced = 0;
  std::size_t latin = 0;  // U+0080..U+00FF
  std::size_t wide = 0;   // everything above
  std::string latin_bytes;
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const unsigned c = byte_at(utf8, at);
    if (c < 0x80) continue;
    if ((c == 0xC2 || c == 0xC3) && at + 1 < utf8.size()) {
      ++latin;
      latin_bytes += static_cast<char>((c & 3) << 6 | (byte_at(utf8, at + 1) & 0x3F));
      ++at;
    } else if (c >= 0xC0) {
      ++wide;
      if (utf8.substr(at, 3) == "\xEF\xBF\xBD") ++replaced;
    }
  }
  // Every byte of a GB18030 character that is not UTF-8 has become one U+FFFD; a single one may be a scanning fault.
  if (replaced >= 3 && replaced * 20 > wide + latin)
    return fmt::format("有 {} 个替换符 U+FFFD，像是 GB18030 文字曾被当作 UTF-8 读入", replaced);
  // 锟斤拷: two U+FFFD, written as UTF-8 and read as GB18030.
  if (utf8.find("锟斤拷") != std::string_view::npos) return "有“锟斤拷”字样，像是编码错误之后又被存盘";
  if (latin >= 8 && wide * 10 < latin) {
    const bool is_chinese = !first_invalid_utf8(latin_bytes).has_value() || [&] {
      const GbCounts counts = count_gb18030(latin_bytes);
      return !counts.bad_offset.has_value() && counts.everyday * 2 > counts.characters;
    }();
    if (is_chinese) return fmt::format("{} 个西欧字母按原字节读是汉字，像是中文曾被当作西欧编码读入", latin);
  }
  // UTF-8 read as GB18030 turns back into valid UTF-8, which real Chinese text of some length cannot do.
  if (wide >= 8) {
    const Result<std::string> back = utf8_to_gb18030(utf8);
    if (back.has_value() && !first_invalid_utf8(*back).has_value())
      return "汉字按 GB18030 写回字节后恰是 UTF-8，像是 UTF-8 文字曾被当作 GB18030 读入";
  }
  return std::nullopt;
}

}  // namespace bihuan
