import { describe, expect, it } from "vitest";
import { placed_ticks, tick_text, time_ticks, value_axis } from "./axis";
import { day_begin } from "./beijing";

describe("value axis", () => {
  it.each([
    [0, 100, [0, 25, 50, 75, 100], 0],
    [3, 38, [0, 10, 20, 30, 40], 0],
    [0.021, 0.064, [0.02, 0.04, 0.06, 0.08], 2],
    [-3, 7, [-5, 0, 5, 10], 0],
    [6.98, 7.41, [6.8, 7, 7.2, 7.4, 7.6], 1],
    [1200, 9800, [0, 2500, 5000, 7500, 10000], 0],
  ])("%d to %d has round ticks", (least, greatest, ticks, decimals) => {
    const axis = value_axis(least, greatest);
    expect(axis.ticks).toEqual(ticks);
    expect(axis.decimals).toBe(decimals);
    expect(axis.ticks.length).toBeGreaterThan(1);
    expect(axis.ticks.length).toBeLessThanOrEqual(5);
    expect(axis.from).toBeLessThanOrEqual(least);
    expect(axis.until).toBeGreaterThanOrEqual(greatest);
  });
  it("writes every tick with the decimals that tell them apart", () => {
    for (const [least, greatest] of [
      [0, 1],
      [0.001, 0.0042],
      [10, 10.4],
      [-0.3, 0.4],
    ] as const) {
      const axis = value_axis(least, greatest);
      const texts = axis.ticks.map((tick) => tick.toFixed(axis.decimals));
      expect(texts.map(Number)).toEqual(axis.ticks);
    }
  });
  it("gives a constant room around it, and nothing below zero", () => {
    const axis = value_axis(18.4, 18.4);
    expect(axis.from).toBeLessThan(18.4);
    expect(axis.until).toBeGreaterThan(18.4);
    expect(value_axis(0, 0).from).toBe(0);
  });
  it("stands without any value", () => expect(value_axis(Infinity, -Infinity).ticks).toEqual([0, 1]));
});

describe("time ticks", () => {
  const texts = (from: string, until: string, most: number) =>
    time_ticks(day_begin(from), day_begin(until), most).map((tick) => tick_text(tick, "zh-CN"));
  it("are hours of a day", () =>
    expect(texts("2024-09-30", "2024-10-01", 8)).toEqual([
      "9月30日",
      "3时",
      "6时",
      "9时",
      "12时",
      "15时",
      "18时",
      "21时",
    ]));
  it("are days of a week", () =>
    expect(texts("2024-09-24", "2024-10-01", 8)).toEqual([
      "9月24日",
      "25日",
      "26日",
      "27日",
      "28日",
      "29日",
      "30日",
    ]));
  it("are months of a year, the first and January with their year", () =>
    expect(texts("2023-10-01", "2024-10-01", 12)).toEqual([
      "2023年10月",
      "11月",
      "12月",
      "2024年1月",
      "2月",
      "3月",
      "4月",
      "5月",
      "6月",
      "7月",
      "8月",
      "9月",
    ]));
  it("are years of a long time", () =>
    expect(texts("2012-06-01", "2024-06-01", 6)).toEqual([
      "2014年",
      "2016年",
      "2018年",
      "2020年",
      "2022年",
      "2024年",
    ]));
  it("stay where they are when the window moves", () => {
    const first = time_ticks(day_begin("2024-08-01"), day_begin("2024-09-01"), 8).map((tick) => tick.at);
    const later = time_ticks(day_begin("2024-08-03"), day_begin("2024-09-03"), 8).map((tick) => tick.at);
    expect(later.filter((at) => at < day_begin("2024-09-01"))).toEqual(
      first.filter((at) => at >= day_begin("2024-08-03")),
    );
  });
  it("are few for every length", () => {
    for (const days of [1, 2, 3, 7, 10, 31, 92, 200, 366, 1000, 4000, 20000]) {
      const ticks = time_ticks(day_begin("2024-01-01"), day_begin("2024-01-01") + days * 86_400_000, 8);
      expect(ticks.length, `${days}`).toBeGreaterThan(0);
      expect(ticks.length, `${days}`).toBeLessThanOrEqual(10);
    }
  });
  it("drop words that would run into each other", () => {
    const ticks = time_ticks(day_begin("2023-10-01"), day_begin("2024-10-01"), 12);
    const from = day_begin("2023-10-01");
    const scale = 400 / (day_begin("2024-10-01") - from);
    const placed = placed_ticks(ticks, (time) => (time - from) * scale, 400, "zh-CN");
    expect(placed.map((one) => one.text)).toContain("2023年10月");
    expect(placed[1]!.text).toBe("");
    expect(placed).toHaveLength(ticks.length);
  });
});
