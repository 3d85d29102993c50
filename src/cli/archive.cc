#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/json.h"
#include "cli/stored_plans.h"
#include "gateway/archive_export.h"
#include "gateway/archive_summary.h"
#include "records/ledger.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

struct ArchiveOptions {
  std::string data = kDefaultData;
  std::string folder;  // instead of the data folder's
  bool as_json = false;
  std::string device, from, to, file;
  bool is_data_only = false;
  bool needs_file = false;  // where the command runs inside the server
  std::vector<std::string> anchors;
};

// What the journal says of frames that leave.
struct Leaving {
  std::string file_name, device, from, to;
};
BOOST_DESCRIBE_STRUCT(Leaving, (), (file_name, device, from, to))

std::string_view trim_quotes(std::string_view json) {
  if (json.size() >= 2 && json.front() == '"' && json.back() == '"') return json.substr(1, json.size() - 2);
  return json;
}

// `data` null: a folder of frames that stands alone. Segments are never rewritten, so a server may be at work there.
Result<std::unique_ptr<gateway::FilePort>> frames_of(const ArchiveOptions& options, const DataFolder* data) {
  const std::string folder =
      data == nullptr ? resolved(options.folder) : (fs::path(data->folder) / gateway::kFramesFolder).string();
  std::error_code error;
  if (!fs::is_directory(folder, error)) return fail(Code::kNotFound, "没有帧档案：设备接入还没有收到过帧", folder);
  return gateway::open_folder(folder);
}

// The heads of the archive that the journal of its data folder has written down.
Status add_anchors_of_journal(DataFolder& data, std::vector<gateway::ArchiveAnchor>& anchors) {
  constexpr std::int64_t kPage = 1000;
  const records::JournalFilter filter{"", "archive.anchored", ""};
  for (std::int64_t after = 0;;) {
    BIHUAN_TRY(const std::vector<records::JournalEntry> entries, data.database->read([&](records::Reader& reader) {
      return records::read_journal(reader, after, kPage, filter);
    }));
    for (const records::JournalEntry& entry : entries) {
      const std::string place = "日志第" + std::to_string(entry.number) + "条";
      Result<gateway::ArchiveAnchor> anchor = gateway::parse_archive_anchor(trim_quotes(entry.after));
      if (!anchor.has_value()) return fail(Code::kCorrupt, "日志里记下的帧档案摘要不能读出", place);
      anchor->source = place;
      anchors.push_back(*std::move(anchor));
    }
    if (static_cast<std::int64_t>(entries.size()) < kPage) return {};
    after = entries.back().number;
  }
}

// What leaves is written down before it does.
Status note_leaving(DataFolder* data, std::string_view what, const ArchiveOptions& options) {
  if (data == nullptr) return {};
  const Leaving leaving{fs::path(options.file).filename().string(), options.device, options.from, options.to};
  return data->database->write(data->operator_now(),
                               [&](records::Ledger& ledger) { return ledger.note(what, "archive", to_json(leaving)); });
}

Result<gateway::ArchiveFilter> filter_of(const ArchiveOptions& options) {
  gateway::ArchiveFilter filter;
  filter.device = options.device;
  filter.is_data_only = options.is_data_only;
  if (!options.from.empty()) {
    BIHUAN_TRY(const Instant from, parse_instant(options.from));
    filter.from = from;
  }
  if (!options.to.empty()) {
    BIHUAN_TRY(const Instant to, parse_instant(options.to));
    filter.to = to;
  }
  return filter;
}

Result<int> verify(const ArchiveOptions& options, DataFolder* data) {
  std::vector<gateway::ArchiveAnchor> anchors;
  for (const std::string& text : options.anchors) {
    BIHUAN_TRY(gateway::ArchiveAnchor anchor, gateway::parse_archive_anchor(text));
    anchors.push_back(std::move(anchor));
  }
  if (data != nullptr) BIHUAN_CHECK(add_anchors_of_journal(*data, anchors));
  BIHUAN_TRY(const std::unique_ptr<gateway::FilePort> files, frames_of(options, data));
  BIHUAN_TRY(const gateway::ArchiveReport report, gateway::verify_archive(*files, anchors));
  print(options.as_json
            ? gateway::report_json(report)
            : "与" + std::to_string(anchors.size()) + "处记下的摘要核对。\n" + gateway::report_text(report));
  return report.is_whole() ? kExitDone : kExitUnavailable;
}

// Writes what `each` hands over to a new file, or to standard output.
template <class Each>
Result<int> write_out(const ArchiveOptions& options, DataFolder* data, std::string_view what, std::string_view line_end,
                      const Each& each) {
  BIHUAN_TRY(const gateway::ArchiveFilter filter, filter_of(options));
  BIHUAN_TRY(const std::unique_ptr<gateway::FilePort> files, frames_of(options, data));
  const std::string path = resolved(options.file);
  std::error_code error;
  if (!path.empty() && fs::exists(path, error))
    return fail(Code::kConflict, "要写的文件已经存在，不覆盖", options.file);
  BIHUAN_CHECK(note_leaving(data, what, options));
  std::ofstream file;
  if (!path.empty()) file.open(path, std::ios::binary);
  std::int64_t count = 0;
  BIHUAN_CHECK(each(*files, filter, [&](std::string_view text) -> Status {
    ++count;
    if (path.empty())
      print(std::string(text) + std::string(line_end));
    else if (!(file << text << line_end))
      return fail(Code::kUnavailable, "不能写入文件", options.file);
    return {};
  }));
  if (!path.empty() && !file.flush()) return fail(Code::kUnavailable, "不能写入文件", options.file);
  if (!path.empty()) print("已写出" + std::to_string(count) + "条到" + options.file + "\n");
  return kExitDone;
}

template <class Work>
void when_called(CLI::App& command, Session& session, std::shared_ptr<ArchiveOptions> options, const Work& work) {
  command.add_option("--data", options->data, "数据文件夹 (the data folder)")->capture_default_str();
  command.add_option("--folder", options->folder, "帧档案文件夹，代替数据文件夹中的frames (a folder of frames)");
  command.callback([options, &session, work] {
    if (!options->folder.empty()) {
      const Result<int> done = work(*options, nullptr);
      session.exit_code = done.has_value() ? *done : report(done.error());
      return;
    }
    with_folder(session, options->data, false, [&](DataFolder& data) -> Status {
      if (options->needs_file && options->file.empty() && session.owned != nullptr)
        return fail(Code::kInvalidInput, "服务正在运行，请写明要写的文件：帧可能很多，不经过服务的内存送出", "FILE");
      BIHUAN_TRY(session.exit_code, work(*options, &data));
      return {};
    });
  });
}

void add_filters(CLI::App& command, ArchiveOptions& options) {
  command.add_option("--device", options.device, "只要这个MN的 (of this device)");
  command.add_option("--from", options.from, "收到时间从此开始，如2024-09-30T08:00:00+08:00 (received from)");
  command.add_option("--to", options.to, "收到时间到此之前 (received before)");
  command.add_flag("--data-only", options.is_data_only, "不要隔离的帧和记事 (no quarantined frames, no notes)");
}

}  // namespace

void add_archive(CLI::App& app, Session& session) {
  CLI::App* archive =
      app.add_subcommand("archive", "帧档案：核对、导出、重放 (the frame archive: verify, export, replay)");
  archive->require_subcommand(1);

  auto verify_options = std::make_shared<ArchiveOptions>();
  CLI::App* command =
      archive->add_subcommand("verify", "核对每一帧都在、没有被改动过 (prove that each frame is as it came)");
  command->add_flag("--json", verify_options->as_json, "输出JSON (write JSON)");
  command->add_option("--anchor", verify_options->anchors,
                      "别处记下的“条数 摘要”，可多次 (a head kept elsewhere: \"<records> <digest>\")");
  when_called(*command, session, verify_options, verify);

  auto export_options = std::make_shared<ArchiveOptions>();
  command = archive->add_subcommand("export", "导出为每行一个JSON，口令遮去 (as JSON lines, passwords masked)");
  add_filters(*command, *export_options);
  command->add_option("FILE", export_options->file, "写到这个新文件，缺省为标准输出 (the new file)");
  export_options->needs_file = true;
  when_called(*command, session, export_options, [](const ArchiveOptions& options, DataFolder* data) {
    return write_out(options, data, "archive.exported", "\n",
                     [](gateway::FilePort& files, const gateway::ArchiveFilter& filter, const auto& sink) {
                       return gateway::export_archive(files, filter, sink);
                     });
  });

  auto replay_options = std::make_shared<ArchiveOptions>();
  command = archive->add_subcommand("replay",
                                    "按收到的次序逐字节写出原始帧，含口令 (the frames octet by octet, with passwords)");
  add_filters(*command, *replay_options);
  command->add_option("FILE", replay_options->file, "写到这个新文件 (the new file)")->required();
  when_called(*command, session, replay_options, [](const ArchiveOptions& options, DataFolder* data) {
    return write_out(options, data, "archive.replayed", "",
                     [](gateway::FilePort& files, const gateway::ArchiveFilter& filter, const auto& sink) {
                       return gateway::replay_archive(files, filter, sink);
                     });
  });
}

}  // namespace bihuan::cli
