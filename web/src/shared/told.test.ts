import { expect, it } from "vitest";
import { ApiError } from "@/api/client";
import { told_of, told_with_place } from "./told";

const t = (key: string, named?: Record<string, unknown>) => (named ? `${key}(${String(named.where)})` : key);

it("tells the server's sentence, its place where one is wanted, or that no answer came", () => {
  const refused = new ApiError(400, "invalid_input", "总磷不是数值", "H3");
  expect(told_of(refused, t)).toBe("总磷不是数值");
  expect(told_with_place(refused, t)).toBe("总磷不是数值　state.at(H3)");
  expect(told_with_place(new ApiError(400, "invalid_input", "空文件", ""), t)).toBe("空文件");
  expect(told_of(new ApiError(0, "", "", ""), t)).toBe("state.unreachable");
  expect(told_with_place(new TypeError("x is null"), t)).toBe("TypeError: x is null");
});
