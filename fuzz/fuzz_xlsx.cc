// First byte even: the rest is a file. Odd: the rest is the XML of a sheet, put into a workbook, so that the fuzzer
// need not learn to deflate.
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
      {"[Content_Types].xml", "<Types>spreadsheetml.sheet</Types>"},
      {"xl/workbook.xml", R"(<workbook xmlns:r="r"><sheets><sheet name="9月" r:id="a"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="a" Type="/worksheet" Target="s.xml"/><Relationship Id="b" Type="/styles" Target="y.xml"/><Relationship Id="c" Type="/sharedStrings" Target="t.xml"/></Relationships>)"},
      {"xl/y.xml",
       R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-804]yyyy&quot;年&quot;m;@"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/><xf numFmtId="40"/><xf numFmtId="10"/></cellXfs></styleSheet>)"},
      {"xl/t.xml", "<sst><si><t>断面</t></si><si><t>氨氮(mg/L)</t></si></sst>"},
      {"xl/s.xml", rest},
  }));
  return 0;
}
