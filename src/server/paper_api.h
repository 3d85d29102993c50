// src/server/paper_api.h - what the routes of papers take and give, as described structs. Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "records/paper_describe.h"

namespace bihuan::server::api {

struct PaperView {
  std::string paper_id;
  std::int64_t revision = 1;
  records::PaperKind kind = records::PaperKind::kSupervisionLetter;
  std::string kind_name;
  std::string subject;  // "case_file/k000001", "dispatch_round/r000001"
  std::string title;
  std::vector<std::string> to_units;  // names
  records::PaperState state = records::PaperState::kDrafted;
  std::string state_name;
  std::string file_name;
  std::string written_name;
  Instant written_at;
  std::string number;          // 文号; "" until issued
  std::string journal_digest;  // head of the journal in the issued file
  std::string decided_name, decided_why;
  std::optional<Instant> decided_at;
  bool may_revise = false, may_issue = false;  // what the caller may do now
};
BOOST_DESCRIBE_STRUCT(PaperView, (),
                      (paper_id, revision, kind, kind_name, subject, title, to_units, state, state_name, file_name,
                       written_name, written_at, number, journal_digest, decided_name, decided_why, decided_at,
                       may_revise, may_issue))

struct PaperList {
  std::vector<PaperView> papers;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PaperList, (), (papers, next))

struct IssuePaperRequest {
  std::string number;
};
BOOST_DESCRIBE_STRUCT(IssuePaperRequest, (), (number))

struct PaperReasonRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(PaperReasonRequest, (), (why))

}  // namespace bihuan::server::api
