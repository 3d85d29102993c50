#!/usr/bin/env python3
"""Writes rectification-2024.xlsx, the demonstration's list of 24 issues to be put right.

  examples/ezhou/make_rectification.py [--corrected] [OUT]

Every issue in it is made up by this script (演示数据), in the spirit of item 16 of the plan: 24 issues fed back by an inspection. Two
rows are faulty on purpose, as such lists are: a day that does not exist, and a unit that the organisation does not know. With
--corrected they are put right. The same arguments give the same bytes. Python standard library only.
"""
import argparse
import pathlib
import zipfile
from xml.sax.saxutils import escape

TITLE = "2024年督察反馈问题整改清单（演示数据）"
HEAD = ["序号", "反馈问题", "整改要求", "责任单位", "配合单位", "核查单位", "整改时限"]
# issue, demand, lead, assistants, day
ISSUES = [
    ("甲湖北侧围栏破损，岸线有垃圾堆放", "修复围栏，清除垃圾，建立每周巡查", "梁子湖分局", "水科", "2024年10月15日"),
    ("乙港两处雨水口晴天有污水流出", "查清来源，完成混接改造", "水科", "鄂城分局、监测站", "2024-10-18"),
    ("丙砂石场堆料未覆盖，喷淋停用", "全面覆盖，恢复喷淋并联网", "大气科", "支队", "2024年10月31日"),
    ("丁搅拌站废水沉淀池外溢", "扩建沉淀池，废水回用", "支队", "水科", "2024年11月15日"),
    ("戊企业危险废物贮存间标识不全", "补齐标识，规范台账", "固废科", "支队", "2024年10月25日"),
    ("己电镀园在线监测设备校验超期", "完成校验，补传数据说明", "支队", "监测站", "2024年11月30日"),
    ("庚村污水处理站停运两个月", "恢复运行，落实运维单位", "土科", "华容分局", "2024年11月8日"),
    ("辛养殖场粪污直排沟渠", "建成粪污利用设施，停止直排", "华容分局", "土科、支队", "2024年12月底"),
    ("壬地块调查报告未经评审即开工", "停止施工，补办评审", "土科", "审批科", "2024年10月30日"),
    ("癸加油站油气回收装置失灵", "维修更换，提交检测报告", "大气科", "鄂城分局", "2024年11月12日"),
    ("子汽修店喷漆废气无收集", "建设收集处理设施", "鄂城分局", "大气科", "2024年11月31日"),
    ("丑码头岸电使用率低", "制定使用办法，提高使用率", "临空分局", "大气科", "2024年12月15日"),
    ("寅化工企业雨污管网不清", "完成管网排查与改造", "葛店分局", "支队、水科", "2024年12月31日"),
    ("卯印刷厂活性炭未按期更换", "更换活性炭，建立更换记录", "葛店分局", "大气科", "2024年10月28日"),
    ("辰工地扬尘监测数据中断", "恢复监测，落实湿法作业", "大气科", "临空分局", "2024年10月22日"),
    ("巳湖入湖沟渠水质为劣Ⅴ类", "查清污染源，编制达标方案", "水科", "监测站、梁子湖分局", "2024年12月20日"),
    ("午矿山生态修复进度滞后", "完成年度修复面积", "生态科", "鄂城分局", "2024年12月31日"),
    ("未保护地内有违规建房", "核实处置，恢复原貌", "生态室", "梁子湖分局", "2024年11月20日"),
    ("申医院废水消毒记录缺失", "补齐记录，安装余氯监测", "支队", "固废科", "2024年10月21日"),
    ("酉垃圾中转站渗滤液收集不全", "改造收集系统", "固废科", "华容分局", "2024年11月25日"),
    ("戌再生水厂污泥去向不明", "查清去向，完善转移联单", "固废科", "水科、支队", "2024年11月18日"),
    ("亥砖厂脱硫设施运行不正常", "检修设施，稳定运行", "大气科", "支队", "2024年11月5日"),
    ("金饮用水源地隔离网缺口", "修补隔离网，增设警示牌", "水科", "支队", "2024年10月14日"),
    ("木排污许可证执行报告漏报", "补报执行报告，开展专项检查", "审批科", "支队", "2024年10月29日"),
]
CORRECTIONS = {11: (4, "2024年11月30日"), 18: (2, "生态科")}


def rows(corrected):
    for number, issue in enumerate(ISSUES, 1):
        cells = list(issue)
        if corrected and number in CORRECTIONS:
            column, text = CORRECTIONS[number]
            cells[column] = text
        yield [str(number), cells[0], cells[1], cells[2], cells[3], "综合科", cells[4]]


def cell(column, row, text):
    return f'<c r="{"ABCDEFG"[column]}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def sheet(corrected):
    lines = [f'<row r="1">{cell(0, 1, TITLE)}</row>', f'<row r="2">{"".join(cell(i, 2, text) for i, text in enumerate(HEAD))}</row>']
    number = 2
    for number, texts in enumerate(rows(corrected), 3):
        lines.append(f'<row r="{number}">{"".join(cell(i, number, text) for i, text in enumerate(texts))}</row>')
    lines.append(f'<row r="{number + 1}">{cell(0, number + 1, "注：本表为演示数据，问题均为虚构。")}</row>')
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f'<sheetData>{"".join(lines)}</sheetData><mergeCells count="1"><mergeCell ref="A1:G1"/></mergeCells></worksheet>')


PARTS = {
    "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="问题清单" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corrected", action="store_true", help="without the two faults")
    parser.add_argument("out", nargs="?", type=pathlib.Path)
    options = parser.parse_args()
    name = "rectification-2024-corrected.xlsx" if options.corrected else "rectification-2024.xlsx"
    out = options.out or pathlib.Path(__file__).resolve().parent / name
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in {**PARTS, "xl/worksheets/sheet1.xml": sheet(options.corrected)}.items():
            info = zipfile.ZipInfo(part, (2024, 9, 30, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


if __name__ == "__main__":
    main()
