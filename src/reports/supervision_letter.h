// src/reports/supervision_letter.h - the draft of a 督办单 or 督办情况通报 about one case: what the rule of its level
// asks for. It is a draft: a person with that right approves and issues it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::reports {

// One step of the case, ready for print.
struct LetterStep {
  std::string day;
  std::string who;   // unit, or as what somebody acted
  std::string step;  // 签收
  std::string text;
};

// All as it is to be printed.
struct SupervisionLetter {
  std::string kind;    // 督办情况通报
  std::string issuer;  // 鄂州市生态环境局办公室
  Date date;           // of the draft
  std::string case_id, title, demand;
  std::string source;  // 来文（鄂环办〔2024〕12号）
  std::string lead, verifier;
  std::vector<std::string> assistants;
  Date due;
  std::string state;
  std::string level, level_rule;
  std::vector<LetterStep> timeline;
  std::string journal_digest;  // head of the journal when the draft was made; "" leaves it out
};

// A docx by GB/T 9704. Errors: those of the writer
Result<std::string> write_supervision_letter(const SupervisionLetter& letter);

}  // namespace bihuan::reports
