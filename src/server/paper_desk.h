// src/server/paper_desk.h - the desk of papers (发文): drafts made of a case or a round of dispatch, approval, issue.
// Once for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "records/actor.h"
#include "records/papers.h"
#include "server/office.h"
#include "server/plan_desk.h"

namespace bihuan::server {

namespace api {
struct PaperList;
struct PaperView;
}  // namespace api

// One call of one actor; not for keeping. Errors: those of the book (records/papers.h).
class PaperDesk {
 public:
  // Both outlive the object.
  PaperDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  // A case's letter, or the bulletin where its level asks for that. Errors: also those of CaseDesk::draft
  Result<api::PaperView> draft_of_case(std::string_view case_id);
  // The 调度通报 of a round. Errors: also those of bulletin_file
  Result<api::PaperView> draft_of_round(std::string_view round_id);
  // Errors: also kInvalidInput  no docx, a mark of secrecy, or without the line that says it is a draft
  Result<api::PaperView> revise(std::string_view paper_id, std::int64_t revision, const std::string& file_name,
                                std::string bytes);
  Result<api::PaperView> issue(std::string_view paper_id, std::int64_t revision, std::string_view number);
  Result<api::PaperView> send_back(std::string_view paper_id, std::int64_t revision, std::string_view why);
  Result<api::PaperView> withdraw(std::string_view paper_id, std::int64_t revision, std::string_view why);

  Result<api::PaperView> read(std::string_view paper_id);
  Result<NamedFile> file(std::string_view paper_id);
  // `state`: drafted, returned, issued, withdrawn; "" any. Newest first.
  Result<api::PaperList> list(const std::string& state, const std::string& subject, const std::string& cursor,
                              std::int64_t limit);

 private:
  Result<api::PaperView> view(const Result<records::Paper>& paper);
  Result<records::PaperFile> checked(const std::string& file_name, std::string bytes) const;

  Office& office_;
  const records::Actor& actor_;
};

}  // namespace bihuan::server
