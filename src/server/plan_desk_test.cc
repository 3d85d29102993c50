#include "server/plan_desk.h"

#include <gmock/gmock.h>

#include <string>

#include "base/text.h"
#include "server/api.h"
#include "server/plan_file.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Desk : public testing::Test {
 protected:
  // The first target of the stored sample.
  std::string first_target(const std::string& id) {
    const Result<api::PlanView> view = desk_.view(id, std::nullopt);
    EXPECT_TRUE(view.has_value()) << view.error().message;
    return view->plan.targets.at(0).id;
  }
  std::string store(const std::string& text, const std::string& plan = "") {
    const Result<api::PlanSummary> summary = desk_.store(by_, "计划.txt", text, plan, "");
    EXPECT_TRUE(summary.has_value()) << summary.error().message;
    return summary->id;
  }

  FixedClock clock_{to_instant(Date(2031, 5, 6), 9)};
  records::Actor by_ = sample_actor("王工", clock_.now());
  PlanDesk desk_ = sample_desk(clock_);
};

TEST_F(Desk, StoresAndShowsAPlan) {
  const std::string id = store(kSamplePlan);
  const api::PlanList list = *desk_.list();
  ASSERT_THAT(list.plans, SizeIs(1));
  EXPECT_EQ(list.plans[0].id, id);
  EXPECT_EQ(list.plans[0].title, "2031年云溪市生态环境工作要点");
  EXPECT_EQ(list.plans[0].plan_year, 2031);
  EXPECT_EQ(list.plans[0].version, 1);
  EXPECT_EQ(list.plans[0].versions, 1);
  EXPECT_EQ(to_string(list.plans[0].stored_at), "2031-05-06T09:00:00+08:00");
  EXPECT_EQ(list.plans[0].counts.items, 3);
  EXPECT_GE(list.plans[0].counts.targets, 2);
  EXPECT_GT(list.plans[0].understood_characters, list.plans[0].characters / 2);
  const api::PlanView view = *desk_.view(id, std::nullopt);
  EXPECT_EQ(view.text, kSamplePlan);
  EXPECT_THAT(view.units, testing::Not(IsEmpty()));
  EXPECT_THAT(view.readings, IsEmpty());
}

TEST_F(Desk, PreviewStoresNothing) {
  const Result<api::Preview> preview = desk_.preview("计划.txt", kSamplePlan, "");
  ASSERT_TRUE(preview.has_value()) << preview.error().message;
  EXPECT_EQ(preview->title, "2031年云溪市生态环境工作要点");
  EXPECT_FALSE(preview->replaces.has_value());
  EXPECT_FALSE(preview->difference.has_value());
  EXPECT_THAT(desk_.list()->plans, IsEmpty());
}

TEST_F(Desk, PreviewProposesThePlanOfTheSameTitleAndTellsTheDifference) {
  const std::string id = store(kSamplePlan);
  const std::string later = replace_all(kSamplePlan, "88.9%", "100%");
  const Result<api::Preview> preview = desk_.preview("计划2.txt", later, "");
  ASSERT_TRUE(preview.has_value()) << preview.error().message;
  ASSERT_TRUE(preview->replaces.has_value());
  EXPECT_EQ(preview->replaces->plan_id, id);
  ASSERT_TRUE(preview->difference.has_value());
  EXPECT_EQ(preview->difference->counts.raised, 1);
  EXPECT_EQ(preview->difference->counts.dropped, 0);
}

TEST_F(Desk, KeepsVersionsAndTheirDifference) {
  const std::string id = store(kSamplePlan);
  store(replace_all(kSamplePlan, "88.9%", "77.8%"), id);
  EXPECT_THAT(desk_.versions(id)->versions, SizeIs(2));
  EXPECT_EQ(desk_.list()->plans[0].versions, 2);
  EXPECT_EQ(desk_.view(id, 1)->version, 1);
  EXPECT_EQ(desk_.view(id, 1)->summary.versions, 2);
  EXPECT_EQ(desk_.view(id, std::nullopt)->version, 2);
  const plans::Difference difference = *desk_.difference(id, 1, 2);
  EXPECT_EQ(difference.counts.lowered, 1);
  EXPECT_TRUE(desk_.difference(id, 1, 1)->entries.empty());
  const Result<plans::Difference> none = desk_.difference(id, 1, 9);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, Code::kNotFound);
}

TEST_F(Desk, TheSameFileTwiceIsAConflict) {
  const std::string id = store(kSamplePlan);
  const Result<api::PlanSummary> again = desk_.store(by_, "b.txt", kSamplePlan, id, "");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Code::kConflict);
  EXPECT_EQ(desk_.store(by_, "c.txt", kSamplePlan + "。", "p0099", "").error().code, Code::kNotFound);
}

TEST_F(Desk, CorrectionsAreLaidOverAndTakenBack) {
  const std::string id = store(kSamplePlan);
  const std::string target = first_target(id);
  const Result<api::Correction> made = desk_.correct(by_, id, {target, "value", "90", "省里下达的数"});
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(made->state, plans::CorrectionState::kApplies);
  EXPECT_EQ(made->before, "88.9");
  EXPECT_EQ(made->after, "90");
  EXPECT_EQ(to_string(made->at), "2031-05-06T09:00:00+08:00");
  EXPECT_EQ(to_string(*desk_.view(id, std::nullopt)->plan.targets.at(0).value), "90");
  EXPECT_EQ(to_string(*desk_.corrected(id)->targets.at(0).value), "90");
  ASSERT_THAT(*desk_.corrections(id), SizeIs(1));

  const Result<api::Correction> back = desk_.withdraw(by_, id, made->id, "改错了");
  ASSERT_TRUE(back.has_value()) << back.error().message;
  EXPECT_EQ(back->state, plans::CorrectionState::kWithdrawn);
  EXPECT_EQ(back->reason, "王工撤回：改错了");
  EXPECT_EQ(to_string(*desk_.corrected(id)->targets.at(0).value), "88.9");
}

TEST_F(Desk, CorrectionsFollowTheirSentenceIntoTheNextVersion) {
  const std::string id = store(kSamplePlan);
  ASSERT_TRUE(desk_.correct(by_, id, {first_target(id), "value", "90", "省里下达的数"}).has_value());
  const std::string moved = replace_all(kSamplePlan, "一、工作目标\n", "一、工作目标\n今年任务繁重。\n");
  EXPECT_EQ(desk_.preview("b.txt", moved, id)->carried.applies, 1);
  store(moved, id);
  EXPECT_EQ(desk_.corrections(id)->at(0).state, plans::CorrectionState::kApplies);
  const std::string gone = replace_all(kSamplePlan, "全市9个省考断面水质优良率不低于88.9%，", "");
  EXPECT_EQ(desk_.preview("c.txt", gone, id)->carried.orphan, 1);
  store(gone, id);
  const api::Correction orphan = desk_.corrections(id)->at(0);
  EXPECT_EQ(orphan.state, plans::CorrectionState::kOrphan);
  EXPECT_GE(desk_.list()->plans[0].open_questions, 1);
  // A person seats it on another sentence.
  const Result<api::Correction> seated = desk_.confirm(by_, id, orphan.id, first_target(id));
  ASSERT_TRUE(seated.has_value()) << seated.error().message;
  EXPECT_EQ(seated->state, plans::CorrectionState::kApplies);
}

TEST_F(Desk, RefusesWrongCorrections) {
  const std::string id = store(kSamplePlan);
  const std::string target = first_target(id);
  EXPECT_EQ(desk_.correct(by_, id, {target, "colour", "red", "x"}).error().code, Code::kInvalidInput);
  EXPECT_EQ(desk_.correct(by_, id, {target, "value", "ninety", "x"}).error().code, Code::kInvalidInput);
  EXPECT_EQ(desk_.correct(by_, id, {"none", "value", "90", "x"}).error().code, Code::kNotFound);
  EXPECT_EQ(desk_.correct(by_, "p0099", {target, "value", "90", "x"}).error().code, Code::kNotFound);
  EXPECT_EQ(desk_.withdraw(by_, id, "c0001", "x").error().code, Code::kNotFound);
  EXPECT_EQ(desk_.confirm(by_, id, "c0001", target).error().code, Code::kNotFound);
  EXPECT_THAT(*desk_.corrections(id), IsEmpty());
}

TEST_F(Desk, KnowsTheSameTargetInAnotherPlan) {
  const std::string first = store(kSamplePlan);
  const std::string other = replace_all(replace_all(kSamplePlan, "工作要点", "十大行动实施方案"), "88.9%", "100%");
  const std::string second = store(other);
  ASSERT_NE(first, second);
  const api::PlanView view = *desk_.view(first, std::nullopt);
  ASSERT_THAT(view.same_targets, testing::Not(IsEmpty()));
  bool differs = false;
  for (const plans::SameTarget& same : view.same_targets) {
    EXPECT_EQ(same.other_plan_id, second);
    differs = differs || !same.agrees;
  }
  EXPECT_TRUE(differs) << "88.9 here, 100 there";
}

TEST_F(Desk, GivesFilesBack) {
  const std::string id = store(kSamplePlan);
  const Result<NamedFile> original = desk_.original(id, std::nullopt);
  ASSERT_TRUE(original.has_value());
  EXPECT_EQ(original->bytes, kSamplePlan);
  EXPECT_EQ(original->name, "计划.txt");
  const Result<NamedFile> sheet = desk_.task_sheet(id, TaskSheetFormat::kXlsx);
  ASSERT_TRUE(sheet.has_value()) << sheet.error().message;
  EXPECT_EQ(sheet->bytes.substr(0, 2), "PK");
  EXPECT_EQ(sheet->name, "2031年云溪市生态环境工作要点任务分解表.xlsx");
  EXPECT_EQ(desk_.task_sheet(id, TaskSheetFormat::kDocx)->bytes.substr(0, 2), "PK");
  EXPECT_EQ(desk_.original("p0099", std::nullopt).error().code, Code::kNotFound);
}

TEST_F(Desk, StoresReadings) {
  const std::string id = store(kSamplePlan);
  assessment::Reading reading;
  reading.target_id = first_target(id);
  reading.sentence = "9个断面中8个达标。";
  reading.as_of = Date(2031, 4, 30);
  reading.source_file = "断面.xlsx";
  reading.source_digest = std::string(64, 'a');
  const Status stored = desk_.store_readings(by_, id, {reading});
  ASSERT_TRUE(stored.has_value()) << stored.error().message;
  const api::PlanView view = *desk_.view(id, std::nullopt);
  ASSERT_THAT(view.readings, SizeIs(1));
  EXPECT_EQ(view.readings[0].json.find("sentence")->text, "9个断面中8个达标。");
  EXPECT_THAT(to_json(view), HasSubstr("\"readings\":[{\"target_id\":\"" + reading.target_id + "\""));
}

TEST(PlanFile, CleansNames) {
  EXPECT_EQ(*clean_file_name("/home/a/计划.txt"), "计划.txt");
  EXPECT_EQ(*clean_file_name("C:\\plans\\a.docx"), "a.docx");
  EXPECT_EQ(*clean_file_name(" a\r\nb.txt "), "ab.txt");
  for (const std::string bad : {"", "/", "..", " ", "a/..", "\xff.txt"})
    EXPECT_FALSE(clean_file_name(bad).has_value()) << bad;
  EXPECT_EQ(clean_file_name(std::string(201, 'a')).error(),
            (Error{Code::kInvalidInput, "文件名太长，应不超过200字节。", "文件名"}));
}

class FakeConverter final : public documents::OfficeConverter {
 public:
  Result<std::string> convert(std::string_view, documents::OfficeFormat from, documents::OfficeFormat to,
                              const std::string& where) override {
    from_ = from;
    EXPECT_EQ(to, documents::OfficeFormat::kDocx);
    return fail(Code::kUnavailable, "没有转换。", where);
  }
  documents::OfficeFormat from_ = documents::OfficeFormat::kPdf;
};

TEST(PlanFile, OldFormatsGoThroughTheConverter) {
  const Result<plans::Language> language = plans::load_language(sample_language_files());
  const std::string ole = std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(600, '\0');
  FakeConverter converter;
  EXPECT_EQ(read_plan_file(*language, ole, "a.DOC", &converter).error(),
            (Error{Code::kUnavailable, "没有转换。", "a.DOC"}));
  EXPECT_EQ(converter.from_, documents::OfficeFormat::kDoc);
  EXPECT_FALSE(read_plan_file(*language, ole, "a.wps", &converter).has_value());
  EXPECT_EQ(converter.from_, documents::OfficeFormat::kWps);
  const Result<PlanFile> without = read_plan_file(*language, ole, "a.wps", nullptr);
  ASSERT_FALSE(without.has_value());
  EXPECT_EQ(
      without.error(),
      (Error{Code::kUnavailable, "这是旧版Word或WPS文件，本机没有安装LibreOffice，请先另存为docx再上传。", "a.wps"}));
}

TEST(Understanding, CountsWithoutBlanks) {
  plans::Plan plan;
  plan.title = "标题";
  plan.ongoing.push_back({});
  plan.ongoing[0].span = {3, 6};
  const Understanding understanding = understanding_of(plan, "标题\n做 好。\n不懂");
  EXPECT_EQ(understanding.characters, 7);
  EXPECT_EQ(understanding.understood, 4) << "标题做好; the blank inside the clause does not count, 。不懂 stays out";
}

TEST(Paragraphs, BeginAfterEachLineEnd) {
  EXPECT_THAT(paragraph_starts("一二\n三\n\n四"), testing::ElementsAre(0, 3, 5, 6));
  EXPECT_THAT(paragraph_starts(""), testing::ElementsAre(0));
}

}  // namespace
}  // namespace bihuan::server
