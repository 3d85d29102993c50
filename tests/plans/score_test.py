#!/usr/bin/env python3
"""Compiles the real plans of ../shared/plans and compares them with their annotations.

usage: score_test.py TOOL SOURCE_DIR [--renamed-only]

TOOL is plan_compile_tool. Asks what the project promises: on the reference items and groups 1.00, targets 0.98, duties 0.95,
lists and deliverables 0.90, every deadline right, no target in text that is none; on practice a mean of 0.95 and none below
0.85. The derived forms (one line, csv, GB18030) give the same targets, duties and owners. With every place, unit and firm
replaced by invented names of other lengths the mean of practice falls by at most 0.02.
Skips, saying so, only where ../shared/plans is absent.
"""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

SUFFIXES = ("区", "县", "市", "镇", "乡", "村", "湖", "河", "江", "港", "岛", "山", "水库", "水厂", "公司", "电厂", "集团", "分局", "局", "委", "办", "厅",
            "部", "科", "室", "中心", "支队", "站", "处", "指挥部", "署", "会", "社", "联", "党委", "单位")
GENERIC = ("各", "相关", "有关", "局系统")
FAILED = []


def ask(holds, what):
    print(("ok    " if holds else "FAIL  ") + what)
    if not holds:
        FAILED.append(what)


def compile_all(tool, knowledge, pairs):
    args = [tool, knowledge]
    for source, target in pairs:
        args += [source, target]
    subprocess.run(args, check=True)


class Scorer:
    """score_plan.py, imported as a module: its own judgement, without its printing."""

    def __init__(self, folder):
        sys.path.insert(0, folder)
        import score_plan
        self.s = score_plan

    def kinds(self, found, gold, only=None):
        s = self.s
        gold_groups = [x for i in gold.get("items", []) for x in i.get("groups", []) if "governs_from" in x]
        found_groups = [x for i in found.get("items", []) for x in i.get("groups", [])]
        owned = [i for i in gold.get("items", []) if i.get("units")]
        owners = ("groups", gold_groups, found_groups, s.same_group) if gold_groups else (
            "groups", owned, [i for i in found.get("items", []) if i.get("units")] if owned else [], s.same_owner)
        rows = [("items", gold.get("items", []), found.get("items", []) if gold.get("items") else [], s.same_item), owners,
                ("targets", gold.get("targets", []), found.get("targets", []), s.same_target),
                ("duties", gold.get("duties", []), found.get("duties", []), s.same_duty),
                ("lists", gold.get("lists", []), found.get("lists", []), s.same_list),
                ("deliverables", gold.get("deliverables", []), found.get("deliverables", []), s.same_deliverable)]
        scores, deadlines = {}, (0, 0)
        for name, g, f, same in rows:
            if only and name not in only or not g and not f:
                continue
            result = s.match(g, f, same)
            scores[name] = s.prf(*result)[2]
            if name == "targets":
                deadlines = s.details(result[0])
        return scores, deadlines, len(s.trapped(gold, found))


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def practice(folder):
    """(number, text file, annotation) of each practice document."""
    for name in sorted(os.listdir(folder)):
        if name.endswith(".gold.json"):
            number = name.split(".")[0]
            text = next(n for n in sorted(os.listdir(folder)) if n.startswith(number + "-") and n.endswith(".txt"))
            yield number, os.path.join(folder, text), os.path.join(folder, name)


ONLY = ("items", "groups", "targets", "duties")


def mean_of_practice(scorer, results):
    means, right, known, trapped = {}, 0, 0, 0
    for number, found, gold in results:
        scores, deadlines, traps = scorer.kinds(found, gold, ONLY)
        means[number] = sum(scores.values()) / len(scores)
        right, known, trapped = right + deadlines[0], known + deadlines[1], trapped + traps
    return means, right, known, trapped


# --- renaming -----------------------------------------------------------------------------------------------------------


def names_of(gold, text):
    """Places, units and firms that the annotation knows: units of items, members of lists, and the places inside them."""
    names = set()
    for item in gold.get("items", []):
        units = list(item.get("units", []))
        for group in item.get("groups", []):
            units += group.get("units", []) + [u for r in group.get("roles", []) for u in r.get("units", [])]
        names.update(u for u in units if not u.startswith(GENERIC) and "、" not in u)
    for listed in gold.get("lists", []):
        names.update(m for m in listed.get("members", []) if 2 < len(m) < 12 and m in text)
    places = set()
    for source in (gold.get("title") or "", gold.get("issuer") or "", text[:400]):
        places.update(m.group(1) for m in re.finditer(r"(?:^|[^一-鿿])([一-鿿]{2,3})(?:市|县|综合实验区)", source))
    for item in gold.get("targets", []):
        scope = item.get("scope") or ""
        if re.fullmatch(r"[一-鿿]{2,3}(市|县|区|镇)", scope):
            places.add(scope[:-1])
    generic = {"全市", "全国", "全区", "各县", "我市", "城市", "中心", "市中心"}
    return {n for n in names | places if n not in generic and len(n) >= 2 and not n.endswith("牵头")}


SYLLABLES = "澜峤沁芷岚峪屿浔浦沅汀滁溧溱淞涪湄瀛澧濮"


def parts(name):
    """Prefix (区, 市 …), core and ending of a name; only the core is replaced."""
    prefix = name[0] if name[0] in "区市县省" and len(name) > 3 else ""
    core = name[len(prefix):]
    suffix = max((s for s in SUFFIXES if core.endswith(s) and len(core) > len(s)), key=len, default="")
    return prefix, core[:len(core) - len(suffix)] if suffix else core, suffix


def mapping_of(gold, text, seed):
    random_source = random.Random(seed)
    mapping, cores = {}, {}
    for name in sorted(names_of(gold, text), key=lambda n: (-len(n), n)):
        prefix, core, suffix = parts(name)
        length = random_source.choice([2, 2, 3, 4])
        new_core = cores.setdefault(core, "".join(random_source.choice(SYLLABLES) for _ in range(length)))
        mapping[name] = prefix + new_core + suffix
        if prefix and len(name) > 4:  # 区经济局, 农村局: the second has lost its prefix in the text
            mapping.setdefault(name[1:], new_core + suffix)
    return mapping


def rename(text, mapping):
    """The text with all names replaced, and the new offset of every old one."""
    pattern = re.compile("|".join(re.escape(n) for n in sorted(mapping, key=len, reverse=True))) if mapping else None
    out, offsets, at = [], [0] * (len(text) + 1), 0
    new = 0
    while at < len(text):
        hit = pattern.match(text, at) if pattern else None
        if hit:
            replacement = mapping[hit.group(0)]
            for i in range(len(hit.group(0))):
                offsets[at + i] = new + min(i, len(replacement) - 1)
            out.append(replacement)
            new += len(replacement)
            at = hit.end()
        else:
            offsets[at] = new
            out.append(text[at])
            new += 1
            at += 1
    offsets[len(text)] = new
    return "".join(out), offsets


def rename_gold(value, mapping, offsets, text):
    if isinstance(value, str):
        return rename(value, mapping)[0]
    if isinstance(value, list):
        return [rename_gold(v, mapping, offsets, text) for v in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, inner in value.items():
        if key in ("offset", "governs_from", "governs_to") and isinstance(inner, int):
            result[key] = offsets[min(inner, len(offsets) - 1)]
        else:
            result[key] = rename_gold(inner, mapping, offsets, text)
    start = value.get("offset")
    for key in ("text_span", "span", "raw"):
        if isinstance(start, int) and isinstance(value.get(key), str):
            end = min(start + len(value[key]), len(offsets) - 1)
            result[key] = rename(text, mapping)[0][offsets[start]:offsets[end]]
    return result


# --- checks -------------------------------------------------------------------------------------------------------------


def check_reference(scorer, tool, knowledge, plans, work):
    out = os.path.join(work, "reference.json")
    compile_all(tool, knowledge, [(os.path.join(plans, "reference/ezhou-2024.txt"), out)])
    scores, deadlines, trapped = scorer.kinds(load(out), load(os.path.join(plans, "reference/ezhou-2024.gold.json")))
    for kind, least in (("items", 1.0), ("groups", 1.0), ("targets", 0.98), ("duties", 0.95), ("lists", 0.90), ("deliverables", 0.90)):
        ask(scores[kind] >= least, f"reference: {kind} {scores[kind]:.3f}, at least {least}")
    ask(deadlines[0] == deadlines[1] and deadlines[1] > 0, f"reference: {deadlines[0]} of {deadlines[1]} deadlines right")
    ask(trapped == 0, f"reference: {trapped} targets in text that is none")


def check_practice(scorer, tool, knowledge, plans, work):
    documents = list(practice(os.path.join(plans, "practice")))
    pairs = [(text, os.path.join(work, number + ".json")) for number, text, _ in documents]
    compile_all(tool, knowledge, pairs)
    results = [(number, load(os.path.join(work, number + ".json")), load(gold)) for number, _, gold in documents]
    means, right, known, trapped = mean_of_practice(scorer, results)
    mean = sum(means.values()) / len(means)
    ask(len(means) == 10, f"practice: {len(means)} documents")
    ask(mean >= 0.95, f"practice: mean {mean:.3f}, at least 0.95")
    ask(min(means.values()) >= 0.85, f"practice: lowest {min(means.values()):.3f}, at least 0.85")
    ask(right >= 0.95 * known, f"practice: {right} of {known} deadlines right")
    ask(trapped == 0, f"practice: {trapped} targets in text that is none")
    return mean


def check_renamed(scorer, tool, knowledge, plans, work, mean):
    results, pairs, replaced = [], [], 0
    for seed, (number, path, gold_path) in enumerate(practice(os.path.join(plans, "practice"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        gold = load(gold_path)
        mapping = mapping_of(gold, text, seed + 1)
        renamed, offsets = rename(text, mapping)
        replaced += sum(text.count(n) for n in mapping)
        source = os.path.join(work, "renamed-" + number + ".txt")
        with open(source, "w", encoding="utf-8") as file:
            file.write(renamed)
        pairs.append((source, os.path.join(work, "renamed-" + number + ".json")))
        results.append((number, pairs[-1][1], rename_gold(gold, mapping, offsets, text)))
    compile_all(tool, knowledge, pairs)
    means, right, known, trapped = mean_of_practice(scorer, [(n, load(f), g) for n, f, g in results])
    other = sum(means.values()) / len(means)
    for number in sorted(means):
        print(f"      renamed {number}: {means[number]:.3f}")
    ask(replaced > 200, f"renamed: {replaced} names replaced")
    ask(other >= mean - 0.02, f"renamed: mean {other:.3f}, at most 0.02 below {mean:.3f}")
    ask(trapped == 0, f"renamed: {trapped} targets in text that is none")
    ask(right >= 0.95 * known, f"renamed: {right} of {known} deadlines right")


def essence(plan):
    targets = sorted((t["indicator"], t["comparator"], t["value"], t["unit"], t["deadline"] or "") for t in plan["targets"])
    duties = sorted((d["action"], d["min_count"] or 0, d["period"]) for d in plan["duties"])
    owners = sorted((i["no"], i["heading"], tuple(i["units"])) for i in plan["items"] if i["units"])
    return targets, duties, owners


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = (("[一二三四五六七八九十]+、", 0), ("（[一二三四五六七八九十]+）[\\t ]*", 1), (r"\d+\.", 2))


def paragraph(text, level=None):
    numbering = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>' if level is not None else ""
    runs = "<w:r><w:tab/></w:r>".join(f'<w:r><w:t xml:space="preserve">{escape(t)}</w:t></w:r>' for t in text.split("\t"))
    return f"<w:p>{numbering}{runs}</w:p>"


def write_docx(path, body):
    """A .docx by hand: `body` is the content of w:body; the list numbers are automatic."""
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/>{restart}<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (fmt, text, restart) in enumerate((("chineseCounting", "%1、", ""), ("chineseCounting", "（%2）", ""),
                                                  ("decimal", "%3.", '<w:lvlRestart w:val="1"/>'))))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>',
        "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + content)


def numbered_docx(path, text):
    body = ""
    for line in text.replace("[bookmark: _GoBack]", "").split("\n"):
        level, rest = next(((level, line[m.end():]) for form, level in LEVELS for m in [re.match(form, line)] if m), (None, line))
        body += paragraph(rest, level)
    write_docx(path, body)


def table_docx(path, rows):
    """`rows` of a plain text table; an empty first cell continues the merged one above."""
    body = "<w:tbl><w:tblGrid>" + "<w:gridCol/>" * len(rows[0]) + "</w:tblGrid>"
    for number, row in enumerate(rows):
        body += "<w:tr>"
        for column, cell in enumerate(row):
            merged = ""
            if column in (0, 1, 5) and number:
                merged = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' if cell else "<w:tcPr><w:vMerge/></w:tcPr>"
            body += f"<w:tc>{merged}{paragraph(cell)}</w:tc>"
        body += "</w:tr>"
    write_docx(path, body + "</w:tbl>" + paragraph("注：主要责任单位第一个为牵头单位，其余为主要配合单位。"))


def check_docx(tool, knowledge, plans, work):
    """Automatic numbers and merged cells of Word give the same plan as the text."""
    source = os.path.join(plans, "reference/ezhou-2024.txt")
    with open(source, encoding="utf-8") as file:
        numbered_docx(os.path.join(work, "numbered.docx"), file.read())
    prose = next(t for n, t, _ in practice(os.path.join(plans, "practice")) if n == "01")
    with open(prose, encoding="utf-8") as file:
        lines = [line for line in file.read().split("\n") if line.startswith("|") and not line.startswith("| ---")]
    table_docx(os.path.join(work, "table.docx"), [[c.strip() for c in line.strip().strip("|").split("|")] for line in lines])
    with open(os.path.join(work, "table.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    names = {"text": source, "numbered": os.path.join(work, "numbered.docx"), "rows": os.path.join(work, "table.txt"), "table": os.path.join(work, "table.docx")}
    compile_all(tool, knowledge, [(path, os.path.join(work, name + "-x.json")) for name, path in names.items()])
    plan = {name: essence(load(os.path.join(work, name + "-x.json"))) for name in names}
    for kind, label in enumerate(("targets", "duties", "owners")):
        ask(plan["text"][kind] == plan["numbered"][kind], f"docx: automatic numbering gives the same {label} ({len(plan['text'][kind])})")
        ask(plan["rows"][kind] == plan["table"][kind], f"docx: a table with merged cells gives the same {label} ({len(plan['rows'][kind])})")


def check_derived(tool, knowledge, plans, work):
    """The same content on one line, in GB18030, as csv."""
    folder = os.path.join(plans, "practice")
    source = os.path.join(plans, "reference/ezhou-2024.txt")
    gb = os.path.join(work, "gb18030.txt")
    with open(source, encoding="utf-8") as file, open(gb, "wb") as target:
        target.write(file.read().encode("gb18030"))
    names = {"ref": source, "gb": gb, "flat": os.path.join(folder, "derived/03-flat-space.txt"), "table": os.path.join(folder, "derived/01-fengongbiao.csv")}
    names["lines"] = next(t for n, t, _ in practice(folder) if n == "03")
    names["prose"] = next(t for n, t, _ in practice(folder) if n == "01")
    compile_all(tool, knowledge, [(path, os.path.join(work, name + "-d.json")) for name, path in names.items()])
    plan = {name: load(os.path.join(work, name + "-d.json")) for name in names}
    ask(essence(plan["ref"]) == essence(plan["gb"]), "derived: GB18030 gives the same plan")
    ask(essence(plan["lines"]) == essence(plan["flat"]), "derived: flattened into one line gives the same plan")
    ask(essence(plan["prose"])[2] == essence(plan["table"])[2], "derived: the csv table gives the same owners")
    rows = {(t["value"], t["unit"]) for t in plan["table"]["targets"]}
    ask(rows <= {(t["value"], t["unit"]) for t in plan["prose"]["targets"]} and len(rows) >= 4, "derived: the csv table gives the same targets")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    tool, source = sys.argv[1], sys.argv[2]
    plans = os.path.join(source, "..", "shared", "plans")
    if not os.path.isdir(plans):
        print("SKIPPED: ../shared/plans is not there, so the plans were not scored")
        sys.exit(77)
    knowledge = os.path.join(source, "knowledge/plan-language")
    scorer = Scorer(plans)
    with tempfile.TemporaryDirectory() as work:
        check_reference(scorer, tool, knowledge, plans, work)
        mean = check_practice(scorer, tool, knowledge, plans, work)
        check_renamed(scorer, tool, knowledge, plans, work, mean)
        check_derived(tool, knowledge, plans, work)
        check_docx(tool, knowledge, plans, work)
    print(f"{len(FAILED)} failed" if FAILED else "all good")
    sys.exit(1 if FAILED else 0)


if __name__ == "__main__":
    main()
