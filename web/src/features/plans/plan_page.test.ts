import { describe, expect, it } from "vitest";
import type { DifferenceEntry } from "@/api/types";
import { entries_of, is_inferred, leads, units_in_order } from "./commitments";
import { complaints, correction_value, current_value } from "./corrections";
import { ordered_changes, shows_values } from "./difference";
import { due_key, dues_in, kind_counts, matches, query_of, state_of, units_in } from "./filter";
import { brackets_of, lit_with } from "./governs";
import { groups_of } from "./grouping";
import { outline_of } from "./outline";
import { period_words, title_of, units_text, value_of } from "./rows";
import { sample_plan } from "./sample";

const plan = sample_plan();
const entries = entries_of(plan);
const ids = (list: readonly { id: string }[]) => list.map((one) => one.id).join(" ");
const entry = (id: string) => entries.find((one) => one.id === id)!;
const all = { kinds: [], unit: "", due: "" };

describe("entries", () => {
  it("stand in the order of the document", () => expect(ids(entries)).toBe("t1 v1 q1 p1 d1 o1 v2"));
  it("put leading units before assisting ones", () => {
    expect(units_in_order(entry("d1").units).map((one) => one.name)).toEqual(["水科", "支队"]);
  });
  it("take the first responsible unit as leading where none is named so", () => {
    const units = [
      { name: "甲", role: "responsible", origin: "text" },
      { name: "乙", role: "responsible", origin: "text" },
    ] as const;
    expect(units.map((one) => leads(one, units))).toEqual([true, false]);
  });
  it("know what was inferred", () =>
    expect(entries.filter(is_inferred).map((one) => one.id)).toEqual(["d1"]));
});

describe("filters in the address", () => {
  it.each([
    [{}, {}],
    [
      {
        kind: "target,duty",
        unit: "水科",
        due: "2024-06",
        group: "due",
        view: "diagnostics",
        at: "t1",
        version: "2",
      },
      null,
    ],
    [{ kind: "nonsense", group: "x", view: "y", version: "-1" }, {}], // what is unknown falls back
  ])("%o comes back", (query, want) => expect(query_of(state_of(query))).toEqual(want ?? query));

  it.each([
    ["all but principles", all, "t1 v1 q1 d1 o1 v2"],
    ["principles only when asked", { ...all, kinds: ["principle" as const] }, "p1"],
    ["by kind", { ...all, kinds: ["target" as const, "duty" as const] }, "t1 d1"],
    ["by unit", { ...all, unit: "支队" }, "d1"],
    ["without a unit", { ...all, unit: "-" }, "v2"],
    ["by month", { ...all, due: "2024-06" }, "v2"],
    ["by default", { ...all, due: "default" }, "t1 v1 q1 d1"],
    ["without a deadline", { ...all, due: "-" }, "o1"],
    ["together", { kinds: ["deliverable" as const], unit: "水科", due: "default" }, "v1"],
  ])("%s", (_, state, want) => expect(ids(entries.filter((one) => matches(one, state)))).toBe(want));

  it("lists deadlines: months, then the default, then none", () => {
    expect(dues_in(entries).map((one) => one.key)).toEqual(["2024-06", "default", "-"]);
    expect(due_key(entry("o1"))).toBe("-");
  });
  it("lists units by their work", () => expect(units_in(entries)[0]).toEqual({ name: "水科", count: 6 }));
  it("counts kinds", () =>
    expect(kind_counts(entries)).toMatchObject({ target: 1, deliverable: 2, duty: 1, prohibition: 0 }));
});

describe("groups", () => {
  const shape = (grouping: "item" | "unit" | "due") =>
    groups_of(
      plan,
      entries.filter((one) => matches(one, all)),
      grouping,
    ).map((one) => `${one.key}: ${ids(one.entries)}`);
  it("by item, and by section outside items", () =>
    expect(shape("item")).toEqual(["i1: t1 v1 q1", "i2: d1 o1", "s1: v2"]));
  it("by unit, work without an owner first", () =>
    expect(shape("unit")).toEqual(["unit:-: v2", "unit:水科: t1 v1 q1 d1 o1", "unit:支队: d1"]));
  it("by deadline", () =>
    expect(shape("due")).toEqual(["due:2024-06: v2", "due:default: t1 v1 q1 d1", "due:-: o1"]));
});

describe("brackets", () => {
  const brackets = brackets_of(plan);
  it("light what they govern", () =>
    expect(lit_with("u0", brackets, entries)).toEqual(["u0", "t1", "v1", "q1"]));
  it("light with what they govern", () => expect(lit_with("t1", brackets, entries)).toEqual(["t1", "u0"]));
  it("stay dark elsewhere", () => {
    expect(lit_with("d1", brackets, entries)).toEqual(["d1"]);
    expect(lit_with("", brackets, entries)).toEqual([]);
  });
});

describe("outline", () => {
  it("lists headings and their items with counts", () => {
    expect(outline_of(plan, entries).map((one) => [one.key, one.count])).toEqual([
      ["s0", 0],
      ["i1", 3],
      ["s1", 0],
      ["i2", 3],
    ]);
  });
});

describe("rows", () => {
  it.each([
    ["t1", { main: "断面水质优良率", side: "7个省考断面" }, "quantity"],
    ["d1", { main: "巡查", side: "3个水源地" }, "frequency"],
    ["v1", { main: "完成整治任务", side: "" }, "year_end"],
    ["v2", { main: "编制方案", side: "" }, "date"],
    ["q1", { main: "力争达到省里要求", side: "" }, "waiting"],
    ["o1", { main: "督促整改", side: "" }, "none"],
  ])("%s", (id, title, value) => {
    expect(title_of(entry(id))).toEqual(title);
    expect(value_of(entry(id)).type).toBe(value);
  });
  it.each([
    ["month", { key: "period.month" }],
    ["half-year", { key: "period.half_year" }],
    ["3 years", { key: "period.years", n: 3 }],
    ["定期", { printed: "定期" }],
  ])("period %s", (period, want) => expect(period_words(period)).toEqual(want));
  it("writes units as a correction wants them", () =>
    expect(units_text(entry("d1"))).toBe("支队（配合）、水科（牵头）"));
});

describe("corrections", () => {
  it.each([
    ["t1", "value", "85.7"],
    ["t1", "comparator", ">="],
    ["d1", "value", "1"],
    ["t1", "kind", "target"],
    ["v2", "deadline", "2024-06-30"],
    ["v1", "indicator", ""],
  ] as const)("%s holds %s", (id, field, want) => expect(current_value(entry(id), field)).toBe(want));

  const words: Record<string, string> = { "kind.duty": "频次", "card.soft": "软约束" };
  it.each([
    ["kind", "duty", "频次"],
    ["strength", "soft", "软约束"],
    ["comparator", "<=", "≤"],
    ["deadline", "2024-06-30", "2024年6月30日"],
    ["deadline", "", ""],
    ["scope", "全市", "全市"],
  ])("%s %s reads %s", (field, value, want) => {
    expect(
      correction_value(
        field,
        value,
        (key) => words[key]!,
        (key) => key in words,
        "zh-CN",
      ),
    ).toBe(want);
  });

  const draft = { field: "value" as const, after: "90", why: "会议纪要" };
  it.each([
    ["complete", {}, []],
    ["no number", { after: "九十" }, ["need_number"]],
    ["nothing", { after: " " }, ["need_after"]],
    ["no reason", { why: "" }, ["need_why"]],
    ["nobody may answer for it", { field: "units" as const, after: "" }, []],
    ["everything lacks", { after: "", why: "" }, ["need_after", "need_why"]],
  ])("%s", (_, change, want) => expect(complaints({ ...draft, ...change })).toEqual(want));
});

describe("difference", () => {
  const change = (name: string, kind: string, is_alarm = false, rest = {}) =>
    ({ change: name, kind, is_alarm, before_value: "", after_value: "", ...rest }) as DifferenceEntry;
  it("puts what weakens the plan first and rewording last", () => {
    const list = [
      change("reworded", "target"),
      change("added", "deliverable"),
      change("added", "target"),
      change("dropped", "deliverable", true),
    ];
    expect(ordered_changes(list).map((one) => `${one.change} ${one.kind}`)).toEqual([
      "dropped deliverable",
      "added target",
      "added deliverable",
      "reworded target",
    ]);
  });
  it("shows values where there are any", () => {
    expect(shows_values(change("raised", "target", false, { before_value: "8", after_value: "9" }))).toBe(
      true,
    );
    expect(shows_values(change("reworded", "target", false, { before_value: "8", after_value: "9" }))).toBe(
      false,
    );
    expect(shows_values(change("moved", "target"))).toBe(false);
  });
});
