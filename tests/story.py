"""Issue 3, "it must show" 1, first half: the year's plan, twelve units' progress sheets, three checks, lights, bulletin.

What the units write and what must come of it, once; tests/cli tells it by commands, tests/server by the API.
"""
import sheets

CUT_OFF = "2024-09-28"
# unit: (clerk, head, supervisor) of examples/ezhou/people.toml
UNITS = {
    "水科": ("clerk", "section", "leader"),
    "大气科": ("daqi.clerk", "daqi.head", "leader.air"),
    "土科": ("tu.clerk", "tu.head", "leader"),
    "固废科": ("gufei.clerk", "gufei.head", "leader"),
    "生态科": ("shengtai.clerk", "shengtai.head", "leader"),
    "综合科": ("zonghe.clerk", "zonghe.head", "leader.air"),
    "财务科": ("caiwu.clerk", "caiwu.head", "leader.affairs"),
    "法规科": ("fagui.clerk", "fagui.head", "leader.affairs"),
    "审批科": ("shenpi.clerk", "shenpi.head", "leader.air"),
    "支队": ("zhidui.clerk", "enforcement", "leader.air"),
    "监测站": ("jiance.clerk", "station", "leader"),
    "鄂城分局": ("echeng.clerk", "branch", "leader.branches"),
}
FAULTY = ("水科", "支队")
LATE = "监测站"


def day_of(unit):
    return "2024-09-30" if unit == LATE else "2024-09-27"


def answers(content):
    """A sheet filled in: words everywhere; of counted tasks all is done but for the funds and the air projects."""
    edits = {}
    for number, cells in sheets.tasks(content).items():
        edits[(sheets.PROGRESS, number)] = "1—9月按计划推进"
        edits[(sheets.NEXT_STEP, number)] = "四季度收尾"
        wanted = cells.get("E", "").splitlines()[0] if cells.get("E") else ""
        digits = wanted.rstrip("".join(c for c in wanted if not (c.isdigit() or c == ".")))
        if cells.get(sheets.DONE, "") == "—" or not digits or "前" in wanted:
            continue
        done = float(digits) if "." in digits else int(digits)
        if "上级资金" in cells["C"]:
            done = 4800
        if "200个大气" in cells["C"]:
            done = 140
        edits[(sheets.DONE, number)] = done
    return sheets.edited(content, edits)


def spoilt(content, unit):
    """The same with faulty rows: 水科 moved a row of another unit in, 支队 wrote words where a number belongs."""
    whole = answers(content)
    rows = sheets.tasks(whole)
    if unit == "水科":
        return sheets.edited(whole, {(sheets.ID, min(rows)): "r000001|土科|p0001-x"})
    figures = [number for number, cells in rows.items() if cells.get(sheets.DONE, "") != "—"]
    return sheets.edited(whole, {(sheets.DONE, number): "已完成" for number in figures})


# What the lights say on 30 September: 274 of 366 days.
FUNDS = "完成53.3%，序时进度74.9%，落后21.6个百分点（序时进度规则：达到20个百分点为明显落后）"
AIR = "完成70%，序时进度74.9%，差4.9个百分点"


def check_progress(test, progress, plan_text):
    """`progress` is the JSON of the round's progress."""
    by_text = {task["text"]: task for task in progress["tasks"]}
    test.assertEqual(by_text["全年争取上级资金9000万元以上"]["reasons"], [FUNDS])
    test.assertEqual(by_text["全年争取上级资金9000万元以上"]["light"], "red")
    test.assertEqual(by_text["推进实施200个大气治理项目"]["reasons"], [AIR])
    late = {unit["unit"]: unit for unit in progress["late"]}
    test.assertEqual(late[LATE]["last_handed_in"], "2024-09-30")
    test.assertGreater(late[LATE]["late"], 0)
    for unit in UNITS:
        test.assertEqual(unit in late, unit == LATE, unit)
    behind = [task for task in progress["tasks"] if task["is_clearly_behind"]]
    test.assertGreaterEqual(len(behind), 3)
    for task in behind:
        test.assertIn(task["text"], plan_text)
        test.assertTrue(any("为明显落后" in reason for reason in task["reasons"]), task)
    lights = {"green": 0, "yellow": 0, "red": 0, "none": 0}
    for item in progress["items"]:
        for colour in lights:
            lights[colour] += item["lights"][colour]
    test.assertEqual(sum(lights.values()), len(progress["tasks"]))
    return behind


def check_bulletin(test, content, behind):
    text = sheets.docx_text(content)
    for word in ("关于2024年9月重点工作调度情况的通报", "草稿", LATE,
                 "完成4800万元（应完成9000万元，53.3%），序时进度74.9%"):
        test.assertIn(word, text)
    for task in behind:
        test.assertIn(task["text"], text, "each line with its sentence of the plan")
    return text


if __name__ == "__main__":  # for e2e/story.spec.ts: story.py units | fill SHEET UNIT OUT | spoil SHEET UNIT OUT | words DOCX
    import json
    import pathlib
    import sys

    action, *rest = sys.argv[1:]
    if action == "units":
        print(json.dumps(UNITS))
    elif action == "words":
        print(sheets.docx_text(pathlib.Path(rest[0]).read_bytes()))
    else:
        sheet, unit, out = rest
        content = pathlib.Path(sheet).read_bytes()
        pathlib.Path(out).write_bytes(spoilt(content, unit) if action == "spoil" else answers(content))
