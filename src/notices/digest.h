// src/notices/digest.h - many notices as one text: grouped by kind, with titles and deadlines. Pure.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "notices/notice_rules.h"
#include "records/notices.h"

namespace bihuan::notices {

struct DigestItem {
  std::string title;
  std::optional<Date> due;
};
struct DigestGroup {
  std::string name;
  std::vector<DigestItem> items;
};
struct Digest {
  std::string to;       // 河湖科、办公室
  std::string subject;  // 【闭环】9月30日通知摘要：20条; for a single notice its title
  std::vector<DigestGroup> groups;
  std::size_t count = 0;
  std::string link;  // "" none
};

// Groups in the order of the rules; within a group in the order of the notices. Line ends and other control characters
// of titles are blanks here, so that no title can pretend to be something else.
Digest make_digest(const NoticeRules& rules, const std::vector<records::Notice>& notices, const std::string& link,
                   Instant at);

// At most `most_bytes` (at least 400); what does not fit is counted in a last line.
std::string plain_text(const Digest& digest, std::size_t most_bytes);
// The same as the markdown of robots. Signs that markdown would act on stand in their full-width forms.
std::string markdown(const Digest& digest, std::size_t most_bytes);
// One sentence for a short message: 您有20条通知：红灯3条、督办事项17条。请登录系统查看。
std::string short_text(const Digest& digest);

}  // namespace bihuan::notices
