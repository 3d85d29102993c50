#!/usr/bin/env python3
"""Runs every kind of test and ends in one line: N passed, N failed, N skipped.

usage: run_tests.py [--long] [--again]

Stages: checks (layers, knowledge, clauses, translations), ctest (C++ unit tests, conformance, command line, server),
fuzzers (corpus and a few seconds each); beside them, because a browser mostly waits: web unit tests, browser tests. A
stage tells its results when it has ended. ./test has built everything before.
Each ctest program that is no GoogleTest may print a line "N passed, N failed, N skipped"; otherwise it counts as one.
A stage that passed is not run again while nothing that it can see has changed (every file of the project, the installed
packages, ../shared); its counts are kept in build/test-results and said to be so. --again runs everything.
"""
import hashlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
if set(sys.argv[1:]) - {"--long", "--again"}:
    sys.exit("run_tests.py [--long] [--again]: called by ./test, which says what they mean")
LONG = "--long" in sys.argv[1:]
AGAIN = "--again" in sys.argv[1:]
RESULTS = ROOT / "build/test-results"
SUMMARY = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []

    def add(self, passed, failed, skipped, name):
        self.passed += passed
        self.failed += failed
        self.skipped += skipped
        if failed:
            self.failures.append(f"{name}: {failed}")


LINES = threading.local()  # what this thread's stage says, until it has ended


def say(text):
    LINES.kept.append(text)


def stage(title):
    LINES.kept = [f"== {title}"]


def report(tally, name, counts, seconds, output=""):
    passed, failed, skipped = counts
    tally.add(passed, failed, skipped, name)
    say(f"   {name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.1f} s)")
    if failed or skipped:
        say(output[-6000:])


def run(command, timeout, **options):
    """Returns (exit code, output, seconds); a command out of time counts as failed."""
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, check=False,
                              text=True, errors="replace", **options)
        return done.returncode, done.stdout, time.monotonic() - start
    except subprocess.TimeoutExpired as late:
        text = (late.stdout or b"").decode(errors="replace") if isinstance(late.stdout, bytes) else (late.stdout or "")
        return 124, f"{text}\nout of time after {timeout} s", time.monotonic() - start
    except FileNotFoundError as missing:
        return 127, str(missing), time.monotonic() - start


def counted(code, output):
    """The counts that a program printed; a non-zero exit is a failure whatever it counted."""
    lines = SUMMARY.findall(output)
    if not lines:
        return (1, 0, 0) if code == 0 else (0, 1, 0)
    passed, failed, skipped = (int(n or 0) for n in lines[-1])
    return (passed, failed if failed or code == 0 else 1, skipped)


def checks(tally):
    stage("检查（checks）")
    for script in sorted(ROOT.glob("scripts/check_*.py")):
        code, output, seconds = run([sys.executable, str(script)], 120, cwd=ROOT)
        report(tally, script.name, counted(code, output), seconds, output)


def gtest_counts(path):
    data = json.loads(path.read_text())
    skipped = sum(case.get("result") == "SKIPPED" for suite in data["testsuites"] for case in suite["testsuite"])
    return data["tests"] - data["failures"] - skipped, data["failures"], skipped


def ctest(tally):
    stage("C++ 与命令行测试（ctest）")
    with tempfile.TemporaryDirectory() as folder:
        reports = pathlib.Path(folder)
        environment = dict(os.environ, GTEST_OUTPUT=f"json:{folder}/", BIHUAN_LONG="1" if LONG else "",
                           ASAN_OPTIONS="detect_leaks=1:abort_on_error=0", UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1")
        command = ["ctest", "--preset", "dev", "--output-junit", f"{folder}/ctest.xml"] + ([] if LONG else ["-LE", "long"])
        code, output, seconds = run(command, 3600 if LONG else 1500, cwd=ROOT, env=environment)
        junit = reports / "ctest.xml"
        if not junit.exists():
            return report(tally, "ctest", (0, 1, 0), seconds, output)
        cases = list(ElementTree.parse(junit).getroot().iter("testcase"))
        for case in cases:
            name, text = case.get("name"), case.findtext("system-out") or ""
            own = reports / f"{name}_test.json"
            failed = case.get("status") != "run"
            counts = gtest_counts(own) if own.exists() else counted(1 if failed else 0, text)
            if failed and not counts[1]:
                counts = (counts[0], 1, counts[2])
            report(tally, name, counts, float(case.get("time") or 0), text)
        if not cases or (code and not any(case.get("status") != "run" for case in cases)):
            report(tally, "ctest itself", (0, 1, 0), seconds, output)


def fuzzers(tally):
    stage("模糊测试（fuzzers）")
    binaries = sorted(path for path in (ROOT / "build/fuzz/fuzz").glob("fuzz_*") if os.access(path, os.X_OK) and path.is_file())
    if not binaries:
        report(tally, "fuzzers", (0, 1, 0), 0, "no fuzzer was built")
    for binary in binaries:
        seeds = ROOT / "fuzz/corpus" / binary.name.removeprefix("fuzz_")
        with tempfile.TemporaryDirectory() as scratch:
            duration = (1800 if binary.name == "fuzz_hj212" else 600) if LONG else 5  # frames: half an hour
            command = [str(binary), f"-max_total_time={duration}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=65536",
                       f"-artifact_prefix={ROOT}/build/", scratch] + ([str(seeds)] if seeds.is_dir() else [])
            code, output, seconds = run(command, duration + 120)
        report(tally, binary.name, (1, 0, 0) if code == 0 else (0, 1, 0), seconds, output)


def web_unit(tally):
    stage("网页单元测试（vitest）")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "vitest.json"
        code, output, seconds = run(["npx", "--no-install", "vitest", "run", "--reporter=json", f"--outputFile={path}"], 300, cwd=ROOT / "web")
        if not path.exists():
            return report(tally, "vitest", (0, 1, 0), seconds, output)
        data = json.loads(path.read_text())
        failed = data["numFailedTests"] or (1 if code else 0)
        report(tally, "vitest", (data["numPassedTests"], failed, data["numPendingTests"]), seconds, output)
    code, output, seconds = run(["npm", "run", "--silent", "check"], 300, cwd=ROOT / "web")
    report(tally, "web types and format", (1, 0, 0) if code == 0 else (0, 1, 0), seconds, output)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def demonstration_links(log):
    """The one-time links that the server has printed, by login name; none where it printed none in ten seconds."""
    for _ in range(100):
        found = re.findall(r"^ *(http://\S+/enter#\S+) +(\S+) ", log.read_text(errors="replace"), re.M)
        if found:
            return {login: link for link, login in found}
        time.sleep(0.1)
    return {}


def browser(tally):
    stage("浏览器测试（Chromium）")
    binary = ROOT / "build/dev/src/cli/bihuan"
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        code, output, seconds = run([str(binary), "demo", "create", data], 120)
        if code:
            return report(tally, "demo create", (0, 1, 0), seconds, output)
        with open(ROOT / "build/e2e-server.log", "wb") as log:
            server = subprocess.Popen([str(binary), "serve", "--data", data, "--port", str(port), "--web", str(ROOT / "web/dist")],
                                      stdout=log, stderr=log)
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            links = demonstration_links(ROOT / "build/e2e-server.log")
            result = pathlib.Path(data) / "playwright.json"
            environment = dict(os.environ, BIHUAN_URL=f"http://127.0.0.1:{port}", BIHUAN_LINKS=json.dumps(links), BIHUAN_BINARY=str(binary),
                               BIHUAN_LONG="1" if LONG else "",
                               PLAYWRIGHT_JSON_OUTPUT_NAME=str(result))
            code, output, seconds = run(["npm", "run", "--silent", "e2e", "--", "--reporter=json"], 3600 if LONG else 900, cwd=ROOT / "web", env=environment)
            if not result.exists():
                return report(tally, "playwright", (0, 1, 0), seconds, output)
            told = json.loads(result.read_text())
            stats = told["stats"]
            failed = stats["unexpected"] + stats["flaky"] or (1 if code else 0)
            report(tally, "playwright", (stats["expected"], failed, stats["skipped"]), seconds,
                   "\n".join(browser_failures(told)) if failed else output)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def browser_failures(suite, path=""):
    """What each failed browser test says, with its place."""
    path = " / ".join(filter(None, (path, suite.get("title", ""))))
    lines = []
    for spec in suite.get("specs", []):
        for result in (one for test in spec["tests"] for one in test["results"]):
            for error in result.get("errors", []):
                lines.append(f"{path} / {spec['title']}: {error.get('message', error)}"[:3000])
    for inner in suite.get("suites", []):
        lines += browser_failures(inner, path)
    return lines


def state_of_everything():
    """One digest over all that a test can see, or "" where git cannot list the project's files."""
    code, listing, _ = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], 60, cwd=ROOT)
    if code:
        return ""
    seen = hashlib.sha256(b"long" if LONG else b"")
    for name in sorted(filter(None, listing.split("\0"))):
        path = ROOT / name
        seen.update(name.encode() + b"\0" + (hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"none"))
    seen.update(run(["dpkg-query", "-W"], 60)[1].encode())
    for path in sorted((ROOT.parent / "shared").rglob("*")):
        about = path.lstat()
        seen.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def run_or_recall(part, state, tally):
    """Runs a stage, or takes its counts from the last run where it passed whole and nothing has changed since."""
    kept = RESULTS / f"{part.__name__}.json"
    if state and not AGAIN and kept.exists():
        last = json.loads(kept.read_text())
        if last["state"] == state:
            print(f"== {part.__name__}: {last['passed']} passed（{last['when']} 通过后未变，不重跑；--again 全部重跑）", flush=True)
            tally.add(last["passed"], 0, 0, part.__name__)
            return
    kept.unlink(missing_ok=True)
    own = Tally()
    part(own)
    print("\n".join(LINES.kept), flush=True)
    tally.passed, tally.failed, tally.skipped = tally.passed + own.passed, tally.failed + own.failed, tally.skipped + own.skipped
    tally.failures += own.failures
    if own.passed and not own.failed and not own.skipped and state_of_everything() == state:
        RESULTS.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"state": state, "passed": own.passed, "when": time.strftime("%Y-%m-%d %H:%M")}))


def main():
    tally = Tally()
    start = time.monotonic()
    state = state_of_everything()
    beside = Tally()

    def run_beside():
        for part in (web_unit, browser):
            try:
                run_or_recall(part, state, beside)
            except Exception as failure:  # its stage is over, the others go on
                print(f"== {part.__name__}: {failure!r}", flush=True)
                beside.add(0, 1, 0, part.__name__)

    other = threading.Thread(target=run_beside)
    other.start()
    for part in (checks, ctest, fuzzers):
        run_or_recall(part, state, tally)
    other.join()
    for name in ("passed", "failed", "skipped", "failures"):
        setattr(tally, name, getattr(tally, name) + getattr(beside, name))
    print(f"== 用时 {time.monotonic() - start:.0f} 秒")
    for line in tally.failures:
        print(f"   失败：{line}")
    shared = ROOT.parent / "shared" / "plans"
    if shared.is_dir() and tally.skipped:
        print("   有检查被跳过，而它们所需的资料在这台机器上：跳过按失败计")
        tally.failed += tally.skipped
        tally.skipped = 0
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped", flush=True)
    sys.exit(1 if tally.failed or not tally.passed else 0)


if __name__ == "__main__":
    main()
