// Streaming reader of ods. Format: OpenDocument 1.3 part 3 (9 tables, 19 attributes).
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "tables/internal/merges.h"
#include "tables/internal/number_format.h"
#include "tables/internal/readers.h"
#include "tables/internal/xlsx_parts.h"
#include "tables/internal/xml_stream.h"

namespace bihuan::tables {
namespace {

constexpr const char* kContent = "content.xml";

bool is_element(std::string_view name, std::string_view suffix) { return name.ends_with(suffix); }

// A repeat count: 1 if absent or no number; huge ones are held at 2^30 and meet the limits later.
int parse_count(std::string_view text) {
  if (text.empty()) return 1;
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return 1 << 30;
  if (error != std::errc() || end != text.data() + text.size()) return 1;
  return static_cast<int>(std::clamp<long long>(value, 1, 1 << 30));
}

bool is_collapsed(const Attributes& attributes) {
  const std::string_view visibility = attributes.ending("table:1.0|visibility");
  return visibility == "collapse" || visibility == "filter";
}

// "PT08H15M00S" -> "08:15:00"; nothing for anything else, and beyond a day.
std::optional<std::string> time_of_day(std::string_view text) {
  if (!text.starts_with("PT")) return std::nullopt;
  text.remove_prefix(2);
  int parts[3] = {0, 0, 0};
  for (std::size_t unit = 0; unit < 3 && !text.empty(); ++unit) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0) return std::nullopt;
    std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (rest.starts_with('.') && unit < 3) {  // parts of a second
      const std::size_t letter = rest.find('S');
      if (letter == std::string_view::npos) return std::nullopt;
      rest.remove_prefix(letter);
    }
    if (rest.empty()) return std::nullopt;
    const std::size_t which = rest.front() == 'H' ? 0 : rest.front() == 'M' ? 1 : rest.front() == 'S' ? 2 : 3;
    if (which == 3) return std::nullopt;
    parts[which] = value;
    text = rest.substr(1);
  }
  if (!text.empty() || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  std::string out;
  for (const int part : parts)
    out += (out.empty() ? "" : ":") + std::string(part < 10 ? "0" : "") + std::to_string(part);
  return out;
}

// Follows where in the document an event stands; shared by the list of sheets and the reading of one.
class OdsHandler : public XmlHandler {
 public:
  void start(std::string_view name, const Attributes& attributes) final {
    ++depth_;
    if (sheets_depth_ == 0) {
      if (is_element(name, "office:1.0|spreadsheet")) sheets_depth_ = depth_;
      outside(name, attributes);
    } else if (depth_ == sheets_depth_ + 1 && is_element(name, "table:1.0|table")) {
      in_table_ = true;
      begin_table(attributes);
    } else if (in_table_) {
      inside_start(name, attributes);
    }
  }
  void end(std::string_view name) final {
    if (in_table_ && depth_ == sheets_depth_ + 1) {
      in_table_ = false;
      end_table();
    } else if (in_table_) {
      inside_end(name);
    } else if (depth_ == sheets_depth_) {
      sheets_depth_ = 0;
    }
    --depth_;
  }
  void text(std::string_view piece) final {
    if (in_table_) inside_text(piece);
  }

 protected:
  virtual void outside(std::string_view, const Attributes&) {}
  virtual void begin_table(const Attributes& attributes) = 0;
  virtual void end_table() {}
  virtual void inside_start(std::string_view, const Attributes&) {}
  virtual void inside_end(std::string_view) {}
  virtual void inside_text(std::string_view) {}
  int depth() const { return depth_; }

 private:
  int depth_ = 0;
  int sheets_depth_ = 0;
  bool in_table_ = false;
};

class SheetListHandler : public OdsHandler {
 public:
  SheetListHandler(std::size_t most_sheets, std::string where) : most_sheets_(most_sheets), where_(std::move(where)) {}
  std::vector<SheetInfo> sheets;

 protected:
  void outside(std::string_view name, const Attributes& attributes) override {
    if (is_element(name, "style:1.0|style")) {
      style_ = attributes.ending("style:1.0|name");
    } else if (is_element(name, "style:1.0|table-properties") && attributes.ending("table:1.0|display") == "false") {
      hidden_styles_.insert(style_);
    }
  }
  void begin_table(const Attributes& attributes) override {
    if (sheets.size() == most_sheets_)
      return stop({Code::kInvalidInput, "工作表多于上限 " + std::to_string(most_sheets_) + " 张", where_});
    const bool is_hidden = hidden_styles_.contains(std::string(attributes.ending("table:1.0|style-name")));
    sheets.push_back(
        {std::string(attributes.ending("table:1.0|name")), is_hidden ? Visibility::kHidden : Visibility::kVisible});
  }

 private:
  std::size_t most_sheets_;
  std::string where_;
  std::string style_;
  std::set<std::string> hidden_styles_;
};

class OdsSheetHandler : public OdsHandler {
 public:
  OdsSheetHandler(const Source& source, const std::string& sheet, std::size_t index, const RowSink& sink)
      : source_(source), sheet_(sheet), index_(index), sink_(sink), guard_(source, sheet) {}

  SheetEnd sheet_end;

 protected:
  void begin_table(const Attributes&) override { is_wanted_ = seen_++ == index_; }
  void end_table() override {
    if (is_wanted_) finish();
  }

  void inside_start(std::string_view name, const Attributes& attributes) override {
    if (!is_wanted_) return;
    if (ignored_depth_ != 0) return;
    if (cell_depth_ != 0) return start_in_cell(name, attributes);
    if (is_element(name, "table:1.0|table-cell") || is_element(name, "table:1.0|covered-table-cell")) {
      if (in_row_) start_cell(attributes, is_element(name, "covered-table-cell"));
    } else if (is_element(name, "table:1.0|table-row")) {
      in_row_ = true;
      repeats_ = parse_count(attributes.ending("table:1.0|number-rows-repeated"));
      row_.number = next_row_;
      row_.is_hidden = is_collapsed(attributes);
      row_.cells.clear();
      next_column_ = 1;
    } else if (is_element(name, "table:1.0|table-column")) {
      add_columns(attributes);
    } else if (is_element(name, "table:1.0|table") || is_element(name, "table:1.0|shapes") ||
               is_element(name, "office:1.0|forms")) {
      ignored_depth_ = depth();  // drawings over the sheet hold texts and even tables of their own
    }
  }

  void inside_end(std::string_view name) override {
    if (!is_wanted_) return;
    if (ignored_depth_ != 0) {
      if (depth() == ignored_depth_) ignored_depth_ = 0;
    } else if (cell_depth_ != 0) {
      if (depth() == cell_depth_) return end_cell();
      if (depth() == paragraph_depth_) paragraph_depth_ = 0;
    } else if (is_element(name, "table:1.0|table-row")) {
      end_row();
    }
  }

  void inside_text(std::string_view piece) override {
    if (paragraph_depth_ != 0 && ignored_depth_ == 0) append(piece);
  }

 private:
  void carry(Status status) {
    if (!status.has_value()) stop(std::move(status).error());
  }

  void append(std::string_view piece) {
    text_ += piece;
    if (text_.size() > source_.options.limits.cell_bytes) stop(guard_.too_long(cell_.at));
  }

  void add_columns(const Attributes& attributes) {
    const int repeats = parse_count(attributes.ending("table:1.0|number-columns-repeated"));
    const int first = next_declared_column_;
    next_declared_column_ = std::min(next_declared_column_ + repeats, 1 << 30);
    if (is_collapsed(attributes) && first <= kLastColumn)
      sheet_end.hidden_columns.push_back({{1, first}, {kLastRow, std::min(next_declared_column_ - 1, kLastColumn)}});
  }

  void start_cell(const Attributes& attributes, bool is_covered) {
    cell_depth_ = depth();
    is_covered_ = is_covered;
    cell_repeats_ = parse_count(attributes.ending("table:1.0|number-columns-repeated"));
    cell_ = Cell();
    cell_.at = {row_.number, next_column_};
    text_.clear();
    has_paragraph_ = false;
    type_ = attributes.ending("office:1.0|value-type");
    if (attributes.ending("calcext:1.0|value-type") == "error") type_ = "error";
    const std::string_view value = type_ == "date"      ? attributes.ending("office:1.0|date-value")
                                   : type_ == "time"    ? attributes.ending("office:1.0|time-value")
                                   : type_ == "boolean" ? attributes.ending("office:1.0|boolean-value")
                                   : type_ == "string"  ? attributes.ending("office:1.0|string-value")
                                                        : attributes.ending("office:1.0|value");
    stored_ = value;
    cell_.is_formula = !attributes.ending("table:1.0|formula").empty();
    const int columns = parse_count(attributes.ending("table:1.0|number-columns-spanned"));
    const int rows = parse_count(attributes.ending("table:1.0|number-rows-spanned"));
    if (columns > 1 || rows > 1) add_merge(rows, columns);
  }

  void add_merge(int rows, int columns) {
    if (sheet_end.merges.size() == source_.options.limits.merges)
      return stop({Code::kInvalidInput, "合并单元格多于上限 " + std::to_string(source_.options.limits.merges) + " 处",
                   source_.where(sheet_, cell_.at)});
    const CellRange range{cell_.at, {cell_.at.row + rows - 1, cell_.at.column + columns - 1}};
    if (range.last.row > kLastRow || range.last.column > kLastColumn || cell_repeats_ > 1 || repeats_ > 1)
      return stop({Code::kInvalidInput, "合并单元格的范围超出工作表", source_.where(sheet_, cell_.at)});
    sheet_end.merges.push_back(range);
  }

  void start_in_cell(std::string_view name, const Attributes& attributes) {
    if (paragraph_depth_ == 0) {
      if (depth() == cell_depth_ + 1 && is_element(name, "text:1.0|p")) {
        if (has_paragraph_) append("\n");
        has_paragraph_ = true;
        paragraph_depth_ = depth();
      } else {
        ignored_depth_ = depth();  // notes, drawings, tables inside the cell
      }
    } else if (is_element(name, "text:1.0|s")) {
      const int blanks = parse_count(attributes.ending("text:1.0|c"));
      append(std::string(std::min<std::size_t>(static_cast<std::size_t>(blanks), source_.options.limits.cell_bytes + 1),
                         ' '));
    } else if (is_element(name, "text:1.0|tab")) {
      append("\t");
    } else if (is_element(name, "text:1.0|line-break")) {
      append("\n");
    } else if (!is_element(name, "text:1.0|span") && !is_element(name, "text:1.0|a") &&
               !is_element(name, "text:1.0|ruby") && !is_element(name, "text:1.0|ruby-base")) {
      ignored_depth_ = depth();
    }
  }

  void end_cell() {
    cell_depth_ = paragraph_depth_ = 0;
    const int first = next_column_;
    next_column_ = std::min(next_column_ + cell_repeats_, 1 << 30);
    if (is_covered_) return;
    if (std::string problem = interpret(); !problem.empty())
      return stop({Code::kInvalidInput, std::move(problem), source_.where(sheet_, cell_.at)});
    if (cell_.kind == CellKind::kEmpty && !cell_.is_formula) return;
    const CellAddress last{row_.number, next_column_ - 1};
    if (Status status = guard_.check_address(last); !status.has_value()) return stop(std::move(status).error());
    const auto times = static_cast<std::size_t>(cell_repeats_) * static_cast<std::size_t>(repeats_);
    if (Status status = guard_.count(cell_.at, cell_.value.size() + cell_.shown_text.size(), times);
        !status.has_value())
      return stop(std::move(status).error());
    for (int column = first; column < next_column_; ++column) {
      cell_.at.column = column;
      row_.cells.push_back(cell_);
    }
  }

  // Fills the cell from what was read; returns a sentence if it cannot be.
  std::string interpret() {
    if (type_ == "float" || type_ == "percentage" || type_ == "currency") {
      auto plain = plain_decimal(stored_);
      if (!plain) return "数字单元格里不是数字：“" + excerpt(stored_, 30) + "”";
      cell_.kind = CellKind::kNumber;
      cell_.stored = stored_;
      cell_.value = std::move(*plain);
      if (!text_.empty() && text_ != cell_.value) cell_.shown_text = text_;
    } else if (type_ == "date" || type_ == "time") {
      const auto time = type_ == "time" ? time_of_day(stored_) : std::optional<std::string>(stored_);
      cell_.kind = time ? CellKind::kDate : CellKind::kText;
      cell_.stored = stored_;
      cell_.value = time ? *time : text_;
      if (!text_.empty() && text_ != cell_.value) cell_.shown_text = text_;
    } else if (type_ == "boolean") {
      cell_.kind = CellKind::kBoolean;
      cell_.value = stored_ == "true" ? "true" : "false";
      cell_.shown_text = stored_ == "true" ? "TRUE" : "FALSE";
    } else if (type_ == "error" || (cell_.is_formula && text_.starts_with('#'))) {
      cell_.kind = CellKind::kError;
      cell_.value = text_;
    } else if (const std::string& text = has_paragraph_ ? text_ : stored_; !text.empty()) {
      cell_.kind = CellKind::kText;
      cell_.value = text;
    }
    return {};
  }

  void end_row() {
    in_row_ = false;
    const int first = next_row_;
    next_row_ = std::min(next_row_ + repeats_, 1 << 30);
    if (row_.cells.empty()) return;
    if (Status status = guard_.check_address({next_row_ - 1, 1}); !status.has_value())
      return stop(std::move(status).error());
    for (int number = first; number < next_row_ && !has_stopped(); ++number) {
      row_.number = number;
      for (Cell& cell : row_.cells) cell.at.row = number;
      carry(sink_(row_));
    }
  }

  const Source& source_;
  const std::string& sheet_;
  std::size_t index_;
  const RowSink& sink_;
  RowGuard guard_;

  std::size_t seen_ = 0;
  bool is_wanted_ = false;
  int ignored_depth_ = 0;
  int next_declared_column_ = 1;

  Row row_{0, false, {}};
  bool in_row_ = false;
  int repeats_ = 1;
  int next_row_ = 1;

  Cell cell_;
  int cell_depth_ = 0;
  int paragraph_depth_ = 0;
  int cell_repeats_ = 1;
  int next_column_ = 1;
  bool is_covered_ = false;
  bool has_paragraph_ = false;
  std::string type_;
  std::string stored_;
  std::string text_;
};

class OdsReader : public WorkbookReader {
 public:
  OdsReader(Source source, ZipArchive archive, std::vector<SheetInfo> infos)
      : source_(std::move(source)), archive_(std::move(archive)), infos_(std::move(infos)) {}

  FileKind kind() const override { return FileKind::kOds; }
  const std::vector<SheetInfo>& sheets() const override { return infos_; }

  Result<SheetEnd> read_rows(std::size_t index, const RowSink& sink) override {
    const std::string& name = infos_[index].name;
    OdsSheetHandler handler(source_, name, index, sink);
    BIHUAN_CHECK(parse_part(archive_, kContent, handler, source_, true));
    BIHUAN_CHECK(order_merges(handler.sheet_end.merges, [&](CellAddress at) { return source_.where(name, at); }));
    return std::move(handler.sheet_end);
  }

 private:
  Source source_;
  ZipArchive archive_;
  std::vector<SheetInfo> infos_;
};

}  // namespace

Result<std::unique_ptr<WorkbookReader>> open_ods(Source source, ZipArchive archive) {
  SheetListHandler handler(source.options.limits.sheets, source.where_part(kContent));
  BIHUAN_CHECK(parse_part(archive, kContent, handler, source, true));
  if (handler.sheets.empty()) return fail(Code::kInvalidInput, "文件里没有一张有单元格的工作表", source.where());
  return std::make_unique<OdsReader>(std::move(source), std::move(archive), std::move(handler.sheets));
}

}  // namespace bihuan::tables
