"""The story of tests/cli/case_test.py over HTTP: from a list of issues to the look-back, by sessions of six people.

usage: case_wire_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

import server_test
from server_test import Server

# login, person of examples/ezhou/people.toml, role
PEOPLE = [("branch-head", "花星河", "branch"), ("branch-clerk", "方令仪", "branch"), ("water2", "谢致远", "section"),
          ("general", "曹若溪", "section"), ("finance", "尤令仪", "section"), ("office2", "江望舒", "office")]
PHOTO = {"file_name": "现场.jpg", "content_base64": base64.b64encode(b"\xff\xd8\xff\xe0 invented").decode()}


class CaseWire(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="bihuan_case_wire_")
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = os.path.join(self.folder, "data")
        subprocess.run([server_test.BINARY, "--home", server_test.HOME, "demo", "create", self.data, "--plan-only"], check=True, capture_output=True)
        for login, person, role in PEOPLE:
            made = Server.command("add", login, "--person", person, "--roles", role, "--data", self.data)
            self.assertEqual(made.returncode, 0, made.stderr)
        self.server = Server(self.data, self.folder)
        self.addCleanup(self.server.stop)
        self.sessions = {"tester": self.server.signed}
        for login in [one[0] for one in PEOPLE]:
            self.server.signed = {}
            self.server.sign_in(Server.command("link", login, "--data", self.data).stdout.split("/enter#")[1].split()[0])
            self.sessions[login] = self.server.signed

    def ask(self, who, method, path, body=None, headers=None):
        self.server.signed = self.sessions[who]
        status, _, data = self.server.call(method, path, body, headers)
        return status, json.loads(data)

    def view(self, case):
        return self.ask("tester", "GET", f"/api/v1/cases/{case}")[1]

    def act(self, who, case, verb, text="", status=200, **more):
        body = {"verb": verb, "text": text, "day": None, "due": None, "unit": "", "as_unit": "", "files": [], **more}
        got, answer = self.ask(who, "POST", f"/api/v1/cases/{case}/steps", body, {"If-Match": f'"{self.view(case)["revision"]}"'})
        self.assertEqual(got, status, (verb, answer))
        return answer

    def test_from_the_list_to_the_look_back(self):
        # The demonstration stands at the end of September 2024.
        sheet = (pathlib.Path(server_test.HOME) / "examples/ezhou/rectification-2024.xlsx").read_bytes()
        query = "?source=inspection&file_name=" + urllib.parse.quote("清单.xlsx")
        status, preview = self.ask("tester", "POST", "/api/v1/cases/import/preview" + query, sheet)
        self.assertEqual((status, len(preview["rows"]), len(preview["problems"])), (200, 22, 2))
        status, taken = self.ask("tester", "POST", "/api/v1/cases/import" + query, sheet)
        self.assertEqual((status, len(taken["opened"]), len(taken["problems"])), (200, 22, 2))
        self.assertEqual(self.ask("finance", "GET", "/api/v1/cases")[1], {"cases": [], "next": ""})
        one = taken["opened"][0]
        today = self.ask("tester", "GET", "/api/v1/desk")[1]["now"][:10]
        self.assertEqual(self.ask("finance", "GET", f"/api/v1/cases/{one}")[0], 404)

        self.act("branch-clerk", one, "sign")
        self.act("branch-clerk", one, "start", "逐段修复")
        # The deadline moves by request and another's decision.
        wish = {"subject": f"case_file/{one}", "field": "due", "after_value": "2024-10-20", "why": "连日下雨"}
        status, asked = self.ask("branch-head", "POST", "/api/v1/adjustments", wish)
        self.assertEqual(status, 201, asked)
        decision = f"/api/v1/adjustments/{asked['adjustment_id']}/decision"
        yes = {"is_granted": True, "why": ""}
        self.assertEqual(self.ask("branch-head", "POST", decision, yes, {"If-Match": '"1"'})[0], 403)
        demo_head = Server.command("link", "office", "--data", self.data).stdout.split("/enter#")[1].split()[0]
        self.server.signed = {}
        self.server.sign_in(demo_head)
        self.sessions["head"] = self.server.signed
        self.assertEqual(self.ask("head", "POST", decision, yes, {"If-Match": '"1"'})[0], 200)
        self.assertEqual(self.view(one)["due"], "2024-10-20")

        self.act("branch-head", one, "report", "已修复", files=[PHOTO], status=409)  # the assistant has not replied
        self.act("water2", one, "assist_reply", "水质正常")
        self.act("branch-head", one, "report", "已修复", files=[PHOTO])
        self.act("general", one, "return", "南段尚有缺口")
        self.act("branch-head", one, "report", "南段已补", files=[PHOTO])
        self.act("branch-head", one, "verify", "看过", day=today, status=403)
        self.act("general", one, "verify", "已完好", day=today)
        self.assertEqual(self.act("office2", one, "close")["state"], {"id": "closed", "name": "已销号"})
        self.act("general", one, "look_back", "北段又有破损", day=today)
        again = self.act("office2", one, "reopen", "回头看发现反弹", due="2024-12-20")
        self.assertEqual((again["state"]["id"], again["due"], again["assistants"][0]["state"]["id"]), ("assigned", "2024-12-20", "due"))
        self.assertEqual([entry["verb"]["id"] for entry in again["timeline"]],
                         ["assign", "sign", "start", "ask_extension", "grant_extension", "assist_reply", "report", "return", "report",
                          "verify", "close", "look_back", "reopen"])

        self.server.signed = self.sessions["branch-clerk"]
        status, headers, data = self.server.call("GET", f"/api/v1/cases/{one}/attachments/2")
        self.assertEqual((status, data), (200, b"\xff\xd8\xff\xe0 invented"))
        self.assertTrue(headers["Content-Disposition"].startswith("attachment;"))
        self.assertEqual((headers["Content-Type"], headers["X-Content-Type-Options"]), ("application/octet-stream", "nosniff"))
        stages = {s["state"]["id"]: s["count"] for s in self.ask("tester", "GET", "/api/v1/cases/board")[1]["stages"]}
        self.assertEqual(stages["assigned"], 22)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    server_test.BINARY, server_test.HOME = options.binary, options.home
    unittest.main(argv=[sys.argv[0], *rest])
