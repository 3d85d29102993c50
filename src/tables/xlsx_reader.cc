// Streaming reader of xlsx. Format: ECMA-376 part 1 (18.3 sheets, 18.4 shared strings, 18.8 styles).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"
#include "tables/internal/merges.h"
#include "tables/internal/readers.h"
#include "tables/internal/xlsx_parts.h"
#include "tables/internal/xml_stream.h"

namespace bihuan::tables {
namespace {

std::optional<int> parse_positive(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

// What stands in a cell's XML.
enum class Stored { kNumber, kShared, kText, kInline, kBoolean, kError, kIsoDate };

std::optional<Stored> stored_kind(std::string_view type) {
  if (type.empty() || type == "n") return Stored::kNumber;
  if (type == "s") return Stored::kShared;
  if (type == "str") return Stored::kText;
  if (type == "inlineStr") return Stored::kInline;
  if (type == "b") return Stored::kBoolean;
  if (type == "e") return Stored::kError;
  if (type == "d") return Stored::kIsoDate;
  return std::nullopt;
}

// Dates and numbers to their texts. Returns an error sentence, empty if all is well.
std::string read_number(Cell& cell, std::string_view stored, const NumberFormat* format, bool is_1904) {
  auto plain = plain_decimal(stored);
  if (!plain) return "数字单元格里不是数字：“" + excerpt(stored, 30) + "”";
  cell.kind = CellKind::kNumber;
  cell.stored = trim(stored);
  cell.value = std::move(*plain);
  if (format == nullptr || format->code().empty()) return {};
  cell.format = format->code();
  if (format->is_date()) {
    double serial = 0;
    std::from_chars(cell.stored.data(), cell.stored.data() + cell.stored.size(), serial);
    if (auto iso = serial_to_iso(serial, is_1904, format->has_date(), format->has_time())) {
      cell.kind = CellKind::kDate;
      cell.value = std::move(*iso);
      if (const std::size_t t = cell.value.find('T'); t != std::string::npos) {
        cell.shown_text = cell.value;
        cell.shown_text[t] = ' ';
      }
    }
  } else if (auto shown = format->show(cell.value); shown && *shown != cell.value) {
    cell.shown_text = std::move(*shown);
  }
  return {};
}

class SheetHandler : public XmlHandler {
 public:
  SheetHandler(const Source& source, const std::string& sheet, const SharedStrings& strings, const XlsxStyles& styles,
               bool is_1904, const RowSink& sink)
      : source_(source),
        sheet_(sheet),
        strings_(strings),
        styles_(styles),
        is_1904_(is_1904),
        sink_(sink),
        guard_(source, sheet) {}

  void start(std::string_view name, const Attributes& attributes) override {
    if (in_cell_) return start_in_cell(name);
    if (in_data_) {
      if (name == "c") return start_cell(attributes);
      if (name == "row") return start_row(attributes);
      return;
    }
    if (name == "sheetData") {
      in_data_ = true;
    } else if (name == "mergeCell") {
      add_merge(attributes.local("ref"));
    } else if (name == "col" && is_true(attributes.local("hidden"))) {
      hide_columns(attributes);
    }
  }

  void end(std::string_view name) override {
    if (in_cell_) {
      if (name == "c") {
        end_cell();
      } else {
        end_in_cell(name);
      }
    } else if (name == "row" && in_row_) {
      end_row();
    } else if (name == "sheetData") {
      in_data_ = false;
    }
  }

  void text(std::string_view piece) override {
    if (!in_cell_ || !(in_value_ || in_inline_)) return;
    if (in_value_) {
      value_ += piece;
    } else {
      rich_.text(piece);
    }
    if (value_.size() > source_.options.limits.cell_bytes ||
        rich_.gathered().size() > source_.options.limits.cell_bytes)
      stop(guard_.too_long(cell_.at));
  }

  SheetEnd sheet_end;

 private:
  void refuse(std::string message) { stop({Code::kInvalidInput, std::move(message), source_.where(sheet_, cell_.at)}); }
  void carry(Status status) {
    if (!status.has_value()) stop(std::move(status).error());
  }

  void start_row(const Attributes& attributes) {
    const std::string_view number = attributes.local("r");
    const int next = row_.number + 1;
    int own = next;
    if (!number.empty()) {
      const auto parsed = parse_positive(number);
      if (!parsed)
        return stop({Code::kInvalidInput, "行号“" + excerpt(number, 20) + "”不是正整数", source_.where(sheet_, next)});
      own = *parsed;
    }
    if (own < next)
      return stop({Code::kInvalidInput,
                   "行号没有递增（第" + std::to_string(own) + "行出现在第" + std::to_string(row_.number) +
                       "行之后），文件已损坏",
                   source_.where(sheet_, own)});
    row_.number = own;
    row_.is_hidden = is_true(attributes.local("hidden"));
    row_.cells.clear();
    column_ = 0;
    in_row_ = true;
    carry(guard_.check_address({own, 1}));
  }

  void start_cell(const Attributes& attributes) {
    if (!in_row_)
      return stop({Code::kInvalidInput, "单元格不在任何一行里，文件已损坏",
                   source_.where() + "工作表「" + excerpt(sheet_) + "」"});
    cell_ = Cell();
    cell_.at = {row_.number, column_ + 1};
    if (const std::string_view reference = attributes.local("r"); !reference.empty()) {
      const auto at = parse_address(reference);
      if (!at) return refuse("单元格地址“" + excerpt(reference, 20) + "”不对，应在 A1 至 XFD1048576 之间");
      if (at->row != row_.number)
        return refuse("单元格地址 " + to_string(*at) + " 不属于它所在的第" + std::to_string(row_.number) + "行");
      if (at->column <= column_) return refuse("单元格 " + to_string(*at) + " 重复出现或次序颠倒，文件已损坏");
      cell_.at = *at;
    }
    column_ = cell_.at.column;
    const auto kind = stored_kind(attributes.local("t"));
    if (!kind) return refuse("单元格类型“" + excerpt(attributes.local("t"), 20) + "”不认识");
    kind_ = *kind;
    style_ = 0;
    const std::string_view style = attributes.local("s");
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    rich_.begin();
    has_value_ = in_value_ = in_inline_ = false;
    in_cell_ = true;
    carry(guard_.check_address(cell_.at));
  }

  void start_in_cell(std::string_view name) {
    if (name == "v") {
      has_value_ = in_value_ = true;
    } else if (name == "f") {
      cell_.is_formula = true;
    } else if (name == "is") {
      has_value_ = in_inline_ = true;
    } else if (in_inline_) {
      rich_.start(name);
    }
  }

  void end_in_cell(std::string_view name) {
    if (name == "v") {
      in_value_ = false;
    } else if (name == "is") {
      in_inline_ = false;
    } else if (in_inline_) {
      rich_.end(name);
    }
  }

  void end_cell() {
    in_cell_ = false;
    if (!has_value_ && !cell_.is_formula) return;
    if (has_value_ && !interpret()) return;
    // An empty text is no content, unless a formula made it.
    if (cell_.kind == CellKind::kText && cell_.value.empty()) cell_.kind = CellKind::kEmpty;
    if (cell_.kind == CellKind::kEmpty && !cell_.is_formula) return;
    Status status = guard_.count(cell_.at, cell_.value.size());
    if (!status.has_value()) return stop(std::move(status).error());
    row_.cells.push_back(std::move(cell_));
  }

  // Fills the cell from what was read; false after an error.
  bool interpret() {
    switch (kind_) {
      case Stored::kShared: {
        std::size_t index = 0;
        const std::string_view digits = trim(value_);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (error != std::errc() || end != digits.data() + digits.size() || index >= strings_.size()) {
          refuse("共享字符串序号“" + excerpt(value_, 20) + "”不存在（共 " + std::to_string(strings_.size()) +
                 " 条），文件已损坏");
          return false;
        }
        cell_.kind = CellKind::kText;
        cell_.value = strings_[index];
        return true;
      }
      case Stored::kText:
        cell_.kind = CellKind::kText;
        cell_.value = resolve_escapes(value_);
        return true;
      case Stored::kInline:
        cell_.kind = CellKind::kText;
        cell_.value = rich_.take();
        return true;
      case Stored::kBoolean:
        cell_.kind = CellKind::kBoolean;
        cell_.value = is_true(trim(value_)) ? "true" : "false";
        cell_.shown_text = cell_.value == "true" ? "TRUE" : "FALSE";
        return true;
      case Stored::kError:
        cell_.kind = CellKind::kError;
        cell_.value = trim(value_);
        return true;
      case Stored::kIsoDate:
        cell_.kind = CellKind::kDate;
        cell_.stored = cell_.value = trim(value_);
        return true;
      case Stored::kNumber:
        if (trim(value_).empty()) return true;
        if (std::string problem = read_number(cell_, value_, styles_.find(style_), is_1904_); !problem.empty()) {
          refuse(std::move(problem));
          return false;
        }
        return true;
    }
    return true;
  }

  void end_row() {
    in_row_ = false;
    if (!row_.cells.empty()) carry(sink_(row_));
  }

  void add_merge(std::string_view reference) {
    if (sheet_end.merges.size() == source_.options.limits.merges)
      return stop({Code::kInvalidInput, "合并单元格多于上限 " + std::to_string(source_.options.limits.merges) + " 处",
                   source_.where() + "工作表「" + excerpt(sheet_) + "」"});
    const std::size_t colon = reference.find(':');
    const auto first = parse_address(reference.substr(0, colon));
    const auto last = colon == std::string_view::npos ? first : parse_address(reference.substr(colon + 1));
    if (!first || !last || last->row < first->row || last->column < first->column)
      return stop({Code::kInvalidInput, "合并单元格的范围“" + excerpt(reference, 40) + "”不对，应如 A1:C2",
                   source_.where() + "工作表「" + excerpt(sheet_) + "」"});
    if (*first != *last) sheet_end.merges.push_back({*first, *last});
  }

  void hide_columns(const Attributes& attributes) {
    const auto first = parse_positive(attributes.local("min"));
    const auto last = parse_positive(attributes.local("max"));
    if (!first || !last || *last < *first || sheet_end.hidden_columns.size() > static_cast<std::size_t>(kLastColumn))
      return;
    sheet_end.hidden_columns.push_back({{1, *first}, {kLastRow, std::min(*last, kLastColumn)}});
  }

  const Source& source_;
  const std::string& sheet_;
  const SharedStrings& strings_;
  const XlsxStyles& styles_;
  bool is_1904_;
  const RowSink& sink_;
  RowGuard guard_;

  Row row_{0, false, {}};
  int column_ = 0;
  Cell cell_;
  Stored kind_ = Stored::kNumber;
  std::size_t style_ = 0;
  std::string value_;
  RichText rich_;
  bool in_data_ = false;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_inline_ = false;
  bool has_value_ = false;
};

class XlsxReader : public WorkbookReader {
 public:
  XlsxReader(Source source, ZipArchive archive, XlsxWorkbook workbook, XlsxStyles styles, SharedStrings strings)
      : source_(std::move(source)),
        archive_(std::move(archive)),
        workbook_(std::move(workbook)),
        styles_(std::move(styles)),
        strings_(std::move(strings)) {
    for (const XlsxSheetPart& sheet : workbook_.sheets) infos_.push_back(sheet.info);
  }

  FileKind kind() const override { return FileKind::kXlsx; }
  const std::vector<SheetInfo>& sheets() const override { return infos_; }

  Result<SheetEnd> read_rows(std::size_t index, const RowSink& sink) override {
    const XlsxSheetPart& sheet = workbook_.sheets[index];
    SheetHandler handler(source_, sheet.info.name, strings_, styles_, workbook_.is_1904, sink);
    BIHUAN_CHECK(parse_part(archive_, sheet.part, handler, source_));
    BIHUAN_CHECK(
        order_merges(handler.sheet_end.merges, [&](CellAddress at) { return source_.where(sheet.info.name, at); }));
    return std::move(handler.sheet_end);
  }

 private:
  Source source_;
  ZipArchive archive_;
  XlsxWorkbook workbook_;
  XlsxStyles styles_;
  SharedStrings strings_;
  std::vector<SheetInfo> infos_;
};

}  // namespace

Result<std::unique_ptr<WorkbookReader>> open_xlsx(Source source, ZipArchive archive) {
  BIHUAN_TRY(XlsxWorkbook workbook, read_xlsx_workbook(source, archive));
  BIHUAN_TRY(XlsxStyles styles, read_xlsx_styles(source, archive, workbook.styles_part));
  BIHUAN_TRY(SharedStrings strings, read_shared_strings(source, archive, workbook.shared_strings_part));
  return std::make_unique<XlsxReader>(std::move(source), std::move(archive), std::move(workbook), std::move(styles),
                                      std::move(strings));
}

}  // namespace bihuan::tables
