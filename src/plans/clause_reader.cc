// Clause by clause: the kind of each, and what targets, duties and the rest say.
#include <algorithm>
#include <optional>

#include "plans/internal/clauses.h"
#include "plans/internal/targets.h"

namespace bihuan::plans::internal {
namespace {

// A deadline that reaches over following clauses.
struct DateScope {
  std::optional<DateMention> date;
  Deadline deadline;
  bool is_inherited = false;
};

class ClauseReader {
 public:
  explicit ClauseReader(Compilation& c) : c_(c) {}

  void run() {
    for (const Piece& piece : c_.pieces) read(piece);
  }

 private:
  // --- state
  // ----------------------------------------------------------------------------------------------------------

  void read(const Piece& piece) {
    const ReadPiece read = read_piece(c_, piece);
    piece_ = &read;
    item_ = piece.row >= 0    ? c_.item_of_row[static_cast<std::size_t>(piece.row)]
            : piece.node >= 0 ? c_.item_of_node[static_cast<std::size_t>(piece.node)]
                              : -1;
    node_ = piece.node >= 0 && piece.row < 0 ? &c_.outline.nodes[static_cast<std::size_t>(piece.node)] : nullptr;
    if (piece.opens_paragraph) paragraph_ = {};
    read_labelled_date(piece);
    sentence_ = paragraph_;
    state_ = {};
    duty_.reset();
    pending_ = std::nullopt;
    if ((node_ == nullptr || !node_->is_past) && !is_finding(piece)) {
      for (std::size_t i = 0; i < read.clauses.size(); ++i) read_clause(i);
    }
    read_lists(c_, read, item_);
    piece_ = nullptr;
  }

  // 反馈问题：…: the paragraph tells what was found.
  bool is_finding(const Piece& piece) const {
    const std::u32string_view text = c_.view(piece.range);
    const WordMatch label = c_.language.longest(WordClass::kPastHeading, text, 0);
    return label.length != 0 && label.length < text.size() && text[label.length] == U'：';
  }

  // The cell 完成时限 of the row, the part 完成时限：… of the unit list or of the item.
  void read_labelled_date(const Piece& piece) {
    has_labelled_date_ = false;
    if (piece.row >= 0) {
      const Range cell = c_.outline.rows[static_cast<std::size_t>(piece.row)].deadline;
      take_labelled_date(std::u32string_view(c_.normal.text).substr(0, cell.end), cell);
      return;
    }
    for (int node = piece.node; node >= 0; node = c_.outline.nodes[static_cast<std::size_t>(node)].parent) {
      const Range line = c_.deadline_of_node[static_cast<std::size_t>(node)];
      if (line.empty()) continue;
      take_labelled_date(std::u32string_view(c_.normal.text).substr(0, line.end), line);
      break;
    }
    if (piece.group < 0) return;
    const std::u32string& printed = c_.groups[static_cast<std::size_t>(piece.group)].list.deadline;
    take_labelled_date(printed, {0, printed.size()});
  }

  void take_labelled_date(std::u32string_view text, Range cell) {
    if (cell.empty()) return;
    const Lexed lexed = lex(c_.language, text, cell);
    for (const DateMention& date : lexed.dates) {
      if (date.role != DateRole::kDeadline && date.role != DateRole::kYear && date.role != DateRole::kSpan) continue;
      paragraph_.date = date;
      paragraph_.deadline = deadline_of(date, c_.horizon.first_year, c_.horizon.many_years());
      paragraph_.is_inherited = true;
      has_labelled_date_ = true;
    }
  }

  int context_year() const {
    if (sentence_.date.has_value() && sentence_.date->year != 0) return sentence_.date->year;
    if (paragraph_.date.has_value() && paragraph_.date->year != 0) return paragraph_.date->year;
    if (!c_.horizon.many_years()) return c_.horizon.last_year;
    return c_.horizon.first_year;
  }

  const Clause& clause(std::size_t i) const { return piece_->clauses[i]; }
  std::u32string_view view(Range r) const { return c_.view(r); }
  bool has(const Clause& clause, WordClass c) const { return (clause.words & bit(c)) != 0; }

  // --- one clause
  // -----------------------------------------------------------------------------------------------------

  void read_clause(std::size_t i) {
    const Clause& here = clause(i);
    here_ = &here;
    if (here.opens_sentence) {
      sentence_ = paragraph_;
      sentence_.is_inherited = true;
      state_ = {};
      duty_.reset();
      pending_ = std::nullopt;
    }
    own_date_ = false;
    read_dates(i);
    read_tense(here);
    state_.has_date = sentence_.date.has_value() && !(sentence_.is_inherited && has_labelled_date_);
    if (has_word_with_value(here, WordClass::kSoftWord, "sentence")) state_.is_soft = true;
    if (c_.view(here.range).starts_with(U"督促")) state_.is_urging = true;
    const std::vector<FoundTarget> targets = find_targets(c_, *piece_, here, state_);
    add_targets(here, targets);
    const bool is_duty = !state_.is_past && read_duties(here, targets);
    if (targets.empty() && !is_duty && !is_post_posed_ && !state_.is_past) add_other(i);
    // 200名副职后备人才 takes its verb from the clause before.
    if (!targets.empty() && counts_work(targets.back())) state_.carries_verb = true;
    if (has(here, WordClass::kFloorVerb) && !targets.empty()) state_.has_floor = true;
    state_.previous = here.range;
    state_.follows_target = !targets.empty();
    state_.is_recurrent = is_duty;
    if (here.ends_part) {
      state_.is_soft = false;
      state_.has_floor = false;
    }
    if (here.ends_sentence) state_.carries_verb = false;
  }

  // 9个, 500亩: work that is done under a verb, not a level that is reached.
  bool counts_work(const FoundTarget& target) const {
    const Quantity& quantity = piece_->lexed.quantities[target.quantity];
    if (quantity.kind == QuantityKind::kCount) return true;
    return quantity.kind == QuantityKind::kMeasure && target.comparator == "=" && target.unit != U"%" &&
           target.comparator_range.empty();
  }

  bool has_word_with_value(const Clause& clause, WordClass word_class, std::string_view value) const {
    if (!has(clause, word_class)) return false;
    for (std::size_t i = clause.range.begin; i < clause.range.end; ++i) {
      if (piece_->nest_at(i) != Nest::kNone || (piece_->words_at(i) & bit(word_class)) == 0) continue;
      const WordMatch match =
          c_.language.longest(word_class, std::u32string_view(c_.normal.text).substr(0, clause.range.end), i);
      if (match.value == value) return true;
    }
    return false;
  }

  // 截至目前…, “十三五”期间…, 2022年… in a plan for 2023: what follows in the sentence is done, until it turns to the
  // plan.
  void read_tense(const Clause& here) {
    if (own_date_ || has(here, WordClass::kSoftWord) || has(here, WordClass::kFloorVerb)) state_.is_past = false;
    if (names_past_time(here)) state_.is_past = true;
    if (here.opens_sentence && opens_with_past(here)) state_.is_past = true;
  }

  // 截至目前, 全市现有…; not 对现有….
  bool opens_with_past(const Clause& here) const {
    constexpr std::size_t kReach = 4;
    constexpr std::u32string_view kObjects = U"对将把比较从由以";
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, here.range.end);
    for (std::size_t i = here.range.begin; i < here.range.end && i <= here.range.begin + kReach; ++i) {
      if (kObjects.find(text[i]) != std::u32string_view::npos) return false;
      if (c_.language.longest(WordClass::kPastWord, text, i).value == "sentence") return true;
    }
    return false;
  }

  bool names_past_time(const Clause& here) const {
    const int first = c_.horizon.first_year;
    if (first == 0) return false;
    for (std::size_t d = here.first_date; d < here.last_date; ++d) {
      const DateMention& date = piece_->lexed.dates[d];
      if (date.range.begin > lead_end(here) + 2) return false;
      switch (date.role) {
        case DateRole::kYear:
          return date.year < first && !is_attribute_of_noun(date, here);
        case DateRole::kFiveYears:
          return date.end_year < first;
        case DateRole::kDeadline: {  // 截至2023年底, 截至3月12日
          const bool is_gone = date.year != 0 ? date.year < first : date.day != 0 && !date.has_end;
          return is_gone && view(date.range).starts_with(U"截");
        }
        case DateRole::kStart:
          return view(date.range).ends_with(U"以来") && date.year < first;
        case DateRole::kOther:
          return date.range.begin <= lead_end(here) && date.year != 0 && date.year < first &&
                 date.range.end < here.range.end && view(date.range).ends_with(U"年度");
        default:
          break;
      }
    }
    return false;
  }

  // 2019年…超过70…的乡镇: the year belongs to what is chosen.
  bool is_attribute_of_noun(const DateMention& date, const Clause& here) const {
    return view({date.range.end, here.range.end}).find(U'的') != std::u32string_view::npos;
  }

  // --- deadlines
  // ------------------------------------------------------------------------------------------------------

  void read_dates(std::size_t i) {
    const Clause& here = clause(i);
    is_post_posed_ = false;
    window_ = std::nullopt;
    for (std::size_t d = here.first_date; d < here.last_date; ++d) {
      const DateMention& date = piece_->lexed.dates[d];
      if (!view(date.range).starts_with(U'“') && date.range.begin >= piece_->piece.range.begin &&
          piece_->nest_at(std::max(date.range.begin, here.range.begin)) != Nest::kNone)
        continue;
      if (date.role == DateRole::kSpan || date.role == DateRole::kStart) {
        window_ = date;
        continue;
      }
      if (!is_deadline(date, here)) continue;
      if (date.role == DateRole::kDuration) {
        set_duration(date);
        continue;
      }
      const bool opens = here.opens_sentence && date.range.begin <= lead_end(here);
      sentence_.deadline = deadline_of(date, context_year(), c_.horizon.many_years());
      sentence_.date = date;
      sentence_.is_inherited = false;
      own_date_ = true;
      // A bare year that opens the paragraph reaches to its end; so does a dated block.
      const bool is_bare_year = date.year != 0 && date.month == 0 && date.last_month == 0;
      const bool opens_piece = piece_->piece.opens_paragraph && i == 0;
      if (opens && is_bare_year && (opens_piece || piece_->piece.is_dash || paragraph_.date.has_value()) &&
          !c_.normal.text.empty()) {
        paragraph_ = sentence_;
        paragraph_.is_inherited = true;
      }
      settle_post_posed(i, date);
    }
  }

  // Where a clause begins after its label: 主要指标：到2020年
  std::size_t lead_end(const Clause& here) const {
    const std::u32string_view text = view(here.range);
    const std::size_t colon = text.find(U'：');
    return here.range.begin + (colon != std::u32string_view::npos && colon <= 12 ? colon + 1 : 0);
  }

  bool is_deadline(const DateMention& date, const Clause& here) const {
    if (date.role == DateRole::kDeadline) return !is_every(date) && !is_attribute(date, here);
    if (date.role == DateRole::kDuration)
      return date.has_by && c_.horizon.count_from != 0 && !has(here, WordClass::kPeriodBreak);
    if (date.role != DateRole::kYear) return false;
    const std::size_t begin = std::max(date.range.begin, here.range.begin);
    if (begin > lead_end(here) + 2) return false;
    if (date.range.end < here.range.end && c_.normal.text[date.range.end] == U'的') return false;
    return date.year >= c_.horizon.first_year || c_.horizon.first_year == 0;
  }

  // 纳入年底目标考核: the word qualifies a noun.
  bool is_attribute(const DateMention& date, const Clause& here) const {
    if (!date.is_whole_year || date.has_by || date.has_end || date.range.end >= here.range.end) return false;
    if (date.range.begin <= here.range.begin + 6) return false;
    constexpr auto kVerbs = bit(WordClass::kStrongVerb) | bit(WordClass::kDeliverableVerb) | bit(WordClass::kAdverb) |
                            bit(WordClass::kComparatorBefore);
    return (piece_->words_at(date.range.end) & kVerbs) == 0;
  }

  // 每年12月底前: belongs to a duty.
  bool is_every(const DateMention& date) const {
    return date.range.begin >= 2 && date.year == 0 && c_.normal.text[date.range.begin - 1] == U'年' &&
           c_.normal.text[date.range.begin - 2] == U'每';
  }

  void set_duration(const DateMention& date) {
    DateMention end;
    end.role = DateRole::kDeadline;
    end.year = c_.horizon.count_from + date.end_year - 1;
    end.has_end = true;
    end.range = date.range;
    sentence_.date = end;
    sentence_.deadline = deadline_of(end, end.year, true);
    sentence_.is_inherited = false;
    own_date_ = true;
  }

  // 开展…详查，2018年底前完成。: the date belongs to what stands before it.
  void settle_post_posed(std::size_t i, const DateMention& date) {
    const Clause& here = clause(i);
    if (i == 0 || here.opens_sentence || date.range.end >= here.range.end) return;
    const std::u32string_view rest = trim_marks(view({date.range.end, here.range.end}));
    if (rest != U"完成" && rest != U"全面完成" && rest != U"基本完成" && rest != U"全部完成" && rest != U"建成" &&
        rest != U"前完成")
      return;
    is_post_posed_ = true;
    Commitment done = common(Kind::kDeliverable, {clause(i - 1).range.begin, here.range.end});
    // What had been taken for unending work has an end after all.
    if (!c_.plan.ongoing.empty() && c_.plan.ongoing.back().span.end == c_.span(clause(i - 1).range).end) {
      done.span.begin = c_.plan.ongoing.back().span.begin;
      done.text = c_.plan.ongoing.back().text + "，" + c_.utf8(here.range);
      c_.plan.ongoing.pop_back();
    }
    c_.plan.deliverables.push_back(std::move(done));
  }

  // --- what all commitments share
  // -------------------------------------------------------------------------------------

  Commitment common(Kind kind, Range range) {
    Commitment commitment;
    commitment.kind = kind;
    commitment.span = c_.span(range);
    commitment.text = c_.utf8(range);
    if (item_ >= 0) commitment.item = c_.plan.items[static_cast<std::size_t>(item_)].id;
    commitment.strength = state_.is_soft ? Strength::kSoft : Strength::kHard;
    add_units(commitment);
    const bool has_end = kind == Kind::kTarget || kind == Kind::kDeliverable || kind == Kind::kQualitative;
    if (sentence_.date.has_value() && kind != Kind::kProhibition && kind != Kind::kPrinciple) {
      commitment.deadline = sentence_.deadline.text;
      commitment.due = sentence_.deadline.due;
      commitment.deadline_origin = own_date_ ? Origin::kText : Origin::kInherited;
    } else if (has_end) {
      commitment.deadline = c_.horizon.default_deadline;
      commitment.due = c_.horizon.default_due;
      commitment.deadline_origin = Origin::kDefault;
    }
    return commitment;
  }

  void add_units(Commitment& commitment) const {
    const int group = piece_->piece.group;
    if (group >= 0) {
      for (const ListedUnit& unit : c_.groups[static_cast<std::size_t>(group)].list.units) {
        UnitRef ref;
        ref.name = encode_utf8(unit.name);
        ref.role = unit.role == "lead" ? Role::kLead : unit.role == "assist" ? Role::kAssist : Role::kResponsible;
        const bool known = std::any_of(commitment.units.begin(), commitment.units.end(),
                                       [&](const UnitRef& u) { return u.name == ref.name; });
        if (!known) commitment.units.push_back(std::move(ref));
      }
    }
    if (c_.defaults.empty() || group < 0 || static_cast<std::size_t>(group) < c_.defaults_from) return;
    for (const std::u32string& name : c_.defaults) {
      UnitRef ref{encode_utf8(name), Role::kResponsible, Origin::kDefault};
      const bool known = std::any_of(commitment.units.begin(), commitment.units.end(),
                                     [&](const UnitRef& u) { return u.name == ref.name; });
      if (!known) commitment.units.push_back(std::move(ref));
    }
  }

  // --- targets
  // --------------------------------------------------------------------------------------------------------

  void add_targets(const Clause& here, const std::vector<FoundTarget>& found) {
    const bool soft = state_.is_soft || has(here, WordClass::kSoftWord);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const FoundTarget& one = found[i];
      const Quantity& quantity = piece_->lexed.quantities[one.quantity];
      Target target;
      static_cast<Commitment&>(target) = common(Kind::kTarget, one.range);
      target.strength = soft && soft_before(here, quantity.range.begin) ? Strength::kSoft : target.strength;
      target.comparator = one.comparator;
      target.value = quantity.value;
      target.value_high = quantity.high;
      target.unit = encode_utf8(one.unit);
      target.direction = one.direction;
      if (quantity.kind == QuantityKind::kZero) target.value = Decimal(0);
      target.period = period_of(here, quantity.range.begin);
      describe(target, here, found, i);
      const std::size_t copies = one.is_shared ? shared_members(one).size() : 1;
      if (copies < 2) {
        c_.plan.targets.push_back(std::move(target));
        continue;
      }
      const std::vector<std::string> names = expand_members(c_.view(clean_subject(one)), copies);
      for (std::size_t k = 0; k < copies; ++k) {
        target.indicator = names[k];
        c_.plan.targets.push_back(target);
      }
    }
  }

  bool soft_before(const Clause& here, std::size_t end) const {
    for (std::size_t i = here.range.begin; i < end; ++i) {
      if ((piece_->words_at(i) & bit(WordClass::kSoftWord)) != 0 && piece_->nest_at(i) == Nest::kNone) return true;
    }
    return false;
  }

  // 每年…200个: the value is per year.
  std::string period_of(const Clause& here, std::size_t end) const {
    if (!has(here, WordClass::kPeriodWord)) return "";
    for (std::size_t i = here.range.begin; i < end; ++i) {
      if ((piece_->words_at(i) & bit(WordClass::kPeriodWord)) == 0) continue;
      return std::string(c_.language.longest(WordClass::kPeriodWord, c_.normal.text, i).value);
    }
    return "";
  }

  // The subject without date, soft words, adverbs and 其中.
  Range clean_subject(const FoundTarget& one) const {
    Range r = one.subject;
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, r.end);
    bool again = true;
    while (again && r.begin < r.end) {
      again = false;
      for (std::size_t d = here_->first_date; d < here_->last_date; ++d) {
        const DateMention& date = piece_->lexed.dates[d];
        if (date.range.begin <= r.begin && date.range.end > r.begin && date.role != DateRole::kOther) {
          r.begin = std::min(date.range.end, r.end);
          again = true;
        }
      }
      for (const WordClass c : {WordClass::kSoftWord, WordClass::kFloorVerb, WordClass::kDeadlineLead,
                                WordClass::kAdverb, WordClass::kPeriodWord}) {
        const WordMatch match = c_.language.longest(c, text, r.begin);
        if (match.length != 0 && r.begin + match.length <= r.end && !(c == WordClass::kAdverb && match.length < 2) &&
            !(c == WordClass::kDeadlineLead && match.length < 2)) {
          r.begin += match.length;
          again = true;
        }
      }
      while (r.begin < r.end && (text[r.begin] == U'，' || text[r.begin] == U'、' || text[r.begin] == U'：' ||
                                 text.substr(r.begin, 2) == U"其中")) {
        r.begin += text.substr(r.begin, 2) == U"其中" ? 2 : 1;
        again = true;
      }
    }
    // 分别, 均, 总体 and the like at the end
    bool trimmed = true;
    while (trimmed && r.end > r.begin + 2) {
      trimmed = false;
      if (text.substr(0, r.end).ends_with(U"分别") || text.substr(0, r.end).ends_with(U"总体") ||
          text.substr(0, r.end).ends_with(U"力争")) {
        r.end -= 2;
        trimmed = true;
      } else if (c_.normal.text[r.end - 1] == U'均' || c_.normal.text[r.end - 1] == U'要' ||
                 c_.normal.text[r.end - 1] == U'应') {
        --r.end;
        trimmed = true;
      }
    }
    r.begin = std::min(r.begin, r.end);
    return r;
  }

  std::vector<std::u32string_view> shared_members(const FoundTarget& one) const {
    std::u32string_view subject = c_.view(clean_subject(one));
    const std::size_t all = plain_all(subject);
    if (all != std::u32string_view::npos) subject = subject.substr(0, all);
    return members_of(subject);
  }

  // 花生种植、收获机械化率 -> 花生种植机械化率, 花生收获机械化率
  std::vector<std::string> expand_members(std::u32string_view subject, std::size_t count) const {
    std::vector<std::u32string_view> parts = members_of(subject);
    std::vector<std::string> names;
    if (parts.size() != count || count < 2) {
      names.assign(count, encode_utf8(subject));
      return names;
    }
    const std::u32string_view last = parts.back();
    std::u32string_view tail;
    if (const std::size_t close = last.rfind(U'）'); close != std::u32string_view::npos && close + 1 < last.size()) {
      tail = last.substr(close + 1);
    } else {
      const std::size_t member = count > 2 ? parts[1].size() : std::min<std::size_t>(2, last.size());
      tail = last.size() > member ? last.substr(member) : std::u32string_view{};
    }
    const std::u32string_view first = parts.front();
    const bool ends_as_rate = c_.language.ending_at(WordClass::kRateNoun, first, first.size()).length != 0;
    for (std::size_t i = 0; i < count; ++i) {
      std::u32string name(parts[i]);
      if (!ends_as_rate && i + 1 < count) name.append(tail);
      const bool is_act =
          first.size() > 3 && c_.language.whole(WordClass::kStrongVerb, first.substr(first.size() - 2)).length != 0;
      if (i > 0 && is_act && !ends_as_rate && tail.size() + 2 == last.size() && first.size() > 2 &&
          first.find(U'）') == std::u32string_view::npos && is_short(parts[i], i + 1 == count, tail.size())) {
        name.insert(0, std::u32string(first.substr(0, first.size() - 2)));
      }
      names.push_back(encode_utf8(name));
    }
    return names;
  }
  static bool is_short(std::u32string_view part, bool is_last, std::size_t tail) {
    return (is_last ? part.size() - tail : part.size()) <= 2;
  }

  void describe(Target& target, const Clause& here, const std::vector<FoundTarget>& found, std::size_t i) {
    const FoundTarget& one = found[i];
    const Range subject = clean_subject(one);
    std::u32string indicator(c_.view(subject));
    const Quantity& quantity = piece_->lexed.quantities[one.quantity];
    std::size_t chain_begin = i;
    while (chain_begin > 0 && found[chain_begin].is_chained) --chain_begin;
    std::size_t chain_end = i + 1;
    while (chain_end < found.size() && found[chain_end].is_chained) ++chain_end;
    const std::size_t chain = chain_end - chain_begin;
    if (chain > 1) {
      const std::vector<std::string> names = chain_names(subject, chain);
      target.indicator = names[i - chain_begin];
    }
    read_scope(target, subject, indicator);
    read_baseline(target, here);
    if (chain > 1) return;
    if (quantity.kind == QuantityKind::kCount || !ends_with_rate(indicator)) {
      if (one.comparator_range.end > one.comparator_range.begin && c_.view(one.comparator_range) == U"覆盖")
        indicator += U"覆盖";
      Range behind{quantity.range.end, one.range.end};
      std::u32string after(trim_marks(c_.view(behind)));
      for (const std::u32string_view word :
           {std::u32string_view(U"以上"), std::u32string_view(U"左右"), std::u32string_view(U"以下"),
            std::u32string_view(U"以内"), std::u32string_view(U"及以上"), std::u32string_view(U"的")}) {
        if (after.starts_with(word)) after.erase(0, word.size());
      }
      indicator += after;
    }
    if (target.indicator.empty()) target.indicator = encode_utf8(indicator);
    if (indicator.size() >= 2 || here.opens_sentence || state_.previous.empty()) return;
    // 力争10%: says no more than the value; the clause before says of what.
    const bool follows_target =
        !c_.plan.targets.empty() && c_.plan.targets.back().span.end == c_.span(state_.previous).end;
    target.indicator = follows_target ? c_.plan.targets.back().indicator : c_.utf8(state_.previous);
  }

  bool ends_with_rate(std::u32string_view text) const {
    return c_.language.ending_at(WordClass::kRateNoun, text, text.size()).length != 0 ||
           (!text.empty() && text.back() == U'）');
  }

  // The indicators of values in a row: members of the subject, or of the clause before it.
  std::vector<std::string> chain_names(Range subject, std::size_t chain) const {
    const std::u32string_view text = c_.view(subject);
    if (members_of(text).size() == chain) return expand_members(text, chain);
    if (!state_.previous.empty()) {
      const std::vector<std::u32string_view> before = members_of(c_.view(state_.previous));
      if (before.size() == chain) {
        std::vector<std::string> names;
        for (const std::u32string_view member : before) names.push_back(encode_utf8(member) + encode_utf8(text));
        return names;
      }
    }
    // COD、氨氮、总氮和总磷在…的基础上，每年…: the members stand further in front.
    return std::vector<std::string>(chain, encode_utf8(text));
  }

  // 全市…, 纳入省级考核的7个断面…: of what the value is.
  void read_scope(Target& target, Range subject, std::u32string& indicator) {
    for (std::size_t q = here_->first_quantity; q < here_->last_quantity; ++q) {
      const Quantity& quantity = piece_->lexed.quantities[q];
      if (quantity.range.begin < subject.begin || quantity.range.end > subject.end ||
          quantity.kind != QuantityKind::kCount)
        continue;
      const std::size_t end = object_end(c_, *piece_, quantity.range.end, subject.end);
      target.scope = c_.utf8({subject.begin, end});
      if (end < subject.end) indicator = std::u32string(c_.view({end, subject.end}));
      return;
    }
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, subject.end);
    const WordMatch area = c_.language.longest(WordClass::kArea, text, subject.begin);
    if (area.length == 0) return;
    target.scope = c_.utf8({subject.begin, subject.begin + area.length});
    indicator = std::u32string(c_.view({subject.begin + area.length, subject.end}));
  }

  // 比2020年, 在2016年排污总量的基础上
  void read_baseline(Target& target, const Clause& here) {
    for (std::size_t d = here.first_date; d < here.last_date; ++d) {
      const DateMention& date = piece_->lexed.dates[d];
      const std::size_t begin = date.range.begin;
      const char32_t prev = begin > 0 ? c_.normal.text[begin - 1] : U'\n';
      if (date.year == 0) continue;
      if (prev == U'比' || prev == U'较') target.baseline = c_.utf8({begin - 1, date.range.end});
    }
    const std::u32string_view text = c_.view(here.range);
    const std::size_t base = text.find(U"基础上");
    const std::size_t in = text.find(U'在');
    if (base != std::u32string_view::npos && in != std::u32string_view::npos && in < base) {
      target.baseline = c_.utf8({here.range.begin + in, here.range.begin + base + 3});
    } else if (!state_.previous.empty()) {
      const std::u32string_view before = c_.view(state_.previous);
      const std::size_t at = before.rfind(U'在');
      if (before.ends_with(U"基础上") && at != std::u32string_view::npos)
        target.baseline = encode_utf8(before.substr(at));
    }
  }

  // --- duties
  // ---------------------------------------------------------------------------------------------------------

  struct DutyPeriod {
    std::string period;
    Range word;
    bool counts = true;  // false: 定期, 适时
  };

  bool read_duties(const Clause& here, const std::vector<FoundTarget>& targets) {
    std::optional<DutyPeriod> period = find_period(here);
    std::vector<std::size_t> times;
    for (std::size_t q = here.first_quantity; q < here.last_quantity; ++q) {
      const Quantity& quantity = piece_->lexed.quantities[q];
      if (piece_->nest_at(quantity.range.begin) == Nest::kNone && counts_times(quantity)) times.push_back(q);
    }
    if (!period.has_value()) {
      if (duty_.has_value() && duty_->counts && !times.empty() &&
          piece_->lexed.quantities[times[0]].range.begin <= here.range.begin + 2) {
        add_duty(here, *duty_, here.range, times[0], false);  // 每月至少…1次…，1次…
        return true;
      }
      return false;
    }
    if (period->counts && is_change_per_year(here, targets)) return false;
    if (period->counts && times.empty() && is_benefit_period(here)) return false;
    duty_ = period;
    const bool has_quantity = !targets.empty();
    if (const std::vector<Clause> parts = parts_with_periods(here); parts.size() > 1) {
      for (const Clause& part : parts) add_part(part);
      return true;
    }
    if (times.size() < 2) {
      add_duty(here, *period, here.range, times.empty() ? kNone : times[0], has_quantity);
      return true;
    }
    for (std::size_t k = 0; k < times.size(); ++k) {
      const std::size_t begin = k == 0 ? here.range.begin : piece_->lexed.quantities[times[k]].range.begin;
      const std::size_t end =
          k + 1 < times.size() ? piece_->lexed.quantities[times[k + 1]].range.begin : here.range.end;
      add_duty(here, *period, {begin, end}, times[k], has_quantity);
    }
    return true;
  }

  // 一月一调度、一季一通报; 县级每季度巡查1次、乡级每月巡查1次: each part with its own period is a duty of its own.
  std::vector<Clause> parts_with_periods(const Clause& here) const {
    std::vector<Clause> parts;
    std::size_t begin = here.range.begin;
    for (std::size_t i = begin; i <= here.range.end; ++i) {
      if (i < here.range.end && (c_.normal.text[i] != U'、' || piece_->nest_at(i) != Nest::kNone)) continue;
      Clause part = here;
      part.range = {begin, i};
      begin = i + 1;
      const std::optional<DutyPeriod> period = find_period(part);
      if (period.has_value() && period->counts) {
        parts.push_back(part);
      } else if (!parts.empty()) {
        parts.back().range.end = i;
      } else {
        begin = part.range.begin;  // belongs to the first part
      }
    }
    return parts;
  }

  void add_part(const Clause& part) {
    std::size_t times = kNone;
    for (std::size_t q = part.first_quantity; q < part.last_quantity && times == kNone; ++q) {
      const Quantity& quantity = piece_->lexed.quantities[q];
      const bool inside = quantity.range.begin >= part.range.begin && quantity.range.end <= part.range.end;
      if (inside && piece_->nest_at(quantity.range.begin) == Nest::kNone && counts_times(quantity)) times = q;
    }
    if (const std::optional<DutyPeriod> period = find_period(part); period.has_value())
      add_duty(part, *period, part.range, times, false);
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // 每年削减2%: a target per year, nothing to do each year.
  bool is_change_per_year(const Clause& here, const std::vector<FoundTarget>& targets) const {
    (void)here;
    return std::any_of(targets.begin(), targets.end(),
                       [&](const FoundTarget& t) { return t.unit == U"%" || !t.direction.empty(); });
  }

  bool is_benefit_period(const Clause& here) const { return has(here, WordClass::kPeriodBreak); }

  std::optional<DutyPeriod> find_period(const Clause& here) const {
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, here.range.end);
    std::optional<DutyPeriod> found;
    for (std::size_t i = here.range.begin; i < here.range.end; ++i) {
      if (piece_->nest_at(i) != Nest::kNone) continue;
      if (text[i] == U'每') {
        if (std::optional<DutyPeriod> every = read_every(text, i, here)) {
          found = every;  // the finer one of 每年的3月至12月每月 stands last
          i = every->word.end - 1;
          continue;
        }
      }
      const std::uint64_t words = piece_->words_at(i);
      if (found.has_value()) continue;
      if ((words & bit(WordClass::kPeriodWord)) != 0 && may_begin_period(text, i, here)) {
        const WordMatch match = c_.language.longest(WordClass::kPeriodWord, text, i);
        found = DutyPeriod{std::string(match.value), {i, i + match.length}, true};
        i += match.length - 1;
      } else if ((words & bit(WordClass::kPeriodNoun)) != 0) {
        found = period_noun(text, i, here);
      } else if ((words & bit(WordClass::kVaguePeriod)) != 0) {
        found = vague_period(text, i, here, WordClass::kVaguePeriod, 40);
      } else if ((words & bit(WordClass::kWeakPeriod)) != 0) {
        const bool is_daily = text[i] == U'日';
        found = vague_period(text, i, here, WordClass::kWeakPeriod, is_daily ? 4 : 24);
      }
    }
    return found;
  }

  // 月调度 after 实行 or 、; not in 3月调度, 次年考核.
  static bool may_begin_period(std::u32string_view text, std::size_t i, const Clause& here) {
    constexpr std::u32string_view kShort = U"日周旬月季年";
    constexpr std::u32string_view kBefore = U"、“和及行立持施按化以取";
    return kShort.find(text[i]) == std::u32string_view::npos || i == here.range.begin ||
           kBefore.find(text[i - 1]) != std::u32string_view::npos;
  }

  // 每月, 每3年, 每两个月; 每个, 每户 and 每次 are no periods.
  std::optional<DutyPeriod> read_every(std::u32string_view text, std::size_t i, const Clause& here) const {
    const WordMatch match = c_.language.longest(WordClass::kPeriodWord, text, i);
    if (match.length != 0) {
      const std::size_t end = i + match.length;
      // 每年的3月至12月每月…: only the window; 每月的 an attribute
      return DutyPeriod{std::string(match.value), {i, end}, true};
    }
    std::size_t j = i + 1;
    int number = 0;
    while (j < here.range.end && is_digit(text[j])) number = number * 10 + static_cast<int>(text[j++] - U'0');
    if (number == 0) {
      if (const SmallNumber small = small_chinese_number(text, j); small.length != 0) {
        number = small.value;
        j += small.length;
      } else if (j < here.range.end && text[j] == U'两') {
        number = 2;
        ++j;
      }
    }
    if (number < 1 || number > 100 || j >= here.range.end) return std::nullopt;
    if (text[j] == U'个' && j + 1 < here.range.end) ++j;
    const char32_t unit = text[j];
    const char* name = unit == U'年'                    ? "year"
                       : unit == U'月'                  ? "month"
                       : unit == U'天' || unit == U'日' ? "day"
                       : unit == U'周'                  ? "week"
                       : unit == U'季'                  ? "quarter"
                                                        : nullptr;
    if (name == nullptr) return std::nullopt;
    std::string period = number == 1 ? name : std::to_string(number) + " " + name + "s";
    return DutyPeriod{std::move(period), {i, j + 1}, true};
  }

  std::optional<DutyPeriod> period_noun(std::u32string_view text, std::size_t i, const Clause& here) const {
    const WordMatch match = c_.language.longest(WordClass::kPeriodNoun, text, i);
    const char32_t prev = i > here.range.begin ? text[i - 1] : U'\n';
    if (is_digit(prev) || is_chinese_digit(prev) || prev == U'第' || prev == U'上' || prev == U'本' || prev == U'下' ||
        prev == U'各')
      return std::nullopt;
    const bool verb = c_.language.ending_at(WordClass::kStrongVerb, text, i, here.range.begin).length != 0 ||
                      c_.language.ending_at(WordClass::kWeakVerb, text, i, here.range.begin).length != 0 ||
                      text.substr(here.range.begin, i - here.range.begin).ends_with(U"实行") ||
                      text.substr(here.range.begin, i - here.range.begin).ends_with(U"按");
    if (!verb) return std::nullopt;
    return DutyPeriod{std::string(match.value), {i, i + match.length}, true};
  }

  std::optional<DutyPeriod> vague_period(std::u32string_view text, std::size_t i, const Clause& here,
                                         WordClass word_class, std::size_t reach) const {
    const WordMatch match = c_.language.longest(word_class, text, i);
    const std::size_t begin = i + match.length;
    const std::size_t end = std::min(here.range.end, begin + reach);
    if (begin >= here.range.end) return std::nullopt;
    if (word_class == WordClass::kWeakPeriod) {
      bool act = false;
      for (std::size_t k = begin; k < end && !act; ++k)
        act = (piece_->words_at(k) & bit(WordClass::kRecurrentAct)) != 0 && k + 2 <= end;
      if (!act) return std::nullopt;
    }
    return DutyPeriod{encode_utf8(text.substr(i, match.length)), {i, begin}, false};
  }

  void add_duty(const Clause& here, const DutyPeriod& period, Range range, std::size_t times, bool has_quantity) {
    Duty duty;
    static_cast<Commitment&>(duty) = common(Kind::kDuty, range);
    duty.deadline.clear();
    duty.due.clear();
    duty.period = period.period;
    if (period.counts) duty.min_count = 1;
    if (times != kNone && period.counts) {
      const Decimal value = piece_->lexed.quantities[times].value;
      if (value.places() == 0 && value.mantissa() > 0) duty.min_count = value.mantissa();
    }
    if (has_quantity) {
      for (std::size_t q = here.first_quantity; q < here.last_quantity; ++q) {
        const Quantity& quantity = piece_->lexed.quantities[q];
        if (!counts_times(quantity) && quantity.kind != QuantityKind::kSet) duty.quantity = c_.utf8(quantity.range);
      }
    }
    const bool inside = period.word.begin >= range.begin && period.word.end <= range.end;
    const Range before = inside ? Range{range.begin, period.word.begin} : Range{range.begin, range.begin};
    const Range after = inside ? Range{period.word.end, range.end} : range;
    duty.action = encode_utf8(trim_marks(c_.view(after)));
    if (duty.action.empty()) duty.action = c_.utf8(period.word);
    read_agent(duty, before);
    read_window(duty);
    c_.plan.duties.push_back(std::move(duty));
  }

  // Who or what stands in front of the period: 招商办每月…, 雨台山、凤凰台3个…每月巡查
  void read_agent(Duty& duty, Range before) const {
    std::u32string_view text = trim_marks(c_.view(before));
    for (const std::u32string_view tail :
         {std::u32string_view(U"至少"), std::u32string_view(U"按期开展"), std::u32string_view(U"按期"),
          std::u32string_view(U"开展"), std::u32string_view(U"要")}) {
      if (text.ends_with(tail)) text.remove_suffix(tail.size());
    }
    text = without_preposition(text);
    if (text.empty()) return;
    const bool is_unit = text.size() <= 16 &&
                         c_.language.ending_at(WordClass::kUnitSuffix, text, text.size()).length != 0 &&
                         c_.language.ending_at(WordClass::kNameSuffix, text, text.size()).length == 0;
    const bool many_digits = std::any_of(text.begin(), text.end(), is_digit);
    if (is_unit && !many_digits) {
      duty.agent = encode_utf8(text);
      return;
    }
    duty.object = encode_utf8(text);
    std::u32string_view names = text;
    const std::size_t digit = names.find_first_of(U"0123456789");
    if (digit != std::u32string_view::npos) names = names.substr(0, digit);
    const std::vector<std::u32string_view> members = members_of(names);
    if (members.size() < 2) return;
    for (const std::u32string_view member : members) duty.objects.push_back(encode_utf8(member));
  }

  // 对雨台山、凤凰台 is 雨台山、凤凰台; 对口帮扶村, 对外窗口 are words of their own.
  static std::u32string_view without_preposition(std::u32string_view text) {
    if (text.starts_with(U"针对")) return text.substr(2);
    const bool is_word =
        text.size() > 1 && std::u32string_view(U"口外标接照应").find(text[1]) != std::u32string_view::npos;
    return text.starts_with(U'对') && !is_word ? text.substr(1) : text;
  }

  // 4月份开始, 每年3月至12月
  void read_window(Duty& duty) const {
    if (!window_.has_value()) return;
    const int year = window_->year != 0 ? window_->year : context_year();
    if (year == 0) return;
    DateMention from = *window_;
    from.role = DateRole::kDeadline;
    from.day = from.day == 0 ? 1 : from.day;
    from.has_end = true;
    if (from.month == 0) from.month = 1;
    from.year = year;
    duty.window_from = deadline_of(from, year, false).due;
    if (window_->role != DateRole::kSpan) return;
    DateMention to = *window_;
    to.role = DateRole::kDeadline;
    to.year = window_->end_year != 0 ? window_->end_year : year;
    to.month = window_->last_month != 0 ? window_->last_month : 12;
    to.last_month = 0;
    duty.window_to = deadline_of(to, to.year, false).due;
  }

  // --- the rest
  // -------------------------------------------------------------------------------------------------------

  void add_other(std::size_t i) {
    const Clause& here = clause(i);
    Range range = here.range;
    if (pending_.has_value()) range.begin = *pending_;
    const Kind kind = kind_of(here);
    if (kind == Kind::kPrinciple && is_lead_in(here) && !here.ends_part) {
      if (!pending_.has_value()) pending_ = range.begin;
      return;
    }
    pending_ = std::nullopt;
    switch (kind) {
      case Kind::kProhibition:
        c_.plan.prohibitions.push_back(common(kind, range));
        break;
      case Kind::kQualitative:
        add_qualitative(here, range);
        break;
      case Kind::kDeliverable:
        add_deliverable(i, range);
        break;
      case Kind::kOngoing:
        c_.plan.ongoing.push_back(common(kind, range));
        break;
      default:
        c_.plan.principles.push_back(common(Kind::kPrinciple, range));
        break;
    }
  }

  // 以…为重点, 围绕…, 根据…: belongs to the clause that follows.
  bool is_lead_in(const Clause& here) const {
    constexpr std::u32string_view kLeads = U"以围结根按聚针对在为通依将把从与";
    return kLeads.find(c_.normal.text[here.range.begin]) != std::u32string_view::npos;
  }

  Kind kind_of(const Clause& here) const {
    if (has_at_top(here, WordClass::kProhibition) && !has(here, WordClass::kComparatorBefore))
      return Kind::kProhibition;
    const bool is_principle_section = node_ != nullptr && node_->is_principle;
    if (is_qualitative(here)) return Kind::kQualitative;
    const bool is_preface = piece_->piece.range.begin < c_.outline.body_begin;
    if (!is_principle_section && !is_preface && is_deliverable(here)) return Kind::kDeliverable;
    const std::u32string_view text = c_.view(here.range);
    if (is_principle_section || text.starts_with(U"坚持") ||
        (text.starts_with(U"以") && text.find(U'为') != std::u32string_view::npos))
      return Kind::kPrinciple;
    if (is_lead_in(here)) return Kind::kPrinciple;
    const bool acts = (here.words & (bit(WordClass::kStrongVerb) | bit(WordClass::kWeakVerb) |
                                     bit(WordClass::kOngoingWord) | bit(WordClass::kSoftWord))) != 0;
    return acts && item_ >= 0 ? Kind::kOngoing : Kind::kPrinciple;
  }

  bool has_at_top(const Clause& here, WordClass word_class) const {
    if (!has(here, word_class)) return false;
    for (std::size_t i = here.range.begin; i < here.range.end; ++i) {
      if (piece_->nest_at(i) == Nest::kNone && (piece_->words_at(i) & bit(word_class)) != 0) return true;
    }
    return false;
  }

  // Position of the first verb behind date, adverbs and soft words.
  std::size_t verb_position(const Clause& here) const {
    std::size_t i = here.range.begin;
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, here.range.end);
    bool again = true;
    while (again && i < here.range.end) {
      again = false;
      for (std::size_t d = here.first_date; d < here.last_date; ++d) {
        const DateMention& date = piece_->lexed.dates[d];
        if (date.range.begin <= i && date.range.end > i) {
          i = std::min(date.range.end, here.range.end);
          again = true;
        }
      }
      for (const WordClass c : {WordClass::kAdverb, WordClass::kSoftWord, WordClass::kFloorVerb}) {
        const WordMatch match = c_.language.longest(c, text, i);
        if (match.length == 0 || i + match.length >= here.range.end) continue;
        if (c_.language.longest(WordClass::kDeliverableVerb, text, i).length > match.length) continue;
        if (c == WordClass::kSoftWord &&
            c_.language.longest(WordClass::kDeliverableVerb, text, i).length == match.length)
          continue;
        i += match.length;
        again = true;
      }
      if (i < here.range.end && (text[i] == U'并' || text[i] == U'，')) {
        ++i;
        again = true;
      }
    }
    return i;
  }

  bool is_qualitative(const Clause& here) const {
    const std::u32string_view text = c_.view(here.range);
    const bool outside = ends_or_holds(here, WordClass::kOutsideEnd);
    const bool verb = has(here, WordClass::kQualitativeVerb);
    if (outside && verb) return starts_with_work(here) || text.find(U"达到") != std::u32string_view::npos;
    const WordMatch end = c_.language.ending_at(WordClass::kQualitativeEnd, text, text.size());
    if (end.length != 0 && !starts_with_soft_work(here)) return true;
    // 消除劣V类水体, 消除劣Ⅴ类断面
    const std::size_t bad = text.find(U'劣');
    const std::size_t remove = text.find(U"消除");
    if (bad != std::u32string_view::npos && remove != std::u32string_view::npos && remove < bad) return true;
    return text.ends_with(U"底线") && text.find(U"不下降") != std::u32string_view::npos;
  }

  bool starts_with_work(const Clause& here) const {
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, here.range.end);
    const std::size_t i = verb_position(here);
    const WordMatch verb = c_.language.longest(WordClass::kQualitativeVerb, text, i);
    return verb.length != 0 || has(here, WordClass::kQualitativeVerb);
  }
  bool starts_with_soft_work(const Clause& here) const {
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, here.range.end);
    return c_.language.longest(WordClass::kWeakVerb, text, verb_position(here)).length != 0 ||
           c_.language.longest(WordClass::kOngoingWord, text, here.range.begin).length != 0;
  }

  bool ends_or_holds(const Clause& here, WordClass word_class) const {
    const std::u32string_view text = c_.view(here.range);
    return c_.language.ending_at(word_class, text, text.size()).length != 0;
  }

  void add_qualitative(const Clause& here, Range range) {
    Qualitative q;
    static_cast<Commitment&>(q) = common(Kind::kQualitative, range);
    const std::u32string_view text = c_.view(here.range);
    const WordMatch outside = c_.language.ending_at(WordClass::kOutsideEnd, text, text.size());
    if (outside.length != 0) q.reference = encode_utf8(text.substr(text.size() - outside.length));
    for (std::size_t i = here.range.begin; i < here.range.end; ++i) {
      if ((piece_->words_at(i) & bit(WordClass::kQualitativeVerb)) == 0) continue;
      q.comparator = encode_utf8(
          std::u32string_view(c_.normal.text)
              .substr(i, c_.language.longest(WordClass::kQualitativeVerb, text, i - here.range.begin).length));
      Range subject{here.range.begin, i};
      if (subject.empty()) subject = {i + 2, here.range.end};
      for (const std::u32string_view member : members_of(c_.view(subject))) q.indicators.push_back(encode_utf8(member));
      break;
    }
    if (q.indicators.empty()) q.indicators.push_back(encode_utf8(text));
    if (has_word_with_value(here, WordClass::kSoftWord, "sentence")) q.strength = Strength::kSoft;
    c_.plan.qualitative.push_back(std::move(q));
  }

  bool is_deliverable(const Clause& here) const {
    const std::u32string_view text = std::u32string_view(c_.normal.text).substr(0, here.range.end);
    if (state_.is_urging && !own_date_) return false;
    if (own_date_ && !has(here, WordClass::kProhibition)) {
      return (here.words &
              (bit(WordClass::kStrongVerb) | bit(WordClass::kDeliverableVerb) | bit(WordClass::kWeakVerb))) != 0;
    }
    const std::size_t i = verb_position(here);
    const WordMatch verb = c_.language.longest(WordClass::kDeliverableVerb, text, i);
    if (verb.length == 0) return names_a_year(here) && starts_single_act(here, i);
    const std::u32string_view word = text.substr(i, verb.length);
    if (word == U"完成" || word == U"建成" || word == U"初步建成")
      return i == here.range.begin || is_adverbial(here, i);
    if (ends_with_product(here))
      return word != U"推进" && word != U"实施" && word != U"开展" && word != U"启动" && word != U"明确" &&
             word != U"做好";
    if (names_a_year(here)) return word != U"推进";
    return is_single_product(word) && text.back() == U'》';
  }

  static bool is_single_product(std::u32string_view word) {
    return word == U"制定" || word == U"制发" || word == U"印发" || word == U"出台" || word == U"发布" ||
           word == U"编制" || word == U"制订" || word == U"修订";
  }

  bool is_adverbial(const Clause& here, std::size_t verb) const {
    const std::u32string_view before = c_.view({here.range.begin, verb});
    return before != U"及时" && before != U"按期";
  }

  bool starts_single_act(const Clause& here, std::size_t verb) const {
    const std::u32string_view rest =
        std::u32string_view(c_.normal.text).substr(verb, std::min<std::size_t>(4, here.range.end - verb));
    return rest.starts_with(U"配合做好") || rest.starts_with(U"开展") || rest.starts_with(U"做好") ||
           rest.starts_with(U"实施");
  }

  // 2023年度…调查, …项目（2024年度）: an act of one year.
  bool names_a_year(const Clause& here) const {
    for (std::size_t d = here.first_date; d < here.last_date; ++d) {
      const DateMention& date = piece_->lexed.dates[d];
      if (date.year == 0 || date.range.begin < here.range.begin) continue;
      const Nest nest = piece_->nest_at(date.range.begin);
      if (nest == Nest::kQuote) continue;
      if (date.role == DateRole::kOther || date.role == DateRole::kYear) return true;
    }
    return false;
  }

  bool ends_with_product(const Clause& here) const {
    std::u32string_view text = c_.view(here.range);
    if (!text.empty() && text.back() == U'》') return true;
    return c_.language.ending_at(WordClass::kProductNoun, text, text.size()).length != 0 &&
           text.find(U'系') != text.size() - 2;
  }

  void add_deliverable(std::size_t i, Range range) {
    (void)i;
    c_.plan.deliverables.push_back(common(Kind::kDeliverable, range));
  }

  Compilation& c_;
  const ReadPiece* piece_ = nullptr;
  const Clause* here_ = nullptr;
  const OutlineNode* node_ = nullptr;
  int item_ = -1;
  DateScope paragraph_;
  DateScope sentence_;
  SentenceState state_;
  bool own_date_ = false;
  bool has_labelled_date_ = false;
  bool is_post_posed_ = false;
  std::optional<DateMention> window_;
  std::optional<DutyPeriod> duty_;
  std::optional<std::size_t> pending_;
};

}  // namespace

void read_clauses(Compilation& c) { ClauseReader(c).run(); }

}  // namespace bihuan::plans::internal
