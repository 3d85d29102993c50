import { describe, expect, it } from "vitest";
import type { OfficialView, OfficialWords, StandingValue, TargetStanding } from "@/api/types";
import {
  allowance_of,
  columns_of,
  draft_of,
  quantity_for,
  request_of,
  shown_value,
  units_of,
  unit_of,
  usual_period,
  with_quantity,
} from "./values";

it("says what may still fail only where something is counted and judged", () => {
  const reading = (object: string, left: number, verdict = "on_track", members: unknown[] = []) =>
    allowance_of({ object, members, verdict, allowed_failures: left } as never);
  expect(reading("个水源", 2)).toEqual({ word: "card.allowed", n: 2 });
  expect(reading("个水源", 0)).toEqual({ word: "card.allowed_none", n: 0 });
  expect(reading("个行政村", -3)).toEqual({ word: "card.lacking", n: 3 });
  expect(reading("", 0)).toBeNull(); // a concentration, a share of areas
  expect(reading("", 1, "at_risk", [{}])).toEqual({ word: "card.allowed", n: 1 }); // stored before objects were named
  expect(reading("个水源", 0, "insufficient_data")).toBeNull();
});

const words = {
  quantities: [
    { id: "share", units: ["%"], values: [], is_change: false },
    { id: "change", units: ["%", "百分点"], values: [], is_change: true },
    { id: "amount", units: ["*"], values: [], is_change: false },
    { id: "class", units: [], values: ["Ⅰ", "Ⅱ", "Ⅲ"], is_change: false },
  ],
  dimensions: [
    {
      id: "level",
      name: "监测层级",
      values: [
        { id: "national", name: "国控" },
        { id: "provincial", name: "省控" },
      ],
    },
    { id: "review", name: "审核", values: [{ id: "after", name: "审核后" }] },
  ],
  statuses: [
    { id: "provisional", name: "初步" },
    { id: "final", name: "审定" },
  ],
} as unknown as OfficialWords;

const value = (text: string, is_there = true) => ({ is_there, value: text }) as StandingValue;
const standing = (decides: string | null, official = "", computed = "", reported = "") =>
  ({
    decides,
    official: value(official, official !== ""),
    computed: value(computed, computed !== ""),
    reported: value(reported, reported !== ""),
  }) as TargetStanding;

describe("columns_of", () => {
  it("has the three sides in their order and marks the one that decides", () =>
    expect(columns_of(standing("official", "71.4", "85.7")).map((one) => [one.side, one.decides])).toEqual([
      ["official", true],
      ["computed", false],
      ["reported", false],
    ]));
});

it.each([
  ["the published one decides", standing("official", "71.4", "85.7"), "71.4"],
  ["until then the computed one", standing("computed", "", "85.7", "100"), "85.7"],
  ["else what is reported is shown", standing(null, "", "", "100"), "100"],
  ["or nothing", standing(null), undefined],
  ["a computed one without a figure", standing("computed", "", "", "100"), undefined],
  ["nothing known", undefined, undefined],
])("shown_value: %s", (_, one, want) => expect(shown_value(one)?.value).toBe(want));

it.each([
  ["class", "", "类"],
  ["share", "%", "%"],
  ["kept", "", ""],
])("unit_of %s", (quantity, unit, want) => expect(unit_of({ quantity, unit })).toBe(want));

it.each([
  ["2024-10-12", 2024, "2024-01-01", "2024-09-30"],
  ["2024-03-01", 2024, "2024-01-01", "2024-02-29"], // a leap year
  ["2024-01-15", 2024, "2024-01-01", "2024-01-31"],
  ["2025-02-10", 2024, "2024-01-01", "2024-12-31"], // the year is over
])("usual_period on %s of %i", (today, year, from, to) =>
  expect(usual_period(today, year)).toEqual({ from, to }),
);

it.each([
  ["%", false, "share"],
  ["%", true, "change"],
  ["万元", false, "amount"],
])("quantity_for %s, change %s", (unit, is_change, want) =>
  expect(quantity_for(words, unit, is_change)).toBe(want),
);

describe("a draft", () => {
  const target = { unit: "%", is_change: false, own_terms: "省控" };
  it("begins with the target's unit and 口径, provisional", () => {
    const draft = draft_of(words, target, "2024-10-12", 2024, null);
    expect(draft).toMatchObject({ quantity: "share", unit: "%", status: "provisional", to: "2024-09-30" });
    expect(draft.terms).toEqual({ level: "provincial", review: "" });
    expect(request_of(draft, "", "").terms).toEqual([{ dimension: "level", value: "provincial" }]);
    const of_site = request_of({ ...draft, site: "E01", factor: "w21003" }, "", "");
    expect([of_site.site, of_site.factor]).toEqual(["E01", "w21003"]);
    expect(request_of({ ...draft, factor: "w21003" }, "", "").factor, "of no site").toBe("");
  });
  it("of a revision begins with what stands, not with the target's 口径", () => {
    const figure = {
      quantity: "share",
      value: "71.40",
      unit: "%",
      from: "2024-01-01",
      to: "2024-08-31",
      terms: [{ dimension: "review", value: "after" }],
      status: "final",
    } as OfficialView;
    const draft = draft_of(words, target, "2024-10-12", 2024, figure);
    expect(draft.value).toBe("71.40");
    expect(draft.terms).toEqual({ level: "", review: "after" });
    expect(draft.why).toBe("");
  });
  it("takes the unit of another quantity and drops a value that it does not have", () => {
    const draft = { ...draft_of(words, target, "2024-10-12", 2024, null), quantity: "class", value: "71.4" };
    expect(with_quantity(draft, words, "%")).toMatchObject({ unit: "", value: "" });
    expect(with_quantity({ ...draft, value: "Ⅲ" }, words, "%").value).toBe("Ⅲ");
    expect(with_quantity({ ...draft, quantity: "amount" }, words, "万元").unit).toBe("万元");
    expect(units_of(words, "amount", "万元")).toEqual(["万元"]);
  });
  it("is sent without blanks at its ends", () => {
    const draft = {
      ...draft_of(words, target, "2024-10-12", 2024, null),
      value: " 71.4 ",
      issuer: "省厅 ",
    };
    expect(request_of(draft, "a.pdf", "QQ==")).toMatchObject({
      value: "71.4",
      issuer: "省厅",
      file_name: "a.pdf",
      content_base64: "QQ==",
    });
  });
});
