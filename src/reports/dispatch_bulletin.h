// src/reports/dispatch_bulletin.h - the draft of the 调度通报: what the office sends round after a round of dispatch.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/dispatch.h"

namespace bihuan::reports {

struct BulletinContext {
  std::string plan_title;      // 2024年全市生态环境工作要点
  std::string issuer;          // 鄂州市生态环境局办公室; "" leaves the signature out
  std::optional<Date> date;    // of the draft; absent: not printed
  std::string journal_digest;  // head of the journal when the draft was made; "" leaves it out
};

// One line about one task, ready for print.
struct BulletinLine {
  std::string item;      // 第9项（持续深入打好碧水保卫战）
  std::string sentence;  // of the plan, as printed
  std::string units;
  std::string figures;  // 完成4800万元（目标9000万元，53.3%），序时进度74.9%；财务科报数
  std::string rule;     // why it counts as clearly behind; "" where it does not
  std::string words;    // 问题 and 下一步 as the units put them, a line each
};

// The tasks that are clearly behind, in the order of the document.
std::vector<BulletinLine> behind_lines(const records::ProgressReport& report);

// A docx by GB/T 9704: the state of the items, the list of the clearly behind with the rule that says so, the list of
// the late, and how the figures were made. It is a draft: issuing it is another person's decision.
Result<std::string> write_dispatch_bulletin(const records::ProgressReport& report, const BulletinContext& context);

}  // namespace bihuan::reports
