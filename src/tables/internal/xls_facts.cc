// Source: [MS-XLS] 2.3 (records), 2.4 (their contents), 2.5.133 (FormulaValue).
#include "tables/internal/xls_facts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"
#include "tables/internal/little_endian.h"
#include "tables/internal/number_format.h"

namespace bihuan::tables {
namespace {

double real(std::string_view bytes, std::size_t at) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(u32(bytes, at)) |
                               static_cast<std::uint64_t>(u32(bytes, at + 4)) << 32);
}

std::unexpected<Error> damaged_records(std::string_view what) {
  return fail(Code::kInvalidInput,
              "工作簿记录已损坏（" + std::string(what) + "），请用 WPS 或 Excel 打开后另存为 xlsx");
}

constexpr std::size_t kBof = 0x0809;
constexpr std::size_t kEof = 0x000A;
constexpr std::size_t kFilePass = 0x002F;
constexpr std::size_t kDate1904 = 0x0022;
constexpr std::size_t kFormat = 0x041E;
constexpr std::size_t kXf = 0x00E0;
constexpr std::size_t kBoundSheet = 0x0085;
constexpr std::size_t kDimensions = 0x0200;
constexpr std::size_t kMergeCells = 0x00E5;
constexpr std::size_t kColumnInfo = 0x007D;
constexpr std::size_t kRow = 0x0208;
constexpr std::size_t kFormula = 0x0006;
constexpr std::size_t kString = 0x0207;
constexpr std::size_t kBoolErr = 0x0205;
constexpr std::size_t kMulRk = 0x00BD;
constexpr std::size_t kMulBlank = 0x00BE;
// BLANK, NUMBER, LABEL, RK, LABELSST and those above: they begin with row and (first) column.
constexpr std::size_t kCells[] = {0x0201, 0x0203, 0x0204, kBoolErr, kFormula, 0x027E, 0x00FD, kMulRk, kMulBlank};

struct XlsRecord {
  std::size_t type = 0;
  std::string_view data;
};

// Calls `visit` with the records from `at` up to the end of the substream.
template <class Visit>
Status walk_records(std::string_view stream, std::size_t at, Visit&& visit) {
  std::size_t depth = 0;  // charts stand as substreams inside a sheet
  while (at + 4 <= stream.size()) {
    const std::size_t type = u16(stream, at);
    const std::size_t size = u16(stream, at + 2);
    if (at + 4 + size > stream.size()) return damaged_records("记录超出文件末尾");
    at += 4 + size;
    if (type == kBof) ++depth;
    if (type == kEof && (depth == 0 || --depth == 0)) return {};
    if (depth <= 1) BIHUAN_CHECK(visit(XlsRecord{type, stream.substr(at - size, size)}));
  }
  return damaged_records("缺少结束记录，文件可能没有传完");
}

// Characters behind a flag byte: two bytes each, or one (Latin-1). Nothing if they do not all lie in `data`.
std::optional<std::string> characters(std::string_view data, std::size_t length) {
  if (data.empty()) return length == 0 ? std::optional<std::string>("") : std::nullopt;
  const bool is_wide = (u8(data, 0) & 1) != 0;
  data.remove_prefix(1);
  if (data.size() < (is_wide ? 2 * length : length)) return std::nullopt;
  if (is_wide) {
    auto text = utf16_to_utf8(data.substr(0, 2 * length), false);
    return text.has_value() ? std::optional(std::move(*text)) : std::nullopt;
  }
  std::u32string text;
  for (const char c : data.substr(0, length)) text += static_cast<char32_t>(static_cast<unsigned char>(c));
  return encode_utf8(text);
}

std::string_view error_text(std::size_t code) {
  switch (code) {
    case 0x00:
      return "#NULL!";
    case 0x07:
      return "#DIV/0!";
    case 0x0F:
      return "#VALUE!";
    case 0x17:
      return "#REF!";
    case 0x1D:
      return "#NAME?";
    case 0x24:
      return "#NUM!";
    default:
      return "#N/A";
  }
}

// What the globals of the workbook say about numbers.
struct Formats {
  bool is_1904 = false;
  std::map<std::size_t, std::string> codes;  // own formats
  std::vector<std::size_t> of_style;         // [XF] -> format id

  NumberFormat find(std::size_t style) const {
    const std::size_t id = style < of_style.size() ? of_style[style] : 0;
    const auto own = codes.find(id);
    return NumberFormat(own != codes.end() ? own->second : std::string(builtin_format(static_cast<int>(id))));
  }
};

void set_truth_or_error(Cell& cell, bool is_error, std::size_t value) {
  cell.kind = is_error ? CellKind::kError : CellKind::kBoolean;
  cell.value = is_error ? error_text(value) : value != 0 ? "true" : "false";
  if (!is_error) cell.shown_text = value != 0 ? "TRUE" : "FALSE";
}

void set_number(Cell& cell, double value, const NumberFormat& format, bool is_1904) {
  std::array<char, 40> buffer{};
  cell.stored.assign(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
  auto plain = plain_decimal(cell.stored);
  if (!plain) {
    cell.stored.clear();
    cell.kind = CellKind::kError;
    cell.value = "#NUM!";
    return;
  }
  cell.kind = CellKind::kNumber;
  cell.value = std::move(*plain);
  cell.format = format.code();
  if (format.is_date()) {
    if (auto iso = serial_to_iso(value, is_1904, format.has_date(), format.has_time())) {
      cell.kind = CellKind::kDate;
      cell.value = std::move(*iso);
      if (const std::size_t t = cell.value.find('T'); t != std::string::npos) (cell.shown_text = cell.value)[t] = ' ';
    }
  } else if (auto shown = format.show(cell.value); shown && *shown != cell.value) {
    cell.shown_text = std::move(*shown);
  }
}

class SheetWalk {
 public:
  SheetWalk(const Formats& formats, const Limits& limits, XlsSheetFacts& sheet)
      : formats_(formats), limits_(limits), sheet_(sheet) {}

  Status operator()(const XlsRecord& record) {
    const std::string_view data = record.data;
    if (record.type == kDimensions && data.size() >= 12) {
      sheet_.rows = std::max(sheet_.rows, u32(data, 4));
      sheet_.columns = std::max(sheet_.columns, u16(data, 10));
    } else if (data.size() >= 6 && std::ranges::find(kCells, record.type) != std::end(kCells)) {
      return take_cell(record);
    } else if (record.type == kString && awaits_text_ != nullptr) {
      return take_text(data);
    } else if (record.type == kMergeCells && data.size() >= 2) {
      return take_merges(data);
    } else if (record.type == kColumnInfo && data.size() >= 10 && (u16(data, 8) & 1) != 0) {
      if (sheet_.hidden_columns.size() < 256)
        sheet_.hidden_columns.push_back(
            {{1, static_cast<int>(u16(data, 0)) + 1}, {65'536, static_cast<int>(u16(data, 2)) + 1}});
    } else if (record.type == kRow && data.size() >= 16 && (u32(data, 12) & 0x20) != 0) {
      sheet_.hidden_rows.insert(static_cast<int>(u16(data, 0)) + 1);
    }
    return {};
  }

 private:
  Status take_cell(const XlsRecord& record) {
    const std::string_view data = record.data;
    // MULRK and MULBLANK end with their last column.
    const bool is_multiple = record.type == kMulRk || record.type == kMulBlank;
    sheet_.rows = std::max(sheet_.rows, u16(data, 0) + 1);
    sheet_.columns = std::max(sheet_.columns, u16(data, is_multiple ? data.size() - 2 : 2) + 1);
    awaits_text_ = nullptr;
    const bool is_formula = record.type == kFormula && data.size() >= 14;
    if (!is_formula && !(record.type == kBoolErr && data.size() >= 8)) return {};
    if (sheet_.cells.size() == limits_.cells)
      return fail(Code::kInvalidInput, "有内容的单元格多于上限 " + std::to_string(limits_.cells) + " 个，请拆分文件");
    Cell cell;
    cell.at = {static_cast<int>(u16(data, 0)) + 1, static_cast<int>(u16(data, 2)) + 1};
    cell.is_formula = is_formula;
    bool has_text = false;
    if (!is_formula) {
      set_truth_or_error(cell, u8(data, 7) != 0, u8(data, 6));
    } else if (u16(data, 12) != 0xFFFF) {
      set_number(cell, real(data, 6), formats_.find(u16(data, 4)), formats_.is_1904);
    } else if (const std::size_t kind = u8(data, 6); kind == 1 || kind == 2) {
      set_truth_or_error(cell, kind == 2, u8(data, 8));
    } else {
      has_text = kind == 0;  // it follows in a record of its own; 3 is the empty text
    }
    const CellAddress at = cell.at;
    Cell& stored = sheet_.cells.insert_or_assign(at, std::move(cell)).first->second;
    if (has_text) awaits_text_ = &stored;
    return {};
  }

  Status take_text(std::string_view data) {
    Cell& cell = *std::exchange(awaits_text_, nullptr);
    auto text = data.size() >= 3 ? characters(data.substr(2), u16(data, 0)) : std::nullopt;
    if (!text) return damaged_records("公式的文字结果，" + to_string(cell.at));
    if (text->empty()) return {};
    cell.kind = CellKind::kText;
    cell.value = std::move(*text);
    return {};
  }

  Status take_merges(std::string_view data) {
    const std::size_t count = u16(data, 0);
    if (data.size() < 2 + 8 * count) return damaged_records("合并单元格");
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = 2 + 8 * i;
      const CellRange range{{static_cast<int>(u16(data, at)) + 1, static_cast<int>(u16(data, at + 4)) + 1},
                            {static_cast<int>(u16(data, at + 2)) + 1, static_cast<int>(u16(data, at + 6)) + 1}};
      if (range.last.row < range.first.row || range.last.column < range.first.column)
        return damaged_records("合并单元格");
      if (sheet_.merges.size() == limits_.merges)
        return fail(Code::kInvalidInput, "合并单元格多于上限 " + std::to_string(limits_.merges) + " 处");
      if (range.first != range.last) sheet_.merges.push_back(range);
    }
    return {};
  }

  const Formats& formats_;
  const Limits& limits_;
  XlsSheetFacts& sheet_;
  Cell* awaits_text_ = nullptr;
};

Status take_sheet(std::string_view data, const Limits& limits, XlsFacts& facts, std::vector<std::size_t>& begins) {
  if (facts.sheets.size() == limits.sheets)
    return fail(Code::kInvalidInput, "工作表多于上限 " + std::to_string(limits.sheets) + " 张");
  XlsSheetFacts sheet;
  const std::size_t state = u8(data, 4) & 3;
  sheet.info.visibility = state == 1   ? Visibility::kHidden
                          : state == 2 ? Visibility::kVeryHidden
                                       : Visibility::kVisible;
  sheet.is_worksheet = u8(data, 5) == 0;
  auto name = characters(data.substr(7), u8(data, 6));
  if (!name && facts.is_biff8) return damaged_records("工作表名");
  sheet.info.name = name.value_or("");
  facts.sheets.push_back(std::move(sheet));
  begins.push_back(u32(data, 0));
  return {};
}

}  // namespace

Result<XlsFacts> read_xls_facts(std::string_view stream, const Limits& limits) {
  XlsFacts facts;
  Formats formats;
  std::vector<std::size_t> begins;
  BIHUAN_CHECK(walk_records(stream, 0, [&](const XlsRecord& record) -> Status {
    const std::string_view data = record.data;
    if (record.type == kBof && data.size() >= 2) facts.is_biff8 = u16(data, 0) == 0x0600;
    if (record.type == kFilePass) facts.is_encrypted = true;
    if (facts.is_encrypted) return {};  // what follows cannot be read
    if (record.type == kDate1904 && data.size() >= 2) formats.is_1904 = u16(data, 0) != 0;
    if (record.type == kXf && data.size() >= 4) formats.of_style.push_back(u16(data, 2));
    if (record.type == kFormat && data.size() >= 5) {
      constexpr std::size_t kLongestFormat = 255;
      if (const std::size_t length = u16(data, 2); length <= kLongestFormat)
        if (auto code = characters(data.substr(4), length))
          formats.codes.insert_or_assign(u16(data, 0), std::move(*code));
    }
    if (record.type == kBoundSheet && data.size() >= 8) return take_sheet(data, limits, facts, begins);
    return {};
  }));
  if (facts.is_encrypted) return facts;
  for (std::size_t i = 0; i < facts.sheets.size(); ++i) {
    if (begins[i] >= stream.size()) return damaged_records("工作表位置在文件之外");
    if (!facts.sheets[i].is_worksheet) continue;
    // Sheets that claim one place would be walked again and again.
    if (std::find(begins.begin(), begins.begin() + static_cast<std::ptrdiff_t>(i), begins[i]) !=
        begins.begin() + static_cast<std::ptrdiff_t>(i))
      return damaged_records("两张工作表在同一位置");
    SheetWalk walk(formats, limits, facts.sheets[i]);
    BIHUAN_CHECK(walk_records(stream, begins[i], walk));
  }
  return facts;
}

}  // namespace bihuan::tables
