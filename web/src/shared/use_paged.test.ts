import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { effectScope, nextTick, ref, type EffectScope } from "vue";
import { ApiError } from "@/api/client";
import { use_paged } from "./use_paged";

interface Page {
  next: string;
  rows: string[];
}
const settled = () => new Promise((done) => setTimeout(done, 0));

// The scope stands for the page that lists.
let scope: EffectScope;
beforeEach(() => {
  setActivePinia(createPinia());
  scope = effectScope();
});
afterEach(() => scope.stop());

describe("use_paged", () => {
  it("puts pages one behind the other until there is none", async () => {
    const asked: string[] = [];
    const list = scope.run(() =>
      use_paged(
        () => 0,
        async (cursor): Promise<Page> => {
          asked.push(cursor);
          return cursor === "" ? { next: "b", rows: ["a", "b"] } : { next: "", rows: ["c"] };
        },
        (page) => page.rows,
      ),
    )!;
    expect(list.rows.value).toEqual([]);
    await settled();
    expect(list.has_more.value).toBe(true);
    await list.more();
    expect(list.rows.value).toEqual(["a", "b", "c"]);
    expect(list.has_more.value).toBe(false);
    await list.more();
    expect(asked).toEqual(["", "b"]);
  });

  it("begins anew when the first page is fetched again", async () => {
    const list = scope.run(() =>
      use_paged(
        () => 0,
        async (cursor): Promise<Page> => ({ next: "x", rows: [cursor || "first"] }),
        (page) => page.rows,
      ),
    )!;
    await settled();
    await list.more();
    expect(list.rows.value).toEqual(["first", "x"]);
    await list.reload();
    expect(list.rows.value).toEqual(["first"]);
    expect(list.has_more.value).toBe(true);
  });

  it("drops a page that comes when another list is shown", async () => {
    const filter = ref("one");
    let answer: (page: Page) => void = () => undefined;
    const list = scope.run(() =>
      use_paged(
        filter,
        (cursor): Promise<Page> =>
          cursor === ""
            ? Promise.resolve({ next: "n", rows: [filter.value] })
            : new Promise((done) => (answer = done)),
        (page) => page.rows,
      ),
    )!;
    await settled();
    const late = list.more();
    filter.value = "two";
    await nextTick();
    await settled();
    answer({ next: "", rows: ["of one"] });
    await late;
    expect(list.rows.value).toEqual(["two"]);
    expect(list.has_more.value).toBe(true);
  });

  it("says why the next page did not come, and takes it at another try", async () => {
    let fails = true;
    const list = scope.run(() =>
      use_paged(
        () => 0,
        async (cursor): Promise<Page> => {
          if (cursor && fails) throw new ApiError(503, "unavailable", "稍后再试", "");
          return cursor ? { next: "", rows: ["c"] } : { next: "b", rows: ["a"] };
        },
        (page) => page.rows,
      ),
    )!;
    await settled();
    await list.more();
    expect(list.more_error.value?.message).toBe("稍后再试");
    expect([list.rows.value, list.has_more.value, list.is_fetching_more.value]).toEqual([["a"], true, false]);
    fails = false;
    await list.more();
    expect(list.more_error.value).toBeNull();
    expect(list.rows.value).toEqual(["a", "c"]);
  });

  it("asks once for a page that is on its way", async () => {
    let asked = 0;
    let answer: (page: Page) => void = () => undefined;
    const list = scope.run(() =>
      use_paged(
        () => 0,
        (cursor): Promise<Page> => {
          if (!cursor) return Promise.resolve({ next: "b", rows: ["a"] });
          asked++;
          return new Promise((done) => (answer = done));
        },
        (page) => page.rows,
      ),
    )!;
    await settled();
    const [first, second] = [list.more(), list.more()];
    expect([asked, list.is_fetching_more.value]).toEqual([1, true]);
    answer({ next: "", rows: ["b"] });
    await Promise.all([first, second]);
    expect(list.rows.value).toEqual(["a", "b"]);
  });
});
