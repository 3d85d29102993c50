"""Starts the real program on a free port with a store of its own and speaks HTTP to it, well and badly.

usage: server_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import warnings

BINARY = ""
HOME = ""

PLAN = """2031年云溪市生态环境工作要点
一、工作目标
全市9个省考断面水质优良率不低于88.9%，城区细颗粒物年均浓度不高于31微克/立方米。
二、重点任务
1.巩固水环境质量。对12个入河排口每月至少巡查一次，9月底前完成云溪河口湿地修复方案编制。（责任单位：水科、监测站）
2.强化扬尘管控。严禁露天焚烧秸秆，持续推进工地扬尘治理。（责任单位：大气科）
"""


class Server:
    """The program, serving `data`; stopped by SIGTERM."""

    def __init__(self, data, web):
        self.signed = {}
        # The first account of a folder is made on the command line; on a later start there is one already.
        made = self.command("add", "tester", "--person", "王工", "--roles", "office", "--data", data)
        self.process = subprocess.Popen(
            [BINARY, "--home", HOME, "serve", "--data", data, "--port", "0", "--web", web],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if "http://" not in line:
            self.process.wait(10)
            raise RuntimeError("did not start: " + line + self.process.stderr.read())
        self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
        if made.returncode:
            made = self.command("link", "tester", "--data", data)  # run by the server, which owns the folder now
        self.sign_in(made.stdout.split("/enter#")[1].split()[0])

    @staticmethod
    def command(*arguments):
        return subprocess.run([BINARY, "--home", HOME, "account", *arguments], capture_output=True, text=True, check=False)

    def sign_in(self, link):
        status, headers, data = self.call("POST", "/api/v1/session/link", {"token": link})
        assert status == 200, data
        me = json.loads(data)
        self.signed = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": me["csrf_token"]}
        if me["must_change_password"]:
            status, _, data = self.call("POST", "/api/v1/me/password", {"old_password": "", "new_password": "Qinghe-2031"})
            assert status == 200, data

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err

    def call(self, method, path, body=None, headers=None, timeout=20):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = {**self.signed, **(headers or {})}
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        elif body is not None:
            sent.setdefault("Content-Type", "application/octet-stream")
        connection.request(method, path, body=body, headers=sent)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response.status, response.headers, data

    def json(self, method, path, body=None, headers=None):
        status, _, data = self.call(method, path, body, headers)
        return status, json.loads(data)

    def raw(self, chunks, timeout=20):
        """Sends bytes as they are; returns all that comes back."""
        out = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as peer:
            try:
                for chunk in chunks:
                    peer.sendall(chunk)
            except OSError:
                pass  # the server may have hung up already: what it said is what counts
            while True:
                part = peer.recv(65536)
                if not part:
                    return out
                out += part


def head_and_error(data):
    head, _, body = data.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), json.loads(body)["error"]


class WireTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="bihuan_server_test_")
        cls.web = os.path.join(cls.folder, "web")
        os.makedirs(os.path.join(cls.web, "assets"))
        with open(os.path.join(cls.web, "index.html"), "w", encoding="utf-8") as file:
            file.write("<p>页面</p>")
        with open(os.path.join(cls.web, "assets", "a-1.js"), "w", encoding="utf-8") as file:
            file.write("1")
        with open(os.path.join(cls.folder, "outside.txt"), "w", encoding="utf-8") as file:
            file.write("outside")
        cls.server = Server(os.path.join(cls.folder, "data"), cls.web)

    @classmethod
    def tearDownClass(cls):
        code, out, err = cls.server.stop()
        shutil.rmtree(cls.folder)
        assert code == 0, (code, out, err)
        assert "已停止" in out, out

    def upload(self, text, plan="", name="计划.txt"):
        query = urllib.parse.urlencode({"file_name": name, "plan_id": plan})
        return self.server.json("POST", "/api/v1/plans/preview?" + query, text.encode())

    def test_health_and_headers(self):
        status, headers, data = self.server.call("GET", "/healthz")
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(data)["status"], "ok")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("default-src 'self'", headers["Content-Security-Policy"])
        self.assertEqual(len(headers.get_all("Content-Length")), 1)

    def test_head_names_the_length_once(self):
        _, _, body = self.server.call("GET", "/openapi.json")
        status, headers, data = self.server.call("HEAD", "/openapi.json")
        self.assertEqual((status, data), (200, b""))
        self.assertEqual(headers.get_all("Content-Length"), [str(len(body))])

    def test_openapi_is_whole(self):
        _, document = self.server.json("GET", "/openapi.json")
        self.assertEqual(document["openapi"], "3.1.0")
        schemas = document["components"]["schemas"]

        def walk(value):
            if isinstance(value, dict):
                if "$ref" in value:
                    self.assertIn(value["$ref"].removeprefix("#/components/schemas/"), schemas)
                for one in value.values():
                    walk(one)
            elif isinstance(value, list):
                for one in value:
                    walk(one)

        walk(document)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                self.assertIn(method, ("get", "post"))
                names = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
                self.assertEqual(names, {part[1:-1] for part in path.split("/") if part.startswith("{")})
                for response in operation["responses"].values():
                    self.assertIn("description", response)

    def test_static_files(self):
        for path, status, text in (("/", 200, "页面"), ("/plans/p0001", 200, "页面"), ("/assets/a-1.js", 200, "1"),
                                   ("/outside.txt", 404, ""), ("/missing.js", 404, "")):
            got, headers, data = self.server.call("GET", path)
            self.assertEqual(got, status, path)
            if status == 200:
                self.assertIn(text, data.decode())
                again, headers2, data2 = self.server.call("GET", path, headers={"If-None-Match": headers["ETag"]})
                self.assertEqual((again, data2), (304, b""), path)
                self.assertEqual(headers2["ETag"], headers["ETag"])
        self.assertIn("immutable", self.server.call("GET", "/assets/a-1.js")[1]["Cache-Control"])

    def test_traversal(self):
        for path in ("/../outside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt", "/..%5coutside.txt",
                     "//outside.txt", "/assets/%00", "/%c0%ae%c0%ae/outside.txt"):
            data = self.server.raw([f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()])
            status, error = head_and_error(data)
            self.assertEqual(status, 400, path)
            self.assertEqual(error["code"], "invalid_input")
            self.assertNotIn(b"outside\n", data)

    def test_upload_to_difference(self):
        status, preview = self.upload(PLAN)
        self.assertEqual(status, 200, preview)
        self.assertEqual(preview["plan_year"], 2031)
        self.assertIsNone(preview["replaces"])
        status, plan = self.server.json("POST", "/api/v1/plans", {"token": preview["token"], "plan_id": ""})
        self.assertEqual(status, 201, plan)
        where = "/api/v1/plans/" + plan["id"]
        status, view = self.server.json("GET", where)
        self.assertEqual(status, 200)
        self.assertEqual(view["text"], PLAN)
        for target in view["plan"]["targets"]:
            span = target["span"]
            self.assertIn(target["text"][:4], view["text"][span["begin"]:span["end"]])
        target = next(t for t in view["plan"]["targets"] if t["value"] == 88.9)

        status, correction = self.server.json("POST", where + "/corrections", {
            "commitment_id": target["id"], "field": "value", "after": "90", "why": "省里下达"})
        self.assertEqual(status, 201, correction)
        self.assertEqual((correction["state"], correction["before"]), ("applies", "88.9"))
        self.assertEqual(correction["who"], "王工", "the account that is signed in, not a name in the request")
        _, view = self.server.json("GET", where)
        self.assertEqual(next(t for t in view["plan"]["targets"] if t["id"] == target["id"])["value"], 90)

        later = PLAN.replace("31微克", "30微克").replace("二、重点任务\n", "二、重点任务\n今年任务繁重。\n")
        status, preview = self.upload(later, plan["id"], "计划二.txt")
        self.assertEqual(status, 200, preview)
        self.assertEqual(preview["replaces"]["plan_id"], plan["id"])
        self.assertEqual(preview["carried"], {"applies": 1, "asks": 0, "orphan": 0})
        self.assertEqual(preview["difference"]["counts"]["raised"], 1, preview["difference"])
        self.assertEqual(self.server.json("GET", where + "/versions")[1]["versions"][-1]["version"], 1, "nothing stored")
        status, stored = self.server.json("POST", "/api/v1/plans", {"token": preview["token"], "plan_id": plan["id"]})
        self.assertEqual((status, stored["version"]), (201, 2))
        status, difference = self.server.json("GET", where + "/difference?from=1&to=2")
        self.assertEqual(status, 200)
        self.assertEqual(difference["counts"]["raised"], 1)
        self.assertEqual(difference["counts"]["dropped"], 0)

        status, headers, data = self.server.call("GET", where + "/file?version=2")
        self.assertEqual((status, data.decode()), (200, later))
        self.assertEqual(headers["Content-Disposition"],
                         "attachment; filename*=UTF-8''" + urllib.parse.quote("计划二.txt"))
        for ending in ("xlsx", "docx"):
            status, headers, data = self.server.call("GET", f"{where}/task-sheet.{ending}")
            self.assertEqual((status, data[:2]), (200, b"PK"))

        status, back = self.server.json("POST", f"{where}/corrections/{correction['id']}/withdraw",
                                        {"why": "改错"})
        self.assertEqual((status, back["state"]), (200, "withdrawn"))

    def test_writes_from_elsewhere_are_refused(self):
        body = b'{"token":"x","plan_id":""}'
        own = f"http://127.0.0.1:{self.server.port}"
        for headers, status in (
                ({"Content-Type": "application/json", "Origin": "http://evil.example"}, 403),
                ({"Content-Type": "application/json", "Origin": "null"}, 403),
                ({"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}, 403),
                ({"Content-Type": "text/plain"}, 415),
                ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
                ({"Content-Type": "application/json", "Host": "evil.example"}, 403),
                ({"Content-Type": "application/json", "Origin": own}, 404)):  # ours: only the token is unknown
            got, _, data = self.server.call("POST", "/api/v1/plans", body, headers)
            self.assertEqual(got, status, (headers, data))
        self.assertEqual(self.server.call("GET", "/api/v1/plans", headers={"Host": "evil.example:80"})[0], 403)

    def test_nobody_reads_or_writes_without_an_account(self):
        signed, self.server.signed = self.server.signed, {}
        try:
            self.assertEqual(self.server.call("GET", "/api/v1/plans")[0], 401)
            self.assertEqual(self.server.call("POST", "/api/v1/plans", {"token": "x", "plan_id": ""})[0], 401)
            self.assertEqual(self.server.call("GET", "/api/v1/plans", headers={"Cookie": signed["Cookie"]})[0], 200)
            self.assertEqual(self.server.call("POST", "/api/v1/plans", {"token": "x", "plan_id": ""},
                                              {"Cookie": signed["Cookie"]})[0], 403, "no CSRF token")
            status, error = self.server.json("POST", "/api/v1/session",
                                             {"login_name": "tester", "password": "wrong", "code": ""})
            self.assertEqual((status, error["error"]["code"]), (401, "sign_in_refused"))
        finally:
            self.server.signed = signed

    def test_too_large_is_refused_before_it_is_read(self):
        start = (b"POST /api/v1/plans/preview?file_name=a HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                 b"Content-Type: application/octet-stream\r\n")
        begin = time.monotonic()
        announced = self.server.raw([start + b"Content-Length: 33554433\r\n\r\n"])
        self.assertLess(time.monotonic() - begin, 5, "without waiting for the body")
        sent = self.server.raw([start + b"Content-Length: 40000000\r\n\r\n"] + [b"x" * 1000000] * 40)
        chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        chunked = self.server.raw([start + b"Transfer-Encoding: chunked\r\n\r\n"] + [chunk] * 34)
        for data in (announced, sent, chunked):
            status, error = head_and_error(data)
            self.assertEqual((status, error["code"]), (413, "too_large"))
            self.assertIn("32MiB", error["message"])
        self.assertEqual(self.server.call("GET", "/healthz")[0], 200)

    def test_garbage(self):
        host = b"Host: 127.0.0.1\r\n"
        cases = {
            "tls": ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"], 400),
            "not http": ([b"hello\r\n\r\n"], 400),
            "no host": ([b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"], 400),
            "two hosts": ([b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"], 400),
            "absolute target": ([b"GET http://a/ HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n"], 400),
            "length and chunks": ([b"POST / HTTP/1.1\r\n" + host +
                                   b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"], 400),
            "absurd length": ([b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 99999999999999999999999\r\n\r\n"], 400),
            "long target": ([b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + host + b"\r\n"], 431),
            "long header": ([b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 9000 + b"\r\n\r\n"], 431),
            "many headers": ([b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n" * 100 + b"\r\n"], 431),
        }
        for name, (chunks, status) in cases.items():
            data = self.server.raw(chunks)
            with self.subTest(name):
                got, error = head_and_error(data)
                self.assertEqual(got, status)
                self.assertTrue(error["message"])
                self.assertIn(b"nosniff", data)
        self.assertEqual(self.server.call("GET", "/healthz")[0], 200)

    def test_pieces_and_pipelines(self):
        request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        last = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        self.assertEqual(self.server.raw([request + request + last]).count(b"HTTP/1.1 200 OK"), 3)
        self.assertEqual(self.server.raw([last[i:i + 1] for i in range(len(last))]).count(b"HTTP/1.1 200 OK"), 1)
        self.assertIn(b"HTTP/1.1 200", self.server.raw([last.replace(b"close", b"upgrade\r\nUpgrade: websocket")]))

    def test_a_slow_client_holds_nobody_up(self):
        idle = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(50)]
        for peer in idle:
            peer.sendall(b"POST /api/v1/plans HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n")
        begin = time.monotonic()
        for _ in range(10):
            self.assertEqual(self.server.call("GET", "/healthz")[0], 200)
        self.assertLess(time.monotonic() - begin, 5)
        for peer in idle:
            peer.close()

    def test_many_at_once(self):
        failures = []

        def work():
            try:
                for _ in range(20):
                    status, _, _ = self.server.call("GET", "/api/v1/plans")
                    if status != 200:
                        failures.append(status)
            except OSError as error:
                failures.append(error)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_a_second_process_goes_through_the_first(self):
        data = os.path.join(self.folder, "data")
        listed = subprocess.run([BINARY, "--home", HOME, "plan", "list", "--data", data], capture_output=True, text=True, check=False)
        self.assertEqual((listed.returncode, listed.stderr), (0, ""))
        self.assertIn("计划", listed.stdout)
        second = subprocess.run([BINARY, "--home", HOME, "serve", "--data", data, "--port", "0"], capture_output=True, text=True, check=False)
        self.assertEqual(second.returncode, 3)
        self.assertIn("错误：数据文件夹正被另一个bihuan程序使用", second.stderr)


class KeptTest(unittest.TestCase):
    """What was stored is there after a restart, and a stop in the middle of an answer lets it leave."""

    def test_restart(self):
        with tempfile.TemporaryDirectory(prefix="bihuan_server_test_") as folder:
            data = os.path.join(folder, "data")
            server = Server(data, folder)
            _, preview = server.json("POST", "/api/v1/plans/preview?file_name=a.txt", PLAN.encode())
            status, plan = server.json("POST", "/api/v1/plans", {"token": preview["token"], "plan_id": ""})
            self.assertEqual(status, 201)
            self.assertEqual(server.stop()[0], 0)
            server = Server(data, folder)
            self.assertEqual(server.json("GET", "/api/v1/plans")[1]["plans"][0]["digest"], plan["digest"])
            status, error = server.json("POST", "/api/v1/plans", {"token": preview["token"], "plan_id": ""})
            self.assertEqual((status, error["error"]["code"]), (404, "not_found"), "tokens live in memory")
            self.assertEqual(server.stop()[0], 0)

    def test_stop_with_connections_open(self):
        """Browsers keep connections without a request; the program ends cleanly all the same."""
        with tempfile.TemporaryDirectory(prefix="bihuan_server_test_") as folder:
            server = Server(os.path.join(folder, "data"), folder)
            idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
            idle[0].sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port)
            self.assertIn(b"HTTP/1.1", idle[0].recv(100))
            code, _, error = server.stop()
            self.assertEqual((code, error), (0, ""))
            for connection in idle:
                connection.close()

    LONG_PLAN = (PLAN + "".join(f"{i}.第{i}项任务。持续推进工地扬尘治理，每月至少巡查{i}次。（责任单位：大气科）\n"
                                for i in range(3, 3000))).encode()

    def preview_request(self, server):
        """A request for a large answer."""
        head = (f"POST /api/v1/plans/preview?file_name=a.txt HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                + "".join(f"{name}: {value}\r\n" for name, value in server.signed.items())
                + f"Content-Type: application/octet-stream\r\nContent-Length: {len(self.LONG_PLAN)}\r\n\r\n")
        return head.encode() + self.LONG_PLAN

    def read_answer(self, peer):
        """The status and whether the body is as long as was said."""
        data = b""
        while part := peer.recv(65536):
            data += part
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return int(head.split(b" ")[1]), length == len(body)

    def test_stop_waits_for_the_rest_of_a_request(self):
        with tempfile.TemporaryDirectory(prefix="bihuan_server_test_") as folder:
            server = Server(os.path.join(folder, "data"), folder)
            with socket.create_connection(("127.0.0.1", server.port), timeout=60) as peer:
                request = self.preview_request(server)
                peer.sendall(request[:len(request) // 2])
                time.sleep(0.5)
                server.process.send_signal(signal.SIGTERM)
                time.sleep(1)
                peer.sendall(request[len(request) // 2:])
                self.assertEqual(self.read_answer(peer), (200, True))
            self.assertEqual(server.stop()[0], 0)

    def test_stop_answers_what_has_arrived(self):
        """The program stands still while a connection is made and a request sent; then it is told to stop."""
        with tempfile.TemporaryDirectory(prefix="bihuan_server_test_") as folder:
            server = Server(os.path.join(folder, "data"), folder)
            server.process.send_signal(signal.SIGSTOP)
            with socket.create_connection(("127.0.0.1", server.port), timeout=60) as peer:
                peer.sendall(self.preview_request(server))
                server.process.send_signal(signal.SIGTERM)
                server.process.send_signal(signal.SIGCONT)
                self.assertEqual(self.read_answer(peer), (200, True))
            self.assertEqual(server.stop()[0], 0)

    def test_stop_waits_for_an_answer_to_leave(self):
        with tempfile.TemporaryDirectory(prefix="bihuan_server_test_") as folder:
            server = Server(os.path.join(folder, "data"), folder)
            with socket.socket() as peer:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                peer.settimeout(60)
                peer.connect(("127.0.0.1", server.port))
                peer.sendall(self.preview_request(server))
                peer.recv(1, socket.MSG_PEEK)  # it is being sent
                server.process.send_signal(signal.SIGTERM)
                time.sleep(0.5)  # reading slowly
                self.assertEqual(self.read_answer(peer), (200, True))
            self.assertEqual(server.stop()[0], 0)


class TlsTest(unittest.TestCase):
    """serve --tls with a certificate of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="bihuan_tls_test_")
        cls.data = os.path.join(cls.folder, "data")
        made = subprocess.run([BINARY, "--home", HOME, "account", "add", "tester", "--person", "王工", "--roles", "office",
                               "--data", cls.data, "--site", "https://127.0.0.1"], capture_output=True, text=True, check=True)
        cls.link = made.stdout.split("/enter#")[1].split()[0]
        cls.process = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", cls.data, "--port", "0", "--tls"],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cls.first = cls.process.stdout.readline()
        line = cls.process.stdout.readline()
        cls.port = int(line.split("https://127.0.0.1:")[1].split("/")[0])

    @classmethod
    def tearDownClass(cls):
        cls.process.send_signal(signal.SIGTERM)
        out, err = cls.process.communicate(timeout=20)
        shutil.rmtree(cls.folder)
        assert cls.process.returncode == 0, (out, err)

    def connect(self, **options):
        context = ssl.create_default_context(cafile=os.path.join(self.data, "tls", "certificate.pem"))
        for name, value in options.items():
            setattr(context, name, value)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)

    def test_is_trusted_by_its_certificate_and_tells_browsers_so(self):
        self.assertIn("SHA-256", self.first)
        connection = self.connect()
        connection.request("POST", "/api/v1/session/link", json.dumps({"token": self.link}),
                           {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        self.assertEqual(response.status, 200)
        self.assertIn("Secure", response.headers["Set-Cookie"])
        self.assertIn("max-age", response.headers["Strict-Transport-Security"])
        connection.close()

    def test_the_key_is_the_owners_alone(self):
        mode = os.stat(os.path.join(self.data, "tls", "key.pem")).st_mode
        self.assertEqual(mode & 0o077, 0)

    def test_old_protocols_and_plain_http_get_nothing(self):
        with self.assertRaises(ssl.SSLError):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                connection = self.connect(maximum_version=ssl.TLSVersion.TLSv1_1)
            connection.request("GET", "/healthz")
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as peer:
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            self.assertNotIn(b"200 OK", peer.recv(65536))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    options, rest = parser.parse_known_args()
    BINARY, HOME = options.binary, options.home
    unittest.main(argv=[sys.argv[0]] + rest)
