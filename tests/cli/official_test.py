"""Published values by commands, with the demonstration's plan and section results: 初步, 审定, another 口径, withdrawal, the note.

usage: official_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

BINARY = ""
HOME = ""
SOURCE = ("--issuer", "湖北省生态环境厅", "--title", "全省地表水环境质量月报", "--number", "第9期", "--published", "2024-09-30")


class OfficialTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_official_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)
        self.run_ok("demo", "create", self.data, "--plan-only", data=False)
        plan = json.loads(self.run_ok("plan", "show", "p0001", "--json"))
        self.target = next(one["id"] for one in plan["targets"] if one["text"].startswith("省考的7个断面"))
        self.other = next(one["id"] for one in plan["targets"] if one["unit"] == "万元")

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

    def add(self, value, *more, status="provisional", target=None, quantity=("share", "%"), source=SOURCE):
        return ("official", "add", "p0001", target or self.target, "--quantity", quantity[0], "--unit", quantity[1], "--value",
                value, "--from", "2024-01-01", "--to", "2024-09-30", "--status", status, *source, *more, "--as", "office")

    def standing(self, target=None):
        return json.loads(self.run_ok("official", "show", "p0001", target or self.target, "--json"))["standing"]

    def test_from_provisional_to_final_and_back(self):
        computed = self.standing()
        self.assertEqual(computed["decides"], "computed")
        self.assertEqual((computed["computed"]["value"], computed["own_terms"]), ("85.7", "省控"))
        # 初步: 5 of 7.
        made = json.loads(self.run_ok(*self.add("71.4", "--term", "level=provincial"), "--json"))
        self.assertEqual((made["figure_id"], made["revision"], made["status_name"]), ("v000001", 1, "初步"))
        now = self.standing()
        self.assertEqual((now["decides"], now["verdict"], now["compliance"]), ("official", "at_risk", "not_met"))
        note = now["comparisons"][0]
        self.assertEqual((note["outcome"], note["difference"]), ("not_met", "-14.3"))
        reasons = {one["id"]: one["text"] for one in note["reasons"]}
        self.assertIn("初步", reasons["provisional"])
        self.assertEqual(reasons["sections"], "71.4%相当于7个断面中5个达标，系统算得6个，相差1个")
        text = self.run_ok("official", "show", "p0001", self.target)
        for word in ("以公布值为准", "公布值（为准）", "71.4%", "2024年1—9月", "比对说明", "公布值低14.3个百分点"):
            self.assertIn(word, text)
        # Another 口径 is kept, decides nothing and is not compared.
        other = (*SOURCE[:4], "--number", "国控快报", *SOURCE[6:])
        self.run_ok(*self.add("100", "--term", "level=national", status="final", source=other))
        now = self.standing()
        self.assertEqual(now["official"]["record"], "v000001")
        self.assertEqual([(one["figure_id"], one["why"]) for one in now["passed_over"]],
                         [("v000002", "口径不同（监测层级：目标为省控，公布值为国控）")])
        refused = [one for one in now["comparisons"] if one["left_record"] == "v000002"]
        self.assertEqual([(one["outcome"], one["difference"]) for one in refused], [("not_assessable", "")])
        self.assertIn("不作比较。口径不同（监测层级：公布值为国控，系统计算为省控）", refused[0]["sentence"])
        # 审定 revises it.
        self.run_ok("official", "revise", "v000001", "--value", "85.7", "--status", "final", "--why", "审定后公布", "--as",
                    "office")
        now = self.standing()
        self.assertEqual((now["official"]["status_name"], now["compliance"]), ("审定", "met"))
        self.assertEqual(now["comparisons"][0]["outcome"], "met")
        self.refuse("已被别人改动", "official", "revise", "v000001", "--revision", "1", "--value", "71.4", "--why", "旧", "--as",
                    "office")
        history = self.run_ok("official", "history", "v000001")
        self.assertIn("第1版", history)
        self.assertIn("审定后公布", history)
        # Withdrawn: back to the computed one.
        self.run_ok("official", "withdraw", "v000001", "--why", "登错了断面", "--as", "office")
        now = self.standing()
        self.assertEqual((now["decides"], now["verdict"]), ("computed", computed["verdict"]))
        self.refuse("不能再改", "official", "revise", "v000001", "--value", "71.4", "--why", "恢复", "--as", "office")
        self.assertIn("已撤回", self.run_ok("official", "list", "p0001"))
        self.same_through_a_server()
        self.assertIn("核对无误", self.run_ok("journal", "verify"))
        self.whoever_writes_the_file_is_found()

    def test_a_value_of_one_site_names_it_and_does_not_decide_for_seven(self):
        self.refuse("site", *self.add("100", "--site", "E99"))
        self.run_ok("site", "add", "E01", "--name", "长港试验断面", "--kind", "river_section", "--as", "station")
        self.refuse("HJ 212的编码", *self.add("100", "--site", "E01", "--factor", "氨氮"))
        self.refuse("写了因子就要写是哪个点位", *self.add("100", "--factor", "w21003"))
        made = json.loads(self.run_ok(*self.add("100", "--site", "E01", "--factor", "w21003"), "--json"))
        self.assertEqual((made["site_name"], made["factor_name"]), ("长港试验断面", "氨氮"))
        now = self.standing()
        self.assertEqual(now["decides"], "computed")
        self.assertEqual([one["why"] for one in now["passed_over"]], ["只说点位长港试验断面，不是整个目标"])
        self.run_ok("official", "revise", "v000001", "--value", "85.7", "--why", "更正", "--as", "office")
        history = self.run_ok("official", "history", "v000001")
        self.assertEqual(history.count("点位E01（长港试验断面）氨氮"), 2, "a revision keeps the site")
        self.assertIn("核对无误", self.run_ok("journal", "verify"))

    def same_through_a_server(self):
        commands = (("official", "list", "p0001"), ("official", "show", "p0001", self.target),
                    ("official", "history", "v000001"))
        alone = [self.run_ok(*command) for command in commands]
        server = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", str(self.data), "--port", "0"],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            self.assertIn("http", server.stdout.readline())
            for command, text in zip(commands, alone):
                self.assertEqual(self.run_ok(*command), text, command)
            self.run_ok(*self.add("9000", target=self.other, quantity=("amount", "万元")))
            self.assertEqual(self.standing(self.other)["decides"], "official")
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=20)

    def whoever_writes_the_file_is_found(self):
        store = sqlite3.connect(self.data / "records.sqlite")
        with self.assertRaisesRegex(sqlite3.Error, "append only"):
            store.execute("update official_figure set printed = '100' where figure_id = 'v000001'")
        store.execute("drop trigger official_figure_is_not_changed")
        store.execute("update official_figure set printed = '100' where figure_id = 'v000001' and revision = 1")
        store.commit()
        store.close()
        done = self.run_any("journal", "verify")
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn("official_figure/v000001/1", done.stdout + done.stderr)

    def test_bad_input_is_refused_with_what_would_be_right(self):
        self.refuse("比例应为数字", *self.add("八成"))
        self.refuse("应登记数量", *self.add("80", target=self.other))
        self.refuse("可选：before（审核前）、after（审核后）", *self.add("80", "--term", "review=later"))
        self.refuse("维度=值", *self.add("80", "--term", "review"))
        self.refuse("provisional（初步）、final（审定）", *self.add("80", status="draft"))
        self.refuse("还没有到", *self.add("80", source=(*SOURCE[:7], "2024-10-01")))
        self.refuse("--published 2024-13-01", *self.add("80", source=(*SOURCE[:7], "2024-13-01")))
        self.refuse("没有编号为“t-none”的目标", *self.add("80", target="t-none"))
        self.refuse("没有编号为“v000009”的公布值", "official", "withdraw", "v000009", "--why", "错", "--as", "office")
        self.refuse("办公室", *self.add("80")[:-1], "section")
        self.run_ok(*self.add("80"))
        self.refuse("请修订那一条", *self.add("81"))
        self.assertIn("核对无误", self.run_ok("journal", "verify"))

    def test_its_source_is_kept(self):
        source = self.folder / "月报.txt"
        source.write_text("全省地表水环境质量月报：优良率71.4%。\n", encoding="utf-8")
        self.run_ok(*self.add("71.4", "--file", source))
        out = self.folder / "取出.txt"
        self.run_ok("official", "file", "v000001", "-o", out)
        self.assertEqual(out.read_bytes(), source.read_bytes())
        self.assertIn("file.exported", self.run_ok("journal", "list", "--limit", "500"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    unittest.main(argv=[__file__] + rest)
