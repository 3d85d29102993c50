// src/documents/internal/docx_template.h - the fixed parts of the documents that we write.
#pragma once
#include <string>
#include <string_view>

#include "documents/docx_writer.h"

namespace bihuan::documents::internal {

inline constexpr std::string_view kXmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

inline constexpr std::string_view kWordNamespaces =
    " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

extern const std::string_view kContentTypes;
extern const std::string_view kPackageRelationships;
extern const std::string_view kDocumentRelationships;
extern const std::string_view kSettings;

std::string styles_xml();
std::string font_table_xml();
// The page number "— 1 —" in 宋体 四号 (GB/T 9704-2012, 7.5).
std::string footer_xml(Align align);

}  // namespace bihuan::documents::internal
