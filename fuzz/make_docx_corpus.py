#!/usr/bin/env python3
"""Writes the seeds of fuzz_docx into fuzz/corpus/docx: a few small documents, each showing other elements.

The seeds are kept in the repository; run this again only after changing it. Same script, same bytes.
"""
import io
import pathlib
import zipfile

W = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
MC = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"


def document(body):
    return f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def listed(text, level):
    return paragraph(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr>")


NUMBERING = (
    f"<w:numbering {W}><w:abstractNum w:abstractNumId='0'>"
    + "".join(
        f"<w:lvl w:ilvl='{i}'><w:start w:val='1'/><w:numFmt w:val='{fmt}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for i, (fmt, text) in enumerate(
            [("chineseCounting", "%1、"), ("chineseLegalSimplified", "（%2）"), ("decimalEnclosedCircle", "%3")]
        )
    )
    + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='1'>"
    "<w:startOverride w:val='3'/></w:lvlOverride></w:num></w:numbering>"
)
STYLES = (
    f"<w:styles {W}><w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/><w:basedOn w:val='2'/>"
    "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style><w:style w:type='paragraph' w:styleId='2'>"
    "<w:name w:val='base'/><w:basedOn w:val='1'/></w:style></w:styles>"
)
FIELD = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
CELL = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"

XML_SEEDS = {
    "plain": [document(paragraph("水质优良率达到85.7%。"))],
    "numbered": [document(listed("甲", 0) + listed("乙", 1) + listed("丙", 2)), NUMBERING],
    "styled": [document(paragraph("甲", "<w:pStyle w:val='1'/>")), NUMBERING, STYLES],
    "revisions": [
        document(
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:ins><w:r><w:t>a</w:t></w:r></w:ins><w:del><w:r>"
            "<w:delText>b</w:delText></w:r></w:del></w:p>" + paragraph("c")
        )
    ],
    "field": [
        document(
            "<w:p>" + FIELD.format("begin") + "<w:r><w:instrText>REF</w:instrText></w:r>" + FIELD.format("separate")
            + "<w:r><w:t>1</w:t><w:tab/><w:br/><w:sym w:font='Symbol' w:char='F0B3'/></w:r>" + FIELD.format("end") + "</w:p>"
        )
    ],
    "table": [
        document(
            "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" + CELL.format("<w:gridSpan w:val='2'/>", paragraph("a|b")) + "</w:tr><w:tr>"
            + CELL.format("<w:vMerge w:val='restart'/>", paragraph("1") + "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>")
            + CELL.format("<w:vMerge/>", paragraph("2")) + "</w:tr></w:tbl>"
        )
    ],
    "box": [
        document(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>" + paragraph("框")
            + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p>"
        )
    ],
}


def archive(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


TYPES = (
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/word/document.xml' "
    "ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"
)


def main():
    folder = pathlib.Path(__file__).parent / "corpus" / "docx"
    folder.mkdir(parents=True, exist_ok=True)
    for name, parts in XML_SEEDS.items():
        (folder / f"{name}.xml").write_bytes(b"\0".join(part.encode() for part in parts))
    whole = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": XML_SEEDS["numbered"][0],
        "word/numbering.xml": NUMBERING,
        "word/styles.xml": STYLES,
    }
    (folder / "whole.docx").write_bytes(archive(whole))
    (folder / "no_main_part.docx").write_bytes(archive({"[Content_Types].xml": TYPES}))


if __name__ == "__main__":
    main()
