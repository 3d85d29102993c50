#include "tables/internal/xlsx_parts.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"

namespace bihuan::tables {
namespace {

constexpr std::size_t kMostStyles = 100'000;
constexpr std::size_t kLongestFormat = 1024;

std::optional<int> parse_int(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// "/xl/a.xml" or "../a.xml" seen from "xl/worksheets/" -> "xl/a.xml".
std::string resolve_target(std::string_view folder, std::string_view target) {
  std::vector<std::string_view> steps;
  const auto walk = [&](std::string_view path) {
    for (const std::string_view step : split(path, '/')) {
      if (step.empty() || step == ".") continue;
      if (step != "..") {
        steps.push_back(step);
      } else if (!steps.empty()) {
        steps.pop_back();
      }
    }
  };
  if (!target.starts_with('/')) walk(folder);
  walk(target);
  std::string out;
  for (const std::string_view step : steps) out.append(out.empty() ? "" : "/").append(step);
  return out;
}

struct Relation {
  std::string type;  // its last word: "worksheet", "styles"
  std::string target;
};

class RelationsHandler : public XmlHandler {
 public:
  explicit RelationsHandler(std::string folder) : folder_(std::move(folder)) {}
  void start(std::string_view name, const Attributes& attributes) override {
    if (name != "Relationship" || attributes.local("TargetMode") == "External") return;
    const std::string_view type = attributes.local("Type");
    relations.try_emplace(
        std::string(attributes.local("Id")),
        Relation{std::string(type.substr(type.rfind('/') + 1)), resolve_target(folder_, attributes.local("Target"))});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::map<std::string, Relation> relations;

 private:
  std::string folder_;
};

Result<std::map<std::string, Relation>> read_relations(const Source& source, ZipArchive& archive,
                                                       std::string_view part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder(slash == std::string_view::npos ? std::string_view() : part.substr(0, slash + 1));
  const std::string_view name = slash == std::string_view::npos ? part : part.substr(slash + 1);
  const std::string relations_part = folder + "_rels/" + std::string(name) + ".rels";
  RelationsHandler handler(folder);
  if (archive.has(relations_part)) BIHUAN_CHECK(parse_part(archive, relations_part, handler, source));
  return std::move(handler.relations);
}

class WorkbookHandler : public XmlHandler {
 public:
  struct Entry {
    SheetInfo info;
    std::string relation;
  };
  WorkbookHandler(std::size_t most_sheets, std::string where) : most_sheets_(most_sheets), where_(std::move(where)) {}
  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "workbookPr") {
      is_1904 = is_true(attributes.local("date1904"));
    } else if (name == "sheet") {
      if (entries.size() == most_sheets_)
        return stop({Code::kInvalidInput, "工作表多于上限 " + std::to_string(most_sheets_) + " 张", where_});
      const std::string_view state = attributes.local("state");
      entries.push_back({{resolve_escapes(attributes.local("name")), state == "hidden"       ? Visibility::kHidden
                                                                     : state == "veryHidden" ? Visibility::kVeryHidden
                                                                                             : Visibility::kVisible},
                         std::string(attributes.local("id"))});
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  std::vector<Entry> entries;
  bool is_1904 = false;

 private:
  std::size_t most_sheets_;
  std::string where_;
};

class StylesHandler : public XmlHandler {
 public:
  explicit StylesHandler(std::string where) : where_(std::move(where)) {}
  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "numFmts") {
      in_formats_ = true;
    } else if (name == "cellXfs") {
      in_styles_ = true;
    } else if (name == "numFmt" && in_formats_) {
      const auto id = parse_int(attributes.local("numFmtId"));
      const std::string_view code = attributes.local("formatCode");
      // Programs allow 255 characters; what is longer is no format, and each cell would carry it.
      if (id) codes.insert_or_assign(*id, std::string(code.size() <= kLongestFormat ? code : std::string_view()));
    } else if (name == "xf" && in_styles_) {
      if (style_formats.size() == kMostStyles)
        return stop({Code::kInvalidInput, "单元格样式多于上限 " + std::to_string(kMostStyles) + " 种", where_});
      style_formats.push_back(parse_int(attributes.local("numFmtId")).value_or(0));
    }
  }
  void end(std::string_view name) override {
    if (name == "numFmts") in_formats_ = false;
    if (name == "cellXfs") in_styles_ = false;
  }
  void text(std::string_view) override {}
  std::map<int, std::string> codes;
  std::vector<int> style_formats;

 private:
  std::string where_;
  bool in_formats_ = false;
  bool in_styles_ = false;
};

class SharedStringsHandler : public XmlHandler {
 public:
  SharedStringsHandler(const Limits& limits, std::string where) : limits_(limits), where_(std::move(where)) {}
  void start(std::string_view name, const Attributes&) override {
    if (name == "si") {
      in_item_ = true;
      item_.begin();
    } else if (in_item_) {
      item_.start(name);
    }
  }
  void end(std::string_view name) override {
    if (name == "si" && in_item_) {
      in_item_ = false;
      strings.add(item_.take());
      if (strings.bytes() > limits_.shared_string_bytes)
        stop({Code::kInvalidInput,
              "共享字符串超过上限 " + std::to_string(limits_.shared_string_bytes >> 10) + " KiB（已有 " +
                  std::to_string(strings.size()) + " 条），请拆分文件",
              where_});
    } else if (in_item_) {
      item_.end(name);
    }
  }
  void text(std::string_view piece) override {
    if (!in_item_) return;
    item_.text(piece);
    if (item_.gathered().size() > limits_.cell_bytes)
      stop({Code::kInvalidInput,
            "第 " + std::to_string(strings.size() + 1) + " 条共享字符串长过上限 " + std::to_string(limits_.cell_bytes) +
                " 字节",
            where_});
  }
  SharedStrings strings;

 private:
  const Limits& limits_;
  std::string where_;
  RichText item_;
  bool in_item_ = false;
};

}  // namespace

Status parse_part(ZipArchive& archive, const std::string& part, XmlHandler& handler, const Source& source,
                  bool with_namespaces) {
  XmlStream stream(handler, source.options.limits.xml_depth, source.where_part(part), with_namespaces);
  Status status = archive.read(part, [&](std::string_view piece, bool is_last) -> Result<bool> {
    BIHUAN_CHECK(stream.feed(piece, is_last));
    return !handler.has_finished();
  });
  if (!status.has_value() && status.error().where.starts_with("压缩包内")) {
    Error error = std::move(status).error();
    error.where = source.where() + error.where;
    return std::unexpected(std::move(error));
  }
  return status;
}

void RichText::begin() {
  text_.clear();
  phonetic_depth_ = 0;
  in_t_ = false;
}

void RichText::start(std::string_view element) {
  if (element == "rPh") ++phonetic_depth_;
  if (element == "t") in_t_ = phonetic_depth_ == 0;
}

void RichText::end(std::string_view element) {
  if (element == "rPh") --phonetic_depth_;
  if (element == "t") in_t_ = false;
}

void RichText::text(std::string_view piece) {
  if (in_t_) text_ += piece;
}

std::string RichText::take() { return resolve_escapes(text_); }

std::string resolve_escapes(std::string_view text) {
  if (text.find("_x") == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
      const auto [end, error] = std::from_chars(text.data() + i + 2, text.data() + i + 6, code, 16);
      const bool is_scalar = code < 0xD800 || code > 0xDFFF;
      if (error == std::errc() && end == text.data() + i + 6 && is_scalar) {
        if (code >= 0x20 || code == '\t' || code == '\n' || code == '\r') append_utf8(out, code);
        i += 6;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

Result<XlsxWorkbook> read_xlsx_workbook(const Source& source, ZipArchive& archive) {
  std::string workbook_part = "xl/workbook.xml";
  BIHUAN_TRY(const auto root, read_relations(source, archive, ""));
  for (const auto& [id, relation] : root)
    if (relation.type == "officeDocument") workbook_part = relation.target;
  WorkbookHandler handler(source.options.limits.sheets, source.where_part(workbook_part));
  BIHUAN_CHECK(parse_part(archive, workbook_part, handler, source));
  BIHUAN_TRY(const auto relations, read_relations(source, archive, workbook_part));

  XlsxWorkbook workbook;
  workbook.is_1904 = handler.is_1904;
  for (const auto& [id, relation] : relations) {
    if (relation.type == "styles") workbook.styles_part = relation.target;
    if (relation.type == "sharedStrings") workbook.shared_strings_part = relation.target;
  }
  for (auto& entry : handler.entries) {
    const auto relation = relations.find(entry.relation);
    if (relation == relations.end())
      return fail(Code::kInvalidInput,
                  "工作表「" + excerpt(entry.info.name) +
                      "」的内容在文件里找不到，文件已损坏，请用 WPS 或 Excel 打开后重新保存",
                  source.where_part(workbook_part));
    if (relation->second.type == "worksheet")
      workbook.sheets.push_back({std::move(entry.info), relation->second.target});
  }
  if (workbook.sheets.empty()) return fail(Code::kInvalidInput, "文件里没有一张有单元格的工作表", source.where());
  return workbook;
}

const NumberFormat* XlsxStyles::find(std::size_t style) const {
  return style < of_style.size() ? &formats[of_style[style]] : nullptr;
}

Result<XlsxStyles> read_xlsx_styles(const Source& source, ZipArchive& archive, const std::string& part) {
  XlsxStyles styles;
  if (part.empty()) return styles;
  StylesHandler handler(source.where_part(part));
  BIHUAN_CHECK(parse_part(archive, part, handler, source));
  std::map<int, std::uint32_t> known;
  for (const int id : handler.style_formats) {
    const auto [entry, is_new] = known.try_emplace(id, static_cast<std::uint32_t>(styles.formats.size()));
    if (is_new) {
      const auto own = handler.codes.find(id);
      styles.formats.emplace_back(own != handler.codes.end() ? own->second : std::string(builtin_format(id)));
    }
    styles.of_style.push_back(entry->second);
  }
  return styles;
}

Result<SharedStrings> read_shared_strings(const Source& source, ZipArchive& archive, const std::string& part) {
  if (part.empty()) return SharedStrings();
  SharedStringsHandler handler(source.options.limits, source.where_part(part));
  BIHUAN_CHECK(parse_part(archive, part, handler, source));
  return std::move(handler.strings);
}

}  // namespace bihuan::tables
