import { describe, expect, it } from "vitest";
import type { SchemeCounts, SchemeWindow } from "@/api/types";
import { calendar_cells, lack_groups, month_cells, share_text, state_of, window_text } from "./scheme_rows";

const counts = (more: Partial<SchemeCounts>): SchemeCounts => ({
  planned: 0,
  due: 0,
  done: 0,
  due_done: 0,
  partly: 0,
  excused: 0,
  missing: 0,
  ahead: 0,
  ...more,
});
const window = (name: string, first: string, last: string, state: string): SchemeWindow => ({
  window: name,
  first,
  last,
  state,
  state_name: "",
  wanted: 1,
  times: 0,
  lacks: [],
});

describe("states together", () => {
  it.each([
    [counts({ planned: 5, due: 4, due_done: 1, partly: 1, excused: 1, missing: 1, ahead: 1 }), "missing"],
    [counts({ planned: 3, due: 3, due_done: 1, partly: 1, excused: 1 }), "partly"],
    [counts({ planned: 2, due: 2, due_done: 1, excused: 1 }), "excused"],
    [counts({ planned: 2, due: 1, due_done: 1, ahead: 1 }), "done"],
    [counts({ planned: 2, ahead: 2 }), "ahead"],
    [counts({}), "none"],
  ])("the worst of what is due: %o is %s", (all, want) => expect(state_of(all)).toBe(want));
  it("done of due, one figure where all is done", () => {
    expect(share_text(counts({ due: 3, due_done: 3 }))).toBe("3");
    expect(share_text(counts({ due: 3, due_done: 0 }))).toBe("0/3");
    expect(share_text(counts({ planned: 3, ahead: 3 }))).toBe("");
  });
  it("a month of which nothing is said is empty", () => {
    const cells = month_cells([{ month: "2024-03", counts: counts({ planned: 2, due: 2, missing: 2 }) }]);
    expect(cells).toHaveLength(12);
    expect(cells[2]).toMatchObject({ month: 3, state: "missing", text: "0/2" });
    expect(cells[3]).toMatchObject({ state: "none", text: "", counts: null });
  });
});

describe("the sampling calendar", () => {
  it("months and quarters have cells of their own, as long as they are", () => {
    const cells = calendar_cells(
      [
        window("2024-Q2", "2024-04-01", "2024-06-30", "partly"),
        window("2024-Q1", "2024-01-01", "2024-03-31", "done"),
        window("2024-Q3", "2024-07-01", "2024-09-30", "not_planned"),
      ],
      2024,
    );
    expect(cells.map((one) => [one.key, one.month, one.months, one.state])).toEqual([
      ["2024-Q1", 1, 3, "done"],
      ["2024-Q2", 4, 3, "partly"],
    ]);
  });
  it("February of a leap year is a month, 28 days of it are not", () => {
    expect(calendar_cells([window("2024-02", "2024-02-01", "2024-02-29", "done")], 2024)[0]?.key).toBe(
      "2024-02",
    );
    const cut = calendar_cells([window("w", "2024-02-01", "2024-02-28", "missing")], 2024)[0];
    expect(cut?.text).toBe("0/1");
  });
  it("weeks stand together in the month in which they end, those of the next year in December", () => {
    const cells = calendar_cells(
      [
        window("2024-W05", "2024-01-29", "2024-02-04", "done"),
        window("2024-W06", "2024-02-05", "2024-02-11", "missing"),
        window("2024-W07", "2024-02-12", "2024-02-18", "ahead"),
        window("2024-W53", "2024-12-30", "2025-01-05", "ahead"),
      ],
      2024,
    );
    expect(cells.map((one) => [one.key, one.state, one.text, one.windows.length])).toEqual([
      ["2024-02", "missing", "1/2", 3],
      ["2024-12", "ahead", "", 1],
    ]);
  });
  it("several samplings in a month tell how many came", () => {
    const twice = { ...window("2024-03", "2024-03-01", "2024-03-31", "partly"), wanted: 2, times: 1 };
    expect(calendar_cells([twice], 2024)[0]?.text).toBe("1/2");
    expect(calendar_cells([{ ...twice, wanted: 1 }], 2024)[0]?.text).toBe("");
  });
  it.each([
    ["2024-03-01", "2024-03-31", "3月", "2024-03"],
    ["2024-01-01", "2024-03-31", "1—3月", "2024-01–03"],
    ["2024-09-03", "2024-09-03", "9月3日", "09-03"],
    ["2024-09-02", "2024-09-08", "9月2日—8日", "09-02—09-08"],
    ["2024-01-29", "2024-02-04", "1月29日—2月4日", "01-29—02-04"],
    ["2024-12-30", "2025-01-05", "12月30日—2025年1月5日", "12-30—2025-01-05"],
  ])("%s to %s is %s", (first, last, zh, en) => {
    expect(window_text({ first, last }, 2024, "zh-CN")).toBe(zh);
    expect(window_text({ first, last }, 2024, "en")).toBe(en);
  });
});

it("items that lack for one reason stand together, unexplained ones first", () => {
  const lack = (item: string, more = {}) => ({
    item,
    item_name: item,
    times: 0,
    has_invalid: false,
    reason: "",
    reason_name: "",
    ...more,
  });
  const groups = lack_groups([
    lack("a", { reason: "dry", reason_name: "断流" }),
    lack("b"),
    lack("c", { has_invalid: true }),
    lack("d"),
    lack("e", { times: 1 }),
  ]);
  expect(groups.map((one) => [one.state, one.items.map((item) => item.item).join("")])).toEqual([
    ["no_value", "bd"],
    ["invalid", "c"],
    ["too_few", "e"],
    ["excused", "a"],
  ]);
});
