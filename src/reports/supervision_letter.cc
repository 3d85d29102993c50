#include "reports/supervision_letter.h"

#include "base/text.h"
#include "documents/docx_writer.h"
#include "reports/issued_paper.h"

namespace bihuan::reports {
namespace {

using documents::DocxStyle;
using documents::TableCell;

std::string days_text(const SupervisionLetter& letter) {
  const std::int64_t late = days_between(letter.due, letter.date);
  return late > 0 ? "已超过期限" + std::to_string(late) + "天" : late == 0 ? "今日到期" : "尚未到期";
}

}  // namespace

Result<std::string> write_supervision_letter(const SupervisionLetter& letter) {
  documents::DocxWriter writer;
  const std::string title = letter.kind + "：" + letter.title;
  const auto body = [&](const std::string& text) { writer.add_paragraph(text, {.style = DocxStyle::kBody}); };
  const auto heading = [&](const std::string& text) { writer.add_paragraph(text, {.style = DocxStyle::kHeading1}); };
  writer.set_properties(title, letter.issuer, to_string(letter.date) + "T00:00:00Z");
  writer.add_paragraph(title, {.style = DocxStyle::kTitle});
  writer.add_paragraph(kDraftMark, {.style = DocxStyle::kNote, .align = documents::Align::kCenter});
  body(letter.lead + "：");
  body("你单位牵头的督办事项" + letter.case_id + "“" + letter.title + "”，期限为" + to_chinese(letter.due) + "，" +
       days_text(letter) + "，目前为“" + letter.state + "”。现将有关情况列出如下。");
  heading("一、事项");
  body("来源：" + letter.source + "。");
  body("要求：" + letter.demand);
  body("牵头单位：" + letter.lead + "。协办单位：" +
       (letter.assistants.empty() ? std::string("无") : join(letter.assistants, "、")) + "。核查：" + letter.verifier +
       "。");
  heading("二、程度及其依据");
  body("现为“" + letter.level + "”：规则规定" + letter.level_rule + "仍在办理的事项进入此级。期限" +
       to_chinese(letter.due) + "，拟稿日" + to_chinese(letter.date) + "。");
  heading("三、办理经过");
  std::vector<std::vector<TableCell>> rows(1);
  for (const char* head : {"日期", "单位", "步骤", "内容"}) rows.front().push_back({.text = head});
  for (const LetterStep& step : letter.timeline) {
    rows.push_back({{.text = step.day}, {.text = step.who}, {.text = step.step}, {.text = step.text}});
  }
  BIHUAN_CHECK(writer.add_table(rows, {.widths = {28, 30, 24, 74}}));
  heading("四、要求");
  body("请你单位写明未按期完成的原因、下一步措施和完成日期，经负责人审核后报局办公室。");
  const documents::ParagraphFormat signed_with{.style = DocxStyle::kBody, .align = documents::Align::kRight};
  writer.add_paragraph(letter.issuer, signed_with);
  writer.add_paragraph(to_chinese(letter.date), signed_with);
  if (!letter.journal_digest.empty()) {
    writer.add_paragraph("本稿依据的日志摘要：" + letter.journal_digest, {.style = DocxStyle::kNote});
  }
  return writer.finish();
}

}  // namespace bihuan::reports
