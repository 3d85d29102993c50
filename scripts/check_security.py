#!/usr/bin/env python3
"""Checks that every test which the security checklists name is there.

Prints each finding as file:line and ends with "N passed, N failed": one check a checklist.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def known_tests():
    names = set()
    for path in (ROOT / "src").rglob("*_test.cc"):
        names.add(path.name)
        for kind, suite, name in re.findall(r"\b(TEST|TEST_F|TEST_P)\(\s*(\w+)\s*,\s*(\w+)", path.read_text(encoding="utf-8")):
            names.add(f"{suite}.{name}")
    for path in (ROOT / "tests").rglob("*.py"):
        names.add(path.name)
        text = path.read_text(encoding="utf-8")
        names.update(f"{path.name} {name}" for name in re.findall(r"def (test_\w+)", text))
        for name, body in re.findall(r"class (\w+)\(unittest\.TestCase\):(.*?)(?=\nclass |\Z)", text, re.S):
            names.add(f"{path.name} {name}")
            names.update(f"{path.name} {name}.{test}" for test in re.findall(r"def (test_\w+)", body))
    return names


def main():
    names, passed, failed = known_tests(), 0, 0
    for path in sorted((ROOT / "docs/security").glob("*.md")):
        findings = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            cells = line.split("|")
            for claim in re.findall(r"`([^`]+)`", cells[-2]) if line.startswith("|") and len(cells) > 3 else []:
                if "/" in claim or claim.startswith("fuzz_"):
                    if claim.startswith("fuzz_") or (ROOT / claim).exists():
                        continue
                elif claim in names:
                    continue
                elif claim.endswith(("*", "…")) and any(name.startswith(claim.rstrip("*…")) for name in names):
                    continue
                findings.append(f"{path.relative_to(ROOT)}:{number}: no test {claim}")
        for finding in findings:
            print(finding)
        passed += not findings
        failed += bool(findings)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
