#include "documents/docx_reader.h"
#include "reports/sheet_edit.h"
#include "server/dispatch_api.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

using records::EntryState;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr int kFirst = 4, kDone = 8, kProgress = 9, kId = 12;

class DispatchRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    const Response opened = post(rounds(), R"({"month":"2031-06","cut_off":"2031-06-25"})", office());
    round_ = read<records::DispatchRound>(opened, 201).id;
  }
  std::string rounds() { return "/api/v1/plans/" + plan_ + "/rounds"; }
  std::string path(const char* unit, const std::string& what) {
    return "/api/v1/rounds/" + round_ + "/units/" + unit_path(unit) + "/" + what;
  }
  const std::string& supervisor(const char* unit = kOwn) { return of(unit, Post::kSupervisor); }

  api::UnitEntries entries(const std::string& session, const char* unit = kOwn) {
    return read<api::UnitEntries>(get(path(unit, "entries"), session));
  }
  static std::string line(const api::EntryView& entry, const std::string& progress, const std::string& done = "null",
                          std::optional<std::int64_t> revision = {}) {
    return R"({"task_id":")" + entry.task_id + R"(","progress":")" + progress +
           R"(","problems":"","next_step":"","done":)" + done + R"(,"revision":)" +
           std::to_string(revision.value_or(entry.revision)) + "}";
  }
  static std::string lines(const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : ",") + one;
    return R"({"entries":[)" + text + "]}";
  }
  // Fills in all of the unit.
  void fill(const char* unit = kOwn, const std::string& progress = "按计划推进") {
    std::vector<std::string> all;
    for (const api::EntryView& entry : entries(clerk(unit), unit).entries) {
      all.push_back(line(entry, progress, entry.takes_figure && entry.wanted_unit == "万元" ? "1200" : "null"));
    }
    EXPECT_EQ(post(path(unit, "entries"), lines(all), clerk(unit)).status, 200);
  }
  std::int64_t step(const std::string& what, const std::string& session, const char* unit = kOwn) {
    return read<api::Moved>(post(path(unit, what), "{}", session)).moved;
  }
  int try_step(const std::string& what, const std::string& session, const char* unit = kOwn) {
    return post(path(unit, what), "{}", session).status;
  }

  std::string round_;
};

TEST_F(DispatchRoutes, ARoundIsOpenedOnce) {
  const std::string again = R"({"month":"2031-06","cut_off":"2031-06-25"})";
  EXPECT_EQ(post(rounds(), again, office()).status, 409);
  EXPECT_EQ(post(rounds(), again, head()).status, 403);
  for (const char* bad :
       {R"({"month":"六月","cut_off":"2031-07-25"})", R"({"month":"2031-07","cut_off":"2031-06-25"})",
        R"({"month":"2031-07","cut_off":"soon"})", R"({"month":7,"cut_off":"2031-07-25"})", "{}", ""}) {
    EXPECT_EQ(post(rounds(), bad, office()).status, 400) << bad;
  }
  EXPECT_THAT(read<api::RoundList>(get(rounds(), clerk())).rounds, SizeIs(1));
  EXPECT_EQ(read<records::DispatchRound>(get("/api/v1/rounds/" + round_, clerk())).month, "2031-06");
  EXPECT_EQ(get("/api/v1/rounds/r999999", clerk()).status, 404);
}

TEST_F(DispatchRoutes, ThreeChecksByThreePeopleAndTheOffice) {
  EXPECT_THAT(entries(clerk()).entries, Each(testing::Field(&api::EntryView::steps, ElementsAre("fill"))));
  EXPECT_THAT(entries(head()).entries, Each(testing::Field(&api::EntryView::steps, IsEmpty())));
  EXPECT_EQ(try_step("submit", clerk()), 400) << "still empty";
  fill();
  EXPECT_THAT(entries(clerk()).steps, ElementsAre("submit"));
  EXPECT_EQ(try_step("submit", head()), 403);
  EXPECT_EQ(try_step("check", head()), 409) << "not handed to the head yet";
  const auto count = static_cast<std::int64_t>(entries(clerk()).entries.size());
  EXPECT_EQ(step("submit", clerk()), count);
  EXPECT_THAT(entries(clerk()).steps, IsEmpty());
  EXPECT_THAT(entries(head()).steps, ElementsAre("check"));
  EXPECT_THAT(entries(head()).entries.at(0).steps, ElementsAre("return"));
  EXPECT_EQ(try_step("check", clerk()), 403);
  EXPECT_EQ(try_step("pass", supervisor()), 409);
  EXPECT_EQ(step("check", head()), count);
  EXPECT_EQ(try_step("pass", head()), 403);
  EXPECT_EQ(step("pass", supervisor()), count);
  EXPECT_EQ(try_step("merge", supervisor()), 403);
  EXPECT_THAT(entries(office()).steps, ElementsAre("merge"));
  const std::string asked = entries(office()).entries.at(0).task_id;
  const std::string question = R"({"task_id":")" + asked + R"(","question":"<b>数字的依据？</b>"})";
  EXPECT_EQ(post(path(kOwn, "return"), question, head()).status, 403) << "it is at the office";
  EXPECT_EQ(post(path(kOwn, "return"), R"({"task_id":")" + asked + R"(","question":""})", office()).status, 400);
  EXPECT_EQ(post(path(kOwn, "return"), question, office()).status, 200);
  EXPECT_EQ(step("merge", office()), count - 1);
  const api::EntryView back = entries(clerk()).entries.at(0);
  EXPECT_EQ(back.state, EntryState::kReturned);
  EXPECT_EQ(back.question, "<b>数字的依据？</b>");
  EXPECT_THAT(back.filled_by, HasSubstr("李工")) << "a name, not an id";
}

TEST_F(DispatchRoutes, OfOtherUnitsNothing) {
  EXPECT_EQ(get(path(kForeign, "entries"), clerk()).status, 403);
  EXPECT_EQ(get(path(kForeign, "sheet.xlsx"), clerk()).status, 403);
  EXPECT_EQ(post(path(kForeign, "entries"), R"({"entries":[]})", clerk()).status, 403);
  EXPECT_EQ(try_step("submit", clerk(), kForeign), 403);
  EXPECT_EQ(try_step("check", head(), kForeign), 403);
  EXPECT_EQ(try_step("pass", supervisor(), kForeign), 403);
  EXPECT_EQ(get(path(kForeign, "entries"), office()).status, 200);
  EXPECT_EQ(get(path("南分局", "entries"), office()).status, 404);
  // A task of another unit, through the own one.
  const std::string task = entries(office(), kForeign).entries.at(0).task_id;
  EXPECT_EQ(post(path(kOwn, "entries"),
                 lines({R"({"task_id":")" + task +
                        R"(","progress":"a","problems":"","next_step":"","done":null,"revision":1})"}),
                 clerk())
                .status,
            404);
}

TEST_F(DispatchRoutes, StaleAndWronglyTypedEntriesAreRefusedWhole) {
  const api::UnitEntries all = entries(clerk());
  const api::EntryView& first = all.entries.at(0);
  EXPECT_EQ(post(path(kOwn, "entries"), lines({line(first, "第一次")}), clerk()).status, 200);
  const Response stale = post(path(kOwn, "entries"), lines({line(first, "第二次")}), clerk());
  EXPECT_EQ(stale.status, 412) << stale.body;
  EXPECT_EQ(entries(clerk()).entries.at(0).progress, "第一次");
  // One bad line of two: neither is written.
  const std::string good = line(all.entries.at(1), "不应写入");
  for (const std::string& bad :
       {line(first, "a", "\"many\"", first.revision + 1), line(first, "", "null", first.revision + 1),
        line(first, "a", "-1", first.revision + 1), line(first, "a", "[]", first.revision + 1)}) {
    EXPECT_EQ(post(path(kOwn, "entries"), lines({good, bad}), clerk()).status, 400) << bad;
    EXPECT_EQ(entries(clerk()).entries.at(1).progress, "") << bad;
  }
  for (const char* bad : {"[]", "{}", R"({"entries":{}})", R"({"entries":[7]})"}) {
    EXPECT_EQ(post(path(kOwn, "entries"), bad, clerk()).status, 400) << bad;
  }
}

TEST_F(DispatchRoutes, ASheetGoesOutWithoutFormulasAndComesBack) {
  fill(kOwn, "=HYPERLINK(1)");
  const Response out = get(path(kOwn, "sheet.xlsx"), clerk());
  ASSERT_EQ(out.status, 200) << out.body;
  EXPECT_THAT(std::string(out.header("Content-Disposition")), HasSubstr("attachment"));
  const tables::Workbook workbook = *tables::read_workbook(out.body, "a.xlsx");
  bool is_there = false;
  for (const tables::Row& row : workbook.sheets.front().rows) {
    for (const tables::Cell& cell : row.cells) {
      EXPECT_FALSE(cell.is_formula) << row.number;
      is_there = is_there || cell.value == "=HYPERLINK(1)";
    }
  }
  EXPECT_TRUE(is_there) << "as text";

  reports::SheetEdits edits{{{kFirst, kProgress}, std::string("6月巡查完成")}};
  edits[{kFirst + 1, kDone}] = std::string("很多");
  const std::string back = reports::edited(out.body, edits);
  const std::string target = path(kOwn, "sheet?file_name=a.xlsx");
  EXPECT_EQ(send(target, back, head()).status, 403) << "the clerk fills in";
  const auto taken = read<api::SheetAnswer>(send(target, back, clerk()));
  EXPECT_EQ(taken.filled, static_cast<std::int64_t>(entries(clerk()).entries.size()) - 1) << "the good rows go on";
  ASSERT_THAT(taken.faults, SizeIs(1));
  EXPECT_THAT(taken.faults[0].place, HasSubstr("H5"));
  EXPECT_EQ(entries(clerk()).entries.at(0).progress, "6月巡查完成");

  // What is submitted already is a fault of its row, named by its text.
  EXPECT_EQ(send(target, reports::edited(out.body, {}), clerk()).status, 200);
  step("submit", clerk());
  const auto late = read<api::SheetAnswer>(send(target, reports::edited(out.body, {}), clerk()));
  EXPECT_EQ(late.filled, 0);
  ASSERT_THAT(late.faults, Not(IsEmpty()));
  EXPECT_THAT(late.faults[0].message, HasSubstr("待科长审核"));
}

TEST_F(DispatchRoutes, ASheetOfAnotherRoundOrUnitIsRefusedRowByRow) {
  const std::string target = path(kOwn, "sheet?file_name=a.xlsx");
  const Response own = get(path(kOwn, "sheet.xlsx"), clerk()), foreign = get(path(kForeign, "sheet.xlsx"), office());
  reports::SheetEdits words;
  for (int row = kFirst; row < kFirst + 3; ++row) words[{row, kProgress}] = std::string("进展");
  const auto other_unit = read<api::SheetAnswer>(
      send(target, reports::edited(foreign.body, {{{kFirst, kProgress}, std::string("进展")}}), clerk()));
  EXPECT_EQ(other_unit.filled, 0);
  EXPECT_THAT(other_unit.faults, Contains(testing::Field(&reports::SheetFault::message, HasSubstr("不由东分局填报"))));

  const std::string next =
      read<records::DispatchRound>(post(rounds(), R"({"month":"2031-07","cut_off":"2031-07-25"})", office()), 201).id;
  const auto other_round =
      read<api::SheetAnswer>(send("/api/v1/rounds/" + next + "/units/" + unit_path(kOwn) + "/sheet?file_name=a.xlsx",
                                  reports::edited(own.body, words), clerk()));
  EXPECT_EQ(other_round.filled, 0);
  EXPECT_THAT(other_round.faults, Contains(testing::Field(&reports::SheetFault::message, HasSubstr("另一次调度"))));

  for (const std::string& bytes :
       {std::string("not a sheet"), std::string(), own.body.substr(0, own.body.size() / 2)}) {
    EXPECT_EQ(send(target, bytes, clerk()).status, 400);
  }
  EXPECT_EQ(send(path(kOwn, "sheet"), own.body, clerk()).status, 400) << "no file name";
  EXPECT_EQ(post(target, "{}", clerk()).status, 415);
}

TEST_F(DispatchRoutes, LightsTheLateAndTheBulletin) {
  round_ =
      read<records::DispatchRound>(post(rounds(), R"({"month":"2031-05","cut_off":"2031-06-10"})", office()), 201).id;
  fill();
  step("submit", clerk());
  step("check", head());
  step("pass", supervisor());
  step("merge", office());
  const auto progress = read<api::RoundProgress>(get("/api/v1/rounds/" + round_ + "/progress", clerk()));
  EXPECT_EQ(progress.day, Date(2031, 6, 20));
  const auto funds = std::ranges::find_if(
      progress.tasks, [](const api::TaskStanding& task) { return task.text.find("9000万元") != std::string::npos; });
  ASSERT_NE(funds, progress.tasks.end());
  EXPECT_EQ(to_string(*funds->done), "1200");
  EXPECT_TRUE(funds->is_clearly_behind);
  EXPECT_THAT(funds->reasons.at(0), HasSubstr("完成13.3%，序时进度46.8%")) << "1200 of 9000; 171 of 365 days";
  ASSERT_THAT(progress.units, Not(IsEmpty()));
  std::vector<std::string> late;
  for (const records::LateUnit& unit : progress.late) late.push_back(unit.unit);
  EXPECT_THAT(late, testing::UnorderedElementsAre(kOwn, kForeign)) << "one by ten days, the other sent nothing";

  const std::string figure = R"({"task_id":")" + funds->task_id + R"(","done":5000,"why":"财政下达文件"})";
  EXPECT_EQ(post("/api/v1/rounds/" + round_ + "/figures", figure, head()).status, 403);
  EXPECT_EQ(post("/api/v1/rounds/" + round_ + "/figures", R"({"task_id":"x","done":1,"why":"y"})", office()).status,
            404);
  const auto after = read<api::RoundProgress>(post("/api/v1/rounds/" + round_ + "/figures", figure, office()));
  EXPECT_EQ(after.tasks.at(static_cast<std::size_t>(funds - progress.tasks.begin())).light, plans::Light::kGreen);

  EXPECT_EQ(get("/api/v1/rounds/" + round_ + "/bulletin.docx", head()).status, 403);
  const Response docx = get("/api/v1/rounds/" + round_ + "/bulletin.docx", office());
  ASSERT_EQ(docx.status, 200) << docx.body;
  const auto document = documents::read_docx(docx.body, {}, "a.docx");
  ASSERT_TRUE(document.has_value());
  std::string text;
  for (const documents::DocxBlock& block : document->blocks) {
    if (const auto* paragraph = std::get_if<documents::DocxParagraph>(&block)) text += paragraph->text + "\n";
  }
  EXPECT_THAT(text, HasSubstr("2031年5月重点工作调度情况的通报"));
  EXPECT_THAT(text, HasSubstr("云溪市生态环境局办公室"));
}

TEST_F(DispatchRoutes, AClosedRoundStaysAsItIs) {
  EXPECT_EQ(post("/api/v1/rounds/" + round_ + "/close", "{}", head()).status, 403);
  EXPECT_EQ(read<records::DispatchRound>(post("/api/v1/rounds/" + round_ + "/close", "{}", office())).state,
            records::RoundState::kClosed);
  EXPECT_EQ(post("/api/v1/rounds/" + round_ + "/close", "{}", office()).status, 409);
  const api::EntryView entry = entries(clerk()).entries.at(0);
  EXPECT_THAT(entry.steps, IsEmpty());
  EXPECT_EQ(post(path(kOwn, "entries"), lines({line(entry, "a")}), clerk()).status, 409);
}

}  // namespace
}  // namespace bihuan::server
