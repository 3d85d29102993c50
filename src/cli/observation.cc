// bihuan observation: stored values, where they came from, how complete they are, quality control, the store itself.
#include <filesystem>

#include "base/text.h"
#include "cli/desk_command.h"
#include "cli/observation_rounds.h"
#include "gateway/archive_summary.h"
#include "gateway/file_port.h"
#include "observations/duckdb_store.h"
#include "records/ledger.h"
#include "server/device_register.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/observation_rebuild.h"
#include "server/observation_room.h"
#include "server/quality_desk.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;
using server::ObservationDesk;
using server::QualityDesk;
using server::ValueWindow;

struct ObservationOptions : DeskOptions {
  std::string site, factor, series, from, until, as_of, time, period = "day", state = "open", rule;
  std::string finding, verdict, reason;
  std::int64_t most = 200, limit = 50;
  bool replaces = false;
  std::string file, format = "csv";
  bool is_wide = false;
};

Result<ValueWindow> window_of(const ObservationOptions& options) {
  ValueWindow window;
  BIHUAN_TRY(window.from, server::parse_moment(options.from, false, "--from"));
  BIHUAN_TRY(window.until, server::parse_moment(options.until, true, "--until"));
  BIHUAN_TRY(window.as_of, server::parse_moment(options.as_of, true, "--as-of"));
  window.most = options.most;
  return window;
}

// Whoever sits at this machine sees what enforcement sees.
records::Actor watcher_here(DataFolder& data) {
  records::Actor actor = data.operator_now();
  actor.roles = {records::DeskRole::kStation, records::DeskRole::kEnforcement};
  return actor;
}

template <class T>
std::string shown(const std::optional<T>& value) {
  return value ? to_string(*value) : std::string();
}

std::string second_text(Instant at) {
  std::string text = to_string(at, kBeijing);
  std::ranges::replace(text, 'T', ' ');
  return text.substr(0, 19);
}

std::string verdict_text(const std::string& word) {
  for (const auto verdict : {observations::Verdict::kValid, observations::Verdict::kSuspect,
                             observations::Verdict::kUnderReview, observations::Verdict::kInvalid}) {
    if (word == to_string(verdict)) return std::string(to_chinese(verdict));
  }
  return word;
}

std::string value_text(const server::api::ObservedValue& value) {
  if (value.state == "below_limit") return "<" + shown(value.value);
  return value.value ? to_string(*value.value) : value.state_name;
}

Status list_series(DataFolder& data, const ObservationOptions& options) {
  const records::Actor actor = watcher_here(data);
  BIHUAN_TRY(const server::api::SeriesList list,
             ObservationDesk(*data.office, actor).series(options.site, options.factor));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  if (list.series.empty()) {
    print("没有这样的数据序列。\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const server::api::SeriesView& one : list.series) {
    rows.push_back({one.series, one.site_name, one.factor_name, one.averaging_name, one.source_name,
                    one.latest ? value_text(*one.latest) : "", one.unit,
                    one.latest ? second_text(one.latest->time) : ""});
  }
  print(render_table(
      {{"数据序列"}, {"点位", 30}, {"因子", 24}, {"时段"}, {"来源"}, {"最新值", 0, true}, {"单位"}, {"时间"}}, rows));
  return {};
}

Status show_values(DataFolder& data, const ObservationOptions& options) {
  const records::Actor actor = watcher_here(data);
  BIHUAN_TRY(const ValueWindow window, window_of(options));
  BIHUAN_TRY(const server::api::SeriesValues values,
             ObservationDesk(*data.office, actor).values(options.series, window));
  if (options.as_json) {
    print(to_json(values, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text = values.about.site_name + " " + values.about.factor_name + "（" + values.about.averaging_name +
                     "，" + values.about.source_name + "）：" + std::to_string(values.total) + "个值\n";
  std::vector<std::vector<std::string>> rows;
  for (const server::api::ObservedValue& one : values.values) {
    rows.push_back({second_text(one.time), value_text(one), values.about.unit, one.flag, verdict_text(one.verdict),
                    one.revision > 0 ? "第" + std::to_string(one.revision) + "次改正" : ""});
  }
  for (const server::api::ThinnedValue& one : values.thinned)
    rows.push_back({second_text(one.time), to_string(one.value), values.about.unit, "", "", ""});
  text += render_table({{"时间"}, {"数值", 0, true}, {"单位"}, {"标记"}, {"有效性"}, {"修订"}}, rows);
  if (values.is_thinned) text += "值太多，已抽稀：每段保留首、末、最小、最大；用--most、--from、--until调整。\n";
  print(text);
  return {};
}

Status show_rollups(DataFolder& data, const ObservationOptions& options) {
  const records::Actor actor = watcher_here(data);
  BIHUAN_TRY(const ValueWindow window, window_of(options));
  BIHUAN_TRY(const server::api::RollupList list,
             ObservationDesk(*data.office, actor).rollups(options.series, options.period, window));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const server::api::RollupRow& one : list.rows) {
    rows.push_back({one.period, shown(one.mean), shown(one.minimum), shown(one.maximum), std::to_string(one.expected),
                    std::to_string(one.present), std::to_string(one.valid), std::to_string(one.missing),
                    one.completeness ? to_string(*one.completeness) + "%" : ""});
  }
  print(render_table({{"时段"},
                      {"均值", 0, true},
                      {"最小", 0, true},
                      {"最大", 0, true},
                      {"应有", 0, true},
                      {"已有", 0, true},
                      {"有效", 0, true},
                      {"缺测说明", 0, true},
                      {"完整率", 0, true}},
                     rows));
  return {};
}

std::string origin_text(const server::api::RevisionView& one) {
  std::string text;
  if (one.frame > 0) text = "帧档案第" + std::to_string(one.frame) + "条";
  if (!one.import_id.empty())
    text = "导入" + one.import_id + "（" + one.batch_source + "）第" + std::to_string(one.row) + "行";
  if (text.empty()) text = one.batch_source;
  if (one.is_withdrawn) text += "，已撤销";
  return text;
}

std::string mark_text(const server::api::MarkView& one) {
  std::string text = one.mark_id + "  " + one.about.series + "  " + one.verdict_name;
  if (!one.state_name.empty()) text += "  " + one.state_name;
  text += one.is_lead ? "  线索\n" : "\n";
  text += "  " + second_text(one.first) + " 至 " + second_text(one.last) + "，" + std::to_string(one.values) +
          "个值；" + one.by + "，" + minute_text(one.marked_at) + "\n";
  if (!one.text.sentence.empty()) text += "  " + one.text.sentence + "\n";
  if (!one.reason.empty()) text += "  理由：" + one.reason + "\n";
  return text;
}

Status show_point(DataFolder& data, const ObservationOptions& options) {
  const records::Actor actor = watcher_here(data);
  BIHUAN_TRY(const std::optional<Instant> time, server::parse_moment(options.time, false, "TIME"));
  BIHUAN_TRY(const server::api::PointView view,
             ObservationDesk(*data.office, actor).point(options.series, time.value_or(Instant())));
  if (options.as_json) {
    print(to_json(view, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text = view.about.site_name + " " + view.about.factor_name + " " + second_text(view.time) + "：" +
                     view.verdict_name + "\n";
  std::vector<std::vector<std::string>> rows;
  for (const server::api::RevisionView& one : view.revisions) {
    rows.push_back({std::to_string(one.value.revision), value_text(one.value), view.about.unit, one.value.flag,
                    one.is_current ? "现行" : "", second_text(one.loaded), origin_text(one)});
  }
  text += render_table({{"修订", 0, true}, {"数值", 0, true}, {"单位"}, {"标记"}, {""}, {"存入"}, {"来处"}}, rows);
  for (const server::api::MarkView& one : view.marks) text += mark_text(one);
  print(text);
  return {};
}

Status check_values(DataFolder& data, const records::Actor& actor, const ObservationOptions& options) {
  BIHUAN_TRY(const ValueWindow window, window_of(options));
  BIHUAN_TRY(const server::api::CheckResult result,
             QualityDesk(*data.office, actor).check(options.site, window.from, window.until));
  if (options.as_json) {
    print(to_json(result, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text = "检查了" + std::to_string(result.series) + "个序列、" + std::to_string(result.values) +
                     "个值：新发现" + std::to_string(result.found) + "条，撤回" + std::to_string(result.taken_back) +
                     "条。\n";
  for (const std::string& one : result.not_run) text += "未运行 " + one + "\n";
  print(text);
  return {};
}

Status list_findings(DataFolder& data, const ObservationOptions& options) {
  const records::Actor actor = watcher_here(data);
  BIHUAN_TRY(const server::api::MarkList list,
             QualityDesk(*data.office, actor)
                 .list(options.state == "all" ? "" : options.state, options.site, options.rule, "", options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text = "待核实" + std::to_string(list.open) + "条。\n";
  for (const server::api::MarkView& one : list.marks) text += mark_text(one);
  print(text);
  return {};
}

Status judge_values(DataFolder& data, const records::Actor& actor, const ObservationOptions& options) {
  server::api::JudgeRequest request;
  request.finding = options.finding;
  request.series = options.series;
  BIHUAN_TRY(request.from, server::parse_moment(options.from, false, "--from"));
  BIHUAN_TRY(request.until, server::parse_moment(options.until, false, "--until"));
  request.verdict = options.verdict;
  request.reason = options.reason;
  BIHUAN_TRY(const server::api::MarkView mark, QualityDesk(*data.office, actor).judge(request));
  print(options.as_json ? to_json(mark, JsonStyle::kPretty) + "\n" : mark_text(mark));
  return {};
}

Status export_values(DataFolder& data, const records::Actor& actor, const ObservationOptions& options) {
  server::ExportWish wish;
  wish.site = options.site;
  wish.factor = options.factor;
  if (!options.series.empty()) wish.series = {options.series};
  BIHUAN_TRY(wish.window, window_of(options));
  BIHUAN_TRY(wish.format, server::parse_export_format(options.format));
  wish.is_wide = options.is_wide;
  const std::string path = resolved(options.file);
  std::error_code error;
  if (fs::exists(path, error)) return fail(Code::kConflict, "要写的文件已经存在，不覆盖", options.file);
  // What leaves is written down before it does.
  BIHUAN_CHECK(data.database->write(actor, [&](records::Ledger& ledger) {
    return ledger.note("observation.exported", fs::path(options.file).filename().string(), "",
                       join({options.site, options.factor, options.series, options.from, options.until}, " "));
  }));
  BIHUAN_TRY(const observations::ExportReport report, ObservationDesk(*data.office, actor).export_to(wish, path));
  print("已写出" + std::to_string(report.rows) + "行、" + std::to_string(report.values) + "个值到" + options.file +
        "\n");
  return {};
}

// --- the store -------------------------------------------------------------------------------------------------------

// The frames of the folder, whether a server is writing them or not; nothing where none ever came.
Result<gateway::FrameSource> frames_of_folder(const DataFolder& data) {
  const fs::path folder = fs::path(data.folder) / gateway::kFramesFolder;
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return gateway::FrameSource(
        [](std::int64_t, const std::function<bool(const gateway::ArchiveRecord&)>&) { return Status(); });
  BIHUAN_TRY(std::unique_ptr<gateway::FilePort> opened, gateway::open_folder(folder.string()));
  const std::shared_ptr<gateway::FilePort> files = std::move(opened);
  return gateway::FrameSource(
      [files](std::int64_t after, const std::function<bool(const gateway::ArchiveRecord&)>& sink) {
        return gateway::read_archive(*files, after, sink);
      });
}

std::string ingest_text(const gateway::IngestCounts& counts) {
  std::string text = "看了" + std::to_string(counts.frames) + "条帧，取出" + std::to_string(counts.values) +
                     "个值：新增" + std::to_string(counts.added) + "，改正" + std::to_string(counts.revised) +
                     "，已有" + std::to_string(counts.same) + "。\n";
  if (counts.no_device > 0) text += "设备已不在登记中的帧" + std::to_string(counts.no_device) + "条，没有取。\n";
  if (counts.no_time + counts.wrong_time > 0)
    text += "没有时间或时间不可能的帧" + std::to_string(counts.no_time + counts.wrong_time) + "条，没有取。\n";
  if (counts.rounded > 0) text += "小数多于4位、已修约的值" + std::to_string(counts.rounded) + "个。\n";
  return text;
}

Status show_store(DataFolder& data, const ObservationOptions& /*options*/) {
  BIHUAN_TRY(const observations::ObservationStore* const store, data.office->observations->store());
  BIHUAN_TRY(const std::vector<observations::Series> series, store->series());
  BIHUAN_TRY(const observations::ContentDigest digest, store->digest());
  BIHUAN_TRY(const std::vector<observations::SealedFile> sealed, store->sealed());
  BIHUAN_TRY(const std::vector<observations::ObservationStore::Unsealed> unsealed, store->unsealed());
  std::int64_t octets = 0, waiting = 0;
  for (const observations::SealedFile& one : sealed) octets += one.octets;
  for (const auto& one : unsealed) waiting += one.rows;
  print("数据序列" + std::to_string(series.size()) + "个，现行值" + std::to_string(digest.points) + "个。\n已封存" +
        std::to_string(sealed.size()) + "个文件，" + std::to_string(octets) + "字节；未封存" + std::to_string(waiting) +
        "行。\n内容摘要（SM3） " + digest.current + "\n标记摘要（SM3） " + digest.marks + "\n");
  return {};
}

Status seal_store(DataFolder& data, const ObservationOptions& /*options*/) {
  BIHUAN_TRY(observations::ObservationStore* const store, data.office->observations->store());
  BIHUAN_TRY(const std::int64_t sealed, seal_unsorted(*store));
  print("封存了" + std::to_string(sealed) + "个数据集月份。\n");
  return {};
}

// The last frame that the store has taken in.
Result<std::int64_t> last_frame(const observations::ObservationStore& store) {
  BIHUAN_TRY(const std::vector<observations::StoredBatch> newest, store.batches(observations::BatchKind::kIngest, 1));
  return newest.empty() ? std::int64_t{0} : newest.front().last_position;
}

struct StoreMoment {
  observations::ContentDigest digest;
  std::int64_t last_frame = std::numeric_limits<std::int64_t>::max();  // that is in it
};

// What the store holds, and up to which frame. Without a server the frames that wait are taken in first.
Result<StoreMoment> moment_of(DataFolder& data, const gateway::DeviceRegistry& devices,
                              const gateway::FrameSource& frames, bool is_owned) {
  server::ObservationRoom& room = *data.office->observations;
  BIHUAN_TRY(observations::ObservationStore* const store, room.store());
  StoreMoment moment;
  if (!is_owned) {
    gateway::IngestSettings settings;
    BIHUAN_TRY(settings.after, room.frames_through(*store));
    gateway::FrameIngest ingest(*store, devices, room.vocabulary(), room.frame_rules(), frames, settings);
    BIHUAN_CHECK(ingest.take(data.clock->now()));
    BIHUAN_TRY(moment.digest, store->digest());
    return moment;
  }
  constexpr int kAttempts = 50;
  for (int i = 0; i < kAttempts; ++i) {
    BIHUAN_TRY(moment.last_frame, last_frame(*store));
    BIHUAN_TRY(moment.digest, store->digest());
    BIHUAN_TRY(const std::int64_t after, last_frame(*store));
    if (after == moment.last_frame) return moment;
  }
  return fail(Code::kUnavailable, "数据不停地进来，没有一刻可以核对：请在设备少发时再试，或停止服务", "观测数据");
}

gateway::FrameSource up_to(gateway::FrameSource frames, std::int64_t last) {
  return [frames = std::move(frames), last](std::int64_t after,
                                            const std::function<bool(const gateway::ArchiveRecord&)>& sink) {
    return frames(after, [&](const gateway::ArchiveRecord& record) { return record.number <= last && sink(record); });
  };
}

// Makes the store again beside the one that is there and holds both against each other.
Result<bool> rebuild_store(DataFolder& data, const ObservationOptions& options, bool is_owned) {
  if (options.replaces && is_owned)
    return fail(Code::kUnavailable, "服务正在使用观测数据，不能替换：请先停止服务", "--replace");
  const fs::path folder(data.folder);
  const fs::path fresh_place = folder / "observations.rebuilt";
  const fs::path place = folder / kObservationsFolder;
  std::error_code error;
  fs::remove_all(fresh_place, error);
  server::RegisterOfDevices devices;
  BIHUAN_CHECK(devices.reload(data.office->devices, true));
  BIHUAN_TRY(const gateway::FrameSource frames, frames_of_folder(data));
  std::optional<StoreMoment> before;
  if (fs::is_directory(place, error) && !options.replaces) {
    BIHUAN_TRY(before, moment_of(data, devices, frames, is_owned));
  }
  server::RebuildReport report;
  {
    std::vector<std::string> found;
    observations::DuckdbStoreSettings settings;
    settings.folder = fresh_place.string();
    BIHUAN_TRY(const std::unique_ptr<observations::ObservationStore> fresh,
               observations::open_duckdb_store(settings, found));
    BIHUAN_TRY(report,
               server::rebuild(*data.office, *fresh, devices, before ? up_to(frames, before->last_frame) : frames));
    BIHUAN_CHECK(seal_unsorted(*fresh));
  }
  std::string text = ingest_text(report.frames) + "重做导入" + std::to_string(report.imports) + "次、撤销" +
                     std::to_string(report.withdrawn) + "次、清理" + std::to_string(report.retentions) + "次（" +
                     std::to_string(report.dropped) + "行）；现行值" + std::to_string(report.digest.points) + "个。\n";
  for (const std::string& one : report.differing) text += "清理" + one + "。\n";
  const bool is_same = !before || before->digest == report.digest;
  if (before) text += is_same ? "与现有的观测数据一致。\n" : "与现有的观测数据不一致：用--replace换成重建的。\n";
  if (options.replaces) {
    const fs::path old = folder / "observations.replaced";
    fs::remove_all(old, error);
    const bool has_old = fs::exists(place, error);
    if (has_old) fs::rename(place, old, error);
    if (!error) {
      fs::rename(fresh_place, place, error);
      std::error_code ignored;
      if (error && has_old) fs::rename(old, place, ignored);  // what was there is there again
    }
    if (error) return fail(Code::kUnavailable, "观测数据没有换成：请检查权限", place.string());
    text += "已换成重建的；原来的在observations.replaced，核对后可以删除。\n";
  } else {
    fs::remove_all(fresh_place, error);
  }
  print(text);
  return is_same;
}

void add_window(CLI::App& command, ObservationOptions& options) {
  command.add_option("--from", options.from, "从这一天或时刻起 (from this day or moment)");
  command.add_option("--until", options.until, "到这一天（含）或时刻止 (until)");
}

}  // namespace

void add_observation(CLI::App& app, Session& session) {
  CLI::App* observation = app.add_subcommand("observation", "监测数据：查看、质控、重建 (measured values)");
  observation->require_subcommand(1);
  const auto reading = [&](const char* name, const char* help, auto work) {
    auto options = std::make_shared<ObservationOptions>();
    return std::pair(add_reading_command(*observation, session, name, help, options, work), options);
  };
  const auto acting = [&](const char* name, const char* help, auto work) {
    auto options = std::make_shared<ObservationOptions>();
    return std::pair(add_acting_command(*observation, session, name, help, options, work), options);
  };
  {
    const auto [command, options] = reading("series", "数据序列和最新值 (series and their newest values)", list_series);
    command->add_option("--site", options->site, "点位编码或设备MN (of this site or device)");
    command->add_option("--factor", options->factor, "因子编码 (of this factor)");
  }
  {
    const auto [command, options] = reading("values", "一个序列的值 (the values of a series)", show_values);
    command->add_option("SERIES", options->series, "如E01/w01018/hour/manual (the series)")->required();
    command->add_option("--as-of", options->as_of, "按这一天或时刻所知 (as it was known then)");
    command->add_option("--most", options->most, "最多多少个，多于此数则抽稀 (at most)")->capture_default_str();
    add_window(*command, *options);
  }
  {
    const auto [command, options] = reading("rollup", "按时段汇总 (by hour, day, month ...)", show_rollups);
    command->add_option("SERIES", options->series, "数据序列 (the series)")->required();
    command->add_option("--by", options->period, "hour、day、month、quarter或year")->capture_default_str();
    command->add_option("--as-of", options->as_of, "按这一天或时刻所知 (as it was known then)");
    add_window(*command, *options);
  }
  {
    const auto [command, options] = reading("point", "一个值的来历 (where a value came from)", show_point);
    command->add_option("SERIES", options->series, "数据序列 (the series)")->required();
    command->add_option("TIME", options->time, "如2024-09-30T08:00:00+08:00 (the label)")->required();
  }
  {
    const auto [command, options] = acting("check", "按质控规则检查 (run the rules of quality control)", check_values);
    command->add_option("--site", options->site, "点位编码或设备MN，缺省为全部 (of this site or device)");
    add_window(*command, *options);
  }
  {
    const auto [command, options] = reading("findings", "质控发现和判定 (findings and judgements)", list_findings);
    command->add_option("--state", options->state, "open、answered、ended、standing或all")->capture_default_str();
    command->add_option("--site", options->site, "点位编码或设备MN (of this site or device)");
    command->add_option("--rule", options->rule, "规则 (of this rule)");
    command->add_option("--limit", options->limit, "最多几条 (at most)")->check(CLI::Range(1, 500));
  }
  {
    const auto [command, options] = acting("judge", "判定数据有效、待核或无效 (judge values)", judge_values);
    command->add_option("--finding", options->finding, "回答这条发现 (answers this finding)");
    command->add_option("--series", options->series, "或者：这个序列 (or values of this series)");
    command->add_option("--verdict", options->verdict, "valid、under_review或invalid")->required();
    command->add_option("--reason", options->reason, "理由 (the reason)")->required();
    add_window(*command, *options);
  }
  {
    const auto [command, options] =
        acting("export", "导出为CSV、XLSX或Parquet (as CSV, XLSX or Parquet)", export_values);
    command->add_option("FILE", options->file, "写到这个新文件 (the new file)")->required();
    command->add_option("--site", options->site, "点位编码或设备MN (of this site or device)");
    command->add_option("--factor", options->factor, "因子编码 (of this factor)");
    command->add_option("--series", options->series, "只要这一个数据序列 (this series alone)");
    command->add_option("--format", options->format, "csv、xlsx或parquet")->capture_default_str();
    command->add_option("--as-of", options->as_of, "按这一天或时刻所知 (as it was known then)");
    command->add_flag("--wide", options->is_wide, "一个因子一列 (one column a factor)");
    add_window(*command, *options);
  }
  reading("status", "观测数据的规模和摘要 (size and digests of the store)", show_store);
  reading("seal", "整理并封存已到的数据 (sort and seal what arrived)", seal_store);
  {
    auto options = std::make_shared<ObservationOptions>();
    CLI::App* command = add_reading_command(
        *observation, session, "rebuild",
        "由帧档案、导入文件和标记重做一份，与现有的核对；不一致时返回1 (make the store again and compare)", options,
        [&session](DataFolder& data, const ObservationOptions& given) -> Status {
          BIHUAN_TRY(const bool is_same, rebuild_store(data, given, session.owned != nullptr));
          session.exit_code = is_same ? kExitDone : kExitNegative;
          return {};
        });
    command->add_flag("--replace", options->replaces, "换成重建的；服务须已停止 (put it in the store's place)");
  }
  add_observation_keeping(*observation, session);
}

}  // namespace bihuan::cli
