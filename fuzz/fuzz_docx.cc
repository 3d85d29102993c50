// fuzz/fuzz_docx.cc - bytes of any kind as a Word document.
//
// An input that begins as a zip is read as it is. Any other input is cut at NUL bytes into document.xml, numbering.xml
// and styles.xml and wrapped, so that the fuzzer reaches the text without first finding a valid archive.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "documents/docx_reader.h"
#include "documents/zip.h"

namespace {

using bihuan::documents::DocxLimits;
using bihuan::documents::ZipEntry;

DocxLimits small_limits() {
  DocxLimits limits;
  limits.zip.archive_bytes = 1 << 20;
  limits.zip.entry_bytes = 1 << 20;
  limits.zip.total_bytes = 4 << 20;
  limits.xml.bytes = 1 << 20;
  limits.xml.nodes = 20'000;
  limits.text_bytes = 1 << 20;
  limits.blocks = 5'000;
  limits.table_fields = 50'000;
  return limits;
}

std::string wrapped(std::string_view input) {
  const auto next = [&input] {
    const std::size_t cut = std::min(input.find('\0'), input.size());
    const std::string part(input.substr(0, cut));
    input.remove_prefix(std::min(cut + 1, input.size()));
    return part;
  };
  const std::string document = next(), numbering = next(), styles = next();
  constexpr const char* kTypes =
      "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override "
      "PartName='/word/document.xml' "
      "ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>";
  std::vector<ZipEntry> entries = {{"[Content_Types].xml", kTypes}, {"word/document.xml", document}};
  if (!numbering.empty()) entries.push_back({"word/numbering.xml", numbering});
  if (!styles.empty()) entries.push_back({"word/styles.xml", styles});
  const auto bytes = bihuan::documents::write_zip(entries);
  return bytes.has_value() ? *bytes : std::string();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string bytes = input.starts_with("PK") ? std::string(input) : wrapped(input);
  const DocxLimits limits = small_limits();
  const auto document = bihuan::documents::read_docx(bytes, limits, "input");
  if (document.has_value()) {
    // Three bytes for each field of a table, and the text may grow where '|' is widened.
    const std::string text = bihuan::documents::plain_text(*document);
    if (text.size() > 16U << 20) std::abort();
  } else if (document.error().message.empty() || document.error().where.empty()) {
    std::abort();
  }
  return 0;
}
