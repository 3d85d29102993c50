#include "plans/internal/targets.h"

#include <algorithm>

namespace bihuan::plans::internal {
namespace {

struct Comparison {
  std::string comparator;
  std::string direction;
  Range before;  // the words before the number; empty if none
  bool has_after = false;
  bool has_before = false;
  bool is_approximate = false;
};

class TargetFinder {
 public:
  TargetFinder(const Compilation& c, const ReadPiece& piece, const Clause& clause, const SentenceState& state)
      : c_(c),
        piece_(piece),
        clause_(clause),
        state_(state),
        text_(std::u32string_view(c.normal.text).substr(0, clause.range.end)) {}

  std::vector<FoundTarget> run() {
    if (clause_.first_quantity == clause_.last_quantity || state_.is_past || is_condition() || is_past() ||
        is_reckoning())
      return {};
    bool previous_taken = false;
    for (std::size_t i = clause_.first_quantity; i < clause_.last_quantity; ++i) {
      const bool chained = i > clause_.first_quantity && is_chain(i);
      const bool taken = chained ? previous_taken && may_chain(i) : accept(i);
      if (taken) take(i, chained);
      previous_taken = taken;
    }
    fill_units();
    cut_ranges();
    return std::move(found_);
  }

 private:
  const Quantity& quantity(std::size_t i) const { return piece_.lexed.quantities[i]; }
  bool has(WordClass word_class) const { return (clause_.words & bit(word_class)) != 0; }
  std::u32string_view slice(std::size_t begin, std::size_t end) const { return text_.substr(begin, end - begin); }

  // 超过…的，: for those that …
  bool is_condition() const { return clause_.range.end > clause_.range.begin + 1 && text_.back() == U'的'; }

  // What was done already. 比去年下降 is a baseline, 已…应于…完成 is not past.
  bool is_past() const {
    if (!has(WordClass::kPastWord) || state_.is_soft || state_.has_floor || has(WordClass::kSoftWord)) return false;
    const std::size_t first = quantity(clause_.first_quantity).range.begin;
    for (std::size_t i = clause_.range.begin; i < first; ++i) {
      if ((piece_.words_at(i) & bit(WordClass::kPastWord)) == 0 || piece_.nest_at(i) != Nest::kNone) continue;
      const char32_t prev = i > 0 ? c_.normal.text[i - 1] : U'\n';
      const WordMatch past = c_.language.longest(WordClass::kPastWord, text_, i);
      const char32_t next = i + past.length < text_.size() ? text_[i + past.length] : U'\n';
      if (prev == U'比' || prev == U'较' || prev == U'与' || prev == U'从' || prev == U'由' || next == U'的') continue;
      return true;
    }
    return false;
  }

  // 248天×8人=1984个工作日; 每下降1个百分点扣0.5分; 得40分: how something is counted.
  bool is_reckoning() const {
    bool equals = false;
    for (std::size_t i = clause_.range.begin; i < clause_.range.end; ++i) {
      const char32_t c = text_[i];
      if (c == U'×' || c == U'÷' || (c == U'=' && equals)) return true;
      equals = equals || c == U'=';
      if (c == U'每' && i + 1 < clause_.range.end && (piece_.words_at(i + 1) & bit(WordClass::kChangeVerb)) != 0)
        return true;
      if ((c == U'扣' || c == U'得') && is_score(i + 1)) return true;
    }
    return false;
  }
  bool is_score(std::size_t i) const {
    const std::size_t begin = i;
    while (i < clause_.range.end && (is_digit(text_[i]) || text_[i] == U'.' || text_[i] == U'满')) ++i;
    return i > begin && i < clause_.range.end && text_[i] == U'分' &&
           (i + 1 == clause_.range.end || text_[i + 1] != U'贝');
  }

  // 占总数的21% behind what is no end itself.
  bool is_mere_share(const Quantity& q, const Comparison& comparison) const {
    return q.unit == U"%" && text_[clause_.range.begin] == U'占' && !state_.follows_target && !comparison.has_before &&
           !comparison.has_after;
  }

  // 已 and a verb: 已整改20项, 已建成的12座; not what is done to 已建成的站房.
  bool is_done(const Quantity& q) const {
    for (std::size_t i = clause_.range.begin; i + 1 < q.range.begin; ++i) {
      if (text_[i] != U'已' || piece_.nest_at(i) != Nest::kNone) continue;
      const WordMatch verb = c_.language.longest(WordClass::kStrongVerb, text_, i + 1);
      if (verb.length == 0) continue;
      const std::size_t end = i + 1 + verb.length;
      if (end >= text_.size() || text_[end] != U'的' || end + 1 == q.range.begin) return true;
    }
    return false;
  }

  // 、 和 及 between this number and the one before, and nothing else: 分别达到65%和55%.
  bool is_chain(std::size_t i) const {
    const std::u32string_view between = slice(quantity(i - 1).range.end, quantity(i).range.begin);
    return between.size() == 1 && (between[0] == U'、' || between[0] == U'和' || between[0] == U'及' ||
                                   between[0] == U'与' || between[0] == U'或' || between[0] == U' ');
  }
  bool may_chain(std::size_t i) const {
    return quantity(i).kind != QuantityKind::kSet && quantity(i).range.begin > quantity(i - 1).range.end;
  }

  bool starts_chain(std::size_t i) const { return i + 1 < clause_.last_quantity && is_chain(i + 1); }

  Comparison compare(std::size_t i) const {
    const Quantity& q = quantity(i);
    Comparison result;
    std::size_t end = q.range.begin;
    if (const WordMatch about = c_.language.ending_at(WordClass::kApproximate, text_, end, clause_.range.begin);
        about.length != 0) {
      const WordMatch verb =
          c_.language.ending_at(WordClass::kStrongVerb, text_, end, clause_.range.begin);  // 签约15个
      if (verb.length <= about.length) {
        result.is_approximate = true;
        end -= about.length;
      }
    }
    WordMatch before = c_.language.ending_at(WordClass::kComparatorBefore, text_, end, clause_.range.begin);
    const WordMatch change = c_.language.ending_at(WordClass::kChangeVerb, text_, end, clause_.range.begin);
    std::size_t begin = end - std::max(before.length, change.length);
    if (change.length > before.length) {
      result.direction = change.value;
      result.comparator = ">=";
      result.has_before = true;
    } else if (before.length != 0) {
      result.comparator = before.value;
      result.has_before = true;
    } else {
      const std::size_t near = distant_comparator(end, before);
      if (near != 0) {
        result.comparator = before.value;
        result.has_before = true;
        begin = near;
      }
    }
    result.before = {begin, q.range.begin};
    read_after(q, result);
    if (result.is_approximate) result.comparator = "≈";
    if (q.high.has_value()) result.comparator = "range";
    if (q.kind == QuantityKind::kZero) result.comparator = std::string(q.zero_comparator);
    if (result.comparator.empty())
      result.comparator = q.is_open || state_.has_floor || has(WordClass::kFloorVerb) ? ">=" : "=";
    if (result.comparator == "=" && (state_.has_floor || has_floor_before(q.range.begin))) result.comparator = ">=";
    return result;
  }

  bool has_floor_before(std::size_t end) const {
    for (std::size_t i = clause_.range.begin; i < end; ++i) {
      if ((piece_.words_at(i) & bit(WordClass::kFloorVerb)) != 0) return true;
    }
    return false;
  }

  // 达到全市总数的90%: a few words stand between the comparator and the number.
  std::size_t distant_comparator(std::size_t end, WordMatch& match) const {
    constexpr std::size_t kReach = 10;
    const std::size_t first = std::max(clause_.range.begin, end > kReach ? end - kReach : 0);
    for (std::size_t i = end; i-- > first;) {
      if (is_digit(text_[i]) || text_[i] == U'、') break;
      if ((piece_.words_at(i) & bit(WordClass::kComparatorBefore)) == 0) continue;
      const WordMatch found = c_.language.longest(WordClass::kComparatorBefore, text_, i);
      if (found.value == "=" || found.length < 2 || i + found.length > end) continue;  // 达 in 达标 is none
      std::size_t start = i;  // the longest word around it: 不少于, not 少于
      while (start > clause_.range.begin && i - start < 3) {
        const WordMatch longer = c_.language.longest(WordClass::kComparatorBefore, text_, start - 1);
        if (start - 1 + longer.length < i + found.length) break;
        --start;
      }
      match = c_.language.longest(WordClass::kComparatorBefore, text_, start);
      if (match.value == "=") return 0;
      return start;
    }
    return 0;
  }

  void read_after(const Quantity& q, Comparison& result) const {
    std::size_t i = q.range.end;
    for (int step = 0; step < 2; ++step) {
      if (const WordMatch about = c_.language.longest(WordClass::kApproximate, text_, i);
          about.length != 0 && about.length > 1) {
        result.is_approximate = true;
        result.has_after = true;
        i += about.length;
        continue;
      }
      const WordMatch after = c_.language.longest(WordClass::kComparatorAfter, text_, i);
      if (after.length == 0 || after.length + i > text_.size()) return;
      if (after.length == 1) return;  // 起 alone
      if (!(result.comparator == ">" && after.value == ">=")) result.comparator = after.value;
      result.has_after = true;
      i += after.length;
    }
  }

  std::size_t behind_after(const Quantity& q) const {
    std::size_t i = q.range.end;
    if (text_.substr(i, 2) == U"之间") i += 2;
    for (int step = 0; step < 2; ++step) {
      const WordMatch after = c_.language.longest(WordClass::kComparatorAfter, text_, i);
      const WordMatch about = c_.language.longest(WordClass::kApproximate, text_, i);
      i += std::max(after.length, about.length > 1 ? about.length : 0);
    }
    return std::min(i, clause_.range.end);
  }

  // 10蒸吨/小时及以上的燃气锅炉, 1500头以上生猪养殖场, 厚度低于0.01毫米的地膜: selects the objects.
  bool is_threshold(const Quantity& q, const Comparison& comparison) const {
    if (q.kind == QuantityKind::kZero || q.unit == U"%") return false;
    const std::size_t end = behind_after(q);
    const char32_t next = end < clause_.range.end ? text_[end] : U'\n';
    const bool is_attribute = next == U'的' && end + 1 < clause_.range.end;
    const bool is_level = comparison.has_before && comparison.comparator != "=";  // 不少于10人的专班
    if (is_attribute && (q.kind == QuantityKind::kMeasure || is_level)) return true;
    if (!comparison.has_after || comparison.is_approximate) return false;
    std::u32string_view unit = q.unit;
    for (std::size_t skip = 0; skip < unit.size() && skip < 2; ++skip) {
      if (c_.language.whole(WordClass::kThresholdMeasure, unit.substr(skip)).length == 0) continue;
      if (is_attribute) return true;
      // A noun follows directly, and no verb: 35岁以下青年.
      const bool noun = next >= U'\u4E00' && next <= U'\u9FFF';
      const bool verb =
          noun && (piece_.words_at(end) & (bit(WordClass::kStrongVerb) | bit(WordClass::kComparatorBefore))) != 0;
      return noun && !verb;
    }
    return false;
  }

  bool is_benefit(const Quantity& q) const {
    if (!has(WordClass::kBenefit) && !has(WordClass::kEstimate)) return false;
    const bool is_money = q.unit.find(U'元') != std::u32string::npos || q.unit == U"分" ||
                          q.kind == QuantityKind::kBare || q.unit == U"%";
    for (std::size_t i = clause_.range.begin; i < clause_.range.end; ++i) {
      if ((piece_.words_at(i) & bit(WordClass::kEstimate)) != 0 && i < q.range.begin) return true;
      if ((piece_.words_at(i) & bit(WordClass::kBenefit)) != 0 && is_money) return true;
    }
    return false;
  }

  bool accept(std::size_t i) const {
    const Quantity& q = quantity(i);
    const Nest nest = piece_.nest_at(q.range.begin);
    if ((nest != Nest::kNone && nest != Nest::kRestating) || q.is_per || q.kind == QuantityKind::kSet) return false;
    const Comparison comparison = compare(i);
    if (is_threshold(q, comparison) || is_benefit(q) || is_prohibited(q) || is_starting_level(i) || is_rank(q) ||
        is_of_one_round(q) || is_done(q) || is_mere_share(q, comparison))
      return false;
    switch (q.kind) {
      case QuantityKind::kZero:
        return true;
      case QuantityKind::kMeasure:
        return accept_measure(i, comparison);
      case QuantityKind::kCount:
        return accept_count(i, comparison);
      case QuantityKind::kBare:
        return accept_bare(i, comparison);
      case QuantityKind::kSet:
        return false;
    }
    return false;
  }

  // 由85%提高到90%, 从30天缩短至20天: what it is now.
  bool is_starting_level(std::size_t i) const {
    const std::size_t begin = quantity(i).range.begin;
    return i + 1 < clause_.last_quantity && begin > clause_.range.begin &&
           (text_[begin - 1] == U'由' || text_[begin - 1] == U'从');
  }

  // 前20位, 后十名: a place among others.
  bool is_rank(const Quantity& q) const {
    if (q.range.begin <= clause_.range.begin || q.kind != QuantityKind::kCount) return false;
    const char32_t prev = text_[q.range.begin - 1];
    return prev == U'前' || prev == U'后' || prev == U'第';
  }

  // 巡河不少于30分钟: how one round is done, not an end.
  bool is_of_one_round(const Quantity& q) const {
    constexpr std::u32string_view kLengths = U"分钟 小时 公里 米 千米";
    if (q.kind != QuantityKind::kMeasure || kLengths.find(q.unit) == std::u32string_view::npos) return false;
    if (holds_work(clause_.range.begin, q.range.begin)) return false;
    return holds_round(clause_.range.begin, q.range.begin) || holds_round(state_.previous.begin, state_.previous.end);
  }
  bool holds_round(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      if ((piece_.words_at(i) & bit(WordClass::kRecurrentAct)) != 0 && piece_.nest_at(i) == Nest::kNone) return true;
    }
    return false;
  }
  // A verb other than the round itself: 完成河道排查30公里.
  bool holds_work(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint64_t words = piece_.words_at(i);
      if ((words & bit(WordClass::kStrongVerb)) != 0 &&
          (words & (bit(WordClass::kRecurrentAct) | bit(WordClass::kComparatorBefore))) == 0)
        return true;
    }
    return false;
  }

  // 不得…70%: the threshold of a prohibition, unless it bounds a target's value (不得超过).
  bool is_prohibited(const Quantity& q) const {
    for (std::size_t i = clause_.range.begin; i < q.range.begin; ++i) {
      if ((piece_.words_at(i) & bit(WordClass::kProhibition)) == 0 || piece_.nest_at(i) != Nest::kNone) continue;
      if ((piece_.words_at(i) & bit(WordClass::kComparatorBefore)) != 0) continue;
      return true;
    }
    return false;
  }

  bool has_rate_before(std::size_t end) const {
    for (std::size_t i = clause_.range.begin; i < end; ++i) {
      if ((piece_.words_at(i) & bit(WordClass::kRateNoun)) != 0 && piece_.nest_at(i) == Nest::kNone) return true;
    }
    return false;
  }

  bool accept_measure(std::size_t i, const Comparison& comparison) const {
    const Quantity& q = quantity(i);
    if (q.unit == U"%" || q.unit == U"‰" || q.unit.find(U"百分点") != std::u32string::npos) return true;
    const bool compared = comparison.has_before || comparison.has_after || !comparison.direction.empty();
    const bool is_time = q.unit == U"分钟" || q.unit == U"小时" || q.unit == U"个月" ||
                         q.unit.find(U"工作日") != std::u32string::npos || q.unit == U"岁" || q.unit == U"层" ||
                         q.unit == U"天" || q.unit == U"度";
    if (is_time)
      return compared && (has_rate_before(q.range.begin) || state_.follows_target) && !has(WordClass::kPeriodWord);
    if (compared || state_.carries_verb) return true;
    return has_rate_before(q.range.begin) || governing_verb(q.range.begin) == Verb::kStrong ||
           has(WordClass::kFloorVerb);
  }

  bool accept_bare(std::size_t i, const Comparison& comparison) const {
    const Quantity& q = quantity(i);
    if (q.is_chinese || !comparison.has_before) return starts_chain(i) && comparison.has_before;
    const std::size_t end = behind_after(q);
    const bool stands_alone =
        end >= clause_.range.end || text_[end] == U'，' || text_[end] == U'、' || text_[end] == U'（';
    if (starts_chain(i)) return has_rate_before(q.range.begin);
    return stands_alone && has_rate_before(comparison.before.begin + 0) && comparison.comparator != "<";
  }

  enum class Verb { kNone, kStrong, kWeak, kOngoing, kAlways };

  // The verb that governs the number at `end`: the last one before it decides, but a strong one is kept over what it
  // completes.
  Verb governing_verb(std::size_t end) const {
    Verb verb = Verb::kNone;
    bool always = false;
    std::size_t i = clause_.range.begin;
    while (i < end) {
      const std::uint64_t words = piece_.words_at(i);
      if (piece_.nest_at(i) != Nest::kNone) {
        ++i;
        continue;
      }
      const WordMatch strong = (words & bit(WordClass::kStrongVerb)) != 0
                                   ? c_.language.longest(WordClass::kStrongVerb, text_, i)
                                   : WordMatch{};
      const WordMatch weak =
          (words & bit(WordClass::kWeakVerb)) != 0 ? c_.language.longest(WordClass::kWeakVerb, text_, i) : WordMatch{};
      const WordMatch ongoing = (words & bit(WordClass::kOngoingWord)) != 0
                                    ? c_.language.longest(WordClass::kOngoingWord, text_, i)
                                    : WordMatch{};
      const std::size_t length = std::max({strong.length, weak.length, ongoing.length});
      if (length == 0 || i + length > end) {
        ++i;
        continue;
      }
      if (strong.length == length && weak.length < length && ongoing.length < length) {
        verb = Verb::kStrong;
      } else if (ongoing.length == length) {
        if (ongoing.value == "always") always = true;
        verb = ongoing.value == "always" ? Verb::kAlways : Verb::kOngoing;
      } else if (verb != Verb::kStrong) {
        verb = always ? Verb::kAlways : Verb::kWeak;
      }
      i += length;
    }
    return verb;
  }

  // 持续, 常态化: work without an end.
  bool has_always() const {
    for (std::size_t i = clause_.range.begin; i < clause_.range.end; ++i) {
      if (piece_.nest_at(i) != Nest::kNone || (piece_.words_at(i) & bit(WordClass::kOngoingWord)) == 0) continue;
      if (c_.language.longest(WordClass::kOngoingWord, text_, i).value == "always") return true;
    }
    return false;
  }

  bool has_finish_after(std::size_t begin) const {
    for (std::size_t i = begin; i < clause_.range.end; ++i) {
      if (piece_.nest_at(i) == Nest::kNone && (piece_.words_at(i) & bit(WordClass::kFinishNoun)) != 0) return true;
    }
    return false;
  }

  // A rate with its value follows in the clause: the count only says of how many things.
  bool is_scope_of_rate(std::size_t i) const {
    const std::size_t end = behind_after(quantity(i));
    if (end < clause_.range.end && text_[end] == U'、') return false;  // 公园8个、绿地面积20万平方米
    for (std::size_t j = i + 1; j < clause_.last_quantity; ++j) {
      const Quantity& later = quantity(j);
      if (piece_.nest_at(later.range.begin) != Nest::kNone) continue;
      if (later.kind == QuantityKind::kMeasure && (later.unit == U"%" || has_rate_before(later.range.begin)))
        return true;
      if (later.kind == QuantityKind::kCount && has_comparison(j)) return true;
      const std::u32string_view between = slice(quantity(i).range.end, later.range.begin);
      if (later.kind == QuantityKind::kCount && !between.empty() && between.back() == U'的')
        return true;  // 13个乡镇的35个村庄
    }
    return false;
  }

  bool has_comparison(std::size_t i) const {
    const Comparison comparison = compare(i);
    return (comparison.has_before && comparison.comparator != "=") || comparison.has_after;
  }

  bool accept_count(std::size_t i, const Comparison& comparison) const {
    const Quantity& q = quantity(i);
    if (counts_times(q) &&
        (has(WordClass::kPeriodWord) || has(WordClass::kPeriodNoun) || state_.is_recurrent || follows_every(q)))
      return false;
    if (q.is_chinese && q.value == Decimal(1) && !comparison.has_after &&
        !(comparison.has_before && comparison.comparator != "="))
      return false;
    if (is_campaign(q)) return false;
    const bool compared =
        (comparison.has_before && comparison.comparator != "=" && comparison.comparator != "<") || comparison.has_after;
    if (compared && comparison.direction.empty()) return true;
    if (names_follow(c_, q, clause_) || is_scope_of_rate(i)) return false;
    switch (governing_verb(q.range.begin)) {
      case Verb::kStrong:
        return true;
      case Verb::kAlways:
        return false;
      case Verb::kOngoing:
        return state_.carries_verb;
      case Verb::kWeak:
        return !has_always() && (state_.has_date || state_.carries_verb || has_finish_after(q.range.end));
      case Verb::kNone:
        break;
    }
    if (state_.carries_verb) return q.range.begin - clause_.range.begin <= 16;
    return (state_.has_date || state_.has_floor) && is_postposed(q) && has_strong_after_or_rate(q);
  }

  // 每3年, 每2个月: the number belongs to the period.
  bool follows_every(const Quantity& q) const {
    return q.range.begin > clause_.range.begin && text_[q.range.begin - 1] == U'每';
  }

  // 十大提质增效行动, 十条措施, 三年行动: a name.
  bool is_campaign(const Quantity& q) const {
    if (!q.is_chinese) return false;
    const std::size_t limit = std::min(clause_.range.end, q.range.end + 10);
    for (std::size_t i = q.range.end; i < limit && text_[i] != U'、'; ++i) {
      const WordMatch tail = c_.language.longest(WordClass::kCampaignTail, text_, i);
      if (tail.length != 0)
        return !(governing_verb(q.range.begin) == Verb::kStrong && q.kind == QuantityKind::kCount && tail.length == 2 &&
                 text_.substr(i, 2) == U"工程");
    }
    return false;
  }

  bool is_postposed(const Quantity& q) const {
    const std::size_t end = behind_after(q);
    return end >= clause_.range.end || text_[end] == U'、' || text_[end] == U'（';
  }
  bool has_strong_after_or_rate(const Quantity& q) const {
    return has_rate_before(q.range.begin) || has(WordClass::kStrongVerb);
  }

  void take(std::size_t i, bool chained) {
    const Quantity& q = quantity(i);
    FoundTarget target;
    target.quantity = i;
    target.unit = q.unit;
    target.is_chained = chained && !found_.empty();
    if (target.is_chained) {
      const FoundTarget& head = found_.back();
      target.comparator = head.comparator;
      target.direction = head.direction;
      target.subject = head.subject;
      target.comparator_range = head.comparator_range;
      Comparison own;
      read_after(q, own);
      if (!own.comparator.empty() && own.has_after) target.comparator = own.comparator;
    } else {
      const Comparison comparison = compare(i);
      target.comparator = comparison.comparator;
      target.direction = comparison.direction;
      target.comparator_range = comparison.has_before ? comparison.before : Range{q.range.begin, q.range.begin};
      target.subject = {behind_selection(i), target.comparator_range.begin};
      target.is_shared = plain_all(slice(target.subject.begin, q.range.begin)) != std::u32string_view::npos;
    }
    found_.push_back(std::move(target));
  }

  // 浓度超过70微克/立方米的A镇、B镇…: the subject begins behind what selects it.
  std::size_t behind_selection(std::size_t i) const {
    for (std::size_t j = i; j-- > clause_.first_quantity;) {
      const std::size_t end = behind_after(quantity(j));
      if (quantity(j).kind == QuantityKind::kMeasure && end < quantity(i).range.begin && text_[end] == U'的' &&
          is_threshold(quantity(j), compare(j)))
        return end + 1;
    }
    return clause_.range.begin;
  }

  // The unit follows only the last of a chain: 53和32微克/立方米. A rate without a unit is in percent.
  void fill_units() {
    for (std::size_t i = found_.size(); i-- > 0;) {
      FoundTarget& target = found_[i];
      if (!target.unit.empty()) continue;
      if (i + 1 < found_.size() && found_[i + 1].is_chained) {
        target.unit = found_[i + 1].unit;
      } else {
        const std::u32string_view subject = c_.view(target.subject);
        const bool is_share =
            subject.find(U'率') != std::u32string_view::npos || subject.find(U"比例") != std::u32string_view::npos ||
            subject.find(U"占比") != std::u32string_view::npos || subject.find(U"比重") != std::u32string_view::npos;
        if (is_share) target.unit = U"%";
      }
    }
    std::erase_if(found_, [&](const FoundTarget& t) { return t.unit.empty() && !is_pure(c_.view(t.subject)); });
  }

  // 综合指数, 利用系数: numbers without a unit.
  bool is_pure(std::u32string_view subject) const {
    if (!subject.empty() && (subject.back() == U'均' || subject.back() == U'要')) subject.remove_suffix(1);
    return c_.language.ending_at(WordClass::kRateNoun, subject, subject.size()).value == "pure";
  }

  // Each target gets its own part of the clause; a chain shares one.
  void cut_ranges() {
    std::size_t begin = clause_.range.begin;
    for (std::size_t i = 0; i < found_.size(); ++i) {
      std::size_t last = i;
      while (last + 1 < found_.size() && found_[last + 1].is_chained) ++last;
      std::size_t end = clause_.range.end;
      if (last + 1 < found_.size()) {
        const std::size_t from = quantity(found_[last].quantity).range.end;
        const std::size_t to = quantity(found_[last + 1].quantity).range.begin;
        end = to;
        for (std::size_t k = to; k-- > from;) {
          if (text_[k] == U'、' || text_[k] == U'，' || text_[k] == U'及' || text_[k] == U'和' || text_[k] == U'（') {
            end = k;
            break;
          }
        }
      }
      const std::size_t last_end = quantity(found_[last].quantity).range.end;
      if (piece_.nest_at(last_end - 1) == Nest::kRestating && end > last_end && text_[end - 1] == U'）')
        --end;  // （即…27天）
      for (std::size_t k = i; k <= last; ++k) {
        found_[k].range = {begin, end};
        found_[k].subject.begin = std::max(found_[k].subject.begin, begin);
        found_[k].subject.end = std::max(found_[k].subject.end, found_[k].subject.begin);
      }
      begin = end;
      while (begin < clause_.range.end && (text_[begin] == U'、' || text_[begin] == U'，' || text_[begin] == U'（'))
        ++begin;
      i = last;
    }
  }

  const Compilation& c_;
  const ReadPiece& piece_;
  const Clause& clause_;
  const SentenceState& state_;
  std::u32string_view text_;
  std::vector<FoundTarget> found_;
};

}  // namespace

std::size_t plain_all(std::u32string_view text) {
  constexpr std::u32string_view kAverages = U"年平人日月户亩户";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'均' && (i == 0 || kAverages.find(text[i - 1]) == std::u32string_view::npos)) return i;
  }
  return std::u32string_view::npos;
}

bool counts_times(const Quantity& quantity) {
  return quantity.unit == U"次" || quantity.unit == U"场" || quantity.unit == U"场次" || quantity.unit == U"轮" ||
         quantity.unit == U"期" || quantity.unit == U"回" || quantity.unit == U"遍" || quantity.unit == U"个次";
}

std::vector<FoundTarget> find_targets(const Compilation& c, const ReadPiece& piece, const Clause& clause,
                                      const SentenceState& state) {
  return TargetFinder(c, piece, clause, state).run();
}

}  // namespace bihuan::plans::internal
