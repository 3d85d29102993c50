"""The rectification story on the command line, as the office lives it: a list of 24 issues with two faulty rows is imported, assigned,
signed for; one issue runs late and climbs, one is returned, verified by another, closed, and reopened by a look-back.

usage: case_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

BINARY = ""
HOME = ""
# login, person of examples/ezhou/people.toml, role
PEOPLE = [("branch-head", "花星河", "branch"), ("branch-clerk", "方令仪", "branch"), ("water", "谢致远", "section"),
          ("general", "曹若溪", "section"), ("finance", "尤令仪", "section"), ("office2", "江望舒", "office")]


def run(*arguments):
    return subprocess.run([BINARY, "--home", HOME, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


class CaseStory(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_case_test_"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = self.folder / "data"
        self.assertEqual(run("demo", "create", self.data, "--plan-only").returncode, 0)
        for login, person, role in PEOPLE:
            self.succeed("account", "add", login, "--person", person, "--roles", role, "--data", self.data)
        for name, more in (("faulty.xlsx", []), ("corrected.xlsx", ["--corrected"])):
            subprocess.run([sys.executable, pathlib.Path(HOME) / "examples/ezhou/make_rectification.py", *more, self.folder / name],
                           check=True, capture_output=True)
        self.photo = self.folder / "现场.jpg"
        self.photo.write_bytes(b"\xff\xd8\xff\xe0 invented")

    def succeed(self, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stderr}{done.stdout}")
        return done.stdout

    def case(self, *arguments):
        return self.succeed("case", *arguments, "--data", self.data)

    def adjustment(self, *arguments):
        return self.succeed("adjustment", *arguments, "--data", self.data)

    def refused(self, *arguments, group="case"):
        done = run(group, *arguments, "--data", self.data)
        self.assertEqual(done.returncode, 2, f"{arguments}: {done.stderr}{done.stdout}")
        self.assertTrue(done.stderr.startswith("错误："), done.stderr)
        return done.stderr

    def act(self, case, verb, login, *more):
        return self.case("act", case, verb, "--as", login, *more)

    def day(self, day):
        """The demonstration's clock stands where desk.toml says when a command starts."""
        settings = self.data / "desk.toml"
        settings.write_text(re.sub(r'(?m)^now *= *"[^"]*"', f'now = "{day}T09:00:00+08:00"', settings.read_text()))

    def board(self, *arguments):
        stages = json.loads(self.case("board", "--json", *arguments))["stages"]
        return {one["state"]["id"]: one["count"] for one in stages if one["count"]}

    def test_from_the_list_to_the_look_back(self):
        self.day("2024-09-30")
        # The list: seen, taken, put right, taken again.
        seen = self.case("import", self.folder / "faulty.xlsx", "--source", "inspection", "--as", "office", "--preview")
        self.assertIn("可导入22条", seen)
        self.assertIn("2024年11月没有31日", seen)
        self.assertEqual(self.board(), {})
        self.assertIn("不认识来源", self.refused("import", self.folder / "faulty.xlsx", "--source", "rumour", "--as", "office"))
        taken = self.case("import", self.folder / "faulty.xlsx", "--source", "inspection", "--as", "office")
        self.assertIn("交办22件", taken)
        self.assertIn("工作表「问题清单」D20：", taken)
        again = self.case("import", self.folder / "corrected.xlsx", "--source", "inspection", "--as", "office")
        self.assertIn("交办2件，已有22件", again)
        self.assertEqual(self.board(), {"assigned": 24})

        # Who may: his part decides.
        listed = json.loads(self.case("list", "--json", "--order", "due", "--limit", "100"))["cases"]
        by_title = {one["title"]: one["case_id"] for one in listed}
        one = by_title["甲湖北侧围栏破损，岸线有垃圾堆放"]
        late = listed[0]["case_id"]
        self.assertEqual(listed[0]["due"], "2024-10-14")
        self.day("2024-10-08")
        self.assertIn("没有编号", self.refused("show", one, "--as", "finance"))
        self.assertIn("没有督办事项", self.case("list", "--as", "finance"))
        self.assertIn("没有", self.refused("act", one, "sign", "--as", "nobody"))
        self.assertIn("签收：bihuan case act", self.case("show", one, "--as", "branch-clerk"))
        self.act(one, "sign", "branch-clerk")
        self.act(late, "sign", "water")
        self.assertEqual(self.board(), {"assigned": 22, "signed": 2})
        self.act(one, "start", "branch-clerk", "--text", "逐段修复")

        # A deadline moves by request and another's decision.
        wish = ("ask", f"case_file/{one}", "due", "2024-10-20", "--why", "连日下雨", "--as")
        self.refused(*wish, "branch-clerk", group="adjustment")
        self.assertIn("j000001", self.adjustment(*wish, "branch-head"))
        self.assertIn("待决定", self.adjustment("list"))
        self.refused("decide", "j000001", "--grant", "--as", "branch-head", group="adjustment")
        self.assertIn("已同意", self.adjustment("decide", "j000001", "--grant", "--as", "office"))

        # The assistant answers, the lead reports, another unit returns it, then verifies it.
        self.day("2024-10-09")
        self.assertIn("协办单位没有答复",
                      self.refused("act", one, "report", "--as", "branch-head", "--text", "已修复", "--file", self.photo))
        self.act(one, "assist_reply", "water", "--text", "水质正常")
        self.act(one, "report", "branch-head", "--text", "已修复", "--file", self.photo)
        self.act(one, "return", "general", "--text", "南段尚有缺口")
        self.act(one, "report", "branch-head", "--text", "南段已补", "--file", self.photo)
        self.refused("act", one, "verify", "--as", "branch-head", "--text", "看过", "--day", "2024-10-09")
        self.act(one, "verify", "general", "--text", "已完好", "--day", "2024-10-09")
        self.assertIn("已销号", self.act(one, "close", "office2"))
        out = self.folder / "out.jpg"
        self.case("attachment", one, "2", "-o", out)
        self.assertEqual(out.read_bytes(), self.photo.read_bytes())

        # One runs late and climbs, once each.
        def climbed(day):
            self.day(day)
            lines = self.case("climb").splitlines()
            return next((line.split("：")[1] for line in lines if line.startswith(late)), "")
        self.assertEqual([climbed(day) for day in ("2024-10-09", "2024-10-10", "2024-10-10", "2024-10-14", "2024-10-18", "2024-10-21")],
                         ["", "提醒", "", "黄灯", "红灯", "拟通报"])
        self.assertIn("拟通报（到期日后5个工作日）", self.case("show", late))
        draft = self.folder / "draft.docx"
        self.case("draft", late, "-o", draft)
        self.assertEqual(draft.read_bytes()[:2], b"PK")

        # The bulletin about it: drafted by the office, issued by a leader under a number, with the journal's head in it.
        def paper(*arguments):
            return self.succeed("paper", *arguments, "--data", self.data)
        self.assertIn("待审批", paper("draft", "--case", late, "--as", "office"))
        self.refused("issue", "f000001", "--number", "云环督〔2024〕3号", "--as", "office", group="paper")
        self.assertIn("退回", paper("return", "f000001", "--why", "写明完成日期", "--as", "leader"))
        self.assertIn("待审批", paper("revise", "f000001", draft, "--as", "office"))
        issued = json.loads(paper("issue", "f000001", "--number", "云环督〔2024〕3号", "--as", "leader", "--json"))
        self.assertEqual(len(issued["journal_digest"]), 64)
        out = self.folder / "issued.docx"
        paper("file", "f000001", "-o", out)
        text = zipfile.ZipFile(out).read("word/document.xml").decode()
        self.assertIn("云环督〔2024〕3号", text)
        self.assertIn(issued["journal_digest"], text)
        self.assertNotIn("草稿", text)

        # A look-back finds it broken again.
        self.day("2024-12-02")
        self.act(one, "look_back", "general", "--text", "北段又有破损", "--day", "2024-12-02")
        self.act(one, "reopen", "office2", "--text", "回头看发现反弹", "--due", "2024-12-20")
        self.assertEqual(self.board(), {"assigned": 23, "signed": 1})
        shown = self.case("show", one)
        for word in ("交办", "退回", "核查", "销号", "回头看", "重开", "花星河"):
            self.assertIn(word, shown)
        self.assertIn("核对无误", self.succeed("journal", "verify", "--data", self.data))

        # The same words come from a server that owns the folder.
        commands = (["list"], ["show", one], ["board"], ["show", "k999999"], ["list", "--as", "finance"])
        answers = lambda: [(done.returncode, done.stdout, done.stderr)
                           for done in (run("case", *command, "--data", self.data) for command in commands)]
        self.case("climb")  # a server does so when it starts
        alone = answers()
        process = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", self.data, "--port", "0"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        try:
            self.assertIn("http://", process.stdout.readline())
            self.assertEqual(answers(), alone)
        finally:
            process.terminate()
            process.communicate(timeout=20)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    unittest.main(argv=[sys.argv[0], *rest])
