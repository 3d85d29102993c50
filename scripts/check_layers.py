#!/usr/bin/env python3
"""Checks who includes whom, against the DEPS lists in CMake and the order of the architecture (docs/architecture.md).

Prints each finding as file:line and ends with "N passed, N failed": one check a library, one of the
names of the API.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"

# Levels from the bottom up. Libraries on one level do not know each other.
LEVELS = [["base"], ["tables", "documents"], ["standards", "hj212", "plans"], ["observations", "records", "geography", "simulator"],
          ["assessment"], ["reports", "notices", "gateway"], ["server"], ["cli"]]
LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
THIRD_PARTY = re.compile(r"^(boost/|toml\+\+|sqlite3|soci|zip\.h|expat\.h|pugixml|restinio|xlsxwriter|duckdb|freexl|re2/|curl/|openssl/|fmt/|spdlog/|CLI/|sodium)")
# The one wrapper of Boost.JSON/Describe, and the headers that describe structs with it.
DESCRIBING = re.compile(r"(^base/json\.h|_describe\.h)$")
# Nobody stands above cli, so its headers may show what it is made with.
# A library below the gateway, the server and the command line never does these.
FORBIDDEN = [
    (re.compile(r"\bstd::c(out|err|log)\b|(?<![\w:])f?printf\s*\(|\bfmt::print\b"), "prints"),
    (re.compile(r"(?<![\w:])(std::)?(exit|quick_exit|_exit)\s*\("), "exits"),
    (re.compile(r"\b(system_clock|steady_clock|high_resolution_clock)::now\b|(?<![\w:.>])(std::)?time\s*\(\s*(nullptr|NULL|0|&)"), "reads a clock"),
    (re.compile(r"\bgetenv\s*\("), "reads the environment"),
    (re.compile(r"\bsetlocale\s*\(|\bstd::locale\b"), "reads a locale"),
    (re.compile(r"\bstd::j?thread\b|\bstd::async\b"), "starts a thread"),
]
FREE = {"gateway", "server", "cli"}
# A child that a file made must end without its parent's farewells (docs/decisions/0006).
CHILDREN = {("tables/internal/xls_child.cc", "exits")}


def declared_dependencies(library):
    path = SOURCE / library / "CMakeLists.txt"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    call = re.search(r"bihuan_library\(\s*" + library + r"\b(.*?)\n?\)", text, re.S)
    if not call:
        return None
    words, current, found = call.group(1).split(), "", []
    for word in words:
        if word in ("SOURCES", "TESTS", "DEPS", "LINK", "TEST_LINK"):
            current = word
        elif current == "DEPS":
            found.append(word)
    return found


def check_library(library):
    findings = []
    dependencies = declared_dependencies(library)
    if dependencies is None:
        return [f"src/{library}/CMakeLists.txt: no bihuan_library({library} ...)"]
    for dependency in dependencies:
        if dependency not in LEVEL or LEVEL[dependency] >= LEVEL[library]:
            findings.append(f"src/{library}/CMakeLists.txt: DEPS names {dependency}, which is not below {library}")
    allowed = set(dependencies) | {library}
    for path in sorted((SOURCE / library).rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        is_test = path.stem.endswith("_test") or "testing" in path.parts
        relative = path.relative_to(SOURCE).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            place = f"src/{relative}:{number}"
            include = INCLUDE.match(line)
            if include:
                quote, target = include.groups()
                if quote == '"':
                    owner = target.split("/")[0]
                    if owner in LEVEL and owner not in allowed:
                        findings.append(f"{place}: includes {target}, but DEPS of {library} does not name {owner}")
                    if "/internal/" in target and owner != library:
                        findings.append(f"{place}: includes {target}, which is internal to {owner}")
                elif path.suffix == ".h" and library != "cli" and "internal" not in path.parts and not is_test and THIRD_PARTY.match(target) \
                        and not DESCRIBING.search(relative):
                    findings.append(f"{place}: a public header includes the third-party header {target}")
            elif library not in FREE and not is_test:
                code = line.split("//")[0]
                for pattern, what in FORBIDDEN:
                    if pattern.search(code) and not any(file in str(place) and what == deed for file, deed in CHILDREN):
                        findings.append(f"{place}: {what}, which only gateway, server and cli may do")
    return findings


def check_names():
    """What the API says has one namespace over many headers: a name that stands in two of them would be two types under one
    symbol, and the linker would take either."""
    findings, seen = [], {}
    for path in sorted((SOURCE / "server").glob("*api.h")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            name = re.match(r"struct (\w+) \{", line)
            if not name:
                continue
            place = f"{path.relative_to(ROOT)}:{number}"
            if name[1] in seen:
                findings.append(f"{place}: struct {name[1]} is there already: {seen[name[1]]}")
            seen.setdefault(name[1], place)
    return findings


def main():
    passed = failed = 0
    for library in sorted(path.name for path in SOURCE.iterdir() if path.is_dir()):
        findings = [f"src/{library}: not in the architecture's list"] if library not in LEVEL else check_library(library)
        for finding in findings:
            print(finding)
        passed += not findings
        failed += bool(findings)
    for finding in (names := check_names()):
        print(finding)
    passed += not names
    failed += bool(names)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
