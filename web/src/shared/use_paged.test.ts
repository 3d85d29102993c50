import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { effectScope, nextTick, ref, type EffectScope } from "vue";
import { use_paged } from "./use_paged";

interface Page {
  next: string;
  rows: string[];
}
const act = async <T>(work: () => Promise<T>) => work();
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
        act,
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
        act,
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
        act,
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
});
