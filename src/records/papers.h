// src/records/papers.h - papers (发文): what the desk drafts and a person with that right approves and issues.
//
// A paper begins as a draft about a case or a round of dispatch; the office may put an edited file in its place; a
// leader who did not write it issues it under a number, or returns it with a reason. Each file stays. What is issued
// carries the head of the journal, so that the journal can be held against it later.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/attachments.h"
#include "records/database.h"

namespace bihuan::records {

enum class PaperKind { kSupervisionLetter, kCaseBulletin, kDispatchBulletin };
std::string_view paper_kind_name(PaperKind kind);  // 督办单, 督办情况通报, 调度通报

enum class PaperState { kDrafted, kReturned, kIssued, kWithdrawn };
std::string_view paper_state_name(PaperState state);  // 待审批, 已退回, 已印发, 已撤回

struct Paper {
  std::string paper_id;  // "f000001"
  std::int64_t revision = 1;
  PaperKind kind = PaperKind::kSupervisionLetter;
  std::string subject;  // "case_file/k000001", "dispatch_round/r000001"
  std::string title;
  std::vector<std::string> to_units;  // ids
  PaperState state = PaperState::kDrafted;
  std::int64_t file = 1;     // the file that stands now
  std::string written_by;    // who wrote that file: the id of a person
  std::string written_name;
  Instant written_at;
  std::string paper_number;  // 文号; "" until issued
  std::string journal_digest;  // head of the journal that the issued file carries
  std::string decided_by, decided_name, decided_why;
  std::optional<Instant> decided_at;
};

// A file that was looked at before (attachments.h).
struct PaperFile {
  CheckedAttachment about;
  std::string bytes;
};

struct PaperDraft {
  PaperKind kind = PaperKind::kSupervisionLetter;
  std::string subject, title;
  std::vector<std::string> to_units;
  PaperFile file;
};

struct PaperFilter {
  std::optional<PaperState> state;
  std::string subject;  // "" any
};

class Papers {
 public:
  explicit Papers(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // By the office. Leaders hear of it. Errors: kConflict  another role; the subject has such a draft already
  Result<Paper> draft(const Actor& actor, PaperDraft wanted);
  // An edited file takes the draft's place; a returned paper is a draft again. By the office.
  // Errors: kNotFound; kConflict  issued or withdrawn already, or another revision
  Result<Paper> revise(const Actor& actor, std::string_view paper_id, std::int64_t revision, PaperFile file);
  // By a leader who did not write what is issued; `file` is the draft of that revision with number and signature on it.
  // The units hear of it. Errors: as above; kInvalidInput  no number, too long; kConflict  the number is taken
  Result<Paper> issue(const Actor& actor, std::string_view paper_id, std::int64_t revision, std::string_view number,
                      std::string_view journal_digest, PaperFile file);
  // By such a leader, with a reason. The office hears of it.
  Result<Paper> send_back(const Actor& actor, std::string_view paper_id, std::int64_t revision, std::string_view why);
  // By the office, with a reason, as long as it is not issued.
  Result<Paper> withdraw(const Actor& actor, std::string_view paper_id, std::int64_t revision, std::string_view why);

  // Office and leaders see all, readers what is issued, everybody else what was issued to a unit of his.
  // Errors: kNotFound  also where the actor may not see it
  Result<Paper> find(const Actor& actor, std::string_view paper_id);
  // The file that stands now: the draft, or what was issued.
  Result<NewAttachment> file(const Actor& actor, std::string_view paper_id);
  // Newest first, at most `limit` (1 to 500) behind `after` (an id; "" from the start).
  Result<std::vector<Paper>> list(const Actor& actor, const PaperFilter& filter, std::string_view after,
                                  std::int64_t limit);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
