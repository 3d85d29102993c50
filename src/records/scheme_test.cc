#include "records/scheme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "records/case_samples.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/plan_rows.h"
#include "records/internal/scheme_rows.h"
#include "records/internal/site_rows.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

SchemeEntry scheme_entry(const std::string& site, const std::string& frequency = "每月",
                         const std::string& group = "湖泊") {
  SchemeEntry entry;
  entry.year = 2024;
  entry.group_name = group;
  entry.site = site;
  entry.items = {"w21011", "w21003", "w21011"};
  entry.frequency = frequency;
  entry.where = "第" + site + "行";
  return entry;
}

TEST(SchemeLine, NamesTheFaultyMember) {
  struct Case {
    const char* name;
    std::function<void(SchemeLine&)> spoil;
    const char* where;
    const char* message;
  };
  const Case kCases[] = {
      {"year", [](SchemeLine& l) { l.year = 1999; }, "year", "年份应为2000至2099，现为1999"},
      {"group", [](SchemeLine& l) { l.group_name = " "; }, "group_name", "组不能为空"},
      {"site", [](SchemeLine& l) { l.site = ""; }, "site", "点位不能为空"},
      {"no item", [](SchemeLine& l) { l.items = {}; }, "items", "监测项目应有1到200项"},
      {"too many", [](SchemeLine& l) { l.items.assign(201, "w"); }, "items", "监测项目应有1到200项"},
      {"empty item", [](SchemeLine& l) { l.items = {""}; }, "items", "监测项目不能为空"},
      {"frequency", [](SchemeLine& l) { l.frequency = ""; }, "frequency", "频次不能为空"},
      {"backwards", [](SchemeLine& l) { l.first_day = day("2024-12-31"), l.last_day = day("2024-12-30"); }, "last_day",
       "起止2024-12-31至2024-12-30的末日早于首日"},
      {"last year", [](SchemeLine& l) { l.first_day = day("2023-12-31"); }, "first_day",
       "起止2023-12-31至2024-12-31不在2024年内"},
      {"next year", [](SchemeLine& l) { l.last_day = day("2025-01-01"); }, "first_day",
       "起止2024-01-01至2025-01-01不在2024年内"},
      {"basis", [](SchemeLine& l) { l.basis_clause = std::string(201, 'x'); }, "basis_clause",
       "依据的条款应不超过200字"},
  };
  for (const Case& c : kCases) {
    SchemeLine line{"", 1,  2024, "湖泊", "H04", {"w21003"}, "每月", day("2024-01-01"), day("2024-12-31"), "",
                    "", "", "",   {},     "",    "",         {}};
    ASSERT_TRUE(check_scheme_line(line).has_value()) << c.name;
    c.spoil(line);
    const Status status = check_scheme_line(line);
    ASSERT_FALSE(status.has_value()) << c.name;
    EXPECT_EQ(status.error(), (Error{Code::kInvalidInput, c.message, c.where})) << c.name;
  }
}

class SchemeTest : public testing::Test {
 protected:
  static Actor stranger() { return person("水科小孙", {DeskRole::kSection}, {{"水科", Post::kClerk, ""}}); }
  static Actor station() { return person("监测站小王", {DeskRole::kStation}, {{"监测站", Post::kClerk, ""}}); }

  void SetUp() override {
    const Status ready = database->write(office_clerk(), [](Ledger& ledger) -> Status {
      Unit unit;
      unit.unit_id = "station";
      unit.name = "监测站";
      BIHUAN_CHECK(ledger.add(unit, "unit.added"));
      for (const char* code : {"H02", "H04", "H09"}) {
        Site site;
        site.code = code;
        site.name = std::string("湖") + code;
        site.kind = SiteKind::kLake;
        site.is_active = site.code != "H09";
        site.registered_by = "办公室";
        BIHUAN_CHECK(ledger.add(site, "site.registered"));
      }
      BIHUAN_CHECK(ledger.add(PlanRow{"p", ledger.actor().at}, "plan.stored"));
      for (const char* id : {"t000001", "t000002"}) {
        TaskRow task;
        task.task_id = id;
        task.plan_id = "p";
        task.commitment_id = id;
        task.version = task.ordinal = 1;
        task.item_no = "2";
        task.clause = "定期开展水质监测";
        task.starts = day("2024-01-01");
        BIHUAN_CHECK(ledger.add(task, "task.issued"));
      }
      return {};
    });
    ASSERT_TRUE(ready.has_value()) << ready.error().message;
  }
  SchemeImport taken(const std::vector<SchemeEntry>& entries) {
    const Result<SchemeImport> report = book.import(station(), entries, "方案.csv");
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return report.value_or(SchemeImport{});
  }
  std::vector<std::string> journal() {
    std::vector<std::string> all;
    const auto entries = *database->read([](Reader& reader) { return read_journal(reader, 0, 500); });
    for (const JournalEntry& one : entries)
      if (one.what.starts_with("scheme.")) all.push_back(one.what);
    return all;
  }
  void expect_proved() {
    const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().message;
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Schemes book{database};
};

TEST_F(SchemeTest, ASheetIsTakenOnceAndThenChangesNothing) {
  SchemeEntry full = scheme_entry("H04");
  full.unit_id = "station";
  full.basis_document = "2024年监测方案";
  full.basis_clause = "二";
  full.note = "城市内湖";
  full.first_day = day("2024-02-29");
  const std::vector<SchemeEntry> sheet{full, scheme_entry("H02"), scheme_entry("H02", "每年")};
  const SchemeImport look = *book.import(station(), sheet, "方案.csv", true);
  EXPECT_EQ(look.added, 3);
  EXPECT_THAT(*book.lines({.year = 2024}), IsEmpty()) << "a dry run writes nothing";
  EXPECT_EQ(taken(sheet).added, 3);
  const std::vector<SchemeLine> lines = *book.lines({.year = 2024});
  ASSERT_THAT(lines, SizeIs(3));
  const SchemeLine line = *book.find("l000001");
  EXPECT_EQ(line.site, "H04");
  EXPECT_THAT(line.items, ElementsAre("w21003", "w21011")) << "by code, each once";
  EXPECT_EQ(line.first_day, day("2024-02-29"));
  EXPECT_EQ(line.last_day, day("2024-12-31"));
  EXPECT_EQ(line.holds_until(), day("2024-12-31"));
  EXPECT_EQ(line.entered_by, station().name);
  EXPECT_EQ(line.basis_clause, "二");

  const SchemeImport again = taken(sheet);
  EXPECT_EQ(again.same, 3);
  EXPECT_EQ(again.added + again.changed, 0);
  EXPECT_THAT(journal(), ElementsAre("scheme.entered", "scheme.entered", "scheme.entered"));
  EXPECT_THAT(*book.lines({.year = 2024, .site = "H02"}), SizeIs(2)) << "two frequencies of one site are two lines";
  EXPECT_THAT(*book.lines({.year = 2024, .unit_id = "station"}), SizeIs(1));
  EXPECT_THAT(*book.lines({.year = 2024, .group_name = "河流"}), IsEmpty());
  EXPECT_THAT(*book.lines({.year = 2023}), IsEmpty());
  EXPECT_THAT(*book.years(), ElementsAre(2024));
  expect_proved();
}

TEST_F(SchemeTest, ANewerSheetChangesLinesAndLeavesWhatItHasNot) {
  SchemeEntry first = scheme_entry("H04");
  first.unit_id = "station";
  taken({first, scheme_entry("H02"), scheme_entry("H02", "每年", "水库")});
  SchemeEntry newer = scheme_entry("H04");
  newer.items = {"w21003"};
  newer.last_day = day("2024-11-30");
  const SchemeImport report = taken({newer});
  EXPECT_EQ(report.changed, 1);
  EXPECT_THAT(report.vanished, ElementsAre("l000002")) << "the other group is none of this sheet's";
  const SchemeLine line = *book.find("l000001");
  EXPECT_EQ(line.revision, 2);
  EXPECT_THAT(line.items, ElementsAre("w21003"));
  EXPECT_EQ(line.last_day, day("2024-11-30"));
  EXPECT_EQ(line.unit_id, "station") << "what is empty says nothing";
  EXPECT_FALSE(book.find("l000002")->ended_on.has_value()) << "it stays until somebody ends it";
  expect_proved();
}

TEST_F(SchemeTest, RefusesRowsByPlaceAndTakesTheOthers) {
  SchemeEntry no_unit = scheme_entry("H02", "每季");
  no_unit.unit_id = "外星";
  SchemeEntry bad_year = scheme_entry("H02", "每年");
  bad_year.year = 1024;
  SchemeEntry twice = scheme_entry("H04");
  twice.where = "第9行";
  const SchemeImport report =
      taken({scheme_entry("H04"), scheme_entry("X1"), scheme_entry("H09"), no_unit, bad_year, twice});
  EXPECT_EQ(report.added, 1);
  ASSERT_THAT(report.refused, SizeIs(5));
  EXPECT_EQ(report.refused[0], (Error{Code::kInvalidInput, "没有登记编码为“X1”的点位：请先登记", "第X1行"}));
  EXPECT_THAT(report.refused[1].message, HasSubstr("点位H09已停用"));
  EXPECT_THAT(report.refused[2].message, HasSubstr("没有编号为“外星”的单位"));
  EXPECT_THAT(report.refused[3].message, HasSubstr("年份应为2000至2099"));
  EXPECT_EQ(report.refused[4].message, "与第H04行是同一组、同一点位、同一频次、同一起始日的一行：应并作一行");
  EXPECT_EQ(report.refused[4].where, "第9行");
}

TEST_F(SchemeTest, IsEndedWithAReasonAndStaysEnded) {
  taken({scheme_entry("H04"), scheme_entry("H02")});
  const auto refused = [&](std::int64_t revision, const char* last, const char* why) {
    const Result<SchemeLine> ended = book.end(station(), "l000001", revision, day(last), why);
    return ended.has_value() ? std::string() : ended.error().where;
  };
  EXPECT_EQ(refused(1, "2024-06-30", " "), "why");
  EXPECT_EQ(refused(2, "2024-06-30", "湖面围垦"), "revision");
  EXPECT_EQ(refused(1, "2023-12-30", "湖面围垦"), "last");
  EXPECT_EQ(refused(1, "2025-01-01", "湖面围垦"), "last");
  EXPECT_EQ(book.end(stranger(), "l000001", 1, day("2024-06-30"), "甲").error().where, "权限");
  EXPECT_EQ(book.end(station(), "l000009", 1, day("2024-06-30"), "甲").error().code, Code::kNotFound);
  const SchemeLine ended = *book.end(station(), "l000001", 1, day("2024-06-30"), "湖面围垦");
  EXPECT_EQ(ended.holds_until(), day("2024-06-30"));
  EXPECT_EQ(ended.ended_why, "湖面围垦");
  EXPECT_EQ(refused(2, "2024-07-31", "再终止"), "编号");
  EXPECT_TRUE(book.end(station(), "l000002", 1, day("2023-12-31"), "自始未执行").has_value());
  const SchemeImport again = taken({scheme_entry("H04"), scheme_entry("H02")});
  EXPECT_EQ(again.added + again.changed + again.same, 0);
  EXPECT_THAT(again.ended, ElementsAre("l000001", "l000002"));
  EXPECT_THAT(again.vanished, IsEmpty());
  EXPECT_THAT(journal(), ElementsAre("scheme.entered", "scheme.entered", "scheme.ended", "scheme.ended"));
  expect_proved();
}

TEST_F(SchemeTest, IsWrittenByOfficeAndStationAlone) {
  EXPECT_EQ(book.import(stranger(), {scheme_entry("H04")}, "表", true).error(),
            (Error{Code::kConflict, "只有办公室和监测站可以录入、终止监测方案", "权限"}));
  EXPECT_TRUE(book.import(office_clerk(), {scheme_entry("H04")}, "表").has_value());
}

TEST_F(SchemeTest, BindsATaskToAGroup) {
  taken({scheme_entry("H04"), scheme_entry("H02", "每季", "水库")});
  EXPECT_EQ(book.bind(station(), "t000001", 2024, "湖泊").error().where, "权限");
  EXPECT_EQ(book.bind(office_clerk(), "t000009", 2024, "湖泊").error().code, Code::kNotFound);
  EXPECT_EQ(book.bind(office_clerk(), "t000001", 2024, "河流").error().message,
            "2024年的监测方案中没有“河流”组：应为水库、湖泊");
  EXPECT_EQ(book.bind(office_clerk(), "t000001", 2023, "湖泊").error().message,
            "2023年的监测方案中没有“湖泊”组：这一年还没有方案");
  ASSERT_TRUE(book.bind(office_clerk(), "t000001", 2024, " 湖泊 ").has_value());
  EXPECT_EQ(book.bind(office_clerk(), "t000001", 2024, "湖泊")->revision, 1) << "the same again changes nothing";
  ASSERT_TRUE(book.bind(office_clerk(), "t000002", 2024, "湖泊").has_value());
  EXPECT_EQ(book.bind(office_clerk(), "t000001", 2024, "水库")->revision, 2) << "one group a task";
  const std::vector<SchemeBinding> bound = *book.bindings(2024);
  ASSERT_THAT(bound, SizeIs(2));
  EXPECT_EQ(bound[0].group_name, "水库");
  EXPECT_EQ(bound[1].task_id, "t000002");
  EXPECT_THAT(*book.bindings(2025), IsEmpty());
  EXPECT_EQ(book.unbind(office_clerk(), "t000002", "").error().where, "why");
  EXPECT_TRUE(book.unbind(office_clerk(), "t000002", "改由任务一承担").has_value());
  EXPECT_EQ(book.unbind(office_clerk(), "t000002", "再解除").error().code, Code::kNotFound);
  EXPECT_THAT(*book.bindings(2024), SizeIs(1));
  EXPECT_EQ(book.bind(office_clerk(), "t000002", 2024, "湖泊")->revision, 3);
  EXPECT_THAT(journal(), SizeIs(7)) << "two lines, three bindings, one end, one again";
  expect_proved();
}

}  // namespace
}  // namespace bihuan::records
