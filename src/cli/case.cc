#include <filesystem>

#include "base/files.h"
#include "cli/case_text.h"
#include "cli/clocks.h"
#include "cli/desk_command.h"
#include "server/case_api.h"
#include "server/case_desk.h"

namespace bihuan::cli {
namespace {

namespace api = server::api;
namespace fs = std::filesystem;

struct CaseOptions : DataOptions {
  std::string login;
  std::string id, verb, path, out;
  std::int64_t number = 0, revision = 0;
  server::CaseQuery query;
  std::string source, reference, title, demand, lead, verifier, text, day, due, unit, as_unit;
  int days = 0;
  std::vector<std::string> assistants, files;
  bool is_preview = false;
};

// Who reads: the account that is named, else whoever sits at this machine, who sees all and may do nothing.
Result<records::Actor> reader_of(DataFolder& data, const CaseOptions& options) {
  if (!options.login.empty()) return actor_named(data, options.login);
  records::Actor actor = data.operator_now();
  actor.roles = {records::DeskRole::kReader};
  return actor;
}

template <class T>
void show_value(const CaseOptions& options, const T& value) {
  print(options.as_json ? to_json(value, JsonStyle::kPretty) : text_of(value));
}

// After a step: the case in one line.
Status show_done(const CaseOptions& options, const Result<api::CaseView>& view) {
  if (!view.has_value()) return std::unexpected(view.error());
  print(options.as_json ? to_json(*view, JsonStyle::kPretty) : line_of(*view));
  return {};
}

Status list_cases(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, reader_of(data, options));
  BIHUAN_TRY(const api::CaseList found, server::CaseDesk(*data.office, actor).list(options.query));
  show_value(options, found);
  return {};
}

Status board(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, reader_of(data, options));
  BIHUAN_TRY(const api::CaseBoard found, server::CaseDesk(*data.office, actor).board(options.query));
  show_value(options, found);
  return {};
}

Status show_case(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, reader_of(data, options));
  BIHUAN_TRY(const api::CaseView view, server::CaseDesk(*data.office, actor).read(options.id));
  print(options.as_json ? to_json(view, JsonStyle::kPretty) : text_of(view, !options.login.empty()));
  return {};
}

Status open_case(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, actor_named(data, options.login));
  api::OpenCaseRequest wanted{options.source,     options.reference, options.title, options.demand, options.lead,
                              options.assistants, options.verifier,  std::nullopt,  std::nullopt};
  BIHUAN_TRY(wanted.due, day_of(options.due, "--due"));
  if (options.days != 0) wanted.due_in_working_days = options.days;
  return show_done(options, server::CaseDesk(*data.office, actor).open(wanted));
}

Status act(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, actor_named(data, options.login));
  server::CaseDesk desk(*data.office, actor);
  records::CaseAct wanted{options.verb, options.text, std::nullopt, std::nullopt, options.unit, 0, options.as_unit};
  BIHUAN_TRY(wanted.day, day_of(options.day, "--day"));
  BIHUAN_TRY(wanted.due, day_of(options.due, "--due"));
  std::vector<records::NewAttachment> files;
  for (const std::string& path : options.files) {
    // One byte more than the largest, so that the book says what is too large.
    BIHUAN_TRY(std::string bytes, read_input(path, data.office->cases.rules().limits.attachment_bytes + 1));
    files.push_back({fs::path(path).filename().string(), std::move(bytes)});
  }
  std::int64_t revision = options.revision;
  if (revision == 0) {
    BIHUAN_TRY(const records::CaseRecord now, data.office->cases.read(actor, options.id));
    revision = now.situation.file.revision;
  }
  return show_done(options, desk.act(options.id, revision, wanted, files));
}

Status import(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, actor_named(data, options.login));
  BIHUAN_TRY(const std::string bytes, read_input(options.path, kLargestSheet));
  const std::string name = fs::path(options.path).filename().string();
  server::CaseDesk desk(*data.office, actor);
  if (options.is_preview) {
    BIHUAN_TRY(const api::ImportPreview preview, desk.preview(bytes, name, options.source));
    show_value(options, preview);
    return {};
  }
  BIHUAN_TRY(const api::ImportAnswer answer, desk.import(bytes, name, options.source));
  show_value(options, answer);
  return {};
}

Status climb(DataFolder& data, const CaseOptions& /*options*/) {
  BIHUAN_TRY(const records::ClimbReport report,
             server::run_daily(*data.office, server::timer_actor(data.clock->now(), SystemClock().now())));
  if (report.climbed.empty()) print("没有事项升级。\n");
  for (const records::CaseClimb& one : report.climbed) {
    std::string levels;
    for (const std::string& id : one.levels) {
      levels += (levels.empty() ? "" : "、") + data.office->cases.rules().escalation.level(id)->name;
    }
    print(one.case_id + "：" + levels + "\n");
  }
  if (report.problems.empty()) return {};
  for (const Error& error : report.problems) print_error(error.where + "：" + error.message + "\n");
  return fail(Code::kNotCovered, "有" + std::to_string(report.problems.size()) + "件事项没有能够判断是否升级。",
              "climb");
}

Status write_out(DataFolder& data, const records::Actor& actor, const CaseOptions& options, const std::string& what,
                 const Result<server::NamedFile>& file) {
  if (!file.has_value()) return std::unexpected(file.error());
  BIHUAN_CHECK(export_file(data, actor, what + " " + options.id, resolved(options.out), file->name, file->bytes));
  print("已写出" + options.out + "（" + file->name + "，" + std::to_string(file->bytes.size()) + "字节）\n");
  return {};
}

Status attachment(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, reader_of(data, options));
  return write_out(data, actor, options, "case attachment",
                   server::CaseDesk(*data.office, actor).attachment(options.id, options.number));
}

Status draft(DataFolder& data, const CaseOptions& options) {
  BIHUAN_TRY(const records::Actor actor, reader_of(data, options));
  return write_out(data, actor, options, "case draft", server::CaseDesk(*data.office, actor).draft(options.id));
}

using Work = Status (*)(DataFolder&, const CaseOptions&);

// A subcommand with its own options, on an opened folder.
std::pair<CLI::App*, std::shared_ptr<CaseOptions>> add_verb(CLI::App& parent, Session& session, const std::string& name,
                                                            const std::string& help, Work work) {
  auto options = std::make_shared<CaseOptions>();
  CLI::App* command = parent.add_subcommand(name, help);
  add_data_options(*command, *options);
  command->callback([options, work, &session] {
    with_folder(session, options->data, false, [&](DataFolder& data) { return work(data, *options); });
  });
  return {command, options};
}

void add_login(CLI::App& command, CaseOptions& options, bool is_required) {
  CLI::Option* option = command.add_option("--as", options.login, "以哪个账户的名义，写登录名 (as which account)");
  if (is_required) option->required();
}
void add_id(CLI::App& command, CaseOptions& options) {
  command.add_option("CASE", options.id, "督办事项编号 (the case)")->required();
}
void add_filters(CLI::App& command, CaseOptions& options) {
  server::CaseQuery& query = options.query;
  command.add_option("--level", query.levels, "级别，多个用逗号分开 (levels)");
  command.add_option("--source", query.sources, "来源 (sources)");
  command.add_option("--unit", query.unit, "有份的单位 (a unit with a part in it)");
  command.add_option("--lead", query.lead, "牵头单位 (the lead unit)");
  command.add_option("--due-from", query.due_from, "期限不早于 (due from)");
  command.add_option("--due-to", query.due_to, "期限不晚于 (due to)");
  command.add_option("--text", query.text, "标题中的文字 (in the title)");
}

void add_readers(CLI::App& parent, Session& session) {
  auto [list_command, list_options] = add_verb(parent, session, "list", "列出 (list)", &list_cases);
  add_login(*list_command, *list_options, false);
  add_filters(*list_command, *list_options);
  list_command->add_option("--state", list_options->query.states, "状态 (states)");
  list_command->add_option("--order", list_options->query.order, "newest或due (the order)");
  list_command->add_option("--cursor", list_options->query.cursor, "接着上一页 (the next page)");
  list_command->add_option("--limit", list_options->query.limit, "条数 (how many)")->capture_default_str();
  auto [board_command, board_options] = add_verb(parent, session, "board", "各状态的件数 (counts by state)", &board);
  add_login(*board_command, *board_options, false);
  add_filters(*board_command, *board_options);
  auto [show_command, show_options] =
      add_verb(parent, session, "show", "一件事的经过和可办的步骤 (show one)", &show_case);
  add_login(*show_command, *show_options, false);
  add_id(*show_command, *show_options);
  auto [file_command, file_options] =
      add_verb(parent, session, "attachment", "取出附件 (write an attachment)", &attachment);
  add_login(*file_command, *file_options, false);
  add_id(*file_command, *file_options);
  file_command->add_option("NUMBER", file_options->number, "第几号附件 (its number)")->required();
  file_command->add_option("-o,--out", file_options->out, "写到哪个文件 (where to)")->required();
  auto [draft_command, draft_options] =
      add_verb(parent, session, "draft", "写出督办单、通报的草稿 (write the draft)", &draft);
  add_login(*draft_command, *draft_options, false);
  add_id(*draft_command, *draft_options);
  draft_command->add_option("-o,--out", draft_options->out, "写到哪个文件 (where to)")->required();
}

void add_writers(CLI::App& parent, Session& session) {
  auto [open_command, o] = add_verb(parent, session, "open", "交办 (open a case)", &open_case);
  add_login(*open_command, *o, true);
  open_command->add_option("--source", o->source, "来源，如incoming_paper (the source)")->required();
  open_command->add_option("--reference", o->reference, "文号或编号 (its reference)");
  open_command->add_option("--title", o->title, "标题 (the title)")->required();
  open_command->add_option("--demand", o->demand, "要求 (what is to be done)")->required();
  open_command->add_option("--lead", o->lead, "牵头单位 (the lead unit)")->required();
  open_command->add_option("--assistants", o->assistants, "协办单位，逗号分开 (assistants)")->delimiter(',');
  open_command->add_option("--verifier", o->verifier, "核查单位，省略为办公室 (who verifies)");
  open_command->add_option("--due", o->due, "期限 (the deadline)");
  open_command->add_option("--days", o->days, "或：几个工作日内 (or: working days)");
  auto [act_command, a] = add_verb(parent, session, "act", "办一步：sign、report、verify等 (take a step)", &act);
  add_login(*act_command, *a, true);
  add_id(*act_command, *a);
  act_command->add_option("STEP", a->verb, "步骤，见case show (the step)")->required();
  act_command->add_option("--text", a->text, "文字 (words)");
  act_command->add_option("--day", a->day, "日期 (the day of the act)");
  act_command->add_option("--due", a->due, "新期限 (a new deadline)");
  act_command->add_option("--unit", a->unit, "单位 (a unit)");
  act_command->add_option("--as-unit", a->as_unit, "以哪个单位的名义 (for which of one's units)");
  act_command->add_option("--file", a->files, "附件，可多个 (attachments)");
  act_command->add_option("--revision", a->revision, "看到的版本，省略为现在的 (the revision seen)");
  auto [import_command, i] = add_verb(parent, session, "import", "导入问题清单 (import a list of issues)", &import);
  add_login(*import_command, *i, true);
  import_command->add_option("FILE", i->path, "xlsx、ods文件 (the workbook)")->required();
  import_command->add_option("--source", i->source, "来源，如inspection (the source)")->required();
  import_command->add_flag("--preview", i->is_preview, "只看，不保存 (store nothing)");
  add_verb(parent, session, "climb", "按今天的日期升级逾期事项 (what the timer does each day)", &climb);
}

}  // namespace

void add_case(CLI::App& app, Session& session) {
  CLI::App* parent = app.add_subcommand("case", "督办：交办、办理、升级、导入 (cases)");
  parent->require_subcommand(1);
  add_readers(*parent, session);
  add_writers(*parent, session);
}

}  // namespace bihuan::cli
