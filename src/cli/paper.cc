// bihuan paper: what is drafted, approved and issued (发文).
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "cli/desk_command.h"
#include "server/paper_api.h"
#include "server/paper_desk.h"

namespace bihuan::cli {
namespace {

using server::api::PaperList;
using server::api::PaperView;

constexpr std::size_t kLargestPaper = (std::size_t{20} << 20U) + 1;  // one byte more than the largest

struct PaperOptions : DeskOptions {
  std::string paper, case_id, round, state, subject, after, path, number, why;
  std::int64_t revision = 0, limit = 50;
};

// Who reads: the account that is named, else whoever sits at this machine, who sees what a leader sees.
Result<records::Actor> paper_reader(DataFolder& data, const PaperOptions& options) {
  if (!options.as.empty()) return actor_named(data, options.as);
  records::Actor actor = data.operator_now();
  actor.roles = {records::DeskRole::kLeader};
  return actor;
}

// The revision that the option names, else the one that stands now.
Result<std::int64_t> seen_revision(DataFolder& data, const records::Actor& actor, const PaperOptions& options) {
  if (options.revision != 0) return options.revision;
  BIHUAN_TRY(const records::Paper paper, data.office->papers.find(actor, options.paper));
  return paper.revision;
}

Status show_paper(const PaperOptions& options, const Result<PaperView>& view) {
  if (!view.has_value()) return std::unexpected(view.error());
  if (options.as_json) {
    print(to_json(*view, JsonStyle::kPretty));
    return {};
  }
  std::string text = view->paper_id + " " + view->kind_name + "  " + view->title + "\n" + view->state_name;
  if (!view->number.empty()) text += "  文号 " + view->number;
  text += "  拟稿 " + view->written_name + " " + minute_text(view->written_at);
  if (!view->decided_name.empty()) text += "  审批 " + view->decided_name + " " + minute_text(*view->decided_at);
  if (!view->decided_why.empty()) text += "\n意见：" + view->decided_why;
  if (!view->to_units.empty()) text += "\n发往：" + join(view->to_units, "、");
  if (!view->journal_digest.empty()) text += "\n日志摘要：" + view->journal_digest;
  print(text + "\n");
  return {};
}

Status list_papers(DataFolder& data, const PaperOptions& options) {
  BIHUAN_TRY(const records::Actor actor, paper_reader(data, options));
  BIHUAN_TRY(const PaperList list, server::PaperDesk(*data.office, actor)
                                       .list(options.state, options.subject, options.after, options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const PaperView& paper : list.papers) {
    rows.push_back({paper.paper_id, paper.kind_name, paper.title, paper.state_name, paper.number, paper.written_name,
                    minute_text(paper.written_at)});
  }
  print(render_table({{"编号"}, {"种类"}, {"标题", 44}, {"状态"}, {"文号"}, {"拟稿"}, {"时间"}}, rows));
  if (!list.next.empty()) print("还有下一页：--after " + list.next + "\n");
  return {};
}

Status show_one(DataFolder& data, const PaperOptions& options) {
  BIHUAN_TRY(const records::Actor actor, paper_reader(data, options));
  return show_paper(options, server::PaperDesk(*data.office, actor).read(options.paper));
}

Status write_file(DataFolder& data, const PaperOptions& options) {
  BIHUAN_TRY(const records::Actor actor, paper_reader(data, options));
  BIHUAN_TRY(const server::NamedFile file, server::PaperDesk(*data.office, actor).file(options.paper));
  BIHUAN_CHECK(export_file(data, actor, "paper file " + options.paper, resolved(options.path), file.name, file.bytes));
  print("已写出" + options.path + "（" + file.name + "，" + std::to_string(file.bytes.size()) + "字节）\n");
  return {};
}

Status draft_paper(DataFolder& data, const records::Actor& actor, const PaperOptions& options) {
  if (options.case_id.empty() == options.round.empty()) {
    return fail(Code::kInvalidInput, "拟稿的依据应写--case督办编号或--round调度编号，只写一样", "--case");
  }
  server::PaperDesk desk(*data.office, actor);
  return show_paper(options,
                    options.round.empty() ? desk.draft_of_case(options.case_id) : desk.draft_of_round(options.round));
}

Status revise_paper(DataFolder& data, const records::Actor& actor, const PaperOptions& options) {
  BIHUAN_TRY(std::string bytes, read_input(options.path, kLargestPaper));
  BIHUAN_TRY(const std::int64_t revision, seen_revision(data, actor, options));
  return show_paper(options, server::PaperDesk(*data.office, actor)
                                 .revise(options.paper, revision,
                                         std::filesystem::path(options.path).filename().string(), std::move(bytes)));
}

Status issue_paper(DataFolder& data, const records::Actor& actor, const PaperOptions& options) {
  BIHUAN_TRY(const std::int64_t revision, seen_revision(data, actor, options));
  return show_paper(options,
                    server::PaperDesk(*data.office, actor).issue(options.paper, revision, options.number));
}

Status return_paper(DataFolder& data, const records::Actor& actor, const PaperOptions& options) {
  BIHUAN_TRY(const std::int64_t revision, seen_revision(data, actor, options));
  return show_paper(options,
                    server::PaperDesk(*data.office, actor).send_back(options.paper, revision, options.why));
}

Status withdraw_paper(DataFolder& data, const records::Actor& actor, const PaperOptions& options) {
  BIHUAN_TRY(const std::int64_t revision, seen_revision(data, actor, options));
  return show_paper(options,
                    server::PaperDesk(*data.office, actor).withdraw(options.paper, revision, options.why));
}

CLI::Option* add_paper_id(CLI::App& command, PaperOptions& options) {
  return command.add_option("PAPER", options.paper, "发文编号 (the paper)")->required();
}

void add_steps(CLI::App& paper, Session& session) {
  const auto step = [&](const char* name, const char* help, auto work, auto more) {
    auto options = std::make_shared<PaperOptions>();
    CLI::App* command = add_acting_command(paper, session, name, help, options, work);
    add_paper_id(*command, *options);
    command->add_option("--revision", options->revision, "所见的版次，省略为现在的 (the revision that was seen)");
    more(*command, *options);
  };
  step("revise", "换上改好的稿 (put an edited file in its place)", &revise_paper, [](CLI::App& command, auto& options) {
    command.add_option("FILE", options.path, "改好的docx (the edited file)")->required();
  });
  step("issue", "签发：编上文号印发 (approve and issue)", &issue_paper, [](CLI::App& command, auto& options) {
    command.add_option("--number", options.number, "文号 (its number)")->required();
  });
  const auto why = [](CLI::App& command, auto& options) {
    command.add_option("--why", options.why, "理由 (why)")->required();
  };
  step("return", "退回修改 (return it)", &return_paper, why);
  step("withdraw", "撤回草稿 (withdraw a draft)", &withdraw_paper, why);
}

}  // namespace

void add_paper(CLI::App& app, Session& session) {
  CLI::App* paper = app.add_subcommand("paper", "发文：督办单、通报的拟稿、审批、印发 (papers)");
  paper->require_subcommand(1);
  auto options = std::make_shared<PaperOptions>();
  CLI::App* command = add_reading_command(*paper, session, "list", "待审批和已印发的 (papers)", options, &list_papers);
  command->add_option("--as", options->as, "以谁的名义看：登录名 (login of whoever looks)");
  command->add_option("--state", options->state, "drafted、returned、issued、withdrawn (state)");
  command->add_option("--subject", options->subject, "所依据的记录，如case_file/k000001 (what it is about)");
  command->add_option("--after", options->after, "从哪一页接着列 (the page mark)");
  command->add_option("--limit", options->limit, "每页条数 (how many)")->check(CLI::Range(1, 500))->capture_default_str();
  options = std::make_shared<PaperOptions>();
  command = add_reading_command(*paper, session, "show", "一件发文 (a paper)", options, &show_one);
  add_paper_id(*command, *options);
  command->add_option("--as", options->as, "以谁的名义看：登录名 (login of whoever looks)");
  options = std::make_shared<PaperOptions>();
  command = add_reading_command(*paper, session, "file", "取出文件 (write its file)", options, &write_file);
  add_paper_id(*command, *options);
  command->add_option("-o,--out", options->path, "写到哪个文件 (where to)")->required();
  command->add_option("--as", options->as, "以谁的名义取：登录名 (login of whoever looks)");
  options = std::make_shared<PaperOptions>();
  command = add_acting_command(*paper, session, "draft", "拟稿，送审批 (draft one)", options, &draft_paper);
  command->add_option("--case", options->case_id, "依据的督办事项 (of a case)");
  command->add_option("--round", options->round, "依据的一次调度 (of a round of dispatch)");
  add_steps(*paper, session);
}

}  // namespace bihuan::cli
