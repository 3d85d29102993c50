#include "cli/hj212_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/describe.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/text_table.h"

namespace bihuan::hj212 {
BOOST_DESCRIBE_STRUCT(Pair, (), (name, value))
BOOST_DESCRIBE_STRUCT(Draft, (), (qn, st, cn, pw, mn, flag, pnum, pno, is_refill, groups))
}  // namespace bihuan::hj212

namespace bihuan::cli {

BOOST_DESCRIBE_STRUCT(FoundValue, (), (factor, suffix, name, unit, value, kind, number))
BOOST_DESCRIBE_STRUCT(FoundFinding, (), (finding, treatment, message))
BOOST_DESCRIBE_STRUCT(FoundFrame, (),
                      (file, offset, size, standing, raw, declared_length, length, crc, crc_right, crc_kind, edition,
                       command, right_frame, message, values, findings))

namespace {

std::string_view chinese_standing(std::string_view standing) {
  for (const hj212::Standing one : {hj212::Standing::kAccepted, hj212::Standing::kRepaired,
                                    hj212::Standing::kQuarantined, hj212::Standing::kJunk}) {
    if (to_string(one) == standing) return to_chinese(one);
  }
  return standing;
}

std::string title_of(const FoundFrame& frame, std::size_t number) {
  std::string place = fmt::format("字节{}–{}", frame.offset, frame.offset + frame.size);
  if (frame.file != "-") place = frame.file + " " + place;
  return fmt::format("── 第{}帧 ── {} ── {}\n", number, place, chinese_standing(frame.standing));
}

std::string header_text(const FoundFrame& frame, const hj212::Vocabulary& vocabulary) {
  const hj212::Draft& m = frame.message;
  const Result<hj212::Edition> edition = hj212::parse_edition(frame.edition);
  const hj212::Command* command = edition.has_value() ? vocabulary.command(*edition, m.cn.value_or("")) : nullptr;
  const auto line = [](std::string_view name, const std::string& text) {
    return fmt::format("  {}  {}\n", name, text);
  };
  std::string text = line("版本", edition.has_value() ? std::string(to_chinese(*edition)) : frame.edition);
  std::string what = m.cn.value_or("（无）") + " " + (frame.command.empty() ? "（标准中没有的命令）" : frame.command);
  if (command != nullptr) what += fmt::format("［{}］", to_chinese(command->kind));
  text += line("命令", what);
  if (m.st.has_value()) {
    const hj212::Word* system = vocabulary.system(*m.st);
    text += line("系统", *m.st + " " + (system == nullptr ? "（标准中没有的系统编码）" : system->name));
  }
  if (m.mn.has_value()) text += line("MN  ", m.mn->empty() ? "（空）" : *m.mn);
  if (m.qn.has_value()) text += line("QN  ", hj212::time_text(*m.qn));
  if (m.pw.has_value()) text += line("PW  ", *m.pw);
  if (m.flag.has_value())
    text += line("Flag", fmt::format("{}（{}，{}）", *m.flag, (*m.flag & 1) != 0 ? "要求应答" : "不要求应答",
                                     (*m.flag & 2) != 0 ? "有包号" : "无包号"));
  if (m.pnum.has_value()) text += line("分包", fmt::format("共{}包，第{}包", *m.pnum, *m.pno));
  if (m.is_refill) text += line("补传", "是");
  return text;
}

std::string meaning_of(const FoundValue& value, const hj212::Vocabulary& vocabulary) {
  const hj212::Word* word = value.factor == "QnRtn"    ? vocabulary.request_return(value.value)
                            : value.factor == "ExeRtn" ? vocabulary.execution_return(value.value)
                                                       : nullptr;
  return hj212::time_text(value.value) + (word == nullptr ? "" : "（" + word->name + "）");
}

// Factors down, their suffixes across; a factor whose pair comes again opens a new row.
std::string factor_table(const FoundFrame& frame, const hj212::Vocabulary& vocabulary) {
  const Result<hj212::Edition> edition = hj212::parse_edition(frame.edition);
  std::vector<std::string> suffixes;
  for (const FoundValue& value : frame.values) {
    const bool is_new = !value.suffix.empty() && std::ranges::find(suffixes, value.suffix) == suffixes.end();
    if (is_new) suffixes.push_back(value.suffix);
  }
  if (suffixes.empty()) return "";
  std::vector<Column> columns{{"因子", 0}, {"名称", 20}, {"单位", 0}};
  for (const std::string& suffix : suffixes) {
    const hj212::Word* word = vocabulary.suffix(suffix);
    columns.push_back({word == nullptr ? suffix : word->name, 40, word != nullptr && word->is_number});
  }
  std::vector<std::vector<std::string>> rows;
  for (const FoundValue& value : frame.values) {
    if (value.suffix.empty()) continue;
    const auto column = static_cast<std::size_t>(std::ranges::find(suffixes, value.suffix) - suffixes.begin()) + 3;
    if (rows.empty() || rows.back()[0] != value.factor || !rows.back()[column].empty()) {
      rows.emplace_back(columns.size());
      rows.back()[0] = value.factor;
      rows.back()[1] = value.name;
      rows.back()[2] = value.unit;
    }
    const hj212::Word* mark =
        value.suffix == "Flag" && edition.has_value() ? vocabulary.mark(*edition, value.value) : nullptr;
    rows.back()[column] = mark == nullptr ? value.value : value.value + " " + mark->name;
    if (value.kind == "missing") rows.back()[column] = "缺测（" + value.value + "）";
  }
  return render_table(columns, rows);
}

std::string findings_text(const FoundFrame& frame) {
  std::string text;
  for (const FoundFinding& finding : frame.findings) {
    const std::string_view head = finding.treatment == "accept"   ? "提示"
                                  : finding.treatment == "repair" ? "修复"
                                                                  : "错误";
    text += fmt::format("  {}：{}\n", head, finding.message);
  }
  return text;
}

std::string junk_text(const FoundFrame& frame) {
  return fmt::format("── 杂散字节 ── 字节{}–{}，共{}字节：{}\n{}\n", frame.offset, frame.offset + frame.size,
                     frame.size, fit(frame.raw, 100), findings_text(frame));
}

}  // namespace

std::string frame_text(const FoundFrame& frame, std::size_t number, const hj212::Vocabulary& vocabulary) {
  if (frame.standing == "junk") return junk_text(frame);
  std::string text = title_of(frame, number) + header_text(frame, vocabulary);
  for (const FoundValue& value : frame.values) {
    if (!value.suffix.empty()) continue;
    text += fmt::format("  {}{}：{}\n", value.factor, value.name.empty() ? "" : " " + value.name,
                        meaning_of(value, vocabulary));
  }
  const std::string table = factor_table(frame, vocabulary);
  if (!table.empty()) text += "\n" + table;
  const std::string findings = findings_text(frame);
  if (!findings.empty()) text += "\n" + findings;
  return text + "\n";
}

std::string verdict_text(const FoundFrame& frame, std::size_t number) {
  if (frame.standing == "junk") return junk_text(frame);
  std::string text = title_of(frame, number);
  const bool is_decrypted =
      std::ranges::any_of(frame.findings, [](const FoundFinding& f) { return f.finding == "decrypted"; });
  if (frame.length.has_value()) {
    const bool is_right = frame.declared_length == frame.length;
    text += fmt::format("  长度  写{}，实为{}　{}\n", frame.declared_length.value_or(-1), *frame.length,
                        is_right ? "对" : "错");
    const bool crc_right = frame.crc_kind == "right";
    text += fmt::format("  校验  写{}，应为{}　{}", frame.crc.empty() ? "（无）" : frame.crc, frame.crc_right,
                        crc_right ? "对" : "错");
    for (int kind = 1; kind <= static_cast<int>(hj212::CrcKind::kNoHex) && !crc_right; ++kind) {
      const auto one = static_cast<hj212::CrcKind>(kind);
      if (to_string(one) == frame.crc_kind) text += fmt::format("：收到的值{}", to_chinese(one));
    }
    text += is_decrypted ? "（解密之后）\n" : "\n";
  } else {
    text += fmt::format("  长度  写{}，数据段不完整，无法核对长度和校验\n", frame.declared_length.value_or(-1));
  }
  text += findings_text(frame);
  if (!frame.right_frame.empty()) text += "  应为  " + frame.right_frame + "\n";
  return text + "\n";
}

std::string frames_json(const std::vector<FoundFrame>& frames) { return to_json(frames, JsonStyle::kPretty); }

Result<std::vector<hj212::Draft>> drafts_of_json(std::string_view text) {
  JsonLimits limits;
  limits.missing_keeps_default = true;
  if (trim(text).starts_with("[")) return from_json<std::vector<hj212::Draft>>(text, limits);
  BIHUAN_TRY(hj212::Draft draft, from_json<hj212::Draft>(text, limits));
  return std::vector<hj212::Draft>{std::move(draft)};
}

}  // namespace bihuan::cli
