// The routes of cases over the shipped rules: what people send, well and badly. Who may come in at all is in
// access_test.cc, what a step does in records/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/base64.h"
#include "base/json.h"
#include "documents/docx_reader.h"
#include "documents/docx_writer.h"
#include "server/application.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using records::Post;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kLead = SampleOffice::kOwn;  // 东分局
constexpr const char* kCaseOctets = "application/octet-stream";

class CaseRoutes : public testing::Test {
 protected:
  void SetUp() override {
    unit("综合科");
    unit("水科");
    enter("clerk", DeskRole::kOffice, "综合科", Post::kHead);
    enter("closer", DeskRole::kOffice, "综合科", Post::kHead);
    enter("lead", DeskRole::kBranch, kLead, Post::kHead);
    enter("signer", DeskRole::kBranch, kLead, Post::kClerk);
    enter("stranger", DeskRole::kBranch, SampleOffice::kForeign, Post::kHead);
    enter("helper", DeskRole::kSection, "水科", Post::kClerk);
    enter("reader", DeskRole::kReader, "水科", Post::kClerk);
  }

  void unit(const std::string& name) {
    records::Unit one;
    one.name = name;
    ASSERT_TRUE(office_.office().organisation.add_unit(sample_actor("测试", clock_.now()), one).has_value()) << name;
  }
  // An account with its own person and seat, signed in.
  void enter(const std::string& login, DeskRole role, const std::string& unit_id, Post post) {
    const records::Actor admin = sample_actor("测试", clock_.now());
    records::OrganisationBook& book = office_.office().organisation;
    const auto person = book.add_person(admin, {"", 1, "赵" + login, ""});
    records::PersonSeat seat;
    seat.person_id = person->person_id;
    seat.unit_id = unit_id;
    seat.post = post;
    ASSERT_TRUE(book.add_seat(admin, seat).has_value());
    const auto account = office_.accounts().add(admin, {person->person_id, login, {role}, false});
    ASSERT_TRUE(account.has_value());
    const auto link = office_.accounts().make_link(admin, account->account_id);
    sessions_[login] = office_.accounts().sign_in_by_link({"测试", clock_.now(), clock_.now()}, *link)->session;
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  Response send(const std::string& who, const std::string& method, const std::string& target,
                const std::string& body = "", const Headers& more = {}) {
    Request request;
    request.method = parse_method(method);
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "127.0.0.1:8710"}};
    request.headers.emplace_back("Cookie", std::string(kSessionCookie) + "=" + sessions_.at(who));
    request.headers.emplace_back(std::string(kCsrfHeader), records::csrf_of(sessions_.at(who)));
    if (method == "POST" && std::ranges::none_of(more, [](const auto& one) { return one.first == "Content-Type"; })) {
      request.headers.emplace_back("Content-Type", "application/json");
    }
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    return application_.handle(request);
  }
  static JsonValue json(const Response& response) {
    Result<JsonValue> value = parse_json(response.body);
    EXPECT_TRUE(value.has_value()) << response.body.substr(0, 200);
    return value.has_value() ? *std::move(value) : JsonValue{};
  }
  static std::string error_of(const Response& response) {
    const JsonValue body = json(response);
    const JsonValue* error = body.find("error");
    return error == nullptr ? "" : error->find("message")->text;
  }

  static std::string opening(const std::string& title = "城区河道边界排查", const std::string& lead = kLead,
                             const std::string& due = "\"2024-11-01\"") {
    return R"({"source":"incoming_paper","reference":"云环督〔2024〕3号","title":)" + to_json(title) +
           R"(,"demand":"逐段排查并整改","lead":")" + lead + R"(","assistants":[],"verifier":"","due":)" + due + "}";
  }
  std::string open(const std::string& body = opening()) {
    const Response response = send("clerk", "POST", "/api/v1/cases", body);
    EXPECT_EQ(response.status, 201) << response.body;
    return json(response).find("case_id")->text;
  }
  static std::string step(const std::string& verb, const std::string& text = "", const std::string& more = "",
                          const std::string& files = "") {
    return R"({"verb":")" + verb + R"(","text":)" + to_json(text) + R"(,"unit":"","as_unit":"","files":[)" + files +
           "]" + more + "}";
  }
  static std::string file(const std::string& name, const std::string& bytes) {
    return R"({"file_name":)" + to_json(name) + R"(,"content_base64":")" + to_base64(bytes) + "\"}";
  }
  std::string revision_of(const std::string& id) {
    return json(send("clerk", "GET", "/api/v1/cases/" + id)).find("revision")->text;
  }
  Response act(const std::string& who, const std::string& id, const std::string& body) {
    return send(who, "POST", "/api/v1/cases/" + id + "/steps", body, {{"If-Match", "\"" + revision_of(id) + "\""}});
  }
  void done(const std::string& who, const std::string& id, const std::string& body) {
    const Response response = act(who, id, body);
    EXPECT_EQ(response.status, 200) << body.substr(0, 60) << response.body.substr(0, 300);
  }
  std::vector<std::string> steps_of(const std::string& who, const std::string& id) {
    std::vector<std::string> verbs;
    const JsonValue view = json(send(who, "GET", "/api/v1/cases/" + id));
    for (const JsonValue& one : view.find("steps")->elements) {
      verbs.push_back(one.find("verb")->text);
    }
    return verbs;
  }
  std::size_t in_list(const std::string& who, const std::string& query = "") {
    return json(send(who, "GET", "/api/v1/cases" + query)).find("cases")->elements.size();
  }
  // A case that its lead works on.
  std::string handled() {
    const std::string id = open();
    done("signer", id, step("sign"));
    done("signer", id, step("start", "逐段排查"));
    return id;
  }

  const std::string photo_ = "\xFF\xD8\xFF\xE0 invented";
  FixedClock clock_{to_instant(Date(2024, 10, 8), 9)};
  PlanDesk desk_ = sample_desk(clock_);
  SampleOffice office_{clock_};
  Application application_{desk_, office_.office(), office_.access(), clock_, {}};
  std::map<std::string, std::string> sessions_;
};

TEST_F(CaseRoutes, FromOpeningToClosingByFourPeople) {
  const Response opened = send("clerk", "POST", "/api/v1/cases", opening());
  ASSERT_EQ(opened.status, 201) << opened.body;
  EXPECT_EQ(opened.header("ETag"), "\"1\"");
  for (const char* part :
       {R"("source":{"id":"incoming_paper","name":"来文"})", R"("state":{"id":"assigned","name":"待签收"})",
        R"("level":{"id":"","name":""})", R"("lead":{"id":"东分局","name":"东分局"})",
        R"("verifier":{"id":"office","name":"办公室"})", R"("due":"2024-11-01","days_left":24)"}) {
    EXPECT_THAT(opened.body, HasSubstr(part));
  }
  const std::string id = json(opened).find("case_id")->text;
  EXPECT_THAT(steps_of("signer", id), ElementsAre("sign"));
  EXPECT_THAT(steps_of("lead", id), ElementsAre("sign", "decline", "ask_transfer"));
  done("signer", id, step("sign"));
  done("signer", id, step("start", "逐段排查"));
  const Response bare = act("lead", id, step("report", "已整改"));
  EXPECT_EQ(bare.status, 400) << "the report wants a file";
  EXPECT_THAT(error_of(bare), HasSubstr("佐证材料"));
  done("lead", id, step("report", "已整改", "", file("现场 1.jpg", photo_)));
  EXPECT_THAT(steps_of("lead", id), ElementsAre()) << "nobody verifies his own work";
  done("clerk", id, step("verify", "现场已看", R"(,"day":"2024-10-08")"));
  done("closer", id, step("close"));
  const Response closed = send("reader", "GET", "/api/v1/cases/" + id);
  EXPECT_EQ(closed.status, 200);
  EXPECT_THAT(closed.body, HasSubstr(R"("state":{"id":"closed","name":"已销号"})"));
  EXPECT_THAT(closed.body, HasSubstr(R"("days_left":null)")) << "the deadline does not run any more";
  EXPECT_THAT(closed.body, HasSubstr(R"("verb":{"id":"verify","name":"核查"})"));
  EXPECT_THAT(closed.body, HasSubstr(R"("steps":[])"));

  const Response kept = send("lead", "GET", "/api/v1/cases/" + id + "/attachments/1");
  EXPECT_EQ(kept.status, 200);
  EXPECT_EQ(kept.body, photo_);
  EXPECT_EQ(kept.header("Content-Type"), kCaseOctets) << "never shown in the page";
  EXPECT_EQ(kept.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(kept.header("Content-Disposition"), "attachment; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.jpg");
  EXPECT_EQ(send("lead", "GET", "/api/v1/cases/" + id + "/attachments/2").status, 404);
  EXPECT_EQ(send("lead", "GET", "/api/v1/cases/" + id + "/attachments/x").status, 404);
}

TEST_F(CaseRoutes, AStrangerSeesNothingAndDoesNothing) {
  const std::string id = open();
  const std::string none = json(send("lead", "GET", "/api/v1/cases/k999999")).find("error")->find("message")->text;
  const Response seen = send("stranger", "GET", "/api/v1/cases/" + id);
  EXPECT_EQ(seen.status, 404);
  EXPECT_EQ(error_of(seen).size(), none.size()) << "like one that is not there";
  EXPECT_EQ(act("stranger", id, step("sign")).status, 404);
  EXPECT_EQ(send("stranger", "GET", "/api/v1/cases/" + id + "/attachments/1").status, 404);
  EXPECT_EQ(send("stranger", "POST", "/api/v1/adjustments",
                 R"({"subject":"case_file/)" + id + R"(","field":"due","after_value":"2024-12-01","why":"x"})")
                .status,
            404);
  EXPECT_EQ(in_list("stranger"), 0U);
  EXPECT_EQ(in_list("lead"), 1U);
  EXPECT_THAT(send("stranger", "GET", "/api/v1/cases/board").body, Not(HasSubstr(R"("count":1)")));
  const Response wrong_post = act("signer", id, step("decline", "不归我们"));
  EXPECT_EQ(wrong_post.status, 403) << "a clerk does not decline: " << wrong_post.body;
  EXPECT_EQ(send("lead", "POST", "/api/v1/cases", opening()).status, 403) << "the office opens";
}

TEST_F(CaseRoutes, WhoReadsAComplaintIsInTheJournal) {
  const auto reads = [&](const std::string& id) {
    const auto entries = *office_.office().database->read([&](records::Reader& reader) {
      return records::read_journal(reader, 0, 100, {"case_file/" + id, "case.read", ""});
    });
    return entries.size();
  };
  std::string complaint = opening("夜间异味");
  complaint.replace(complaint.find("incoming_paper"), std::string("incoming_paper").size(), "complaint");
  const std::string id = open(complaint);
  EXPECT_EQ(reads(id), 0U);
  EXPECT_EQ(send("lead", "GET", "/api/v1/cases/" + id).status, 200);
  EXPECT_EQ(reads(id), 1U);
  EXPECT_EQ(send("stranger", "GET", "/api/v1/cases/" + id).status, 404);
  EXPECT_EQ(reads(id), 1U) << "who did not see it did not read it";
  const std::string plain = open();
  EXPECT_EQ(send("lead", "GET", "/api/v1/cases/" + plain).status, 200);
  EXPECT_EQ(reads(plain), 0U);
}

TEST_F(CaseRoutes, ScriptsAndSqlAreText) {
  const std::string title = "<script>alert(1)</script>'; DROP TABLE case_file; --";
  const std::string id = open(opening(title));
  const Response shown = send("clerk", "GET", "/api/v1/cases/" + id);
  EXPECT_EQ(json(shown).find("title")->text, title);
  EXPECT_EQ(shown.header("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(in_list("clerk", "?text=%27%3B%20DROP%20TABLE"), 1U);
  EXPECT_EQ(in_list("clerk", "?text=%25"), 0U) << "a per cent sign is no pattern";
  EXPECT_EQ(in_list("clerk", "?text=%27%20OR%20%271%27%3D%271"), 0U);
}

TEST_F(CaseRoutes, BadOpeningsAreNamedAndLeaveNothing) {
  const std::string long_title(700, 'x');
  const std::pair<std::string, const char*> rows[] = {
      {"{", "JSON"},
      {"[]", ""},
      {R"({"title":1})", ""},
      {opening("", kLead), "标题"},
      {opening(long_title), "应不超过200字"},
      {opening("机密★一年 排查方案"), "机密"},
      {opening("排查", "没有科"), "没有名为“没有科”的单位"},
      {opening("排查", ""), ""},
      {opening("排查", kLead, "\"2024-10-07\""), "已经过去"},
      {opening("排查", kLead, "\"2024-02-30\""), "30日"},
      {opening("排查", kLead, "null"), ""},
      {opening("排查", kLead, "7"), ""},
  };
  for (const auto& [body, says] : rows) {
    const Response response = send("clerk", "POST", "/api/v1/cases", body);
    EXPECT_EQ(response.status, 400) << body.substr(0, 80) << response.body;
    EXPECT_THAT(response.body, HasSubstr(says)) << body.substr(0, 80);
  }
  EXPECT_EQ(in_list("clerk"), 0U);
}

TEST_F(CaseRoutes, AChangeNamesTheRevisionThatWasSeen) {
  const std::string id = open();
  EXPECT_EQ(send("signer", "POST", "/api/v1/cases/" + id + "/steps", step("sign")).status, 428);
  const auto with = [&](const std::string& revision) {
    return send("signer", "POST", "/api/v1/cases/" + id + "/steps", step("sign"), {{"If-Match", revision}}).status;
  };
  EXPECT_EQ(with("\"9\""), 412);
  EXPECT_EQ(with("*"), 400);
  EXPECT_EQ(with("\"1\""), 200);
  EXPECT_EQ(with("\"1\""), 412) << "somebody was faster";
  EXPECT_EQ(act("signer", id, step("sign")).status, 409) << "not from this state";
  EXPECT_EQ(act("signer", id, step("fly")).status, 400);
  EXPECT_EQ(act("signer", id, step("climb", "red")).status, 403) << "the timer's";
  EXPECT_EQ(act("clerk", id, step("grant_extension", "", R"(,"due":"2024-12-01")")).status, 400) << "by request only";
}

TEST_F(CaseRoutes, WhatIsAttachedIsCheckedAndNothingHalfIsStored) {
  const std::string id = handled();
  documents::DocxWriter secret;
  secret.add_paragraph("机密★一年");
  secret.add_paragraph("某某方案");
  const std::string docx = *secret.finish();
  const std::string good = file("现场.jpg", photo_);
  const std::pair<std::string, const char*> rows[] = {
      {good + "," + file("方案.docx", docx), "机密"},
      {good + "," + file("a.exe", "MZ"), "a.exe"},
      {good + "," + file("b.pdf", photo_), "b.pdf"},
      {file("大.pdf", "%PDF-1.4" + std::string((std::size_t{20} << 20U) + 1, ' ')), "20"},
      {good + "," + file("半.jpg", "\xFF\xD8\xFF\xE0" + std::string(std::size_t{20} << 20U, ' ')), "合计"},
      {R"({"file_name":"c.jpg","content_base64":"%%%"})", "base64"},
      {R"({"file_name":"../../etc/passwd.jpg","content_base64":")" + to_base64(photo_) + "\"}", ""},
      {R"({"file_name":"c.jpg"})", ""},
  };
  for (const auto& [files, says] : rows) {
    const Response response = act("lead", id, step("report", "已整改", "", files));
    EXPECT_EQ(response.status, 400) << files.substr(0, 80) << response.body;
    EXPECT_THAT(response.body, HasSubstr(says)) << files.substr(0, 80);
  }
  const JsonValue view = json(send("lead", "GET", "/api/v1/cases/" + id));
  EXPECT_TRUE(view.find("attachments")->elements.empty());
  EXPECT_EQ(view.find("state")->find("id")->text, "handling");
  EXPECT_EQ(view.find("timeline")->elements.size(), 3U);
}

TEST_F(CaseRoutes, OpeningTwiceWithOneKeyIsOneCase) {
  const Headers key{{"Idempotency-Key", "6f1c2d3e-0001"}};
  const Response first = send("clerk", "POST", "/api/v1/cases", opening(), key);
  const Response second = send("clerk", "POST", "/api/v1/cases", opening(), key);
  EXPECT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.header("Idempotent-Replayed"), "true");
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(in_list("clerk"), 1U);
}

TEST_F(CaseRoutes, ListsAreFilteredOrderedAndPaged) {
  const std::string a = open(opening("甲事", kLead, "\"2024-11-20\"")),
                    b = open(opening("乙事", "水科", "\"2024-10-20\"")),
                    c = open(opening("丙事", kLead, "\"2024-12-20\""));
  done("signer", a, step("sign"));
  const auto ids = [&](const std::string& query) {
    std::vector<std::string> found;
    const JsonValue list = json(send("clerk", "GET", "/api/v1/cases" + query));
    for (const JsonValue& one : list.find("cases")->elements) {
      found.push_back(one.find("case_id")->text);
    }
    return found;
  };
  EXPECT_THAT(ids(""), ElementsAre(c, b, a));
  EXPECT_THAT(ids("?order=due"), ElementsAre(b, a, c));
  EXPECT_THAT(ids("?state=signed"), ElementsAre(a));
  EXPECT_THAT(ids("?state=signed,assigned"), ElementsAre(c, b, a));
  EXPECT_THAT(ids("?lead=%E6%B0%B4%E7%A7%91"), ElementsAre(b));
  EXPECT_THAT(ids("?due_from=2024-11-01&due_to=2024-11-30"), ElementsAre(a));
  EXPECT_THAT(ids("?text=%E4%B8%99"), ElementsAre(c));
  const JsonValue page = json(send("clerk", "GET", "/api/v1/cases?order=due&limit=2"));
  EXPECT_EQ(page.find("cases")->elements.size(), 2U);
  EXPECT_THAT(ids("?order=due&limit=2&cursor=" + percent_encode(page.find("next")->text)), ElementsAre(c));
  for (const char* query : {"?state=flown", "?order=up", "?due_from=soon", "?cursor=zz%2F", "?limit=0", "?who=me",
                            "?unit=%E6%97%A0", "?level=black", "?source=rumour"}) {
    EXPECT_EQ(send("clerk", "GET", std::string("/api/v1/cases") + query).status, 400) << query;
  }
  EXPECT_THAT(send("clerk", "GET", "/api/v1/cases/board").body,
              HasSubstr(R"({"state":{"id":"assigned","name":"待签收"},"count":2,"levels":[]})"));
  EXPECT_THAT(send("clerk", "GET", "/api/v1/cases/words").body,
              HasSubstr(R"({"id":"reminder","name":"提醒","rule":"到期日前3个工作日"})"));
}

TEST_F(CaseRoutes, ADeadlineMovesByRequestAndAnothersDecision) {
  const std::string id = handled();
  const std::string ask =
      R"({"subject":"case_file/)" + id + R"(","field":"due","after_value":"2024-12-01","why":"汛期不能施工"})";
  const Response asked = send("lead", "POST", "/api/v1/adjustments", ask);
  ASSERT_EQ(asked.status, 201) << asked.body;
  EXPECT_THAT(asked.body, HasSubstr(R"("field":{"id":"due","name":"期限"},"before_value":"2024-11-01")"));
  EXPECT_EQ(send("lead", "POST", "/api/v1/adjustments", ask).status, 409) << "one waits already";
  const std::string request = json(asked).find("adjustment_id")->text;
  EXPECT_THAT(send("clerk", "GET", "/api/v1/cases/" + id).body,
              HasSubstr(R"("adjusts":"due","decides":")" + request + R"(","is_granting":true)"));
  const std::string decision = "/api/v1/adjustments/" + request + "/decision";
  EXPECT_EQ(send("lead", "POST", decision, R"({"is_granted":true,"why":""})", {{"If-Match", "\"1\""}}).status, 403);
  EXPECT_EQ(send("clerk", "POST", decision, R"({"is_granted":true,"why":""})").status, 428);
  EXPECT_EQ(send("clerk", "POST", decision, R"({"is_granted":false,"why":""})", {{"If-Match", "\"1\""}}).status, 400);
  const Response granted =
      send("clerk", "POST", decision, R"({"is_granted":true,"why":"同意"})", {{"If-Match", "\"1\""}});
  EXPECT_EQ(granted.status, 200) << granted.body;
  EXPECT_EQ(json(send("lead", "GET", "/api/v1/cases/" + id)).find("due")->text, "2024-12-01");
  EXPECT_THAT(send("lead", "GET", "/api/v1/adjustments?state=granted&subject=case_file/" + id).body,
              HasSubstr(R"("decided_why":"同意")"));
  EXPECT_THAT(send("stranger", "GET", "/api/v1/adjustments").body, HasSubstr(R"("adjustments":[])"));
  EXPECT_EQ(send("clerk", "GET", "/api/v1/adjustments?state=lost").status, 400);
}

TEST_F(CaseRoutes, ThePaperThatALevelAsksForIsADraft) {
  const std::string id = open(opening("排查 <河道> & 堤岸", kLead, "\"2024-10-10\""));
  EXPECT_EQ(send("clerk", "GET", "/api/v1/cases/" + id + "/draft").status, 409);
  clock_.set(to_instant(Date(2024, 10, 17), 8));
  // Sessions live by the same clock here.
  enter("late", DeskRole::kOffice, "综合科", Post::kHead);
  const auto climbed = run_daily(office_.office(), timer_actor(clock_.now(), clock_.now()));
  ASSERT_TRUE(climbed.has_value());
  ASSERT_EQ(climbed->climbed.size(), 1U);
  EXPECT_THAT(send("late", "GET", "/api/v1/cases/" + id).body,
              HasSubstr(R"("level":{"id":"bulletin","name":"拟通报"},"level_rule":"到期日后5个工作日")"));
  const Response draft = send("late", "GET", "/api/v1/cases/" + id + "/draft");
  ASSERT_EQ(draft.status, 200) << draft.body;
  const auto document = documents::read_docx(draft.body, {}, "x.docx");
  ASSERT_TRUE(document.has_value());
  const std::string text = documents::plain_text(*document);
  for (const char* part : {"草稿，未经审批", "排查 <河道> & 堤岸", "来文（云环督〔2024〕3号）", "已超过期限7天",
                           "到期日后5个工作日", "本稿依据的日志摘要"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(CaseRoutes, AListOfIssuesIsSeenBeforeItIsTaken) {
  const auto shipped = [](const std::string& name) {
    return *read_file(std::string(BIHUAN_SOURCE_DIR) + "/examples/ezhou/" + name, 1U << 20U);
  };
  const auto organisation = plans::load_organisation(shipped("organisation.toml"), "o");
  for (const auto& one : organisation->units()) {
    if (one.name != "综合科" && one.name != "水科") unit(one.name);
  }
  const std::string sheet = shipped("rectification-2024.xlsx");
  const Headers bytes{{"Content-Type", kCaseOctets}};
  const std::string query = "?file_name=a.xlsx&source=inspection";
  const Response seen = send("clerk", "POST", "/api/v1/cases/import/preview" + query, sheet, bytes);
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(json(seen).find("rows")->elements.size(), 22U);
  EXPECT_THAT(seen.body, HasSubstr(R"({"where":"工作表「问题清单」G13","message":"2024年11月没有31日"})"));
  EXPECT_EQ(in_list("clerk"), 0U);
  const Response taken = send("clerk", "POST", "/api/v1/cases/import" + query, sheet, bytes);
  ASSERT_EQ(taken.status, 200) << taken.body;
  EXPECT_EQ(json(taken).find("opened")->elements.size(), 22U);
  EXPECT_EQ(json(taken).find("problems")->elements.size(), 2U);
  const Response again = send("clerk", "POST", "/api/v1/cases/import" + query, sheet, bytes);
  EXPECT_EQ(json(again).find("already_there")->elements.size(), 22U);
  EXPECT_EQ(in_list("clerk", "?limit=200"), 22U);

  EXPECT_EQ(send("clerk", "POST", "/api/v1/cases/import" + query, "no workbook", bytes).status, 400);
  EXPECT_EQ(send("clerk", "POST", "/api/v1/cases/import?file_name=a.xlsx", sheet, bytes).status, 400);
  const Response rumour = send("clerk", "POST", "/api/v1/cases/import?file_name=a.xlsx&source=rumour", sheet, bytes);
  EXPECT_EQ(rumour.status, 400) << "a source that is none is no fault of 22 rows: " << rumour.body.substr(0, 100);
}

}  // namespace
}  // namespace bihuan::server
