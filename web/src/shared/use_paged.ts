// A list that comes page by page: the first as use_fetched has it, those behind it when somebody asks for them.
import { computed, shallowRef, type ComputedRef, type WatchSource } from "vue";
import type { Acting } from "./acting";
import { use_fetched, type Fetched } from "./use_fetched";

export interface Paged<Page, Row> extends Fetched<Page> {
  rows: ComputedRef<Row[]>;
  has_more: ComputedRef<boolean>;
  more: () => Promise<void>;
}

/**
 * `fetcher` fetches the page behind a cursor; "" is the first. Pages belong to the first page that they follow: when that is
 * fetched anew they are gone, and one that was on its way is dropped.
 */
export function use_paged<Page extends { next: string }, Row>(
  source: WatchSource,
  fetcher: (cursor: string, signal?: AbortSignal) => Promise<Page | null>,
  rows_of: (page: Page) => readonly Row[],
  act: Acting["act"],
): Paged<Page, Row> {
  const fetched = use_fetched(source, (signal) => fetcher("", signal), { keeps_old: true });
  const behind = shallowRef<{ first: Page | null; pages: Page[] }>({ first: null, pages: [] });
  const pages = computed(() => {
    const first = fetched.value.value;
    if (!first) return [];
    return behind.value.first === first ? [first, ...behind.value.pages] : [first];
  });
  const next = computed(() => pages.value.at(-1)?.next ?? "");
  async function more(): Promise<void> {
    // While another list is on its way, the cursor of this one leads nowhere.
    if (!next.value || fetched.is_loading.value) return;
    const [first, ...others] = pages.value;
    const got = await act(() => fetcher(next.value));
    if (got && first && fetched.value.value === first) behind.value = { first, pages: [...others, got] };
  }
  return {
    ...fetched,
    rows: computed(() => pages.value.flatMap((page) => rows_of(page))),
    has_more: computed(() => next.value !== ""),
    more,
  };
}
