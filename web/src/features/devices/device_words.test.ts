import { describe, expect, it } from "vitest";
import type { FrameEntry } from "@/api/types";
import { clock_difference, is_bad, moment_text, with_newer } from "./device_words";

describe("moment_text", () => {
  const today = "2024-09-30T09:00:00+08:00";
  it("leaves out the day of today", () =>
    expect(moment_text("2024-09-30T08:02:13+08:00", today, "zh-CN")).toBe("08:02:13"));
  it("names another day", () => {
    expect(moment_text("2024-09-29T23:59:59+08:00", today, "zh-CN")).toBe("9月29日 23:59:59");
    expect(moment_text("2024-09-29T23:59:59+08:00", today, "en")).toBe("2024-09-29 23:59:59");
  });
});

describe("clock_difference", () => {
  it("is nothing within a second", () => expect(clock_difference(-999)).toBeNull());
  it("tells the side", () => {
    expect(clock_difference(31_500)).toEqual({ word: "devices.fast", n: 31 });
    expect(clock_difference(-2_000)).toEqual({ word: "devices.slow", n: 2 });
  });
});

describe("frames", () => {
  const entry = (number: number, standing = "data") => ({ number, standing }) as FrameEntry;
  it("are bad where no data are taken", () => {
    expect(is_bad(entry(1))).toBe(false);
    expect(is_bad(entry(1, "repaired"))).toBe(false);
    expect(is_bad(entry(1, "quarantined"))).toBe(true);
  });
  it("stay few, newest first", () =>
    expect(with_newer([entry(2), entry(1)], [entry(3)], 2).map((one) => one.number)).toEqual([3, 2]));
});
