#include "records/official_figures.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/official_rows.h"
#include "records/internal/task_rows.h"
#include "records/record_files.h"
#include "records/tasks.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMostFigures = 500;   // on one page
constexpr std::size_t kLongestSource = 200;  // of a document, an office

std::string figure_files(std::string_view figure_id) { return "official_figure/" + std::string(figure_id); }

OfficialFigureRow row_of(const OfficialFigure& figure) {
  const FigureContent& content = figure.content;
  return {figure.id,      figure.revision,      figure.action,      figure.plan.text(),   figure.target_id,
          figure.task_id, content.quantity,     content.value,      content.unit,         content.from,
          content.to,     content.terms,        content.status,     content.source_title, content.source_number,
          content.issuer, content.published_on, content.remark,     figure.file_name,     figure.file_digest,
          figure.why,     figure.recorded_by,   figure.recorded_at, content.site,         content.factor};
}

Result<OfficialFigure> figure_of(const OfficialFigureRow& row) {
  OfficialFigure figure;
  figure.id = row.figure_id;
  figure.revision = row.revision;
  figure.action = row.action;
  BIHUAN_TRY(figure.plan, PlanId::make(row.plan_id, "计划编号"));
  figure.target_id = row.target_id;
  figure.task_id = row.task_id;
  figure.content = {row.quantity,     row.printed, row.unit,         row.period_from,   row.period_to,
                    row.terms,        row.status,  row.source_title, row.source_number, row.issuer,
                    row.published_on, row.remark,  row.site,         row.factor};
  figure.file_name = row.file_name;
  figure.file_digest = row.file_digest;
  figure.why = row.why;
  figure.recorded_by = row.recorded_by;
  figure.recorded_at = row.recorded_at;
  return figure;
}

std::unexpected<Error> no_such_figure(std::string_view figure_id) {
  return fail(Code::kNotFound, "没有编号为“" + excerpt(figure_id) + "”的公布值", "公布值编号");
}

// All revisions of a figure that must exist, oldest first.
Result<std::vector<OfficialFigure>> revisions_of(Reader& reader, std::string_view figure_id) {
  const Query query{{is("figure_id", std::string(figure_id))}, {{"revision"}}, {}, 0};
  BIHUAN_TRY(const std::vector<OfficialFigureRow> rows, select<OfficialFigureRow>(reader, query));
  if (rows.empty()) return no_such_figure(figure_id);
  std::vector<OfficialFigure> all;
  for (const OfficialFigureRow& row : rows) {
    BIHUAN_TRY(OfficialFigure figure, figure_of(row));
    all.push_back(std::move(figure));
  }
  return all;
}

// The newest revision of each figure of the plan, the figure entered last first.
Result<std::vector<OfficialFigure>> standing_of(Reader& reader, const PlanId& plan) {
  const Query query{{is("plan_id", plan.text())}, {{"figure_id", true}, {"revision", true}}, {}, 0};
  BIHUAN_TRY(const std::vector<OfficialFigureRow> rows, select<OfficialFigureRow>(reader, query));
  std::vector<OfficialFigure> all;
  for (const OfficialFigureRow& row : rows) {
    if (!all.empty() && all.back().id == row.figure_id) continue;
    BIHUAN_TRY(OfficialFigure figure, figure_of(row));
    all.push_back(std::move(figure));
  }
  return all;
}

// The task that was issued for a commitment; "" where none was.
Result<std::string> task_of_target(Reader& reader, const PlanId& plan, const std::string& target_id) {
  const Query query{{is("plan_id", plan.text()), is("commitment_id", target_id)}, {{"task_id"}}, {}, 1};
  BIHUAN_TRY(const std::vector<TaskRow> rows, select<TaskRow>(reader, query));
  return rows.empty() ? std::string() : rows.front().task_id;
}

// A figure keeps to its target through its task where a later version of the plan gave the clause another id.
bool speaks_of(const OfficialFigure& figure, const std::string& target_id, const std::string& task_id) {
  return figure.target_id == target_id || (!task_id.empty() && figure.task_id == task_id);
}

// The target that a stored figure speaks of, as it stands now.
Result<plans::Target> target_now(Reader& reader, const plans::Plan& plan, const OfficialFigure& figure) {
  std::optional<plans::Target> target = measured_end(plan, figure.target_id);
  if (!target && !figure.task_id.empty()) {
    BIHUAN_TRY(const TaskRow task, task_row(reader, figure.task_id));
    target = measured_end(plan, task.commitment_id);
  }
  if (target) return *std::move(target);
  return fail(Code::kConflict, "现行计划中已没有这个公布值所说的目标（" + figure.target_id + "）：可以撤回，不能修订",
              figure.id);
}

Status check_same(Reader& reader, const OfficialFigure& figure) {
  BIHUAN_TRY(const std::vector<OfficialFigure> all, standing_of(reader, figure.plan));
  for (const OfficialFigure& other : all) {
    if (other.id == figure.id || other.is_withdrawn() || !speaks_of(other, figure.target_id, figure.task_id)) continue;
    const FigureContent &a = figure.content, &b = other.content;
    const bool is_same = a.quantity == b.quantity && a.from == b.from && a.to == b.to && a.terms == b.terms &&
                         a.site == b.site && a.factor == b.factor && a.source_title == b.source_title &&
                         a.source_number == b.source_number && a.issuer == b.issuer;
    if (is_same) {
      return fail(Code::kConflict,
                  "同一来源、时段、口径的公布值已经登记（" + other.id + "）：数值或状态有变化，请修订那一条",
                  "source_title");
    }
  }
  return {};
}

// A revision that somebody saw of a figure that still stands.
Result<OfficialFigure> open_figure(Reader& reader, std::string_view figure_id, std::int64_t seen) {
  BIHUAN_TRY(const std::vector<OfficialFigure> all, revisions_of(reader, figure_id));
  BIHUAN_CHECK(check_revision(all.back(), seen));
  if (all.back().is_withdrawn()) {
    return fail(Code::kConflict, "这个公布值已由" + all.back().recorded_by + "撤回，不能再改：请重新登记", "action");
  }
  return all.back();
}

Status store_file(Ledger& ledger, OfficialFigure& figure, const std::optional<FigureFile>& file) {
  if (!file) return {};
  BIHUAN_CHECK(add_record_file(ledger, figure_files(figure.id), file->about, file->bytes));
  figure.file_name = file->about.file_name;
  figure.file_digest = file->about.digest;
  return {};
}

void sign(OfficialFigure& figure, const Actor& actor, FigureAction action, std::string_view why) {
  figure.action = action;
  figure.why = std::string(trim(why));
  figure.recorded_by = actor.name;
  figure.recorded_at = actor.at;
}

std::string trimmed(std::string_view text) { return std::string(trim(text)); }

Status check_optional_text(std::string_view text, std::string_view name, std::string_view where, std::size_t most) {
  return text.empty() ? Status() : require_text(text, name, where, most);
}

Status check_days(const FigureContent& content, const plans::Plan& plan, Date today) {
  if (content.to < content.from) {
    return fail(Code::kInvalidInput,
                "时段的末日" + to_string(content.to) + "早于首日" + to_string(content.from) + "：应首日在前", "to");
  }
  const bool is_inside = plan.plan_year == 0 || (content.from.year() >= plan.plan_year &&
                                                 content.to.year() <= std::max(plan.plan_year, plan.plan_year_end));
  if (!is_inside) {
    return fail(Code::kInvalidInput,
                "时段" + to_string(content.from) + "至" + to_string(content.to) + "不在计划年度内：计划从" +
                    std::to_string(plan.plan_year) + "年到" +
                    std::to_string(std::max(plan.plan_year, plan.plan_year_end)) + "年",
                "from");
  }
  if (content.published_on < content.to) {
    return fail(Code::kInvalidInput,
                "公布日期" + to_string(content.published_on) + "早于时段末日" + to_string(content.to) +
                    "：时段没有结束，不会有它的公布值",
                "published_on");
  }
  if (content.published_on > today) {
    return fail(Code::kInvalidInput,
                "公布日期" + to_string(content.published_on) + "还没有到：今天是" + to_string(today), "published_on");
  }
  return {};
}

}  // namespace

std::string_view figure_action_name(FigureAction action) {
  constexpr std::string_view kNames[] = {"登记", "修订", "撤回"};
  return kNames[static_cast<int>(action)];
}

Result<FigureContent> OfficialFigures::checked(const Actor& actor, const plans::Plan& plan, const plans::Target& target,
                                               FigureContent content) const {
  const FigureQuantity* quantity = rules_->quantity(content.quantity);
  if (quantity == nullptr) {
    std::vector<std::string> known;
    for (const FigureQuantity& one : rules_->quantities) known.push_back(one.id + "（" + one.name + "）");
    return fail(Code::kInvalidInput, "没有“" + excerpt(content.quantity, 30) + "”这种量，可选：" + join(known, "、"),
                "quantity");
  }
  BIHUAN_CHECK(check_fit(*rules_, target, *quantity, content.unit));
  content.unit = rules_->unit(content.unit);
  BIHUAN_TRY(content.value, read_figure_value(*quantity, content.value));
  BIHUAN_CHECK(check_terms(*rules_, content.terms));
  // In the order of the rules, so that the same 口径 is the same text.
  std::ranges::sort(content.terms, {}, [&](const FigureTerm& term) { return rules_->dimension(term.dimension); });
  if (rules_->status_place(content.status) < 0) {
    std::vector<std::string> known;
    for (const FigureStatus& one : rules_->statuses) known.push_back(one.id + "（" + one.name + "）");
    return fail(Code::kInvalidInput, "状态“" + excerpt(content.status, 30) + "”不对，可选：" + join(known, "、"),
                "status");
  }
  BIHUAN_CHECK(check_days(content, plan, to_date(actor.at)));
  content.source_title = trimmed(content.source_title);
  content.source_number = trimmed(content.source_number);
  content.issuer = trimmed(content.issuer);
  content.remark = trimmed(content.remark);
  content.site = trimmed(content.site);
  content.factor = trimmed(content.factor);
  if (content.site.empty() && !content.factor.empty())
    return fail(Code::kInvalidInput, "写了因子就要写是哪个点位的", "site");
  BIHUAN_CHECK(require_text(content.source_title, "来源文件的标题", "source_title", kLongestSource));
  BIHUAN_CHECK(require_text(content.issuer, "发布单位", "issuer", kLongestSource));
  BIHUAN_CHECK(check_optional_text(content.source_number, "文号", "source_number", kLongestSource));
  BIHUAN_CHECK(check_optional_text(content.remark, "备注", "remark", 1'000));
  return content;
}

Result<OfficialFigure> OfficialFigures::enter(const Actor& actor, const PlanId& plan, const std::string& target_id,
                                              FigureContent content, const std::optional<FigureFile>& file) {
  BIHUAN_CHECK(require_office(actor, "登记公布值"));
  BIHUAN_TRY(const plans::Plan compiled, Tasks(database_).corrected_plan(plan));
  const std::optional<plans::Target> target = measured_end(compiled, target_id);
  if (!target) {
    return fail(Code::kNotFound, "计划 " + plan.text() + " 中没有编号为“" + excerpt(target_id) + "”的目标", "目标编号");
  }
  BIHUAN_TRY(content, checked(actor, compiled, *target, std::move(content)));
  return database_->write(actor, [&](Ledger& ledger) -> Result<OfficialFigure> {
    OfficialFigure figure;
    figure.plan = plan;
    figure.target_id = target_id;
    figure.content = content;
    BIHUAN_TRY(figure.task_id, task_of_target(ledger.store(), plan, target_id));
    BIHUAN_CHECK(check_same(ledger.store(), figure));
    BIHUAN_TRY(figure.id, ledger.new_id('v', "official_figure"));
    sign(figure, actor, FigureAction::kEntered, "");
    BIHUAN_CHECK(store_file(ledger, figure, file));
    BIHUAN_CHECK(ledger.add(row_of(figure), "official_figure.entered"));
    return figure;
  });
}

Result<OfficialFigure> OfficialFigures::revise(const Actor& actor, std::string_view figure_id, std::int64_t seen,
                                               FigureContent content, std::string_view why,
                                               const std::optional<FigureFile>& file) {
  BIHUAN_CHECK(require_office(actor, "修订公布值"));
  BIHUAN_CHECK(require_text(why, "修订的理由", "why", 500));
  BIHUAN_TRY(const OfficialFigure known, find(figure_id));
  BIHUAN_TRY(const plans::Plan compiled, Tasks(database_).corrected_plan(known.plan));
  return database_->write(actor, [&](Ledger& ledger) -> Result<OfficialFigure> {
    BIHUAN_TRY(OfficialFigure figure, open_figure(ledger.store(), figure_id, seen));
    BIHUAN_TRY(const plans::Target target, target_now(ledger.store(), compiled, figure));
    BIHUAN_TRY(FigureContent checked_content, checked(actor, compiled, target, content));
    if (checked_content == figure.content && !file) {
      return fail(Code::kInvalidInput, "与现在的第" + std::to_string(figure.revision) + "版完全相同，没有可修订的",
                  "value");
    }
    figure.content = std::move(checked_content);
    BIHUAN_CHECK(check_same(ledger.store(), figure));
    ++figure.revision;
    sign(figure, actor, FigureAction::kRevised, why);
    BIHUAN_CHECK(store_file(ledger, figure, file));
    BIHUAN_CHECK(ledger.add(row_of(figure), "official_figure.revised", figure.why));
    return figure;
  });
}

Result<OfficialFigure> OfficialFigures::withdraw(const Actor& actor, std::string_view figure_id, std::int64_t seen,
                                                 std::string_view why) {
  BIHUAN_CHECK(require_office(actor, "撤回公布值"));
  BIHUAN_CHECK(require_text(why, "撤回的理由", "why", 500));
  return database_->write(actor, [&](Ledger& ledger) -> Result<OfficialFigure> {
    BIHUAN_TRY(OfficialFigure figure, open_figure(ledger.store(), figure_id, seen));
    ++figure.revision;
    sign(figure, actor, FigureAction::kWithdrawn, why);
    BIHUAN_CHECK(ledger.add(row_of(figure), "official_figure.withdrawn", figure.why));
    return figure;
  });
}

Result<std::vector<OfficialFigure>> OfficialFigures::history(std::string_view figure_id) {
  return database_->read([&](Reader& reader) { return revisions_of(reader, figure_id); });
}

Result<OfficialFigure> OfficialFigures::find(std::string_view figure_id) {
  BIHUAN_TRY(const std::vector<OfficialFigure> all, history(figure_id));
  return all.back();
}

Result<std::vector<OfficialFigure>> OfficialFigures::list(const PlanId& plan, const FigureFilter& filter,
                                                          std::string_view after, std::int64_t limit) {
  if (limit < 1 || limit > kMostFigures) {
    return fail(Code::kInvalidInput, "每页应为1到" + std::to_string(kMostFigures) + "条", "limit");
  }
  return database_->read([&](Reader& reader) -> Result<std::vector<OfficialFigure>> {
    BIHUAN_TRY(const std::int64_t plans, reader.count({"plan", {}, 1}, {is("plan_id", plan.text())}));
    if (plans == 0) return fail(Code::kNotFound, "没有编号为“" + excerpt(plan.text()) + "”的计划", "计划编号");
    std::string task_id;
    if (!filter.target_id.empty()) {
      BIHUAN_TRY(task_id, task_of_target(reader, plan, filter.target_id));
    }
    BIHUAN_TRY(std::vector<OfficialFigure> all, standing_of(reader, plan));
    std::erase_if(all, [&](const OfficialFigure& figure) {
      return (!after.empty() && figure.id >= after) || (figure.is_withdrawn() && !filter.includes_withdrawn) ||
             (!filter.target_id.empty() && !speaks_of(figure, filter.target_id, task_id));
    });
    if (all.size() > static_cast<std::size_t>(limit)) all.resize(static_cast<std::size_t>(limit));
    return all;
  });
}

Result<std::vector<OfficialFigure>> OfficialFigures::of_site(std::string_view site) {
  return database_->read([&](Reader& reader) -> Result<std::vector<OfficialFigure>> {
    const Query query{{is("site", std::string(site))}, {{"figure_id", true}, {"revision", true}}, {}, 0};
    BIHUAN_TRY(const std::vector<OfficialFigureRow> rows, select<OfficialFigureRow>(reader, query));
    std::vector<OfficialFigure> standing;
    std::string_view seen;
    for (const OfficialFigureRow& row : rows) {
      if (row.figure_id == seen) continue;
      seen = row.figure_id;
      // A later revision may speak of another site.
      BIHUAN_TRY(std::vector<OfficialFigure> revisions, revisions_of(reader, row.figure_id));
      OfficialFigure& now = revisions.back();
      if (!now.is_withdrawn() && now.content.site == site) standing.push_back(std::move(now));
    }
    return standing;
  });
}

Result<NewAttachment> OfficialFigures::file(std::string_view figure_id) {
  BIHUAN_TRY(const OfficialFigure figure, find(figure_id));
  if (figure.file_digest.empty()) {
    return fail(Code::kNotFound, "公布值" + figure.id + "没有附来源文件", "公布值编号");
  }
  BIHUAN_TRY(NamedBytes found, database_->read([&](Reader& reader) {
    return record_file_by_digest(reader, figure_files(figure.id), figure.file_digest);
  }));
  return NewAttachment{std::move(found.file_name), std::move(found.bytes)};
}

}  // namespace bihuan::records
