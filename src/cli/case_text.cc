#include "cli/case_text.h"

#include <vector>

#include "base/text.h"
#include "cli/text_table.h"
#include "server/case_api.h"

namespace bihuan::cli {
namespace {

namespace api = server::api;

std::string days_text(const std::optional<std::int64_t>& days) {
  if (!days) return "—";
  return *days < 0 ? "超" + std::to_string(-*days) + "天" : "余" + std::to_string(*days) + "天";
}

std::string names_of(const std::vector<api::Term>& terms) {
  std::vector<std::string> names;
  for (const api::Term& one : terms) names.push_back(one.name);
  return join(names, "、");
}

std::string want_name(const std::string& want) {
  return want == "text"         ? "--text 文字"
         : want == "day"        ? "--day 日期"
         : want == "due"        ? "--due 新期限"
         : want == "unit"       ? "--unit 单位"
         : want == "attachment" ? "--file 附件"
                                : want;
}

std::string step_text(const api::CaseView& view, const api::CaseOffer& offer) {
  if (!offer.decides.empty()) {
    return "bihuan case decide " + offer.decides + (offer.is_granting ? " --grant" : " --refuse --why 理由");
  }
  if (!offer.adjusts.empty()) return "bihuan case ask " + view.case_id + " " + offer.adjusts + " 改成什么 --why 理由";
  std::string text = "bihuan case act " + view.case_id + " " + offer.verb;
  for (const std::string& want : offer.wants) text += " " + want_name(want);
  return text;
}

void add_problems(std::string& text, const std::string& head, const std::vector<api::RowProblem>& problems) {
  if (problems.empty()) return;
  text += head + "（" + std::to_string(problems.size()) + "处）：\n";
  for (const api::RowProblem& one : problems) text += "  " + one.where + "：" + one.message + "\n";
}

std::string entry_text(const api::CaseEntry& entry) {
  std::string text = entry.level.name.empty() ? entry.text : entry.level.name;
  if (entry.day) text += (text.empty() ? "" : "；") + std::string("日期") + to_string(*entry.day);
  if (entry.due) text += (text.empty() ? "" : "；") + std::string("期限") + to_string(*entry.due);
  if (!entry.units.empty()) text += (text.empty() ? "" : "；") + names_of(entry.units);
  if (!entry.attachments.empty()) {
    text += "；附件";
    for (const std::int64_t number : entry.attachments) text += " " + std::to_string(number);
  }
  return text;
}

}  // namespace

std::string text_of(const api::CaseList& list) {
  if (list.cases.empty()) return "没有督办事项。\n";
  std::vector<std::vector<std::string>> rows;
  for (const api::CaseRow& one : list.cases) {
    rows.push_back({one.case_id, one.state.name, one.level.name, one.title, one.lead.name, to_string(one.due),
                    days_text(one.days_left), one.source.name});
  }
  std::string text = render_table(
      {{"编号"}, {"状态"}, {"级别"}, {"标题", 44}, {"牵头单位"}, {"期限"}, {"剩余", 0, true}, {"来源"}}, rows);
  if (!list.next.empty()) text += "后面还有：--cursor " + list.next + "\n";
  return text;
}

std::string text_of(const api::CaseBoard& board) {
  std::vector<std::vector<std::string>> rows;
  for (const api::CaseStage& stage : board.stages) {
    std::vector<std::string> levels;
    for (const api::LevelCount& one : stage.levels) levels.push_back(one.level.name + std::to_string(one.count));
    rows.push_back({stage.state.name, std::to_string(stage.count), join(levels, "、")});
  }
  return render_table({{"状态"}, {"件数", 0, true}, {"其中"}}, rows);
}

std::string line_of(const api::CaseView& view) {
  return view.case_id + " " + view.state.name + (view.level.name.empty() ? "" : " " + view.level.name) + "  " +
         view.title + "（" + view.lead.name + "，期限" + to_string(view.due) + "）\n";
}

std::string text_of(const api::CaseView& view, bool shows_steps) {
  std::string text = view.case_id + "  " + view.title + "\n";
  text += "状态：" + view.state.name +
          (view.level.name.empty() ? "" : "，" + view.level.name + "（" + view.level_rule + "）") + "；期限" +
          to_string(view.due) + "，" + days_text(view.days_left) + "\n";
  text += "来源：" + view.source.name + (view.reference.empty() ? "" : "，" + view.reference) + "\n";
  text += "要求：" + view.demand + "\n";
  std::vector<std::string> helpers;
  for (const api::CaseHelper& one : view.assistants) helpers.push_back(one.unit.name + "（" + one.state.name + "）");
  text += "牵头：" + view.lead.name + "；协办：" + (helpers.empty() ? "无" : join(helpers, "、")) + "；核查：" +
          view.verifier.name + "\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const api::CaseEntry& entry : view.timeline) {
    rows.push_back({std::to_string(entry.number), to_string(entry.at).substr(0, 10), entry.verb.name,
                    entry.who + (entry.for_person.empty() ? "" : "（代" + entry.for_person + "）"),
                    entry.unit.name.empty() ? entry.party.name : entry.unit.name, entry.state.name, entry_text(entry)});
  }
  text += render_table({{"序", 0, true}, {"日期"}, {"步骤"}, {"谁"}, {"作为"}, {"之后"}, {"内容", 60}}, rows);
  for (const api::CasePaper& one : view.attachments) {
    text += "附件" + std::to_string(one.number) + "：" + one.file_name + "（" + std::to_string(one.size) +
            "字节，SM3 " + one.digest.substr(0, 16) + "）\n";
  }
  for (const api::AdjustmentView& one : view.adjustments) {
    text += "申请" + one.adjustment_id + "：" + one.field.name + " " + one.before_value + " → " + one.after_value +
            "，" + one.asked_name + "；" + one.state.name + "\n";
  }
  if (!view.draft.empty())
    text += "此级要求拟稿：bihuan case draft " + view.case_id + " -o 文件.docx（" + view.draft + "）\n";
  if (!shows_steps) return text;
  text += view.steps.empty() ? "现在没有您可办的步骤。\n" : "现在可办：\n";
  for (const api::CaseOffer& offer : view.steps) text += "  " + offer.name + "：" + step_text(view, offer) + "\n";
  return text;
}

std::string text_of(const api::ImportPreview& preview) {
  std::string text = "《" + preview.title + "》：可导入" + std::to_string(preview.rows.size()) + "条，已有" +
                     std::to_string(preview.already_there.size()) + "条，没有保存。\n";
  std::vector<std::vector<std::string>> rows;
  for (const api::SheetRow& row : preview.rows) {
    rows.push_back({row.number, row.title, row.lead.name, names_of(row.assistants), to_string(row.due)});
  }
  if (!rows.empty()) text += render_table({{"序号"}, {"问题", 50}, {"牵头"}, {"协办"}, {"期限"}}, rows);
  add_problems(text, "不能导入", preview.problems);
  add_problems(text, "与已交办的不同", preview.notes);
  return text;
}

std::string text_of(const api::ImportAnswer& answer) {
  std::string text = "《" + answer.title + "》：交办" + std::to_string(answer.opened.size()) + "件，已有" +
                     std::to_string(answer.already_there.size()) + "件";
  if (!answer.opened.empty()) text += "（" + answer.opened.front() + "到" + answer.opened.back() + "）";
  text += "。\n";
  add_problems(text, "没有导入", answer.problems);
  add_problems(text, "与已交办的不同", answer.notes);
  return text;
}

}  // namespace bihuan::cli
