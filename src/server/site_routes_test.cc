#include "base/base64.h"
#include "base/text.h"
#include "server/sample_round.h"
#include "server/site_api.h"

namespace bihuan::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class SiteRoutes : public RoundTest {
 protected:
  const std::string& station() { return office_.session_of(Role::kStation); }
  const std::string& reader() { return office_.session_of(Role::kReader); }

  static std::string content(const std::string& name, const std::string& more = "") {
    std::string text = R"({"name":")" + name +
                       R"(","kind":"river_section","water":"长港","place":"","unit_id":"东分局","longitude":114.890,)"
                       R"("latitude":30.39,"aliases":[{"name":"樊口","source":"国家"}],"terms":[)"
                       R"({"from":"2021-01-01","until":"2030-12-31","level":"municipal","target_class":"Ⅳ","note":""},)"
                       R"({"from":"2031-01-01","until":null,"level":"provincial","target_class":"Ⅲ","note":""}],)"
                       R"("note":""})";
    if (!more.empty()) text = replace_all(text, more.substr(0, more.find('|')), more.substr(more.find('|') + 1));
    return text;
  }
  static std::string add(const std::string& code, const std::string& name, const std::string& more = "") {
    return R"({"code":")" + code + R"(","content":)" + content(name, more) + "}";
  }
  static std::string change(const std::string& name, bool is_active, const std::string& why) {
    return R"({"content":)" + content(name) + R"(,"is_active":)" + (is_active ? "true" : "false") + R"(,"why":")" +
           why + "\"}";
  }
  static std::string import(const std::string& csv, bool is_dry_run) {
    return R"({"file_name":"点位.csv","content_base64":")" + to_base64(csv) + R"(","is_dry_run":)" +
           (is_dry_run ? "true" : "false") + "}";
  }
  std::string codes(const std::string& query) {
    std::string all;
    const auto list = read<api::SiteList>(get("/api/v1/sites?limit=100" + query, reader()));
    for (const api::SiteView& one : list.sites) all += one.code + " ";
    return all;
  }
};

TEST_F(SiteRoutes, RegisteredChangedRetiredRestored) {
  const Response made = post("/api/v1/sites", add("E01", "长港樊口"), office());
  const auto site = read<api::SiteView>(made, 201);
  EXPECT_EQ(made.header("ETag"), "\"1\"");
  EXPECT_EQ(site.kind_name, "河流断面");
  EXPECT_EQ(site.unit_name, kOwn);
  EXPECT_THAT(made.body, HasSubstr(R"("longitude":114.890)")) << "as it was given";
  ASSERT_TRUE(site.term.has_value());
  EXPECT_EQ(site.term->level_name, "省控") << "of the desk's day";
  EXPECT_EQ(site.term->target_class, "Ⅲ");
  EXPECT_THAT(site.terms, SizeIs(2));
  EXPECT_TRUE(site.may_change);
  EXPECT_FALSE(read<api::SiteView>(get("/api/v1/sites/E01", reader())).may_change);
  EXPECT_EQ(get("/api/v1/sites/E09", reader()).status, 404);
  EXPECT_EQ(post("/api/v1/sites", add("E01", "乙"), office()).status, 409);
  EXPECT_EQ(post("/api/v1/sites", add("E02", "长港 樊口"), station()).status, 409);
  for (const std::string& other : {clerk(), reader(), office_.session_of(Role::kLeader)}) {
    EXPECT_EQ(post("/api/v1/sites", add("E02", "乙"), other).status, 403);
  }

  const std::string target = "/api/v1/sites/E01/change";
  EXPECT_EQ(post(target, change("樊口断面", true, "更名"), office()).status, 428);
  EXPECT_EQ(post(target, change("樊口断面", true, "更名"), office(), "\"9\"").status, 412);
  EXPECT_EQ(post(target, change("樊口断面", true, "更名"), clerk(), "\"1\"").status, 403);
  EXPECT_EQ(post(target, change("樊口断面", true, ""), office(), "\"1\"").status, 400);
  EXPECT_EQ(read<api::SiteView>(post(target, change("樊口断面", true, "更名"), station(), "\"1\"")).name, "樊口断面");
  EXPECT_FALSE(read<api::SiteView>(post(target, change("樊口断面", false, "撤销"), office(), "\"2\"")).is_active);
  EXPECT_EQ(codes(""), "");
  EXPECT_EQ(codes("&active=0"), "E01 ");
  EXPECT_EQ(read<api::SiteView>(post(target, change("樊口断面", true, "恢复"), office(), "\"3\"")).revision, 4);
}

TEST_F(SiteRoutes, RefusesWhatIsNoSite) {
  struct Case {
    const char* name;
    std::string body;
    const char* word;
  };
  const Case kCases[] = {
      {"code", add("E 01", "甲"), "点位编码"},
      {"unit", add("E01", "甲", "东分局|外星科"), "外星科"},
      {"latitude", add("E01", "甲", "30.39|91"), "纬度91"},
      {"terms", add("E01", "甲", "2030-12-31|2031-01-01"), "重叠"},
      {"kind", add("E01", "甲", "river_section|river"), "kind"},
      {"day", add("E01", "甲", "2021-01-01|2021-02-30"), "2021"},
      {"member left out", R"({"code":"E01"})", "content"},
  };
  for (const Case& c : kCases) {
    const Response refused = post("/api/v1/sites", c.body, office());
    EXPECT_EQ(refused.status, 400) << c.name << refused.body;
    EXPECT_THAT(refused.body, HasSubstr(c.word)) << c.name;
  }
  EXPECT_EQ(codes("&active=all"), "");
}

TEST_F(SiteRoutes, ListsByFilterAndPage) {
  const auto plain = [](const std::string& code, const std::string& name, const std::string& kind) {
    return replace_all(replace_all(add(code, name), R"({"name":"樊口","source":"国家"})", ""), "river_section", kind);
  };
  for (const auto& [code, name, kind] :
       {std::tuple{"E01", "樊口", "river_section"}, {"E02", "六十", "river_section"}, {"H01", "三山湖", "lake"}}) {
    ASSERT_EQ(post("/api/v1/sites", plain(code, name, kind), office()).status, 201);
  }
  EXPECT_EQ(codes(""), "E01 E02 H01 ");
  EXPECT_EQ(codes("&kind=lake"), "H01 ");
  EXPECT_EQ(codes("&unit=" + percent_encode("东分局")), "E01 E02 H01 ");
  EXPECT_EQ(codes("&unit=" + percent_encode("西分局")), "");
  EXPECT_EQ(codes("&text=" + percent_encode("三山")), "H01 ");
  EXPECT_EQ(get("/api/v1/sites?kind=pond", reader()).status, 400);
  EXPECT_EQ(get("/api/v1/sites?active=yes", reader()).status, 400);
  const auto first = read<api::SiteList>(get("/api/v1/sites?limit=2", reader()));
  EXPECT_EQ(first.next, "E02");
  const auto second = read<api::SiteList>(get("/api/v1/sites?limit=2&cursor=" + first.next, reader()));
  ASSERT_THAT(second.sites, SizeIs(1));
  EXPECT_EQ(second.sites[0].code, "H01");
  EXPECT_EQ(second.next, "");
}

TEST_F(SiteRoutes, TakesAListInAfterADryRun) {
  const std::string csv =
      "编码,名称,类型,责任单位,控制级别,水质目标,起,止\nE01,樊口,断面,东分局,省控,Ⅲ,2021,\n"
      "E02,六十,断面,外星科,,,,\nE03,燕矶,水面,,,,,\nH01,三山湖,湖库,,,,,\n";
  const auto dry = read<api::SiteImportView>(post("/api/v1/sites/import", import(csv, true), station()));
  EXPECT_THAT(dry.added, ElementsAre("E01", "H01"));
  EXPECT_TRUE(dry.is_dry_run);
  EXPECT_EQ(codes(""), "");
  EXPECT_EQ(post("/api/v1/sites/import", import(csv, false), clerk()).status, 403);
  const auto done = read<api::SiteImportView>(post("/api/v1/sites/import", import(csv, false), station()));
  EXPECT_THAT(done.added, ElementsAre("E01", "H01"));
  ASSERT_THAT(done.refused, SizeIs(2));
  EXPECT_THAT(done.refused[0].where, HasSubstr("D3"));
  EXPECT_THAT(done.refused[0].message, HasSubstr("外星科"));
  EXPECT_THAT(done.refused[1].where, HasSubstr("C4"));
  EXPECT_EQ(codes(""), "E01 H01 ");
  EXPECT_EQ(read<api::SiteView>(get("/api/v1/sites/E01", reader())).term->target_class, "Ⅲ");
  const auto again = read<api::SiteImportView>(post("/api/v1/sites/import", import(csv, false), office()));
  EXPECT_THAT(again.same, ElementsAre("E01", "H01"));
  EXPECT_THAT(again.added, IsEmpty());
  EXPECT_EQ(post("/api/v1/sites/import", import("甲,乙\n", false), office()).status, 400);
  EXPECT_EQ(
      post("/api/v1/sites/import", R"({"file_name":"a.csv","content_base64":"%%","is_dry_run":true})", office()).status,
      400);
}

}  // namespace
}  // namespace bihuan::server
