#include "plans/schedule.h"

#include <algorithm>

#include "base/digest.h"
#include "base/toml.h"
#include "plans/commitments.h"

namespace bihuan::plans {
namespace {

constexpr int kPlaces = 1;  // of percentages

std::unexpected<Error> bad_schedule(std::string message) {
  return fail(Code::kInvalidInput, std::move(message), "schedule");
}

std::optional<Decimal> on_line(const std::vector<SchedulePoint>& points, Date today) {
  if (today <= points.front().day) return Decimal(points.front().percent * 10, kPlaces);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const SchedulePoint &from = points[i - 1], &to = points[i];
    if (today > to.day) continue;
    const std::int64_t whole = days_between(from.day, to.day);
    const std::int64_t passed = days_between(from.day, today);
    const Result<Decimal> share =
        ratio_rounded(Decimal(from.percent * whole + (to.percent - from.percent) * passed), Decimal(whole), kPlaces);
    return share ? std::optional(*share) : std::nullopt;
  }
  return Decimal(points.back().percent * 10, kPlaces);
}

std::string percent_text(Decimal percent) { return to_string(without_trailing_zeros(percent)) + "%"; }

class Judge {
 public:
  Judge(const ProgressFacts& facts, const ProgressRule& rule) : facts_(facts), rule_(rule) {}

  Judgement judge() {
    judgement_.expected_percent = expected_percent(facts_.schedule, facts_.today);
    switch (facts_.measure) {
      case Measure::kDuty:
        judge_duty();
        break;
      case Measure::kLevel:
        judge_level();
        break;
      case Measure::kWords:
      case Measure::kCount:
      case Measure::kOnce:
        judge_schedule();
        break;
    }
    judgement_.is_clearly_behind = judgement_.light == Light::kRed;
    return std::move(judgement_);
  }

 private:
  void add(Light light, std::string reason) {
    judgement_.light = std::max(judgement_.light, light);
    judgement_.reasons.push_back(std::move(reason));
  }

  void judge_schedule() {
    if (facts_.schedule.shape == ScheduleShape::kNone) {
      judgement_.reasons.emplace_back("没有数量和节点，不按序时进度判断，看文字说明");
      return;
    }
    judge_milestones();
    if (facts_.schedule.shape == ScheduleShape::kLine) judge_line();
    if (judgement_.light == Light::kNone && facts_.schedule.shape == ScheduleShape::kSteps) {
      add(Light::kGreen, "没有到期未完成的节点");
    }
  }

  void judge_line() {
    if (!facts_.done_percent) {
      if (judgement_.light == Light::kNone) judgement_.reasons.emplace_back("没有报完成数，无法与序时进度比较");
      return;
    }
    const Result<Decimal> behind = subtract(*judgement_.expected_percent, *facts_.done_percent);
    if (!behind) return;
    const std::string figures =
        "完成" + percent_text(*facts_.done_percent) + "，序时进度" + percent_text(*judgement_.expected_percent);
    if (*behind < rule_.yellow_points) {
      const bool is_behind = *behind > Decimal(0);
      add(Light::kGreen, figures + (is_behind ? "，差" + percent_points(*behind) : "，不落后"));
      return;
    }
    const bool is_red = *behind >= rule_.red_points;
    add(is_red ? Light::kRed : Light::kYellow,
        figures + "，落后" + percent_points(*behind) + "（" + rule_.line_name + "规则：达到" +
            percent_points(is_red ? rule_.red_points : rule_.yellow_points) + (is_red ? "为明显落后）" : "为落后）"));
  }

  // The days since the oldest point that should have been reached.
  void judge_milestones() {
    for (const SchedulePoint& point : facts_.schedule.points) {
      const bool counts = facts_.schedule.shape == ScheduleShape::kSteps || &point == &facts_.schedule.points.back();
      const std::int64_t days = days_between(point.day, facts_.today);
      if (!counts || point.percent == 0 || days < rule_.yellow_days) continue;
      if (facts_.done_percent && *facts_.done_percent >= Decimal(point.percent)) continue;
      const bool is_red = days >= rule_.red_days;
      const std::string what =
          point.text.empty() ? std::string("应完成") + std::to_string(point.percent) + "%" : "“" + point.text + "”";
      const std::string had = facts_.done_percent ? "只完成" + percent_text(*facts_.done_percent) : "没有完成的记录";
      add(is_red ? Light::kRed : Light::kYellow,
          to_chinese(point.day) + what + "，" + had + "，超期" + std::to_string(days) + "天（" + rule_.milestone_name +
              "规则：超期" + std::to_string(is_red ? rule_.red_days : rule_.yellow_days) +
              (is_red ? "天为明显落后）" : "天为落后）"));
    }
  }

  void judge_duty() {
    if (facts_.events_due == 0) {
      judgement_.reasons.emplace_back("没有已到期的频次");
      return;
    }
    const std::string figures =
        "应办" + std::to_string(facts_.events_due) + "次，缺" + std::to_string(facts_.events_missed) + "次";
    if (facts_.events_missed < rule_.yellow_missed) {
      add(Light::kGreen, figures);
      return;
    }
    const bool is_red = facts_.events_missed >= rule_.red_missed;
    add(is_red ? Light::kRed : Light::kYellow, figures + "（" + rule_.duty_name + "规则：缺" +
                                                   std::to_string(is_red ? rule_.red_missed : rule_.yellow_missed) +
                                                   (is_red ? "次为明显落后）" : "次为落后）"));
  }

  void judge_level() {
    const auto is_in = [&](const std::vector<std::string>& words) {
      return std::ranges::find(words, facts_.verdict) != words.end();
    };
    if (is_in(rule_.red_verdicts)) {
      add(Light::kRed, rule_.level_name + "：未达标（为明显落后）");
    } else if (is_in(rule_.yellow_verdicts)) {
      add(Light::kYellow, rule_.level_name + "：有风险（为落后）");
    } else if (is_in(rule_.green_verdicts)) {
      add(Light::kGreen, rule_.level_name + "：正常");
    } else {
      judgement_.reasons.emplace_back("没有可用的计算结论，无法判断");
    }
  }

  static std::string percent_points(Decimal points) { return to_string(without_trailing_zeros(points)) + "个百分点"; }

  const ProgressFacts& facts_;
  const ProgressRule& rule_;
  Judgement judgement_;
};

// Reads the two limits of a part of the rule. Red must be above yellow.
template <class T>
Status check_limits(const TomlTable& table, const T& yellow, const T& red) {
  if (yellow < red) return {};
  return fail(Code::kInvalidInput, "红的界限应大于黄的界限", table.where());
}

}  // namespace

std::string_view to_string(Measure measure) {
  switch (measure) {
    case Measure::kCount:
      return "count";
    case Measure::kOnce:
      return "once";
    case Measure::kLevel:
      return "level";
    case Measure::kDuty:
      return "duty";
    case Measure::kWords:
      return "words";
  }
  return "words";
}

std::string_view to_string(Light light) {
  constexpr std::string_view kWords[] = {"none", "green", "yellow", "red"};
  return kWords[static_cast<int>(light)];
}

std::string_view light_name(Light light) {
  constexpr std::string_view kNames[] = {"无法判断", "绿", "黄", "红"};
  return kNames[static_cast<int>(light)];
}

Status check_schedule(const Schedule& schedule) {
  if (schedule.shape == ScheduleShape::kNone) {
    return schedule.points.empty() ? Status() : bad_schedule("没有序时进度的任务不能有节点");
  }
  if (schedule.points.empty()) return bad_schedule("序时进度至少要有一个节点");
  for (std::size_t i = 0; i < schedule.points.size(); ++i) {
    const SchedulePoint& point = schedule.points[i];
    if (point.percent < 0 || point.percent > 100) {
      return bad_schedule(to_string(point.day) + "的比例应在0至100之间，这里是" + std::to_string(point.percent));
    }
    if (i == 0) continue;
    if (point.day <= schedule.points[i - 1].day) {
      return bad_schedule("节点的日期应依次在后：" + to_string(point.day) + "不晚于" +
                          to_string(schedule.points[i - 1].day));
    }
    if (point.percent < schedule.points[i - 1].percent) {
      return bad_schedule("节点的比例是累计数，不能变小：" + to_string(point.day) + "为" +
                          std::to_string(point.percent) + "%");
    }
  }
  if (schedule.points.back().percent != 100) return bad_schedule("最后一个节点应为100%");
  return {};
}

std::optional<Decimal> expected_percent(const Schedule& schedule, Date today) {
  if (schedule.shape == ScheduleShape::kNone || schedule.points.empty()) return std::nullopt;
  if (schedule.shape == ScheduleShape::kLine) return on_line(schedule.points, today);
  std::int64_t percent = 0;
  for (const SchedulePoint& point : schedule.points) {
    if (point.day < today) percent = point.percent;
  }
  return Decimal(percent * 10, kPlaces);
}

Result<ProgressRule> load_progress_rule(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "line", "milestone", "duty", "level", "measure"}));
  ProgressRule rule;
  rule.digest = sm3_hex(toml);
  BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
  BIHUAN_TRY(rule.name, head.string("title"));
  BIHUAN_TRY(const TomlTable line, file.table("line"));
  BIHUAN_CHECK(line.check_keys({"name", "yellow_points", "red_points"}));
  BIHUAN_TRY(rule.line_name, line.string("name"));
  BIHUAN_TRY(rule.yellow_points, line.decimal("yellow_points"));
  BIHUAN_TRY(rule.red_points, line.decimal("red_points"));
  BIHUAN_CHECK(check_limits(line, rule.yellow_points, rule.red_points));
  BIHUAN_TRY(const TomlTable milestone, file.table("milestone"));
  BIHUAN_CHECK(milestone.check_keys({"name", "yellow_days", "red_days"}));
  BIHUAN_TRY(rule.milestone_name, milestone.string("name"));
  BIHUAN_TRY(rule.yellow_days, milestone.integer("yellow_days"));
  BIHUAN_TRY(rule.red_days, milestone.integer("red_days"));
  BIHUAN_CHECK(check_limits(milestone, rule.yellow_days, rule.red_days));
  BIHUAN_TRY(const TomlTable duty, file.table("duty"));
  BIHUAN_CHECK(duty.check_keys({"name", "yellow_missed", "red_missed"}));
  BIHUAN_TRY(rule.duty_name, duty.string("name"));
  BIHUAN_TRY(rule.yellow_missed, duty.integer("yellow_missed"));
  BIHUAN_TRY(rule.red_missed, duty.integer("red_missed"));
  BIHUAN_CHECK(check_limits(duty, rule.yellow_missed, rule.red_missed));
  BIHUAN_TRY(const TomlTable level, file.table("level"));
  BIHUAN_CHECK(level.check_keys({"name", "green", "yellow", "red"}));
  BIHUAN_TRY(rule.level_name, level.string("name"));
  BIHUAN_TRY(rule.green_verdicts, level.strings("green"));
  BIHUAN_TRY(rule.yellow_verdicts, level.strings("yellow"));
  BIHUAN_TRY(rule.red_verdicts, level.strings("red"));
  BIHUAN_TRY(const TomlTable measure, file.table("measure"));
  BIHUAN_CHECK(measure.check_keys({"accumulating_words"}));
  BIHUAN_TRY(rule.accumulating_words, measure.strings("accumulating_words"));
  return rule;
}

Measure measure_of(const Commitment& commitment, const ProgressRule& rule) {
  if (const Target* target = as_target(commitment)) {
    const bool is_at_least = target->comparator == ">=" || target->comparator == ">" || target->comparator == "=";
    const bool adds_up = std::ranges::any_of(rule.accumulating_words, [&](const std::string& word) {
      return target->indicator.find(word) != std::string::npos;
    });
    if (!target->value || !(*target->value > Decimal(0)) || !is_at_least || !target->direction.empty()) {
      return Measure::kLevel;
    }
    return target->unit != "%" || adds_up ? Measure::kCount : Measure::kLevel;
  }
  switch (commitment.kind) {
    case Kind::kDuty:
      return Measure::kDuty;
    case Kind::kDeliverable:
      return Measure::kOnce;
    case Kind::kQualitative:
      return Measure::kLevel;
    default:
      return Measure::kWords;
  }
}

Schedule default_schedule(Measure measure, Date starts, std::optional<Date> due) {
  if (!due) return {};
  if (measure == Measure::kOnce) return {ScheduleShape::kSteps, {{*due, 100, ""}}};
  if (measure != Measure::kCount) return {};
  // By the end of the first day the first day's share is expected.
  const Date before = std::min(starts, *due) - 1;
  return {ScheduleShape::kLine, {{before, 0, ""}, {*due, 100, ""}}};
}

Judgement judge_progress(const ProgressFacts& facts, const ProgressRule& rule) { return Judge(facts, rule).judge(); }

Result<Decimal> percent_of(Decimal done, Decimal wanted) {
  if (!(wanted > Decimal(0))) return fail(Code::kInvalidInput, "应完成的数量应大于0，这里是" + to_string(wanted));
  BIHUAN_TRY(const Decimal hundredfold, multiply(done, Decimal(100)));
  return ratio_rounded(hundredfold, wanted, kPlaces);
}

}  // namespace bihuan::plans
