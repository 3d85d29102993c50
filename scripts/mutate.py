#!/usr/bin/env python3
"""Changes one thing at a time in limits of knowledge or in evaluator code and sees whether a unit test of standards notices.

  scripts/mutate.py --build build/quick                 120 changes of knowledge, 80 of code
  scripts/mutate.py --build build/quick --data 0 --code 20 --seed 7

A change of knowledge moves the last digit of one number up or down; the tests read the files, so nothing is compiled. A change of
code swaps > and >=, < and <=, == and !=, && and ||, a rounding up for one to the nearest, min for max, or moves a whole number by one;
one file is compiled. What does not compile is not counted. Files are changed in place and put back, also when interrupted; run it in
a tree where nobody else builds. Prints each survivor with its place; exit code 1 if there is any. Python standard library only.
"""
import argparse
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("air", "water", "soil", "rural", "survey")
# These tests compare bytes of the files or list their places: they would notice anything and prove nothing.
BYTES = "Manifest.*:KnowledgeDigest.*:Catalogue.*"
# The suites that speak of a file come first; all others follow only if they notice nothing.
FIRST = {
    "air/": "*Air*:*Index*:*Period*:*Day*:*Rules*:Pollutant*:Composite*",
    "water/gb3838": "SurfaceWater*:SourceItems*:Section*:Group*:Drinking*",
    "water/surface": "SurfaceWater*:Section*:Group*:PeriodChange*:Trophic*:Spearman*:IndicatorSet*",
    "water/gbt14848": "Groundwater*",
    "water/drinking": "Drinking*:Source*",
    "water/city": "City*",
    "water/trend": "MannKendall*:TheilSen*:Spearman*",
    "water/black": "BlackOdour*",
    "water/gb18918": "PlantDischarge*",
    "water/river": "RiverLoad*",
    "soil/": "Farmland*:BuildingLand*",
    "rural/": "RuralSewage*",
    "survey/": "Satisfaction*",
}
# Keys that name, point or explain; changing them changes no figure.
NO_LIMIT = re.compile(r"^\s*(id|no|title|issued|valid_from|valid_to|clause|document|source|hj_code|supersedes|evidence|name|names|"
                      r"printed|unit|symbol|count|what|edition|key|sum_of|confidence)\s*=")
INLINE_NAMES = re.compile(r'(no = \d+|(?:key|name|symbol|unit|hj_code|sum_of|kind|element) = "[^"]*"|names = \[[^\]]*\]|id = \d+)')
SWAPS = [(r"(?<![<>=\-])>(?![>=])(?=\s)", ">="), (r"(?<![<>=])<(?![<=])(?=\s)", "<="), (r">=", ">"), (r"<=(?!>)", "<"), (r"==", "!="),
         (r"!=", "=="), (r"&&(?=\s)", "||"), (r"\|\|", "&&"), (r"\bround_up\(", "round_gbt8170("), (r"\bstd::max\(", "std::min("),
         (r"\bstd::min\(", "std::max("), (r"\bkMet\b", "kNotMet"), (r" \+ ", " - "), (r" - ", " + ")]
NUMBER = re.compile(r"(?<![\w.\"'])\d+(?![\w.\"'])")


def moved(digits, step):
    """The number with its last digit moved; None where that gives no other number."""
    value = int(digits.replace(".", "")) + step
    if value < 0:
        return None
    places = len(digits.split(".")[1]) if "." in digits else 0
    text = str(value).zfill(places + 1)
    return text[:len(text) - places] + ("." + text[-places:] if places else "")


def data_changes(rng):
    changes = []
    for folder in FOLDERS:
        for path in sorted((ROOT / "knowledge" / folder).glob("*.toml")):
            head = False
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if line.startswith("["):
                    head = line in ("[standard]", "[[document]]", "[[not_covered]]", "[[phase]]")
                code = line.split("#")[0]
                if head or NO_LIMIT.match(code):
                    continue
                masked = INLINE_NAMES.sub(lambda m: "\0" * len(m.group(0)), code)
                for match in re.finditer(r'(?<=")-?(\d+(?:\.\d+)?)(?=")|(?<![\w"\-.])(\d+)(?![\w"\-.])', masked):
                    group = 1 if match.group(1) else 2
                    new = moved(match.group(group), rng.choice((-1, 1))) or moved(match.group(group), 1)
                    changes.append((path, number, match.start(group), match.group(group), new))
    return changes


def evaluator_lines(path):
    """Lines of function bodies, without those that read knowledge or words for people."""
    inside = skip = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head = re.match(r"[A-Za-z].*?\b(\w+)\(", line)
        if head:
            skip = re.match(r"(read_|load_|check_|expect_|kind_of|to_string|to_chinese)", head.group(1)) is not None
        inside = inside and line != "}" or line.endswith("{") and not line.startswith(("namespace", "struct", "class", "enum"))
        if inside and not skip and not re.search(r'^\s*//|^#|template|operator|static_assert|"', line):
            yield number, line


def code_changes(_rng):
    changes = []
    files = [p for p in sorted((ROOT / "src/standards").rglob("*.cc"))
             if not re.search(r"_test|oracle|shipped|catalogue|knowledge\.cc|_rules\.cc|rule_file|_basis", p.name)]
    for path in files:
        for number, line in evaluator_lines(path):
            code = line.split("//")[0]
            if re.search(r"\bfor \(|->|<[\w:, ]+>", code) is None:
                spots = [(m.start(), m.group(0), new) for pattern, new in SWAPS for m in re.finditer(pattern, code)]
            else:
                spots = [(m.start(), m.group(0), new) for pattern, new in SWAPS[2:] for m in re.finditer(pattern, code)]
            spots += [(m.start(), m.group(0), str(int(m.group(0)) + 1)) for m in NUMBER.finditer(code)]
            changes += [(path, number, start, old, new) for start, old, new in spots]
    return changes


class Bench:
    def __init__(self, build, patience):
        self.build, self.patience = build, patience
        self.test = build / "src/standards/standards_test"

    def compile(self):
        done = subprocess.run(["ninja", "-C", str(self.build), "-j1", "standards_test"], capture_output=True, text=True, check=False)
        return done.returncode == 0

    def passes(self, suites):
        """True if the tests notice nothing. `suites`: a filter, or "" for all."""
        environment = dict(os.environ, GTEST_FAIL_FAST="1")
        try:
            done = subprocess.run([str(self.test), "--gtest_brief=1", "--gtest_filter=" + (suites or "*") + (":" if "-" in suites else "-") + BYTES], env=environment,
                                  capture_output=True, timeout=self.patience, check=False)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def first_suites(path):
    name = path.relative_to(ROOT).as_posix()
    for start, suites in FIRST.items():
        if name.startswith("knowledge/" + start):
            return suites
    words = path.stem.split("_")
    return ":".join(f"*{w.capitalize()}*" for w in words) if "src" in name else ""


def try_change(bench, change):
    """'killed', 'survived' or 'invalid'."""
    path, number, start, old, new = change
    before = path.read_bytes()
    lines = before.decode("utf-8").split("\n")
    line = lines[number - 1]
    lines[number - 1] = line[:start] + new + line[start + len(old):]
    is_code = path.suffix == ".cc"
    try:
        path.write_bytes("\n".join(lines).encode("utf-8"))
        if is_code and not bench.compile():
            return "invalid"
        suites = first_suites(path)
        quick = suites + "-*World*" if suites else ""
        if (quick and not bench.passes(quick)) or not bench.passes(suites) or not bench.passes(""):
            return "killed"
        return "survived"
    finally:
        path.write_bytes(before)


def run(bench, changes, wanted, rng, label, until):
    rng.shuffle(changes)
    survivors, killed, invalid = [], 0, 0
    for change in changes:
        if killed + len(survivors) >= wanted or time.monotonic() > until:
            break
        state = try_change(bench, change)
        killed += state == "killed"
        invalid += state == "invalid"
        if state == "survived":
            survivors.append(change)
            path, number, _, old, new = change
            text = path.read_text(encoding="utf-8").splitlines()[number - 1].strip()
            print(f"SURVIVED {path.relative_to(ROOT)}:{number}: {old} -> {new} in: {text}", flush=True)
    print(f"{label}: {killed + len(survivors)} changes, {killed} noticed, {len(survivors)} survived"
          + (f" ({invalid} did not compile)" if invalid else ""), flush=True)
    return len(survivors), killed + len(survivors)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="a build folder of this tree")
    parser.add_argument("--data", type=int, default=120)
    parser.add_argument("--code", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=120, help="seconds for one run of the tests")
    parser.add_argument("--minutes", type=float, default=600, help="stop early after so long")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))  # so that the changed file is put back
    bench = Bench(options.build.resolve(), options.patience)
    if not bench.compile() or not bench.passes(""):
        print("the tests do not build or pass without a change")
        return 2
    rng = random.Random(options.seed)
    until = time.monotonic() + 60 * options.minutes
    survived, tried = run(bench, data_changes(rng), options.data, rng, "knowledge", until)
    if options.code:
        more, again = run(bench, code_changes(rng), options.code, rng, "code", until)
        survived, tried = survived + more, tried + again
        bench.compile()
    print(f"mutations: {tried}, {survived} survived")
    return 1 if survived or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
