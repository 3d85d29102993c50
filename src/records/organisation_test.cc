#include "records/organisation.h"

#include <gmock/gmock.h>

#include "records/journal.h"
#include "records/record_samples.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kTable = R"([organisation]
city = "云溪市"
bureau = "云溪市生态环境局"
source = "invented"
[[unit]]
name = "水科"
full_name = "水生态环境科"
kind = "section"
aliases = ["水环境科"]
[[unit]]
name = "东分局"
kind = "branch"
[[unit]]
name = "西分局"
kind = "branch"
valid_from = 2024-07-01
[[collective]]
name = "各分局"
members = ["东分局", "西分局"]
[[collective]]
name = "局系统相关单位"
members = ["水科", "东分局", "西分局"]
subset_unknown = true
)";

constexpr Date kToday(2024, 9, 30);

Unit named(const std::string& name, std::vector<std::string> aliases = {}, std::optional<Date> from = {},
           std::optional<Date> to = {}) {
  Unit unit;
  unit.name = name;
  unit.aliases = std::move(aliases);
  unit.valid_from = from;
  unit.valid_to = to;
  return unit;
}
PersonSeat seat(const std::string& person, const std::string& unit, Post post) {
  PersonSeat one;
  one.person_id = person;
  one.unit_id = unit;
  one.post = post;
  return one;
}
Deputyship acts_for(const std::string& away, const std::string& deputy, Date from, Date to, const std::string& why) {
  return {"", 1, away, deputy, from, to, why};
}

class OrganisationTest : public testing::Test {
 protected:
  OrganisationTest() {
    actor_.name = "系统管理员";
    actor_.at = actor_.recorded_at = kMorning;
  }
  void import() { ASSERT_TRUE(book_.import_organisation(actor_, *plans::load_organisation(kTable, "t.toml"))); }
  Person person(const std::string& name) { return *book_.add_person(actor_, {"", 1, name, ""}); }
  JournalReport verified() {
    return *book_.database()->read([](Reader& reader) { return verify_journal(reader, {}); });
  }

  Actor actor_;
  OrganisationBook book_{*open_memory_database()};
};

TEST_F(OrganisationTest, ImportsATableOnceAndInItsOrder) {
  import();
  const std::vector<Unit> units = *book_.units();
  ASSERT_THAT(units, SizeIs(3));
  EXPECT_EQ(units[0].unit_id, "水科");
  EXPECT_EQ(units[0].name, "水科");
  EXPECT_EQ(units[0].full_name, "水生态环境科");
  EXPECT_THAT(units[0].aliases, ElementsAre("水环境科"));
  EXPECT_EQ(units[2].kind, plans::UnitKind::kBranch);
  EXPECT_EQ(units[2].valid_from, Date(2024, 7, 1));
  const std::vector<Collective> collectives = *book_.collectives();
  ASSERT_THAT(collectives, SizeIs(2));
  EXPECT_THAT(collectives[0].members, ElementsAre("东分局", "西分局"));
  EXPECT_TRUE(collectives[1].subset_unknown);
  EXPECT_THAT(*book_.units(Date(2024, 6, 30)), SizeIs(2)) << "the day before the third was founded";
  EXPECT_THAT(*book_.units(Date(2024, 7, 1)), SizeIs(3));

  const Status again = book_.import_organisation(actor_, *plans::load_organisation(kTable, "t.toml"));
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error(), (Error{Code::kConflict, "库中已有单位，单位表只能导入空库：请逐项修改", "单位"}));
  EXPECT_THAT(*book_.units(), SizeIs(3));
}

TEST_F(OrganisationTest, FindsAUnitByEveryNameThatItHas) {
  import();
  for (const char* name : {"水科", "水生态环境科", "水环境科", " 水 科 "}) {
    EXPECT_EQ(book_.unit_named(name, kToday)->unit_id, "水科") << name;
  }
  EXPECT_EQ(book_.unit_named("西分局", Date(2024, 6, 30)).error(),
            (Error{Code::kNotFound, "2024-06-30没有名为“西分局”的单位", "单位"}));
}

TEST_F(OrganisationTest, ChangesAreRevisionsInTheJournal) {
  import();
  Unit unit = *book_.unit("水科");
  unit.name = "水处";
  const Result<Unit> changed = book_.change_unit(actor_, unit, "机构改革");
  ASSERT_TRUE(changed.has_value()) << changed.error().message;
  EXPECT_EQ(changed->revision, 2);
  const auto entries = *book_.database()->read(
      [](Reader& reader) { return read_journal(reader, 0, 100, {"unit/水科", "", ""}); });
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[1].what, "unit.changed");
  EXPECT_EQ(entries[1].who, "系统管理员");
  EXPECT_EQ(entries[1].why, "机构改革");
  EXPECT_THAT(entries[1].before, HasSubstr(R"("name":"水科")"));
  EXPECT_THAT(entries[1].after, HasSubstr(R"("name":"水处")"));
  // Somebody who still sees the first revision is refused.
  EXPECT_EQ(book_.change_unit(actor_, unit, "再改").error().code, Code::kConflict);
  EXPECT_EQ(book_.change_unit(actor_, *changed, " ").error().message, "修改单位要写明理由");
  EXPECT_THAT(verified().findings, SizeIs(0));
}

TEST_F(OrganisationTest, RefusesUnitsAboveThemselves) {
  import();
  Unit east = *book_.unit("东分局"), west = *book_.unit("西分局");
  east.parent_id = "西分局";
  ASSERT_TRUE(book_.change_unit(actor_, east, "划转").has_value());
  west.parent_id = "东分局";
  EXPECT_EQ(book_.change_unit(actor_, west, "划转").error(),
            (Error{Code::kInvalidInput, "上级单位形成循环：“西分局”不能在自己之下", "parent_id"}));
  west.parent_id = "西分局";
  EXPECT_EQ(book_.change_unit(actor_, west, "划转").error().code, Code::kInvalidInput);
  west.parent_id = "南分局";
  EXPECT_EQ(book_.change_unit(actor_, west, "划转").error().code, Code::kNotFound);
  EXPECT_EQ(book_.unit("西分局")->revision, 1) << "nothing of a refused change stays";
}

struct BadUnit {
  const char* name;
  Unit unit;
  Code code;
  const char* message;
};
const BadUnit kBadUnits[] = {
    {"no_name", named(" "), Code::kInvalidInput, "单位要有名称"},
    {"days", named("甲", {}, Date(2024, 2, 1), Date(2024, 1, 1)), Code::kInvalidInput,
     "起止日期颠倒：从2024-02-01到2024-01-01"},
    {"taken", named("水科"), Code::kConflict, "名称“水科”在同一时间已属于“水科”（水科）"},
    {"alias_taken", named("甲", {"水 环境科"}), Code::kConflict,
     "名称“水环境科”在同一时间已属于“水科”（水科）"},
    {"of_a_collective", named("各分局"), Code::kConflict, "名称“各分局”在同一时间已属于“各分局”（n000001）"},
};
TEST_F(OrganisationTest, RefusesBadUnits) {
  import();
  for (const BadUnit& bad : kBadUnits) {
    const Result<Unit> refused = book_.add_unit(actor_, bad.unit);
    ASSERT_FALSE(refused.has_value()) << bad.name;
    EXPECT_EQ(refused.error().code, bad.code) << bad.name;
    EXPECT_EQ(refused.error().message, bad.message) << bad.name;
  }
  EXPECT_THAT(*book_.units(), SizeIs(3));
  // The same name on other days is another unit.
  EXPECT_TRUE(book_.add_unit(actor_, named("西分局", {}, {}, Date(2024, 6, 30))).has_value());
}

TEST_F(OrganisationTest, SeatsHaveDaysAndAreNotGivenTwice) {
  import();
  const Person li = person("李航");
  ASSERT_TRUE(book_.add_seat(actor_, seat(li.person_id, "水科", Post::kHead)));
  EXPECT_EQ(book_.add_seat(actor_, seat(li.person_id, "水科", Post::kHead)).error(),
            (Error{Code::kConflict, "李航在“水科”已有这个岗位（s000001）", "post"}));
  ASSERT_TRUE(book_.add_seat(actor_, seat(li.person_id, "东分局", Post::kClerk)));
  EXPECT_EQ(book_.add_seat(actor_, seat("h000099", "东分局", Post::kClerk)).error().code, Code::kNotFound);
  EXPECT_EQ(book_.add_seat(actor_, seat(li.person_id, "南分局", Post::kClerk)).error().code, Code::kNotFound);
  EXPECT_THAT(*book_.seats_of(li.person_id, kToday),
              ElementsAre(Seat{"水科", Post::kHead, ""}, Seat{"东分局", Post::kClerk, ""}));
  ASSERT_TRUE(book_.end_seat(actor_, "s000001", 1, Date(2024, 9, 29), "调离"));
  EXPECT_THAT(*book_.seats_of(li.person_id, Date(2024, 9, 29)), SizeIs(2)) << "the last day counts";
  EXPECT_THAT(*book_.seats_of(li.person_id, kToday), ElementsAre(Seat{"东分局", Post::kClerk, ""}));
  EXPECT_THAT(*book_.seats_in("水科", kToday), SizeIs(0));
}

TEST_F(OrganisationTest, ADeputyHasTheSeatsOfWhomHeActsForOnThoseDaysOnly) {
  import();
  const Person head = person("李航"), deputy = person("周敏"), third = person("王工");
  ASSERT_TRUE(book_.add_seat(actor_, seat(head.person_id, "水科", Post::kHead)));
  ASSERT_TRUE(book_.add_seat(actor_, seat(deputy.person_id, "东分局", Post::kHead)));
  const Deputyship away = acts_for(head.person_id, deputy.person_id, Date(2024, 9, 28), Date(2024, 10, 7), "休假");
  ASSERT_TRUE(book_.add_deputy(actor_, away));
  EXPECT_THAT(*book_.seats_of(deputy.person_id, Date(2024, 9, 27)), SizeIs(1));
  EXPECT_THAT(*book_.seats_of(deputy.person_id, Date(2024, 9, 28)),
              ElementsAre(Seat{"东分局", Post::kHead, ""}, Seat{"水科", Post::kHead, head.person_id}));
  EXPECT_THAT(*book_.seats_of(deputy.person_id, Date(2024, 10, 7)), SizeIs(2));
  EXPECT_THAT(*book_.seats_of(deputy.person_id, Date(2024, 10, 8)), SizeIs(1));

  EXPECT_EQ(book_.add_deputy(actor_, away).error().code, Code::kConflict) << "one deputy a day";
  Deputyship bad = away;
  bad.deputy_person_id = head.person_id;
  EXPECT_EQ(book_.add_deputy(actor_, bad).error().message, "不能由本人代理本人");
  bad = away;
  bad.reason = "";
  EXPECT_EQ(book_.add_deputy(actor_, bad).error().code, Code::kInvalidInput);
  // A deputy of the deputy does not get the first one's seats.
  ASSERT_TRUE(book_.add_deputy(actor_, acts_for(deputy.person_id, third.person_id, Date(2024, 9, 28), Date(2024, 9, 28), "出差")));
  EXPECT_THAT(*book_.seats_of(third.person_id, Date(2024, 9, 28)),
              ElementsAre(Seat{"东分局", Post::kHead, deputy.person_id}));
  ASSERT_TRUE(book_.end_deputy(actor_, "d000001", 1, Date(2024, 9, 29), "提前返岗"));
  EXPECT_THAT(*book_.seats_of(deputy.person_id, kToday), SizeIs(1));
  EXPECT_THAT(verified().findings, SizeIs(0));
}

}  // namespace
}  // namespace bihuan::records
