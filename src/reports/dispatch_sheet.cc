#include "reports/dispatch_sheet.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "tables/head_finder.h"
#include "tables/xlsx_writer.h"

namespace bihuan::reports {
namespace {

using tables::CellStyle;
using tables::CellValue;
using tables::OutCell;

struct Column {
  const char* key;
  const char* head;
  double width;  // in half-width characters
};
constexpr std::array kColumns{
    Column{"serial", "序号", 6},        Column{"item", "事项", 18},        Column{"text", "任务（原文）", 40},
    Column{"role", "职责", 7},          Column{"wanted", "目标", 14},      Column{"expected", "序时进度", 10},
    Column{"known", "系统已知", 28},    Column{"done", "累计完成数", 11},  Column{"progress", "本月进展", 36},
    Column{"problems", "存在问题", 24}, Column{"next_step", "下一步", 24}, Column{"id", "行编号", 10},
};
constexpr int kColumnCount = static_cast<int>(kColumns.size());
constexpr int kHeadRow = 3;
constexpr std::size_t kMostCharacters = 2'000;
constexpr const char* kSheetName = "进展填报";

constexpr std::string_view kInstructions =
    "填写说明：只填“累计完成数”“本月进展”“存在问题”“下一步”四列。累计完成数从1月1日起算，只写数字，不写单位；"
    "标“—”的任务不填。不要增删行、改动任务原文和隐藏的行编号列。本表须经科长、分管领导审核后报局办公室。";

std::string row_id(const DispatchSheet& sheet, const std::string& task_id) {
  return sheet.round_id + "|" + sheet.unit + "|" + task_id;
}

std::string_view role_word(plans::Role role) {
  switch (role) {
    case plans::Role::kLead:
      return "牵头";
    case plans::Role::kAssist:
      return "配合";
    case plans::Role::kResponsible:
      break;
  }
  return "责任";
}

std::string wanted_text(const records::TaskProgress& progress) {
  const records::Task& task = progress.task;
  std::string text;
  if (task.wanted && task.measure != plans::Measure::kOnce) text = to_string(*task.wanted) + task.wanted_unit;
  if (task.due) text += (text.empty() ? "" : "\n") + to_string(*task.due) + "前";
  return text;
}

std::string known_text(const records::TaskProgress& progress, const records::KnownFacts& known) {
  std::vector<std::string> lines;
  if (!known.last_progress.empty()) lines.push_back(known.last_month + "进展：" + excerpt(known.last_progress, 120));
  if (!known.last_next_step.empty()) lines.push_back("上次所说下一步：" + excerpt(known.last_next_step, 80));
  if (known.last_done) lines.push_back(known.last_month + "累计：" + to_string(*known.last_done));
  if (progress.events_due > 0) {
    lines.push_back("应办" + std::to_string(progress.events_due) + "次，已登记" +
                    std::to_string(progress.events_due - progress.events_missed) + "次");
  }
  if (!known.reading.empty()) lines.push_back(known.reading);
  return join(lines, "\n");
}

OutCell text_cell(const std::string& text, CellStyle style = CellStyle::kText) { return {CellValue(text), style}; }

// The lines of the fullest cell; not every program fits the row when it opens the file.
double height_of(const std::vector<OutCell>& cells) {
  constexpr double kLine = 15.5, kSpare = 4, kHighest = 409;  // points
  std::size_t most = 2;
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    const auto* text = std::get_if<std::string>(&cells[i].value);
    if (text == nullptr) continue;
    const auto capacity = static_cast<std::size_t>(kColumns[i].width) - 2;
    std::size_t lines = 0;
    for (const std::string_view line : split(*text, '\n')) {
      lines += std::max<std::size_t>(1, (display_width(line) + capacity - 1) / capacity);
    }
    most = std::max(most, lines);
  }
  return std::min(kHighest, static_cast<double>(most) * kLine + kSpare);
}

std::vector<OutCell> cells_of(const DispatchSheet& sheet, const DispatchSheetRow& row, std::int64_t serial) {
  OutCell done = text_cell(row.takes_figure ? "" : "—", CellStyle::kCentred);
  if (row.filled.done) done = {CellValue(tables::NumberText{to_string(*row.filled.done)}), CellStyle::kNumber};
  return {{CellValue(serial), CellStyle::kCentred},
          text_cell(row.item),
          text_cell(row.text),
          text_cell(row.role, CellStyle::kCentred),
          text_cell(row.wanted),
          text_cell(row.expected, CellStyle::kCentred),
          text_cell(row.known),
          done,
          text_cell(row.filled.progress),
          text_cell(row.filled.problems),
          text_cell(row.filled.next_step),
          text_cell(row_id(sheet, row.task_id))};
}

tables::HeadQuery head_query() {
  tables::HeadQuery query;
  query.head_rows = 1;
  for (const Column& column : kColumns) {
    const std::string_view key = column.key;
    const bool is_needed =
        key == "text" || key == "done" || key == "progress" || key == "problems" || key == "next_step" || key == "id";
    query.columns.push_back({column.key, {column.head}, is_needed});
  }
  return query;
}

// Reads the rows of one sheet that came back.
class Readback {
 public:
  Readback(const tables::Sheet& page, const tables::Head& head, const DispatchSheet& sent)
      : page_(page), head_(head), sent_(sent) {}

  SheetReadback read() {
    for (const tables::Row& row : page_.rows) {
      if (row.number > head_.last_row) read_row(row.number);
    }
    for (const DispatchSheetRow& row : sent_.rows) {
      if (!seen_.contains(row.task_id)) result_.left_empty.push_back(row.task_id);
    }
    return std::move(result_);
  }

 private:
  const tables::Cell* cell(int row, std::string_view key) const {
    const tables::FoundColumn* column = head_.column(key);
    return column == nullptr ? nullptr : page_.cell({row, column->column});
  }
  std::string text(int row, std::string_view key) const {
    const tables::Cell* found = cell(row, key);
    return found == nullptr ? std::string() : std::string(trim(found->shown()));
  }
  void fault(int row, std::string_view key, std::string message) {
    const tables::CellAddress at{row, head_.column(key)->column};
    result_.faults.push_back({page_.info.name, row, tables::column_letters(at.column),
                              tables::place(page_.info.name, at), std::move(message)});
  }

  void read_row(int row) {
    const std::string id = text(row, "id");
    const bool says_something = !text(row, "progress").empty() || !text(row, "text").empty();
    if (id.empty()) {
      if (says_something) fault(row, "id", "这一行没有行编号，认不出是哪一项任务：请在发出的原表上填写，不要另加行");
      return;
    }
    const DispatchSheetRow* sent = row_of(row, id);
    if (sent == nullptr) return;
    if (!seen_.insert(sent->task_id).second) {
      fault(row, "id", "“" + excerpt(sent->text, 30) + "”在表中出现了两次：请只留一行");
      return;
    }
    records::FilledEntry entry;
    entry.task_id = sent->task_id;
    const std::size_t before = result_.faults.size();
    read_text(row, "progress", "本月进展", entry.text.progress);
    read_text(row, "problems", "存在问题", entry.text.problems);
    read_text(row, "next_step", "下一步", entry.text.next_step);
    read_figure(row, *sent, entry.text.done);
    if (result_.faults.size() != before) return;
    if (!entry.text.progress.empty()) {
      result_.filled.push_back(std::move(entry));
    } else if (entry.text.done || !entry.text.problems.empty() || !entry.text.next_step.empty()) {
      fault(row, "progress", "填了其他列，没有填“本月进展”：请写明本月做了什么，没有进展也要写明");
    } else {
      result_.left_empty.push_back(sent->task_id);
    }
  }

  // The row that was sent out under this id; nullptr, with a fault, where there is none.
  const DispatchSheetRow* row_of(int row, const std::string& id) {
    const std::vector<std::string_view> parts = split(id, '|');
    if (parts.size() != 3) {
      fault(row, "id", "行编号“" + excerpt(id) + "”被改动了：请用发出的原表重新填写这一行");
      return nullptr;
    }
    if (parts[0] != sent_.round_id) {
      fault(row, "id", "这一行是另一次调度的表（" + excerpt(parts[0]) + "）：请用" + sent_.month + "的表");
      return nullptr;
    }
    if (parts[1] != sent_.unit) {
      fault(row, "id", "这一行是" + excerpt(parts[1]) + "的任务，不由" + sent_.unit + "填报：请删去");
      return nullptr;
    }
    const auto found = std::ranges::find(sent_.rows, parts[2], &DispatchSheetRow::task_id);
    if (found == sent_.rows.end()) {
      fault(row, "id", "没有行编号为“" + excerpt(parts[2], 80) + "”的任务：行编号被改动，或任务已调整，请用新表");
      return nullptr;
    }
    if (strip_spaces(text(row, "text")) != strip_spaces(found->text)) {
      fault(row, "text", "任务原文与行编号不符，应为“" + excerpt(found->text, 60) + "”：原文被改动，或行被错移");
      return nullptr;
    }
    return &*found;
  }

  void read_text(int row, std::string_view key, std::string_view name, std::string& out) {
    const tables::Cell* found = cell(row, key);
    if (found == nullptr) return;
    if (found->is_formula || found->kind == tables::CellKind::kError) {
      fault(row, key, std::string(name) + "应为文字，这里是公式：请改为文字");
      return;
    }
    out = std::string(trim(found->shown()));
    if (count_code_points(out) > kMostCharacters) {
      fault(row, key,
            std::string(name) + "有" + std::to_string(count_code_points(out)) + "字，应不超过" +
                std::to_string(kMostCharacters) + "字");
    }
  }

  void read_figure(int row, const DispatchSheetRow& sent, std::optional<Decimal>& out) {
    const tables::Cell* found = cell(row, "done");
    const std::string given = text(row, "done");
    if (found == nullptr || given.empty() || given == "—") return;
    if (!sent.takes_figure) {
      fault(row, "done", "这项任务没有完成数可报，应留空：情况请写在“本月进展”");
      return;
    }
    if (found->is_formula || found->kind == tables::CellKind::kError) {
      fault(row, "done", "累计完成数应为数字，这里是公式：请改为数值");
      return;
    }
    const bool is_plain = found->kind == tables::CellKind::kNumber || found->kind == tables::CellKind::kText;
    const Result<Decimal> number =
        parse_decimal(to_half_width(found->kind == tables::CellKind::kNumber ? tables::decimal_text(*found) : given));
    if (!is_plain || !number) {
      fault(row, "done", "累计完成数应为数字，如12，不写单位；这里是“" + excerpt(given, 20) + "”");
    } else if (number->is_negative()) {
      fault(row, "done", "累计完成数不能是负数，这里是“" + excerpt(given, 20) + "”");
    } else {
      out = *number;
    }
  }

  const tables::Sheet& page_;
  const tables::Head& head_;
  const DispatchSheet& sent_;
  std::set<std::string> seen_;
  SheetReadback result_;
};

Result<const tables::Sheet*> page_of(const tables::Workbook& workbook, std::string_view file_name) {
  const tables::Sheet* page = workbook.sheet(kSheetName);
  if (page == nullptr && workbook.sheets.size() == 1) page = &workbook.sheets.front();
  if (page != nullptr) return page;
  return fail(Code::kInvalidInput, std::string("文件中没有工作表“") + kSheetName + "”：请用发出的原表填写",
              std::string(file_name));
}

Result<tables::Head> head_of(const tables::Sheet& page) {
  const tables::HeadQuery query = head_query();
  Result<tables::Head> head = tables::find_head(page, query);
  if (!head) return fail(Code::kInvalidInput, head.error().message, head.error().where);
  BIHUAN_CHECK(tables::require_complete(*head, query));
  return head;
}

}  // namespace

DispatchSheet dispatch_sheet_of(const records::ProgressReport& report, std::string_view unit) {
  DispatchSheet sheet{report.round.id, std::string(unit), report.round.month, report.round.cut_off, {}};
  for (const records::TaskProgress& progress : report.tasks) {
    const auto entry = std::ranges::find(progress.entries, unit, &records::DispatchEntry::unit);
    if (entry == progress.entries.end()) continue;
    const records::Task& task = progress.task;
    const auto answer = std::ranges::find(task.units, unit, &records::TaskUnit::unit);
    DispatchSheetRow row;
    row.task_id = task.id;
    row.item = task.item_no.empty() ? task.item_heading : task.item_no + "." + task.item_heading;
    row.text = task.text;
    row.role = std::string(role_word(answer == task.units.end() ? plans::Role::kResponsible : answer->role));
    row.wanted = wanted_text(progress);
    const std::optional<Decimal> expected = progress.judgement.expected_percent;
    if (expected && task.measure == plans::Measure::kCount) row.expected = to_string(*expected) + "%";
    row.known = known_text(progress, entry->known);
    row.takes_figure = records::takes_figure(task);
    row.filled = entry->text;
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

Result<std::string> write_dispatch_sheet(const DispatchSheet& sheet) {
  tables::XlsxWriter writer(sheet.cut_off.days_since_1970() * kSecondsOfDay);
  tables::OutSheet layout;
  layout.name = kSheetName;
  for (const Column& column : kColumns) layout.columns.push_back({column.width, &column == &kColumns.back()});
  layout.frozen_rows = kHeadRow;
  layout.repeated_rows_first = layout.repeated_rows_last = kHeadRow;
  BIHUAN_CHECK(writer.begin_sheet(layout));
  const std::string title = sheet.unit + sheet.month + "重点工作进展填报表";
  BIHUAN_CHECK(writer.write_merged(1, 1, kColumnCount - 1, text_cell(title, CellStyle::kTitle), 30));
  const std::string note = std::string(kInstructions) + "报送截止：" + to_chinese(sheet.cut_off) + "。";
  BIHUAN_CHECK(writer.write_merged(2, 1, kColumnCount - 1, text_cell(note, CellStyle::kNote), 34));
  std::vector<OutCell> head;
  for (const Column& column : kColumns) head.push_back(text_cell(column.head, CellStyle::kHead));
  BIHUAN_CHECK(writer.write_row(kHeadRow, head, 24));
  int row = kHeadRow;
  for (const DispatchSheetRow& one : sheet.rows) {
    ++row;
    const std::vector<OutCell> cells = cells_of(sheet, one, row - kHeadRow);
    BIHUAN_CHECK(writer.write_row(row, cells, height_of(cells)));
  }
  return writer.finish();
}

Result<SheetOrigin> origin_of_dispatch_sheet(std::string_view bytes, std::string_view file_name) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_TRY(const tables::Sheet* page, page_of(workbook, file_name));
  BIHUAN_TRY(const tables::Head head, head_of(*page));
  std::map<std::pair<std::string, std::string>, int> votes;
  for (const tables::Row& row : page->rows) {
    const tables::Cell* cell = page->cell({row.number, head.column("id")->column});
    if (row.number <= head.last_row || cell == nullptr) continue;
    const std::string id(cell->shown());
    const std::vector<std::string_view> parts = split(id, '|');
    if (parts.size() == 3) ++votes[{std::string(trim(parts[0])), std::string(trim(parts[1]))}];
  }
  const auto most = std::ranges::max_element(votes, {}, [](const auto& vote) { return vote.second; });
  if (most != votes.end()) return SheetOrigin{most->first.first, most->first.second};
  return fail(Code::kInvalidInput, "表中没有行编号，认不出是哪个单位的表：请用发出的原表填写", std::string(file_name));
}

Result<SheetReadback> read_dispatch_sheet(std::string_view bytes, std::string_view file_name,
                                          const DispatchSheet& sheet) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_TRY(const tables::Sheet* page, page_of(workbook, file_name));
  BIHUAN_TRY(const tables::Head head, head_of(*page));
  return Readback(*page, head, sheet).read();
}

}  // namespace bihuan::reports
