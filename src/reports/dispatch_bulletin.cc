#include "reports/dispatch_bulletin.h"

#include "base/text.h"
#include "documents/docx_writer.h"
#include "reports/issued_paper.h"

namespace bihuan::reports {
namespace {

using documents::Align;
using documents::DocxStyle;
using documents::TableCell;
using plans::Light;
using records::ProgressReport;
using records::TaskProgress;

std::string number(std::int64_t value) { return std::to_string(value); }

// 2024-09 -> 2024年9月
std::string month_text(const std::string& month) {
  const std::string digits = month.substr(5);
  return month.substr(0, 4) + "年" + (digits.starts_with('0') ? digits.substr(1) : digits) + "月";
}

std::string item_text(const std::string& no, const std::string& heading) {
  return no.empty() ? heading : "第" + no + "项（" + heading + "）";
}

std::string units_text(const records::Task& task) {
  std::vector<std::string> names;
  for (const records::TaskUnit& unit : task.units) {
    const bool leads = unit.role == plans::Role::kLead;
    const bool assists = unit.role == plans::Role::kAssist;
    names.push_back(unit.unit + (leads ? "（牵头）" : assists ? "（配合）" : ""));
  }
  return names.empty() ? "未明确" : join(names, "、");
}

std::string figures_text(const TaskProgress& progress) {
  const records::Task& task = progress.task;
  std::string text;
  if (progress.done && task.wanted) {
    text =
        "完成" + to_string(*progress.done) + task.wanted_unit + "（应完成" + to_string(*task.wanted) + task.wanted_unit;
    if (progress.done_percent) text += "，" + to_string(*progress.done_percent) + "%";
    text += "）";
  }
  if (progress.judgement.expected_percent && task.measure == plans::Measure::kCount) {
    text +=
        (text.empty() ? "" : "，") + std::string("序时进度") + to_string(*progress.judgement.expected_percent) + "%";
  }
  if (!progress.done_basis.empty()) text += (text.empty() ? "" : "；") + progress.done_basis;
  if (task.measure == plans::Measure::kDuty) {
    text = "应办" + number(progress.events_due) + "次，已登记" + number(progress.events_due - progress.events_missed) +
           "次；按频次日程计算";
  }
  return text.empty() ? "没有可用的数" : text;
}

std::string words_text(const TaskProgress& progress) {
  std::vector<std::string> lines;
  for (const records::DispatchEntry& entry : progress.entries) {
    const bool is_at_office =
        entry.state == records::EntryState::kHandedIn || entry.state == records::EntryState::kMerged;
    if (!is_at_office) continue;
    if (!entry.text.problems.empty()) lines.push_back(entry.unit + "反映问题：" + entry.text.problems);
    if (!entry.text.next_step.empty()) lines.push_back(entry.unit + "下一步：" + entry.text.next_step);
  }
  return join(lines, "\n");
}

class Bulletin {
 public:
  Bulletin(const ProgressReport& report, const BulletinContext& context) : report_(report), context_(context) {}

  Result<std::string> write() {
    const std::string title = "关于" + month_text(report_.round.month) + "重点工作调度情况的通报";
    writer_.set_properties(title, context_.issuer,
                           context_.date ? to_string(*context_.date) + "T00:00:00Z" : std::string());
    writer_.add_paragraph(title, {.style = DocxStyle::kTitle});
    writer_.add_paragraph(kDraftMark, {.style = DocxStyle::kNote, .align = documents::Align::kCenter});
    writer_.add_paragraph("局机关各科室、局属各单位、各分局：", {.style = DocxStyle::kBody});
    overview();
    BIHUAN_CHECK(items());
    behind();
    BIHUAN_CHECK(late());
    demands();
    basis();
    signature();
    return writer_.finish();
  }

 private:
  void body(const std::string& text) { writer_.add_paragraph(text, {.style = DocxStyle::kBody}); }
  void heading(const std::string& text) { writer_.add_paragraph(text, {.style = DocxStyle::kHeading1}); }

  void overview() {
    records::LightCounts lights;
    for (const records::ItemProgress& item : report_.items) {
      lights.green += item.lights.green;
      lights.yellow += item.lights.yellow;
      lights.red += item.lights.red;
      lights.none += item.lights.none;
    }
    std::int64_t entries = 0, handed_in = 0;
    for (const records::UnitProgress& unit : report_.units) {
      entries += unit.entries;
      handed_in += unit.handed_in;
    }
    body("按照《" + context_.plan_title + "》关于定期调度的要求，局办公室对" + month_text(report_.round.month) +
         "各项工作进展进行了调度，现将截至" + to_chinese(report_.day) + "的情况通报如下。");
    heading("一、总体情况");
    body("要点分解任务" + number(static_cast<std::int64_t>(report_.tasks.size())) + "项，涉及" +
         number(static_cast<std::int64_t>(report_.units.size())) + "个单位、" + number(entries) + "项填报，已报" +
         number(handed_in) + "项。能够与序时进度、节点、频次或计算结论比较的任务" +
         number(lights.green + lights.yellow + lights.red) + "项，其中正常" + number(lights.green) + "项，落后" +
         number(lights.yellow) + "项，明显落后" + number(lights.red) + "项；另有" + number(lights.none) +
         "项没有可供比较的数量或数据，看文字说明。");
  }

  Status items() {
    std::vector<std::vector<TableCell>> rows(1);
    for (const char* head : {"项", "任务", "任务数", "正常", "落后", "明显落后", "无法判断"}) {
      rows.front().push_back({.text = head});
    }
    for (const records::ItemProgress& item : report_.items) {
      std::vector<TableCell> row{{.text = item.item_no.empty() ? "—" : item.item_no, .align = Align::kCenter},
                                 {.text = item.item_heading.empty() ? "—" : item.item_heading}};
      for (const std::int64_t value :
           {item.tasks, item.lights.green, item.lights.yellow, item.lights.red, item.lights.none}) {
        row.push_back({.text = number(value), .align = Align::kCenter});
      }
      rows.push_back(std::move(row));
    }
    return writer_.add_table(rows, {.widths = {12, 56, 17, 16, 16, 20, 19}});
  }

  void behind() {
    heading("二、进度明显落后的任务");
    const std::vector<BulletinLine> lines = behind_lines(report_);
    if (lines.empty()) body("按判定规则，没有进度明显落后的任务。");
    std::int64_t serial = 0;
    for (const BulletinLine& line : lines) {
      body(number(++serial) + "．" + line.item + "“" + line.sentence + "”（责任单位：" + line.units + "）。" +
           line.figures + "。判定：" + line.rule + "。");
      for (const std::string_view words : split(line.words, '\n')) {
        if (!words.empty()) body(std::string(words));
      }
    }
  }

  Status late() {
    heading("三、没有按时报送的单位");
    if (report_.late.empty()) {
      body("各单位均在" + to_chinese(report_.round.cut_off) + "前报送。");
      return {};
    }
    body("报送截止日为" + to_chinese(report_.round.cut_off) + "，以下单位逾期或尚未报送：");
    std::vector<std::vector<TableCell>> rows(1);
    for (const char* head : {"单位", "逾期报送（项）", "最后报送日期", "尚未报送（项）"})
      rows.front().push_back({.text = head});
    for (const records::LateUnit& unit : report_.late) {
      rows.push_back({{.text = unit.unit},
                      {.text = number(unit.late), .align = Align::kCenter},
                      {.text = unit.last_handed_in ? to_string(*unit.last_handed_in) : "—", .align = Align::kCenter},
                      {.text = number(unit.missing), .align = Align::kCenter}});
    }
    return writer_.add_table(rows, {.widths = {45, 37, 37, 37}});
  }

  void demands() {
    heading("四、工作要求");
    body(
        "明显落后任务的责任单位要逐项说明原因、提出赶上序时进度的措施和日期，报局办公室；没有按时报送的单位要尽快补报"
        "。");
  }

  void basis() {
    heading("五、数的来历");
    body(
        "完成数为各单位经填报人、科长、分管领导三级审核后所报；各单位报数不一致的，由局办公室确定，未确定的不计入。"
        "频次按要点所列周期排成日程，以登记的办理记录为准；没有报数的任务不按零计算。");
    body("判定规则：" + report_.rule_name + "（文件摘要" + report_.rule_digest.substr(0, 16) +
         "）。序时进度按自然日计，至" + to_chinese(report_.day) + "。");
  }

  void signature() {
    const documents::ParagraphFormat signed_with{.style = DocxStyle::kBody, .align = documents::Align::kRight};
    if (!context_.issuer.empty()) writer_.add_paragraph(context_.issuer, signed_with);
    if (context_.date) writer_.add_paragraph(to_chinese(*context_.date), signed_with);
    if (!context_.journal_digest.empty()) {
      writer_.add_paragraph("本稿依据的日志摘要：" + context_.journal_digest, {.style = DocxStyle::kNote});
    }
  }

  const ProgressReport& report_;
  const BulletinContext& context_;
  documents::DocxWriter writer_;
};

}  // namespace

std::vector<BulletinLine> behind_lines(const ProgressReport& report) {
  std::vector<BulletinLine> lines;
  for (const std::size_t place : report.clearly_behind) {
    const TaskProgress& progress = report.tasks[place];
    lines.push_back({item_text(progress.task.item_no, progress.task.item_heading), progress.task.text,
                     units_text(progress.task), figures_text(progress), join(progress.judgement.reasons, "；"),
                     words_text(progress)});
  }
  return lines;
}

Result<std::string> write_dispatch_bulletin(const ProgressReport& report, const BulletinContext& context) {
  return Bulletin(report, context).write();
}

}  // namespace bihuan::reports
