#include "records/sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <functional>

#include "records/case_samples.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/site_rows.h"

namespace bihuan::records {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Site site_of(const std::string& code, const std::string& name, std::vector<SiteAlias> aliases = {}) {
  Site site;
  site.code = code;
  site.name = name;
  site.kind = SiteKind::kRiverSection;
  site.aliases = std::move(aliases);
  return site;
}

SiteTerm term_of(const char* from, const char* until, SiteLevel level = SiteLevel::kProvincial,
                 const char* target = "Ⅲ") {
  return {day(from), until[0] == '\0' ? std::nullopt : std::optional(day(until)), level, target, ""};
}

SiteEntry entry_of(const std::string& code, const std::string& name,
                   std::optional<SiteKind> kind = SiteKind::kRiverSection) {
  SiteEntry entry;
  entry.code = code;
  entry.name = name;
  entry.kind = kind;
  entry.where = "第" + code + "行";
  return entry;
}

// --- what a site may be

TEST(Site, HasACodeOfLettersDigitsAndHan) {
  for (const char* good : {"E01", "长港-01", "a_b.c-d", "1", "〇", "1234567890123456789012345678901234567890"}) {
    EXPECT_TRUE(check_site_code(good).has_value()) << good;
  }
  for (const char* bad : {"", " ", "E 01", "E/01", "Ｅ01", "E01（左）", "12345678901234567890123456789012345678901",
                          "a\nb", "\xff", "E，1"}) {
    const Status status = check_site_code(bad);
    ASSERT_FALSE(status.has_value()) << bad;
    EXPECT_EQ(status.error().code, Code::kInvalidInput);
    EXPECT_EQ(status.error().where, "code");
    EXPECT_THAT(status.error().message, HasSubstr("1到40个字母、数字、汉字或-_."));
  }
}

TEST(Site, NamesTheFaultyMember) {
  struct Case {
    const char* name;
    std::function<void(Site&)> spoil;
    const char* where;
    const char* message;
  };
  const Case kCases[] = {
      {"no name", [](Site& s) { s.name = " "; }, "name", "点位的名称不能为空"},
      {"longitude alone", [](Site& s) { s.longitude = Decimal(114); }, "latitude", "经度和纬度应都写，或都不写"},
      {"latitude beyond",
       [](Site& s) {
         s.longitude = Decimal(30);
         s.latitude = Decimal(9001, 2);
       },
       "latitude", "纬度90.01不对：应为0到90的十进制度数，不超过15位小数"},
      {"runs backwards", [](Site& s) { s.terms = {term_of("2024-02-01", "2024-01-31")}; }, "terms",
       "时段2024-02-01至2024-01-31的末日早于首日"},
      {"overlap by a day",
       [](Site& s) {
         s.terms = {term_of("2021-01-01", "2023-12-31"), term_of("2023-12-31", "")};
       },
       "terms", "时段2021-01-01至2023-12-31与2023-12-31至今后重叠：前一段的末日应早于后一段的首日"},
      {"something behind the open end",
       [](Site& s) {
         s.terms = {term_of("2021-01-01", ""), term_of("2025-01-01", "")};
       },
       "terms", "时段2021-01-01至今后与2025-01-01至今后重叠：前一段的末日应早于后一段的首日"},
      {"alias twice",
       [](Site& s) {
         s.aliases = {{"樊 口（左）", ""}, {"樊口(左)", ""}};
       },
       "aliases", "别名“樊口(左)”写了两次"},
      {"its own name",
       [](Site& s) {
         s.aliases = {{"长港 樊口", "国家"}};
       },
       "aliases", "别名“长港 樊口”就是点位的名称或编码，不必再写"},
      {"empty alias",
       [](Site& s) {
         s.aliases = {{" ", ""}};
       },
       "aliases", "别名不能为空"},
  };
  for (const Case& c : kCases) {
    Site site = site_of("E01", "长港樊口");
    ASSERT_TRUE(check_site(site).has_value());
    c.spoil(site);
    const Status status = check_site(site);
    ASSERT_FALSE(status.has_value()) << c.name;
    EXPECT_EQ(status.error(), (Error{Code::kInvalidInput, c.message, c.where})) << c.name;
  }
  Site good = site_of("E01", "长港樊口", {{"樊口", "国家"}, {"樊口", "省"}});
  good.terms = {term_of("2021-01-01", "2023-12-31"), term_of("2024-01-01", "")};
  good.longitude = Decimal(180);
  good.latitude = Decimal(0);
  EXPECT_TRUE(check_site(good).has_value());
}

TEST(Site, KnowsWhatHeldOnADay) {
  Site site = site_of("E01", "长港樊口");
  site.terms = {term_of("2021-01-01", "2022-12-31", SiteLevel::kMunicipal, "Ⅳ"), term_of("2024-02-29", "")};
  EXPECT_EQ(site.term_on(day("2020-12-31")), nullptr);
  EXPECT_EQ(site.term_on(day("2021-01-01")), &site.terms[0]);
  EXPECT_EQ(site.term_on(day("2022-12-31")), &site.terms[0]) << "the last day is inside";
  EXPECT_EQ(site.term_on(day("2023-01-01")), nullptr) << "a gap stays a gap";
  EXPECT_EQ(site.term_on(day("2024-02-28")), nullptr);
  EXPECT_EQ(site.term_on(day("2024-02-29")), &site.terms[1]);
  EXPECT_EQ(site.term_on(day("9999-12-31")), &site.terms[1]);
}

// --- names

TEST(SiteNames, FindsACodeBeforeANameBeforeAnAlias) {
  Site retired = site_of("E09", "老樊口", {{"旧站", ""}});
  retired.is_active = false;
  const SiteNames names({site_of("E01", "长港樊口（左岸）", {{"E02号", ""}, {"樊口", "国家"}, {"港口", ""}}),
                         site_of("E02", "长港六十", {{"樊口", "省"}}), retired,
                         site_of("E10", "新站", {{"旧站", ""}})});
  struct Case {
    const char* text;
    const char* source;
    const char* want;  // "" not found
    const char* why;
  };
  constexpr Case kCases[] = {
      {"E02", "", "E02", "a code"},
      {"Ｅ０２", "", "E02", "full width"},
      {" E 02\n", "", "E02", "white space"},
      {"e02", "", "", "letter case counts"},
      {"长港樊口(左岸)", "", "E01", "brackets, half width"},
      {"长港　樊口【左岸】", "", "E01", "brackets of another kind, wide blank"},
      {"长港樊口〔左岸〕", "", "E01", "brackets of official papers"},
      {"长港樊口", "", "", "a part is no name"},
      {"E02号", "", "E01", "an alias"},
      {"樊口", "国家", "E01", "alias of this source"},
      {"樊口", "省", "E02", "alias of the other source"},
      {"樊口", " 国 家", "E01", "the source is compared as names are"},
      {"樊口", "", "", "only in sheets of its source"},
      {"樊口", "市", "", "another source"},
      {"港口", "市", "E01", "an alias of all sheets"},
      {"老樊口", "", "E09", "retired, yet its old sheets can be read"},
      {"旧站", "", "E10", "an active site comes before a retired one"},
      {"E09", "", "E09", "a retired code"},
      {"", "", "", "nothing"},
  };
  for (const Case& c : kCases) {
    const Result<std::string> got = names.code_of(c.text, c.source);
    EXPECT_EQ(got.value_or(""), c.want) << c.text << ": " << c.why;
    if (!got.has_value()) {
      EXPECT_EQ(got.error().code, Code::kNotFound) << c.why;
    }
  }
  EXPECT_EQ(names.code_of("三峡").error(),
            (Error{Code::kNotFound, "没有编码、名称或别名为“三峡”的点位：请先登记这个点位，或给已有的点位加上这个别名",
                   "点位"}));
  EXPECT_EQ(SiteNames().code_of("E01").error().code, Code::kNotFound);
}

TEST(SiteNames, OneNameOfTwoSitesIsNeverDecided) {
  const SiteNames names(
      {site_of("E01", "燕矶", {{"矶", ""}}), site_of("E02", "燕 矶"), site_of("E03", "三峡", {{"矶", "省"}})});
  const Result<std::string> got = names.code_of("燕矶");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kConflict);
  EXPECT_THAT(got.error().message, HasSubstr("“燕矶”同时指点位E01（燕矶）、E02（燕 矶）"));
  EXPECT_EQ(names.code_of("矶", "省").error().code, Code::kConflict);
  EXPECT_EQ(names.code_of("矶", "市").value_or(""), "E01");
}

TEST(SiteNames, OutlivesItsSitesAndIsCheap) {
  std::vector<Site> sites;
  for (int i = 0; i < 3'000; ++i) {
    const std::string number = std::to_string(i);
    sites.push_back(site_of("S" + number, "第" + number + "号点位（演示）", {{"点" + number, ""}}));
  }
  const SiteNames names(sites);
  const SiteNames copy = names;
  sites.clear();
  int found = 0;
  const std::clock_t begin = std::clock();
  for (int i = 0; i < 1'000; ++i) {
    if (copy.code_of("第 " + std::to_string(i * 3) + "号点位(演示)").value_or("") == "S" + std::to_string(i * 3))
      ++found;
  }
  EXPECT_EQ(found, 1'000);
  // A look through all sites each time would take five times as long in this build.
  EXPECT_LT(std::clock() - begin, 3 * CLOCKS_PER_SEC);
}

// --- the book

class SitesTest : public testing::Test {
 protected:
  static Actor stranger() { return person("水科小孙", {DeskRole::kSection}, {{"水科", Post::kClerk, ""}}); }
  static Actor station() { return person("监测站小王", {DeskRole::kStation}, {{"监测站", Post::kClerk, ""}}); }

  void SetUp() override {
    ASSERT_TRUE(database
                    ->write(office_clerk(),
                            [](Ledger& ledger) {
                              Unit unit;
                              unit.unit_id = "station";
                              unit.name = "监测站";
                              return ledger.add(unit, "unit.added");
                            })
                    .has_value());
  }
  Site added(const Site& site) {
    const Result<Site> got = sites.add(office_clerk(), site);
    EXPECT_TRUE(got.has_value()) << got.error().message;
    return got.value_or(Site{});
  }
  std::vector<JournalEntry> journal() {
    auto entries = *database->read([](Reader& reader) { return read_journal(reader, 0, 500); });
    std::erase_if(entries, [](const JournalEntry& one) { return !one.what.starts_with("site."); });
    return entries;
  }
  void expect_proved() {
    const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().message;
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Sites sites{database};
};

TEST_F(SitesTest, KeepsASiteAsItWasGiven) {
  Site wanted = site_of(" E01 ", " 长港樊口 ", {{" 樊口 ", " 国家 "}});
  wanted.water = "长港";
  wanted.place = "鄂城区";
  wanted.unit_id = "station";
  wanted.longitude = *parse_decimal("114.890");
  wanted.latitude = *parse_decimal("30.39");
  wanted.terms = {term_of("2024-01-01", ""), term_of("2021-01-01", "2023-12-31", SiteLevel::kMunicipal, "Ⅳ")};
  wanted.revision = 7;
  wanted.registered_by = "别人";
  added(wanted);
  const Site stored = *sites.find("E01");
  EXPECT_EQ(stored.name, "长港樊口");
  EXPECT_EQ(stored.revision, 1);
  EXPECT_EQ(stored.registered_by, office_clerk().name);
  EXPECT_EQ(stored.registered_at, office_clerk().at);
  EXPECT_EQ(to_string(*stored.longitude), "114.890") << "as it was given";
  EXPECT_EQ(stored.unit_id, "station");
  EXPECT_THAT(stored.aliases, ElementsAre(SiteAlias{"樊口", "国家"}));
  EXPECT_THAT(stored.terms,
              ElementsAre(term_of("2021-01-01", "2023-12-31", SiteLevel::kMunicipal, "Ⅳ"), term_of("2024-01-01", "")))
      << "in order";
  EXPECT_EQ(sites.find("E02").error(), (Error{Code::kNotFound, "没有登记编码为“E02”的点位", "点位编码"}));
  EXPECT_EQ(sites.names()->code_of("樊口", "国家").value_or(""), "E01");
  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal()[0].what, "site.registered");
  EXPECT_EQ(journal()[0].subject, "site/E01");
  EXPECT_THAT(journal()[0].after, HasSubstr("长港樊口"));
  expect_proved();
}

TEST_F(SitesTest, IsKeptByOfficeAndStationAlone) {
  const Result<Site> refused = sites.add(stranger(), site_of("E01", "甲"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), (Error{Code::kConflict, "只有办公室和监测站可以登记、改动点位", "权限"}));
  EXPECT_TRUE(sites.add(station(), site_of("E01", "甲")).has_value());
  EXPECT_EQ(sites.change(stranger(), 1, site_of("E01", "乙"), "改名").error().where, "权限");
  EXPECT_EQ(sites.import(stranger(), {entry_of("E02", "乙")}, "表", true).error().where, "权限");
  EXPECT_THAT(journal(), SizeIs(1));
}

TEST_F(SitesTest, NoSiteTakesAnothersName) {
  added(site_of("E01", "长港樊口（左）", {{"樊口", "国家"}, {"港口", ""}}));
  struct Case {
    const char* name;
    Site site;
    const char* where;  // "" it is taken in
    const char* message;
  };
  const Case kCases[] = {
      {"code", site_of("E01", "甲"), "code", "编码为“E01”的点位已登记为“长港樊口（左）”"},
      {"name", site_of("N1", "长港 樊口(左)"), "name",
       "名称“长港 樊口(左)”已是点位E01的名称：请换一个，或先改动那个点位"},
      {"name against alias of a source", site_of("N2", "樊口"), "name",
       "名称“樊口”已是点位E01的别名：请换一个，或先改动那个点位"},
      {"name against code", site_of("N3", "Ｅ01"), "name", "名称“Ｅ01”已是点位E01的编码：请换一个，或先改动那个点位"},
      {"code against name", site_of("港口", "乙"), "code", "编码“港口”已是点位E01的别名：请换一个，或先改动那个点位"},
      {"alias", site_of("N4", "丙", {{"港口", "省"}}), "aliases",
       "别名“港口”已是点位E01的别名：请换一个，或先改动那个点位"},
      {"alias of the same source", site_of("N5", "丁", {{"樊口", "国 家"}}), "aliases",
       "别名“樊口”已是点位E01的别名：请换一个，或先改动那个点位"},
      {"alias of all sheets", site_of("N6", "戊", {{"樊口", ""}}), "aliases",
       "别名“樊口”已是点位E01的别名：请换一个，或先改动那个点位"},
      {"alias of another source", site_of("N7", "己", {{"樊口", "省"}}), "", ""},
  };
  for (const Case& c : kCases) {
    const Result<Site> got = sites.add(office_clerk(), c.site);
    EXPECT_EQ(got.has_value(), c.where[0] == '\0') << c.name;
    if (!got.has_value()) {
      EXPECT_EQ(got.error(), (Error{Code::kConflict, c.message, c.where})) << c.name;
    }
  }
  Site no_unit = site_of("N8", "庚");
  no_unit.unit_id = "nobody";
  EXPECT_EQ(sites.add(office_clerk(), no_unit).error().where, "unit_id");
  EXPECT_THAT(*sites.list({}), SizeIs(2));
}

TEST_F(SitesTest, ChangesByTheRevisionThatWasSeen) {
  Site site = added(site_of("E01", "长港樊口"));
  site.name = "樊口";
  site.aliases = {{"长港樊口", ""}};
  EXPECT_EQ(sites.change(office_clerk(), 1, site, " ").error().where, "why");
  EXPECT_EQ(sites.change(office_clerk(), 2, site, "更名").error().where, "revision");
  EXPECT_EQ(sites.change(office_clerk(), 1, site_of("E02", "乙"), "更名").error().code, Code::kNotFound);
  const Result<Site> changed = sites.change(station(), 1, site, " 省厅更名 ");
  ASSERT_TRUE(changed.has_value()) << changed.error().message;
  EXPECT_EQ(changed->revision, 2);
  EXPECT_EQ(changed->registered_by, office_clerk().name) << "who registered it stays";
  EXPECT_EQ(sites.names()->code_of("长港樊口").value_or(""), "E01");
  ASSERT_THAT(journal(), SizeIs(2));
  EXPECT_EQ(journal()[1].what, "site.changed");
  EXPECT_EQ(journal()[1].why, "省厅更名");
  EXPECT_THAT(journal()[1].before, HasSubstr(R"("name":"长港樊口")"));
  const Result<Site> same = sites.change(office_clerk(), 2, *changed, "没有变");
  EXPECT_EQ(same->revision, 2);
  EXPECT_THAT(journal(), SizeIs(2));
  expect_proved();
}

TEST_F(SitesTest, ARetiredSiteKeepsItsCodeAndGivesItsNameBack) {
  Site old = added(site_of("E01", "长港樊口"));
  old.is_active = false;
  EXPECT_EQ(sites.change(office_clerk(), 1, old, "").error().where, "why");
  ASSERT_TRUE(sites.change(office_clerk(), 1, old, "断面撤销").has_value());
  EXPECT_THAT(*sites.list({}), IsEmpty());
  EXPECT_THAT(*sites.list({.is_active = std::nullopt}), SizeIs(1));
  EXPECT_EQ(sites.names()->code_of("长港樊口").value_or(""), "E01");
  added(site_of("E02", "长港樊口"));
  EXPECT_EQ(sites.names()->code_of("长港樊口").value_or(""), "E02");
  EXPECT_EQ(sites.add(office_clerk(), site_of("E03", "E01")).error().where, "name") << "its code stays its own";
  old.is_active = true;
  const Result<Site> back = sites.change(office_clerk(), 2, old, "恢复");
  ASSERT_FALSE(back.has_value());
  EXPECT_EQ(back.error().where, "name") << "the name has gone to another";
  old.name = "长港樊口旧断面";
  ASSERT_TRUE(sites.change(office_clerk(), 2, old, "恢复").has_value());
  EXPECT_EQ(journal()[1].what, "site.retired");
  EXPECT_EQ(journal().back().what, "site.restored");
  const Site other = *sites.find("E02");
  const Status gone =
      database->write(office_clerk(), [&](Ledger& ledger) { return ledger.destroy(other, "gone", "why"); });
  EXPECT_FALSE(gone.has_value()) << "nothing is deleted";
}

TEST_F(SitesTest, ListsByWhatIsAsked) {
  Site lake = site_of("H01", "三山湖中心", {{"三山", ""}});
  lake.kind = SiteKind::kLake;
  lake.water = "三山湖（鄂州）";
  lake.unit_id = "station";
  added(lake);
  added(site_of("E02", "六十"));
  added(site_of("E01", "樊口"));
  Site retired = added(site_of("E03", "燕矶"));
  retired.is_active = false;
  ASSERT_TRUE(sites.change(office_clerk(), 1, retired, "撤销").has_value());
  const auto codes = [&](const SiteFilter& filter) {
    std::string all;
    const std::vector<Site> found = *sites.list(filter);
    for (const Site& site : found) all += site.code + " ";
    return all;
  };
  EXPECT_EQ(codes({}), "E01 E02 H01 ");
  EXPECT_EQ(codes({.is_active = std::nullopt}), "E01 E02 E03 H01 ");
  EXPECT_EQ(codes({.is_active = false}), "E03 ");
  EXPECT_EQ(codes({.kind = SiteKind::kLake}), "H01 ");
  EXPECT_EQ(codes({.unit_id = "station"}), "H01 ");
  EXPECT_EQ(codes({.text = "三 山湖(鄂"}), "H01 ");
  EXPECT_EQ(codes({.text = "E0"}), "E01 E02 ");
  EXPECT_EQ(codes({.text = "没有"}), "");
  const SiteFilter all{.is_active = std::nullopt};
  EXPECT_THAT(*sites.page(all, "", 3), SizeIs(3));
  EXPECT_EQ(sites.page(all, "E03", 3)->at(0).code, "H01");
  EXPECT_EQ(sites.page({.text = "E0"}, "E01", 3)->at(0).code, "E02");
  EXPECT_THAT(*sites.page({.text = "0"}, "", 2), SizeIs(2));
  EXPECT_EQ(sites.page(all, "", 0).error().where, "limit");
  EXPECT_EQ(sites.page(all, "", 501).error().where, "limit");
}

// --- import

TEST_F(SitesTest, TakesAListAndTheSameListAgainChangesNothing) {
  Site known = site_of("E01", "樊口", {{"旧名", "省"}});
  known.place = "鄂城区";
  known.longitude = *parse_decimal("114.90");
  known.latitude = *parse_decimal("30.4");
  known.note = "手工登记";
  added(known);
  SiteEntry first = entry_of("E01", "长港樊口", std::nullopt);
  first.longitude = *parse_decimal("114.9");
  first.latitude = *parse_decimal("30.40");
  first.terms = {term_of("2024-01-01", "")};
  first.aliases = {"樊口断面", "樊口断面 ", "长港樊口"};
  const std::vector<SiteEntry> entries{first, entry_of("E02", "六十"), entry_of("坏 码", "乙"),
                                       entry_of("E04", "六 十"), entry_of("E05", "丙", std::nullopt)};
  const SiteImport dry = *sites.import(station(), entries, "点位表.xlsx", true);
  EXPECT_THAT(dry.added, ElementsAre("E02"));
  EXPECT_THAT(journal(), SizeIs(1)) << "a dry run writes nothing";
  const SiteImport done = *sites.import(station(), entries, "点位表.xlsx");
  EXPECT_THAT(done.added, ElementsAre("E02"));
  EXPECT_THAT(done.changed, ElementsAre("E01"));
  ASSERT_THAT(done.refused, SizeIs(3));
  EXPECT_EQ(done.refused[0].where, "第坏 码行");
  EXPECT_EQ(done.refused[1].message, "名称“六 十”已是点位E02的名称：请换一个，或先改动那个点位");
  EXPECT_EQ(done.refused[2].message, "点位E05还没有登记，应写明类型");
  const Site site = *sites.find("E01");
  EXPECT_EQ(site.name, "长港樊口");
  EXPECT_EQ(site.place, "鄂城区") << "what the list does not say stays";
  EXPECT_EQ(site.note, "手工登记");
  EXPECT_EQ(to_string(*site.longitude), "114.90") << "the same place";
  EXPECT_THAT(site.aliases, ElementsAre(SiteAlias{"旧名", "省"}, SiteAlias{"樊口断面", ""}));
  EXPECT_EQ(sites.find("E02")->registered_by, station().name);
  ASSERT_THAT(journal(), SizeIs(3));
  EXPECT_EQ(journal()[1].what, "site.changed");
  EXPECT_EQ(journal()[1].why, "点位表.xlsx");
  EXPECT_EQ(journal()[2].what, "site.imported");
  const SiteImport again = *sites.import(office_clerk(), entries, "点位表.xlsx");
  EXPECT_THAT(again.same, ElementsAre("E01", "E02"));
  EXPECT_THAT(again.added, IsEmpty());
  EXPECT_THAT(again.changed, IsEmpty());
  EXPECT_THAT(again.refused, SizeIs(3));
  EXPECT_THAT(journal(), SizeIs(3));
  expect_proved();
}

TEST_F(SitesTest, AListsTermsAreAllTermsAndOneCodeTwiceIsTakenTwice) {
  Site known = site_of("E01", "樊口");
  known.terms = {term_of("2021-01-01", "")};
  added(known);
  SiteEntry entry = entry_of("E01", "樊口");
  entry.terms = {term_of("2021-01-01", "2024-12-31"), term_of("2025-01-01", "", SiteLevel::kNational, "Ⅱ")};
  SiteEntry new_one = entry_of("E02", "六十");
  SiteEntry once_more = entry_of("E02", "六十断面", std::nullopt);
  const SiteImport done = *sites.import(office_clerk(), {entry, new_one, once_more}, "表");
  EXPECT_THAT(done.added, ElementsAre("E02"));
  EXPECT_THAT(done.changed, ElementsAre("E01", "E02"));
  EXPECT_THAT(sites.find("E01")->terms, SizeIs(2));
  EXPECT_EQ(sites.find("E02")->name, "六十断面");
  EXPECT_EQ(sites.find("E02")->revision, 2);
  EXPECT_EQ(sites.find("E02")->registered_by, office_clerk().name);
  SiteEntry silent = entry_of("E01", "樊口");
  EXPECT_THAT(sites.import(office_clerk(), {silent}, "表")->same, ElementsAre("E01")) << "no terms: they stay";
  expect_proved();
}

}  // namespace
}  // namespace bihuan::records
