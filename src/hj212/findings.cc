#include "hj212/findings.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace bihuan::hj212 {
namespace {

struct Row {
  Finding finding;
  std::string_view word;
  Treatment treatment;
  std::string_view text;  // {0} expected, {1} found, {2} the octets it is about
};

constexpr auto kAccept = Treatment::kAccept;
constexpr auto kRepair = Treatment::kRepair;
constexpr auto kQuarantine = Treatment::kQuarantine;

// In the order of the enumeration.
constexpr std::array<Row, kFindingCount> kRows = {{
    {Finding::kCrcLowerCase, "crc_lower_case", kAccept, "校验值用了小写字母，标准示例为大写"},
    {Finding::kCrcDigitsLost, "crc_digits_lost", kRepair, "校验值不足4位，前面补0后应为{0:04X}"},
    {Finding::kCrcByProfile, "crc_by_profile", kRepair,
     "校验值{1:04X}不是标准算法的结果（应为{0:04X}），按该设备的档案接受"},
    {Finding::kCrcWrong, "crc_wrong", kQuarantine, "校验值错误：收到{1:04X}，应为{0:04X}"},
    {Finding::kCrcNoHex, "crc_no_hex", kQuarantine, "校验值不是4位十六进制数，应为{0:04X}"},
    {Finding::kLengthWrong, "length_wrong", kRepair, "数据段长度写的是{1}，实际为{0}字节，应写{0:04}"},
    {Finding::kLengthDigits, "length_digits", kRepair, "长度写成{1}位，应为4位：{0:04}"},
    {Finding::kEndMissing, "end_missing", kQuarantine, "包不完整：找不到结束的“&&”和校验值，可能在途中截断"},
    {Finding::kLong, "long", kAccept, "数据段{1}字节，超过标准的{0}字节"},
    {Finding::kHeadLost, "head_lost", kQuarantine, "像是缺少包头“##”的包，应以“##”加4位长度开头"},
    {Finding::kDecrypted, "decrypted", kAccept, "数据区经SM4加密，已用第{1}代密钥解密"},
    {Finding::kCipherAsText, "cipher_as_text", kRepair, "密文写成十六进制文字，长度按明文为{0}"},
    {Finding::kKeyMissing, "key_missing", kQuarantine, "数据区像是经SM4加密的，该设备没有登记密钥"},
    {Finding::kKeyWrong, "key_wrong", kQuarantine, "数据区像是经SM4加密的，已登记的{1}个密钥都解不开"},
    {Finding::kNoCommand, "no_command", kQuarantine, "没有4位的命令编码CN，无法处理"},
    {Finding::kHeaderOrder, "header_order", kAccept,
     "包头字段的次序不同，标准次序为QN、ST、CN、PW、MN、Flag、PNUM、PNO"},
    {Finding::kHeaderCase, "header_case", kAccept, "字段名“{2}”的大小写与标准不同"},
    {Finding::kHeaderUnknown, "header_unknown", kAccept, "包头中的“{2}”不是标准字段"},
    {Finding::kHeaderTwice, "header_twice", kAccept, "字段“{2}”出现两次，取第一个"},
    {Finding::kHeaderComma, "header_comma", kAccept, "包头字段之间用了逗号，应为分号"},
    {Finding::kSemicolonMissing, "semicolon_missing", kAccept, "“CP=”之前缺少分号"},
    {Finding::kFlagBad, "flag_bad", kAccept, "Flag“{2}”应为0至255的整数"},
    {Finding::kSplitWithoutNumbers, "split_without_numbers", kAccept, "Flag表示有包号，但没有PNUM和PNO"},
    {Finding::kNumbersWithoutSplit, "numbers_without_split", kAccept, "有PNUM和PNO，但Flag没有表示分包"},
    {Finding::kQnForm, "qn_form", kAccept, "QN“{2}”应为17位数字（年月日时分秒毫秒）"},
    {Finding::kMnForm, "mn_form", kAccept, "MN“{2}”不是24位十六进制数"},
    {Finding::kMnEmpty, "mn_empty", kAccept, "MN为空；只有2025版激活之前允许"},
    {Finding::kEditionUnknown, "edition_unknown", kAccept, "Flag“{2}”的版本位不是已知版本，按2025版读"},
    {Finding::kAreaMissing, "area_missing", kAccept, "没有数据区“CP=&&…&&”"},
    {Finding::kAreaOpen, "area_open", kAccept, "数据区没有以“&&”结束"},
    {Finding::kBlanks, "blanks", kAccept, "有多余的空格"},
    {Finding::kItemEmpty, "item_empty", kAccept, "有多余的分隔符，或空的一项"},
    {Finding::kItemNoValue, "item_no_value", kRepair, "“{2}”没有“名称=值”的写法，这一项不取"},
    {Finding::kItemDouble, "item_double", kRepair, "“{2}”出现两次，取第一个"},
    {Finding::kFlagAlone, "flag_alone", kRepair, "“Flag=”前面没有因子编码"},
    {Finding::kTextOpen, "text_open", kAccept, "日志文字没有以“//”结束"},
    {Finding::kTimeForm, "time_form", kRepair, "DataTime“{2}”应为14位数字（年月日时分秒）"},
    {Finding::kValueMissing, "value_missing", kAccept, "“{2}”表示没有数值，按缺测处理"},
    {Finding::kGb18030, "gb18030", kAccept, "文字是GB18030编码，标准要求UTF-8"},
    {Finding::kNoText, "no_text", kRepair, "这一项既不是UTF-8也不是GB18030文字"},
    {Finding::kCommandUnknown, "command_unknown", kAccept, "命令编码“{2}”不在标准中"},
    {Finding::kCommandOfOtherEdition, "command_of_other_edition", kAccept, "命令编码“{2}”不属于这一版标准"},
    {Finding::kStUnknown, "st_unknown", kAccept, "系统编码“{2}”不在标准中"},
    {Finding::kFieldUnknown, "field_unknown", kAccept, "字段“{2}”不在标准中"},
    {Finding::kFactorUnknown, "factor_unknown", kAccept, "因子编码“{2}”不在因子表中"},
    {Finding::kSuffixUnknown, "suffix_unknown", kAccept, "后缀“{2}”不在标准中"},
    {Finding::kSuffixCase, "suffix_case", kAccept, "后缀“{2}”的大小写与标准不同"},
    {Finding::kMarkUnknown, "mark_unknown", kAccept, "数据标记“{2}”不在标准中"},
    {Finding::kNotANumber, "not_a_number", kRepair, "“{2}”应为数值"},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kFindingCount; ++i) {
    if (kRows[i].finding != static_cast<Finding>(i)) return false;
  }
  return true;
}
static_assert(is_in_order());

const Row& row_of(Finding finding) { return kRows[static_cast<std::size_t>(finding)]; }

}  // namespace

Treatment treatment_of(Finding finding) { return row_of(finding).treatment; }

std::string_view to_string(Finding finding) { return row_of(finding).word; }

std::string_view to_string(Treatment treatment) {
  constexpr std::string_view kWords[] = {"accept", "repair", "quarantine"};
  return kWords[static_cast<std::size_t>(treatment)];
}

std::string_view to_chinese(Treatment treatment) {
  constexpr std::string_view kWords[] = {"接受", "修复", "隔离"};
  return kWords[static_cast<std::size_t>(treatment)];
}

std::string describe(const Diagnostic& diagnostic, std::string_view segment) {
  std::string quoted;
  if (diagnostic.at <= segment.size()) {
    const std::string_view part = segment.substr(diagnostic.at, diagnostic.size);
    if (!first_invalid_utf8(part).has_value()) {
      quoted = excerpt(part);
    } else {
      for (const char c : part.substr(0, 40)) quoted += c >= ' ' && c <= '~' ? c : '?';
    }
  }
  return fmt::format(fmt::runtime(row_of(diagnostic.finding).text), diagnostic.expected, diagnostic.found, quoted);
}

}  // namespace bihuan::hj212
