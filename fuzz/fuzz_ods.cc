// First byte even: the rest is a file. Odd: the rest stands inside <office:spreadsheet>.
#include "table_fuzzing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bihuan::tables;
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    read_and_check(rest);
    return 0;
  }
  read_and_check(zip_of({
      {"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
      {"content.xml",
       R"(<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:body><office:spreadsheet>)" +
           rest + "</office:spreadsheet></office:body></office:document-content>"},
  }));
  return 0;
}
