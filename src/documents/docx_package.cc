#include "documents/internal/docx_package.h"

#include <algorithm>

#include "documents/file_kind.h"

namespace bihuan::documents::internal {
namespace {

// Both the transitional and the strict names of ISO/IEC 29500.
constexpr XmlNamespace kNamespaces[] = {
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", "w"},
    {"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "r"},
    {"http://purl.oclc.org/ooxml/officeDocument/relationships", "r"},
    {"http://schemas.openxmlformats.org/officeDocument/2006/math", "m"},
    {"http://purl.oclc.org/ooxml/officeDocument/math", "m"},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"},
    {"http://schemas.openxmlformats.org/package/2006/relationships", "rel"},
    {"http://schemas.openxmlformats.org/package/2006/content-types", "ct"},
};

constexpr std::size_t kMostHeads = 64;

struct Relationship {
  std::string kind;  // the last word of its type: "styles", "numbering"
  std::string part;  // name of the part that it points to
};

// Joins `target` to the folder of part `from` and resolves "." and "..". "" when it leads out of the package.
std::string resolve_part(std::string_view from, std::string_view target) {
  std::string path;
  if (target.starts_with('/')) {
    target.remove_prefix(1);
  } else if (const std::size_t slash = from.rfind('/'); slash != std::string_view::npos) {
    path = from.substr(0, slash);
  }
  std::size_t begin = 0;
  while (begin <= target.size()) {
    const std::size_t end = std::min(target.find('/', begin), target.size());
    const std::string_view step = target.substr(begin, end - begin);
    begin = end + 1;
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      if (path.empty()) return {};
      const std::size_t slash = path.rfind('/');
      path.resize(slash == std::string::npos ? 0 : slash);
      continue;
    }
    if (!path.empty()) path += '/';
    path += step;
  }
  return path;
}

class Opener {
 public:
  Opener(ZipReader zip, const DocxLimits& limits, const std::string& where)
      : zip_(std::move(zip)), limits_(limits), where_(where) {}

  Result<DocxPackage> open() {
    BIHUAN_TRY(const std::string main_part, find_main_part());
    BIHUAN_TRY(XmlDocument main, parse(main_part));
    if (main.root().name() != "w:document") {
      return fail(Code::kInvalidInput, "正文部件的根元素应为 w:document，实为 " + std::string(main.root().name()),
                  place(main_part));
    }
    DocxPackage package{std::move(main), {}, {}, {}, {}, {}};
    BIHUAN_TRY(std::vector<Relationship> relationships, relationships_of(main_part));
    struct Wanted {
      std::string_view kind, usual;
      std::optional<XmlDocument>* into;
    };
    const Wanted wanted[] = {{"styles", "word/styles.xml", &package.styles},
                             {"numbering", "word/numbering.xml", &package.numbering},
                             {"footnotes", "word/footnotes.xml", &package.footnotes},
                             {"endnotes", "word/endnotes.xml", &package.endnotes}};
    for (const Wanted& part : wanted) {
      const std::string name = part_of_kind(relationships, part.kind, part.usual);
      if (name.empty()) continue;
      BIHUAN_TRY(XmlDocument parsed, parse(name));
      *part.into = std::move(parsed);
    }
    for (const Relationship& relationship : relationships) {
      const bool is_wanted = relationship.kind == "header" || relationship.kind == "footer";
      if (!is_wanted || !zip_.has(relationship.part) || package.heads_and_feet.size() >= kMostHeads) continue;
      BIHUAN_TRY(XmlDocument parsed, parse(relationship.part));
      package.heads_and_feet.push_back(std::move(parsed));
    }
    return package;
  }

 private:
  std::string place(const std::string& part) const { return where_ + " 内 " + part; }

  Result<XmlDocument> parse(const std::string& part) {
    BIHUAN_TRY(const std::string bytes, zip_.read(part));
    return parse_xml(bytes, kNamespaces, limits_.xml, place(part));
  }

  Result<std::vector<Relationship>> relationships_of(const std::string& part) {
    const std::size_t slash = part.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
    const std::string name = folder + "_rels/" + part.substr(slash == std::string::npos ? 0 : slash + 1) + ".rels";
    std::vector<Relationship> result;
    if (!zip_.has(name)) return result;
    BIHUAN_TRY(const XmlDocument document, parse(name));
    for (const XmlNode node : document.root()) {
      if (node.name() != "rel:Relationship" || node.attribute("TargetMode") == "External") continue;
      const std::string_view type = node.attribute("Type");
      const std::size_t cut = type.rfind('/');
      result.push_back({std::string(cut == std::string_view::npos ? type : type.substr(cut + 1)),
                        resolve_part(part, node.attribute("Target"))});
    }
    return result;
  }

  std::string part_of_kind(const std::vector<Relationship>& relationships, std::string_view kind,
                           std::string_view usual) const {
    for (const Relationship& relationship : relationships) {
      if (relationship.kind == kind && zip_.has(relationship.part)) return relationship.part;
    }
    return zip_.has(usual) ? std::string(usual) : std::string();
  }

  Result<std::string> find_main_part() {
    if (!zip_.has("[Content_Types].xml")) {
      if (zip_.has("mimetype") && zip_.has("content.xml")) {
        return fail(Code::kInvalidInput, "这是 OpenDocument 文件：请另存为 .docx 后再提供", where_);
      }
      return fail(Code::kInvalidInput, "压缩包不是 Word 文档：缺少 [Content_Types].xml", where_);
    }
    BIHUAN_TRY(const std::vector<Relationship> relationships, relationships_of(""));  // of the package: _rels/.rels
    const std::string part = part_of_kind(relationships, "officeDocument", "word/document.xml");
    if (part.empty()) return fail(Code::kInvalidInput, "Word 文档缺少正文部件 word/document.xml", where_);
    BIHUAN_CHECK(check_content_type(part));
    return part;
  }

  // The type decides what the main part is, whatever its name.
  Status check_content_type(const std::string& part) {
    BIHUAN_TRY(const XmlDocument types, parse("[Content_Types].xml"));
    std::string_view type;
    for (const XmlNode node : types.root()) {
      std::string_view name = node.attribute("PartName");
      if (name.starts_with('/')) name.remove_prefix(1);
      if (node.name() == "ct:Override" && name == part) type = node.attribute("ContentType");
    }
    if (type.empty()) {
      for (const XmlNode node : types.root()) {
        const std::string extension = "." + std::string(node.attribute("Extension"));
        if (node.name() == "ct:Default" && extension.size() > 1 && part.ends_with(extension)) {
          type = node.attribute("ContentType");
        }
      }
    }
    const auto holds = [&](std::string_view word) { return type.find(word) != std::string_view::npos; };
    if (holds("wordprocessingml") || holds("ms-word.document") || holds("ms-word.template")) return {};
    if (holds("spreadsheetml") || holds("ms-excel")) {
      return fail(Code::kInvalidInput, "这是 Excel 工作簿，应为 Word 文档（.docx）", where_);
    }
    if (holds("presentationml") || holds("ms-powerpoint")) {
      return fail(Code::kInvalidInput, "这是 PowerPoint 演示文稿，应为 Word 文档（.docx）", where_);
    }
    return fail(Code::kInvalidInput, "正文部件的内容类型不是 Word 文档：" + std::string(type.substr(0, 120)),
                place(part));
  }

  ZipReader zip_;
  const DocxLimits& limits_;
  const std::string& where_;
};

}  // namespace

Result<DocxPackage> open_package(std::string_view bytes, const DocxLimits& limits, const std::string& where) {
  const FileKind kind = file_kind(bytes);
  if (kind != FileKind::kZip) {
    std::string message = "这是" + std::string(describe(kind)) + "，应为 Word 文档（.docx）";
    if (kind == FileKind::kOldOffice) message += "：请取消密码，或另存为 .docx 后再提供";
    return fail(Code::kInvalidInput, std::move(message), where);
  }
  BIHUAN_TRY(ZipReader zip, ZipReader::open(bytes, limits.zip, where));
  return Opener(std::move(zip), limits, where).open();
}

}  // namespace bihuan::documents::internal
