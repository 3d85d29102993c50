#include "records/value_marks.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/import_rows.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMostMarks = 500;  // on one page

Result<ValueMark> mark_row(Reader& reader, std::string_view mark_id) {
  BIHUAN_TRY(std::optional<ValueMark> row, records::find<ValueMark>(reader, std::string(mark_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(mark_id) + "”的标记", "标记编号");
  return *std::move(row);
}

std::vector<Condition> of_series(const ValueMark& mark) {
  return {is("site", mark.site), is("factor", mark.factor), is("averaging", mark.averaging), is("source", mark.source)};
}

// What was entered of this series by this rule and may still be meant by a run: findings that wait or were answered.
Result<std::vector<ValueMark>> standing_findings(Reader& reader, const ValueMark& mark) {
  std::vector<Condition> where = of_series(mark);
  where.push_back(is("kind", std::string(enum_word(ValueMarkKind::kFinding))));
  where.push_back(is("by_whom", mark.by_whom));
  where.push_back({"state",
                   Test::kOneOf,
                   {std::string(enum_word(ValueMarkState::kOpen)), std::string(enum_word(ValueMarkState::kAnswered))},
                   {}});
  where.push_back({"last_label", Test::kAtLeast, {mark.first_label.seconds}, {}});
  where.push_back({"first_label", Test::kAtMost, {mark.last_label.seconds}, {}});
  return select<ValueMark>(reader, {std::move(where), {{"mark_id"}}, {}, 0});
}

bool says_the_same(const ValueMark& a, const ValueMark& b) {
  return a.verdict == b.verdict && a.edition == b.edition && a.parameters_digest == b.parameters_digest &&
         a.runs == b.runs;
}

bool covers(const std::vector<MarkedValue>& all, const ValueMark& mark) {
  return std::ranges::includes(all, values_of(mark.runs));
}

Status end(Ledger& ledger, const ValueMark& before, std::string_view why) {
  ValueMark after = before;
  after.state = ValueMarkState::kEnded;
  return ledger.change(before, after, "value_mark.ended", why);
}

Status sign(Ledger& ledger, ValueMark& mark) {
  BIHUAN_TRY(mark.mark_id, ledger.new_id('y', "value_mark"));
  mark.revision = 1;
  mark.marked_by = ledger.actor().person_id;
  mark.marked_name = ledger.actor().name;
  mark.marked_at = ledger.actor().at;
  if (mark.runs.empty()) return fail(Code::kInvalidInput, "没有指明是哪些数据", "runs");
  const std::vector<MarkedValue> values = values_of(mark.runs);
  mark.first_label = values.front().time;
  mark.last_label = values.back().time;
  return {};
}

}  // namespace

std::string_view value_mark_state_name(ValueMarkState state) {
  constexpr std::string_view kNames[] = {"待核实", "已核实", "已撤回", ""};
  return kNames[static_cast<int>(state)];
}

std::string mark_reference(std::string_view mark_id) { return "value_mark/" + std::string(mark_id); }

std::vector<MarkedRun> runs_of(std::vector<MarkedValue> values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<MarkedRun> runs;
  for (const MarkedValue& value : values) {
    if (!runs.empty() && runs.back().revision == value.revision) {
      MarkedRun& run = runs.back();
      const std::int64_t step = value.time.seconds - run.first.seconds - run.step * (run.count - 1);
      if (step > 0 && (run.count == 1 || step == run.step)) {
        run.step = step;
        ++run.count;
        continue;
      }
    }
    runs.push_back({value.time, 0, 1, value.revision});
  }
  return runs;
}

std::vector<MarkedValue> values_of(const std::vector<MarkedRun>& runs) {
  std::vector<MarkedValue> values;
  for (const MarkedRun& run : runs) {
    for (std::int64_t i = 0; i < run.count; ++i)
      values.push_back({{run.first.seconds + i * run.step}, static_cast<std::int32_t>(run.revision)});
  }
  std::ranges::sort(values);
  return values;
}

Result<std::vector<ValueMark>> ValueMarks::enter(const Actor& actor, std::vector<ValueMark> findings,
                                                 std::vector<ValueMark> retractions) {
  if (findings.empty() && retractions.empty()) return std::vector<ValueMark>();
  return database_->write(actor, [&](Ledger& ledger) -> Result<std::vector<ValueMark>> {
    std::vector<ValueMark> entered;
    for (ValueMark& mark : findings) {
      mark.kind = ValueMarkKind::kFinding;
      mark.state = ValueMarkState::kOpen;
      mark.answers.clear();
      mark.reason.clear();
      const std::vector<MarkedValue> values = values_of(mark.runs);
      if (values.empty()) return fail(Code::kInvalidInput, "没有指明是哪些数据", "runs");
      mark.first_label = values.front().time;
      mark.last_label = values.back().time;
      BIHUAN_TRY(const std::vector<ValueMark> there, standing_findings(ledger.store(), mark));
      if (std::ranges::any_of(there, [&](const ValueMark& one) { return says_the_same(one, mark); })) continue;
      BIHUAN_CHECK(sign(ledger, mark));
      // A stretch that has grown since is one finding, not two.
      for (const ValueMark& one : there) {
        if (one.state == ValueMarkState::kOpen && covers(values, one))
          BIHUAN_CHECK(end(ledger, one, "并入" + mark.mark_id));
      }
      BIHUAN_CHECK(ledger.add(mark, "value_mark.found"));
      entered.push_back(mark);
    }
    for (ValueMark& mark : retractions) {
      mark.kind = ValueMarkKind::kRetraction;
      mark.state = ValueMarkState::kStanding;
      mark.verdict = ValueVerdict::kValid;
      BIHUAN_CHECK(sign(ledger, mark));
      BIHUAN_TRY(const std::vector<ValueMark> there, standing_findings(ledger.store(), mark));
      const std::vector<MarkedValue> values = values_of(mark.runs);
      for (const ValueMark& one : there) {
        if (one.state == ValueMarkState::kOpen && covers(values, one))
          BIHUAN_CHECK(end(ledger, one, "再次检查不再成立"));
      }
      BIHUAN_CHECK(ledger.add(mark, "value_mark.retracted"));
      entered.push_back(mark);
    }
    return entered;
  });
}

Result<ValueMark> ValueMarks::judge(const Actor& actor, const ValueMark& wanted) {
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "数据要由具名的人判定：请以本人账号登录", "who");
  BIHUAN_CHECK(require_text(wanted.reason, "判定的理由", "reason", 500));
  return database_->write(actor, [&](Ledger& ledger) -> Result<ValueMark> {
    ValueMark mark = wanted;
    mark.kind = ValueMarkKind::kJudgement;
    mark.state = ValueMarkState::kStanding;
    mark.by_whom = actor.name;
    mark.edition.clear();
    mark.parameters_digest.clear();
    mark.is_lead = false;
    mark.reason = std::string(trim(wanted.reason));
    if (!mark.answers.empty()) {
      BIHUAN_TRY(const ValueMark before, mark_row(ledger.store(), mark.answers));
      if (before.kind != ValueMarkKind::kFinding || before.state != ValueMarkState::kOpen)
        return fail(Code::kConflict, "这条发现已不在等待核实：请刷新后再看", "state");
      ValueMark after = before;
      after.state = ValueMarkState::kAnswered;
      // An answer to a lead is for the same eyes.
      mark.is_lead = before.is_lead;
      BIHUAN_CHECK(sign(ledger, mark));
      BIHUAN_CHECK(ledger.change(before, after, "value_mark.answered", mark.mark_id));
    } else {
      BIHUAN_CHECK(sign(ledger, mark));
    }
    BIHUAN_CHECK(ledger.add(mark, "value_mark.judged", mark.reason));
    return mark;
  });
}

Result<ValueMark> ValueMarks::find(std::string_view mark_id) {
  return database_->read([&](Reader& reader) { return mark_row(reader, mark_id); });
}

Result<std::vector<ValueMark>> ValueMarks::list(const ValueMarkFilter& filter, std::string_view after,
                                                std::int64_t limit) {
  if (limit < 1 || limit > kMostMarks)
    return fail(Code::kInvalidInput, "每页条数应为1到" + std::to_string(kMostMarks), "limit");
  return database_->read([&](Reader& reader) {
    Query query{{}, {{"mark_id", true}}, {}, limit};
    query.where.push_back({"kind", Test::kDiffers, {std::string(enum_word(ValueMarkKind::kRetraction))}, {}});
    if (filter.state) query.where.push_back(is("state", std::string(enum_word(*filter.state))));
    if (!filter.sites.empty()) {
      query.where.push_back({"site", Test::kOneOf, {}, {}});
      for (const std::string& site : filter.sites) query.where.back().values.emplace_back(site);
    }
    if (!filter.rule.empty()) query.where.push_back(is("by_whom", filter.rule));
    if (!filter.includes_leads) query.where.push_back(is("is_lead", std::int64_t{0}));
    if (!after.empty()) query.after = {std::string(after)};
    return select<ValueMark>(reader, query);
  });
}

Result<std::int64_t> ValueMarks::open_count(bool includes_leads) {
  return database_->read([&](Reader& reader) {
    std::vector<Condition> where{is("state", std::string(enum_word(ValueMarkState::kOpen)))};
    if (!includes_leads) where.push_back(is("is_lead", std::int64_t{0}));
    return reader.count(table_of<ValueMark>(), where);
  });
}

Result<std::vector<ValueMark>> ValueMarks::each(std::string_view after, std::int64_t limit) {
  return database_->read([&](Reader& reader) {
    Query query{{}, {{"mark_id"}}, {}, limit};
    if (!after.empty()) query.after = {std::string(after)};
    return select<ValueMark>(reader, query);
  });
}

Result<std::vector<ValueMark>> ValueMarks::newest(std::string_view before, std::int64_t limit) {
  return database_->read([&](Reader& reader) -> Result<std::vector<ValueMark>> {
    Query query{{}, {{"mark_id", true}}, {}, limit};
    if (!before.empty()) query.after = {std::string(before)};
    BIHUAN_TRY(std::vector<ValueMark> rows, select<ValueMark>(reader, query));
    std::ranges::reverse(rows);
    return rows;
  });
}

}  // namespace bihuan::records
