import { describe, expect, it } from "vitest";
import { day_begin, day_of, day_plus, days_between, month_plus, valid_day } from "./beijing";
import { day_cells, month_spans, moved, row_sum } from "./day_grid";

describe("days in Beijing", () => {
  it("begin at its midnight", () => {
    expect(day_of(Date.parse("2024-09-30T15:59:59Z"))).toBe("2024-09-30");
    expect(day_of(Date.parse("2024-09-30T16:00:00Z"))).toBe("2024-10-01");
    expect(new Date(day_begin("2024-10-01")).toISOString()).toBe("2024-09-30T16:00:00.000Z");
  });
  it("are counted over months and leap years", () => {
    expect(day_plus("2024-02-28", 2)).toBe("2024-03-01");
    expect(days_between("2024-02-28", "2024-03-01")).toBe(2);
    expect(month_plus("2024-03-31", -1)).toBe("2024-02-29");
    expect(month_plus("2024-01-15", -1)).toBe("2023-12-15");
  });
  it.each([
    ["2024-02-30", ""],
    ["2024-2-3", ""],
    ["", ""],
    [undefined, ""],
    ["2024-02-29", "2024-02-29"],
  ])("%o is read as %o", (text, want) => expect(valid_day(text)).toBe(want));
});

describe("cells", () => {
  const cells = day_cells("2024-09-29", {
    expected: [24, 24, 24, 0, 0],
    present: [24, 22, 0, 0, 3],
    valid: [24, 18, 0, 0, 3],
  });
  it("say what they are without colour", () =>
    expect(cells.map((one) => one.kind)).toEqual(["all", "part", "missing", "none", "beyond"]));
  it("are filled as high as their share", () => {
    expect(cells[1]!.valid_share).toBeCloseTo(0.75);
    expect(cells[1]!.present_share).toBeCloseTo(22 / 24);
  });
  it("know their days", () =>
    expect(cells.map((one) => one.day).slice(0, 3)).toEqual(["2024-09-29", "2024-09-30", "2024-10-01"]));
  it("are summed", () => expect(row_sum(cells)).toEqual({ expected: 72, present: 49, valid: 45 }));
  it("never fill over the brim", () =>
    expect(day_cells("2024-09-29", { expected: [24], present: [25], valid: [25] })[0]).toMatchObject({
      kind: "all",
      valid_share: 1,
    }));
});

it("months of a stretch", () =>
  expect(month_spans("2024-08-30", 35)).toEqual([
    { month: "2024-08", first: 0, days: 2 },
    { month: "2024-09", first: 2, days: 30 },
    { month: "2024-10", first: 32, days: 3 },
  ]));

it.each([
  ["ArrowRight", { row: 0, column: 1 }],
  ["ArrowLeft", { row: 0, column: 0 }],
  ["ArrowDown", { row: 1, column: 0 }],
  ["End", { row: 0, column: 9 }],
  ["x", null],
])("%s leads within the grid", (key, want) => expect(moved({ row: 0, column: 0 }, key, 2, 10)).toEqual(want));
