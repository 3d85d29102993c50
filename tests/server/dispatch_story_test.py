"""The monthly dispatch through the API: twelve units, each with three people signed in, from the tasks to the bulletin.

usage: dispatch_story_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import http.client
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import sheets  # noqa: E402
import story  # noqa: E402

BINARY = ""
HOME = ""


class Desk:
    """The demonstration, served on one day, with whoever is asked for signed in by a one-time link."""

    def __init__(self, data, day):
        file = data / "desk.toml"
        file.write_text(re.sub(r"\d{4}-\d\d-\d\dT", day + "T", file.read_text(encoding="utf-8")), encoding="utf-8")
        self.data = data
        self.signed = {}
        self.process = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", str(data), "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert "http://" in line, line
        self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=20)

    def send(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            headers = {"Content-Type": "application/json", **headers}
        elif body is not None:
            headers = {"Content-Type": "application/octet-stream", **headers}
        connection.request(method, urllib.parse.quote(path, safe="/?=&%"), body=body, headers=headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def session(self, login):
        if login not in self.signed:
            made = subprocess.run([BINARY, "--home", HOME, "account", "link", login, "--data", str(self.data)],
                                  capture_output=True, text=True, check=True)
            response, content = self.send("POST", "/api/v1/session/link",
                                          {"token": made.stdout.split("/enter#")[1].split()[0]}, {})
            assert response.status == 200, content
            self.signed[login] = {"Cookie": response.headers["Set-Cookie"].split(";")[0],
                                  "X-CSRF-Token": json.loads(content)["csrf_token"]}
        return self.signed[login]

    def call(self, login, path, body=None):
        """GET without a body; the answer's bytes."""
        response, content = self.send("GET" if body is None else "POST", path, body, self.session(login))
        return response.status, content


class StoryTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bihuan_story_test_"))
        self.data = self.folder / "data"
        self.addCleanup(shutil.rmtree, self.folder)
        subprocess.run([BINARY, "--home", HOME, "demo", "create", str(self.data), "--plan-only"], check=True, capture_output=True)
        self.desk = None
        self.addCleanup(lambda: self.desk and self.desk.stop())

    def on(self, day):
        if self.desk:
            self.desk.stop()
        self.desk = Desk(self.data, day)

    def ok(self, login, path, body=None):
        status, content = self.desk.call(login, path, body)
        self.assertIn(status, (200, 201), f"{login} {path} {content[:600].decode('utf-8', 'replace')}")
        return json.loads(content)

    def refused(self, status, login, path, body=None):
        got, content = self.desk.call(login, path, body)
        self.assertEqual(got, status, f"{login} {path} {content[:600].decode('utf-8', 'replace')}")
        return json.loads(content)["error"]["message"]

    def test_from_the_plan_to_the_bulletin(self):
        self.on("2024-09-20")
        status, workbook = self.desk.call("office", "/api/v1/plans/p0001/task-sheet.xlsx")
        self.assertEqual((status, workbook[:2]), (200, b"PK"))
        self.assertEqual(self.ok("office", "/api/v1/plans/p0001/tasks", {})["unknown_units"], [])
        self.refused(403, "section", "/api/v1/plans/p0001/tasks", {})
        opened = self.ok("office", "/api/v1/plans/p0001/rounds", {"month": "2024-09", "cut_off": story.CUT_OFF})
        at = "/api/v1/rounds/" + opened["id"]
        sent = {}
        for unit, (clerk, _, _) in story.UNITS.items():
            status, sent[unit] = self.desk.call(clerk, f"{at}/units/{unit}/sheet.xlsx")
            self.assertEqual(status, 200, unit)
            self.assertFalse(sheets.rows(sent[unit])[1], "no formulas")
        readings = [entry["known"]["reading"] for entry in self.ok("clerk", f"{at}/units/水科/entries")["entries"]]
        self.assertTrue(any("断面" in reading for reading in readings), "the stored reading of the target comes with it")

        self.on("2024-09-27")
        for unit in story.UNITS:
            if unit != story.LATE:
                self.hand_in(at, unit, sent[unit])
        self.on(story.day_of(story.LATE))
        self.hand_in(at, story.LATE, sent[story.LATE])
        for unit in story.UNITS:
            self.refused(403, "section", f"{at}/units/{unit}/merge", {})
            self.assertGreater(self.ok("office", f"{at}/units/{unit}/merge", {})["moved"], 0)
        progress = self.ok("reader", f"{at}/progress")
        plan_text = (pathlib.Path(HOME) / "examples/ezhou/plan-2024.txt").read_text(encoding="utf-8")
        behind = story.check_progress(self, progress, plan_text)
        for unit in progress["units"]:
            if unit["progress"]["unit"] in story.UNITS:
                self.assertEqual(unit["states"]["merged"], unit["progress"]["entries"])
        status, docx = self.desk.call("office", f"{at}/bulletin.docx")
        self.assertEqual(status, 200)
        text = story.check_bulletin(self, docx, behind)
        self.assertIn(progress["rule_digest"][:16], text)
        self.assertEqual(self.ok("office", f"{at}/close", {})["state"], "closed")
        self.refused(409, "office", f"{at}/units/水科/merge", {})

    def hand_in(self, at, unit, content):
        clerk, head, supervisor = story.UNITS[unit]
        back = f"{at}/units/{unit}/sheet?file_name={unit}.xlsx"
        if unit in story.FAULTY:
            answer = self.ok(clerk, back, story.spoilt(content, unit))
            self.assertTrue(answer["faults"], unit)
            self.assertGreater(answer["filled"], 0, "the good rows went on")
            self.assertIn("没有填写", self.refused(400, clerk, f"{at}/units/{unit}/submit", {}))
        answer = self.ok(clerk, back, story.answers(content))
        self.assertEqual((answer["faults"], answer["left_empty"]), ([], []), unit)
        steps = f"{at}/units/{unit}"
        self.assertEqual(self.ok(clerk, steps + "/entries")["steps"], ["submit"])
        self.ok(clerk, steps + "/submit", {})
        self.refused(403, clerk, steps + "/check", {})
        self.assertEqual(self.ok(head, steps + "/entries")["steps"], ["check"])
        self.ok(head, steps + "/check", {})
        self.refused(403, head, steps + "/pass", {})
        self.assertEqual(self.ok(supervisor, steps + "/entries")["steps"], ["pass"])
        self.assertEqual(self.ok(supervisor, steps + "/pass", {})["moved"], len(sheets.tasks(content)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    unittest.main(argv=[sys.argv[0]] + rest)
