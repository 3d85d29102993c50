import { describe, expect, it } from "vitest";
import type { Reading, SectionReading } from "@/api/types";
import { class_rank, matrix_of, months_past, short_parameter, telling_section } from "./matrix";
import { target_rows } from "./target_rows";

const section = (name: string, rest: Partial<SectionReading> = {}) =>
  ({ name, compliance: "met", is_near_limit: false, reason: "", monthly: [], ...rest }) as SectionReading;

describe("class_rank", () => {
  it.each([
    ["Ⅰ", 1],
    ["Ⅲ", 3],
    ["劣Ⅴ", 6],
    ["", 0],
    ["III", 0], // three letters are no class numeral
  ])("%s", (name, want) => expect(class_rank(name)).toBe(want));
});

describe("months_past", () => {
  it.each([
    ["2024-01-01", "2024-09-30", 9], // its last day
    ["2024-01-01", "2024-12-31", 12],
    ["2024-01-01", "2024-01-31", 1],
    ["", "", 12],
  ])("%s to %s", (period_from, period_to, want) =>
    expect(months_past({ period_from, period_to })).toBe(want),
  );
});

describe("matrix_of", () => {
  const reading = {
    period_from: "2024-01-01",
    period_to: "2024-03-31",
    members: [
      section("甲", {
        monthly: [
          { month: 1, class: "Ⅱ", deciding: "总磷" },
          { month: 3, class: "Ⅳ", deciding: "高锰酸盐指数" },
        ] as SectionReading["monthly"],
      }),
    ],
  } as unknown as Reading;
  const cells = matrix_of(reading)[0]!.cells;

  it("tells a missing month from one to come", () => {
    expect(cells.map((cell) => cell.state).join(" ")).toBe(
      "class missing class " + "future ".repeat(9).trim(),
    );
  });
  it("names the deciding parameter only where Ⅲ is missed", () => {
    expect(cells.map((cell) => cell.deciding).filter(Boolean)).toEqual(["高锰"]);
  });
});

it.each([
  ["总磷", "总磷"],
  ["总磷、溶解氧", "总磷…"],
  ["", ""],
])("short_parameter(%s)", (deciding, want) => expect(short_parameter(deciding)).toBe(want));

it.each([
  [
    "the one that fails",
    [
      section("甲"),
      section("乙", { is_near_limit: true }),
      section("丙", { compliance: "not_met" } as never),
    ],
    "丙",
  ],
  ["else the one near its limit", [section("甲"), section("乙", { is_near_limit: true })], "乙"],
  ["else the first", [section("甲"), section("乙")], "甲"],
  ["none", [], ""],
])("telling_section: %s", (_, members, want) =>
  expect(telling_section({ members } as unknown as Reading)).toBe(want),
);

it("lists targets that need a look first, those that nothing decides last", () => {
  const target = (id: string, begin: number) => ({ id, span: { begin, end: begin } });
  const view = {
    plan: { targets: [target("a", 1), target("b", 2), target("c", 3), target("d", 4)], qualitative: [] },
    readings: [
      { target_id: "b", verdict: "on_track" },
      { target_id: "d", verdict: "at_risk" },
    ],
  };
  expect(target_rows(view as never, []).map((row) => row.target.id)).toEqual(["d", "b", "a", "c"]);
  // A published value decides over the reading, and a reported one decides nothing.
  const value = (text: string) => ({ is_there: text !== "", value: text });
  const standings = [
    { target_id: "b", decides: "official", verdict: "missed", official: value("71.4"), reported: value("") },
    {
      target_id: "c",
      decides: null,
      verdict: "insufficient_data",
      official: value(""),
      reported: value("3"),
    },
  ];
  const rows = target_rows(view as never, standings as never);
  expect(rows.map((row) => row.target.id)).toEqual(["b", "d", "a", "c"]);
  expect(rows.map((row) => row.verdict)).toEqual(["missed", "at_risk", "", ""]);
  expect(rows.map((row) => row.shown?.value ?? "")).toEqual(["71.4", "", "", "3"]);
  // An end stands once for each of its figures, behind what is judged; without a figure it does not stand here.
  const ends = {
    plan: { ...view.plan, qualitative: [{ ...target("q", 5), reference: "考核要求" }, target("r", 6)] },
    readings: [
      ...view.readings,
      { target_id: "q", indicator_name: "年均浓度", value: 33, unit: "μg/m3", verdict: "insufficient_data" },
      { target_id: "q", indicator_name: "重污染天数", value: 1, unit: "天", verdict: "insufficient_data" },
    ],
  };
  const with_ends = target_rows(ends as never, standings as never);
  expect(with_ends.map((row) => row.target.id)).toEqual(["b", "d", "q", "q", "a", "c"]);
  expect(with_ends[2]).toMatchObject({ quantity: null, reference: "考核要求", verdict: "" });
  expect(with_ends.slice(2, 4).map((row) => `${row.target.indicator} ${row.shown?.value}`)).toEqual([
    "年均浓度 33",
    "重污染天数 1",
  ]);
});
