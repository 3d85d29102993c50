"""Field devices end to end: simulated ones that send frames with faults, a stranger who is registered without a restart,
an order that wants a second person, the live tail, the archive and the journal afterwards.

usage: device_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BINARY = ""
HOME = ""
STRANGER = "88888888000000000000000C"
OWN = "AB0000D5900001E000212C01"
AGREEMENT = {"edition": "", "crc": "standard", "label": "begin", "minute_interval": 10, "sends": ["minute", "hour", "day"],
             "asks_for_gaps": True, "sets_time": True, "over_time": 10, "re_count": 3, "heartbeat_answer": "9013",
             "length_digits": False, "joins_lone_flag": False, "minus_99_is_missing": False}


def run(*words):
    done = subprocess.run([BINARY, "--home", HOME, *words], capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout, done.stderr


def framed(segment):
    """The frame around a segment, by the rule of HJ 212-2017 annex A."""
    value = 0xFFFF
    for octet in segment.encode():
        value = (value >> 8) ^ octet
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return f"##{len(segment):04d}{segment}{value:04X}\r\n".encode()


class Person:
    """Somebody signed in at the server, by a one-time link."""

    def __init__(self, server, login):
        self.server = server
        code, out, err = run("account", "link", login, "--data", server.data)
        assert code == 0, err
        status, headers, body = self.call("POST", "/api/v1/session/link",
                                          {"token": re.search(r"/enter#(\S+)", out)[1]}, {})
        assert status == 200, body
        self.signed = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": body["csrf_token"]}

    def call(self, method, path, body=None, signed=None, revision=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        headers = dict(self.signed if signed is None else signed)
        if revision is not None:
            headers["If-Match"] = f'"{revision}"'
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response.status, response.headers, json.loads(data)

    def get(self, path):
        status, _, body = self.call("GET", path)
        assert status == 200, body
        return body


class Server:
    def __init__(self, data, *words):
        self.data = data
        web = os.path.join(os.path.dirname(data), "web")
        os.makedirs(web, exist_ok=True)
        self.process = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", data, "--port", "0", "--web", web, *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.devices_port = 0
        for line in self.process.stdout:
            if found := re.search(r"设备接入：127.0.0.1:(\d+)", line):
                self.devices_port = int(found[1])
            if found := re.search(r"http://127.0.0.1:(\d+)/", line):
                self.port = int(found[1])
                break
        else:
            raise RuntimeError("did not start: " + self.process.stderr.read())
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30), self.process.stderr.read()


class Tail(threading.Thread):
    """Listens to the live tail until it ends."""

    def __init__(self, person, mn=""):
        super().__init__(daemon=True)
        self.events, self.is_over, self.text = [], False, b""
        self.connection = http.client.HTTPConnection("127.0.0.1", person.server.port, timeout=60)
        self.connection.request("GET", "/api/v1/device-tail" + (f"?mn={mn}" if mn else ""), headers=person.signed)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        assert self.response.headers["Content-Type"].startswith("text/event-stream")
        self.start()

    def run(self):
        try:
            while part := self.response.read1(65536):
                self.text += part
        except OSError:
            pass
        self.is_over = True

    def frames(self):
        return [json.loads(data) for data in re.findall(r"event: frame\ndata: (.*)\n\n", self.text.decode())]


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError("waited in vain")


class DeviceTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="bihuan_device_test_")
        self.data = os.path.join(self.folder, "data")
        code, _, err = run("demo", "create", self.data, "--plan-only")
        self.assertEqual(code, 0, err)
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.stop()
        shutil.rmtree(self.folder)

    def serve(self, *words):
        self.servers.append(Server(self.data, *words))
        return self.servers[-1]

    def test_from_the_first_frame_to_the_archive(self):
        server = self.serve("--devices-port", "0")
        station, enforcement = Person(server, "station"), Person(server, "enforcement")
        before = station.get("/api/v1/devices")
        self.assertEqual((before["is_open"], before["port"], len(before["devices"])), (True, server.devices_port, 12))
        self.assertEqual({one["state"] for one in before["devices"]}, {"silent"})
        tail = Tail(station)

        # Simulated devices with faults: what the simulator says is wrong is what the list counts.
        field = ["simulate", "--devices", "13", "--seed", "5", "--hours", "0.4", "--begin", "2024-09-30T07:36:00+08:00",
                 "--faults", "crc,split,glued", "--rate", "0"]
        code, history, err = run(*field)
        self.assertEqual(code, 0, err)
        lines = [line.split("\t") for line in history.splitlines()]
        damaged = sum("crc" in line[2] for line in lines if line[1] != STRANGER)
        self.assertGreater(damaged, 0, "choose another seed")
        code, _, err = run(*field, "--to", f"127.0.0.1:{server.devices_port}")
        self.assertEqual(code, 0, err)
        listed = station.get("/api/v1/devices")
        heard = [one for one in listed["devices"] if one["last_seen"]]
        self.assertEqual(len(heard), 12)
        self.assertTrue(all(one["is_simulated"] for one in heard))
        bad = sum(one["counts"]["quarantined"] for one in heard)
        self.assertGreater(bad, 0)
        self.assertLessEqual(bad, damaged)
        self.assertTrue(any(one["transmission"] and one["transmission"]["received"] > 0 for one in heard))
        for one in heard:
            if one["transmission"]:
                rate = one["transmission"]
                self.assertEqual(rate["percent"], rate["received"] * 1000 // rate["expected"] / 10)

        # A damaged frame under the magnifier: all its octets, what is wrong, what would be right, and no password.
        frames = station.get("/api/v1/frames?limit=200")["frames"]
        self.assertTrue(all(sum(piece["size"] for piece in one["frame"]["pieces"]) > 20 for one in frames))
        hit = next(one["mn"] for one in heard if one["counts"]["quarantined"])  # whose frames came last is chance
        frames = station.get(f"/api/v1/frames?limit=200&mn={hit}")["frames"]
        wrong = [one for one in frames if one["standing"] == "quarantined"]
        self.assertTrue(wrong)
        self.assertTrue(any(piece["problem"] for piece in wrong[0]["frame"]["pieces"]), wrong[0])
        self.assertNotIn("123456;MN", json.dumps(frames))
        again = station.get(f"/api/v1/frames/{wrong[0]['number']}")
        self.assertEqual(again["frame"], wrong[0]["frame"])

        # The tail has seen frames, taken apart and masked.
        seen = wait_for(tail.frames)
        self.assertTrue(seen[0]["frame"]["pieces"])
        self.assertIn(b"PW=******", tail.text)
        self.assertNotIn(b"PW=123456", tail.text)

        # The stranger is in quarantine, is registered by who may, and known without a restart.
        strangers = station.get("/api/v1/device-quarantine")["strangers"]
        self.assertEqual([one["mn"] for one in strangers], [STRANGER])
        wish = {"mn": STRANGER, "name": "新增排口", "site": "", "st": "32", "password": "123456", "keys": [],
                "agreement": AGREEMENT, "why": ""}
        reader = Person(server, "reader")
        self.assertEqual(reader.call("POST", "/api/v1/devices", wish)[0], 403)
        status, _, made = station.call("POST", "/api/v1/devices", wish)
        self.assertEqual(status, 201, made)
        self.assertNotIn("123456", json.dumps(made["registered"]).replace(STRANGER, ""))
        code, _, err = run("simulate", "--devices", "13", "--seed", "5", "--hours", "0.1", "--begin",
                           "2024-09-30T07:55:00+08:00", "--rate", "0", "--to", f"127.0.0.1:{server.devices_port}")
        self.assertEqual(code, 0, err)
        self.assertGreater(station.get(f"/api/v1/devices/{STRANGER}")["summary"]["counts"]["frames"], 0)
        self.assertEqual(station.get("/api/v1/device-quarantine")["strangers"], [])

        self.order_wants_two(server, station, enforcement)

        # The archive is proved against the journal; what leaves is written down.
        code, out, err = run("archive", "verify", "--data", self.data)
        self.assertEqual(code, 0, out + err)
        self.assertRegex(out, r"与[1-9]\d*处记下的摘要核对")
        exported = os.path.join(self.folder, "frames.jsonl")
        self.assertEqual(run("archive", "export", exported, "--data", self.data)[0], 0)
        with open(exported, encoding="utf-8") as file:
            self.assertNotIn("PW=123456", file.read())
        self.assertIn("archive.exported", run("journal", "list", "--data", self.data, "--what", "archive.exported")[1])
        self.assertFalse(tail.is_over)
        code, err = server.stop()
        self.assertEqual((code, err), (0, ""))
        wait_for(lambda: tail.is_over)
        code, out, err = run("journal", "verify", "--data", self.data)
        self.assertEqual(code, 0, out + err)
        self.assertNotIn("123456\"", run("journal", "list", "--data", self.data, "--json", "--what", "device")[1])

        # What was registered is there after a restart.
        server = self.serve("--devices-port", "0")
        self.assertEqual(len(Person(server, "reader").get("/api/v1/devices")["devices"]), 14)

    def order_wants_two(self, server, station, enforcement):
        status, _, made = station.call("POST", "/api/v1/devices", {
            "mn": OWN, "name": "试验排口", "site": "", "st": "32", "password": "a1b2c3", "keys": [], "agreement": AGREEMENT,
            "why": ""})
        self.assertEqual(status, 201, made)
        who = f";PW=a1b2c3;MN={OWN};"
        with socket.create_connection(("127.0.0.1", server.devices_port), timeout=20) as line:
            stream = line.makefile("rb")
            line.sendall(framed(f"QN=20240930080000100;ST=32;CN=2011{who}Flag=5;CP=&&DataTime=20240930080000;w01018-Rtd=30.1,w01018-Flag=N&&"))
            self.assertIn(b"CN=9014", stream.readline())
            wish = {"cn": "1062", "fields": [{"name": "RtdInterval", "value": "30"}], "why": "加密监测"}
            status, _, asked = station.call("POST", f"/api/v1/devices/{OWN}/orders", wish)
            self.assertEqual((status, asked["order"]["state"]), (201, "asked"), asked)
            path = f"/api/v1/device-orders/{asked['order']['order_id']}/decision"
            status, _, refused = station.call("POST", path, {"is_granted": True, "why": ""}, revision=1)
            self.assertEqual(status, 403, refused)
            self.assertIn("另一人", refused["error"]["message"])
            status, _, sent = enforcement.call("POST", path, {"is_granted": True, "why": ""}, revision=1)
            self.assertEqual((status, sent["order"]["state"]), (200, "sent"), sent)
            request = stream.readline()
            while b"CN=1062" not in request:  # its clock may be set first
                request = stream.readline()
            self.assertIn(b"RtdInterval=30", request)
            number = re.search(rb"QN=(\d+)", request)[1].decode()
            self.assertEqual(number, sent["order"]["exchange"])
            for cn, area in (("9011", "QnRtn=1"), ("9012", "ExeRtn=1")):
                line.sendall(framed(f"QN={number};ST=91;CN={cn}{who}Flag=4;CP=&&{area}&&"))
            ended = wait_for(lambda: [one for one in station.get(f"/api/v1/device-orders?mn={OWN}")["orders"]
                                      if one["order"]["state"] == "ended"])
            self.assertTrue(ended[0]["order"]["outcome"])

    def test_the_demonstration_sends_by_itself_on_its_own_clock(self):
        began = time.monotonic()
        server = self.serve("--simulated-devices", "13", "--speed", "60")
        self.assertLess(time.monotonic() - began, 15)
        station = Person(server, "station")
        desk = station.get("/api/v1/desk")
        self.assertEqual((desk["speed"], desk["now"][:10]), (60, "2024-09-30"))
        listed = wait_for(lambda: (now := station.get("/api/v1/devices"))["online"] == 12 and now["strangers"] == 1 and now, 60)
        self.assertTrue(all(one["is_simulated"] for one in listed["devices"]))
        self.assertGreater(station.get("/api/v1/desk")["now"], desk["now"])
        later = station.get("/api/v1/desk")["now"]
        code, err = server.stop()
        self.assertEqual((code, err), (0, ""))
        server = self.serve("--simulated-devices", "13")
        self.assertGreaterEqual(Person(server, "station").get("/api/v1/desk")["now"], later, "time does not go back")
        entry = json.loads(run("journal", "list", "--data", self.data, "--json", "--limit", "1000")[1])[-1]
        self.assertTrue(entry["at"].startswith("2024-09-30"), entry)
        self.assertFalse(entry["recorded_at"].startswith("2024-09-30"), entry)

    def test_without_a_port_and_with_bad_lists(self):
        server = self.serve()
        station = Person(server, "station")
        self.assertFalse(station.get("/api/v1/devices")["is_open"])
        self.assertEqual(station.call("GET", "/api/v1/device-quarantine")[0], 503)
        server.stop()
        with open(os.path.join(self.data, "forward.toml"), "w", encoding="utf-8") as file:
            file.write('[[target]]\nid = "p"\nhost = "127.0.0.1"\nport = 0\n')
        code, _, err = run("serve", "--data", self.data, "--port", "0", "--devices-port", "0")
        self.assertEqual(code, 2)
        self.assertIn("port应在1至65535之间", err)

    def test_frames_go_on_to_a_further_platform(self):
        got = []
        platform = socket.create_server(("127.0.0.1", 0))

        def listen():
            line, _ = platform.accept()
            stream = line.makefile("rb")
            for frame in stream:
                got.append(frame)
                number, mn = re.search(rb"QN=(\d+)", frame)[1].decode(), re.search(rb"MN=(\w+)", frame)[1].decode()
                line.sendall(framed(f"QN={number};ST=91;CN=9014;PW=a1b2c3;MN={mn};Flag=4;CP=&&&&"))

        threading.Thread(target=listen, daemon=True).start()
        with open(os.path.join(self.data, "forward.toml"), "w", encoding="utf-8") as file:
            file.write(f'[[target]]\nid = "province"\nname = "省平台"\nhost = "127.0.0.1"\nport = {platform.getsockname()[1]}\n')
        with open(os.path.join(self.data, "devices.toml"), "w", encoding="utf-8") as file:
            file.write(f'[[device]]\nmn = "{OWN}"\nname = "试验排口"\npassword = "a1b2c3"\n')
        server = self.serve("--devices-port", "0")
        station = Person(server, "station")
        self.assertEqual(len(station.get("/api/v1/devices")["devices"]), 13, "the list is imported beside the register")
        with socket.create_connection(("127.0.0.1", server.devices_port), timeout=20) as line:
            line.sendall(framed(f"QN=20240930080000100;ST=32;CN=2011;PW=a1b2c3;MN={OWN};Flag=5;CP=&&DataTime=20240930080000;w01018-Rtd=30.1,w01018-Flag=N&&"))
            self.assertIn(b"CN=9014", line.makefile("rb").readline())
            wait_for(lambda: got)
        forward = wait_for(lambda: [one for one in station.get("/api/v1/devices")["forwards"] if one["delivered"] == 1])[0]
        self.assertEqual((forward["name"], forward["is_connected"]), ("省平台", True))
        platform.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    known, rest = parser.parse_known_args()
    BINARY, HOME = known.binary, known.home
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2, warnings="ignore")
