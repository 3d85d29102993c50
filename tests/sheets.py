"""Progress sheets as a person gives them back, and the words of a docx: with nothing but the standard library."""
import io
import re
import xml.etree.ElementTree as tree
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FIRST_ROW = 4
DONE, PROGRESS, PROBLEMS, NEXT_STEP, ID = "H", "I", "J", "K", "L"


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cell_text(cell, shared):
    value = cell.find(f"{{{MAIN}}}v")
    if cell.get("t") == "s":
        return shared[int(value.text)]
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    return "" if value is None else value.text


def rows(content):
    """The first sheet: {row: {column letters: text}}, and whether any cell holds a formula."""
    parts = parts_of(content)
    shared = []
    if "xl/sharedStrings.xml" in parts:
        shared = ["".join(item.itertext()) for item in tree.fromstring(parts["xl/sharedStrings.xml"])]
    page = tree.fromstring(parts["xl/worksheets/sheet1.xml"])
    has_formula = page.find(f".//{{{MAIN}}}f") is not None
    table = {}
    for row in page.iter(f"{{{MAIN}}}row"):
        cells = {re.sub(r"\d", "", cell.get("r")): cell_text(cell, shared) for cell in row}
        table[int(row.get("r"))] = cells
    return table, has_formula


def tasks(content):
    """{row: {column: text}} of the tasks alone."""
    return {number: cells for number, cells in rows(content)[0].items() if number >= FIRST_ROW and cells.get(ID)}


def edited(content, edits):
    """The same workbook with other cells: {("I", 4): "text" or a number}."""
    parts = parts_of(content)
    tree.register_namespace("", MAIN)
    page = tree.fromstring(parts["xl/worksheets/sheet1.xml"])
    left = dict(edits)
    for cell in page.iter(f"{{{MAIN}}}c"):
        column, row = re.match(r"([A-Z]+)(\d+)", cell.get("r")).groups()
        if (column, int(row)) not in left:
            continue
        value = left.pop((column, int(row)))
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = tree.SubElement(tree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
            text.text = value
        else:
            cell.attrib.pop("t", None)
            tree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)
    assert not left, f"no such cells: {left}"
    parts["xl/worksheets/sheet1.xml"] = tree.tostring(page, encoding="UTF-8", xml_declaration=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def docx_text(content):
    document = tree.fromstring(parts_of(content)["word/document.xml"])
    lines = []
    for paragraph in document.iter(f"{{{WORD}}}p"):
        lines.append("".join(text.text or "" for text in paragraph.iter(f"{{{WORD}}}t")))
    return "\n".join(lines)
