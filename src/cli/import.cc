// bihuan import: sheets of measured values into the observation store, and out of it again.
#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "cli/desk_command.h"
#include "server/import_desk.h"
#include "server/observation_api.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;
using server::ImportDesk;
using server::ImportWish;
using server::api::ImportView;
using server::api::SheetPreview;

constexpr std::size_t kLargestImport = std::size_t{2} << 30U;
constexpr std::size_t kProblemsPrinted = 20;

struct ImportOptions : DeskOptions {
  std::string file, way, site, note, why, import_id, problems_file;
  std::vector<std::string> columns, units, sites;
  std::int64_t limit = 50;
  bool is_dry_run = false, is_fresh = false, adds_aliases = false;
};

// "氨氮=w21003" as it is typed.
Result<std::map<std::string, std::string>> pairs_of(const std::vector<std::string>& given, const std::string& option) {
  std::map<std::string, std::string> pairs;
  for (const std::string& one : given) {
    const std::size_t at = one.rfind('=');
    if (at == std::string::npos || at == 0)
      return fail(Code::kInvalidInput, "应写成“表中的写法=所指”", option + " " + one);
    pairs[one.substr(0, at)] = one.substr(at + 1);
  }
  return pairs;
}

Result<ImportWish> wish_of(const ImportOptions& options, const std::string& bytes) {
  ImportWish wish;
  wish.file_name = fs::path(options.file).filename().string();
  wish.bytes = bytes;
  wish.way = options.way;
  BIHUAN_TRY(wish.columns, pairs_of(options.columns, "--column"));
  BIHUAN_TRY(wish.units, pairs_of(options.units, "--unit"));
  BIHUAN_TRY(wish.sites, pairs_of(options.sites, "--map-site"));
  wish.site = options.site;
  wish.note = options.note;
  wish.is_fresh = options.is_fresh;
  wish.adds_aliases = options.adds_aliases;
  return wish;
}

std::string count_text(std::int64_t count, const char* what) { return std::to_string(count) + what; }

// 沿用上次的对应（导入i000003）：列“结果”＝氨氮 …
std::string carried_text(const SheetPreview& preview) {
  if (preview.carried_from.empty()) return "";
  std::vector<std::string> said;
  for (const auto& one : preview.carried_columns)
    said.push_back("列“" + one.name + "”" + (one.value.empty() ? "不用" : "＝" + one.value));
  for (const auto& one : preview.carried_units) said.push_back(one.name + "的单位＝" + one.value);
  for (const auto& one : preview.carried_sites) said.push_back("点位“" + one.name + "”＝" + one.value);
  return "沿用上次的对应（导入" + preview.carried_from + "）：" + join(said, "，") +
         "。不对的用--column、--unit、--map-site改，都不要用--fresh。\n";
}

std::string preview_text(const SheetPreview& preview) {
  std::string text = preview.file_name + "：" + (preview.is_long ? "长表" : "宽表");
  if (!preview.encoding.empty()) text += "，" + preview.encoding;
  text += "，读了" + count_text(preview.rows_read, "行，") + count_text(preview.values, "个值");
  if (preview.rows_refused > 0) text += "，不收" + count_text(preview.rows_refused, "行");
  if (preview.cells_refused > 0) text += "，不收" + count_text(preview.cells_refused, "格");
  if (preview.rounded > 0) text += "，修约" + count_text(preview.rounded, "个");
  if (preview.repeated > 0) text += "，重复" + count_text(preview.repeated, "个");
  text += "\n";
  text += carried_text(preview);
  // Twelve sheets of a year have the same columns: each is told once.
  std::vector<std::vector<std::string>> rows;
  std::vector<std::int64_t> sheets;
  for (const auto& column : preview.columns) {
    const std::vector<std::string> row{column.sheet,    column.column, column.head,
                                       column.key_name, column.unit,   column.unit_origin};
    const auto same = std::ranges::find_if(rows, [&row](const std::vector<std::string>& one) {
      return std::equal(one.begin() + 1, one.end(), row.begin() + 1);
    });
    if (same == rows.end()) {
      rows.push_back(row);
      sheets.push_back(1);
    } else {
      ++sheets[static_cast<std::size_t>(same - rows.begin())];
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (sheets[i] > 1) rows[i][0] += "等" + count_text(sheets[i], "张");
  text += render_table({{"工作表", 20}, {"列"}, {"表头", 30}, {"认作", 24}, {"单位"}, {"单位依据", 30}}, rows);
  if (!preview.unused.empty()) text += "没有用到的列：" + join(preview.unused, "、") + "\n";
  rows.clear();
  for (const auto& one : preview.series) {
    rows.push_back({one.site_text, one.about.site, one.about.factor_name, one.about.averaging_name, one.about.unit,
                    std::to_string(one.values), std::to_string(one.below), std::to_string(one.missing),
                    minute_text(one.first), minute_text(one.last)});
  }
  text += render_table({{"表中点位", 24},
                        {"编码", 24},
                        {"因子", 20},
                        {"时段"},
                        {"单位"},
                        {"值", 0, true},
                        {"低于检出限", 0, true},
                        {"缺测说明", 0, true},
                        {"自"},
                        {"至"}},
                       rows);
  for (const std::string& name : preview.unknown_sites)
    text +=
        "没有登记的点位：" + name + "（用bihuan site add登记，或给已有点位加别名，或--map-site " + name + "=编码）\n";
  std::size_t told = 0;
  for (const auto& problem : preview.problems) {
    if (told++ == kProblemsPrinted) break;
    text += std::string(problem.is_refusal ? "不收" : "说明") + " " + problem.where + "：" + problem.message + "\n";
  }
  const std::int64_t left = static_cast<std::int64_t>(preview.problems.size()) -
                            static_cast<std::int64_t>(std::min(preview.problems.size(), kProblemsPrinted)) +
                            preview.problems_not_told;
  if (left > 0) text += "另有" + count_text(left, "个问题，用--problems 文件写出全部\n");
  if (!preview.imported_before.empty())
    text += "同一份文件已经导入过（" + preview.imported_before + "），再导入不会增加数据。\n";
  return text;
}

std::string import_text(const ImportView& view) {
  const records::ImportEntry& entry = view.entry;
  std::string text = view.import_id + "  " + view.state_name + "  " + entry.file_name + "  " + view.way_name + "\n  " +
                     entry.imported_name + " " + minute_text(entry.imported_at) + "；新增" +
                     std::to_string(entry.counts.added) + "，改正" + std::to_string(entry.counts.revised) + "，已有" +
                     std::to_string(entry.counts.same) + "，不收" + std::to_string(entry.counts.rows_refused) + "行" +
                     std::to_string(entry.counts.cells_refused) + "格\n";
  if (!entry.note.empty()) text += "  说明：" + entry.note + "\n";
  if (!entry.outcome.empty()) text += "  " + entry.outcome + "\n";
  if (entry.withdrawn_at) {
    text +=
        "  " + entry.withdrawn_name + " " + minute_text(*entry.withdrawn_at) + "撤销：" + entry.withdrawn_why + "\n";
  }
  return text;
}

Status write_problems(DataFolder& data, const records::Actor& actor, const ImportOptions& options,
                      const ImportWish& wish) {
  if (options.problems_file.empty()) return {};
  BIHUAN_TRY(const server::NamedFile file, ImportDesk(*data.office, actor).problems(wish));
  BIHUAN_CHECK(export_file(data, actor, "import problems", resolved(options.problems_file),
                           fs::path(options.problems_file).filename().string(), file.bytes));
  if (!options.as_json) print("问题清单已写到" + options.problems_file + "\n");
  return {};
}

Status import_file(DataFolder& data, const records::Actor& actor, const ImportOptions& options) {
  BIHUAN_TRY(const std::string bytes, read_input(options.file, kLargestImport));
  BIHUAN_TRY(const ImportWish wish, wish_of(options, bytes));
  ImportDesk desk(*data.office, actor);
  if (options.is_dry_run) {
    BIHUAN_TRY(const SheetPreview preview, desk.preview(wish));
    print(options.as_json ? to_json(preview, JsonStyle::kPretty) + "\n" : preview_text(preview) + "没有存入。\n");
    return write_problems(data, actor, options, wish);
  }
  BIHUAN_TRY(const server::api::ImportResult result, desk.import(wish));
  std::string text = preview_text(result.read) + import_text(result.imported);
  if (!result.aliases.empty()) text += "  已加别名：" + join(result.aliases, "、") + "\n";
  for (const std::string& one : result.alias_problems) text += "  没有加别名 " + one + "\n";
  print(options.as_json ? to_json(result, JsonStyle::kPretty) + "\n" : text);
  return write_problems(data, actor, options, wish);
}

Status list_imports(DataFolder& data, const ImportOptions& options) {
  const records::Actor here = data.operator_now();
  BIHUAN_TRY(const server::api::ImportList list, ImportDesk(*data.office, here).list("", options.limit));
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::string text;
  for (const ImportView& one : list.imports) text += import_text(one);
  print(text.empty() ? "还没有导入过。\n" : text);
  return {};
}

Status list_ways(DataFolder& data, const ImportOptions& options) {
  const records::Actor here = data.operator_now();
  const server::api::ImportWayList list = ImportDesk(*data.office, here).ways();
  if (options.as_json) {
    print(to_json(list, JsonStyle::kPretty) + "\n");
    return {};
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& one : list.ways) rows.push_back({one.id, one.name, one.source_name, one.averaging_name});
  print(render_table({{"导入方式"}, {"名称"}, {"来源"}, {"取值时段"}}, rows));
  return {};
}

Status undo_import(DataFolder& data, const records::Actor& actor, const ImportOptions& options) {
  ImportDesk desk(*data.office, actor);
  BIHUAN_TRY(const ImportView now, desk.find(options.import_id));
  BIHUAN_TRY(const ImportView undone, desk.undo(options.import_id, now.revision, options.why));
  print(options.as_json ? to_json(undone, JsonStyle::kPretty) + "\n" : import_text(undone));
  return {};
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
  CLI::App* import = app.add_subcommand("import", "监测数据表：导入、查看、撤销 (sheets of measured values)");
  import->require_subcommand(1);

  auto add_options = std::make_shared<ImportOptions>();
  CLI::App* command =
      add_acting_command(*import, session, "file", "导入一份表 (take a sheet in)", add_options, import_file);
  command->add_option("FILE", add_options->file, "csv、xlsx、xls或ods (the sheet)")->required();
  command->add_option("--way", add_options->way, "导入方式，见bihuan import ways (how the sheet is read)")->required();
  command->add_option("--site", add_options->site, "表中没有点位列时，是哪个点位 (of a sheet that names no site)");
  command->add_option("--column", add_options->columns,
                      "表头=列的意思或因子编码，可多次；等号后空着则不用这一列 (what a column is)");
  command->add_option("--unit", add_options->units, "因子编码=单位，可多次 (the unit of a factor)");
  command->add_option("--map-site", add_options->sites, "表中点位=点位编码，可多次 (which site a name is)");
  command->add_option("--note", add_options->note, "说明 (a note)");
  command->add_option("--problems", add_options->problems_file, "问题清单写到这个CSV文件 (problems as csv)");
  command->add_flag("--dry-run", add_options->is_dry_run, "只看，不存入 (look only)");
  command->add_flag("--fresh", add_options->is_fresh,
                    "不沿用上次同样表头的对应 (forget what was said of the last one)");
  command->add_flag("--keep-aliases", add_options->adds_aliases,
                    "--map-site所说的作为该来源的别名记下 (keep them as aliases of the sites)");

  auto list_options = std::make_shared<ImportOptions>();
  command = add_reading_command(*import, session, "list", "历次导入，新的在前 (imports, newest first)", list_options,
                                list_imports);
  command->add_option("--limit", list_options->limit, "最多几条 (at most)")->check(CLI::Range(1, 500));

  auto ways_options = std::make_shared<ImportOptions>();
  add_reading_command(*import, session, "ways", "导入方式 (ways to read a sheet)", ways_options, list_ways);

  auto undo_options = std::make_shared<ImportOptions>();
  command = add_acting_command(*import, session, "undo", "撤销一次导入 (undo an import)", undo_options, undo_import);
  command->add_option("IMPORT", undo_options->import_id, "导入编号，如i000001 (the import)")->required();
  command->add_option("--why", undo_options->why, "理由 (the reason)")->required();
}

}  // namespace bihuan::cli
