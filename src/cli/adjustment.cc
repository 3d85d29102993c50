// bihuan adjustment: requests for a change of a case or a task and for the destruction of content, and their decision.
#include "cli/desk_command.h"
#include "server/adjustment_api.h"
#include "server/adjustment_desk.h"

namespace bihuan::cli {
namespace {

using server::api::AdjustmentList;
using server::api::AdjustmentView;

struct AdjustmentOptions : DeskOptions {
  std::string subject, field, value, why, state, after, request;
  std::int64_t revision = 1;  // a request that waits has not changed since it was made
  std::int64_t limit = 50;
  bool is_granted = false, is_refused = false;
};

Status list_adjustments(DataFolder& data, const AdjustmentOptions& options) {
  records::Actor actor = data.operator_now();
  if (options.as.empty()) {
    actor.roles = {records::DeskRole::kLeader};  // whoever sits at this machine sees all and may do nothing
  } else {
    BIHUAN_TRY(actor, actor_named(data, options.as));
  }
  BIHUAN_TRY(const AdjustmentList list, server::AdjustmentDesk(*data.office, actor)
                                            .list(options.subject, options.state, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  if (list.adjustments.empty()) {
    print("没有调整申请。\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const AdjustmentView& one : list.adjustments) {
    rows.push_back({one.adjustment_id, one.subject, one.field.name, one.before_value, one.after_value, one.asked_name,
                    one.state.name, one.why});
  }
  print(render_table(
      {{"申请"}, {"对象", 28}, {"调整"}, {"现在", 24}, {"改为", 24}, {"申请人"}, {"状态"}, {"理由", 40}}, rows));
  if (!list.next.empty()) print("还有下一页：--after " + list.next + "\n");
  return {};
}

Status ask_adjustment(DataFolder& data, const records::Actor& actor, const AdjustmentOptions& options) {
  BIHUAN_TRY(const AdjustmentView made, server::AdjustmentDesk(*data.office, actor)
                                            .ask({options.subject, options.field, options.value, options.why}));
  print(options.as_json ? to_json(made, JsonStyle::kPretty)
                        : "已申请：" + made.adjustment_id + " " + made.field.name + " " + made.before_value + " → " +
                              made.after_value + "\n");
  return {};
}

Status decide_adjustment(DataFolder& data, const records::Actor& actor, const AdjustmentOptions& options) {
  if (options.is_granted == options.is_refused) {
    return fail(Code::kInvalidInput, "要写明--grant（同意）或--refuse（不同意），只写一个。", "decide");
  }
  BIHUAN_TRY(const AdjustmentView made,
             server::AdjustmentDesk(*data.office, actor)
                 .decide(options.request, options.revision, {options.is_granted, options.why}));
  print(options.as_json ? to_json(made, JsonStyle::kPretty) : made.adjustment_id + " " + made.state.name + "\n");
  return {};
}

}  // namespace

void add_adjustment(CLI::App& app, Session& session) {
  CLI::App* parent =
      app.add_subcommand("adjustment", "调整：期限、责任单位、目标值、要求，销毁内容 (requests for a change)");
  parent->require_subcommand(1);
  auto options = std::make_shared<AdjustmentOptions>();
  CLI::App* command = add_reading_command(*parent, session, "list", "申请 (requests)", options, &list_adjustments);
  command->add_option("--as", options->as, "以谁的名义看：登录名 (login of whoever looks)");
  command->add_option("--subject", options->subject, "对象，如case_file/k000001 (what it is about)");
  command->add_option("--state", options->state, "asked、granted、refused (the state)");
  command->add_option("--after", options->after, "从哪一页接着列 (the page mark)");
  command->add_option("--limit", options->limit, "每页条数 (how many)")->check(CLI::Range(1, 499))->capture_default_str();
  options = std::make_shared<AdjustmentOptions>();
  command = add_acting_command(*parent, session, "ask", "申请调整 (ask for a change)", options, &ask_adjustment);
  command
      ->add_option("SUBJECT", options->subject,
                   "对象：case_file/督办编号、task/任务编号、erasure/case_attachment/督办编号/附件号、erasure/record_file/"
                   "所属记录/文件号、erasure/journal/序号 (what)")
      ->required();
  command->add_option("FIELD", options->field, "due、lead_unit、demand；due、unit、wanted；content (the field)")->required();
  command->add_option("VALUE", options->value, "改成什么；销毁写erased (the new value)")->required();
  command->add_option("--why", options->why, "理由 (why)")->required();
  options = std::make_shared<AdjustmentOptions>();
  command = add_acting_command(*parent, session, "decide", "决定 (decide on a request)", options, &decide_adjustment);
  command->add_option("REQUEST", options->request, "申请编号 (the request)")->required();
  command->add_flag("--grant", options->is_granted, "同意 (grant)");
  command->add_flag("--refuse", options->is_refused, "不同意 (refuse)");
  command->add_option("--why", options->why, "理由 (why)");
}

}  // namespace bihuan::cli
