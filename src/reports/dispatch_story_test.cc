// Issue 3, "it must show" 1, first half, through the books: the plan → 任务分解表 → twelve units' progress sheets back
// (two faulty, one late) → three levels of check → lights against 序时进度 → draft of the 调度通报.
#include <gmock/gmock.h>

#include <cstdlib>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "documents/docx_reader.h"
#include "plans/compiler.h"
#include "plans/plan_test_language.h"
#include "records/duties.h"
#include "records/records.h"
#include "reports/dispatch_bulletin.h"
#include "reports/dispatch_sheet.h"
#include "reports/sheet_edit.h"
#include "reports/task_sheet.h"

namespace bihuan::reports {
namespace {

using records::Actor;
using records::DispatchEntry;
using records::Post;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace literals;

constexpr Date kCutOff(2024, 9, 28);
constexpr Date kDay(2024, 9, 30);
const char* const kUnits[] = {"水科",   "大气科", "土科",   "固废科", "生态科", "综合科",
                              "财务科", "法规科", "审批科", "支队",   "监测站", "鄂城分局"};

std::string file(const std::string& name) { return *read_file(BIHUAN_SOURCE_DIR "/" + name, std::size_t{4} << 20); }

Actor actor(const std::string& person, Date day) {
  Actor one;
  one.account_id = one.person_id = one.name = person;
  one.at = one.recorded_at = to_instant(day, 10);
  return one;
}
Actor office(Date day = kDay) {
  Actor one = actor("局办公室", day);
  one.roles = {records::DeskRole::kOffice};
  return one;
}
Actor of(const std::string& unit, Post post, const std::string& person, Date day) {
  Actor one = actor(unit + person, day);
  one.roles = {records::DeskRole::kSection};
  one.seats = {{unit, post, ""}};
  return one;
}

class Story : public testing::Test {
 protected:
  void SetUp() override {
    records::NewPlan plan;
    plan.file_name = "plan-2024.txt";
    plan.file_bytes = plan.text = file("examples/ezhou/plan-2024.txt");
    plan.format = "text";
    plan.encoding = "UTF-8";
    plan.compiler = "test";
    plan.compiled = compiled_ = plans::compile(plans::test_language(), plan.text);
    plan.stored_by = "局办公室";
    plan.stored_at = to_instant(Date(2024, 1, 20));
    plan_ = records::Records(database_).store_plan(plan)->id;
    const auto report = tasks_.issue(office(Date(2024, 1, 22)), plan_, organisation_, rule_);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_THAT(report->unknown_units, IsEmpty()) << "the organisation table knows every name of the plan";
    std::string after;
    do {
      const records::TaskPage page = *tasks_.list({.plan = plan_}, after, 100);
      for (const records::Task& task : page.tasks) by_id_.emplace(task.id, task);
      after = page.next;
    } while (!after.empty());
    round_ = dispatch_.open_round(office(Date(2024, 9, 20)), plan_, "2024-09", kCutOff)->id;
  }

  // What a unit writes: words everywhere, and the figures that are asked for.
  SheetEdits answers(const DispatchSheet& sheet) const {
    SheetEdits edits;
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
      const int row = kFirst + static_cast<int>(i);
      edits[{row, kProgress}] = "1—9月按计划推进";
      edits[{row, kNextStep}] = "四季度收尾";
      const records::Task& task = by_id_.at(sheet.rows[i].task_id);
      if (!sheet.rows[i].takes_figure || task.measure != plans::Measure::kCount) continue;
      // Everyone is done but for the funds (4800 of 9000) and the air projects (140 of 200).
      Decimal done = *task.wanted;
      if (task.text.find("上级资金") != std::string::npos) done = 4800_dec;
      if (task.text.find("200个大气") != std::string::npos) done = 140_dec;
      edits[{row, kDone}] = tables::NumberText{to_string(done)};
    }
    return edits;
  }

  SheetReadback comes_back(const std::string& unit, const DispatchSheet& sheet, const SheetEdits& edits) {
    const Result<SheetReadback> back =
        read_dispatch_sheet(edited(*write_dispatch_sheet(sheet), edits), unit + ".xlsx", sheet);
    EXPECT_TRUE(back) << (back ? "" : back.error().message);
    return back ? *back : SheetReadback{};
  }

  std::shared_ptr<records::Database> database_ = *records::open_memory_database();
  records::Tasks tasks_{database_};
  std::map<std::string, records::Task> by_id_;
  records::Duties duties_{database_};
  records::Dispatch dispatch_{database_};
  plans::Organisation organisation_ =
      *plans::load_organisation(file("examples/ezhou/organisation.toml"), "organisation.toml");
  plans::ProgressRule rule_ = *plans::load_progress_rule(file("knowledge/office/progress.toml"), "progress.toml");
  plans::Plan compiled_;
  PlanId plan_;
  std::string round_;
};

std::string text_of(const std::string& docx) {
  std::string all;
  const documents::DocxDocument document = *documents::read_docx(docx, {}, "bulletin.docx");
  for (const documents::DocxBlock& block : document.blocks) {
    if (const auto* paragraph = std::get_if<documents::DocxParagraph>(&block)) all += paragraph->text + "\n";
    const auto* table = std::get_if<documents::DocxTable>(&block);
    if (table == nullptr) continue;
    for (const documents::DocxRow& row : table->rows) {
      for (const documents::DocxCell& cell : row.cells) {
        for (const documents::DocxParagraph& paragraph : cell.paragraphs) all += paragraph.text + "|";
      }
      all += "\n";
    }
  }
  return all;
}

TEST_F(Story, FromThePlanToTheBulletin) {
  // 任务分解表 out: every task of the book is in it by its commitment.
  const std::string task_sheet = *write_task_sheet_xlsx(compiled_, TaskSheetContext{});
  const tables::Workbook workbook = *tables::read_workbook(task_sheet, "任务分解表.xlsx");
  std::set<std::string> ids;
  for (const tables::Row& row : workbook.sheets.front().rows) {
    if (!row.cells.empty()) ids.insert(row.cells.back().value);
  }
  for (const auto& [id, task] : by_id_) EXPECT_TRUE(ids.contains(task.commitment_id)) << task.text;

  // The rounds of three sources are recorded, but for one of 凤凰台 in August.
  const records::DutyYear year = *duties_.calendar(plan_, kDay);
  for (const records::ExpectedDuty& duty : year.events) {
    const bool is_source =
        duty.event.object == "雨台山" || duty.event.object == "凤凰台" || duty.event.object == "泥矶";
    if (!is_source || duty.event.from > kDay) continue;
    if (duty.event.object == "凤凰台" && duty.event.period == "2024-08") continue;
    const Status recorded = duties_.record_done(
        of("水科", Post::kClerk, "张", kDay), {duty.task_id, duty.event.object, duty.event.period, duty.event.ordinal},
        {"水科", duty.event.from + 5, "巡查记录", ""});
    ASSERT_TRUE(recorded) << recorded.error().message;
  }

  // Twelve sheets go out and come back.
  const records::ProgressReport out = *dispatch_.progress(round_, Date(2024, 9, 20), rule_);
  for (const std::string unit : kUnits) {
    const DispatchSheet sheet = dispatch_sheet_of(out, unit);
    ASSERT_FALSE(sheet.rows.empty()) << unit;
    const Date day = unit == "监测站" ? kDay : Date(2024, 9, 27);
    const Actor clerk = of(unit, Post::kClerk, "张", day);
    SheetEdits edits = answers(sheet);
    if (unit == "水科") edits[{kFirst, kId}] = std::string("r000001|土科|p0001-x");
    if (unit == "支队") {
      for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        if (sheet.rows[i].takes_figure) edits[{kFirst + static_cast<int>(i), kDone}] = std::string("已完成");
      }
    }
    SheetReadback back = comes_back(unit, sheet, edits);
    ASSERT_TRUE(dispatch_.fill(clerk, round_, unit, back.filled));
    const bool is_faulty = unit == "水科" || unit == "支队";
    EXPECT_EQ(back.faults.empty(), !is_faulty) << unit;
    if (is_faulty) {
      EXPECT_LT(back.filled.size(), sheet.rows.size());
      EXPECT_GT(back.filled.size(), 0U) << "the good rows went on";
      EXPECT_FALSE(dispatch_.submit(clerk, round_, unit)) << "not complete";
      back = comes_back(unit, sheet, answers(sheet));
      EXPECT_THAT(back.faults, IsEmpty());
      ASSERT_TRUE(dispatch_.fill(clerk, round_, unit, back.filled));
    }
    const auto rows = static_cast<std::int64_t>(sheet.rows.size());
    EXPECT_EQ(*dispatch_.submit(clerk, round_, unit), rows);
    EXPECT_EQ(*dispatch_.check(of(unit, Post::kHead, "李", day), round_, unit), rows);
    EXPECT_EQ(*dispatch_.pass(of(unit, Post::kSupervisor, "王", day), round_, unit), rows);
    EXPECT_EQ(*dispatch_.merge(office(), round_, unit), rows);
  }

  // Lights. 274 of 366 days: 74.9 %.
  const records::ProgressReport report = *dispatch_.progress(round_, kDay, rule_);
  std::map<std::string, const records::TaskProgress*> by_text;
  for (const records::TaskProgress& progress : report.tasks) by_text[progress.task.text] = &progress;
  const auto reason = [&](const std::string& text) {
    const auto found = by_text.find(text);
    return found == by_text.end() ? "no such task" : join(found->second->judgement.reasons, "；");
  };
  EXPECT_EQ(reason("全年争取上级资金9000万元以上"),
            "完成53.3%，序时进度74.9%，落后21.6个百分点（序时进度规则：达到20个百分点为明显落后）");
  EXPECT_EQ(reason("推进实施200个大气治理项目"), "完成70%，序时进度74.9%，差4.9个百分点");
  // 3 sources, January to August closed and done but one; those of September are done inside their window.
  EXPECT_EQ(reason("雨台山、凤凰台、泥矶3个县级及以上水源保护区每月巡查不少于1次"),
            "应办27次，缺1次（频次规则：缺1次为落后）");
  EXPECT_EQ(reason("狮子口、马龙水库2个乡镇级水源保护区每季度巡查不少于1次"),
            "应办4次，缺4次（频次规则：缺2次为明显落后）");
  EXPECT_THAT(reason("2024年初完成葛店工业园区水污染整改的省级专项验收"),
              HasSubstr("超期183天（节点规则：超期15天为明显落后）"));

  // The late: 监测站 by two days; those that sent nothing are missing.
  bool station_is_late = false;
  for (const records::LateUnit& late : report.late) {
    if (late.unit == "监测站") {
      station_is_late = true;
      EXPECT_EQ(late.last_handed_in, kDay);
      EXPECT_GT(late.late, 0);
    }
    for (const std::string unit : kUnits) {
      EXPECT_TRUE(unit == "监测站" || late.unit != unit) << unit;
    }
  }
  EXPECT_TRUE(station_is_late);

  // The draft: each line of it with its sentence of the plan and its item.
  const Result<std::string> docx =
      write_dispatch_bulletin(report, {compiled_.title, "鄂州市生态环境局办公室", kDay, ""});
  ASSERT_TRUE(docx) << docx.error().message;
  const std::string text = text_of(*docx);
  const std::vector<BulletinLine> lines = behind_lines(report);
  ASSERT_THAT(lines, SizeIs(report.clearly_behind.size()));
  EXPECT_GE(lines.size(), 3U);
  const std::string plan_text = file("examples/ezhou/plan-2024.txt");
  for (const BulletinLine& line : lines) {
    EXPECT_THAT(plan_text, HasSubstr(line.sentence));
    EXPECT_THAT(text, HasSubstr(line.sentence));
    EXPECT_THAT(text, HasSubstr(line.item));
    EXPECT_THAT(line.rule, HasSubstr("为明显落后"));
    EXPECT_THAT(text, HasSubstr(line.rule));
  }
  EXPECT_THAT(text, HasSubstr("关于2024年9月重点工作调度情况的通报"));
  EXPECT_THAT(text, HasSubstr("草稿"));
  EXPECT_THAT(text, HasSubstr("监测站|"));
  EXPECT_THAT(text, HasSubstr("完成4800万元（应完成9000万元，53.3%），序时进度74.9%"));
  EXPECT_THAT(text, HasSubstr(report.rule_digest.substr(0, 16)));
  ASSERT_TRUE(dispatch_.close_round(office(), round_));
  const auto journal = database_->read([](records::Reader& reader) { return records::verify_journal(reader, {}); });
  ASSERT_TRUE(journal);
  EXPECT_THAT(journal->findings, IsEmpty());
  // For whoever wants to look at the pages.
  if (const char* folder = std::getenv("BIHUAN_KEEP_REPORTS")) {
    ASSERT_TRUE(write_file_durably(std::string(folder) + "/bulletin.docx", *docx));
    ASSERT_TRUE(write_file_durably(std::string(folder) + "/sheet.xlsx",
                                   *write_dispatch_sheet(dispatch_sheet_of(report, "水科"))));
  }
}

}  // namespace
}  // namespace bihuan::reports
