// Model test of cases: random sequences of steps, allowed and not, against rules stated here a second time.
// The flow itself is driven 10,000 times; the book, with its store and journal, for a sample.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <set>

#include "records/case_samples.h"
#include "records/cases.h"

namespace bihuan::records {
namespace {

constexpr unsigned kSeed = 20240930;
constexpr int kFlowSequences = 10000, kFlowSteps = 16;
constexpr int kBookSequences = 500, kBookSteps = 8;

// What must hold, told without the engine: by persons, units and plain words.
class Witness {
 public:
  // Sees an accepted step. Returns what is wrong with it; "" nothing.
  std::string see(const CaseSituation& before, const CaseSituation& after, const CaseEvent& event, const Actor& actor) {
    if (event.at != actor.at) return "no time";
    if (event.who.empty()) return "no actor";
    if (event.number != before.events + 1) return "a gap in the timeline";
    const std::string& verb = event.verb;
    if (verb == "climb") return after.file.state == before.file.state ? "" : "the timer moved a case";
    if (event.person_id.empty() || event.person_id != actor.person_id) return "no person";
    const std::set<std::string> persons{event.person_id, event.for_person};
    const auto worked = [&] {
      return std::ranges::any_of(persons, [&](const std::string& p) { return !p.empty() && workers_.contains(p); });
    };
    const bool is_office = actor.has(DeskRole::kOffice), is_leader = actor.has(DeskRole::kLeader);
    if (std::set<std::string>{"sign", "decline", "start", "progress", "report"}.contains(verb)) {
      if (!actor.is_of(before.file.lead_unit)) return verb + " by a stranger";
    }
    if (verb == "report" && std::ranges::any_of(before.assistants, [](const CaseAssistant& one) {
          return one.state == AssistantState::kDue;
        })) {
      return "reported before the assistants answered";
    }
    if (verb == "assist_reply") {
      const bool is_assistant = std::ranges::any_of(before.assistants, [&](const CaseAssistant& one) {
        return one.unit_id == event.unit_id && actor.is_of(one.unit_id);
      });
      if (!is_assistant) return "an answer by no assistant";
    }
    if (verb == "verify") {
      if (worked()) return "own work verified";
      if (!is_office && !actor.is_of(before.file.verifier_unit)) return "verified by a stranger";
      is_verified_ = true;
    }
    if (verb == "report" || verb == "return" || verb == "reopen") is_verified_ = false;
    if (after.file.state == "closed" && before.file.state != "closed") {
      if (!is_verified_) return "closed without verification";
      if (worked()) return "own work closed";
      if (!is_office && !is_leader) return "closed by a stranger";
    }
    if (after.file.due != before.file.due && verb != "grant_extension" && verb != "resume" && verb != "reopen") {
      return "the deadline moved by " + verb;
    }
    if (after.file.lead_unit != before.file.lead_unit && verb != "grant_transfer" && verb != "reassign") {
      return "the lead changed by " + verb;
    }
    if (after.file.demand != before.file.demand && verb != "grant_demand") return "the demand changed by " + verb;
    if (verb.starts_with("ask_")) askers_[verb.substr(4)].insert(persons.begin(), persons.end());
    if (verb.starts_with("grant_")) {
      for (const std::string& person : askers_[verb.substr(6)]) {
        if (!person.empty() && persons.contains(person)) return "asked and granted by one";
      }
    }
    if (std::set<std::string>{"start", "progress", "assist_reply", "report"}.contains(verb)) {
      workers_.insert(event.person_id);
      if (!event.for_person.empty()) workers_.insert(event.for_person);
    }
    return "";
  }

 private:
  std::set<std::string> workers_;
  std::map<std::string, std::set<std::string>> askers_;
  bool is_verified_ = false;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }

  // Few people in few units, who move, sit for one another and have several roles: that is where the rules meet.
  Actor somebody(const CaseSituation& now, Instant when) {
    static const char* const kUnits[] = {"water", "branch", "station", "general", "office"};
    static const char* const kPeople[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚"};
    const std::string who = kPeople[below(7)];
    Actor actor = person(who, {}, {});
    actor.at = when;
    if (!one_in(3)) {  // mostly somebody who can carry the case on: the head of its lead, an assistant, a verifier
      const std::vector<Part> parts = parts_of(now);
      actor.seats.push_back({parts[below(parts.size())].unit_id, Post::kHead, one_in(6) ? kPeople[below(7)] : ""});
      if (one_in(3)) actor.roles.push_back(DeskRole::kOffice);
      return actor;
    }
    if (one_in(2)) actor.roles.push_back(DeskRole::kOffice);
    if (one_in(4)) actor.roles.push_back(DeskRole::kLeader);
    for (std::size_t i = 0, n = below(3); i < n + 1; ++i) {
      actor.seats.push_back({kUnits[below(5)], static_cast<Post>(below(3)), one_in(4) ? kPeople[below(7)] : ""});
    }
    return actor;
  }

  CaseAct something(const CaseSituation& now, const Actor& actor) {
    static const char* const kUnits[] = {"water", "branch", "station", "general", "", "office"};
    static const std::set<std::string> kOnwards{"sign", "start", "assist_reply", "report", "verify", "close", "resume"};
    const auto& all = case_rules().lifecycle.transitions();
    CaseAct act;
    act.verb = all[below(all.size())].verb;
    if (!one_in(4)) {  // mostly a step that is open
      const std::vector<Stance> stances = case_rules().lifecycle.stances_of(actor, parts_of(now));
      const auto open = case_rules().lifecycle.open_to(now.standing, actor.person_id, stances, facts_of(now));
      if (!open.empty()) act.verb = open[below(open.size())]->verb;
      if (!one_in(3)) {  // and of those mostly one that leads on
        for (const Transition* one : open) {
          if (kOnwards.contains(one->verb)) act.verb = one->verb;
        }
      }
    }
    const Date today = to_date(actor.at);
    if (!one_in(10)) act.text = "情况" + std::to_string(below(1000));
    if (!one_in(8)) act.day = today - static_cast<int>(below(5)) + (one_in(20) ? 9 : 0);
    if (!one_in(8)) act.due = today + static_cast<int>(below(40)) - (one_in(20) ? 60 : 0);
    act.unit_id = kUnits[below(6)];
    act.attachments = one_in(6) ? 0 : 1;
    return act;
  }

  CaseAct opening(Instant when) {
    CaseAct act;
    act.verb = "assign";
    act.text = "要求";
    act.unit_id = "water";
    act.due = to_date(when) + static_cast<int>(below(20));
    return act;
  }

 private:
  std::mt19937 engine_;
};

std::vector<std::string> some_assistants(Random& random) {
  std::vector<std::string> units;
  if (!random.one_in(3)) units.push_back("branch");
  if (random.one_in(3)) units.push_back("station");
  return units;
}

CaseFile file_of(Random& random) {
  CaseFile file;
  file.source = "by_hand";
  file.title = "事项";
  file.verifier_unit = random.one_in(3) ? "" : "general";
  return file;
}

TEST(CasesModel, RandomStepsKeepTheRules) {
  std::cout << "seeds " << kSeed << " to " << kSeed + kFlowSequences - 1 << "\n";
  std::map<std::string, int> reached, taken;
  int refused = 0;
  for (int sequence = 0; sequence < kFlowSequences; ++sequence) {
    const unsigned seed = kSeed + static_cast<unsigned>(sequence);
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Instant when = on("2024-09-02");
    const Result<CaseStep> opened = open_case(case_rules(), at(office_clerk(), when), file_of(random),
                                              some_assistants(random), random.opening(when));
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    CaseSituation now = opened->after;
    std::vector<CaseEvent> timeline{opened->event};
    Witness witness;
    for (int i = 0; i < kFlowSteps; ++i) {
      when.seconds += static_cast<std::int64_t>(random.below(60)) * 3600;
      Actor actor = random.somebody(now, when);
      Result<CaseStep> step = fail(Code::kNotFound, "");
      if (random.one_in(8)) {
        actor = timer(when);
        const auto levels = levels_due(case_rules(), now.file, to_date(when));
        ASSERT_TRUE(levels.has_value()) << levels.error().message;
        if (levels->empty()) continue;
        step = climb_case(case_rules(), actor, now, *levels->front());
        ASSERT_TRUE(step.has_value()) << step.error().message;
      } else {
        step = take_case_step(case_rules(), actor, now, random.something(now, actor), true);
      }
      if (!step.has_value()) {
        ++refused;
        ASSERT_FALSE(step.error().message.empty());
        ASSERT_NE(step.error().code, Code::kCorrupt);
        continue;
      }
      ASSERT_EQ(witness.see(now, step->after, step->event, actor), "") << step->event.verb;
      ++taken[step->event.verb];
      now = step->after;
      timeline.push_back(step->event);
    }
    ++reached[now.file.state];
    const Result<CaseSituation> replayed = replay_case(case_rules(), now.file, timeline);
    ASSERT_TRUE(replayed.has_value()) << replayed.error().message;
    ASSERT_EQ(*replayed, now) << "the timeline replayed gives another case";
  }
  // The test is worth something only where it gets about.
  EXPECT_EQ(reached.size(), case_rules().lifecycle.states().size());
  for (const Transition& one : case_rules().lifecycle.transitions()) {
    const bool is_opening = one.from.empty();
    EXPECT_TRUE(is_opening || taken[one.verb] > 0) << one.verb << " was never taken";
  }
  EXPECT_GT(refused, kFlowSequences);
  EXPECT_GT(reached["closed"], kFlowSequences / 50);
  std::cout << "closed in the end: " << reached["closed"] << ", verified " << taken["verify"] << " times, refused "
            << refused << "\n";
}

TEST(CasesModel, TheBookKeepsThemToo) {
  const std::shared_ptr<Database> database = *open_memory_database();
  Cases cases(database, shipped_case_rules());
  Adjustments adjustments(database, {case_adjustments(shipped_case_rules())});
  const NewAttachment file{"照片.png", "\x89PNG 内容"};
  const auto head = [&] { return *database->read([](Reader& reader) { return read_head(reader); }); };
  int taken = 0, refused = 0;
  for (int sequence = 0; sequence < kBookSequences; ++sequence) {
    const unsigned seed = kSeed + static_cast<unsigned>(sequence);
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    Instant when = on("2024-09-02");
    NewCase wanted;
    wanted.source = "by_hand";
    wanted.title = "事项" + std::to_string(sequence);
    wanted.demand = "要求";
    wanted.lead_unit = "water";
    wanted.assistants = some_assistants(random);
    wanted.verifier_unit = "general";
    wanted.due_in_working_days = 1 + static_cast<int>(random.below(20));
    Result<CaseRecord> record = cases.open(at(office_clerk(), when), wanted);
    ASSERT_TRUE(record.has_value()) << record.error().message;
    CaseRecord now = *record;
    Witness witness;
    for (int i = 0; i < kBookSteps; ++i) {
      when.seconds += static_cast<std::int64_t>(random.below(60)) * 3600;
      const Actor actor = random.somebody(now.situation, when);
      CaseAct act = random.something(now.situation, actor);
      const JournalHead before = head();
      const std::string id = now.situation.file.case_id;
      if (case_rules().is_adjustment(act.verb)) {
        ASSERT_FALSE(cases.act(actor, id, now.situation.file.revision, act).has_value()) << "an edit without a request";
        ASSERT_EQ(head(), before);
        continue;
      }
      std::vector<NewAttachment> files;
      if (act.attachments > 0) files.push_back(file);
      const std::int64_t seen = now.situation.file.revision - (random.one_in(10) ? 1 : 0);
      const Result<CaseRecord> after = cases.act(actor, id, seen, act, files);
      if (!after.has_value()) {
        ++refused;
        ASSERT_EQ(head(), before) << "a refused step left something: " << after.error().message;
        continue;
      }
      ++taken;
      ASSERT_EQ(seen, now.situation.file.revision) << "a stale edit went through";
      ASSERT_EQ(witness.see(now.situation, after->situation, after->timeline.back(), actor), "");
      now = *after;
    }
    const Result<CaseRecord> stored = cases.read(office_clerk(), now.situation.file.case_id);
    ASSERT_TRUE(stored.has_value()) << stored.error().message;
    ASSERT_EQ(stored->situation, now.situation);
    ASSERT_EQ(stored->timeline, now.timeline);
  }
  const Result<JournalReport> proof = database->read([](Reader& reader) { return verify_journal(reader, {}); });
  ASSERT_TRUE(proof.has_value());
  EXPECT_TRUE(proof->findings.empty()) << proof->findings.front().place << proof->findings.front().message;
  EXPECT_GT(taken, kBookSequences);
  EXPECT_GT(refused, kBookSequences / 2);
  std::cout << "book: taken " << taken << ", refused " << refused << "\n";
}

}  // namespace
}  // namespace bihuan::records
