// src/reports/issued_paper.h - from a draft to the paper that goes out: the mark of a draft makes room for the number,
// and who issued it, when, and the head of the journal stand at its end.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::reports {

// The line below the title of every draft, a paragraph of its own. A draft that was edited by hand keeps it.
inline constexpr std::string_view kDraftMark = "（草稿，未经审批，不得外发）";

struct IssueMark {
  std::string number;  // 鄂环督〔2024〕3号
  std::string signer;  // 孙局长
  Date date;
  std::string journal_digest;  // head of the journal, SM3; "" where nothing is journalled yet
};

// Whether the docx can be issued. Errors: kInvalidInput  no docx, or without the line of a draft, or twice
Status check_draft(std::string_view docx);
// The docx with `mark` in it; everything else stays as it was, also what an office program wrote.
// Errors: as above; those of the zip reader
Result<std::string> issue_docx(std::string_view docx, const IssueMark& mark);

}  // namespace bihuan::reports
