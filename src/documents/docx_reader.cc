#include "documents/docx_reader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "documents/internal/docx_numbering.h"
#include "documents/internal/docx_package.h"
#include "documents/internal/docx_styles.h"

namespace bihuan::documents {
namespace {

using internal::is_on;
using internal::number_attribute;
using internal::Style;

// What stands in a container whose content counts as if the container were not there.
bool is_transparent(std::string_view name) {
  static constexpr std::string_view kNames[] = {"w:ins",       "w:moveTo", "w:hyperlink", "w:smartTag",  "w:customXml",
                                                "w:fldSimple", "w:bdo",    "w:dir",       "w:sdtContent"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

bool is_deletion(std::string_view name) { return name == "w:del" || name == "w:moveFrom"; }

// Of alternatives the first is what Word shows; the fallback repeats it for older programs.
XmlNode chosen_alternative(XmlNode alternatives) {
  if (const XmlNode choice = alternatives.child("mc:Choice")) return choice;
  return alternatives.child("mc:Fallback");
}

struct Symbol {
  std::string_view font;  // lower case
  char32_t code;          // below the private area's 0xF000
  char32_t meaning;
};

// Signs of the symbol fonts that carry meaning in a plan: comparators, units, ticks.
constexpr Symbol kSymbols[] = {
    {"symbol", 0xB3, U'≥'},      {"symbol", 0xA3, U'≤'},      {"symbol", 0xB0, U'°'},      {"symbol", 0xB1, U'±'},
    {"symbol", 0xB4, U'×'},      {"symbol", 0xB8, U'÷'},      {"symbol", 0xB9, U'≠'},      {"symbol", 0xBB, U'≈'},
    {"symbol", 0x6D, U'μ'},      {"symbol", 0xB7, U'•'},      {"symbol", 0x7E, U'～'},     {"symbol", 0xD7, U'·'},
    {"wingdings", 0xFC, U'✓'},   {"wingdings", 0xFE, U'☑'},   {"wingdings", 0xA8, U'□'},   {"wingdings", 0x6F, U'□'},
    {"wingdings", 0x6C, U'●'},   {"wingdings", 0x6E, U'■'},   {"wingdings", 0x75, U'◆'},   {"wingdings", 0xD8, U'➢'},
    {"wingdings 2", 0x52, U'☑'}, {"wingdings 2", 0x50, U'✓'}, {"wingdings 2", 0xA3, U'□'},
};

char32_t symbol_meaning(XmlNode node) {
  std::string font(node.attribute("w:font"));
  for (char& c : font) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  char32_t code = 0;
  for (const char c : node.attribute("w:char").substr(0, 6)) {
    const char32_t digit = (c >= '0' && c <= '9')   ? static_cast<char32_t>(c - '0')
                           : (c >= 'a' && c <= 'f') ? static_cast<char32_t>(c - 'a' + 10)
                           : (c >= 'A' && c <= 'F') ? static_cast<char32_t>(c - 'A' + 10)
                                                    : 16;
    if (digit == 16) return U'\uFFFD';
    code = code * 16 + digit;
  }
  const char32_t low = code >= 0xF000 && code <= 0xF0FF ? code - 0xF000 : code;
  for (const Symbol& symbol : kSymbols) {
    if (symbol.font == font && symbol.code == low) return symbol.meaning;
  }
  const bool is_private = code >= 0xE000 && code <= 0xF8FF;
  return is_private || code < 0x20 ? U'\uFFFD' : code;
}

class Reader {
 public:
  Reader(const DocxLimits& limits, const std::string& where) : limits_(limits), where_(where) {}

  Result<DocxDocument> read(const internal::DocxPackage& package) {
    if (package.styles.has_value()) styles_.read(package.styles->root());
    if (package.numbering.has_value()) {
      numbering_.read(package.numbering->root());
      numbering_.link_styles(styles_.lists());
    }
    DocxDocument document;
    BIHUAN_CHECK(read_blocks(package.main.root().child("w:body"), document.blocks));
    const std::vector<Reference> references = std::move(references_);
    const auto footnotes = notes_of(package.footnotes, "w:footnote");
    const auto endnotes = notes_of(package.endnotes, "w:endnote");
    for (const Reference& reference : references) {
      const auto& notes = reference.is_endnote ? endnotes : footnotes;
      const auto note = notes.find(reference.id);
      if (note == notes.end()) continue;
      BIHUAN_TRY(std::vector<DocxParagraph> paragraphs, flat_paragraphs(note->second));
      const std::string label = "[" + std::to_string(reference.number) + "]";
      for (DocxParagraph& paragraph : paragraphs) {
        if (&paragraph == &paragraphs.front()) paragraph.label = label;
        document.footnotes.push_back(std::move(paragraph));
      }
    }
    for (const XmlDocument& part : package.heads_and_feet) {
      BIHUAN_TRY(const std::vector<DocxParagraph> paragraphs, flat_paragraphs(part.root()));
      for (const DocxParagraph& paragraph : paragraphs) {
        const bool is_new =
            std::find(document.headers.begin(), document.headers.end(), paragraph.text) == document.headers.end();
        if (!paragraph.text.empty() && is_new && document.headers.size() < 256) {
          document.headers.push_back(paragraph.text);
        }
      }
    }
    add_notes(document);
    return document;
  }

 private:
  struct Reference {
    std::string id;
    bool is_endnote = false;
    int number = 0;
  };

  // A complex field: its instruction ends at "separate", its result at "end".
  struct Field {
    bool is_in_result = false;
  };

  // A paragraph while it is read.
  struct Draft {
    std::string text;
    const Style* style = nullptr;
    std::vector<XmlNode> boxes;  // text boxes anchored in it
  };

  Status grow(std::size_t bytes) {
    text_bytes_ += static_cast<std::int64_t>(bytes);
    if (text_bytes_ <= limits_.text_bytes) return {};
    return fail(Code::kInvalidInput, "文档文字过多：上限 " + std::to_string(limits_.text_bytes) + " 字节", where_);
  }

  Status count_block() {
    if (++blocks_ <= limits_.blocks) return {};
    return fail(Code::kInvalidInput, "文档段落过多：上限 " + std::to_string(limits_.blocks) + " 段", where_);
  }

  Status append(Draft& draft, std::string_view text) {
    BIHUAN_CHECK(grow(text.size()));
    draft.text += text;
    return {};
  }

  // --- runs ---------------------------------------------------------------------------------------------------------

  bool is_hidden(XmlNode run_properties, const Style* paragraph_style) const {
    if (const XmlNode hidden = run_properties.child("w:vanish")) return is_on(hidden);
    if (const XmlNode style = run_properties.child("w:rStyle")) {
      const Style* found = styles_.find(style.attribute("w:val"));
      if (found != nullptr && found->hidden.has_value()) return *found->hidden;
    }
    return paragraph_style != nullptr && paragraph_style->hidden.value_or(false);
  }

  bool is_in_instruction() const {
    return std::any_of(fields_.begin(), fields_.end(), [](const Field& field) { return !field.is_in_result; });
  }

  Status read_inline(XmlNode container, Draft& draft) {
    for (const XmlNode node : container) {
      const std::string_view name = node.name();
      if (name == "w:r") {
        BIHUAN_CHECK(read_run(node, draft));
      } else if (is_deletion(name)) {
        has_revisions_ = true;
      } else if (is_transparent(name)) {
        has_revisions_ = has_revisions_ || name == "w:ins" || name == "w:moveTo";
        BIHUAN_CHECK(read_inline(node, draft));
      } else if (name == "w:sdt") {
        BIHUAN_CHECK(read_inline(node.child("w:sdtContent"), draft));
      } else if (name == "mc:AlternateContent") {
        BIHUAN_CHECK(read_inline(chosen_alternative(node), draft));
      } else if (name == "m:oMath" || name == "m:oMathPara") {
        BIHUAN_CHECK(read_formula(node, draft));
      }
    }
    return {};
  }

  Status read_run(XmlNode run, Draft& draft) {
    if (is_hidden(run.child("w:rPr"), draft.style)) {
      for (const XmlNode node : run) {
        if (node.name() == "w:t") has_hidden_text_ = true;
        if (node.name() == "w:fldChar") read_field_mark(node);  // else the field would never end
      }
      return {};
    }
    return read_run_content(run, draft);
  }

  Status read_run_content(XmlNode run, Draft& draft) {
    for (const XmlNode node : run) {
      const std::string_view name = node.name();
      if (name == "w:fldChar") {
        read_field_mark(node);
        continue;
      }
      if (is_in_instruction()) continue;
      if (name == "w:t") {
        BIHUAN_CHECK(read_text(node, draft));
      } else if (name == "w:tab" || name == "w:ptab") {
        BIHUAN_CHECK(append(draft, "\t"));
      } else if (name == "w:cr" || (name == "w:br" && is_line_break(node))) {
        BIHUAN_CHECK(append(draft, "\n"));
      } else if (name == "w:noBreakHyphen") {
        BIHUAN_CHECK(append(draft, "-"));
      } else if (name == "w:sym") {
        std::string sign;
        append_utf8(sign, symbol_meaning(node));
        BIHUAN_CHECK(append(draft, sign));
      } else if (name == "w:footnoteReference" || name == "w:endnoteReference") {
        refer(node, name == "w:endnoteReference");
      } else if (name == "w:ruby") {
        BIHUAN_CHECK(read_inline(node.child("w:rubyBase"), draft));
      } else if (name == "mc:AlternateContent") {
        BIHUAN_CHECK(read_run_content(chosen_alternative(node), draft));
      } else if (name == "w:drawing" || name == "w:pict" || name == "w:object") {
        find_boxes(node, draft);
      }
    }
    return {};
  }

  static bool is_line_break(XmlNode node) {
    const std::string_view type = node.attribute("w:type");
    return type.empty() || type == "textWrapping";
  }

  Status read_text(XmlNode node, Draft& draft) {
    std::string text = node.deep_text();
    for (char& c : text) {
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    std::string_view kept = text;
    if (node.attribute("xml:space") != "preserve") {
      while (kept.starts_with(' ')) kept.remove_prefix(1);
      while (kept.ends_with(' ')) kept.remove_suffix(1);
    }
    return append(draft, kept);
  }

  Status read_formula(XmlNode node, Draft& draft) {
    for (const XmlNode child : node) {
      if (child.name() == "m:t") {
        BIHUAN_CHECK(append(draft, child.deep_text()));
      } else {
        BIHUAN_CHECK(read_formula(child, draft));
      }
    }
    return {};
  }

  void read_field_mark(XmlNode node) {
    constexpr std::size_t kDeepest = 256;
    const std::string_view type = node.attribute("w:fldCharType");
    if (type == "begin" && fields_.size() < kDeepest) fields_.push_back({});
    if (fields_.empty()) return;
    if (type == "separate") fields_.back().is_in_result = true;
    if (type == "end") fields_.pop_back();
  }

  void refer(XmlNode node, bool is_endnote) {
    std::string id(node.attribute("w:id"));
    if (!referred_.insert((is_endnote ? "e" : "f") + id).second) return;
    references_.push_back({std::move(id), is_endnote, static_cast<int>(referred_.size())});
  }

  void find_boxes(XmlNode node, Draft& draft) {
    for (const XmlNode child : node) {
      if (child.name() == "w:txbxContent") {
        draft.boxes.push_back(child);
      } else if (child.name() == "mc:AlternateContent") {
        find_boxes(chosen_alternative(child), draft);
      } else {
        find_boxes(child, draft);
      }
    }
  }

  // --- blocks -------------------------------------------------------------------------------------------------------

  Status read_blocks(XmlNode container, std::vector<DocxBlock>& out) {
    std::string carried;  // text before a deleted end of paragraph: it belongs to the next one
    BIHUAN_CHECK(read_blocks(container, out, carried));
    if (!carried.empty()) {
      BIHUAN_CHECK(count_block());
      DocxParagraph rest;
      rest.text = std::move(carried);
      out.emplace_back(std::move(rest));
    }
    return {};
  }

  Status read_blocks(XmlNode container, std::vector<DocxBlock>& out, std::string& carried) {
    for (const XmlNode node : container) {
      const std::string_view name = node.name();
      if (name == "w:p") {
        BIHUAN_CHECK(read_paragraph(node, out, carried));
      } else if (name == "w:tbl") {
        BIHUAN_CHECK(read_table(node, out));
      } else if (name == "w:sdt") {
        const XmlNode gallery = node.child("w:sdtPr").child("w:docPartObj").child("w:docPartGallery");
        if (gallery.attribute("w:val") == "Table of Contents") {
          has_contents_ = true;
        } else {
          BIHUAN_CHECK(read_blocks(node.child("w:sdtContent"), out, carried));
        }
      } else if (name == "mc:AlternateContent") {
        BIHUAN_CHECK(read_blocks(chosen_alternative(node), out, carried));
      } else if (is_deletion(name)) {
        has_revisions_ = true;
      } else if (is_transparent(name)) {
        BIHUAN_CHECK(read_blocks(node, out, carried));
      } else if (name == "w:altChunk") {
        has_foreign_part_ = true;
      }
    }
    return {};
  }

  Status read_paragraph(XmlNode node, std::vector<DocxBlock>& out, std::string& carried) {
    const XmlNode properties = node.child("w:pPr");
    const XmlNode mark = properties.child("w:rPr");
    Draft draft;
    draft.style = styles_.paragraph_style(properties.child("w:pStyle").attribute("w:val"));
    draft.text = std::exchange(carried, {});
    BIHUAN_CHECK(read_inline(node, draft));
    // An instruction that does not end with its paragraph has been cut off: its field must not swallow the rest.
    while (!fields_.empty() && !fields_.back().is_in_result) fields_.pop_back();
    if (mark.child("w:del") || mark.child("w:moveFrom")) {
      has_revisions_ = true;
      carried = std::move(draft.text);
    } else if (draft.style->is_contents) {
      has_contents_ = true;
    } else if (!draft.text.empty() || !is_hidden(mark, draft.style)) {
      BIHUAN_CHECK(count_block());
      DocxParagraph paragraph = describe_paragraph(properties, draft);
      BIHUAN_CHECK(grow(paragraph.label.size()));
      out.emplace_back(std::move(paragraph));
    }
    return read_boxes(draft, out);
  }

  DocxParagraph describe_paragraph(XmlNode properties, Draft& draft) {
    const Style& style = *draft.style;
    DocxParagraph paragraph;
    paragraph.text = std::move(draft.text);
    paragraph.style = style.name;
    int outline = style.outline.value_or(9);
    if (const XmlNode own = properties.child("w:outlineLvl")) {
      outline = static_cast<int>(number_attribute(own, "w:val", 9));
    }
    paragraph.heading_level = outline >= 0 && outline <= 8 ? outline + 1 : 0;
    const XmlNode align = properties.child("w:jc");
    paragraph.is_centered = align ? align.attribute("w:val") == "center" : style.centered.value_or(false);

    const XmlNode numbering = properties.child("w:numPr");
    const XmlNode own_list = numbering.child("w:numId");
    const XmlNode own_level = numbering.child("w:ilvl");
    const int list = own_list ? static_cast<int>(number_attribute(own_list, "w:val", 0)) : style.list.value_or(0);
    if (list == 0) return paragraph;
    int level = 0;
    if (own_level) {
      level = static_cast<int>(number_attribute(own_level, "w:val", 0));
    } else if (!own_list) {
      level = numbering_.level_of_style(list, style.id);
      if (level < 0) level = numbering_.level_of_style(list, style.list_style);
      if (level < 0) level = style.level.value_or(0);
    }
    paragraph.label = numbering_.next(list, level);
    if (!paragraph.label.empty()) paragraph.numbering_level = level;
    return paragraph;
  }

  Status read_boxes(const Draft& draft, std::vector<DocxBlock>& out) {
    for (const XmlNode box : draft.boxes) {
      const std::size_t from = out.size();
      std::vector<Field> outer = std::exchange(fields_, {});
      BIHUAN_CHECK(read_blocks(box, out));
      fields_ = std::move(outer);
      for (std::size_t i = from; i < out.size(); ++i) {
        if (auto* paragraph = std::get_if<DocxParagraph>(&out[i])) paragraph->is_in_text_box = true;
      }
    }
    return {};
  }

  // --- tables -------------------------------------------------------------------------------------------------------

  Status read_table(XmlNode node, std::vector<DocxBlock>& out) {
    DocxTable table;
    BIHUAN_CHECK(read_rows(node, table));
    for (const DocxRow& row : table.rows) {
      for (const DocxCell& cell : row.cells) table.columns = std::max(table.columns, cell.column + cell.span);
    }
    // Short rows are filled up to the widest one, so that the widest decides how much is printed.
    table_fields_ += static_cast<std::int64_t>(table.rows.size()) * table.columns;
    if (table_fields_ > limits_.table_fields) {
      return fail(Code::kInvalidInput, "表格过大：全文上限 " + std::to_string(limits_.table_fields) + " 格", where_);
    }
    if (!table.rows.empty()) out.emplace_back(std::move(table));
    return {};
  }

  Status read_rows(XmlNode container, DocxTable& table) {
    for (const XmlNode node : container) {
      const std::string_view name = node.name();
      if (name == "w:tr") {
        BIHUAN_CHECK(read_row(node, table));
      } else if (name == "w:sdt") {
        BIHUAN_CHECK(read_rows(node.child("w:sdtContent"), table));
      } else if (is_transparent(name)) {
        BIHUAN_CHECK(read_rows(node, table));
      }
    }
    return {};
  }

  Status read_row(XmlNode node, DocxTable& table) {
    const XmlNode properties = node.child("w:trPr");
    if (properties.child("w:del")) {
      has_revisions_ = true;
      return {};
    }
    BIHUAN_CHECK(count_block());
    DocxRow row;
    row.is_head = is_on(properties.child("w:tblHeader"));
    auto column = static_cast<int>(
        std::clamp<std::int64_t>(number_attribute(properties.child("w:gridBefore"), "w:val", 0), 0, limits_.columns));
    BIHUAN_CHECK(read_cells(node, row, column));
    table.rows.push_back(std::move(row));
    return {};
  }

  Status read_cells(XmlNode container, DocxRow& row, int& column) {
    for (const XmlNode node : container) {
      const std::string_view name = node.name();
      if (name == "w:sdt") {
        BIHUAN_CHECK(read_cells(node.child("w:sdtContent"), row, column));
      } else if (is_transparent(name)) {
        BIHUAN_CHECK(read_cells(node, row, column));
      }
      if (name != "w:tc") continue;
      const XmlNode properties = node.child("w:tcPr");
      DocxCell cell;
      cell.column = column;
      cell.span = static_cast<int>(
          std::clamp<std::int64_t>(number_attribute(properties.child("w:gridSpan"), "w:val", 1), 1, 1 << 20));
      const XmlNode across = properties.child("w:hMerge");  // of older documents, in place of w:gridSpan
      const bool continues_left = across && across.attribute("w:val") != "restart" && !row.cells.empty();
      if (column + cell.span > limits_.columns) {
        return fail(Code::kInvalidInput, "表格列数过多：上限 " + std::to_string(limits_.columns) + " 列", where_);
      }
      column += cell.span;
      if (continues_left) {
        row.cells.back().span += cell.span;
        continue;
      }
      const XmlNode down = properties.child("w:vMerge");
      cell.continues_above = down && down.attribute("w:val") != "restart";
      if (!cell.continues_above) {
        BIHUAN_TRY(cell.paragraphs, flat_paragraphs(node));
      }
      row.cells.push_back(std::move(cell));
    }
    return {};
  }

  // The content of a cell, a note or a page head: tables inside become one paragraph a row.
  Result<std::vector<DocxParagraph>> flat_paragraphs(XmlNode container) {
    std::vector<DocxBlock> blocks;
    BIHUAN_CHECK(read_blocks(container, blocks));
    std::vector<DocxParagraph> result;
    for (DocxBlock& block : blocks) {
      if (auto* paragraph = std::get_if<DocxParagraph>(&block)) {
        result.push_back(std::move(*paragraph));
        continue;
      }
      for (const DocxRow& row : std::get<DocxTable>(block).rows) {
        DocxParagraph flat;
        flat.is_nested_row = true;
        for (const DocxCell& cell : row.cells) {
          std::string text;
          for (const DocxParagraph& paragraph : cell.paragraphs) text += paragraph.label + paragraph.text;
          if (text.empty()) continue;
          if (!flat.text.empty()) flat.text += "\u3000";
          flat.text += text;
        }
        result.push_back(std::move(flat));
      }
    }
    return result;
  }

  // --- the rest -----------------------------------------------------------------------------------------------------

  static std::unordered_map<std::string, XmlNode> notes_of(const std::optional<XmlDocument>& part,
                                                           std::string_view name) {
    std::unordered_map<std::string, XmlNode> result;
    if (!part.has_value()) return result;
    for (const XmlNode node : part->root()) {
      if (node.name() == name) result.emplace(node.attribute("w:id"), node);
    }
    return result;
  }

  void add_notes(DocxDocument& document) const {
    if (has_revisions_) document.notes.emplace_back("文档含有修订标记：按接受全部修订读取");
    if (has_hidden_text_) document.notes.emplace_back("文档含有隐藏文字：未读取");
    if (has_contents_) document.notes.emplace_back("文档含有自动目录：未读取");
    if (has_foreign_part_) document.notes.emplace_back("文档嵌入了其他文件的内容：未读取");
    for (const std::string& format : numbering_.unknown_formats()) {
      document.notes.push_back("编号格式“" + excerpt(format) + "”不受支持：按阿拉伯数字读取");
    }
  }

  const DocxLimits& limits_;
  const std::string& where_;
  internal::Styles styles_;
  internal::Numbering numbering_;
  std::vector<Field> fields_;
  std::vector<Reference> references_;
  std::unordered_set<std::string> referred_;
  std::int64_t text_bytes_ = 0;
  std::int64_t blocks_ = 0;
  std::int64_t table_fields_ = 0;
  bool has_revisions_ = false;
  bool has_hidden_text_ = false;
  bool has_contents_ = false;
  bool has_foreign_part_ = false;
};

}  // namespace

Result<DocxDocument> read_docx(std::string_view bytes, const DocxLimits& limits, const std::string& where) {
  BIHUAN_TRY(const internal::DocxPackage package, internal::open_package(bytes, limits, where));
  return Reader(limits, where).read(package);
}

}  // namespace bihuan::documents
