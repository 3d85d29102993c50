import { describe, expect, it } from "vitest";
import { HOUR_MS } from "./beijing";
import {
  missing_between,
  nearest,
  period_end,
  period_runs,
  plot_line,
  thin_gaps,
  thin_runs,
  type Period,
  type PlotValue,
} from "./plot_model";

const hour = (n: number, fields: Partial<PlotValue> = {}): PlotValue => ({
  time: n * HOUR_MS,
  value: n,
  state: "value",
  state_name: "",
  verdict: "valid",
  ...fields,
});
const times = (runs: readonly (readonly { time: number }[])[]) =>
  runs.map((run) => run.map((one) => one.time / HOUR_MS));

describe("a line of values", () => {
  it("breaks where hours lack, and counts them", () => {
    const line = plot_line([hour(0), hour(1), hour(4), hour(5)], "hour");
    expect(times(line.runs)).toEqual([
      [0, 1],
      [4, 5],
    ]);
    expect(line.gaps).toEqual([{ from: 2 * HOUR_MS, until: 3 * HOUR_MS, n: 2, state: "", state_name: "" }]);
  });
  it("breaks where a value is told to be missing, one gap for each reason", () => {
    const fault = { value: null, state: "fault", state_name: "仪器故障" };
    const line = plot_line(
      [hour(0), hour(1, fault), hour(2, fault), hour(3, { ...fault, state: "maintenance" }), hour(4)],
      "hour",
    );
    expect(times(line.runs)).toEqual([[0], [4]]);
    expect(line.gaps.map((gap) => [gap.state, gap.n])).toEqual([
      ["fault", 2],
      ["maintenance", 1],
    ]);
  });
  it("is not carried by what is void, and keeps what is doubted", () => {
    const line = plot_line(
      [hour(0), hour(1, { verdict: "invalid" }), hour(2), hour(3, { verdict: "suspect" })],
      "hour",
    );
    expect(times(line.runs)).toEqual([[0], [2, 3]]);
    expect(line.marked.map((one) => one.verdict)).toEqual(["invalid", "suspect"]);
    expect(line.gaps).toEqual([]);
  });
  it("joins months of any length, and not over one that lacks", () => {
    const month = (text: string) => hour(0, { time: Date.parse(`${text}-01T00:00:00+08:00`) });
    const line = plot_line(["2024-01", "2024-02", "2024-03", "2024-05"].map(month), "month");
    expect(line.runs.map((run) => run.length)).toEqual([3, 1]);
    expect(line.gaps.map((gap) => gap.n)).toEqual([1]);
  });
  it("joins what is taken on no grid", () =>
    expect(plot_line([hour(0), hour(900), hour(905)], "instant").runs).toHaveLength(1));
  it("knows its range and what is below the limit", () => {
    const line = plot_line([hour(3), hour(4, { value: 0.5, state: "below_limit" })], "hour");
    expect([line.least, line.greatest]).toEqual([0.5, 3]);
    expect(line.below).toHaveLength(1);
  });
  it("is nothing of no values", () =>
    expect(plot_line([], "hour")).toMatchObject({ runs: [], gaps: [], least: Infinity }));
});

describe("missing between", () => {
  it.each([
    [0, 1, "hour", 0],
    [0, 3, "hour", 2],
    [0, 24, "day", 0],
    [0, 72, "day", 2],
    [0, 1000, "instant", 0],
  ])("%d and %d by %s", (one, next, averaging, want) =>
    expect(missing_between(one * HOUR_MS, next * HOUR_MS, averaging)).toBe(want),
  );
});

describe("thinned values", () => {
  const thin = [0, 1, 2, 40, 41].map((n) => ({ time: n * HOUR_MS, value: n }));
  it("are not joined over an empty stretch", () => {
    const runs = thin_runs(thin, 0, 100 * HOUR_MS, 100, "hour");
    expect(times(runs)).toEqual([
      [0, 1, 2],
      [40, 41],
    ]);
    expect(thin_gaps(runs)).toEqual([
      { from: 2 * HOUR_MS, until: 40 * HOUR_MS, n: 0, state: "", state_name: "" },
    ]);
  });
  it("are joined where each piece is longer than the stretch", () =>
    expect(thin_runs(thin, 0, 10_000 * HOUR_MS, 100, "hour")).toHaveLength(1));
});

describe("nearest", () => {
  it.each([
    [[], 5, -1],
    [[10], 5, 0],
    [[0, 10, 20], 14, 1],
    [[0, 10, 20], 16, 2],
    [[0, 10, 20], 99, 2],
    [[0, 10, 20], -9, 0],
  ])("in %j to %d", (list, at, want) => expect(nearest(list, at)).toBe(want));
});

describe("periods", () => {
  const period = (n: number, mean: number | null, extreme: number | null): Period => ({
    begin: n,
    end: n + 1,
    mean,
    minimum: extreme,
    maximum: extreme,
    completeness: 100,
  });
  it("make runs, broken where one has no values", () => {
    const runs = period_runs([period(0, 1, 1), period(1, 2, 2), period(2, null, null), period(3, 4, 4)]);
    expect(runs.map((run) => run.band.map((one) => one.begin))).toEqual([[0, 1], [3]]);
  });
  it("have a band without a mean", () => {
    const [run] = period_runs([period(0, null, 7.2), period(1, null, 7.4)]);
    expect([run!.band.length, run!.line.length]).toEqual([2, 0]);
  });
  it.each([
    ["2024-02-01", "month", "2024-03-01"],
    ["2024-10-01", "quarter", "2025-01-01"],
    ["2024-01-01", "year", "2025-01-01"],
    ["2024-02-29", "day", "2024-03-01"],
  ])("%s of kind %s ends at %s", (begin, kind, end) =>
    expect(period_end(Date.parse(`${begin}T00:00:00+08:00`), kind)).toBe(Date.parse(`${end}T00:00:00+08:00`)),
  );
});
