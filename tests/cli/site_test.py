"""The register of monitoring sites by commands: add, change, retire, a list with faults, the demonstration's sites; beside a server.

usage: site_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import csv
import json
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

BINARY = ""
HOME = ""
HEAD = "编码,名称,类型,水体,责任单位,控制级别,水质目标,起,止,别名\n"


class SiteTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_site_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)
        self.run_ok("demo", "create", self.data, "--plan-only", data=False)

    def run_any(self, *arguments, data=True):
        more = ["--data", self.data] if data else []
        return subprocess.run([BINARY, "--home", HOME, *map(str, arguments), *map(str, more)], capture_output=True,
                              text=True, timeout=120, check=False)

    def run_ok(self, *arguments, data=True):
        done = self.run_any(*arguments, data=data)
        self.assertEqual(done.returncode, 0, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout

    def refuse(self, word, *arguments):
        done = self.run_any(*arguments)
        self.assertEqual(done.returncode, 2, f"{arguments}\n{done.stdout}{done.stderr}")
        self.assertTrue(done.stderr.startswith("错误："), done.stderr)
        self.assertIn(word, done.stderr)

    def codes(self, *more):
        return [one["code"] for one in json.loads(self.run_ok("site", "list", *more, "--json"))["sites"]]

    def show(self, code):
        return json.loads(self.run_ok("site", "show", code, "--json"))

    def listed(self, text, *more):
        path = self.folder / "点位表.csv"
        path.write_text(HEAD + text, encoding="gb18030")
        return ("site", "import", path, *more, "--as", "station")

    def test_demonstration_has_the_sites_of_its_sections_and_devices(self):
        with open(pathlib.Path(HOME) / "examples/ezhou/sites.csv", encoding="utf-8") as file:
            rows = list(csv.reader(file))[2:]
        self.assertEqual(self.codes(), sorted(row[0] for row in rows))
        names = {name for row in rows for name in (row[1], *row[12].split("、")) if name}
        script = (pathlib.Path(HOME) / "examples/ezhou/make_sections.py").read_text(encoding="utf-8")
        sections = re.findall(r'^    \("(\S+?)", "\S+?", "[国省]控"', script, re.M)
        self.assertEqual(len(sections), 7)
        devices = (pathlib.Path(HOME) / "examples/ezhou/devices.toml").read_text(encoding="utf-8")
        places = re.findall(r'^site = "(.+)"$', devices, re.M)
        self.assertEqual(len(places), 12)
        self.assertLessEqual({*sections, *places}, names)
        text = self.run_ok("site", "list", "--kind", "湖库", "--text", "三山")
        self.assertEqual(len(text.splitlines()), 3, text)  # head, rule, one site
        for word in ("演示-H02", "三山湖鄂州水域", "湖库点位", "监测站", "省控", "Ⅲ", "在用"):
            self.assertIn(word, text)
        # Made again, nothing changes.
        self.run_ok("site", "change", "演示-H04", "--note", "每月", "--why", "核对", "--as", "station")
        self.run_ok("demo", "create", self.data, "--plan-only", data=False)
        self.assertEqual((self.show("演示-H04")["note"], self.show("演示-H04")["revision"]), ("每月", 2))

    def test_from_registered_to_retired(self):
        made = json.loads(self.run_ok("site", "add", "E01", "--name", "新港河口", "--kind", "断面", "--water", "新港", "--unit", "水科",
                                      "--longitude", "114.890", "--latitude", "30.39", "--alias", "河口", "--alias", "港口@国家",
                                      "--term", "2021-01-01..2023-12-31:市控:Ⅳ", "--term", "2024-01-01:省控:Ⅲ", "--as", "office",
                                      "--json"))
        self.assertEqual((made["kind"], made["unit_name"], made["revision"]), ("river_section", "水科", 1))
        self.assertEqual((made["term"]["level_name"], made["term"]["target_class"]), ("省控", "Ⅲ"))
        text = self.run_ok("site", "show", "E01")
        for word in ("E01 新港河口  第1版", "类型：河流断面", "东经114.890°，北纬30.39°", "河口、港口（仅来源国家）", "2021-01-01至2023-12-31",
                     "2024-01-01至今"):
            self.assertIn(word, text)
        self.refuse("已登记为“新港河口”", "site", "add", "E01", "--name", "甲", "--kind", "断面", "--as", "office")
        self.refuse("已是点位E01的别名", "site", "add", "E02", "--name", "河 口", "--kind", "断面", "--as", "office")
        self.refuse("点位编码“E 2”不对", "site", "add", "E 2", "--name", "甲", "--kind", "断面", "--as", "office")
        self.refuse("点位类型“水面”不认识", "site", "add", "E02", "--name", "甲", "--kind", "水面", "--as", "office")
        self.refuse("重叠", "site", "change", "E01", "--term", "2021-01-01", "--term", "2022-01-01", "--why", "x", "--as", "office")
        self.refuse("只有办公室和监测站", "site", "add", "E02", "--name", "甲", "--kind", "断面", "--as", "clerk")
        self.refuse("没有登记编码为“E09”的点位", "site", "show", "E09")
        self.refuse("已被别人改动", "site", "change", "E01", "--name", "甲", "--revision", "7", "--why", "x", "--as", "office")
        self.run_ok("site", "change", "E01", "--name", "新港", "--drop-alias", "港口@国家", "--why", "更名", "--as", "station")
        now = self.show("E01")
        self.assertEqual((now["name"], now["revision"], now["aliases"]), ("新港", 2, [{"name": "河口", "source": ""}]))
        self.assertEqual((now["water"], len(now["terms"])), ("新港", 2))
        self.run_ok("site", "change", "E01", "--retire", "--why", "撤销", "--as", "office")
        self.assertNotIn("E01", self.codes())
        self.assertIn("E01", self.codes("--all"))
        self.assertIn("（已停用）", self.run_ok("site", "show", "E01"))
        self.run_ok("site", "change", "E01", "--restore", "--why", "恢复", "--as", "office")
        self.assertIn("E01", self.codes())
        journal = self.run_ok("journal", "list", "--limit", "500")
        for word in ("site.registered", "site.changed", "site.retired", "site.restored"):
            self.assertIn(word, journal)
        self.run_ok("journal", "verify")

    def test_a_list_with_faults_in_gb18030(self):
        text = ("E01,新港,断面,新港,监测站,市控,Ⅳ,2021,2023,河口\nE01,新港,断面,新港,监测站,省控,Ⅲ,2024,,\n"
                "E02,新渠,水面,,,,,,,\nE03,新湖,湖库,,外星科,,,,,\nE04,长江燕矶,断面,,,,,,,\nE 5,新塘,湖库,,,,,,,\n")
        dry = self.run_ok(*self.listed(text, "--dry-run"))
        self.assertIn("点位表.csv（试读，未写入）：新登记1个，改动0个，相同0个，未采用4行", dry)
        self.assertNotIn("E01", self.codes())
        done = self.run_ok(*self.listed(text))
        for word in ("新登记 E01", "C4：点位类型“水面”不认识", "E5：", "外星科", "第6行：名称“长江燕矶”已是点位演示-D01的名称", "A7："):
            self.assertIn(word, done)
        self.assertEqual([one["target_class"] for one in self.show("E01")["terms"]], ["Ⅳ", "Ⅲ"])
        again = self.run_ok(*self.listed(text))
        self.assertIn("新登记0个，改动0个，相同1个，未采用4行", again)
        self.assertEqual(self.show("E01")["revision"], 1)
        changed = json.loads(self.run_ok(*self.listed("E01,新港河,断面,,,,,,,\n", "--json")))
        self.assertEqual((changed["changed"], self.show("E01")["water"]), (["E01"], "新港"))

    def test_the_same_commands_beside_a_running_server(self):
        server = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", self.data, "--port", "0"], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
        try:
            while "http://" not in (line := server.stdout.readline()):
                self.assertNotEqual(line, "", "the server ended")
            self.run_ok("site", "add", "E01", "--name", "新港", "--kind", "断面", "--as", "station")
            self.assertIn("E01", self.codes())
            self.assertIn("新登记1个", self.run_ok(*self.listed("E02,新渠,断面,,,,,,,\n")))
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)
        self.assertIn("E02", self.codes())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    unittest.main(argv=[__file__, *rest], verbosity=2)
