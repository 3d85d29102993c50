// bihuan observation retain, retentions, hold, release, holds: what is dropped for good, and what is kept from it.
#include "cli/desk_command.h"
#include "records/retention_describe.h"
#include "server/observation_desk.h"
#include "server/retention_api.h"
#include "server/retention_desk.h"

namespace bihuan::cli {
namespace {

using server::RetentionDesk;
using server::api::HoldView;
using server::api::RetentionPreview;
using server::api::RetentionView;

struct KeepOptions : DeskOptions {
  std::string data_set, before, loaded_before, why, confirms, refuses;
  std::string case_id, reference, site, series, from, until, hold_id;
  std::int64_t limit = 50;
  bool is_dry_run = false, shows_all = false, shows_rules = false;
};

std::string limit_text(const std::optional<Date>& data_before, const std::optional<Instant>& loaded_before) {
  std::string text;
  if (data_before) text += "数据时间在" + to_string(*data_before) + "以前";
  if (loaded_before)
    text += (text.empty() ? "" : "，且") + std::string("入库在") + minute_text(*loaded_before) + "以前";
  return text;
}

std::string retention_text(const RetentionView& view) {
  const records::RetentionEntry& entry = view.entry;
  std::string text = view.retention_id + "  " + view.state_name + "  " + view.data_set_name + "（" + entry.data_set +
                     "）" + limit_text(entry.data_before, entry.loaded_before) + "\n  " + entry.asked_name + " " +
                     minute_text(entry.asked_at) + "申请，当时" + std::to_string(entry.rows_asked) + "行：" +
                     entry.why + "\n";
  if (entry.decided_at) {
    text += "  " + entry.decided_name + " " + minute_text(*entry.decided_at) + "决定";
    if (!entry.decided_why.empty()) text += "：" + entry.decided_why;
    text += "\n";
  }
  if (entry.state == records::RetentionState::kDone) text += "  清理了" + std::to_string(entry.rows) + "行\n";
  if (!entry.outcome.empty()) text += "  " + entry.outcome + "\n";
  return text;
}

std::string hold_text(const HoldView& view) {
  const records::HoldEntry& entry = view.entry;
  std::string text = view.hold_id + "  " + entry.reference + "  " + view.what + "，" + minute_text(entry.begins) +
                     " 至 " + minute_text(entry.ends) + "（不含），" + std::to_string(view.values) + "个值\n  " +
                     entry.held_name + " " + minute_text(entry.held_at) + "留存：" + entry.why + "\n";
  if (entry.released_at) {
    text += "  " + entry.released_name + " " + minute_text(*entry.released_at) + "解除：" + entry.released_why + "\n";
  }
  return text;
}

std::string plan_text(const RetentionPreview& preview) {
  std::string text = preview.data_set_name + "（" + preview.data_set + "）：将清理" + std::to_string(preview.rows) +
                     "行（各次修订都算）。\n" + preview.rule + "。\n";
  std::vector<std::vector<std::string>> rows;
  for (const auto& month : preview.months) rows.push_back({month.month, std::to_string(month.rows)});
  if (!rows.empty()) text += render_table({{"月份"}, {"行", 0, true}}, rows);
  for (const std::string& one : preview.hinders) text += "不能清理：" + one + "\n";
  for (const HoldView& one : preview.holds) text += hold_text(one);
  return text;
}

Status retain_values(DataFolder& data, const records::Actor& actor, const KeepOptions& options) {
  RetentionDesk desk(*data.office, actor);
  const std::string& decided = options.confirms.empty() ? options.refuses : options.confirms;
  if (!decided.empty()) {
    if (!options.confirms.empty() && !options.refuses.empty())
      return fail(Code::kInvalidInput, "--confirm和--refuse只能写一个", "--confirm");
    BIHUAN_TRY(const records::RetentionEntry seen, data.office->retentions.find(decided));
    BIHUAN_TRY(const RetentionView done, desk.decide(decided, seen.revision, !options.confirms.empty(), options.why));
    print(options.as_json ? to_json(done, JsonStyle::kPretty) + "\n" : retention_text(done));
    return {};
  }
  server::api::RetentionRequest request;
  request.data_set = options.data_set;
  request.why = options.why;
  BIHUAN_TRY(request.data_before, day_of(options.before, "--before"));
  BIHUAN_TRY(request.loaded_before, server::parse_moment(options.loaded_before, false, "--loaded-before"));
  if (options.is_dry_run) {
    BIHUAN_TRY(const RetentionPreview preview, desk.preview(request));
    print(options.as_json ? to_json(preview, JsonStyle::kPretty) + "\n" : plan_text(preview) + "没有清理。\n");
    return {};
  }
  BIHUAN_TRY(const RetentionView asked, desk.ask(request));
  print(options.as_json ? to_json(asked, JsonStyle::kPretty) + "\n"
                        : retention_text(asked) + "须由局领导或安全管理员同意：bihuan observation retain --confirm " +
                              asked.retention_id + "\n");
  return {};
}

Status list_retentions(DataFolder& data, const KeepOptions& options) {
  const records::Actor here = data.operator_now();
  RetentionDesk desk(*data.office, here);
  if (options.shows_rules) {
    const server::api::RetentionRuleList rules = desk.rules();
    if (options.as_json) {
      print(to_json(rules, JsonStyle::kPretty) + "\n");
      return {};
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : rules.data_sets) {
      rows.push_back({one.data_set, one.name, one.keep_years ? std::to_string(*one.keep_years) + "年" : "",
                      one.may_go_before ? to_string(*one.may_go_before) : "", one.source + one.clause});
    }
    print(render_table({{"数据集"}, {"名称"}, {"须保存"}, {"今天可清理到"}, {"依据", 60}}, rows));
    return {};
  }
  BIHUAN_TRY(const server::api::RetentionList list, desk.list("", options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text;
  for (const RetentionView& one : list.retentions) text += retention_text(one);
  print(text.empty() ? "没有清理过数据。\n" : text);
  return {};
}

Status hold_observations(DataFolder& data, const records::Actor& actor, const KeepOptions& options) {
  server::api::HoldRequest request;
  request.case_id = options.case_id;
  request.reference = options.reference;
  request.site = options.site;
  request.series = options.series;
  request.data_set = options.data_set;
  BIHUAN_TRY(request.from, server::parse_moment(options.from, false, "--from"));
  BIHUAN_TRY(request.until, server::parse_moment(options.until, true, "--until"));
  request.why = options.why;
  BIHUAN_TRY(const HoldView held, RetentionDesk(*data.office, actor).hold(request));
  print(options.as_json ? to_json(held, JsonStyle::kPretty) + "\n" : hold_text(held));
  return {};
}

Status release_observations(DataFolder& data, const records::Actor& actor, const KeepOptions& options) {
  BIHUAN_TRY(const records::HoldEntry seen, data.office->retentions.find_hold(options.hold_id));
  BIHUAN_TRY(const HoldView released,
             RetentionDesk(*data.office, actor).release(options.hold_id, seen.revision, options.why));
  print(options.as_json ? to_json(released, JsonStyle::kPretty) + "\n" : hold_text(released));
  return {};
}

Status list_holds(DataFolder& data, const KeepOptions& options) {
  const records::Actor here = data.operator_now();
  BIHUAN_TRY(const server::api::HoldList list, RetentionDesk(*data.office, here).holds(options.shows_all));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text;
  for (const HoldView& one : list.holds) text += hold_text(one);
  print(text.empty() ? "没有留存的数据。\n" : text);
  return {};
}

}  // namespace

void add_observation_keeping(CLI::App& observation, Session& session) {
  {
    auto options = std::make_shared<KeepOptions>();
    CLI::App* command =
        add_acting_command(observation, session, "retain",
                           "清理过期数据：先看，再申请，由另一人同意 (drop values for good)", options, retain_values);
    command->add_option("--data-set", options->data_set, "数据集，如device-minute (the data set)");
    command->add_option("--before", options->before, "清理数据时间在这一天以前的，须是月初 (by data time)");
    command->add_option("--loaded-before", options->loaded_before, "清理入库在这一天或时刻以前的 (by load time)");
    command->add_option("--why", options->why, "理由 (the reason)");
    command->add_flag("--dry-run", options->is_dry_run, "只看会清理什么、有什么妨碍 (look only)");
    command->add_option("--confirm", options->confirms, "同意这项申请并清理，如t000001 (grant and drop)");
    command->add_option("--refuse", options->refuses, "不同意这项申请 (refuse)");
  }
  {
    auto options = std::make_shared<KeepOptions>();
    CLI::App* command =
        add_reading_command(observation, session, "retentions",
                            "清理申请和清理过的数据 (what was dropped, and asked to be)", options, list_retentions);
    command->add_option("--limit", options->limit, "最多几条 (at most)")->check(CLI::Range(1, 500));
    command->add_flag("--rules", options->shows_rules, "各数据集的保存期限 (how long each is to be kept)");
  }
  {
    auto options = std::make_shared<KeepOptions>();
    CLI::App* command = add_acting_command(observation, session, "hold",
                                           "留存一段数据，作督办、文件的证据 (keep values from being dropped)", options,
                                           hold_observations);
    command->add_option("--case", options->case_id, "依据：督办编号，如k000012 (for this case)");
    command->add_option("--reference", options->reference, "或者：文号 (or for this document)");
    command->add_option("--site", options->site, "点位编码或设备MN (the site or device)");
    command->add_option("--series", options->series, "或者：数据序列 (or this series)");
    command->add_option("--data-set", options->data_set, "或者：数据集 (or this data set)");
    command->add_option("--from", options->from, "从这一天或时刻起 (from this day or moment)")->required();
    command->add_option("--until", options->until, "到这一天（含）或时刻止 (until)")->required();
    command->add_option("--why", options->why, "理由 (the reason)")->required();
  }
  {
    auto options = std::make_shared<KeepOptions>();
    CLI::App* command =
        add_acting_command(observation, session, "release", "解除留存 (release a hold)", options, release_observations);
    command->add_option("HOLD", options->hold_id, "留存编号，如e000001 (the hold)")->required();
    command->add_option("--why", options->why, "理由 (the reason)")->required();
  }
  {
    auto options = std::make_shared<KeepOptions>();
    CLI::App* command =
        add_reading_command(observation, session, "holds", "留存的数据 (what is kept)", options, list_holds);
    command->add_flag("--all", options->shows_all, "连同已解除的 (released ones, too)");
  }
}

}  // namespace bihuan::cli
