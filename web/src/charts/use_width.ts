import { onScopeDispose, ref, watch, type Ref } from "vue";

/** The width of an element, kept up to date; `first` until it is known. */
export function use_width(element: Ref<HTMLElement | null>, first = 600): Ref<number> {
  const width = ref(first);
  let observer: ResizeObserver | null = null;
  watch(element, (now) => {
    observer?.disconnect();
    if (!now || typeof ResizeObserver === "undefined") return;
    width.value = now.clientWidth || first;
    observer = new ResizeObserver(() => (width.value = now.clientWidth || width.value));
    observer.observe(now);
  });
  onScopeDispose(() => observer?.disconnect());
  return width;
}
