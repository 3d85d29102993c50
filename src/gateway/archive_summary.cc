#include "gateway/archive_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"

namespace bihuan::gateway {

BOOST_DESCRIBE_STRUCT(ArchiveHead, (), (records, digest))
BOOST_DESCRIBE_STRUCT(ArchiveFinding, (), (segment, first, last, message, is_harm))
BOOST_DESCRIBE_STRUCT(ArchiveReport, (), (head, segments, sealed, octets, findings))

std::string report_text(const ArchiveReport& report) {
  std::string text = fmt::format("帧档案{}条记录，{}段（封存{}段），{}字节；末条摘要 {}\n", report.head.records,
                                 report.segments, report.sealed, report.octets, report.head.digest);
  const auto harm = std::ranges::count_if(report.findings, &ArchiveFinding::is_harm);
  text += harm == 0 ? "核对无误：没有记录被改动、抽走或重写。\n" : fmt::format("发现{}处问题：\n", harm);
  for (const ArchiveFinding& finding : report.findings)
    text += fmt::format("  {}{}\n", finding.is_harm ? "" : "（无碍）", finding.message);
  return text;
}

std::string report_json(const ArchiveReport& report) { return to_json(report, JsonStyle::kPretty); }

Result<ArchiveAnchor> parse_archive_anchor(std::string_view text) {
  const std::size_t blank = text.find(' ');
  ArchiveAnchor anchor;
  const std::string_view number = text.substr(0, blank);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), anchor.head.records);
  if (blank != std::string_view::npos) anchor.head.digest = text.substr(blank + 1);
  const bool is_hex =
      std::ranges::all_of(anchor.head.digest, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (error != std::errc() || end != number.data() + number.size() || anchor.head.records < 0 ||
      anchor.head.digest.size() != 64 || !is_hex)
    return fail(Code::kInvalidInput, "锚定应写成“条数 摘要”，摘要为64位小写十六进制", std::string(text));
  anchor.source = fmt::format("锚定（{}条）", anchor.head.records);
  return anchor;
}

std::string anchor_text(const ArchiveHead& head) { return fmt::format("{} {}", head.records, head.digest); }

}  // namespace bihuan::gateway
