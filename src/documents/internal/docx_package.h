// src/documents/internal/docx_package.h - the parts of a .docx and how they refer to each other.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/docx_reader.h"

namespace bihuan::documents::internal {

struct DocxPackage {
  XmlDocument main;                   // <w:document>
  std::optional<XmlDocument> styles;  // the others where the document has them
  std::optional<XmlDocument> numbering;
  std::optional<XmlDocument> footnotes;
  std::optional<XmlDocument> endnotes;
  std::vector<XmlDocument> heads_and_feet;
};

// Opens the archive and parses the parts that carry text. Errors as read_docx.
Result<DocxPackage> open_package(std::string_view bytes, const DocxLimits& limits, const std::string& where);

}  // namespace bihuan::documents::internal
