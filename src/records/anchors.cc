#include "records/anchors.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20U;
constexpr std::size_t kDigestLength = 64;

std::optional<JournalAnchor> parse_line(std::string_view line) {
  JournalAnchor anchor;
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(line.data(), line.data() + space, anchor.entries);
  if (error != std::errc{} || end != line.data() + space || anchor.entries < 1) return std::nullopt;
  line.remove_prefix(space + 1);
  if (line.size() <= kDigestLength || line[kDigestLength] != ' ') return std::nullopt;
  anchor.digest = std::string(line.substr(0, kDigestLength));
  if (anchor.digest.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  return anchor;
}

}  // namespace

Status append_anchor(const std::string& path, const JournalHead& head, Instant at, std::string_view source) {
  if (head.entries == 0) return {};
  const std::string line =
      std::to_string(head.entries) + " " + head.digest + " " + to_string(at, kUtc) + " " + std::string(source) + "\n";
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0)
    return fail(Code::kUnavailable, "日志锚定文件不能写入，请检查数据文件夹的权限。", "journal-anchors");
  const bool is_written = ::write(descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                          ::fdatasync(descriptor) == 0;
  ::close(descriptor);
  if (!is_written) return fail(Code::kUnavailable, "日志锚定文件没有写成，请检查磁盘。", "journal-anchors");
  return {};
}

Result<std::vector<JournalAnchor>> parse_anchors(std::string_view text, std::string_view name) {
  std::vector<JournalAnchor> anchors;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string place = std::string(name) + "第" + std::to_string(number) + "行";
    std::optional<JournalAnchor> anchor = parse_line(line);
    if (!anchor) {
      return fail(Code::kCorrupt, "这一行不是锚定记录，应为“条数 摘要 时间 来源”：“" + excerpt(line, 40) + "”", place);
    }
    anchor->source = place;
    anchors.push_back(*std::move(anchor));
  }
  return anchors;
}

Result<std::vector<JournalAnchor>> read_anchors(const std::string& path) {
  const Result<std::string> text = read_file(path, kLargestFile);
  if (!text.has_value()) {
    if (text.error().code == Code::kNotFound) return std::vector<JournalAnchor>();
    return std::unexpected(text.error());
  }
  return parse_anchors(*text, std::filesystem::path(path).filename().string());
}

}  // namespace bihuan::records
