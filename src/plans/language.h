// src/plans/language.h - the words by which plans are read: units of measure, counters, comparators, verbs, roles,
// headings.
//
// The words are data (knowledge/plan-language/*.toml); the rules that use them are code. No proper name is among them.
// Format: docs/formats/plan-language.md. A Language is immutable, cheap to share, and safe to use from several threads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan::plans {

// A file's content with the name that errors call it by.
struct NamedText {
  std::string name;
  std::string text;
};

// What a word does in a plan. The comment names the word's value (the key `value` of its TOML block), if it has one.
enum class WordClass : std::uint8_t {
  kCounter,           // 个 家 座
  kMeasure,           // % 微克/立方米 亩 公里
  kMultiplier,        // 万 亿
  kSetCounter,        // 大 类: counts kinds, never a target by itself
  kThresholdMeasure,  // 蒸吨/小时 头 岁: "N以上" + noun selects objects
  kComparatorBefore,  // value: ">=" ...
  kComparatorAfter,   // value
  kApproximate,       // 约 左右
  kChangeVerb,        // 削减 下降: value "down" or "up"
  kZeroWord,          // 零增长: value "<= %" (comparator and unit) or "" (no number)
  kStrongVerb,        // 完成 建成: a count below it is a target
  kWeakVerb,          // 推进 组织: a count below it needs a date or a finishing word
  kFinishNoun,        // 整改 销号 建设: behind a count under a weak verb it makes a target
  kOngoingWord,       // 持续 加强 常态化
  kSoftWord,          // 力争
  kPastWord,          // 已 同比; value "sentence": all that follows in the sentence is past: 截至目前
  kPeriodWord,        // 每月: value "month" ...
  kPeriodNoun,        // 月度 季度: value; needs a verb before it
  kVaguePeriod,       // 定期: always a duty
  kWeakPeriod,        // 适时 日常: a duty only with a recurrent act
  kRecurrentAct,      // 巡查 演练
  kPeriodBreak,       // 给予 享受: what is given each year is a benefit, no duty
  kRoleLabel,         // 责任单位： value "responsible" "lead" "assist"
  kRoleVerb,          // 牵头 负责 参与: value
  kUnitSuffix,        // 局 委 办: a name ends so
  kUnitCore,          // 财政 规划: what an elided name begins with
  kUnitPrefix,        // 区 市 县: what was elided
  kCollective,        // 各 相关 有关: more than one unit, unnamed
  kAreaTail,          // 县级市 区: joins 各区、县级市
  kDefaultLead,       // 以下均需
  kLeadRule,          // 列第一位者为牵头单位
  kHeadingWord,       // 总体目标: a whole heading
  kPastHeading,       // 工作回顾
  kPrincipleHeading,  // 指导思想
  kGoalHeading,       // 主要目标
  kTitleKind,         // 工作要点 实施方案
  kTableHead,         // 序号 措施 责任单位: value is the column's role
  kDeliverableVerb,   // 制定 印发: with a product it is a deliverable
  kProductNoun,       // 方案 清单
  kQualitativeVerb,   // 达到 完成 实现
  kOutsideEnd,        // 省定目标 考核要求: the value stands elsewhere
  kQualitativeEnd,    // 全覆盖 得到有效保障
  kProhibition,       // 禁止 严禁
  kRestriction,       // 限制 严格控制
  kBenefit,           // 补助 奖励: sums under it are no targets
  kEstimate,          // 共需资金: estimates are no targets
  kNameSuffix,        // 湖 水库 污水处理厂: a name ends so
  kRateNoun,          // 率 比例 比率: wants a value
  kSecrecy,           // 秘密 机密 绝密
  kWebTail,           // 扫一扫在手机打开当前页
  kAdverb,            // 全面 重点 积极: stands before a verb
  kDeadlineLead,      // 到 于 截至
  kBaseline,          // 比 较 在…基础上
  kArea,              // 全市 全区 各县
  kCampaignTail,      // 行动 措施 工程: N大…行动 is a name
  kFloorVerb,         // 确保 保证: a count after it is at least that
  kNoteLead,          // 注： 附件：
  kCoverPhrase,       // 印发给你们: a sentence of the notice that carries the plan
  kCount_,
};

struct WordMatch {
  std::size_t length = 0;    // code points; 0 where no word matches
  std::string_view value{};  // lives as long as the Language
};

class Language {
 public:
  static constexpr std::uint64_t bit(WordClass c) { return std::uint64_t{1} << static_cast<unsigned>(c); }

  // The classes of all words that begin at `position`, as bits.
  std::uint64_t classes_at(std::u32string_view text, std::size_t position) const;
  // The longest word of class `c` that begins at `position`.
  WordMatch longest(WordClass c, std::u32string_view text, std::size_t position) const;
  // The longest word of class `c` that ends just before `end` and begins at or after `from`.
  WordMatch ending_at(WordClass c, std::u32string_view text, std::size_t end, std::size_t from = 0) const;
  // Whether the whole of `text` is one word of class `c`; then its value is in the match.
  WordMatch whole(WordClass c, std::u32string_view text) const;

  std::size_t word_count() const;

 private:
  friend Result<Language> load_language(std::span<const NamedText> files);
  struct Trie;
  std::shared_ptr<const Trie> trie_;
};

// Errors: kInvalidInput  a file is no TOML, a class is unknown, a word stands twice in one class (names file and line)
//         kNotFound      a class has no word in any file: a part of the knowledge is missing
Result<Language> load_language(std::span<const NamedText> files);

}  // namespace bihuan::plans
