#include "records/lifecycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bihuan::records {
namespace {

// A loan of books: nothing of the bureau's, since the engine knows no subject.
constexpr const char* kLoan = R"(
[[state]]
id = "lent"
name = "借出"
[[state]]
id = "lost"
name = "挂失"
[[state]]
id = "back"
name = "归还"
final = true
[[party]]
id = "reader"
name = "借书人"
[[party]]
id = "desk"
name = "柜台"
role = "office"
[[group]]
id = "lending"
name = "借出了此书"
verbs = ["lend"]
[[fact]]
id = "paid"
message = "还有罚款没有交"
[[mark]]
id = "longer"
name = "续借申请"
[[transition]]
verb = "lend"
name = "借出"
to = "lent"
by = ["desk"]
wants = ["due"]
[[transition]]
verb = "return"
name = "归还"
from = ["lent"]
to = "back"
by = ["reader", "desk:head"]
facts = ["paid"]
[[transition]]
verb = "lose"
name = "挂失"
from = ["lent"]
to = "lost"
by = ["reader"]
wants = ["text"]
remembers = true
[[transition]]
verb = "find"
name = "找到"
from = ["lost"]
to = "<"
by = ["desk"]
not_by = ["lending"]
[[transition]]
verb = "ask"
name = "申请续借"
from = ["lent"]
by = ["reader"]
opens = "longer"
[[transition]]
verb = "grant"
name = "同意续借"
from = ["lent"]
by = ["desk"]
closes = "longer"
)";

Lifecycle loan() {
  const Result<Lifecycle> read = load_lifecycle(kLoan, "loan.toml");
  EXPECT_TRUE(read.has_value()) << read.error().message << " " << read.error().where;
  return *read;
}

const Stance kDesk{"desk", Post::kClerk, "d", ""};
const Stance kReader{"reader", Post::kClerk, "r", ""};

TEST(Lifecycle, AllowsAndRefusesWithAReason) {
  const Lifecycle life = loan();
  Standing lent{"lent", "", {}, {{"lend", {"甲"}}}};
  Standing asked = lent;
  asked.marks = {"longer"};
  const Standing lost{"lost", "lent", {}, {{"lend", {"甲"}}}};
  struct Case {
    const char* name;
    Standing from;
    Attempt attempt;
    Code code;
    const char* message;
    const char* where;
  };
  const Case cases[] = {
      {"unknown", lent, {"burn", "乙", {kReader}, {}, {}}, Code::kInvalidInput, "没有“burn”这一步", "verb"},
      {"state",
       lost,
       {"return", "乙", {kReader}, {}, {"paid"}},
       Code::kConflict,
       "现为“挂失”，不能“归还”：“归还”只能在“借出”时进行",
       "state"},
      {"new_only",
       lent,
       {"lend", "甲", {kDesk}, {Want::kDue}, {}},
       Code::kConflict,
       "现为“借出”，不能“借出”：它只用于新的事项",
       "state"},
      {"nothing_yet",
       {},
       {"return", "乙", {kReader}, {}, {}},
       Code::kConflict,
       "尚未交办，不能“归还”：“归还”只能在“借出”时进行",
       "state"},
      {"party",
       lent,
       {"lose", "甲", {kDesk}, {Want::kText}, {}},
       Code::kInvalidInput,
       "您不能“挂失”：应由借书人来办",
       "who"},
      {"post",
       lent,
       {"return", "甲", {kDesk}, {}, {"paid"}},
       Code::kInvalidInput,
       "您不能“归还”：应由借书人、柜台（负责人）来办",
       "who"},
      {"own_work",
       lost,
       {"find", "甲", {kDesk}, {}, {}},
       Code::kInvalidInput,
       "您借出了此书，不能再由您“找到”：应由另外的人来办",
       "who"},
      {"deputy",
       lost,
       {"find", "丙", {{"desk", Post::kClerk, "d", "甲"}}, {}, {}},
       Code::kInvalidInput,
       "您所代理的人借出了此书，不能再由其代理人“找到”：应由另外的人来办",
       "who"},
      {"nobody",
       lost,
       {"find", "", {kDesk}, {}, {}},
       Code::kInvalidInput,
       "“找到”要由具名的人来办：请以本人账号登录",
       "who"},
      {"fact", lent, {"return", "乙", {kReader}, {}, {}}, Code::kConflict, "还有罚款没有交", "state"},
      {"want", lent, {"lose", "乙", {kReader}, {}, {}}, Code::kInvalidInput, "“挂失”要写明情况（文字说明）", "text"},
      {"mark_open",
       asked,
       {"ask", "乙", {kReader}, {}, {}},
       Code::kConflict,
       "已有一件续借申请在等待决定，不能再“申请续借”",
       "state"},
      {"mark_absent",
       lent,
       {"grant", "甲", {kDesk}, {}, {}},
       Code::kConflict,
       "没有等待决定的续借申请，不能“同意续借”",
       "state"},
  };
  for (const Case& c : cases) {
    const Result<Step> got = life.take(c.from, c.attempt);
    ASSERT_FALSE(got.has_value()) << c.name;
    EXPECT_EQ(got.error(), (Error{c.code, c.message, c.where})) << c.name;
  }
  const Result<Step> found = life.take(lost, {"find", "丙", {kDesk}, {}, {}});
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_EQ(found->after.state, "lent") << "back to where it was";
  EXPECT_EQ(found->after.back, "");
  EXPECT_EQ(life.take(asked, {"grant", "甲", {kDesk}, {}, {}})->after.marks, std::set<std::string>{});
  EXPECT_TRUE(life.take(asked, {"ask", "乙", {kReader}, {}, {}}).error().code == Code::kConflict);
}

TEST(Lifecycle, FoldsATimeline) {
  const Lifecycle life = loan();
  const Deed deeds[] = {{"lend", "甲", ""}, {"ask", "乙", ""}, {"lose", "乙", ""}, {"find", "丙", "丁"}};
  const Result<Standing> got = life.replay(deeds);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(
      *got,
      (Standing{
          "lent", "", {"longer"}, {{"lend", {"甲"}}, {"ask", {"乙"}}, {"lose", {"乙"}}, {"find", {"丙", "丁"}}}}));
  const Deed wrong[] = {{"lend", "甲", ""}, {"find", "丙", ""}};
  EXPECT_EQ(life.replay(wrong).error(),
            (Error{Code::kCorrupt, "时间线第2条“find”不可能发生在“借出”时：请从备份恢复", "时间线"}));
}

TEST(Lifecycle, OffersWhatIsOpen) {
  const Lifecycle life = loan();
  const Standing lent{"lent", "", {}, {}};
  std::vector<std::string> verbs;
  const std::vector<Stance> stances{kReader};
  for (const Transition* one : life.open_to(lent, "乙", stances, {"paid"})) verbs.push_back(one->verb);
  EXPECT_THAT(verbs, testing::ElementsAre("return", "lose", "ask"));
}

TEST(Lifecycle, ActsInOnesOwnRightFirst) {
  Actor actor;
  actor.person_id = "甲";
  actor.roles = {DeskRole::kOffice};
  actor.seats = {{"r", Post::kHead, "乙"}, {"r", Post::kClerk, ""}};
  const Part parts[] = {{"reader", "r"}};
  const std::vector<Stance> got = loan().stances_of(actor, parts);
  ASSERT_EQ(got.size(), 4u);
  EXPECT_EQ(got[0].for_person, "");
  EXPECT_EQ(got[3].for_person, "乙");
}

TEST(Lifecycle, RefusesAFaultyFile) {
  struct Case {
    const char* from;
    const char* to;
    const char* message;
  };
  const Case cases[] = {
      {"by = [\"reader\", \"desk:head\"]", "by = [\"thief\"]", "一方“thief”没有声明"},
      {"by = [\"reader\", \"desk:head\"]", "by = [\"desk:chief\"]",
       "不认识“chief”，此处可用的是：clerk、head、supervisor"},
      {"to = \"back\"", "to = \"burnt\"", "状态“burnt”没有声明"},
      {"not_by = [\"lending\"]", "not_by = [\"stealing\"]", "组“stealing”没有声明"},
      {"facts = [\"paid\"]", "facts = [\"free\"]", "条件“free”没有声明"},
      {"opens = \"longer\"", "opens = \"shorter\"", "申请“shorter”没有声明"},
      {"verbs = [\"lend\"]", "verbs = [\"sell\"]", "步骤“sell”没有声明"},
      {"role = \"office\"", "role = \"king\"", "不认识“king”"},
      {"wants = [\"due\"]", "wants = [\"gold\"]", "不认识“gold”"},
      {"to = \"back\"", "to = \"lost\"", "没有一步到达状态“back”"},
      {"final = true", "final = false", "没有一步离开状态“back”，它也没有标为终点"},
      {"verb = \"ask\"", "verb = \"lose\"", "“lose”写了两次"},
  };
  for (const Case& c : cases) {
    std::string text = kLoan;
    const std::size_t at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    text.replace(at, std::string(c.from).size(), c.to);
    const Result<Lifecycle> got = load_lifecycle(text, "loan.toml");
    ASSERT_FALSE(got.has_value()) << c.to;
    EXPECT_EQ(got.error().code, Code::kInvalidInput);
    EXPECT_THAT(got.error().message, testing::StartsWith(c.message)) << c.to;
    EXPECT_THAT(got.error().where, testing::StartsWith("loan.toml")) << c.to;
  }
}

}  // namespace
}  // namespace bihuan::records
