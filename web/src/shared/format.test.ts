import { describe, expect, it } from "vitest";
import {
  comparator_sign,
  date_text,
  digest_text,
  instant_text,
  month_text,
  padded,
  quantity_parts,
  short_date_text,
} from "./format";

describe("dates", () => {
  it.each([
    ["2024-09-30", "zh-CN", "2024年9月30日"],
    ["2024-09-30", "en", "2024-09-30"],
    ["2024-02-29T08:05:00+08:00", "zh-CN", "2024年2月29日"],
    ["年底前", "zh-CN", "年底前"], // what is no date is shown as it is
  ])("date_text(%s, %s)", (iso, locale, want) => expect(date_text(iso, locale)).toBe(want));

  it.each([
    ["2024-09-30T14:00:00+08:00", "2024年9月30日 14:00"],
    ["2024-12-31T23:30:00+08:00", "2024年12月31日 23:30"], // Beijing time as written, whatever the browser's zone
    ["2024-09-30", "2024年9月30日"],
  ])("instant_text(%s)", (iso, want) => expect(instant_text(iso, "zh-CN")).toBe(want));

  it("leaves the plan's own year out", () => {
    expect(short_date_text("2024-06-30", 2024, "zh-CN")).toBe("6月30日");
    expect(short_date_text("2025-06-30", 2024, "zh-CN")).toBe("2025年6月30日");
    expect(short_date_text("2024-06-30", 2024, "en")).toBe("06-30");
  });

  it("names months", () => {
    expect(month_text("2024-06", "zh-CN")).toBe("2024年6月");
    expect(month_text("2024-06", "en")).toBe("2024-06");
  });
});

describe("quantities", () => {
  it.each([
    [">=", 85.7, null, "%", { sign: "≥", figure: "85.7", unit: "%" }],
    ["=", 100, null, "%", { sign: "＝", figure: "100", unit: "%" }],
    ["range", 3, 5, "个", { sign: "", figure: "3—5", unit: "个" }],
    ["<=", 0.05, null, "mg/L", { sign: "≤", figure: "0.05", unit: "mg/L" }],
  ])("%s %d", (comparator, value, value_high, unit, want) => {
    expect(quantity_parts({ comparator, value, value_high, unit })).toEqual(want);
  });
  it("has none without a value", () => {
    expect(quantity_parts({ comparator: ">=", value: null, value_high: null, unit: "%" })).toBeNull();
  });
  it("has no sign for an unknown comparator", () => expect(comparator_sign("?")).toBe(""));
});

describe("padded", () => {
  it.each([
    [0.06, 3, "0.060"],
    [0.0461, 3, "0.0461"], // more decimals than asked for are never cut
    [8, 1, "8.0"],
    [8, 0, "8"],
  ])("%d to %d decimals", (value, decimals, want) => expect(padded(value, decimals)).toBe(want));
});

it("shortens a digest but keeps both ends", () => {
  expect(digest_text("sm3:7c1e0011223344a90f")).toBe("7c1e…a90f");
  expect(digest_text("7c1e")).toBe("7c1e");
});
