import { describe, expect, it } from "vitest";
import { limits_in_sight, ribbon_runs, type PlotRank } from "./limits";

const limit = (bound: number) => ({ from: 0, until: 100, bound, name: String(bound) });
const rank = (time: number, level: number): PlotRank => ({
  time,
  rank: level,
  name: String(level),
  colour: "",
  ink: "",
});

describe("limits in sight", () => {
  const limits = [0.15, 0.5, 1, 1.5, 2].map(limit);
  it("are those among the values and the next ones near by", () => {
    const { shown, above } = limits_in_sight(limits, 0.3, 0.9);
    expect(shown.map((one) => one.bound)).toEqual([0.15, 0.5, 1]);
    expect(above).toBeNull();
  });
  it("a limit far above is told, not drawn", () => {
    const { shown, above } = limits_in_sight([limit(20)], 1, 2);
    expect(shown).toEqual([]);
    expect(above?.bound).toBe(20);
  });
  it("a value that equals its limit lies under it", () =>
    expect(limits_in_sight(limits, 0.5, 0.5).shown.map((one) => one.bound)).toContain(0.5));
  it("without values there are none", () =>
    expect(limits_in_sight(limits, Infinity, -Infinity)).toEqual({ shown: [], above: null }));
});

describe("the ribbon", () => {
  it("joins what follows and is the same, and leaves gaps", () =>
    expect(
      ribbon_runs([rank(0, 2), rank(10, 2), rank(20, 3), rank(50, 3)], 10, "beginning").map((one) => [
        one.from,
        one.until,
        one.rank,
      ]),
    ).toEqual([
      [0, 20, 2],
      [20, 30, 3],
      [50, 60, 3],
    ]));
  it("stands before labels that name the end", () =>
    expect(ribbon_runs([rank(10, 1), rank(20, 2)], 10, "end").map((one) => [one.from, one.until])).toEqual([
      [0, 10],
      [10, 20],
    ]));
  it("of periods reaches from begin to end, whatever the labels name", () =>
    expect(
      ribbon_runs(
        [
          { ...rank(0, 1), until: 28 },
          { ...rank(28, 1), until: 59 },
        ],
        0,
        "end",
      ).map((one) => [one.from, one.until]),
    ).toEqual([[0, 59]]));
  it("months of unequal length do not overlap", () =>
    expect(ribbon_runs([rank(0, 1), rank(28, 2)], 31, "beginning").map((one) => one.until)).toEqual([
      28, 59,
    ]));
});
