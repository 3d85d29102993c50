#include "records/case_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "records/case_samples.h"

namespace bihuan::records {
namespace {

CaseAct everything(const std::string& verb) {
  CaseAct act;
  act.verb = verb;
  act.text = "写明的情况";
  act.day = day("2024-09-30");
  act.due = day("2024-11-29");
  act.unit_id = verb == "assist_return" || verb == "assist_waive" ? "branch" : "station";
  act.attachments = 1;
  return act;
}

CaseFile new_file() {
  CaseFile file;
  file.source = "inspection";
  file.title = "清理青柳水源地围栏";
  file.verifier_unit = "general";
  return file;
}

CaseAct opening() {
  CaseAct act;
  act.verb = "assign";
  act.text = "修复围栏";
  act.unit_id = "water";
  act.due = day("2024-10-31");
  return act;
}

class Story {
 public:
  Story() { keep(open_case(case_rules(), office_clerk(), new_file(), {"branch"}, opening())); }
  Story& step(const Actor& actor, const std::string& verb) {
    keep(take_case_step(case_rules(), actor, now, everything(verb), true));
    return *this;
  }
  CaseSituation now;
  std::vector<CaseEvent> events;

 private:
  void keep(const Result<CaseStep>& step) {
    ASSERT_TRUE(step.has_value()) << step.error().message;
    now = step->after;
    events.push_back(step->event);
  }
};

// A case in each state. The lead unit and the assistant did the work.
std::map<std::string, CaseSituation> one_in_each_state() {
  std::map<std::string, CaseSituation> all;
  Story story;
  story.step(branch_clerk(), "assist_reply");
  all["assigned"] = story.now;
  all["declined"] = Story(story).step(water_head(), "decline").now;
  all["signed"] = story.step(water_clerk(), "sign").now;
  all["handling"] = story.step(water_clerk(), "start").step(water_head(), "progress").now;
  all["suspended"] = Story(story).step(leader(), "suspend").now;
  all["reported"] = story.step(water_head(), "report").now;
  all["verified"] = story.step(verifier(), "verify").now;
  all["closed"] = story.step(office_head(), "close").now;
  for (const auto& [id, situation] : all) EXPECT_EQ(situation.file.state, id);
  return all;
}

struct NamedActor {
  const char* name;
  Actor actor;
};
std::vector<NamedActor> people() {
  return {{"OC", office_clerk()}, {"OH", office_head()}, {"L", leader()},   {"LC", water_clerk()},
          {"LH", water_head()},   {"A", branch_clerk()}, {"V", verifier()}, {"S", stranger()}};
}

// Who may do what in which state, written down by hand from the description of the flow (issue 3), beside the data.
struct Right {
  const char* verb;
  const char* states;
  const char* who;
};
constexpr const char* kAll = "assigned declined signed handling reported verified suspended closed";
const Right kRights[] = {
    {"assign", "", ""},
    {"sign", "assigned", "LC LH"},
    {"decline", "assigned", "LH"},
    {"insist", "declined", "OC OH L"},
    {"reassign", "declined", "OC OH L"},
    {"start", "signed", "LC LH"},
    {"progress", "handling", "LC LH"},
    {"urge", "assigned signed handling", "OC OH L"},
    {"assist_reply", "assigned signed handling", "A"},
    {"assist_return", "signed handling", "LH OC OH"},
    {"assist_waive", "assigned signed handling", "OC OH L"},
    {"report", "handling", "LH"},
    {"return", "reported verified", "V OC OH L"},
    {"verify", "reported", "V OC OH"},
    {"close", "verified", "OC OH L"},
    {"look_back", "closed", "V OC OH"},
    {"reopen", "closed", "OC OH L"},
    {"suspend", "assigned declined signed handling reported", "OH L"},
    {"resume", "suspended", "OC OH L"},
    {"ask_extension", "signed handling", "LH OC OH"},
    {"grant_extension", "signed handling", "OH L"},
    {"refuse_extension", kAll, "OH L"},
    {"ask_transfer", "assigned signed handling", "LH OC OH"},
    {"grant_transfer", "assigned signed handling", "OH L"},
    {"refuse_transfer", kAll, "OH L"},
    {"ask_demand", "signed handling", "LH OC OH"},
    {"grant_demand", "signed handling", "OH L"},
    {"refuse_demand", kAll, "OH L"},
    {"climb", "assigned declined signed handling", ""},
};

bool holds(std::string words, const std::string& word) {
  return (" " + words + " ").find(" " + word + " ") != std::string::npos;
}

TEST(CaseFlow, EachStepInEachStateByEachPerson) {
  const auto states = one_in_each_state();
  ASSERT_EQ(std::size(kRights), case_rules().lifecycle.transitions().size()) << "a step without a row";
  int allowed = 0, refused = 0;
  for (const Right& right : kRights) {
    ASSERT_NE(case_rules().lifecycle.transition(right.verb), nullptr) << right.verb;
    for (const auto& [state, situation] : states) {
      CaseSituation from = situation;
      const std::string& closes = case_rules().lifecycle.transition(right.verb)->closes;
      if (!closes.empty()) from.standing.marks.insert(closes);
      for (const NamedActor& one : people()) {
        const Result<CaseStep> got = take_case_step(case_rules(), one.actor, from, everything(right.verb), true);
        const bool in_state = holds(right.states, state);
        const bool may = in_state && holds(right.who, one.name);
        ASSERT_EQ(got.has_value(), may) << right.verb << " in " << state << " by " << one.name << ": "
                                        << (got.has_value() ? "allowed" : got.error().message);
        (may ? allowed : refused)++;
        if (may) {
          EXPECT_EQ(got->event.person_id, one.actor.person_id);
          EXPECT_EQ(got->event.at, one.actor.at);
          EXPECT_EQ(got->after.events, from.events + 1);
        } else {
          EXPECT_EQ(got.error().code, in_state ? Code::kInvalidInput : Code::kConflict);
          EXPECT_EQ(got.error().where, in_state ? "who" : "state");
        }
      }
    }
  }
  EXPECT_EQ(allowed + refused, 29 * 8 * 8);
  EXPECT_EQ(allowed, 157) << "the rows above, counted by hand";
}

TEST(CaseFlow, LeadsToTheRightState) {
  struct Row {
    const char* from;
    const char* verb;
    const char* to;
  };
  const Row rows[] = {
      {"assigned", "sign", "signed"},       {"assigned", "decline", "declined"}, {"declined", "insist", "assigned"},
      {"declined", "reassign", "assigned"}, {"signed", "start", "handling"},     {"handling", "progress", "handling"},
      {"handling", "report", "reported"},   {"reported", "return", "handling"},  {"verified", "return", "handling"},
      {"reported", "verify", "verified"},   {"verified", "close", "closed"},     {"closed", "look_back", "closed"},
      {"closed", "reopen", "assigned"},     {"suspended", "resume", "handling"}, {"reported", "suspend", "suspended"},
  };
  const auto states = one_in_each_state();
  for (const Row& row : rows) {
    int taken = 0;
    for (const NamedActor& one : people()) {
      const Result<CaseStep> got =
          take_case_step(case_rules(), one.actor, states.at(row.from), everything(row.verb), true);
      if (!got.has_value()) continue;
      ++taken;
      EXPECT_EQ(got->after.file.state, row.to) << row.verb;
      EXPECT_EQ(got->event.state, row.to) << row.verb;
    }
    EXPECT_GT(taken, 0) << row.verb;
  }
}

TEST(CaseFlow, RefusesWithASentence) {
  const auto states = one_in_each_state();
  CaseSituation waiting = states.at("handling");
  waiting.assistants[0].state = AssistantState::kDue;
  CaseSituation asked = states.at("handling");
  asked.standing.marks = {"extension"};
  asked.standing.doers["ask_extension"] = {office_head().person_id};
  const auto without = [](const std::string& verb, auto change) {
    CaseAct act = everything(verb);
    change(act);
    return act;
  };
  // A head who lent a hand in the lead unit before he came to the verifying one; and a deputy of the one who worked.
  Actor moved = person(water_clerk().person_id, {DeskRole::kSection}, {{"general", Post::kHead, ""}});
  Actor deputy = person("综合科代理", {}, {{"general", Post::kHead, water_head().person_id}});
  struct Row {
    const char* name;
    CaseSituation from;
    Actor actor;
    CaseAct act;
    Code code;
    const char* message;
    const char* where;
  };
  const Row rows[] = {
      {"state", states.at("assigned"), water_head(), everything("report"), Code::kConflict,
       "现为“待签收”，不能“反馈”：“反馈”只能在“办理中”时进行", "state"},
      {"who", states.at("assigned"), stranger(), everything("sign"), Code::kInvalidInput,
       "您不能“签收”：应由牵头单位来办", "who"},
      {"post", states.at("handling"), water_clerk(), everything("report"), Code::kInvalidInput,
       "您不能“反馈”：应由牵头单位（负责人）、牵头单位（分管领导）来办", "who"},
      {"own_work", states.at("reported"), moved, everything("verify"), Code::kInvalidInput,
       "您办理或答复过此事，不能再由您“核查”：应由另外的人来办", "who"},
      {"own_work_by_deputy", states.at("reported"), deputy, everything("verify"), Code::kInvalidInput,
       "您所代理的人办理或答复过此事，不能再由其代理人“核查”：应由另外的人来办", "who"},
      {"own_work_close", states.at("verified"), person(water_clerk().person_id, {DeskRole::kOffice}, {}),
       everything("close"), Code::kInvalidInput, "您办理或答复过此事，不能再由您“销号”：应由另外的人来办", "who"},
      {"assistants", waiting, water_head(), everything("report"), Code::kConflict,
       "还有协办单位没有答复：请等其答复，或由办公室写明理由免其协办", "state"},
      {"no_evidence", states.at("handling"), water_head(), without("report", [](CaseAct& act) { act.attachments = 0; }),
       Code::kInvalidInput, "“反馈”要附上佐证材料", "attachment"},
      {"no_text", states.at("reported"), verifier(), without("return", [](CaseAct& act) { act.text = " 　"; }),
       Code::kInvalidInput, "“退回”要写明情况（文字说明）", "text"},
      {"no_day", states.at("reported"), verifier(), without("verify", [](CaseAct& act) { act.day.reset(); }),
       Code::kInvalidInput, "“核查”要写明日期", "day"},
      {"future", states.at("reported"), verifier(),
       without("verify", [](CaseAct& act) { act.day = day("2024-10-01"); }), Code::kInvalidInput,
       "“核查”的日期2024-10-01还没有到", "day"},
      {"no_due", states.at("closed"), office_head(), without("reopen", [](CaseAct& act) { act.due.reset(); }),
       Code::kInvalidInput, "“重开”要写明新的期限", "due"},
      {"past_due", states.at("closed"), office_head(),
       without("reopen", [](CaseAct& act) { act.due = day("2024-09-29"); }), Code::kInvalidInput,
       "期限2024-09-29已经过去，应不早于2024-09-30", "due"},
      {"no_unit", states.at("declined"), office_head(), without("reassign", [](CaseAct& act) { act.unit_id = ""; }),
       Code::kInvalidInput, "“改派”要指明单位", "unit"},
      {"same_lead", states.at("declined"), office_head(),
       without("reassign", [](CaseAct& act) { act.unit_id = "water"; }), Code::kInvalidInput, "“water”已经是牵头单位",
       "unit"},
      {"not_assistant", states.at("handling"), office_head(),
       without("assist_waive", [](CaseAct& act) { act.unit_id = "finance"; }), Code::kInvalidInput,
       "“finance”不是这件事的协办单位", "unit"},
      {"secret", states.at("handling"), water_clerk(),
       without("progress", [](CaseAct& act) { act.text = "机密★1年\n进展"; }), Code::kInvalidInput,
       "标有密级“机密”，涉密内容不得进入本系统，没有保存", "文字说明第1行"},
      {"asks_and_grants", asked, office_head(), everything("grant_extension"), Code::kInvalidInput,
       "您提出了这件延期申请，不能再由您“同意延期”：应由另外的人来办", "who"},
      {"asked_twice", asked, water_head(), everything("ask_extension"), Code::kConflict,
       "已有一件延期申请在等待决定，不能再“申请延期”", "state"},
      {"nothing_asked", states.at("handling"), office_head(), everything("grant_extension"), Code::kConflict,
       "没有等待决定的延期申请，不能“同意延期”", "state"},
  };
  for (const Row& row : rows) {
    const Result<CaseStep> got = take_case_step(case_rules(), row.actor, row.from, row.act, true);
    ASSERT_FALSE(got.has_value()) << row.name;
    EXPECT_EQ(got.error(), (Error{row.code, row.message, row.where})) << row.name;
  }
  EXPECT_EQ(take_case_step(case_rules(), water_head(), states.at("handling"), everything("ask_extension")).error(),
            (Error{Code::kInvalidInput, "期限、牵头单位和要求不能直接改：请提出调整申请，由另外的人决定", "verb"}));
}

TEST(CaseFlow, RefusesABadOpening) {
  struct Row {
    const char* name;
    std::function<void(CaseFile&, CaseAct&, std::vector<std::string>&)> change;
    const char* message;
    const char* where;
  };
  const Row rows[] = {
      {"title", [](auto& file, auto&, auto&) { file.title = " "; }, "督办事项要有标题", "title"},
      {"source", [](auto& file, auto&, auto&) { file.source = "rumour"; },
       "不认识来源“rumour”，应是：plan_task、instruction、meeting、incoming_paper、inspection、complaint、finding、by_"
       "hand",
       "source"},
      {"reference", [](auto& file, auto&, auto&) { file.source = "incoming_paper"; },
       "来源是“来文”的事项要写明依据（文号或编号）", "reference"},
      {"twice",
       [](auto&, auto&, auto& units) {
         units = {"branch", "water"};
       },
       "单位“water”写了两次，或没有写明", "assistants"},
      {"no_due", [](auto&, auto& act, auto&) { act.due.reset(); }, "“交办”要写明新的期限", "due"},
      {"control", [](auto& file, auto&, auto&) { file.title = "甲\x01乙"; }, "标题里有控制字符，应去掉", "标题"},
      {"broken", [](auto& file, auto&, auto&) { file.title = "甲\xff"; }, "标题应是UTF-8文本", "标题"},
  };
  for (const Row& row : rows) {
    CaseFile file = new_file();
    CaseAct act = opening();
    std::vector<std::string> units{"branch"};
    row.change(file, act, units);
    const Result<CaseStep> got = open_case(case_rules(), office_clerk(), file, units, act);
    ASSERT_FALSE(got.has_value()) << row.name;
    EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, row.message, row.where})) << row.name;
  }
  EXPECT_EQ(open_case(case_rules(), water_head(), new_file(), {}, opening()).error().message,
            "您不能“交办”：应由办公室、局领导来办");
}

TEST(CaseFlow, TimelineReplayedGivesTheCase) {
  Story story;
  story.step(branch_clerk(), "assist_reply").step(water_clerk(), "sign").step(water_head(), "ask_extension");
  story.step(leader(), "grant_extension").step(water_clerk(), "start").step(office_clerk(), "assist_return");
  story.step(office_clerk(), "assist_waive").step(water_head(), "report").step(verifier(), "return");
  story.step(water_head(), "report").step(office_head(), "suspend").step(office_clerk(), "resume");
  story.step(verifier(), "verify").step(leader(), "close").step(verifier(), "look_back").step(leader(), "reopen");
  EXPECT_EQ(story.now.file.state, "assigned");
  EXPECT_EQ(story.now.file.due, day("2024-11-29"));
  EXPECT_EQ(story.now.assistants, (std::vector<CaseAssistant>{{"branch", AssistantState::kDue}}));
  const Result<CaseSituation> replayed = replay_case(case_rules(), story.now.file, story.events);
  ASSERT_TRUE(replayed.has_value()) << replayed.error().message;
  EXPECT_EQ(*replayed, story.now);
  std::vector<CaseEvent> cut = story.events;
  cut.erase(cut.begin() + 7);  // the waiver: no step that leaves a state
  EXPECT_EQ(replay_case(case_rules(), story.now.file, cut).error().message, "时间线缺第8条：请从备份恢复");
}

TEST(CaseFlow, TransferGivesTheCaseToAnother) {
  Story story;
  story.step(water_clerk(), "sign").step(water_head(), "ask_transfer").step(leader(), "grant_transfer");
  EXPECT_EQ(story.now.file.lead_unit, "station");
  EXPECT_EQ(story.now.file.state, "assigned");
  EXPECT_FALSE(may_see(case_rules(), water_head(), story.now)) << "the old lead has no part any more";
  EXPECT_TRUE(may_see(case_rules(), station_clerk(), story.now));
  EXPECT_EQ(take_case_step(case_rules(), water_clerk(), story.now, everything("sign")).error().where, "who");
  EXPECT_TRUE(take_case_step(case_rules(), station_clerk(), story.now, everything("sign")).has_value());
}

}  // namespace
}  // namespace bihuan::records
