#include "hj212/encode.h"

#include <fmt/format.h>

#include <algorithm>

#include "hj212/cipher.h"
#include "hj212/crc.h"
#include "hj212/internal/octets.h"

namespace bihuan::hj212 {
namespace {

constexpr std::size_t kLongestSegment = 9999;

bool is_log_text(std::string_view value) {
  return value.size() >= 4 && value.starts_with("//") && value.ends_with("//") &&
         value.substr(2, value.size() - 4).find("//") == std::string_view::npos;
}

Status check_text(std::string_view what, std::string_view text, std::string_view forbidden) {
  const bool has_control = std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (has_control || text.find("&&") != std::string_view::npos || text.find("##") != std::string_view::npos ||
      text.find_first_of(forbidden) != std::string_view::npos)
    return fail(Code::kInvalidInput, fmt::format("{}的内容含有分隔符或控制字符，不能写入：不应有 {} && ##", what,
                                                 fmt::join(forbidden, " ")));
  return {};
}

Status check_pair(const Pair& pair) {
  if (pair.name.empty()) return fail(Code::kInvalidInput, "数据区有一项没有名称，应为“名称=值”");
  BIHUAN_CHECK(check_text("名称" + pair.name, pair.name, ",;="));
  return check_text(pair.name, pair.value, is_log_text(pair.value) ? "" : ",;");
}

Status check_draft(const Draft& draft) {
  if (!draft.cn.has_value() || draft.cn->size() != 4 || !internal::all_digits(*draft.cn))
    return fail(Code::kInvalidInput, fmt::format("命令编码CN“{}”应为4位数字", draft.cn.value_or("")));
  const std::pair<const char*, const std::optional<std::string>*> fields[] = {
      {"QN", &draft.qn}, {"ST", &draft.st}, {"PW", &draft.pw}, {"MN", &draft.mn}};
  for (const auto& [name, value] : fields) {
    if (value->has_value()) BIHUAN_CHECK(check_text(name, **value, ",;"));
  }
  if (draft.flag.has_value() && (*draft.flag < 0 || *draft.flag > 255))
    return fail(Code::kInvalidInput, fmt::format("Flag“{}”应为0至255的整数", *draft.flag));
  if (draft.pnum.has_value() != draft.pno.has_value()) return fail(Code::kInvalidInput, "PNUM和PNO应同时给出");
  if (draft.pnum.has_value() && (*draft.pno < 1 || *draft.pno > *draft.pnum || *draft.pnum > 9999))
    return fail(Code::kInvalidInput,
                fmt::format("包号PNO={}应在1至PNUM={}之间，总包数不超过9999", *draft.pno, *draft.pnum));
  for (const std::vector<Pair>& group : draft.groups) {
    if (group.empty()) return fail(Code::kInvalidInput, "数据区有空的一组");
    for (const Pair& pair : group) BIHUAN_CHECK(check_pair(pair));
  }
  return {};
}

void append(std::string& out, std::string_view name, const std::optional<std::string>& value) {
  if (value.has_value()) out += fmt::format("{}={};", name, *value);
}

void append(std::string& out, std::string_view name, std::optional<int> value) {
  if (value.has_value()) out += fmt::format("{}={};", name, *value);
}

std::string write_header(const Draft& draft) {
  std::string out;
  append(out, "QN", draft.qn);
  append(out, "ST", draft.st);
  append(out, "CN", draft.cn);
  append(out, "PW", draft.pw);
  append(out, "MN", draft.mn);
  append(out, "Flag", draft.flag);
  append(out, "PNUM", draft.pnum);
  append(out, "PNO", draft.pno);
  if (draft.is_refill) out += "RF=1;";
  return out + "CP=&&";
}

std::string write_group(const std::vector<Pair>& group) {
  std::string out;
  for (const Pair& pair : group) {
    if (!out.empty()) out += ',';
    out += pair.name + "=" + pair.value;
  }
  return out;
}

std::string write_segment(const Draft& draft) {
  std::string out = write_header(draft);
  for (std::size_t i = 0; i < draft.groups.size(); ++i) out += (i == 0 ? "" : ";") + write_group(draft.groups[i]);
  return out + "&&";
}

std::string with_ends(std::string_view segment, std::uint16_t check) {
  return fmt::format("##{:04}{}{}\r\n", segment.size(), segment, crc_text(check));
}

}  // namespace

Draft draft_of(const Message& message) {
  Draft draft;
  const auto own = [&](HeaderField field) {
    return message.has(field) ? std::optional<std::string>(message.field(field)) : std::nullopt;
  };
  draft.qn = own(HeaderField::kQn);
  draft.st = own(HeaderField::kSt);
  draft.cn = own(HeaderField::kCn);
  draft.pw = own(HeaderField::kPw);
  draft.mn = own(HeaderField::kMn);
  draft.flag = message.flag;
  if (message.pnum.has_value() && message.pno.has_value()) {
    draft.pnum = message.pnum;
    draft.pno = message.pno;
  }
  draft.is_refill = message.is_refill();
  std::optional<std::uint16_t> group;
  for (const Item& item : message.items) {
    if (item.group != group) draft.groups.emplace_back();
    group = item.group;
    std::string name(item.factor);
    if (item.is_factor()) name += "-" + std::string(item.suffix);
    draft.groups.back().push_back({std::move(name), std::string(item.value)});
  }
  return draft;
}

Result<std::string> encode_segment(const Draft& draft, const EncodeOptions& options) {
  BIHUAN_CHECK(check_draft(draft));
  std::string segment = write_segment(draft);
  if (segment.size() > std::min(options.max_segment, kLongestSegment))
    return fail(Code::kInvalidInput, fmt::format("数据段{}字节，超过{}字节，应分包发送", segment.size(),
                                                 std::min(options.max_segment, kLongestSegment)));
  return segment;
}

Result<std::string> encode(const Draft& draft, const EncodeOptions& options) {
  BIHUAN_TRY(const std::string segment, encode_segment(draft, options));
  if (!options.key.has_value()) return with_ends(segment, crc(segment));
  BIHUAN_TRY(const std::string cipher, encipher(segment, *options.key));
  return with_ends(cipher, crc(segment));  // the check value is that of the plain segment
}

Result<std::string> frame_segment(std::string_view segment) {
  if (segment.size() > kLongestSegment)
    return fail(Code::kInvalidInput, fmt::format("数据段{}字节，长度只有4位，最多9999字节", segment.size()));
  return with_ends(segment, crc(segment));
}

Result<std::vector<Draft>> split_packets(const Draft& draft, std::span<const std::string> qns, Edition edition,
                                         std::size_t max_segment) {
  BIHUAN_CHECK(check_draft(draft));
  if (write_segment(draft).size() <= max_segment) return std::vector<Draft>{draft};
  Draft empty = draft;
  empty.groups.clear();
  const bool has_time = !draft.groups.empty() && draft.groups[0].size() == 1 && draft.groups[0][0].name == "DataTime";
  if (has_time) empty.groups.push_back(draft.groups[0]);
  if (draft.flag.has_value()) empty.flag = *draft.flag | 2;
  empty.pnum = empty.pno = 9999;  // the widest, to count with
  if (edition == Edition::k2025) empty.pnum = empty.pno = 9;
  const std::size_t bare = write_segment(empty).size();
  std::vector<Draft> packets{empty};
  std::size_t size = bare;
  for (std::size_t i = has_time ? 1 : 0; i < draft.groups.size(); ++i) {
    const std::size_t more = write_group(draft.groups[i]).size() + 1;
    if (bare + more > max_segment)
      return fail(Code::kInvalidInput, fmt::format("“{}”一组就有{}字节，一个包装不下", draft.groups[i][0].name, more));
    if (size + more > max_segment) {
      packets.push_back(empty);
      size = bare;
    }
    packets.back().groups.push_back(draft.groups[i]);
    size += more;
  }
  if (packets.size() > (edition == Edition::k2025 ? 9U : 9999U) || packets.size() > qns.size())
    return fail(Code::kInvalidInput, fmt::format("要分成{}个包，应给出同样多的QN；2025版最多9个包", packets.size()));
  for (std::size_t i = 0; i < packets.size(); ++i) {
    packets[i].qn = qns[i];
    packets[i].pnum = static_cast<int>(packets.size());
    packets[i].pno = static_cast<int>(i) + 1;
  }
  return packets;
}

}  // namespace bihuan::hj212
