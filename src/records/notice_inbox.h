// src/records/notice_inbox.h - notices in the application. A person sees those of his units and of his roles.
//
// What somebody has read is kept for himself only: no report counts it, and nobody is judged by it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/actor.h"
#include "records/database.h"
#include "records/notices.h"

namespace bihuan::records {

struct InboxItem {
  Notice notice;
  std::optional<Instant> read_at;
};

struct InboxPage {
  std::vector<InboxItem> items;  // newest first
  std::string next;              // cursor of the page behind this one; "" where there is none
};

class Inbox {
 public:
  explicit Inbox(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // At most `limit` (1 to 200) notices behind `cursor` ("" the first page); with `unread_only` a page may be shorter
  // than the limit although there is a next one. Errors: kInvalidInput
  Result<InboxPage> page(const Actor& actor, bool unread_only, std::string_view cursor, std::int64_t limit);
  Result<std::int64_t> unread(const Actor& actor);

  // At most 200 at once; what is read stays as it was. Errors: kNotFound  one that there is not, or not for the actor
  Status mark_read(const Actor& actor, const std::vector<std::string>& ids);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
