// The contract of Records over either Store.
#include "records/records.h"

#include <gmock/gmock.h>

#include <memory>

#include "base/digest.h"
#include "records/record_samples.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RecordsContract : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (is_sqlite()) {
      reopen();
    } else {
      records_ = std::make_unique<Records>(open_memory_records());
    }
  }

  bool is_sqlite() const { return std::string_view(GetParam()) == "sqlite"; }

  // What lives in memory stays; what lives in a file is read again.
  void reopen() {
    if (!is_sqlite()) return;
    records_.reset();
    Result<Records> opened = open_records(folder_.file("records.db"), kMorning);
    ASSERT_TRUE(opened) << opened.error().message;
    records_ = std::make_unique<Records>(std::move(*opened));
  }

  Records& records() { return *records_; }

  PlanMeta stored(const NewPlan& plan) {
    Result<PlanMeta> meta = records().store_plan(plan);
    EXPECT_TRUE(meta) << (meta ? "" : meta.error().message);
    return meta ? *meta : PlanMeta{};
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Records> records_;
};
INSTANTIATE_TEST_SUITE_P(, RecordsContract, testing::Values("memory", "sqlite"),
                         [](const auto& p) { return std::string(p.param); });

TEST_P(RecordsContract, KeepsAPlanAsItWas) {
  const NewPlan plan = sample_plan();
  const PlanMeta meta = stored(plan);
  EXPECT_EQ(meta.id.text(), "p0001");
  EXPECT_EQ(meta.version, 1);
  EXPECT_EQ(meta.versions, 1);
  EXPECT_EQ(meta.digest, sm3_hex(plan.file_bytes));
  reopen();
  const Result<StoredPlan> loaded = records().load_plan(meta.id);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->text, plan.text);
  EXPECT_EQ(loaded->meta.title, "云汀市2024年水务工作要点");
  EXPECT_EQ(loaded->meta.plan_year, 2024);
  EXPECT_EQ(loaded->meta.file_name, "工作要点.txt");
  EXPECT_EQ(loaded->meta.format, "text");
  EXPECT_EQ(loaded->meta.encoding, "UTF-8");
  EXPECT_EQ(loaded->meta.compiler, "bihuan 0.1.0");
  EXPECT_EQ(loaded->meta.stored_at, kMorning);
  EXPECT_EQ(loaded->meta.stored_by, "周敏");
  EXPECT_EQ(loaded->meta.note, "局长办公会通过");
  ASSERT_THAT(loaded->compiled.targets, SizeIs(1));
  EXPECT_EQ(loaded->compiled.targets[0].value, Decimal(889, 1));
  EXPECT_EQ(loaded->compiled.targets[0].arithmetic->needed, 8);
  EXPECT_EQ(loaded->compiled.duties[0].period, "month");
  const Result<StoredFile> file = records().load_plan_file(meta.id);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->bytes, plan.file_bytes) << "with its zero bytes";
  EXPECT_EQ(file->file_name, "工作要点.txt");
}

TEST_P(RecordsContract, KeepsAnEmptyPlan) {
  NewPlan plan = sample_plan();
  plan.compiled = plans::Plan{};
  plan.note = plan.encoding = plan.compiler = "";
  const PlanMeta meta = stored(plan);
  reopen();
  ASSERT_TRUE(records().load_plan(meta.id));
  EXPECT_EQ(records().load_plan(meta.id)->meta.note, "");
}

TEST_P(RecordsContract, KeepsSeveralPlansAndTheirVersions) {
  const PlanMeta first = stored(sample_plan(2023));
  const PlanMeta other = stored(sample_plan(2024));
  NewPlan next = sample_plan(2025);
  next.plan = first.id;
  next.stored_at = later(60);
  const PlanMeta second = stored(next);
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.version, 2);
  EXPECT_EQ(second.versions, 2);
  reopen();
  const auto plans = records().list_plans();
  ASSERT_TRUE(plans);
  ASSERT_THAT(*plans, SizeIs(2));
  EXPECT_EQ((*plans)[0].id, first.id);
  EXPECT_EQ((*plans)[0].version, 2) << "the newest";
  EXPECT_EQ((*plans)[0].versions, 2);
  EXPECT_EQ((*plans)[1].id, other.id);
  const auto versions = records().plan_versions(first.id);
  ASSERT_TRUE(versions);
  ASSERT_THAT(*versions, SizeIs(2));
  EXPECT_EQ((*versions)[0].title, "云汀市2023年水务工作要点");
  EXPECT_EQ((*versions)[0].versions, 2);
  EXPECT_EQ((*versions)[1].title, "云汀市2025年水务工作要点");
  EXPECT_EQ(records().load_plan(first.id, 1)->compiled.plan_year, 2023);
  EXPECT_EQ(records().load_plan(first.id)->compiled.plan_year, 2025);
  EXPECT_EQ(records().load_plan_file(first.id, 1)->bytes, sample_plan(2023).file_bytes);
}

TEST_P(RecordsContract, OrdersPlansByTheirNumberBeyondFourDigits) {
  // Ids grow a digit after p9999; the order must not fall back to that of letters. Cheap to see with corrections.
  const plans::PlanSketch sketch = sample_sketch();
  const PlanMeta meta = stored(sample_plan());
  for (int i = 0; i < 12; ++i) ASSERT_TRUE(records().add_correction(meta.id, 1, sample_correction(sketch)));
  const auto all = records().list_corrections(meta.id);
  ASSERT_TRUE(all);
  ASSERT_THAT(*all, SizeIs(12));
  EXPECT_EQ((*all)[0].correction.id, "c0001");
  EXPECT_EQ((*all)[11].correction.id, "c0012");
}

TEST_P(RecordsContract, RefusesTheSameFileTwice) {
  const PlanMeta first = stored(sample_plan(2023));
  NewPlan again = sample_plan(2023);
  again.stored_at = later(60);
  const auto as_new = records().store_plan(again);
  ASSERT_FALSE(as_new);
  EXPECT_EQ(as_new.error(),
            (Error{Code::kConflict, "这个文件已经存过：计划 p0001《云汀市2023年水务工作要点》第 1 版，内容完全相同",
                   "digest"}));
  again.plan = first.id;
  const auto as_version = records().store_plan(again);
  ASSERT_FALSE(as_version);
  EXPECT_EQ(as_version.error().code, Code::kConflict);
  const PlanMeta second = stored(sample_plan(2024));
  again.plan = second.id;
  EXPECT_TRUE(records().store_plan(again)) << "another plan may take the file over";
  EXPECT_EQ(verify(records())->head.entries, 11) << "what was refused left nothing behind";
  EXPECT_EQ(second.id.text(), "p0002") << "nor did it use up a number";
}

struct BadPlan {
  const char* name;
  void (*spoil)(NewPlan&);
  Error want;
};
const BadPlan kBadPlans[] = {
    {"no_name", [](NewPlan& p) { p.file_name = " "; }, {Code::kInvalidInput, "存入计划要有原文件的名称", "file_name"}},
    {"a_path",
     [](NewPlan& p) { p.file_name = "../a.txt"; },
     {Code::kInvalidInput, "原文件的名称不能含有文件夹：“../a.txt”", "file_name"}},
    {"no_bytes", [](NewPlan& p) { p.file_bytes = ""; }, {Code::kInvalidInput, "存入计划要有原文件", "file_bytes"}},
    {"no_text", [](NewPlan& p) { p.text = ""; }, {Code::kInvalidInput, "存入计划要有文件的文字", "text"}},
    {"nobody", [](NewPlan& p) { p.stored_by = ""; }, {Code::kInvalidInput, "存入计划要写明由谁存入", "stored_by"}},
    {"no_such_plan",
     [](NewPlan& p) { p.plan = *PlanId::make("p0009"); },
     {Code::kNotFound, "没有编号为“p0009”的计划", "计划编号"}},
};
TEST_P(RecordsContract, RefusesWhatIsIncompleteAndStoresNothing) {
  for (const BadPlan& c : kBadPlans) {
    SCOPED_TRACE(c.name);
    NewPlan plan = sample_plan();
    c.spoil(plan);
    const auto refused = records().store_plan(plan);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), c.want);
    EXPECT_THAT(*records().list_plans(), IsEmpty());
    EXPECT_EQ(verify(records())->head.entries, 0);
  }
}

TEST_P(RecordsContract, SaysWhatIsThereWhenSomethingIsNot) {
  const PlanMeta meta = stored(sample_plan());
  const auto nowhere = records().load_plan(*PlanId::make("p0007"));
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error(), (Error{Code::kNotFound, "没有编号为“p0007”的计划", "计划编号"}));
  const auto empty_id = records().load_plan(PlanId());
  ASSERT_FALSE(empty_id);
  EXPECT_EQ(empty_id.error().code, Code::kNotFound);
  for (const std::int64_t version : {0, 2, -1}) {
    const auto missing = records().load_plan(meta.id, version);
    ASSERT_FALSE(missing);
    EXPECT_EQ(
        missing.error(),
        (Error{Code::kNotFound, "计划 p0001 没有第 " + std::to_string(version) + " 版：现有第 1 至第 1 版", "版本"}));
  }
  EXPECT_EQ(records().load_plan_file(meta.id, 2).error().code, Code::kNotFound);
  EXPECT_EQ(records().list_corrections(*PlanId::make("p0007")).error().code, Code::kNotFound);
  EXPECT_EQ(records().readings(*PlanId::make("p0007")).error().code, Code::kNotFound);
}

TEST_P(RecordsContract, KeepsCorrectionsWithAllTheirSteps) {
  const plans::PlanSketch sketch = sample_sketch();
  const PlanMeta meta = stored(sample_plan());
  const auto made = records().add_correction(meta.id, 1, sample_correction(sketch));
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->correction.id, "c0001");
  EXPECT_EQ(made->version, 1);
  ASSERT_TRUE(records().add_correction(meta.id, 1, sample_correction(sketch, "90")));

  NewPlan next = sample_plan(2025);
  next.plan = meta.id;
  stored(next);
  const plans::PlanSketch changed = sample_sketch(2025);
  const auto anchor = plans::seat_correction(made->correction, changed.plan(), changed.text(), {}, "t1");
  ASSERT_TRUE(anchor);
  const auto confirmed = records().confirm_correction(meta.id, "c0001", 2, *anchor, "李航", later(100));
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  EXPECT_THAT(confirmed->correction.anchors, SizeIs(2));
  const auto withdrawn = records().withdraw_correction(meta.id, "c0002", "李航", "看错了行", later(200));
  ASSERT_TRUE(withdrawn);
  EXPECT_TRUE(withdrawn->is_withdrawn);

  reopen();
  const auto all = records().list_corrections(meta.id);
  ASSERT_TRUE(all);
  ASSERT_THAT(*all, SizeIs(2));
  const plans::Correction& first = (*all)[0].correction;
  EXPECT_EQ(first.id, "c0001");
  EXPECT_EQ(first.commitment_id, "t1");
  EXPECT_EQ(first.field, plans::CorrectionField::kValue);
  EXPECT_EQ(first.before, "88.9");
  EXPECT_EQ(first.after, "100");
  EXPECT_EQ(first.who, "周敏") << "whoever confirmed it did not make it";
  EXPECT_EQ(first.why, "以市考核办口径为准");
  EXPECT_EQ(first.at, kMorning);
  ASSERT_THAT(first.anchors, SizeIs(2));
  EXPECT_EQ(first.anchors[0].text, "纳入考核的9个断面水质优良率达到88.9%");
  EXPECT_EQ(first.anchors[0].rivals, made->correction.anchors[0].rivals);
  EXPECT_FALSE((*all)[0].is_withdrawn);
  EXPECT_TRUE((*all)[1].is_withdrawn);
  EXPECT_EQ((*all)[1].withdrawn_by, "李航");
  EXPECT_EQ((*all)[1].withdrawn_why, "看错了行");
  EXPECT_EQ((*all)[1].withdrawn_at, later(200));
  EXPECT_EQ((*all)[1].correction.after, "90") << "what was withdrawn stays readable";
  ASSERT_THAT(standing(*all), SizeIs(1));
  const plans::CorrectedPlan corrected = plans::apply_corrections(changed.plan(), changed.text(), standing(*all));
  EXPECT_EQ(corrected.plan.targets[0].value, Decimal(100));
}

TEST_P(RecordsContract, RefusesCorrectionsThatDoNotHold) {
  const plans::PlanSketch sketch = sample_sketch();
  const PlanMeta meta = stored(sample_plan());
  const plans::Correction good = sample_correction(sketch);
  ASSERT_TRUE(records().add_correction(meta.id, 1, good));
  ASSERT_TRUE(records().withdraw_correction(meta.id, "c0001", "李航", "看错了行", later(1)));
  const std::int64_t entries = verify(records())->head.entries;

  plans::Correction bad = good;
  bad.id = "c0009";
  EXPECT_EQ(records().add_correction(meta.id, 1, bad).error(),
            (Error{Code::kInvalidInput, "新的更正不能自带编号", "id"}));
  bad = good;
  bad.why = "";
  EXPECT_EQ(records().add_correction(meta.id, 1, bad).error(), (Error{Code::kInvalidInput, "更正要写明理由", "why"}));
  bad = good;
  bad.who = "";
  EXPECT_EQ(records().add_correction(meta.id, 1, bad).error(),
            (Error{Code::kInvalidInput, "更正要写明由谁作出", "who"}));
  bad = good;
  bad.anchors.clear();
  EXPECT_EQ(records().add_correction(meta.id, 1, bad).error(),
            (Error{Code::kInvalidInput, "更正要有它所依据的语句", "anchors"}));
  EXPECT_EQ(records().add_correction(meta.id, 2, good).error().code, Code::kNotFound);
  EXPECT_EQ(records().withdraw_correction(meta.id, "c0001", "李航", "再撤", later(2)).error(),
            (Error{Code::kConflict, "更正 c0001 已由李航撤回，不能再改动：请重新作一条更正", "更正编号"}));
  EXPECT_EQ(records().confirm_correction(meta.id, "c0001", 1, good.anchors[0], "李航", later(2)).error().code,
            Code::kConflict);
  EXPECT_EQ(records().withdraw_correction(meta.id, "c0007", "李航", "不要了", later(2)).error(),
            (Error{Code::kNotFound, "计划 p0001 没有编号为“c0007”的更正", "更正编号"}));
  EXPECT_EQ(records().withdraw_correction(meta.id, "c0001", "", "不要了", later(2)).error().message,
            "撤回更正要写明由谁撤回");
  EXPECT_EQ(records().withdraw_correction(meta.id, "c0001", "李航", " ", later(2)).error().message,
            "撤回更正要写明理由");
  EXPECT_EQ(records().confirm_correction(meta.id, "c0001", 1, plans::Anchor{}, "李航", later(2)).error().message,
            "更正要有它所依据的语句");
  EXPECT_EQ(verify(records())->head.entries, entries) << "what was refused left nothing behind";
}

TEST_P(RecordsContract, KeepsEveryReadingAndKnowsTheNewest) {
  const PlanMeta meta = stored(sample_plan());
  const std::string workbook = sm3_hex("workbook");
  const auto first = records().store_readings(meta.id, 1,
                                              {{"t1", "2024-08-31", R"({"verdict":"at_risk"})", "断面.xlsx", workbook},
                                               {"t2", "2024-08-31", R"({"verdict":"met"})", "断面.xlsx", workbook}},
                                              "周敏", later(10));
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ((*first)[0].number, 1);
  EXPECT_EQ((*first)[1].number, 2);
  ASSERT_TRUE(records().store_readings(
      meta.id, 1, {{"t1", "2024-09-30", R"({"verdict":"met"})", "断面.xlsx", workbook}}, "周敏", later(20)));
  reopen();
  const auto all = records().readings(meta.id);
  ASSERT_TRUE(all);
  ASSERT_THAT(*all, SizeIs(3));
  const auto latest = records().latest_readings(meta.id);
  ASSERT_TRUE(latest);
  ASSERT_THAT(*latest, SizeIs(2));
  EXPECT_EQ((*latest)[0].reading.target_id, "t1");
  EXPECT_EQ((*latest)[0].reading.as_of, "2024-09-30");
  EXPECT_EQ((*latest)[0].reading.json, R"({"verdict":"met"})");
  EXPECT_EQ((*latest)[0].reading.source_digest, workbook);
  EXPECT_EQ((*latest)[0].number, 3);
  EXPECT_EQ((*latest)[0].stored_at, later(20));
  EXPECT_EQ((*latest)[0].stored_by, "周敏");
  EXPECT_EQ((*latest)[1].reading.target_id, "t2");
  // Of an end that names several quantities the newest of each counts.
  for (const char* part : {"air.pm25", "air.heavy-days", "air.pm25"}) {
    ASSERT_TRUE(records().store_readings(meta.id, 1, {{"q1", "2024-09-30", "{}", "日报.csv", workbook, part}}, "周敏",
                                         later(30)));
  }
  const auto with_end = records().latest_readings(meta.id);
  ASSERT_TRUE(with_end);
  ASSERT_THAT(*with_end, SizeIs(4));
  EXPECT_EQ((*with_end)[2].reading.part, "air.pm25");
  EXPECT_EQ((*with_end)[2].number, 6);
  EXPECT_EQ((*with_end)[3].reading.part, "air.heavy-days");

  EXPECT_EQ(records().store_readings(meta.id, 1, {}, "周敏", kMorning).error().message, "没有可存的测算结果");
  EXPECT_EQ(records().store_readings(meta.id, 1, {{"", "", "{}", "", ""}}, "周敏", kMorning).error().message,
            "测算结果要写明目标和内容");
  EXPECT_EQ(records().store_readings(meta.id, 1, {{"t1", "", "{}", "", ""}}, "", kMorning).error().message,
            "存入测算结果要写明由谁存入");
  EXPECT_EQ(records().store_readings(meta.id, 3, {{"t1", "", "{}", "", ""}}, "周敏", kMorning).error().code,
            Code::kNotFound);
  EXPECT_THAT(*records().readings(meta.id), SizeIs(6));
}

TEST_P(RecordsContract, WritesTheJournalWithEveryChange) {
  const plans::PlanSketch sketch = sample_sketch();
  EXPECT_EQ(verify(records())->head.digest, std::string(64, '0'));
  const PlanMeta meta = stored(sample_plan());
  const auto made = records().add_correction(meta.id, 1, sample_correction(sketch));
  ASSERT_TRUE(records().confirm_correction(meta.id, "c0001", 1, made->correction.anchors[0], "李航", later(1)));
  ASSERT_TRUE(records().withdraw_correction(meta.id, "c0001", "李航", "看错了行", later(2)));
  ASSERT_TRUE(records().store_readings(meta.id, 1, {{"t1", "2024-08-31", "{}", "断面.xlsx", ""}}, "周敏", later(3)));
  reopen();
  const auto entries = journal(records(), 0, 100);
  ASSERT_TRUE(entries);
  std::vector<std::string> what;
  for (const JournalEntry& entry : *entries) what.push_back(entry.what + " " + entry.subject + " " + entry.who);
  EXPECT_THAT(what, ElementsAre("plan.opened plan/p0001 周敏", "plan.stored plan_version/p0001/1 周敏",
                                "plan.compiled plan_content/p0001/1 周敏", "plan.filed plan_file/p0001/1 周敏",
                                "correction.made correction/p0001/c0001/1 周敏",
                                "correction.confirmed correction/p0001/c0001/2 李航",
                                "correction.withdrawn correction/p0001/c0001/3 李航", "reading.stored reading/1 周敏"));
  EXPECT_EQ((*entries)[1].before, "");
  EXPECT_THAT((*entries)[1].after, testing::HasSubstr(meta.digest));
  EXPECT_THAT((*entries)[4].after, testing::HasSubstr(R"("before_value":"88.9")"));
  EXPECT_EQ((*entries)[4].why, "以市考核办口径为准");
  EXPECT_EQ((*entries)[6].why, "看错了行");
  EXPECT_EQ((*entries)[6].at, later(2));
  EXPECT_EQ((*entries)[0].previous_digest, std::string(64, '0'));
  for (std::size_t i = 1; i < entries->size(); ++i) {
    EXPECT_EQ((*entries)[i].previous_digest, (*entries)[i - 1].digest);
    EXPECT_EQ((*entries)[i].number, static_cast<std::int64_t>(i + 1));
  }
  const auto report = verify(records());
  ASSERT_TRUE(report);
  EXPECT_THAT(report->findings, IsEmpty());
  EXPECT_EQ(report->head.entries, 8);
  EXPECT_EQ(report->head.digest, entries->back().digest);
  EXPECT_EQ(report->records, 8) << "every record was compared with its newest entry";
  const auto page = journal(records(), 2, 2);
  ASSERT_TRUE(page);
  EXPECT_THAT(*page, SizeIs(2));
  EXPECT_EQ((*page)[0].number, 3);
  EXPECT_EQ(journal(records(), 0, 0).error().message, "一页日志应为 1 到 1000 条");
  EXPECT_EQ(journal(records(), 0, 1001).error().message, "一页日志应为 1 到 1000 条");
}

// A second opinion on the chain, by the grammar of docs/formats/records.md.
TEST_P(RecordsContract, TheDigestIsThatOfTheFormat) {
  stored(sample_plan());
  const JournalEntry entry = journal(records(), 0, 1)->front();
  std::string bytes;
  for (const std::string& field : {std::string("1"), std::to_string(kMorning.seconds), std::to_string(kMorning.seconds),
                                   std::string(), entry.who, std::string(), entry.what, entry.subject, std::string(),
                                   std::string(), sm3_hex(entry.after), sm3_hex(entry.after), std::string(64, '0')}) {
    bytes += std::to_string(field.size()) + ":" + field + "\n";
  }
  EXPECT_EQ(entry.digest, sm3_hex(bytes));
}

TEST_P(RecordsContract, TheSameActionsGiveTheSameBytes) {
  const auto run = [](Records& records) {
    const auto meta = records.store_plan(sample_plan());
    return records.add_correction(meta->id, 1, sample_correction(sample_sketch())) ? verify(records)->head.digest
                                                                                   : std::string();
  };
  Records other = open_memory_records();
  EXPECT_EQ(run(records()), run(other));
}

}  // namespace
}  // namespace bihuan::records
