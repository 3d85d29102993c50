"""Runs the real program as a person does: its commands, its exit codes, and what it says to bad input.

usage: cli_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import importlib.util
import io
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile

BINARY = ""
HOME = ""

PLAN = """2031年云溪市生态环境工作要点
一、工作目标
全市9个省考断面水质优良率不低于88.9%，城区细颗粒物年均浓度不高于31微克/立方米。
二、重点任务
1.巩固水环境质量。对12个入河排口每月至少巡查一次，9月底前完成云溪河口湿地修复方案编制。（责任单位：水科、监测站）
2.强化扬尘管控。严禁露天焚烧秸秆，持续推进工地扬尘治理。（责任单位：大气科）
"""


def run(*arguments, timeout=120, **more):
    return subprocess.run([BINARY, "--home", HOME, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          check=False, **more)


def rows_of(evaluation, key):
    """The rows of one table of an evaluation, by the heads of its columns."""
    table = next(table for table in evaluation["tables"] if table["key"] == key)
    heads = [column["head"] for column in table["columns"]]
    return [dict(zip(heads, row["cells"], strict=True)) for row in table["rows"]]


def docx(text):
    """A small docx of plain paragraphs."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>" for line in text.splitlines())
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                               '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                               '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                               'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                       '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                       'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb():
    """A docx whose document would unpack to 1 GB."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(PLAN))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != "word/document.xml":
                archive.writestr(name, source.read(name))
        with archive.open("word/document.xml", "w", force_zip64=True) as entry:
            block = b" " * (1 << 20)
            for _ in range(1024):
                entry.write(block)
    return out.getvalue()


def sections_module():
    """The generator of the demonstration's workbook, loaded afresh, so that a test can spoil one thing in it."""
    path = pathlib.Path(HOME) / "examples/ezhou/make_sections.py"
    spec = importlib.util.spec_from_file_location("make_sections", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_cli_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def succeed(self, *arguments, code=0):
        done = run(*arguments)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done.stdout

    def fail_with(self, code, *arguments):
        done = run(*arguments)
        self.assertEqual(done.returncode, code, done.stdout[:300] + done.stderr[:600])
        self.assertTrue(done.stderr.startswith("错误："), done.stderr[:300])
        self.assertNotIn(str(HOME), done.stderr)
        return done.stderr

    # --- good input --------------------------------------------------------------------------------------------------

    def test_version_and_help(self):
        self.assertRegex(self.succeed("version"), r"^闭环 bihuan \d+\.\d+\.\d+\n$")
        for command in ([], ["plan"], ["plan", "compile"], ["plan", "diff"], ["plan", "units"], ["plan", "add"],
                        ["plan", "list"], ["plan", "show"], ["plan", "correct"], ["plan", "corrections"], ["assess"],
                        ["evaluate"], ["evaluate", "air"], ["standard"], ["standard", "list"], ["standard", "check"],
                        ["hj212"], ["hj212", "decode"], ["hj212", "check"], ["hj212", "encode"], ["journal"],
                        ["journal", "verify"], ["journal", "list"], ["journal", "export"], ["backup"], ["restore"],
                        ["serve"], ["demo"], ["demo", "create"], ["openapi"], ["version"]):
            text = self.succeed(*command, "--help")
            self.assertRegex(text, r"[\u4e00-\u9fff]", command)
            self.assertIn("用法", text, command)

    def test_compile(self):
        path = self.file("a.txt", PLAN)
        plan = json.loads(self.succeed("plan", "compile", path, "--json"))
        self.assertEqual(plan["plan_year"], 2031)
        self.assertEqual([item["no"] for item in plan["items"]], ["1", "2"])
        for target in plan["targets"]:
            self.assertEqual(len(target["span"]), 2)
        table = self.succeed("plan", "compile", path)
        for word in ("2031年云溪市生态环境工作要点", "序号", "责任单位", "水科、监测站", "2031年9月底"):
            self.assertIn(word, table)
        self.succeed("plan", "compile", path, "--xlsx", self.folder / "a.xlsx", "--docx", self.folder / "a.docx")
        for name in ("a.xlsx", "a.docx"):
            self.assertTrue(zipfile.is_zipfile(self.folder / name))

    def test_all_forms_of_a_file_compile_alike(self):
        def essence(path):
            plan = json.loads(self.succeed("plan", "compile", path, "--json"))
            return ([(t["value"], t["unit"], t["comparator"], t["deadline"]) for t in plan["targets"]],
                    [(d["min_count"], d["period"]) for d in plan["duties"]], [i["units"] for i in plan["items"]])

        plain = essence(self.file("a.txt", PLAN))
        self.assertTrue(plain[0])
        self.assertEqual(essence(self.file("bom.txt", b"\xef\xbb\xbf" + PLAN.encode())), plain)
        self.assertEqual(essence(self.file("gb.txt", PLAN.encode("gb18030"))), plain)
        self.assertEqual(essence(self.file("crlf.txt", PLAN.replace("\n", "\r\n"))), plain)
        self.assertEqual(essence(self.file("a.docx", docx(PLAN))), plain)
        self.assertEqual(essence(self.file("wrong_name.txt", docx(PLAN))), plain, "the content tells, not the name")

    def test_compile_is_quick(self):
        path = self.file("a.txt", PLAN)
        times = []
        for _ in range(5):
            begin = time.monotonic()
            self.succeed("plan", "compile", path, "--json")
            times.append(time.monotonic() - begin)
        # A guard against loading what is not needed; the release figure is measured in bench/.
        self.assertLess(min(times), 2.0, times)

    def test_diff(self):
        old = self.file("old.txt", PLAN)
        new = self.file("new.txt", PLAN.replace("88.9%", "77.8%"))
        self.assertIn("没有差别", self.succeed("plan", "diff", old, old))
        text = self.succeed("plan", "diff", old, new, code=1)
        self.assertIn("！降低", text)
        difference = json.loads(self.succeed("plan", "diff", old, new, "--json", code=1))
        self.assertEqual(difference["counts"]["lowered"], 1)
        self.assertTrue(difference["entries"][0]["is_alarm"])

    def test_units(self):
        path = self.file("a.txt", PLAN)
        self.assertIn("水科", self.succeed("plan", "units", path))
        organisation = pathlib.Path(HOME) / "examples/ezhou/organisation.toml"
        units = json.loads(self.succeed("plan", "units", path, "--organisation", organisation, "--json"))
        self.assertIn("水科", [answer["name"] for answer in units["answers"]])
        self.assertTrue(units["without_task"])

    def test_stored_plans(self):
        path = self.file("a.txt", PLAN)
        self.assertIn("已保存：p0001 第1版", self.succeed("plan", "add", path, "--data", self.data))
        self.assertIn("p0001", self.succeed("plan", "list", "--data", self.data))
        plan = json.loads(self.succeed("plan", "show", "p0001", "--json", "--data", self.data))
        target = next(t for t in plan["targets"] if t["value"] == 88.9)
        text = self.succeed("plan", "correct", "p0001", "--commitment", target["id"], "--field", "value", "--to", "90",
                            "--who", "王工", "--why", "省里下达", "--data", self.data)
        self.assertIn("“88.9”→“90”", text)
        corrections = json.loads(self.succeed("plan", "corrections", "p0001", "--json", "--data", self.data))
        self.assertEqual([c["state"] for c in corrections], ["applies"])
        self.assertIn("有效", self.succeed("plan", "corrections", "p0001", "--data", self.data))
        plan = json.loads(self.succeed("plan", "show", "p0001", "--json", "--data", self.data))
        self.assertEqual(next(t for t in plan["targets"] if t["id"] == target["id"])["value"], 90)
        moved = self.file("b.txt", PLAN.replace("二、重点任务\n", "二、重点任务\n今年任务繁重。\n"))
        self.assertIn("第2版", self.succeed("plan", "add", moved, "--replaces", "p0001", "--data", self.data))
        corrections = json.loads(self.succeed("plan", "corrections", "p0001", "--json", "--data", self.data))
        self.assertEqual([c["state"] for c in corrections], ["applies"], "it followed its sentence")
        self.assertIn("已经存过", self.fail_with(2, "plan", "add", path, "--replaces", "p0001", "--data", self.data))

    def test_accounts(self):
        made = self.succeed("account", "add", "zhoumin", "--person", "周敏", "--roles", "office", "--data", self.data)
        self.assertIn("a000001 zhoumin", made)
        self.assertRegex(made, r"http://127\.0\.0\.1:8710/enter#\S{43}\n")
        self.assertIn("三员分立", self.fail_with(2, "account", "add", "zhoumin2", "--person", "周敏", "--roles", "audit_admin",
                                              "--data", self.data))
        self.assertIn("登录名", self.fail_with(2, "account", "add", "Zhou Min", "--person", "甲", "--roles", "office", "--data",
                                            self.data))
        self.succeed("account", "roles", "zhoumin", "--roles", "reader", "--why", "轮岗", "--data", self.data)
        self.assertIn("只读", self.succeed("account", "list", "--data", self.data))
        self.succeed("account", "disable", "zhoumin", "--why", "离职", "--data", self.data)
        self.assertIn("已停用", self.fail_with(2, "account", "link", "zhoumin", "--data", self.data))
        self.succeed("account", "enable", "zhoumin", "--why", "返聘", "--data", self.data)
        self.assertIn("/enter#", self.succeed("account", "reset-password", "zhoumin", "--why", "忘记", "--data", self.data))

    def test_demonstration(self):
        text = self.succeed("demo", "create", self.data)
        self.assertIn("演示数据已就绪", text)
        listed = json.loads(self.succeed("plan", "list", "--json", "--data", self.data))
        self.assertEqual(len(listed["plans"]), 1)
        self.assertEqual(self.succeed("demo", "create", self.data), text, "repeatable")
        again = json.loads(self.succeed("plan", "list", "--json", "--data", self.data))
        self.assertEqual(again, listed, "and nothing is stored twice")
        sections = pathlib.Path(HOME) / "examples/ezhou/sections-2024.xlsx"
        arguments = ("assess", "--plan", "p0001", "--sections", sections, "--on", "2024-09-30", "--data", self.data)
        text = self.succeed(*arguments)
        for word in ("6个", "85.7%", "三山湖", "Ⅳ类", "总磷"):
            self.assertIn(word, text)
        readings = json.loads(self.succeed(*arguments, "--json"))
        counts = {(r["have"], r["needed"], r["whole"]) for r in readings}
        self.assertIn((6, 6, 7), counts)
        self.assertGreater(len(self.succeed(*arguments, "--explain")), len(text))
        by_file = self.succeed("assess", "--plan", pathlib.Path(HOME) / "examples/ezhou/plan-2024.txt", "--sections", sections,
                               "--on", "2024-09-30")
        self.assertEqual(by_file, text, "the file gives what the stored plan gives")

    def test_files_of_other_kinds_answer_targets(self):
        self.succeed("demo", "create", self.data, "--plan-only")
        examples = pathlib.Path(HOME) / "examples/ezhou"
        self.assertEqual(self.readings(), 8, "sections 2, sources, villages, fields, and three figures of one end")

        def assess(kind, name, *more):
            return ("assess", "--plan", "p0001", "--kind", kind, "--file", name, "--on", "2024-09-30", "--data", self.data, *more)

        self.assertIn("5个水源中5个达标", self.succeed(*assess("source", examples / "sources-2024.csv")))
        text = self.succeed(*assess("air", examples / "air-2024.csv", "--explain"))
        for word in ("没有可比的数值", "PM2.5", "各项污染物", "各级别的天数", "HJ 663-2013"):
            self.assertIn(word, text)
        faulty = self.file("台账.csv", "区,行政村总数,已治理行政村数\n鄂城区,119,90\n华容区,88,89\n")
        told = self.fail_with(2, *assess("rural", faulty, "--store"))
        self.assertIn("第3行", told)
        self.assertIn("--despite-faults", told)
        self.assertEqual(self.readings(), 8, "nothing stored")
        self.fail_with(2, *assess("rural", faulty, "--store", "--despite-faults"))
        self.assertEqual(self.readings(), 9)
        villages = json.loads(self.newest_reading())
        self.assertEqual((villages["have"], villages["whole"], villages["verdict"]), (90, 119, "at_risk"))
        self.assertTrue(any("有1处有误" in note for note in villages["basis"]["notes"]))
        self.succeed("demo", "create", self.data, "--plan-only")
        self.assertEqual(json.loads(self.newest_reading()), villages, "what was stored since stays the newest")
        nothing = self.file("无.csv", "区,行政村总数,已治理行政村数\n鄂城区,119,\n")
        self.assertIn("无.csv", self.fail_with(2, *assess("rural", nothing, "--store", "--despite-faults")))
        self.assertEqual(self.readings(), 9)
        for arguments, word in ((assess("lake", faulty), "不回答计划目标"), (assess("farmland", faulty), "台账.csv"),
                                (("assess", "--plan", "p0001", "--on", "2024-09-30", "--data", self.data), "--sections"),
                                (assess("rural", self.folder / "none.csv"), "none.csv")):
            self.assertIn(word, self.fail_with(2, *arguments))

    def test_demonstration_leaves_other_folders_alone(self):
        self.data.mkdir()
        (self.data / "mine.txt").write_text("mine", encoding="utf-8")
        self.assertIn("不是空的", self.fail_with(2, "demo", "create", self.data))
        self.assertEqual(sorted(os.listdir(self.data)), ["mine.txt"])

    # --- bad input: message, place, exit code 2, nothing stored ------------------------------------------------------

    def refuse_plan(self, name, content, *words):
        path = content if isinstance(content, pathlib.Path) else self.file(name, content)
        for command in (("plan", "compile", path), ("plan", "add", path, "--data", self.data)):
            begin = time.monotonic()
            done = run(*command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, LIMIT))
            self.assertEqual(done.returncode, 2, (name, done.stderr[:500]))
            self.assertTrue(done.stderr.startswith("错误："), (name, done.stderr[:300]))
            self.assertLess(len(done.stderr), 2000, name)
            self.assertEqual(done.stdout, "", name)
            for word in words:
                self.assertIn(word, done.stderr, name)
            self.assertLess(time.monotonic() - begin, 20, name)
        self.assertFalse(self.data.exists(), f"{name}: nothing is stored, not even a folder")

    def test_bad_plans(self):
        self.refuse_plan("junk.txt", bytes((i * 7919 + 13) % 256 for i in range(5000)), "junk.txt")
        self.refuse_plan("cut.docx", docx(PLAN)[:-200], "cut.docx")
        self.refuse_plan("bomb.docx", bomb(), "bomb.docx")
        self.refuse_plan("empty.txt", b"", "空")
        self.refuse_plan("blank.txt", b" \n\n")
        self.refuse_plan("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF")
        garbled = PLAN.encode("gb18030").decode("utf-8", errors="replace")
        self.refuse_plan("garbled.txt", garbled, "GB18030")
        broken = bytearray(PLAN.encode())
        broken[40] = 0xff
        self.refuse_plan("broken.txt", bytes(broken), "字节")
        for mark in ("秘密", "机密★1年", "绝密★启用前"):
            self.refuse_plan("secret.txt", mark + "\n" + PLAN, mark[:2])
            self.refuse_plan("secret.docx", docx(mark + "\n" + PLAN), mark[:2])
        self.refuse_plan("none.txt", self.folder / "none.txt", "none.txt")
        self.refuse_plan("folder", self.folder)

    def test_a_word_is_no_mark_of_secrecy(self):
        self.succeed("plan", "compile", self.file("a.txt", PLAN + "3.做好机要保密和商业秘密保护工作。（责任单位：办公室）\n"))

    def test_long_line(self):
        path = self.folder / "long.txt"
        with open(path, "wb") as file:
            block = "持续推进工地扬尘治理，".encode() * 1000
            for _ in range(100 * 1024 * 1024 // len(block)):
                file.write(block)
        self.refuse_plan("long.txt", path, "long.txt")
        self.refuse_plan("line.txt", ("持续推进扬尘治理，" * 60000), "行")

    def test_damage_leaves_a_store_as_it_was(self):
        self.succeed("plan", "add", self.file("a.txt", PLAN), "--data", self.data)
        before = self.succeed("plan", "list", "--json", "--data", self.data)
        self.fail_with(2, "plan", "add", self.file("cut.docx", docx(PLAN)[:-200]), "--replaces", "p0001", "--data", self.data)
        self.fail_with(2, "plan", "add", self.file("b.txt", PLAN + "。"), "--replaces", "p0099", "--data", self.data)
        self.fail_with(2, "plan", "correct", "p0001", "--commitment", "none", "--field", "value", "--to", "1", "--who", "a",
                       "--why", "b", "--data", self.data)
        self.assertEqual(self.succeed("plan", "list", "--json", "--data", self.data), before)
        self.assertEqual(json.loads(self.succeed("plan", "corrections", "p0001", "--json", "--data", self.data)), [])

    def spoiled(self, name, spoil, until=9):
        module = sections_module()
        spoil(module)
        path = self.folder / name
        module.write(path, [module.month_sheet(month) for month in range(1, until + 1)])
        return path

    def refuse_workbook(self, path, *words, code=2):
        before = self.readings()
        done = run("assess", "--plan", "p0001", "--sections", path, "--on", "2024-09-30", "--store", "--data", self.data)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn("错误：", done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertEqual(self.readings(), before, "nothing stored")
        return done

    def stored(self, what):
        import sqlite3  # the store's own format: docs/formats/records.md
        connection = sqlite3.connect(self.data / "records.sqlite")
        try:
            return connection.execute(what).fetchone()[0]
        finally:
            connection.close()

    def readings(self):
        return self.stored("SELECT count(*) FROM reading")

    def newest_reading(self):
        return self.stored("SELECT reading FROM reading ORDER BY number DESC LIMIT 1")

    def test_bad_workbooks(self):
        plan = pathlib.Path(HOME) / "examples/ezhou/plan-2024.txt"
        self.succeed("plan", "add", plan, "--data", self.data)

        def text_in_numbers(module):
            module.ODD_CELLS[("长港樊口", 5, 6)] = "约零点一"

        done = self.refuse_workbook(self.spoiled("text.xlsx", text_in_numbers), "工作表「5月」", "约零点一")
        self.assertIn("长江燕矶" if "长江燕矶" in done.stdout else "断面", done.stdout, "good rows go on")

        def wrong_unit(module):
            module.ITEMS[6] = ("总磷（mg/kg）", 3)

        self.refuse_workbook(self.spoiled("unit.xlsx", wrong_unit), "工作表「1月」", "mg/kg")

        def missing_section(module):
            module.SECTIONS = [s for s in module.SECTIONS if s[0] != "豹澥湖鄂州水域"]

        self.refuse_workbook(self.spoiled("missing.xlsx", missing_section), "豹澥湖鄂州水域")
        self.refuse_workbook(self.file("junk.xlsx", bytes((i * 7919 + 13) % 256 for i in range(5000))), "junk.xlsx")
        whole = (pathlib.Path(HOME) / "examples/ezhou/sections-2024.xlsx").read_bytes()
        self.refuse_workbook(self.file("cut.xlsx", whole[:-500]), "cut.xlsx")
        self.refuse_workbook(self.file("a.pdf", b"%PDF-1.7\n"), "PDF")
        self.refuse_workbook(self.file("empty.csv", b""), "空")
        self.refuse_workbook(self.file("other.csv", "姓名,电话\n王工,1\n"), "other.csv")
        self.refuse_workbook(self.folder / "none.xlsx", "none.xlsx")

    # --- journal, backup, the folder of a running server -------------------------------------------------------------

    def served(self):
        """A server on the data folder; returns when it accepts."""
        process = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", str(self.data), "--port", "0"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertIn("闭环已启动", process.stdout.readline())
        return process

    def stopped(self, process):
        process.terminate()
        out, error = process.communicate(timeout=60)
        self.assertEqual((process.returncode, error), (0, ""), out)

    def test_a_served_folder_answers_alike(self):
        path = self.file("a.txt", PLAN)
        self.succeed("plan", "add", path, "--data", self.data)
        commands = (["plan", "list"], ["plan", "list", "--json"], ["plan", "show", "p0001"], ["plan", "show", "p9"])
        def answers():
            return [(done.returncode, done.stdout, done.stderr)
                    for done in (run(*command, "--data", self.data) for command in commands)]
        alone = answers()
        process = self.served()
        self.assertEqual(answers(), alone)
        # A path of the caller's, not of the server's; what is stored while it runs is there afterwards.
        other = self.file("b.txt", PLAN.replace("2031", "2032"))
        done = run("plan", "add", other.name, "--data", self.data, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.succeed("backup", self.folder / "backup", "--data", self.data)
        self.assertIn("核对无误", self.succeed("journal", "verify", "--data", self.data))
        self.stopped(process)
        self.assertIn("p0002", self.succeed("plan", "list", "--data", self.data))
        self.assertIn("核对无误", self.succeed("restore", self.folder / "backup", "--verify"))
        self.succeed("restore", self.folder / "backup", "--data", self.folder / "again")
        self.assertEqual(self.succeed("plan", "list", "--data", self.folder / "again"),
                         self.succeed("plan", "list", "--data", self.data))
        self.assertIn("核对无误", self.succeed("journal", "verify", "--data", self.folder / "again", "--backup",
                                            self.folder / "backup"))
        export = self.folder / "journal.jsonl"
        self.succeed("journal", "export", export, "--data", self.data)
        entries = [json.loads(line) for line in export.read_text().splitlines()]
        self.assertEqual([entry["number"] for entry in entries], list(range(1, len(entries) + 1)))
        self.assertEqual(entries[-1]["what"], "journal.exported")
        self.assertIn("已经存在", self.fail_with(2, "journal", "export", export, "--data", self.data))

    def test_verify_names_what_was_changed(self):
        self.succeed("plan", "add", self.file("a.txt", PLAN), "--data", self.data)
        with sqlite3.connect(pathlib.Path(self.data) / "records.sqlite") as store:
            store.execute("drop trigger plan_version_is_not_changed")
            store.execute("update plan_version set title = '另一个标题'")
        done = run("journal", "verify", "--data", self.data)
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("plan_version/p0001/1", done.stdout)
        self.assertIn("另一个标题", done.stdout)
        self.assertIn("journal verify", self.fail_with(3, "serve", "--data", self.data, "--port", "0"))

    # --- standards, frames -------------------------------------------------------------------------------------------

    def test_evaluate_air(self):
        rows = ["日期,PM2.5,PM10,SO2,NO2,CO,O3-8h", "2024-05-01,95,60,8,30,0.8,100", "2024-05-02,35,50,8,30,2.2,90",
                "2024-05-03,-99,50,8,30,0.8,90"]
        path = self.file("day.csv", "\n".join(rows) + "\n")
        done = run("evaluate", "air", path, "--by", "day", "--json", "--standard", "HJ 633-2012")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("-99", done.stderr)
        days = {row["日期"]: row for row in rows_of(json.loads(done.stdout), "days")}
        # HJ 633-2012 table 1: PM2.5 95 lies half way between 75 (100) and 115 (150); CO 2.2 is 55, exactly.
        self.assertEqual((days["2024-05-01"]["AQI"], days["2024-05-01"]["首要污染物"]), ("125", "PM2.5"))
        self.assertEqual((days["2024-05-02"]["AQI"], days["2024-05-02"]["首要污染物"]), ("55", "CO"))
        self.assertEqual((days["2024-05-03"]["PM2.5"], days["2024-05-03"]["六项"]), ("", "不齐"), "-99 is no value")

    def test_evaluate_water(self):
        head = "断面名称,水体类型,目标类别,月份,pH值,溶解氧(mg/L),高锰酸盐指数(mg/L),氨氮(mg/L),总磷(mg/L)"
        path = self.file("sections.csv", "\n".join([
            "某市2024年断面监测结果,,,,,,,,", head, "甲断面,河流,Ⅲ,2024年1月,7.5,8.0,3.0,0.2,0.25",
            "乙断面,河流,Ⅲ,2024年1月,7.5,8.0,3.0,ND,0.05", "平均,,,,7.5,8.0,3.0,0.2,0.15"]) + "\n")
        done = run("evaluate", "water", path, "--json")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("sections.csv", done.stderr)
        self.assertIn("H4", done.stderr)
        sections = {row["断面"]: row for row in rows_of(json.loads(done.stdout), "sections")}
        self.assertEqual((sections["甲断面"]["类别"], sections["甲断面"]["主要污染指标"]), ("Ⅳ", "总磷(0.2)"))
        self.assertIn("氨氮", sections["乙断面"]["说明"], "a section without ammonia is never called met")
        table = run("evaluate", "water", path, "--limit", "nh3n=0.025")
        self.assertEqual(table.returncode, 0, table.stderr)
        self.assertIn("甲断面", table.stdout)
        out = pathlib.Path(self.folder, "out.xlsx")
        self.succeed("evaluate", "water", path, "--limit", "nh3n=0.025", "--xlsx", out)
        self.assertEqual(zipfile.ZipFile(out).testzip(), None)
        csv = self.succeed("evaluate", "water", path, "--limit", "nh3n=0.025", "--csv", "--table", "groups")
        self.assertTrue(csv.startswith("范围,"), csv)
        self.assertIn("sections", self.fail_with(2, "evaluate", "water", path, "--limit", "nh3n=0.025", "--csv", "--table", "no"))
        self.assertIn("limit", self.fail_with(2, "evaluate", "water", path, "--limit", "nh3n"))

    def test_evaluate_registers(self):
        path = self.file("villages.csv", "区县,行政村,治理状态\n甲县,一村,已治理\n甲县,二村,未治理\n乙县,三村,管控\n乙县,四村,快好了\n")
        done = run("evaluate", "rural", path, "--json")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("“快好了”不认识；应为已治理、管控、未治理等（villages.csv 工作表「villages」C5）", done.stderr)
        rates = {row["区域"]: row for row in rows_of(json.loads(done.stdout), "rates")}
        self.assertEqual((rates["合计"]["行政村数"], rates["合计"]["治理率%"], rates["合计"]["治理（管控）率%"]), ("4", "25.00", "50.00"))
        plots = self.file("plots.csv", "地块,面积（亩）,污染程度,安全利用措施,农产品达标\nA,30,中度,是,是\nB,10,中度,否,\n")
        table = self.succeed("evaluate", "farmland", plots, "--year", "2025", "--explain")
        self.assertIn("75.00", table)
        self.assertIn("不达标", table)
        self.assertIn("没有落实安全利用措施", table)
        answers = self.file("answers.csv", "满意度\n非常满意\n比较满意\n一般\n不太满意\n不满意\n不了解\n")
        self.assertIn("54.00", self.succeed("evaluate", "survey", answers), "(1 + 0.8 + 0.6 + 0.3 + 0) / 5")
        self.assertIn("year", self.fail_with(2, "evaluate", "survey", answers, "--year", "2024"))

    def test_standards(self):
        self.succeed("standard", "check")
        self.assertIn("HJ 633-2012", self.succeed("standard", "list"))
        self.succeed("standard", "diff", "HJ 633-2012", "HJ 633-2026", code=1)

    def test_frames(self):
        frame = "##0101QN=20240930080000123;ST=22;CN=2011;PW=123456;MN=TEST000000000000000001;Flag=5;" \
                "CP=&&DataTime=20240930080000;a34004-Rtd=35.2,a34004-Flag=N&&"
        done = run("hj212", "check", self.file("wrong.txt", frame + "0000\r\n"))
        self.assertEqual(done.returncode, 1, done.stderr + done.stdout)
        self.assertNotIn("123456", done.stdout, "a password is not shown")
        self.assertIn("校验", done.stdout)
        right = run("hj212", "encode", self.file("segment.txt", frame[6:]))
        self.assertEqual(right.returncode, 0, right.stderr)
        self.succeed("hj212", "check", self.file("right.txt", right.stdout))
        self.assertIn("35.2", self.succeed("hj212", "decode", self.file("again.txt", right.stdout)))

    # --- the command line --------------------------------------------------------------------------------------------

    def test_wrong_use(self):
        for arguments in ([], ["fly"], ["plan"], ["plan", "compile"], ["plan", "compile", "a", "--xml"],
                          ["plan", "compile", "a", "--json", "--table"], ["serve", "--port", "99999999"],
                          ["assess", "--plan", "p0001"]):
            error = self.fail_with(2, *arguments)
            self.assertIn("--help", error)
        path = self.file("a.txt", PLAN)
        self.assertIn("--on", self.fail_with(2, "assess", "--plan", path, "--sections", path, "--on", "yesterday"))
        self.assertIn("--plan", self.fail_with(2, "assess", "--plan", path, "--sections", path, "--on", "2031-01-01", "--store"))
        self.assertIn("数据文件夹", self.fail_with(2, "plan", "list", "--data", self.folder / "none"))
        self.assertIn("--allow-remote", self.fail_with(2, "serve", "--data", self.data, "--address", "0.0.0.0", "--port", "0"))
        self.assertIn("编号", self.fail_with(2, "plan", "show", "p 1", "--data", self.data))
        done = subprocess.run([BINARY, "--home", str(self.folder), "plan", "compile", str(path)], capture_output=True,
                              text=True, check=False)
        self.assertEqual((done.returncode, "knowledge" in done.stderr), (2, True))


LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--memory", type=int, default=0, help="MiB of address space for bad input; 0: no limit (sanitizers)")
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    if options.memory:
        LIMIT = (options.memory << 20, options.memory << 20)
    unittest.main(argv=[sys.argv[0]] + rest)
