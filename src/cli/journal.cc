#include <filesystem>

#include "base/files.h"
#include "base/json.h"
#include "cli/stored_plans.h"
#include "cli/text_table.h"
#include "records/anchors.h"
#include "records/journal_describe.h"
#include "records/ledger.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kPage = 1000;

struct VerifyOptions : DataOptions {
  std::vector<std::string> backups;
};

struct ListOptions : DataOptions {
  std::int64_t after = 0;
  std::int64_t limit = 50;
  records::JournalFilter filter;
};

struct ExportOptions : DataOptions {
  std::string file;
};

Result<std::vector<records::JournalAnchor>> anchors_of(const DataFolder& folder,
                                                       const std::vector<std::string>& backups) {
  BIHUAN_TRY(std::vector<records::JournalAnchor> anchors, records::read_anchors(folder.anchors_file()));
  for (const std::string& backup : backups) {
    BIHUAN_TRY(const std::vector<records::JournalAnchor> more,
               records::read_anchors((fs::path(resolved(backup)) / kAnchorsName).string()));
    if (more.empty()) return fail(Code::kNotFound, "这个备份里没有日志锚定文件，它不是bihuan backup作的备份。", backup);
    for (records::JournalAnchor anchor : more) {
      anchor.source = "备份" + fs::path(backup).filename().string() + "的" + anchor.source;
      anchors.push_back(std::move(anchor));
    }
  }
  return anchors;
}

std::string report_text(const records::JournalReport& report, std::size_t anchors) {
  std::string text = "日志" + std::to_string(report.head.entries) + "条，记录" + std::to_string(report.records) +
                     "条，锚定" + std::to_string(anchors) + "处；末条摘要" + report.head.digest.substr(0, 16) + "…\n";
  if (report.erased > 0) text += "依规定销毁了内容的日志" + std::to_string(report.erased) + "条，其摘要仍在链中。\n";
  if (report.findings.empty()) return text + "核对无误：日志没有被改动、删去或重写，记录与日志一致。\n";
  text += "发现" + std::to_string(report.findings.size()) + "处问题：\n";
  for (const records::JournalFinding& finding : report.findings)
    text += "  " + finding.place + "：" + finding.message + "\n";
  return text;
}

Status verify(DataFolder& folder, const VerifyOptions& options, Session& session) {
  BIHUAN_TRY(const std::vector<records::JournalAnchor> anchors, anchors_of(folder, options.backups));
  BIHUAN_TRY(const records::JournalReport report,
             folder.database->read([&](records::Reader& reader) { return records::verify_journal(reader, anchors); }));
  print(options.as_json ? to_json(report, JsonStyle::kPretty) : report_text(report, anchors.size()));
  if (!report.findings.empty()) session.exit_code = kExitUnavailable;
  return {};
}

Status list_entries(DataFolder& folder, const ListOptions& options) {
  BIHUAN_TRY(const std::vector<records::JournalEntry> entries, folder.database->read([&](records::Reader& reader) {
    return records::read_journal(reader, options.after, options.limit, options.filter);
  }));
  if (options.as_json) {
    print(to_json(entries, JsonStyle::kPretty));
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const records::JournalEntry& entry : entries) {
    rows.push_back({std::to_string(entry.number), minute_text(entry.at), entry.who, entry.what,
                    entry.subject, entry.why.empty() ? entry.after : entry.why});
  }
  print(render_table({{"序号", 0, true}, {"时间", 0}, {"谁", 12}, {"做了什么", 24}, {"对象", 30}, {"说明", 50}}, rows));
  return {};
}

// Everything, one entry a line; the export itself becomes an entry first.
Status write_export(DataFolder& folder, const ExportOptions& options) {
  const std::string file = resolved(options.file);
  std::error_code error;
  if (fs::exists(file, error)) return fail(Code::kConflict, "要写的文件已经存在，不覆盖。", options.file);
  BIHUAN_CHECK(folder.database->write(folder.operator_now(), [&](records::Ledger& ledger) {
    return ledger.note("journal.exported", "journal", to_json(fs::path(file).filename().string()));
  }));
  std::string text;
  std::int64_t after = 0;
  while (true) {
    BIHUAN_TRY(const std::vector<records::JournalEntry> entries, folder.database->read([&](records::Reader& reader) {
      return records::read_journal(reader, after, kPage);
    }));
    for (const records::JournalEntry& entry : entries) text += to_json(entry) + "\n";
    if (static_cast<std::int64_t>(entries.size()) < kPage) break;
    after = entries.back().number;
  }
  BIHUAN_CHECK(write_file_durably(file, text));
  print("已导出日志到" + options.file + "\n");
  return {};
}

}  // namespace

void add_journal(CLI::App& app, Session& session) {
  CLI::App* journal = app.add_subcommand("journal", "操作日志：核对、查看、导出 (the journal: verify, list, export)");
  journal->require_subcommand(1);

  auto verify_options = std::make_shared<VerifyOptions>();
  CLI::App* command = journal->add_subcommand(
      "verify", "核对日志和全部记录没有被改动过 (prove that journal and records are as they were written)");
  command->add_option("--backup", verify_options->backups, "同时与这些备份记下的摘要核对 (heads kept in backups)");
  add_data_options(*command, *verify_options);
  command->callback([verify_options, &session] {
    with_folder(session, verify_options->data, false,
                [&](DataFolder& folder) { return verify(folder, *verify_options, session); });
  });

  auto list_options = std::make_shared<ListOptions>();
  command = journal->add_subcommand("list", "查看日志 (list entries)");
  command->add_option("--after", list_options->after, "从这一条之后 (entries after this number)");
  command->add_option("--limit", list_options->limit, "最多几条，1到1000 (at most so many)")->capture_default_str();
  command->add_option("--subject", list_options->filter.subject_begins, "对象以此开头 (subject begins with)");
  command->add_option("--what", list_options->filter.what_begins, "动作以此开头 (action begins with)");
  command->add_option("--who", list_options->filter.who, "谁 (by whom)");
  add_data_options(*command, *list_options);
  command->callback([list_options, &session] {
    with_folder(session, list_options->data, false,
                [&](DataFolder& folder) { return list_entries(folder, *list_options); });
  });

  auto export_options = std::make_shared<ExportOptions>();
  command = journal->add_subcommand("export", "导出全部日志，每条一行JSON；导出本身也记入日志 (export as JSON lines)");
  command->add_option("FILE", export_options->file, "写到这个新文件 (the new file)")->required();
  add_data_options(*command, *export_options);
  command->callback([export_options, &session] {
    with_folder(session, export_options->data, false,
                [&](DataFolder& folder) { return write_export(folder, *export_options); });
  });
}

}  // namespace bihuan::cli
