import { describe, expect, it } from "vitest";
import { safe_back } from "./account";

describe("safe_back", () => {
  it.each([
    ["/plans/p0001?at=t1", "/plans/p0001?at=t1"],
    ["//evil.example", "/plans"],
    ["/\\evil.example", "/plans"],
    ["https://evil.example", "/plans"],
    ["javascript:alert(1)", "/plans"],
    ["/enter", "/plans"],
    [undefined, "/plans"],
    [["/a"], "/plans"],
  ])("%s leads to %s", (back, want) => expect(safe_back(back)).toBe(want));
});
