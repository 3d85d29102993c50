"""Signing in with the passwords of a directory: a real slapd on this machine, over TLS.

usage: ldap_test.py --binary BIHUAN --home SOURCE_TREE
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BINARY = ""
HOME = ""

CONFIGURATION = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
TLSCertificateFile {folder}/tls/certificate.pem
TLSCertificateKeyFile {folder}/tls/key.pem
database mdb
suffix "dc=example,dc=cn"
rootdn "cn=root,dc=example,dc=cn"
rootpw nobody-needs-this
directory {folder}/directory
"""
ENTRIES = """dn: dc=example,dc=cn
objectClass: dcObject
objectClass: organization
dc: example
o: example

dn: uid=zhou,dc=example,dc=cn
objectClass: inetOrgPerson
uid: zhou
cn: Zhou
sn: Zhou
userPassword: of-the-city-2031
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def bihuan(*arguments, check=True):
    return subprocess.run([BINARY, "--home", HOME, *arguments], capture_output=True, text=True, check=check)


class DirectoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="bihuan_ldap_test_")
        cls.data = os.path.join(cls.folder, "data")
        # The directory's certificate: one of the server's own making.
        bihuan("account", "add", "starter", "--person", "周敏", "--roles", "office", "--data", cls.data)
        first = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", cls.data, "--port", "0", "--tls"],
                                 stdout=subprocess.PIPE, text=True)
        first.stdout.readline()
        first.stdout.readline()
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=20)
        shutil.copytree(os.path.join(cls.data, "tls"), os.path.join(cls.folder, "tls"))
        cls.start_directory()
        with open(os.path.join(cls.data, "desk.toml"), "w", encoding="utf-8") as file:
            file.write(f'''[desk]
bureau = "云溪市生态环境局"
[ldap]
url = "ldaps://127.0.0.1:{cls.ldap_port}"
person = "uid={{login}},dc=example,dc=cn"
ca_file = "{cls.folder}/tls/certificate.pem"
''')
        bihuan("account", "add", "zhou", "--person", "周敏", "--roles", "section", "--directory", "--data", cls.data)
        cls.server = subprocess.Popen([BINARY, "--home", HOME, "serve", "--data", cls.data, "--port", "0"],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        cls.port = int(cls.server.stdout.readline().split("http://127.0.0.1:")[1].split("/")[0])

    @classmethod
    def start_directory(cls):
        cls.ldap_port = free_port()
        os.makedirs(os.path.join(cls.folder, "directory"))
        conf = os.path.join(cls.folder, "slapd.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=cls.folder))
        subprocess.run(["/usr/sbin/slapadd", "-f", conf], input=ENTRIES, text=True, check=True, capture_output=True)
        cls.slapd = subprocess.Popen(["/usr/sbin/slapd", "-d", "0", "-f", conf, "-h", f"ldaps://127.0.0.1:{cls.ldap_port}"],
                                     stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", cls.ldap_port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("slapd did not start")

    @classmethod
    def tearDownClass(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.communicate(timeout=20)
        cls.slapd.terminate()
        cls.slapd.wait(20)
        shutil.rmtree(cls.folder)

    def sign_in(self, login, password):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", "/api/v1/session", json.dumps({"login_name": login, "password": password, "code": ""}),
                           {"Content-Type": "application/json"})
        response = connection.getresponse()
        data = json.loads(response.read())
        connection.close()
        return response.status, data

    def test_one_with_the_password_of_the_city(self):
        status, me = self.sign_in("zhou", "of-the-city-2031")
        self.assertEqual(status, 200, me)
        self.assertEqual(me["name"], "周敏")
        self.assertFalse(me["must_change_password"])
        listed = bihuan("journal", "list", "--data", self.data, "--what", "account.signed_in", "--json").stdout
        self.assertIn(f"ldaps://127.0.0.1:{self.ldap_port}", listed)

    def test_refused_with_another_password_or_none_or_without_an_account_here(self):
        for login, password in (("zhou", "wrong"), ("zhou", ""), ("root", "nobody-needs-this"), ("starter", "of-the-city-2031")):
            self.assertEqual(self.sign_in(login, password)[0], 401, (login, password))

    def test_without_an_answer_says_so(self):
        self.slapd.send_signal(signal.SIGSTOP)
        try:
            status, error = self.sign_in("zhou", "of-the-city-2031")
        finally:
            self.slapd.send_signal(signal.SIGCONT)
        self.assertEqual(status, 503, error)
        self.assertIn("目录服务", error["error"]["message"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--home", required=True)
    known, rest = parser.parse_known_args()
    BINARY, HOME = os.path.abspath(known.binary), os.path.abspath(known.home)
    unittest.main(argv=[sys.argv[0]] + rest)
