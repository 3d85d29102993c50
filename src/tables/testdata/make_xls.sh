#!/bin/sh
# Makes sections.xls and junk.doc beside this script. Needs LibreOffice (soffice with Calc and Writer).
# The sheet is written as flat ODF, so that what the .xls should hold can be read here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/sections.fods" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
  xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
  office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
 <office:automatic-styles>
  <number:number-style style:name="n2"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1"/></number:number-style>
  <number:date-style style:name="d1"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
  <number:date-style style:name="d2"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/><number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/></number:date-style>
  <style:style style:name="two" style:family="table-cell" style:data-style-name="n2"/>
  <style:style style:name="day" style:family="table-cell" style:data-style-name="d1"/>
  <style:style style:name="moment" style:family="table-cell" style:data-style-name="d2"/>
  <style:style style:name="hiddensheet" style:family="table"><style:table-properties table:display="false"/></style:style>
 </office:automatic-styles>
 <office:body><office:spreadsheet>
  <table:table table:name="9月">
   <table:table-column table:number-columns-repeated="3"/>
   <table:table-column table:visibility="collapse"/>
   <table:table-column table:number-columns-repeated="2"/>
   <table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="5"><text:p>断面水质月报</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="4"/></table:table-row>
   <table:table-row><table:table-cell office:value-type="string"><text:p>断面</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>编号</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>氨氮(mg/L)</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>日期</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>时刻</text:p></table:table-cell></table:table-row>
   <table:table-row><table:table-cell office:value-type="string"><text:p>甲湖</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell><table:table-cell table:style-name="two" office:value-type="float" office:value="0.2"><text:p>0.20</text:p></table:table-cell><table:table-cell table:style-name="day" office:value-type="date" office:date-value="2024-09-30"><text:p>2024-09-30</text:p></table:table-cell><table:table-cell table:style-name="moment" office:value-type="date" office:date-value="2024-09-30T08:15:00"><text:p>2024-09-30 08:15</text:p></table:table-cell></table:table-row>
   <table:table-row table:visibility="collapse"><table:table-cell office:value-type="string"><text:p>乙河</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="-12"><text:p>-12</text:p></table:table-cell><table:table-cell table:formula="of:=[.C3]*2" office:value-type="float" office:value="0.4"><text:p>0.4</text:p></table:table-cell><table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>
  </table:table>
  <table:table table:name="底稿" table:style-name="hiddensheet">
   <table:table-row><table:table-cell office:value-type="string"><text:p>不公开</text:p></table:table-cell></table:table-row>
  </table:table>
 </office:spreadsheet></office:body>
</office:document>
XML
printf '这是一份文档\n' > "$work/junk.txt"
soffice -env:UserInstallation="file://$work/profile" --headless --convert-to xls --outdir "$here" "$work/sections.fods" > /dev/null
soffice -env:UserInstallation="file://$work/profile" --headless --convert-to doc --outdir "$here" "$work/junk.txt" > /dev/null
ls -l "$here/sections.xls" "$here/junk.doc"
