import { afterEach, describe, expect, it, vi } from "vitest";
import { address, ApiError, get, on_connection, post } from "./client";

const answer = (status: number, body: string) =>
  vi.stubGlobal(
    "fetch",
    vi.fn().mockImplementation(() => Promise.resolve(new Response(body, { status }))),
  );
const failure = async (promise: Promise<unknown>) =>
  promise.then(() => null).catch((error: ApiError) => error);

afterEach(() => vi.unstubAllGlobals());

describe("address", () => {
  it.each([
    ["/plans/{id}", { path: { id: "a b/c" } }, "/plans/a%20b%2Fc"],
    [
      "/plans/{id}",
      { path: { id: 1 }, query: { version: 2, unit: "水科" } },
      "/plans/1?version=2&unit=%E6%B0%B4%E7%A7%91",
    ],
    ["/plans", { query: { version: undefined, unit: "" } }, "/plans"],
  ])("%s", (pattern, parameters, want) => expect(address(pattern, parameters)).toBe(want));
  it("refuses a pattern that is not filled", () => expect(() => address("/plans/{id}")).toThrow("lacks id"));
});

describe("requests", () => {
  it("hand back the answer", async () => {
    answer(200, '{"plans":[]}');
    expect(await get("/api/v1/plans")).toEqual({ plans: [] });
  });

  it("carry the server's sentence and place", async () => {
    answer(400, '{"error":{"code":"invalid_input","message":"不是一份计划。","where":"第3行"}}');
    const error = await failure(get("/api/v1/plans"));
    expect([error?.status, error?.code, error?.message, error?.where]).toEqual([
      400,
      "invalid_input",
      "不是一份计划。",
      "第3行",
    ]);
    expect(error?.is_connection).toBe(false);
  });

  it.each([
    ["an answer that is no JSON", 200, "<html>"],
    ["a gateway without the server", 502, "bad gateway"],
  ])("treat %s as no connection", async (_, status, body) => {
    answer(status, body);
    expect((await failure(get("/api/v1/plans")))?.is_connection).toBe(true);
  });

  it("tell the listeners when the server is away and back", async () => {
    const seen: boolean[] = [];
    const end = on_connection((now) => seen.push(now));
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("failed")));
    await failure(get("/api/v1/plans"));
    answer(200, "{}");
    await get("/api/v1/plans");
    end();
    await get("/api/v1/plans");
    expect(seen).toEqual([false, true]);
  });

  it("send JSON as JSON and a file as its bytes", async () => {
    answer(201, "{}");
    await post("/api/v1/plans", { token: "t", plan_id: "" });
    await post("/api/v1/plans/preview", new Blob(["x"]), { query: { file_name: "a.txt" } });
    const calls = vi
      .mocked(fetch)
      .mock.calls.map(([url, init]) => [url, (init!.headers as Record<string, string>)["Content-Type"]]);
    expect(calls).toEqual([
      ["/api/v1/plans", "application/json"],
      ["/api/v1/plans/preview?file_name=a.txt", "application/octet-stream"],
    ]);
  });
});
