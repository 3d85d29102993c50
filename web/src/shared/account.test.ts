import { describe, expect, it } from "vitest";
import { safe_back } from "./account";

describe("safe_back", () => {
  it.each([
    ["/plans/p0001?at=t1", "/plans/p0001?at=t1"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/enter", "/"],
    [undefined, "/"],
    [["/a"], "/"],
  ])("%s leads to %s", (back, want) => expect(safe_back(back)).toBe(want));
});
