// A value fetched from the server with its states: waiting, there, failed. A newer request cancels the older.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from "vue";
import { api_error, type ApiError } from "@/api/client";
import { use_desk } from "./desk";

/** What StateBlock shows of a request. */
export interface Waiting {
  is_loading: Readonly<Ref<boolean>>;
  error: Readonly<Ref<ApiError | null>>;
  reload: () => Promise<void>;
  cancel: () => void;
}
export interface Fetched<T> extends Waiting {
  value: ShallowRef<T | null>;
}

export function use_fetched<T>(
  source: WatchSource,
  fetcher: (signal: AbortSignal) => Promise<T>,
  options: { keeps_old?: boolean } = {},
): Fetched<T> {
  const value = shallowRef<T | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const is_loading = ref(false);
  let controller: AbortController | null = null;

  function cancel(): void {
    controller?.abort();
    controller = null;
    is_loading.value = false;
  }

  async function load(keeps_old: boolean): Promise<void> {
    cancel();
    const mine = new AbortController();
    controller = mine;
    is_loading.value = true;
    error.value = null;
    if (!keeps_old) value.value = null;
    try {
      const got = await fetcher(mine.signal);
      if (controller === mine) value.value = got;
    } catch (reason) {
      if (controller !== mine || mine.signal.aborted) return;
      error.value = api_error(reason);
    } finally {
      if (controller === mine) {
        controller = null;
        is_loading.value = false;
      }
    }
  }

  watch(source, () => void load(options.keeps_old ?? false), { immediate: true });
  // What failed for want of a connection is fetched again when it is back.
  const desk = use_desk();
  watch(
    () => desk.returns,
    () => {
      if (error.value?.is_connection) void load(true);
    },
  );
  onScopeDispose(cancel);
  return { value, error, is_loading, reload: () => load(true), cancel };
}
