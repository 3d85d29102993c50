#!/usr/bin/env python3
"""Checks knowledge/ on three levels and pins it in knowledge/MANIFEST.

  scripts/check_knowledge.py            checks; prints each fault with its file; exit code 1 if there is any
  scripts/check_knowledge.py --write    writes knowledge/MANIFEST anew (a change to knowledge is a commit of its own)

1. schema         each file parses; rule files name source, days of effect, confidence and reviewers; decimals are quoted strings
2. between files  air: an edition has limits, index and statistics, index 100 sits at the class II limit; water: every item named by a rule exists in table 1; limits are monotonic; units are known; sets of indicators follow each
                  other without overlap; quality: ids are unique, factors have a code in hj212/factors.toml, parameters have units
3. the whole      MANIFEST lists exactly the files that are there, with their digests (SM3, SHA-256)

Clauses against headers and tests: scripts/check_clauses.py. Python standard library only.
"""
import argparse
import datetime
import hashlib
import pathlib
import re
import sys
import tomllib
from decimal import Decimal, InvalidOperation

ROOT = pathlib.Path(__file__).resolve().parent.parent / "knowledge"
CONFIDENCES = ("high", "medium", "low")
# Folders whose files state rules or words with a source; each file there has one of these tables.
HEADED = {"water": "standard", "air": "standard", "soil": "standard", "rural": "standard", "survey": "standard",
          "indicators": "knowledge", "hj212": "knowledge", "calendar": "knowledge",
          "office": "knowledge", "import": "knowledge", "quality": "knowledge"}
UNITS = ("mg/L", "无量纲", "个/L")


class Faults(list):
    def add(self, path, text):
        self.append(f"{path}: {text}")


def files(root):
    return sorted(p for p in root.rglob("*.toml") if p.is_file())


def name_of(root, path):
    return path.relative_to(root).as_posix()


def manifest_text(root):
    lines = ["# Digests of knowledge/: SM3, SHA-256, file. Written by scripts/check_knowledge.py --write; never by hand."]
    for path in files(root):
        data = path.read_bytes()
        lines.append(f"{hashlib.new('sm3', data).hexdigest()} {hashlib.sha256(data).hexdigest()} {name_of(root, path)}")
    return "\n".join(lines) + "\n"


def decimal(value):
    if not isinstance(value, str) or not re.fullmatch(r"\d+(\.\d+)?", value):
        raise InvalidOperation
    return Decimal(value)


def floats_in(value, path=""):
    if isinstance(value, float):
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from floats_in(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from floats_in(inner, f"{path}[{i}]")


def confidences_in(value, path=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            where = f"{path}.{key}" if path else key
            if key == "confidence" or key.endswith("_confidence"):
                yield where, inner
            else:
                yield from confidences_in(inner, where)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from confidences_in(inner, f"{path}[{i}]")


def check_schema(root, faults):
    tables = {}
    for path in files(root):
        name = name_of(root, path)
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.add(name, f"does not parse: {error}")
            continue
        tables[name] = table
        for place in floats_in(table):
            faults.add(name, f"{place} is a binary float; decimals are quoted strings")
        for place, confidence in confidences_in(table):
            if confidence not in CONFIDENCES:
                faults.add(name, f"{place} is {confidence!r}, not one of {', '.join(CONFIDENCES)}")
        head_name = HEADED.get(name.split("/")[0])
        if head_name is None:
            continue
        head = table.get(head_name)
        if not isinstance(head, dict):
            faults.add(name, f"has no [{head_name}]")
            continue
        for key, kind in (("title", str), ("source", str), ("valid_from", datetime.date), ("confidence", str), ("reviewed", list)):
            if not isinstance(head.get(key), kind):
                faults.add(name, f"[{head_name}] wants {key}")
        for reviewer in head.get("reviewed", []):
            if not re.fullmatch(r".+ \d{4}-\d\d-\d\d", str(reviewer)):
                faults.add(name, f"reviewed entry {reviewer!r} is no name and day")
        if head_name == "standard" and not isinstance(head.get("supersedes"), list):
            faults.add(name, "[standard] wants supersedes")
        if head_name == "standard" and not head.get("evidence"):
            faults.add(name, "[standard] wants evidence")
    return tables


def check_limits(name, parameter, faults):
    key = parameter.get("key", "?")
    if parameter.get("unit") not in UNITS:
        faults.add(name, f"{key}: unit {parameter.get('unit')!r} is not known")
    direction = parameter.get("direction")
    columns = [c for c in ("limits", "lake_limits") if c in parameter]
    if direction == "within":
        columns = []
        try:
            if decimal(parameter["min"]) >= decimal(parameter["max"]):
                faults.add(name, f"{key}: min is not below max")
        except (KeyError, InvalidOperation):
            faults.add(name, f"{key}: min and max must be quoted decimals")
    elif direction not in ("at_most", "at_least"):
        faults.add(name, f"{key}: direction {direction!r}")
    elif "limits" not in parameter:
        faults.add(name, f"{key}: no limits")
    for column in columns:
        try:
            values = [decimal(v) for v in parameter[column]]
        except InvalidOperation:
            faults.add(name, f"{key}: {column} must be quoted decimals")
            continue
        ordered = sorted(values, reverse=direction == "at_least")
        if len(values) != 5 or values != ordered:
            faults.add(name, f"{key}: {column} must be five, from class I to V ever looser")


def check_between(tables, faults):
    limits_name, rules_name = "water/gb3838-2002.toml", "water/surface-water-evaluation.toml"
    limits, rules = tables.get(limits_name), tables.get(rules_name)
    if limits is None or rules is None:
        faults.add("water", f"{limits_name} and {rules_name} are both needed")
        return
    keys = [p.get("key") for p in limits.get("parameter", [])]
    if len(keys) != len(set(keys)):
        faults.add(limits_name, "an item stands there twice")
    for parameter in limits.get("parameter", []):
        check_limits(limits_name, parameter, faults)
    names = [n for p in limits.get("parameter", []) for n in p.get("names", [])]
    for name in sorted({n for n in names if names.count(n) > 1}):
        faults.add(limits_name, f"the name {name!r} stands for two items")

    def known(where, items):
        for item in items:
            if item not in keys:
                faults.add(rules_name, f"{where} names {item!r}, which table 1 does not have")

    for entry in rules.get("indicator_set", []):
        for column in ("items", "extra_from", "required"):
            known(f"indicator_set {entry.get('id')}.{column}", entry.get(column, []))
    known("rounding.decimals", rules.get("rounding", {}).get("decimals", {}))
    for key in keys:
        if key not in rules.get("rounding", {}).get("decimals", {}):
            faults.add(rules_name, f"rounding.decimals lacks {key}")
    known("main_pollutants.named_first", rules.get("main_pollutants", {}).get("named_first", []))
    known("exceedance.without_multiple", rules.get("exceedance", {}).get("without_multiple", []))
    for profile in rules.get("profile", []):
        known(f"profile {profile.get('id')}", profile.get("required", []))
    check_defaults(rules_name, rules, faults)
    check_documents(rules_name, rules, faults)
    table = tables.get("indicators/section-table.toml", {})
    for item in table.get("plausible", {}).get("highest", {}):
        if item not in keys:
            faults.add("indicators/section-table.toml", f"plausible.highest names {item!r}, which table 1 does not have")


AIR_ITEMS = ("so2", "no2", "pm10", "pm25", "co", "o3")
AIR_PARTS = ("limits", "index", "statistics")


def check_air_editions(air, faults):
    """Each edition has its three parts; editions of one part follow each other day by day."""
    editions = {}
    for name, table in air.items():
        head = table["standard"]
        if head.get("part") not in AIR_PARTS:
            faults.add(name, f"part {head.get('part')!r} is not one of {', '.join(AIR_PARTS)}")
        elif name in editions.setdefault(head.get("edition"), {}).values() or head["part"] in editions[head["edition"]]:
            faults.add(name, f"edition {head['edition']} has its {head['part']} twice")
        else:
            editions[head["edition"]][head["part"]] = name
    for edition, parts in editions.items():
        for part in AIR_PARTS:
            if part not in parts:
                faults.add("air", f"edition {edition} has no {part}")
    for part in AIR_PARTS:
        heads = sorted((air[parts[part]]["standard"] for parts in editions.values() if part in parts), key=lambda h: h["valid_from"])
        for before, after in zip(heads, heads[1:]):
            if before.get("valid_to") != after["valid_from"] - datetime.timedelta(days=1):
                faults.add("air", f"{before['id']} does not end the day before {after['id']} begins")
    return editions


def check_air_limits(name, table, faults):
    phases = {p["id"]: p for p in table.get("phase", [])}
    seen = set()
    for limit in table.get("limit", []):
        key = (limit.get("pollutant"), limit.get("phase"))
        if key in seen or key[0] not in AIR_ITEMS or key[1] not in phases:
            faults.add(name, f"limit {key}: twice, or no such pollutant or phase")
        seen.add(key)
        for column in ("annual", "24h", "mda8", "1h"):
            try:
                pair = [decimal(v) for v in limit.get(column, ["1", "1"])]
            except InvalidOperation:
                faults.add(name, f"limit {key}.{column} must be quoted decimals")
                continue
            if len(pair) != 2 or not 0 < pair[0] <= pair[1]:
                faults.add(name, f"limit {key}.{column} must be class I and class II, class II not below class I")
    for item in AIR_ITEMS:
        for phase in phases:
            if (item, phase) not in seen:
                faults.add(name, f"no limit of {item} in phase {phase}")
    last = None
    for phase in phases.values():
        if last is not None and phase["valid_from"] != last + datetime.timedelta(days=1):
            faults.add(name, f"phase {phase['id']}: gap or overlap with the one before")
        last = phase.get("valid_to")


def check_air_index(name, table, limits, faults):
    tables = {t.get("id"): t for t in table.get("break_points", [])}
    units = {limit["pollutant"]: limit["unit"] for limit in limits.get("limit", [])}
    first_phase = limits["phase"][0]["id"]
    for key, points in tables.items():
        try:
            concentrations = [decimal(v) for v in points["concentration"]]
        except (KeyError, InvalidOperation):
            faults.add(name, f"break_points {key}: concentration must be quoted decimals")
            continue
        index = points.get("index", [])
        for column in (index, concentrations):
            if len(column) != len(concentrations) or len(column) < 2 or column[0] != 0 or any(a >= b for a, b in zip(column, column[1:])):
                faults.add(name, f"break_points {key}: both columns must rise from 0 and be equally long")
        if points.get("unit") != units.get(points.get("pollutant")):
            faults.add(name, f"break_points {key}: its unit is not that of the limits")
        beyond = points.get("beyond", "")
        if beyond not in tables and not (beyond.isdigit() and index[-1] <= int(beyond) <= 500):
            faults.add(name, f"break_points {key}: beyond {beyond!r} is neither an index nor a table")
        # An index of 100 sits at the class II limit of the first phase.
        column = {"24h": "24h", "8h": "mda8", "1h": "1h"}[points["period"]]
        for limit in limits["limit"]:
            if limit["pollutant"] == points["pollutant"] and limit["phase"] == first_phase and column in limit:
                if 100 not in index or concentrations[index.index(100)] != decimal(limit[column][1]):
                    faults.add(name, f"break_points {key}: index 100 is not at the class II limit {limit[column][1]}")
    for section in ("national_feed", "hj633_daily"):
        named = table.get(section, {}).get("indicators", [])
        if sorted(tables[i]["pollutant"] for i in named if i in tables) != sorted(AIR_ITEMS):
            faults.add(name, f"{section}.indicators must name a table for each of the six pollutants")


def check_air(tables, faults):
    air = {name: table for name, table in tables.items() if name.startswith("air/") and isinstance(table.get("standard"), dict)}
    if not air:
        faults.add("air", "no standard")
        return
    for edition, parts in check_air_editions(air, faults).items():
        if len(parts) != len(AIR_PARTS):
            continue
        limits = air[parts["limits"]]
        check_air_limits(parts["limits"], limits, faults)
        check_air_index(parts["index"], air[parts["index"]], limits, faults)
        statistics = air[parts["statistics"]]
        items = [item.get("pollutant") for item in statistics.get("annual_item", [])]
        if sorted(items) != sorted(AIR_ITEMS):
            faults.add(parts["statistics"], "annual_item must name each of the six pollutants once")
        check_documents(parts["statistics"], statistics, faults, also={t["standard"]["id"] for t in air.values()} |
                        {d["id"] for t in air.values() for d in t.get("document", [])})


QUALITY_VERDICTS = ("valid", "suspect", "under_review", "invalid")


def check_quality(tables, faults):
    """Rules of quality control: what the program's loader cannot see, because it reads these files alone."""
    factors = {f.get("code"): f for f in tables.get("hj212/factors.toml", {}).get("factor", [])}
    ids = set()
    for name, table in tables.items():
        if not name.startswith("quality/"):
            continue
        for rule in table.get("rule", []):
            key = rule.get("id")
            if key in ids:
                faults.add(name, f"rule {key!r} stands there twice")
            ids.add(key)
            if rule.get("verdict") not in QUALITY_VERDICTS:
                faults.add(name, f"rule {key}: verdict {rule.get('verdict')!r}")
            if not isinstance(rule.get("lead"), bool) or not rule.get("source"):
                faults.add(name, f"rule {key} wants lead and source")
            named = rule.get("factors", []) + rule.get("parts", [])
            for code in named:
                if code not in factors:
                    faults.add(name, f"rule {key}: {code!r} has no code in hj212/factors.toml")
            if len(named) != len(set(named)):
                faults.add(name, f"rule {key} names a factor twice")
            for parameter in rule.get("parameters", []):
                if not parameter.get("unit"):
                    faults.add(name, f"rule {key}: {parameter.get('id')} has no unit")
        for silent in table.get("not_covered", []):
            if not silent.get("reason"):
                faults.add(name, f"not_covered {silent.get('basis')} wants a reason")


def check_defaults(name, rules, faults):
    ids = [s.get("id") for s in rules.get("indicator_set", [])]
    last = None
    for entry in rules.get("default_set", []):
        if entry.get("id") not in ids:
            faults.add(name, f"default_set names {entry.get('id')!r}, which is no indicator_set")
        if entry["valid_from"] > entry["valid_to"]:
            faults.add(name, f"default_set {entry['id']}: valid_from after valid_to")
        if last is not None and entry["valid_from"] != last + datetime.timedelta(days=1):
            faults.add(name, f"default_set {entry['id']}: gap or overlap with the one before")
        last = entry["valid_to"]


def check_documents(name, rules, faults, also=frozenset()):
    documents = set(also) | {rules["standard"]["id"]} | {d["id"] for d in rules.get("document", [])}
    for key, value in rules.items():
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict) and "document" in table and table["document"] not in documents:
                faults.add(name, f"{key}: document {table['document']!r} is not described in the file")


def check_manifest(root, faults):
    path = root / "MANIFEST"
    if not path.is_file():
        faults.add("MANIFEST", "is missing; scripts/check_knowledge.py --write makes it")
        return
    have = {line.split(" ")[-1]: line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    want = {line.split(" ")[-1]: line for line in manifest_text(root).splitlines() if not line.startswith("#")}
    for name in sorted(want.keys() | have.keys()):
        if name not in have:
            faults.add("MANIFEST", f"does not list {name}")
        elif name not in want:
            faults.add("MANIFEST", f"lists {name}, which is not there")
        elif have[name] != want[name]:
            faults.add("MANIFEST", f"{name} has other digests; if the change is meant, write the manifest anew")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write knowledge/MANIFEST anew")
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="the folder to check")
    options = parser.parse_args()
    faults = Faults()
    tables = check_schema(options.root, faults)
    check_between(tables, faults)
    check_air(tables, faults)
    check_quality(tables, faults)
    if options.write:
        (options.root / "MANIFEST").write_text(manifest_text(options.root), encoding="utf-8")
    check_manifest(options.root, faults)
    for fault in faults:
        print(fault)
    print(f"knowledge: {len(tables)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
