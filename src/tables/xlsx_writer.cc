#include "tables/xlsx_writer.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "tables/internal/memory_file.h"

namespace bihuan::tables {
namespace {

constexpr std::size_t kLongestText = 32'767;  // UTF-16 units in one cell
constexpr std::size_t kLongestSheetName = 31;

// As spreadsheet programs count: characters beyond U+FFFF are two.
std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

// Places of "0.20" (2), or -1 if the text is no plain decimal that a spreadsheet can hold exactly as it is written.
int plain_places(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view places = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto are_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!are_digits(whole) || (point != std::string_view::npos && !are_digits(places))) return -1;
  if (whole.size() > 1 && whole.front() == '0') return -1;  // "007" is a text
  if (whole.size() + places.size() > 15) return -1;
  return static_cast<int>(places.size());
}

std::string name_problem(std::string_view name) {
  const auto decoded = decode_utf8(name);
  if (!decoded.has_value()) return "工作表名不是有效的 UTF-8";
  if (decoded->empty()) return "工作表名不能为空";
  if (utf16_units(name) > kLongestSheetName) return "工作表名“" + excerpt(name) + "”超过 31 个字";
  if (name.find_first_of("[]:*?/\\") != std::string_view::npos)
    return "工作表名“" + excerpt(name) + "”含有 []:*?/\\ 之一";
  if (name.front() == '\'' || name.back() == '\'') return "工作表名“" + excerpt(name) + "”首尾不能是单引号";
  return {};
}

// XML cannot hold control characters; a spreadsheet would refuse the whole file.
std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
  return out;
}

}  // namespace

struct XlsxWriter::State {
  Result<MemoryFile> file = MemoryFile::create("");
  lxw_workbook* workbook = nullptr;
  lxw_worksheet* sheet = nullptr;
  std::set<std::string> names;
  std::map<std::pair<CellStyle, int>, lxw_format*> formats;  // by style and places; -1: General
  int row = 0;
  int next_column = 1;  // in `row`
  bool has_visible_sheet = false;

  ~State() {
    if (workbook != nullptr) lxw_workbook_free(workbook);
  }

  lxw_format* format(CellStyle style, int places);
  Status write(int column, const OutCell& cell);
  Status enter_row(int number, double height);
  std::string where(int column) const { return "第" + std::to_string(row) + "行 " + column_letters(column) + " 列"; }
};

lxw_format* XlsxWriter::State::format(CellStyle style, int places) {
  if (style == CellStyle::kPlain && places < 0) return nullptr;
  lxw_format*& known = formats[{style, places}];
  if (known != nullptr) return known;
  known = workbook_add_format(workbook);
  constexpr lxw_color_t kLine = 0xBFC6C4;
  constexpr lxw_color_t kHeadGround = 0xE7EEEC;
  constexpr lxw_color_t kWarmGround = 0xFBF0DC;
  constexpr lxw_color_t kGrey = 0x6B7573;
  const bool has_border = style == CellStyle::kHead || style == CellStyle::kText || style == CellStyle::kCentred ||
                          style == CellStyle::kNumber || style == CellStyle::kDate || style == CellStyle::kWarning;
  if (has_border) {
    format_set_border(known, LXW_BORDER_THIN);
    format_set_border_color(known, kLine);
  }
  format_set_align(known, style == CellStyle::kText || style == CellStyle::kWarning || style == CellStyle::kNote
                              ? LXW_ALIGN_VERTICAL_TOP
                              : LXW_ALIGN_VERTICAL_CENTER);
  switch (style) {
    case CellStyle::kPlain:
      break;
    case CellStyle::kTitle:
      format_set_bold(known);
      format_set_font_size(known, 16);
      format_set_align(known, LXW_ALIGN_CENTER);
      break;
    case CellStyle::kHead:
      format_set_bold(known);
      format_set_align(known, LXW_ALIGN_CENTER);
      format_set_bg_color(known, kHeadGround);
      format_set_text_wrap(known);
      break;
    case CellStyle::kText:
      format_set_text_wrap(known);
      break;
    case CellStyle::kCentred:
    case CellStyle::kDate:
      format_set_align(known, LXW_ALIGN_CENTER);
      break;
    case CellStyle::kNumber:
      format_set_align(known, LXW_ALIGN_RIGHT);
      break;
    case CellStyle::kNote:
      format_set_font_size(known, 9);
      format_set_font_color(known, kGrey);
      format_set_text_wrap(known);
      break;
    case CellStyle::kWarning:
      format_set_bg_color(known, kWarmGround);
      format_set_text_wrap(known);
      break;
  }
  constexpr int kDatePlaces = -2;
  if (places == kDatePlaces) format_set_num_format(known, "yyyy-mm-dd");
  if (places >= 0)
    format_set_num_format(known,
                          places == 0 ? "0" : ("0." + std::string(static_cast<std::size_t>(places), '0')).c_str());
  return known;
}

Status XlsxWriter::State::write(int column, const OutCell& cell) {
  const auto r = static_cast<lxw_row_t>(row - 1);
  const auto c = static_cast<lxw_col_t>(column - 1);
  lxw_error error = LXW_NO_ERROR;
  const auto write_text = [&](const std::string& text) -> Status {
    if (first_invalid_utf8(text)) return fail(Code::kInvalidInput, "单元格的文字不是有效的 UTF-8", where(column));
    if (utf16_units(text) > kLongestText)
      return fail(Code::kInvalidInput, "单元格的文字超过 32767 个字，表格放不下", where(column));
    const std::string clean = printable(text);
    error = clean.empty() ? worksheet_write_blank(sheet, r, c, format(cell.style, -1))
                          : worksheet_write_string(sheet, r, c, clean.c_str(), format(cell.style, -1));
    return {};
  };
  if (std::holds_alternative<std::monostate>(cell.value)) {
    error = worksheet_write_blank(sheet, r, c, format(cell.style, -1));
  } else if (const auto* const text = std::get_if<std::string>(&cell.value)) {
    BIHUAN_CHECK(write_text(*text));
  } else if (const auto* const number = std::get_if<NumberText>(&cell.value)) {
    const int places = plain_places(number->text);
    double value = 0;
    if (places < 0) {
      BIHUAN_CHECK(write_text(number->text));
    } else {
      std::from_chars(number->text.data(), number->text.data() + number->text.size(), value);
      error = worksheet_write_number(sheet, r, c, value, format(cell.style, places));
    }
  } else if (const auto* const whole = std::get_if<std::int64_t>(&cell.value)) {
    constexpr std::int64_t kExact = 999'999'999'999'999;
    if (*whole > kExact || *whole < -kExact) {
      BIHUAN_CHECK(write_text(std::to_string(*whole)));
    } else {
      error = worksheet_write_number(sheet, r, c, static_cast<double>(*whole), format(cell.style, -1));
    }
  } else if (const auto* const real = std::get_if<double>(&cell.value)) {
    if (!std::isfinite(*real)) return fail(Code::kInvalidInput, "单元格的数不是有限数", where(column));
    error = worksheet_write_number(sheet, r, c, *real, format(cell.style, -1));
  } else if (const auto* const truth = std::get_if<bool>(&cell.value)) {
    error = worksheet_write_boolean(sheet, r, c, *truth ? 1 : 0, format(cell.style, -1));
  } else if (const auto* const day = std::get_if<DayValue>(&cell.value)) {
    if (day->year < 1900 || day->year > 9999 || day->month < 1 || day->month > 12 || day->day < 1 || day->day > 31)
      return fail(Code::kInvalidInput, "日期不在 1900 年至 9999 年之间", where(column));
    lxw_datetime when{};
    when.year = day->year;
    when.month = day->month;
    when.day = day->day;
    error = worksheet_write_datetime(sheet, r, c, &when, format(cell.style, -2));
  }
  if (error != LXW_NO_ERROR)
    return fail(Code::kUnavailable, "单元格写不进去（libxlsxwriter " + std::to_string(error) + "）", where(column));
  return {};
}

Status XlsxWriter::State::enter_row(int number, double height) {
  if (workbook == nullptr) return fail(Code::kUnavailable, "表格文件已经结束或没有建成");
  if (sheet == nullptr) return fail(Code::kInvalidInput, "还没有开始工作表，不能写行");
  if (number < row || number < 1 || number > kLastRow)
    return fail(Code::kInvalidInput,
                "行要从上到下写：第" + std::to_string(number) + "行在第" + std::to_string(row) + "行之后");
  if (number > row) next_column = 1;
  if (number > row && height > 0) worksheet_set_row(sheet, static_cast<lxw_row_t>(number - 1), height, nullptr);
  row = number;
  return {};
}

XlsxWriter::XlsxWriter(std::int64_t created) : state_(std::make_unique<State>()) {
  if (!state_->file.has_value()) return;
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  state_->workbook = workbook_new_opt(state_->file->path().c_str(), &options);
  if (state_->workbook == nullptr) return;
  // Without a time of our own the library would write the clock's: the same rows would not give the same bytes.
  lxw_doc_properties properties{};
  properties.created = static_cast<time_t>(created);
  workbook_set_properties(state_->workbook, &properties);
}

XlsxWriter::~XlsxWriter() = default;

Status XlsxWriter::begin_sheet(const OutSheet& out) {
  State& state = *state_;
  if (state.workbook == nullptr) return fail(Code::kUnavailable, "表格文件已经结束或没有建成");
  if (std::string problem = name_problem(out.name); !problem.empty())
    return fail(Code::kInvalidInput, std::move(problem));
  if (out.columns.size() > static_cast<std::size_t>(kLastColumn)) return fail(Code::kInvalidInput, "列数超过 16384");
  // Programs compare names without regard to case.
  std::string folded = out.name;
  for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (!state.names.insert(folded).second) return fail(Code::kInvalidInput, "工作表名“" + out.name + "”重复");
  state.sheet = workbook_add_worksheet(state.workbook, out.name.c_str());
  if (state.sheet == nullptr) return fail(Code::kInvalidInput, "工作表“" + excerpt(out.name) + "”建不了");
  state.row = 0;
  state.next_column = 1;
  for (std::size_t i = 0; i < out.columns.size(); ++i) {
    lxw_row_col_options options{};
    options.hidden = out.columns[i].is_hidden ? 1 : 0;
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column_opt(state.sheet, column, column, std::clamp(out.columns[i].width, 0.0, 255.0), nullptr,
                             &options);
  }
  if (out.frozen_rows > 0 || out.frozen_columns > 0)
    worksheet_freeze_panes(state.sheet, static_cast<lxw_row_t>(out.frozen_rows),
                           static_cast<lxw_col_t>(out.frozen_columns));
  if (out.repeated_rows_first > 0 && out.repeated_rows_last >= out.repeated_rows_first)
    worksheet_repeat_rows(state.sheet, static_cast<lxw_row_t>(out.repeated_rows_first - 1),
                          static_cast<lxw_row_t>(out.repeated_rows_last - 1));
  constexpr std::uint8_t kA4 = 9;
  worksheet_set_paper(state.sheet, kA4);
  if (out.is_landscape) worksheet_set_landscape(state.sheet);
  worksheet_fit_to_pages(state.sheet, 1, 0);
  constexpr double kMargin = 0.5;  // inches
  worksheet_set_margins(state.sheet, kMargin, kMargin, kMargin, 0.6);
  if (!out.footer.empty()) worksheet_set_footer(state.sheet, ("&C" + out.footer).c_str());
  if (out.is_hidden) {
    worksheet_hide(state.sheet);
  } else if (!state.has_visible_sheet) {
    state.has_visible_sheet = true;
    worksheet_activate(state.sheet);
    worksheet_set_first_sheet(state.sheet);
  }
  return {};
}

Status XlsxWriter::write_row(int row, const std::vector<OutCell>& cells, double height) {
  State& state = *state_;
  if (row == state.row && state.sheet != nullptr)
    return fail(Code::kInvalidInput, "第" + std::to_string(row) + "行已经写过，行要从上到下写");
  BIHUAN_CHECK(state.enter_row(row, height));
  if (cells.size() > static_cast<std::size_t>(kLastColumn)) return fail(Code::kInvalidInput, "列数超过 16384");
  for (std::size_t i = 0; i < cells.size(); ++i) BIHUAN_CHECK(state.write(static_cast<int>(i) + 1, cells[i]));
  state.next_column = static_cast<int>(cells.size()) + 1;
  return {};
}

Status XlsxWriter::write_cell(int row, int column, const OutCell& cell, double height) {
  State& state = *state_;
  BIHUAN_CHECK(state.enter_row(row, height));
  if (column < state.next_column || column > kLastColumn)
    return fail(Code::kInvalidInput, "一行里的单元格要从左到右写", state.where(std::max(column, 1)));
  BIHUAN_CHECK(state.write(column, cell));
  state.next_column = column + 1;
  return {};
}

Status XlsxWriter::write_merged(int row, int first_column, int last_column, const OutCell& cell, double height) {
  State& state = *state_;
  BIHUAN_CHECK(state.enter_row(row, height));
  if (first_column < state.next_column || last_column > kLastColumn || last_column < first_column)
    return fail(Code::kInvalidInput, "合并单元格要从左到右写，且不能重叠", state.where(std::max(first_column, 1)));
  if (last_column > first_column) {
    const lxw_error error = worksheet_merge_range(
        state.sheet, static_cast<lxw_row_t>(row - 1), static_cast<lxw_col_t>(first_column - 1),
        static_cast<lxw_row_t>(row - 1), static_cast<lxw_col_t>(last_column - 1), "", state.format(cell.style, -1));
    if (error != LXW_NO_ERROR) return fail(Code::kUnavailable, "合并单元格写不进去", state.where(first_column));
  }
  BIHUAN_CHECK(state.write(first_column, cell));  // over the blank that the merge has put there
  state.next_column = last_column + 1;
  return {};
}

Status XlsxWriter::add_filter(const CellRange& range) {
  State& state = *state_;
  if (state.sheet == nullptr || state.workbook == nullptr)
    return fail(Code::kInvalidInput, "还没有开始工作表，不能加筛选");
  if (range.first.row < 1 || range.first.column < 1 || range.last.row > kLastRow || range.last.column > kLastColumn ||
      range.last.row < range.first.row || range.last.column < range.first.column)
    return fail(Code::kInvalidInput, "筛选范围不对，应如 A3:F20");
  worksheet_autofilter(state.sheet, static_cast<lxw_row_t>(range.first.row - 1),
                       static_cast<lxw_col_t>(range.first.column - 1), static_cast<lxw_row_t>(range.last.row - 1),
                       static_cast<lxw_col_t>(range.last.column - 1));
  return {};
}

Result<std::string> XlsxWriter::finish() {
  State& state = *state_;
  if (state.workbook == nullptr) return fail(Code::kUnavailable, "表格文件已经结束或没有建成");
  if (state.names.empty()) return fail(Code::kInvalidInput, "表格文件里没有工作表");
  if (!state.has_visible_sheet) return fail(Code::kInvalidInput, "至少要有一张看得见的工作表");
  lxw_workbook* const workbook = std::exchange(state.workbook, nullptr);  // freed by the closing, whatever comes of it
  state.sheet = nullptr;
  const lxw_error error = workbook_close(workbook);
  if (error != LXW_NO_ERROR)
    return fail(Code::kUnavailable,
                "表格文件写不出来（libxlsxwriter " + std::to_string(error) + "），临时空间可能不足");
  return state.file->read_all();
}

}  // namespace bihuan::tables
