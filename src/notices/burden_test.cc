#include "notices/burden.h"

#include <gmock/gmock.h>

namespace bihuan::notices {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

records::Ask ask(const std::string& unit, const std::string& kind, const std::string& subject, Date on,
                 const std::string& known = "") {
  return {unit,    unit == "u1" ? "河湖科" : "监测站",
          kind,    kind == "case" ? "督办事项" : "2024年9月调度",
          subject, "水质优良率",
          on,      known};
}

TEST(Burden, CountsWhatIsAskedOfEachUnitByKind) {
  const BurdenReport report = measure_burden(
      {ask("u1", "dispatch", "task/a", Date(2024, 9, 2)), ask("u1", "dispatch", "task/b", Date(2024, 9, 2)),
       ask("u1", "dispatch", "task/a", Date(2024, 10, 8)), ask("u1", "case", "case_file/k1", Date(2024, 9, 30)),
       ask("u2", "case", "case_file/k1", Date(2024, 9, 1)), ask("u2", "case", "case_file/k2", Date(2024, 8, 31))},
      Date(2024, 9, 1), Date(2024, 9, 30));
  EXPECT_THAT(report.units, ElementsAre(UnitBurden{"u1", "河湖科", "case", 1, 0, 1},      // the last day counts
                                        UnitBurden{"u1", "河湖科", "dispatch", 2, 0, 1},  // two things on one day
                                        UnitBurden{"u2", "监测站", "case", 1, 0, 1}));    // August does not
  EXPECT_THAT(report.findings, IsEmpty());
}

TEST(Burden, AskingForWhatIsKnownIsAFinding) {
  const BurdenReport report =
      measure_burden({ask("u1", "dispatch", "task/a", Date(2024, 9, 2), "已有测算结果：1至8月优良率100%"),
                      ask("u1", "dispatch", "task/b", Date(2024, 9, 2))},
                     Date(2024, 9, 1), Date(2024, 9, 30));
  EXPECT_EQ(report.units[0].asked, 2);
  EXPECT_EQ(report.units[0].known, 1);
  ASSERT_THAT(report.findings, SizeIs(1));
  EXPECT_EQ(report.findings[0].fault, BurdenFault::kKnown);
  EXPECT_EQ(report.findings[0].message,
            "2024年9月调度向河湖科要“水质优良率”，而系统已有测算结果：1至8月优良率100%：应直接引用，不再要求填报");
}

TEST(Burden, TheSameThingByTwoFormsInAMonthIsAFinding) {
  std::vector<records::Ask> asks{ask("u1", "dispatch", "task/a", Date(2024, 9, 2)),
                                 ask("u1", "case", "task/a", Date(2024, 9, 20)),
                                 ask("u2", "case", "task/a", Date(2024, 9, 20))};  // once of that unit
  const BurdenReport report = measure_burden(asks, Date(2024, 9, 1), Date(2024, 9, 30));
  ASSERT_THAT(report.findings, SizeIs(1));
  EXPECT_EQ(report.findings[0].message,
            "2024年9月向河湖科要“水质优良率”用了2种表（2024年9月调度、督办事项）：应合并为一次");
  asks[1].on = Date(2024, 10, 8);
  EXPECT_THAT(measure_burden(asks, Date(2024, 9, 1), Date(2024, 10, 31)).findings, IsEmpty()) << "each month anew";
}

}  // namespace
}  // namespace bihuan::notices
