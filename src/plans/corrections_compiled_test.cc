// Corrections on what the compiler makes of real text: an edit elsewhere, a rewording, a deletion.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/files.h"
#include "base/text.h"
#include "plans/commitments.h"
#include "plans/compiler.h"
#include "plans/corrections.h"
#include "plans/language.h"

namespace bihuan::plans {
namespace {

const Language& language() {
  static const Language kLanguage = [] {
    std::vector<NamedText> files;
    const std::filesystem::path folder = std::filesystem::path(BIHUAN_SOURCE_DIR) / "knowledge" / "plan-language";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() != ".toml") continue;
      Result<std::string> text = read_file(entry.path().string(), std::size_t{1} << 20);
      EXPECT_TRUE(text);
      files.push_back({entry.path().filename().string(), text ? *text : ""});
    }
    std::ranges::sort(files, {}, &NamedText::name);
    Result<Language> loaded = load_language(files);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? *loaded : Language();
  }();
  return kLanguage;
}

constexpr std::string_view kWaterPlan = R"(2024年全市水务工作要点
根据上级要求，对2024年全市水务工作作出如下安排。
一、主要目标
纳入考核的9个断面水质优良率达到88.9%，城区生活污水集中收集率达到72%以上。
二、重点任务
1.抓实河湖治理。青柳、白沙2处水源地每月巡查不少于1次，丁家坝水源地每季度巡查不少于1次（责任单位：河湖科、监测站）。持续清理石滩河漂浮物。制定石滩河岸线整治方案。（责任单位：河湖科）
2.加快工程建设。年度争取上级资金6000万元以上。新建小型水库3座。完成12个行政村供水管网改造任务。制定《水库运行管理办法》。制定《堤防巡查管理办法》。加强在建工程质量监督。（责任单位：建设科、财务科）
3.提升服务水平。组织开展供水水质抽检，群众满意度达90%以上。办好两场新闻发布会。（责任单位：办公室）
)";

const Instant kCorrectedAt = *parse_instant("2024-03-01T09:00:00+08:00");

const Commitment* with_words(const Plan& plan, std::string_view words) {
  for (const Commitment* commitment : commitments_of(plan)) {
    if (commitment->text.find(words) != std::string::npos) return commitment;
  }
  return nullptr;
}

struct Made {
  const char* words;
  CorrectionField field;
  const char* after;
};
constexpr Made kTen[] = {
    {"优良率达到88.9%", CorrectionField::kUnits, "河湖科（牵头）、监测站（配合）"},
    {"收集率达到72%", CorrectionField::kDeadline, "2024-10-31"},
    {"青柳", CorrectionField::kValue, "2"},
    {"丁家坝", CorrectionField::kUnits, "监测站"},
    {"石滩河漂浮物", CorrectionField::kDeadline, "2024-11-30"},
    {"争取上级资金", CorrectionField::kScope, "水利专项"},
    {"新建小型水库", CorrectionField::kValue, "4"},
    {"水库运行", CorrectionField::kDeadline, "2024-06-30"},
    {"堤防巡查", CorrectionField::kUnits, "河湖科"},
    {"行政村", CorrectionField::kUnits, "供水科"},
};

std::vector<Correction> ten_on(const std::string& text) {
  const Plan plan = compile(language(), text);
  std::vector<Correction> corrections;
  for (const Made& made : kTen) {
    const Commitment* commitment = with_words(plan, made.words);
    EXPECT_NE(commitment, nullptr) << made.words;
    if (commitment == nullptr) continue;
    Result<Correction> correction =
        make_correction(plan, text, corrections, commitment->id, made.field, made.after, "周敏", "核对", kCorrectedAt);
    EXPECT_TRUE(correction) << made.words << (correction ? "" : correction.error().message);
    if (correction) corrections.push_back(std::move(*correction));
  }
  return corrections;
}

std::map<CorrectionState, int> states_after(const std::string& text, const std::vector<Correction>& corrections) {
  std::map<CorrectionState, int> counts;
  for (const SeatedCorrection& seated : apply_corrections(compile(language(), text), text, corrections).corrections) {
    ++counts[seated.state];
  }
  return counts;
}

TEST(CompiledCorrections, EightStayOneAsksOneIsAnOrphan) {
  const std::string text(kWaterPlan);
  const std::vector<Correction> corrections = ten_on(text);
  ASSERT_EQ(corrections.size(), 10U);
  EXPECT_EQ(states_after(text, corrections), (std::map<CorrectionState, int>{{CorrectionState::kApplies, 10}}));

  std::string edited = replace_all(text, "一、主要目标",
                                   "各单位要对照要点逐项细化措施，按季度调度。新增任务3项另行印发。\n一、主要目标");
  edited = replace_all(edited, "年度争取上级资金6000万元以上。", "全年力争到位上级专项资金6500万元以上。");
  edited = replace_all(edited, "制定《水库运行管理办法》。", "");
  ASSERT_NE(edited, text);
  const CorrectedPlan corrected = apply_corrections(compile(language(), edited), edited, corrections);
  EXPECT_EQ(states_after(edited, corrections),
            (std::map<CorrectionState, int>{
                {CorrectionState::kApplies, 8}, {CorrectionState::kAsks, 1}, {CorrectionState::kOrphan, 1}}));
  EXPECT_EQ(corrected.corrections[5].state, CorrectionState::kAsks);
  const Commitment* candidate = find_commitment(corrected.plan, corrected.corrections[5].candidate_id);
  ASSERT_NE(candidate, nullptr);
  EXPECT_THAT(candidate->text, testing::HasSubstr("6500万元"));
  EXPECT_EQ(corrected.corrections[7].state, CorrectionState::kOrphan);
  EXPECT_EQ(with_words(corrected.plan, "青柳")->kind, Kind::kDuty);
  EXPECT_EQ(as_duty(*with_words(corrected.plan, "青柳"))->min_count, 2);
  EXPECT_EQ(units_line(with_words(corrected.plan, "堤防巡查")->units), "河湖科");
}

// For each commitment of the project's own demonstration plan in turn: its sentence is deleted, or reworded, or moved.
class DemonstrationPlan : public testing::Test {
 protected:
  void SetUp() override {
    Result<std::string> text =
        read_file(std::string(BIHUAN_SOURCE_DIR) + "/examples/ezhou/plan-2024.txt", std::size_t{1} << 20);
    ASSERT_TRUE(text);
    text_ = *text;
    plan_ = compile(language(), text_);
    commitments_ = commitments_of(plan_);
    ASSERT_GT(commitments_.size(), 100U);
  }

  // The corrections of all commitments, each of its units.
  std::vector<Correction> all() const {
    std::vector<Correction> corrections;
    for (const Commitment* commitment : commitments_) {
      corrections.push_back(*make_correction(plan_, text_, {}, commitment->id, CorrectionField::kUnits, "某科", "周敏",
                                             "核对", kCorrectedAt));
    }
    return corrections;
  }

  // The text with the clause of `commitment` replaced.
  std::string with(const Commitment& commitment, std::string_view replacement) const {
    const OffsetMap map(text_);
    const std::size_t begin = map.byte_of(static_cast<std::size_t>(commitment.span.begin));
    const std::size_t end = map.byte_of(static_cast<std::size_t>(commitment.span.end));
    return text_.substr(0, begin) + std::string(replacement) + text_.substr(end);
  }

  std::string text_;
  Plan plan_;
  std::vector<const Commitment*> commitments_;
};

TEST_F(DemonstrationPlan, KeepsAllCorrectionsWhenTextIsInsertedAbove) {
  const std::vector<Correction> corrections = all();
  const std::size_t line = text_.find('\n');
  const std::string edited = text_.substr(0, line + 1) + "各单位要切实抓好落实。\n" + text_.substr(line + 1);
  const auto seated = apply_corrections(compile(language(), edited), edited, corrections).corrections;
  std::size_t applies = 0;
  for (const SeatedCorrection& one : seated) applies += one.state == CorrectionState::kApplies ? 1 : 0;
  EXPECT_EQ(applies, seated.size());
}

TEST_F(DemonstrationPlan, ADeletedClauseTakesItsCorrectionAndNoOther) {
  const std::vector<Correction> corrections = all();
  int tried = 0, orphans = 0;
  for (std::size_t i = 0; i < commitments_.size(); i += 5) {
    SCOPED_TRACE(commitments_[i]->text);
    const std::string edited = with(*commitments_[i], "");
    const auto seated = apply_corrections(compile(language(), edited), edited, corrections).corrections;
    ++tried;
    EXPECT_NE(seated[i].state, CorrectionState::kApplies);
    orphans += seated[i].state == CorrectionState::kOrphan ? 1 : 0;
    for (std::size_t j = 0; j < seated.size(); ++j) {
      EXPECT_TRUE(j == i || seated[j].state != CorrectionState::kOrphan) << commitments_[j]->text;
    }
  }
  EXPECT_GE(orphans * 100, tried * 95) << orphans << " of " << tried;
}

TEST_F(DemonstrationPlan, ARewordedClauseAsksAndNamesItself) {
  const std::vector<Correction> corrections = all();
  int tried = 0, asked = 0, right = 0;
  for (std::size_t i = 0; i < commitments_.size(); i += 5) {
    const std::u32string clause = *decode_utf8(commitments_[i]->text);
    if (clause.size() < 12) continue;
    SCOPED_TRACE(commitments_[i]->text);
    // Two characters in the middle become two others, and the clause gets a tail.
    std::u32string reworded = clause;
    reworded.replace(clause.size() / 2, 2, U"相关");
    const std::string edited = with(*commitments_[i], encode_utf8(reworded) + "等各项工作");
    const Plan plan = compile(language(), edited);
    const auto seated = apply_corrections(plan, edited, corrections).corrections;
    ++tried;
    EXPECT_NE(seated[i].state, CorrectionState::kApplies);
    if (seated[i].state != CorrectionState::kAsks) continue;
    ++asked;
    const Commitment* candidate = find_commitment(plan, seated[i].candidate_id);
    const bool overlaps =
        candidate->span.begin < commitments_[i]->span.end + 7 && commitments_[i]->span.begin < candidate->span.end;
    right += overlaps ? 1 : 0;
  }
  EXPECT_GE(asked * 100, tried * 90) << asked << " of " << tried;
  EXPECT_GE(right * 100, asked * 95) << right << " of " << asked;
}

}  // namespace
}  // namespace bihuan::plans
