#!/usr/bin/env python3
"""Writes sections-2024.xlsx, the demonstration's workbook of monthly section results.

  examples/ezhou/make_sections.py [--until MONTH] [OUT]

Every figure in it is made up by this script (演示数据): only the names of waters and sections are real. The sheets have the mess that
such workbooks have: title and unit lines, a two-row head with merged cells, cells merged downwards, a row of means, notes, text where
numbers belong, full-width digits, results below the detection limit, a month that was not sampled. The same arguments give the
same bytes. Python standard library only.
"""
import argparse
import pathlib
import zipfile
from xml.sax.saxutils import escape

YEAR = 2024
ITEMS = [  # head, decimals
    ("pH值（无量纲）", 1), ("溶解氧", 1), ("高锰酸盐指数", 1), ("化学需氧量", 0), ("五日生化需氧量", 1), ("氨氮", 2), ("总磷", 3), ("总氮", 2),
    ("氟化物", 2),
]
# name, river, level, kind, target; then for each item the middle and the swing of the invented year.
SECTIONS = [
    ("长江燕矶", "长江", "国控", "河流", "Ⅱ", [(7.9, .3), (8.4, 1.6), (2.0, .3), (8, 2), (1.4, .3), (.09, .04), (.074, .012), (1.72, .2), (.21, .03)]),
    ("长江三峡", "长江", "省控", "河流", "Ⅱ", [(7.9, .3), (8.2, 1.5), (2.1, .3), (9, 2), (1.5, .3), (.11, .05), (.078, .010), (1.80, .2), (.22, .03)]),
    ("长港樊口", "长港", "国控", "河流", "Ⅲ", [(7.6, .3), (7.1, 1.3), (4.6, .5), (15, 2), (2.7, .4), (.42, .15), (.128, .025), (1.65, .3), (.34, .05)]),
    ("长港六十", "长港", "省控", "河流", "Ⅲ", [(7.6, .3), (6.9, 1.2), (4.8, .4), (16, 2), (2.9, .4), (.51, .16), (.136, .024), (1.74, .3), (.35, .05)]),
    ("梁子湖鄂州水域", "梁子湖", "国控", "湖库", "Ⅲ", [(8.1, .3), (8.6, 1.3), (3.8, .4), (14, 2), (2.2, .3), (.16, .06), (.036, .006), (.72, .12), (.38, .04)]),
    ("三山湖鄂州水域", "三山湖", "省控", "湖库", "Ⅲ", [(8.2, .3), (8.1, 1.4), (4.9, .5), (17, 2), (3.1, .4), (.28, .09), (.064, .009), (1.08, .2), (.42, .05)]),
    ("豹澥湖鄂州水域", "豹澥湖", "省控", "湖库", "Ⅲ", [(8.2, .3), (8.3, 1.3), (4.5, .5), (16, 2), (2.8, .4), (.24, .08), (.043, .005), (.94, .18), (.44, .05)]),
]
# The seasons as twelfths of the swing: oxygen is high in winter, nutrients in the flood months.
WINTER_HIGH = [12, 11, 8, 3, -2, -7, -11, -12, -8, -2, 4, 9]
SUMMER_HIGH = [-9, -8, -4, 0, 4, 8, 11, 12, 7, 1, -4, -8]
RIVER_OF = {s[0]: s[1] for s in SECTIONS}

# Cells that are not what they should be: (section, month, item index) -> text.
ODD_CELLS = {
    ("长江燕矶", 3, 5): "0.025L",      # below the detection limit
    ("长江三峡", 8, 5): "０．０９",        # full width
    ("长港樊口", 5, 6): "0.142",       # a number kept as text
    ("梁子湖鄂州水域", 7, 4): "0.5L",
}
NOT_SAMPLED = {("长港六十", 2): "未采样"}


def noise(section, month, item):
    """-4 .. 4, a fixed figure for each cell."""
    state = (section * 7919 + month * 104729 + item * 1299709 + 12345) & 0x7FFFFFFF
    for _ in range(3):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 16) % 9 - 4


def value(section, month, item):
    middle, swing = SECTIONS[section][5][item]
    season = (WINTER_HIGH if item == 1 else SUMMER_HIGH)[month - 1]
    decimals = ITEMS[item][1]
    scale = 10 ** decimals
    # In whole hundredths of the last decimal, so that no binary fraction decides a rounding.
    hundredths = round(middle * scale * 100) + round(swing * scale * 100) * (season * 2 + noise(section, month, item) * 3) // 36
    units = (hundredths + 50) // 100
    return f"{units // scale}.{units % scale:0{decimals}d}" if decimals else str(units)


def column(i):
    return chr(ord("A") + i)


class Sheet:
    def __init__(self, name):
        self.name = name
        self.rows = {}
        self.merges = []

    def put(self, row, col, text, style=0, number=False):
        self.rows.setdefault(row, {})[col] = (text, style, number)

    def merge(self, row1, col1, row2, col2):
        self.merges.append(f"{column(col1)}{row1}:{column(col2)}{row2}")

    def xml(self):
        out = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
               '<cols><col min="1" max="1" width="6" customWidth="1"/><col min="2" max="2" width="18" customWidth="1"/>'
               '<col min="3" max="17" width="11" customWidth="1"/></cols><sheetData>']
        for row in sorted(self.rows):
            out.append(f'<row r="{row}">')
            for col in sorted(self.rows[row]):
                text, style, number = self.rows[row][col]
                at = f"{column(col)}{row}"
                if number:
                    out.append(f'<c r="{at}" s="{style}"><v>{text}</v></c>')
                elif text == "":
                    out.append(f'<c r="{at}" s="{style}"/>')
                else:
                    out.append(f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>')
            out.append("</row>")
        out.append("</sheetData>")
        if self.merges:
            out.append(f'<mergeCells count="{len(self.merges)}">' + "".join(f'<mergeCell ref="{m}"/>' for m in self.merges) + "</mergeCells>")
        out.append("</worksheet>")
        return "".join(out)


TITLE, HEAD, TEXT, NOTE = 1, 2, 3, 4
NUMBER = 5  # + decimals 0..3
DATE = 9
FIXED = ["序号", "断面名称", "所在水体", "考核级别", "水体类型", "目标类别", "采样日期"]
LAST = len(FIXED) + len(ITEMS)  # the column of remarks


def serial(month, day):
    days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 45291 + sum(days[:month - 1]) + day  # 45292 is 2024-01-01


def month_sheet(month):
    sheet = Sheet(f"{month}月")
    sheet.put(1, 0, f"鄂州市地表水考核断面水质监测结果表（{YEAR}年{month}月，演示数据）", TITLE)
    sheet.merge(1, 0, 1, LAST)
    sheet.put(2, 0, "填报单位：演示监测站", NOTE)
    sheet.put(2, LAST - 2, "单位：mg/L", NOTE)
    for col, head in enumerate(FIXED):
        sheet.put(3, col, "断面 名称" if head == "断面名称" and month == 4 else head, HEAD)
        sheet.put(4, col, "", HEAD)
        sheet.merge(3, col, 4, col)
    sheet.put(3, len(FIXED), "监测项目", HEAD)
    sheet.merge(3, len(FIXED), 3, LAST - 1)
    for item, (head, _) in enumerate(ITEMS):
        sheet.put(4, len(FIXED) + item, head, HEAD)
    sheet.put(3, LAST, "备注", HEAD)
    sheet.put(4, LAST, "", HEAD)
    sheet.merge(3, LAST, 4, LAST)
    row = 5
    for index, (name, river, level, kind, target, _) in enumerate(SECTIONS):
        sheet.put(row, 0, str(index + 1), TEXT, number=True)
        sheet.put(row, 1, name, TEXT)
        first_of_river = index == 0 or SECTIONS[index - 1][1] != river
        sheet.put(row, 2, river if first_of_river else "", TEXT)
        if not first_of_river:
            sheet.merge(row - 1, 2, row, 2)
        sheet.put(row, 3, level, TEXT)
        sheet.put(row, 4, kind, TEXT)
        sheet.put(row, 5, target + "类", TEXT)
        missing = NOT_SAMPLED.get((name, month))
        if missing:
            sheet.put(row, 6, "", TEXT)
        else:
            sheet.put(row, 6, str(serial(month, 4 + (index + month) % 5)), DATE, number=True)
        for item, (_, decimals) in enumerate(ITEMS):
            col = len(FIXED) + item
            if missing:
                sheet.put(row, col, missing if item == 0 else "—", TEXT)
            elif (name, month, item) in ODD_CELLS:
                sheet.put(row, col, ODD_CELLS[name, month, item], TEXT)
            else:
                sheet.put(row, col, value(index, month, item), NUMBER + decimals, number=True)
        sheet.put(row, LAST, "涵闸检修，未采样" if missing else "", TEXT)
        row += 1
    sheet.put(row, 0, "平均", HEAD)
    sheet.merge(row, 0, row, len(FIXED) - 1)
    for item, (_, decimals) in enumerate(ITEMS):
        values = [float(value(i, month, item)) for i, s in enumerate(SECTIONS) if (s[0], month) not in NOT_SAMPLED]
        sheet.put(row, len(FIXED) + item, f"{sum(values) / len(values):.{decimals}f}", NUMBER + decimals, number=True)
    sheet.put(row + 1, 0, "注：1.全部数值为演示数据，不是监测结果；2.“L”表示低于方法检出限；3.总氮不参加水质类别评价。", NOTE)
    sheet.merge(row + 1, 0, row + 1, LAST)
    return sheet


STYLES = '''<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0"/><numFmt numFmtId="165" formatCode="0.000"/></numFmts><fonts count="3"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="15"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="10"><xf/><xf fontId="1" applyAlignment="1"><alignment horizontal="center"/></xf><xf fontId="2" borderId="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf><xf borderId="1" applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf><xf/><xf numFmtId="1" borderId="1" applyNumberFormat="1"/><xf numFmtId="164" borderId="1" applyNumberFormat="1"/><xf numFmtId="2" borderId="1" applyNumberFormat="1"/><xf numFmtId="165" borderId="1" applyNumberFormat="1"/><xf numFmtId="14" borderId="1" applyNumberFormat="1"/></cellXfs></styleSheet>'''


def write(path, sheets):
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>' for i in range(1, len(sheets) + 1)) + "</Types>",
        "_rels/.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{rels}"><sheets>'
        + "".join(f'<sheet name="{escape(s.name)}" sheetId="{i}" r:id="rId{i}"/>' for i, s in enumerate(sheets, 1)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(f'<Relationship Id="rId{i}" Type="{rels}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in range(1, len(sheets) + 1))
        + f'<Relationship Id="rId{len(sheets) + 1}" Type="{rels}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }
    for i, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{i}.xml"] = sheet.xml()
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (YEAR, 9, 30, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, text.encode("utf-8"), compresslevel=9)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--until", type=int, default=9, choices=range(1, 13), metavar="MONTH", help="the last month (9)")
    parser.add_argument("out", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).with_name("sections-2024.xlsx"))
    options = parser.parse_args()
    write(options.out, [month_sheet(month) for month in range(1, options.until + 1)])


if __name__ == "__main__":
    main()
