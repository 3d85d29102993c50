"""The monthly dispatch by commands, with the demonstration's plan and people, from the tasks to the draft of the bulletin.

usage: dispatch_story_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import sheets  # noqa: E402
import story  # noqa: E402

BINARY = ""
HOME = ""


class StoryTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_story_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)
        self.run_ok("demo", "create", self.data, "--plan-only", data=False)

    def run_any(self, *arguments, data=True):
        more = ["--data", self.data] if data else []
        return subprocess.run([BINARY, "--home", HOME, *map(str, arguments), *map(str, more)], capture_output=True,
                              text=True, timeout=120, check=False)

    def run_ok(self, *arguments, code=0, data=True):
        done = self.run_any(*arguments, data=data)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout

    def refuse(self, word, *arguments):
        done = self.run_any(*arguments)
        self.assertEqual(done.returncode, 2, f"{arguments}\n{done.stdout}{done.stderr}")
        self.assertTrue(done.stderr.startswith("错误："), done.stderr)
        self.assertIn(word, done.stderr)

    def at(self, day):
        """The demonstration's clock begins on another day."""
        file = self.data / "desk.toml"
        file.write_text(re.sub(r"\d{4}-\d\d-\d\dT", day + "T", file.read_text(encoding="utf-8")), encoding="utf-8")

    def test_from_the_plan_to_the_bulletin(self):
        out, back = self.folder / "out", self.folder / "back"
        back.mkdir()
        # 任务分解表 out.
        self.run_ok("plan", "compile", pathlib.Path(HOME) / "examples/ezhou/plan-2024.txt", "--xlsx",
                    self.folder / "tasks.xlsx", data=False)
        self.at("2024-01-22")
        self.refuse("办公室", "task", "issue", "p0001", "--as", "section")
        self.refuse("nobody", "task", "issue", "p0001", "--as", "nobody")
        issued = json.loads(self.run_ok("task", "issue", "p0001", "--as", "office", "--json"))
        self.assertEqual(issued["unknown_units"], [], "the organisation table knows every name of the plan")
        decomposed = {list(cells.values())[-1] for cells in sheets.rows((self.folder / "tasks.xlsx").read_bytes())[0].values()}
        listed = json.loads(self.run_ok("task", "list", "--plan", "p0001", "--limit", "500", "--json"))["tasks"]
        self.assertEqual(len(listed), issued["added"])
        for task in listed:
            self.assertIn(task["commitment_id"], decomposed, task["text"])
        self.assertIn("任务", self.run_ok("task", "coverage", "p0001"))

        self.at("2024-09-20")
        opened = self.run_ok("dispatch", "open", "p0001", "--month", "2024-09", "--cut-off", story.CUT_OFF, "--as",
                             "office", "--json")
        round_id = json.loads(opened)["id"]
        self.refuse("已由", "dispatch", "open", "p0001", "--month", "2024-09", "--cut-off", story.CUT_OFF, "--as", "office")
        self.assertIn("个单位", self.run_ok("dispatch", "sheet", round_id, "--all", out))
        for unit in story.UNITS:
            content = (out / f"{unit}.xlsx").read_bytes()
            self.assertFalse(sheets.rows(content)[1], "no formulas")
            (back / f"{unit}.xlsx").write_bytes(story.answers(content))
            if unit in story.FAULTY:
                (back / f"{unit}-1.xlsx").write_bytes(story.spoilt(content, unit))

        # Eleven come back together, in time; two of them have faulty rows.
        self.at("2024-09-27")
        in_time = [unit for unit in story.UNITS if unit != story.LATE]
        files = [back / (f"{unit}-1.xlsx" if unit in story.FAULTY else f"{unit}.xlsx") for unit in in_time]
        clerks = ",".join(clerk for clerk, _, _ in story.UNITS.values())
        (back / "broken.xlsx").write_bytes(b"no sheet")
        done = self.run_any("dispatch", "read", round_id, *files, back / "broken.xlsx", "--as", clerks)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("水科-1.xlsx 工作表「进展填报」L4：", done.stdout)
        self.assertRegex(done.stdout, r"支队-1\.xlsx 工作表「进展填报」H\d+：累计完成数应为数字")
        self.assertIn("broken.xlsx", done.stderr)
        self.assertIn("读不了1份", done.stdout)
        for unit in story.FAULTY:
            self.assertRegex(done.stdout, rf"{unit}-1\.xlsx（{unit}）：收下[1-9]\d*项，有误[1-9]", "the good rows went on")
            self.refuse("没有填写", "dispatch", "submit", round_id, unit, "--as", story.UNITS[unit][0])
            self.assertIn("有误0处", self.run_ok("dispatch", "read", round_id, back / f"{unit}.xlsx", "--as",
                                               story.UNITS[unit][0]))
        self.refuse("科长", "dispatch", "check", round_id, "水科", "--as", "clerk")
        done = self.run_any("dispatch", "read", round_id, back / "土科.xlsx", "--as", "clerk")
        self.assertEqual(done.returncode, 1)
        self.assertIn("没有土科的填报人", done.stderr)
        for unit in in_time:
            self.three_checks(round_id, unit)
        self.at("2024-09-30")
        self.run_ok("dispatch", "read", round_id, back / f"{story.LATE}.xlsx", "--as", story.UNITS[story.LATE][0])
        self.three_checks(round_id, story.LATE)
        for unit in story.UNITS:
            self.run_ok("dispatch", "merge", round_id, unit, "--as", "office")

        progress = json.loads(self.run_ok("dispatch", "progress", round_id, "--json"))
        plan_text = (pathlib.Path(HOME) / "examples/ezhou/plan-2024.txt").read_text(encoding="utf-8")
        behind = story.check_progress(self, progress, plan_text)
        self.run_ok("dispatch", "bulletin", round_id, "--out", self.folder / "bulletin.docx")
        text = story.check_bulletin(self, (self.folder / "bulletin.docx").read_bytes(), behind)
        self.assertIn(progress["rule_digest"][:16], text)
        self.same_through_a_server(round_id)
        self.run_ok("dispatch", "close", round_id, "--as", "office")
        self.refuse("关闭", "dispatch", "merge", round_id, "水科", "--as", "office")
        self.assertIn("核对无误", self.run_ok("journal", "verify"))

    def three_checks(self, round_id, unit):
        for step, login in zip(("submit", "check", "pass"), story.UNITS[unit]):
            self.assertRegex(self.run_ok("dispatch", step, round_id, unit, "--as", login), rf"{unit}：[1-9]\d*项")

    def same_through_a_server(self, round_id):
        commands = (("dispatch", "progress", round_id), ("dispatch", "rounds", "p0001"), ("task", "coverage", "p0001"),
                    ("task", "list", "--plan", "p0001"), ("duty", "calendar", "p0001", "--month", "2024-09"),
                    ("duty", "waiting", "p0001"), ("dispatch", "entries", round_id, "水科"))
        alone = [self.run_ok(*command) for command in commands]
        server = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", str(self.data), "--port", "0"],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            self.assertIn("http", server.stdout.readline())
            for command, text in zip(commands, alone):
                self.assertEqual(self.run_ok(*command), text, command)
            self.refuse("办公室", "dispatch", "close", round_id, "--as", "section")
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=20)

    def test_duties_and_measures(self):
        self.run_ok("task", "issue", "p0001", "--as", "office")
        self.assertIn("措施", self.run_ok("task", "measure", "list", "p0001", "--unit", "水科"))
        task = json.loads(self.run_ok("task", "list", "--unit", "水科", "--json"))["tasks"][0]["id"]
        words = ("--text", "现场核查", "--person", "谢致远", "--from", "2024-03", "--to", "2024-10")
        self.refuse("水科", "task", "measure", "add", task, "--unit", "水科", *words, "--as", "tu.clerk")
        made = self.run_ok("task", "measure", "add", task, "--unit", "水科", *words, "--as", "clerk")
        measure = made.split()[0]
        self.run_ok("task", "measure", "submit", measure, "--as", "clerk")
        self.run_ok("task", "measure", "approve", measure, "--as", "section")
        self.assertIn("现场核查", self.run_ok("task", "show", task))

        duties = json.loads(self.run_ok("duty", "calendar", "p0001", "--unit", "水科", "--month", "2024-09", "--json"))
        event = next(one for one in duties["events"] if one["object"] == "雨台山")
        self.assertEqual(event["state"], "open")
        named = (event["task_id"], "--period", event["period"], "--object", event["object"])
        self.refuse("--date", "duty", "done", *named, "--unit", "水科", "--date", "2024-13-01", "--as", "clerk")
        self.refuse("还没有到", "duty", "done", *named, "--unit", "水科", "--date", "2024-10-01", "--evidence", "a", "--as",
                    "clerk")
        self.run_ok("duty", "done", *named, "--unit", "水科", "--date", "2024-09-12", "--evidence", "巡查记录", "--as", "clerk")
        again = json.loads(self.run_ok("duty", "calendar", "p0001", "--task", event["task_id"], "--state", "done", "--json"))
        self.assertEqual([one["done"]["done_on"] for one in again["events"]], ["2024-09-12"])
        self.run_ok("duty", "withdraw", *named, "--why", "登记错了", "--as", "clerk")
        waiting = json.loads(self.run_ok("duty", "waiting", "p0001", "--json"))["waiting"]
        self.assertTrue(waiting)
        self.run_ok("duty", "settle", waiting[0]["task_id"], "--period", "quarter", "--why", "会议确定", "--as", "office")
        left = json.loads(self.run_ok("duty", "waiting", "p0001", "--json"))["waiting"]
        self.assertEqual(len(left), len(waiting) - 1)
        self.assertIn("核对无误", self.run_ok("journal", "verify"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    unittest.main(argv=[sys.argv[0]] + rest)
