// A list that comes page by page: the first as use_fetched has it, those behind it when somebody asks for them (PagedMore).
import { computed, ref, shallowRef, type ComputedRef, type Ref, type WatchSource } from "vue";
import { api_error, type ApiError } from "@/api/client";
import { use_fetched, type Fetched } from "./use_fetched";

/** The step to the page behind those that are there. */
export interface NextPage {
  rows: ComputedRef<readonly unknown[]>;
  has_more: ComputedRef<boolean>;
  is_fetching_more: Ref<boolean>;
  more_error: ComputedRef<ApiError | null>; // why it did not come
  more: () => Promise<void>;
}
export interface Paged<Page, Row> extends Fetched<Page>, NextPage {
  rows: ComputedRef<Row[]>;
}

/**
 * `fetcher` fetches the page behind a cursor; "" is the first. Pages belong to the first page that they follow: when that is
 * fetched anew they are gone, and one that was on its way is dropped.
 */
export function use_paged<Page extends { next: string }, Row>(
  source: WatchSource,
  fetcher: (cursor: string, signal?: AbortSignal) => Promise<Page | null>,
  rows_of: (page: Page) => readonly Row[],
): Paged<Page, Row> {
  const fetched = use_fetched(source, (signal) => fetcher("", signal), { keeps_old: true });
  const behind = shallowRef({
    first: null as Page | null,
    pages: [] as Page[],
    error: null as ApiError | null,
  });
  const is_fetching_more = ref(false);
  const pages = computed(() => {
    const first = fetched.value.value;
    if (!first) return [];
    return behind.value.first === first ? [first, ...behind.value.pages] : [first];
  });
  const next = computed(() => pages.value.at(-1)?.next ?? "");
  async function more(): Promise<void> {
    // While another list is on its way, the cursor of this one leads nowhere.
    if (!next.value || is_fetching_more.value || fetched.is_loading.value) return;
    const [first, ...others] = pages.value;
    is_fetching_more.value = true;
    const [got, error] = await fetcher(next.value)
      .then((page) => [page, null] as const)
      .catch((reason: unknown) => [null, api_error(reason)] as const);
    is_fetching_more.value = false;
    if (first && fetched.value.value === first)
      behind.value = { first, pages: got ? [...others, got] : others, error };
  }
  return {
    ...fetched,
    rows: computed(() => pages.value.flatMap((page) => rows_of(page))),
    has_more: computed(() => next.value !== ""),
    is_fetching_more,
    more_error: computed(() => (behind.value.first === fetched.value.value ? behind.value.error : null)),
    more,
  };
}
