"""The monitoring scheme by commands: a sheet in, values in by other ways, what is done and missing, last year, ends, a task.

usage: scheme_test.py --binary BIHUAN --home SOURCE_TREE [--whole]
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BINARY = ""
HOME = ""
WHOLE = False
LAKES = "湖泊"
YANGLAN = "洋澜湖"


class SchemeStory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_scheme_test_"))
        cls.addClassCleanup(shutil.rmtree, cls.made)
        subprocess.run([BINARY, "--home", HOME, "demo", "create", cls.made / "data"], stdout=subprocess.DEVNULL, timeout=300, check=True)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_scheme_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(self.made / "data", self.data)

    def run_any(self, *arguments, data=None):
        more = [] if data is False else ["--data", str(self.data)]
        return subprocess.run([BINARY, "--home", HOME, *map(str, arguments), *more], capture_output=True, text=True, timeout=300,
                              check=False)

    def run_ok(self, *arguments, data=None):
        done = self.run_any(*arguments, data=data)
        self.assertEqual(done.returncode, 0, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout

    def refuse(self, word, *arguments):
        done = self.run_any(*arguments)
        self.assertEqual(done.returncode, 2, f"{arguments}\n{done.stdout}{done.stderr}")
        self.assertIn(word, done.stderr)

    def sheet(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="gb18030")
        return path

    def read(self, *arguments):
        return json.loads(self.run_ok("scheme", *arguments, "--json"))

    def group(self, name, *more, view="show"):
        return next(one for one in self.read(view, *more)["groups"] if one["group_name"] == name)

    def test_planned_done_missing(self):
        # The demonstration: 30 September 2024, with the laboratory's results of seven sections and lakes.
        lakes = self.group(LAKES)
        self.assertEqual(lakes["sites"], 5)
        # Three lakes monthly, two quarterly; eight months and two quarters are over.
        self.assertEqual((lakes["counts"]["planned"], lakes["counts"]["due"]), (3 * 12 + 2 * 4, 3 * 8 + 2 * 2))
        # Two are measured whole, one without chlorophyll and what else a lake needs, two not at all.
        self.assertEqual([lakes["counts"][state] for state in ("due_done", "partly", "missing")], [16, 8, 4])
        self.assertEqual(self.group("环境空气")["counts"]["planned"], 4 * 366)
        self.assertIn("57.1%", self.run_ok("scheme", "show"))

        # Values come with a laboratory's sheet, not with the scheme.
        months = "断面,监测月份,pH,溶解氧,高锰酸盐指数,氨氮(mg/L),总磷(mg/L),总氮(mg/L),叶绿素a(mg/L)\n"
        months += "洋澜湖,2024-01,7.9,8.8,4.1,0.2,0.05,1.1,0.010\n洋澜湖,2024-02,7.8,9.0,4.0,<0.02,0.06,1.2,0.011\n"
        months += "洋澜湖,2024-03,7.8,9.0,4.0,0.2,0.06,1.2,\n"
        taken = json.loads(self.run_ok("import", "file", self.sheet("洋澜湖.csv", months), "--way", "laboratory-month", "--as", "station",
                                       "--json"))["imported"]
        lines = self.read("lines", "--site", "演示-H04")["lines"]
        self.assertEqual([(line["counts"]["due"], line["counts"]["due_done"], line["counts"]["partly"]) for line in lines], [(8, 2, 1)])
        shown = self.run_ok("scheme", "line", lines[0]["line_id"])
        self.assertIn("叶绿素a", shown)
        self.assertIn("部分完成", shown)
        missing = self.read("missing", "--site", "演示-H04")
        self.assertEqual((missing["total"], missing["gaps"][0]["window"]["window"]), (6, "2024-03"))
        self.assertEqual([lack["item_name"] for lack in missing["gaps"][0]["window"]["lacks"]], ["叶绿素a"])
        self.assertIn("监测站", self.run_ok("scheme", "missing", "--group", YANGLAN, "--unit", "监测站", "--limit", "3"))
        # On 1 February January was over and done.
        self.assertEqual(self.group(YANGLAN, "--day", "2024-02-01")["counts"]["due_done"], 1)

        # An undone import is no sample.
        self.run_ok("import", "undo", taken["import_id"], "--why", "发错了表", "--as", "station")
        self.assertEqual(self.group(YANGLAN)["counts"]["due_done"], 0)

    def test_sheets_ends_bindings_and_last_year(self):
        before = self.sheet("2023.csv", "年份,组,点位,项目,频次\n2023,洋澜湖,洋澜湖,氨氮,每季\n2023,湖泊,太湖,氨氮,每季\n2023,湖泊,三山湖,氨氮,常常\n")
        look = self.run_ok("scheme", "import", before, "--dry-run", "--as", "station")
        self.assertIn("未写入", look)
        self.assertIn("E4", look)
        self.assertIn("“太湖”", look)
        self.assertEqual(self.read("show")["years"], [2024])
        self.refuse("只有办公室和监测站", "scheme", "import", before, "--as", "section")
        self.run_ok("scheme", "import", before, "--as", "station")
        self.assertIn("相同1行", self.run_ok("scheme", "import", before, "--as", "station"))
        rows = {row["site"]: row for row in self.read("compare", "--group", YANGLAN)["rows"]}
        self.assertEqual((rows["演示-H04"]["planned"], rows["演示-H04"]["planned_before"]), (12, 4))
        self.assertIn("加密", self.run_ok("scheme", "compare"))

        line = self.read("lines", "--site", "演示-H05")["lines"][0]["line_id"]
        self.refuse("理由", "scheme", "end", line, "--why", " ", "--as", "station")
        self.assertIn("计划2个时段", self.run_ok("scheme", "end", line, "--last", "2024-06-30", "--why", "湖面整治", "--as", "station"))
        again = self.run_ok("scheme", "import", pathlib.Path(HOME) / "examples/ezhou/scheme-2024.csv", "--as", "station")
        self.assertIn("不再恢复的行：" + line, again)

        tasks = json.loads(self.run_ok("task", "list", "--limit", "500", "--json"))["tasks"]
        task = next(one["id"] for one in tasks if "每月开展洋澜湖水质监测" in json.dumps(one, ensure_ascii=False))
        self.refuse("只有办公室", "scheme", "bind", task, YANGLAN, "--as", "station")
        self.refuse("应为", "scheme", "bind", task, "沟渠", "--as", "office")
        plan = json.loads(self.run_ok("plan", "list", "--json"))["plans"][0]["id"]
        duties = lambda: json.loads(self.run_ok("duty", "calendar", plan, "--task", task, "--json"))["events"]
        # The demonstration has bound it: no values, eight months are over.
        self.assertEqual([one["task_id"] for one in self.group(YANGLAN)["tasks"]], [task])
        self.assertEqual([one["state"] for one in duties()].count("missed"), 8)
        self.assertIn("缺失（监测数据0/1）", self.run_ok("duty", "calendar", plan, "--task", task))
        self.refuse("由监测方案“洋澜湖”组的数据认定", "duty", "done", task, "--period", "2024-03", "--unit", "监测站", "--evidence", "已测",
                    "--as", "jiance.clerk")
        months = "断面,监测月份,pH,溶解氧,高锰酸盐指数,氨氮(mg/L),总磷(mg/L),总氮(mg/L),叶绿素a(mg/L)\n洋澜湖,2024-03,7.9,8.8,4.1,0.2,0.05,1.1,0.010\n"
        self.run_ok("import", "file", self.sheet("三月.csv", months), "--way", "laboratory-month", "--as", "station")
        march = next(one for one in duties() if one["period"] == "2024-03")
        self.assertEqual((march["state"], march["samples"]["done"], march["record_by"]), ("done", 1, []))
        self.run_ok("scheme", "unbind", task, "--why", "另有安排", "--as", "office")
        self.assertNotIn("任务" + task, self.run_ok("scheme", "show"))
        self.assertNotIn("监测数据", self.run_ok("duty", "calendar", plan, "--task", task))
        self.run_ok("scheme", "bind", task, YANGLAN, "--as", "office")
        self.assertIn("任务" + task, self.run_ok("scheme", "show"))
        self.run_ok("journal", "verify")

    def test_the_sites_of_a_city_in_a_year(self):
        """24 items; monthly; one month of one site is left out. With --whole as the plan has them: 82 lakes, 34 rivers, 37 reservoirs,
        14 wells, 3 more."""
        kinds = [("湖泊", 82, "湖库"), ("河流", 34, "断面"), ("水库", 37, "湖库"), ("地下水", 14, "地下水"), ("水源地", 3, "水源地")]
        if not WHOLE:
            kinds = [(kind, (count + 7) // 8, word) for kind, count, word in kinds]
        lakes, rivers = kinds[0][1], kinds[1][1]
        names = ["水温", "pH值", "溶解氧", "高锰酸盐指数", "化学需氧量", "五日生化需氧量", "氨氮", "总磷", "总氮", "铜", "锌", "氟化物",
                 "硒", "砷", "汞", "镉", "六价铬", "铅", "氰化物", "挥发酚", "石油类", "阴离子表面活性剂", "硫化物", "粪大肠菌群"]
        sites, scheme, values = "编码,名称,类型\n", "年份,组,点位,项目,频次,单位\n", "断面,监测月份," + ",".join(names) + "\n"
        for kind, count, word in kinds:
            for number in range(count):
                code = f"T-{kind}{number:02}"
                sites += f"{code},{kind}试验{number:02},{word}\n"
                scheme += f"2024,试验{kind},{code},地表水24项,每月,监测站\n"
                for month in range(1, 13):
                    if (code, month) != ("T-河流03", 5):
                        values += f"{code},2024-{month:02}," + ",".join(["7.5"] * len(names)) + "\n"
        self.run_ok("site", "import", self.sheet("点位.csv", sites), "--as", "station")
        self.run_ok("scheme", "import", self.sheet("方案.csv", scheme), "--as", "station")
        self.run_ok("import", "file", self.sheet("数据.csv", values), "--way", "laboratory-month", "--as", "station")
        view = self.read("show", "--day", "2025-01-01")
        groups = {one["group_name"]: one for one in view["groups"]}
        self.assertEqual(groups["试验湖泊"]["counts"]["due_done"], lakes * 12)
        self.assertEqual(groups["试验湖泊"]["share"], 100.0)
        self.assertEqual((groups["试验河流"]["counts"]["due_done"], groups["试验河流"]["counts"]["missing"]), (rivers * 12 - 1, 1))
        gaps = self.read("missing", "--group", "试验河流", "--day", "2025-01-01")["gaps"]
        self.assertEqual([(one["site"], one["window"]["window"]) for one in gaps], [("T-河流03", "2024-05")])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--whole", action="store_true")
    options, rest = parser.parse_known_args()
    BINARY, HOME, WHOLE = options.binary, options.home, options.whole
    unittest.main(argv=[__file__, *rest])
