"""Signing in at an issuer of OpenID Connect: a small one in this process, on loopback, and the real server.

usage: oidc_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import base64
import hashlib
import http.client
import http.server
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

BINARY = ""
HOME = ""
SECRET = "of-the-desk:2031"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def bihuan(*arguments, check=True):
    return subprocess.run([BINARY, "--home", HOME, *arguments], capture_output=True, text=True, check=check)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer(http.server.ThreadingHTTPServer):
    """Lets in whoever comes, as `person`; its codes are good once and want the right verifier."""

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.name = f"http://127.0.0.1:{port}"
        self.person = "zhou"
        self.subjects = {}  # by person; "subject of NAME" unless set
        self.codes = {}
        self.changes = {}  # claims that are to be wrong
        self.refusals = []
        self.token_requests = 0
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def token(self, form, authorization):
        asked = self.codes.pop(form.get("code"), None)
        expected = "Basic " + base64.b64encode(f"bihuan:{urllib.parse.quote(SECRET, safe='')}".encode()).decode()
        if authorization != expected:
            return 401, {"error": "invalid_client"}
        if (asked is None or form.get("grant_type") != "authorization_code"
                or form.get("redirect_uri") != asked["redirect_uri"]
                or base64url(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) != asked["code_challenge"]):
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.name, "sub": self.subjects.get(self.person, "subject of " + self.person), "aud": "bihuan", "iat": int(time.time()), "exp": int(time.time()) + 60,
                  "nonce": asked["nonce"], "preferred_username": self.person, **self.changes}
        parts = [{"alg": "RS256"}, claims]
        token = ".".join(base64url(json.dumps(part).encode()) for part in parts) + "." + base64url(b"signature")
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": token}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, value=None, location=None):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        issuer, address = self.server, urllib.parse.urlsplit(self.path)
        if address.path == "/.well-known/openid-configuration":
            return self.answer(200, {"issuer": issuer.name, "authorization_endpoint": issuer.name + "/authorize",
                                     "token_endpoint": issuer.name + "/token", "jwks_uri": issuer.name + "/keys"})
        asked = dict(urllib.parse.parse_qsl(address.query))
        if (address.path != "/authorize" or asked.get("response_type") != "code" or asked.get("client_id") != "bihuan"
                or "openid" not in asked.get("scope", "").split() or asked.get("code_challenge_method") != "S256"):
            issuer.refusals.append(self.path)
            return self.answer(400)
        code = secrets.token_urlsafe(16)
        issuer.codes[code] = asked
        back = urllib.parse.urlencode({"code": code, "state": asked["state"], "session_state": "s", "iss": issuer.name})
        return self.answer(302, location=asked["redirect_uri"] + "?" + back)

    def do_POST(self):
        self.server.token_requests += 1
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.answer(*self.server.token(form, self.headers["Authorization"]))

    def log_message(self, *arguments):
        pass


class Browser:
    """Keeps cookies of the desk, and follows no redirect by itself."""

    def __init__(self):
        self.cookies = {}

    def get(self, url):
        address = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        connection.request("GET", address.path + ("?" + address.query if address.query else ""), headers=headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        return response.status, response.headers, body


class SignOnTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="bihuan_oidc_test_")
        cls.data = os.path.join(cls.folder, "data")
        cls.issuer_port, cls.port = free_port(), free_port()
        cls.site = f"http://127.0.0.1:{cls.port}"
        bihuan("account", "add", "zhou", "--person", "周敏", "--roles", "section", "--directory", "--data", cls.data)
        bihuan("account", "add", "gone", "--person", "钱进", "--roles", "section", "--directory", "--data", cls.data)
        bihuan("account", "disable", "gone", "--why", "调离", "--data", cls.data)
        cls.secret_file = os.path.join(cls.data, "oidc-secret")
        with open(cls.secret_file, "w", encoding="utf-8") as file:
            file.write(SECRET + "\n")
        os.chmod(cls.secret_file, 0o600)
        with open(os.path.join(cls.data, "desk.toml"), "w", encoding="utf-8") as file:
            file.write(f'''[desk]
bureau = "云溪市生态环境局"
[oidc]
issuer = "http://127.0.0.1:{cls.issuer_port}"
client_id = "bihuan"
client_secret_file = "oidc-secret"
site = "{cls.site}"
''')
        cls.server = None

    def setUp(self):
        self.issuer = Issuer(self.issuer_port)
        self.start()

    def tearDown(self):
        self.stop()
        if self.issuer is not None:
            self.close_issuer()

    def close_issuer(self):
        self.issuer.shutdown()
        self.issuer.server_close()
        self.issuer = None

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def start(self):
        self.server = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", self.data, "--port", str(self.port)],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertIn(f"{self.port}/", self.server.stdout.readline())

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        self.server.communicate(timeout=20)

    def go_and_come_back(self, browser, back_with=None, query=""):
        """From the button to the page that the issuer sends back to: status, headers, body."""
        status, headers, _ = browser.get(self.site + "/api/v1/session/oidc" + query)
        self.assertEqual(status, 302)
        status, headers, _ = Browser().get(headers["Location"])
        self.assertEqual(status, 302, self.issuer.refusals)
        self.assertTrue(headers["Location"].startswith(self.site + "/api/v1/session/oidc/return?"), headers["Location"])
        return (back_with or browser).get(headers["Location"])

    def journal(self, what):
        return bihuan("journal", "list", "--data", self.data, "--what", what, "--json").stdout

    def test_signs_in_end_to_end(self):
        browser = Browser()
        self.assertTrue(json.loads(browser.get(self.site + "/api/v1/desk")[2])["has_oidc"])
        status, headers, body = self.go_and_come_back(browser)
        self.assertEqual(status, 200, body)
        self.assertIn('content="0;url=/"', body)
        _, _, body = self.go_and_come_back(Browser(), query="?back=%2Ftasks%3Funit%3Dwater%26page%3D2")
        self.assertIn('content="0;url=/tasks?unit=water&amp;page=2"', body)
        _, _, body = self.go_and_come_back(Browser(), query="?back=%2F%2Fevil.example")
        self.assertIn('content="0;url=/"', body)
        self.assertIn("SameSite=Strict", headers.get_all("Set-Cookie")[0])
        self.assertEqual(sorted(browser.cookies), ["bihuan_session"], "the cookie of the login is gone again")
        status, _, me = browser.get(self.site + "/api/v1/me")
        self.assertEqual((status, json.loads(me)["name"]), (200, "周敏"))
        self.assertFalse(json.loads(me)["must_change_password"])
        self.assertIn(self.issuer.name, self.journal("account.signed_in"))

    def test_a_login_without_an_account_is_refused_and_journalled(self):
        for person in ("stranger", "gone"):
            self.issuer.person = person
            browser = Browser()
            status, _, body = self.go_and_come_back(browser)
            self.assertEqual(status, 401, body)
            self.assertIn("没有可用的账户", body)
            self.assertNotIn("bihuan_session", browser.cookies)
        refusals = self.journal("account.sign_in_refused")
        self.assertIn("未知账户", refusals)
        self.assertIn("gone", refusals)
        self.assertNotIn("stranger", refusals, "what was typed elsewhere may be a secret")

    def test_a_name_given_to_somebody_else_opens_nothing(self):
        self.assertEqual(self.go_and_come_back(Browser())[0], 200)
        self.issuer.subjects["zhou"] = "somebody else"
        browser = Browser()
        status, _, body = self.go_and_come_back(browser)
        self.assertEqual(status, 401, body)
        self.assertIn("现在是另一个人的", body)
        self.assertNotIn("bihuan_session", browser.cookies)
        self.issuer.person, self.issuer.subjects = "zhou.min", {"zhou.min": "subject of zhou"}
        status, _, body = self.go_and_come_back(browser)
        self.assertEqual(status, 200, "the same person under another name there: " + body)
        self.assertEqual(json.loads(browser.get(self.site + "/api/v1/me")[2])["name"], "周敏")

    def test_a_token_that_is_not_for_this_login_is_refused(self):
        for changes in ({"aud": "another"}, {"nonce": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": 1}):
            self.issuer.changes = changes
            browser = Browser()
            status, _, body = self.go_and_come_back(browser)
            self.assertEqual(status, 401, changes)
            self.assertIn("（" + next(iter(changes)) + "）", body)
            self.assertNotIn("bihuan_session", browser.cookies)

    def test_nobody_is_signed_in_as_another(self):
        # The address that an attacker's login would come back to, opened in the victim's browser.
        victim = Browser()
        victim.get(self.site + "/api/v1/session/oidc")
        status, _, body = self.go_and_come_back(Browser(), back_with=victim)
        self.assertEqual(status, 401, body)
        self.assertNotIn("bihuan_session", victim.cookies)
        self.assertEqual(self.issuer.token_requests, 0)

    def test_a_code_is_no_good_a_second_time(self):
        browser = Browser()
        _, headers, _ = browser.get(self.site + "/api/v1/session/oidc")
        back = Browser().get(headers["Location"])[1]["Location"]
        again = Browser()
        again.cookies = dict(browser.cookies)
        self.assertEqual(browser.get(back)[0], 200)
        self.assertEqual(again.get(back)[0], 401)
        self.assertEqual(self.issuer.token_requests, 1)

    def test_an_issuer_that_is_down_is_said_so(self):
        browser = Browser()
        _, headers, _ = browser.get(self.site + "/api/v1/session/oidc")
        back = Browser().get(headers["Location"])[1]["Location"]
        self.close_issuer()
        begun = time.monotonic()
        status, headers, body = browser.get(back)
        self.assertEqual(status, 503, body)
        self.assertIn("统一身份认证没有应答", body)
        self.assertTrue(headers["Content-Type"].startswith("text/html"))
        self.assertLess(time.monotonic() - begun, 20)

    def test_an_issuer_that_takes_but_does_not_answer_does_not_hang_the_desk(self):
        self.close_issuer()
        with socket.socket() as silent:
            silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            silent.bind(("127.0.0.1", self.issuer_port))
            silent.listen()
            got = []
            asking = threading.Thread(target=lambda: got.append(Browser().get(self.site + "/api/v1/session/oidc")))
            asking.start()
            silent.settimeout(10)
            taken, _ = silent.accept()
            self.assertEqual(Browser().get(self.site + "/healthz")[0], 200, "meanwhile everything else goes on")
            self.assertEqual(got, [])
            asking.join(25)
            taken.close()
        self.assertEqual(got[0][0], 503)
        self.assertIn("统一身份认证没有应答", got[0][2])

    def test_a_secret_that_others_can_read_is_not_taken(self):
        self.stop()
        os.chmod(self.secret_file, 0o644)
        try:
            refused = bihuan("serve", "--data", self.data, "--port", "0", check=False)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("chmod 600", refused.stderr)
        finally:
            os.chmod(self.secret_file, 0o600)
            self.start()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    known, rest = parser.parse_known_args()
    BINARY, HOME = os.path.abspath(known.binary), os.path.abspath(known.home)
    unittest.main(argv=[sys.argv[0]] + rest)
