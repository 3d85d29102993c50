import { describe, expect, it } from "vitest";
import { due_text, level_class } from "./case_words";

describe("due_text", () => {
  it.each([
    [null, "not_running", 0, false, false],
    [-1, "late", 1, true, false],
    [0, "today", 0, true, false],
    [1, "left", 1, false, true],
    [7, "left", 7, false, true],
    [8, "left", 8, false, false],
  ] as const)("%s", (days, key, n, is_alarm, is_soon) => {
    expect(due_text(days)).toEqual({ key, n, is_alarm, is_soon });
  });
});

describe("level_class", () => {
  it("has no mark where there is no level", () => {
    expect(level_class({ id: "", name: "" })).toBe("lv");
    expect(level_class({ id: "red", name: "红灯" })).toBe("lv lv-red");
  });
});
