#include "documents/internal/docx_template.h"

#include <array>

namespace bihuan::documents::internal {

const std::string_view kContentTypes =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Default Extension="xml" ContentType="application/xml"/>)"
    R"(<Override PartName="/word/document.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>)"
    R"(<Override PartName="/word/styles.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>)"
    R"(<Override PartName="/word/numbering.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>)"
    R"(<Override PartName="/word/settings.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>)"
    R"(<Override PartName="/word/fontTable.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>)"
    R"(<Override PartName="/word/footer1.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>)"
    R"(<Override PartName="/word/footer2.xml" )"
    R"(ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>)"
    R"(<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>)"
    R"(</Types>)";

const std::string_view kPackageRelationships =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rId1" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" )"
    R"(Target="word/document.xml"/>)"
    R"(<Relationship Id="rId2" )"
    R"(Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" )"
    R"(Target="docProps/core.xml"/>)"
    R"(</Relationships>)";

const std::string_view kDocumentRelationships =
    R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
    R"(<Relationship Id="rIdStyles" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>)"
    R"(<Relationship Id="rIdNumbering" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>)"
    R"(<Relationship Id="rIdSettings" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>)"
    R"(<Relationship Id="rIdFonts" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/>)"
    R"(<Relationship Id="rIdFooterOdd" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>)"
    R"(<Relationship Id="rIdFooterEven" )"
    R"(Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/>)"
    R"(</Relationships>)";

const std::string_view kSettings =
    R"(<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">)"
    R"(<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>)"
    R"(<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" )"
    R"(w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>)";

namespace {

struct Font {
  std::string_view name;       // the face that official documents ask for
  std::string_view alternate;  // what stands in where it is not installed
  std::string_view family;
};

// In the order of Face.
constexpr std::array<Font, 5> kFonts = {{{"仿宋_GB2312", "仿宋", "modern"},
                                         {"黑体", "SimHei", "swiss"},
                                         {"楷体_GB2312", "楷体", "modern"},
                                         {"方正小标宋简体", "宋体", "roman"},
                                         {"宋体", "SimSun", "roman"}}};

struct StyleRow {
  std::string_view id, name;
  Face face;
  int half_points;  // 44: 二号, 32: 三号, 28: 四号, 24: 小四, 21: 五号
  std::string_view align;
  std::string_view spacing;  // attributes of <w:spacing>
  std::string_view extra;    // further paragraph properties, in the order of the schema before w:spacing
  std::string_view indent;
  int outline;  // -1: body text
  bool is_bold;
};

constexpr std::string_view kBodyPitch = R"(w:before="0" w:after="0" w:line="579" w:lineRule="exact")";
constexpr std::string_view kTwoCharacters = R"(<w:ind w:firstLineChars="200" w:firstLine="640"/>)";
constexpr std::string_view kTablePitch = R"(w:before="20" w:after="20" w:line="280" w:lineRule="exact")";

constexpr StyleRow kStyles[] = {
    {"Body", "公文正文", Face::kFangSong, 32, "both", kBodyPitch, "", kTwoCharacters, -1, false},
    {"Title", "Title", Face::kXiaoBiaoSong, 44, "center",
     R"(w:before="0" w:after="240" w:line="660" w:lineRule="exact")", "<w:keepNext/>", "", -1, false},
    {"Heading1", "heading 1", Face::kHei, 32, "both", kBodyPitch, "<w:keepNext/>", kTwoCharacters, 0, false},
    {"Heading2", "heading 2", Face::kKai, 32, "both", kBodyPitch, "<w:keepNext/>", kTwoCharacters, 1, false},
    {"Heading3", "heading 3", Face::kFangSong, 32, "both", kBodyPitch, "", kTwoCharacters, 2, true},
    {"TableHead", "表头", Face::kHei, 21, "center", kTablePitch, "<w:keepNext/>", "", -1, false},
    {"TableText", "表格文字", Face::kFangSong, 21, "left", kTablePitch, "", "", -1, false},
    {"Note", "表注", Face::kKai, 21, "left", R"(w:before="0" w:after="80" w:line="320" w:lineRule="exact")", "", "", -1,
     false},
    {"Tail", "表尾", Face::kSong, 2, "left", R"(w:before="0" w:after="0" w:line="20" w:lineRule="exact")", "", "", -1,
     false},
};

std::string fonts(Face face) {
  const std::string east_asia(kFonts[static_cast<std::size_t>(face)].name);
  return "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"" + east_asia +
         "\" w:cs=\"Times New Roman\"/>";
}

std::string size(int half_points) {
  const std::string value = std::to_string(half_points);
  return "<w:sz w:val=\"" + value + "\"/><w:szCs w:val=\"" + value + "\"/>";
}

}  // namespace

std::string styles_xml() {
  std::string xml =
      std::string(kXmlHead) + "<w:styles" + std::string(kWordNamespaces) + "><w:docDefaults><w:rPrDefault><w:rPr>" +
      fonts(Face::kFangSong) + size(32) +
      R"(<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>)"
      R"(<w:pPrDefault/></w:docDefaults>)"
      R"(<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>)"
      R"(</w:style>)"
      R"(<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>)"
      R"(<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>)"
      R"(<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>)"
      R"(<w:bottom w:w="0" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>)";
  for (const StyleRow& style : kStyles) {
    xml += "<w:style w:type=\"paragraph\" w:styleId=\"" + std::string(style.id) + "\"><w:name w:val=\"" +
           std::string(style.name) + "\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/><w:pPr>" + std::string(style.extra) +
           "<w:spacing " + std::string(style.spacing) + "/>" + std::string(style.indent) + "<w:jc w:val=\"" +
           std::string(style.align) + "\"/>";
    if (style.outline >= 0) xml += "<w:outlineLvl w:val=\"" + std::to_string(style.outline) + "\"/>";
    xml += "</w:pPr><w:rPr>" + fonts(style.face) + (style.is_bold ? "<w:b/>" : "") + size(style.half_points) +
           "</w:rPr></w:style>";
  }
  xml += R"(<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>)"
         R"(<w:tblPr><w:tblBorders>)";
  for (const std::string_view side : {"top", "left", "bottom", "right", "insideH", "insideV"}) {
    xml += "<w:" + std::string(side) + R"( w:val="single" w:sz="4" w:space="0" w:color="auto"/>)";
  }
  return xml + "</w:tblBorders></w:tblPr></w:style></w:styles>";
}

std::string font_table_xml() {
  std::string xml = std::string(kXmlHead) + "<w:fonts" + std::string(kWordNamespaces) + ">";
  for (const Font& font : kFonts) {
    xml += "<w:font w:name=\"" + std::string(font.name) + "\"><w:altName w:val=\"" + std::string(font.alternate) +
           "\"/><w:charset w:val=\"86\"/><w:family w:val=\"" + std::string(font.family) + "\"/></w:font>";
  }
  return xml +
         "<w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/></w:font></w:fonts>";
}

std::string footer_xml(Align align) {
  // 7.5: one character free from the edge of the type area, odd pages right, even pages left.
  std::string paragraph;
  if (align == Align::kCenter) {
    paragraph = R"(<w:jc w:val="center"/>)";
  } else if (align == Align::kRight) {
    paragraph = R"(<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>)";
  } else {
    paragraph = R"(<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>)";
  }
  const std::string properties =
      "<w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/>" + size(28) + "</w:rPr>";
  const auto run = [&](std::string_view content) { return "<w:r>" + properties + std::string(content) + "</w:r>"; };
  return std::string(kXmlHead) + "<w:ftr" + std::string(kWordNamespaces) + "><w:p><w:pPr>" + paragraph + "</w:pPr>" +
         run(R"(<w:t xml:space="preserve">— </w:t>)") + run(R"(<w:fldChar w:fldCharType="begin"/>)") +
         run(R"(<w:instrText xml:space="preserve"> PAGE </w:instrText>)") +
         run(R"(<w:fldChar w:fldCharType="separate"/>)") + run("<w:t>1</w:t>") +
         run(R"(<w:fldChar w:fldCharType="end"/>)") + run(R"(<w:t xml:space="preserve"> —</w:t>)") + "</w:p></w:ftr>";
}

}  // namespace bihuan::documents::internal
