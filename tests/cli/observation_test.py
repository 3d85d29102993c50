"""Measured values by commands: a sheet in, looked at, corrected, undone, judged; frames in; killed servers; backup and rebuild.

usage: observation_test.py --binary BIHUAN --home SOURCE_TREE [--kills N] [--disk LIBRARY] [--cuts N]
LIBRARY: the forgetful disk of tests/observations; without it the power is not cut.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

BINARY = ""
HOME = ""
DISK = ""
KILLS = CUTS = 2
DICE = random.Random(20241001)
NH3N = "E01/w21003/month/manual"


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_observation_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)
        self.run_ok("demo", "create", self.data, "--plan-only", data=False)
        self.run_ok("site", "add", "E01", "--name", "长港试验断面", "--kind", "river_section", "--as", "station")

    def command(self, *arguments, data=None):
        more = [] if data is False else ["--data", str(data or self.data)]
        return [BINARY, "--home", HOME, *map(str, arguments), *more]

    def run_any(self, *arguments, data=None):
        return subprocess.run(self.command(*arguments, data=data), capture_output=True, text=True, timeout=300, check=False)

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

    def imported(self, path, *more, way="laboratory-month"):
        return json.loads(self.run_ok("import", "file", path, "--way", way, *more, "--as", "station", "--json"))

    def values(self, series=NH3N, *more):
        return json.loads(self.run_ok("observation", "values", series, *more, "--json"))["values"]

    def digest(self, data=None):
        return [line for line in self.run_ok("observation", "status", data=data).splitlines() if "摘要" in line]


class SheetStory(Folder):
    MONTHS = "断面,监测月份,氨氮(mg/L),总磷(mg/L)\n长港试验断面,2024-01,0.52,0.08\n长港试验断面,2024-02,<0.02,0.10\n长港试验断面,2024-03,abc,0.11\n"

    def test_in_corrected_undone_judged_backed_up(self):
        months = self.sheet("月报.csv", self.MONTHS)
        look = self.run_ok("import", "file", months, "--way", "laboratory-month", "--dry-run", "--as", "station")
        self.assertIn("没有存入", look)
        self.assertIn("C4", look, "the place of the bad cell")
        self.refuse("没有名为", "import", "file", months, "--way", "nothing", "--as", "station")
        problems = self.folder / "问题.csv"
        first = self.imported(months, "--problems", problems)
        self.assertEqual(first["imported"]["entry"]["counts"]["added"], 5)
        self.assertIn("abc", problems.read_text(encoding="utf-8-sig"))
        self.assertEqual([one["value"] for one in self.values()], [0.52, 0.02])
        clean = self.digest()

        wrong = self.imported(self.sheet("错表.csv", "断面,监测月份,氨氮(mg/L)\n长港试验断面,2024-01,9.9\n长港试验断面,2024-05,9.9\n"))
        self.assertEqual(wrong["imported"]["entry"]["counts"]["revised"], 1)
        self.assertEqual(self.values()[0]["value"], 9.9)
        point = json.loads(self.run_ok("observation", "point", NH3N, "2024-01-01", "--json"))
        self.assertEqual([one["row"] for one in point["revisions"]], [2, 2])
        self.refuse("理由", "import", "undo", "i000002", "--why", " ", "--as", "station")
        self.run_ok("import", "undo", "i000002", "--why", "发错了表", "--as", "station")
        self.assertEqual(self.digest(), clean, "as it was, by digest")
        self.assertEqual(self.imported(months)["imported"]["state_name"], "没有新数据")

        self.run_ok("observation", "judge", "--series", NH3N, "--from", "2024-01-01", "--until", "2024-01-31", "--verdict", "invalid",
                    "--reason", "采样瓶污染", "--as", "station")
        self.assertEqual([one["verdict"] for one in self.values()], ["invalid", "valid"])
        year = json.loads(self.run_ok("observation", "rollup", NH3N, "--by", "year", "--json"))["rows"]
        self.assertEqual([(row["present"], row["valid"], row["mean"]) for row in year], [(2, 1, 0.01)])
        self.assertIn("一致", self.run_ok("observation", "rebuild"))

        backup, restored = self.folder / "backup", self.folder / "restored"
        self.run_ok("backup", backup)
        self.run_ok("restore", backup, "--verify", data=False)
        self.assertIn("rebuild --replace", self.run_ok("restore", backup, data=restored))
        done = self.run_any("observation", "status", data=restored)
        self.assertEqual(done.returncode, 3)
        self.assertIn("rebuild --replace", done.stderr, "an empty store does not pass for the real one")
        self.run_ok("observation", "rebuild", "--replace", data=restored)
        self.assertEqual(self.digest(restored), self.digest())
        # A changed file is no backup.
        kept = next((backup / "imports").iterdir())
        kept.write_bytes(b"x" + kept.read_bytes()[1:])
        self.assertEqual(self.run_any("restore", backup, "--verify", data=False).returncode, 3)


class SavedMapping(Folder):
    HEAD = "断面,监测月份,氨氮,NH3-N,总磷(mg/L)\n"

    def test_the_next_sheet_of_a_source_is_read_as_the_last_one(self):
        first = self.sheet("一月.csv", self.HEAD + "长港闸,2024-01,0.52,0.50,0.08\n")
        second = self.sheet("二月.csv", self.HEAD + "长港闸,2024-02,0.62,0.60,0.09\n")
        say = ("--column", "NH3-N=w21003", "--column", "氨氮=", "--unit", "w21003=mg/L", "--map-site", "长港闸=E01")
        look = ("import", "file", second, "--way", "laboratory-month", "--dry-run", "--as", "station")
        self.assertNotIn("沿用", self.run_any(*look).stdout)
        self.imported(first, *say)
        self.assertIn("沿用上次的对应（导入i000001）", self.run_ok(*look))
        self.assertNotIn("沿用", self.run_any(*look, "--fresh").stdout)
        taken = self.imported(second, "--keep-aliases", "--map-site", "长港闸=E01")
        self.assertEqual((taken["read"]["carried_from"], taken["aliases"]), ("i000001", ["长港闸"]))
        self.assertEqual([one["value"] for one in self.values()], [0.5, 0.6])
        self.assertIn("一致", self.run_ok("observation", "rebuild"))


class KeepingStory(Folder):
    def held_for_a_case(self, drop):
        opened = self.run_ok("case", "open", "--source", "incoming_paper", "--reference", "鄂环函〔2024〕7号", "--title", "长港水质异常", "--demand", "查明原因", "--lead", "水科",
                             "--due", "2024-10-20", "--as", "office")
        case = re.search(r"k\d{6}", opened).group()
        two = ("observation", "hold", "--case", case, "--site", "E01", "--from", "2015-02-01", "--until", "2015-02-28", "--why", "查处证据")
        self.refuse("只能写一个", *two, "--reference", "鄂环发〔2015〕3号", "--as", "office")
        held = json.loads(self.run_ok(*two, "--as", "office", "--json"))
        self.assertEqual((held["hold_id"], held["entry"]["reference"], held["values"]), ("e000002", f"case/{case}", 1))
        self.refuse(f"有留存e000002（督办{case}）", *drop, "2016-01-01", "--why", "清理", "--as", "station")
        self.run_ok("observation", "release", "e000002", "--why", "督办销号", "--as", "office")

    OLD = "断面,监测月份,氨氮(mg/L)\n长港试验断面,2015-01,0.52\n长港试验断面,2015-02,0.50\n长港试验断面,2024-03,0.61\n"

    def test_looked_at_held_asked_granted_rebuilt(self):
        self.imported(self.sheet("旧表.csv", self.OLD))
        drop = ("observation", "retain", "--data-set", "manual", "--before")
        self.assertIn("须保存6年", self.run_ok("observation", "retain", "--data-set", "manual", "--before", "2016-01-01", "--dry-run", "--as", "station"))
        look = json.loads(self.run_ok(*drop, "2016-01-01", "--dry-run", "--json", "--as", "station"))
        self.assertEqual((look["rows"], [one["month"] for one in look["months"]]), (2, ["2015-01", "2015-02"]))
        self.refuse("须保存6年", *drop, "2024-01-01", "--why", "清理", "--as", "station")
        self.run_ok("observation", "hold", "--reference", "鄂环发〔2015〕3号", "--site", "E01", "--from", "2015-02-01", "--until", "2015-02-28",
                    "--why", "已发布", "--as", "office")
        self.assertIn("鄂环发〔2015〕3号", self.run_ok("observation", "holds"))
        self.refuse("有留存e000001", *drop, "2016-01-01", "--why", "清理", "--as", "station")
        self.refuse("k000099", "observation", "hold", "--case", "k000099", "--site", "E01", "--from", "2015-02-01", "--until", "2015-02-28", "--why",
                    "证据", "--as", "office")
        self.run_ok("observation", "release", "e000001", "--why", "已归档", "--as", "office")
        self.assertIn("没有留存", self.run_ok("observation", "holds"))
        self.held_for_a_case(drop)

        asked = self.run_ok(*drop, "2016-01-01", "--why", "超过保存期限", "--as", "station")
        self.assertIn("t000001  待同意", asked)
        self.assertEqual(len(self.values(NH3N, "--from", "2015-01-01")), 3, "asked for is not granted")
        self.refuse("只有局领导和安全管理员", "observation", "retain", "--confirm", "t000001", "--as", "station")
        self.assertIn("清理了2行", self.run_ok("observation", "retain", "--confirm", "t000001", "--as", "leader"))
        self.assertEqual(len(self.values(NH3N, "--from", "2015-01-01")), 1)
        self.assertIn("清理了2行", self.run_ok("observation", "retentions"))
        rebuilt = self.run_ok("observation", "rebuild")
        self.assertIn("清理1次（2行）", rebuilt)
        self.assertIn("一致", rebuilt)
        digest = self.digest()

        # A store that is lost is not made of the sources without what was done to it.
        shutil.rmtree(self.data / "observations")
        done = self.run_any("observation", "status")
        self.assertEqual(done.returncode, 3)
        self.assertIn("rebuild --replace", done.stderr)
        self.run_ok("observation", "rebuild", "--replace")
        self.assertEqual(self.digest(), digest)
        # The same sheet again brings them back, knowingly.
        self.assertEqual(self.imported(self.sheet("旧表.csv", self.OLD))["imported"]["entry"]["counts"]["added"], 2)
        self.assertIn("一致", self.run_ok("observation", "rebuild"))


class Ended(Folder):
    """The server ends while frames and sheets come in; what was acknowledged is there, and a rebuild is the same."""

    def serve(self, environment=None):
        """The server and its port for devices; no port where it ended before it was ready."""
        server = subprocess.Popen(self.command("serve", "--port", "0", "--devices-port", "0"), stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True, env=dict(os.environ, **(environment or {})))
        port = None
        for line in server.stdout:
            found = re.search(r"设备接入：127\.0\.0\.1:(\d+)", line)
            if found:
                port = found.group(1)
            if line.startswith("闭环已启动"):
                return server, port
        return server, None

    def rounds(self, count, serve, end):
        """`serve(round)` starts a server, `end(server, round)` sees to its end. Returns what importing acknowledged."""
        shutil.copy(pathlib.Path(HOME) / "examples/ezhou/devices.toml", self.data)
        acknowledged = set()
        for number in range(count):
            server, port = serve(number)
            field = None
            if port:
                begin = f"2024-09-30T{8 + number % 10:02d}:00:00+08:00"
                field = subprocess.Popen([BINARY, "--home", HOME, "simulate", "--devices", "6", "--hours", "2", "--seed", str(number),
                                          "--begin", begin, "--to", f"127.0.0.1:{port}", "--rate", "0", "--faults", "crc,glued,split"],
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                rows = "".join(f"长港试验断面,{2000 + n // 12}-{n % 12 + 1:02d},{DICE.randrange(1, 900) / 100}\n" for n in range(240))
                path = self.sheet(f"表{number}.csv", "断面,监测月份,氨氮(mg/L)\n" + rows)
                sheet = subprocess.Popen(self.command("import", "file", path, "--way", "laboratory-month", "--as", "station", "--json"),
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            end(server, number)
            server.wait()
            server.stdout.close()
            if field:
                out, _ = sheet.communicate(timeout=120)
                if sheet.returncode == 0:
                    acknowledged.add(json.loads(out)["imported"]["import_id"])
                field.kill()
                field.wait()
        return acknowledged

    def look_at_the_end(self, acknowledged):
        # Without a server: the frames that wait are taken in, and all is made again from its sources.
        rebuilt = self.run_ok("observation", "rebuild")
        self.assertIn("一致", rebuilt)
        taken = int(re.search(r"取出(\d+)个值", rebuilt).group(1))
        self.assertGreater(taken, 0, "no frame came in: the test shows nothing")
        states = {one["import_id"]: one["entry"]["state"] for one in json.loads(self.run_ok("import", "list", "--limit", "500", "--json"))["imports"]}
        for import_id in acknowledged:
            self.assertIn(states[import_id], ("stored", "nothing_new"))
        self.assertNotIn("begun", states.values(), "what a crash left is settled")
        self.assertIn("条", self.run_ok("archive", "verify"))
        self.run_ok("journal", "verify")

    def wait_for_frames(self):
        """Until the archive holds more than heads of files (some 250 octets); a slow machine takes seconds to start the field."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if any(path.stat().st_size > 1000 for path in (self.data / "frames").rglob("*") if path.is_file()):
                return
            time.sleep(0.05)

    def test_rebuild_after_kills(self):
        def kill(server, number):
            if number == 0:  # the others may be killed before anything came
                self.wait_for_frames()
            time.sleep(DICE.uniform(0.3, 2.5))
            server.send_signal(signal.SIGKILL)

        def serve(_):
            server, port = self.serve()
            self.assertIsNotNone(port, "the server did not start")
            return server, port

        self.look_at_the_end(self.rounds(KILLS, serve, kill))

    def test_rebuild_after_power_cuts(self):
        """The disk forgets what was not synced, at an operation by chance, and the process with it."""
        if not DISK:
            self.skipTest("没有给出 --disk：未做断电试验")
        cuts = []

        def serve(number):
            # Starting takes about a hundred operations on the disk, a round some hundreds.
            at = DICE.randrange(20, 100) if number % 4 == 3 else DICE.randrange(120, 460)
            return self.serve({"LD_PRELOAD": DISK, "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0", "BIHUAN_DISK_FOLDER":
                               str(self.data), "BIHUAN_DISK_FAULT": "power", "BIHUAN_DISK_AT": str(at)})

        def wait_for_the_cut(server, _):
            try:
                self.assertEqual(server.wait(timeout=6), 137, "it ended by itself, or did not start after the last cut")
                cuts.append(True)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGKILL)
                cuts.append(False)

        acknowledged = self.rounds(CUTS, serve, wait_for_the_cut)
        self.assertGreaterEqual(sum(cuts), (CUTS + 1) // 2, "the power did not go")
        self.look_at_the_end(acknowledged)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--cuts", type=int, default=CUTS)
    parser.add_argument("--disk", default="")
    options, rest = parser.parse_known_args()
    BINARY, HOME, DISK, KILLS, CUTS = options.binary, options.home, options.disk, options.kills, options.cuts
    unittest.main(argv=[__file__, *rest])
