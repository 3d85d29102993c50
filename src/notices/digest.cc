#include "notices/digest.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"

namespace bihuan::notices {
namespace {

constexpr std::size_t kLongestTitle = 120;  // characters

constexpr std::string_view kPairs[][2] = {{"<", "＜"}, {">", "＞"},  {"[", "［"}, {"]", "］"},
                                          {"`", "｀"}, {"*", "＊"},  {"_", "＿"}, {"#", "＃"},
                                          {"@", "＠"}, {"\\", "＼"}, {"|", "｜"}, {"~", "～"}};

std::string for_markdown(std::string text) {
  for (const auto& [sign, wide] : kPairs) text = replace_all(text, sign, wide);
  return text;
}

std::string for_plain(std::string text) { return text; }

struct Style {
  std::string_view heading;  // before the name of a group
  std::string_view line_end;
  std::string (*escape)(std::string);
};

std::string rendered(const Digest& digest, const Style& style, std::size_t most_bytes) {
  const std::string end(style.line_end);
  std::string out =
      "致：" + style.escape(excerpt(digest.to, 60)) + end + "共" + std::to_string(digest.count) + "条通知" + end;
  std::string tail = digest.link.empty() ? "" : "查看：" + digest.link + end;
  const std::size_t room = most_bytes - std::min(most_bytes, tail.size() + 80);
  std::size_t shown = 0;
  for (const DigestGroup& group : digest.groups) {
    std::string heading = end + std::string(style.heading) + style.escape(group.name) + "（" +
                          std::to_string(group.items.size()) + "条）" + end;
    for (std::size_t i = 0; i < group.items.size(); ++i) {
      const DigestItem& item = group.items[i];
      std::string line = std::to_string(i + 1) + ". " + style.escape(item.title);
      if (item.due) line += "（期限" + to_chinese(*item.due) + "）";
      line += end;
      if (out.size() + heading.size() + line.size() > room) {
        return out + end + "另有" + std::to_string(digest.count - shown) + "条，请登录系统查看。" + end + tail;
      }
      out += std::exchange(heading, "") + line;
      ++shown;
    }
  }
  return tail.empty() ? out : out + end + tail;
}

}  // namespace

Digest make_digest(const NoticeRules& rules, const std::vector<records::Notice>& notices, const std::string& link,
                   Instant at) {
  Digest digest;
  digest.count = notices.size();
  digest.link = link;
  std::map<std::size_t, DigestGroup> groups;
  std::vector<std::string> names;
  for (const records::Notice& notice : notices) {
    DigestGroup& group = groups[rules.place_of(notice.kind)];
    group.name = rules.kind(notice.kind).name;
    group.items.push_back({excerpt(notice.title, kLongestTitle), notice.due});
    if (std::ranges::find(names, notice.to_name) == names.end()) names.push_back(notice.to_name);
  }
  for (auto& [place, group] : groups) digest.groups.push_back(std::move(group));
  digest.to = excerpt(join(names, "、"), 200);
  const Date day = to_date(at);
  digest.subject = notices.size() == 1 ? "【闭环】" + digest.groups.front().items.front().title
                                       : "【闭环】" + std::to_string(day.month()) + "月" + std::to_string(day.day()) +
                                             "日通知摘要：" + std::to_string(digest.count) + "条";
  return digest;
}

std::string plain_text(const Digest& digest, std::size_t most_bytes) {
  return rendered(digest, {"■ ", "\n", &for_plain}, most_bytes);
}

std::string markdown(const Digest& digest, std::size_t most_bytes) {
  // Two line ends: markdown joins lines that only one parts.
  return rendered(digest, {"### ", "\n\n", &for_markdown}, most_bytes);
}

std::string short_text(const Digest& digest) {
  if (digest.count == 1) {
    const DigestItem& only = digest.groups.front().items.front();
    return excerpt(only.title, 60) + (only.due ? "（期限" + to_chinese(*only.due) + "）" : "");
  }
  std::vector<std::string> parts;
  for (const DigestGroup& group : digest.groups)
    parts.push_back(group.name + std::to_string(group.items.size()) + "条");
  return "您有" + std::to_string(digest.count) + "条通知：" + join(parts, "、") + "。请登录系统查看。";
}

}  // namespace bihuan::notices
