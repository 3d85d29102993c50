#!/usr/bin/env python3
"""Writes what the demonstration's targets are answered by beside the sections: air-2024.csv, sources-2024.csv, villages-2024.csv and
farmland-2024.csv.

  examples/ezhou/make_registers.py [--until DAY] [FOLDER]

Every figure in them is made up by this script (演示数据): only the names of waters and districts are real. The same arguments give
the same bytes. Python standard library only.
"""
import argparse
import csv
import datetime
import io
import pathlib

YEAR = 2024
NOTE = "演示数据，由本项目生成，不是监测结果"
STATIONS = [("青桐路空气站", 0), ("云岭路空气站", 3), ("东坡路空气站", -2), ("北垸新区空气站", -4)]  # more or less dust than the city
# Middles of the months: SO2, NO2, PM10, PM2.5 in μg/m3, CO in mg/m3, O3 (8 h) in μg/m3.
MONTHS = [(9, 34, 84, 62, 1.1, 62), (8, 29, 74, 54, 1.0, 76), (8, 28, 66, 41, .9, 92), (7, 24, 58, 33, .8, 112), (7, 20, 52, 26, .7, 128),
          (6, 17, 42, 21, .7, 134), (6, 14, 34, 16, .6, 122), (6, 15, 37, 18, .6, 132), (7, 20, 45, 24, .7, 136), (8, 27, 58, 33, .8, 104),
          (8, 31, 70, 45, .9, 80), (9, 35, 84, 60, 1.1, 62)]
HEAVY_DAYS = {(1, 13): 3.1, (1, 14): 2.9}  # a stagnant spell
SWINGS = [2, 9, 26, 19, .25, 58]
SOURCES = [  # name, kind, level, months sampled; CODMn, NH3-N, TP
    ("雨台山", "河流型", "县级以上", range(1, 13), (2.1, .08, .06)),
    ("凤凰台", "河流型", "县级以上", range(1, 13), (2.0, .09, .07)),
    ("泥矶", "河流型", "县级以上", range(1, 13), (2.2, .07, .07)),
    ("狮子口", "河流型", "乡镇", (2, 5, 8, 11), (2.4, .11, .08)),
    ("马龙水库", "湖库型", "乡镇", (2, 5, 8, 11), (2.6, .10, .024)),
]
VILLAGES = [("鄂城区", 119, 95, 6), ("华容区", 88, 68, 9), ("梁子湖区", 92, 72, 12)]  # all, treated, controlled
FARMLAND = [("鄂城区", 3120, 610, 2290, 0), ("华容区", 2480, 420, 1905, 35), ("梁子湖区", 1860, 390, 1320, 20)]  # 亩: all, B, C, D


def noise(*seed):
    """-100 .. 100, a fixed figure for each seed."""
    state = 12345
    for part in seed:
        state = (state * 31 + part * 7919 + 104729) & 0x7FFFFFFF
    for _ in range(4):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
    return (state >> 12) % 201 - 100


def written(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def air(until):
    rows = [[f"{YEAR}年城区空气质量日报（{NOTE}）"],
            ["日期", "点位", "SO2(μg/m3)", "NO2(μg/m3)", "PM10(μg/m3)", "PM2.5(μg/m3)", "CO(mg/m3)", "O3_8h(μg/m3)"]]
    day = datetime.date(YEAR, 1, 1)
    while day <= until:
        middle = MONTHS[day.month - 1]
        weather = noise(day.toordinal() // 3, 1) * 2 + noise(day.toordinal(), 2)  # spells of three days
        for number, (station, dust) in enumerate(STATIONS):
            if noise(day.toordinal(), number, 9) > 98:  # under maintenance
                rows.append([day.isoformat(), station] + [""] * 6)
                continue
            values = []
            for item, (mean, swing) in enumerate(zip(middle, SWINGS)):
                own = noise(day.toordinal(), number, item + 20)
                ups = -weather if item == 5 else weather
                value = mean + swing * (ups * .22 + own * .12) / 100 * 1.6 + (dust if item in (2, 3) else 0)
                if item in (2, 3):
                    value *= HEAVY_DAYS.get((day.month, day.day), 1)
                values.append(f"{max(value, .3):.1f}" if item == 4 else str(max(round(value), 4)))
            if int(values[3]) > int(values[2]):
                values[3] = values[2]
            rows.append([day.isoformat(), station] + values)
        day += datetime.timedelta(days=1)
    return written(rows)


def sources(until):
    rows = [[f"{YEAR}年集中式饮用水水源地水质监测结果（{NOTE}）"],
            ["水源地名称", "水源类型", "水源级别", "月份", "取水量（万吨）", "pH值", "溶解氧(mg/L)", "高锰酸盐指数(mg/L)", "氨氮(mg/L)",
             "总磷(mg/L)", "总氮(mg/L)", "铁(mg/L)"]]
    for number, (name, kind, level, months, (codmn, ammonia, phosphorus)) in enumerate(SOURCES):
        for month in months:
            if datetime.date(YEAR, month, 28) > until:
                continue
            share = [noise(number, month, item) / 1000 for item in range(7)]
            rows.append([name, kind, level, f"{YEAR}年{month}月", str((620, 480, 350, 42, 36)[number] + noise(number, month) // 10),
                         f"{7.8 + share[0] * 4:.1f}", f"{8.3 + share[1] * 12:.1f}", f"{codmn * (1 + share[2] * 1.5):.1f}",
                         f"{ammonia * (1 + share[3] * 3):.2f}", f"{phosphorus * (1 + share[4] * 1.2):.3f}",
                         f"{1.35 + share[5] * 3:.2f}", f"{.06 + share[6] * .3:.2f}"])
    return written(rows)


def villages(_):
    return written([[f"{YEAR}年农村生活污水治理情况（{NOTE}）"], ["区", "行政村总数（个）", "已治理行政村数（个）", "管控行政村数（个）"]]
                   + [[str(cell) for cell in row] for row in VILLAGES])


def farmland(_):
    return written([[f"{YEAR}年受污染耕地安全利用情况（{NOTE}）"],
                    ["区", "受污染耕地面积（亩）", "保护措施面积（亩）", "安全利用面积（亩）", "严格管控面积（亩）"]]
                   + [[str(cell) for cell in row] for row in FARMLAND])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--until", type=datetime.date.fromisoformat, default=datetime.date(YEAR, 9, 29), help="last day with data")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    options = parser.parse_args()
    for name, make in (("air", air), ("sources", sources), ("villages", villages), ("farmland", farmland)):
        (options.folder / f"{name}-{YEAR}.csv").write_bytes(make(options.until))
