#include "documents/docx_writer.h"

#include <algorithm>

#include "base/text.h"
#include "documents/internal/docx_template.h"
#include "documents/xml.h"
#include "documents/zip.h"

namespace bihuan::documents {
namespace {

constexpr int kMostLevels = 9;

// Twentieths of a point in a millimetre: 1440 / 25.4.
int twips(int millimetres) { return (millimetres * 14400 + 127) / 254; }

std::string_view style_id(DocxStyle style) {
  switch (style) {
    case DocxStyle::kBody:
      return "Body";
    case DocxStyle::kTitle:
      return "Title";
    case DocxStyle::kHeading1:
      return "Heading1";
    case DocxStyle::kHeading2:
      return "Heading2";
    case DocxStyle::kHeading3:
      return "Heading3";
    case DocxStyle::kTableHead:
      return "TableHead";
    case DocxStyle::kTableText:
      return "TableText";
    case DocxStyle::kNote:
      return "Note";
  }
  return "Body";
}

std::string_view align_name(Align align) {
  switch (align) {
    case Align::kLeft:
      return "left";
    case Align::kCenter:
      return "center";
    case Align::kRight:
      return "right";
    case Align::kJustify:
      return "both";
  }
  return "left";
}

std::string attribute(std::string_view name, std::string_view value) {
  return " w:" + std::string(name) + "=\"" + escape_xml(value) + "\"";
}

std::string value_element(std::string_view name, std::string_view value) {
  return "<w:" + std::string(name) + attribute("val", value) + "/>";
}

// A run of text; line breaks and tabs are elements of their own.
std::string run(std::string_view text, bool is_bold) {
  std::string result = "<w:r>";
  if (is_bold) result += "<w:rPr><w:b/></w:rPr>";
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find_first_of("\n\t", begin), text.size());
    if (end > begin) {
      result += "<w:t xml:space=\"preserve\">" + escape_xml(text.substr(begin, end - begin)) + "</w:t>";
    }
    if (end < text.size()) result += text[end] == '\n' ? "<w:br/>" : "<w:tab/>";
    begin = end + 1;
  }
  return result + "</w:r>";
}

std::string cell_xml(const TableCell& cell, bool is_head, int width, bool continues_above) {
  std::string result = "<w:tc><w:tcPr><w:tcW" + attribute("w", std::to_string(width)) + attribute("type", "dxa") + "/>";
  if (cell.column_span > 1) result += value_element("gridSpan", std::to_string(cell.column_span));
  if (continues_above) {
    result += "<w:vMerge/>";
  } else if (cell.row_span > 1) {
    result += value_element("vMerge", "restart");
  }
  result += value_element("vAlign", "center") + "</w:tcPr>";
  const std::string properties = "<w:pPr>" + value_element("pStyle", is_head ? "TableHead" : "TableText") +
                                 (is_head ? std::string() : value_element("jc", align_name(cell.align))) + "</w:pPr>";
  if (continues_above || cell.text.empty()) return result + "<w:p>" + properties + "</w:p></w:tc>";
  for (const std::string_view line : split(cell.text, '\n')) {
    result += "<w:p>" + properties + run(line, cell.is_bold) + "</w:p>";
  }
  return result + "</w:tc>";
}

std::string numbering_xml(const std::vector<std::vector<NumberingLevel>>& numberings) {
  std::string abstracts, lists;
  for (std::size_t i = 0; i < numberings.size(); ++i) {
    const std::string id = std::to_string(i + 1);
    abstracts +=
        "<w:abstractNum" + attribute("abstractNumId", id) + ">" + value_element("multiLevelType", "multilevel");
    for (std::size_t k = 0; k < numberings[i].size(); ++k) {
      const NumberingLevel& level = numberings[i][k];
      abstracts += "<w:lvl" + attribute("ilvl", std::to_string(k)) + ">" +
                   value_element("start", std::to_string(level.start)) + value_element("numFmt", level.format) +
                   value_element("suff", level.suffix) + value_element("lvlText", level.text) +
                   value_element("lvlJc", "left") + "</w:lvl>";
    }
    abstracts += "</w:abstractNum>";
    lists += "<w:num" + attribute("numId", id) + ">" + value_element("abstractNumId", id) + "</w:num>";
  }
  return std::string(internal::kXmlHead) + "<w:numbering" + std::string(internal::kWordNamespaces) + ">" + abstracts +
         lists + "</w:numbering>";
}

std::string section_xml(Orientation orientation) {
  // GB/T 9704-2012, 5.2.1: head 37 mm, left 28 mm, type area 156 mm x 225 mm. A landscape sheet carries a wide table:
  // the same sides, turned, with less head.
  const bool is_landscape = orientation == Orientation::kLandscape;
  const auto size = [](std::string_view name, int value) { return attribute(name, std::to_string(value)); };
  std::string page = "<w:pgSz" +
                     (is_landscape ? size("w", 16838) + size("h", 11906) + attribute("orient", "landscape")
                                   : size("w", 11906) + size("h", 16838)) +
                     "/>";
  page +=
      "<w:pgMar" +
      (is_landscape
           ? size("top", twips(25)) + size("right", twips(20)) + size("bottom", twips(22)) + size("left", twips(20))
           : size("top", twips(37)) + size("right", twips(26)) + size("bottom", twips(35)) + size("left", twips(28))) +
      size("header", twips(15)) + size("footer", is_landscape ? twips(12) : twips(25)) + size("gutter", 0) + "/>";
  return "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooterOdd\"/>"
         "<w:footerReference w:type=\"even\" r:id=\"rIdFooterEven\"/>" +
         page + "</w:sectPr>";
}

}  // namespace

DocxWriter::DocxWriter(Orientation orientation) : orientation_(orientation) {}

void DocxWriter::set_properties(std::string title, std::string author, std::string created) {
  title_ = std::move(title);
  author_ = std::move(author);
  created_ = std::move(created);
}

int DocxWriter::add_numbering(const std::vector<NumberingLevel>& levels) {
  numberings_.push_back(levels);
  if (numberings_.back().size() > kMostLevels) numberings_.back().resize(kMostLevels);
  return static_cast<int>(numberings_.size());
}

void DocxWriter::add_paragraph(std::string_view text, const ParagraphFormat& format) {
  body_ += "<w:p><w:pPr>" + value_element("pStyle", style_id(format.style));
  if (format.numbering > 0) {
    body_ += "<w:numPr>" + value_element("ilvl", std::to_string(format.numbering_level)) +
             value_element("numId", std::to_string(format.numbering)) + "</w:numPr>";
  }
  if (format.align) body_ += value_element("jc", align_name(*format.align));
  body_ += "</w:pPr>";
  if (!text.empty()) body_ += run(text, false);
  body_ += "</w:p>";
}

Status DocxWriter::add_table(const std::vector<std::vector<TableCell>>& rows, const TableLayout& layout) {
  const auto columns = layout.widths.size();
  if (columns == 0 || rows.empty()) return fail(Code::kInvalidInput, "表格至少应有一行一列");
  int total = 0;
  for (const int width : layout.widths) total += twips(width);
  std::string xml = "<w:tbl><w:tblPr>" + value_element("tblStyle", "TableGrid") + "<w:tblW" +
                    attribute("w", std::to_string(total)) + attribute("type", "dxa") + "/>" +
                    value_element("jc", "center") + "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>";
  for (const int width : layout.widths) xml += "<w:gridCol" + attribute("w", std::to_string(twips(width))) + "/>";
  xml += "</w:tblGrid>";
  struct Hanging {
    int rows = 0;  // rows still covered by the cell above, this one included
    int span = 0;
  };
  std::vector<Hanging> hanging(columns);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_head = static_cast<int>(i) < layout.head_rows;
    const auto misfit = [&] {
      return fail(Code::kInvalidInput,
                  "表格第 " + std::to_string(i + 1) + " 行的单元格与列数不符：应为 " + std::to_string(columns) + " 列");
    };
    xml += is_head ? "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" : "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
    std::size_t column = 0;
    auto next = rows[i].begin();
    while (column < columns) {
      TableCell cell;
      const bool continues_above = hanging[column].rows > 0;
      if (continues_above) {
        cell.column_span = hanging[column].span;
        --hanging[column].rows;
      } else {
        if (next == rows[i].end()) return misfit();
        cell = *next++;
        if (cell.column_span < 1 || cell.row_span < 1 ||
            column + static_cast<std::size_t>(cell.column_span) > columns ||
            i + static_cast<std::size_t>(cell.row_span) > rows.size()) {
          return misfit();
        }
        hanging[column] = {cell.row_span - 1, cell.column_span};
      }
      int width = 0;
      for (int k = 0; k < cell.column_span; ++k) {
        // A wide cell must not run over a cell that hangs down from above.
        if (k > 0 && hanging[column + static_cast<std::size_t>(k)].rows > 0) return misfit();
        width += twips(layout.widths[column + static_cast<std::size_t>(k)]);
      }
      xml += cell_xml(cell, is_head, width, continues_above);
      column += static_cast<std::size_t>(cell.column_span);
    }
    if (next != rows[i].end()) return misfit();
    xml += "</w:tr>";
  }
  body_ += xml + "</w:tbl>";
  return {};
}

Result<std::string> DocxWriter::finish() const {
  using namespace internal;
  const std::string head(kXmlHead);
  // A table must be followed by a paragraph; a tiny one does not open a page of its own.
  std::string body = body_;
  if (body.empty() || body.ends_with("</w:tbl>")) {
    body += "<w:p><w:pPr><w:pStyle w:val=\"Tail\"/></w:pPr></w:p>";
  }
  const std::string document = head + "<w:document" + std::string(kWordNamespaces) + "><w:body>" + body +
                               section_xml(orientation_) + "</w:body></w:document>";
  const std::string core =
      head +
      "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>" +
      escape_xml(title_) + "</dc:title><dc:creator>" + escape_xml(author_) + "</dc:creator>" +
      (created_.empty()
           ? std::string()
           : "<dcterms:created xsi:type=\"dcterms:W3CDTF\">" + escape_xml(created_) + "</dcterms:created>") +
      "</cp:coreProperties>";
  const bool is_landscape = orientation_ == Orientation::kLandscape;
  return write_zip({{"[Content_Types].xml", head + std::string(kContentTypes)},
                    {"_rels/.rels", head + std::string(kPackageRelationships)},
                    {"word/document.xml", document},
                    {"word/_rels/document.xml.rels", head + std::string(kDocumentRelationships)},
                    {"word/styles.xml", styles_xml()},
                    {"word/numbering.xml", numbering_xml(numberings_)},
                    {"word/settings.xml", head + std::string(kSettings)},
                    {"word/fontTable.xml", font_table_xml()},
                    {"word/footer1.xml", footer_xml(is_landscape ? Align::kCenter : Align::kRight)},
                    {"word/footer2.xml", footer_xml(is_landscape ? Align::kCenter : Align::kLeft)},
                    {"docProps/core.xml", core}});
}

}  // namespace bihuan::documents
